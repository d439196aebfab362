//! The content of a review document. The JSON file is this, field by field; the Markdown file is written from it.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A review document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// What wrote it.
    pub generator: String,
    /// SHA-256 of `review` as JSON without white space and with sorted keys.
    pub content_hash: String,
    /// The content.
    pub review: Review,
}

/// What a server exposes, to whom, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// Version of the spec language.
    pub spec_version: i64,
    /// The spec files behind it.
    pub spec_files: BTreeSet<String>,
    /// The project.
    pub project: String,
    /// The server.
    pub server: ServerFacts,
    /// Who calls as whom.
    pub login: LoginFacts,
    /// The orgs.
    pub targets: Vec<TargetFacts>,
    /// The objects that tools touch.
    pub objects: Vec<ObjectFacts>,
    /// Which records each tool may touch.
    pub records: Vec<RecordRule>,
    /// What tools set of what fixed conditions of others look at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moved_fences: Vec<MovedFence>,
    /// Decisions about personal data.
    pub personal_data: Vec<PersonalData>,
    /// Objects left out on purpose, with the reason.
    pub excluded: BTreeMap<String, String>,
    /// The tools.
    pub tools: Vec<ToolFacts>,
    /// The tools whose classes people wrote.
    pub hand_written: Vec<HandWrittenFacts>,
    /// What the permission sets grant.
    pub grants: GrantFacts,
    /// What people approve.
    pub approvals: Vec<ApprovalFacts>,
    /// How calls are audited; `None`: not at all.
    pub audit: Option<AuditFacts>,
    /// Calls and limits.
    pub limits: LimitFacts,
    /// Who reviewed hand-written parts.
    pub reviewer: Option<ReviewerFacts>,
}

impl Review {
    /// The objects whose records tools delete along with another → those tools.
    pub fn deleted_along(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for tool in &self.tools {
            for object in &tool.deletes_along {
                all.entry(object).or_default().insert(&tool.name);
            }
        }
        all
    }

    /// What tools set of what fixed conditions of others look at, by the tool and the field that it sets.
    pub fn moved(&self) -> BTreeMap<(&str, &str), Vec<&MovedFence>> {
        let mut all: BTreeMap<(&str, &str), Vec<&MovedFence>> = BTreeMap::new();
        for moved in &self.moved_fences {
            all.entry((&moved.tool, &moved.field)).or_default().push(moved);
        }
        all
    }

    /// Why the permission set grants an object that no tool touches.
    pub fn granted_all_the_same(&self, object: &str) -> Option<String> {
        let operations = self.grants.object_permissions.get(object)?;
        let grants = operations.iter().map(|operation| format!("{operation} on {object}").to_lowercase());
        let grants: BTreeSet<String> = grants.collect();
        let because = self.grants.dependencies.iter().filter(|d| grants.contains(&d.grant.to_lowercase()));
        let because: BTreeSet<&str> = because.map(|dependency| dependency.because.as_str()).collect();
        let because = because.into_iter().collect::<Vec<_>>().join(", ");
        Some(format!("{}, because of {because}", operations.join(", ")))
    }

    /// The lookups through which tools read records of any of these objects.
    pub fn any_parent(&self) -> BTreeMap<&str, &BTreeSet<String>> {
        let generated = self.tools.iter().flat_map(|tool| &tool.any_parent);
        let by_hand = self.hand_written.iter().flat_map(|tool| &tool.any_parent);
        generated.chain(by_hand).map(|(lookup, objects)| (lookup.as_str(), objects)).collect()
    }
}

/// The server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the fields are those of the spec")]
pub struct ServerFacts {
    pub name: String,
    pub title: String,
    pub description: String,
    pub purpose: String,
    pub owner: String,
    /// The version that clients are told.
    pub version: String,
    /// Path of the endpoint in every org.
    pub endpoint: String,
    pub production: bool,
    pub timeout_seconds: u32,
    pub allowed_origins: Vec<String>,
}

/// Who calls as whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoginFacts {
    /// The OAuth flow, as specs name it.
    pub flow: &'static str,
    /// As whom tools run, in words.
    pub identity: &'static str,
    /// The kind of app, as specs name it.
    pub app: &'static str,
    /// API name of the app.
    pub app_name: String,
    /// The e-mail address that the app names.
    pub contact_email: String,
    /// MCP clients.
    pub clients: Vec<String>,
    /// The script that the clients start in place of the package from npm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// OAuth scopes.
    pub scopes: Vec<String>,
    /// Those of them that no tool needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub further_scopes: Vec<String>,
    /// Why they are there.
    pub scope_justification: Option<String>,
    /// Days for which a refresh token lives; `None`: the flow has none.
    pub refresh_token_days: Option<u32>,
    /// The integration user; `None`: each person is the user.
    pub run_as: Option<RunAsFacts>,
}

/// The integration user, besides the generated permission sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the fields are those of the spec")]
pub struct RunAsFacts {
    pub profile: String,
    pub permission_sets: Vec<String>,
    pub user_permissions: Vec<String>,
    /// What of it no tool needs; it holds for every call.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub further_rights: Vec<FurtherRight>,
}

