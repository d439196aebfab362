//! The shape of metadata files: which elements a type has, which of them once, and what their values look like.
//!
//! Elements come from the Metadata API WSDL (see `data/metadata-types.txt`). The texts of unknown and scattered elements
//! are the platform's; `(line:column)` at their end is the place of the start tag.

use sf_metadata::xml::Element;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// How often an element may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Times {
    Once,
    AtMostOnce,
    Any,
}

#[derive(Debug)]
struct Child {
    name: &'static str,
    kind: &'static str,
    times: Times,
    /// API version that brought it.
    since: u16,
}

#[derive(Debug)]
enum Shape {
    Type(Vec<Child>),
    Values(Vec<&'static str>),
}

static SHAPES: LazyLock<BTreeMap<&'static str, Shape>> = LazyLock::new(|| {
    include_str!("../../data/metadata-types.txt").lines().filter(|l| !l.starts_with('#')).filter_map(row).collect()
});

fn row(line: &'static str) -> Option<(&'static str, Shape)> {
    let mut words = line.split(' ');
    let (what, name) = (words.next()?, words.next()?);
    let shape = match what {
        "enum" => Shape::Values(words.collect()),
        _ => Shape::Type(words.filter_map(child).collect()),
    };
    Some((name, shape))
}

fn child(word: &'static str) -> Option<Child> {
    let (name, rest) = word.split_once(':')?;
    let (rest, since) = rest.split_once('@').map_or((rest, 0), |(r, v)| (r, v.parse().unwrap_or(0)));
    let times = match rest.as_bytes().last()? {
        b'!' => Times::Once,
        b'?' => Times::AtMostOnce,
        _ => Times::Any,
    };
    Some(Child { name, kind: &rest[..rest.len() - 1], times, since })
}

fn children_of(kind: &str) -> Option<&'static [Child]> {
    match SHAPES.get(kind) {
        Some(Shape::Type(children)) => Some(children),
        _ => None,
    }
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flaw {
    pub text: String,
    pub line: u32,
    pub column: u32,
}

/// Reads a file of type `kind` and checks its shape where it is known. Every flaw is reported.
pub(super) fn read(kind: &str, bytes: &[u8], version: u16) -> Result<Element, Vec<Flaw>> {
    let broken = |text: String, line, column| {
        vec![Flaw { text: format!("Error parsing file: {text} ({line}:{column})"), line, column }]
    };
    let text = std::str::from_utf8(bytes).map_err(|e| broken(format!("invalid UTF-8: {e}"), 1, 1))?;
    let tree = Element::parse(text).map_err(|e| broken(e.message, e.line, e.column))?;
    let fits = if kind == "Settings" { tree.name.ends_with("Settings") } else { tree.name == kind };
    if !fits {
        // Our own wording: the platform says only that the element is not the one it expected.
        return Err(broken(format!("Element {} is not the root of type {kind}", tree.name), 1, 1));
    }
    if let Some(children) = children_of(kind) {
        let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document =
            roxmltree::Document::parse(plain).map_err(|e| broken(e.to_string(), e.pos().row, e.pos().col))?;
        let mut check = Check { document: &document, version, flaws: Vec::new() };
        check.children(document.root_element(), kind, children, true);
        if !check.flaws.is_empty() {
            return Err(check.flaws);
        }
    }
    Ok(tree)
}

struct Check<'d> {
    document: &'d roxmltree::Document<'d>,
    version: u16,
    flaws: Vec<Flaw>,
}

