//! The OAuth app of each server: what an MCP client logs in to. No file ever holds a consumer key or secret; the org
//! makes both, and they are read there.

mod connected_app;
mod external_client_app;

use super::clients;
use super::text::one_line;
use crate::RenderedFile;
use crate::model::{Model, Server};
use crate::spec::{AppKind, Flow};
use diag::Diagnostic;
use sf_schema::Schema;

/// Longest label and description of an app.
const LABEL: usize = 80;
const DESCRIPTION: usize = 255;

/// The files of all apps.
pub fn render(model: &Model, _: &Schema) -> Vec<RenderedFile> {
    let of_server = |server: &Server| match server.login.app {
        AppKind::ExternalClientApp => external_client_app::files(model, server),
        AppKind::ConnectedApp => connected_app::files(model, server),
    };
    model.servers.iter().flat_map(of_server).collect()
}

/// What a kind of app cannot express.
pub fn check(model: &Model) -> Vec<Diagnostic> {
    let connected = model.servers.iter().filter(|server| server.login.app == AppKind::ConnectedApp);
    connected.flat_map(connected_app::check).collect()
}

fn label(server: &Server) -> String {
    one_line(&format!("MCP {}", server.title), LABEL)
}

fn description(server: &Server) -> String {
    one_line(&format!("Lets MCP clients log in to the server {}. {}", server.name, server.description), DESCRIPTION)
}

/// Where clients receive the authorization code. Metadata asks for a URL whatever the flow is; the other flows do not
/// use it. Several URLs are separated by line breaks.
fn callback_url(server: &Server) -> String {
    let mut urls: Vec<&str> = clients::of(server).map(|client| client.callback).collect();
    urls.sort_unstable();
    urls.dedup();
    urls.join("\n")
}

/// What follows from the flow, the same for both kinds of app.
struct Switches {
    client_credentials: bool,
    /// A program on a person's machine cannot keep a secret: PKCE takes its place.
    secret_optional: bool,
    /// Only this flow has refresh tokens, and they are replaced at each use.
    refresh_tokens: bool,
}

impl Switches {
    fn of(flow: Flow) -> Self {
        let personal = flow == Flow::AuthorizationCode;
        Self {
            client_credentials: flow == Flow::ClientCredentials,
            secret_optional: personal,
            refresh_tokens: personal,
        }
    }
}

/// The certificate, for the flow that uses it: its presence switches the JWT bearer flow on.
fn certificate(server: &Server) -> Option<String> {
    server.login.certificate.clone().filter(|_| server.login.flow == Flow::JwtBearer)
}
