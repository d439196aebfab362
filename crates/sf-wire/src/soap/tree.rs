//! Between XML and JSON: an element with children is an object, equal names are an array, text is text.

use super::SoapError;
use quick_xml::escape::escape;
use serde_json::{Map, Value};

/// Deeper messages are refused, so that none can exhaust the stack.
const MAX_DEPTH: usize = 64;

/// Reads a message: the content of its root element. Namespaces and attributes are dropped but for `xsi:nil`.
pub(super) fn read(text: &str) -> Result<Value, SoapError> {
    check_depth(text)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Document types, and with them entity definitions, are refused by default.
    let document = roxmltree::Document::parse(text).map_err(|e| SoapError::Xml(e.to_string()))?;
    Ok(value(document.root_element()))
}

/// Counts open elements before the real reader runs, because that one recurses.
fn check_depth(text: &str) -> Result<(), SoapError> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut depth = 0usize;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Start(_)) => depth += 1,
            Ok(quick_xml::events::Event::End(_)) => depth = depth.saturating_sub(1),
            // The real reader reports errors better.
            Ok(quick_xml::events::Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
        if depth > MAX_DEPTH {
            return Err(SoapError::Xml(format!("elements nest deeper than {MAX_DEPTH} levels")));
        }
    }
}

fn value(node: roxmltree::Node<'_, '_>) -> Value {
    if node.attributes().any(|a| a.name() == "nil" && matches!(a.value(), "true" | "1")) {
        return Value::Null;
    }
    let mut object = Map::new();
    for child in node.children().filter(roxmltree::Node::is_element) {
        let name = child.tag_name().name();
        match object.get_mut(name) {
            None => {
                object.insert(name.to_owned(), value(child));
            }
            Some(Value::Array(items)) => items.push(value(child)),
            Some(present) => *present = Value::Array(vec![present.take(), value(child)]),
        }
    }
    if object.is_empty() {
        let text = node.children().filter(roxmltree::Node::is_text).filter_map(|n| n.text());
        return Value::String(text.collect());
    }
    Value::Object(object)
}

/// Writes `value` as element `name`. Arrays become one element each, `null` none.
pub(super) fn write(name: &str, namespace: Option<&str>, value: &Value) -> String {
    let mut out = String::new();
    let attribute = namespace.map(|uri| format!(" xmlns=\"{uri}\"")).unwrap_or_default();
    element(&mut out, name, &attribute, value);
    out
}

fn element(out: &mut String, name: &str, attribute: &str, value: &Value) {
    let mut wrap = |content: &dyn Fn(&mut String)| {
        out.push_str(&format!("<{name}{attribute}>"));
        content(out);
        out.push_str(&format!("</{name}>"));
    };
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| element(out, name, attribute, item)),
        Value::Object(object) => wrap(&|out| {
            for (key, value) in object {
                element(out, key, "", value);
            }
        }),
        Value::String(text) => wrap(&|out| out.push_str(&safe(text))),
        Value::Bool(flag) => wrap(&|out| out.push_str(if *flag { "true" } else { "false" })),
        Value::Number(number) => wrap(&|out| out.push_str(&number.to_string())),
    }
}

/// Escaped text; what XML 1.0 cannot hold becomes U+FFFD.
fn safe(text: &str) -> String {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    let clean: String = text.chars().map(|c| if allowed(c) { c } else { char::REPLACEMENT_CHARACTER }).collect();
    escape(clean).into_owned()
}
