//! The tests of a `search`. A search finds nothing in a test unless the test says what: the platform then applies the
//! conditions and limits of the search to it (Apex Developer Guide, "Adding SOSL Queries to Unit Tests").

use super::{Search, SearchObject};
use crate::lower::pascal_case;
use crate::render::apex::expr::{Entry, Expr, call, raw};
use crate::render::apex::literal;
use crate::render::apex::stmt::Stmt;
use crate::render::tool_test::apex::{
    MAP, act, declare, declare_arguments, equal, held_list, is_true, list_of, put, valid,
};
use crate::render::tool_test::builders::{store_decoy, store_many};
use crate::render::tool_test::fixture::Key;
use crate::render::tool_test::reading::{
    assert_row, declare_row, declare_stored, hidden, is_left_out, misses, stored_columns,
};
use crate::render::tool_test::writing::takes_any_text;
use crate::render::tool_test::{Identity, TestContext, Wanted, common};

/// Adds the tests.
pub fn render(search: &Search, cx: &mut TestContext<'_>) {
    let mut planned: Vec<(&SearchObject, Key)> = Vec::new();
    for object in &search.objects {
        if let Some(key) = cx.arrange(&wanted(object)) {
            planned.push((object, key));
        }
    }
    for (object, key) in &planned {
        returns(object, key, cx);
        filters(object, key, cx);
        let is_made = cx.planner.record(key).is_some_and(|record| record.existing.is_none());
        if is_made && !cx.is_single(key, &object.conditions) {
            caps(object, key, cx);
        }
    }
    let all = fix(planned.iter().map(|(_, key)| cx.id_call(key)).collect());
    if !planned.is_empty() {
        let found = planned.iter().map(|(object, key)| is_found(object, cx.id_call(key))).collect();
        hidden(cx, vec![all], valid(), found);
        planned.retain(|(object, _)| cx.is_decided(&object.object));
        if !planned.is_empty() {
            without_access(&planned, cx);
        }
    }
    if !cx.needs_role() && cx.tool.parameter(&search.term).is_some_and(|term| takes_any_text(&term.kind)) {
        let mut body = vec![declare_arguments(), put(&search.term, raw("'north* OR \"wind'")), Stmt::Blank];
        body.extend(act(raw("arguments")));
        body.push(Stmt::Do(call("McpTestFactory.bodyOf", [raw("output")])));
        cx.test("takesOperatorsAsText", None, body);
    }
}

/// A user who may call the tool and may not read its objects finds nothing, though the records are shared. Whether the
/// platform then refuses the search or leaves the records out is not documented; both are fine.
fn without_access(planned: &[(&SearchObject, Key)], cx: &mut TestContext<'_>) {
    cx.proves_access = true;
    let ids = planned.iter().map(|(_, key)| Entry::item(cx.id_call(key))).collect();
    let share = call("McpTestFactory.share", [raw("recordId"), raw("McpTestFactory.outsider()")]);
    let mut body = vec![
        common::grant(cx),
        declare("List<Id>", "recordIds", Expr::Items("List<Id>".into(), ids)),
        Stmt::For("Id".into(), "recordId".into(), raw("recordIds"), vec![Stmt::Do(share)]),
        Stmt::Do(call("System.Test.setFixedSearchResults", [raw("recordIds")])),
        Stmt::Blank,
    ];
    body.extend(common::act_as_outsider(cx));
    body.push(Stmt::Do(call("McpTestFactory.assertFindsNothing", [raw("output")])));
    cx.test("findsNothingForAUserWithoutAccess", None, body);
}

fn wanted(object: &SearchObject) -> Wanted<'_> {
    Wanted {
        object: &object.object,
        identity: Identity::None,
        conditions: &object.conditions,
        outputs: &object.outputs,
        filled: Vec::new(),
        bound: Vec::new(),
        hides: true,
    }
}

/// `System.Test.setFixedSearchResults(new List<Id>{ … });`
fn fix(ids: Vec<Expr>) -> Stmt {
    Stmt::Do(call(
        "System.Test.setFixedSearchResults",
        [Expr::Items("List<Id>".into(), ids.into_iter().map(Entry::item).collect())],
    ))
}

fn is_found(object: &SearchObject, id: Expr) -> Stmt {
    let row = call("McpTestFactory.rowOf", [list_of("output", &object.key), id]);
    let message = format!("{} is searched", object.object);
    Stmt::Do(call("System.Assert.isNotNull", [row, raw(literal::string(&message))]))
}

fn returns(object: &SearchObject, key: &Key, cx: &mut TestContext<'_>) {
    let noun = cx.noun(&object.object);
    let mut body = vec![declare("Id", "recordId", cx.id_call(key)), fix(vec![raw("recordId")]), Stmt::Blank];
    body.extend(act(valid()));
    body.extend(declare_row(list_of("output", &object.key), &noun.text));
    body.push(declare_stored(&object.object, stored_columns(&object.outputs, std::iter::empty()), "recordId"));
    body.extend(assert_row(cx, key, &object.outputs, true));
    cx.test(&format!("returnsThe{}", noun.one), None, body);
}

fn filters(object: &SearchObject, key: &Key, cx: &mut TestContext<'_>) {
    for miss in misses(cx, key, &wanted(object)) {
        let mut body = store_decoy(cx, key, &miss.decoy);
        body.extend([fix(vec![raw("other.Id")]), Stmt::Blank]);
        body.extend(act(valid()));
        let message = format!("The condition on {} holds for every call", miss.condition.path);
        body.push(is_left_out(list_of("output", &object.key), &message));
        cx.test(&format!("leavesOut{}", miss.name), Some(&miss.condition.origin), body);
    }
}

fn caps(object: &SearchObject, key: &Key, cx: &mut TestContext<'_>) {
    let mut body = store_many(cx, key, object.limit + 1);
    let ids = raw("new List<Id>(new Map<Id, SObject>(records).keySet())");
    body.extend([Stmt::Do(call("System.Test.setFixedSearchResults", [ids])), Stmt::Blank]);
    body.extend(act(valid()));
    body.push(declare(MAP, "found", held_list("output", &object.key)));
    let size = call("McpTestFactory.recordsOf", [raw("found")]).then("size", []);
    body.push(if object.limit <= 50 {
        equal(raw(object.limit.to_string()), size, "As many as the limit")
    } else {
        // The limit on bytes may come first.
        let within = raw(format!("McpTestFactory.recordsOf(found).size() <= {}", object.limit));
        is_true(within, raw("'No more than the limit'"))
    });
    body.push(equal(raw("true"), call("found.get", [raw("'truncated'")]), "There are more"));
    cx.test(&format!("capsThe{}", pascal_case(&cx.noun(&object.object).many)), None, body);
}
