//! Servers.

use super::{ReadFile, hand_written, names, report, unique, unknown_reference};
use crate::model::{Approval, Audit, ExpectedCalls, Login, Project, Reviewer, Server, Target, Tool};
use crate::rendered::Origin;
use crate::spec::load::{SpecFile, SpecSet};
use crate::spec::{AppKind, Flow, LoginSpec, ReviewerSpec, ServerSpec};
use crate::yaml::Located;
use diag::catalogue::{policy, spec as codes};
use diag::{Diagnostic, Place};
use sf_schema::Schema;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Names of the MCP clients for which configurations are generated.
pub const CLIENTS: [&str; 2] = ["claude-code", "claude-desktop"];
/// Metadata names of OAuth scopes (WSDL type `ConnectedAppOauthAccessScope`).
pub const OAUTH_SCOPES: [&str; 39] = [
    "A2A",
    "Address",
    "Api",
    "Basic",
    "CDP",
    "CDPCalculatedInsight",
    "CDPIdentityResolution",
    "CDPIngest",
    "CDPProfile",
    "CDPQuery",
    "CDPSegment",
    "Chatbot",
    "Chatter",
    "CmdbDiscovery",
    "Content",
    "CustomApplications",
    "CustomPermissions",
    "DataCloudUserClaims",
    "Eclair",
    "EinsteinGPT",
    "Email",
    "ForgotPassword",
    "Full",
    "Interaction",
    "Lightning",
    "MCP",
    "OfflineAccess",
    "OpenID",
    "Pardot",
    "Phone",
    "Profile",
    "PwdlessLogin",
    "RefreshToken",
    "SCRT",
    "SFApiPlatform",
    "SemanticLayer",
    "UserRegistration",
    "Wave",
    "Web",
];
const LONGEST_NAME: usize = 30;
const LONGEST_VERSION: usize = 40;
const DEFAULT_VERSION: &str = "1.0.0";

/// Names of tools that a server may list.
struct KnownTools<'a> {
    all: Vec<&'a str>,
    /// Those that no server lists.
    unlisted: Vec<&'a str>,
}

impl KnownTools<'_> {
    /// A server lists a tool that does not exist; of a renamed one the new name is listed nowhere.
    fn unknown(&self, place: Place, name: &str) -> Diagnostic {
        let mut finding = unknown_reference(place, "tool", name, self.all.iter().copied());
        let defined = finding.hint.clone();
        let hint = defined.clone().filter(|hint| hint.starts_with("did you mean"));
        finding.hint = match (&self.unlisted[..], hint) {
            ([new], Some(hint)) if !hint.contains(&format!("`{new}`")) => {
                Some(format!("{hint} If it was renamed: no server lists `{new}`"))
            }
            ([new], None) => Some(format!("if it was renamed: no server lists `{new}`")),
            (_, hint) => hint.or(defined),
        };
        finding
    }
}

