//! `Type__mdt.getAll()` and `getInstance(name)`: records of custom metadata, without a query being counted.
//!
//! The checker puts the token of the type in front of the arguments.

use crate::convert::to_record;
use crate::host::Access;
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;
use apex_sema::ty::Ty;

pub(super) const MEMBERS: Members = &[
    ("getAll/0", |cx, _, a| {
        let Some(Value::ObjectToken(object)) = a.first().cloned() else { return Err(cx.null_argument()) };
        let mut pairs = Vec::new();
        for (name, record) in cx.metadata_records(&object)? {
            pairs.push((Value::str(name), record));
        }
        Ok(Value::map(Ty::String, Ty::Record(object), cx.map_of(pairs)?))
    }),
    ("getInstance/1", |cx, _, a| {
        let [Value::ObjectToken(object), key, ..] = a else { return Err(cx.null_argument()) };
        let key = cx.arg_text(key)?;
        let id = crate::text::full_id(&key);
        let found = cx.metadata_records(object)?.into_iter().find(|(name, record)| {
            let own = match record {
                Value::Record(record) => record.fields.borrow().get("Id").cloned(),
                _ => None,
            };
            name.eq_ignore_ascii_case(&key) || (id.is_some() && own.as_ref().and_then(Value::as_str) == id.as_deref())
        });
        Ok(found.map_or(Value::Null, |(_, record)| record))
    }),
];

impl Interp<'_, '_> {
    /// Every record of a custom metadata type with its `DeveloperName`.
    fn metadata_records(&mut self, object: &str) -> Run<Vec<(String, Value)>> {
        let Some(info) = self.program.catalog.object(object) else { return Ok(Vec::new()) };
        let fields: Vec<&str> = info.fields.values().map(|f| &*f.name).collect();
        let text = format!("SELECT {} FROM {} ORDER BY DeveloperName", fields.join(", "), info.name);
        let query = self.parse_dynamic(&text)?;
        // Custom metadata is read in system mode, whoever asks.
        let rows = match self.host.query(&query, &[], Access { user_mode: false, sharing: false }) {
            Ok(rows) => rows,
            Err(refusal) => return Err(self.refuse(refusal)),
        };
        let name = |row: &crate::host::Row| match row.get("DeveloperName") {
            Some(crate::host::Datum::Str(name)) => name.to_string(),
            _ => String::new(),
        };
        Ok(rows.iter().map(|row| (name(row), to_record(row))).collect())
    }
}
