//! The tests of an `update`.

use super::Update;
use crate::model::Operand;
use crate::render::apex::expr::{call, raw};
use crate::render::apex::field::class;
use crate::render::apex::literal;
use crate::render::apex::stmt::Stmt;
use crate::render::tool_test::apex::{MAP, act, declare, declare_arguments, equal, fails, valid};
use crate::render::tool_test::fixture::{Key, is_category};
use crate::render::tool_test::reading::{assert_row, declare_stored, hidden, not_found, out_of_scope, stored_columns};
use crate::render::tool_test::writing::{assert_assigned, assigned, gives_away, optional, remove, rollback};
use crate::render::tool_test::{Identity, TestContext, Wanted, member};
use sf_schema::{Field, FieldType};
use std::collections::BTreeSet;

/// Adds the tests.
pub fn render(update: &Update, cx: &mut TestContext<'_>) {
    let wanted = Wanted {
        object: &update.object,
        identity: Identity::Id(&update.by),
        conditions: &update.conditions,
        outputs: &update.outputs,
        filled: update.assignments.iter().map(|a| &a.field).collect(),
        bound: Vec::new(),
        hides: true,
    };
    let Some(key) = cx.arrange(&wanted) else { return };
    if all_optional(update).is_some_and(|names| names.iter().all(|name| cx.argument(name).is_none())) {
        // A call without any of them changes nothing, which the tool refuses.
        cx.lacks_record = true;
        cx.gaps.push("a refusal without access, since no valid call is known".to_owned());
        cx.proves_access = true;
        return;
    }
    make_changes_visible(update, cx, &key);
    changes(update, cx, &key);
    leaves_alone(update, cx, &key);
    gives_away(cx, &update.object, &update.assignments);
    if let Some(names) = all_optional(update) {
        let mut body = vec![declare_arguments()];
        body.extend(names.iter().map(|name| remove(name)));
        body.push(Stmt::Blank);
        body.extend(act(raw("arguments")));
        body.push(fails("INVALID_ARGUMENTS"));
        cx.test("refusesACallThatChangesNothing", None, body);
    }
    hidden(cx, Vec::new(), valid(), Vec::new());
    not_found(cx, &key, &update.object);
    let fields: Vec<&Field> = update.assignments.iter().map(|a| &a.field).collect();
    // In memory a moment has milliseconds, which the platform does not store, and no value that the platform fills in.
    let record = cx.planner.record(&key);
    let is_set = |field: &Field| record.is_some_and(|record| record.fields.contains_key(&field.name));
    let differs = fields.iter().any(|field| field.data_type == FieldType::DateTime || !is_set(field));
    let read = differs.then(|| declare(&class(&update.object), "before", before(update, &fields, "other.Id")));
    let unchanged = unchanged(update, &fields, if differs { "before" } else { "other" });
    out_of_scope(cx, &key, &wanted, "leavesAlone", (read.as_slice(), &unchanged));
    let before = declare(&class(&update.object), "before", before(update, &fields, "recordId"));
    let mut check = vec![declare_stored(&update.object, names(&fields), "before.Id")];
    check.extend(fields.iter().map(|field| {
        let name = &field.name;
        equal(raw(format!("before.{name}")), raw(format!("stored.{name}")), &format!("{name} is rolled back"))
    }));
    let id = declare("Id", "recordId", cx.id_call(&key));
    rollback(cx, vec![id, before], check);
}

fn names(fields: &[&Field]) -> Vec<String> {
    stored_columns(&[], fields.iter().map(|field| field.name.as_str()))
}

fn before(update: &Update, fields: &[&Field], id: &str) -> crate::render::apex::expr::Expr {
    use crate::render::apex::soql::{Clause, Query};
    crate::render::apex::expr::Expr::Query(Box::new(Query {
        select: names(fields),
        from: update.object.clone(),
        conditions: vec![Clause::bind("Id =", &raw(id))],
        limit: Some("1".into()),
        in_system_mode: true,
        ..Query::default()
    }))
}