/// Lowers every server spec, sorted by name.
pub fn lower(
    set: &SpecSet,
    schema: &Schema,
    project: &Project,
    tools: &[Tool],
    targets: &[Target],
    read_file: ReadFile<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Server> {
    let specs = unique(&set.servers, "server", |server| &server.name, problems);
    // A tool whose own spec is broken was reported already; a server may still name it.
    let unread = set.unread.iter().map(String::as_str);
    let defined = || set.tools.iter().map(|t| t.spec.tool.name.value.as_str());
    let listed: BTreeSet<&str> = specs.iter().flat_map(|f| &f.spec.tools).map(|tool| tool.value.as_str()).collect();
    let unlisted = defined().filter(|name| !listed.contains(name)).collect();
    let known = KnownTools { unlisted, all: defined().chain(unread).collect() };
    let mut servers: Vec<Server> =
        specs.iter().map(|file| server(file, schema, project, &known, read_file, problems)).collect();
    servers.sort_by(|a, b| a.name.cmp(&b.name));
    for target in targets {
        let known = |name: &str| servers.iter().any(|s| s.name == name) || set.unread.iter().any(|n| n == name);
        for name in target.run_as.keys().filter(|name| !known(name)) {
            let names = servers.iter().map(|s| s.name.as_str());
            problems.push(unknown_reference(target.origin.place(), "server", name, names));
        }
    }
    // A server whose spec is broken may offer any of them.
    let offered = |tool: &&Tool| !set.unread.is_empty() || servers.iter().any(|s| s.tools.contains(&tool.name));
    for tool in tools.iter().filter(|tool| !offered(tool)) {
        let message = format!("no server offers the tool `{}`, so nothing is generated for it", tool.name);
        report(
            problems,
            &codes::UNUSED_SPEC,
            tool.origin.place(),
            message,
            "add it to `tools` of a server, or remove the file",
        );
    }
    servers
}

fn server(
    file: &SpecFile<ServerSpec>,
    schema: &Schema,
    project: &Project,
    known_tools: &KnownTools<'_>,
    read_file: ReadFile<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Server {
    let spec = &file.spec;
    let name = &spec.name.value;
    let named_well = (1..=LONGEST_NAME).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !named_well {
        let hint = format!("use 1 to {LONGEST_NAME} lower-case letters, digits and `-`, starting with a letter");
        report(
            problems,
            &codes::BAD_NAME,
            file.place(spec.name.at),
            format!("`{name}` cannot be the name of a server"),
            hint,
        );
    }
    let mut tools = Vec::new();
    for tool in &spec.tools {
        if !known_tools.all.contains(&tool.value.as_str()) {
            problems.push(known_tools.unknown(file.place(tool.at), &tool.value));
        }
        if tools.contains(&tool.value) {
            report(
                problems,
                &codes::DUPLICATE_NAME,
                file.place(tool.at),
                format!("the tool `{tool}` is listed twice"),
                "remove one entry",
            );
        }
        tools.push(tool.value.clone());
    }
    tools.sort();
    let (endpoint_class, endpoint_test_class) = names::class_pair(&project.prefix, name, "Endpoint");
    let run_as = super::run_as::lower(file, schema, problems);
    Server {
        name: name.clone(),
        title: spec.title.value.trim().to_owned(),
        description: spec.description.value.trim().to_owned(),
        purpose: spec.purpose.value.trim().to_owned(),
        owner: spec.owner.value.trim().to_owned(),
        version: version(file, problems),
        endpoint: endpoint(file, problems),
        tools,
        hand_written: hand_written::lower(file, schema, project, problems),
        login: login(file, &spec.login, read_file, problems),
        run_as,
        timeout_seconds: spec.timeout_seconds.map_or(30, |t| t.value),
        expected_calls: expected_calls(file, problems),
        audit: spec.audit.as_ref().map(|audit| Audit {
            sink: audit.sink.value,
            retention_days: audit.retention_days.value,
            note: audit.note.as_ref().map(|n| n.value.trim().to_owned()),
        }),
        approvals: approvals(file, problems),
        production: spec.production.is_some_and(|p| p.value),
        reviewer: reviewer(file, problems),
        allowed_origins: origins(file, problems),
        endpoint_class,
        endpoint_test_class,
        permission_set: names::api_name(&project.prefix, "Mcp", name),
        user_permission_set: names::api_name(&project.prefix, "Mcp", &format!("{name} User")),
        app_name: names::api_name(&project.prefix, "Mcp", &format!("{name} App")),
        origin: Origin { file: Arc::clone(&file.file), at: spec.name.at },
        purpose_origin: Origin { file: Arc::clone(&file.file), at: spec.purpose.at },
        title_origin: Origin { file: Arc::clone(&file.file), at: spec.title.at },
        description_origin: Origin { file: Arc::clone(&file.file), at: spec.description.at },
    }
}

fn sorted(names: &[crate::spec::Text]) -> Vec<String> {
    let set: std::collections::BTreeSet<String> = names.iter().map(|n| n.value.clone()).collect();
    set.into_iter().collect()
}

/// The version in `serverInfo`: shown to people and logged by clients, so plain numbers and words.
fn version(file: &SpecFile<ServerSpec>, problems: &mut Vec<Diagnostic>) -> String {
    let Some(version) = &file.spec.server_version else { return DEFAULT_VERSION.to_owned() };
    let text = &version.value;
    let fine = text.len() <= LONGEST_VERSION
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-+".contains(&b));
    if !fine {
        let hint = format!(
            "write at most {LONGEST_VERSION} letters, digits, `.`, `-` and `+`, starting with a digit, for example \"2.1.0\""
        );
        let message = format!("`{version}` cannot be the version of a server");
        report(problems, &codes::BAD_VALUE, file.place(version.at), message, hint);
    }
    text.clone()
}

fn endpoint(file: &SpecFile<ServerSpec>, problems: &mut Vec<Diagnostic>) -> String {
    let Some(endpoint) = &file.spec.endpoint else { return format!("/mcp/{}", file.spec.name) };
    let path = &endpoint.value;
    let fine = path.len() > 1
        && path.len() <= 255
        && path.starts_with('/')
        && !path.ends_with('/')
        && !path.contains("//")
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_".contains(&b));
    if !fine {
        let hint = "write a path such as `/mcp/sales`: letters, digits, `-`, `_` and `/`, without wildcard or host";
        report(
            problems,
            &codes::BAD_VALUE,
            file.place(endpoint.at),
            format!("`{endpoint}` cannot be an endpoint"),
            hint,
        );
    }
    path.clone()
}

fn login(
    file: &SpecFile<ServerSpec>,
    spec: &Located<LoginSpec>,
    read_file: ReadFile<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Login {
    let flow = spec.flow.value;
    let mut clients = Vec::new();
    for client in &spec.clients {
        if !CLIENTS.contains(&client.value.as_str()) {
            problems.push(unknown_reference(file.place(client.at), "client", &client.value, CLIENTS.into_iter()));
        }
        clients.push(client.value.clone());
    }
    clients.sort();
    clients.dedup();
    // The proxy asks for `api`, and for `refresh_token` where a person logs in. The JWT bearer flow issues no refresh
    // token, and the platform refuses it to a pre-authorised app without the scope.
    let mut scopes = vec!["Api".to_owned()];
    if flow != Flow::ClientCredentials {
        scopes.push("RefreshToken".to_owned());
    }
    let mut further_scopes = Vec::new();
    for scope in &spec.extra_scopes {
        if !OAUTH_SCOPES.contains(&scope.value.as_str()) {
            problems.push(unknown_reference(
                file.place(scope.at),
                "OAuth scope",
                &scope.value,
                OAUTH_SCOPES.into_iter(),
            ));
        }
        if scopes.contains(&scope.value) {
            let message = format!("tools need the OAuth scope `{scope}` in this login flow, and the app has it");
            report(problems, &codes::DUPLICATE_NAME, file.place(scope.at), message, "remove it from `extraScopes`");
            continue;
        }
        if matches!(scope.value.as_str(), "RefreshToken" | "OfflineAccess") && flow != Flow::AuthorizationCode {
            let message = format!("the login flow issues no refresh token, which the OAuth scope `{scope}` is for");
            report(problems, &codes::EXCLUSIVE_KEYS, file.place(scope.at), message, "remove the scope");
        }
        if spec.scope_justification.is_none() {
            let hint = "remove the scope, or write `scopeJustification`";
            let message = match scope.value.as_str() {
                "Full" | "Web" => format!("the OAuth scope `{scope}` lets a token do far more than call tools"),
                _ => format!("no tool needs the OAuth scope `{scope}`"),
            };
            report(problems, &policy::BROAD_OAUTH_SCOPE, file.place(scope.at), message, hint);
        }
        scopes.push(scope.value.clone());
        further_scopes.push((scope.value.clone(), Origin { file: Arc::clone(&file.file), at: scope.at }));
    }
    Login {
        flow,
        app: spec.app.map_or(AppKind::ExternalClientApp, |a| a.value),
        clients,
        scopes,
        further_scopes,
        scope_justification: spec.scope_justification.as_ref().map(|j| j.value.trim().to_owned()),
        certificate: certificate(file, spec, read_file, problems),
        refresh_token_days: spec.refresh_token_days.map_or(30, |d| d.value),
        origin: Origin { file: Arc::clone(&file.file), at: spec.at },
    }
}

fn certificate(
    file: &SpecFile<ServerSpec>,
    spec: &Located<LoginSpec>,
    read_file: ReadFile<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Option<String> {
    let Some(path) = &spec.certificate else {
        if spec.flow.value == Flow::JwtBearer {
            let hint = "add `certificate:` with the path of the public certificate (PEM)";
            report(
                problems,
                &policy::JWT_CERTIFICATE,
                file.place(spec.flow.at),
                "the JWT bearer flow needs a certificate",
                hint,
            );
        }
        return None;
    };
    if spec.flow.value != Flow::JwtBearer {
        let message = "the login flow uses no certificate";
        report(problems, &codes::EXCLUSIVE_KEYS, file.place(path.at), message, "remove it, or use `flow: jwtBearer`");
    }
    let mut wrong =
        |message: String, hint: &str| report(problems, &policy::JWT_CERTIFICATE, file.place(path.at), message, hint);
    if path.value.contains("..") || path.value.starts_with('/') || path.value.contains(':') || path.value.contains('\\')
    {
        wrong(format!("`{path}` is not a path inside the project"), "write a path relative to the project root");
        return None;
    }
    match read_file(&path.value) {
        Ok(text) if text.contains("PRIVATE KEY") => {
            wrong(
                format!("`{path}` holds a private key"),
                "move the key out of the project, replace it, and name the certificate",
            );
            None
        }
        Ok(text) => {
            let text = text.replace("\r\n", "\n");
            let whole = text.trim();
            let fine = is_certificate(whole);
            if !fine {
                wrong(format!("`{path}` is not a PEM certificate"), "it starts with `-----BEGIN CERTIFICATE-----`");
            }
            fine.then(|| whole.to_owned())
        }
        Err(error) => {
            wrong(format!("`{path}` cannot be read: {error}"), "create it, for example with `openssl req -x509`");
            None
        }
    }
}

fn expected_calls(file: &SpecFile<ServerSpec>, problems: &mut Vec<Diagnostic>) -> ExpectedCalls {
    let calls = &file.spec.expected_calls;
    if calls.per_hour.is_some() == calls.messages_per_hour.is_some() {
        let message = "`expectedCalls` needs exactly one of `perHour` and `messagesPerHour`";
        let hint = "write `messagesPerHour` for people in a conversation, `perHour` for a batch job";
        report(problems, &codes::EXCLUSIVE_KEYS, file.place(calls.at), message, hint);
    }
    let messages_per_hour = calls.messages_per_hour.map(|messages| messages.value);
    let by_messages = messages_per_hour.map(|messages| messages.saturating_mul(ExpectedCalls::CALLS_PER_MESSAGE));
    ExpectedCalls {
        per_hour: calls.per_hour.map(|calls| calls.value).or(by_messages).unwrap_or(1),
        messages_per_hour,
        agents: calls.agents.map_or(1, |a| a.value),
        daily_api_limit: calls.daily_api_limit.map_or(100_000, |l| l.value),
    }
}

fn approvals(file: &SpecFile<ServerSpec>, problems: &mut Vec<Diagnostic>) -> Vec<Approval> {
    let mut approvals = Vec::new();
    let by_hand = file.spec.hand_written.iter().map(|tool| &tool.name);
    let known: Vec<&str> = file.spec.tools.iter().chain(by_hand).map(|tool| tool.value.as_str()).collect();
    for spec in &file.spec.approvals {
        for tool in &spec.tools {
            if !known.contains(&tool.value.as_str()) {
                let names = known.iter().copied();
                problems.push(unknown_reference(file.place(tool.at), "tool of this server", &tool.value, names));
            }
        }
        approvals.push(Approval {
            tools: sorted(&spec.tools),
            approver: spec.approver.value.trim().to_owned(),
            policy: spec.policy.value.trim().to_owned(),
            origin: Origin { file: Arc::clone(&file.file), at: spec.at },
        });
    }
    approvals
}

fn reviewer(file: &SpecFile<ServerSpec>, problems: &mut Vec<Diagnostic>) -> Option<Reviewer> {
    Some(one_reviewer(file, file.spec.reviewer.as_ref()?, problems))
}

/// A reviewer of a server or of one of its hand-written tools.
pub fn one_reviewer(
    file: &SpecFile<ServerSpec>,
    spec: &Located<ReviewerSpec>,
    problems: &mut Vec<Diagnostic>,
) -> Reviewer {
    if super::literal::date(&spec.date.value).is_none() {
        let message = format!("`{}` is not a date", spec.date);
        report(problems, &codes::BAD_VALUE, file.place(spec.date.at), message, "write it as \"2026-01-31\"");
    }
    if spec.name.value.trim().is_empty() {
        report(
            problems,
            &codes::BAD_VALUE,
            file.place(spec.name.at),
            "the reviewer has no name",
            "name the person or role",
        );
    }
    Reviewer { name: spec.name.value.trim().to_owned(), date: spec.date.value.clone() }
}

fn origins(file: &SpecFile<ServerSpec>, problems: &mut Vec<Diagnostic>) -> Vec<String> {
    for origin in &file.spec.allowed_origins {
        if !is_origin(&origin.value) {
            let hint = "write `https://` and a host, without path or wildcard";
            report(problems, &codes::BAD_VALUE, file.place(origin.at), format!("`{origin}` is not an origin"), hint);
        }
    }
    sorted(&file.spec.allowed_origins)
}

/// `https://host` with an optional port; `http` for this machine only (RFC 6454, section 6.2).
fn is_origin(text: &str) -> bool {
    let (host, local) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(host), _) => (host, false),
        (None, Some(host)) => (host, true),
        (None, None) => return false,
    };
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let named = !name.is_empty()
        && !name.starts_with(['.', '-'])
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-');
    named && port.parse::<u16>().is_ok_and(|p| p > 0) && (!local || name == "localhost")
}

/// One certificate in PEM form: the marks and base64 between them, nothing else.
fn is_certificate(text: &str) -> bool {
    let body = text
        .strip_prefix("-----BEGIN CERTIFICATE-----")
        .and_then(|rest| rest.strip_suffix("-----END CERTIFICATE-----"))
        .map(str::trim);
    body.is_some_and(|body| {
        !body.is_empty() && body.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=\n".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_exact() {
        for origin in ["https://app.example.com", "https://app.example.com:8443", "http://localhost:3000"] {
            assert!(is_origin(origin), "{origin}");
        }
        for origin in [
            "http://app.example.com",
            "http://localhost:evil.com",
            "http://localhost:3000@evil.com",
            "https://",
            "https://a/b",
            "https://*.example.com",
            "https://a b",
            "https://a\"b",
            "null",
            "https://a:0",
            "https://a?b",
            "https://A.example.com",
        ] {
            assert!(!is_origin(origin), "{origin}");
        }
    }

    #[test]
    fn a_certificate_holds_nothing_else() {
        let pem = |body: &str| format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----");
        assert!(is_certificate(&pem("MIIB+/8=\nMIIB")));
        assert!(!is_certificate(&pem("MIIB</certificate><x/>")));
        assert!(!is_certificate(&pem("")));
        assert!(!is_certificate(&format!("{0}\n{0}", pem("MIIB"))));
    }
}