/// A right of the integration user beyond what its tools need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FurtherRight {
    /// `profile`, `permission set` or `user permission`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Why the user has it.
    pub justification: String,
}

/// An org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the fields are those of the spec")]
pub struct TargetFacts {
    pub name: String,
    pub class: &'static str,
    pub host: String,
    pub run_as: Option<String>,
    /// Name of the server in MCP clients.
    pub client_server: String,
}

/// An object that tools touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectFacts {
    /// API name.
    pub object: String,
    /// Label.
    pub label: String,
    /// The tools that read, create, edit and delete records.
    pub operations: BTreeMap<&'static str, BTreeSet<String>>,
    /// The fields that tools touch.
    pub fields: Vec<FieldFacts>,
}

/// A field that tools touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldFacts {
    /// API name.
    pub field: String,
    /// Label.
    pub label: String,
    /// Tools that return its value: it leaves the org.
    pub returned_by: BTreeSet<String>,
    /// Tools that use it inside a query only.
    pub used_by: BTreeSet<String>,
    /// Tools that set it.
    pub set_by: BTreeSet<String>,
    /// Why it counts as personal data, if it does.
    pub personal: Option<String>,
    /// The fields that a formula, a roll-up summary or a field that shows another record is made of: whoever reads it reads of
    /// them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub made_of: BTreeSet<String>,
    /// The field permission behind it, for example `Account.BillingAddress`; `None`: it needs none.
    pub granted_as: Option<String>,
}

/// Which records a tool may touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordRule {
    /// The tool.
    pub tool: String,
    /// The object.
    pub object: String,
    /// Key of the part of the result, where a result has several.
    pub part: Option<String>,
    /// Which records.
    pub selection: String,
    /// It is one record that an argument names or the call creates.
    pub single: bool,
    /// What holds for every call; no argument can remove it.
    pub always: Vec<String>,
    /// What the caller chooses.
    pub by_argument: Vec<String>,
    /// What decides which come first, and which are left out where there are too many.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ordered_by: Vec<String>,
    /// What leaves the org of each record or group, besides Id and URL.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub returns: Vec<ResultFacts>,
    /// What the tool writes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<ChangeFacts>,
}

/// A value of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultFacts {
    /// Its key.
    pub key: String,
    /// What it is, in words: a field, with what a mask leaves of it, or a computation.
    pub is: String,
}

/// A field that a tool sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeFacts {
    /// API name.
    pub field: String,
    /// To what, in words.
    pub to: String,
}

/// A tool sets what a fixed condition of another one looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MovedFence {
    /// The tool that sets.
    pub tool: String,
    /// What it sets, as `Object.Field`.
    pub field: String,
    /// The tool with the condition.
    pub restricted: String,
    /// The condition.
    pub condition: String,
}

/// A decision about personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonalData {
    /// `Object.Field`.
    pub field: String,
    /// The tool.
    pub tool: String,
    /// What leaves the org, in words.
    pub leaves_as: &'static str,
    /// Why.
    pub justification: Option<String>,
    /// Where the decision is recorded.
    pub reference: Option<String>,
}

/// A tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ToolFacts {
    /// Name that clients call.
    pub name: String,
    /// Title.
    pub title: String,
    /// What it does, as its spec says.
    pub summary: String,
    /// The operation.
    pub operation: &'static str,
    /// What it does to data, in a word.
    pub effect: &'static str,
    /// Further names.
    pub aliases: Vec<String>,
    /// The custom permission to call it.
    pub permission: String,
    /// Its Apex class.
    pub class: String,
    /// The hand-owned class that does the work.
    pub handler: Option<String>,
    /// What makes it broad or powerful, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unusual: Option<String>,
    /// The reason that its spec gives for that, or for searching as it does.
    pub justification: Option<String>,
    /// The fields that it tests beyond those it names, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub searched: Option<&'static str>,
    /// Fields that it does not return and that a model can find out by comparing or ordering.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub tells_of: BTreeSet<String>,
    /// The objects whose records the platform deletes along.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub deletes_along: BTreeSet<String>,
    /// What the platform asks or does beyond the spec, to be read after the name of the tool.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub beyond: BTreeSet<String>,
    /// Lookups through which it reads records of any of these objects.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub any_parent: BTreeMap<String, BTreeSet<String>>,
    /// Hints for clients.
    pub annotations: AnnotationFacts,
    /// What the model may choose.
    pub parameters: Vec<ParameterFacts>,
    /// What the model can neither see nor set: name → source, in words.
    pub authorized: BTreeMap<String, String>,
    /// The values that its handler may return; the class of the tool drops every other one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub returns: Vec<ParameterFacts>,
    /// Most rows of a result.
    pub max_rows: u32,
    /// Worst-case use of governor limits by one call.
    pub worst_case: BTreeMap<&'static str, Use>,
}

