//! A plan is compared and carried out while nothing else changes the org: what another deployment puts in meanwhile, nobody
//! has reviewed.

use super::finish::Show;
use super::options::WaitArgs;
use crate::connect::{Connection, client_error};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use sf_client::deploy::{Ahead, DeployEvent, Touched, Untouched, changing};
use sf_client::same_id;
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_secs(2);

/// Waits until no deployment is under way that changes the org, but for one's `own`. Returns whether there was one.
///
/// # Errors
/// It takes longer than a person waits, or the org cannot be asked.
pub async fn wait(
    connection: &Connection,
    own: &[String],
    wait: &WaitArgs,
    show: &mut Show,
) -> Result<bool, CommandError> {
    let begun = Instant::now();
    let mut said = String::new();
    loop {
        let mut others = changing(&connection.org).await.map_err(|error| client_error(&error))?;
        others.retain(|one| !own.iter().any(|id| same_id(id, &one.row.id)));
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

/// Refuses to send a plan over what went in since it was compared.
///
/// # Errors
/// Something went in or is under way, or the org cannot be asked.
pub async fn still(connection: &Connection, over: &Untouched) -> Result<(), CommandError> {
    match over.check(&connection.org).await.map_err(|error| client_error(&error))? {
        None => Ok(()),
        Some(touched) => Err(touched_error(&touched)),
    }
}

/// The refusal to send something over what somebody else has changed.
pub fn touched_error(touched: &Touched) -> CommandError {
    drift(format!("{touched}; nothing was sent over it"))
}

fn ids(others: &[Ahead]) -> String {
    others.iter().map(|one| one.row.id.as_str()).collect::<Vec<_>>().join(", ")
}

fn drift(message: String) -> CommandError {
    let hint = "run the same command again once it is over: it compares the plan with the org anew".to_owned();
    CommandError { exit: Exit::Drift, message, hint: Some(hint) }
}
