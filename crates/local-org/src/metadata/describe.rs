//! What there is: components by type, and types.

use super::job::date;
use super::retrieve::properties;
use crate::Org;
use sf_metadata::kinds::{self, Layout};
use sf_schema::Kind;
use sf_wire::soap::{DescribeResult, DescribedType, FileProperties};

/// `listMetadata`.
pub(super) fn list(org: &Org, kinds: &[&str]) -> Vec<FileProperties> {
    let mut list = Vec::new();
    for kind in kinds {
        list.extend(org.components.of_kind(kind).map(|(id, component)| properties(org, id, component)));
        if *kind == "CustomObject" {
            list.extend(standard_objects(org));
        }
    }
    list
}

/// Standard objects are listed too; nobody made them, so they date from the beginning of time.
fn standard_objects(org: &Org) -> impl Iterator<Item = FileProperties> {
    org.schema.names().into_iter().filter(|name| Kind::of_name(name) == Kind::Standard).map(|name| FileProperties {
        created_date: date(0),
        file_name: format!("objects/{name}.object"),
        full_name: name.to_string(),
        last_modified_date: date(0),
        kind: "CustomObject".into(),
        ..FileProperties::default()
    })
}

/// `describeMetadata`: the types that a deployment takes.
pub(super) fn describe(blind: bool) -> DescribeResult {
    let taken = kinds::all().filter(|_| !blind);
    let metadata_objects = taken.map(|kind| DescribedType {
        child_xml_names: kind.children().iter().filter(|c| c.addressable).map(|c| c.name.to_string()).collect(),
        directory_name: kind.folder.to_string(),
        in_folder: matches!(kind.layout, Layout::ContentInFolder(_) | Layout::XmlInFolder(_) | Layout::Document),
        meta_file: kind.has_content() && kind.layout != Layout::Bundle,
        suffix: (!kind.suffix.is_empty()).then(|| kind.suffix.to_string()),
        xml_name: kind.name.to_string(),
    });
    DescribeResult {
        metadata_objects: metadata_objects.collect(),
        organization_namespace: String::new(),
        partial_save_allowed: true,
        test_required: false,
    }
}
