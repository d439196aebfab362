//! The target `local`: the local org that runs for this project, else one that is started for this command.

use super::{Connection, client_error};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::running_org::RunningOrg;
use crate::targets;
use crate::targets::VERSION;
use local_org::server::{Config, Server};
use local_org::{Org as LocalOrg, Snapshot};
use sf_client::http::{Body, Request};
use sf_client::login::{Flow, Login};
use sf_client::{ClientError, Org, OrgAddress, Secret};
use sf_schema::Schema;
use sf_wire::ApiError;
use std::path::Path;

/// Name of the target; targets.yaml cannot have another one of this name.
pub const NAME: &str = "local";

/// A local org that was started for one command. Dropping it stops it.
#[derive(Debug)]
pub struct Started(Option<Server>);

impl Drop for Started {
    fn drop(&mut self) {
        // The org has an event loop of its own, which must not end inside of another one.
        let server = self.0.take();
        let _ = std::thread::spawn(move || drop(server)).join();
    }
}

/// Connects to the running local org, or starts one.
pub(crate) async fn connect(root: &Path) -> Result<Connection, CommandError> {
    let directory = root.to_owned();
    // Looking for it has an event loop of its own.
    let found = std::thread::spawn(move || RunningOrg::find(&directory)).join();
    if let Some(running) = found.map_err(|_| CommandError::internal("the local org could not be looked for"))?? {
        tell_installed(root, &running.url, &running.token).await?;
        let org = open(&running.url, running.token).await.map_err(|error| client_error(&error))?;
        return finish(org, None).await;
    }
    let started = std::thread::spawn(|| Server::start(LocalOrg::new(Schema::standard()), Config::default())).join();
    let server = started
        .map_err(|_| CommandError::internal("the local org could not be started"))?
        .map_err(|error| CommandError::internal(format!("the local org could not be started: {error}")))?;
    let (url, token) = (server.url().to_owned(), server.administrator_token.clone());
    let started = Started(Some(server));
    tell_installed(root, &url, &token).await?;
    let org = open(&url, token).await.map_err(|error| client_error(&error))?;
    finish(org, Some(started)).await
}

/// The project's snapshots of orgs: what they have and the project does not, the local org has too.
pub fn installed(root: &Path) -> Vec<Snapshot> {
    codegen::snapshots(root).into_iter().map(|(path, text)| Snapshot { path, text }).collect()
}

async fn tell_installed(root: &Path, url: &str, token: &Secret) -> Result<(), CommandError> {
    let address = OrgAddress::parse(url).map_err(|error| client_error(&ClientError::from(error)))?;
    let json = serde_json::to_string(&installed(root)).map_err(|error| CommandError::internal(error.to_string()))?;
    let what = "telling the local org what `specs/schema` knows";
    let request = Request::post(what, address.join("/local/installed"), Body::Json(json));
    let request = Request { bearer: Some(token.clone()), ..request };
    let reply = targets::http()?.send(&request).await.map_err(|error| client_error(&error))?;
    if reply.status == 200 {
        return Ok(());
    }
    let errors = ApiError::parse(&reply.body);
    let told = errors.first().map_or_else(|| format!("status {}", reply.status), ToString::to_string);
    Err(CommandError {
        exit: Exit::Preflight,
        message: format!("what is deployed to the local org does not fit the snapshots in `specs/schema`: {told}"),
        hint: Some("`cargo xtask org reset` empties it; then deploy again".to_owned()),
    })
}

async fn open(url: &str, token: Secret) -> Result<Org, ClientError> {
    let address = OrgAddress::parse(url)?;
    if !address.is_loopback() {
        return Err(ClientError::Setting(format!("`{url}` is not this machine")));
    }
    let http = targets::http().map_err(|error| ClientError::Setting(error.message))?;
    Org::connect(http, Login { address, flow: Flow::AccessToken(token) }, VERSION).await
}

async fn finish(org: Org, started: Option<Started>) -> Result<Connection, CommandError> {
    let class = org.class().await;
    let org_id = org.org_id().await.map_err(|error| client_error(&error))?;
    // What is noted about an org that ends with the command is of no use after it.
    if started.is_none() {
        org.seal_with(targets::machine_key);
    }
    Ok(Connection { target: NAME.to_owned(), org, org_id, class, started })
}
