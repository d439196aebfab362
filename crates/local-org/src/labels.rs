//! Custom labels of a project: `CustomLabels` of the Metadata API.

/// Names and texts of the labels in a `.labels` file; none if it is not one.
pub fn labels(xml: &str) -> Vec<(String, String)> {
    let Ok(document) = roxmltree::Document::parse(xml) else { return Vec::new() };
    let is = |node: &roxmltree::Node<'_, '_>, name: &str| node.is_element() && node.tag_name().name() == name;
    let text = |node: roxmltree::Node<'_, '_>, name: &str| {
        let child = node.children().find(|child| is(child, name))?;
        Some(child.text().unwrap_or_default().to_owned())
    };
    let labels = document.root_element().children().filter(|node| is(node, "labels"));
    labels.filter_map(|node| Some((text(node, "fullName")?, text(node, "value")?))).collect()
}

#[cfg(test)]
mod tests {
    use super::labels;

    #[test]
    fn names_and_texts() {
        let xml = "<CustomLabels xmlns=\"http://soap.sforce.com/2006/04/metadata\"><labels><fullName>Hi</fullName>\
                   <language>en_US</language><value>Hello &amp; welcome</value></labels></CustomLabels>";
        assert_eq!(labels(xml), [("Hi".to_owned(), "Hello & welcome".to_owned())]);
        assert_eq!(labels("nothing"), []);
    }
}
