//! The README beside the configurations.

use super::Client;
use super::connection::Connection;
use crate::render::markdown::{code, escape, table};
use crate::render::permission_set::has_integration_user;
use crate::spec::{AppKind, Flow};
use std::fmt::Write;

/// What to do once, what to export, how to log in, and what the proxy does not do well.
pub(super) fn text(connection: &Connection<'_>, clients: &[&Client]) -> String {
    let Connection { server, target, .. } = connection;
    let mut out = format!("# {} in {}\n\n", escape(&server.title), code(&target.name));
    let _ = writeln!(
        out,
        "How MCP clients reach the server {} in the org {}. Generated from the specs; no file here holds a secret.\n",
        code(&server.name),
        code(&connection.instance_url)
    );
    out.push_str(&once(connection));
    if clients.is_empty() {
        out.push_str(&no_client(connection));
        return out;
    }
    out.push_str(&variables(connection));
    if server.login.flow == Flow::AuthorizationCode {
        out.push_str(&login(connection));
    }
    for client in clients {
        let _ = writeln!(out, "## {}\n\n{}", client.title, (client.guide)(connection));
    }
    out.push_str(&faults(connection));
    out
}

fn once(connection: &Connection<'_>) -> String {
    let server = connection.server;
    let app = code(&server.app_name);
    let place = match server.login.app {
        AppKind::ExternalClientApp => {
            format!("Setup → External Client App Manager → {app} → Settings → OAuth Settings → Consumer Key and Secret")
        }
        AppKind::ConnectedApp => format!("Setup → App Manager → {app} → View → Manage Consumer Details"),
    };
    let set = code(&server.permission_set);
    let assign = if has_integration_user(server) {
        let user = connection.target.run_as.get(&server.name);
        let who = user.map_or_else(|| "the integration user".to_owned(), |user| format!("the user {}", code(user)));
        format!(
            "Give {who} the permission set licence Salesforce API Integration, then the permission sets {} and {set}.",
            code(&server.user_permission_set)
        )
    } else {
        format!("Assign the permission set {set} to each person who may use the server; they also need API Enabled.")
    };
    let by_hand = server.login.app == AppKind::ConnectedApp && server.login.flow == Flow::ClientCredentials;
    let create = if by_hand {
        format!(
            "Before the first deployment, create a connected app with the API name {app} in Setup: with this flow the \
             platform creates one from a file only together with a consumer key, and keys stay out of files.\n1. "
        )
    } else {
        String::new()
    };
    let deploy = code(&format!("cargo xtask deploy --target {}", connection.target.name));
    let does_too = match (server.login.app, has_integration_user(server)) {
        (AppKind::ExternalClientApp, true) => " It does the next two steps too.",
        (AppKind::ExternalClientApp, false) => " It reads the consumer key too.",
        (AppKind::ConnectedApp, true) => " It does the next step too.",
        (AppKind::ConnectedApp, false) => "",
    };
    format!(
        "## Once per org\n\n1. {create}Deploy the project: {deploy}.{does_too}\n1. {assign}\n1. Read the consumer key: \
         {place}. A new app may take some minutes until it accepts logins.\n\n"
    )
}

fn variables(connection: &Connection<'_>) -> String {
    let key = (connection.key_variable.as_str(), "the consumer key");
    let secret =
        connection.secret_variable.as_deref().map(|name| (name, "the consumer secret, from your secret store"));
    let rows = [Some(key), secret].into_iter().flatten().map(|(name, what)| vec![code(name), what.to_owned()]);
    format!(
        "## Variables\n\nSet them in the environment, never in a file that is committed and never as an argument of a \
         command. {} starts a program with the keys that the deployment has put into the secret store.\n\n{}\n",
        code(&format!("cargo xtask run --target {} -- PROGRAM", connection.target.name)),
        table(&["variable", "value"], rows)
    )
}

fn login(connection: &Connection<'_>) -> String {
    let command: Vec<String> =
        std::iter::once(connection.command.to_owned()).chain(connection.args.iter().map(|arg| shell(arg))).collect();
    format!(
        "## Log in\n\nEach person logs in once; the browser opens, and what the tools do is attributed to that person. \
         After {} days, or when the token is revoked, log in again.\n\n```sh\nSF_INSTANCE_URL={} SF_CLIENT_ID=\"${}\" \
         {} login\n```\n\n",
        connection.server.login.refresh_token_days,
        shell(&connection.instance_url),
        connection.key_variable,
        command.join(" ")
    )
}

fn no_client(connection: &Connection<'_>) -> String {
    let reason = match connection.server.login.flow {
        Flow::JwtBearer => {
            "The npm proxy has no JWT bearer flow: a client of this server asks for its token itself (a signed \
             assertion with the consumer key, the user name and the My Domain URL, valid for at most three minutes) \
             and calls the endpoint with it."
        }
        Flow::AuthorizationCode | Flow::ClientCredentials => {
            "None of the named clients can keep the secret of this flow out of its configuration."
        }
    };
    format!(
        "## Clients\n\n{reason}\n\n{}",
        table(
            &["", ""],
            [
                vec!["endpoint".to_owned(), code(&format!("{}{}", connection.instance_url, connection.endpoint))],
                vec!["token".to_owned(), code(&format!("{}/services/oauth2/token", connection.instance_url))],
            ]
        )
    )
}

/// Faults of salesforce-mcp-lib 1.1.1, each seen by running it.
fn faults(connection: &Connection<'_>) -> String {
    let mut faults = vec![
        format!(
            "**It waits forever.** The proxy has no timeout of its own; a call of this server should end within {} s.\n  \
             `timeout` in `.mcp.json` makes Claude Code give up then; a write may have been done all the same.\n  Another \
             client has its own limit; restart the server in the client if it hangs.",
            connection.server.timeout_seconds
        ),
        "**Refusals look alike.** Expired session, missing class access and exhausted API limit all read \
         `Authorization error`.\n  Look at the org's Setup → API Usage and at the permission set before you log in again."
            .to_owned(),
        "**Nothing is tried again.** 429, 503 and a broken connection fail the call at once, and Retry-After is not \
         read.\n  Ask the agent to repeat a read; repeat a write only where the tool takes a request key."
            .to_owned(),
        "**An unset variable is sent as text.** `${NAME}` that the client could not expand goes to Salesforce as the key \
         or secret.\n  `invalid_client` at start usually means that the shell of the client lacks the variable."
            .to_owned(),
        "**No HTTP proxy.** `HTTPS_PROXY` is ignored.\n  Use a network from which the org can be reached directly."
            .to_owned(),
    ];
    if connection.server.login.flow == Flow::AuthorizationCode {
        faults.push(
            "**Stored logins.** Tokens lie encrypted below `~/.salesforce-mcp-lib`, with the key beside them.\n  Treat \
             that folder like a password; on a shared machine use another account."
                .to_owned(),
        );
    }
    let list: Vec<String> = faults.into_iter().map(|fault| format!("- {fault}\n")).collect();
    format!("## What to know about the proxy\n\n{}", list.concat())
}

/// A word of a POSIX shell.
fn shell(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    // A line break would end the command in the document; no path or host has one.
    format!("'{}'", text.replace(['\n', '\r'], " ").replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::shell;

    #[test]
    fn words_stay_words() {
        assert_eq!(shell("salesforce-mcp-lib@1.1.1"), "salesforce-mcp-lib@1.1.1");
        assert_eq!(shell("a b"), "'a b'");
        assert_eq!(shell("$(rm -rf ~)`x`"), "'$(rm -rf ~)`x`'");
        assert_eq!(shell("a'; b\n```"), "'a'\\''; b ```'");
    }
}
