//! The tests of a `query`.

use super::Query;
use crate::model::{Condition, Operand};
use crate::render::apex::expr::{Expr, call, raw};
use crate::render::apex::stmt::Stmt;
use crate::render::tool_test::apex::{
    MAP, act, argument_value, declare, declare_arguments, equal, fails, is_true, put, tool, valid,
};
use crate::render::tool_test::builders::{store_decoy, store_many};
use crate::render::tool_test::fixture::Key;
use crate::render::tool_test::reading::{
    assert_order, assert_row, body_of_output, declare_first, declare_row, declare_stored, hidden, is_left_out,
    is_there, misses, neighbour, own_fields, stored_columns,
};
use crate::render::tool_test::{Identity, TestContext, Wanted, member};

/// Adds the tests.
pub fn render(query: &Query, cx: &mut TestContext<'_>) {
    let wanted = Wanted {
        object: &query.object,
        identity: Identity::None,
        conditions: &query.conditions,
        outputs: &query.outputs,
        filled: own_fields(&query.orders),
        bound: Vec::new(),
        hides: true,
    };
    let Some(key) = cx.arrange(&wanted) else { return };
    if cx.is_among_others(&key) {
        among_others(query, cx, &key, &wanted);
        return;
    }
    returns(query, cx, &key);
    filters(cx, &key, &wanted);
    let id = declare("Id", "recordId", cx.id_call(&key));
    hidden(cx, vec![id], valid(), declare_row(body_of_output(), &cx.noun(&query.object).text));
    combined(query, cx, &key);
    if cx.is_single(&key, &query.conditions) {
        cx.gaps.push("more than one record, since the conditions name one".to_owned());
        return;
    }
    order(query, cx, &key);
    rows(query, cx, &key);
    if query.paginate {
        pages(query, cx, &key);
    }
}

fn returns(query: &Query, cx: &mut TestContext<'_>, key: &Key) {
    let noun = cx.noun(&query.object);
    let mut body = vec![declare("Id", "recordId", cx.id_call(key)), Stmt::Blank];
    body.extend(act(valid()));
    body.extend(declare_row(body_of_output(), &noun.text));
    body.push(declare_stored(&query.object, stored_columns(&query.outputs, std::iter::empty()), "recordId"));
    body.extend(assert_row(cx, key, &query.outputs, true));
    cx.test(&format!("returnsThe{}", noun.one), None, body);
}

/// Records of the org are found as well, and the limit may leave out the one of the test: whatever comes first shows what
/// the spec lists.
fn among_others(query: &Query, cx: &mut TestContext<'_>, key: &Key, wanted: &Wanted<'_>) {
    let mut body = vec![Stmt::Do(cx.id_call(key)), Stmt::Blank];
    body.extend(act(valid()));
    body.extend(declare_first("rows"));
    body.push(declare("Id", "recordId", raw("(Id) row.get('Id')")));
    body.push(declare_stored(&query.object, stored_columns(&query.outputs, std::iter::empty()), "recordId"));
    body.extend(assert_row(cx, &Key(String::new()), &query.outputs, true));
    let most = query.max_limit;
    body.push(is_true(raw(format!("rows.size() <= {most}")), raw("'No more than the limit'")));
    cx.test(&format!("returns{}", cx.noun(&query.object).many), None, body);
    for miss in misses(cx, key, wanted) {
        let mut body = store_decoy(cx, key, &miss.decoy);
        body.push(declare_arguments());
        body.extend(cx.naming_other(wanted.conditions));
        body.extend(optional_argument(cx, miss.condition).map(|(name, value)| put(&name, value)));
        body.push(Stmt::Blank);
        body.extend(act(raw("arguments")));
        body.push(is_left_out(body_of_output(), &format!("The condition on {} matters", miss.condition.path)));
        cx.test(&format!("leavesOut{}", miss.name), Some(&miss.condition.origin), body);
    }
    combined(query, cx, key);
    if query.paginate {
        forged_cursor(cx);
    }
}

/// One test for each condition: a record that misses it stays out.
fn filters(cx: &mut TestContext<'_>, key: &Key, wanted: &Wanted<'_>) {
    for miss in misses(cx, key, wanted) {
        let path = miss.condition.path.to_string();
        let mut body = store_decoy(cx, key, &miss.decoy);
        match optional_argument(cx, miss.condition) {
            Some((name, value)) => {
                body.extend([declare_arguments(), put(&name, value), Stmt::Blank]);
                body.extend([
                    Stmt::Do(call("System.Test.startTest", [])),
                    declare(MAP, "all", call("McpTestFactory.bodyOf", [call("call", [valid()])])),
                    declare(MAP, "filtered", call("McpTestFactory.bodyOf", [call("call", [raw("arguments")])])),
                    Stmt::Do(call("System.Test.stopTest", [])),
                    Stmt::Blank,
                    is_there(raw("all"), &format!("Without {name}, {path} does not matter")),
                    is_left_out(raw("filtered"), &format!("With {name}, {path} matters")),
                ]);
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
                body.push(is_left_out(body_of_output(), &format!("The condition on {path} holds for every call")));
            }
        }
        cx.test(&format!("leavesOut{}", miss.name), Some(&miss.condition.origin), body);
    }
}

fn optional_argument(cx: &TestContext<'_>, condition: &Condition) -> Option<(String, Expr)> {
    match &condition.operand {
        Operand::Parameter { name, always: false } => Some((name.clone(), argument_value(cx.argument(name)?))),
        _ => None,
    }
}

