//! API names: the only texts of a schema that stand unquoted in SOQL, Apex and file names.

use crate::field::{Field, Origin};
use crate::schema::Schema;
use crate::sobject::ChildRelationship;
use diag::catalogue::schema as codes;
use diag::{Diagnostic, Place};

/// Whether a name can stand unquoted in SOQL and Apex: a letter, then letters, digits and `_`. The platform gives no other
/// names (Salesforce Help, "Naming Custom Objects and Fields"); where it wants underscores is left to it, because old orgs
/// have names such as `Amount___c`.
pub fn is_api_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The namespace of the package that brought an object or field: `acme` of `acme__Visit__c`.
pub fn namespace(name: &str) -> Option<&str> {
    const SUFFIXES: [&str; 6] = ["b", "c", "e", "mdt", "r", "x"];
    match name.split("__").collect::<Vec<_>>().as_slice() {
        [namespace, own, suffix] if SUFFIXES.contains(suffix) && !namespace.is_empty() && !own.is_empty() => {
            Some(namespace)
        }
        _ => None,
    }
}

/// Removes whatever has a name that is none, and reports it. `describes` are the snapshots, path and text, to find it in.
pub(crate) fn remove_unsound(schema: &mut Schema, describes: &[(String, String)], diagnostics: &mut Vec<Diagnostic>) {
    for object in schema.merged() {
        let mut report = |name: &str, what: &str, origin: &Origin| {
            if !is_api_name(name) {
                diagnostics.push(finding(name, what, origin, describes));
            }
        };
        report(&object.name, "sObject", &object.origin);
        for field in object.fields() {
            names_of_field(field).for_each(|(name, what)| report(name, what, &field.origin));
        }
        for child in object.children() {
            let field = schema.object(&child.object).and_then(|child_object| child_object.field(&child.field));
            let origin = field.map_or(&object.origin, |field| &field.origin);
            names_of_child(child).for_each(|(name, what)| report(name, what, origin));
        }
        object.record_types.iter().for_each(|t| report(&t.name, "record type", &object.origin));
    }
    schema.retain(|object| {
        object.fields.retain(|field| names_of_field(field).all(|(name, _)| is_api_name(name)));
        object.children.retain(|child| names_of_child(child).all(|(name, _)| is_api_name(name)));
        object.record_types.retain(|record_type| is_api_name(&record_type.name));
        object.field_sets.retain(|set| is_api_name(&set.name));
        is_api_name(&object.name)
    });
}

fn names_of_field(field: &Field) -> impl Iterator<Item = (&str, &'static str)> {
    let reference = field.reference();
    let relationship = reference.and_then(|r| r.relationship_name.as_deref()).map(|name| (name, "relationship"));
    let targets = reference.into_iter().flat_map(|r| &r.to).map(|name| (name.as_str(), "sObject"));
    let whole = field.part_of.as_deref().map(|name| (name, "field"));
    [(field.name.as_str(), "field")].into_iter().chain(whole).chain(relationship).chain(targets)
}

fn names_of_child(child: &ChildRelationship) -> impl Iterator<Item = (&str, &'static str)> {
    let list = child.name.as_deref().map(|name| (name, "relationship"));
    [(child.object.as_str(), "sObject"), (child.field.as_str(), "field")].into_iter().chain(list)
}

fn finding(name: &str, what: &str, origin: &Origin, describes: &[(String, String)]) -> Diagnostic {
    let message = format!("`{}` cannot be the API name of a {what}", name.escape_debug());
    let finding = Diagnostic::new(&codes::BAD_NAME, message).hint(
        "a name has letters, digits and `_` and begins with a letter; retrieve the file, or take the snapshot, again",
    );
    match origin {
        Origin::Project(place) => finding.at(place.clone()),
        Origin::Catalogue | Origin::Describe => match describes.iter().find_map(|snapshot| place_in(snapshot, name)) {
            Some(place) => finding.at(place),
            None => finding,
        },
    }
}

