//! What `new tool` starts for an object of the catalogue passes `check`, needs no feature of the org that the object itself
//! does not need, and is proven by its generated tests. `COMBINATIONS=all` looks at all objects.

use super::project::{self, PROJECT};
use sf_schema::Schema;
use std::collections::BTreeMap;

/// Objects of a usual run.
const REPRESENTATIVE: &[&str] = &[
    "Account",
    "AccountContactRelation",
    "Contact",
    "ContentDocumentLink",
    "Event",
    "Lead",
    "Opportunity",
    "Order",
    "OrderItem",
    "Task",
    "User",
];
/// Of these the local org has no records, or knows a part of the fields; it says so.
const UNKNOWN: &[&str] = &["EntityDefinition", "FieldDefinition", "FiscalYearSettings", "Period"];
const OPERATIONS: &[&str] = &["get", "query", "aggregate", "search", "related", "create", "update", "upsert", "delete"];

#[test]
fn a_new_tool_is_proven_by_its_generated_tests() {
    let schema = Schema::standard();
    let all = std::env::var_os("COMBINATIONS").is_some();
    let is_tried = |name: &&str| (all || REPRESENTATIVE.contains(name)) && !UNKNOWN.contains(name);
    let mut tools = BTreeMap::new();
    let mut of_feature = BTreeMap::new();
    for object in schema.names().into_iter().filter(is_tried) {
        let needs = schema.object(object).and_then(|object| object.feature);
        for operation in OPERATIONS {
            let name = format!("{operation}_{}", object.to_lowercase().replace("__", "_"));
            if let Some(text) = xtask::commands::starter(&schema, PROJECT, &name, object, operation) {
                of_feature.insert(name.clone(), needs);
                // `new tool` names the tool last.
                tools.insert(name.clone(), text.replacen("title: x\n", "title: Tool\n", 1));
            }
        }
    }
    assert!(tools.len() > if all { 700 } else { 60 }, "only {} tools are started", tools.len());
    let dir = tempfile::tempdir().expect("a directory");
    let root = dir.path();
    let names: Vec<&str> = tools.keys().map(String::as_str).collect();
    let servers: Vec<Vec<&str>> = names.chunks(20).map(<[&str]>::to_vec).collect();
    project::put(
        root,
        "sfdx-project.json",
        r#"{"packageDirectories":[{"path":"force-app","default":true}],"sourceApiVersion":"66.0"}"#,
    );
    project::write(root, "", &tools, &servers);
    let wrong: Vec<_> = project::findings(root)
        .into_iter()
        .filter(|found| {
            let of_org = found.message.starts_with("the field") && found.message.contains("with the feature");
            found.severity == "error" || (of_org && of_feature.get(&found.spec) == Some(&None))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let proof = project::prove(root);
    assert!(proof.tests > tools.len() * 5, "only {} tests ran", proof.tests);
    assert!(proof.problems.is_empty(), "{:#?}", proof.problems);
}
