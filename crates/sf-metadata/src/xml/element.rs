//! An element tree: enough XML to move, sort and compare metadata of any type.

use super::{DECLARATION, XmlError, allowed};
use quick_xml::escape::escape;

/// Deeper files are refused, so that no input can exhaust the stack. Metadata nests fewer than 20 levels.
const MAX_DEPTH: usize = 100;
/// Elements and texts of one file; the largest profiles of real orgs stay well below.
const MAX_NODES: u32 = 5_000_000;

/// An element with its attributes, and either children or text. Comments, processing instructions and white space
/// between elements are not kept; CDATA sections are text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Tag name without prefix.
    pub name: String,
    /// Attributes in the order of the file, namespace declarations first, with prefixes as written
    /// (`xmlns`, `xmlns:xsi`, `xsi:type`).
    pub attributes: Vec<(String, String)>,
    /// Child elements in the order of the file.
    pub children: Vec<Element>,
    /// The text of an element without children.
    pub text: String,
}

impl Element {
    /// An element without content.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// An element that holds only text.
    pub fn leaf(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), ..Self::default() }
    }

    /// The text of the first child called `name`.
    pub fn child_text(&self, name: &str) -> Option<&str> {
        self.children.iter().find(|child| child.name == name).map(|child| child.text.as_str())
    }

    /// Sorts the children into the order of the WSDL (`fullName` first, then by name) and equal names by `fullName`,
    /// which is how an org writes them. The sort is stable, so lists whose order carries meaning keep it.
    pub fn sort_children(&mut self) {
        self.children.sort_by(|a, b| {
            let rank = |e: &Element| (e.name != "fullName", e.name.clone());
            rank(a).cmp(&rank(b)).then_with(|| a.child_text("fullName").cmp(&b.child_text("fullName")))
        });
    }

    /// Reads a document. Document types, and with them entity definitions, are refused.
    pub fn parse(text: &str) -> Result<Self, XmlError> {
        check_depth(text)?;
        let options = roxmltree::ParsingOptions {
            allow_dtd: false,
            nodes_limit: MAX_NODES,
            ..roxmltree::ParsingOptions::default()
        };
        // A byte order mark is legal before the declaration, but not for this reader.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = roxmltree::Document::parse_with_options(text, options).map_err(|e| {
            let at = e.pos();
            XmlError::new(format!("not well-formed XML: {e}"), at.row, at.col)
        })?;
        Ok(convert(document.root_element()))
    }

    /// Writes a document with declaration, four-space indents and a final newline.
    pub fn to_xml(&self) -> String {
        let mut out = String::from(DECLARATION);
        self.write_to(&mut out, 0);
        out
    }

    fn write_to(&self, out: &mut String, depth: usize) {
        let indent = "    ".repeat(depth);
        out.push_str(&indent);
        out.push('<');
        out.push_str(&self.name);
        for (key, value) in &self.attributes {
            // An attribute's line breaks would be read back as blanks unless they are character references.
            let value = escaped(value).replace('\n', "&#10;").replace('\t', "&#9;");
            out.push_str(&format!(" {key}=\"{value}\""));
        }
        if self.children.is_empty() && self.text.is_empty() {
            out.push_str("/>\n");
        } else if self.children.is_empty() {
            out.push_str(&format!(">{}</{}>\n", escaped(&self.text), self.name));
        } else {
            out.push_str(">\n");
            for child in &self.children {
                child.write_to(out, depth + 1);
            }
            out.push_str(&format!("{indent}</{}>\n", self.name));
        }
    }
}

/// A reader takes a CR for a line end unless it is a character reference.
fn escaped(text: &str) -> String {
    escape(allowed(text)).replace('\r', "&#13;")
}

/// Counts open elements before the real reader runs, because that one recurses.
fn check_depth(text: &str) -> Result<(), XmlError> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut depth = 0usize;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Start(_)) => depth += 1,
            Ok(quick_xml::events::Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(quick_xml::events::Event::Eof) => return Ok(()),
            Ok(_) => {}
            // The real reader reports this better, and stops at the same place.
            Err(_) => return Ok(()),
        }
        if depth > MAX_DEPTH {
            return Err(XmlError::new(format!("elements nest deeper than {MAX_DEPTH} levels"), 1, 1));
        }
    }
}

