//! JSON lines: one object an event, on standard output, with a published schema.

use super::state::{Phase, State};
use super::{Clock, Lines, View};
use crate::report::{Run, Verdict};
use schemars::JsonSchema;
use serde::Serialize;
use sf_client::deploy::{Ahead, DeployEvent, StageOutcome, component_name};

/// One line.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Version of this format. It grows when a field changes its meaning or goes; new fields and events may come without.
    #[schemars(range(min = 1, max = 1))]
    version: u32,
    /// Milliseconds since the command began.
    elapsed_millis: u64,
    /// What happened.
    #[serde(flatten)]
    event: Event,
}

/// What happened.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Event {
    /// The package is being sent; 0 bytes for a quick deployment.
    Sending { bytes: u64, attempt: u32 },
    /// Sending failed; the org has not got the package. It is sent again.
    NotSent { reason: String },
    /// The reply was lost; the org is asked whether it has got the package.
    Searching { reason: String },
    /// The org has accepted the deployment.
    Started { id: String },
    /// The reply was lost, and this deployment is taken for the one that was sent.
    Adopted { id: String },
    /// The id could not be written down. The deployment goes on.
    NotJournaled { id: String, reason: String },
    /// The deployment waits for others.
    Queued { behind: Vec<Waiting> },
    /// State or counters have changed.
    Progress {
        id: String,
        /// State by its name on the wire.
        status: String,
        phase: &'static str,
        detail: Option<String>,
        components_deployed: u64,
        components_total: u64,
        component_errors: u64,
        tests_completed: u64,
        tests_total: u64,
        test_errors: u64,
    },
    /// A component failed, or has one more problem.
    ComponentFailed {
        #[serde(rename = "type")]
        kind: String,
        name: String,
        /// File of the package.
        file: String,
        line: Option<u32>,
        column: Option<u32>,
        problem: Option<String>,
    },
    /// A test failed.
    TestFailed { class: String, method: Option<String>, message: String, stack: Option<String> },
    /// Coverage is too low; `null` means the org as a whole.
    CoverageTooLow { name: Option<String>, message: String },
    /// A look at the deployment failed; it goes on.
    Trouble { reason: String },
    /// The deployment failed for passing reasons and is sent again.
    Retrying { attempt: u32, pause_millis: u64, reason: String },
    /// The org was asked to stop the deployment.
    Canceling { id: String },
    /// A step of the plan begins.
    Stage { name: String, number: u32, of: u32 },
    /// A step of the plan is over: `done`, `unchanged`, `skipped` or `failed`.
    StageEnded { name: String, outcome: &'static str, detail: Option<String> },
    /// Something else that a person should know.
    Remark { text: String },
    /// The end; always the last line. `--report` writes all details.
    Ended {
        id: Option<String>,
        verdict: Verdict,
        summary: String,
        errors: usize,
        warnings: usize,
        next: Option<String>,
    },
}

/// A deployment that goes first.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Waiting {
    id: String,
    status: String,
    /// Whether it only validates.
    check_only: bool,
    /// Name of the user who made it.
    user: Option<String>,
    /// When the org accepted it.
    created_date: Option<String>,
}

pub struct JsonLines {
    lines: Box<dyn Lines>,
    clock: Clock,
    state: State,
}

impl JsonLines {
    pub fn new(lines: Box<dyn Lines>, clock: Clock) -> Self {
        Self { lines, clock, state: State::new() }
    }

    fn write(&mut self, now: std::time::Duration, event: Event) {
        let elapsed_millis = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        let line = Line { version: 1, elapsed_millis, event };
        // Line ends inside text are escaped by JSON, so a line is an object. `##[` can only stand inside text; the logs of
        // GitHub jobs would take it for a command.
        let text = serde_json::to_string(&line).unwrap_or_default().replace("##[", "\\u0023#[");
        self.lines.data(&format!("{text}\n"));
    }
}

impl View for JsonLines {
    fn event(&mut self, event: &DeployEvent) {
        let now = (self.clock)();
        self.state.take(event, now);
        self.write(now, of(event, self.state.phase));
    }

    fn end(&mut self, run: &Run) {
        let of = |severity| run.findings.iter().filter(|finding| finding.severity == severity).count();
        let event = Event::Ended {
            id: run.deployment.as_ref().map(|deployment| deployment.id.clone()),
            verdict: run.verdict,
            summary: run.summary.clone(),
            errors: of(diag::Severity::Error),
            warnings: of(diag::Severity::Warning),
            next: run.next.clone(),
        };
        let now = (self.clock)();
        self.write(now, event);
    }
}

fn waiting(Ahead { row, user }: &Ahead) -> Waiting {
    Waiting {
        id: row.id.clone(),
        status: row.status.to_string(),
        check_only: row.check_only,
        user: user.clone(),
        created_date: row.created_date.clone(),
    }
}

fn of(event: &DeployEvent, phase: Phase) -> Event {
    match event {
        DeployEvent::Sending { bytes, attempt } => Event::Sending { bytes: *bytes, attempt: *attempt },
        DeployEvent::NotSent(error) => Event::NotSent { reason: error.to_string() },
        DeployEvent::Searching(error) => Event::Searching { reason: error.to_string() },
        DeployEvent::Started { id } => Event::Started { id: id.clone() },
        DeployEvent::Adopted { id } => Event::Adopted { id: id.clone() },
        DeployEvent::NotJournaled { id, reason } => Event::NotJournaled { id: id.clone(), reason: reason.clone() },
        DeployEvent::Queued { behind } => Event::Queued { behind: behind.iter().map(waiting).collect() },
        DeployEvent::Progress(r) => Event::Progress {
            id: r.id.clone(),
            status: r.status.to_string(),
            phase: phase.word(),
            detail: r.state_detail.clone(),
            components_deployed: r.number_components_deployed,
            components_total: r.number_components_total,
            component_errors: r.number_component_errors,
            tests_completed: r.number_tests_completed,
            tests_total: r.number_tests_total,
            test_errors: r.number_test_errors,
        },
        DeployEvent::ComponentFailed(m) => Event::ComponentFailed {
            kind: m.component_type.clone(),
            name: component_name(m),
            file: m.file_name.clone(),
            line: m.line_number,
            column: m.column_number,
            problem: m.problem.clone(),
        },
        DeployEvent::TestFailed(f) => Event::TestFailed {
            class: f.name.clone(),
            method: f.method_name.clone(),
            message: f.message.clone(),
            stack: f.stack_trace.clone(),
        },
        DeployEvent::CoverageTooLow(w) => Event::CoverageTooLow { name: w.name.clone(), message: w.message.clone() },
        DeployEvent::Trouble(error) => Event::Trouble { reason: error.to_string() },
        DeployEvent::Retrying { attempt, pause, reason } => Event::Retrying {
            attempt: *attempt,
            pause_millis: u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
            reason: reason.clone(),
        },
        DeployEvent::Canceling { id } => Event::Canceling { id: id.clone() },
        DeployEvent::Stage { name, number, of } => Event::Stage { name: name.clone(), number: *number, of: *of },
        DeployEvent::StageEnded { name, outcome, detail } => {
            let outcome = match outcome {
                StageOutcome::Done => "done",
                StageOutcome::Unchanged => "unchanged",
                StageOutcome::Skipped => "skipped",
                StageOutcome::Failed => "failed",
            };
            Event::StageEnded { name: name.clone(), outcome, detail: detail.clone() }
        }
        DeployEvent::Remark(text) => Event::Remark { text: text.clone() },
    }
}

/// The JSON Schema of a line.
#[cfg(test)]
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Line)
}
