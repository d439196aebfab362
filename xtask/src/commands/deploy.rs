//! `deploy`: move the project into an org.

use crate::connect::{Connection, block_on, connect};
use crate::deploy::finish::Show;
use crate::deploy::guard::{self, Consent};
use crate::deploy::options::{TargetArgs, TestArgs, WatchArgs, deletions};
use crate::deploy::plan::{self, Asked, Look, Plan};
use crate::deploy::project::{Prepared, Share, prepare};
use crate::deploy::tests_of;
use crate::deploy::validated::{Accept, Validation};
use crate::deploy::waves::{self, Engine, Holding, Wave};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::running_org::keys::{LocalKeys, shell_word};
use crate::targets;
use sf_client::deploy::{Timing, Validated};
use sf_client::store::SecretStore;
use sf_metadata::Manifest;
use sf_wire::deploy::DeployOptions;
use std::cell::Cell;
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
    /// Carry this plan out, with the options that it was made with; refused if the project or the org has changed since.
    #[arg(long, value_name = "FILE")]
    apply: Option<PathBuf>,
    /// Deploy this validation (0Af…) instead of the package, without running its tests again, and do all other waves.
    /// Refused if the project has changed since; deletions that were validated are named again with --destroy. Without ID:
    /// the newest validation of exactly what the project holds, if its receipt was written with this login or on this machine
    /// and the org says the same of it; else the org validates the package first. A production org is changed only by a
    /// validation of an earlier run, and by nothing but its components.
    #[arg(long, value_name = "ID", conflicts_with_all = ["tests", "test_level", "apply"])]
    quick: Option<Option<String>>,
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
    /// Take this permission set of a server from this user: `Set:username`. The plan names who holds one and is not the
    /// user that the server runs as; nobody loses anything without being named. Can be repeated.
    #[arg(long, value_name = "SET:USERNAME", conflicts_with = "validate")]
    revoke: Vec<Holding>,
    /// Only this wave. Can be repeated.
    #[arg(long, value_enum, value_name = "WAVE")]
    only: Vec<Wave>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    watch: WatchArgs,
}

impl Args {
    pub fn run(mut self, timing: Timing, printer: &mut Printer) -> Result<Exit, CommandError> {
        self.watch.wait.usual = timing;
        let root = self.target.project.root()?;
        if self.watch.show.is_quiet() {
            printer.be_brief();
        }
        let ended = self.deploy(&root, printer);
        self.watch.show.refused(&ended, &root, printer)?;
        ended
    }

