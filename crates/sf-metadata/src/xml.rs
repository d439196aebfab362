//! Metadata XML: writing typed values, reading them back, and a plain element tree for everything else.
//!
//! Every character that leaves this crate as XML passes through this module, so this is where text becomes safe:
//!
//! - `<`, `>`, `&`, `"` and `'` become entities, as in files retrieved from an org.
//! - Line ends of typed values become LF. An XML reader would do the same, so nothing is lost that could have been kept. In
//!   an [`Element`] a CR is one that its file spelt as a character reference, and is written as one.
//! - Characters that XML 1.0 cannot hold in any form (control characters other than tab and LF, U+FFFE, U+FFFF) become
//!   U+FFFD, the replacement character. Callers that would rather refuse such text ask [`forbidden_char`] first.

mod element;

pub use element::Element;

use serde::{Serialize, de::DeserializeOwned};
use std::borrow::Cow;

/// The namespace of all metadata files and of the SOAP metadata service.
pub const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// XML that cannot be read as what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct XmlError {
    /// What is wrong, without the place.
    pub message: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl XmlError {
    fn new(message: impl Into<String>, line: u32, column: u32) -> Self {
        Self { message: message.into(), line, column }
    }
}

/// Writes a metadata file: declaration, `root` with the metadata namespace, four-space indents, final newline.
pub fn write<T: Serialize>(root: &str, value: &T) -> String {
    let mut body = String::new();
    let mut serializer =
        quick_xml::se::Serializer::with_root(&mut body, Some(root)).expect("metadata type names are XML names");
    serializer.indent(' ', 4);
    serializer.set_quote_level(quick_xml::se::QuoteLevel::Full);
    // The types of this crate hold text, numbers, booleans and lists of them: shapes that always have an XML form.
    value.serialize(serializer).expect("metadata types have an XML form");
    let after_name = 1 + root.len();
    let (start, rest) = body.split_at(after_name);
    // The serializer writes CR as a character reference. Text that spells one reads `&amp;#13;` by now.
    let rest = rest.replace("&#13;\n", "\n").replace("&#13;", "\n");
    format!("{DECLARATION}{start} xmlns=\"{NAMESPACE}\"{}\n", clean(&rest))
}

/// Reads a metadata file written by an org, a person or [`write()`]. Elements that `T` does not know are skipped.
pub fn read<T: DeserializeOwned>(root: &str, text: &str) -> Result<T, XmlError> {
    let tree = Element::parse(text)?;
    if tree.name != root {
        return Err(XmlError::new(format!("the root element is `{}`, expected `{root}`", tree.name), 1, 1));
    }
    // The tree has already refused what is not well-formed; what is left are values of the wrong type.
    quick_xml::de::from_str(&tree.to_xml()).map_err(|e| XmlError::new(format!("not a valid {root}: {e}"), 1, 1))
}

/// The first character of `text` that XML 1.0 cannot hold, with its byte offset.
pub fn forbidden_char(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, c)| !is_xml_char(*c))
}

/// Makes text safe to stand in a document once it is escaped; see the rules of this module.
fn clean(text: &str) -> Cow<'_, str> {
    if forbidden_char(text).is_none() && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(allowed(&text.replace("\r\n", "\n").replace('\r', "\n")))
}

/// Puts the replacement character in the place of those that XML cannot hold.
fn allowed(text: &str) -> String {
    text.chars().map(|c| if is_xml_char(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// The `Char` production of XML 1.0. Rust strings cannot hold surrogates, so none is asked for.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Probe {
        label: String,
    }

    fn probe(text: &str) -> String {
        write("Probe", &Probe { label: text.to_owned() })
    }

    #[test]
    fn writes_declaration_namespace_indent_and_final_newline() {
        assert_eq!(
            probe("x"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Probe xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <label>x</label>\n</Probe>\n"
        );
    }

    #[test]
    fn markup_in_text_stays_text() {
        let text = "</label><evil/>]]>&\"'{{x}}";
        let xml = probe(text);
        assert!(xml.contains("&lt;/label&gt;&lt;evil/&gt;]]&gt;&amp;&quot;&apos;{{x}}"), "{xml}");
        assert_eq!(read::<Probe>("Probe", &xml).unwrap().label, text);
    }

    #[test]
    fn characters_that_xml_cannot_hold_are_replaced_and_reported() {
        assert!(probe("a\u{0}b\u{1b}c\u{FFFE}").contains("a\u{FFFD}b\u{FFFD}c\u{FFFD}"));
        assert!(probe("a\r\nb\rc").contains(">a\nb\nc<"));
        assert_eq!(forbidden_char("ab\u{7}c"), Some((2, '\u{7}')));
        assert_eq!(forbidden_char("tab\tline\nemoji \u{1F600} \u{202e}"), None);
    }

    #[test]
    fn another_root_is_refused() {
        let error = read::<Probe>("Probe", "<Other><label>x</label></Other>").unwrap_err();
        assert_eq!(error.message, "the root element is `Other`, expected `Probe`");
    }

    proptest! {
        #[test]
        fn any_text_survives_or_is_replaced(text in "\\PC*|[\\x00-\\x1f<>&'\"\\]a]{0,40}") {
            let xml = probe(&text);
            let back = read::<Probe>("Probe", &xml).unwrap().label;
            prop_assert_eq!(back, clean(&text).into_owned());
        }
    }
}
