//! Tools.

use super::data::{AnnotationFacts, HandWrittenFacts, ParameterFacts, ToolFacts, Use};
use super::words;
use crate::check::beyond::beyond;
use crate::check::breadth::breadth;
use crate::check::security_objects::power;
use crate::lower::narrows_down;
use crate::model::{Budget, Effect, HandWritten, Model, Parameter, Path, Tool};
use sf_schema::Schema;
use std::collections::{BTreeMap, BTreeSet};

/// What a reviewer wants to know about a tool.
pub(super) fn facts(model: &Model, schema: &Schema, tool: &Tool) -> ToolFacts {
    ToolFacts {
        name: tool.name.clone(),
        title: tool.title.clone(),
        summary: tool.summary.clone(),
        operation: tool.operation.key(),
        effect: effect(tool.operation.effect()),
        aliases: tool.aliases.clone(),
        permission: tool.permission.clone(),
        class: tool.class.clone(),
        handler: tool.operation.handler().map(str::to_owned),
        unusual: breadth(tool).or_else(|| power(tool).next()),
        justification: tool.justification.clone(),
        searched: tool.operation.searched(),
        tells_of: tells_of(tool),
        deletes_along: tool.operation.deletes_along().cloned().unwrap_or_default(),
        beyond: beyond(model, schema, tool).into_iter().map(|beyond| beyond.what).collect(),
        any_parent: tool.access.any_parent.clone(),
        annotations: AnnotationFacts {
            read_only_hint: tool.annotations.read_only,
            destructive_hint: tool.annotations.destructive,
            idempotent_hint: tool.annotations.idempotent,
            open_world_hint: tool.annotations.open_world,
        },
        parameters: tool.parameters.iter().map(parameter).collect(),
        authorized: tool.authorized.iter().map(|value| (value.name.clone(), words::authorized(value))).collect(),
        returns: tool.operation.returns().iter().map(parameter).collect(),
        max_rows: tool.operation.max_rows(),
        worst_case: worst_case(tool.worst_case()),
    }
}

/// The fields that a tool does not return as they are and whose values a model can find out by comparing or ordering.
fn tells_of(tool: &Tool) -> BTreeSet<String> {
    let conditions = tool.operation.conditions().into_iter().map(|(_, condition)| condition);
    let compared = conditions.filter(|condition| narrows_down(condition)).map(|condition| &condition.path);
    let told = tool.operation.tells_of();
    let outputs = tool.operation.outputs();
    let is_returned = |path: &Path| outputs.iter().any(|(_, output)| output.path == *path && output.mask.is_none());
    let hidden = compared.chain(told.iter().map(|told| told.path)).filter(|path| !is_returned(path));
    hidden.map(|path| format!("{}.{path}", path.object)).collect()
}

/// What a reviewer wants to know about a tool whose class people wrote.
pub(super) fn by_hand(tool: &HandWritten) -> HandWrittenFacts {
    HandWrittenFacts {
        name: tool.name.clone(),
        title: tool.title.clone(),
        summary: tool.summary.clone(),
        effect: effect(if tool.writes { Effect::Custom } else { Effect::Read }),
        permission: tool.permission.clone(),
        class: tool.class.clone(),
        justification: tool.justification.clone(),
        reviewer: tool.reviewer.as_ref().map(words::reviewer),
        any_parent: tool.access.any_parent.clone(),
        objects: tool.access.objects.keys().cloned().collect(),
    }
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "reads",
        Effect::Create => "creates",
        Effect::Update => "changes",
        Effect::Upsert => "creates or changes",
        Effect::Delete => "deletes",
        Effect::Custom => "hand-written, may write",
    }
}

fn parameter(parameter: &Parameter) -> ParameterFacts {
    ParameterFacts {
        name: parameter.name.clone(),
        rule: words::parameter(parameter),
        required: parameter.required,
        description: parameter.description.clone(),
    }
}

/// The limits of one transaction and what a call needs of them at most.
pub(super) fn worst_case(budget: Budget) -> BTreeMap<&'static str, Use> {
    let limit = Budget::LIMIT;
    let all = [
        ("callouts", budget.callouts, limit.callouts),
        ("dmlRows", budget.dml_rows, limit.dml_rows),
        ("dmlStatements", budget.dml, limit.dml),
        ("heapBytes", budget.heap, limit.heap),
        ("queries", budget.queries, limit.queries),
        ("queryRows", budget.rows, limit.rows),
        ("searches", budget.searches, limit.searches),
    ];
    all.into_iter().map(|(name, used, limit)| (name, Use { used, limit })).collect()
}
