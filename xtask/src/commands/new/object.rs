//! The starting text of a tool on one sObject, with fields and parameters that its metadata knows.

use crate::error::CommandError;
use codegen::lower::personal_data;
use sf_schema::{Certainty, Field, FieldType, SObject, Schema};
use std::fmt::Write;

/// Most fields that a new tool begins with.
const FEW: usize = 4;
/// Longest name of a parameter.
const LONGEST_NAME: usize = 40;
/// Most values of a picklist that a parameter lists, as the model vendors take them.
const MOST_CHOICES: usize = 100;

/// A tool with this operation on the sObject of that name.
///
/// # Errors
/// Nobody knows the sObject, or it has not what the operation needs.
pub fn text(schema: &Schema, name: &str, operation: &str) -> Result<String, CommandError> {
    let Some(object) = schema.object(name) else {
        let hint = match schema.objects_like(name).first() {
            Some(best) => format!("did you mean `{best}`?"),
            None => "add its metadata below a package directory, or a describe of the org".to_owned(),
        };
        return Err(CommandError::usage(format!("no sObject `{name}` is known"), hint));
    };
    let name = &object.name;
    let id = Parameter::id(object);
    let fields = returned(schema, object).join(", ");
    let (mut parameters, body) = match operation {
        "get" => (vec![id.clone()], format!("  by: {}\n  fields: [{fields}]\n", id.name)),
        "aggregate" => {
            let groupable = || usable(schema, object).filter(|field| field.groupable && field.sortable);
            let group = groupable().find(|field| field.picklist().is_some());
            let group = group.or_else(|| object.field("CreatedById")).or_else(|| groupable().next());
            let group = &group.ok_or_else(|| lacks(object, "field to group by", operation))?.name;
            let measures = "  measures:\n    - { function: count, as: number }\n";
            (Vec::new(), format!("  groupBy: [{group}]\n{measures}  maxGroups: 20\n"))
        }
        "search" => {
            let term = Parameter::new("term", "type: string, minLength: 2, maxLength: 80", true);
            (
                vec![term],
                format!("  term: term\n  in: name\n  objects:\n    - {{ object: {name}, fields: [{fields}] }}\n"),
            )
        }
        "related" => {
            let (relationship, children) = child(schema, object)
                .ok_or_else(|| lacks(object, "child relationship to an sObject that is known", operation))?;
            let of_child = returned(schema, children).join(", ");
            let list = format!("    - relationship: {relationship}\n      fields: [{of_child}]\n      limit: 10\n");
            (vec![id.clone()], format!("  by: {}\n  fields: [{fields}]\n  children:\n{list}", id.name))
        }
        "create" => {
            let set = not_empty(settable(schema, object, |field| field.createable), object, operation)?;
            let is_set = |field: &Field| set.iter().any(|(other, _)| other.name == field.name);
            if object.required_on_create().any(|field| !is_set(field)) {
                return Err(lacks(object, "parameter for a field that the platform demands", operation));
            }
            let body = format!("  set:\n{}  returns: [{fields}]\n", assignments(&set));
            (set.into_iter().map(|(_, parameter)| parameter).collect(), body)
        }
        "update" => {
            let set = not_empty(settable(schema, object, |field| field.updateable), object, operation)?;
            let set = optional(set);
            let body = format!("  by: {}\n  set:\n{}  returns: [{fields}]\n", id.name, assignments(&set));
            (std::iter::once(id.clone()).chain(set.into_iter().map(|(_, parameter)| parameter)).collect(), body)
        }
        "upsert" => {
            let key = object.fields().iter().find(|field| field.external_id && field.unique);
            let key = key.ok_or_else(|| lacks(object, "unique external Id", operation))?;
            let by = Parameter::of(schema, object, key, true)
                .ok_or_else(|| lacks(object, "external Id that a parameter can carry", operation))?;
            let mut set = settable(schema, object, |field| field.createable && field.updateable);
            set.retain(|(field, _)| field.name != key.name);
            let head = format!("  externalId: {}\n  by: {}\n", key.name, by.name);
            let body = format!("{head}  set:\n{}  returns: [{fields}]\n", assignments(&set));
            (std::iter::once(by).chain(set.into_iter().map(|(_, parameter)| parameter)).collect(), body)
        }
        "delete" => (vec![id.clone()], format!("  by: {}\n", id.name)),
        "custom" => {
            let access = format!("  access:\n    - {{ object: {name}, fields: [{fields}] }}\n");
            let returns = "  returns:\n    - { name: result, type: string, required: true, description: \"EDIT: what it is.\" }\n";
            (vec![id.clone()], format!("  handler: Handler\n{access}{returns}"))
        }
        _ => {
            let created = object.field("CreatedDate").map(|_| "  orderBy: [CreatedDate desc]\n");
            let order = created.unwrap_or_default();
            (Vec::new(), format!("  fields: [{fields}]\n{order}  limit: {{ default: 20, max: 50 }}\n"))
        }
    };
    let mut text =
        "# yaml-language-server: $schema=../schema/tool.schema.json\nkind: tool\nversion: 1\n\nname: x\ntitle: x\n\
                    description: x\n\n"
            .to_owned();
    parameters.dedup_by(|second, first| second.name == first.name);
    if !parameters.is_empty() {
        text.push_str("parameters:\n");
    }
    for Parameter { name, rule, required } in &parameters {
        let _ = writeln!(
            text,
            "  - {{ name: {name}, {rule}, required: {required}, description: \"EDIT: what the value means.\" }}"
        );
    }
    let gap = if parameters.is_empty() { "" } else { "\n" };
    let subject = if matches!(operation, "search" | "custom") { String::new() } else { format!("  object: {name}\n") };
    let scope = match operation {
        "query" | "delete" | "update" if object.has_owner() => "  # Or `all` that sharing allows.\n  records: owned\n",
        _ => "",
    };
    let _ = write!(text, "{gap}{operation}:\n{subject}{body}{scope}");
    Ok(text)
}

