//! XML documents out of small trees. Escaping happens here and nowhere else in the reports.

use diag::render::visible;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An element with attributes and either children or text.
pub struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Element>,
    text: Option<String>,
}

impl Element {
    /// An empty element.
    pub fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), children: Vec::new(), text: None }
    }

    /// Adds an attribute. What XML cannot hold, and line breaks, which it would turn into spaces, become visible escapes.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.attributes.push((name, characters(&visible(&value.to_string()))));
        self
    }

    /// Adds a child.
    #[must_use]
    pub fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// Adds children.
    #[must_use]
    pub fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// Sets the text. Lines stay lines; what else XML cannot hold becomes visible escapes.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        let lines: Vec<String> = text.lines().map(|line| characters(&visible_line(line))).collect();
        self.text = Some(lines.join("\n"));
        self
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        let attributes = self.attributes.iter().map(|(name, value)| (*name, value.as_str()));
        let start = BytesStart::new(self.name).with_attributes(attributes);
        if self.children.is_empty() && self.text.is_none() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        if let Some(text) = &self.text {
            writer.write_event(Event::Text(BytesText::new(text)))?;
        }
        for child in &self.children {
            child.write(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

/// Tabs are no danger; other control characters become visible.
fn visible_line(line: &str) -> String {
    line.split('\t').map(visible).collect::<Vec<_>>().join("\t")
}

/// Only characters that XML 1.0 allows (section 2.2, `Char`).
fn characters(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// The text of a document. `doctype` names root element and DTD.
pub fn document(root: &Element, doctype: Option<&str>) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let declaration = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    let doctype = doctype.map_or(Ok(()), |text| writer.write_event(Event::DocType(BytesText::from_escaped(text))));
    // Writing to memory does not fail.
    let _ = declaration.and(doctype).and_then(|()| root.write(&mut writer));
    let mut text = String::from_utf8(writer.into_inner()).unwrap_or_default();
    text.push('\n');
    text
}
