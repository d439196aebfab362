//! Writing reports to the disk.

use super::{Ci, Destination, Run, Verdict};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::counted;
use crate::printer::Printer;
use diag::Diagnostic;
use diag::catalogue::deploy::DEPLOYMENT_FAILED;
use std::path::{Path, PathBuf};

/// Writes every report that was asked for, and what the CI system reads. `root` is the project's: paths in reports are
/// relative to the repository around it. All reports are tried before the first failure is returned.
///
/// # Errors
/// The first report that could not be written. The run itself is not affected.
pub fn write_all(
    run: &Run,
    root: &Path,
    wanted: &[Destination],
    ci: &Ci,
    printer: &mut Printer,
) -> Result<(), CommandError> {
    printer.mark_reported();
    let mut run = run.clone();
    if let Some(prefix) = below_repository(root) {
        run.map_paths(&|path| format!("{prefix}/{path}"));
    }
    let mut failed: Option<(PathBuf, std::io::Error)> = None;
    let mut written = Vec::new();
    for (format, path) in wanted.iter().flat_map(Destination::files) {
        match write(&path, &(format.render)(&run)) {
            Ok(()) => written.push(path.display().to_string()),
            Err(error) => {
                failed.get_or_insert((path, error));
            }
        }
    }
    if !written.is_empty() {
        printer.note(&format!("reports: {}", written.join(", ")));
    }
    printer.annotations(&ci.annotations(&run.findings));
    if let Err(error) = ci.write(&run) {
        failed.get_or_insert(error);
    }
    match failed {
        None => Ok(()),
        Some((path, error)) => Err(CommandError {
            hint: Some("give --report a file in a directory that can be written to".to_owned()),
            ..CommandError::internal(format!("cannot write the report `{}`: {error}", path.display()))
        }),
    }
}

/// A command that ended before there was anything to report on.
pub fn refusal(title: &str, error: &CommandError, printer: &Printer) -> Run {
    let mut findings = printer.shown().to_vec();
    if !diag::has_errors(&findings) {
        let refusal = Diagnostic::new(&DEPLOYMENT_FAILED, error.message.clone());
        findings.push(Diagnostic { hint: error.hint.clone(), ..refusal });
    }
    let verdict = if error.exit == Exit::StillRunning { Verdict::Running } else { Verdict::Failed };
    Run { title: title.to_owned(), verdict, summary: error.message.clone(), findings, ..Run::default() }
}

/// What the CI system at hand reads about findings that a command has shown to people.
///
/// # Errors
/// The file that could not be written.
pub fn write_findings(
    title: &str,
    found: &[Diagnostic],
    root: &Path,
    printer: &mut Printer,
) -> Result<(), CommandError> {
    let verdict = if diag::has_errors(found) { Verdict::Failed } else { Verdict::Passed };
    let summary = match found.len() {
        0 => "nothing found".to_owned(),
        number => counted(number, "finding"),
    };
    let run = Run { title: title.to_owned(), verdict, summary, findings: found.to_vec(), ..Run::default() };
    write_all(&run, root, &[], &Ci::of_process(), printer)
}

/// Beside the file first, so that no reader ever sees half a report.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
        std::fs::create_dir_all(directory)?;
    }
    codegen::output::write_file(path, text.as_bytes())
}

/// The project's directory relative to its repository, if it is not the repository itself.
pub fn below_repository(root: &Path) -> Option<String> {
    let root = root.canonicalize().ok()?;
    let repository = root.ancestors().find(|directory| directory.join(".git").exists())?;
    let below = root.strip_prefix(repository).ok()?.to_str()?.replace('\\', "/");
    Some(below).filter(|below| !below.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_report_that_fails_keeps_no_other_from_being_written() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("file"), "").unwrap();
        let wanted = ["file", "good"].map(|name| Destination::Directory(directory.path().join(name)));
        let mut printer = Printer::new(crate::printer::Color::Never);
        let error = write_all(&Run::default(), directory.path(), &wanted, &Ci::default(), &mut printer).unwrap_err();
        assert!(error.message.contains("cannot write the report"), "{error:?}");
        assert!(directory.path().join("good/report.json").exists());
    }

    #[test]
    fn paths_start_at_the_repository() {
        let directory = tempfile::tempdir().unwrap();
        let project = directory.path().join("apps/crm");
        std::fs::create_dir_all(&project).unwrap();
        std::fs::create_dir(directory.path().join(".git")).unwrap();
        assert_eq!(below_repository(&project).as_deref(), Some("apps/crm"));
        assert_eq!(below_repository(directory.path()), None);
    }
}
