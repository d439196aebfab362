//! What deploying a package would change: components of two packages compared by what they mean, not by how their XML is
//! written.
//!
//! An org writes what it holds in its own way: it sorts elements, fills in defaults, leaves out what grants nothing and
//! adds links of its own. [`Contents`] takes two packages apart into the components that manifests name, and
//! [`differences`] says in words how one component differs. Equal meaning gives no difference.

mod rules;
mod secrets;
mod write_only;

use crate::{
    ComponentId,
    kinds::{Layout, Located, Part, digital_experience, locate_in_package},
    pack::unzip,
    xml::Element,
};
use bytes::Bytes;
use rules::Rules;
pub use rules::key;
pub(crate) use rules::{GRANTS_BY_ITSELF, LAYOUT_OF_PROFILE};
use secrets::Secrets;
use std::collections::{BTreeMap, BTreeSet};
pub use write_only::hide;

/// The content of one component.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// Its XML, without the children that are components of their own.
    pub xml: Option<Element>,
    /// Its other files by their path in the package.
    pub files: Files,
}

type Files = BTreeMap<String, Bytes>;

/// The components in the files of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    components: BTreeMap<ComponentId, Content>,
}

impl Contents {
    /// Takes the files of a package apart. Manifests and files of no known kind are left out.
    pub fn of(files: &BTreeMap<String, Bytes>) -> Self {
        let mut contents = Self::default();
        for (path, bytes) in files {
            if let Some(located) = locate_in_package(path) {
                contents.add(path, bytes, located);
            }
        }
        contents
    }

    /// The content of a component.
    pub fn get(&self, id: &ComponentId) -> Option<&Content> {
        self.components.get(id)
    }

    /// Every component with its content, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&ComponentId, &Content)> {
        self.components.iter()
    }

    /// Leaves only what `keep` says.
    pub fn retain(&mut self, keep: impl Fn(&ComponentId) -> bool) {
        self.components.retain(|id, _| keep(id));
    }

    fn add(&mut self, path: &str, bytes: &Bytes, located: Located) {
        let of_site = digital_experience(&located, path);
        let Located { kind, member, part } = located;
        let id = of_site.unwrap_or_else(|| match kind.layout {
            Layout::FolderOf(of @ ("Report" | "Dashboard")) => ComponentId::new(of, format!("{member}/")),
            Layout::FolderOf(of) => ComponentId::new(of, &member),
            _ => ComponentId::new(kind.name, &member),
        });
        let is_xml = part == Part::Xml || (kind.layout == Layout::Bundle && path.ends_with("-meta.xml"));
        let parsed = is_xml.then(|| std::str::from_utf8(bytes).ok()).flatten().and_then(|t| Element::parse(t).ok());
        let Some(mut root) = parsed else {
            self.components.entry(id).or_default().files.insert(path.to_owned(), bytes.clone());
            return;
        };
        let (children, own): (Vec<Element>, Vec<Element>) = std::mem::take(&mut root.children)
            .into_iter()
            .partition(|element| kind.children().iter().any(|c| c.addressable && c.element == element.name));
        root.children = own;
        for element in children {
            let Some(child) = kind.children().iter().find(|c| c.addressable && c.element == element.name) else {
                continue;
            };
            let Some(name) = element.child_text(child.key) else { continue };
            let member = if kind.name == "CustomLabels" { name.to_owned() } else { format!("{member}.{name}") };
            self.components.entry(ComponentId::new(child.name, member)).or_default().xml = Some(element);
        }
        self.components.entry(id).or_default().xml = Some(root);
    }
}

/// How the org's version of a component (`theirs`) would change if `ours` were deployed: one line a difference, none if
/// the two mean the same. Values that may be secrets are not in it; of a component into which `replacements` put something
/// (`replaced`) that is every value. What [`incomparable`] names is no difference.
pub fn differences(id: &ComponentId, ours: &Content, theirs: &Content, replaced: bool) -> Vec<String> {
    let mut found = files(&ours.files, &theirs.files, true);
    let rules = Rules::of(&id.kind).covering(Secrets::of(&id.kind, [&ours.xml, &theirs.xml], replaced));
    match (&ours.xml, &theirs.xml) {
        (Some(a), Some(b)) => {
            let (a, b) = write_only::left_out(&id.kind, a, b);
            elements("", &rules.normal(&a), &rules.normal(&rules.concerned(&a, &b)), &rules, &mut found);
        }
        (None, None) => {}
        // A component with content alone, or XML that one side cannot read.
        (Some(a), None) if !rules.normal(a).children.is_empty() => found.push("its XML file is new".to_owned()),
        (None, Some(b)) if !rules.normal(b).children.is_empty() => found.push("its XML file goes".to_owned()),
        _ => {}
    }
    secrets::shown(found)
}

/// The elements whose value `ours` gives and an org never shows: whether it holds the same value nobody can tell.
pub fn incomparable(id: &ComponentId, ours: &Content, theirs: &Content) -> Vec<&'static str> {
    match (&ours.xml, &theirs.xml) {
        (Some(a), Some(b)) => write_only::hidden(&id.kind, a, b).collect(),
        _ => Vec::new(),
    }
}

