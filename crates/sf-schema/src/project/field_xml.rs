//! `CustomField`. Rules follow the Metadata API guide, "CustomField" and "FieldType".

use super::ProjectField;
use super::value_sets::read_values;
use super::xml::{Reader, child, child_text, children};
use crate::field::{Certainty, Digits, Field, FieldType, Origin, Picklist, Reference, ValuesCertainty};
use crate::suggest::nearest;
use diag::catalogue::schema as codes;
use roxmltree::Node;

/// Values of `FieldType` in the Metadata API's WSDL that this reader knows.
const TYPES: [&str; 28] = [
    "AutoNumber",
    "Checkbox",
    "Currency",
    "Date",
    "DateTime",
    "Email",
    "EncryptedText",
    "ExternalLookup",
    "File",
    "Hierarchy",
    "Html",
    "IndirectLookup",
    "Location",
    "LongTextArea",
    "Lookup",
    "MasterDetail",
    "MetadataRelationship",
    "MultiselectPicklist",
    "Number",
    "Percent",
    "Phone",
    "Picklist",
    "Summary",
    "Text",
    "TextArea",
    "Time",
    "Url",
    "Address",
];

/// Reads a `.field-meta.xml` file.
pub(super) fn read_file(reader: &mut Reader<'_, '_, '_>, file_name: &str) -> Option<ProjectField> {
    let root = reader.root("CustomField")?;
    let field = read(reader, root, Some(file_name))?;
    if !field.field.name.eq_ignore_ascii_case(file_name) {
        let message = format!("the file is called `{file_name}` but defines the field `{}`", field.field.name);
        reader.report(root, &codes::NAME_MISMATCH, message);
    }
    Some(field)
}

/// Reads one field element. `None` after reporting what makes it unusable.
pub(super) fn read<'a, 'x>(
    reader: &mut Reader<'a, 'x, '_>,
    node: Node<'a, 'x>,
    file_name: Option<&str>,
) -> Option<ProjectField> {
    let Some(name) = child_text(node, "fullName").or(file_name) else {
        reader.report(node, &codes::MISSING_ELEMENT, "a field needs `fullName`");
        return None;
    };
    let place = reader.place(node);
    let origin = Origin::Project(place.clone());
    let custom = name.contains("__");
    let mut read = ProjectField {
        field: Field::new(name, FieldType::Unknown, origin.clone()),
        place,
        child_relationship: child_text(node, "relationshipName").map(str::to_owned),
        cascade_delete: false,
        restricted_delete: false,
        defines: custom,
    };
    if custom {
        let type_name = child_text(node, "type");
        let Some(type_name) = type_name else {
            reader.report(node, &codes::MISSING_ELEMENT, format!("the custom field `{name}` needs `type`"));
            return None;
        };
        let data_type = data_type(reader, node, name, type_name, &mut read)?;
        read.field = Field::new(name, data_type, origin);
        flags(reader, node, type_name, &mut read.field);
    }
    let field = &mut read.field;
    if let Some(label) = child_text(node, "label") {
        field.label = label.to_owned();
    }
    field.security_classification = child_text(node, "securityClassification").map(str::to_owned);
    field.compliance_groups = compliance_groups(node);
    Some(read)
}

/// `complianceGroup` joins its values with `;`.
fn compliance_groups(node: Node<'_, '_>) -> Vec<String> {
    let groups = child_text(node, "complianceGroup").unwrap_or_default().split(';');
    groups.map(str::trim).filter(|g| !g.is_empty()).map(str::to_owned).collect()
}

fn data_type<'a, 'x>(
    reader: &mut Reader<'a, 'x, '_>,
    node: Node<'a, 'x>,
    name: &str,
    type_name: &str,
    read: &mut ProjectField,
) -> Option<FieldType> {
    let formula = child(node, "formula").is_some();
    Some(match type_name {
        "AutoNumber" | "Text" => FieldType::String,
        "Checkbox" => FieldType::Boolean,
        "Currency" => FieldType::Currency(digits(reader, node, formula)),
        "Number" => FieldType::Double(digits(reader, node, formula)),
        "Percent" => FieldType::Percent(digits(reader, node, formula)),
        "Date" => FieldType::Date,
        "DateTime" => FieldType::DateTime,
        "Time" => FieldType::Time,
        "Email" => FieldType::Email,
        "Phone" => FieldType::Phone,
        "Url" => FieldType::Url,
        "TextArea" => FieldType::TextArea,
        "LongTextArea" => FieldType::LongTextArea,
        "Html" => FieldType::RichTextArea,
        "EncryptedText" => FieldType::EncryptedText,
        "Location" => FieldType::Location,
        "Address" => FieldType::Address,
        "File" => FieldType::Base64,
        "Picklist" => FieldType::Picklist(picklist(reader, node)),
        "MultiselectPicklist" => FieldType::MultiPicklist(picklist(reader, node)),
        "Lookup" | "MasterDetail" | "Hierarchy" | "ExternalLookup" | "IndirectLookup" | "MetadataRelationship" => {
            FieldType::Reference(reference(reader, node, name, type_name, read))
        }
        "Summary" => FieldType::Double(Digits { precision: Some(18), scale: None }),
        unknown => {
            let near = nearest(unknown, TYPES);
            let place = child(node, "type").unwrap_or(node);
            let hint = near.first().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
            let message = format!("the field `{name}` has the type `{unknown}`, which does not exist{hint}");
            reader.report(place, &codes::BAD_VALUE, message);
            return None;
        }
    })
}

