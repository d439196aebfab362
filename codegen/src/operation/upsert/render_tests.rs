//! The tests of an `upsert`.

use super::Upsert;
use crate::model::{Assignment, Operand};
use crate::render::apex::expr::{Expr, call, raw};
use crate::render::apex::stmt::Stmt;
use crate::render::tool_test::apex::{MAP, act, argument_value, declare, declare_arguments, equal, put, valid};
use crate::render::tool_test::fixture::{Key, is_category};
use crate::render::tool_test::reading::{assert_row, body_of_output, declare_stored, stored_columns};
use crate::render::tool_test::writing::{
    another_argument, assert_assigned, assert_field, count, declare_count, gives_away, in_field, optional, remove,
    rollback,
};
use crate::render::tool_test::{TestContext, member};

/// Adds the tests.
pub fn render(upsert: &Upsert, cx: &mut TestContext<'_>) {
    cx.keys.push((upsert.by.clone(), upsert.external_id.clone()));
    cx.plan_arguments();
    if cx.lacks_argument() || cx.lacks_creation(&upsert.object) {
        return;
    }
    creates(upsert, cx);
    changes(upsert, cx);
    leaves_alone(upsert, cx);
    gives_away(cx, &upsert.object, &upsert.assignments);
    let check = equal(raw("before"), count(&upsert.object), "The new record is rolled back");
    rollback(cx, vec![declare_count(&upsert.object)], vec![check]);
}

fn created(expected: bool) -> Stmt {
    let message = if expected { "The record is new" } else { "The record is not new" };
    equal(raw(expected.to_string()), body_of_output().then("get", [raw("'created'")]), message)
}

fn creates(upsert: &Upsert, cx: &mut TestContext<'_>) {
    let mut body = vec![declare_arguments(), Stmt::Blank];
    body.extend(act(raw("arguments")));
    body.push(declare(MAP, "row", call("McpTestFactory.recordOf", [raw("output")])));
    body.push(declare("Id", "recordId", raw("(Id) row.get('Id')")));
    let key = upsert.external_id.name.as_str();
    let fields = upsert.assignments.iter().map(|a| a.field.name.as_str()).chain([key]);
    body.push(declare_stored(&upsert.object, stored_columns(&upsert.outputs, fields), "recordId"));
    let value = cx.argument(&upsert.by).cloned();
    body.extend(value.map(|value| assert_field(&upsert.external_id, &value, &format!("{} sets {key}", upsert.by))));
    body.extend(assert_assigned(cx, &upsert.assignments));
    body.push(created(true));
    body.extend(assert_row(cx, &Key(String::new()), &upsert.outputs, true));
    cx.test(&format!("createsThe{}", cx.noun(&upsert.object).one), None, body);
}

/// The first assignment whose parameter takes another value, with that value.
fn another<'u>(upsert: &'u Upsert, cx: &TestContext<'_>) -> Option<(&'u Assignment, &'u str, Expr, Stmt)> {
    upsert.assignments.iter().find_map(|assignment| {
        let Operand::Parameter { name, .. } = &assignment.operand else { return None };
        let value = another_argument(cx, name)?;
        let argument = argument_value(&value);
        let value = in_field(cx, &assignment.field, value);
        let check = assert_field(&assignment.field, &value, &format!("{name} sets {}", assignment.field.name));
        Some((assignment, name.as_str(), argument, check))
    })
}

fn changes(upsert: &Upsert, cx: &mut TestContext<'_>) {
    let first = call("McpTestFactory.recordOf", [call("call", [valid()])]).then("get", [raw("'Id'")]);
    let changed = another(upsert, cx);
    let mut body = vec![declare("Object", "first", first), declare_count(&upsert.object), declare_arguments()];
    if let Some((_, name, value, _)) = &changed {
        body.push(put(name, value.clone()));
    }
    body.push(Stmt::Blank);
    body.extend(act(raw("arguments")));
    body.extend([
        declare("Id", "recordId", raw("(Id) McpTestFactory.recordOf(output).get('Id')")),
        equal(raw("first"), raw("recordId"), "The record with the same key"),
        created(false),
        equal(raw("before"), count(&upsert.object), "No second record is made"),
    ]);
    if let Some((assignment, _, _, check)) = changed {
        let columns = stored_columns(&[], std::iter::once(assignment.field.name.as_str()));
        body.extend([declare_stored(&upsert.object, columns, "recordId"), check]);
    }
    cx.test(&format!("changesThe{}WithTheSameKey", cx.noun(&upsert.object).one), None, body);
}

/// A field whose argument is left out of a second call keeps its value.
fn leaves_alone(upsert: &Upsert, cx: &mut TestContext<'_>) {
    for (name, field) in optional(cx, &upsert.assignments) {
        if is_category(&upsert.object, &field.name) {
            continue;
        }
        let Some(value) = cx.argument(name).cloned() else { continue };
        let mut body = vec![
            Stmt::Do(call("McpTestFactory.bodyOf", [call("call", [valid()])])),
            declare_arguments(),
            remove(name),
            Stmt::Blank,
        ];
        body.extend(act(raw("arguments")));
        body.push(declare("Id", "recordId", raw("(Id) McpTestFactory.recordOf(output).get('Id')")));
        let columns = stored_columns(&[], std::iter::once(field.name.as_str()));
        body.push(declare_stored(&upsert.object, columns, "recordId"));
        let value = in_field(cx, field, value);
        body.push(assert_field(field, &value, &format!("{} stays as it was", field.name)));
        cx.test(&format!("leaves{}AloneWithoutItsArgument", member(&field.name)), None, body);
    }
}
