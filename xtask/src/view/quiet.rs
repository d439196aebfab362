//! At most 20 lines: the id, what failed, the end. For agents and people who look only when something is wrong.

use super::{Lines, View, close, words};
use crate::outcome::counted;
use crate::report::Run;
use diag::Severity;
use diag::render::visible;
use sf_client::deploy::{DeployEvent, StageOutcome};

/// All lines together.
const LINES: usize = 20;
/// What the command itself says: which org, the plan that it carries out or the rights that a validation gives, receipts,
/// reports, what a deletion leaves.
const AROUND: usize = 7;
/// The last lines: what is not shown, coverage, summary, servers, how to go on.
const LAST: usize = 5;
/// Ids of deployments; a plan and its repetitions rarely have more.
const IDS: usize = 4;
/// Steps that failed, and remarks.
const REMARKS: usize = 3;

pub struct Quiet {
    lines: Box<dyn Lines>,
    ids: usize,
    remarks: usize,
}

impl Quiet {
    pub fn new(lines: Box<dyn Lines>) -> Self {
        Self { lines, ids: 0, remarks: 0 }
    }
}

impl View for Quiet {
    fn event(&mut self, event: &DeployEvent) {
        let (count, most) = match event {
            DeployEvent::Started { .. } | DeployEvent::Adopted { .. } | DeployEvent::NotJournaled { .. } => {
                (&mut self.ids, IDS)
            }
            DeployEvent::StageEnded { outcome: StageOutcome::Failed, .. }
            | DeployEvent::Canceling { .. }
            | DeployEvent::Remark(_) => (&mut self.remarks, REMARKS),
            _ => return,
        };
        if *count < most
            && let Some(text) = words::of(event)
        {
            *count += 1;
            self.lines.note(&text);
        }
    }

    fn say(&mut self, text: &str) {
        self.lines.note(text);
    }

    fn end(&mut self, run: &Run) {
        let mut told: Vec<_> = run.findings.iter().filter(|finding| finding.severity != Severity::Note).collect();
        told.sort_by_key(|finding| finding.severity);
        let shown = told.len().min(LINES - AROUND - LAST - self.ids - self.remarks);
        let mut text = String::new();
        for finding in &told[..shown] {
            let place = finding.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
            let message = words::first_line(&finding.message);
            text.push_str(&visible(&format!("{place}{}[{}]: {message}", finding.severity, finding.code.id)));
            text.push('\n');
        }
        if shown < told.len() {
            text.push_str(&format!(
                "{}: --report FILE writes all of them\n",
                counted(told.len() - shown, "more finding")
            ));
        }
        self.lines.data(&text);
        close(&mut *self.lines, run, None);
    }
}
