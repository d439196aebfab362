//! Fields of which an insert must set one, although each is optional by itself: describe does not say so.

use crate::sobject::SObject;

/// Object Reference, the pages of these objects.
const ONE_OF: &[(&str, &[&str])] = &[
    ("Asset", &["AccountId", "ContactId"]),
    ("CampaignMember", &["ContactId", "LeadId", "AccountId"]),
    ("Event", &["StartDateTime", "ActivityDateTime", "ActivityDate"]),
    ("Event", &["DurationInMinutes", "EndDateTime", "IsAllDayEvent"]),
    ("OpportunityLineItem", &["PricebookEntryId", "Product2Id"]),
    ("OpportunityLineItem", &["UnitPrice", "TotalPrice"]),
    ("Order", &["AccountId"]),
];

impl SObject {
    /// Groups of fields: an insert must set at least one of each group.
    pub fn one_of_on_create(&self) -> impl Iterator<Item = &'static [&'static str]> {
        ONE_OF.iter().filter(|(object, _)| *object == self.name).map(|(_, fields)| *fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schema;

    #[test]
    fn the_fields_exist_and_can_be_set() {
        let schema = Schema::standard();
        for (object, fields) in ONE_OF {
            for name in *fields {
                let field = schema.object(object).and_then(|object| object.field(name));
                assert!(field.is_some_and(|field| field.createable), "{object}.{name}");
            }
        }
        let item = schema.object("OpportunityLineItem").expect("known");
        assert_eq!(item.one_of_on_create().count(), 2);
    }
}
