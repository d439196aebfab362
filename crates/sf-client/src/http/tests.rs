use super::*;
use crate::login::KeyPair;
use crate::test_server::{Answer, TestServer, http};
use std::process::Command;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// A name that is not of the loopback interface and that no name server knows.
const ORG: &str = "org.example.invalid";

fn with_bundle(path: &Path) -> Result<Http, ClientError> {
    Http::new(&HttpConfig { ca_bundle: Some(path.to_owned()), ..HttpConfig::default() })
}

fn get(address: &str) -> Request {
    Request { bearer: Some(Secret::new("canary-token")), ..Request::get("test", Url::parse(address).unwrap()) }
}

#[test]
fn a_certificate_bundle_that_cannot_be_used_is_named() {
    let missing = with_bundle(Path::new("/nonexistent.pem")).unwrap_err();
    assert!(missing.to_string().contains("cannot be read"));
    let file = tempfile::NamedTempFile::new().unwrap();
    assert!(with_bundle(file.path()).unwrap_err().to_string().contains("holds no certificate"));
    std::fs::write(file.path(), KeyPair::generate("ca", 2036).unwrap().certificate).unwrap();
    assert!(with_bundle(file.path()).is_ok());
}

/// A TLS server that answers `ok`, for a host name, and the file of the authority that nobody else knows.
async fn tls_server(host: &str) -> (u16, tempfile::NamedTempFile) {
    let (ca_key, key) = (rcgen::KeyPair::generate().unwrap(), rcgen::KeyPair::generate().unwrap());
    let mut ca = rcgen::CertificateParams::default();
    ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let bundle = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(bundle.path(), ca.self_signed(&ca_key).unwrap().pem()).unwrap();
    let issuer = rcgen::Issuer::new(ca, ca_key);
    let certificate = rcgen::CertificateParams::new(vec![host.into()]).unwrap().signed_by(&key, &issuer).unwrap();
    let key = rustls_pki_types::PrivatePkcs8KeyDer::from(key.serialize_der());
    let config = tokio_rustls::rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key.into())
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok").await;
                let _ = stream.shutdown().await;
            }
        }
    });
    (port, bundle)
}

#[tokio::test]
async fn an_own_certificate_authority_is_trusted_only_when_it_is_named() {
    let (port, bundle) = tls_server("localhost").await;
    let request = get(&format!("https://localhost:{port}/"));
    let error = http().send(&request).await.unwrap_err();
    assert!(matches!(&error, ClientError::Connect { detail, .. } if detail.contains("certificate")), "{error:?}");
    assert_eq!(with_bundle(bundle.path()).unwrap().send(&request).await.unwrap().body, "ok");
}

/// Runs in a process of its own, started by the tests below with a proxy in its environment. Prints what came.
#[tokio::test]
async fn proxy_child() {
    let Ok(target) = std::env::var("SF_CLIENT_TEST_TARGET") else { return };
    let http = match std::env::var_os("SF_CLIENT_TEST_BUNDLE") {
        Some(bundle) => with_bundle(Path::new(&bundle)).unwrap(),
        None => http(),
    };
    let told = match http.send(&get(&target)).await {
        Ok(reply) => format!("{} {}", reply.status, String::from_utf8_lossy(&reply.body)),
        Err(error) => format!("{error:?}"),
    };
    std::fs::write(std::env::var("SF_CLIENT_TEST_TOLD").unwrap(), told).unwrap();
}

