//! What a stream of events amounts to: in which phase a deployment is and for how long, how far it has come.

use sf_client::deploy::DeployEvent;
use sf_wire::deploy::{DeployResult, DeployStatus};
use std::time::Duration;

/// Phases of a deployment, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Before the package is sent.
    Prepare,
    /// The package is on its way.
    Send,
    /// The reply was lost; the org is asked.
    Search,
    /// The org has it and does something else first.
    Queue,
    /// Components are deployed.
    Components,
    /// Tests run.
    Tests,
    /// What is left.
    Finalize,
    /// It is being stopped.
    Cancel,
    /// It is over.
    Over,
}

impl Phase {
    /// The word that people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Send => "send",
            Self::Search => "search",
            Self::Queue => "queue",
            Self::Components => "components",
            Self::Tests => "tests",
            Self::Finalize => "finalize",
            Self::Cancel => "cancel",
            Self::Over => "over",
        }
    }
}

/// A phase that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    /// Which.
    pub phase: Phase,
    /// How long it took.
    pub took: Duration,
}

/// The deployment as the events so far tell it.
#[derive(Debug)]
pub struct State {
    /// Where it is.
    pub phase: Phase,
    /// When the phase began.
    pub since: Duration,
    /// The step of the plan: number, of how many, what it does.
    pub stage: Option<(u32, u32, String)>,
    /// The last state read.
    pub last: DeployResult,
    /// How many deployments are before it, while it waits.
    pub behind: usize,
    /// Whether the last look at it failed.
    pub blind: bool,
}

impl State {
    /// Before the first event.
    pub fn new() -> Self {
        Self {
            phase: Phase::Prepare,
            since: Duration::ZERO,
            stage: None,
            last: DeployResult::default(),
            behind: 0,
            blind: false,
        }
    }

    /// Takes an event in; returns the phase that is over by it.
    pub fn take(&mut self, event: &DeployEvent, now: Duration) -> Option<Passed> {
        self.blind = matches!(event, DeployEvent::Trouble(_));
        let next = match event {
            DeployEvent::Sending { .. } => Phase::Send,
            DeployEvent::Searching(_) => Phase::Search,
            DeployEvent::Started { .. } | DeployEvent::Adopted { .. } => Phase::Queue,
            DeployEvent::Canceling { .. } => Phase::Cancel,
            DeployEvent::Stage { name, number, of } => {
                self.stage = Some((*number, *of, name.clone()));
                Phase::Prepare
            }
            DeployEvent::Queued { behind } => {
                self.behind = behind.len();
                Phase::Queue
            }
            DeployEvent::Progress(result) => {
                self.last = (**result).clone();
                phase(result)
            }
            _ => return None,
        };
        self.enter(next, now)
    }

    /// Enters a phase; returns the one before it.
    pub fn enter(&mut self, next: Phase, now: Duration) -> Option<Passed> {
        if next == self.phase {
            return None;
        }
        let passed = Passed { phase: self.phase, took: now.saturating_sub(self.since) };
        (self.phase, self.since) = (next, now);
        Some(passed)
    }

    /// How far it has come, in words; empty where there is nothing to count.
    pub fn counters(&self) -> String {
        let r = &self.last;
        let count = |done: u64, of: u64, failed: u64| match failed {
            0 => format!("{done} of {of}"),
            _ => format!("{done} of {of}, {failed} failed"),
        };
        match self.phase {
            Phase::Components if r.number_components_total == 0 => "the org unpacks the package".to_owned(),
            Phase::Components => {
                count(r.number_components_deployed, r.number_components_total, r.number_component_errors)
            }
            // `numberTestsCompleted` counts tests that passed, `numberTestErrors` those that failed.
            Phase::Tests => count(r.number_tests_completed, r.number_tests_total, r.number_test_errors),
            Phase::Queue if self.behind == 1 => "1 deployment is before this one".to_owned(),
            Phase::Queue if self.behind > 1 => format!("{} deployments are before this one", self.behind),
            _ => String::new(),
        }
    }

    /// Done and all of what is counted in this phase.
    pub fn fraction(&self) -> Option<(u64, u64)> {
        let r = &self.last;
        let (done, all) = match self.phase {
            Phase::Components => (r.number_components_deployed + r.number_component_errors, r.number_components_total),
            Phase::Tests => (r.number_tests_completed + r.number_test_errors, r.number_tests_total),
            _ => return None,
        };
        (all > 0).then_some((done.min(all), all))
    }
}

/// The phase that a state means. Tests begin when all components are through; the org does not say so otherwise.
fn phase(result: &DeployResult) -> Phase {
    let components = result.number_components_deployed + result.number_component_errors;
    let tests = result.number_tests_completed + result.number_test_errors;
    let testing = tests > 0
        || (result.number_tests_total > 0
            && result.number_components_total > 0
            && components >= result.number_components_total);
    match &result.status {
        _ if result.done => Phase::Over,
        DeployStatus::Pending => Phase::Queue,
        DeployStatus::Finalizing | DeployStatus::FinalizingFailed => Phase::Finalize,
        DeployStatus::Canceling => Phase::Cancel,
        _ if testing => Phase::Tests,
        _ => Phase::Components,
    }
}

/// A duration for people: `0.4 s`, `12 s`, `3 min 05 s`, `1 h 02 min`.
pub fn duration(d: Duration) -> String {
    let seconds = d.as_secs();
    match seconds {
        0..10 => format!("{}.{} s", seconds, d.subsec_millis() / 100),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(status: DeployStatus, components: (u64, u64), tests: (u64, u64)) -> Phase {
        phase(&DeployResult {
            status,
            number_components_deployed: components.0,
            number_components_total: components.1,
            number_tests_completed: tests.0,
            number_tests_total: tests.1,
            ..DeployResult::default()
        })
    }

    #[test]
    fn phases_follow_status_and_counters() {
        use DeployStatus::{Canceling, Finalizing, InProgress, Pending};
        assert_eq!(at(Pending, (0, 0), (0, 0)), Phase::Queue);
        assert_eq!(at(InProgress, (0, 0), (0, 0)), Phase::Components);
        assert_eq!(at(InProgress, (3, 9), (0, 5)), Phase::Components);
        assert_eq!(at(InProgress, (9, 9), (0, 5)), Phase::Tests);
        assert_eq!(at(InProgress, (9, 9), (0, 0)), Phase::Components);
        assert_eq!(at(Finalizing, (9, 9), (5, 5)), Phase::Finalize);
        assert_eq!(at(Canceling, (9, 9), (2, 5)), Phase::Cancel);
        assert_eq!(at(DeployStatus::Other("New".into()), (9, 9), (2, 5)), Phase::Tests);
    }

    #[test]
    fn phases_are_timed() {
        let mut state = State::new();
        let second = Duration::from_secs;
        let passed = state.take(&DeployEvent::Sending { bytes: 1, attempt: 1 }, second(2));
        assert_eq!(passed, Some(Passed { phase: Phase::Prepare, took: second(2) }));
        assert_eq!(state.take(&DeployEvent::Remark("x".into()), second(3)), None);
        let passed = state.take(&DeployEvent::Started { id: "0Af".into() }, second(7));
        assert_eq!(passed, Some(Passed { phase: Phase::Send, took: second(5) }));
    }

    #[test]
    fn durations_read_well() {
        let shown = |millis| duration(Duration::from_millis(millis));
        assert_eq!(shown(440), "0.4 s");
        assert_eq!(shown(12_900), "12 s");
        assert_eq!(shown(185_000), "3 min 05 s");
        assert_eq!(shown(3_720_000), "1 h 02 min");
    }
}
