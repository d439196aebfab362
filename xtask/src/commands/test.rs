//! `test`: the project's Apex tests, run in the local org.

mod filter;
mod source;
mod watch;

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::pipeline;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::report::{Ci, Origins, ReportArgs, Run, Test, TestOutcome, Verdict, of_tests, ranges, write_all};
use diag::catalogue::org;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use local_org::runner::{run, tests};
use source::Sources;
use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

/// Compile errors shown; reports have them all.
const MOST_FINDINGS: usize = 20;

/// Places shown that the local org cannot run; reports have them all.
const MOST_GAPS: usize = 5;

/// Lines of `System.debug` shown with a failed test.
const LOG_LINES: usize = 10;
/// Tests that take longer are named, in milliseconds.
const SLOW: f64 = 1000.0;
/// How many of them.
const SLOW_SHOWN: usize = 5;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only these tests: a class, `Class.method`, a glob such as `Deal*.refuses*`, or a part of a name. Letter case does
    /// not matter. May be given several times.
    #[arg(long, value_name = "PATTERN")]
    filter: Vec<String>,
    /// Only list the tests.
    #[arg(long, conflicts_with_all = ["coverage", "watch", "report"])]
    list: bool,
    /// Also print the line coverage of each class, with the lines that no test ran. With --filter: of each class that ran.
    #[arg(long)]
    coverage: bool,
    /// The day that `Date.today()` gives, such as 2028-02-29; it is nine o'clock in the morning GMT. Default: this
    /// machine's day and time.
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// Run again whenever a file of the project changes, until Ctrl-C.
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    report: ReportArgs,
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    /// All tests, as `ci` runs them.
    pub fn all(project: ProjectArgs) -> Self {
        let report = ReportArgs::default();
        Self { filter: Vec::new(), list: false, coverage: false, today: None, watch: false, report, project }
    }

    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        if !self.watch {
            return self.once(&root, printer);
        }
        watch::whenever_changed(&root, printer, &mut |printer| {
            let begin = Instant::now();
            match self.once(&root, printer) {
                Ok(_) => printer.note(&format!("took {:.1} s", begin.elapsed().as_secs_f64())),
                Err(error) => printer.error(&error),
            }
        })
    }

    fn once(&self, root: &Path, printer: &mut Printer) -> Result<Exit, CommandError> {
        let loaded = Sources::of_project(root).and_then(|sources| Ok((sources.load()?, sources)));
        let (project, sources) = match loaded {
            Ok(loaded) => loaded,
            Err(findings) => {
                if pipeline::is_stale(root) {
                    printer.failure("generated files are stale; run `cargo xtask generate`, then test again");
                }
                let shown = &findings[..findings.len().min(MOST_FINDINGS)];
                printer.data(&crate::printer::text(shown));
                if shown.len() < findings.len() {
                    printer.note(&format!("and {} more; one mistake has many followers", findings.len() - shown.len()));
                }
                let of_apex = findings.iter().any(|finding| finding.code.id.starts_with("APEX"));
                let what = if of_apex { "the project's Apex does not compile" } else { "the project cannot be read" };
                let summary = what.to_owned();
                let run = Run { title: "Apex tests in the local org".to_owned(), findings, summary, ..Run::default() };
                self.write(&run, root, printer)?;
                printer.failure(&run.summary);
                return Ok(Exit::Preflight);
            }
        };
        let all = tests(&project);
        if all.is_empty() {
            return Err(CommandError {
                exit: Exit::Preflight,
                message: "the project has no Apex tests".to_owned(),
                hint: Some("run this in the directory of a DX project, or name it with `--project`".to_owned()),
            });
        }
        let chosen = filter::choose(&all, &self.filter)?;
        if self.list {
            printer.data(&chosen.iter().fold(String::new(), |list, name| list + name + "\n"));
            return Ok(Exit::Ok);
        }
        let report = run(&project, self.now(), &|name| chosen.contains(name));
        printer.note("local org, not Salesforce: what passes here may still fail in an org");
        let mut run = of_tests(&report, &|class| sources.file_of(class), chosen.len() == all.len());
        let gaps = sources.gaps(&project);
        let shown = &gaps[..gaps.len().min(MOST_GAPS)];
        printer.data(&crate::printer::text(shown));
        if shown.len() < gaps.len() {
            printer.note(&format!("and {} more that the local org cannot run", gaps.len() - shown.len()));
        }
        run.findings.extend(gaps);
        Origins::of_project(root).attach(&mut run.findings);
        printer.data(&failures(&run, &sources));
        if self.coverage {
            printer.data(&coverage(&run, !self.filter.is_empty()));
        }
        slow(&run, printer);
        self.write(&run, root, printer)?;
        if pipeline::is_stale(root) {
            printer.note("warning: generated files are stale: what ran is not what the specs say; run `cargo xtask generate`, then test again");
        }
        if run.verdict == Verdict::Passed {
            printer.success(&run.summary);
            return Ok(Exit::Ok);
        }
        printer.failure(&run.summary);
        Ok(Exit::Failed)
    }

    /// The time of the run, in milliseconds since 1970: a run has one time.
    fn now(&self) -> i64 {
        let morning = |day: Date| day.at(9, 0, 0, 0).to_zoned(TimeZone::UTC).ok();
        let pinned = self.today.and_then(morning).map(|time| time.timestamp());
        pinned.unwrap_or_else(Timestamp::now).as_millisecond()
    }

    fn write(&self, run: &Run, root: &Path, printer: &mut Printer) -> Result<(), CommandError> {
        write_all(run, root, &self.report.report, &Ci::of_process(), printer)
    }
}

