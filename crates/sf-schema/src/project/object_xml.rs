//! `CustomObject`: the object's own properties, and in the Metadata API's format its fields and record types.

use super::ProjectField;
use super::xml::{Reader, child, child_text, children};
use crate::field::{Field, FieldType};
use crate::sobject::{FieldSet, Kind, RecordType};
use diag::Place;
use roxmltree::Node;

/// What the object's own file says.
#[derive(Debug)]
pub(crate) struct ObjectXml {
    pub place: Place,
    pub label: Option<String>,
    pub plural: Option<String>,
    pub kind: Kind,
    pub sharing_model: Option<String>,
    pub searchable: bool,
    pub activities: bool,
    /// The `Name` field; `None` where the object has none (events, custom metadata) or the file does not say.
    pub name_field: Option<Field>,
}

/// All that stands in one object file.
pub(super) struct Parts {
    pub definition: ObjectXml,
    pub fields: Vec<ProjectField>,
    pub record_types: Vec<RecordType>,
    pub field_sets: Vec<FieldSet>,
}

pub(super) fn read(reader: &mut Reader<'_, '_, '_>, name: &str) -> Option<Parts> {
    let root = reader.root("CustomObject")?;
    let fields = children(root, "fields").filter_map(|node| super::field_xml::read(reader, node, None)).collect();
    let record_types = children(root, "recordTypes").filter_map(|node| record_type(reader, node, None)).collect();
    let field_sets = children(root, "fieldSets").filter_map(|node| field_set(reader, node, None)).collect();
    let kind = match Kind::of_name(name) {
        Kind::Custom if child(root, "customSettingsType").is_some() => Kind::CustomSetting,
        kind => kind,
    };
    let text = |name| child_text(root, name).map(str::to_owned);
    let definition = ObjectXml {
        place: reader.place(root),
        label: text("label"),
        plural: text("pluralLabel"),
        kind,
        sharing_model: text("sharingModel"),
        searchable: reader.is(root, "enableSearch"),
        activities: reader.is(root, "enableActivities"),
        name_field: child(root, "nameField").map(|node| name_field(reader, node)),
    };
    Some(Parts { definition, fields, record_types, field_sets })
}

/// `nameField`: a text of 80 characters, or a number that the platform gives out.
fn name_field(reader: &mut Reader<'_, '_, '_>, node: Node<'_, '_>) -> Field {
    let origin = crate::field::Origin::Project(reader.place(node));
    let mut field = Field::new("Name", FieldType::String, origin);
    field.label = child_text(node, "label").unwrap_or("Name").to_owned();
    field.length = Some(80);
    if child_text(node, "type") == Some("AutoNumber") {
        field.auto_number = true;
        field.nillable = false;
        field.defaulted_on_create = true;
        field.createable = false;
        field.updateable = false;
    }
    field
}

pub(super) fn read_record_type(reader: &mut Reader<'_, '_, '_>, name: &str) -> Option<RecordType> {
    let root = reader.root("RecordType")?;
    record_type(reader, root, Some(name))
}

fn record_type<'a, 'x>(
    reader: &mut Reader<'a, 'x, '_>,
    node: Node<'a, 'x>,
    file_name: Option<&str>,
) -> Option<RecordType> {
    let name = child_text(node, "fullName").or(file_name)?;
    Some(RecordType {
        name: name.to_owned(),
        label: child_text(node, "label").unwrap_or(name).to_owned(),
        active: reader.is(node, "active"),
    })
}

pub(super) fn read_field_set(reader: &mut Reader<'_, '_, '_>, name: &str) -> Option<FieldSet> {
    let root = reader.root("FieldSet")?;
    field_set(reader, root, Some(name))
}

fn field_set<'a, 'x>(reader: &mut Reader<'a, 'x, '_>, node: Node<'a, 'x>, file_name: Option<&str>) -> Option<FieldSet> {
    let name = child_text(node, "fullName").or(file_name)?;
    let displayed = children(node, "displayedFields");
    Some(FieldSet {
        name: name.to_owned(),
        label: child_text(node, "label").unwrap_or(name).to_owned(),
        description: child_text(node, "description").map(str::to_owned),
        fields: displayed
            .filter_map(|field| Some((child_text(field, "field")?.to_owned(), reader.is(field, "isRequired"))))
            .collect(),
    })
}