/// `precision` and `scale`; a formula may leave `precision` out, which then is 18.
fn digits<'a, 'x>(reader: &mut Reader<'a, 'x, '_>, node: Node<'a, 'x>, formula: bool) -> Digits {
    if formula {
        let precision = reader.parsed(node, "precision").unwrap_or(18);
        return Digits { precision: Some(precision), scale: reader.parsed(node, "scale") };
    }
    Digits {
        precision: reader.required(node, "precision", "a number field"),
        scale: reader.required(node, "scale", "a number field"),
    }
}

fn picklist<'a, 'x>(reader: &mut Reader<'a, 'x, '_>, node: Node<'a, 'x>) -> Picklist {
    let Some(set) = child(node, "valueSet") else { return Picklist::default() };
    let restricted = reader.is(set, "restricted");
    let values = child(set, "valueSetDefinition").map(|d| read_values(reader, d, "value")).unwrap_or_default();
    Picklist {
        // A picklist on a global value set is always restricted.
        restricted: restricted || child(set, "valueSetName").is_some(),
        values,
        value_set: child_text(set, "valueSetName").map(str::to_owned),
        certainty: ValuesCertainty::Known,
        controller: child_text(set, "controllingField").map(str::to_owned),
        valid_for: children(set, "valueSettings").filter_map(setting).collect(),
    }
}

/// A value of a dependent picklist, and the controlling values that allow it.
fn setting(node: Node<'_, '_>) -> Option<(String, Vec<String>)> {
    let controlling = children(node, "controllingFieldValue").filter_map(super::xml::text).map(str::to_owned);
    Some((child_text(node, "valueName")?.to_owned(), controlling.collect()))
}

fn reference<'a, 'x>(
    reader: &mut Reader<'a, 'x, '_>,
    node: Node<'a, 'x>,
    name: &str,
    type_name: &str,
    read: &mut ProjectField,
) -> Reference {
    let mut to: Vec<String> = children(node, "referenceTo").filter_map(super::xml::text).map(str::to_owned).collect();
    if to.is_empty() && type_name == "Hierarchy" {
        to.push("User".to_owned());
    }
    if to.is_empty() {
        reader.report(node, &codes::MISSING_ELEMENT, format!("the relationship field `{name}` needs `referenceTo`"));
    }
    let master_detail = type_name == "MasterDetail";
    read.cascade_delete = master_detail || child_text(node, "deleteConstraint") == Some("Cascade");
    read.restricted_delete = child_text(node, "deleteConstraint") == Some("Restrict");
    Reference {
        to,
        relationship_name: name.strip_suffix("__c").map(|stem| format!("{stem}__r")),
        polymorphic: false,
        master_detail,
    }
}

fn flags<'a, 'x>(reader: &mut Reader<'a, 'x, '_>, node: Node<'a, 'x>, type_name: &str, field: &mut Field) {
    let formula = child(node, "formula").is_some();
    let has_default =
        child(node, "defaultValue").is_some() || field.picklist().is_some_and(|p| p.values.iter().any(|v| v.default));
    field.label = child_text(node, "label").unwrap_or(&field.label).to_owned();
    field.length = match type_name {
        "Text" if formula => Some(1300),
        "Text" | "LongTextArea" | "Html" | "EncryptedText" => reader.required(node, "length", "a text field"),
        "TextArea" | "Url" | "Picklist" => Some(255),
        "AutoNumber" => Some(30),
        "Email" => Some(80),
        "Phone" => Some(40),
        "MultiselectPicklist" => Some(4099),
        _ if field.reference().is_some() => Some(18),
        _ => None,
    };
    field.external_id = reader.is(node, "externalId");
    field.id_lookup = field.external_id;
    field.unique = reader.is(node, "unique");
    field.calculated = formula || type_name == "Summary";
    field.formula = child_text(node, "formula").map(str::to_owned);
    let picks = type_name == "Summary" && child_text(node, "summaryOperation") != Some("count");
    field.summarizes = child_text(node, "summarizedField").filter(|_| picks).map(str::to_owned);
    let filters =
        children(node, "summaryFilterItems").flat_map(|item| ["field", "valueField"].map(|key| child_text(item, key)));
    let named = ["summarizedField", "summaryForeignKey"].map(|key| child_text(node, key)).into_iter().chain(filters);
    field.summary_of = named.flatten().filter(|_| type_name == "Summary").map(str::to_owned).collect();
    field.auto_number = type_name == "AutoNumber";
    if field.calculated || field.auto_number {
        field.createable = false;
        field.updateable = false;
        field.groupable = false;
        field.flags_certainty = if formula { Certainty::Assumed } else { Certainty::Known };
    }
    if matches!(field.data_type, FieldType::Location | FieldType::Address) {
        field.createable = false;
        field.updateable = false;
    }
    if field.is_master_detail() {
        field.updateable = reader.is(node, "reparentableMasterDetail");
    }
    let boolean = field.data_type == FieldType::Boolean;
    let required = field.is_master_detail() || reader.is(node, "required");
    field.nillable = !(required || boolean || field.auto_number);
    field.defaulted_on_create = field.auto_number || (boolean && !formula) || (has_default && !formula);
    field.required_on_create = required && !boolean && field.createable && !field.defaulted_on_create;
}
