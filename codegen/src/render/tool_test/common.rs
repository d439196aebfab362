//! Tests that every tool has, whatever its operation.

use super::apex::{MAP, act, argument_value, declare, equal, fails, map, names, put, tool, valid};

use super::context::{TestContext, is_cursor};
use super::refusal;
use crate::model::{Operand, ParameterKind};
use crate::render::apex::class::{Constant, Method};
use crate::render::apex::expr::{Entry, Expr, call, raw, string};
use crate::render::apex::field::class as of_object;
use crate::render::apex::literal;
use crate::render::apex::parameter::texts;
use crate::render::apex::stmt::Stmt;
use crate::render::apex::tool::ToolContext;
use sf_schema::ObjectPermission;

/// What the tool advertises is what the spec says.
pub fn declaration(cx: &mut TestContext<'_>) {
    let spec = cx.tool;
    let class = &spec.class;
    let mut body = vec![
        declare(class, "tool", tool(class)),
        declare(MAP, "schema", call("tool.inputSchema", [])),
        declare(MAP, "properties", raw(format!("({MAP}) schema.get('properties')"))),
        Stmt::Blank,
        equal(raw(literal::string(&spec.name)), raw("tool.name"), "The name"),
        equal(string(&spec.title), raw("tool.title"), "The title"),
        equal(raw(literal::string(&spec.permission)), raw("tool.permission"), "The custom permission"),
        equal(
            names(spec.parameters.iter().map(|p| p.name.as_str())),
            call("properties.keySet", []),
            "The parameters of the spec and no other",
        ),
    ];
    let required: Vec<&str> = spec.parameters.iter().filter(|p| p.required).map(|p| p.name.as_str()).collect();
    let expected = if required.is_empty() { raw("null") } else { texts(&required) };
    body.push(equal(expected, call("schema.get", [raw("'required'")]), "The parameters that a call must have"));
    body.push(equal(raw("false"), call("schema.get", [raw("'additionalProperties'")]), "Nothing else is accepted"));
    let hints = spec.annotations;
    for (name, value) in [
        ("readOnlyHint", hints.read_only),
        ("destructiveHint", hints.destructive),
        ("idempotentHint", hints.idempotent),
        ("openWorldHint", hints.open_world),
    ] {
        body.push(equal(raw(value.to_string()), raw(format!("tool.annotations.{name}")), &format!("The {name}")));
    }
    if !spec.aliases.is_empty() {
        body.push(equal(texts(&spec.aliases), raw("tool.aliases"), "The aliases"));
    }
    cx.test("declaresWhatTheSpecSays", None, body);
}

/// Every rule of every parameter is enforced.
pub fn refusals(cx: &mut TestContext<'_>) {
    let mut takes = false;
    for parameter in &cx.tool.parameters {
        if is_cursor(parameter) {
            // Any text is no cursor; the tests of the operation know more.
            continue;
        }
        if cx.lacks_valid_argument() || (cx.lacks_record && cx.tool.operation.key() == "create") {
            break;
        }
        for edge in refusal::edges(parameter) {
            let call = call("assertTaken", [raw(literal::string(&parameter.name)), edge.value]);
            cx.test(&format!("takes{}", edge.name), Some(&parameter.origin), vec![Stmt::Do(call)]);
            takes = true;
        }
    }
    if takes {
        cx.helpers.push(passing_on(cx, "assertTaken"));
    }
    for parameter in &cx.tool.parameters {
        for refusal in refusal::all(parameter) {
            let call = call("assertRefused", [raw(literal::string(&parameter.name)), refusal.value]);
            cx.test(&format!("refuses{}", refusal.name), Some(&parameter.origin), vec![Stmt::Do(call)]);
        }
    }
    let mut other = "not_declared".to_owned();
    while cx.tool.parameter(&other).is_some() {
        other.push('_');
    }
    let call = call("assertRefused", [raw(literal::string(&other)), raw("'x'")]);
    cx.test("refusesAnUnknownArgument", None, vec![Stmt::Do(call)]);
}

/// A user without the permission set gets nothing.
pub fn permission(cx: &mut TestContext<'_>) {
    let mut body = act_as_outsider(cx);
    body.push(fails("NOT_PERMITTED"));
    cx.test("refusesAUserWithoutThePermission", None, body);
}

