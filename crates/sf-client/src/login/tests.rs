use super::*;
use crate::test_server::{Answer, TestServer, http};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use std::time::Duration;
use tokio::{io::AsyncWriteExt, net::TcpStream};

fn token_reply() -> Answer {
    Answer::json(200, json!({"access_token": "00D!canary-token", "id": "https://x/id/00D1/0051", "instance_url": ""}))
}

async fn log_in(flow: Flow, answer: Answer) -> (Result<Session, ClientError>, Vec<u8>) {
    let server = TestServer::start(move |_| answer.clone()).await;
    let login = Login { address: server.address.clone(), flow };
    let result = login.session(&http()).await;
    let body = server.requests().first().map(|r| r.body.clone()).unwrap_or_default();
    (result, body)
}

fn client_credentials() -> Flow {
    Flow::ClientCredentials { client_id: "key".into(), client_secret: Secret::new("canary-secret") }
}

#[tokio::test]
async fn client_credentials_go_as_a_form_and_yield_a_session() {
    let (session, body) = log_in(client_credentials(), token_reply()).await;
    assert_eq!(
        String::from_utf8(body).unwrap(),
        "grant_type=client_credentials&client_id=key&client_secret=canary-secret"
    );
    let session = session.unwrap();
    assert_eq!((session.org_id.as_deref(), session.user_id.as_deref()), (Some("00D1"), Some("0051")));
    assert!(!format!("{session:?}").contains("canary"));
}

