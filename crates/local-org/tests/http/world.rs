//! Orgs to talk to.

use crate::client::Client;
use local_org::Org;
use local_org::apps::{App, AppKind, Flows, PermittedUsers, RefreshPolicy};
use local_org::project::{Extra, load};
use local_org::server::{Config, Server};
use sf_schema::Schema;
use sf_wire::Secret;
use std::path::Path;
use std::sync::{Arc, LazyLock};

pub const KEY: &str = "3MVGlocalkey";
pub const SECRET: &str = "canary-consumer-secret";
pub const CALLBACK: &str = "http://localhost:1717/OauthRedirect";

/// A server with an empty org.
pub fn empty() -> Server {
    Server::start(Org::new(Schema::standard()), Config::default()).unwrap()
}

static PROJECT: LazyLock<Org> = LazyLock::new(|| project_with(&[]));

/// The reference project and further classes.
pub fn project_with(extra: &[Extra<'_>]) -> Org {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    match load(&[root.join("force-app"), root.join("framework/apex/bundled")], extra) {
        Ok(project) => project.org,
        Err(error) => panic!("{error}"),
    }
}

/// A server with the reference project and the demo data.
pub fn project() -> Server {
    let mut org = PROJECT.clone();
    local_org::demo::seed(&mut org, 1_795_219_200_000).unwrap();
    Server::start(org, Config::default()).unwrap()
}

pub fn administrator(server: &Server) -> Client {
    Client::new(server.address, server.administrator_token.expose())
}

pub fn nobody(server: &Server) -> Client {
    Client::new(server.address, "")
}

/// An app with every flow on, as a deployment would make it.
pub fn app(run_as: Option<Arc<str>>) -> App {
    App {
        name: "Test_App".into(),
        label: "Test <App>".into(),
        kind: AppKind::ExternalClientApp,
        id: "0xI000000000001EAA".into(),
        consumer_id: "888000000000001AAA".into(),
        consumer_key: KEY.into(),
        consumer_secret: Secret::new(SECRET),
        enabled: true,
        flows: Flows {
            client_credentials: true,
            device: true,
            pkce_required: true,
            refresh_token_rotation: true,
            secret_optional: true,
            ..Flows::default()
        },
        callback_urls: vec![CALLBACK.into()],
        scopes: ["Api".to_owned(), "RefreshToken".to_owned()].into(),
        certificate: None,
        run_as,
        permitted_users: PermittedUsers::SelfAuthorized,
        permission_sets: Default::default(),
        profiles: Default::default(),
        refresh: RefreshPolicy::Infinite,
        session_minutes: None,
    }
}

/// Id of a user.
pub fn user(server: &Server, name: &str) -> Arc<str> {
    let username = format!("{name}@local.example.com");
    server.world.lock().id_by("User", "Username", &username).unwrap()
}

/// A client logged in as the integration user of the demo data.
pub fn agent(server: &Server) -> Client {
    let id = user(server, "agent");
    server.world.lock().apps = vec![app(Some(id))];
    let pairs = [("grant_type", "client_credentials"), ("client_id", KEY), ("client_secret", SECRET)];
    let reply = nobody(server).form("/services/oauth2/token", &pairs);
    assert_eq!(reply.status, 200, "{}", reply.text());
    Client::new(server.address, reply.json()["access_token"].as_str().unwrap())
}

/// Gives a user the licence of integrations, and a permission set.
pub fn assign(server: &Server, user: &str, set: &str) {
    let license = server.world.lock().id_by("PermissionSetLicense", "DeveloperName", "SalesforceAPIIntegrationPsl");
    let body = serde_json::json!({"AssigneeId": user, "PermissionSetLicenseId": license.as_deref()});
    let reply = administrator(server).post("/services/data/v66.0/sobjects/PermissionSetLicenseAssign", &body);
    assert!(reply.status == 201 || reply.text().contains("DUPLICATE_VALUE"), "{}", reply.text());
    let set = server.world.lock().id_by("PermissionSet", "Name", set).unwrap();
    let body = serde_json::json!({"AssigneeId": user, "PermissionSetId": &*set});
    let reply = administrator(server).post("/services/data/v66.0/sobjects/PermissionSetAssignment", &body);
    assert_eq!(reply.status, 201, "{}", reply.text());
}
