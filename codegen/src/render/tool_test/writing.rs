//! Tests that tools share which write.

use super::apex::{act, declare, declare_arguments, equal, fails, field_value, put};
use super::context::TestContext;
use super::fixture::{Value, picks};
use super::reading::{declare_stored, stored_columns};
use crate::model::{Assignment, Literal, Operand, ParameterKind, holds_record_type};
use crate::render::apex::expr::{Expr, call, raw};
use crate::render::apex::soql::{Clause, Query};
use crate::render::apex::stmt::Stmt;
use crate::render::apex::value::decimal;
use sf_schema::{Field, FieldType};

/// The value that an assignment leaves in its field, as the arguments are planned.
pub fn assigned(cx: &TestContext<'_>, assignment: &Assignment) -> Option<Value> {
    cx.operand(&assignment.operand).ok().map(|(value, _)| in_field(cx, &assignment.field, value))
}

/// What a value is in a field of the record that the tool writes: a name of a record type is its Id there.
pub fn in_field(cx: &TestContext<'_>, field: &Field, value: Value) -> Value {
    match (value.as_text(), cx.tool.operation.objects().first()) {
        (Some(name), Some(object)) if holds_record_type(field) => {
            Value::RecordType { object: (*object).to_owned(), name: name.to_owned() }
        }
        _ => value,
    }
}

/// Each field that the tool sets holds what the arguments, the spec or the running user say.
pub fn assert_assigned(cx: &TestContext<'_>, assignments: &[Assignment]) -> Vec<Stmt> {
    let mut body = Vec::new();
    for assignment in assignments {
        let name = assignment.field.name.as_str();
        let Ok((value, by_clock)) = cx.operand(&assignment.operand) else { continue };
        let message = match &assignment.operand {
            Operand::Parameter { name: parameter, .. } => format!("{parameter} sets {name}"),
            Operand::Authorized(value) => format!("{value} sets {name}, and no argument can"),
            _ => format!("{name} is fixed"),
        };
        body.push(Stmt::From(assignment.origin.clone()));
        body.push(match value {
            // The tool takes the day from the calendar of its user, who may live in another time zone.
            Value::Today(_) if by_clock => {
                let actual = raw(format!("stored.{name}"));
                equal(call("McpTestFactory.agentToday", []), actual, &message)
            }
            value => assert_field(&assignment.field, &in_field(cx, &assignment.field, value), &message),
        });
    }
    body.push(Stmt::From(cx.tool.origin.clone()));
    body
}

/// `System.Assert.areEqual(value, stored.Field, 'message');`
pub fn assert_field(field: &Field, value: &Value, message: &str) -> Stmt {
    let actual = raw(format!("stored.{}", field.name));
    match value {
        // The moment of the call is not the moment of the assertion.
        Value::Now(_) => {
            Stmt::Do(call("System.Assert.isNotNull", [actual, raw(crate::render::apex::literal::string(message))]))
        }
        _ => equal(typed(field, value), actual, message),
    }
}

/// A value in the Apex type of its field.
fn typed(field: &Field, value: &Value) -> Expr {
    let is_number = matches!(
        field.data_type,
        FieldType::Double(_) | FieldType::Currency(_) | FieldType::Percent(_) | FieldType::Long
    );
    match value {
        Value::Literal(Literal::Integer(n)) if is_number => raw(decimal(&n.to_string())),
        Value::List(values) if matches!(field.data_type, FieldType::MultiPicklist(_)) => {
            let texts: Vec<&str> = values.iter().filter_map(Value::as_text).collect();
            raw(crate::render::apex::literal::string(&texts.join(";")))
        }
        other => field_value(other),
    }
}

/// A parameter that sets the owner gives the record to somebody else, of whom the caller then knows no more than the Id.
pub fn gives_away(cx: &mut TestContext<'_>, object: &str, assignments: &[Assignment]) {
    let owner = assignments.iter().find(|assignment| assignment.field.name == "OwnerId");
    let Some((owner, Operand::Parameter { name, .. })) = owner.map(|owner| (owner, &owner.operand)) else { return };
    if !matches!(cx.argument(name), Some(Value::Agent)) {
        return;
    }
    let mut body = vec![declare_arguments(), put(name, field_value(&Value::Someone)), Stmt::Blank];
    body.extend(act(raw("arguments")));
    body.push(declare("Id", "recordId", raw("(Id) McpTestFactory.recordOf(output).get('Id')")));
    body.push(declare_stored(object, stored_columns(&[], std::iter::once("OwnerId")), "recordId"));
    body.push(assert_field(&owner.field, &Value::Someone, &format!("{name} sets OwnerId")));
    cx.test(&format!("givesThe{}ToAnotherUser", cx.noun(object).one), None, body);
}

