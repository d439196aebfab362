//! The tests of an `aggregate`.

use super::{Aggregate, Function, Measure};
use crate::model::{Literal, Operand};
use crate::render::apex::expr::{Expr, call, raw};
use crate::render::apex::field::value_in;
use crate::render::apex::literal;
use crate::render::apex::stmt::Stmt;
use crate::render::tool_test::apex::{
    MAP, act, argument_value, builder, declare, declare_arguments, equal, names, put, valid,
};
use crate::render::tool_test::builders::{create, store_decoy};
use crate::render::tool_test::fixture::{Key, Value};
use crate::render::tool_test::reading::{allowed_only, declare_first, declare_stored, misses, stored_columns};
use crate::render::tool_test::{Identity, TestContext, Wanted};

/// Adds the tests.
pub fn render(aggregate: &Aggregate, cx: &mut TestContext<'_>) {
    let wanted = Wanted {
        object: &aggregate.object,
        identity: Identity::None,
        conditions: &aggregate.conditions,
        outputs: &aggregate.groups,
        filled: aggregate.measures.iter().filter_map(own_field).collect(),
        bound: Vec::new(),
        hides: false,
    };
    let Some(key) = cx.arrange(&wanted) else { return };
    if cx.is_among_others(&key) {
        among_others(aggregate, cx, &key);
        return;
    }
    computes(aggregate, &key, cx);
    // Where the arguments are read from the record, it is there and counts as well.
    let is_there = cx.valid_arguments().iter().any(|(_, value)| value.is_stored_in(&key));
    let all = if is_there { Vec::new() } else { misses(cx, &key, &wanted) };
    for miss in all {
        let path = miss.condition.path.to_string();
        let mut body = store_decoy(cx, &key, &miss.decoy);
        let argument = match &miss.condition.operand {
            Operand::Parameter { name, .. } => cx.argument(name),
            _ => None,
        };
        if argument.is_some_and(|value| value.is_stored_in(&key)) {
            continue;
        }
        let optional = match &miss.condition.operand {
            Operand::Parameter { name, always: false } => {
                cx.argument(name).map(|value| (name.clone(), argument_value(value)))
            }
            _ => None,
        };
        match optional {
            Some((name, value)) => {
                body.extend([declare_arguments(), put(&name, value), Stmt::Blank]);
                body.extend(act(raw("arguments")));
                body.extend(is_empty(aggregate, &format!("With {name}, {path} matters")));
            }
            None => {
                let naming = cx.naming_other(wanted.conditions);
                let arguments = if naming.is_empty() { valid() } else { raw("arguments") };
                if !naming.is_empty() {
                    body.push(declare_arguments());
                    body.extend(naming);
                }
                body.push(Stmt::Blank);
                body.extend(act(arguments));
                body.extend(is_empty(aggregate, &format!("The condition on {path} holds for every call")));
            }
        }
        cx.test(&format!("leavesOut{}", miss.name), Some(&miss.condition.origin), body);
    }
    caps(aggregate, &key, cx);
}

/// Records of the org are counted as well: every group shows what the spec lists.
fn among_others(aggregate: &Aggregate, cx: &mut TestContext<'_>, key: &Key) {
    let mut body = vec![Stmt::Do(cx.id_call(key)), Stmt::Blank];
    body.extend(act(valid()));
    body.extend(declare_first("groups"));
    let keys = aggregate.groups.iter().map(|g| g.key.as_str()).chain(aggregate.measures.iter().map(|m| m.key.as_str()));
    body.extend(allowed_only(names(keys)));
    cx.test("addsUpEachGroup", None, body);
}

fn own_field(measure: &Measure) -> Option<&sf_schema::Field> {
    measure.path.as_ref().filter(|path| path.steps.is_empty()).map(|path| &path.field)
}

