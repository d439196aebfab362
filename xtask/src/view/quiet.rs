//! At most 20 lines: the id, what failed, the end. For agents and people who look only when something is wrong.

use super::{Lines, View, words};
use crate::report::Run;
use diag::Severity;
use diag::render::visible;
use sf_client::deploy::DeployEvent;

/// All lines together.
const LINES: usize = 20;
/// The last lines: what is not shown, coverage, summary, how to go on.
const LAST: usize = 4;

pub struct Quiet {
    lines: Box<dyn Lines>,
    /// Lines that may still be printed before the last ones.
    left: usize,
}

impl Quiet {
    pub fn new(lines: Box<dyn Lines>) -> Self {
        Self { lines, left: LINES - LAST }
    }
}

impl View for Quiet {
    fn event(&mut self, event: &DeployEvent) {
        let matters = matches!(
            event,
            DeployEvent::Started { .. } | DeployEvent::Adopted { .. } | DeployEvent::NotJournaled { .. }
        );
        // Half of the lines are kept for what failed.
        if matters
            && self.left > (LINES - LAST) / 2
            && let Some(text) = words::of(event)
        {
            self.left -= 1;
            self.lines.note(&text);
        }
    }

    fn end(&mut self, run: &Run) {
        let mut told: Vec<_> = run.findings.iter().filter(|finding| finding.severity != Severity::Note).collect();
        told.sort_by_key(|finding| finding.severity);
        let shown = told.len().min(self.left);
        let mut text = String::new();
        for finding in &told[..shown] {
            let place = finding.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
            let message = words::first_line(&finding.message);
            text.push_str(&visible(&format!("{place}{}[{}]: {message}", finding.severity, finding.code.id)));
            text.push('\n');
        }
        if shown < told.len() {
            text.push_str(&format!("{} more findings: --report FILE writes all of them\n", told.len() - shown));
        }
        self.lines.data(&text);
        if let Some(text) = words::coverage(run) {
            self.lines.note(&text);
        }
        self.lines.ending(&run.summary, words::is_good(run));
        if let Some(next) = &run.next {
            self.lines.note(&format!("to go on: {next}"));
        }
    }
}
