//! JWT bearer assertions: Salesforce Help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration".

use super::{Denied, client};
use crate::apps::App;
use crate::http::World;
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;
use x509_parser::prelude::{FromDer, X509Certificate};

/// An assertion may end three minutes ahead; the platform allows for clocks that differ as much again.
const MOST_AHEAD: i64 = 6 * 60;
/// Seconds by which clocks may differ.
const SKEW: i64 = 3 * 60;
const SHARED: &[&str] = &["https://login.salesforce.com", "https://test.salesforce.com"];

#[derive(Deserialize)]
struct Header {
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    #[serde(alias = "prn")]
    sub: String,
    aud: Audience,
    exp: i64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// The app and the username of an assertion that is valid.
pub(super) fn verify(world: &World, assertion: &str) -> Result<(App, String), Denied> {
    let invalid = || Denied::new("invalid_grant", "invalid assertion");
    let (signed, signature) = assertion.rsplit_once('.').ok_or_else(invalid)?;
    let (header, claims) = signed.split_once('.').ok_or_else(invalid)?;
    let header: Header = part(header).ok_or_else(invalid)?;
    let claims: Claims = part(claims).ok_or_else(invalid)?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).map_err(|_| invalid())?;
    if header.alg != "RS256" {
        return Err(invalid());
    }
    let app = client::find(world, &claims.iss)?;
    let certificate = app.certificate.as_deref().ok_or_else(|| {
        Denied::new("unauthorized_client", "the JWT bearer flow is not enabled for this app: it has no certificate")
    })?;
    let now = world.now() / 1000;
    if !is_signed_by(certificate, signed.as_bytes(), &signature, now) {
        return Err(invalid());
    }
    let audience = match &claims.aud {
        Audience::One(audience) => std::slice::from_ref(audience),
        Audience::Many(all) => all,
    };
    let ours = |audience: &String| {
        let audience = audience.trim_end_matches('/');
        SHARED.contains(&audience) || same_host(audience, &world.url)
    };
    if !audience.iter().any(ours) {
        let text = format!("audience is invalid [audience={} login={}]", audience.join(","), world.url);
        return Err(Denied::new("invalid_grant", text));
    }
    if claims.exp + SKEW < now || claims.exp > now + MOST_AHEAD {
        return Err(Denied::new("invalid_grant", "expired authorization code"));
    }
    Ok((app, claims.sub))
}

/// The org answers to each name of the loopback interface.
fn same_host(a: &str, b: &str) -> bool {
    let port = |url: &str| {
        let rest = url.strip_prefix("http://")?;
        let names = ["127.0.0.1:", "localhost:", "[::1]:"];
        names.iter().find_map(|name| rest.strip_prefix(name)).map(str::to_owned)
    };
    port(a).is_some() && port(a) == port(b)
}

fn part<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// Whether a certificate (PEM) is valid now and its key made the signature.
fn is_signed_by(pem: &str, message: &[u8], signature: &[u8], now: i64) -> bool {
    let Ok((_, pem)) = x509_parser::pem::parse_x509_pem(pem.trim().as_bytes()) else { return false };
    let Ok((_, certificate)) = X509Certificate::from_der(&pem.contents) else { return false };
    let validity = certificate.validity();
    if now < validity.not_before.timestamp() || now > validity.not_after.timestamp() {
        return false;
    }
    let key = &certificate.public_key().subject_public_key.data;
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.as_ref()).verify(message, signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_org_answers_to_its_loopback_names_only() {
        assert!(same_host("http://localhost:1", "http://127.0.0.1:1"));
        assert!(!same_host("http://localhost:2", "http://127.0.0.1:1"));
        assert!(!same_host("https://login.example.com", "http://127.0.0.1:1"));
    }

    #[test]
    fn nonsense_is_no_certificate() {
        for pem in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "x"] {
            assert!(!is_signed_by(pem, b"m", b"s", 0), "{pem}");
        }
    }
}
