//! A plan made of the org as it is now: to be shown, or to be held against one that is carried out.

use super::{Asked, Plan, make, still_holds};
use crate::connect::{Connection, client_error};
use crate::deploy::finish::Show;
use crate::deploy::options::WaitArgs;
use crate::deploy::project::Prepared;
use crate::deploy::quiet;
use crate::deploy::waves::{self, Survey};
use crate::error::CommandError;
use crate::printer::Printer;
use sf_client::deploy::newest_change;
use sf_client::store::SecretStore;
use sf_metadata::Package;

/// What a plan is about.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The project.
    pub prepared: &'a Prepared,
    /// The org.
    pub connection: &'a Connection,
    /// The components of the project.
    pub package: &'a Package,
    /// Where consumer keys are kept.
    pub keys: Option<&'a dyn SecretStore>,
    /// What a person asks for.
    pub asked: Asked<'a>,
}

/// An org that is as a plan says.
#[derive(Debug)]
pub struct Held {
    /// The plan, made again.
    pub plan: Plan,
    /// What the waves have to do.
    pub survey: Survey,
    /// The deployment that had changed the org last.
    pub newest: Option<String>,
}

impl Look<'_> {
    /// Looks at the org and makes the plan.
    ///
    /// # Errors
    /// Those of [`waves::survey`] and [`make`].
    pub async fn plan(&self, printer: &mut Printer) -> Result<(Plan, Survey), CommandError> {
        let Self { prepared, connection, package, keys, asked } = *self;
        let survey = waves::survey(prepared, connection, keys, asked.revoke).await?;
        let mut tell = |line: String| printer.note(&line);
        let plan = make(prepared, connection, &survey, package, asked, &mut tell).await?;
        Ok((plan, survey))
    }

    /// Makes a plan again while no other deployment changes the org: what one puts in after the comparison, nobody has
    /// reviewed. A plan that an earlier run has begun may have done a part of its work, and nothing else.
    ///
    /// # Errors
    /// The project or the org is not as the plan says, or cannot be asked.
    pub async fn again(
        &self,
        saved: &Plan,
        wait: &WaitArgs,
        show: &mut Show,
        printer: &mut Printer,
    ) -> Result<Held, CommandError> {
        let Self { prepared, connection, .. } = *self;
        let begun = waves::begun(&prepared.root, connection, saved).await?;
        let own = begun.as_deref().unwrap_or_default();
        quiet::wait(connection, own, wait, show).await?;
        let held = loop {
            let newest = newest_change(&connection.org).await.map_err(|error| client_error(&error))?;
            let (plan, survey) = self.plan(printer).await?;
            if !quiet::wait(connection, own, wait, show).await? {
                break Held { plan, survey, newest };
            }
        };
        still_holds(saved, &held.plan, begun.is_some())?;
        Ok(held)
    }
}
