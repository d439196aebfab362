//! Types of roll-up summaries: `count` is a number, the others have the type of the field they summarise.

use crate::field::FieldType;
use crate::schema::Schema;

/// Resolves `(object, field, "Child__c.Amount__c")`. Summaries of summaries need as many rounds as they are deep.
pub(super) fn resolve(schema: &mut Schema, summaries: &[(String, String, String)]) {
    for _ in 0..summaries.len().min(8) {
        let mut changed = false;
        for (object, field, source) in summaries {
            let Some(data_type) = source_type(schema, source) else { continue };
            if let Some(field) = schema.object_mut(object).and_then(|o| o.field_mut(field)) {
                changed |= field.data_type != data_type;
                field.data_type = data_type;
                let query = field.data_type.query_abilities();
                field.filterable = query.filter;
                field.sortable = query.sort;
            }
        }
        if !changed {
            return;
        }
    }
}

fn source_type(schema: &Schema, source: &str) -> Option<FieldType> {
    let (object, field) = source.split_once('.')?;
    Some(schema.object(object)?.field(field)?.data_type.clone())
}
