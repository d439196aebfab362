//! Every object of the catalogue with every operation: whatever `check` lets pass compiles, tool class and test class,
//! and the tests pass. `COMBINATIONS=all cargo test -p tests --test suite combinations` runs the tests of all.

mod proof;

use super::project;
use sf_schema::{Field, FieldType, SObject, Schema};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

#[test]
fn every_object_with_every_operation_compiles_and_works() {
    let schema = Schema::standard();
    let mut tools = BTreeMap::new();
    for object in schema.names().into_iter().filter_map(|name| schema.object(name)) {
        tools.extend(tools_of(&schema, object));
    }
    let all = tools.len();
    let dir = tempfile::tempdir().expect("a directory");
    // What `check` refuses is no combination: the object is no business data, or cannot be used that way.
    let refused = errors(dir.path(), &tools);
    tools.retain(|name, _| !refused.iter().any(|(refused, ..)| refused == name));
    assert!(tools.len() * 10 > all * 6, "only {} of {all} tools are left:\n{refused:#?}", tools.len());
    // Limits are judged once every name is resolved: source code and templates are too long for a list of them.
    let mut left = errors(dir.path(), &tools);
    tools.retain(|name, _| !left.iter().any(|(long, code, _)| code == "POL014" && long == name));
    left.retain(|(_, code, _)| code != "POL014");
    assert!(left.is_empty(), "{left:#?}");
    // The local org has no fiscal year and knows a part of the fields of this view of metadata; it says so.
    let unknown = ["_period", "_fiscalyearsettings", "get_entitydefinition", "related_entitydefinition"];
    tools.retain(|name, _| !unknown.iter().any(|end| name.ends_with(end)));
    let all = std::env::var_os("COMBINATIONS").is_some();
    tools.retain(|name, _| all || REPRESENTATIVE.iter().any(|object| name.ends_with(&format!("_{object}"))));
    proof::assert_proven(dir.path(), tools);
}

/// Objects whose tests run as well, in small letters: all of them do with `COMBINATIONS=all`.
#[rustfmt::skip]
const REPRESENTATIVE: &[&str] = &[
    // Business records: with an owner, below a parent, joined to two parents, activities, people.
    "account", "case", "campaignmember", "accountcontactrelation", "event", "opportunity", "opportunitycontactrole", "opportunitylineitem", "pricebookentry", "quotelineitem", "solution", "task",
    // What the settings of the org decide, what nobody writes, what Apex does not write, what others share.
    "accounthistory", "accountshare", "address", "apexclass", "contentdocument", "feeditem", "group", "leadstatus", "note",
    "permissionset", "profile", "topic", "user",
];

/// The errors that `check` finds in a project with these tools: the name of the tool, the code and the message.
fn errors(root: &Path, tools: &BTreeMap<String, String>) -> BTreeSet<(String, String, String)> {
    let names: Vec<&str> = tools.keys().map(String::as_str).collect();
    let servers: Vec<Vec<&str>> = names.chunks(20).map(<[&str]>::to_vec).collect();
    project::write(root, "", tools, &servers);
    let found = project::findings(root).into_iter().filter(|one| one.severity == "error");
    found.map(|one| (one.spec, one.code, one.message)).collect()
}

