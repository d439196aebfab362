//! Static resources: their records, and the data for tests in them.

use crate::Org;
use crate::data::values;
use apex_eval::{Datum, Row};
use std::sync::Arc;

const OBJECT: &str = "StaticResource";

impl Org {
    /// Keeps the content of a static resource and gives its Id. One of the same name is replaced.
    pub(crate) fn set_static_resource(&mut self, name: &str, content: &[u8]) -> Arc<str> {
        let known = self.id_by(OBJECT, "Name", name);
        let id = known.unwrap_or_else(|| self.add(OBJECT, &[("Name", name)]));
        if let Some(mut record) = self.store.get(OBJECT, &id).cloned() {
            record.insert("Body".into(), Datum::Blob(content.into()));
            record.insert("BodyLength".into(), Datum::Int(content.len().try_into().unwrap_or(i32::MAX)));
            self.store.put(&OBJECT.into(), &id, record);
        }
        id
    }

    /// The records that a static resource in the form of CSV describes: names of fields in its first line. Apex Reference
    /// Guide, "Test Class", `loadData`.
    ///
    /// # Errors
    /// There is no such resource, or it has another form.
    pub(crate) fn records_in(&self, resource: &str, object: &str) -> Result<Vec<Row>, String> {
        let record = self.id_by(OBJECT, "Name", resource).and_then(|id| self.store.get(OBJECT, &id));
        let Some(Datum::Blob(content)) = record.and_then(|record| record.get("Body")) else {
            return Err(format!("There is no static resource named {resource}"));
        };
        let Some(info) = self.catalog.object(object) else { return Err(format!("Invalid sObject type: {object}")) };
        let wrong = |error: csv::Error| format!("The static resource {resource} is not in the form of CSV: {error}");
        let content: &[u8] = content;
        let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(content);
        let mut fields = Vec::new();
        for name in reader.headers().map_err(wrong)? {
            let field = info.field(name);
            fields.push(field.ok_or_else(|| format!("No such column '{name}' on sobject of type {}", info.name))?);
        }
        let mut rows = Vec::new();
        for line in reader.records() {
            let mut row = Row { object: info.name.clone(), fields: Vec::new() };
            for (field, text) in fields.iter().zip(&line.map_err(wrong)?).filter(|(_, text)| !text.is_empty()) {
                let value = values::parse(field.kind, text);
                let value = value.ok_or_else(|| format!("`{text}` is no value for {}", field.name))?;
                row.fields.push((field.name.clone(), value));
            }
            rows.push(row);
        }
        Ok(rows)
    }
}
