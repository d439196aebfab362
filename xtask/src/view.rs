//! Showing a deployment while it happens: one stream of events, four renderers.
//!
//! [`start`] picks the renderer; every [`DeployEvent`] goes to [`View::event`], and the finished [`Run`] to [`View::end`],
//! which shows its findings and its summary. Findings are data and go to standard output, as do JSON lines; everything
//! else goes to standard error.

mod json;
mod plain;
mod quiet;
mod state;
mod terminal;
#[cfg(test)]
mod tests;
pub mod words;

use crate::printer::{Color, Printer};
use crate::report::Run;
use sf_client::deploy::DeployEvent;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Shows what happens.
pub trait View: Send {
    /// Shows an event.
    fn event(&mut self, event: &DeployEvent);

    /// Shows what nobody may miss, however little else is shown.
    fn say(&mut self, text: &str) {
        self.event(&DeployEvent::Remark(text.to_owned()));
    }

    /// Shows the end. Nothing may come after it.
    fn end(&mut self, run: &Run);
}

/// How to show what happens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Progress {
    /// `terminal` on a terminal outside CI, else `plain`.
    #[default]
    Auto,
    /// Stages with counters that change in place; for people.
    Terminal,
    /// A line when something changes, at most about 200; for the logs of CI jobs.
    Plain,
    /// One JSON object a line, on standard output; for programs.
    Json,
    /// At most 20 lines: the id, what failed, the end.
    Quiet,
}

/// The option of commands that follow a deployment.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct ProgressArgs {
    /// How to show progress.
    #[arg(long, value_enum, default_value_t)]
    pub progress: Progress,
}

impl Progress {
    /// What `auto` means, given whether standard error is a terminal, whether this is a CI job, and `TERM`.
    fn resolve(self, terminal: bool, ci: bool, term: Option<&str>) -> Self {
        match self {
            Self::Auto if terminal && !ci && term != Some("dumb") => Self::Terminal,
            Self::Auto => Self::Plain,
            // Nothing can be drawn on what is no terminal.
            Self::Terminal if !terminal => Self::Plain,
            chosen => chosen,
        }
    }
}

/// A view on standard output and standard error.
pub fn start(choice: Progress, color: Color) -> Box<dyn View> {
    let ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    let term = std::env::var("TERM").ok();
    let printer = Box::new(Printer::new(color));
    let clock = clock();
    match choice.resolve(std::io::stderr().is_terminal(), ci, term.as_deref()) {
        Progress::Terminal => Box::new(terminal::Terminal::new(printer, color, clock)),
        Progress::Auto | Progress::Plain => Box::new(plain::Plain::new(printer, clock)),
        Progress::Json => Box::new(json::JsonLines::new(printer, clock)),
        Progress::Quiet => Box::new(quiet::Quiet::new(printer)),
    }
}

/// Time since the start of the view.
type Clock = Box<dyn FnMut() -> Duration + Send>;

fn clock() -> Clock {
    let begin = Instant::now();
    Box::new(move || begin.elapsed())
}

/// Where a view's lines go.
trait Lines: Send {
    /// Data, as it is, to standard output.
    fn data(&mut self, text: &str);
    /// A line to standard error; what could steer a terminal becomes visible.
    fn note(&mut self, line: &str);
    /// A good or bad end to standard error.
    fn ending(&mut self, line: &str, good: bool);
}

/// The last lines, the same for every view that people read: coverage, the end, how to go on.
fn close(lines: &mut dyn Lines, run: &Run, took: Option<Duration>) {
    if let Some(text) = words::coverage(run) {
        lines.note(&text);
    }
    let took = took.map(|took| format!(" ({})", state::duration(took))).unwrap_or_default();
    lines.ending(&format!("{}{took}", run.summary), words::is_good(run));
    if let Some(text) = words::servers(run) {
        lines.note(&text);
    }
    if let Some(next) = &run.next {
        lines.note(&format!("to go on: {next}"));
    }
}

impl Lines for Printer {
    fn data(&mut self, text: &str) {
        Self::data(self, text);
    }

    fn note(&mut self, line: &str) {
        Self::note(self, line);
    }

    fn ending(&mut self, line: &str, good: bool) {
        if good { self.success(line) } else { self.failure(line) }
    }
}