/// The fields that are set, of which there is one at least.
fn not_empty<'s>(
    set: Vec<(&'s Field, Parameter)>,
    object: &SObject,
    operation: &str,
) -> Result<Vec<(&'s Field, Parameter)>, CommandError> {
    if set.is_empty() { Err(lacks(object, "field that a parameter can set", operation)) } else { Ok(set) }
}

fn lacks(object: &SObject, what: &str, operation: &str) -> CommandError {
    let message = format!("`{}` has no {what}, which `{operation}` needs", object.name);
    CommandError::usage(message, "choose another operation or sObject")
}

/// A parameter in the making.
#[derive(Clone)]
struct Parameter {
    name: String,
    rule: String,
    required: bool,
}

impl Parameter {
    fn new(name: &str, rule: impl Into<String>, required: bool) -> Self {
        let name: String = snake_case(name).chars().take(LONGEST_NAME).collect();
        Self { name, rule: rule.into(), required }
    }

    fn id(object: &SObject) -> Self {
        let name: String = snake_case(&object.name).chars().take(LONGEST_NAME - 3).collect();
        Self::new(&format!("{name}_id"), format!("type: id, object: {}", object.name), true)
    }

    /// The parameter that fits a field, if one does.
    fn of(schema: &Schema, object: &SObject, field: &Field, required: bool) -> Option<Self> {
        let text = |more: &str| format!("type: string, maxLength: {}{more}", field.length.unwrap_or(80).min(255));
        let rule = match &field.data_type {
            FieldType::Picklist(picklist)
                if (1..=MOST_CHOICES).contains(&picklist.values.iter().filter(|value| value.active).count()) =>
            {
                format!("type: enum, valuesOf: {}.{}", object.name, field.name)
            }
            FieldType::String | FieldType::TextArea | FieldType::LongTextArea | FieldType::Picklist(_) => text(""),
            FieldType::Email => text(", format: email"),
            FieldType::Phone => text(", format: phone"),
            FieldType::Url => text(", format: url"),
            FieldType::Boolean => "type: boolean".to_owned(),
            FieldType::Int => "type: integer".to_owned(),
            FieldType::Double(_) | FieldType::Currency(_) | FieldType::Percent(_) => "type: number".to_owned(),
            FieldType::Date => "type: date".to_owned(),
            FieldType::DateTime => "type: datetime".to_owned(),
            FieldType::Reference(reference) => {
                format!("type: id, object: {}", reference.to.iter().find(|to| schema.object(to).is_some())?)
            }
            _ => return None,
        };
        Some(Self::new(&field.name, rule, required))
    }
}

/// Fields that exist in every org for certain and hold no personal data.
fn usable<'s>(schema: &'s Schema, object: &'s SObject) -> impl Iterator<Item = &'s Field> {
    let fits = move |field: &&Field| {
        field.feature.is_none()
            && field.certainty != Certainty::Assumed
            && field.part_of.is_none()
            && field.name != "Id"
            && personal_data(schema, object, field).is_none()
    };
    object.fields().iter().filter(fits)
}

/// The fields that a new tool returns: the name first, then what people of the org added.
fn returned(schema: &Schema, object: &SObject) -> Vec<String> {
    let mut fields: Vec<&Field> = usable(schema, object)
        .filter(|field| {
            field.name_field
                || field.custom
                || matches!(field.data_type, FieldType::Picklist(_) | FieldType::Date | FieldType::Currency(_))
        })
        .filter(|field| !matches!(field.data_type, FieldType::Base64 | FieldType::Other(_) | FieldType::Unknown))
        .collect();
    fields.sort_by_key(|field| (!field.name_field, !field.custom));
    let names: Vec<String> = fields.iter().take(FEW).map(|field| field.name.clone()).collect();
    if names.is_empty() { vec!["Id".to_owned()] } else { names }
}

