//! The methods that build and insert planned records.

use super::apex::{MAP, argument_value, builder, capital, declare, field_value, getter, map};
use super::context::TestContext;
use super::fixture::{Afterwards, Change, Decoy, Key, Record, Value};
use crate::render::apex::class::Method;
use crate::render::apex::expr::{Entry, Expr, call, raw};
use crate::render::apex::field::class;
use crate::render::apex::literal;
use crate::render::apex::stmt::Stmt;

/// `validArguments()`, and `xId()` and `newX()` of every planned record.
pub fn methods(cx: &TestContext<'_>) -> Vec<Method> {
    let arguments = cx.valid_arguments();
    let entries = arguments.iter().map(|(p, value)| (p.name.as_str(), argument_value(value)));
    let valid = Method::new(format!("private static {MAP} validArguments()"), vec![Stmt::Return(map(entries))]);
    let made = |record| get(record).into_iter().chain(build(record));
    let records = cx.planner.records().iter().rev().flat_map(made);
    std::iter::once(valid).chain(records).collect()
}

fn get(record: &Record) -> Option<Method> {
    if record.anew {
        return None;
    }
    let name = raw(literal::string(&record.key.0));
    let head = format!("private static Id {}()", getter(&record.key));
    if let Some(id) = &record.existing {
        return Some(Method::new(head, vec![Stmt::Return(field_value(id))]));
    }
    let once = if record.by_agent { "McpTestFactory.onceAsAgent" } else { "McpTestFactory.once" };
    let once = call(once, [name, call(builder(&record.key), [])]);
    if record.afterwards.is_empty() {
        return Some(Method::new(head, vec![Stmt::Return(once)]));
    }
    let mut body = vec![declare("Id", "recordId", once)];
    body.extend(afterwards(&record.afterwards, "recordId"));
    body.push(Stmt::Return(raw("recordId")));
    Some(Method::new(head, body))
}

fn build(record: &Record) -> Vec<Method> {
    if record.existing.is_some() {
        return Vec::new();
    }
    let own = own_parent(record);
    let value = |name: &str, value: &Value| match own {
        Some((lookup, parent)) if lookup == name => raw(getter(parent)),
        _ => field_value(value),
    };
    let fields = record.fields.iter().map(|(name, of)| Entry::new(name, value(name, of)));
    let made = Stmt::Return(Expr::NewRecord(class(&record.object), fields.collect()));
    let head = format!("private static {} {}", class(&record.object), builder(&record.key));
    let Some((_, parent)) = own else { return vec![Method::new(format!("{head}()"), vec![made])] };
    let with_parent = call(builder(&record.key), [field_value(&Value::Another(parent.clone()))]);
    vec![
        Method::new(format!("{head}()"), vec![Stmt::Return(with_parent)]),
        Method::new(format!("{head}(Id {})", getter(parent)), vec![made]),
    ]
}

/// The lookup to a parent that no two such records share, and that parent.
fn own_parent(record: &Record) -> Option<(&str, &Key)> {
    record.fields.iter().find_map(|(name, value)| match value {
        Value::Another(parent) => Some((name.as_str(), parent)),
        _ => None,
    })
}

/// Inserts what a variable holds: records like a planned one.
fn create(record: &Record, variable: &str) -> Stmt {
    let method = if record.by_agent { "McpTestFactory.createAsAgent" } else { "McpTestFactory.create" };
    Stmt::Do(call(method, [raw(variable)]))
}

fn afterwards(steps: &[(Afterwards, Value)], id: &str) -> Vec<Stmt> {
    steps
        .iter()
        .map(|(step, value)| {
            let method = match step {
                Afterwards::CreatedDate => "System.Test.setCreatedDate",
                Afterwards::LastActivityDate => "McpTestFactory.logActivity",
            };
            Stmt::Do(call(method, [raw(id), field_value(value)]))
        })
        .collect()
}

/// Inserts a decoy of a planned record; the variable `other` holds it.
pub fn store_decoy(cx: &TestContext<'_>, key: &Key, decoy: &Decoy) -> Vec<Stmt> {
    let mut statements = Vec::new();
    let last = decoy.parents.last().map_or(key, |(_, key)| key);
    let variable = |of: &Key| if of == key { "other".to_owned() } else { format!("other{}", capital(&of.0)) };
    // From the changed record down to the one that the tool reads.
    let mut chain: Vec<&Key> = std::iter::once(key).chain(decoy.parents.iter().map(|(_, key)| key)).collect();
    chain.reverse();
    let lookups: Vec<&str> = decoy.parents.iter().rev().map(|(lookup, _)| lookup.as_str()).collect();
    for (index, of) in chain.iter().enumerate() {
        let Some(record) = cx.planner.record(of) else { continue };
        let name = variable(of);
        statements.push(declare(&class(&record.object), &name, call(builder(of), [])));
        if index > 0 {
            let parent = format!("{}.Id", variable(chain[index - 1]));
            statements.push(Stmt::Assign(format!("{name}.{}", lookups[index - 1]), raw(parent)));
        }
        let changed = match &decoy.change {
            Change::Field(field, _) if *of == last => Some(field.as_str()),
            _ => None,
        };
        // The planned record may be there as well, and no two share the value of a unique field.
        for (field, value) in cx.planner.own_values(record).into_iter().filter(|(field, _)| Some(*field) != changed) {
            statements.push(Stmt::Assign(format!("{name}.{field}"), field_value(&value)));
        }
        let mut steps = record.afterwards.clone();
        if *of == last {
            match &decoy.change {
                Change::Field(field, value) => {
                    statements.push(Stmt::Assign(format!("{name}.{field}"), field_value(value)));
                }
                Change::Afterwards(step, value) => {
                    steps.retain(|(other, _)| other != step);
                    steps.push((*step, value.clone()));
                }
            }
        }
        statements.push(create(record, &name));
        statements.extend(afterwards(&steps, &format!("{name}.Id")));
        let owned = matches!(&decoy.change, Change::Field(field, _) if field == "OwnerId") && *of == last;
        if owned {
            statements.push(Stmt::Do(call("McpTestFactory.shareWithAgent", [raw(format!("{name}.Id"))])));
        }
    }
    statements
}

/// Inserts `count` records like a planned one.
pub fn store_many(cx: &TestContext<'_>, key: &Key, count: u32) -> Vec<Stmt> {
    let Some(record) = cx.planner.record(key) else { return Vec::new() };
    let filled = |variable: &str, one: Expr| {
        [
            declare("List<SObject>", variable, raw("new List<SObject>()")),
            Stmt::While(
                raw(format!("{variable}.size() < {count}")),
                vec![Stmt::Do(call(format!("{variable}.add"), [one]))],
            ),
        ]
    };
    let mut statements = Vec::new();
    let mut own = Vec::new();
    if let Some((parent, parent_key)) = own_parent(record).and_then(|(_, key)| Some((cx.planner.record(key)?, key))) {
        statements.extend(filled("parents", call(builder(parent_key), [])));
        statements.push(create(parent, "parents"));
        own.push(raw("parents[records.size()].Id"));
    }
    statements.extend(filled("records", call(builder(key), own)));
    statements.push(create(record, "records"));
    for (step, value) in &record.afterwards {
        statements.push(match step {
            Afterwards::LastActivityDate => {
                Stmt::Do(call("McpTestFactory.logActivities", [raw("records"), field_value(value)]))
            }
            Afterwards::CreatedDate => {
                let set = afterwards(&[(*step, value.clone())], "record.Id");
                Stmt::For("SObject".into(), "record".into(), raw("records"), set)
            }
        });
    }
    statements
}
