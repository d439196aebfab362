//! Which fields hold personal, financial or health data.

use sf_schema::{Field, FieldType, SObject};

/// Objects that describe people.
const PEOPLE: [&str; 7] = ["CampaignMember", "Contact", "Individual", "Lead", "Name", "PersonAccount", "User"];
/// Words of the names of custom objects that describe people.
#[rustfmt::skip]
const NAMING_PEOPLE: [&str; 12] = [
    "applicant", "beneficiary", "candidate", "citizen", "client", "employee", "member", "patient", "people", "person",
    "student", "volunteer",
];
/// Starts of the names of fields that describe a person on another object: `PersonMobilePhone`, `SuppliedPhone`,
/// `ContactPhone`.
const OF_A_PERSON: [&str; 3] = ["Contact", "Person", "Supplied"];

/// Words of names that tell of such data wherever they occur: a short one as a whole word of a PascalCase or snake_case
/// name, a long one from the start of a word on.
#[rustfmt::skip]
const TELLING: [&str; 56] = [
    "allerg", "bankaccount", "biometric", "birthdate", "birthday", "bloodgroup", "bloodtype", "cardnumber",
    "conviction", "creditcard", "creditscore", "criminal", "cvc", "cvv", "dateofbirth", "deathdate", "diagnosis", "disabilit", "dob", "driverlicence",
    "driverlicense", "driverslicence", "driverslicense", "drivinglicence", "drivinglicense", "ethnicity",
    "fingerprint", "gender", "health", "iban", "income", "individualsage", "ip", "maritalstatus", "medical", "medication", "militaryservice", "nationalid",
    "nationalinsurance", "nationality", "nhs", "passport", "password", "politicalopinion", "politicalparty",
    "politicalview", "religion", "salary", "secret", "sexualorientation", "socialinsurance", "socialsecurity", "ssn",
    "taxid", "taxnumber", "tradeunion",
];
/// Words that tell of such data in a text, number or date that a custom field holds about a person.
const TELLING_OF_PEOPLE: [&str; 11] =
    ["address", "age", "birth", "cell", "email", "mobile", "phone", "postcode", "race", "street", "zip"];

/// Why the field counts as personal data: its classification in the project's metadata, else its type, else its name.
/// People's names do not count: without them no tool could speak about a contact.
pub fn classify(object: &SObject, field: &Field) -> Option<String> {
    if !field.compliance_groups.is_empty() {
        return Some(format!("its compliance group is {}", field.compliance_groups.join(", ")));
    }
    if let Some(level @ ("Confidential" | "Restricted" | "MissionCritical")) = field.security_classification.as_deref()
    {
        return Some(format!("its security classification is {level}"));
    }
    // What any employee may see is personal data all the same.
    if field.security_classification.as_deref() == Some("Public") {
        return None;
    }
    let of_a_person = OF_A_PERSON.iter().any(|start| field.name.starts_with(start));
    let about_people = of_a_person
        || PEOPLE.contains(&object.name.as_str())
        || (object.custom && words(&object.name).iter().any(|word| NAMING_PEOPLE.contains(&word.as_str())));
    match field.data_type {
        FieldType::EncryptedText => return Some("it is encrypted".to_owned()),
        FieldType::Email => return Some("it is an e-mail address".to_owned()),
        FieldType::Phone if about_people => return Some("it is a person's phone number".to_owned()),
        FieldType::Address | FieldType::Location if about_people => return Some("it is a person's address".to_owned()),
        _ => {}
    }
    let of_message = object.name.starts_with("EmailMessage");
    if of_message && field.name.ends_with("Address") && holds_a_fact(&field.data_type) {
        return Some("it holds e-mail addresses".to_owned());
    }
    let part_of_address = field.part_of.as_deref().is_some_and(|whole| whole.ends_with("Address"));
    let precise = ["Street", "PostalCode", "Latitude", "Longitude"].iter().any(|end| field.name.ends_with(end));
    if about_people && precise && (part_of_address || object.name == "CampaignMember") {
        return Some("it is part of a person's address".to_owned());
    }
    let label = field.custom.then_some(field.label.as_str());
    let mut names = [Some(field.name.as_str()), label].into_iter().flatten();
    let of_people = || {
        let words = words(&field.name);
        let holds = about_people && (field.custom || of_a_person) && holds_a_fact(&field.data_type);
        TELLING_OF_PEOPLE.into_iter().find(|telling| holds && words.iter().any(|word| word == telling))
    };
    let found = names.find_map(telling).or_else(of_people);
    found.map(|word| format!("its name contains `{word}`"))
}

/// Whether a value is more than a choice, a mark or a moment.
fn holds_a_fact(data_type: &FieldType) -> bool {
    matches!(
        data_type,
        FieldType::String
            | FieldType::TextArea
            | FieldType::LongTextArea
            | FieldType::RichTextArea
            | FieldType::Int
            | FieldType::Double(_)
            | FieldType::Date
    )
}

