//! Tests that tools share which find records: what comes back, what stays hidden.

use super::apex::{HIDDEN, MAP, act, declare, declare_arguments, equal, fails, is_false, is_true, names, put, valid};
use super::builders::{store_another, store_decoy};
use super::context::{TestContext, Wanted};
use super::fixture::{Decoy, Key, Value};
use super::names::member;
use crate::model::{Condition, Operand, Order, Output};
use crate::render::apex::expr::{Expr, call, raw};
use crate::render::apex::field::{class, columns, object_token, value_in};
use crate::render::apex::literal;
use crate::render::apex::soql::{Clause, Query};
use crate::render::apex::stmt::Stmt;
use crate::spec::{Mask, Operator};
use sf_schema::Field;
use std::collections::BTreeSet;

/// `Schema.Account stored = [SELECT … WHERE Id = :recordId WITH SYSTEM_MODE LIMIT 1];`
pub fn declare_stored(object: &str, select: Vec<String>, id: &str) -> Stmt {
    let query = Query {
        select,
        from: object.to_owned(),
        conditions: vec![Clause::bind("Id =", &raw(id))],
        limit: Some("1".into()),
        in_system_mode: true,
        ..Query::default()
    };
    declare(&class(object), "stored", Expr::Query(Box::new(query)))
}

/// Each returned field holds what is stored, or its mask, and nothing else is there.
pub fn assert_row(cx: &TestContext<'_>, key: &Key, outputs: &[Output], with_identity: bool) -> Vec<Stmt> {
    let mut body = Vec::new();
    for output in outputs {
        let actual = call("row.get", [raw(literal::string(&output.key))]);
        body.push(Stmt::From(output.origin.clone()));
        body.push(match output.mask {
            None => equal(value_in("stored", &output.path), actual, &format!("{} is part of the result", output.key)),
            Some(mask) => equal(masked(cx, key, output, mask), actual, &format!("{} is masked", output.key)),
        });
    }
    body.push(Stmt::From(cx.tool.origin.clone()));
    let identity: &[&str] = if with_identity { &["Id", "url"] } else { &[] };
    let allowed = identity.iter().copied().chain(outputs.iter().map(|output| output.key.as_str()));
    body.extend(allowed_only(names(allowed)));
    body
}

/// `row` has these members and no other.
pub fn allowed_only(allowed: Expr) -> Vec<Stmt> {
    vec![
        declare("Set<String>", "allowed", allowed),
        is_true(
            call("allowed.containsAll", [call("row.keySet", [])]),
            Expr::Sum(vec![raw("'A field outside the list shows: '"), call("row.keySet", [])]),
        ),
    ]
}

fn masked(cx: &TestContext<'_>, key: &Key, output: &Output, mask: Mask) -> Expr {
    let record = cx.planner.record(key).filter(|_| output.path.steps.is_empty());
    let planned = record.and_then(|record| match record.fields.get(&output.path.field.name) {
        Some(value @ Value::Literal(_)) => value.as_text(),
        _ => None,
    });
    match (planned, mask) {
        (Some(_), Mask::Redact) => raw("'***'"),
        (Some(text), Mask::Last4) => {
            let chars: Vec<char> = text.chars().collect();
            let shown: String = if chars.len() < 8 { String::new() } else { chars[chars.len() - 4..].iter().collect() };
            raw(literal::string(&format!("***{shown}")))
        }
        (Some(text), Mask::Email) if text.contains('@') => {
            let first: String = text.chars().take(1).collect();
            let domain = text.rsplit('@').next().unwrap_or_default();
            raw(literal::string(&format!("{first}***@{domain}")))
        }
        (_, mask) => {
            let method = match mask {
                Mask::Last4 => "maskAllButLastFour",
                Mask::Email => "maskEmail",
                Mask::Redact => "maskAll",
            };
            call(format!("McpText.{method}"), [value_in("stored", &output.path)])
        }
    }
}

/// The columns that hold what is returned.
pub fn stored_columns<'o>(outputs: &[Output], more: impl Iterator<Item = &'o str>) -> Vec<String> {
    let mut all = columns(outputs);
    for column in more {
        if !all.iter().any(|known| known.eq_ignore_ascii_case(column)) {
            all.push(column.to_owned());
        }
    }
    all
}

/// A field outside the list is not part of the result, though the record holds it. `found` asserts that the result shows
/// the record.
pub fn hidden(cx: &mut TestContext<'_>, before: Vec<Stmt>, arguments: Expr, found: Vec<Stmt>) {
    if !cx.hides {
        return;
    }
    let mut body = before;
    if !body.is_empty() {
        body.push(Stmt::Blank);
    }
    body.extend(act(arguments));
    if found.is_empty() {
        body.push(Stmt::Do(call("McpTestFactory.bodyOf", [raw("output")])));
    }
    body.extend(found);
    body.push(is_false(
        call("output.toJson", []).then("contains", [raw(HIDDEN)]),
        Expr::Sum(vec![raw("'A field outside the list shows: '"), call("output.toJson", [])]),
    ));
    cx.test("returnsNoOtherField", None, body);
}

