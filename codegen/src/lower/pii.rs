//! Which fields hold personal, financial or health data.

use sf_schema::{Field, FieldType, Kind, SObject, Schema};

/// Objects that describe people.
const PEOPLE: [&str; 7] = ["CampaignMember", "Contact", "Individual", "Lead", "Name", "PersonAccount", "User"];
/// Words in the name of a custom object that describes people.
#[rustfmt::skip]
const PEOPLE_WORDS: [&str; 23] = [
    "applicant", "attendee", "beneficiary", "candidate", "caregiver", "citizen", "client", "doctor", "donor",
    "employee", "guardian", "guest", "member", "passenger", "patient", "people", "person", "physician", "resident",
    "student", "teacher", "volunteer", "worker",
];
/// Starts of the names of fields that describe a person on another object: `PersonMobilePhone`, `SuppliedPhone`,
/// `ContactPhone`, `QuoteToStreet`.
const OF_A_PERSON: [&str; 4] = ["Contact", "Person", "QuoteTo", "Supplied"];
/// Objects whose phone numbers are those of a company or a site.
const COMPANIES: [&str; 3] = ["Account", "Location", "Organization"];
/// Objects whose address is where somebody goes to serve a customer: often a home.
const VISITS: [&str; 4] = ["Asset", "ServiceAppointment", "WorkOrder", "WorkOrderLineItem"];

/// Words of names that tell of such data wherever they occur: a short one as a whole word of a PascalCase or snake_case
/// name, a long one from the start of a word on.
#[rustfmt::skip]
const TELLING: [&str; 67] = [
    "ahv", "allerg", "bankaccount", "bic", "biometric", "birthdate", "birthday", "bloodgroup", "bloodtype",
    "cardnumber", "conviction", "creditcard", "creditscore", "criminal", "cvc", "cvv", "dateofbirth", "dateofdeath",
    "deathdate", "diagnosis", "disabilit", "dob", "driverlicence", "driverlicense", "driverslicence",
    "driverslicense", "drivinglicence", "drivinglicense", "ethnicity", "fingerprint", "forwardedforip",
    "geburtsdatum", "geburtstag", "gender", "health", "iban", "income", "individualsage", "ipaddress",
    "maritalstatus", "medical", "medication", "militaryservice", "nationalid", "nationalinsurance", "nationality",
    "nhs", "passport", "password", "pincode", "politicalopinion", "politicalparty", "politicalview", "religion",
    "routingnumber", "salary", "secret", "sexualorientation", "socialinsurance", "socialsecurity", "sortcode",
    "sourceip", "ssn", "steuernummer", "taxid", "taxnumber", "tradeunion",
];
/// Words that tell of such data in a text, number or date that is held about a person.
const TELLING_OF_PEOPLE: [&str; 11] =
    ["address", "age", "birth", "cell", "email", "mobile", "phone", "postcode", "race", "street", "zip"];
/// Those with which the name of a field ends that tells of such data on any custom object.
const TELLING_ENDS: [&str; 7] = ["address", "email", "mobile", "phone", "postcode", "street", "zip"];
/// What may follow them: `Phone_Number__c`, `Address_Line__c`.
const FILLERS: [&str; 6] = ["", "c", "line", "no", "nr", "number"];

/// Why the field counts as personal data: its classification in the project's metadata, else its type, else its name, else
/// what its formula names, else what a history tells of. `Public` says that it does not; `Internal`, which an org may give to every field, says nothing.
/// People's names do not count: without them no tool could speak about a contact.
pub fn classify(schema: &Schema, object: &SObject, field: &Field) -> Option<String> {
    by_itself(object, field).or_else(|| {
        (field.security_classification.as_deref() != Some("Public")).then_some(())?;
        schema
            .sources(object, field)
            .into_iter()
            .find_map(|(holder, source)| {
                let of = schema.object(&holder)?;
                let reason = by_itself(of, of.field(&source)?)?;
                Some(format!("it is made of {holder}.{source}: {reason}"))
            })
            .or_else(|| by_history(schema, object, field))
    })
}

/// The sObject whose former and new values a field of a history holds: `ContactHistory.OldValue` those of `Contact`
/// (Object Reference, StandardObjectNameHistory, OpportunityFieldHistory, Custom Object__History).
pub fn former_values(object: &str, field: &str) -> Option<String> {
    if !matches!(field, "NewValue" | "OldValue") {
        return None;
    }
    if let Some(custom) = object.strip_suffix("__History") {
        return Some(format!("{custom}__c"));
    }
    let of = object.strip_suffix("FieldHistory").or_else(|| object.strip_suffix("History"))?;
    Some(of.to_owned())
}

/// A history shows the values of whichever fields the org tracks; only one that can change has any.
fn by_history(schema: &Schema, object: &SObject, field: &Field) -> Option<String> {
    let of = schema.object(&former_values(&object.name, &field.name)?)?;
    of.fields().iter().filter(|field| field.updateable).find_map(|field| {
        let reason = by_itself(of, field)?;
        Some(format!("it holds former and new values of {}.{}: {reason}", of.name, field.name))
    })
}

