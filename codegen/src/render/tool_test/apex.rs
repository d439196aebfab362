//! Planned values as Apex.

use super::fixture::{Key, Value};
use crate::lower::pascal_case;
use crate::model::Literal;
use crate::render::apex::expr::{Entry, Expr, call, new, raw, string};
use crate::render::apex::field::object_token;
use crate::render::apex::literal;
use crate::render::apex::record::record_type;
use crate::render::apex::stmt::Stmt;
use crate::render::apex::value::{constant, decimal, soql};

/// Apex type of arguments, results and rows.
pub const MAP: &str = "Map<String, Object>";
/// The constant that stands in fields a tool may not return.
pub const HIDDEN: &str = "HIDDEN";

/// `newOpportunity`: builds a planned record.
pub fn builder(key: &Key) -> String {
    format!("new{}", capital(&key.0))
}

/// `opportunityId`: the Id of a planned record, which is inserted at the first call.
pub fn getter(key: &Key) -> String {
    format!("{}Id", key.0)
}

/// The same name with a capital.
pub fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

/// The same name without one.
pub fn uncapital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|c| c.to_ascii_lowercase()).into_iter().chain(chars).collect()
}

/// A value as it stands in a field.
pub fn field_value(value: &Value) -> Expr {
    match value {
        Value::Literal(literal) => constant(literal),
        Value::Hidden => raw(HIDDEN),
        Value::Content => raw("Blob.valueOf('Content')"),
        Value::Numbered(text) => call("McpTestFactory.numbered", [string(text)]),
        Value::ApiName(text) => call("McpTestFactory.apiName", [string(text)]),
        Value::Today(days) => raw(day("System.today()", *days)),
        Value::Now(days) => raw(day("System.now()", *days)),
        Value::Time(hour) => raw(format!("Time.newInstance({hour}, 0, 0, 0)")),
        Value::Record(key) => call(getter(key), []),
        Value::Another(key) => call("McpTestFactory.create", [call(builder(key), [])]).member("Id"),
        Value::Agent => raw("McpTestFactory.agent().Id"),
        Value::AgentField(field) => raw(format!("McpTestFactory.agent().{field}")),
        Value::SomeoneField("Username") => raw("System.UserInfo.getUserName()"),
        Value::SomeoneField("Email") => raw("System.UserInfo.getUserEmail()"),
        Value::SomeoneField(_) => raw("System.UserInfo.getProfileId()"),
        Value::Currency => raw("System.UserInfo.getDefaultCurrency()"),
        Value::Stored { key, object, field } => {
            call("McpTestFactory.stored", [object_token(object), call(getter(key), []), raw(literal::string(field))])
        }
        Value::AnyOf(object) => call("McpTestFactory.anyOf", [object_token(object)]),
        Value::DocumentOf(key) => call("McpTestFactory.documentOf", [call(getter(key), [])]),
        Value::Absent(object) => call("McpTestFactory.absentId", [object_token(object)]),
        Value::Someone => raw("System.UserInfo.getUserId()"),
        Value::Organization => raw("System.UserInfo.getOrganizationId()"),
        Value::StandardPricebook => raw("System.Test.getStandardPricebookId()"),
        Value::RecordType { object, name } => record_type(object, raw(literal::string(name))),
        Value::List(values) => list(values.iter().map(field_value)),
        Value::Object(_) | Value::Null => raw("null"),
    }
}

/// A value as it comes from JSON.
pub fn argument_value(value: &Value) -> Expr {
    match value {
        Value::Literal(date @ (Literal::Date(..) | Literal::Datetime(..))) => {
            raw(literal::string(&soql(date).unwrap_or_default()))
        }
        Value::Literal(Literal::Number(digits)) => raw(decimal(digits)),
        Value::Today(days) => raw(format!("String.valueOf({})", day("System.today()", *days))),
        Value::Now(days) => {
            raw(format!("{}.formatGmt('yyyy-MM-dd\\'T\\'HH:mm:ss\\'Z\\'')", day("System.now()", *days)))
        }
        Value::List(values) => list(values.iter().map(argument_value)),
        Value::Object(members) => map(members.iter().map(|(name, value)| (name.as_str(), argument_value(value)))),
        other => field_value(other),
    }
}