impl Check<'_> {
    fn flaw(&mut self, node: roxmltree::Node<'_, '_>, text: &str) {
        let at = self.document.text_pos_at(node.range().start);
        let text = format!("Error parsing file: {text} ({}:{})", at.row, at.col);
        self.flaws.push(Flaw { text, line: at.row, column: at.col });
    }

    fn children(&mut self, node: roxmltree::Node<'_, '_>, kind: &str, known: &'static [Child], top: bool) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut last = "";
        for element in node.children().filter(roxmltree::Node::is_element) {
            let name = element.tag_name().name();
            let Some(child) = known.iter().find(|c| c.name == name && c.since <= self.version) else {
                self.flaw(element, &format!("Element {name} invalid at this location in type {kind}"));
                continue;
            };
            let again = !seen.insert(child.name);
            if again && (last != child.name || child.times != Times::Any) {
                self.flaw(element, &format!("Element {name} is duplicated at this location in type {kind}"));
            }
            last = child.name;
            match SHAPES.get(child.kind) {
                Some(Shape::Type(inner)) => self.children(element, child.kind, inner, false),
                Some(Shape::Values(values)) => {
                    let text = element.text().unwrap_or_default().trim();
                    if !values.contains(&text) {
                        self.flaw(element, &format!("'{text}' is not a valid value for the enum '{}'", child.kind));
                    }
                }
                None => self.value(element, child),
            }
        }
        // Booleans that the WSDL requires are taken as false, as files of older versions leave them out; keys inside an
        // entry cannot be made up. Required elements of the component itself are checked with their type.
        let missing = |c: &&Child| {
            c.times == Times::Once && !top && c.kind != "boolean" && !seen.contains(c.name) && c.since <= self.version
        };
        if let Some(child) = known.iter().find(missing) {
            let text = format!("Required field is missing: {}", child.name);
            let at = self.document.text_pos_at(node.range().start);
            self.flaws.push(Flaw { text, line: at.row, column: at.col });
        }
    }

    /// Our own wording: the platform's texts for values of the wrong type are not known to us.
    fn value(&mut self, element: roxmltree::Node<'_, '_>, child: &Child) {
        let text = element.text().unwrap_or_default().trim();
        let fits = match child.kind {
            "boolean" => matches!(text, "true" | "false" | "1" | "0"),
            "int" | "long" => text.parse::<i64>().is_ok(),
            "double" => text.parse::<f64>().is_ok(),
            _ => true,
        };
        if !fits {
            self.flaw(element, &format!("'{text}' is not a valid value for {} of type {}", child.name, child.kind));
        }
    }
}

/// Brings a component into the form in which a retrieve returns it: elements in the order of the WSDL, entries of
/// grants by what they grant, required and defaulted switches written out. A type without a known shape is sorted by
/// element name.
pub(super) fn normalise(kind: &str, tree: &mut Element) {
    order(kind, tree);
    if kind == "PermissionSet" && tree.child_text("hasActivationRequired").is_none() {
        tree.children.push(Element::leaf("hasActivationRequired", "false"));
        order(kind, tree);
    }
    tree.attributes.retain(|(key, _)| key != "xmlns");
    tree.attributes.insert(0, ("xmlns".into(), sf_metadata::xml::NAMESPACE.into()));
}

fn order(kind: &str, tree: &mut Element) {
    let Some(known) = children_of(kind) else {
        tree.sort_children();
        return;
    };
    let place = |name: &str| known.iter().position(|c| c.name == name).unwrap_or(known.len());
    for child in &mut tree.children {
        if let Some(kind) = known.iter().find(|c| c.name == child.name).map(|c| c.kind) {
            order(kind, child);
            if kind == "boolean" {
                child.text = matches!(child.text.trim(), "true" | "1").to_string();
            }
        }
    }
    let present: BTreeSet<String> = tree.children.iter().map(|c| c.name.clone()).collect();
    for child in known.iter().filter(|c| c.times == Times::Once && c.kind == "boolean" && !present.contains(c.name)) {
        tree.children.push(Element::leaf(child.name, "false"));
    }
    let grants = matches!(kind, "PermissionSet" | "Profile");
    let key = |e: &Element| if grants { grant_key(e).unwrap_or_default().to_string() } else { String::new() };
    tree.children.sort_by(|a, b| place(&a.name).cmp(&place(&b.name)).then_with(|| key(a).cmp(&key(b))));
}