fn convert(node: roxmltree::Node<'_, '_>) -> Element {
    let parent_namespaces: Vec<_> =
        node.parent_element().map(|p| p.namespaces().map(|n| (n.name(), n.uri())).collect()).unwrap_or_default();
    let declared =
        node.namespaces().filter(|n| n.name() != Some("xml") && !parent_namespaces.contains(&(n.name(), n.uri())));
    let mut attributes: Vec<(String, String)> = declared
        .map(|n| (n.name().map_or_else(|| "xmlns".to_owned(), |p| format!("xmlns:{p}")), n.uri().to_owned()))
        .collect();
    attributes.extend(node.attributes().map(|a| {
        let prefix = a.namespace().and_then(|uri| node.lookup_prefix(uri));
        (prefix.map_or_else(|| a.name().to_owned(), |p| format!("{p}:{}", a.name())), a.value().to_owned())
    }));
    let children: Vec<Element> = node.children().filter(roxmltree::Node::is_element).map(convert).collect();
    let text = if children.is_empty() {
        node.children().filter(roxmltree::Node::is_text).filter_map(|n| n.text()).collect()
    } else {
        String::new()
    };
    Element { name: node.tag_name().name().to_owned(), attributes, children, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_namespaces_attributes_and_cdata() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c -->\n<CustomMetadata xmlns=\"http://soap.sforce.com/2006/04/metadata\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n    <label>a &lt; b</label>\n    <values>\n        <field>F__c</field>\n        <value xsi:type=\"xsd:boolean\">true</value>\n    </values>\n    <empty/>\n</CustomMetadata>\n";
        let tree = Element::parse(text).unwrap();
        assert_eq!(tree.child_text("label"), Some("a < b"));
        assert_eq!(tree.to_xml(), text.replace("<!-- c -->\n", ""));
        assert_eq!(Element::parse("<a><![CDATA[<x>]]>&amp;</a>").unwrap().text, "<x>&");
        assert_eq!(Element::parse("\u{feff}<?xml version=\"1.0\"?><a/>").unwrap().name, "a");
    }

    #[test]
    fn a_carriage_return_that_is_spelt_out_stays_one() {
        // Line ends of the file itself are no carriage returns (XML 1.0, section 2.11).
        let text = "<a b=\"x&#13;y\">one&#13;&#10;two\r\nthree</a>";
        let tree = Element::parse(text).unwrap();
        assert_eq!(tree.text, "one\r\ntwo\nthree");
        assert!(tree.to_xml().ends_with("<a b=\"x&#13;y\">one&#13;\ntwo\nthree</a>\n"), "{}", tree.to_xml());
        assert_eq!(Element::parse(&tree.to_xml()).unwrap(), tree);
    }

    #[test]
    fn sorts_like_the_wsdl_and_keeps_the_order_of_equal_names() {
        let mut tree = Element::parse(
            "<F><type>T</type><b><fullName>Z</fullName></b><fullName>N</fullName><b><fullName>A</fullName></b><a>2</a><a>1</a></F>",
        )
        .unwrap();
        tree.sort_children();
        let names: Vec<_> = tree.children.iter().map(|c| (c.name.as_str(), c.text.as_str())).collect();
        assert_eq!(names, [("fullName", "N"), ("a", "2"), ("a", "1"), ("b", ""), ("b", ""), ("type", "T")]);
        assert_eq!(tree.children[3].child_text("fullName"), Some("A"));
    }

    #[test]
    fn errors_carry_a_place() {
        let error = Element::parse("<a>\n  <b>\n</a>").unwrap_err();
        assert_eq!(error.line, 3);
        assert!(error.message.contains("not well-formed"), "{error}");
    }

    #[test]
    fn entity_bombs_and_endless_nesting_are_refused() {
        assert!(Element::parse("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>").is_err());
        let deep = "<a>".repeat(200_000) + &"</a>".repeat(200_000);
        assert!(Element::parse(&deep).unwrap_err().message.contains("nest deeper"));
    }
}
