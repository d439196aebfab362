//! `check`: everything that is wrong with the specs, and what keeps them from becoming files.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::count;
use crate::pipeline;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::report;
use diag::{Diagnostic, render};
use std::path::Path;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// How to write the findings.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Fail if there are warnings.
    #[arg(long)]
    deny_warnings: bool,
    #[command(flatten)]
    project: ProjectArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// One JSON object, for programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, for annotations on GitHub pull requests.
    Github,
}

impl Format {
    /// Writes findings to standard output. Their paths begin at `root`; annotations and code scanning take paths of the
    /// repository.
    pub fn print(self, found: &[Diagnostic], root: &Path, printer: &mut Printer) {
        let mut found = found.to_vec();
        if let Some(prefix) = report::below_repository(root).filter(|_| matches!(self, Self::Sarif | Self::Github)) {
            report::map_places(&mut found, &|path| match Path::new(path).is_absolute() {
                true => path.to_owned(),
                false => format!("{prefix}/{path}"),
            });
        }
        let found = &found;
        match self {
            Self::Text => printer.data(&crate::printer::text(found)),
            Self::Github => printer.data(&render::github(found)),
            Self::Json => printer.data(&format!("{:#}\n", render::json(found))),
            Self::Sarif => printer.data(&format!("{:#}\n", render::sarif(found, env!("CARGO_PKG_VERSION")))),
        }
    }
}

impl Args {
    /// The check that `ci` runs.
    pub fn of(project: ProjectArgs) -> Self {
        Self { format: Format::Text, deny_warnings: false, project }
    }

    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        let found = pipeline::findings(&root);
        self.format.print(&found, &root, printer);
        if self.format == Format::Text {
            report::write_findings("Specs", &found, &root, printer)?;
        }
        let warned = found.iter().any(|finding| finding.severity == diag::Severity::Warning);
        if diag::has_errors(&found) || (self.deny_warnings && warned) {
            printer.failure(&count(&found));
            return Ok(Exit::Preflight);
        }
        printer.success(&count(&found));
        Ok(Exit::Ok)
    }
}
