//! A deployment from its acceptance to its end, and what is told about it.

use super::build::Done;
use super::package::Refused;
use super::problem::Problem;
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sf_metadata::ComponentId;
use sf_wire::deploy::{
    DeployDetails, DeployMessage, DeployOptions, DeployReply, DeployResult, DeployStatus, ProblemType, RunTestResult,
    TestLevel,
};
use sf_wire::tooling::DeployRequestRow;
use std::sync::Arc;

/// A deployment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Job {
    #[serde(with = "as_text")]
    pub id: Arc<str>,
    pub options: DeployOptions,
    #[serde(with = "as_text")]
    pub user: Arc<str>,
    pub user_name: String,
    /// Kept while it may still be needed: until it ran, or as long as a validation can be deployed.
    #[serde(with = "as_base64")]
    pub zip: Option<Bytes>,
    pub zip_size: u64,
    /// Whether it deploys what a validation has proven, without tests.
    pub quick: bool,
    pub status: DeployStatus,
    pub state_detail: Option<String>,
    pub created: i64,
    pub started: Option<i64>,
    pub modified: i64,
    pub completed: Option<i64>,
    pub files: Option<u64>,
    pub components_total: u64,
    pub components_deployed: u64,
    pub components_failed: u64,
    pub tests_total: u64,
    pub tests_done: u64,
    pub tests_failed: u64,
    pub(super) refused: Option<Refused>,
    pub failures: Vec<DeployMessage>,
    pub successes: Vec<DeployMessage>,
    pub tests: RunTestResult,
    pub canceled_by: Option<(String, String)>,
}

/// Validations can be deployed for ten days (Metadata API guide, "Quick Deploy").
const VALIDATION_LASTS: i64 = 10 * 86_400_000;

impl Job {
    /// A deployment that waits for its turn.
    pub fn new(id: Arc<str>, user: Arc<str>, user_name: String, options: DeployOptions, zip: Bytes, now: i64) -> Self {
        Self {
            id,
            options,
            user,
            user_name,
            zip_size: zip.len() as u64,
            zip: Some(zip),
            quick: false,
            status: DeployStatus::Pending,
            state_detail: None,
            created: now,
            started: None,
            modified: now,
            completed: None,
            files: None,
            components_total: 0,
            components_deployed: 0,
            components_failed: 0,
            tests_total: 0,
            tests_done: 0,
            tests_failed: 0,
            refused: None,
            failures: Vec::new(),
            successes: Vec::new(),
            tests: RunTestResult::default(),
            canceled_by: None,
        }
    }

    pub fn done(&self) -> bool {
        self.completed.is_some()
    }

    /// Whether tests are part of it.
    pub fn runs_tests(&self) -> bool {
        !self.quick && !matches!(self.options.test_level, None | Some(TestLevel::NoTestRun))
    }

    /// Whether it is over and has put something into the org.
    pub fn changed_the_org(&self) -> bool {
        let good = matches!(self.status, DeployStatus::Succeeded | DeployStatus::SucceededPartial);
        self.done() && good && !self.options.check_only
    }

    /// Whether it is a validation that can be deployed without running tests again.
    pub fn is_usable_validation(&self, now: i64) -> bool {
        self.options.check_only
            && self.status == DeployStatus::Succeeded
            && self.runs_tests()
            && self.tests_done > 0
            && self.zip.is_some()
            && self.completed.is_some_and(|end| now - end <= VALIDATION_LASTS)
    }

    pub fn end(&mut self, status: DeployStatus, now: i64) {
        self.status = status;
        self.state_detail = None;
        self.completed = Some(now);
        self.modified = now;
        if !self.is_usable_validation(now) {
            self.zip = None;
        }
    }

