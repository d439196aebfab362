//! The tests of a `get`.

use super::Get;
use crate::render::apex::expr::{call, raw};
use crate::render::apex::stmt::Stmt;
use crate::render::tool_test::apex::{MAP, act, declare, equal, fails, field_value, valid};
use crate::render::tool_test::fixture::Value;
use crate::render::tool_test::reading::{assert_row, declare_stored, hidden, not_found, out_of_scope, stored_columns};
use crate::render::tool_test::{Identity, TestContext, Wanted};

/// Adds the tests.
pub fn render(get: &Get, cx: &mut TestContext<'_>) {
    let by_id = get.by_field.name == "Id";
    let wanted = Wanted {
        object: &get.object,
        identity: if by_id { Identity::Id(&get.by) } else { Identity::Unique(&get.by_field, &get.by) },
        conditions: &get.conditions,
        outputs: &get.outputs,
        filled: Vec::new(),
        bound: Vec::new(),
        hides: true,
    };
    let Some(key) = cx.arrange(&wanted) else { return };
    let noun = cx.noun(&get.object);
    let mut body = vec![declare("Id", "recordId", field_value(&Value::Record(key.clone()))), Stmt::Blank];
    body.extend(act(valid()));
    body.extend([
        declare(MAP, "row", call("McpTestFactory.recordOf", [raw("output")])),
        declare_stored(&get.object, stored_columns(&get.outputs, std::iter::empty()), "recordId"),
        equal(raw("recordId"), call("row.get", [raw("'Id'")]), &format!("The {} that was asked for", noun.text)),
    ]);
    body.extend(assert_row(cx, &key, &get.outputs, true));
    cx.test(&format!("returnsThe{}", noun.one), None, body);
    let before = if by_id { Vec::new() } else { vec![Stmt::Do(cx.id_call(&key))] };
    hidden(cx, before, valid(), Vec::new());
    if by_id {
        not_found(cx, &key, &get.object);
    } else if let Some(Value::Literal(crate::model::Literal::Text(_))) = cx.argument(&get.by) {
        // The test makes no record, so none has the key.
        let mut body = act(valid());
        body.push(fails("NOT_FOUND"));
        cx.test(&format!("answersNotFoundForAnUnknown{}", noun.one), None, body);
    }
    out_of_scope(cx, &key, &wanted, "hides", (&[], &[]));
}
