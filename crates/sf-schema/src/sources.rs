//! What fields are made of that hold no value of their own. On the platform a formula shows what it names to whoever may read the formula,
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
        let paths = field.summary_of.iter().filter_map(|source| source.split_once('.'));
        let paths = paths.map(|(of, field)| (of.to_owned(), field.to_owned())).chain(shown(&object.name, &field.name));
        let elsewhere = paths.filter_map(|(of, field)| {
            let of = self.object(&of)?;
            Some((of, of.field(&field)?))
        });
        let names = field.formula.as_deref().map(sf_formula::names).unwrap_or_default();
        names.iter().filter_map(|name| self.of_formula(object, name)).chain(elsewhere).collect()
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

/// What a standard field shows of a record that its record points to, without a formula (Object Reference: Account,
/// "person accounts"; CampaignMember; Case; OpportunityLineItem; PricebookEntry). Names that do not exist are left out by
/// the caller.
fn shown(object: &str, field: &str) -> Vec<(String, String)> {
    let of = |object: &str, field: &str| (object.to_owned(), field.to_owned());
    match (object, field) {
        ("Account", _) => {
            let of_person = field.strip_suffix("__pc").map(|name| format!("{name}__c"));
            let name = of_person.or_else(|| field.strip_prefix("Person").map(str::to_owned));
            name.into_iter().map(|name| of("Contact", &name)).collect()
        }
        ("CampaignMember", "City" | "Country" | "PostalCode" | "State" | "Street") => {
            vec![of("Contact", &format!("Mailing{field}")), of("Lead", field)]
        }
        ("CampaignMember", "CompanyOrAccount") => vec![of("Account", "Name"), of("Lead", "Company")],
        ("CampaignMember", "LeadOrContactOwnerId") => vec![of("Contact", "OwnerId"), of("Lead", "OwnerId")],
        (
            "CampaignMember",
            "Description" | "DoNotCall" | "Email" | "Fax" | "FirstName" | "HasOptedOutOfEmail" | "HasOptedOutOfFax"
            | "LastName" | "LeadSource" | "MobilePhone" | "Name" | "Phone" | "Salutation" | "Title",
        ) => vec![of("Contact", field), of("Lead", field)],
        ("Case", "ContactEmail" | "ContactFax" | "ContactPhone") => vec![of("Contact", &field["Contact".len()..])],
        ("Case", "ContactMobile") => vec![of("Contact", "MobilePhone")],
        ("PricebookEntry", "Name" | "ProductCode") | ("OpportunityLineItem", "ProductCode") => {
            vec![of("Product2", field)]
        }
        _ => Vec::new(),
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
        let count = field(
            "Won__c",
            "<summaryOperation>count</summaryOperation><summaryForeignKey>Opportunity.AccountId</summaryForeignKey>\
             <summaryFilterItems><field>Opportunity.NextStep</field><operation>equals</operation><value>x</value>\
             </summaryFilterItems><type>Summary</type>",
        );
        let (schema, findings) = Schema::builder()
            .catalogue()
            .project_file("objects/Case.object", object(&case.concat()))
            .project_file("objects/Account.object", object(&(account + &count)))
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
        assert_eq!(sources("Account", "Most__c"), ["Opportunity.AccountId", "Opportunity.Amount"]);
        assert_eq!(sources("Account", "Won__c"), ["Opportunity.AccountId", "Opportunity.NextStep"]);
        assert!(sources("Case", "Subject").is_empty());
    }

    #[test]
    fn standard_fields_that_show_another_record_are_made_of_it() {
        let schema = Schema::standard();
        let sources = |path: &str| {
            let (object, field) = path.split_once('.').expect("object and field");
            let object = schema.object(object).expect("known");
            let found = schema.sources(object, object.field(field).expect("known"));
            found.into_iter().map(|(object, field)| format!("{object}.{field}")).collect::<Vec<_>>()
        };
        assert_eq!(sources("Case.ContactEmail"), ["Contact.Email"]);
        assert_eq!(sources("Case.ContactMobile"), ["Contact.MobilePhone"]);
        assert_eq!(sources("CampaignMember.Street"), ["Contact.MailingStreet", "Lead.Street"]);
        assert_eq!(sources("CampaignMember.Email"), ["Contact.Email", "Lead.Email"]);
        assert_eq!(sources("Account.PersonMobilePhone"), ["Contact.MobilePhone"]);
        assert!(sources("Account.Phone").is_empty() && sources("CampaignMember.Status").is_empty());
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
