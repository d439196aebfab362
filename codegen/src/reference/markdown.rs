//! The whole document.

use super::examples::{self, Example};
use super::table;
use crate::operation;
use crate::spec::schema::Kind;
use diag::Severity;
use diag::catalogue::{exposure, policy, portable, spec};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The reference of the spec language, as Markdown.
pub fn markdown() -> String {
    let mut out = include_str!("introduction.md").to_owned();
    for kind in Kind::ALL {
        kind_section(&mut out, kind);
    }
    out.push_str("\n## Operations\n\nA tool has exactly one of these keys.\n");
    let tool = Kind::Tool.schema();
    for row in operation::ALL {
        let schema = resolve(tool, &tool["properties"][row.key]);
        let _ = write!(out, "\n### {}\n\n{}\n\n{}", row.key, description(schema), table::keys(schema, &|_| false));
        examples::all(row.key).for_each(|one| example(&mut out, one));
    }
    out.push_str("\n## Parts\n\nMappings and values that several keys share, by name.\n");
    for (title, schema) in parts() {
        let _ = write!(out, "\n### {title}\n\n{}\n\n", description(schema));
        out.push_str(&table::values(schema).unwrap_or_else(|| table::keys(schema, &|_| false)));
    }
    out.push_str(include_str!("rules.md"));
    for codes in [spec::ALL, exposure::ALL, policy::ALL, portable::ALL] {
        out.push_str("\n| Code | Rule | What it means |\n|---|---|---|\n");
        for code in codes {
            let severity =
                if code.severity == Severity::Error { String::new() } else { format!(" ({})", code.severity) };
            let cells = (table::cell(code.title), table::cell(code.explanation));
            let _ = writeln!(out, "| {}{severity} | {} | {} |", code.id, cells.0, cells.1);
        }
    }
    out
}

fn kind_section(out: &mut String, kind: Kind) {
    let schema = kind.schema();
    let is_operation = |key: &str| kind == Kind::Tool && operation::find(key).is_some();
    let _ = write!(out, "\n## {}\n\n{}\n\n{}", kind.name(), description(schema), table::keys(schema, &is_operation));
    if kind == Kind::Tool {
        let links: Vec<String> = operation::ALL.iter().map(|row| format!("[{0}](#{0})", row.key)).collect();
        let _ = write!(out, "\nAnd exactly one operation: {}. Each has an example.\n", links.join(", "));
    }
    examples::all(kind.name()).for_each(|one| example(out, one));
}

fn example(out: &mut String, Example { path, text, .. }: &Example) {
    let _ = write!(out, "\nExample, `{path}`:\n\n```yaml\n{text}```\n");
}

/// Every definition that is no operation, by the title of its section.
fn parts() -> BTreeMap<String, &'static Value> {
    let tool = Kind::Tool.schema();
    let operations: Vec<&str> =
        operation::ALL.iter().filter_map(|row| table::reference(&tool["properties"][row.key])).collect();
    let definitions = Kind::ALL.into_iter().filter_map(|kind| kind.schema()["$defs"].as_object()).flatten();
    definitions
        .filter(|(name, _)| !operations.contains(&name.as_str()))
        .map(|(name, schema)| (table::title(name), schema))
        .collect()
}

fn resolve<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    table::reference(schema).map_or(schema, |name| &root["$defs"][name])
}

fn description(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_link_leads_to_exactly_one_heading() {
        let text = markdown();
        let headings: Vec<String> = text
            .lines()
            .filter_map(|line| line.strip_prefix("## ").or(line.strip_prefix("### ")))
            .map(|heading| heading.to_lowercase().replace(' ', "-"))
            .collect();
        let distinct: BTreeSet<&String> = headings.iter().collect();
        assert_eq!(distinct.len(), headings.len(), "two headings are equal");
        let links: BTreeSet<String> =
            text.split("](#").skip(1).filter_map(|rest| rest.split(')').next()).map(str::to_owned).collect();
        let dangling: Vec<&String> = links.iter().filter(|link| !headings.contains(link)).collect();
        assert_eq!(dangling, Vec::<&String>::new());
        assert!(links.len() > 20, "the links are no longer found");
    }

    #[test]
    fn numbers_in_the_text_are_those_of_the_rules() {
        use crate::check::{breadth, oversight};
        let text = markdown();
        for rule in [
            format!("at least {} characters", oversight::SHORTEST_PURPOSE),
            format!("more than {} fields of one sObject", breadth::MANY_FIELDS),
            format!("at least {0} characters (`minLength: {0}`)", breadth::SHORTEST_PART),
            format!("`minLength` is at least {}", crate::operation::create::SHORTEST_KEY),
        ] {
            assert!(text.contains(&rule), "the reference does not say: {rule}");
        }
    }

    #[test]
    fn equal_names_mean_equal_definitions() {
        let mut seen: BTreeMap<&str, &Value> = BTreeMap::new();
        for (name, schema) in Kind::ALL.into_iter().filter_map(|kind| kind.schema()["$defs"].as_object()).flatten() {
            assert_eq!(*seen.entry(name).or_insert(schema), schema, "{name} differs between kinds");
        }
    }
}
