//! Against DNS rebinding: a page from elsewhere must not reach the org through a browser on this machine. Only names of
//! the loopback interface are accepted as `Host`, and as `Origin` where a browser sends one.

use super::{Fault, Request};
use http::StatusCode;
use http::header::{HOST, ORIGIN};

const LOOPBACK: &[&str] = &["127.0.0.1", "localhost", "[::1]"];

/// Refuses a request whose `Host` or `Origin` is not this machine.
pub(super) fn check(request: &Request) -> Result<(), Fault> {
    let forbidden = |what: &str| {
        let message = format!("the local org answers this machine only; the {what} header names another");
        Fault::new(StatusCode::FORBIDDEN, "FORBIDDEN", message)
    };
    let header = |name| request.headers().get_all(name).iter().map(|value| value.to_str().unwrap_or("?"));
    let mut hosts = header(HOST);
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if is_loopback(host) => {}
        _ => return Err(forbidden("Host")),
    }
    let local = |origin: &str| origin.split_once("://").is_some_and(|(_, host)| is_loopback(host));
    if header(ORIGIN).all(local) { Ok(()) } else { Err(forbidden("Origin")) }
}

fn is_loopback(host: &str) -> bool {
    LOOPBACK.iter().any(|name| match host.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)) {
        Some(_) => match &host[name.len()..] {
            "" => true,
            port => port.strip_prefix(':').is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())),
        },
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machine_is_loopback() {
        for good in ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "LOCALHOST", "[::1]:443"] {
            assert!(is_loopback(good), "{good}");
        }
        for bad in [
            "",
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil",
            "127.0.0.1:",
            "127.0.0.1:80/x",
            "::1",
            "10.0.0.1",
        ] {
            assert!(!is_loopback(bad), "{bad}");
        }
    }
}
