//! The outcome of a test run: as a reply, and as rows.

use super::{TestRuns, Tested};
use crate::runner::ClassCoverage;
use crate::tooling::tables::{RowBuilder, Tables, id_of};
use apex_eval::{Datum, Row};
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl Tested {
    fn id(&self, class: &str) -> &str {
        self.ids.get(&class.to_lowercase()).map_or("", String::as_str)
    }

    /// Id of the queue's item for a class.
    fn queue_item(&self, class: &str) -> String {
        id_of("709", &format!("{} {class}", self.job))
    }

    /// `RunTestsResult`
    pub(super) fn summary(&self) -> Value {
        let (mut successes, mut failures) = (Vec::new(), Vec::new());
        for result in &self.report.results {
            let mut row = json!({"id": self.id(&result.class), "name": result.class, "methodName": result.method,
                "namespace": null, "seeAllData": false, "time": 0});
            match result.outcome.failure() {
                None => successes.push(row),
                Some((message, stack)) => {
                    row["message"] = json!(message);
                    row["stackTrace"] = json!(stack);
                    row["type"] = json!("Class");
                    row["packageName"] = json!(result.class);
                    failures.push(row);
                }
            }
        }
        let coverage: Vec<Value> = self.report.coverage.iter().map(|class| self.coverage(class)).collect();
        json!({"apexLogId": null, "codeCoverage": coverage, "codeCoverageWarnings": [], "failures": failures,
            "flowCoverage": [], "flowCoverageWarnings": [], "numFailures": failures.len(),
            "numTestsRun": self.report.results.len(), "successes": successes, "totalTime": self.millis})
    }

    fn coverage(&self, class: &ClassCoverage) -> Value {
        let location = |line: &u32| json!({"column": 0, "line": line, "numExecutions": 0, "time": -1});
        let missed: Vec<Value> = class.missed.iter().map(location).collect();
        json!({"id": self.id(&class.class), "name": class.class, "namespace": null, "type": "Class",
            "numLocations": class.covered.len() + class.missed.len(), "numLocationsNotCovered": class.missed.len(),
            "locationsNotCovered": missed, "dmlInfo": [], "methodInfo": [], "soqlInfo": [], "soslInfo": []})
    }

    fn rows(&self, tables: &mut Tables) {
        let classes: BTreeSet<&str> = self.report.results.iter().map(|r| r.class.as_str()).collect();
        let failed = self.report.failures().count();
        RowBuilder::new(&id_of("05m", &self.job))
            .text("AsyncApexJobId", &self.job)
            .text("Status", if failed == 0 { "Completed" } else { "Failed" })
            .int("ClassesCompleted", classes.len())
            .int("ClassesEnqueued", classes.len())
            .int("MethodsCompleted", self.report.results.len())
            .int("MethodsEnqueued", self.report.results.len())
            .int("MethodsFailed", failed)
            .time("StartTime", Some(self.at))
            .time("EndTime", Some(self.at))
            .int("TestTime", usize::try_from(self.millis).unwrap_or(usize::MAX))
            .int("TestSetupTime", 0)
            .text("UserId", &self.user)
            .into(tables, "ApexTestRunResult");
        for class in classes {
            RowBuilder::new(&self.queue_item(class))
                .id("TestRunResultId", &id_of("05m", &self.job))
                .id("ApexClassId", self.id(class))
                .text("Status", "Completed")
                .text("ParentJobId", &self.job)
                .into(tables, "ApexTestQueueItem");
        }
        for result in &self.report.results {
            let told = result.outcome.failure();
            let outcome = if told.is_none() { "Pass" } else { "Fail" };
            let (message, stack) = told.unwrap_or_default();
            RowBuilder::new(&id_of("07M", &format!("{} {}.{}", self.job, result.class, result.method)))
                .text("AsyncApexJobId", &self.job)
                .id("QueueItemId", &self.queue_item(&result.class))
                .yes("IsTestSetup", false)
                .id("ApexClassId", self.id(&result.class))
                .text("MethodName", &result.method)
                .text("Outcome", outcome)
                .text("Message", &message)
                .text("StackTrace", stack)
                .int("RunTime", 0)
                .time("TestTimestamp", Some(self.at))
                .into(tables, "ApexTestResult");
        }
    }
}

/// `Coverage`: the numbers of lines that ran and that did not.
fn lines(class: &ClassCoverage) -> Datum {
    let list = |lines: &[u32]| {
        Datum::List(lines.iter().map(|line| Datum::Int(i32::try_from(*line).unwrap_or(i32::MAX))).collect())
    };
    let fields = vec![("coveredLines".into(), list(&class.covered)), ("uncoveredLines".into(), list(&class.missed))];
    Datum::Row(Box::new(Row { object: "Coverage".into(), fields }))
}

/// Rows of all runs, and of the coverage of the last one. Which test covered which line is not kept: `ApexCodeCoverage`
/// has no rows.
pub(in crate::tooling) fn rows(runs: &TestRuns, tables: &mut Tables) {
    for run in &runs.0 {
        run.rows(tables);
    }
    let last = runs.0.last();
    for class in last.iter().flat_map(|run| &run.report.coverage) {
        RowBuilder::new(&id_of("715", &class.class))
            .id("ApexClassOrTriggerId", last.map_or("", |run| run.id(&class.class)))
            .int("NumLinesCovered", class.covered.len())
            .int("NumLinesUncovered", class.missed.len())
            .set("Coverage", lines(class))
            .into(tables, "ApexCodeCoverageAggregate");
    }
    if let Some(run) = last {
        let count = |of: fn(&ClassCoverage) -> usize| run.report.coverage.iter().map(of).sum::<usize>();
        let (covered, missed) = (count(|class| class.covered.len()), count(|class| class.missed.len()));
        RowBuilder::new(&id_of("716", "org"))
            .int("PercentCovered", (covered * 100).checked_div(covered + missed).unwrap_or(0))
            .into(tables, "ApexOrgWideCoverage");
    }
}