/// Each failed test with its message, its stack with places in the project, and the end of its log.
fn failures(run: &Run, sources: &Sources) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        // GitHub takes lines that begin with `::`, even after spaces, for commands.
        let guard = if text.trim_start().starts_with("::") { "    |" } else { "" };
        let _ = writeln!(out, "{guard}{}", diag::render::visible(text));
    };
    for test in run.failed_tests() {
        line(&format!("FAIL {}", test.name()));
        test.message.iter().flat_map(|message| message.lines()).for_each(|text| line(&format!("    {text}")));
        for frame in test.stack.iter().flat_map(|stack| stack.lines()) {
            match sources.place(frame) {
                Some(place) => line(&format!("    {frame} ({place})")),
                None => line(&format!("    {frame}")),
            }
        }
        if test.stack.is_none()
            && let Some(place) = &test.place
        {
            line(&format!("    {place}"));
        }
        if let Some(repair) = test.message.as_deref().and_then(repair) {
            line(&format!("    fix: {repair}"));
        }
        test.log.iter().rev().take(LOG_LINES).rev().for_each(|text| line(&format!("    log: {text}")));
    }
    out
}

/// What mends a failure that the org's own rules cause. Other failures are about the code under test.
fn repair(message: &str) -> Option<&'static str> {
    if message.contains("\"code\":\"validation_failed\"") {
        return Some(
            "a rule or trigger refuses what the tool writes with the sample arguments: let the spec set what it demands, \
             or narrow the parameters so that their samples meet it",
        );
    }
    let known = org::recognise(message)?;
    (*known == org::HANDLER_UNWRITTEN || known.explanation.contains("McpTestData")).then_some(known.explanation)
}

/// The coverage of each class. `touched`: only of those that ran.
fn coverage(run: &Run, touched: bool) -> String {
    let mut out = String::new();
    let (listed, others): (Vec<_>, Vec<_>) =
        run.coverage.iter().partition(|class| !touched || class.lines_missed < class.lines);
    for class in listed {
        let mark = if class.enough { "" } else { "  below 75 %" };
        let _ = writeln!(out, "{:>7} {}{mark}", class.shown(), class.file.as_ref().unwrap_or(&class.name));
        if !class.missed.is_empty() {
            let _ = writeln!(out, "        not run: {}", ranges(&class.missed));
        }
    }
    if !others.is_empty() {
        let classes = if others.len() == 1 { "class" } else { "classes" };
        let _ = writeln!(out, "        {} other {classes} did not run", others.len());
    }
    out
}

fn slow(run: &Run, printer: &mut Printer) {
    let mut slow: Vec<&Test> =
        run.tests.iter().filter(|test| test.millis > SLOW && test.outcome != TestOutcome::Unsupported).collect();
    slow.sort_by(|a, b| b.millis.total_cmp(&a.millis));
    for test in slow.iter().take(SLOW_SHOWN) {
        printer.note(&format!("slow: {} took {:.1} s", test.name(), test.millis / 1000.0));
    }
}

#[cfg(test)]
mod tests {
    use super::repair;

    #[test]
    fn a_handler_that_nobody_wrote_is_to_be_written() {
        let answered = "System.AssertException: {\"message\":\"The handler of this tool is not written yet.\"}";
        assert!(repair(answered).is_some_and(|hint| hint.contains("`handler` in the tool's spec names it")));
        assert_eq!(repair("System.AssertException: Expected: 1, Actual: 2"), None);
    }
}
