//! The tests of a `related`.

use super::{Child, Related};
use crate::lower::pascal_case;
use crate::render::apex::expr::{call, raw};
use crate::render::apex::literal;
use crate::render::apex::stmt::Stmt;
use crate::render::tool_test::apex::{
    MAP, act, declare, declare_arguments, equal, held_list, is_false, is_true, list_of, put, valid,
};
use crate::render::tool_test::builders::{store_decoy, store_many};
use crate::render::tool_test::fixture::{Change, Decoy, Gap, Key, Value};
use crate::render::tool_test::reading::{
    assert_order, assert_row, body_of_output, declare_row, declare_stored, hidden, is_left_out, misses, neighbour,
    not_found, out_of_scope, own_fields, stored_columns,
};
use crate::render::tool_test::{Identity, TestContext, Wanted, member};

/// Adds the tests.
pub fn render(related: &Related, cx: &mut TestContext<'_>) {
    let wanted = Wanted {
        object: &related.object,
        identity: Identity::Id(&related.by),
        conditions: &related.conditions,
        outputs: &related.outputs,
        filled: Vec::new(),
        bound: Vec::new(),
        hides: true,
    };
    let Some(key) = cx.arrange(&wanted) else { return };
    returns(related, &key, cx);
    not_found(cx, &key, &related.object);
    out_of_scope(cx, &key, &wanted, "hides", (&[], &[]));
    let mut planned = Vec::new();
    for child in &related.children {
        let wanted = of_child(child, &key);
        if child.lookup.reference().is_some_and(|lookup| !lookup.to.contains(&related.object)) {
            let gap = Gap(format!("{} does not point to {}", child.lookup.name, related.object));
            cx.gap(&format!("{} in the result", child.key), &gap);
        } else if let Some(child_key) = cx.arrange_child(&wanted, &child.key) {
            adds(child, &child_key, cx);
            filters(child, &key, &child_key, cx);
            if cx.is_single(&child_key, &child.conditions) {
                cx.gaps.push(format!("more than one of {}, since there can be one only", child.key));
            } else {
                caps(child, &child_key, cx);
                order(child, &child_key, cx);
                default_number(child, &child_key, cx);
            }
            planned.push(child_key);
        }
        if let Some(when) = &child.when {
            only_where_asked(child, when, cx);
        }
        if let Some(from) = &child.limit_from {
            none_where_not_asked(child, from, cx);
        }
    }
    let mut before: Vec<Stmt> = planned.iter().map(|key| Stmt::Do(cx.id_call(key))).collect();
    before.push(declare_arguments());
    for child in &related.children {
        before.extend(ask(child));
    }
    hidden(cx, before, raw("arguments"), Vec::new());
}

fn of_child<'c>(child: &'c Child, parent: &Key) -> Wanted<'c> {
    Wanted {
        object: &child.object,
        identity: Identity::None,
        conditions: &child.conditions,
        outputs: &child.outputs,
        filled: own_fields(&child.orders),
        bound: vec![(child.lookup.name.clone(), Value::Record(parent.clone()))],
        hides: true,
    }
}

/// The arguments that ask for as many children as can be had.
fn ask(child: &Child) -> Vec<Stmt> {
    let when = child.when.as_ref().map(|when| put(when, raw("true")));
    let count = child.limit_from.as_ref().map(|from| put(from, raw(child.limit.to_string())));
    when.into_iter().chain(count).collect()
}

fn returns(related: &Related, key: &Key, cx: &mut TestContext<'_>) {
    let noun = cx.noun(&related.object);
    let mut body = vec![declare("Id", "recordId", cx.id_call(key)), Stmt::Blank];
    body.extend(act(valid()));
    body.extend([
        declare(MAP, "row", call("McpTestFactory.recordOf", [raw("output")])),
        declare_stored(&related.object, stored_columns(&related.outputs, std::iter::empty()), "recordId"),
        equal(raw("recordId"), call("row.get", [raw("'Id'")]), &format!("The {} that was asked for", noun.text)),
    ]);
    body.extend(assert_row(cx, key, &related.outputs, true));
    cx.test(&format!("returnsThe{}", noun.one), None, body);
}

fn adds(child: &Child, key: &Key, cx: &mut TestContext<'_>) {
    let mut body = vec![declare("Id", "recordId", cx.id_call(key)), declare_arguments()];
    body.extend(ask(child));
    body.push(Stmt::Blank);
    body.extend(act(raw("arguments")));
    body.extend(declare_row(list_of("output", &child.key), &cx.noun(&child.object).text));
    body.push(declare_stored(&child.object, stored_columns(&child.outputs, std::iter::empty()), "recordId"));
    body.extend(assert_row(cx, key, &child.outputs, true));
    cx.test(&format!("adds{}", pascal_case(&child.key)), None, body);
}

