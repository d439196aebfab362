//! What a file consists of, its texts aside: equal for two files that differ in texts only.

use codegen::RenderedFile;
use pulldown_cmark::{Event, Options, Parser};
use sf_metadata::xml::Element;
use std::fmt::Write;
use tree_sitter::Node;

/// The structure of a file: syntax tree, elements, members or blocks.
pub fn of(file: &RenderedFile) -> String {
    let text = super::support::text(file);
    match file.path.rsplit('.').next() {
        Some("cls") => node(super::support::tree(text).root_node()),
        Some("xml") => element(&Element::parse(text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", file.path))),
        Some("json") => {
            let value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", file.path));
            json(&value)
        }
        Some("md") => blocks(text),
        _ => panic!("{} is of a kind that this test does not know", file.path),
    }
}

/// The kinds of nodes. A text is one literal, however many lines it takes; so is a comment.
fn node(of: Node<'_>) -> String {
    const TEXT: &str = "string_literal";
    let mut cursor = of.walk();
    let mut children: Vec<String> = of.named_children(&mut cursor).map(node).collect();
    // Whether a constant stands in a query or is bound depends on its characters.
    let holds_texts = matches!(of.kind(), "binary_expression" | "bound_apex_expression");
    if holds_texts && children.iter().all(|child| child == TEXT) {
        return TEXT.to_owned();
    }
    children.dedup_by(|a, b| a == b && a.ends_with("comment"));
    if children.is_empty() { of.kind().to_owned() } else { format!("({} {})", of.kind(), children.join(" ")) }
}

fn element(of: &Element) -> String {
    let attributes: Vec<&str> = of.attributes.iter().map(|(name, _)| name.as_str()).collect();
    let children: Vec<String> = of.children.iter().map(element).collect();
    format!("({} [{}] {})", of.name, attributes.join(" "), children.join(" "))
}

fn json(value: &serde_json::Value) -> String {
    use serde_json::Value as V;
    match value {
        V::Object(members) => {
            let members: Vec<String> = members.iter().map(|(name, value)| format!("{name}: {}", json(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        V::Array(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", ")),
        V::String(_) => "text".to_owned(),
        V::Number(_) => "number".to_owned(),
        other => other.to_string(),
    }
}

/// The blocks, links and images. A text may stand in a code span or not.
fn blocks(text: &str) -> String {
    let mut out = String::new();
    let github =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    for event in Parser::new_ext(text, github) {
        let _ = match event {
            Event::Start(tag) => write!(out, "({:?} ", tag.to_end()),
            Event::End(_) => write!(out, ")"),
            Event::Rule => write!(out, "rule "),
            Event::Html(_) => write!(out, "html "),
            Event::InlineHtml(html) if !matches!(&*html, "<br>" | "<span>" | "</span>") => write!(out, "html "),
            _ => Ok(()),
        };
    }
    out
}
