//! The generated tests of the combinations: they run in the local org, all pass, and they run nearly every line of each
//! tool that `check` does not call unproven.

use super::super::project;
use super::errors;
use std::collections::BTreeMap;
use std::path::Path;

/// A custom object whose required fields leave little room.
const TIGHT: &[(&str, &str)] = &[
    ("Digit__c", "<type>Number</type><precision>1</precision><scale>0</scale>"),
    ("Share__c", "<type>Percent</type><precision>3</precision><scale>2</scale>"),
    ("Cents__c", "<type>Currency</type><precision>1</precision><scale>1</scale>"),
    ("Code__c", "<type>Text</type><length>3</length><unique>true</unique>"),
    ("Serial__c", "<type>Number</type><precision>9</precision><scale>0</scale><unique>true</unique>"),
    ("Start__c", "<type>Time</type>"),
    ("Mail__c", "<type>Email</type>"),
];

/// Tools of that object, and conditions that name the running user.
const MORE: &[(&str, &str)] = &[
    ("get_tight", "get:\n  object: Tight__c\n  by: id\n  fields: [Digit__c, Share__c, Cents__c, Code__c, Start__c]\n"),
    ("delete_tight", "delete:\n  object: Tight__c\n  by: id\n"),
    (
        "query_tight",
        "authorized: [{ name: me, from: userId }, { name: mail, from: userEmail }]\n\
         query:\n  object: Tight__c\n  fields: [Code__c]\n  orderBy: [Digit__c]\n  always:\n\
         \x20   - { field: CreatedById, op: eq, authorized: me }\n    - { field: Mail__c, op: eq, authorized: mail }\n",
    ),
    (
        "aggregate_tight",
        "authorized: [{ name: login, from: userName }]\n\
         aggregate:\n  object: Tight__c\n  always: [{ field: CreatedBy.Username, op: eq, authorized: login }]\n\
         \x20 measures: [{ function: max, field: Share__c, as: most }]\n",
    ),
    (
        "query_chosen",
        "parameters: [{ name: ids, type: array, items: { type: id, object: Account }, minItems: 2, maxItems: 9, \
         required: true, description: Ids. }]\n\
         query:\n  object: Account\n  fields: [Name]\n  where: [{ field: Id, op: in, param: ids }]\n",
    ),
    (
        "query_one_of_all",
        "parameters: [{ name: one, type: id, object: Account, description: Id. }]\n\
         query:\n  object: Account\n  fields: [Name]\n  where: [{ field: Id, op: eq, param: one }]\n\
         \x20 limit: { default: 2, max: 5 }\n",
    ),
    (
        "query_with_parent",
        "query:\n  object: Account\n  fields: [Name, ParentId, Parent.Name]\n  limit: { default: 1, max: 3 }\n",
    ),
    (
        "aggregate_by_parent",
        "aggregate:\n  object: Account\n  groupBy: [ParentId]\n  measures: [{ function: count, as: number }]\n",
    ),
    (
        "query_with_quote",
        "query:\n  object: Opportunity\n  fields: [Name, SyncedQuoteId]\n  limit: { default: 1, max: 3 }\n",
    ),
    (
        "update_own_serial",
        "parameters:\n  - { name: id, type: id, object: Tight__c, required: true, description: Id. }\n\
         \x20 - { name: serial, type: integer, min: 1, max: 999, required: true, description: Number. }\n\
         update:\n  object: Tight__c\n  by: id\n  records: owned\n  set: [{ field: Serial__c, param: serial }]\n",
    ),
    (
        "query_address",
        "parameters: [{ name: address, type: string, maxLength: 80, required: true, description: An address. }]\n\
         query:\n  object: Contact\n  fields: [LastName]\n  where: [{ field: Email, op: eq, param: address }]\n",
    ),
    (
        "query_part_of_address",
        "parameters: [{ name: part, type: string, minLength: 3, maxLength: 8, required: true, description: A part. }]\n\
         query:\n  object: Contact\n\
         \x20 fields: [{ field: Email, pii: { justification: Shows that it works., reference: none } }]\n\
         \x20 where: [{ field: Email, op: contains, param: part }]\n",
    ),
    (
        "update_address",
        "parameters:\n  - { name: id, type: id, object: Contact, required: true, description: Id. }\n\
         \x20 - { name: address, type: string, maxLength: 80, required: true, description: An address. }\n\
         update:\n  object: Contact\n  by: id\n  set: [{ field: Email, param: address }]\n",
    ),
    (
        "aggregate_chosen",
        "parameters: [{ name: ids, type: array, items: { type: id, object: Note }, minItems: 1, maxItems: 3, \
         required: true, description: Ids. }]\n\
         aggregate:\n  object: Note\n  groupBy: [Title]\n  measures: [{ function: count, as: number }]\n\
         \x20 where: [{ field: Id, op: in, param: ids }]\n  always:\n\
         \x20   - { field: CreatedDate, op: withinLastDays, value: 30 }\n",
    ),
    (
        "query_recent_cases",
        "query:\n  object: Case\n  fields: [Status]\n  always:\n\
         \x20   - { field: CreatedDate, op: withinLastDays, value: 365 }\n",
    ),
    (
        "update_own_task",
        "update:\n  object: Task\n  by: id\n  records: owned\n  set: [{ field: Subject, value: Done }]\n",
    ),
    ("delete_own_task", "delete:\n  object: Task\n  by: id\n  records: owned\n"),
    (
        "query_this_moment",
        "authorized: [{ name: moment, from: now }]\n\
         query:\n  object: Case\n  fields: [CaseNumber]\n  always:\n\
         \x20   - { field: CreatedDate, op: eq, authorized: moment }\n",
    ),
    (
        "query_numbered",
        "parameters: [{ name: number, type: string, maxLength: 30, required: true, description: A number. }]\n\
         query:\n  object: Case\n  fields: [CaseNumber, Status]\n\
         \x20 where: [{ field: CaseNumber, op: eq, param: number }]\n",
    ),
    (
        "query_of_account",
        "parameters: [{ name: account, type: id, object: Account, required: true, description: Id. }]\n\
         query:\n  object: Task\n  fields: [Subject]\n\
         \x20 where: [{ field: AccountId, op: eq, param: account }]\n",
    ),
    (
        "query_of_owner_by_name",
        "authorized: [{ name: login, from: userName }]\n\
         query:\n  object: Account\n  fields: [Name]\n  always: [{ field: Owner.Username, op: eq, authorized: login }]\n",
    ),
    (
        "related_prices",
        "related:\n  object: Product2\n  by: id\n  fields: [Name]\n  children:\n\
         \x20   - { relationship: PricebookEntries, fields: [UnitPrice], limit: 2 }\n",
    ),
    (
        "query_prices",
        "query:\n  object: PricebookEntry\n  fields: [Product2.Name, UnitPrice]\n  orderBy: [UnitPrice]\n  always:\n\
         \x20   - { field: Product2.IsActive, op: eq, value: true }\n  limit: { default: 2, max: 200 }\n",
    ),
    (
        "aggregate_prices",
        "aggregate:\n  object: PricebookEntry\n  groupBy: [Product2.Name]\n\
         \x20 measures: [{ function: sum, field: UnitPrice, as: most }]\n",
    ),
];