/// Children that miss a condition, or belong to another record, stay out.
fn filters(child: &Child, parent: &Key, key: &Key, cx: &mut TestContext<'_>) {
    let wanted = of_child(child, parent);
    let list = pascal_case(&child.key);
    let mut decoys: Vec<(String, Decoy, String)> = misses(cx, key, &wanted)
        .into_iter()
        .map(|miss| {
            let message = format!("The condition on {} holds for every call", miss.condition.path);
            (format!("leavesOut{}From{list}", miss.name), miss.decoy, message)
        })
        .collect();
    let other = match cx.planner.record(parent).and_then(|record| record.existing.clone()) {
        // No second one can be made where its unique field is fixed.
        None if cx.planner.record(parent).is_some_and(|record| cx.planner.is_single(record)) => None,
        None => Some(Value::Another(parent.clone())),
        Some(Value::Agent) => Some(Value::Someone),
        Some(_) => None,
    };
    decoys.extend(other.map(|other| {
        let change = Change::Field(child.lookup.name.clone(), other);
        let message = format!("Only records whose {} is the one asked for", child.lookup.name);
        (format!("leavesOut{list}OfOtherRecords"), Decoy { parents: Vec::new(), change }, message)
    }));
    for (name, decoy, message) in decoys {
        let mut body = store_decoy(cx, key, &decoy);
        body.push(declare_arguments());
        body.extend(ask(child));
        body.push(Stmt::Blank);
        body.extend(act(raw("arguments")));
        body.push(is_left_out(list_of("output", &child.key), &message));
        cx.test(&name, None, body);
    }
}

fn caps(child: &Child, key: &Key, cx: &mut TestContext<'_>) {
    let mut body = store_many(cx, key, child.limit + 1);
    body.push(declare_arguments());
    body.extend(ask(child));
    body.push(Stmt::Blank);
    body.extend(act(raw("arguments")));
    body.push(declare(MAP, "children", held_list("output", &child.key)));
    let size = call("McpTestFactory.recordsOf", [raw("children")]).then("size", []);
    body.push(if child.limit <= 50 {
        equal(raw(child.limit.to_string()), size, "As many as the limit")
    } else {
        // The limit on bytes may come first.
        let within = raw(format!("McpTestFactory.recordsOf(children).size() <= {}", child.limit));
        is_true(within, raw("'No more than the limit'"))
    });
    body.push(equal(raw("true"), call("children.get", [raw("'truncated'")]), "There are more"));
    cx.test(&format!("caps{}AndSaysSo", pascal_case(&child.key)), None, body);
}

/// Two children come in the order of the first criterion.
fn order(child: &Child, key: &Key, cx: &mut TestContext<'_>) {
    let Some(order) = child.orders.first().filter(|_| child.limit >= 2) else { return };
    let Some(neighbour) = neighbour(cx, key, order) else { return };
    let field = order.path.field.name.as_str();
    let mut body = vec![declare("Id", "recordId", cx.id_call(key))];
    body.extend(store_decoy(cx, key, &neighbour.decoy));
    body.push(declare_arguments());
    body.extend(ask(child));
    body.push(Stmt::Blank);
    body.extend(act(raw("arguments")));
    body.extend(assert_order(list_of("output", &child.key), field, &neighbour));
    cx.test(&format!("orders{}By{}", pascal_case(&child.key), member(field)), None, body);
}

/// As many children as the default of the parameter that chooses how many.
fn default_number(child: &Child, key: &Key, cx: &mut TestContext<'_>) {
    let default = child.limit_from.as_ref().and_then(|from| cx.tool.parameter(from)).and_then(|p| p.default.as_ref());
    let Some(crate::model::Literal::Integer(default)) = default else { return };
    let Some(count) = u32::try_from(*default).ok().filter(|n| *n > 0 && *n < child.limit) else { return };
    let mut body = store_many(cx, key, count + 1);
    body.push(declare_arguments());
    body.extend(child.when.as_ref().map(|when| put(when, raw("true"))));
    body.push(Stmt::Blank);
    body.extend(act(raw("arguments")));
    let size = call("McpTestFactory.recordsOf", [list_of("output", &child.key)]).then("size", []);
    body.push(equal(raw(count.to_string()), size, "As many as the default"));
    cx.test(&format!("returnsTheDefaultNumberOf{}", pascal_case(&child.key)), None, body);
}

fn only_where_asked(child: &Child, when: &str, cx: &mut TestContext<'_>) {
    let mut body = vec![declare_arguments(), put(when, raw("false")), Stmt::Blank];
    body.extend(act(raw("arguments")));
    body.push(is_false(
        body_of_output().then("containsKey", [raw(literal::string(&child.key))]),
        raw(literal::string(&format!("{} come only where {when} asks for them", child.key))),
    ));
    cx.test(&format!("leavesOut{}UnlessAskedFor", pascal_case(&child.key)), None, body);
}

/// With a least number of 0, the argument can ask for none.
fn none_where_not_asked(child: &Child, from: &str, cx: &mut TestContext<'_>) {
    let allows_none = cx.tool.parameter(from).is_some_and(
        |p| matches!(p.kind, crate::model::ParameterKind::Integer { min, .. } if min.is_none_or(|min| min < 1)),
    );
    if !allows_none {
        return;
    }
    let mut body = vec![declare_arguments()];
    body.extend(child.when.as_ref().map(|when| put(when, raw("true"))));
    body.extend([put(from, raw("0")), Stmt::Blank]);
    body.extend(act(raw("arguments")));
    body.push(is_false(
        body_of_output().then("containsKey", [raw(literal::string(&child.key))]),
        raw(literal::string(&format!("{from} asks for none"))),
    ));
    cx.test(&format!("leavesOut{}WhereNoneAreAskedFor", pascal_case(&child.key)), None, body);
}
