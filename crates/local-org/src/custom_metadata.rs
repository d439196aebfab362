//! Records of custom metadata types: `CustomMetadata` of the Metadata API, one file each.

use crate::Org;
use crate::data::{Record, values};
use apex_eval::Datum;
use sf_metadata::xml::Element;
use std::sync::Arc;

impl Org {
    /// Adds the record of a `Type.Record.md` file and gives its Id; `full_name` is `Type.Record`. An existing one is
    /// replaced.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn add_custom_metadata(&mut self, full_name: &str, xml: &str) -> Result<Arc<str>, String> {
        let Some((ty, name)) = full_name.split_once('.') else {
            return Err(format!("`{full_name}` does not name a type and a record"));
        };
        let ty = format!("{}__mdt", ty.strip_suffix("__mdt").unwrap_or(ty));
        let Some(object) = self.catalog.object(&ty) else {
            return Err(format!("the custom metadata type {ty} does not exist"));
        };
        let root = Element::parse(xml).map_err(|error| format!("no XML: {error}"))?;
        let label = root.child_text("label").unwrap_or(name);
        let mut record = Record::default();
        for (field, value) in [
            ("DeveloperName", name),
            ("MasterLabel", label),
            ("Label", label),
            ("QualifiedApiName", name),
            ("Language", "en_US"),
        ] {
            if object.field(field).is_some() {
                record.insert(field.into(), Datum::Str(value.into()));
            }
        }
        for values in root.children.iter().filter(|element| element.name == "values") {
            let field = values.child_text("field").unwrap_or_default();
            let Some(info) = object.field(field) else {
                return Err(format!("the field {field} does not exist on {}", object.name));
            };
            // No text is no value.
            let Some(value) = values.child_text("value").filter(|value| !value.is_empty()) else { continue };
            let datum = values::parse(info.kind, value).ok_or_else(|| format!("`{value}` is no value for {field}"))?;
            record.insert(info.name.clone(), datum);
        }
        let named = self.store.find(&object.name, "DeveloperName", &Datum::Str(name.into()));
        let before = named.first().map(|(id, _)| (*id).clone());
        let id = before.unwrap_or_else(|| {
            let prefix = self.catalog.prefix_of(&object.name).unwrap_or_else(|| "m00".into());
            self.store.new_id(&prefix)
        });
        record.insert("Id".into(), Datum::Id(id.clone()));
        self.store.put(&object.name, &id, record);
        Ok(id)
    }
}