/// Two records of one group: each measure has the value that follows from them.
fn computes(aggregate: &Aggregate, key: &Key, cx: &mut TestContext<'_>) {
    let Some(record) = cx.planner.record(key).cloned() else { return };
    let mut body = vec![declare("Id", "recordId", cx.id_call(key))];
    body.push(declare(&crate::render::apex::field::class(&aggregate.object), "second", call(builder(key), [])));
    // Texts with a number of their own would make a group each.
    for group in aggregate.groups.iter().filter(|group| group.path.steps.is_empty()) {
        let field = &group.path.field.name;
        if record.fields.get(field).is_some_and(Value::is_numbered) {
            body.push(Stmt::Assign(
                format!("second.{field}"),
                raw(format!(
                    "[SELECT {field} FROM {} WHERE Id = :recordId WITH SYSTEM_MODE].{field}",
                    aggregate.object
                )),
            ));
        }
    }
    body.push(create(&record, "second"));
    // A parent that no two records share makes a group of each.
    let of_own_parent = aggregate.groups.iter().any(|group| {
        let lookup = group.path.steps.first().map_or(&group.path.field.name, |step| &step.lookup);
        matches!(record.fields.get(lookup), Some(Value::Another(_)))
    });
    let alike = record.afterwards.is_empty() && !of_own_parent && !cx.is_single(key, &aggregate.conditions);
    let fresh = if alike { 2 } else { 1 };
    if fresh == 1 {
        // What is brought about after the insert is brought about for the first record only; and some are unique.
        body.truncate(1);
    }
    body.push(Stmt::Blank);
    body.extend(act(valid()));
    body.push(declare(&format!("List<{MAP}>"), "groups", call("McpTestFactory.recordsOf", [raw("output")])));
    body.push(equal(raw("1"), call("groups.size", []), "One group"));
    body.push(declare(MAP, "row", raw("groups[0]")));
    if !aggregate.groups.is_empty() {
        body.push(declare_stored(&aggregate.object, stored_columns(&aggregate.groups, std::iter::empty()), "recordId"));
    }
    for group in &aggregate.groups {
        body.push(Stmt::From(group.origin.clone()));
        let actual = call("row.get", [raw(literal::string(&group.key))]);
        body.push(equal(value_in("stored", &group.path), actual, &format!("{} names the group", group.key)));
    }
    body.push(Stmt::From(cx.tool.origin.clone()));
    for measure in &aggregate.measures {
        let of_group = aggregate.groups.iter().any(|group| measure.path.as_ref() == Some(&group.path));
        body.extend(measured(measure, &record.fields, fresh, of_group));
    }
    let keys = aggregate.groups.iter().map(|g| g.key.as_str()).chain(aggregate.measures.iter().map(|m| m.key.as_str()));
    body.extend(allowed_only(names(keys)));
    cx.test("addsUpEachGroup", None, body);
}

/// What a measure is of so many records. `of_group`: all of them hold the same in its field.
fn measured(
    measure: &Measure,
    fields: &indexmap::IndexMap<String, Value>,
    records: i64,
    of_group: bool,
) -> Option<Stmt> {
    let actual = call("row.get", [raw(literal::string(&measure.key))]);
    let message = format!("{} ({})", measure.key, measure.function.soql());
    let planned = own_field(measure).and_then(|field| fields.get(&field.name));
    let number = planned.and_then(|value| match value {
        Value::Literal(Literal::Integer(n)) => Some(*n),
        Value::Literal(Literal::Number(n)) => n.parse::<i64>().ok(),
        _ => None,
    });
    let expected = match measure.function {
        Function::Count if measure.path.is_none() => Some(records),
        Function::Count => planned.map(|_| records),
        Function::CountDistinct => match planned? {
            value if value.is_numbered() && !of_group => Some(records),
            _ => Some(1),
        },
        Function::Sum => number.map(|n| n * records),
        Function::Avg | Function::Min | Function::Max => number,
    };
    let is_count = matches!(measure.function, Function::Count | Function::CountDistinct);
    match expected {
        Some(count) if is_count => Some(equal(raw(count.to_string()), actual, &message)),
        Some(number) => {
            let actual = call("Decimal.valueOf", [call("String.valueOf", [actual])]).then("intValue", []);
            Some(equal(raw(number.to_string()), actual, &message))
        }
        None => {
            planned?;
            Some(Stmt::Do(call("System.Assert.isNotNull", [actual, raw(literal::string(&message))])))
        }
    }
}

/// No group, or without groups a row that counts nothing.
fn is_empty(aggregate: &Aggregate, message: &str) -> Vec<Stmt> {
    if !aggregate.groups.is_empty() {
        let size = call("McpTestFactory.recordsOf", [raw("output")]).then("size", []);
        return vec![equal(raw("0"), size, message)];
    }
    let row = declare(MAP, "row", raw("McpTestFactory.recordsOf(output)[0]"));
    let checks = aggregate.measures.iter().map(|measure| {
        let actual = call("row.get", [raw(literal::string(&measure.key))]);
        match measure.function {
            Function::Count | Function::CountDistinct => equal(raw("0"), actual, message),
            _ => Stmt::Do(call("System.Assert.isNull", [actual, raw(literal::string(message))])),
        }
    });
    std::iter::once(row).chain(checks).collect()
}

/// More groups than the limit, where each record makes a group of its own.
fn caps(aggregate: &Aggregate, key: &Key, cx: &mut TestContext<'_>) {
    let Some(record) = cx.planner.record(key).filter(|_| !cx.is_single(key, &aggregate.conditions)) else { return };
    let distinct = aggregate.groups.iter().any(|group| {
        group.path.steps.is_empty() && record.fields.get(&group.path.field.name).is_some_and(Value::is_numbered)
    });
    if !distinct {
        return;
    }
    let mut body = crate::render::tool_test::builders::store_many(cx, key, aggregate.max_groups + 1);
    body.push(Stmt::Blank);
    body.extend(act(valid()));
    let size: Expr = call("McpTestFactory.recordsOf", [raw("output")]).then("size", []);
    body.push(equal(raw(aggregate.max_groups.to_string()), size, "As many groups as the limit"));
    body.push(equal(
        raw("true"),
        call("McpTestFactory.bodyOf", [raw("output")]).then("get", [raw("'truncated'")]),
        "There are more",
    ));
    cx.test("capsTheGroupsAndSaysSo", None, body);
}