/// A user who may call the tool and may not touch its object gets a refusal: the tool works in user mode.
pub fn access(cx: &mut TestContext<'_>) {
    if cx.proves_access {
        return;
    }
    if cx.tool.operation.handler().is_some() {
        cx.gaps.push("that the handler works in user mode, which only a test of its own can prove".to_owned());
        return;
    }
    let Some(object) = cx.tool.operation.objects().first().map(|object| (*object).to_owned()) else { return };
    if !cx.is_decided(&object) {
        cx.gaps.push(format!("a refusal without access to {object}, which no permission set decides alone"));
        return;
    }
    let by_user_permission =
        cx.schema.object(&object).is_some_and(|o| o.access.permission == ObjectPermission::UserPermission);
    if by_user_permission && cx.tool.operation.key() != "create" {
        // Who may not write such records may read them, and may see none that the call names.
        cx.gaps.push(format!("a refusal without access to {object}, since sharing may hide the record first"));
        return;
    }
    if cx.lacks_valid_argument() {
        return;
    }
    let mut body = vec![grant(cx), Stmt::Blank];
    body.extend(act_as_outsider(cx));
    body.push(fails("NO_ACCESS"));
    cx.test(&format!("refusesAUserWithoutAccessTo{}", cx.noun(&object).one), None, body);
}

/// Lets every user call the tool, whatever else the user may do.
pub fn grant(cx: &TestContext<'_>) -> Stmt {
    Stmt::Do(call("McpPermission.grantedInTest.add", [raw(literal::string(&cx.tool.permission))]))
}

/// The call under test as a user without permission set; its result is `output`.
pub fn act_as_outsider(cx: &TestContext<'_>) -> Vec<Stmt> {
    let called = call("McpTestFactory.callAsOutsider", [tool(&cx.tool.class), valid()]);
    let mut body = act(valid());
    body[1] = declare("McpToolOutput", "output", called);
    body
}

/// A tool that reads writes no row.
pub fn reads_only(cx: &mut TestContext<'_>) {
    if cx.lacks_record {
        return;
    }
    let mut body: Vec<Stmt> = cx.main.iter().map(|key| Stmt::Do(cx.id_call(key))).collect();
    body.extend([
        super::apex::declare_arguments(),
        Stmt::Blank,
        Stmt::Do(call("System.Test.startTest", [])),
        declare("McpToolOutput", "output", call("call", [raw("arguments")])),
        declare("Integer", "written", call("System.Limits.getDmlRows", [])),
        Stmt::Do(call("System.Test.stopTest", [])),
        Stmt::Blank,
        Stmt::Do(call("McpTestFactory.bodyOf", [raw("output")])),
        equal(raw("0"), raw("written"), "Reading writes no row"),
    ]);
    cx.test("changesNothing", None, body);
}

/// Where no record can be arranged that the tool finds with all its filters, a call with every argument still succeeds: the
/// platform accepts each filter.
pub fn unarranged(cx: &mut TestContext<'_>) {
    let names_one = cx.tool.operation.sources().iter().any(|source| source.single);
    let lacks = cx.lacks_record || cx.lacks_combination;
    if !lacks || names_one || cx.lacks_valid_argument() || cx.tool.operation.effect().writes() {
        return;
    }
    let mut body = vec![super::apex::declare_arguments()];
    body.extend(cx.optional_arguments().into_iter().map(|(p, value)| put(&p.name, argument_value(value))));
    body.push(Stmt::Blank);
    body.extend(act(raw("arguments")));
    if cx.needs_role() {
        body.push(fails("NO_ACCESS"));
        cx.test("refusesAUserWithoutARole", None, body);
    } else {
        body.push(Stmt::Do(call("McpTestFactory.bodyOf", [raw("output")])));
        cx.test("takesEveryArgument", None, body);
    }
}

