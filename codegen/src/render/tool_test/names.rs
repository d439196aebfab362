//! What things are called in a test class.

use crate::lower::pascal_case;
use sf_schema::{SObject, Schema};

/// `AccountStatus` for `Account__r.Status__c`: a path or field as a part of a method name.
pub fn member(path: &str) -> String {
    path.split('.').map(|name| pascal_case(bare(name))).collect()
}

/// The name without the suffix of custom things.
fn bare(name: &str) -> &str {
    name.strip_suffix("__c").or_else(|| name.strip_suffix("__r")).unwrap_or(name)
}

/// One record of an object and several, as parts of method names and in sentences.
pub struct Noun {
    /// `EmailDraft`.
    pub one: String,
    /// `EmailDrafts`.
    pub many: String,
    /// `email draft`.
    pub text: String,
}

impl Noun {
    /// The words for an object.
    pub fn of(schema: &Schema, object: &str) -> Self {
        let found = schema.object(object);
        let label = |text: fn(&SObject) -> &str| found.map_or("", text);
        let (one, many) = (pascal_case(label(|o| &o.label)), pascal_case(label(|o| &o.plural)));
        let fallback = pascal_case(bare(object));
        let one = if one.is_empty() { fallback } else { one };
        let many = if many.is_empty() || many == one { format!("{one}Records") } else { many };
        let text = label(|o| &o.label).to_lowercase();
        Self { one, many, text: if text.is_empty() { object.to_owned() } else { text } }
    }
}
