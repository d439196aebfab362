//! The tests of a `custom`: what holds for any handler. What the handler does is proven by a test of its own, which
//! people write beside it.

use super::Custom;
use crate::render::apex::expr::{call, raw};
use crate::render::apex::stmt::Stmt;
use crate::render::tool_test::TestContext;
use crate::render::tool_test::apex::{MAP, act, declare, declare_arguments, equal, is_true, names};
use crate::render::tool_test::reading::allowed_only;
use crate::render::tool_test::writing::{count, declare_count_as, rollback};

/// Adds the tests.
pub fn render(custom: &Custom, cx: &mut TestContext<'_>) {
    cx.with_optional = true;
    cx.plan_arguments();
    let mut body = vec![declare_arguments(), Stmt::Blank];
    body.extend(act(raw("arguments")));
    body.push(declare(MAP, "row", call("McpTestFactory.bodyOf", [raw("output")])));
    let declared = custom.returns.iter().map(|value| value.name.as_str());
    body.extend(allowed_only(names(declared.chain(["note"]))));
    let required: Vec<&str> = custom.returns.iter().filter(|v| v.required).map(|v| v.name.as_str()).collect();
    if !required.is_empty() {
        body.push(is_true(
            call("row.keySet().containsAll", [names(required.iter().copied())]),
            raw("'The handler gives what it must'"),
        ));
    }
    cx.test("returnsWhatTheHandlerDeclares", None, body);
    if custom.writes && !custom.objects.is_empty() {
        let name = |index: usize| format!("before{}", index + 1);
        let before = custom.objects.iter().enumerate().map(|(i, object)| declare_count_as(&name(i), object)).collect();
        let check = custom
            .objects
            .iter()
            .enumerate()
            .map(|(i, object)| equal(raw(name(i)), count(object), &format!("The records of {object} are as before")))
            .collect();
        rollback(cx, before, check);
    }
}
