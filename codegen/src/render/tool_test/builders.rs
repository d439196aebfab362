//! The methods that build and insert planned records.

use super::apex::{MAP, argument_value, builder, capital, declare, field_value, getter, map, uncapital};
use super::context::TestContext;
use super::fixture::{Afterwards, Change, Decoy, Key, Record, Value};
use super::names::member;
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
    let made = |record| get(record).into_iter().chain(build(cx, record));
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

fn build(cx: &TestContext<'_>, record: &Record) -> Vec<Method> {
    if record.existing.is_some() {
        return Vec::new();
    }
    let asks = own_parent(record).is_some() || cx.remade.contains(&record.key);
    let open = if asks { open(cx, record) } else { Vec::new() };
    let value = |name: &str, value: &Value| match open.iter().find(|lookup| lookup.field == name) {
        Some(lookup) => raw(lookup.parameter.clone()),
        None => field_value(value),
    };
    let fields = record.fields.iter().map(|(name, of)| Entry::new(name, value(name, of)));
    let made = Stmt::Return(Expr::NewRecord(class(&record.object), fields.collect()));
    let head = format!("private static {} {}", class(&record.object), builder(&record.key));
    if open.is_empty() {
        return vec![Method::new(format!("{head}()"), vec![made])];
    }
    let parameters: Vec<String> = open.iter().map(|lookup| format!("Id {}", lookup.parameter)).collect();
    vec![
        Method::new(format!("{head}()"), vec![Stmt::Return(build_with(cx, record, &[]))]),
        Method::new(format!("{head}({})", parameters.join(", ")), vec![made]),
    ]
}

/// A lookup that the builder of a record takes as an argument.
struct Open<'r> {
    field: &'r str,
    parameter: String,
    value: &'r Value,
}

/// The lookups that differ between records of one plan and cannot be assigned: to a parent of its own, and those that only
/// an insert may set.
fn open<'r>(cx: &TestContext<'_>, record: &'r Record) -> Vec<Open<'r>> {
    let own = own_parent(record);
    let mut open: Vec<Open<'_>> = Vec::new();
    for (field, value) in &record.fields {
        let mut parameter = match own {
            Some((lookup, parent)) if lookup == field => getter(parent),
            _ if is_fixed(cx, record, field) => getter(&Key(uncapital(&member(field)))),
            _ => continue,
        };
        if open.iter().any(|other| other.parameter.eq_ignore_ascii_case(&parameter)) {
            parameter = format!("{parameter}{}", open.len() + 1);
        }
        open.push(Open { field, parameter, value });
    }
    open
}

/// `newLine(orderId())`: a record like a planned one, with the other parents named.
fn build_with(cx: &TestContext<'_>, record: &Record, others: &[(&str, Expr)]) -> Expr {
    let other = |field: &str| others.iter().find(|(name, _)| *name == field).map(|(_, value)| value.clone());
    let open = open(cx, record);
    let parents = open.iter().map(|lookup| other(lookup.field).unwrap_or_else(|| field_value(lookup.value)));
    call(builder(&record.key), parents)
}

/// Whether a parent is set by the insert or never: assigning it does not even compile.
fn is_fixed(cx: &TestContext<'_>, record: &Record, field: &str) -> bool {
    let field = cx.schema.object(&record.object).and_then(|object| object.field(field));
    field.is_some_and(|field| field.custom && field.reference().is_some() && !field.updateable)
}

/// The lookup to a parent that no two such records share, and that parent.
fn own_parent(record: &Record) -> Option<(&str, &Key)> {
    record.fields.iter().find_map(|(name, value)| match value {
        Value::Another(parent) => Some((name.as_str(), parent)),
        _ => None,
    })
}

/// Inserts what a variable holds: records like a planned one.
pub fn create(record: &Record, variable: &str) -> Stmt {
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
pub fn store_decoy(cx: &mut TestContext<'_>, key: &Key, decoy: &Decoy) -> Vec<Stmt> {
    let mut statements = Vec::new();
    let last = decoy.parents.last().map_or(key, |(_, key)| key);
    let variable = |of: &Key| if of == key { "other".to_owned() } else { format!("other{}", capital(&of.0)) };
    // From the changed record down to the one that the tool reads.
    let mut chain: Vec<&Key> = std::iter::once(key).chain(decoy.parents.iter().map(|(_, key)| key)).collect();
    chain.reverse();
    let lookups: Vec<&str> = decoy.parents.iter().rev().map(|(lookup, _)| lookup.as_str()).collect();
    for (index, of) in chain.iter().enumerate() {
        let Some(record) = cx.planner.record(of).cloned() else { continue };
        let name = variable(of);
        let mut changes: Vec<(&str, Expr)> = Vec::new();
        if index > 0 {
            changes.push((lookups[index - 1], raw(format!("{}.Id", variable(chain[index - 1])))));
        }
        let changed = match &decoy.change {
            Change::Field(field, _) if *of == last => Some(field.as_str()),
            _ => None,
        };
        let mut steps = record.afterwards.clone();
        if *of == last {
            match &decoy.change {
                Change::Field(field, value) => changes.push((field, field_value(value))),
                Change::Afterwards(step, value) => {
                    steps.retain(|(other, _)| other != step);
                    steps.push((*step, value.clone()));
                }
            }
        }
        let is_made_with = |field: &str| record.fields.contains_key(field) && is_fixed(cx, &record, field);
        let (made_with, assigned): (Vec<_>, Vec<_>) = changes.into_iter().partition(|(field, _)| is_made_with(field));
        let made = if made_with.is_empty() {
            call(builder(of), [])
        } else {
            cx.remade.insert(record.key.clone());
            build_with(cx, &record, &made_with)
        };
        statements.push(declare(&class(&record.object), &name, made));
        // The planned record may be there as well, and no two share the value of a unique field.
        for (field, value) in cx.planner.own_values(&record).into_iter().filter(|(field, _)| Some(*field) != changed) {
            statements.push(Stmt::Assign(format!("{name}.{field}"), field_value(&value)));
        }
        statements.extend(assigned.into_iter().map(|(field, value)| Stmt::Assign(format!("{name}.{field}"), value)));
        statements.push(create(&record, &name));
        statements.extend(afterwards(&steps, &format!("{name}.Id")));
        let owned = matches!(&decoy.change, Change::Field(field, _) if field == "OwnerId") && *of == last;
        if owned {
            statements.push(Stmt::Do(call("McpTestFactory.shareWithAgent", [raw(format!("{name}.Id"))])));
        }
    }
    statements
}

/// Inserts one more record like a planned one that is gone by now; nothing where it would need a parent of its own.
pub fn store_another(cx: &TestContext<'_>, key: &Key) -> Option<Stmt> {
    let record = cx.planner.record(key).filter(|record| own_parent(record).is_none())?;
    Some(create(record, &format!("{}()", builder(key))))
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
    let mut one = call(builder(key), []);
    if let Some((lookup, parent_key)) = own_parent(record)
        && let Some(parent) = cx.planner.record(parent_key)
    {
        statements.extend(filled("parents", call(builder(parent_key), [])));
        statements.push(create(parent, "parents"));
        one = build_with(cx, record, &[(lookup, raw("parents[records.size()].Id"))]);
    }
    statements.extend(filled("records", one));
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
