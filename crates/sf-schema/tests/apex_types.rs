//! The catalogue against a source that is independent of describes and documentation: Apex's type library.
//!
//! `tests/facts/read-apex-types` wrote the facts. Where both differ, the difference stands here with its reason.

use sf_schema::{Certainty, Field, FieldType, SObject, Schema};
use std::collections::BTreeMap;

/// Members that the catalogue has otherwise, and why.
const DIFFERENT: [(&str, &str); 8] = [
    ("ActivityHistory.PrimaryWho", "no source tells what the field points to"),
    ("EmailMessage.From", "no source tells what the field points to"),
    ("Entitlement.SvcApptBookingWindows", "the documentation gives the field the name of the relationship"),
    ("FieldDefinition.EntityDefinition", "the documentation knows the field but not the relationship"),
    ("Knowledge__kav.AssignedTo", "no source tells what the field points to"),
    ("Knowledge__kav.KnowledgeArticle", "points to Knowledge__ka, which the catalogue does not have"),
    ("Knowledge__kav.Owner", "no source tells what the field points to"),
    ("Location.FulfillingBusinessHours", "the documentation gives the field the name of the relationship"),
];

/// Object and member of each fact, with the type.
fn facts() -> BTreeMap<&'static str, BTreeMap<&'static str, &'static str>> {
    let mut facts: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for line in include_str!("facts/apex-types.txt").lines() {
        let (member, data_type) = line.split_once(' ').expect("member and type");
        let (object, member) = member.split_once('.').expect("object and member");
        facts.entry(object).or_default().insert(member, data_type);
    }
    facts
}

/// Apex's type of a field.
fn apex_type(field: &Field) -> &str {
    match &field.data_type {
        FieldType::Id | FieldType::Reference(_) => "Id",
        FieldType::Boolean => "Boolean",
        FieldType::Int => "Integer",
        FieldType::Long => "Long",
        FieldType::Double(_) | FieldType::Currency(_) | FieldType::Percent(_) => "Decimal",
        FieldType::Date => "Date",
        FieldType::DateTime => "Datetime",
        FieldType::Time => "Time",
        FieldType::Base64 => "Blob",
        FieldType::Address => "SObjects.Address",
        FieldType::Location => "SObjects.Location",
        FieldType::AnyType => "Object",
        FieldType::Other(other) if other == "junctionIdList" => "String[]",
        FieldType::Other(other) => other,
        FieldType::Unknown => "",
        _ => "String",
    }
}

/// What is wrong with the catalogue's idea of a member, if anything.
fn complaint(object: &SObject, member: &str, data_type: &str) -> Option<String> {
    if let Some(field) = object.field(member) {
        let known = apex_type(field);
        return (known != data_type && field.data_type != FieldType::Unknown)
            .then(|| format!("{}.{member} is {known}, not {data_type}", object.name));
    }
    let Some(field) = object.relationship(member) else {
        return Some(format!("{}.{member} is missing", object.name));
    };
    let reference = field.reference().expect("a relationship is a reference");
    let fits = match data_type {
        "SObjects.Name" | "SObject" => reference.polymorphic,
        target => reference.to == [target.trim_start_matches("SObjects.")],
    };
    (!fits).then(|| format!("{}.{member} points to {:?}, not {data_type}", object.name, reference.to))
}

#[test]
fn every_field_and_relationship_of_the_type_library_is_in_the_catalogue() {
    let schema = Schema::standard();
    let mut complaints = Vec::new();
    let mut expected: Vec<&str> = DIFFERENT.iter().map(|(member, _)| *member).collect();
    for (name, members) in facts() {
        let object = schema.object(name).unwrap_or_else(|| panic!("no object {name}"));
        for (member, data_type) in members {
            let Some(complaint) = complaint(object, member, data_type) else { continue };
            match expected.iter().position(|e| *e == format!("{name}.{member}")) {
                Some(i) => drop(expected.remove(i)),
                None => complaints.push(complaint),
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert!(expected.is_empty(), "no longer different: {expected:?}");
}

#[test]
fn a_field_that_is_called_known_is_in_the_type_library() {
    let schema = Schema::standard();
    let facts = facts();
    let mut unknown = Vec::new();
    for (name, members) in &facts {
        let object = schema.object(name).expect("the object");
        let known = object.fields().iter().filter(|f| f.certainty == Certainty::Known);
        let missing = known.filter(|f| !members.contains_key(f.name.as_str()) && !f.name.contains("Permissions"));
        unknown.extend(missing.map(|f| format!("{name}.{}", f.name)));
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn the_objects_of_everyday_work_are_compared() {
    const EVERYDAY: &str = "Account AccountContactRelation Asset Attachment Campaign CampaignMember Case CaseComment \
        CaseHistory CaseTeamMember Contact ContentDocument ContentDocumentLink ContentVersion Contract ContractLineItem \
        EmailMessage EmailTemplate Entitlement Event EventRelation FeedItem Group GroupMember Individual Lead Note \
        Opportunity OpportunityContactRole OpportunityHistory OpportunityLineItem OpportunityTeamMember Order OrderItem \
        Pricebook2 PricebookEntry Product2 Profile Quote QuoteLineItem RecordType ServiceContract Task TaskRelation Topic \
        TopicAssignment User UserRole WorkOrder WorkOrderLineItem";
    let facts = facts();
    for object in EVERYDAY.split_whitespace() {
        assert!(facts.get(object).is_some_and(|members| members.len() > 5), "{object}");
    }
    let fields: usize = facts.values().map(BTreeMap::len).sum();
    assert!(fields > 3_500, "{fields}");
}