fn by_itself(object: &SObject, field: &Field) -> Option<String> {
    if !field.compliance_groups.is_empty() {
        return Some(format!("its compliance group is {}", field.compliance_groups.join(", ")));
    }
    if let Some(level @ ("Confidential" | "Restricted" | "MissionCritical")) = field.security_classification.as_deref()
    {
        return Some(format!("its security classification is {level}"));
    }
    if field.security_classification.as_deref() == Some("Public") {
        return None;
    }
    by_type(object, field).map(str::to_owned).or_else(|| by_name(object, field))
}

fn by_type(object: &SObject, field: &Field) -> Option<&'static str> {
    let about_a_person = is_about_a_person(object, field);
    let of_a_company =
        COMPANIES.contains(&object.name.as_str()) || matches!(object.kind, Kind::CustomMetadata | Kind::CustomSetting);
    match field.data_type {
        FieldType::EncryptedText => return Some("it is encrypted"),
        FieldType::Email => return Some("it is an e-mail address"),
        FieldType::String if object.name.starts_with("EmailMessage") && field.name.ends_with("Address") => {
            return Some("it holds e-mail addresses");
        }
        FieldType::Phone if about_a_person || !of_a_company => return Some("it is a person's phone number"),
        _ => {}
    }
    let whole = field.part_of.as_deref().unwrap_or(&field.name);
    let compound = match &field.part_of {
        Some(whole) => object.field(whole).map(|whole| &whole.data_type),
        None => Some(&field.data_type),
    };
    let is_address = whole.ends_with("Address") || compound == Some(&FieldType::Address);
    let leads_home = if is_address {
        about_a_person || holds_custom_records(object) || VISITS.contains(&object.name.as_str())
    } else {
        about_a_person && (compound == Some(&FieldType::Location) || object.name == "CampaignMember")
    };
    let stem = field.name.trim_end_matches("__s");
    let precise = matches!(field.data_type, FieldType::Address | FieldType::Location)
        || ["Street", "PostalCode", "Latitude", "Longitude"].iter().any(|end| stem.ends_with(end));
    (leads_home && precise).then_some("it is part of a person's address")
}

fn by_name(object: &SObject, field: &Field) -> Option<String> {
    let label = field.custom.then_some(field.label.as_str());
    // A standard checkbox is a setting or a permission: `PermissionsManagePasswordPolicies`.
    let names = [Some(field.name.as_str()), label].into_iter().flatten();
    let mut names = names.filter(|_| field.custom || field.data_type != FieldType::Boolean);
    let of_people = || {
        let words = words(&field.name);
        let described = field.custom || OF_A_PERSON.iter().any(|start| field.name.starts_with(start));
        let about_a_person = described && is_about_a_person(object, field);
        let mut ends = words.iter().rev().map(|word| word.trim_end_matches(char::is_numeric));
        let last = ends.find(|word| !FILLERS.contains(word)).filter(|_| holds_custom_records(object));
        let found = TELLING_OF_PEOPLE
            .into_iter()
            .find(|telling| about_a_person && words.iter().any(|word| word == telling))
            .or_else(|| TELLING_ENDS.into_iter().find(|telling| last == Some(telling)));
        found.filter(|_| holds_a_fact(&field.data_type))
    };
    let found = names.find_map(telling).or_else(of_people);
    found.map(|word| format!("its name contains `{word}`"))
}

fn is_about_a_person(object: &SObject, field: &Field) -> bool {
    PEOPLE.contains(&object.name.as_str())
        || OF_A_PERSON.iter().any(|start| field.name.starts_with(start))
        || (holds_custom_records(object) && words(&object.name).iter().any(|w| PEOPLE_WORDS.contains(&w.as_str())))
}