/// One tool for each operation, as specs by name.
fn tools_of(schema: &Schema, object: &SObject) -> BTreeMap<String, String> {
    let mut tools = BTreeMap::new();
    let mut add = |operation: &str, parameters: &[String], body: String| {
        let name = format!("{operation}_{}", object.name.to_lowercase().replace("__", "_"));
        let mut text = format!(
            "kind: tool\nversion: 1\nname: {name}\ntitle: Tool\ndescription: Works on one kind of record.\n\
             justification: Shows that the combination compiles.\nparameters:\n"
        );
        parameters.iter().for_each(|parameter| text.push_str(parameter));
        let text = if parameters.is_empty() { text.replace("parameters:\n", "") } else { text };
        tools.insert(name, format!("{text}{operation}:\n  object: {}\n{body}", object.name));
    };
    let id = format!("  - {{ name: id, type: id, object: {}, required: true, description: Id. }}\n", object.name);
    let fields = returned(object);
    add("get", std::slice::from_ref(&id), format!("  by: id\n  fields: [{fields}]\n"));
    let (parameters, conditions) = conditions(object);
    let order = object.fields().iter().find(|field| is_followed_by_a_cursor(field)).map_or("CreatedDate", |f| &f.name);
    let body = format!(
        "  fields: [{}]\n  where:\n{conditions}  orderBy: [{order}]\n  paginate: true\n",
        with_field(&fields, order)
    );
    add("query", &parameters, if parameters.is_empty() { body.replace("  where:\n", "") } else { body });
    let group =
        object.fields().iter().find(|field| field.groupable && is_sure(field)).map_or("CreatedById", |f| &f.name);
    add("aggregate", &[], format!("  groupBy: [{group}]\n  measures:\n    - {{ function: count, as: number }}\n"));
    let text = "  - { name: term, type: string, required: true, minLength: 2, maxLength: 40, description: Text. }\n"
        .to_owned();
    add("search", &[text], String::new());
    let children: String = object
        .children()
        .iter()
        .filter(|child| child.name.is_some() && schema.object(&child.object).is_some())
        .take(3)
        .map(|child| {
            let fields = schema.object(&child.object).map_or_else(|| "Id".to_owned(), returned);
            format!("    - {{ relationship: {}, fields: [{fields}] }}\n", child.name.as_deref().unwrap_or_default())
        })
        .collect();
    if !children.is_empty() {
        add("related", std::slice::from_ref(&id), format!("  by: id\n  fields: [{fields}]\n  children:\n{children}"));
    }
    let one_of = object.one_of_on_create().filter_map(|group| object.field(group[0]));
    let required: Vec<&Field> = object.required_on_create().filter(|field| field.name != "Id").chain(one_of).collect();
    let mut set: Vec<&Field> = required.clone();
    set.extend(
        settable(object).filter(|field| field.createable && !required.iter().any(|r| r.name == field.name)).take(3),
    );
    let (parameters, assignments) = sets(object, &set);
    if !set.is_empty() {
        add("create", &parameters, format!("  set:\n{assignments}  returns: [{fields}]\n"));
    }
    let changed: Vec<&Field> = settable(object).filter(|field| field.updateable).take(4).collect();
    let (mut parameters, assignments) = sets(object, &changed);
    if !changed.is_empty() {
        parameters.insert(0, id.clone());
        add("update", &parameters, format!("  by: id\n  set:\n{assignments}"));
    }
    if let Some(key) = object.fields().iter().find(|field| field.external_id && field.unique) {
        let (mut parameters, assignments) = sets(object, &set);
        parameters.push(parameter("key", key, true));
        add("upsert", &parameters, format!("  externalId: {}\n  by: key\n  set:\n{assignments}", key.name));
    }
    add("delete", &[id], "  by: id\n".to_owned());
    if let Some(search) = tools.get_mut(&format!("search_{}", object.name.to_lowercase().replace("__", "_"))) {
        let (head, _) = search.split_once("search:").expect("the operation");
        *search = format!(
            "{head}search:\n  term: term\n  objects:\n    - {{ object: {}, fields: [{fields}] }}\n",
            object.name
        );
    }
    tools
}

/// Whether a field exists in every org.
fn is_sure(field: &Field) -> bool {
    field.feature.is_none() && field.name != "Id"
}

/// The list with a further field, unless it is there.
fn with_field(fields: &str, name: &str) -> String {
    if fields.contains(&format!("field: {name},")) { fields.to_owned() } else { format!("{fields}, {name}") }
}

/// Whether a paginated query can be ordered by the field.
fn is_followed_by_a_cursor(field: &Field) -> bool {
    let fits =
        matches!(field.data_type, FieldType::String | FieldType::DateTime | FieldType::Date | FieldType::Double(_));
    fits && field.sortable && is_sure(field)
}