/// How files differ. Archives differ by what is in them: who packs the same files gets other bytes at another time. What is
/// an archive within an archive is one of its files; there are archives that hold themselves.
fn files(ours: &Files, theirs: &Files, open: bool) -> Vec<String> {
    let mut found = Vec::new();
    for path in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
        match (ours.get(path), theirs.get(path)) {
            (Some(a), Some(b)) if unified(a) != unified(b) => match open.then(|| (unzip(a), unzip(b))) {
                Some((Ok(a), Ok(b))) => {
                    let name = path.rsplit('/').next().unwrap_or(path);
                    found.extend(files(&a, &b, false).into_iter().map(|line| format!("{name}: {line}")));
                }
                _ => found.push(content_differs(path, a, b)),
            },
            (Some(_), None) => found.push(format!("new file {path}")),
            (None, Some(_)) => found.push(format!("file {path} goes")),
            _ => {}
        }
    }
    found
}

/// Text with LF for CRLF and without a byte order mark and white space at its end; binary content as it is.
fn unified(bytes: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').replace("\r\n", "\n").trim_end().as_bytes().to_vec(),
        Err(_) => bytes.to_vec(),
    }
}

fn content_differs(path: &str, ours: &[u8], theirs: &[u8]) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (Ok(a), Ok(b)) = (std::str::from_utf8(ours), std::str::from_utf8(theirs)) else {
        return format!("{name} differs");
    };
    let first = a.lines().zip(b.lines()).position(|(a, b)| a.trim_end() != b.trim_end());
    let line = first.unwrap_or_else(|| a.lines().count().min(b.lines().count())) + 1;
    format!("{name} differs from line {line} on ({} lines here, {} in the org)", a.lines().count(), b.lines().count())
}

/// Compares the children of two elements, name by name.
fn elements(path: &str, ours: &Element, theirs: &Element, rules: &Rules, found: &mut Vec<String>) {
    if ours.children.is_empty() && theirs.children.is_empty() {
        if ours.text != theirs.text {
            found.push(format!("{path}: {} becomes {}", shown(&theirs.text), shown(&ours.text)));
        }
        return;
    }
    let names: BTreeSet<&str> = ours.children.iter().chain(&theirs.children).map(|c| c.name.as_str()).collect();
    for name in names {
        let of = |side: &Element| side.children.iter().filter(|c| c.name == name).cloned().collect::<Vec<_>>();
        let (a, b) = (of(ours), of(theirs));
        list(&joined(path, name), &a, &b, rules, found);
    }
}

/// Compares the elements of one name: by their key where each has one, else one after the other.
fn list(path: &str, ours: &[Element], theirs: &[Element], rules: &Rules, found: &mut Vec<String>) {
    let is_value = |side: &[Element]| side.len() <= 1 && side.iter().all(|e| e.children.is_empty());
    if is_value(ours) && is_value(theirs) {
        let text = |side: &[Element]| side.first().map(|e| e.text.clone()).unwrap_or_default();
        if ours != theirs {
            found.push(format!("{path}: {} becomes {}", shown(&text(theirs)), shown(&text(ours))));
        }
        return;
    }
    if let ([a], [b]) = (ours, theirs)
        && rules::key(a) == rules::key(b)
    {
        return elements(path, a, b, rules, found);
    }
    // A group of values that one side leaves out has its values left out.
    if let ([one], []) | ([], [one]) = (ours, theirs)
        && rules::key(one).is_none()
    {
        let none = Element::new(&one.name);
        let of = |side: &[Element]| side.first().cloned().unwrap_or_else(|| none.clone());
        return elements(path, &of(ours), &of(theirs), rules, found);
    }
    let keyed = |side: &[Element]| -> Option<BTreeMap<String, Element>> {
        let keys: BTreeMap<String, Element> = side.iter().filter_map(|e| Some((rules::key(e)?, e.clone()))).collect();
        (keys.len() == side.len()).then_some(keys)
    };
    match (keyed(ours), keyed(theirs)) {
        (Some(a), Some(b)) => {
            for (key, element) in &a {
                match b.get(key) {
                    Some(other) => elements(&format!("{path} {key}"), element, other, rules, found),
                    None => found.push(format!("{path}: {} is new", entry(key, element))),
                }
            }
            for (key, element) in b.iter().filter(|(key, _)| !a.contains_key(*key)) {
                found.push(format!("{path}: {} goes", entry(key, element)));
            }
            let order = |side: &[Element]| side.iter().filter_map(rules::key).collect::<Vec<_>>();
            if !rules.unordered && a.len() == b.len() && a.keys().eq(b.keys()) && order(ours) != order(theirs) {
                found.push(format!("{path}: the order changes"));
            }
        }
        _ if ours != theirs => {
            found.push(format!("{path}: {} in the org, {} here, with other content", theirs.len(), ours.len()))
        }
        _ => {}
    }
}

/// An entry of a list: its key, and what it says beside it where that is short.
fn entry(key: &str, element: &Element) -> String {
    let others: Vec<String> = element
        .children
        .iter()
        .filter(|c| c.children.is_empty() && c.text != key)
        .map(|c| format!("{} {}", c.name, shown(&c.text)))
        .collect();
    if others.is_empty() || others.len() > 6 { key.to_owned() } else { format!("{key} ({})", others.join(", ")) }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }
}

/// A value in a line: quoted, without line breaks, not longer than a line.
fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return format!("`{line}`");
    }
    format!("`{}…`", line.chars().take(LONGEST).collect::<String>())
}

#[cfg(test)]
mod tests;