    fn deploy(&self, root: &Path, printer: &mut Printer) -> Result<Exit, CommandError> {
        let prepared = prepare(root, &self.target.target, printer)?;
        let saved = self.apply.as_deref().map(plan::read).transpose()?;
        let (options, delete) = self.wanted(&prepared, saved.as_ref())?;
        let only = saved.as_ref().map_or(&self.only, |plan| &plan.only).clone();
        if self.accept.accept_changed && !matches!(self.quick, Some(Some(_))) {
            return Err(CommandError::usage(
                "--accept-changed is about a validation that --quick names",
                "give --quick the id of the validation, or leave --accept-changed out",
            ));
        }
        let revoke = saved.as_ref().map_or(&self.revoke, |plan| &plan.revoke).clone();
        if !revoke.is_empty() && !waves::wanted(&only, Wave::Users) {
            return Err(CommandError::usage(
                "--revoke is done in the step users",
                "add `--only users`, or leave it out",
            ));
        }
        // Packed before anyone logs in: what cannot be packed needs no org.
        let package = prepared.package(Share::Everything, &delete, printer)?;
        package.check_size().map_err(CommandError::preflight)?;
        block_on(async {
            let connection = connect(root, &self.target.target, printer).await?;
            if !connection.is_on_this_machine() {
                printer.note(&connection.greeting());
            }
            let keys = keys(root, &connection)?;
            let asked = Asked { delete: &delete, options: &options, only: &only, revoke: &revoke };
            let look =
                Look { prepared: &prepared, connection: &connection, package: &package, keys: keys.as_deref(), asked };
            if self.plan {
                return self.show_plan(root, look, printer).await;
            }
            let claim = waves::claim(root, &connection)?;
            if !self.validate && changes_org(&only) {
                self.guard(&connection, saved.is_some())?;
            }
            let mut show = Show::new(&self.watch.show, root, printer);
            let guarded = connection.class.is_guarded();
            let (only, left_out) = match guarded && self.quick.is_some() {
                true => guard::without_plan(&connection, &only, !revoke.is_empty())?,
                false => (only.clone(), Vec::new()),
            };
            let named = match &self.quick {
                Some(Some(id)) => Some(self.named(id, &connection, &mut show).await?),
                _ => None,
            };
            tests_of::must_exist(&self.tests.tests, &prepared, &connection).await?;
            if !self.validate {
                // An earlier command may have been left after it took what then was not deleted.
                waves::settle(root, &connection, &mut |text| show.remark(text)).await;
            }
            let (survey, compared) = match &saved {
                Some(saved) => {
                    let held = look.again(saved, &self.watch.wait, &mut show, printer).await?;
                    printer.note(&plan::summary(&held.plan));
                    printer.note(&format!("as the plan says: {}", plan::options(saved)));
                    (held.survey, Some(held.newest))
                }
                None => (waves::survey(&prepared, &connection, keys.as_deref(), &revoke).await?, None),
            };
            for step in survey.steps(&left_out).iter().filter(|step| left_out.contains(&step.wave)) {
                if step.changes || step.wave == Wave::Policies {
                    let (wave, words) = (step.wave.name(), step.words.join("; "));
                    show.remark(format!(
                        "left out, because a validation does not hold it: {wave} ({words}); {}",
                        plan_of(&connection, step.wave)
                    ));
                }
            }
            let checked = DeployOptions { check_only: true, ..options.clone() };
            let candidates = match self.quick {
                Some(_) => prepared.candidates(&delete, Some(&checked), printer)?.to_vec(),
                None => Vec::new(),
            };
            // With policies that are still to come both will do.
            let fits = if survey.splits() { &candidates[..] } else { &candidates[..candidates.len().min(1)] };
            if let Some(validation) = &named {
                validation.deletes_only(&delete)?;
            }
            if let Some(validation) = &named {
                let compared = validation.compare(root, &connection, fits, self.accept)?;
                show.remark(&*compared.words);
                if guarded {
                    let package = Some((&prepared, &package, &delete));
                    validation.show_rights(&connection, &compared, package, &mut show).await?;
                }
            } else if guarded && (self.validate || self.quick.is_some()) {
                let rights = plan::rights(&prepared, &connection, &package, &delete, &mut show).await?;
                show.say(&rights.join(" / "));
            }
            // Each wave packs what it sends.
            drop(package);
            let mut engine = Engine {
                root,
                claim,
                prepared: &prepared,
                connection: &connection,
                keys: keys.as_deref(),
                options,
                delete,
                plan: saved.as_ref(),
                compared,
                again: again(std::env::args_os().map(|word| word.to_string_lossy().into_owned())),
                quick: named.map(|validation| Validated::from(&validation.told)),
                only,
                revoke,
                waits: self.watch.wait.waits(),
                outdated: Cell::new(false),
            };
            let mut ended = match self.quick {
                Some(None) => engine.run_validated(survey, fits, &mut show, printer).await?,
                _ => engine.run(survey, &mut show, printer).await,
            };
            if ended.exit == Exit::Ok && ended.failure.is_none() {
                ended.run.findings.extend(engine.left_in_org(&mut show).await);
            }
            show.end(&ended.run, printer)?;
            if ended.exit == Exit::Ok
                && !self.validate
                && let Some(note) = prepared.after_deleting(&engine.delete)
            {
                printer.note(&note);
            }
            match ended.failure {
                Some(failure) => Err(failure),
                None => Ok(ended.exit),
            }
        })
    }

