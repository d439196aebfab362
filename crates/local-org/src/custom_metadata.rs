//! Records of custom metadata types: `CustomMetadata` of the Metadata API, one file each.

use crate::Org;
use crate::data::{Record, values};
use apex_eval::Datum;

impl Org {
    /// Adds the record of a `Type.Record.md` file; `full_name` is `Type.Record`. An existing one is replaced.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn add_custom_metadata(&mut self, full_name: &str, xml: &str) -> Result<(), String> {
        let Some((ty, name)) = full_name.split_once('.') else {
            return Err(format!("`{full_name}` does not name a type and a record"));
        };
        let Some(object) = self.catalog.object(&format!("{ty}__mdt")) else {
            return Err(format!("the custom metadata type {ty}__mdt does not exist"));
        };
        let document = roxmltree::Document::parse(xml).map_err(|error| format!("no XML: {error}"))?;
        let is = |node: &roxmltree::Node<'_, '_>, name: &str| node.is_element() && node.tag_name().name() == name;
        let text = |node: roxmltree::Node<'_, '_>, name: &str| {
            node.children().find(|c| is(c, name)).map(|c| c.text().unwrap_or_default().to_owned())
        };
        let root = document.root_element();
        let label = text(root, "label").unwrap_or_else(|| name.to_owned());
        let mut record = Record::default();
        for (field, value) in
            [("DeveloperName", name), ("MasterLabel", &label), ("Label", &label), ("QualifiedApiName", name)]
        {
            if object.field(field).is_some() {
                record.insert(field.into(), Datum::Str(value.into()));
            }
        }
        for values in root.children().filter(|node| is(node, "values")) {
            let field = text(values, "field").unwrap_or_default();
            let Some(info) = object.field(&field) else {
                return Err(format!("the field {field} does not exist on {}", object.name));
            };
            let nil = values
                .children()
                .find(|c| is(c, "value"))
                .is_none_or(|c| c.attributes().any(|a| a.name() == "nil" && a.value() == "true"));
            let value = text(values, "value").filter(|_| !nil);
            if let Some(datum) = value.as_deref().map(|value| values::parse(info.kind, value)) {
                let datum = datum.ok_or_else(|| format!("`{}` is no value for {field}", value.unwrap_or_default()))?;
                record.insert(info.name.clone(), datum);
            }
        }
        let before = self.id_by(&object.name, "DeveloperName", name);
        let id = before.unwrap_or_else(|| {
            let prefix = self.catalog.prefix_of(&object.name).unwrap_or_else(|| "m00".into());
            self.store.new_id(&prefix)
        });
        record.insert("Id".into(), Datum::Id(id.clone()));
        self.store.put(&object.name, &id, record);
        Ok(())
    }
}
