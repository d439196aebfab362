//! `apex check`: would Salesforce compile these classes?

use crate::apex;
use crate::commands::check::Format;
use crate::connect::local::installed;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::count;
use crate::printer::Printer;
use crate::project::{ProjectArgs, package_directories};
use diag::{Diagnostic, Severity};
use local_org::Snapshot;
use sf_schema::Schema;
use std::path::PathBuf;

/// Classes and triggers of the directories are compiled together, against the standard objects and the object metadata
/// found beside them, and what the snapshots in `specs/schema` have besides. Where no directory holds the framework's base
/// classes, those of the package are compiled along. Classes of other installed packages are not known.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Directories with classes, at any depth: a project, a package directory, a folder. Default: the package directories
    /// of the project, without what `.forceignore` lists.
    #[arg(value_name = "DIR")]
    dirs: Vec<PathBuf>,
    /// How to write the findings.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Fail if there are warnings, such as code that the local org cannot run.
    #[arg(long)]
    deny_warnings: bool,
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let mut schema = Schema::builder().catalogue();
        for Snapshot { path, text } in installed(&self.project.root()?) {
            schema = schema.installed(path, text);
        }
        let mut files = match self.files()? {
            Ok(files) => files,
            Err(found) => {
                self.format.print(&found, &here(), printer);
                printer.failure("the project cannot be read");
                return Ok(Exit::Preflight);
            }
        };
        // Directories may contain one another.
        files.sort();
        files.dedup();
        let sources = apex::sources(&files).map_err(unreadable)?;
        let labels = apex::labels(&files);
        schema = schema.project_paths("", files);
        let classes = sources.len();
        if classes == 0 {
            let hint = "give a directory with files that end in `.cls` or `.trigger`";
            return Err(CommandError::usage("there is no Apex in these directories", hint));
        }
        let (schema, mut found) = schema.build();
        for problem in &mut found {
            // Whether metadata deploys is not asked here.
            problem.severity = problem.severity.max(Severity::Warning);
        }
        found.extend(apex::unknown_versions(&sources));
        found.extend(apex::check(sources, schema, labels));
        self.format.print(&found, &here(), printer);
        let files = if classes == 1 { "file" } else { "files" };
        let summary = format!("{classes} {files}: {}", count(&found));
        let warned = found.iter().any(|finding| finding.severity == Severity::Warning);
        if found.iter().any(Diagnostic::is_error) || (self.deny_warnings && warned) {
            printer.failure(&summary);
            return Ok(Exit::Preflight);
        }
        printer.success(&summary);
        Ok(Exit::Ok)
    }

    /// The files below the directories that were named, else those of the project as seen from here; without a project, those
    /// below this directory. What is wrong with the project itself is a finding.
    fn files(&self) -> Result<Result<Vec<PathBuf>, Vec<Diagnostic>>, CommandError> {
        let dirs = match package_directories(&self.project.root()?) {
            _ if !self.dirs.is_empty() => self.dirs.clone(),
            Err(found) => return Ok(Err(found)),
            Ok(dirs) if dirs.is_empty() => vec![".".into()],
            Ok(dirs) => {
                let here = here();
                let files = dirs.into_iter().flat_map(|(_, files)| files);
                return Ok(Ok(files.map(|file| file.strip_prefix(&here).map_or(file.clone(), Into::into)).collect()));
            }
        };
        let mut files = Vec::new();
        for dir in &dirs {
            if !dir.is_dir() {
                let message = format!("`{}` is not a directory", dir.display());
                return Err(CommandError::usage(message, "give directories that hold Apex classes"));
            }
            files.extend(apex::files_below(dir).map_err(unreadable)?);
        }
        Ok(Ok(files))
    }
}

/// The directory that paths are shown from.
fn here() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

fn unreadable((path, why): (String, String)) -> CommandError {
    CommandError {
        exit: Exit::Preflight,
        message: format!("cannot read `{path}`: {why}"),
        hint: Some("Apex files are UTF-8 text; make the file readable, or leave its directory out".into()),
    }
}