/// Whether the project made the object for records of its own, not for settings.
fn holds_custom_records(object: &SObject) -> bool {
    matches!(object.kind, Kind::Custom | Kind::PlatformEvent | Kind::BigObject | Kind::External)
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
            classify(&schema, object, object.field(field).unwrap_or_else(|| panic!("{path} is not known"))).is_some()
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
            "Individual.ConsumerCreditScore",
            "Individual.ConvictionsCount",
            "Individual.DeathDate",
            "Individual.IndividualsAge",
            "Individual.MilitaryService",
            "EmailMessage.ToAddress",
            "EmailMessage.BccAddress",
            "EmailMessageRelation.RelationAddress",
            "Case.SuppliedPhone",
            "LoginHistory.SourceIp",
            "LoginHistory.ForwardedForIp",
            "Quote.Phone",
            "Quote.QuoteToStreet",
            "WorkOrder.Street",
            "WorkOrder.Latitude",
            "Order.BillingPhoneNumber",
        ] {
            assert!(is_personal(path), "{path}");
        }
        for path in [
            "Account.Name",
            "Account.Phone",
            "Account.BillingStreet",
            "Contact.Title",
            "Case.Subject",
            "EmailMessage.Subject",
            "Organization.Phone",
            "PermissionSet.PermissionsManagePasswordPolicies",
            "Quote.BillingCity",
            "WorkOrder.City",
        ] {
            assert!(!is_personal(path), "{path}");
        }
    }

    #[test]
    fn a_history_counts_as_the_fields_that_it_tells_of() {
        let schema = sf_schema::Schema::standard();
        let reason = |object: &str, field: &str| {
            let object = schema.object(object).expect("known");
            classify(&schema, object, object.field(field).expect("known"))
        };
        let found = reason("ContactHistory", "OldValue").expect("contacts have personal data");
        assert!(found.starts_with("it holds former and new values of Contact."), "{found}");
        assert!(reason("LeadHistory", "NewValue").is_some());
        assert_eq!((reason("ContactHistory", "Field"), reason("OrderHistory", "CreatedDate")), (None, None));
        assert_eq!(former_values("Widget__History", "OldValue").as_deref(), Some("Widget__c"));
        assert_eq!(former_values("OpportunityFieldHistory", "NewValue").as_deref(), Some("Opportunity"));
        assert_eq!(former_values("Contact", "OldValue__c"), None);
    }

    #[test]
    fn custom_fields_of_people_are_found() {
        let schema = sf_schema::Schema::standard();
        let mut field = schema.object("Contact").and_then(|o| o.field("Department")).expect("known").clone();
        field.custom = true;
        let mut is_personal = |object: &str, name: &str, data_type: FieldType| {
            (field.name, field.label, field.data_type) = (name.to_owned(), name.to_owned(), data_type);
            classify(&schema, schema.object(object).expect("known"), &field).is_some()
        };
        assert!(is_personal("Contact", "Personal_Email__c", FieldType::String));
        assert!(is_personal("Lead", "Mobile__c", FieldType::String));
        assert!(is_personal("Contact", "Home_Address__c", FieldType::TextArea));
        assert!(!is_personal("Account", "Email_Domain__c", FieldType::String));
        assert!(!is_personal("Contact", "Email_Opt_In__c", FieldType::Boolean));
        assert!(!is_personal("Contact", "Stage__c", FieldType::String));
    }

    #[test]
    fn only_public_clears_a_field() {
        let schema = sf_schema::Schema::standard();
        let contact = schema.object("Contact").expect("known");
        let mut email = contact.field("Email").expect("known").clone();
        for (level, personal) in [("Public", false), ("Internal", true), ("Restricted", true)] {
            email.security_classification = Some(level.to_owned());
            assert_eq!(classify(&schema, contact, &email).is_some(), personal, "{level}");
        }
    }

    #[test]
    fn custom_objects_hold_personal_data_too() {
        let schema = sf_schema::Schema::standard();
        let mut object = schema.object("Asset").expect("known").clone();
        let mut field = object.field("Description").expect("known").clone();
        (object.custom, field.custom) = (true, true);
        let mut is_personal = |name: &str, of: &str, data_type: FieldType| {
            (object.name, object.kind) = (name.to_owned(), Kind::of_name(name));
            (field.name, field.label, field.data_type) = (of.to_owned(), of.to_owned(), data_type);
            classify(&schema, &object, &field).is_some()
        };
        let text = || FieldType::String;
        assert!(is_personal("Visit__c", "Hotline__c", FieldType::Phone));
        assert!(!is_personal("Support__mdt", "Hotline__c", FieldType::Phone));
        assert!(is_personal("Visit__c", "Home_Address__c", FieldType::Address));
        for name in ["Home_Address__c", "Address_Line_1__c", "Phone_Number__c", "Work_Email__c", "Street2__c"] {
            assert!(is_personal("Visit__c", name, text()), "{name}");
        }
        for name in ["Address_Quality__c", "Email_Subject__c", "Phone_Model__c", "Age__c"] {
            assert!(!is_personal("Visit__c", name, text()), "{name}");
        }
        assert!(!is_personal("Visit__c", "Work_Email__c", FieldType::Boolean));
        assert!(is_personal("Employee__c", "Age__c", text()));
        assert!(is_personal("Employee__c", "Home__c", FieldType::Location));
        assert!(!is_personal("Store__c", "Place__c", FieldType::Location));
    }

    #[test]
    fn a_formula_counts_as_what_it_names() {
        let object = r#"<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
<fields><fullName>Reach__c</fullName><formula>Subject &amp; Contact.Email</formula><label>Reach</label><type>Text</type></fields>
<fields><fullName>Known__c</fullName><formula>Contact.Email</formula><label>Known</label><type>Text</type>
<securityClassification>Public</securityClassification></fields>
<fields><fullName>Short__c</fullName><formula>Subject</formula><label>Short</label><type>Text</type></fields></CustomObject>"#;
        let (schema, _) = sf_schema::Schema::builder().catalogue().project_file("objects/Case.object", object).build();
        let case = schema.object("Case").expect("known");
        let reason = |field: &str| classify(&schema, case, case.field(field).expect("known"));
        assert_eq!(reason("Reach__c").as_deref(), Some("it is made of Contact.Email: it is an e-mail address"));
        assert_eq!((reason("Known__c"), reason("Short__c")), (None, None));
    }
}