fn day(today: &str, days: i32) -> String {
    if days == 0 { today.to_owned() } else { format!("{today}.addDays({days})") }
}

/// `new List<Object>{ … }`.
pub fn list(values: impl Iterator<Item = Expr>) -> Expr {
    Expr::Items("List<Object>".into(), values.map(Entry::item).collect())
}

/// `new Map<String, Object>{ … }`.
pub fn map<'n>(entries: impl Iterator<Item = (&'n str, Expr)>) -> Expr {
    Expr::Pairs(MAP.into(), entries.map(|(name, value)| Entry::new(literal::string(name), value)).collect())
}

/// `new Set<String>{ … }`.
pub fn names<'n>(names: impl Iterator<Item = &'n str>) -> Expr {
    Expr::Items("Set<String>".into(), names.map(|name| Entry::item(raw(literal::string(name)))).collect())
}

/// `new Tool()`.
pub fn tool(class: &str) -> Expr {
    new(class, [])
}

/// `Type name = value;`
pub fn declare(class: &str, name: &str, value: Expr) -> Stmt {
    Stmt::Declare(class.into(), name.into(), value)
}

/// `System.Assert.areEqual(expected, actual, 'message');`
pub fn equal(expected: Expr, actual: Expr, message: &str) -> Stmt {
    Stmt::Do(call("System.Assert.areEqual", [expected, actual, string(message)]))
}

/// `System.Assert.isTrue(condition, 'message');`
pub fn is_true(condition: Expr, message: Expr) -> Stmt {
    Stmt::Do(call("System.Assert.isTrue", [condition, message]))
}

/// `System.Assert.isFalse(condition, 'message');`
pub fn is_false(condition: Expr, message: Expr) -> Stmt {
    Stmt::Do(call("System.Assert.isFalse", [condition, message]))
}

/// `McpTestFactory.assertFails(McpErrorCode.CODE, output);`
pub fn fails(code: &str) -> Stmt {
    Stmt::Do(call("McpTestFactory.assertFails", [raw(format!("McpErrorCode.{code}")), raw("output")]))
}

/// The call under test between startTest and stopTest; its result is `output`.
pub fn act(arguments: Expr) -> Vec<Stmt> {
    vec![
        Stmt::Do(call("System.Test.startTest", [])),
        declare("McpToolOutput", "output", call("call", [arguments])),
        Stmt::Do(call("System.Test.stopTest", [])),
        Stmt::Blank,
    ]
}

/// `validArguments()`.
pub fn valid() -> Expr {
    call("validArguments", [])
}

/// `Map<String, Object> arguments = validArguments();`
pub fn declare_arguments() -> Stmt {
    declare(MAP, "arguments", valid())
}

/// `arguments.put('name', value);`
pub fn put(name: &str, value: Expr) -> Stmt {
    Stmt::Do(call("arguments.put", [raw(literal::string(name)), value]))
}

/// `next_step` → `NextStep`, with `A` or `An` before it.
pub fn with_article(name: &str) -> String {
    let name = pascal_case(name);
    let vowel = name.starts_with(['A', 'E', 'I', 'O', 'U']) && !name.starts_with("Us") && !name.starts_with("Url");
    format!("{}{name}", if vowel { "An" } else { "A" })
}

/// `McpTestFactory.bodyOf(output).get('contacts')`: a list inside the result.
pub fn list_of(output: &str, key: &str) -> Expr {
    call("McpTestFactory.bodyOf", [raw(output)]).then("get", [raw(literal::string(key))])
}

/// The same as a map: a list and whether it is cut.
pub fn held_list(output: &str, key: &str) -> Expr {
    call(format!("({MAP}) McpTestFactory.bodyOf"), [raw(output)]).then("get", [raw(literal::string(key))])
}
