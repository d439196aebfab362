//! `deploy`: move the project into an org.

use crate::connect::{Connection, block_on, connect};
use crate::deploy::finish::{Show, ShowArgs};
use crate::deploy::guard::{self, Consent};
use crate::deploy::options::{TargetArgs, TestArgs, WaitArgs, deletions};
use crate::deploy::plan::{self, Plan};
use crate::deploy::project::{Share, prepare};
use crate::deploy::waves::{Engine, Wave, survey};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::targets;
use sf_wire::deploy::DeployOptions;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The specs must be free of errors and the generated files fresh. Waves: the framework's package, the\n\
    components, integration users, app policies, consumer keys; each looks before it acts, so running the command again\n\
    goes on where it stopped. Ctrl-C leaves the deployment alone and prints how to resume; a second Ctrl-C cancels it."
)]
pub struct Args {
    #[command(flatten)]
    target: TargetArgs,
    /// Change nothing: let the org check the package and run the tests.
    #[arg(long, conflicts_with_all = ["plan", "apply", "quick"])]
    validate: bool,
    /// Change nothing: show what would be added, changed and deleted, who would gain or lose which right, and every step.
    #[arg(long, conflicts_with_all = ["apply", "quick"])]
    plan: bool,
    /// Write the plan to this file, to review it and carry it out with --apply.
    #[arg(long, value_name = "FILE", requires = "plan")]
    out: Option<PathBuf>,
    /// With --plan: exit code 2 if there are changes.
    #[arg(long, requires = "plan")]
    detailed_exitcode: bool,
    /// Carry this plan out; refused if the project or the org has changed since it was made. The options must be those
    /// that the plan was made with.
    #[arg(long, value_name = "FILE")]
    apply: Option<PathBuf>,
    /// Deploy this validation (0Af…) instead of the package, without running its tests again.
    #[arg(long, value_name = "ID", conflicts_with_all = ["tests", "test_level", "apply", "destroy"])]
    quick: Option<String>,
    #[command(flatten)]
    tests: TestArgs,
    /// Let warnings pass; without it a warning fails the deployment.
    #[arg(long)]
    ignore_warnings: bool,
    /// Delete this component from the org: `Type:Name`. Nothing is deleted without being named. Can be repeated.
    #[arg(long, value_name = "TYPE:NAME")]
    destroy: Vec<String>,
    /// Only this wave. Can be repeated.
    #[arg(long, value_enum, value_name = "WAVE")]
    only: Vec<Wave>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    wait: WaitArgs,
    #[command(flatten)]
    show: ShowArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.target.project.root()?;
        let prepared = prepare(&root, &self.target.target, printer)?;
        let delete = deletions(&self.destroy, prepared.api)?;
        let wanted = DeployOptions {
            check_only: self.validate,
            ignore_warnings: self.ignore_warnings,
            ..DeployOptions::default()
        };
        let options = self.tests.apply(wanted, &prepared.tests, prepared.api)?;
        // Packed before anyone logs in: what cannot be packed needs no org.
        let package = prepared.package(Share::Everything, &delete, printer)?;
        let saved = self.apply.as_deref().map(plan::read).transpose()?;
        block_on(async {
            let connection = connect(&root, &self.target.target).await?;
            printer.note(&greeting(&connection));
            if !self.plan && !self.validate {
                self.guard(&connection, saved.is_some())?;
            }
            let survey = survey(&prepared, &connection).await?;
            if self.plan || saved.is_some() {
                let now = plan::make(&prepared, &connection, &survey, &package, &delete, &options).await?;
                if self.plan {
                    return self.planned(&now, printer);
                }
                if let Some(saved) = &saved {
                    plan::still_holds(saved, &now)?;
                    printer.note(&plan::summary(&now));
                }
            }
            let secrets = targets::secrets()?;
            let engine = Engine {
                root: &root,
                prepared: &prepared,
                connection: &connection,
                secrets: &secrets,
                options,
                delete,
                quick: self.quick.clone(),
                only: self.only.clone(),
                wait: self.wait.clone(),
            };
            let mut show = Show::new(&self.show, &root, printer);
            let ended = engine.run(&survey, &mut show, printer).await;
            show.end(&ended.run, printer)?;
            match ended.failure {
                Some(failure) => Err(failure),
                None => Ok(ended.exit),
            }
        })
    }

    fn guard(&self, connection: &Connection, planned: bool) -> Result<(), CommandError> {
        match self.quick {
            Some(_) => guard::quick(connection, &self.consent),
            None => guard::check(connection, &self.consent, planned),
        }
    }

    fn planned(&self, plan: &Plan, printer: &mut Printer) -> Result<Exit, CommandError> {
        printer.data(&plan::text(plan));
        if let Some(path) = &self.out {
            plan::write(plan, path)?;
            printer.note(&format!(
                "to carry it out: cargo xtask deploy --target {} --apply {} and the same options",
                plan.target,
                path.display()
            ));
        }
        Ok(if self.detailed_exitcode && plan.has_changes() { Exit::Changes } else { Exit::Ok })
    }
}

/// Which org it is.
fn greeting(connection: &Connection) -> String {
    let Connection { target, org, org_id, class, started } = connection;
    let host = org.session().instance;
    if started.is_some() {
        return format!("{}: started for this command, and gone when it ends", local_org::NOT_SALESFORCE);
    }
    format!("`{target}` is org {org_id}, a {class}, at {host}")
}
