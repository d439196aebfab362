//! A run: what was deployed or tested, and what came of it.

use super::json;
use diag::{Diagnostic, Place};
use schemars::JsonSchema;
use serde::Serialize;

/// Everything known about a deployment, or about a run of tests in the local org. It is the JSON report as it stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// Version of this format. It grows when a field changes its meaning or goes; new fields may come without.
    pub version: json::Version,
    /// What was done, in a few words.
    pub title: String,
    /// How it ended.
    pub verdict: Verdict,
    /// The end in one line.
    pub summary: String,
    /// How to go on, if there is something to do: a command.
    pub next: Option<String>,
    /// The deployment; `null` for tests in the local org.
    pub deployment: Option<Deployed>,
    /// The MCP servers that are in the org by now; empty after a validation or a failure.
    pub servers: Vec<McpServer>,
    /// Components that were deployed or refused, by type and name.
    pub components: Vec<Component>,
    /// Test methods, by class and name.
    pub tests: Vec<Test>,
    /// Coverage, by class, trigger and flow.
    pub coverage: Vec<Coverage>,
    /// What the org says about coverage that is too low. Each fails a deployment.
    pub coverage_problems: Vec<CoverageProblem>,
    /// All failures and remarks, with places in the source tree, the spec behind them and their repair.
    #[serde(serialize_with = "json::findings")]
    #[schemars(with = "Vec<json::Finding>")]
    pub findings: Vec<Diagnostic>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// Everything was deployed or validated, or every test passed.
    Passed,
    /// A part was deployed.
    Partial,
    /// It failed.
    #[default]
    Failed,
    /// It was cancelled.
    Canceled,
    /// It is not over, or its end was not seen.
    Running,
}

/// The deployment as the org tells about it; the names are those of `DeployResult` of the Metadata API WSDL.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deployed {
    /// Id of the deployment.
    pub id: String,
    /// Name of the target.
    pub target: Option<String>,
    /// Id of the org.
    pub org_id: Option<String>,
    /// Id of the validation that a quick deployment is based on.
    pub validated_id: Option<String>,
    /// State of the deployment by its name on the wire; `Unknown` if nobody has looked at it.
    pub status: String,
    /// Whether it only validated.
    pub check_only: bool,
    /// Failure of the deployment as a whole.
    pub error_message: Option<String>,
    /// `StatusCode` of that failure.
    pub error_status_code: Option<String>,
    /// Who deployed.
    pub created_by: Option<String>,
    /// When the org accepted it.
    pub created_date: Option<String>,
    /// When the org began with it.
    pub start_date: Option<String>,
    /// When it was over.
    pub completed_date: Option<String>,
    /// Components of the package.
    pub components_total: u64,
    /// Components deployed.
    pub components_deployed: u64,
    /// Components refused.
    pub component_errors: u64,
    /// Test methods to run.
    pub tests_total: u64,
    /// Test methods that passed.
    pub tests_completed: u64,
    /// Test methods that failed.
    pub test_errors: u64,
    /// Time that the tests took, in milliseconds.
    pub tests_millis: f64,
}

/// An MCP server of the project in the org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct McpServer {
    /// Its name in the specs.
    pub name: String,
    /// Where clients send their requests.
    pub url: String,
}

/// A component of the package.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Component {
    /// Metadata type; empty for the manifest itself.
    #[serde(rename = "type")]
    pub kind: String,
    /// Name.
    pub name: String,
    /// Its file, relative to the repository; `null` if the org names none.
    pub file: Option<String>,
    /// What became of it.
    pub change: Change,
    /// What the org says about it, in the order it said it.
    pub problems: Vec<String>,
}

/// What became of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// It is new in the org.
    Created,
    /// It differs from before.
    Changed,
    /// It is gone from the org.
    Deleted,
    /// It is as it was: nothing was to be done, or the deployment failed as a whole.
    Unchanged,
    /// The org refused it.
    Failed,
}

/// A test method.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Test {
    /// Class, with its namespace.
    pub class: String,
    /// Method; empty if the class failed as a whole.
    pub method: String,
    /// What became of it.
    pub outcome: TestOutcome,
    /// Time it took.
    pub millis: f64,
    /// Why it failed.
    pub message: Option<String>,
    /// Where it failed, as Apex writes stacks.
    pub stack: Option<String>,
    /// The line of the source tree where it failed.
    #[schemars(with = "Option<json::Spot>")]
    pub place: Option<Place>,
    /// Lines of `System.debug`; only of the local org.
    pub log: Vec<String>,
}

/// What became of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TestOutcome {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// It needs something that the local org does not have.
    Unsupported,
}