    /// What the platform tells. Details are left out unless asked for; while it runs they hold failures only.
    pub fn result(&self, details: bool) -> DeployResult {
        let details = if details {
            let mut tests = self.tests.clone();
            if !self.done() {
                tests.successes.clear();
                tests.code_coverage.clear();
            }
            DeployDetails {
                component_failures: self.failures.clone(),
                component_successes: if self.done() { self.successes.clone() } else { Vec::new() },
                run_test_result: tests,
                unreadable: None,
            }
        } else {
            DeployDetails::default()
        };
        let (canceled_by, canceled_by_name) =
            self.canceled_by.clone().map_or((None, None), |(id, name)| (Some(id), Some(name)));
        DeployResult {
            id: self.id.to_string(),
            status: self.status.clone(),
            done: self.done(),
            success: matches!(self.status, DeployStatus::Succeeded | DeployStatus::SucceededPartial),
            state_detail: self.state_detail.clone(),
            check_only: self.options.check_only,
            ignore_warnings: self.options.ignore_warnings,
            rollback_on_error: self.options.rollback_on_error,
            run_tests_enabled: self.runs_tests(),
            number_components_deployed: self.components_deployed,
            number_components_total: self.components_total,
            number_component_errors: self.components_failed,
            // Those that failed are counted apart, as for components; clients add the two up for what is over.
            number_tests_completed: self.tests_done.saturating_sub(self.tests_failed),
            number_tests_total: self.tests_total,
            number_test_errors: self.tests_failed,
            number_files: self.files,
            zip_size: Some(self.zip_size),
            error_message: self.refused.as_ref().map(|r| format!("{}: {}", r.code, r.message)),
            error_status_code: self.refused.as_ref().map(|r| r.code.to_string()),
            created_by: Some(self.user.to_string()),
            created_by_name: Some(self.user_name.clone()),
            created_date: Some(date(self.created)),
            start_date: self.started.map(date),
            last_modified_date: Some(date(self.modified)),
            completed_date: self.completed.map(date),
            canceled_by,
            canceled_by_name,
            details,
            ..DeployResult::default()
        }
    }

    /// The reply of the REST resource.
    pub fn reply(&self, details: bool, url: Option<String>) -> DeployReply {
        DeployReply {
            id: self.id.to_string(),
            url,
            deploy_result: self.result(details),
            deploy_options: Some(self.options.clone()),
        }
    }

    /// The row of the Tooling object `DeployRequest`.
    pub fn row(&self) -> DeployRequestRow {
        DeployRequestRow {
            id: self.id.to_string(),
            status: self.status.clone(),
            check_only: self.options.check_only,
            created_by_id: Some(self.user.to_string()),
            created_date: Some(date(self.created)),
            start_date: self.started.map(date),
            completed_date: self.completed.map(date),
            number_components_total: Some(self.components_total),
        }
    }
}

/// A moment as REST writes it: `2026-11-20T09:00:01.000+0000`.
pub(super) fn date(ms: i64) -> String {
    let moment = Timestamp::from_millisecond(ms).unwrap_or_default();
    moment.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

/// A component that went in, or would have.
pub(super) fn success(done: &Done, id: Option<String>, note: Option<&Problem>, now: i64) -> DeployMessage {
    DeployMessage {
        component_type: done.id.kind.clone(),
        full_name: done.id.member.clone(),
        file_name: done.file.clone(),
        id,
        success: true,
        changed: done.changed,
        created: done.created,
        deleted: done.deleted,
        line_number: note.and_then(|p| p.place).map(|(line, _)| line),
        column_number: note.and_then(|p| p.place).map(|(_, column)| column),
        problem: note.map(|p| p.text.clone()),
        problem_type: note.map(|p| p.kind.clone()),
        created_date: Some(date(now)),
    }
}

/// The message about the manifest, which real orgs list beside the components.
pub(super) fn manifest_success(now: i64) -> DeployMessage {
    let id = ComponentId::new("", "package.xml");
    let file = "package.xml".to_string();
    success(&Done { id, file, changed: true, created: false, deleted: false }, None, None, now)
}

/// A problem that makes its component fail.
pub(super) fn failure(problem: &Problem, id: Option<String>, now: i64) -> DeployMessage {
    DeployMessage {
        component_type: problem.id.kind.clone(),
        full_name: problem.id.member.clone(),
        file_name: problem.file.clone(),
        id,
        line_number: problem.place.map(|(line, _)| line),
        column_number: problem.place.map(|(_, column)| column),
        problem: Some(problem.text.clone()),
        problem_type: Some(match problem.kind {
            ProblemType::Warning => ProblemType::Warning,
            _ => ProblemType::Error,
        }),
        created_date: Some(date(now)),
        ..DeployMessage::default()
    }
}

/// A shared text in a file.
mod as_text {
    use serde::{Deserialize, Deserializer, Serializer};
    use std::sync::Arc;

    pub fn serialize<S: Serializer>(text: &Arc<str>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(text)
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(from).map(Arc::from)
    }
}

/// A zip in a file.
mod as_base64 {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use bytes::Bytes;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub fn serialize<S: Serializer>(zip: &Option<Bytes>, to: S) -> Result<S::Ok, S::Error> {
        zip.as_ref().map(|zip| BASE64_STANDARD.encode(zip)).serialize(to)
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Option<Bytes>, D::Error> {
        let text: Option<String> = Option::deserialize(from)?;
        text.map(|text| BASE64_STANDARD.decode(text).map(Bytes::from).map_err(D::Error::custom)).transpose()
    }
}
