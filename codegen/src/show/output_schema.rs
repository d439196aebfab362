//! The output schema of a tool, as the Apex classes `McpOutputShape` and `McpProperty` make it in the org.

use crate::model::{Member, MemberKind, Records, Shape};
use serde_json::{Map, Value, json};

/// The schema of a result, with the note that every result carries.
pub(super) fn output_schema(shape: &Shape) -> Value {
    let mut members = records(&shape.records);
    members.extend(shape.more.iter().cloned());
    members.push(Member::new("note", "How to treat the text inside records.", MemberKind::Text).always());
    object(&members)
}

fn records(records: &Records) -> Vec<Member> {
    match records {
        Records::None => Vec::new(),
        Records::One(fields) => {
            vec![Member::new("record", "The record.", MemberKind::Members(with_identity(fields))).always()]
        }
        Records::Deleted => {
            let id = Member::new("Id", "Id of the deleted record.", MemberKind::Id).always();
            vec![Member::new("record", "The deleted record.", MemberKind::Members(vec![id])).always()]
        }
        Records::Groups(fields) => rows("The groups in order.", fields.clone()),
        Records::List(fields) => rows("The records in order.", with_identity(fields)),
        Records::Page(fields) => {
            let mut members = rows("The records in order.", with_identity(fields));
            let meaning = "Give this as cursor, with otherwise the same arguments, to read on.";
            members.push(Member::new("next_cursor", meaning, MemberKind::Text));
            members
        }
    }
}

fn with_identity(fields: &[Member]) -> Vec<Member> {
    let id = Member::new("Id", "Id of the record.", MemberKind::Id).always();
    let url = Member::new("url", "Where a person finds the record.", MemberKind::Text).always();
    [id, url].into_iter().chain(fields.iter().cloned()).collect()
}

fn rows(meaning: &str, fields: Vec<Member>) -> Vec<Member> {
    let row = Member::new("row", "One row.", MemberKind::Members(fields));
    let truncated = Member::new("truncated", "Whether there are more than these.", MemberKind::Boolean);
    vec![Member::new("records", meaning, MemberKind::Items(Box::new(row))).always(), truncated.always()]
}

fn object(members: &[Member]) -> Value {
    let properties: Map<String, Value> = members.iter().map(|m| (m.name.clone(), value(m))).collect();
    let required: Vec<&str> = members.iter().filter(|m| m.required).map(|m| m.name.as_str()).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn value(member: &Member) -> Value {
    let mut schema = match &member.kind {
        MemberKind::Text | MemberKind::Id => json!({ "type": "string" }),
        MemberKind::Integer => json!({ "type": "integer" }),
        MemberKind::Number => json!({ "type": "number" }),
        MemberKind::Boolean => json!({ "type": "boolean" }),
        MemberKind::Date => json!({ "type": "string", "format": "date" }),
        MemberKind::Datetime => json!({ "type": "string", "format": "date-time" }),
        MemberKind::Items(item) => json!({ "type": "array", "items": value(item) }),
        MemberKind::Members(members) => object(members),
        MemberKind::Rows(fields) => object(&rows("The records in order.", with_identity(fields))),
    };
    let rule = match member.kind {
        MemberKind::Date => super::tools_list::DATE_RULE,
        MemberKind::Datetime => super::tools_list::DATETIME_RULE,
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
