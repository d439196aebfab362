//! Permission set and profile files: the entries that grant something.

use super::grants::{FieldGrant, Grants, ObjectGrant, ObjectRightsFlags};
use roxmltree::{Document, Node};
use std::fmt;

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionSetError {
    /// What is wrong.
    pub message: String,
    /// Line, from 1.
    pub line: u32,
}

impl fmt::Display for PermissionSetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for PermissionSetError {}

/// Label and grants of a `.permissionset-meta.xml` or `.profile-meta.xml` file.
///
/// # Errors
/// The text is not XML.
pub fn parse(xml: &str) -> Result<(Option<String>, Grants), PermissionSetError> {
    let document =
        Document::parse(xml).map_err(|e| PermissionSetError { message: e.to_string(), line: e.pos().row })?;
    let root = document.root_element();
    let mut grants = Grants::default();
    for entry in root.children().filter(Node::is_element) {
        let text = |name: &str| child(entry, name).unwrap_or_default().to_ascii_lowercase();
        let flag = |name: &str| text(name) == "true";
        match entry.tag_name().name() {
            "objectPermissions" => {
                let rights = ObjectRightsFlags {
                    create: flag("allowCreate"),
                    read: flag("allowRead"),
                    edit: flag("allowEdit"),
                    delete: flag("allowDelete"),
                };
                let grant = ObjectGrant {
                    rights,
                    view_all: flag("viewAllRecords"),
                    modify_all: flag("modifyAllRecords"),
                    view_all_fields: flag("viewAllFields"),
                };
                grants.objects.insert(text("object"), grant);
            }
            "fieldPermissions" => {
                let edit = flag("editable");
                grants.fields.insert(text("field"), FieldGrant { read: flag("readable") || edit, edit });
            }
            // Both give read access to all records of the type (Metadata API guide, "PermissionSet").
            "customMetadataTypeAccesses" | "customSettingAccesses" if flag("enabled") => {
                let rights = ObjectRightsFlags { read: true, ..ObjectRightsFlags::default() };
                grants.objects.insert(text("name"), ObjectGrant { rights, ..ObjectGrant::default() });
            }
            "customPermissions" if flag("enabled") => {
                grants.custom.insert(text("name"));
            }
            "classAccesses" if flag("enabled") => {
                grants.classes.insert(text("apexClass"));
            }
            "userPermissions" if flag("enabled") => {
                grants.user.insert(text("name"));
            }
            "recordTypeVisibilities" if flag("visible") => {
                grants.record_types.insert(text("recordType"));
            }
            "license" => {
                grants.license = entry.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
            }
            "hasActivationRequired" => grants.needs_activation = entry.text().is_some_and(|text| text.trim() == "true"),
            _ => {}
        }
    }
    Ok((child(root, "label"), grants))
}

fn child(node: Node<'_, '_>, name: &str) -> Option<String> {
    node.children().find(|c| c.tag_name().name() == name).and_then(|c| c.text()).map(|t| t.trim().to_string())
}
