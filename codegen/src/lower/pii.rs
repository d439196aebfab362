//! Which fields hold personal, financial or health data.

use sf_schema::{Field, FieldType, SObject};

/// Objects that describe people.
const PEOPLE: [&str; 5] = ["Contact", "Lead", "User", "Individual", "PersonAccount"];

/// Parts of names that tell of such data wherever they occur, as whole words of a PascalCase or snake_case name.
const TELLING: [&str; 22] = [
    "birthdate",
    "birthday",
    "ssn",
    "passport",
    "taxid",
    "iban",
    "salary",
    "income",
    "creditcard",
    "cardnumber",
    "bankaccount",
    "diagnosis",
    "medical",
    "health",
    "gender",
    "ethnicity",
    "religion",
    "nationality",
    "socialsecurity",
    "driverslicense",
    "password",
    "secret",
];

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
    if field.security_classification.is_some() {
        return None;
    }
    let about_people = PEOPLE.contains(&object.name.as_str())
        || field.name.starts_with("Person")
        || field.name.starts_with("Supplied");
    match field.data_type {
        FieldType::EncryptedText => return Some("it is encrypted".to_owned()),
        FieldType::Email => return Some("it is an e-mail address".to_owned()),
        FieldType::Phone if about_people => return Some("it is a person's phone number".to_owned()),
        FieldType::Address if about_people => return Some("it is a person's address".to_owned()),
        _ => {}
    }
    let part_of_address = field.part_of.as_deref().is_some_and(|whole| whole.ends_with("Address"));
    if about_people && part_of_address && (field.name.ends_with("Street") || field.name.ends_with("PostalCode")) {
        return Some("it is part of a person's address".to_owned());
    }
    let bare: String = field.name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    TELLING.iter().find(|word| bare.contains(*word)).map(|word| format!("its name contains `{word}`"))
}
