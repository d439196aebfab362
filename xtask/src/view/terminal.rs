//! For people at a terminal: what is over stays as a line, what happens now changes in place below.

use super::state::{Passed, Phase, State, duration};
use super::{Clock, Lines, View, close, words};
use crate::printer::Color;
use crate::report::{Run, Verdict};
use anstyle::{AnsiColor, Style};
use diag::render::visible;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sf_client::deploy::DeployEvent;
use std::time::Duration;

/// How often the line is drawn anew, so that time is seen to pass.
const TICK: Duration = Duration::from_millis(120);
/// Cells of the bar.
const BAR: u64 = 20;
/// Terminals below this width get no bar.
const WIDE: u16 = 70;

pub struct Terminal {
    lines: Box<dyn Lines>,
    clock: Clock,
    state: State,
    bar: ProgressBar,
    wide: bool,
    colors: bool,
    /// Whether the line is to be drawn anew all the time, and is not yet.
    still: bool,
}

impl Terminal {
    pub fn new(lines: Box<dyn Lines>, color: Color, clock: Clock) -> Self {
        let target = ProgressDrawTarget::stderr_with_hz(12);
        let wide = terminal_size::terminal_size_of(std::io::stderr()).is_none_or(|(width, _)| width.0 >= WIDE);
        let colors = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never,
        };
        let mut view = Self::on(lines, clock, target, wide, colors);
        view.still = true;
        view
    }

    /// A view that draws on `target`.
    pub fn on(lines: Box<dyn Lines>, clock: Clock, target: ProgressDrawTarget, wide: bool, colors: bool) -> Self {
        let style = ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = ProgressBar::with_draw_target(None, target).with_style(style);
        Self { lines, clock, state: State::new(), bar, wide, colors, still: false }
    }

    /// A line that stays.
    fn line(&self, mark: char, color: AnsiColor, text: &str) {
        let style = if self.colors { color.on_default() } else { Style::new() };
        self.bar.println(format!("{style}{mark}{style:#} {}", visible(text)));
    }

    fn passed(&self, passed: Passed, counters: &str) {
        if matches!(passed.phase, Phase::Prepare | Phase::Over) {
            return;
        }
        let counters = if counters.is_empty() { String::new() } else { format!(": {counters}") };
        self.line('✓', AnsiColor::Green, &format!("{}{counters}  {}", passed.phase.word(), duration(passed.took)));
    }

    fn show_phase(&self) {
        let mut text = match (&self.state.stage, self.state.phase) {
            (Some((number, of, name)), Phase::Prepare | Phase::Over) => format!("step {number} of {of}: {name}"),
            _ => self.state.phase.word().to_owned(),
        };
        if let Some((done, all)) = self.state.fraction().filter(|_| self.wide) {
            let full = BAR * done / all;
            let cells = |n: u64, cell: &str| cell.repeat(usize::try_from(n).unwrap_or(0));
            text.push_str(&format!(" {}{}", cells(full, "█"), cells(BAR - full, "░")));
        }
        let counters = self.state.counters();
        if !counters.is_empty() {
            text.push_str(&format!(" {counters}"));
        }
        if let Some(detail) = self.state.last.state_detail.as_deref().filter(|_| self.state.phase == Phase::Tests) {
            text.push_str(&format!(" · {detail}"));
        }
        if self.state.blind {
            text.push_str(" · no connection, trying again");
        }
        self.bar.set_message(visible(&text));
    }
}

impl View for Terminal {
    fn event(&mut self, event: &DeployEvent) {
        if std::mem::take(&mut self.still) {
            // Not before the first event: until then the command itself may print.
            self.bar.enable_steady_tick(TICK);
        }
        let now = (self.clock)();
        // The counters of the phase that ends are those of the new state.
        let before = self.state.phase;
        if let Some(passed) = self.state.take(event, now) {
            let entered = std::mem::replace(&mut self.state.phase, before);
            let counters = self.state.counters();
            self.state.phase = entered;
            self.passed(passed, &counters);
            self.bar.reset_elapsed();
        }
        let (mark, color) = match event {
            DeployEvent::ComponentFailed(_) | DeployEvent::TestFailed(_) | DeployEvent::CoverageTooLow(_) => {
                ('✗', AnsiColor::Red)
            }
            DeployEvent::NotJournaled { .. } | DeployEvent::Retrying { .. } => ('!', AnsiColor::Yellow),
            _ => ('·', AnsiColor::Cyan),
        };
        // Troubles come and go with the line that changes in place.
        if let Some(text) = words::of(event).filter(|_| !matches!(event, DeployEvent::Trouble(_))) {
            self.line(mark, color, &text);
        }
        self.show_phase();
    }

    fn end(&mut self, run: &Run) {
        let now = (self.clock)();
        let counters = self.state.counters();
        if run.verdict != Verdict::Running
            && let Some(passed) = self.state.enter(Phase::Over, now)
        {
            self.passed(passed, &counters);
        }
        self.bar.finish_and_clear();
        self.lines.data(&crate::printer::text(&run.findings));
        close(&mut *self.lines, run, Some(now));
    }
}

impl Drop for Terminal {
    /// A view that is dropped before its end, as by Ctrl-C, leaves a clean terminal.
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
