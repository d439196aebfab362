//! However deep a source is nested, the parser answers and does not run out of stack.

use apex_syntax::{parse_query, parse_unit};

const DEEP: usize = 100_000;

fn body(text: &str) -> String {
    format!("public class A {{ void f() {{ {text} }} }}")
}

/// Rows of operators in one another, each of a length that is fine alone.
fn rows(times: usize) -> String {
    (0..times).fold("1".to_owned(), |inner, _| format!("({inner}{})", " + 1".repeat(390)))
}

#[test]
fn a_long_row_is_no_deep_nesting() {
    for text in [
        format!("Object o = {};", rows(1)),
        format!("Object o = new List<Object>{{ {} }};", [rows(1), rows(1), rows(1)].join(", ")),
        format!("{}{{ }}", "if (true) { } else ".repeat(400)),
    ] {
        parse_unit(&body(&text)).unwrap_or_else(|error| panic!("{}: {}", &text[..80], error.message));
    }
}

#[test]
fn nesting_is_refused_in_time() {
    let nested = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(DEEP), close.repeat(DEEP));
    let sources = [
        body(&format!("Object o = {};", nested("(", "1", ")"))),
        body(&format!("Object o = {};", nested("new List<Object>{ ", "1", " }"))),
        body(&format!("Object o = {};", nested("f(", "1", ")"))),
        body(&format!("Object o = {};", nested("a[", "1", "]"))),
        body(&format!("Object o = {}1;", "!".repeat(DEEP))),
        body(&format!("Object o = {}1;", "- ".repeat(DEEP))),
        body(&format!("Object o = {}1;", "(Object) ".repeat(DEEP))),
        body(&format!("Object o = {}1;", "true ? 1 : ".repeat(DEEP))),
        body(&format!("Object o = {}1;", "a = ".repeat(DEEP))),
        body(&format!("Object o = {}1;", "1 + ".repeat(DEEP))),
        body(&format!("Object o = a{};", ".b".repeat(DEEP))),
        body(&format!("Object o = a{};", ".b()".repeat(DEEP))),
        body(&format!("{} o;", nested("List<", "String", ">"))),
        body(&nested("{ ", "", " }")),
        body(&format!("{}return;", "if (true) ".repeat(DEEP))),
        body(&format!("{}{{ }}", "if (true) { } else ".repeat(DEEP))),
        body(&format!("{}{{ }}", "while (true) ".repeat(DEEP))),
        body(&nested("try { ", "", " } finally { }")),
        body(&format!("Object o = [SELECT Id FROM Account WHERE {}];", nested("(", "Name = 'a'", ")"))),
        body(&format!(
            "Object o = [SELECT Id FROM Account WHERE {}];",
            nested("Id IN (SELECT Id FROM Account WHERE ", "Id = null", ")")
        )),
        body(&format!("Object o = {};", rows(30))),
        nested("public class A { ", "", " }"),
    ];
    for source in sources {
        assert!(parse_unit(&source).is_err(), "{}", &source[..80]);
    }
    assert!(parse_query(&format!("SELECT Id FROM Account WHERE {}", "NOT ".repeat(DEEP))).is_err());
}
