//! The tests of a `delete`.

use super::Delete;
use crate::render::apex::expr::{call, raw};
use crate::render::tool_test::apex::{MAP, act, declare, equal, names, valid};
use crate::render::tool_test::reading::{allowed_only, not_found, out_of_scope};
use crate::render::tool_test::writing::{count_of, rollback};
use crate::render::tool_test::{Identity, TestContext, Wanted};

/// Adds the tests.
pub fn render(delete: &Delete, cx: &mut TestContext<'_>) {
    let wanted = Wanted {
        object: &delete.object,
        identity: Identity::Id(&delete.by),
        conditions: &delete.conditions,
        outputs: &[],
        filled: Vec::new(),
        bound: Vec::new(),
        hides: false,
    };
    let Some(key) = cx.arrange(&wanted) else { return };
    let one = cx.noun(&delete.object).one;
    let remember = declare("Id", "recordId", cx.id_call(&key));
    let mut body = vec![remember.clone(), crate::render::apex::stmt::Stmt::Blank];
    body.extend(act(valid()));
    body.extend([
        declare(MAP, "row", call("McpTestFactory.recordOf", [raw("output")])),
        equal(raw("recordId"), call("row.get", [raw("'Id'")]), "The result names the deleted record"),
        equal(raw("0"), count_of(&delete.object, "recordId"), "The record is gone"),
    ]);
    body.extend(allowed_only(names(["Id"].into_iter())));
    cx.test(&format!("deletesThe{one}"), None, body);
    not_found(cx, &key, &delete.object);
    let stays = equal(raw("1"), count_of(&delete.object, "other.Id"), "The record stays");
    out_of_scope(cx, &key, &wanted, "leavesAlone", (&[], &[stays]));
    let restored = equal(raw("1"), count_of(&delete.object, "recordId"), "The deletion is rolled back");
    rollback(cx, vec![remember], vec![restored]);
}