/// Where no call can be seen to succeed, the parts of the tool are tested alone: that the fields of the spec and no other
/// stand in a row, and that the queries run. A deployment that names its tests asks for 75 % of each class.
pub fn parts(cx: &mut TestContext<'_>) {
    if !cx.lacks_record && cx.lacks_lists.is_empty() && !cx.lacks_argument() {
        return;
    }
    let unknown = cx.tool.parameters.iter().filter(|p| p.required && cx.argument(&p.name).is_none());
    let of_record = unknown.filter(|p| matches!(p.kind, ParameterKind::Id { .. })).collect::<Vec<_>>();
    if let ([id], true) = (of_record.as_slice(), cx.lacks_valid_argument() && names_its_record(cx)) {
        // An update whose values are all optional asks for one before it looks.
        let set = cx.tool.operation.assignments();
        let asks = set.iter().all(|(_, one)| matches!(one.operand, Operand::Parameter { always: false, .. }));
        let optional = cx.optional_arguments().into_iter().filter(|_| asks);
        let changed = optional.take(1).map(|(p, value)| (p.name.as_str(), argument_value(value)));
        let id = (id.name.as_str(), raw("System.UserInfo.getUserId()"));
        let arguments = map(std::iter::once(id).chain(changed));
        let asserted = call("McpTestFactory.assertNothingFound", [tool(&cx.tool.class), arguments]);
        cx.test("findsNothingForAnIdOfNoRecord", None, vec![Stmt::Do(asserted)]);
    }
    let body = cx.tool.operation.render(&ToolContext { schema: cx.schema, tool: cx.tool });
    let sources = cx.tool.operation.sources();
    let mut shown = sources.iter();
    let parts = body.helpers.iter().filter(|helper| helper.annotations.iter().any(|tag| tag == Method::TESTED));
    for head in parts.map(|helper| helper.head.as_str()) {
        let Some((name, parameters)) = head.trim_end_matches(')').split_once('(') else { continue };
        let name = name.rsplit(' ').next().unwrap_or_default();
        let method = |arguments: Vec<Expr>| tool(&cx.tool.class).then(name, arguments);
        if let Some((class, _)) = parameters.split_once(' ').filter(|(class, _)| *class != "Id") {
            let Some(source) = shown.find(|source| of_object(source.object) == class) else { continue };
            let record = raw(format!("({class}) {class}.SObjectType.newSObject()"));
            let keys = ["Id", "url"].into_iter().chain(source.outputs.iter().map(|output| output.key.as_str()));
            let body = vec![
                declare(MAP, "row", method(vec![record])),
                equal(names(keys), call("row.keySet", []), "The fields of the spec and no other"),
            ];
            cx.test(&format!("{name}ShowsWhatTheSpecLists"), None, body);
        } else if !cx.needs_role() {
            let arguments = parameters.split(", ").map(|parameter| {
                raw(if parameter.starts_with("Integer ") { "1" } else { "System.UserInfo.getUserId()" })
            });
            let runs = call("System.Assert.isNotNull", [method(arguments.collect()), raw("'The query runs'")]);
            let runs = vec![Stmt::Do(runs)];
            let body = if cx.as_runner { runs } else { vec![Stmt::RunAs(call("McpTestFactory.agent", []), runs)] };
            cx.test(&format!("{name}Runs"), None, body);
        }
    }
}

/// Whether the tool looks for the one record that an Id names before it does anything else.
fn names_its_record(cx: &TestContext<'_>) -> bool {
    matches!(cx.tool.operation.key(), "get" | "related" | "update" | "delete")
}

/// `call()` and `assertRefused()`.
pub fn helpers(cx: &TestContext<'_>) -> Vec<Method> {
    let body = if cx.as_runner {
        let called = tool(&cx.tool.class).then("call", [raw("arguments")]);
        vec![grant(cx), Stmt::Return(called)]
    } else {
        vec![Stmt::Return(call("McpTestFactory.callAsAgent", [tool(&cx.tool.class), raw("arguments")]))]
    };
    vec![
        Method::new(format!("private static McpToolOutput call({MAP} arguments)"), body),
        passing_on(cx, "assertRefused"),
    ]
}

/// A method that adds the tool and its valid arguments to the assertion of that name in the test factory.
fn passing_on(cx: &TestContext<'_>, name: &str) -> Method {
    let arguments = [tool(&cx.tool.class), valid(), raw("parameter"), raw("value")];
    let asserted = call(format!("McpTestFactory.{name}"), arguments);
    Method::new(format!("private static void {name}(String parameter, Object value)"), vec![Stmt::Do(asserted)])
}

/// `createUsers()`.
pub fn set_up() -> Method {
    let mut method = Method::new(
        "static void createUsers()",
        vec![
            Stmt::Do(call("McpTestFactory.createAgent", [raw("PROFILE"), raw("PERMISSION_SETS")])),
            Stmt::Do(call("McpTestFactory.createOutsider", [raw("PROFILE")])),
        ],
    );
    method.annotations.push("@TestSetup".to_owned());
    method
}

/// The constants at the top of the class.
pub fn constants(cx: &TestContext<'_>) -> Vec<Constant> {
    let sets = cx.server.map(|server| Entry::item(raw(literal::string(&server.permission_set))));
    let mut constants = vec![
        Constant::new("String", "PROFILE", raw(literal::string(&cx.model.project.test_profile))),
        Constant::new(
            "List<String>",
            "PERMISSION_SETS",
            Expr::Items("List<String>".into(), sets.into_iter().collect()),
        ),
    ];
    if cx.hides {
        constants.push(Constant::new("String", super::apex::HIDDEN, raw("'hidden-4711'")));
    }
    constants
}
