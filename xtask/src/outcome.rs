//! Carrying out a file plan and telling about it, the same way for every command that writes generated files.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use codegen::output::{Action, FilePlan, LOCK_PATH, Mode, RealDisk, Report};
use diag::catalogue::files as codes;
use diag::{Diagnostic, Severity};

/// Applies `plan`. Changed paths (and in a dry run their diffs) are data; all else is told on standard error.
/// `repair` is the command that brings stale files up to date.
pub fn carry_out(plan: &FilePlan, mode: Mode, repair: &str, printer: &mut Printer) -> Result<Exit, CommandError> {
    let result = plan.apply(mode, &mut RealDisk::default());
    tell(plan, mode, result, repair, printer)
}

/// Tells what became of a plan; the rest as of [`carry_out`].
pub fn tell(
    plan: &FilePlan,
    mode: Mode,
    result: Result<Report, Vec<Diagnostic>>,
    repair: &str,
    printer: &mut Printer,
) -> Result<Exit, CommandError> {
    if mode == Mode::DryRun || (mode == Mode::Write && result.is_ok()) {
        list(plan, mode, printer);
    }
    match result {
        Ok(report) => {
            printer.findings(&plan.problems);
            printer.success(&summary(report, mode));
            Ok(Exit::Ok)
        }
        Err(problems) => {
            printer.findings(&problems);
            Ok(failed(&problems, mode, repair, printer))
        }
    }
}

fn list(plan: &FilePlan, mode: Mode, printer: &mut Printer) {
    for file in plan.files.iter().filter(|file| file.path != LOCK_PATH) {
        let word = match file.action {
            Action::Create => "create",
            Action::Update => "update",
            Action::Remove => "remove",
            _ => continue,
        };
        printer.data(&format!("{word} {}\n", file.path));
        if mode == Mode::DryRun {
            printer.diff(&file.diff());
        }
    }
}

fn summary(report: Report, mode: Mode) -> String {
    let Report { created, updated, removed, unchanged } = report;
    match (created + updated + removed, mode) {
        (0, _) => up_to_date(unchanged),
        (_, Mode::DryRun) => {
            format!("dry run: would create {created}, update {updated}, remove {removed} files; {unchanged} stay")
        }
        _ => format!("created {created}, updated {updated}, removed {removed} files; {unchanged} stayed"),
    }
}

/// What a run says that had nothing to do.
pub fn up_to_date(files: usize) -> String {
    format!("{}, all up to date", counted(files, "file"))
}

fn failed(problems: &[Diagnostic], mode: Mode, repair: &str, printer: &mut Printer) -> Exit {
    let of = |code: &'static diag::Code| problems.iter().filter(|problem| problem.code == code).count();
    match mode {
        Mode::Check => {
            let other = problems.len() - of(&codes::STALE);
            let text = match (of(&codes::STALE), other) {
                (stale, 0) => format!("not what the specs say: {}; run `{repair}`", counted(stale, "file")),
                (0, other) => format!("{} with files; see the fixes above", counted(other, "problem")),
                (stale, other) => format!(
                    "not what the specs say: {}; in the way: {}; see the fixes above, then run `{repair}`",
                    counted(stale, "file"),
                    counted(other, "problem")
                ),
            };
            printer.failure(&text);
            Exit::Stale
        }
        _ if of(&codes::WRITE_FAILED) > 0 => {
            printer.failure("stopped half-way; every file is either as before or as generated");
            Exit::Internal
        }
        _ => {
            printer.failure("no file was changed");
            Exit::Preflight
        }
    }
}

/// Prints what the specs have wrong and says whether a command must stop. Notes are left to `check`.
pub fn stop_on_errors(diagnostics: &[Diagnostic], printer: &mut Printer) -> Option<Exit> {
    let shown: Vec<Diagnostic> = diagnostics.iter().filter(|d| d.severity != Severity::Note).cloned().collect();
    printer.findings(&shown);
    diag::has_errors(diagnostics).then(|| {
        printer.failure(&format!("{}; no file was changed", count(diagnostics)));
        Exit::Preflight
    })
}

/// "2 errors, 1 warning".
pub fn count(diagnostics: &[Diagnostic]) -> String {
    let of = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    format!("{}, {}", counted(of(Severity::Error), "error"), counted(of(Severity::Warning), "warning"))
}

/// "1 file", "2 files".
pub fn counted<N: From<u8> + PartialEq + std::fmt::Display>(number: N, thing: &str) -> String {
    if number == N::from(1) { format!("1 {thing}") } else { format!("{number} {thing}s") }
}
