//! The target `local`: the local org that runs for this project, else one that is started for this command.

use super::{Connection, client_error};
use crate::error::CommandError;
use crate::running_org::RunningOrg;
use crate::targets;
use crate::targets::VERSION;
use local_org::Org as LocalOrg;
use local_org::server::{Config, Server};
use sf_client::login::{Flow, Login};
use sf_client::{ClientError, Org, OrgAddress, Secret};
use sf_schema::Schema;
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
        let org = open(&running.url, running.token).await.map_err(|error| client_error(&error))?;
        return finish(org, None).await;
    }
    let started = std::thread::spawn(|| Server::start(LocalOrg::new(Schema::standard()), Config::default())).join();
    let server = started
        .map_err(|_| CommandError::internal("the local org could not be started"))?
        .map_err(|error| CommandError::internal(format!("the local org could not be started: {error}")))?;
    let (url, token) = (server.url().to_owned(), server.administrator_token.clone());
    let started = Started(Some(server));
    let org = open(&url, token).await.map_err(|error| client_error(&error))?;
    finish(org, Some(started)).await
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
    Ok(Connection { target: NAME.to_owned(), org, org_id, class, started })
}
