//! SOQL queries over REST, for data and Tooling alike.

use crate::lenient;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// One page of records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "T: DeserializeOwned"))]
pub struct QueryReply<T> {
    /// Records of all pages.
    #[serde(default, deserialize_with = "lenient::number")]
    pub total_size: u64,
    /// Whether this is the last page.
    #[serde(default, deserialize_with = "lenient::bool")]
    pub done: bool,
    /// Path of the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_records_url: Option<String>,
    /// The records of this page.
    #[serde(default, deserialize_with = "lenient::list")]
    pub records: Vec<T>,
}

/// Reply to creating a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SaveReply {
    /// Id of the new record.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Whether it was created.
    #[serde(deserialize_with = "lenient::bool")]
    pub success: bool,
    /// Why not.
    #[serde(deserialize_with = "lenient::list")]
    pub errors: Vec<crate::ApiError>,
}

/// The row of `Organization` that says what kind of org it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(missing_docs, reason = "the fields are named after those of the sObject")]
pub struct Organization {
    pub id: String,
    pub name: String,
    /// `None` if the field did not come back: then nothing is known about the org.
    pub is_sandbox: Option<bool>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub organization_type: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub instance_name: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub namespace_prefix: Option<String>,
    /// Set for scratch and trial orgs.
    #[serde(deserialize_with = "lenient::optional_text")]
    pub trial_expiration_date: Option<String>,
}

impl Organization {
    /// The query that fills this row.
    pub const SOQL: &str = "SELECT Id, Name, IsSandbox, OrganizationType, InstanceName, NamespacePrefix, TrialExpirationDate FROM Organization";
}

/// A SOQL text literal with its quotes: the text cannot end the literal.
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\\' | '\'' | '"' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_read_with_any_number_of_records() {
        let page: QueryReply<Organization> = serde_json::from_str(
            r#"{"totalSize":1,"done":true,"records":[{"attributes":{},"Id":"00D","IsSandbox":true}]}"#,
        )
        .unwrap();
        assert_eq!(page.records[0].is_sandbox, Some(true));
        let none: QueryReply<Organization> =
            serde_json::from_str(r#"{"totalSize":0,"done":true,"records":[]}"#).unwrap();
        assert!(none.records.is_empty() && none.done);
    }

    #[test]
    fn a_literal_cannot_be_left() {
        assert_eq!(literal("a' OR Name != '"), r"'a\' OR Name != \''");
        assert_eq!(literal("\\"), r"'\\'");
        assert_eq!(literal("a\nb\u{0}"), r"'a\nb'");
    }
}