/// A tool whose class people wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HandWrittenFacts {
    /// Name that clients call.
    pub name: String,
    /// Title.
    pub title: String,
    /// What it does, as the spec says.
    pub summary: String,
    /// What it is declared to do to data, in a word.
    pub effect: &'static str,
    /// The custom permission to call it.
    pub permission: String,
    /// Its Apex class.
    pub class: String,
    /// Why it is not generated.
    pub justification: String,
    /// Who reviewed the class.
    pub reviewer: Option<ReviewerFacts>,
    /// Lookups through which it is declared to read records of any of these objects.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub any_parent: BTreeMap<String, BTreeSet<String>>,
    /// The objects that it is declared to touch.
    pub objects: BTreeSet<String>,
}

/// Hints for clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the fields are those of the MCP specification")]
pub struct AnnotationFacts {
    pub read_only_hint: bool,
    pub destructive_hint: bool,
    pub idempotent_hint: bool,
    pub open_world_hint: bool,
}

/// A parameter, or a value that a handler returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ParameterFacts {
    /// Name.
    pub name: String,
    /// Type and rules, in words.
    pub rule: String,
    /// Whether a call, or an answer, without it is refused.
    pub required: bool,
    /// Meaning.
    pub description: String,
}

/// Use of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Use {
    /// At most.
    pub used: u32,
    /// Of.
    pub limit: u32,
}

/// What the permission sets grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GrantFacts {
    /// Permission set of those who may call the tools.
    pub permission_set: String,
    /// Permission set of the integration user.
    pub user_permission_set: Option<String>,
    /// Object → operations.
    pub object_permissions: BTreeMap<String, Vec<&'static str>>,
    /// `Object.Field` → `read` or `edit`.
    pub field_permissions: BTreeMap<String, &'static str>,
    /// User permissions.
    pub user_permissions: BTreeSet<String>,
    /// Custom permissions.
    pub custom_permissions: BTreeSet<String>,
    /// Custom metadata types.
    pub custom_metadata_types: BTreeSet<String>,
    /// Custom settings.
    pub custom_settings: BTreeSet<String>,
    /// Record types that records may get, as `Object.DeveloperName`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub record_types: BTreeSet<String>,
    /// Apex classes.
    pub apex_classes: BTreeSet<String>,
    /// What is granted although no tool uses it, and why.
    pub dependencies: Vec<Dependency>,
    /// What might be needed besides, by an assumption, and is not granted.
    pub withheld: Vec<Dependency>,
    /// Objects in use without object permissions → what decides instead, in words.
    pub without_object_permissions: BTreeMap<String, String>,
    /// Field permissions that reach further than the field in use: whole → parts in use.
    pub wholes: BTreeMap<String, BTreeSet<String>>,
    /// Field permissions that may hold for a field of another object too: fields of tasks and events.
    pub shared_with: BTreeMap<String, String>,
}

/// A grant that follows from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dependency {
    /// What, for example `Read on Account` or `EditTask`.
    pub grant: String,
    /// Because of what, for example `Read on Contact`.
    pub because: String,
    /// Where the rule comes from.
    pub source: String,
    /// Whether the rule is confirmed by documentation or an org.
    pub confirmed: bool,
    /// Whether nothing but an override of the project says so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stated: bool,
}

/// What people approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the fields are those of the spec")]
pub struct ApprovalFacts {
    pub tools: Vec<String>,
    pub approver: String,
    pub policy: String,
}

/// How calls are audited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the fields are those of the spec")]
pub struct AuditFacts {
    /// In words.
    pub sink: &'static str,
    pub retention_days: u32,
    pub note: Option<String>,
}

/// Calls and limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LimitFacts {
    /// Tool calls an hour of one agent.
    pub calls_per_hour: u32,
    /// Messages an hour of one person, from which they follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages_per_hour: Option<u32>,
    /// Agents at the same time.
    pub agents: u32,
    /// API requests a day, if they all call at that rate day and night.
    pub requests_per_day: u64,
    /// Daily API requests of the org.
    pub daily_api_limit: u64,
    /// Share, in percent.
    pub share_percent: u64,
    /// Share of all servers of the project together, in percent.
    pub all_servers_share_percent: u64,
    /// `pass`, `warn` or `fail`.
    pub verdict: &'static str,
    /// The same with more agents, of this server alone.
    pub scaling: Vec<ScalingFacts>,
    /// API requests of one tool call.
    pub requests_per_call: u32,
    /// API requests each time a client connects: token, probe, handshake, list.
    pub requests_per_connection: u32,
}

/// What a number of agents takes of the org's API requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScalingFacts {
    /// Agents at the same time.
    pub agents: u32,
    /// API requests a day.
    pub requests_per_day: u64,
    /// Share of the org's, in percent.
    pub share_percent: u64,
    /// `pass`, `warn` or `fail`.
    pub verdict: &'static str,
}

/// Who reviewed hand-written parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the fields are those of the spec")]
pub struct ReviewerFacts {
    pub name: String,
    pub date: String,
}
