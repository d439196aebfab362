//! Logging in, and being refused.

use crate::client::{Client, Reply, encoded};
use crate::world::{CALLBACK, KEY, SECRET, agent, app, nobody, project, user};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use local_org::apps::PermittedUsers;
use local_org::server::Server;
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};

const TOKEN: &str = "/services/oauth2/token";
const VERIFIER: &str = "a-verifier-that-is-long-enough-to-be-one-of-them";

fn token(server: &Server, pairs: &[(&str, &str)]) -> Reply {
    nobody(server).form(TOKEN, pairs)
}

fn refusal(reply: &Reply) -> (u16, String, String) {
    let body = reply.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (reply.status, text("error"), text("error_description"))
}

fn denied(error: &str, description: &str) -> (u16, String, String) {
    (400, error.into(), description.into())
}

#[test]
fn client_credentials_act_as_the_run_as_user() {
    let server = project();
    let mut agent = agent(&server);
    let info = agent.get("/services/oauth2/userinfo").json();
    let missing = nobody(&server).get("/services/oauth2/userinfo");
    assert_eq!((missing.status, missing.text()), (403, "Missing_OAuth_Token"));
    assert_eq!(info["preferred_username"], "agent@local.example.com");
    let id = format!("/id/{}/{}", info["organization_id"].as_str().unwrap(), info["user_id"].as_str().unwrap());
    assert_eq!(agent.get(&id).json()["username"], "agent@local.example.com");
    let ask = |key: &str, secret: &str| {
        refusal(&token(&server, &[("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret)]))
    };
    assert_eq!(ask("nobody", SECRET), denied("invalid_client_id", "client identifier invalid"));
    assert_eq!(ask(KEY, "wrong"), denied("invalid_client", "invalid client credentials"));
    let in_address = format!("{TOKEN}?grant_type=client_credentials&client_secret={SECRET}");
    let reply = nobody(&server).send("POST", &in_address, &[], "");
    let text = "grant_type belongs in the body of the request: addresses are logged";
    assert_eq!(refusal(&reply), denied("invalid_request", text));
    server.world.lock().apps[0].run_as = None;
    assert_eq!(ask(KEY, SECRET), denied("invalid_grant", "no client credentials user enabled"));
    server.world.lock().apps[0].flows.client_credentials = false;
    assert_eq!(ask(KEY, SECRET).1, "unauthorized_client");
    let unknown = token(&server, &[("grant_type", "password"), ("client_id", KEY)]);
    assert_eq!(refusal(&unknown), denied("unsupported_grant_type", "grant type not supported"));
}

#[test]
fn client_credentials_give_the_scopes_that_the_flow_can_give() {
    let server = project();
    agent(&server);
    let ask = |scope: &str| {
        let flow = [("grant_type", "client_credentials"), ("client_id", KEY), ("client_secret", SECRET)];
        let scope = [("scope", scope)];
        token(&server, &if scope[0].1.is_empty() { flow.to_vec() } else { [&flow[..], &scope].concat() })
    };
    assert_eq!(ask("").json()["scope"], "api");
    assert_eq!(ask("api refresh_token").json()["scope"], "api");
    assert_eq!(refusal(&ask("refresh_token")), denied("invalid_grant", "no valid scopes defined"));
    assert_eq!(refusal(&ask("web")), denied("invalid_scope", "the requested scope is not allowed"));
    server.world.lock().apps[0].scopes = ["Full".to_owned()].into();
    assert_eq!(refusal(&ask("")), denied("invalid_grant", "no valid scopes defined"));
}

#[test]
fn basic_authentication_and_revocation() {
    let server = project();
    let mut agent = agent(&server);
    let spent = agent.token.clone();
    assert_eq!(agent.form("/services/oauth2/revoke", &[("token", &spent)]).status, 200);
    assert_eq!(agent.get("/services/data/v66.0/limits").status, 401);
    let again = agent.form("/services/oauth2/revoke", &[("token", &spent)]);
    assert_eq!((again.status, again.text()), (400, "error=invalid_token&error_description=invalid+token"));
    let none = agent.form("/services/oauth2/revoke", &[]);
    assert!(none.text().starts_with("error=unsupported_token_type&"), "{}", none.text());
    let basic = format!("Basic {}", base64::prelude::BASE64_STANDARD.encode(format!("{KEY}:{SECRET}")));
    let headers = [("Authorization", basic.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    let reply = nobody(&server).send("POST", TOKEN, &headers, "grant_type=client_credentials");
    assert_eq!(reply.json()["token_type"], "Bearer");
    assert_eq!(reply.json()["instance_url"], server.url());
}

/// Walks through the login page as a user; the address the browser is sent to.
fn browse(client: &mut Client, query: &str, user: Option<&str>) -> Reply {
    let page = client.get(&format!("/services/oauth2/authorize?{query}"));
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("not Salesforce") && page.text().contains("Test &lt;App&gt;"), "{}", page.text());
    let (_, rest) = page.text().split_once("name=\"login\" value=\"").unwrap();
    let login = rest.split('"').next().unwrap().to_owned();
    let choice = user.map_or(("deny", "1"), |user| ("user", user));
    client.form("/services/oauth2/authorize", &[("login", &login), choice])
}

fn query(extra: &str) -> String {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
    format!(
        "response_type=code&client_id={KEY}&redirect_uri={}&scope=api%20refresh_token&state=s1&code_challenge={challenge}&code_challenge_method=S256{extra}",
        encoded(CALLBACK)
    )
}

fn code_of(reply: &Reply) -> String {
    let place = reply.header("location").unwrap();
    assert!(reply.status == 302 && place.starts_with(CALLBACK) && place.contains("state=s1"), "{place}");
    place.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

#[test]
fn a_person_logs_in_with_a_code_and_renews() {
    let server = project();
    server.world.lock().apps = vec![app(None)];
    let sales = user(&server, "sales");
    let mut browser = nobody(&server);
    let code = code_of(&browse(&mut browser, &query(""), Some(&sales)));
    let exchange = |code: &str, verifier: &str| {
        let pairs = [
            ("grant_type", "authorization_code"),
            ("client_id", KEY),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", verifier),
        ];
        token(&server, &pairs)
    };
    let reply = exchange(&code, VERIFIER);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let first = reply.json()["refresh_token"].as_str().unwrap().to_owned();
    assert_eq!(refusal(&exchange(&code, VERIFIER)), denied("invalid_grant", "invalid authorization code"));
    let other = code_of(&browse(&mut browser, &query(""), Some(&sales)));
    assert_eq!(refusal(&exchange(&other, "wrong")), denied("invalid_grant", "invalid code verifier"));
    let renew = |token_text: &str| {
        token(&server, &[("grant_type", "refresh_token"), ("client_id", KEY), ("refresh_token", token_text)])
    };
    let renewed = renew(&first);
    let second = renewed.json()["refresh_token"].as_str().unwrap().to_owned();
    assert_ne!(first, second, "the app rotates refresh tokens");
    let mut client = Client::new(server.address, renewed.json()["access_token"].as_str().unwrap());
    assert_eq!(client.get("/services/oauth2/userinfo").json()["preferred_username"], "sales@local.example.com");
    let seen = |token: &str| {
        let pairs = [("token", token), ("client_id", KEY), ("client_secret", SECRET)];
        nobody(&server).form("/services/oauth2/introspect", &pairs).json()
    };
    let access = renewed.json()["access_token"].as_str().unwrap().to_owned();
    for (token, kind) in [(&access, "access_token"), (&second, "refresh_token")] {
        let seen = seen(token);
        let told = ["active", "token_type", "client_id", "username", "scope"].map(|name| seen[name].clone());
        let scope = "api refresh_token";
        assert_eq!(told, [json!(true), json!(kind), json!(KEY), json!("sales@local.example.com"), json!(scope)]);
        assert!(seen["iat"].is_i64() && seen["iat"] == seen["nbf"], "{seen}");
    }
    assert_eq!(seen(&first), json!({"active": false}));
    // Whoever sends a token that was replaced ends the login, as a thief would be found.
    for token in [&first, &second] {
        assert_eq!(refusal(&renew(token)), denied("invalid_grant", "expired access/refresh token"));
    }
    assert_ne!(client.get("/services/oauth2/userinfo").status, 200);
}

#[test]
fn the_login_page_sends_nobody_astray() {
    let server = project();
    server.world.lock().apps = vec![app(None)];
    let mut browser = nobody(&server);
    let page = |browser: &mut Client, query: &str| browser.get(&format!("/services/oauth2/authorize?{query}"));
    let evil = query("").replace(&encoded(CALLBACK), &encoded("https://evil.example.com/"));
    let reply = page(&mut browser, &evil);
    assert!(
        reply.status == 400 && reply.header("location").is_none() && reply.text().contains("redirect_uri_mismatch")
    );
    let unknown = query("").replace(KEY, "%3Cscript%3E");
    assert!(page(&mut browser, &unknown).text().contains("invalid_client_id"));
    let without = query("").replace("&code_challenge_method=S256", "").replace("code_challenge", "x");
    let reply = page(&mut browser, &without);
    assert!(reply.header("location").unwrap().contains("error=invalid_request"), "PKCE is required");
    let scope = query("").replace("scope=api", "scope=full");
    assert!(page(&mut browser, &scope).header("location").unwrap().contains("error=invalid_scope"));
    let refused = browse(&mut browser, &query(""), None);
    assert!(refused.header("location").unwrap().contains("error=access_denied"));
    let forged = browser.form("/services/oauth2/authorize", &[("login", "guess"), ("user", &user(&server, "sales"))]);
    assert_eq!(forged.status, 400);
}

#[test]
fn a_device_waits_for_a_person() {
    let server = project();
    server.world.lock().apps = vec![app(None)];
    let start = token(&server, &[("response_type", "device_code"), ("client_id", KEY), ("scope", "api")]).json();
    let code = start["device_code"].as_str().unwrap().to_owned();
    let poll = || token(&server, &[("grant_type", "device"), ("client_id", KEY), ("code", &code)]);
    assert_eq!(refusal(&poll()).1, "authorization_pending");
    let mut browser = nobody(&server);
    let page =
        browser.get(&format!("/services/oauth2/device?user_code={}", encoded(start["user_code"].as_str().unwrap())));
    let (_, rest) = page.text().split_once("name=\"login\" value=\"").unwrap();
    let login = rest.split('"').next().unwrap().to_owned();
    let done = browser.form("/services/oauth2/authorize", &[("login", &login), ("user", &user(&server, "sales"))]);
    assert_eq!(done.status, 200, "{}", done.text());
    assert!(poll().json()["access_token"].is_string());
    assert_eq!(refusal(&poll()).1, "invalid_grant");
}

struct Signer {
    key: RsaKeyPair,
    certificate: String,
}

fn signer() -> Signer {
    use aws_lc_rs::encoding::AsDer;
    let key = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let der: aws_lc_rs::encoding::Pkcs8V1Der<'_> = key.as_der().unwrap();
    let der = rustls_pki_types::PrivatePkcs8KeyDer::from(der.as_ref());
    let pair = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&der, &rcgen::PKCS_RSA_SHA256).unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2100, 1, 1);
    let certificate = params.self_signed(&pair).unwrap().pem();
    Signer { key, certificate }
}

impl Signer {
    fn assertion(&self, claims: &serde_json::Value) -> String {
        let part = |text: String| BASE64_URL_SAFE_NO_PAD.encode(text);
        let signed = format!("{}.{}", part(json!({"alg": "RS256"}).to_string()), part(claims.to_string()));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

#[test]
fn an_assertion_is_believed_only_if_all_of_it_is_right() {
    let server = project();
    let (right, wrong) = (signer(), signer());
    let mut app = app(None);
    app.certificate = Some(right.certificate.clone());
    app.permitted_users = PermittedUsers::PreAuthorized;
    app.profiles = ["Standard User".to_owned()].into();
    server.world.lock().apps = vec![app];
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let claims =
        json!({"iss": KEY, "sub": "sales@local.example.com", "aud": "https://test.salesforce.com", "exp": now + 120});
    let changed = |name: &str, value: serde_json::Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    let ask = |assertion: &str| {
        let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        token(&server, &[("grant_type", grant), ("assertion", assertion)])
    };
    let good = ask(&right.assertion(&claims));
    assert_eq!(good.status, 200, "{}", good.text());
    assert!(good.json().get("refresh_token").is_none());
    assert_eq!(ask(&right.assertion(&changed("aud", json!(server.url())))).status, 200);
    let refused = |claims: &serde_json::Value| refusal(&ask(&right.assertion(claims)));
    assert_eq!(refusal(&ask(&wrong.assertion(&claims))), denied("invalid_grant", "invalid assertion"));
    assert_eq!(refusal(&ask("a.b.c")), denied("invalid_grant", "invalid assertion"));
    assert_eq!(
        refused(&changed("aud", json!("https://evil.example.com"))),
        denied(
            "invalid_grant",
            &format!("audience is invalid [audience=https://evil.example.com login={}]", server.url())
        )
    );
    assert_eq!(refused(&changed("exp", json!(now - 1_000))).1, "invalid_grant");
    assert_eq!(refused(&changed("exp", json!(now + 100_000))).1, "invalid_grant");
    assert_eq!(refused(&changed("iss", json!("nobody"))).1, "invalid_client_id");
    assert_eq!(
        refused(&changed("sub", json!("nobody"))),
        denied("invalid_grant", "user hasn't approved this consumer")
    );
    let agent = changed("sub", json!("agent@local.example.com"));
    assert_eq!(refused(&agent).1, "invalid_app_access");
    server.world.lock().apps[0].scopes.remove("RefreshToken");
    assert_eq!(
        refused(&claims),
        denied(
            "invalid_request",
            "refresh_token scope is required and the connected app should be installed and preauthorized"
        )
    );
}
