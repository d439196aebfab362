//! A plan is compared and carried out while nothing else changes the org: what another deployment puts in meanwhile, nobody
//! has reviewed.

use super::finish::Show;
use super::options::WaitArgs;
use super::waves::journal::Journal;
use crate::connect::{Connection, client_error};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use sf_client::deploy::{Ahead, DeployEvent, changing, newest_change};
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_secs(2);

/// Waits until no deployment is under way that changes the org. Returns whether there was one.
///
/// # Errors
/// It takes longer than a person waits, or the org cannot be asked.
pub async fn wait(connection: &Connection, wait: &WaitArgs, show: &mut Show) -> Result<bool, CommandError> {
    let begun = Instant::now();
    let mut said = String::new();
    loop {
        let others = changing(&connection.org).await.map_err(|error| client_error(&error))?;
        if others.is_empty() {
            return Ok(!said.is_empty());
        }
        let ids = ids(&others);
        if begun.elapsed() >= wait.timing().patience {
            return Err(drift(format!("the org is being changed by {ids}; nothing was sent")));
        }
        if said != ids {
            show.event(&DeployEvent::Queued { behind: others });
            said = ids;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// What had changed an org last when a plan was compared with it.
#[derive(Debug, Clone)]
pub struct Last<'a> {
    /// The deployment.
    pub newest: Option<String>,
    /// What the plan itself has deployed since.
    pub journal: Journal<'a>,
}

/// Refuses to send a plan over what went in since it was compared.
///
/// # Errors
/// Something went in or is under way, or the org cannot be asked.
pub async fn still(connection: &Connection, last: &Last<'_>) -> Result<(), CommandError> {
    let failed = |error| client_error(&error);
    let now = newest_change(&connection.org).await.map_err(failed)?;
    let others = changing(&connection.org).await.map_err(failed)?;
    if !others.is_empty() {
        return Err(drift(format!("the org is being changed by {}; nothing was sent", ids(&others))));
    }
    match now {
        Some(id) if Some(&id) != last.newest.as_ref() && !last.journal.made(&id) => {
            Err(drift(format!("{id} has changed the org since the plan was compared; nothing was sent")))
        }
        _ => Ok(()),
    }
}

fn ids(others: &[Ahead]) -> String {
    others.iter().map(|one| one.row.id.as_str()).collect::<Vec<_>>().join(", ")
}

/// What to do once the org is quiet.
pub const AGAIN: &str = "run the same command again once it is over: it compares the plan with the org anew";

fn drift(message: String) -> CommandError {
    CommandError { exit: Exit::Drift, message, hint: Some(AGAIN.to_owned()) }
}