/// A record that meets every filter is found with all of them given.
fn combined(query: &Query, cx: &mut TestContext<'_>, key: &Key) {
    let mut given: Vec<(String, Expr)> = Vec::new();
    for condition in &query.conditions {
        if let Some((name, value)) = optional_argument(cx, condition)
            && given.iter().all(|(known, _)| *known != name)
        {
            given.push((name, value));
        }
    }
    if given.is_empty() || cx.lacks_combination {
        return;
    }
    let mut body = vec![declare("Id", "recordId", cx.id_call(key)), declare_arguments()];
    body.extend(given.into_iter().map(|(name, value)| put(&name, value)));
    body.push(Stmt::Blank);
    body.extend(act(raw("arguments")));
    if cx.is_among_others(key) {
        body.remove(0);
        body.extend(declare_first("rows"));
    } else {
        let row = call("McpTestFactory.rowOf", [body_of_output(), raw("recordId")]);
        body.push(Stmt::Do(call("System.Assert.isNotNull", [row, raw("'The record meets all filters at once'")])));
    }
    cx.test("combinesItsFilters", None, body);
}

/// Two records come in the order of the first criterion.
fn order(query: &Query, cx: &mut TestContext<'_>, key: &Key) {
    let Some(order) = query.orders.first().filter(|_| query.default_limit >= 2) else { return };
    let Some(neighbour) = neighbour(cx, key, order) else { return };
    let field = order.path.field.name.as_str();
    let mut body = vec![declare("Id", "recordId", cx.id_call(key))];
    body.extend(store_decoy(cx, key, &neighbour.decoy));
    body.push(Stmt::Blank);
    body.extend(act(valid()));
    body.extend(assert_order(body_of_output(), field, &neighbour));
    cx.test(&format!("ordersBy{}", member(field)), None, body);
}

/// Rough size of a row in JSON, to know whether the limit on bytes comes before the limit on rows.
fn row_bytes(query: &Query) -> usize {
    150 + query.outputs.iter().map(|output| output.key.len() + 40).sum::<usize>()
}

fn rows(query: &Query, cx: &mut TestContext<'_>, key: &Key) {
    const ROOM: usize = 55_000;
    let limited = query.max_limit > query.default_limit;
    let most = usize::try_from(query.max_limit).unwrap_or(usize::MAX);
    let mut body = store_many(cx, key, query.max_limit + 1);
    body.push(declare_arguments());
    if limited {
        body.push(put("limit", raw(query.max_limit.to_string())));
    }
    body.push(Stmt::Blank);
    body.extend(act(raw("arguments")));
    let size = call("McpTestFactory.recordsOf", [raw("output")]).then("size", []);
    body.push(if most * row_bytes(query) < ROOM {
        equal(raw(query.max_limit.to_string()), size, "As many as the limit")
    } else {
        // The limit on bytes may come first.
        let within = raw(format!("McpTestFactory.recordsOf(output).size() <= {}", query.max_limit));
        is_true(within, raw("'No more than the limit'"))
    });
    body.push(equal(raw("true"), body_of_output().then("get", [raw("'truncated'")]), "There are more"));
    cx.test("capsTheRowsAndSaysSo", None, body);
    if limited {
        let mut body = store_many(cx, key, query.default_limit + 1);
        body.push(Stmt::Blank);
        body.extend(act(valid()));
        let size = call("McpTestFactory.recordsOf", [raw("output")]).then("size", []);
        body.push(equal(raw(query.default_limit.to_string()), size, "As many as without the argument limit"));
        cx.test("returnsTheDefaultNumberOfRows", None, body);
    }
    let mut body = vec![Stmt::Do(cx.id_call(key)), Stmt::Blank];
    body.extend(act(valid()));
    body.push(equal(raw("false"), body_of_output().then("get", [raw("'truncated'")]), "There are no more"));
    cx.test("saysWhenThereAreNoMore", None, body);
}

fn pages(query: &Query, cx: &mut TestContext<'_>, key: &Key) {
    let limited = query.max_limit > query.default_limit;
    let page = if limited { 2 } else { query.default_limit };
    let mut body = store_many(cx, key, page * 2 + 1);
    body.push(declare_arguments());
    if limited {
        body.push(put("limit", raw("2")));
    }
    let read = call("McpTestFactory.idsOfAllPages", [tool(&cx.tool.class), raw("arguments")]);
    body.extend([
        Stmt::Blank,
        Stmt::Do(call("System.Test.startTest", [])),
        declare("List<Object>", "ids", read),
        Stmt::Do(call("System.Test.stopTest", [])),
        Stmt::Blank,
        equal(call("ids.size", []), raw("new Set<Object>(ids).size()"), "No record comes twice"),
        Stmt::For(
            "SObject".into(),
            "record".into(),
            raw("records"),
            vec![is_true(raw("ids.contains(record.Id)"), raw("'Every record comes'"))],
        ),
    ]);
    cx.test("goesOnByCursorUntilTheEnd", None, body);

    forged_cursor(cx);

    let other = query.conditions.iter().find_map(|condition| optional_argument(cx, condition));
    let Some((name, value)) = other else { return };
    let mut body = store_many(cx, key, page + 1);
    body.push(declare_arguments());
    if limited {
        body.push(put("limit", raw("2")));
    }
    let cursor = call("McpTestFactory.bodyOf", [call("call", [raw("arguments")])]).then("get", [raw("'next_cursor'")]);
    body.extend([put("cursor", cursor), put(&name, value), Stmt::Blank]);
    body.extend(act(raw("arguments")));
    body.push(fails("INVALID_CURSOR"));
    cx.test("refusesACursorOfAnotherQuery", None, body);
}

fn forged_cursor(cx: &mut TestContext<'_>) {
    let mut body = vec![declare_arguments(), put("cursor", raw("'bm90IGEgY3Vyc29y'")), Stmt::Blank];
    body.extend(act(raw("arguments")));
    body.push(fails("INVALID_CURSOR"));
    cx.test("refusesAForgedCursor", None, body);
}
