//! The set-up objects that describe a choice of other records, such as `OpportunityStage`: a row for each value of the
//! picklist. Object Reference, the pages of the objects named.

use crate::Org;
use crate::data::{Record, STAGES};
use apex_eval::Datum;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The set-up object, the picklist that it describes, and the checkbox that the named values have.
const CHOICES: &[(&str, &str, &str, &str, &[&str])] = &[
    ("CaseStatus", "Case", "Status", "IsClosed", &["Closed"]),
    ("ContractStatus", "Contract", "Status", "", &[]),
    ("LeadStatus", "Lead", "Status", "IsConverted", &["Closed - Converted"]),
    ("OpportunityStage", "Opportunity", "StageName", "IsClosed", &["Closed Won", "Closed Lost"]),
    ("OrderStatus", "Order", "Status", "", &[]),
    ("PartnerRole", "PartnerRole", "ReverseRole", "", &[]),
    ("TaskPriority", "Task", "Priority", "IsHighPriority", &["High"]),
    ("TaskStatus", "Task", "Status", "IsClosed", &["Completed"]),
];

/// Whether the rows of an object describe the values of a picklist.
pub(crate) fn describes_a_picklist(object: &str) -> bool {
    CHOICES.iter().any(|(rows, ..)| *rows == object)
}

/// Gives each value of these picklists its row, and takes the rows of other values away.
pub(crate) fn refresh(org: &mut Org) {
    let schema = Arc::clone(&org.schema);
    for (rows, object, field, flag, flagged) in CHOICES {
        let picklist = schema.object(object).and_then(|object| object.field(field)).and_then(|field| field.picklist());
        let mut kept: BTreeSet<Arc<str>> = BTreeSet::new();
        for (order, choice) in (1..).zip(picklist.map(|picklist| &picklist.values[..]).unwrap_or_default()) {
            let known = org.id_by(rows, "ApiName", &choice.value);
            let id = known.unwrap_or_else(|| org.add(rows, &[("ApiName", choice.value.as_str())]));
            if let Some(mut record) = org.store.get(rows, &id).cloned() {
                record.insert("MasterLabel".into(), Datum::Str(choice.label.as_str().into()));
                record.insert("SortOrder".into(), Datum::Int(order));
                record.insert("IsDefault".into(), Datum::Bool(choice.default));
                if !flag.is_empty() {
                    record.insert((*flag).into(), Datum::Bool(flagged.contains(&choice.value.as_str())));
                }
                if *rows == "OpportunityStage" {
                    add_stage(&mut record, &choice.value, choice.active);
                }
                org.store.put(&(*rows).into(), &id, record);
            }
            kept.insert(id);
        }
        let gone: Vec<Arc<str>> =
            org.store.rows(rows).map(|(id, _)| id.clone()).filter(|id| !kept.contains(id)).collect();
        gone.iter().for_each(|id| org.store.remove(rows, id));
    }
}

fn add_stage(record: &mut Record, stage: &str, active: bool) {
    record.remove("IsDefault");
    record.insert("IsActive".into(), Datum::Bool(active));
    record.insert("IsWon".into(), Datum::Bool(stage == "Closed Won"));
    if let Some((_, chance, forecast)) = STAGES.iter().find(|(name, ..)| *name == stage) {
        record.insert("DefaultProbability".into(), Datum::Decimal((*chance).into()));
        record.insert("ForecastCategoryName".into(), Datum::Str((*forecast).into()));
        record.insert("ForecastCategory".into(), Datum::Str((*forecast).into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_one_row_however_often_they_are_looked_at() {
        let mut org = Org::new(sf_schema::Schema::standard());
        refresh(&mut org);
        let stages: Vec<&Record> = org.store.rows("OpportunityStage").map(|(_, row)| row).collect();
        assert_eq!(stages.len(), 10);
        let won = |row: &&&Record| row.get("IsWon") == Some(&Datum::Bool(true));
        assert_eq!(stages.iter().filter(won).count(), 1);
        assert!(org.store.rows("TaskPriority").count() > 1);
    }
}
