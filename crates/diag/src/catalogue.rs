//! Every diagnostic code, by area. A code is declared once, here, with the text that `explain` prints.

pub mod apex;
pub mod deploy;
pub mod exposure;
pub mod files;
pub mod org;
pub mod policy;
pub mod portable;
pub mod schema;
pub mod spec;

use crate::Code;

/// Declares codes as constants and lists them in `ALL`.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $severity:ident, $title:literal, $explanation:literal;)*) => {
        #[allow(unused_imports, reason = "an area may still be empty")]
        use crate::{Code, Severity};
        $(
            #[doc = $title]
            pub static $name: Code = Code { id: $id, severity: Severity::$severity, title: $title, explanation: $explanation };
        )*
        /// All codes of this area, in order.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}
pub(crate) use codes;

/// Every code, by area.
pub static ALL: &[&[&Code]] =
    &[spec::ALL, schema::ALL, exposure::ALL, policy::ALL, portable::ALL, files::ALL, apex::ALL, deploy::ALL, org::ALL];

/// Looks up a code by its identifier, in any letter case.
pub fn find(id: &str) -> Option<&'static Code> {
    ALL.iter().copied().flatten().copied().find(|code| code.id.eq_ignore_ascii_case(id))
}

/// A code as its identifier, for serde.
pub(crate) mod by_identifier {
    use super::{Code, find};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(code: &Code, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(code.id)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<&'static Code, D::Error> {
        let id = String::deserialize(from)?;
        find(&id).ok_or_else(|| D::Error::custom(format_args!("no code `{id}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn identifiers_are_unique_and_every_code_explains_itself() {
        let mut seen = BTreeSet::new();
        for code in ALL.iter().copied().flatten() {
            assert!(seen.insert(code.id), "{} is declared twice", code.id);
            assert!(code.explanation.trim().len() >= 40, "{} has no explanation", code.id);
            assert!(!code.title.ends_with('.'), "{}: a title has no full stop", code.id);
        }
    }

    #[test]
    fn a_code_is_found_in_any_letter_case() {
        let first = ALL.iter().copied().flatten().next().expect("there are codes");
        assert_eq!(find(&first.id.to_lowercase()), Some(*first));
        assert_eq!(find("NOPE999"), None);
    }
}
