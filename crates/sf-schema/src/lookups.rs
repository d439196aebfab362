//! The lookups on the way from a calculated field to what it is made of: with another parent, or for another one, it
//! has another value.

use crate::field::Field;
use crate::schema::Schema;
use crate::sobject::SObject;
use std::collections::BTreeSet;

impl Schema {
    /// The lookups through which a formula reads of other records, and those of the records that a roll-up summary may
    /// add up, as `(object, field)`; of the field itself, not of the formulas in it. Names that no source knows are left
    /// out.
    pub fn lookups(&self, object: &SObject, field: &Field) -> BTreeSet<(String, String)> {
        let names = field.formula.as_deref().map(sf_formula::names).unwrap_or_default();
        let mut found: BTreeSet<_> = names.iter().flat_map(|name| self.on_the_way(object, name)).collect();
        let child = field.summarizes.as_deref().and_then(|source| self.object(source.split_once('.')?.0));
        let to_parent =
            |lookup: &&Field| lookup.reference().is_some_and(|reference| reference.to.contains(&object.name));
        found.extend(child.into_iter().flat_map(|child| {
            let lookups = child.fields().iter().filter(to_parent);
            lookups.map(|lookup| (child.name.clone(), lookup.name.clone()))
        }));
        found
    }

    /// The lookups of a path such as `Account.Owner.Email` or `Owner:User.Email`.
    fn on_the_way(&self, object: &SObject, path: &str) -> Vec<(String, String)> {
        let mut parts: Vec<&str> = path.split('.').collect();
        parts.pop();
        let (mut here, mut found) = (Some(object), Vec::new());
        for part in parts {
            let (relationship, target) = part.split_once(':').map_or((part, None), |(name, to)| (name, Some(to)));
            let lookup = here.and_then(|here| Some((here, here.relationship(relationship)?)));
            let Some((holder, lookup)) = lookup else { break };
            found.push((holder.name.clone(), lookup.name.clone()));
            let only = lookup.reference().and_then(|reference| reference.to.first()).map(String::as_str);
            here = target.or(only).and_then(|name| self.object(name));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::Schema;

    #[test]
    fn lookups_of_formulas_and_of_what_is_summed_up_are_found() {
        let object = |fields: &str| {
            format!(r#"<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">{fields}</CustomObject>"#)
        };
        let hot = "<fields><fullName>Hot__c</fullName><label>x</label><formula>Contact.Account.Rating &amp; \
                   Owner:User.Email &amp; Subject</formula><type>Text</type></fields>";
        let most = "<fields><fullName>Most__c</fullName><label>x</label><summarizedField>Opportunity.Amount\
                    </summarizedField><summaryOperation>max</summaryOperation><summaryForeignKey>Opportunity.AccountId\
                    </summaryForeignKey><type>Summary</type></fields>";
        let (schema, findings) = Schema::builder()
            .catalogue()
            .project_file("objects/Case.object", object(hot))
            .project_file("objects/Account.object", object(most))
            .build();
        assert_eq!(findings, []);
        let lookups = |object: &str, field: &str| {
            let object = schema.object(object).expect("known");
            let found = schema.lookups(object, object.field(field).expect("known"));
            found.into_iter().map(|(object, field)| format!("{object}.{field}")).collect::<Vec<_>>()
        };
        assert_eq!(lookups("Case", "Hot__c"), ["Case.ContactId", "Case.OwnerId", "Contact.AccountId"]);
        assert_eq!(lookups("Account", "Most__c"), ["Opportunity.AccountId", "Opportunity.PartnerAccountId"]);
        assert!(lookups("Case", "Subject").is_empty());
    }
}