/// What an entry of a permission set grants.
pub(super) fn grant_key(entry: &Element) -> Option<&str> {
    let name = match entry.name.as_str() {
        "agentAccesses" => "agentName",
        "applicationVisibilities" => "application",
        "classAccesses" => "apexClass",
        "fieldPermissions" => "field",
        "objectPermissions" => "object",
        "pageAccesses" => "apexPage",
        "recordTypeVisibilities" => "recordType",
        "tabSettings" | "tabVisibilities" => "tab",
        "flowAccesses" => "flow",
        "externalCredentialPrincipalAccesses" => "externalCredentialPrincipal",
        "externalDataSourceAccesses" => "externalDataSource",
        "servicePresenceStatusAccesses" => "servicePresenceStatus",
        "customMetadataTypeAccesses"
        | "customPermissions"
        | "customSettingAccesses"
        | "userPermissions"
        | "emailRoutingAddressAccesses" => "name",
        _ => return None,
    };
    entry.child_text(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaws(kind: &str, body: &str) -> Vec<String> {
        let text = format!("<{kind} xmlns=\"http://soap.sforce.com/2006/04/metadata\">{body}</{kind}>");
        read(kind, text.as_bytes(), 66).err().unwrap_or_default().into_iter().map(|f| f.text).collect()
    }

    #[test]
    fn unknown_scattered_and_wrong_elements_are_named_as_the_platform_names_them() {
        let field = "<fieldPermissions><editable>true</editable><field>A.B__c</field></fieldPermissions>";
        let scattered = flaws("PermissionSet", &format!("{field}<label>x</label>{field}"));
        assert_eq!(scattered.len(), 1);
        assert!(
            scattered[0].starts_with(
                "Error parsing file: Element fieldPermissions is duplicated at this location in type PermissionSet (1:"
            ),
            "{scattered:?}"
        );
        assert_eq!(flaws("PermissionSet", &format!("{field}{field}<label>x</label>")), Vec::<String>::new());
        let unknown = flaws(
            "PermissionSet",
            "<recordTypeVisibilities><default>true</default><recordType>A.B</recordType><visible>true</visible></recordTypeVisibilities><label>x</label>",
        );
        assert!(
            unknown[0].contains("Element default invalid at this location in type PermissionSetRecordTypeVisibility")
        );
        assert!(
            flaws("CustomField", "<type>Strange</type>")[0]
                .contains("'Strange' is not a valid value for the enum 'FieldType'")
        );
        assert!(flaws("CustomField", "<required>maybe</required>")[0].contains("'maybe' is not a valid value"));
        assert_eq!(
            flaws("PermissionSet", "<fieldPermissions><editable>true</editable></fieldPermissions><label>x</label>"),
            ["Required field is missing: field"]
        );
        assert!(flaws("PermissionSet", "<label>a</label><label>b</label>")[0].contains("is duplicated"));
        assert!(
            flaws("ExtlClntAppGlobalOauthSettings", "<isDPopEnabled>true</isDPopEnabled>")[0]
                .contains("invalid at this location"),
            "it came with 68.0"
        );
        assert!(flaws("PermissionSet", "<label>")[0].starts_with("Error parsing file: not well-formed"));
    }

    #[test]
    fn what_a_retrieve_returns_is_ordered_and_complete() {
        let text = "<PermissionSet><label>x</label><fieldPermissions><field>A.Z__c</field><editable>1</editable></fieldPermissions><fieldPermissions><editable>true</editable><field>A.B__c</field></fieldPermissions></PermissionSet>";
        let mut tree = Element::parse(text).unwrap();
        normalise("PermissionSet", &mut tree);
        let xml = tree.to_xml();
        let order = ["<field>A.B__c<", "<field>A.Z__c<", "<hasActivationRequired>false<", "<label>x<"];
        let places: Vec<_> = order.iter().map(|part| xml.find(part).unwrap()).collect();
        assert!(places.is_sorted(), "{xml}");
        let again = {
            let mut t = Element::parse(&xml).unwrap();
            normalise("PermissionSet", &mut t);
            t.to_xml()
        };
        assert_eq!(again, xml);
    }
}