/// The fields that a new tool sets, each with its parameter: all that the platform demands, and a few more.
fn settable<'s>(
    schema: &'s Schema,
    object: &'s SObject,
    writable: impl Fn(&Field) -> bool,
) -> Vec<(&'s Field, Parameter)> {
    let one_of = object.one_of_on_create().filter_map(|group| object.field(group[0]));
    let demanded: Vec<&Field> = object.required_on_create().chain(one_of).filter(|field| writable(field)).collect();
    let is_demanded = |field: &Field| demanded.iter().any(|other| other.name == field.name);
    let further = usable(schema, object).filter(|field| {
        let plain = field.custom || field.name_field || field.picklist().is_some();
        plain && !is_demanded(field) && writable(field) && !field.unique
    });
    let all = demanded.iter().map(|field| (*field, true)).chain(further.take(FEW).map(|field| (field, false)));
    all.filter_map(|(field, required)| Some((field, Parameter::of(schema, object, field, required)?))).collect()
}

fn optional(set: Vec<(&Field, Parameter)>) -> Vec<(&Field, Parameter)> {
    set.into_iter().map(|(field, parameter)| (field, Parameter { required: false, ..parameter })).collect()
}

fn assignments(set: &[(&Field, Parameter)]) -> String {
    set.iter().fold(String::new(), |mut out, (field, parameter)| {
        let _ = writeln!(out, "    - {{ field: {}, param: {} }}", field.name, parameter.name);
        out
    })
}

fn child<'s>(schema: &'s Schema, object: &'s SObject) -> Option<(&'s str, &'s SObject)> {
    let known =
        object.children().iter().filter_map(|child| Some((child.name.as_deref()?, schema.object(&child.object)?)));
    let mut known: Vec<_> = known.filter(|(_, children)| children.queryable && children.feature.is_none()).collect();
    known.sort_by_key(|(_, children)| !children.name.ends_with("__c"));
    known.into_iter().next()
}

/// `Due_Date__c` → `due_date`, `AccountId` → `account_id`.
fn snake_case(name: &str) -> String {
    let bare = name.strip_suffix("__c").unwrap_or(name);
    let mut out = String::new();
    for c in bare.chars() {
        if c.is_ascii_uppercase() && out.ends_with(|last: char| last.is_ascii_lowercase() || last.is_ascii_digit()) {
            out.push('_');
        }
        if c != '_' || !out.ends_with('_') {
            out.push(c.to_ascii_lowercase());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use codegen::operation;
    use codegen::spec::load::{SourceText, load};

    #[test]
    fn every_operation_begins_with_a_spec_that_can_be_read() {
        let schema = Schema::standard();
        for object in ["Opportunity", "Case", "Task", "Product2", "Campaign"] {
            for row in operation::ALL.iter().filter(|row| row.key != "upsert") {
                let Ok(text) = text(&schema, object, row.key) else {
                    assert_eq!(row.key, "related", "{object}");
                    continue;
                };
                let source = SourceText { file: "specs/tools/x.yaml".to_owned(), text: text.clone() };
                let (set, found) = load(&[source]);
                assert!(!diag::has_errors(&found), "{}\n{text}", diag::render::text(&found));
                assert_eq!(set.tools.len(), 1, "{text}");
                assert!(text.contains(object), "{text}");
            }
        }
        assert!(text(&schema, "Opportunity", "upsert").is_err());
    }

    #[test]
    fn a_tool_begins_with_fields_of_every_org() {
        let schema = Schema::standard();
        for object in ["Lead", "Contact"] {
            for operation in ["get", "query", "update", "create"] {
                let text = text(&schema, object, operation).expect(object);
                for field in ["ActionCadenceState", "Pronouns"] {
                    assert!(!text.contains(field), "{text}");
                }
            }
        }
        let event = text(&schema, "Event", "create").expect("a tool");
        assert!(event.contains("field: StartDateTime") && event.contains("field: DurationInMinutes"), "{event}");
    }

    #[test]
    fn what_the_checks_would_refuse_is_not_written() {
        let schema = Schema::standard();
        for (object, operation) in [("CaseComment", "update"), ("ContentDocument", "create")] {
            let refused = text(&schema, object, operation).expect_err(object);
            assert!(refused.to_string().contains("no field that a parameter can set"), "{refused}");
        }
        let user = text(&schema, "User", "update").expect("a tool");
        assert!(!user.contains("valuesOf: User.TimeZoneSidKey") && user.contains("valuesOf"), "{user}");
    }

    #[test]
    fn parameters_are_named_like_their_fields() {
        for (field, expected) in
            [("Due_Date__c", "due_date"), ("AccountId", "account_id"), ("Product2Id", "product2_id")]
        {
            assert_eq!(snake_case(field), expected);
        }
    }
}
