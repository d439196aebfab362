//! `test`: the project's Apex tests, run in the local org.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::pipeline;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use codegen::spec::FrameworkMode;
use local_org::project::{Project, is_within, load};
use local_org::runner::{Outcome, Report, run};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Coverage that Salesforce asks of each class when specified tests run, in percent.
const ENOUGH: u32 = 75;

/// Lines of `System.debug` shown with a failed test.
const LOG_LINES: usize = 10;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only tests whose `Class.method` contains this text, in any letter case.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Also print the line coverage of each class, with the lines that no test ran.
    #[arg(long)]
    coverage: bool,
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    /// All tests, as `ci` runs them.
    pub fn all(project: ProjectArgs) -> Self {
        Self { filter: None, coverage: false, project }
    }

    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        let (project, dirs) = self.load(&root, printer)?;
        let Some(project) = project else { return Ok(Exit::Preflight) };
        let wanted = self.filter.unwrap_or_default().to_lowercase();
        let report = run(&project, &|name| name.to_lowercase().contains(&wanted));
        printer.note("local org, not Salesforce: what passes here may still fail in an org");
        printer.data(&failures(&report));
        if self.coverage {
            printer.data(&coverage(&report, &dirs, &root));
        }
        if report.results.is_empty() {
            return Err(CommandError::usage("no test matches the filter", "leave out --filter to run all tests"));
        }
        let failed = report.failures().count();
        let summary = format!("{} passed, {failed} failed", report.results.len() - failed);
        if failed > 0 {
            printer.failure(&summary);
            return Ok(Exit::Failed);
        }
        printer.success(&summary);
        Ok(Exit::Ok)
    }

    /// The project compiled, or `None` after its compile errors were printed.
    fn load(&self, root: &Path, printer: &mut Printer) -> Result<(Option<Project>, Vec<PathBuf>), CommandError> {
        let dirs: Vec<PathBuf> =
            codegen::package_directories(root).iter().map(|dir| root.join(dir)).filter(|dir| dir.is_dir()).collect();
        // The package's classes are not in the project; API-compatible ones of our own take their place.
        let bundled = codegen::framework_mode(root) == Some(FrameworkMode::Bundled);
        let package: Vec<(&str, &str)> =
            framework::bundled().iter().filter(|_| !bundled).map(|file| (file.name, file.body)).collect();
        match load(&dirs, &package) {
            Ok(project) => Ok((Some(project), dirs)),
            Err(error) => {
                if pipeline::is_stale(root) {
                    printer.failure("generated files are stale; run `cargo xtask generate`, then test again");
                }
                printer.data(&format!("{}\n", below(root, &error.to_string())));
                printer.failure("the project's Apex does not compile");
                Ok((None, dirs))
            }
        }
    }
}

/// The text of an error with paths relative to the project, cut off after a few lines: one mistake has many followers.
fn below(root: &Path, text: &str) -> String {
    const LINES: usize = 20;
    let start = root.join("").display().to_string();
    let lines: Vec<&str> = text.lines().map(|line| line.strip_prefix(start.as_str()).unwrap_or(line)).collect();
    let (shown, last) = match lines.split_last() {
        Some((last, rest)) if rest.len() > LINES => (&rest[..LINES], format!("… {last}")),
        _ => (&lines[..], String::new()),
    };
    let text = shown.iter().map(|line| diag::render::visible(line)).collect::<Vec<_>>().join("\n");
    if last.is_empty() { text } else { format!("{text}\n{last}") }
}

fn failures(report: &Report) -> String {
    let mut out = String::new();
    for result in report.failures() {
        let what = match &result.outcome {
            Outcome::Pass => continue,
            Outcome::Fail { exception, message, stack } => format!("{exception}: {message}\n{stack}"),
            Outcome::Unsupported(what) => format!("not supported by the local org: {what}"),
        };
        let _ = writeln!(out, "FAIL {}.{}", result.class, result.method);
        for line in what.trim_end().lines() {
            let _ = writeln!(out, "    {}", diag::render::visible(line));
        }
        for line in result.log.iter().rev().take(LOG_LINES).rev() {
            let _ = writeln!(out, "    log: {}", diag::render::visible(line));
        }
    }
    out
}

fn coverage(report: &Report, dirs: &[PathBuf], root: &Path) -> String {
    let mut out = String::new();
    for class in report.coverage.iter().filter(|class| is_within(Path::new(&class.path), dirs)) {
        let path = Path::new(&class.path);
        let path = path.strip_prefix(root).unwrap_or(path).display();
        let mark = if class.percent() < ENOUGH { "  below 75 %" } else { "" };
        let _ = writeln!(out, "{:>3} % {path}{mark}", class.percent());
        if !class.missed.is_empty() {
            let lines: Vec<String> = class.missed.iter().map(u32::to_string).collect();
            let _ = writeln!(out, "      not run: {}", lines.join(", "));
        }
    }
    out
}