    /// The options of the deployment and what it deletes: those of the plan, which no option may contradict, else those of
    /// the command line.
    fn wanted(&self, prepared: &Prepared, plan: Option<&Plan>) -> Result<(DeployOptions, Manifest), CommandError> {
        let delete = deletions(&self.destroy, prepared.api)?;
        let given = DeployOptions {
            check_only: self.validate,
            ignore_warnings: self.ignore_warnings,
            ..DeployOptions::default()
        };
        let Some(plan) = plan else {
            return Ok((self.tests.apply(given, &prepared.tests, prepared.api)?, delete));
        };
        let TestArgs { tests, test_level } = &self.tests;
        let given = match tests.is_empty() && test_level.is_none() {
            true => DeployOptions {
                test_level: plan.options.test_level,
                run_tests: plan.options.run_tests.clone(),
                ..given
            },
            false => self.tests.apply(given, &prepared.tests, prepared.api)?,
        };
        let mut planned = Manifest::new(prepared.api);
        plan.deletions().for_each(|row| planned.insert(&*row.kind, &*row.name));
        let contradicts = [
            ("--destroy", !delete.is_empty() && delete != planned),
            ("--test-level", given.test_level != plan.options.test_level),
            ("--tests", given.run_tests != plan.options.run_tests),
            ("--only", !self.only.is_empty() && self.only != plan.only),
            ("--revoke", !self.revoke.is_empty() && self.revoke != plan.revoke),
            ("--ignore-warnings", given.ignore_warnings && !plan.options.ignore_warnings),
        ];
        if let Some((option, _)) = contradicts.iter().find(|(_, contradicts)| *contradicts) {
            return Err(CommandError::usage(
                format!("{option} is not what the plan was made with: {}", plan::options(plan)),
                format!("leave {option} out, since the plan holds its options; or make another plan with it"),
            ));
        }
        // Of the file counts only what the plan's text says: any other option in it is an edit, and refused as one.
        Ok((DeployOptions { ignore_warnings: plan.options.ignore_warnings, ..given }, planned))
    }

    /// The validation that a person names, and what it will do.
    async fn named(&self, id: &str, connection: &Connection, show: &mut Show) -> Result<Validation, CommandError> {
        let validation = Validation::read(connection, id).await?;
        validation.show(connection, show);
        Ok(validation)
    }

    fn guard(&self, connection: &Connection, planned: bool) -> Result<(), CommandError> {
        match self.quick {
            Some(_) => guard::quick(connection, &self.consent),
            None => guard::check(connection, &self.consent, planned),
        }
    }

    async fn show_plan(&self, root: &Path, look: Look<'_>, printer: &mut Printer) -> Result<Exit, CommandError> {
        let Look { prepared, connection, .. } = look;
        tests_of::must_exist(&self.tests.tests, prepared, connection).await?;
        let (plan, _) = look.plan(printer).await?;
        waves::pending(root, connection).into_iter().for_each(|text| printer.note(&text));
        printer.data(&plan::text(&plan));
        if let Some(path) = &self.out {
            plan::write(&plan, path)?;
            let path = shell_word(&path.to_string_lossy());
            let guarded = connection.class.is_guarded();
            printer.note(&format!(
                "to carry it out: {}",
                apply_line(&plan.target, &path, guarded.then_some(&*plan.org_id))
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
    let words = arguments.skip(1).filter(|word| word != "--async").map(|word| shell_word(&word));
    format!("cargo xtask {}", words.collect::<Vec<_>>().join(" "))
}

/// The command that carries a plan out; a production org is named.
fn apply_line(target: &str, path: &str, production: Option<&str>) -> String {
    let consent = production.map(|id| format!(" --production {id}")).unwrap_or_default();
    format!("cargo xtask deploy --target {target} --apply {path}{consent}")
}

/// The command that plans a wave of a guarded org.
fn plan_of(connection: &Connection, wave: Wave) -> String {
    let Connection { target, .. } = connection;
    format!("a plan shows it: cargo xtask deploy --target {target} --only {} --plan --out plan.json", wave.name())
}

#[cfg(test)]
mod tests {
    use super::{Wave, again, apply_line, changes_org};

    #[test]
    fn only_reading_keys_needs_no_consent() {
        assert!(
            changes_org(&[]) && changes_org(&[Wave::Credentials, Wave::Users]) && !changes_org(&[Wave::Credentials])
        );
    }

    #[test]
    fn a_plan_of_production_names_the_consent() {
        let line = apply_line("live", "plan.json", Some("00D000000000001"));
        assert_eq!(line, "cargo xtask deploy --target live --apply plan.json --production 00D000000000001");
        assert!(!apply_line("uat", "plan.json", None).contains("--production"));
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
