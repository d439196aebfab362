//! Renderers on simulated deployments.

mod screen;
mod stream;

use super::*;
use crate::report::{Run, Verdict};
use sf_client::ClientError;
use sf_wire::deploy::{DeployMessage, DeployResult, DeployStatus, RunTestFailure};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a view printed.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Printed>>);

#[derive(Clone, Default)]
struct Printed {
    data: String,
    notes: Vec<String>,
}

impl Lines for Recorder {
    fn data(&mut self, text: &str) {
        self.0.lock().unwrap().data.push_str(text);
    }

    fn note(&mut self, line: &str) {
        self.0.lock().unwrap().notes.push(diag::render::visible(line));
    }

    fn ending(&mut self, line: &str, _good: bool) {
        self.note(line);
    }
}

impl Recorder {
    fn printed(&self) -> Printed {
        self.0.lock().unwrap().clone()
    }

    /// Everything, as lines.
    fn lines(&self) -> Vec<String> {
        let printed = self.printed();
        printed.data.lines().map(str::to_owned).chain(printed.notes).collect()
    }
}

/// A clock that a test sets.
#[derive(Clone, Default)]
struct Hand(Arc<Mutex<Duration>>);

impl Hand {
    fn set(&self, seconds: f64) {
        *self.0.lock().unwrap() = Duration::from_secs_f64(seconds);
    }

    fn clock(&self) -> Clock {
        let hand = self.clone();
        Box::new(move || *hand.0.lock().unwrap())
    }
}

/// A deployment of 20 minutes with everything that can happen: a queue, 3,000 components of which 300 fail, lost
/// connections, 2,000 tests of which 200 fail. One event a second.
fn long_deployment() -> Vec<(f64, DeployEvent)> {
    let broken = || ClientError::Interrupted { what: "reading the status".into(), detail: "reset\u{1b}[2J".into() };
    let mut events = vec![
        (0.0, DeployEvent::Stage { name: "metadata".into(), number: 1, of: 2 }),
        (0.5, DeployEvent::Sending { bytes: 3_456_789, attempt: 1 }),
        (2.0, DeployEvent::Started { id: "0Af000000000001".into() }),
    ];
    for second in 3..1200u64 {
        let mut result = DeployResult {
            id: "0Af000000000001".into(),
            status: if second < 30 { DeployStatus::Pending } else { DeployStatus::InProgress },
            number_components_total: 3000,
            number_tests_total: 2000,
            number_components_deployed: (second.saturating_sub(30) * 6).min(2700),
            number_component_errors: (second.saturating_sub(30) / 2).min(300),
            ..DeployResult::default()
        };
        if second > 640 {
            result.number_tests_completed = (second - 640) * 3;
            result.number_test_errors = (second - 640) / 3;
            result.state_detail = Some(format!("Running Test: Test{second}"));
        }
        events.push((second as f64, DeployEvent::Progress(Box::new(result))));
        if second % 3 == 0 {
            let message = DeployMessage {
                component_type: "ApexClass".into(),
                full_name: format!("C{second}"),
                problem: Some("bad\nworse".into()),
                ..DeployMessage::default()
            };
            events.push((second as f64, DeployEvent::ComponentFailed(Box::new(message))));
        }
        if second > 640 && second % 3 == 1 {
            let failure = RunTestFailure {
                name: format!("T{second}"),
                message: "::error::no".into(),
                ..RunTestFailure::default()
            };
            events.push((second as f64, DeployEvent::TestFailed(Box::new(failure))));
        }
        if second % 10 < 3 {
            events.push((second as f64, DeployEvent::Trouble(broken())));
        }
    }
    events
}

fn failed_run(findings: usize) -> Run {
    use diag::{Diagnostic, Place, catalogue::deploy};
    let finding = |n: usize| {
        Diagnostic::new(&deploy::COMPONENT_FAILED, format!("ApexClass C{n}: bad"))
            .at(Place::new(format!("C{n}.cls"), 1, 1))
            .hint("repair it")
    };
    Run {
        summary: "deployment 0Af000000000001 failed".into(),
        verdict: Verdict::Failed,
        next: Some("cargo xtask report --target sandbox".into()),
        findings: (0..findings).map(finding).collect(),
        ..Run::default()
    }
}

fn play(view: &mut dyn View, hand: &Hand, events: &[(f64, DeployEvent)], run: &Run) {
    for (at, event) in events {
        hand.set(*at);
        view.event(event);
    }
    hand.set(1201.0);
    view.end(run);
}