/// Where the record holds already what the call would set, it gets another value.
fn make_changes_visible(update: &Update, cx: &mut TestContext<'_>, key: &Key) {
    for assignment in &update.assignments {
        let Some(value) = assigned(cx, assignment) else { continue };
        let Some(record) = cx.planner.record(key).cloned() else { return };
        let field = assignment.field.name.as_str();
        let unset_checkbox = assignment.field.data_type == FieldType::Boolean && !record.fields.contains_key(field);
        if (record.fields.get(field) == Some(&value) || unset_checkbox)
            && let Some(other) = cx.planner.others(&record, field).into_iter().find(|other| *other != value)
        {
            cx.planner.set(key, field, other);
        }
    }
}

fn changes(update: &Update, cx: &mut TestContext<'_>, key: &Key) {
    let noun = cx.noun(&update.object);
    let mut body = vec![declare("Id", "recordId", cx.id_call(key)), Stmt::Blank];
    body.extend(act(valid()));
    body.push(declare(MAP, "row", call("McpTestFactory.recordOf", [raw("output")])));
    body.push(equal(raw("recordId"), call("row.get", [raw("'Id'")]), &format!("The {} that was named", noun.text)));
    let fields = update.assignments.iter().map(|a| a.field.name.as_str());
    body.push(declare_stored(&update.object, stored_columns(&update.outputs, fields), "recordId"));
    body.extend(assert_assigned(cx, &update.assignments));
    body.extend(assert_row(cx, &Key(String::new()), &update.outputs, true));
    cx.test(&format!("changesThe{}", noun.one), None, body);
}

/// A field whose argument is left out keeps its value. One argument is left out at a time.
fn leaves_alone(update: &Update, cx: &mut TestContext<'_>, key: &Key) {
    let optional = optional(cx, &update.assignments);
    // With a single optional argument and nothing else there is nothing left to change.
    let given: BTreeSet<&str> = optional.iter().map(|(name, _)| *name).collect();
    if all_optional(update).is_some() && given.len() < 2 {
        return;
    }
    for (name, field) in optional {
        if is_category(&update.object, &field.name) {
            continue;
        }
        let mut body = vec![declare("Id", "recordId", cx.id_call(key))];
        body.push(declare(&class(&update.object), "before", before(update, &[field], "recordId")));
        body.extend([declare_arguments(), remove(name), Stmt::Blank]);
        body.extend(act(raw("arguments")));
        body.push(Stmt::Do(call("McpTestFactory.bodyOf", [raw("output")])));
        body.push(declare_stored(&update.object, names(&[field]), "recordId"));
        let field = &field.name;
        body.push(equal(
            raw(format!("before.{field}")),
            raw(format!("stored.{field}")),
            &format!("{field} stays as it was"),
        ));
        cx.test(&format!("leaves{}AloneWithoutItsArgument", member(field)), None, body);
    }
}

/// The parameters, if every field that the tool sets is optional.
fn all_optional(update: &Update) -> Option<Vec<&str>> {
    update
        .assignments
        .iter()
        .map(|assignment| match &assignment.operand {
            Operand::Parameter { name, always: false } => Some(name.as_str()),
            _ => None,
        })
        .collect()
}

/// A record out of reach holds what it was made with.
fn unchanged(update: &Update, fields: &[&Field], variable: &str) -> Vec<Stmt> {
    let mut body = vec![declare_stored(&update.object, names(fields), &format!("{variable}.Id"))];
    body.extend(fields.iter().filter(|field| !matches!(field.data_type, FieldType::Boolean)).map(|field| {
        let name = &field.name;
        let message = raw(literal::string(&format!("{name} stays as it was")));
        Stmt::Do(call(
            "System.Assert.areEqual",
            [raw(format!("{variable}.{name}")), raw(format!("stored.{name}")), message],
        ))
    }));
    body
}