/// Parameters without which the tool can do its work, each with the field it sets.
pub fn optional<'x>(cx: &TestContext<'_>, assignments: &'x [Assignment]) -> Vec<(&'x str, &'x Field)> {
    assignments
        .iter()
        .filter_map(|assignment| match &assignment.operand {
            Operand::Parameter { name, always: false } => Some((name.as_str(), &assignment.field)),
            _ => None,
        })
        .filter(|(name, _)| cx.argument(name).is_some())
        .collect()
}

/// `arguments.remove('name');`
pub fn remove(name: &str) -> Stmt {
    Stmt::Do(call("arguments.remove", [raw(crate::render::apex::literal::string(name))]))
}

/// What a failed call did is undone. `check` holds the assertion that nothing stays.
pub fn rollback(cx: &mut TestContext<'_>, before: Vec<Stmt>, check: Vec<Stmt>) {
    let mut body = vec![declare_arguments()];
    body.extend(before);
    body.extend([Stmt::Assign("McpGuardedTool.failAfterRun".into(), raw("true")), Stmt::Blank]);
    body.extend(act(raw("arguments")));
    body.push(fails("INTERNAL_ERROR"));
    body.extend(check);
    cx.test("leavesNothingBehindAFailure", None, body);
}

/// `[SELECT COUNT() FROM Case WITH SYSTEM_MODE]`.
pub fn count(object: &str) -> Expr {
    raw(format!("[SELECT COUNT() FROM {object} WITH SYSTEM_MODE]"))
}

/// The same for an object of which a query must test a field: of the records that the tool links to what it links.
pub fn count_like(cx: &TestContext<'_>, object: &str) -> Expr {
    let tested =
        |field: &str| matches!((object, field), ("ContentDocumentLink", "ContentDocumentId" | "LinkedEntityId"));
    let assignments = cx.tool.operation.assignments();
    let set = assignments.iter().find(|(_, assignment)| tested(&assignment.field.name));
    let value = set.and_then(|(_, assignment)| Some((&assignment.field.name, assigned(cx, assignment)?)));
    let Some((field, value)) = value else { return count(object) };
    Expr::Query(Box::new(Query {
        select: vec!["COUNT()".to_owned()],
        from: object.to_owned(),
        conditions: vec![Clause::bind(&format!("{field} ="), &field_value(&value))],
        in_system_mode: true,
        ..Query::default()
    }))
}

/// `[SELECT COUNT() FROM Case WHERE Id = :id WITH SYSTEM_MODE]`.
pub fn count_of(object: &str, id: &str) -> Expr {
    raw(format!("[SELECT COUNT() FROM {object} WHERE Id = :{id} WITH SYSTEM_MODE]"))
}

/// `Integer before = [SELECT COUNT() …];`
pub fn declare_count(object: &str) -> Stmt {
    declare_count_as("before", object)
}

/// The same under another name.
pub fn declare_count_as(name: &str, object: &str) -> Stmt {
    declare("Integer", name, count(object))
}

/// Another valid argument for a parameter, if one is known.
pub fn another_argument(cx: &TestContext<'_>, name: &str) -> Option<Value> {
    let present = cx.argument(name)?;
    let restricted = cx.tool.operation.assignments().into_iter().find(|(_, assignment)| {
        let is_it = matches!(&assignment.operand, Operand::Parameter { name: of, .. } if of == name);
        is_it && assignment.field.picklist().is_some_and(|picklist| picklist.restricted)
    });
    match (&cx.tool.parameter(name)?.kind, present) {
        (ParameterKind::Text { min, max, .. }, present) if restricted.is_some() => {
            let fits = |value: &&str| (*min..=*max).contains(&u32::try_from(value.chars().count()).unwrap_or(u32::MAX));
            let picks = restricted.map(|(_, assignment)| picks(&assignment.field)).unwrap_or_default();
            picks.into_iter().filter(fits).find(|value| present.as_text() != Some(value)).map(Value::text)
        }
        (ParameterKind::Text { pattern: None, format: None, max, .. }, Value::Literal(Literal::Text(text))) => {
            let text = if text.contains('@') { "grace@example.com".to_owned() } else { format!("{text} again") };
            (text.chars().count() <= usize::try_from(*max).unwrap_or(usize::MAX)).then(|| Value::text(text))
        }
        (ParameterKind::Choice { values }, present) => {
            values.iter().find(|value| present.as_text() != Some(value.as_str())).map(Value::text)
        }
        (ParameterKind::Date, Value::Today(day)) => Some(Value::Today(day + 7)),
        (ParameterKind::Boolean, _) => Some(Value::Literal(Literal::Boolean(false))),
        _ => None,
    }
}

/// Whether a parameter takes any text, so that a test may send what it likes.
pub fn takes_any_text(kind: &ParameterKind) -> bool {
    matches!(kind, ParameterKind::Text { pattern: None, format: None, max, .. } if *max >= 20)
}
