//! `kind: server`: one MCP server of an org.

use super::{HandWrittenSpec, LoginSpec, RunAsSpec, Text};
use crate::yaml::Located;
use schemars::JsonSchema;
use serde::Deserialize;

/// One MCP server: who may reach which tools, how, and under whose responsibility.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "server")]
pub struct ServerSpec {
    /// Name in client configurations: lower-case letters, digits and `-`, at most 30 characters.
    pub name: Text,
    /// Title that people see in their client. The environment is added to it.
    pub title: Text,
    /// What the server offers, in one or two sentences; clients show it to the model as instructions.
    pub description: Text,
    /// Why the server exists: the use case, and how its success is measured; at least 40 characters.
    pub purpose: Text,
    /// Team or role that answers for it.
    pub owner: Text,
    /// Version of the server that clients are told, for example `2.1.0`: change it when tools change. Default: `1.0.0`.
    #[serde(default)]
    pub server_version: Option<Text>,
    /// Path below `/services/apexrest`, for example `/mcp/sales`. Default: `/mcp/<name>`.
    #[serde(default)]
    pub endpoint: Option<Text>,
    /// Names of the tools it offers. A tool that is not named here cannot be called.
    #[schemars(length(min = 1))]
    pub tools: Vec<Text>,
    /// Tools that people wrote as Apex classes, served beside the generated ones.
    #[serde(default)]
    pub hand_written: Vec<Located<HandWrittenSpec>>,
    /// How agents log in.
    pub login: Located<LoginSpec>,
    /// The user the tools run as, where the login flow uses one user for all calls. Required with
    /// `flow: clientCredentials`; `{}` accepts the defaults. Its user name stands in `targets.yaml`, per org.
    #[serde(default)]
    pub run_as: Option<Located<RunAsSpec>>,
    /// Seconds after which a client should give up, 1 to 120. Default: 30. It is the `timeout` of Claude Code's entry;
    /// other clients have limits of their own.
    #[serde(default)]
    #[schemars(range(min = 1, max = 120))]
    pub timeout_seconds: Option<Located<u32>>,
    /// How much traffic is expected; the review document compares it with the org's limits.
    pub expected_calls: Located<ExpectedCallsSpec>,
    /// How calls are audited. Required as soon as a tool writes.
    #[serde(default)]
    pub audit: Option<Located<AuditSpec>>,
    /// Which operations a person must approve, and how. Recorded for review.
    #[serde(default)]
    pub approvals: Vec<Located<ApprovalSpec>>,
    /// Stricter rules: a named reviewer for `custom` tools, no dynamic query, deletes need an approval policy, at most
    /// 50 rows a call. Default: false.
    #[serde(default)]
    pub production: Option<Located<bool>>,
    /// Who reviewed the hand-written parts of the tools.
    #[serde(default)]
    pub reviewer: Option<Located<ReviewerSpec>>,
    /// Origins of web pages that may call the endpoint, for example `https://app.example.com`. Default: none.
    #[serde(default)]
    pub allowed_origins: Vec<Text>,
}

/// How much traffic is expected.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExpectedCallsSpec {
    /// Tool calls an hour of one agent: in a batch job those of all its records. This or `messagesPerHour`.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub per_hour: Option<Located<u32>>,
    /// Messages an hour that one person writes in a conversation: 3 calls are counted for each.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub messages_per_hour: Option<Located<u32>>,
    /// Agents, or people in a conversation, at the same time. Default: 1.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub agents: Option<Located<u32>>,
    /// Daily API requests of the org (`DailyApiRequests.Max`). Default: 100000, the base of Enterprise Edition.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub daily_api_limit: Option<Located<u64>>,
}

/// How calls are audited.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuditSpec {
    /// Where a record of each call can be found.
    pub sink: Located<AuditSink>,
    /// Days for which the record is kept.
    #[schemars(range(min = 1))]
    pub retention_days: Located<u32>,
    /// Who looks at it, and how often.
    #[serde(default)]
    pub note: Option<Text>,
}

/// Where a record of each call can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum AuditSink {
    /// Salesforce Event Monitoring (add-on licence): REST API and Apex execution events.
    EventMonitoring,
    /// Apex debug logs of the run-as user; short-lived, for sandboxes.
    DebugLog,
    /// An external system that reads the org's event log files.
    Siem,
}

/// Operations that a person must approve.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApprovalSpec {
    /// Names of tools the rule is for.
    #[schemars(length(min = 1))]
    pub tools: Vec<Text>,
    /// Who approves: a team or role.
    pub approver: Text,
    /// How approval is asked for and given.
    pub policy: Text,
}

/// Who reviewed hand-written parts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReviewerSpec {
    /// Name or role of the reviewer.
    pub name: Text,
    /// Date of the review, as `"2026-01-31"`.
    pub date: Text,
}
