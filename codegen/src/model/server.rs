//! MCP servers.

use super::HandWritten;
use crate::rendered::Origin;
use crate::spec::{AppKind, AuditSink, Flow};

/// One MCP server.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Name in client configurations.
    pub name: String,
    /// Title, without the environment.
    pub title: String,
    /// What it offers.
    pub description: String,
    /// Why it exists.
    pub purpose: String,
    /// Who answers for it.
    pub owner: String,
    /// Version that clients are told.
    pub version: String,
    /// Path below `/services/apexrest`, starting with `/`.
    pub endpoint: String,
    /// Names of its tools, sorted.
    pub tools: Vec<String>,
    /// Its tools that people wrote, sorted by name.
    pub hand_written: Vec<HandWritten>,
    /// How agents log in.
    pub login: Login,
    /// The user that tools run as, where the flow uses one.
    pub run_as: Option<RunAs>,
    /// Seconds after which a client should give up.
    pub timeout_seconds: u32,
    /// Expected traffic.
    pub expected_calls: ExpectedCalls,
    /// How calls are audited.
    pub audit: Option<Audit>,
    /// What people approve.
    pub approvals: Vec<Approval>,
    /// Stricter rules apply.
    pub production: bool,
    /// Who reviewed hand-written parts.
    pub reviewer: Option<Reviewer>,
    /// Origins of web pages that may call.
    pub allowed_origins: Vec<String>,
    /// Name of the endpoint class.
    pub endpoint_class: String,
    /// Name of its test class.
    pub endpoint_test_class: String,
    /// API name of its permission set.
    pub permission_set: String,
    /// API name of the permission set of its integration user.
    pub user_permission_set: String,
    /// API name of its OAuth app.
    pub app_name: String,
    /// Where it is written.
    pub origin: Origin,
    /// Where the purpose is written.
    pub purpose_origin: Origin,
    /// Where the title is written.
    pub title_origin: Origin,
    /// Where the description is written.
    pub description_origin: Origin,
}

/// How agents log in.
#[derive(Debug, Clone, PartialEq)]
pub struct Login {
    /// The OAuth flow.
    pub flow: Flow,
    /// The kind of app.
    pub app: AppKind,
    /// Names of clients, sorted.
    pub clients: Vec<String>,
    /// OAuth scopes by their metadata names, in the order they are written to files.
    pub scopes: Vec<String>,
    /// Those of them that no tool needs, each with where it is written.
    pub further_scopes: Vec<(String, Origin)>,
    /// Why they are there.
    pub scope_justification: Option<String>,
    /// PEM text of the public certificate.
    pub certificate: Option<String>,
    /// Days for which a refresh token lives.
    pub refresh_token_days: u32,
    /// Where it is written.
    pub origin: Origin,
}

/// The user that tools run as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunAs {
    /// Its profile.
    pub profile: Grant,
    /// Its permission sets besides the generated ones, sorted.
    pub permission_sets: Vec<Grant>,
    /// User permissions besides `ApiEnabled` and `ApiUserOnly`, sorted.
    pub user_permissions: Vec<Grant>,
}

/// What the run-as user has beyond what its tools need.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// Name of the profile, permission set or user permission.
    pub name: String,
    /// Why; empty for the profile that is the default.
    pub justification: String,
    /// Where it is written.
    pub origin: Origin,
}

/// Expected traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpectedCalls {
    /// Tool calls an hour of one agent.
    pub per_hour: u32,
    /// Messages an hour of one person, from which they follow.
    pub messages_per_hour: Option<u32>,
    /// Agents at the same time.
    pub agents: u32,
    /// Daily API requests of the org.
    pub daily_api_limit: u64,
}

/// How calls are audited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Where records are.
    pub sink: AuditSink,
    /// For how long.
    pub retention_days: u32,
    /// Who looks at them.
    pub note: Option<String>,
}

/// What people approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Names of tools, sorted.
    pub tools: Vec<String>,
    /// Who approves.
    pub approver: String,
    /// How.
    pub policy: String,
    /// Where it is written.
    pub origin: Origin,
}

/// Who reviewed hand-written parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    /// Name or role.
    pub name: String,
    /// Date as `2026-01-31`.
    pub date: String,
}

impl ExpectedCalls {
    /// Tool calls that one message in a conversation leads to: 2 or 3, and the greater counts.
    pub const CALLS_PER_MESSAGE: u32 = 3;

    /// Share of the org's daily API requests above which agents leave little room for people, in percent.
    pub const LARGE_SHARE: u64 = 25;

    /// The same with so many times as many agents.
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        Self { agents: self.agents.saturating_mul(factor), ..self }
    }

    /// API requests a day: each tool call is one.
    pub fn per_day(&self) -> u64 {
        u64::from(self.per_hour).saturating_mul(u64::from(self.agents)).saturating_mul(24)
    }
}

/// What all servers of a project take of the API requests of one org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallVolume {
    /// API requests a day.
    pub per_day: u64,
    /// Daily API requests of the org: the least that a server states.
    pub daily_api_limit: u64,
    /// Share of them, in percent.
    pub share: u64,
}

impl CallVolume {
    /// That of these servers, if all of them are in one org.
    pub fn of<'a>(calls: impl Iterator<Item = &'a ExpectedCalls> + Clone) -> Self {
        let per_day = calls.clone().map(ExpectedCalls::per_day).fold(0, u64::saturating_add);
        let daily_api_limit = calls.map(|calls| calls.daily_api_limit).min().unwrap_or(1).max(1);
        Self { per_day, daily_api_limit, share: per_day.saturating_mul(100) / daily_api_limit }
    }
}