/// Coverage of one class, trigger or flow.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// What it is.
    pub kind: Kind,
    /// Its name, with its namespace.
    pub name: String,
    /// Its file, relative to the repository; `null` if it is not in the project.
    pub file: Option<String>,
    /// Lines that could run; elements of a flow.
    pub lines: u64,
    /// Those that did not.
    pub lines_missed: u64,
    /// Covered part; 100 for code without lines that could run.
    pub percent: f64,
    /// Whether that is 75 % or more.
    pub enough: bool,
    /// Lines that ran. Orgs before API 68.0 do not tell; then it is empty.
    pub covered: Vec<u32>,
    /// Lines that did not run.
    pub missed: Vec<u32>,
}

/// What coverage is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A class.
    Class,
    /// A trigger.
    Trigger,
    /// A flow.
    Flow,
}

/// Coverage that the org finds too low.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverageProblem {
    /// Class or flow; `null` for the org as a whole.
    pub name: Option<String>,
    /// What the org says.
    pub message: String,
}

impl Run {
    /// Tests that did not pass.
    pub fn failed_tests(&self) -> impl Iterator<Item = &Test> {
        self.tests.iter().filter(|test| test.outcome != TestOutcome::Passed)
    }

    /// Components that the org refused.
    pub fn failed_components(&self) -> impl Iterator<Item = &Component> {
        self.components.iter().filter(|component| component.change == Change::Failed)
    }

    /// Classes, triggers and flows with less coverage than the platform asks for; of a deployment those that it holds. The
    /// others of the org are the concern of other people: whether all together are enough, the org says itself.
    pub fn too_little_coverage(&self) -> impl Iterator<Item = &Coverage> {
        self.coverage.iter().filter(|coverage| !coverage.enough && self.holds(coverage))
    }

    fn holds(&self, coverage: &Coverage) -> bool {
        let kind = match coverage.kind {
            Kind::Class => "ApexClass",
            Kind::Trigger => "ApexTrigger",
            Kind::Flow => "Flow",
        };
        self.deployment.is_none()
            || self.components.iter().any(|component| component.kind == kind && component.name == coverage.name)
    }

    /// Sorts everything, so that equal results give equal reports. Findings keep the order they have.
    pub(super) fn sort(&mut self) {
        self.components.sort_by(|a, b| (&a.kind, &a.name, &a.file).cmp(&(&b.kind, &b.name, &b.file)));
        self.tests.sort_by(|a, b| (&a.class, &a.method).cmp(&(&b.class, &b.method)));
        self.coverage.sort_by(|a, b| (&a.name, &a.file).cmp(&(&b.name, &b.file)));
    }

    /// Changes every path of the source tree.
    pub(super) fn map_paths(&mut self, change: &dyn Fn(&str) -> String) {
        let files = self.components.iter_mut().filter_map(|component| component.file.as_mut());
        let files = files.chain(self.coverage.iter_mut().filter_map(|coverage| coverage.file.as_mut()));
        let files =
            files.chain(self.tests.iter_mut().filter_map(|test| test.place.as_mut().map(|place| &mut place.file)));
        files.for_each(|file| *file = change(file));
        map_places(&mut self.findings, change);
    }
}

/// Changes every path of findings.
pub fn map_places(findings: &mut [Diagnostic], change: &dyn Fn(&str) -> String) {
    for finding in findings {
        let related = finding.related.iter_mut().map(|related| &mut related.place);
        finding.place.iter_mut().chain(related).for_each(|place| place.file = change(&place.file));
    }
}

impl Test {
    /// `Class.method`.
    pub fn name(&self) -> String {
        if self.method.is_empty() { self.class.clone() } else { format!("{}.{}", self.class, self.method) }
    }
}

impl Coverage {
    /// Coverage out of counts.
    pub fn new(kind: Kind, name: String, file: Option<String>, lines: u64, lines_missed: u64) -> Self {
        let lines_missed = lines_missed.min(lines);
        // Coverage counts lines of code; both numbers are far below what a double holds exactly.
        let percent = if lines == 0 { 100.0 } else { (lines - lines_missed) as f64 * 100.0 / lines as f64 };
        let enough = percent >= super::ENOUGH;
        Self { kind, name, file, lines, lines_missed, percent, enough, covered: Vec::new(), missed: Vec::new() }
    }

    /// Sets which lines ran and which did not, sorted and each once.
    #[must_use]
    pub fn with_lines(mut self, mut covered: Vec<u32>, mut missed: Vec<u32>) -> Self {
        for lines in [&mut covered, &mut missed] {
            lines.retain(|line| *line > 0);
            lines.sort_unstable();
            lines.dedup();
        }
        covered.retain(|line| missed.binary_search(line).is_err());
        (self.covered, self.missed) = (covered, missed);
        self
    }

    /// Covered part with one digit.
    pub fn shown(&self) -> String {
        // Rounded down, so that 74.99 % is never shown as enough.
        format!("{:.1} %", (self.percent * 10.0).floor() / 10.0)
    }
}
