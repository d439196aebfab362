//! The tests of a `create`.

use super::Create;
use crate::model::ParameterKind;
use crate::render::apex::expr::{call, raw};
use crate::render::apex::literal;
use crate::render::apex::stmt::Stmt;
use crate::render::tool_test::TestContext;
use crate::render::tool_test::apex::{MAP, act, declare, declare_arguments, equal, fails, put, valid};
use crate::render::tool_test::fixture::{Demand, Key, Wish, follows_from_others};
use crate::render::tool_test::reading::{assert_row, body_of_output, declare_stored, stored_columns};
use crate::render::tool_test::writing::{
    assert_assigned, count, count_like, declare_count, gives_away, optional, remove, rollback,
};
use crate::spec::Operator;
use sf_schema::FieldType;

/// Adds the tests.
pub fn render(create: &Create, cx: &mut TestContext<'_>) {
    cx.plan_arguments();
    if cx.lacks_argument() || cx.lacks_creation(&create.object) {
        return;
    }
    let noun = cx.noun(&create.object);
    creates(create, cx);
    without_optional(create, cx);
    gives_away(cx, &create.object, &create.assignments);
    if create.idempotency.is_some() {
        let first = call("McpTestFactory.recordOf", [call("call", [valid()])]).then("get", [raw("'Id'")]);
        let mut body = vec![declare("Object", "first", first), declare_count(&create.object), Stmt::Blank];
        body.extend(act(valid()));
        let again = call("McpTestFactory.recordOf", [raw("output")]).then("get", [raw("'Id'")]);
        body.extend([
            equal(raw("first"), again, "The record of the first call"),
            equal(raw("false"), body_of_output().then("get", [raw("'created'")]), "It is not new"),
            equal(raw("before"), count(&create.object), "No second record is made"),
        ]);
        cx.test(&format!("createsNoSecond{}ForTheSameKey", noun.one), None, body);
        makes_another(create, cx);
        keeps_what_others_made(create, cx);
    }
    let count = count_like(cx, &create.object);
    let check = equal(raw("before"), count.clone(), "The new record is rolled back");
    rollback(cx, vec![declare("Integer", "before", count)], vec![check]);
}

/// Another key makes another record, where nothing else tells records apart.
fn makes_another(create: &Create, cx: &mut TestContext<'_>) {
    let Some(key) = &create.idempotency else { return };
    let kind = cx.tool.parameter(&key.param).map(|parameter| &parameter.kind);
    let Some(ParameterKind::Text { min, max, pattern: None, format: None, .. }) = kind else { return };
    if create.assignments.iter().any(|assignment| assignment.field.unique) {
        return;
    }
    let other = "another-key-".repeat(50).chars().take((*max).min((*min).max(12)) as usize).collect::<String>();
    let first = call("McpTestFactory.recordOf", [call("call", [valid()])]).then("get", [raw("'Id'")]);
    let mut body = vec![
        declare("Object", "first", first),
        declare_arguments(),
        put(&key.param, raw(literal::string(&other))),
        Stmt::Blank,
    ];
    body.extend(act(raw("arguments")));
    let again = call("McpTestFactory.recordOf", [raw("output")]).then("get", [raw("'Id'")]);
    body.push(Stmt::Do(call("System.Assert.areNotEqual", [raw("first"), again, raw("'Another key is another call'")])));
    cx.test(&format!("createsAnother{}ForAnotherKey", cx.noun(&create.object).one), None, body);
}

/// A record that somebody else made is not answered for its key.
fn keeps_what_others_made(create: &Create, cx: &mut TestContext<'_>) {
    let Some(key) = create.idempotency.as_ref().filter(|key| key.own && key.field.unique && !cx.as_runner) else {
        return;
    };
    let Some(value) = cx.argument(&key.param).cloned() else { return };
    let wish = Wish { steps: &[], field: &key.field, demand: Some(Demand::new(Operator::Eq, value)) };
    let name = cx.planner.name(&create.object);
    match cx.planner.plan(name, &create.object, &[wish], &[]) {
        Ok(other) => {
            // The arguments may make records, too.
            let mut body =
                vec![Stmt::Do(cx.id_call(&other)), declare_arguments(), declare_count(&create.object), Stmt::Blank];
            body.extend(act(raw("arguments")));
            body.push(fails("DUPLICATE"));
            body.push(equal(raw("before"), count(&create.object), "No second record is made"));
            cx.test(&format!("keepsThe{}OfSomebodyElse", cx.noun(&create.object).one), None, body);
        }
        Err(gap) => cx.gap("that a record which somebody else made is not answered for its key", &gap),
    }
}

fn creates(create: &Create, cx: &mut TestContext<'_>) {
    let noun = cx.noun(&create.object);
    let mut body = vec![declare_arguments(), Stmt::Blank];
    body.extend(act(raw("arguments")));
    body.push(declare(MAP, "row", call("McpTestFactory.recordOf", [raw("output")])));
    body.push(declare("Id", "recordId", raw("(Id) row.get('Id')")));
    let key_field = create.idempotency.as_ref().map(|key| key.field.name.as_str());
    let fields = create.assignments.iter().map(|a| a.field.name.as_str()).chain(key_field);
    body.push(declare_stored(&create.object, stored_columns(&create.outputs, fields), "recordId"));
    body.extend(assert_assigned(cx, &create.assignments));
    if let Some(key) = &create.idempotency {
        let given = call("arguments.get", [raw(literal::string(&key.param))]);
        let stored = raw(format!("stored.{}", key.field.name));
        body.push(equal(given, stored, &format!("{} sets {}", key.param, key.field.name)));
        body.push(equal(raw("true"), body_of_output().then("get", [raw("'created'")]), "The record is new"));
    }
    body.extend(assert_row(cx, &Key(String::new()), &create.outputs, true));
    cx.test(&format!("createsThe{}", noun.one), None, body);
}

/// Fields whose arguments are left out stay empty.
fn without_optional(create: &Create, cx: &mut TestContext<'_>) {
    let left_out = optional(cx, &create.assignments);
    if left_out.is_empty() {
        return;
    }
    let mut body = vec![declare_arguments()];
    body.extend(left_out.iter().map(|(name, _)| remove(name)));
    body.push(Stmt::Blank);
    body.extend(act(raw("arguments")));
    body.push(declare("Id", "recordId", raw("(Id) McpTestFactory.recordOf(output).get('Id')")));
    let empty: Vec<&str> = left_out
        .iter()
        .filter(|(_, field)| {
            let has_default = matches!(field.data_type, FieldType::Boolean | FieldType::Picklist(_));
            let is_filled =
                has_default || field.defaulted_on_create || follows_from_others(&create.object, &field.name);
            field.nillable && !is_filled && field.reference().is_none()
        })
        .map(|(_, field)| field.name.as_str())
        .collect();
    if empty.is_empty() {
        body.push(Stmt::Do(call("System.Assert.isNotNull", [raw("recordId"), raw("'The record is made'")])));
    } else {
        let columns = stored_columns(&[], empty.iter().copied());
        body.push(declare_stored(&create.object, columns, "recordId"));
    }
    body.extend(empty.iter().map(|field| {
        let message = raw(literal::string(&format!("{field} stays empty")));
        Stmt::Do(call("System.Assert.isNull", [raw(format!("stored.{field}")), message]))
    }));
    cx.test(&format!("createsThe{}WithoutOptionalArguments", cx.noun(&create.object).one), None, body);
}
