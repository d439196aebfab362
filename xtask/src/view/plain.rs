//! Lines on change, for the logs of CI jobs: at most about 200 for a deployment of 20 minutes, however much happens.

use super::state::{Passed, Phase, State, duration};
use super::{Clock, Lines, View, close, words};
use crate::outcome::counted;
use crate::report::{Run, Verdict};
use diag::Diagnostic;
use sf_client::deploy::DeployEvent;
use std::time::Duration;

/// How many lines of a kind are shown; what comes after them is counted.
const FAILURES: usize = 36;
const TROUBLES: usize = 12;
const STEPS: usize = 24;
const REMARKS: usize = 16;
const PHASES: usize = 16;
/// Lines of findings at the end.
const FINDINGS: usize = 36;

pub struct Plain {
    lines: Box<dyn Lines>,
    clock: Clock,
    state: State,
    /// When counters were last shown, and what they said.
    shown: Option<(Duration, String)>,
    failures: Budget,
    troubles: Budget,
    steps: Budget,
    remarks: Budget,
    phases: Budget,
}

/// How many lines of a kind are left, and how many were not shown.
struct Budget {
    left: usize,
    hidden: usize,
}

impl Budget {
    fn new(left: usize) -> Self {
        Self { left, hidden: 0 }
    }

    fn take(&mut self) -> bool {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => self.hidden += 1,
        }
        self.hidden == 0
    }
}

impl Plain {
    pub fn new(lines: Box<dyn Lines>, clock: Clock) -> Self {
        Self {
            lines,
            clock,
            state: State::new(),
            shown: None,
            failures: Budget::new(FAILURES),
            troubles: Budget::new(TROUBLES),
            steps: Budget::new(STEPS),
            remarks: Budget::new(REMARKS),
            phases: Budget::new(PHASES),
        }
    }

    fn line(&mut self, now: Duration, text: &str) {
        let (minutes, seconds) = (now.as_secs() / 60, now.as_secs() % 60);
        self.lines.note(&format!("[{minutes:02}:{seconds:02}] {text}"));
    }

    /// Counters, if they changed and the last ones are old enough: often at first, seldom later.
    fn counters(&mut self, now: Duration, entered: bool) {
        let counters = self.state.counters();
        if counters.is_empty() || self.state.phase == Phase::Queue {
            return;
        }
        let text = format!("{}: {counters}", self.state.phase.word());
        let due = match &self.shown {
            None => true,
            Some((_, last)) if *last == text => false,
            Some((at, _)) => entered || now.saturating_sub(*at) >= interval(now),
        };
        if due {
            self.line(now, &text);
            self.shown = Some((now, text));
        }
    }

    fn passed(&mut self, now: Duration, passed: Passed) {
        // The stages of a small deployment are over before anyone could read about them.
        let told = !matches!(passed.phase, Phase::Prepare | Phase::Over);
        if told && passed.took >= Duration::from_secs(1) && self.phases.take() {
            self.line(now, &format!("{}: over after {}", passed.phase.word(), duration(passed.took)));
        }
    }
}

/// Least time between two lines of counters: 44 lines in the first 20 minutes.
fn interval(now: Duration) -> Duration {
    Duration::from_secs(match now.as_secs() {
        0..60 => 5,
        60..300 => 20,
        300..1200 => 45,
        _ => 180,
    })
}

impl View for Plain {
    fn event(&mut self, event: &DeployEvent) {
        let now = (self.clock)();
        let was_blind = self.state.blind;
        let passed = self.state.take(event, now);
        if let Some(passed) = passed {
            self.passed(now, passed);
        }
        if matches!(event, DeployEvent::Progress(_)) {
            self.counters(now, passed.is_some());
            return;
        }
        let budget = match event {
            // A row of failed looks is one trouble.
            DeployEvent::Trouble(_) if was_blind => return,
            DeployEvent::Trouble(_) => &mut self.troubles,
            DeployEvent::ComponentFailed(_) | DeployEvent::TestFailed(_) | DeployEvent::CoverageTooLow(_) => {
                &mut self.failures
            }
            // An id is never left out: it is what a lost deployment is found by.
            DeployEvent::Started { .. } | DeployEvent::Adopted { .. } | DeployEvent::NotJournaled { .. } => {
                &mut Budget::new(1)
            }
            DeployEvent::Remark(_) => &mut self.remarks,
            // What the deployment does and waits for is not hidden by remarks, however many users there are.
            _ => &mut self.steps,
        };
        let (shown, first_hidden) = (budget.take(), budget.hidden == 1);
        let Some(text) = words::of(event) else { return };
        if shown {
            self.line(now, &text);
        } else if first_hidden {
            self.line(now, "more lines of this kind are counted, but no longer shown");
        }
    }

    fn end(&mut self, run: &Run) {
        let now = (self.clock)();
        if run.verdict != Verdict::Running
            && let Some(passed) = self.state.enter(Phase::Over, now)
        {
            self.passed(now, passed);
        }
        self.lines.data(&findings(&run.findings, FINDINGS));
        close(&mut *self.lines, run, Some(now));
    }
}

/// The findings that fit into so many lines, errors first, and how many did not.
pub fn findings(findings: &[Diagnostic], most: usize) -> String {
    let mut ordered: Vec<&Diagnostic> = findings.iter().collect();
    ordered.sort_by_key(|finding| finding.severity);
    let mut out = String::new();
    let mut left = most.saturating_sub(1);
    let mut repairs = std::collections::BTreeSet::new();
    for (index, finding) in ordered.iter().enumerate() {
        let mut finding = (*finding).clone();
        // The repair of a known message is the same each time.
        if !finding.hint.as_ref().is_none_or(|hint| repairs.insert((finding.code.id, hint.clone()))) {
            finding.hint = Some(format!("as above, see `cargo xtask explain {}`", finding.code.id));
        }
        let text = crate::printer::text(&[finding]);
        let Some(rest) = left.checked_sub(text.lines().count()) else {
            let more = ordered.len() - index;
            out.push_str(&format!(
                "{}: `--report FILE` writes all of them, `cargo xtask report` reads them again\n",
                counted(more, "more finding")
            ));
            break;
        };
        left = rest;
        out.push_str(&text);
    }
    out
}
