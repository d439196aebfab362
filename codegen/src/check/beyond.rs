//! What the platform asks of the user, or does to other records, beyond what the spec of a tool says.

use super::Findings;
use crate::model::{Assignment, Effect, Literal, Model, Operand, ParameterKind, Server, Tool};
use crate::rendered::Origin;
use crate::spec::Operator;
use diag::catalogue::exposure as codes;
use sf_schema::Schema;

/// A status that takes a user permission: the object, the values that do not take it, the permission and its label
/// (Salesforce Help, "User Permissions"). No documentation says what the platform answers without it.
const ACTIVATING: [(&str, &[&str], &str, &str); 2] = [
    ("Contract", &["Draft", "In Approval Process"], "ActivateContract", "Activate Contracts"),
    ("Order", &["Draft"], "ActivateOrder", "Activate Orders"),
];

/// Objects whose new owner takes other records along, or leaves them behind: what is documented for updates through the
/// API (SOAP API Developer Guide, "OwnerChangeOptions").
const OWNED: [(&str, &str); 2] = [
    (
        "Account",
        "removes its account team, and may give its contacts, open opportunities and activities the same owner",
    ),
    ("Opportunity", "removes its opportunity team, and may give its open activities the same owner"),
];

/// What the platform asks or does beyond the spec of a tool.
pub struct Beyond<'m> {
    /// To be read after the name of the tool.
    pub what: String,
    /// What a reader can do about it.
    hint: &'static str,
    origin: &'m Origin,
}

/// Says so where the tool gives no reason.
pub fn check(model: &Model, schema: &Schema, findings: &mut Findings) {
    for tool in model.tools.iter().filter(|tool| tool.justification.is_none()) {
        for beyond in beyond(model, schema, tool) {
            let message = format!("`{}` {}", tool.name, beyond.what);
            findings.report(&codes::BEYOND_THE_RECORD, beyond.origin.place(), message, beyond.hint);
        }
    }
}

/// What the platform asks or does beyond the spec of the tool.
pub fn beyond<'m>(model: &Model, schema: &Schema, tool: &'m Tool) -> Vec<Beyond<'m>> {
    let mut found = Vec::new();
    for (object, assignment) in tool.operation.assignments() {
        let field = assignment.field.name.as_str();
        let activating = ACTIVATING.iter().find(|(of, ..)| *of == object && field == "Status");
        if let Some((_, _, permission, label)) = activating.filter(|(_, free, ..)| may_differ(tool, assignment, free))
            && !is_granted(schema, object, permission)
            && !user_has(model, tool, permission)
        {
            let what = format!(
                "sets `{object}.Status`, for which an org may ask the user for *{label}* (`{permission}`), and the permission \
                 set does not grant it"
            );
            let hint = "state it under `writeUserPermissions` of the object in `overrides` of the project, give it to the user \
                        in another way, or say in `justification` that the user has it";
            found.push(Beyond { what, hint, origin: &assignment.origin });
        }
        let owned = OWNED.iter().find(|(of, _)| *of == object && field == "OwnerId");
        if let Some((_, along)) = owned.filter(|_| tool.operation.effect() != Effect::Create) {
            let what = format!(
                "gives `{object}` a new owner, by which the platform {along}, whatever rights the user has there"
            );
            let hint = "leave `OwnerId` out, or write in `justification` of the tool why that is right";
            found.push(Beyond { what, hint, origin: &assignment.origin });
        }
    }
    // The first event of a series takes the others along (Object Reference, "Event").
    let deleted = tool.operation.effect() == Effect::Delete && tool.operation.objects().contains(&"Event");
    let alone = || {
        let conditions = tool.operation.conditions();
        conditions.iter().any(|(_, condition)| {
            let path = &condition.path;
            let no = condition.op == Operator::Eq && condition.operand == Operand::Constant(Literal::Boolean(false));
            path.steps.is_empty() && path.field.name == "IsRecurrence" && no
        })
    };
    if deleted && !alone() {
        let what =
            "deletes `Event`, and the first record of a series may take the others of the series along".to_owned();
        let hint = "add `{ field: IsRecurrence, op: eq, value: false }` to `always`, or write in `justification` of the tool \
                    why that is right";
        found.push(Beyond { what, hint, origin: &tool.origin });
    }
    let reads_log = tool.access.objects.get("SetupAuditTrail").is_some_and(|object| object.read);
    if reads_log && !user_has(model, tool, "ViewSetup") {
        let what = "reads `SetupAuditTrail`, for which an org may ask the user for *View Setup and Configuration* \
                    (`ViewSetup`), and the permission set does not grant it"
            .to_owned();
        let hint =
            "give it to the user in another way, such as `userPermissions` of `runAs`, and say so in `justification`";
        found.push(Beyond { what, hint, origin: &tool.origin });
    }
    found
}

/// Whether a call may set another value than these.
fn may_differ(tool: &Tool, assignment: &Assignment, free: &[&str]) -> bool {
    let is_free = |value: &str| free.iter().any(|free| free.eq_ignore_ascii_case(value));
    match &assignment.operand {
        Operand::Constant(Literal::Text(value)) => !is_free(value),
        Operand::Parameter { name, .. } => match tool.parameter(name).map(|parameter| &parameter.kind) {
            Some(ParameterKind::Choice { values }) => !values.iter().all(|value| is_free(value)),
            _ => true,
        },
        _ => true,
    }
}

/// Whether writing the object takes the permission in any case, as an override of the project says.
fn is_granted(schema: &Schema, object: &str, permission: &str) -> bool {
    let access = schema.object(object).map(|object| &object.access);
    access.is_some_and(|access| access.write_user_permissions.iter().any(|needed| needed.name == permission))
}

/// Whether the integration user of every server that offers the tool has the permission.
fn user_has(model: &Model, tool: &Tool, permission: &str) -> bool {
    let mut servers = model.servers.iter().filter(|server| tool.servers.contains(&server.name)).peekable();
    let has = |server: &Server| {
        let mut granted = server.run_as.iter().flat_map(|run_as| &run_as.user_permissions);
        granted.any(|grant| grant.name == permission)
    };
    servers.peek().is_some() && servers.all(has)
}
