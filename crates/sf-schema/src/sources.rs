//! What calculated fields are made of. On the platform a formula shows what it names to whoever may read the formula,
//! whatever the field-level security of the fields it names (Help, "Formula Fields").

use crate::field::Field;
use crate::schema::Schema;
use crate::sobject::SObject;
use std::collections::BTreeSet;

/// Global variables whose next name is an object: `$Setup.Limits__c.Most__c`. The others tell of the running user, the
/// org or its labels.
const HOLDERS: [&str; 2] = ["$CustomMetadata", "$Setup"];

impl Schema {
    /// The fields that a formula or a roll-up summary is made of, as `(object, field)`: those it names, and what those are
    /// made of. Names that no source knows are left out.
    pub fn sources(&self, object: &SObject, field: &Field) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        let mut open = vec![(object, field)];
        while let Some((object, field)) = open.pop() {
            for (holder, source) in self.named(object, field) {
                if found.insert((holder.name.clone(), source.name.clone())) {
                    open.push((holder, source));
                }
            }
        }
        found
    }

    fn named<'s>(&'s self, object: &'s SObject, field: &Field) -> Vec<(&'s SObject, &'s Field)> {
        let summarized = field.summarizes.iter().filter_map(|source| {
            let (child, field) = source.split_once('.')?;
            let child = self.object(child)?;
            Some((child, child.field(field)?))
        });
        let names = field.formula.as_deref().map(sf_formula::names).unwrap_or_default();
        names.iter().filter_map(|name| self.of_formula(object, name)).chain(summarized).collect()
    }

    /// A path such as `Account.Owner.Email`, `Owner:User.Email` or `$Setup.Limits__c.Most__c`.
    fn of_formula<'s>(&'s self, object: &'s SObject, path: &str) -> Option<(&'s SObject, &'s Field)> {
        let mut parts: Vec<&str> = path.split('.').collect();
        let last = parts.pop()?;
        let mut here = object;
        if let Some(global) = parts.first().filter(|first| first.starts_with('$')) {
            HOLDERS.iter().any(|holder| holder.eq_ignore_ascii_case(global)).then_some(())?;
            here = self.object(parts.get(1)?)?;
            parts.clear();
        }
        for part in parts {
            let (relationship, target) = part.split_once(':').map_or((part, None), |(name, to)| (name, Some(to)));
            let reference = here.relationship(relationship)?.reference()?;
            let only = if reference.polymorphic { Some("Name") } else { reference.to.first().map(String::as_str) };
            here = self.object(target.or(only)?)?;
        }
        Some((here, here.field(last)?))
    }
}

#[cfg(test)]
mod tests {
    use crate::Schema;

    #[test]
    fn sources_are_followed_through_formulas_parents_and_summaries() {
        let field =
            |name: &str, rest: &str| format!("<fields><fullName>{name}</fullName><label>x</label>{rest}</fields>");
        let text = |formula: &str| format!("<formula>{formula}</formula><type>Text</type>");
        let object = |fields: &str| {
            format!(r#"<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">{fields}</CustomObject>"#)
        };
        let case = [
            field("Reach__c", &text("Contact.Email &amp; Owner:User.Phone &amp; Further__c &amp; $User.Email")),
            field("Further__c", &text("Contact.Account.Fax &amp; Reach__c")),
        ];
        let account = field(
            "Most__c",
            "<summarizedField>Opportunity.Amount</summarizedField><summaryOperation>max</summaryOperation>\
             <summaryForeignKey>Opportunity.AccountId</summaryForeignKey><type>Summary</type>",
        );
        let (schema, findings) = Schema::builder()
            .catalogue()
            .project_file("objects/Case.object", object(&case.concat()))
            .project_file("objects/Account.object", object(&account))
            .build();
        assert_eq!(findings, []);
        let sources = |object: &str, field: &str| {
            let object = schema.object(object).expect("known");
            let found = schema.sources(object, object.field(field).expect("known"));
            found.into_iter().map(|(object, field)| format!("{object}.{field}")).collect::<Vec<_>>()
        };
        assert_eq!(
            sources("Case", "Reach__c"),
            ["Account.Fax", "Case.Further__c", "Case.Reach__c", "Contact.Email", "User.Phone"]
        );
        assert_eq!(sources("Account", "Most__c"), ["Opportunity.Amount"]);
        assert!(sources("Case", "Subject").is_empty());
    }

    #[test]
    fn a_describe_keeps_its_formulas() {
        let json = r#"{"version": 1, "sobjects": [{"name": "Case", "fields": [{"name": "Reach__c", "type": "string",
 "calculated": true, "calculatedFormula": "Contact.Email"}]}]}"#;
        let (schema, _) = Schema::builder().catalogue().describe("org.json", json).build();
        let case = schema.object("Case").expect("known");
        let sources = schema.sources(case, case.field("Reach__c").expect("known"));
        assert_eq!(sources.into_iter().collect::<Vec<_>>(), [("Contact".to_owned(), "Email".to_owned())]);
    }
}
