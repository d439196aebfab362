//! Private keys: reading them with a diagnosis of what is wrong, signing, and making new ones.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair as RsaKeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use sf_wire::Secret;
use std::fmt;

/// An RSA key that signs JWT assertions. `Debug` shows nothing of it.
pub struct SigningKey(RsaKeyPair);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey([redacted])")
    }
}

/// A text that is not the private key it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Nothing there.
    #[error("the private key is empty; check that the variable or file is set")]
    Empty,
    /// A certificate.
    #[error("this is a certificate; the login needs the private key that belongs to it (`BEGIN PRIVATE KEY`)")]
    Certificate,
    /// A public key.
    #[error("this is a public key; the login needs the private key that belongs to it (`BEGIN PRIVATE KEY`)")]
    Public,
    /// A key with a password.
    #[error(
        "the private key is encrypted with a password; decrypt it, for example with `openssl pkey -in KEY -out PLAIN`"
    )]
    Encrypted,
    /// An SSH key.
    #[error(
        "this is an OpenSSH key; convert it with `ssh-keygen -p -m PEM -f KEY`, or make a new one with `login keygen`"
    )]
    OpenSsh,
    /// An elliptic curve key.
    #[error("this is not an RSA key, and Salesforce takes RS256 only; make one with `login keygen`")]
    NotRsa,
    /// No PEM.
    #[error("no `-----BEGIN … PRIVATE KEY-----` line was found; paste the whole PEM file, line breaks included")]
    NoPem,
    /// PEM that does not decode.
    #[error("the PEM of the private key is damaged; line breaks or characters were lost when it was copied")]
    Damaged,
    /// RSA, but too short or inconsistent.
    #[error("the RSA key is too short or damaged; at least 2048 bits are needed")]
    Unusable,
    /// Signing failed.
    #[error("the private key could not sign")]
    Signing,
    /// No certificate.
    #[error("the certificate cannot be read; paste the whole PEM file")]
    CertificateUnreadable,
    /// Key and certificate do not belong together.
    #[error("the private key does not belong to this certificate; upload the key's own certificate to the app")]
    Mismatch,
    /// No new key could be made.
    #[error("a key pair could not be made")]
    Generation,
}

impl SigningKey {
    /// Reads a PEM file, PKCS#8 or PKCS#1. Windows line ends, `\n` written as two characters and PEM in base64, as CI
    /// variables often hold it, are understood.
    pub fn from_pem(text: &Secret) -> Result<Self, KeyError> {
        let text = normalize(text.expose());
        let marker = |name: &str| text.contains(&format!("-----BEGIN {name}"));
        match () {
            () if text.is_empty() => return Err(KeyError::Empty),
            () if marker("ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") => {
                return Err(KeyError::Encrypted);
            }
            () if marker("OPENSSH") => return Err(KeyError::OpenSsh),
            () if marker("EC P") => return Err(KeyError::NotRsa),
            () if marker("PRIVATE KEY") || marker("RSA PRIVATE KEY") => {}
            () if marker("CERTIFICATE") => return Err(KeyError::Certificate),
            () if marker("PUBLIC KEY") || marker("RSA PUBLIC KEY") => return Err(KeyError::Public),
            () => return Err(KeyError::NoPem),
        }
        let der = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| KeyError::Damaged)?;
        let pair = match &der {
            PrivateKeyDer::Pkcs8(der) if !contains(der.secret_pkcs8_der(), RSA_OID) => return Err(KeyError::NotRsa),
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(KeyError::NotRsa),
        };
        pair.map(Self).map_err(|_| KeyError::Unusable)
    }

    /// Checks that a certificate in PEM holds this key's public half.
    pub fn check_certificate(&self, pem: &str) -> Result<(), KeyError> {
        let der =
            CertificateDer::from_pem_slice(normalize(pem).as_bytes()).map_err(|_| KeyError::CertificateUnreadable)?;
        // A certificate carries the RSA public key as it is, in one run of bytes.
        if contains(&der, self.0.public_key().as_ref()) { Ok(()) } else { Err(KeyError::Mismatch) }
    }

    /// A certificate of its own for this key, as PEM, that is valid until the end of the given year. The app only needs to
    /// know the public half, so any certificate that holds it will do.
    pub fn certificate(&self, name: &str, valid_until_year: i32) -> Result<String, KeyError> {
        let key = self.exported()?;
        let mut params = rcgen::CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(valid_until_year, 12, 31);
        Ok(params.self_signed(&key).map_err(failed)?.pem())
    }

    fn exported(&self) -> Result<rcgen::KeyPair, KeyError> {
        use aws_lc_rs::encoding::AsDer;
        let der: aws_lc_rs::encoding::Pkcs8V1Der<'_> = self.0.as_der().map_err(failed)?;
        let der = rustls_pki_types::PrivatePkcs8KeyDer::from(der.as_ref());
        rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&der, &rcgen::PKCS_RSA_SHA256).map_err(failed)
    }

    /// RS256.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).map_err(|_| KeyError::Signing)?;
        Ok(signature)
    }

    /// The public half (PKCS#1).
    #[cfg(test)]
    pub(super) fn public(&self) -> Vec<u8> {
        self.0.public_key().as_ref().to_vec()
    }
}

/// Object identifier of RSA encryption, 1.2.840.113549.1.1.1, as PKCS#8 names it.
const RSA_OID: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn normalize(text: &str) -> String {
    // Editors of Windows begin a file with a byte order mark.
    let text = text
        .trim_start_matches('\u{feff}')
        .trim()
        .trim_matches('"')
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace("\\n", "\n");
    if text.contains("-----BEGIN") {
        return text;
    }
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let decoded = BASE64_STANDARD.decode(compact).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let decoded = decoded.filter(|inner| inner.contains("-----BEGIN"));
    decoded.map_or(text, |inner| inner.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
}

fn failed<E>(_: E) -> KeyError {
    KeyError::Generation
}

/// A new key with its self-signed certificate, both as PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPair {
    /// PKCS#8.
    pub private_key: Secret,
    /// To be uploaded to the app.
    pub certificate: String,
}

impl KeyPair {
    /// Makes an RSA key of 2048 bits and a certificate for `name` that is valid until the end of the given year.
    pub fn generate(name: &str, valid_until_year: i32) -> Result<Self, KeyError> {
        let key = SigningKey(RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?);
        let certificate = key.certificate(name, valid_until_year)?;
        Ok(Self { private_key: Secret::new(key.exported()?.serialize_pem()), certificate })
    }
}
