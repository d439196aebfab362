//! `deploy`: move the project into an org.

use crate::connect::{Connection, block_on, connect};
use crate::deploy::finish::Show;
use crate::deploy::guard::{self, Consent};
use crate::deploy::options::{TargetArgs, TestArgs, WatchArgs, deletions};
use crate::deploy::plan::{self, Plan};
use crate::deploy::project::{Share, prepare};
use crate::deploy::validated::{self, Accept};
use crate::deploy::waves::{self, Engine, Wave, survey};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::running_org::keys::{LocalKeys, quoted};
use crate::targets;
use sf_client::store::SecretStore;
use sf_wire::deploy::DeployOptions;
use std::path::{Path, PathBuf};

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
    /// Deploy this validation (0Af…) instead of the package, without running its tests again, and do all other waves.
    /// Refused if the project has changed since; deletions that were validated are named again with --destroy.
    #[arg(long, value_name = "ID", conflicts_with_all = ["tests", "test_level", "apply"])]
    quick: Option<String>,
    #[command(flatten)]
    accept: Accept,
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
    watch: WatchArgs,
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
            if !self.plan && !self.validate && changes_org(&self.only) {
                self.guard(&connection, saved.is_some())?;
            }
            let survey = survey(&prepared, &connection).await?;
            if self.plan || saved.is_some() {
                let now = plan::make(&prepared, &connection, &survey, &package, &delete, &options).await?;
                if self.plan {
                    return self.planned(&now, printer);
                }
                if let Some(saved) = &saved {
                    plan::still_holds(saved, &now, waves::begun(&root, &connection, saved).await?)?;
                    printer.note(&plan::summary(&now));
                }
            }
            if let Some(id) = &self.quick {
                let hashes = prepared.hashes(&delete, printer)?;
                // With policies that are still to come both will do.
                let fits = if survey.splits() { &hashes[..] } else { &hashes[..1] };
                if let Some(remark) = validated::compare(&root, &connection, id, fits, self.accept)? {
                    printer.note(&remark);
                }
            }
            let keys = keys(&root, &connection)?;
            let engine = Engine {
                root: &root,
                prepared: &prepared,
                connection: &connection,
                keys: keys.as_deref(),
                options,
                delete,
                plan: saved.as_ref().map(Plan::hash),
                again: again(std::env::args_os().map(|word| word.to_string_lossy().into_owned())),
                quick: self.quick.clone(),
                only: self.only.clone(),
                wait: self.watch.wait.clone(),
            };
            let mut show = Show::new(&self.watch.show, &root, printer);
            let ended = engine.run(survey, &mut show, printer).await;
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

/// Whether these waves change the org; keys are only read.
fn changes_org(only: &[Wave]) -> bool {
    only.is_empty() || only.iter().any(|wave| *wave != Wave::Credentials)
}

/// Where consumer keys go. Those of a local org stay beside what is known about it; an org that ends with this command has
/// none that anybody could use.
pub(super) fn keys(root: &Path, connection: &Connection) -> Result<Option<Box<dyn SecretStore>>, CommandError> {
    Ok(match connection.started {
        Some(_) => None,
        None if connection.is_on_this_machine() => Some(Box::new(LocalKeys::open(root, &connection.target))),
        None => Some(Box::new(targets::secrets()?)),
    })
}

/// The command line that does the same and follows it, for a shell.
fn again(arguments: impl Iterator<Item = String>) -> String {
    let words = arguments.skip(1).filter(|word| word != "--async").map(|word| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,".contains(c);
        if !word.is_empty() && word.chars().all(plain) { word } else { quoted(&word) }
    });
    format!("cargo xtask {}", words.collect::<Vec<_>>().join(" "))
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

#[cfg(test)]
mod tests {
    use super::{Wave, again, changes_org};

    #[test]
    fn only_reading_keys_needs_no_consent() {
        assert!(
            changes_org(&[]) && changes_org(&[Wave::Credentials, Wave::Users]) && !changes_org(&[Wave::Credentials])
        );
    }

    #[test]
    fn the_command_that_goes_on_can_be_pasted() {
        let line = |words: &[&str]| again(words.iter().map(|&word| word.to_owned()));
        assert_eq!(
            line(&["x", "deploy", "--async", "--apply", "a/plan.json"]),
            "cargo xtask deploy --apply a/plan.json"
        );
        assert_eq!(line(&["x", "deploy", "--apply", "it's $(me)"]), "cargo xtask deploy --apply 'it'\\''s $(me)'");
    }
}
