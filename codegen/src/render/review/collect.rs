//! Model → review.

use super::data::{
    ApprovalFacts, AuditFacts, Dependency, FurtherRight, GrantFacts, LimitFacts, LoginFacts, Review, RunAsFacts,
    ScalingFacts, ServerFacts, TargetFacts,
};
use super::{objects, tools, words};
use crate::model::{CallVolume, ExpectedCalls, Grant, Model, Proxy, RunAs, Server};
use crate::render::clients;
use crate::render::grants::{Grants, Why, word};
use crate::render::permission_set::{API_USER, has_integration_user};
use crate::spec::Flow;
use sf_schema::grants::Reason;
use sf_schema::{Certainty, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// API requests of a client that connects through the proxy, counted with Claude Code: one for the token, one for the
/// probe of the newest protocol, three for handshake and list.
const REQUESTS_PER_CONNECTION: u32 = 5;
/// How many times as many agents the review looks at.
const SCALING: [u32; 4] = [1, 2, 5, 10];

/// What a server exposes, to whom, and why.
pub fn collect(model: &Model, schema: &Schema, server: &Server) -> Review {
    let (grants, _) = Grants::of(model, schema, server);
    let tools = model.tools_of(server).flat_map(|tool| {
        // Conditions of a scope stand in the scope's file.
        let conditions = tool.operation.conditions().into_iter().map(|(_, condition)| &condition.origin);
        std::iter::once(&tool.origin).chain(conditions)
    });
    let orgs = model.targets.iter().map(|target| &target.origin);
    let origins = tools.chain(orgs).chain([&server.origin, &model.project.origin]);
    Review {
        spec_version: crate::spec::schema::VERSION,
        spec_files: origins.map(|origin| origin.file.to_string()).collect(),
        project: model.project.name.clone(),
        server: server_facts(server),
        login: login(model, server),
        targets: targets(model, server),
        objects: objects::objects(model, schema, server, &grants),
        records: objects::records(model, server),
        moved_fences: objects::moved_fences(model, schema, server),
        personal_data: objects::personal_data(model, schema, server),
        excluded: excluded(model, server),
        tools: model.tools_of(server).map(|tool| tools::facts(model, schema, tool)).collect(),
        hand_written: server.hand_written.iter().map(tools::by_hand).collect(),
        grants: grant_facts(server, schema, &grants),
        approvals: server
            .approvals
            .iter()
            .map(|approval| ApprovalFacts {
                tools: approval.tools.clone(),
                approver: approval.approver.clone(),
                policy: approval.policy.clone(),
            })
            .collect(),
        audit: server.audit.as_ref().map(|audit| AuditFacts {
            sink: words::sink(audit.sink),
            retention_days: audit.retention_days,
            note: audit.note.clone(),
        }),
        limits: limits(model, server.expected_calls),
        reviewer: server.reviewer.as_ref().map(words::reviewer),
    }
}

/// What the scopes of the server's tools leave out, where no other of its tools touches it.
fn excluded(model: &Model, server: &Server) -> BTreeMap<String, String> {
    let touched = model.access_of(server).objects;
    let scopes = model.tools_of(server).flat_map(|tool| &tool.scopes);
    let excluded = scopes.filter_map(|scope| model.excluded.get(scope)).flatten();
    let untouched = excluded.filter(|(object, _)| !touched.contains_key(*object));
    untouched.map(|(object, reason)| (object.clone(), reason.clone())).collect()
}

fn server_facts(server: &Server) -> ServerFacts {
    ServerFacts {
        name: server.name.clone(),
        title: server.title.clone(),
        description: server.description.clone(),
        purpose: server.purpose.clone(),
        owner: server.owner.clone(),
        version: server.version.clone(),
        endpoint: format!("/services/apexrest{}", server.endpoint),
        production: server.production,
        timeout_seconds: server.timeout_seconds,
        allowed_origins: server.allowed_origins.clone(),
    }
}

fn login(model: &Model, server: &Server) -> LoginFacts {
    let login = &server.login;
    let run_as = server.run_as.as_ref().filter(|_| has_integration_user(server));
    LoginFacts {
        flow: words::flow(login.flow),
        identity: words::identity(login.flow),
        app: words::app(login.app),
        app_name: server.app_name.clone(),
        contact_email: model.project.contact_email.clone(),
        clients: login.clients.clone(),
        script: match &model.project.proxy {
            Proxy::Npm(_) => None,
            Proxy::Path(path) => Some(path.clone()),
        },
        scopes: login.scopes.clone(),
        further_scopes: login.further_scopes.iter().map(|(scope, _)| scope.clone()).collect(),
        scope_justification: login.scope_justification.clone(),
        refresh_token_days: (login.flow == Flow::AuthorizationCode).then_some(login.refresh_token_days),
        run_as: run_as.map(|run_as| RunAsFacts {
            profile: run_as.profile.name.clone(),
            permission_sets: run_as.permission_sets.iter().map(|grant| grant.name.clone()).collect(),
            user_permissions: API_USER
                .iter()
                .map(|permission| (*permission).to_owned())
                .chain(run_as.user_permissions.iter().map(|grant| grant.name.clone()))
                .collect(),
            further_rights: further_rights(run_as),
        }),
    }
}

fn further_rights(run_as: &RunAs) -> Vec<FurtherRight> {
    let profile = Some(&run_as.profile).filter(|profile| !profile.justification.is_empty());
    let profile = profile.map(|grant| ("profile", grant)).into_iter();
    let sets = run_as.permission_sets.iter().map(|grant| ("permission set", grant));
    let permissions = run_as.user_permissions.iter().map(|grant| ("user permission", grant));
    let right = |(kind, grant): (&'static str, &Grant)| FurtherRight {
        kind,
        name: grant.name.clone(),
        justification: grant.justification.clone(),
    };
    profile.chain(sets).chain(permissions).map(right).collect()
}

fn targets(model: &Model, server: &Server) -> Vec<TargetFacts> {
    let facts = |target: &crate::model::Target| TargetFacts {
        name: target.name.clone(),
        class: words::org_class(target.class),
        host: target.host.clone(),
        run_as: target.run_as.get(&server.name).cloned().filter(|_| has_integration_user(server)),
        client_server: clients::server_name(server, target),
    };
    model.targets.iter().map(facts).collect()
}

fn grant_facts(server: &Server, schema: &Schema, grants: &Grants) -> GrantFacts {
    let lower = |operation| match word(operation) {
        "Read" => "read",
        "Create" => "create",
        "Edit" => "edit",
        _ => "delete",
    };
    let follows = grants.objects.iter().flat_map(|(object, right)| {
        right.operations.iter().filter_map(move |(operation, why)| match why {
            Why::Tool => None,
            Why::Dependency(reasons) => Some(dependencies(&format!("{} on {object}", word(*operation)), reasons)),
        })
    });
    let users = grants.user_permissions.iter().map(|(name, reasons)| dependencies(name, reasons));
    let withheld = grants.withheld.iter();
    GrantFacts {
        permission_set: server.permission_set.clone(),
        user_permission_set: has_integration_user(server).then(|| server.user_permission_set.clone()),
        object_permissions: grants
            .objects
            .iter()
            .map(|(object, right)| (object.clone(), right.operations.keys().map(|o| lower(*o)).collect()))
            .collect(),
        field_permissions: grants
            .fields
            .iter()
            .map(|(field, right)| (field.clone(), if right.edit { "edit" } else { "read" }))
            .collect(),
        user_permissions: grants.user_permissions.keys().cloned().collect(),
        custom_permissions: grants.custom_permissions.clone(),
        custom_metadata_types: grants.custom_metadata_types.clone(),
        custom_settings: grants.custom_settings.clone(),
        record_types: grants.record_types.clone(),
        apex_classes: BTreeSet::from([grants.endpoint_class.clone()]),
        dependencies: follows.chain(users).flatten().collect(),
        withheld: withheld
            .flat_map(|w| dependencies(&format!("{} on {}", word(w.operation), w.object), &w.reasons))
            .collect(),
        without_object_permissions: grants
            .without_object_permissions
            .iter()
            .map(|(object, permission)| (object.clone(), words::decided_by(permission)))
            .collect(),
        wholes: wholes(grants),
        shared_with: shared_with(schema, grants),
    }
}

/// One entry per reason; a reason that is asked for by a tool is no dependency.
fn dependencies(grant: &str, reasons: &BTreeSet<Reason>) -> Vec<Dependency> {
    let entry = |reason: &Reason| Dependency {
        grant: grant.to_owned(),
        because: reason.because.clone(),
        source: reason.source.clone(),
        confirmed: reason.certainty == Certainty::Known,
        stated: reason.certainty == Certainty::Stated,
    };
    reasons.iter().map(entry).collect()
}

fn wholes(grants: &Grants) -> BTreeMap<String, BTreeSet<String>> {
    let further = grants.fields.iter().filter(|(entry, right)| right.used.iter().any(|used| used != *entry));
    further.map(|(entry, right)| (entry.clone(), right.used.clone())).collect()
}

/// Tasks and events are both activities and share fields, so that a permission of one may hold for the other. No
/// documentation says so and no org has confirmed it.
fn shared_with(schema: &Schema, grants: &Grants) -> BTreeMap<String, String> {
    let other = |field: &String| {
        let (object, name) = field.split_once('.')?;
        let other = match object {
            "Task" => "Event",
            "Event" => "Task",
            _ => return None,
        };
        schema.object(other)?.field(name).map(|_| (field.clone(), format!("{other}.{name}")))
    };
    grants.fields.keys().filter_map(other).collect()
}

fn limits(model: &Model, calls: ExpectedCalls) -> LimitFacts {
    let (own, all) = (CallVolume::of(std::iter::once(&calls)), model.call_volume());
    let verdict = |share| match share {
        0..ExpectedCalls::LARGE_SHARE => "pass",
        ExpectedCalls::LARGE_SHARE..=100 => "warn",
        _ => "fail",
    };
    let scaling = SCALING.map(|factor| {
        let more = calls.times(factor);
        let volume = CallVolume::of(std::iter::once(&more));
        ScalingFacts {
            agents: more.agents,
            requests_per_day: volume.per_day,
            share_percent: volume.share,
            verdict: verdict(volume.share),
        }
    });
    LimitFacts {
        calls_per_hour: calls.per_hour,
        messages_per_hour: calls.messages_per_hour,
        agents: calls.agents,
        requests_per_day: own.per_day,
        daily_api_limit: own.daily_api_limit,
        share_percent: own.share,
        all_servers_share_percent: all.share,
        verdict: verdict(own.share.max(all.share)),
        scaling: scaling.into(),
        requests_per_call: 1,
        requests_per_connection: REQUESTS_PER_CONNECTION,
    }
}
