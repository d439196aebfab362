//! How a deployment ended, for people, files and scripts.

use super::run::{Watched, exit_of};
use crate::connect::Connection;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::report::{self, Ci, Deployed, Origins, ReportArgs, Run, of_deployment};
use crate::view::{self, Progress, ProgressArgs, View};
use local_org::NOT_SALESFORCE;
use sf_client::deploy::{self, DeployEvent, StageOutcome, Verdict};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where the files of a package come from. Empty on a machine that has not got the project.
#[derive(Debug, Default)]
pub struct Sources {
    /// Source file by file of the package.
    pub files: BTreeMap<String, String>,
    /// The spec lines behind generated files.
    pub origins: Origins,
}

impl Sources {
    /// The source file of a file that the org names, with or without a folder before it.
    pub fn of(&self, reported: &str) -> Option<String> {
        let direct = self.files.get(reported);
        direct.or_else(|| self.files.get(reported.split_once('/')?.1)).cloned()
    }
}

/// Options about what a person sees.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ShowArgs {
    #[command(flatten)]
    progress: ProgressArgs,
    #[command(flatten)]
    report: ReportArgs,
}

impl ShowArgs {
    /// Writes the reports and, for programs, the last event of a command that ended with an error before it could.
    ///
    /// # Errors
    /// A report could not be written.
    pub fn refused<T>(
        &self,
        ended: &Result<T, CommandError>,
        root: &Path,
        printer: &mut Printer,
    ) -> Result<(), CommandError> {
        let Err(error) = ended else { return Ok(()) };
        if printer.is_reported() {
            return Ok(());
        }
        let run = report::refusal("Deployment", error, printer);
        if self.progress.progress == Progress::Json {
            view::start(Progress::Json, printer.color()).end(&run);
        }
        report::write_all(&run, root, &self.report.report, &Ci::of_process(), printer)
    }

    /// Whether as little as possible is to be printed.
    pub fn is_quiet(&self) -> bool {
        self.progress.progress == Progress::Quiet
    }
}

/// Shows a deployment and its steps, and writes its reports.
pub struct Show {
    view: Box<dyn View>,
    reports: ReportArgs,
    root: PathBuf,
}

impl Show {
    /// As the options say.
    pub fn new(args: &ShowArgs, root: &Path, printer: &Printer) -> Self {
        let view = view::start(args.progress.progress, printer.color());
        Self { view, reports: args.report.clone(), root: root.to_owned() }
    }

    /// For tests: everything goes to `view`.
    pub fn to(view: Box<dyn View>, root: &Path) -> Self {
        Self { view, reports: ReportArgs::default(), root: root.to_owned() }
    }

    /// Something happened.
    pub fn event(&mut self, event: &DeployEvent) {
        self.view.event(event);
    }

    /// Something else that a person should know now.
    pub fn remark(&mut self, text: impl Into<String>) {
        self.event(&DeployEvent::Remark(text.into()));
    }

    /// Something that nobody may miss.
    pub fn say(&mut self, text: &str) {
        self.view.say(text);
    }

    /// A step is over.
    pub fn stage_ended(&mut self, name: &str, outcome: StageOutcome, detail: impl Into<Option<String>>) {
        self.event(&DeployEvent::StageEnded { name: name.to_owned(), outcome, detail: detail.into() });
    }

    /// The end: shows it and writes the reports.
    ///
    /// # Errors
    /// A report could not be written.
    pub fn end(mut self, run: &Run, printer: &mut Printer) -> Result<(), CommandError> {
        self.view.end(run);
        report::write_all(run, &self.root, &self.reports.report, &Ci::of_process(), printer)
    }
}

/// What became of a deployment, with places in the source tree and the spec lines behind generated code.
pub fn run_of(connection: &Connection, watched: &Watched, sources: &Sources) -> Run {
    let Connection { target, org_id, .. } = connection;
    let mut run = match watched {
        Watched::Detached { id } => Run {
            title: "Deployment".to_owned(),
            verdict: report::Verdict::Running,
            summary: format!("deployment {id} goes on in the org without being watched"),
            next: Some(resume_line(target, id)),
            deployment: Some(Deployed { id: id.clone(), status: "Unknown".to_owned(), ..Deployed::default() }),
            ..Run::default()
        },
        Watched::Seen(outcome) => {
            let source = |reported: &str| sources.of(reported);
            let mut findings = deploy::findings(&outcome.result, &source, &report::distance);
            sources.origins.attach(&mut findings);
            let mut run = of_deployment(&outcome.result, findings, &source);
            let tested = outcome.result.check_only && outcome.result.number_tests_completed > 0;
            run.next = match outcome.verdict {
                Verdict::StillRunning => Some(resume_line(target, &outcome.id)),
                Verdict::Succeeded if tested => {
                    Some(format!("cargo xtask quick --target {target} --id {} (within ten days)", outcome.id))
                }
                _ => None,
            };
            run
        }
    };
    if let Some(deployed) = &mut run.deployment {
        deployed.target = Some(target.clone());
        deployed.org_id = Some(org_id.clone());
    }
    run.title = titled(&run.title, connection);
    run
}

/// A title that says whether this was no org of Salesforce.
pub fn titled(what: &str, connection: &Connection) -> String {
    if connection.is_on_this_machine() { format!("{what} in the {NOT_SALESFORCE}") } else { what.to_owned() }
}

/// The command that follows a deployment again.
pub fn resume_line(target: &str, id: &str) -> String {
    format!("cargo xtask resume --target {target} --id {id}")
}

/// What the end of a deployment means for scripts.
pub fn exit(watched: &Watched) -> Exit {
    match watched {
        Watched::Detached { .. } => Exit::StillRunning,
        Watched::Seen(outcome) => exit_of(outcome.verdict),
    }
}
