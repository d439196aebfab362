//! Everyday tools whose records are not easy to arrange: their generated tests pass.

use super::cli::xtask;
use super::world::write;
use std::fmt::Write;
use std::path::Path;

/// Name, parameters, operation.
const TOOLS: &[(&str, &str, &str)] = &[
    // A moment has milliseconds in memory and none where it is stored.
    (
        "move_event",
        "{name: event_id, type: id, object: Event, required: true, description: The event.}
  - {name: start, type: datetime, required: true, description: The new start.}",
        "update: {object: Event, by: event_id, records: owned, set: [{field: StartDateTime, param: start}, \
         {field: DurationInMinutes, value: 30}]}",
    ),
    // The one optional argument that can be given is not left out.
    (
        "answer_invitation",
        "{name: member_id, type: id, object: CampaignMember, required: true, description: The member.}
  - {name: record_type_id, type: id, object: RecordType, description: The record type.}
  - {name: status, type: string, maxLength: 40, description: The status.}",
        "update: {object: CampaignMember, by: member_id, set: [{field: RecordTypeId, param: record_type_id}, \
         {field: Status, param: status}]}",
    ),
    // The record that the argument names cannot be made.
    (
        "site_account",
        "{name: account_id, type: id, object: Account, required: true, description: The account.}
  - {name: part, type: string, minLength: 3, maxLength: 9, default: abc, description: Part of the site.}",
        "query: {object: Account, fields: [Name], always: [{field: Site, op: in, values: [x, y]}], \
         where: [{field: Id, op: eq, param: account_id}, {field: Site, op: contains, param: part}]}",
    ),
    // Products are sold through the price book.
    (
        "sales_of_product",
        "{name: product_id, type: id, object: Product2, required: true, description: The product.}",
        "aggregate: {object: OpportunityLineItem, measures: [{function: sum, field: TotalPrice, as: total}], \
         records: {relatedTo: {field: Product2Id, param: product_id}}}",
    ),
    (
        "orders_of_product",
        "{name: product_id, type: id, object: Product2, required: true, description: The product.}",
        "query: {object: OrderItem, fields: [Quantity], records: {relatedTo: {field: Product2Id, param: product_id}}}",
    ),
    (
        "add_product",
        "{name: opportunity_id, type: id, object: Opportunity, required: true, description: The opportunity.}
  - {name: product_id, type: id, object: Product2, required: true, description: The product.}",
        "create: {object: OpportunityLineItem, set: [{field: OpportunityId, param: opportunity_id}, \
         {field: Product2Id, param: product_id}, {field: Quantity, value: 2}, {field: UnitPrice, value: 3}]}",
    ),
    (
        "prices",
        "{name: book_id, type: id, object: Pricebook2, required: true, description: The price book.}",
        "query: {object: PricebookEntry, fields: [UnitPrice, Product2.Name], \
         always: [{field: IsActive, op: eq, value: true}], records: {relatedTo: {field: Pricebook2Id, param: book_id}}}",
    ),
    // A list of values of a restricted picklist.
    (
        "forecast",
        "{name: without, type: array, maxItems: 5, items: {type: string, maxLength: 40}, description: Left out.}",
        "query: {object: Opportunity, fields: [Name], records: owned, \
         where: [{field: ForecastCategoryName, op: notIn, param: without}]}",
    ),
    // A user who is named, and whose name is returned.
    (
        "boss_site",
        "{name: site_id, type: id, object: Site__c, required: true, description: The site.}
  - {name: user_id, type: id, object: User, required: true, description: The boss.}",
        "get: {object: Site__c, by: site_id, fields: [Boss__r.Name], \
         records: {relatedTo: {field: Boss__c, param: user_id}}}",
    ),
    // Records are private, and the agent sees its own only.
    (
        "sites_of",
        "{name: user_id, type: id, object: User, required: true, description: The owner.}",
        "query: {object: Site__c, fields: [Name], records: {relatedTo: {field: OwnerId, param: user_id}}}",
    ),
];

const PROJECT: &str = "kind: project\nversion: 1\nname: Everyday\nprefix: Acme\ncontactEmail: team@example.com\n\
                       features: [Orders]\n";
const SERVER: &str = "kind: server
version: 1
name: sales
title: Sales
description: Everyday tools.
purpose: Sales staff keep their records, which saves them five minutes each time.
owner: Sales Operations
login: {flow: authorizationCode, clients: [claude-code]}
expectedCalls: {perHour: 10}
audit: {sink: siem, retentionDays: 30}
tools: [";
const OBJECT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
    <deploymentStatus>Deployed</deploymentStatus>
    <label>Site</label>
    <nameField>
        <label>Name</label>
        <type>Text</type>
    </nameField>
    <pluralLabel>Sites</pluralLabel>
    <sharingModel>Private</sharingModel>
</CustomObject>
"#;
const BOSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>Boss__c</fullName>
    <label>Boss</label>
    <referenceTo>User</referenceTo>
    <relationshipName>Bossed</relationshipName>
    <type>Lookup</type>
</CustomField>
"#;

fn project(dir: &Path) {
    write(dir, "sfdx-project.json", "{\"packageDirectories\": [{\"path\": \"force-app\", \"default\": true}]}\n");
    write(dir, "specs/project.yaml", PROJECT);
    let site = "force-app/main/default/objects/Site__c";
    write(dir, &format!("{site}/Site__c.object-meta.xml"), OBJECT);
    write(dir, &format!("{site}/fields/Boss__c.field-meta.xml"), BOSS);
    let mut server = SERVER.to_owned();
    for (name, parameters, operation) in TOOLS {
        let _ = write!(server, "{name}, ");
        let text = format!(
            "kind: tool\nversion: 1\nname: {name}\ntitle: A tool\ndescription: Works on records.\n\
             justification: It lists what there is, since that is what it is asked for.\nparameters:\n  - {parameters}\n{operation}\n"
        );
        write(dir, &format!("specs/tools/{name}.yaml"), &text);
    }
    write(dir, "specs/servers/sales.yaml", &format!("{}]\n", server.trim_end_matches(", ")));
}

#[test]
fn everyday_tools_have_tests_that_pass() {
    let dir = tempfile::tempdir().expect("a directory");
    project(dir.path());
    for command in ["generate", "test"] {
        let output = xtask().arg(command).arg("--project").arg(dir.path()).output().expect("it starts");
        let told = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{command}: {told}");
    }
}