/// Where a snapshot has the name.
fn place_in((path, json): &(String, String), name: &str) -> Option<Place> {
    let quoted = serde_json::to_string(name).ok()?;
    let before = &json[..json.find(&quoted)?];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    Some(Place::new(path, u32::try_from(line).ok()?, u32::try_from(column).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words() {
        for name in ["Id", "Amount__c", "acme__Site_Visit__c", "Loc__Latitude__s", "Visits__r", "Amount___c", "A1"] {
            assert!(is_api_name(name), "{name}");
        }
        for name in ["", "1st", "_a", "Id != NULL OR Open__c", "Name,Phone", "a.b", "x\n", "ümlaut", "a'", "a--"] {
            assert!(!is_api_name(name), "{name}");
        }
    }

    #[test]
    fn what_a_package_brought_bears_its_namespace() {
        for name in ["acme__Visit__c", "acme__Visit__mdt", "acme__Visit__r"] {
            assert_eq!(namespace(name), Some("acme"), "{name}");
        }
        for name in ["Visit__c", "Loc__Latitude__s", "Amount___c", "Account", "__Visit__c"] {
            assert_eq!(namespace(name), None, "{name}");
        }
    }

    #[test]
    fn the_catalogue_has_such_names_only() {
        let schema = Schema::standard();
        for object in schema.names().into_iter().filter_map(|name| schema.object(name)) {
            let fields = object.fields().iter().flat_map(names_of_field);
            let names = fields.chain(object.children().iter().flat_map(names_of_child));
            for (name, what) in names.chain([(object.name.as_str(), "sObject")]) {
                assert!(is_api_name(name), "{what} {name} of {}", object.name);
            }
        }
    }

    /// Fields, references, lists of children and record types of a snapshot, each once with a name that is none.
    #[test]
    fn a_snapshot_cannot_bring_other_names() {
        let json = r#"{"version": 1, "sobjects": [
 {"name": "Account", "fields": [
  {"name": "Id != NULL OR Open__c", "type": "boolean", "filterable": true},
  {"name": "Boss__c", "type": "reference", "referenceTo": ["User"], "relationshipName": "Boss__r.Name, Id"},
  {"name": "Peer__c", "type": "reference", "referenceTo": ["User WHERE"], "relationshipName": "Peer__r"},
  {"name": "Fine__c", "type": "string"}],
  "childRelationships": [{"childSObject": "Contact", "field": "AccountId", "relationshipName": "Contacts) FROM X"}],
  "recordTypeInfos": [{"name": "Other", "developerName": "Other' OR Id != '"}]},
 {"name": "Case FOR UPDATE"}]}"#;
        let (schema, diagnostics) = Schema::builder().catalogue().describe("org.json", json).build();
        let found: Vec<(&str, u32)> =
            diagnostics.iter().filter_map(|d| Some((d.code.id, d.place.as_ref()?.line))).collect();
        assert_eq!(found, [3, 4, 5, 7, 8, 9].map(|line| ("SCHEMA013", line)));
        let account = schema.object("Account").expect("kept");
        assert!(account.field("Fine__c").is_some() && account.relationship("Boss__r.Name, Id").is_none());
        let gone = ["Id != NULL OR Open__c", "Boss__c", "Peer__c"];
        assert!(gone.iter().all(|name| account.field(name).is_none()) && account.record_types.is_empty());
        assert!(schema.object("Case FOR UPDATE").is_none() && account.child("Contacts) FROM X").is_none());
    }

    #[test]
    fn metadata_files_cannot_bring_other_names() {
        let head = r#"<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">"#;
        let field = "<fields><fullName>Id != NULL OR Open__c</fullName><type>Checkbox</type></fields>";
        let lookup = "<fields><fullName>Account__c</fullName><type>Lookup</type><referenceTo>Account</referenceTo>\
                      <relationshipName>Visits__r) FROM</relationshipName></fields>";
        let record_type = "<recordTypes><fullName>A' OR '</fullName><label>A</label></recordTypes>";
        let text = format!("{head}\n{field}\n{lookup}\n{record_type}\n<label>Visit</label></CustomObject>");
        let (schema, diagnostics) = Schema::builder().catalogue().project_file("objects/Visit__c.object", text).build();
        let lines: Vec<(&str, u32)> =
            diagnostics.iter().filter_map(|d| Some((d.code.id, d.place.as_ref()?.line))).collect();
        // A record type has the place of its object.
        assert_eq!(lines, [1, 2, 3].map(|line| ("SCHEMA013", line)));
        let visit = schema.object("Visit__c").expect("kept");
        assert!(visit.field("Id != NULL OR Open__c").is_none() && visit.record_types.is_empty());
    }
}