/// A record that is gone is not found, and no other in its place.
pub fn not_found(cx: &mut TestContext<'_>, key: &Key, object: &str) {
    if cx.planner.record(key).is_some_and(|record| record.existing.is_some()) {
        return;
    }
    let one = cx.noun(object).one;
    let id = cx.id_call(key);
    let mut body =
        vec![declare_arguments(), Stmt::Do(call("Database.delete", [id, raw("System.AccessLevel.SYSTEM_MODE")]))];
    body.extend(store_another(cx, key));
    body.push(Stmt::Blank);
    body.extend(act(raw("arguments")));
    body.push(fails("NOT_FOUND"));
    if cx.schema.object(object).is_some_and(|object| object.deletable) {
        cx.test(&format!("answersNotFoundForADeleted{one}"), None, body);
    }
}

/// A condition with the record that misses it.
pub struct Miss<'c> {
    /// The condition.
    pub condition: &'c Condition,
    /// The record.
    pub decoy: Decoy,
    /// How it differs, as the end of a method name: `OpportunitiesOfOthers`.
    pub name: String,
}

/// The decoys of a planned record; conditions that no record can miss alone are noted.
pub fn misses<'c>(cx: &mut TestContext<'_>, key: &Key, wanted: &Wanted<'c>) -> Vec<Miss<'c>> {
    let Some(record) = cx.planner.record(key).cloned() else { return Vec::new() };
    let many = cx.noun(wanted.object).many;
    let mut all = Vec::new();
    let mut unproven = BTreeSet::new();
    for condition in wanted.conditions {
        let decoy = cx.demand(condition).ok().and_then(|demand| cx.planner.decoy(&record, &condition.path, &demand));
        // The record that the arguments name is there as well.
        let decoy = decoy.filter(|decoy| {
            matches!(wanted.identity, super::Identity::None) || cx.planner.can_stand_beside(&record, decoy)
        });
        match decoy {
            Some(decoy) => all.push(Miss { condition, decoy, name: name(&many, condition) }),
            None => {
                unproven.insert(condition.path.to_string());
            }
        }
    }
    for path in unproven {
        cx.gaps.push(format!("no record of {} misses the condition on {path} alone", wanted.object));
    }
    all
}

fn name(many: &str, condition: &Condition) -> String {
    let path = member(&condition.path.to_string());
    let truth = match &condition.operand {
        Operand::Constant(crate::model::Literal::Boolean(value)) => Some(*value == (condition.op == Operator::Eq)),
        _ => None,
    };
    let last = condition.path.field.name.as_str();
    match (condition.op, truth) {
        _ if matches!(condition.operand, Operand::RunningUser) => format!("{many}OfOthers"),
        (_, Some(wanted)) if last.starts_with("Is") && condition.path.steps.is_empty() => {
            let what = last.trim_start_matches("Is").trim_end_matches("__c").replace('_', "");
            format!("{many}ThatAre{}{what}", if wanted { "Not" } else { "" })
        }
        (Operator::IsNull, _) => format!("{many}With{path}"),
        (Operator::NotNull, _) => format!("{many}Without{path}"),
        (Operator::WithinLastDays | Operator::OlderThanDays | Operator::WithinNextDays, _) => {
            format!("{many}OutsideTheDaysOf{path}")
        }
        (Operator::Gt | Operator::Ge, _) => format!("{many}BelowTheRangeOf{path}"),
        (Operator::Lt | Operator::Le, _) => format!("{many}AboveTheRangeOf{path}"),
        (Operator::Ne | Operator::NotIn | Operator::Excludes, _) => format!("{many}WithAnExcluded{path}"),
        _ => format!("{many}WithAnother{path}"),
    }
}

