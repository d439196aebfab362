//! The orgs of the project.

use super::report;
use crate::model::Target;
use crate::rendered::Origin;
use crate::spec::load::SpecSet;
use crate::spec::{Flow, OrgClass};
use diag::Diagnostic;
use diag::catalogue::spec as codes;
use std::sync::Arc;

/// Target name of the local org. A target of the same name would hide it, and send to another org what was meant to stay
/// on this machine.
pub const LOCAL: &str = "local";

/// Lowers `targets.yaml`, sorted by name.
pub fn lower(set: &SpecSet, problems: &mut Vec<Diagnostic>) -> Vec<Target> {
    let Some(file) = &set.targets else { return Vec::new() };
    let mut targets = Vec::new();
    for (name, spec) in &file.spec.targets {
        if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') || name.is_empty() {
            let message = format!("`{name}` cannot be the name of a target");
            report(problems, &codes::BAD_NAME, file.place(spec.at), message, "use lower-case letters, digits and `-`");
        }
        if name == LOCAL {
            let message = "`local` is the name of the local org, which every project has without an entry".to_owned();
            report(problems, &codes::BAD_NAME, file.place(spec.at), message, "give the target another name");
        }
        let host = &spec.host;
        if spec.class.value != OrgClass::Local && !is_my_domain(&host.value) {
            let message = format!("`{host}` is not a My Domain host");
            let hint = "use `<domain>.my.salesforce.com`, or `<domain>--<sandbox>.sandbox.my.salesforce.com` for a sandbox; \
                        login.salesforce.com and test.salesforce.com do not serve every login flow";
            report(problems, &codes::BAD_VALUE, file.place(host.at), message, hint);
        }
        if spec.class.value == OrgClass::Local && !is_loopback(&host.value) {
            let message = format!("`{host}` is not this machine");
            let hint = "a local org is at `localhost:<port>`; give an org elsewhere its own class";
            report(problems, &codes::BAD_VALUE, file.place(host.at), message, hint);
        }
        if spec.flow.as_ref().is_some_and(|flow| flow.value == Flow::JwtBearer) && spec.deploy_user.is_none() {
            let message = format!("`{name}` logs in by JWT, and nothing says as whom");
            report(problems, &codes::MISSING_KEY, file.place(spec.at), message, "add `deployUser:` with a user name");
        }
        let users = spec.servers.values().filter_map(|s| s.run_as.as_ref()).chain(&spec.deploy_user);
        for user in users.filter(|user| !is_user_name(&user.value)) {
            let message = format!("`{user}` is not a user name");
            report(problems, &codes::BAD_VALUE, file.place(user.at), message, "write it as `name@example.com`");
        }
        let sandbox_host = host.value.ends_with(".sandbox.my.salesforce.com");
        if (spec.class.value == OrgClass::Sandbox) != sandbox_host
            && is_my_domain(&host.value)
            && !matches!(spec.class.value, OrgClass::Scratch | OrgClass::Local)
            || spec.class.value == OrgClass::Scratch && is_main_host(&host.value)
        {
            let message = format!("the class of `{name}` and its host do not fit each other");
            let hint = "hosts of sandboxes end in `.sandbox.my.salesforce.com`, those of scratch orgs in `.scratch.my.salesforce.com`";
            report(problems, &codes::BAD_VALUE, file.place(spec.class.at), message, hint);
        }
        let run_as = spec
            .servers
            .iter()
            // Orgs keep user names in small letters.
            .filter_map(|(server, s)| s.run_as.as_ref().map(|user| (server.clone(), user.value.to_lowercase())))
            .collect();
        targets.push(Target {
            name: name.clone(),
            class: spec.class.value,
            host: host.value.clone(),
            flow: spec.flow.as_ref().map_or(Flow::AuthorizationCode, |f| f.value),
            deploy_user: spec.deploy_user.as_ref().map(|u| u.value.clone()),
            run_as,
            origin: Origin { file: Arc::clone(&file.file), at: spec.at },
        });
    }
    targets.sort_by(|a, b| a.name.cmp(&b.name));
    targets
}

/// `<domain>.my.salesforce.com` or, with the partition of the org's kind, `<domain>.<kind>.my.salesforce.com`.
fn is_my_domain(host: &str) -> bool {
    host.strip_suffix(".my.salesforce.com")
        .is_some_and(|domain| domain.split('.').count() <= 2 && domain.split('.').all(is_label))
}

/// The form that production orgs have: no partition.
fn is_main_host(host: &str) -> bool {
    host.strip_suffix(".my.salesforce.com").is_some_and(|domain| !domain.contains('.')) || host.contains(".sandbox.")
}

/// One label of a host name (RFC 1123), in lower case.
fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_loopback(host: &str) -> bool {
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
    ["localhost", "127.0.0.1", "[::1]"].contains(&name) && port.parse::<u16>().is_ok()
}

/// The form of an e-mail address, as Salesforce asks for.
fn is_user_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split('@').collect();
    matches!(parts.as_slice(), [user, host] if !user.is_empty() && host.contains('.'))
        && !name.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_of_my_domain_are_orgs() {
        for host in ["acme.my.salesforce.com", "acme--dev.sandbox.my.salesforce.com", "a-1.scratch.my.salesforce.com"] {
            assert!(is_my_domain(host), "{host}");
        }
        for host in [
            "login.salesforce.com",
            ".my.salesforce.com",
            "..my.salesforce.com",
            "a..b.my.salesforce.com",
            "-a.my.salesforce.com",
            "evil.com/.my.salesforce.com",
            "evil.com#.my.salesforce.com",
            "acme.my.salesforce.com.evil.com",
            "a.b.c.my.salesforce.com",
            "user@acme.my.salesforce.com",
            "ACME.my.salesforce.com",
            "acme.my.salesforce.com:8443",
        ] {
            assert!(!is_my_domain(host), "{host}");
        }
        assert!(is_loopback("localhost:8080") && is_loopback("127.0.0.1") && is_loopback("[::1]:1"));
        assert!(!is_loopback("localhost.evil.com:80") && !is_loopback("localhost:80@evil.com"));
    }
}
