//! The output schema of a tool, as the Apex classes `McpOutputShape` and `McpProperty` make it in the org.

use super::tools_list::{self, Side};
use crate::model::{Member, MemberKind, Records, Shape};
use serde_json::{Map, Value, json};

/// The schema of a result, with the note that every result carries.
pub(super) fn output_schema(shape: &Shape) -> Value {
    let mut entries = records(&shape.records);
    entries.extend(shape.more.iter().map(Entry::of));
    entries.push(Entry::always("note", "How to treat the text inside records.", MemberKind::Text));
    object(entries)
}

/// One named value of an object.
struct Entry {
    name: String,
    schema: Value,
    required: bool,
}

impl Entry {
    fn of(member: &Member) -> Self {
        Self { name: member.name.clone(), schema: value(member), required: member.required }
    }

    fn always(name: &str, description: &str, kind: MemberKind) -> Self {
        Self::of(&Member::new(name, description, kind).always())
    }

    /// A value that is always there.
    fn described(name: &str, description: &str, mut schema: Value) -> Self {
        schema["description"] = description.into();
        Self { name: name.to_owned(), schema, required: true }
    }
}

fn records(records: &Records) -> Vec<Entry> {
    match records {
        Records::None => Vec::new(),
        Records::One(fields) => vec![Entry::described("record", "The record.", object(with_identity(fields)))],
        Records::Deleted => {
            let id = Entry::always("Id", "Id of the deleted record.", MemberKind::Id);
            vec![Entry::described("record", "The deleted record.", object(vec![id]))]
        }
        Records::Groups(fields) => rows("The groups in order.", fields.iter().map(Entry::of).collect()),
        Records::List(fields) => rows("The records in order.", with_identity(fields)),
        Records::Page(fields) => {
            let mut entries = rows("The records in order.", with_identity(fields));
            let meaning = "Give this as cursor, with otherwise the same arguments, to read on.";
            entries.push(Entry::of(&Member::new("next_cursor", meaning, MemberKind::Text)));
            entries
        }
    }
}

fn with_identity(fields: &[Member]) -> Vec<Entry> {
    let id = Entry::always("Id", "Id of the record.", MemberKind::Id);
    let url = Entry::always("url", "Where a person finds the record.", MemberKind::Text);
    [id, url].into_iter().chain(fields.iter().map(Entry::of)).collect()
}

fn rows(meaning: &str, fields: Vec<Entry>) -> Vec<Entry> {
    let row = Entry::described("row", "One row.", object(fields));
    let list = json!({ "type": "array", "items": row.schema });
    let truncated = Entry::always("truncated", "Whether there are more than these.", MemberKind::Boolean);
    vec![Entry::described("records", meaning, list), truncated]
}

fn object(entries: Vec<Entry>) -> Value {
    let required: Vec<String> = entries.iter().filter(|e| e.required).map(|e| e.name.clone()).collect();
    let properties: Map<String, Value> = entries.into_iter().map(|e| (e.name, e.schema)).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn value(member: &Member) -> Value {
    let mut schema = match &member.kind {
        MemberKind::Declared(kind) => return tools_list::value(kind, &member.description, Side::Result),
        MemberKind::Text | MemberKind::Id => json!({ "type": "string" }),
        MemberKind::Integer => json!({ "type": "integer" }),
        MemberKind::Number => json!({ "type": "number" }),
        MemberKind::Boolean => json!({ "type": "boolean" }),
        MemberKind::Date => json!({ "type": "string", "format": "date" }),
        MemberKind::Datetime => json!({ "type": "string", "format": "date-time" }),
        MemberKind::Rows(fields) => object(rows("The records in order.", with_identity(fields))),
    };
    let rule = match member.kind {
        MemberKind::Date => tools_list::DATE_RULE,
        MemberKind::Datetime => tools_list::DATETIME_RULE,
        _ => "",
    };
    schema["description"] = format!("{}{rule}", member.description).into();
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(schema: &Value, found: &mut Vec<String>) {
        let members = schema["properties"].as_object().into_iter().flatten();
        for (name, member) in members {
            found.push(name.clone());
            found.extend(member["description"].as_str().map(str::to_owned));
            texts(member, found);
            texts(&member["items"], found);
        }
    }

    #[test]
    fn names_and_texts_are_those_of_the_apex_classes() {
        let body = |name| framework::core().iter().find(|file| file.name == name).expect("a class").body;
        let apex = format!("{}{}", body("McpOutputShape"), body("McpToolOutput"));
        let shapes = [
            Records::One(Vec::new()),
            Records::Deleted,
            Records::Groups(Vec::new()),
            Records::List(Vec::new()),
            Records::Page(Vec::new()),
        ];
        for records in shapes {
            let mut found = Vec::new();
            texts(&output_schema(&Shape { records, more: Vec::new() }), &mut found);
            assert!(found.len() >= 4, "{found:?}");
            for text in found {
                assert!(apex.contains(&format!("'{text}'")), "{text}");
            }
        }
    }
}