/// A record that misses a condition is not found, whatever its Id. `around`: what is read of `other` before the call, and
/// further assertions on it.
pub fn out_of_scope(
    cx: &mut TestContext<'_>,
    key: &Key,
    wanted: &Wanted<'_>,
    verb: &str,
    (before, after): (&[Stmt], &[Stmt]),
) {
    for miss in misses(cx, key, wanted) {
        let mut body = vec![Stmt::From(miss.condition.origin.clone())];
        body.extend(store_decoy(cx, key, &miss.decoy));
        body.extend(before.iter().cloned());
        let arguments = match wanted.identity {
            super::Identity::Id(parameter) => {
                body.extend([declare_arguments(), put(parameter, raw("other.Id")), Stmt::Blank]);
                raw("arguments")
            }
            super::Identity::Unique(field, parameter)
                if cx.argument(parameter).is_some_and(|value| value.is_stored_in(key)) =>
            {
                let object = object_token(wanted.object);
                let name = raw(literal::string(&field.name));
                let stored = call("McpTestFactory.stored", [object, raw("other.Id"), name]);
                body.extend([declare_arguments(), put(parameter, stored), Stmt::Blank]);
                raw("arguments")
            }
            _ => {
                body.push(Stmt::Blank);
                valid()
            }
        };
        body.extend(act(arguments));
        body.push(fails("NOT_FOUND"));
        body.extend(after.iter().cloned());
        cx.test(&format!("{verb}{}", miss.name), Some(&miss.condition.origin), body);
    }
}

/// `Map<String, Object> row = McpTestFactory.rowOf(holder, recordId);` and that it is there.
pub fn declare_row(holder: Expr, noun: &str) -> Vec<Stmt> {
    vec![
        declare(MAP, "row", call("McpTestFactory.rowOf", [holder, raw("recordId")])),
        Stmt::Do(call(
            "System.Assert.isNotNull",
            [raw("row"), raw(literal::string(&format!("The {noun} that meets every condition is part of the result")))],
        )),
    ]
}

/// `Map<String, Object> row = rows[0];`, where the result holds at least one row.
pub fn declare_first(rows: &str) -> Vec<Stmt> {
    let found = call("McpTestFactory.recordsOf", [raw("output")]);
    vec![
        declare(&format!("List<{MAP}>"), rows, found),
        is_false(call(format!("{rows}.isEmpty"), []), raw("'At least the one record is part of the result'")),
        declare(MAP, "row", raw(format!("{rows}[0]"))),
    ]
}

/// `System.Assert.isNull(McpTestFactory.rowOf(holder, other.Id), 'message');`
pub fn is_left_out(holder: Expr, message: &str) -> Stmt {
    let row = call("McpTestFactory.rowOf", [holder, raw("other.Id")]);
    Stmt::Do(call("System.Assert.isNull", [row, crate::render::apex::expr::string(message)]))
}

/// `System.Assert.isNotNull(McpTestFactory.rowOf(holder, other.Id), 'message');`
pub fn is_there(holder: Expr, message: &str) -> Stmt {
    let row = call("McpTestFactory.rowOf", [holder, raw("other.Id")]);
    Stmt::Do(call("System.Assert.isNotNull", [row, crate::render::apex::expr::string(message)]))
}

/// A second record that stands before or after a planned one in an order.
pub struct Neighbour {
    /// How it differs from the planned one.
    pub decoy: Decoy,
    /// Whether it comes first.
    pub first: bool,
}

/// A record that meets every condition too, and whose place in the order is sure: not by picklists, which are ordered as
/// their values are defined, and not by what only the platform writes and no test can set.
pub fn neighbour(cx: &TestContext<'_>, key: &Key, order: &Order) -> Option<Neighbour> {
    // No other record has the same value of a field that every call compares with what the planned one holds.
    let is_compared = |value: &Value| matches!(value, Value::Stored { key: of, field, .. } if of == key && *field == order.path.field.name);
    if cx.valid_arguments().iter().any(|(_, value)| is_compared(value)) {
        return None;
    }
    let record = cx.planner.record(key).filter(|_| order.path.steps.is_empty())?;
    let (change, lower) = cx.planner.neighbour(record, &order.path.field)?;
    Some(Neighbour { decoy: Decoy { parents: Vec::new(), change }, first: lower != order.descending })
}

/// The fields of the object itself that decide an order: with a value, so that the order shows.
pub fn own_fields(orders: &[Order]) -> Vec<&Field> {
    orders.iter().filter(|order| order.path.steps.is_empty()).map(|order| &order.path.field).collect()
}

/// The ids of `list` hold `recordId` and `other.Id` in the order that the neighbour asks for.
pub fn assert_order(list: Expr, field: &str, neighbour: &Neighbour) -> Vec<Stmt> {
    let (first, second) = if neighbour.first { ("other.Id", "recordId") } else { ("recordId", "other.Id") };
    vec![
        declare("List<Object>", "ids", call("McpTestFactory.idsOf", [list])),
        is_true(raw(format!("ids.contains({first})")), raw("'The first record is part of the result'")),
        is_true(
            raw(format!("ids.indexOf({first}) < ids.indexOf({second})")),
            Expr::Sum(vec![raw(literal::string(&format!("The order is that of {field}: "))), raw("ids")]),
        ),
    ]
}

/// `McpTestFactory.bodyOf(output)`.
pub fn body_of_output() -> Expr {
    call("McpTestFactory.bodyOf", [raw("output")])
}