/// Asserts that the tests of these tools, and of a few more, prove them.
pub fn assert_proven(root: &Path, mut tools: BTreeMap<String, String>) {
    write_object(root);
    tools.extend(MORE.iter().map(|(name, body)| ((*name).to_owned(), tool(name, body))));
    let left = errors(root, &tools);
    assert!(left.is_empty(), "{left:#?}");
    let proof = project::prove(root);
    assert!(proof.tests > tools.len() * 5, "only {} tests ran", proof.tests);
    assert!(proof.problems.is_empty(), "{:#?}", proof.problems);
}

fn tool(name: &str, body: &str) -> String {
    let object = body.split("object: ").nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let id = format!("parameters:\n  - {{ name: id, type: id, object: {object}, required: true, description: Id. }}\n");
    let names_one = body.contains("by: id") && !body.starts_with("parameters");
    let parameters = if names_one { id } else { String::new() };
    format!(
        "kind: tool\nversion: 1\nname: {name}\ntitle: Tool\ndescription: Works on one kind of record.\n\
         justification: Shows that the combination works.\n{parameters}{body}"
    )
}

fn write_object(root: &Path) {
    let folder = root.join("force-app/main/default/objects/Tight__c");
    std::fs::create_dir_all(folder.join("fields")).expect("made");
    let xml = |kind: &str, body: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <{kind} xmlns=\"http://soap.sforce.com/2006/04/metadata\">{body}</{kind}>\n"
        )
    };
    let object = "<deploymentStatus>Deployed</deploymentStatus><label>Tight</label>\
                  <nameField><label>Tight Name</label><type>Text</type></nameField>\
                  <pluralLabel>Tights</pluralLabel><sharingModel>Private</sharingModel>";
    std::fs::write(folder.join("Tight__c.object-meta.xml"), xml("CustomObject", object)).expect("written");
    for (name, rest) in TIGHT {
        let label = name.trim_end_matches("__c");
        let body = format!("<fullName>{name}</fullName><label>{label}</label><required>true</required>{rest}");
        let path = folder.join(format!("fields/{name}.field-meta.xml"));
        std::fs::write(path, xml("CustomField", &body)).expect("written");
    }
    let project = r#"{"packageDirectories":[{"path":"force-app","default":true}],"sourceApiVersion":"66.0"}"#;
    std::fs::write(root.join("sfdx-project.json"), project).expect("written");
}