#[tokio::test]
async fn refusals_are_explained_and_hold_no_secret() {
    let refuse = |error: &str, text: &str| Answer::json(400, json!({"error": error, "error_description": text}));
    for (answer, part) in [
        (refuse("invalid_grant", "request not supported on this domain"), "My Domain"),
        (refuse("invalid_grant", "no client credentials user enabled"), "run-as user"),
        (refuse("invalid_client", "invalid client credentials canary-secret"), "consumer secret does not belong"),
        (refuse("strange_error", "who knows"), "strange_error: who knows"),
        (Answer::Reply(503, "<html>maintenance</html>".into()), "HTTP 503"),
        (Answer::Reply(200, "{\"access_token\": canary-secret".into()), "cannot be read"),
        (Answer::json(200, json!({"token_type": "Bearer"})), "no access token"),
    ] {
        let (result, _) = log_in(client_credentials(), answer).await;
        let error = result.unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
        assert!(!error.contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn a_login_waits_for_an_org_in_maintenance_and_asks_once_after_anything_else() {
    for (first, asked, logs_in) in [(503, 3, true), (500, 1, false), (502, 1, false)] {
        let mut answers = vec![Answer::Reply(first, "<html>maintenance</html>".into()); 2].into_iter();
        let server = TestServer::start(move |_| answers.next().unwrap_or_else(token_reply)).await;
        let login = Login { address: server.address.clone(), flow: client_credentials() };
        let session = login.session(&http()).await;
        assert_eq!((server.requests().len(), session.is_ok()), (asked, logs_in), "{first}: {session:?}");
    }
}

#[tokio::test]
async fn a_token_of_two_lines_is_refused_before_anything_is_sent() {
    let (result, body) = log_in(Flow::AccessToken(Secret::new("00D!canary\nmore")), token_reply()).await;
    let error = result.unwrap_err();
    assert!(matches!(error, ClientError::Login { .. }) && body.is_empty(), "{error}");
    assert!(error.to_string().contains("line end") && !error.to_string().contains("canary"), "{error}");
}

#[tokio::test]
async fn shared_login_hosts_are_not_even_asked_for_client_credentials() {
    let address = OrgAddress::parse("https://login.salesforce.com").unwrap();
    let error = Login { address, flow: client_credentials() }.session(&http()).await.unwrap_err();
    assert!(error.to_string().contains("My Domain"), "{error}");
}

#[test]
fn a_session_stays_on_safe_hosts() {
    let asked = OrgAddress::parse("https://acme.my.salesforce.com").unwrap();
    let reply =
        |url: &str| TokenReply { access_token: Secret::new("t"), instance_url: url.into(), ..TokenReply::default() };
    assert!(Session::from_reply(&reply("http://acme.my.salesforce.com"), &asked).is_err());
    assert!(Session::from_reply(&reply("http://localhost:1"), &asked).is_err());
    assert_eq!(Session::from_reply(&reply(""), &asked).unwrap().instance, asked);
}

#[tokio::test]
async fn a_jwt_is_signed_with_the_key_of_the_certificate() {
    let pair = KeyPair::generate("ci", 2036).unwrap();
    let key = SigningKey::from_pem(&pair.private_key).unwrap();
    key.check_certificate(&pair.certificate).unwrap();
    let public = key.public();
    let flow = Flow::Jwt {
        client_id: "key".into(),
        username: "bot@example.com".into(),
        key,
        others: OtherKeys::none(),
        audience: None,
    };
    let (session, body) = log_in(flow, token_reply()).await;
    session.unwrap();
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    assert_eq!(form[0].1, "urn:ietf:params:oauth:grant-type:jwt-bearer");
    let (signed, signature) = form[1].1.rsplit_once('.').unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public).verify(signed.as_bytes(), &signature).unwrap();
    let claims: JwtClaims =
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(signed.split('.').nth(1).unwrap()).unwrap()).unwrap();
    assert_eq!((claims.iss.as_str(), claims.sub.as_str()), ("key", "bot@example.com"));
    assert!(claims.aud.starts_with("http://127.0.0.1:") && claims.exp > now() && claims.exp <= now() + 180);
}

#[test]
fn keys_are_read_in_every_form_ci_systems_make_of_them() {
    let pair = KeyPair::generate("ci", 2036).unwrap();
    let pem = pair.private_key.expose();
    for text in [
        pem.to_owned(),
        pem.replace('\n', "\r\n"),
        pem.replace('\n', "\\n"),
        format!("\"{pem}\""),
        format!("\u{feff}{pem}"),
        BASE64_STANDARD.encode(format!("\u{feff}{pem}")),
        BASE64_STANDARD.encode(pem),
        BASE64_STANDARD.encode(pem.replace('\n', "\r\n")),
    ] {
        let key = SigningKey::from_pem(&Secret::new(text)).unwrap();
        assert_eq!(format!("{key:?}"), "SigningKey([redacted])");
    }
    let other = KeyPair::generate("other", 2036).unwrap();
    let key = SigningKey::from_pem(&pair.private_key).unwrap();
    assert_eq!(key.check_certificate(&other.certificate), Err(KeyError::Mismatch));
    assert_eq!(key.check_certificate("nonsense"), Err(KeyError::CertificateUnreadable));
}

#[test]
fn wrong_keys_get_a_diagnosis() {
    let pair = KeyPair::generate("ci", 2036).unwrap();
    let pem = pair.private_key.expose();
    let lines: Vec<&str> = pem.lines().collect();
    let wrap = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
    for (text, expected) in [
        (String::new(), KeyError::Empty),
        (pair.certificate.clone(), KeyError::Certificate),
        (wrap("PUBLIC KEY"), KeyError::Public),
        (wrap("RSA PUBLIC KEY"), KeyError::Public),
        (wrap("ENCRYPTED PRIVATE KEY"), KeyError::Encrypted),
        (wrap("OPENSSH PRIVATE KEY"), KeyError::OpenSsh),
        (wrap("EC PRIVATE KEY"), KeyError::NotRsa),
        (wrap("RSA PRIVATE KEY"), KeyError::Unusable),
        (lines[1..lines.len() - 1].join("\n"), KeyError::NoPem),
        (pem.replacen("-----END", "-----", 1), KeyError::Damaged),
        ("3MVG9secret".to_owned(), KeyError::NoPem),
    ] {
        let error = SigningKey::from_pem(&Secret::new(text.clone())).err();
        assert_eq!(error, Some(expected), "{text}");
        assert!(!expected.to_string().contains("AAAA"));
    }
}

#[test]
fn sfdx_auth_urls() {
    let parse = |text: &str| SfdxAuthUrl::parse(&Secret::new(text));
    let url = parse("force://PlatformCLI::5Aep861canary==@acme--uat.sandbox.my.salesforce.com\n").unwrap();
    assert_eq!((url.client_id.as_str(), url.refresh_token.expose()), ("PlatformCLI", "5Aep861canary=="));
    assert_eq!((url.client_secret, url.address.host()), (None, "acme--uat.sandbox.my.salesforce.com"));
    assert!(parse("force://id:secret:tok@http://localhost:8080").is_ok());
    let error = parse("force://id:canary:canary@http://evil.example").unwrap_err();
    assert!(matches!(error, AuthUrlError::Address(_)) && !error.to_string().contains("canary"), "{error}");
    assert_eq!(parse("force://id:secret:@acme.my.salesforce.com"), Err(AuthUrlError::NoRefreshToken));
    assert_eq!(parse("force://id:s:undefined@acme.my.salesforce.com"), Err(AuthUrlError::NoRefreshToken));
    for wrong in ["", "https://x", "force://id@host", "force://:s:t@host", "force://a:b:c:d@host"] {
        assert_eq!(parse(wrong), Err(AuthUrlError::Form), "{wrong}");
    }
}

#[test]
fn output_of_the_command_line_is_read() {
    let token = |text: &str| access_token_of(&Secret::new(text));
    assert_eq!(token(r#"{"status":0,"result":{"accessToken":"00D!x"},"warnings":[]}"#), Ok(Secret::new("00D!x")));
    let hidden = r#"{"status":0,"result":{"accessToken":"[REDACTED] Use 'sf org auth show-access-token' to view"}}"#;
    assert_eq!(token(hidden), Err(CliError::Hidden));
    assert_eq!(
        token(r#"{"status":1,"name":"NoOrgFound","message":"No org"}"#),
        Err(CliError::Refused("No org".into()))
    );
    assert!(matches!(token("Warning: update available"), Err(CliError::Output(_))));
    assert!(matches!(token(r#"{"status":0,"result":{}}"#), Err(CliError::Output(_))));
    let url = auth_url_of(&Secret::new(r#"{"status":0,"result":{"sfdxAuthUrl":"force://a::b@c"}}"#)).unwrap();
    assert_eq!(url.expose(), "force://a::b@c");
}

async fn visit(address: &str, path: &str) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut reply).await.unwrap();
    assert!(!String::from_utf8_lossy(&reply).contains("canary"));
}

/// A port that is free now.
async fn free_port() -> u16 {
    tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn a_browser_login_takes_only_its_own_callback() {
    let server = TestServer::start(|_| token_reply()).await;
    let port = free_port().await;
    let login = BrowserLogin {
        address: server.address.clone(),
        client_id: "key".into(),
        client_secret: None,
        redirect_uri: url::Url::parse(&format!("http://localhost:{port}/OauthRedirect")).unwrap(),
        scope: "api refresh_token".into(),
    };
    let waiting = login.begin().await.unwrap();
    let asked: std::collections::BTreeMap<_, _> = waiting.page.url.query_pairs().into_owned().collect();
    assert_eq!((asked["code_challenge_method"].as_str(), asked["response_type"].as_str()), ("S256", "code"));
    let (state, challenge) = (asked["state"].clone(), asked["code_challenge"].clone());
    assert!(!format!("{waiting:?}").contains("verifier: Secret("));
    let callback = format!("127.0.0.1:{port}");
    let browser = tokio::spawn(async move {
        visit(&callback, "/favicon.ico").await;
        visit(&callback, "/OauthRedirect?code=stolen&state=guessed").await;
        visit(&callback, &format!("/OauthRedirect?code=canary-code&state={state}")).await;
    });
    let reply = waiting.finish(&http(), Duration::from_secs(10)).await.unwrap();
    browser.await.unwrap();
    assert_eq!(reply.access_token.expose(), "00D!canary-token");
    let form: std::collections::BTreeMap<_, _> =
        url::form_urlencoded::parse(&server.requests()[0].body).into_owned().collect();
    assert_eq!(form["code"], "canary-code");
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, form["code_verifier"].as_bytes());
    assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(hash), challenge);
}

#[tokio::test]
async fn a_callback_on_another_machine_is_refused() {
    for uri in ["https://example.com/cb", "https://localhost:1/cb"] {
        let login = BrowserLogin {
            address: OrgAddress::parse("https://acme.my.salesforce.com").unwrap(),
            client_id: "key".into(),
            client_secret: None,
            redirect_uri: url::Url::parse(uri).unwrap(),
            scope: "api".into(),
        };
        assert!(login.begin().await.unwrap_err().to_string().contains("not this machine"), "{uri}");
    }
}

#[cfg(unix)]
#[test]
fn a_program_that_does_not_end_is_stopped() {
    let shell = |line: &str| {
        let mut command = std::process::Command::new("sh");
        command.args(["-c", line]);
        command
    };
    let begin = std::time::Instant::now();
    let silent = super::cli::output(shell("exec sleep 300"), Duration::from_millis(1_200));
    assert_eq!(silent, Err(CliError::Silent(1)));
    assert!(begin.elapsed() < Duration::from_secs(60));
    assert_eq!(super::cli::output(shell("echo canary"), Duration::from_secs(60)), Ok(Secret::new("canary\n")));
}

/// A login whose refresh token the org replaces at each renewal.
fn first_of_many(client_secret: Option<Secret>) -> KeptLogin {
    KeptLogin::RefreshToken {
        client_id: "key".into(),
        client_secret,
        refresh_token: Secret::new("canary-0"),
        first_token: None,
    }
}

#[tokio::test]
async fn a_replaced_refresh_token_is_kept_and_used() {
    let mut count = 0;
    let server = TestServer::start(move |_| {
        count += 1;
        Answer::json(200, json!({"access_token": "00D!canary", "refresh_token": format!("canary-{count}")}))
    })
    .await;
    let directory = tempfile::tempdir().unwrap();
    let store = crate::store::FileStore::new(directory.path());
    let kept = first_of_many(None);
    let login = kept.into_kept_login("dev", server.address.clone(), store.clone(), |error| panic!("{error}")).unwrap();
    assert!(!format!("{login:?}").contains("canary"));
    let seal = login.seal(b"receipt");
    login.session(&http()).await.unwrap();
    login.session(&http()).await.unwrap();
    let sent = |n: usize| String::from_utf8(server.requests()[n].body.clone()).unwrap();
    assert!(sent(0).contains("refresh_token=canary-0") && sent(1).contains("refresh_token=canary-1"));
    let found = KeptLogin::kept("dev", &server.address, &store).unwrap().unwrap().login;
    assert!(matches!(&found, KeptLogin::RefreshToken { refresh_token, .. } if refresh_token.expose() == "canary-2"));
    // What was sealed before the token was replaced is believed after, by this process and the next one.
    assert!(seal.is_some() && login.seal(b"receipt") == seal);
    let later = found.into_kept_login("dev", server.address.clone(), store, |error| panic!("{error}")).unwrap();
    assert_eq!(later.seal(b"receipt"), seal);
    assert_ne!(later.seal(b"another"), seal);
}

#[tokio::test]
async fn commands_with_one_login_take_turns_and_use_the_newest_token() {
    // An org that replaces each token, and ends the login of whoever sends one twice.
    let (mut count, mut ended) = (0, false);
    let server = TestServer::start(move |request| {
        ended |= !String::from_utf8_lossy(&request.body).contains(&format!("refresh_token=canary-{count}&"));
        if ended {
            return Answer::json(
                400,
                json!({"error": "invalid_grant", "error_description": "expired access/refresh token"}),
            );
        }
        count += 1;
        Answer::json(200, json!({"access_token": "00D!canary", "refresh_token": format!("canary-{count}")}))
    })
    .await;
    let directory = tempfile::tempdir().unwrap();
    let store = crate::store::FileStore::new(directory.path());
    let kept = first_of_many(Some(Secret::new("last")));
    kept.keep("dev", &server.address, &store).unwrap();
    // Each command has read the store before any of them logs in.
    let command = || {
        let store = crate::store::FileStore::new(directory.path());
        kept.clone().into_kept_login("dev", server.address.clone(), store, |error| panic!("{error}")).unwrap()
    };
    let (one, two, three) = (command(), command(), command());
    let http = http();
    let (a, b, c) = tokio::join!(one.session(&http), two.session(&http), three.session(&http));
    for session in [a, b, c, one.session(&http).await] {
        session.unwrap();
    }
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_renewal_does_not_take_the_place_of_a_newer_login() {
    let server =
        TestServer::start(|_| Answer::json(200, json!({"access_token": "00D!canary", "refresh_token": "canary-1"})))
            .await;
    let directory = tempfile::tempdir().unwrap();
    let store = crate::store::FileStore::new(directory.path());
    let kept = first_of_many(None);
    kept.keep("dev", &server.address, &store).unwrap();
    let login = kept.into_kept_login("dev", server.address.clone(), store.clone(), |error| panic!("{error}")).unwrap();
    let newer = KeptLogin::ClientCredentials { client_id: "other".into(), client_secret: Secret::new("canary") };
    newer.keep("dev", &server.address, &store).unwrap();
    login.session(&http()).await.unwrap();
    assert_eq!(KeptLogin::kept("dev", &server.address, &store).unwrap().unwrap().login, newer);
}

#[tokio::test]
async fn a_replaced_refresh_token_that_cannot_be_kept_is_said() {
    let server =
        TestServer::start(|_| Answer::json(200, json!({"access_token": "00D!canary", "refresh_token": "canary-new"})))
            .await;
    let kept = first_of_many(None);
    let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let log = std::sync::Arc::clone(&told);
    // Variables of the environment cannot be written.
    let store = crate::store::EnvironmentStore::reading(|_| None);
    let lost = move |error: &crate::login::KeptError| log.lock().unwrap().push(error.to_string());
    let login = kept.into_kept_login("dev", server.address.clone(), store, lost).unwrap();
    login.session(&http()).await.unwrap();
    let told = told.lock().unwrap();
    assert!(told.len() == 1 && !told[0].contains("canary"), "{told:?}");
}

fn device_login(server: &TestServer) -> DeviceLogin {
    DeviceLogin { address: server.address.clone(), client_id: "key".into(), scope: "api".into() }
}

#[tokio::test]
async fn a_device_login_waits_for_its_person() {
    let mut count = 0;
    let server = TestServer::start(move |request| {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let host = request.head.lines().find_map(|l| l.to_lowercase().strip_prefix("host: ").map(str::to_owned));
        if body.contains("response_type=device_code") {
            let page = format!("http://{}/setup/connect", host.unwrap_or_default());
            return Answer::json(
                200,
                json!({"device_code": "canary-code", "user_code": "AB12", "verification_uri": page, "interval": 0}),
            );
        }
        assert!(body.contains("grant_type=device&client_id=key&code=canary-code"), "{body}");
        count += 1;
        match count {
            1 => Answer::json(400, json!({"error": "authorization_pending", "error_description": "wait"})),
            2 => Answer::Drop,
            _ => token_reply(),
        }
    })
    .await;
    let waiting = device_login(&server).begin(&http()).await.unwrap();
    assert_eq!(waiting.user_code, "AB12");
    assert!(!format!("{waiting:?}").contains("canary"));
    let reply = waiting.finish(&http(), Duration::from_secs(20)).await.unwrap();
    assert_eq!(reply.access_token.expose(), "00D!canary-token");
}

#[tokio::test]
async fn a_device_page_of_another_host_is_not_shown() {
    let server = TestServer::start(|_| {
        Answer::json(
            200,
            json!({"device_code": "c", "user_code": "AB12", "verification_uri": "https://evil.example/x", "interval": 1}),
        )
    })
    .await;
    assert!(device_login(&server).begin(&http()).await.unwrap_err().to_string().contains("another host"));
}

#[tokio::test]
async fn a_token_is_revoked_and_shown_nowhere() {
    let server = TestServer::start(|_| Answer::Reply(200, String::new())).await;
    revoke(&http(), &server.address, &Secret::new("canary-token")).await.unwrap();
    assert_eq!(server.requests()[0].body, b"token=canary-token");
    let broken = TestServer::start(|_| Answer::Reply(500, "canary-token".into())).await;
    let error = revoke(&http(), &broken.address, &Secret::new("canary-token")).await.unwrap_err();
    assert!(!error.to_string().contains("canary"), "{error}");
}
