//! API names and lengths.

use crate::metadata::package::Item;
use crate::metadata::problem::Problem;

/// Types whose names follow the rule of API names: what people call the type, and the longest name without suffix
/// (Object Reference: the lengths of `DeveloperName` and `Name`).
const RULED: &[(&str, &str, usize)] = &[
    ("CustomField", "Field Name", 40),
    ("CustomMetadata", "Custom Metadata Record Name", 40),
    ("CustomObject", "Object Name", 40),
    ("CustomPermission", "Name", 80),
    ("ExternalClientApplication", "Name", 80),
    ("PermissionSet", "API Name", 80),
];

/// The longest texts of elements (Metadata API guide).
const TEXTS: &[(&str, &str, usize)] = &[
    ("CustomField", "description", 1000),
    ("CustomField", "inlineHelpText", 510),
    ("CustomField", "label", 40),
    ("CustomMetadata", "label", 40),
    ("CustomObject", "description", 1000),
    ("CustomObject", "label", 40),
    ("CustomObject", "pluralLabel", 40),
    ("CustomPermission", "description", 255),
    ("CustomPermission", "label", 80),
    ("PermissionSet", "description", 255),
    ("PermissionSet", "label", 80),
];

pub(super) fn check(item: &Item, problems: &mut Vec<Problem>) {
    let kind = item.id.kind.as_str();
    if let Some((_, what, longest)) = RULED.iter().find(|(k, _, _)| *k == kind) {
        let name = own_name(kind, &item.id.member);
        if !is_api_name(name) {
            let text = format!(
                "The {what} can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores."
            );
            problems.push(Problem::error(&item.id, &item.file, text));
        } else if name.len() > *longest {
            problems.push(too_large(item, what, name, *longest));
        }
    }
    for (_, element, longest) in TEXTS.iter().filter(|(k, _, _)| *k == kind) {
        if let Some(text) = item.tree.child_text(element).filter(|text| text.chars().count() > *longest) {
            problems.push(too_large(item, element, text, *longest));
        }
    }
}

/// The platform's text for values of records that are too long.
fn too_large(item: &Item, what: &str, value: &str, longest: usize) -> Problem {
    let shown: String = value.chars().take(60).collect();
    Problem::error(&item.id, &item.file, format!("{what}: data value too large: {shown} (max length={longest})"))
}

/// The part of a name that its author chose: `Tier` of `Account.Tier__c`.
fn own_name<'m>(kind: &str, member: &'m str) -> &'m str {
    let name = member.rsplit('.').next().unwrap_or(member);
    if !matches!(kind, "CustomObject" | "CustomField") {
        return name;
    }
    let own = ["__c", "__mdt", "__e", "__b", "__x"].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
    // What a package brought bears its namespace.
    let package = sf_schema::namespace(name).map_or(0, |namespace| namespace.len() + 2);
    &own[package..]
}

fn is_api_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.ends_with('_')
        && !name.contains("__")
}

#[cfg(test)]
mod tests {
    use super::{is_api_name, own_name};

    #[test]
    fn names_follow_the_rule_of_api_names() {
        for (kind, member, fine) in [
            ("PermissionSet", "Acme_Agent", true),
            ("CustomField", "Account.Tier__c", true),
            ("CustomField", "Account.acme__Tier__c", true),
            ("CustomObject", "Setting__mdt", true),
            ("CustomPermission", "Run__c", false),
            ("PermissionSet", "1st", false),
            ("PermissionSet", "a b", false),
            ("PermissionSet", "a__b", false),
            ("PermissionSet", "a_", false),
            ("CustomField", "Account.Tier___c", false),
            ("PermissionSet", "", false),
            ("PermissionSet", "ümlaut", false),
        ] {
            assert_eq!(is_api_name(own_name(kind, member)), fine, "{member}");
        }
    }
}
