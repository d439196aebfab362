//! Reading metadata XML, with the place of everything that is wrong.

use super::files::SourceFile;
use diag::catalogue::schema as codes;
use diag::{Code, Diagnostic, Place};
use roxmltree::{Document, Node};
use std::str::FromStr;

const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";

/// One file while it is read.
pub(super) struct Reader<'a, 'x, 'd> {
    pub file: &'a str,
    pub document: &'a Document<'x>,
    pub diagnostics: &'d mut Vec<Diagnostic>,
}

/// Parses a file. DTDs and with them entities are refused by the parser.
pub(super) fn parse(file: &SourceFile) -> Result<Document<'_>, Box<Diagnostic>> {
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    Document::parse(text).map_err(|error| {
        let at = error.pos();
        Box::new(
            Diagnostic::new(&codes::XML_SYNTAX, format!("the file is not well-formed XML: {error}"))
                .at(Place::new(file.path.clone(), at.row, at.col))
                .hint("mend the XML, or retrieve the file again from the org"),
        )
    })
}

impl<'a, 'x> Reader<'a, 'x, '_> {
    /// The root element, if it is the expected one.
    pub fn root(&mut self, name: &str) -> Option<Node<'a, 'x>> {
        let root = self.document.root_element();
        if root.tag_name().name() == name && root.tag_name().namespace() == Some(NAMESPACE) {
            return Some(root);
        }
        let message = match root.tag_name().name() {
            found if found == name => format!("the root element `{name}` is not in the namespace `{NAMESPACE}`"),
            found => format!("the root element is `{found}`, not `{name}`"),
        };
        self.report(root, &codes::WRONG_ROOT, message);
        None
    }

    /// Where an element starts.
    pub fn place(&self, node: Node<'_, '_>) -> Place {
        let at = self.document.text_pos_at(node.range().start);
        Place::new(self.file, at.row, at.col)
    }

    pub fn report(&mut self, node: Node<'_, '_>, code: &'static Code, message: impl Into<String>) {
        let place = self.place(node);
        self.diagnostics.push(Diagnostic::new(code, message).at(place));
    }

    /// The number or truth value in the child element `name`, if there is one.
    pub fn parsed<T: FromStr>(&mut self, node: Node<'a, 'x>, name: &str) -> Option<T> {
        let child = child(node, name)?;
        let text = text(child)?;
        let value = text.parse().ok();
        if value.is_none() {
            let kind = std::any::type_name::<T>();
            let kind = if kind == "bool" { "`true` or `false`" } else { "a whole number" };
            self.report(child, &codes::BAD_VALUE, format!("`{name}` is `{text}`, which is not {kind}"));
        }
        value
    }

    /// Whether the child element `name` says `true`.
    pub fn is(&mut self, node: Node<'a, 'x>, name: &str) -> bool {
        self.parsed(node, name).unwrap_or(false)
    }

    /// Like [`Self::parsed`], but the element must be there.
    pub fn required<T: FromStr>(&mut self, node: Node<'a, 'x>, name: &str, what: &str) -> Option<T> {
        if child_text(node, name).is_none() {
            self.report(node, &codes::MISSING_ELEMENT, format!("{what} needs `{name}`"));
        }
        self.parsed(node, name)
    }
}

/// The first child element of this name.
pub(super) fn child<'a, 'x>(node: Node<'a, 'x>, name: &str) -> Option<Node<'a, 'x>> {
    children(node, name).next()
}

/// All child elements of this name.
pub(super) fn children<'a, 'x>(node: Node<'a, 'x>, name: &str) -> impl Iterator<Item = Node<'a, 'x>> {
    node.children().filter(move |n| n.is_element() && n.tag_name().name() == name)
}

/// The text of an element without white space around it; `None` if nothing is left.
pub(super) fn text<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.text().map(str::trim).filter(|text| !text.is_empty())
}

/// The text of the first child element of this name.
pub(super) fn child_text<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name).and_then(text)
}