/// What a process is told that asks for `target`, with these environment variables and no other setting of a proxy.
async fn asks(target: &str, environment: &[(&str, &str)]) -> String {
    let told = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "http::tests::proxy_child"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.env("SF_CLIENT_TEST_TARGET", target).env("SF_CLIENT_TEST_TOLD", told.path());
    command.envs(environment.iter().copied());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    std::fs::read_to_string(told.path()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn proxies_with_login_and_their_exceptions_come_from_the_environment() {
    let proxy = TestServer::start(|_| Answer::Reply(200, "via proxy".into())).await;
    let address = proxy.address.to_string().replace("http://", "http://user:pa%24s@");
    // Nothing listens on port 9: only a proxy can answer. This address is not of the loopback interface by its form, and
    // yet leads nowhere else.
    let target = "http://0.0.0.0:9/x";
    assert_eq!(asks(target, &[("HTTP_PROXY", &address)]).await, "200 via proxy");
    let seen = &proxy.requests()[0];
    assert_eq!(seen.path, target);
    assert!(seen.head.to_lowercase().contains("proxy-authorization: basic "), "{}", seen.head);
    assert!(asks(target, &[("HTTP_PROXY", &address), ("NO_PROXY", "0.0.0.0")]).await.starts_with("Connect"));
    // The token of a local org stays on this machine.
    for target in ["http://127.0.0.1:9/x", "http://localhost:9/x", "http://[::1]:9/x", "https://localhost:9/x"] {
        let all = [("HTTP_PROXY", &*address), ("HTTPS_PROXY", &address), ("ALL_PROXY", &address)];
        assert!(asks(target, &all).await.starts_with("Connect"), "{target}");
    }
    assert_eq!(proxy.requests().len(), 1);
}

/// An HTTP proxy that joins a client that logs in with the host it names, which is at `upstream` whatever its name; and
/// what it could read.
async fn connect_proxy(login: &'static str, upstream: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let log = Arc::new(Mutex::new(Vec::new()));
    let heads = log.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let heads = heads.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await?);
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                heads.lock().unwrap().push(head.clone());
                let known = head.lines().any(|line| {
                    line.split_once(": ")
                        .is_some_and(|(name, value)| name.eq_ignore_ascii_case("proxy-authorization") && value == login)
                });
                if !known {
                    let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
                    return stream.write_all(refusal.as_bytes()).await;
                }
                let mut org = TcpStream::connect(("127.0.0.1", upstream)).await?;
                stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
                copy_bidirectional(&mut stream, &mut org).await.map(drop)
            });
        }
    });
    (port, log)
}

#[tokio::test(flavor = "multi_thread")]
async fn https_goes_through_a_tunnel_that_asks_for_a_login() {
    let (upstream, bundle) = tls_server(ORG).await;
    // `user:pa$s` in Base64: RFC 7617.
    let (port, log) = connect_proxy("Basic dXNlcjpwYSRz", upstream).await;
    let (right, wrong) =
        (format!("http://user:pa%24s@127.0.0.1:{port}"), format!("http://user:canary@127.0.0.1:{port}"));
    let bundle = bundle.path().to_str().unwrap();
    let target = format!("https://{ORG}/services/data");
    let trusting = |proxy| [("HTTPS_PROXY", proxy), ("SF_CLIENT_TEST_BUNDLE", bundle)];

    assert_eq!(asks(&target, &trusting(&right)).await, "200 ok");
    let heads = log.lock().unwrap().clone();
    assert!(heads.len() == 1 && heads[0].starts_with(&format!("CONNECT {ORG}:443 ")), "{heads:?}");
    assert!(!heads[0].contains("canary-token"), "the proxy reads the token: {heads:?}");

    // A proxy that does not let the user in has not passed anything on, and no password is told.
    let refused = asks(&target, &trusting(&wrong)).await;
    assert!(refused.starts_with("Connect") && !refused.contains("canary"), "{refused}");
    // The proxy's word does not replace the certificate.
    let distrusted = asks(&target, &[("HTTPS_PROXY", &right)]).await;
    assert!(distrusted.starts_with("Connect") && distrusted.contains("certificate"), "{distrusted}");
}

#[test]
fn a_proxy_variable_must_be_an_address() {
    for text in
        ["http://proxy:8080", "https://user:password@proxy.acme.example", "proxy:3128", "socks5h://localhost:1080"]
    {
        assert!(super::is_proxy(text), "{text}");
    }
    for text in ["garbage://", "ftp://proxy:21", "http://", "not an address"] {
        assert!(!super::is_proxy(text), "{text}");
    }
}