/// The telling word of a name or label.
fn telling(name: &str) -> Option<&'static str> {
    let words = words(name);
    let tails: Vec<String> = (0..words.len()).map(|i| words[i..].concat()).collect();
    TELLING.into_iter().find(|telling| {
        if telling.len() <= 4 {
            words.iter().any(|word| word == telling)
        } else {
            tails.iter().any(|tail| tail.starts_with(telling))
        }
    })
}

/// The words of a PascalCase or snake_case name or of a label, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let chars: Vec<char> = name.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        let after_lower = i > 0 && chars[i - 1].is_lowercase();
        let before_lower = i > 0 && chars[i - 1].is_uppercase() && chars.get(i + 1).is_some_and(|c| c.is_lowercase());
        if !c.is_alphanumeric() || (c.is_uppercase() && (after_lower || before_lower)) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telling_names_are_found_as_words() {
        for name in [
            "SSN__c",
            "Customer_SSN__c",
            "CustomerSSNCode__c",
            "IBAN",
            "Social Security Number",
            "PassportNo__c",
            "Date_of_Birth__c",
            "DOB__c",
            "National_ID__c",
            "Tax_Number__c",
            "Medication__c",
            "Allergies__c",
            "Blood_Type__c",
            "Disability__c",
            "Marital_Status__c",
            "Social_Insurance_No__c",
            "NHS_Number__c",
            "Driver_Licence__c",
            "CVV__c",
            "Sexual_Orientation__c",
            "Political_Views__c",
        ] {
            assert!(telling(name).is_some(), "{name}");
        }
        for name in ["BusinessName__c", "ClassName", "Caliban__c", "Industry", "International_Id__c", "SyntaxId__c"] {
            assert_eq!(telling(name), None, "{name}");
        }
    }

    #[test]
    fn personal_fields_of_the_catalogue_are_found() {
        let schema = sf_schema::Schema::standard();
        let is_personal = |path: &str| {
            let (object, field) = path.split_once('.').expect("object and field");
            let object = schema.object(object).expect("known");
            classify(object, object.field(field).unwrap_or_else(|| panic!("{path} is not known"))).is_some()
        };
        for path in [
            "Contact.Email",
            "Contact.Birthdate",
            "Contact.MailingStreet",
            "Contact.MailingLatitude",
            "Case.ContactPhone",
            "Case.SuppliedEmail",
            "Name.Phone",
            "Name.Email",
            "CampaignMember.MobilePhone",
            "Account.PersonMobilePhone",
            "User.MobilePhone",
            "Lead.Address",
            "Case.SuppliedPhone",
            "EmailMessage.ToAddress",
            "EmailMessage.BccAddress",
            "EmailMessageRelation.RelationAddress",
            "Individual.ConsumerCreditScore",
            "Individual.ConvictionsCount",
            "Individual.DeathDate",
            "LoginHistory.SourceIp",
        ] {
            assert!(is_personal(path), "{path}");
        }
        for path in ["Account.Name", "Account.Phone", "Account.BillingStreet", "Contact.Title", "Case.Subject"] {
            assert!(!is_personal(path), "{path}");
        }
    }

    #[test]
    fn custom_fields_of_people_are_found() {
        let schema = sf_schema::Schema::standard();
        let mut field = schema.object("Contact").and_then(|o| o.field("Department")).expect("known").clone();
        field.custom = true;
        let mut is_personal = |object: &str, name: &str, data_type: FieldType| {
            (field.name, field.label, field.data_type) = (name.to_owned(), name.to_owned(), data_type);
            classify(schema.object(object).expect("known"), &field).is_some()
        };
        assert!(is_personal("Contact", "Personal_Email__c", FieldType::String));
        assert!(is_personal("Lead", "Mobile__c", FieldType::String));
        assert!(is_personal("Contact", "Home_Address__c", FieldType::TextArea));
        assert!(!is_personal("Account", "Email_Domain__c", FieldType::String));
        assert!(!is_personal("Contact", "Email_Opt_In__c", FieldType::Boolean));
        assert!(!is_personal("Contact", "Stage__c", FieldType::String));
    }

    #[test]
    fn only_what_is_public_is_cleared_by_its_classification() {
        let schema = sf_schema::Schema::standard();
        let contact = schema.object("Contact").expect("known");
        let mut field = contact.field("Email").expect("known").clone();
        for (level, personal) in [("Public", false), ("Internal", true), ("Confidential", true)] {
            field.security_classification = Some(level.to_owned());
            assert_eq!(classify(contact, &field).is_some(), personal, "{level}");
        }
    }

    #[test]
    fn custom_objects_can_be_about_people() {
        let schema = sf_schema::Schema::standard();
        let mut object = schema.object("Contact").expect("known").clone();
        let mut field = object.field("Phone").expect("known").clone();
        (object.custom, field.custom) = (true, true);
        field.name = "Private_Phone__c".to_owned();
        for (name, personal) in [("Employee__c", true), ("acme__Home_Patient__c", true), ("Widget__c", false)] {
            object.name = name.to_owned();
            assert_eq!(classify(&object, &field).is_some(), personal, "{name}");
        }
    }
}