/// Fields that a result can hold, one of each type, as the items of a list.
fn returned(object: &SObject) -> String {
    let mut kinds = BTreeSet::new();
    let plain = |field: &&Field| {
        let is_value = !matches!(
            field.data_type,
            FieldType::Address | FieldType::Location | FieldType::Base64 | FieldType::Other(_) | FieldType::Unknown
        );
        is_sure(field) && is_value
    };
    let fields = object.fields().iter().filter(plain);
    let names: Vec<String> = fields
        .filter(|field| kinds.insert(format!("{:?}", std::mem::discriminant(&field.data_type))))
        .map(|field| {
            format!("{{ field: {}, pii: {{ justification: Shows that it compiles., reference: none }} }}", field.name)
        })
        .collect();
    if names.is_empty() { "Id".to_owned() } else { names.join(", ") }
}

/// A condition on one filterable field of each type, each with a parameter of its own.
fn conditions(object: &SObject) -> (Vec<String>, String) {
    let mut kinds = BTreeSet::new();
    let fields = object.fields().iter().filter(|field| field.filterable && is_sure(field) && kind(field).is_some());
    let fields = fields.filter(|field| kinds.insert(kind(field)));
    let (mut parameters, mut conditions) = (Vec::new(), String::new());
    for (number, field) in fields.enumerate() {
        parameters.push(parameter(&format!("p{number}"), field, number % 2 == 0));
        let _ = writeln!(conditions, "    - {{ field: {}, op: eq, param: p{number} }}", field.name);
    }
    (parameters, conditions)
}

/// Fields that a tool can set, one of each type.
fn settable(object: &SObject) -> impl Iterator<Item = &Field> {
    let mut kinds = BTreeSet::new();
    let fields = object.fields().iter().filter(|field| (field.createable || field.updateable) && is_sure(field));
    fields.filter(move |field| kind(field).is_some_and(|kind| kinds.insert(kind)))
}

/// Assignments of these fields, each from a parameter of its own: every second one that may be left out is optional.
fn sets(object: &SObject, fields: &[&Field]) -> (Vec<String>, String) {
    let (mut parameters, mut assignments) = (Vec::new(), String::new());
    for (number, field) in fields.iter().enumerate() {
        let demanded = object.one_of_on_create().any(|group| group[0] == field.name);
        let required = demanded || object.required_on_create().any(|r| r.name == field.name) || number % 2 == 0;
        parameters.push(parameter(&format!("s{number}"), field, required));
        let _ = writeln!(assignments, "    - {{ field: {}, param: s{number} }}", field.name);
    }
    (parameters, assignments)
}

/// The type of the parameter for a field, with what it needs.
fn kind(field: &Field) -> Option<&'static str> {
    Some(match &field.data_type {
        FieldType::String | FieldType::TextArea | FieldType::Combobox(_) | FieldType::Picklist(_) => "string",
        FieldType::LongTextArea | FieldType::RichTextArea | FieldType::EncryptedText => "string",
        FieldType::Email => "string, format: email",
        FieldType::Phone => "string, format: phone",
        FieldType::Url => "string, format: url",
        FieldType::Boolean => "boolean",
        FieldType::Int | FieldType::Long => "integer",
        FieldType::Double(_) | FieldType::Currency(_) | FieldType::Percent(_) => "number",
        FieldType::Date => "date",
        FieldType::DateTime => "datetime",
        FieldType::Reference(_) if target(field).is_some() => "id",
        _ => return None,
    })
}

/// An object of the catalogue that a lookup may point to.
fn target(field: &Field) -> Option<&str> {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(Schema::standard);
    field.reference()?.to.iter().map(String::as_str).find(|name| SCHEMA.object(name).is_some())
}

fn parameter(name: &str, field: &Field, required: bool) -> String {
    let kind = kind(field).unwrap_or("string");
    let more = match (kind, &field.data_type) {
        ("id", _) => format!(", object: {}", target(field).unwrap_or_default()),
        (_, FieldType::Picklist(picklist)) if picklist.restricted => String::new(),
        (kind, _) if kind.starts_with("string") => format!(", maxLength: {}", field.length.unwrap_or(80).min(255)),
        _ => String::new(),
    };
    format!("  - {{ name: {name}, type: {kind}{more}, required: {required}, description: A value. }}\n")
}
