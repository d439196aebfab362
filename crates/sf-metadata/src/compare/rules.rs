//! How an org rewrites metadata, by kind.

use super::secrets::Secrets;
use crate::xml::Element;

/// What does not count when two versions of a kind are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    kind: &'static str,
    /// A deployment keeps what the file does not mention.
    merges: bool,
    /// Lists of entries with a key are sets.
    pub(super) unordered: bool,
    secrets: Secrets,
}

/// Kinds of which a deployment changes only what the file mentions (Metadata API guide: profiles and objects merge).
const MERGES: [&str; 3] = ["CustomObject", "Profile", "Settings"];

/// Kinds whose entries have no order.
const UNORDERED: [&str; 6] =
    ["PermissionSet", "MutingPermissionSet", "PermissionSetGroup", "Profile", "CustomObject", "ConnectedApp"];

/// Elements that the org makes itself: links, keys, and the name that manifests carry.
const OF_THE_ORG: [(&str, &str); 7] = [
    ("*", "fullName"),
    ("ExternalClientApplication", "orgScopedExternalApp"),
    ("ExtlClntAppOauthSettings", "oauthLink"),
    ("ExtlClntAppGlobalOauthSettings", "consumerKey"),
    ("ExtlClntAppGlobalOauthSettings", "consumerSecret"),
    ("ConnectedApp", "consumerKey"),
    ("ConnectedApp", "consumerSecret"),
];

/// Values that an element has when it is left out, beside `false` and nothing, which hold for every kind.
const DEFAULTS: [(&str, &str, &str); 7] = [
    ("ApexClass", "status", "Active"),
    ("ApexTrigger", "status", "Active"),
    ("CustomField", "deleteConstraint", "SetNull"),
    ("CustomField", "formulaTreatBlanksAs", "BlankAsZero"),
    ("CustomField", "relationshipOrder", "0"),
    ("PermissionSet", "visibility", "None"),
    ("Profile", "visibility", "Hidden"),
];

/// Switches that are on where they are left out, by the element that they stand in: of these `false` counts (Metadata API
/// guide, CustomValue: "isActive").
const ON_BY_DEFAULT: [(&str, &str); 3] =
    [("customValue", "isActive"), ("standardValue", "isActive"), ("value", "isActive")];

/// Groups of a permission set whose entries grant by being there: their switches only say how much of it (WSDL
/// DataspaceScopeAccess).
pub(crate) const GRANTS_BY_ITSELF: &str = "dataspaceScopes";

/// The managed packages that a component refers to (Apex Developer Guide, "Setting Package Versions for Apex Classes and
/// Triggers": one that is not named is the latest that is installed).
const PACKAGE_VERSIONS: &str = "packageVersions";

/// Of a profile: which layout is seen. It grants nothing, and may hold nothing but its layout.
pub(crate) const LAYOUT_OF_PROFILE: &str = "layoutAssignments";

/// Children by which an entry of a list is known, the first that is there.
const KEYS: [&str; 18] = [
    "fullName",
    "field",
    "object",
    "apexClass",
    "apexPage",
    "application",
    "recordType",
    "flow",
    "tab",
    "agentName",
    "externalCredentialPrincipal",
    "externalDataSource",
    "dataspaceScope",
    "emailRoutingAddress",
    "servicePresenceStatus",
    "name",
    "layout",
    "namespace",
];

/// What an entry of a list is known by: the text of its key, or of an entry without children its own text.
pub fn key(element: &Element) -> Option<String> {
    if element.children.is_empty() {
        return (!element.text.is_empty()).then(|| element.text.clone()).filter(|_| !element.text.contains('\n'));
    }
    let named = KEYS.iter().find_map(|key| Some((*key, element.child_text(key)?)));
    // The layout of an object for those without a record type: the object is the name's first part.
    let object = |layout: &str| layout.split_once('-').map_or(layout, |(object, _)| object).to_owned();
    match named? {
        ("layout", layout) if element.name == LAYOUT_OF_PROFILE => Some(object(layout)),
        (_, key) => Some(key.to_owned()),
    }
}

impl Rules {
    /// With values that [`Rules::normal`] covers.
    pub(super) fn covering(self, secrets: Secrets) -> Self {
        Self { secrets, ..self }
    }

    pub(super) fn of(kind: &str) -> Self {
        let known = |list: &[&'static str]| list.iter().copied().find(|name| *name == kind);
        let in_tables = DEFAULTS.iter().map(|(kind, ..)| *kind).chain(OF_THE_ORG.iter().map(|(kind, _)| *kind));
        let name = in_tables.chain(MERGES).chain(UNORDERED).find(|name| *name == kind).unwrap_or("");
        let (merges, unordered) = (known(&MERGES).is_some(), known(&UNORDERED).is_some());
        Self { kind: name, merges, unordered, secrets: Secrets::default() }
    }

    /// What a deployment of `ours` concerns of the org's version: all, or what `ours` mentions, before anything is taken for a
    /// default. `false` mentions as well. Of a profile this holds for each entry and for each of its rights.
    pub(super) fn concerned(&self, ours: &Element, theirs: &Element) -> Element {
        let mut concerned = theirs.clone();
        let named = |package: &Element| {
            let name = package.child_text("namespace");
            ours.children.iter().any(|own| own.name == package.name && own.child_text("namespace") == name)
        };
        // Which version of a managed package a component uses the org notes by itself, for those that its file does not name.
        concerned.children.retain(|child| child.name != PACKAGE_VERSIONS || named(child));
        if !self.merges {
            return concerned;
        }
        concerned.children.retain_mut(|child| {
            let same_name = |other: &&Element| other.name == child.name;
            let Some(first) = ours.children.iter().find(same_name) else { return false };
            if self.kind != "Profile" || child.children.is_empty() || key(child).is_none() {
                return true;
            }
            let entry = ours.children.iter().filter(same_name).find(|other| key(other) == key(child));
            if let Some(entry) = entry {
                child.children.retain(|right| entry.children.iter().any(|other| other.name == right.name));
            }
            // A list without keys of its own is one thing.
            entry.is_some() || key(first).is_none()
        });
        concerned
    }

    /// The element without what does not count.
    pub(super) fn normal(&self, element: &Element) -> Element {
        let mut normal = self.reduced(element);
        normal.attributes.clear();
        normal.children.retain(|child| !OF_THE_ORG.contains(&("*", child.name.as_str())));
        if matches!(self.kind, "PermissionSet" | "MutingPermissionSet" | "Profile") {
            // Of an entry that grants nothing only its key is left.
            let stands_alone = |group: &Element| [LAYOUT_OF_PROFILE, GRANTS_BY_ITSELF].contains(&group.name.as_str());
            normal.children.retain(|group| group.children.len() != 1 || stands_alone(group));
        }
        self.secrets.covered(&normal)
    }

    fn reduced(&self, element: &Element) -> Element {
        let children = element.children.iter().filter(|child| !self.is_made_by_org(child));
        let mut children: Vec<Element> = children.map(|child| self.reduced(child)).collect();
        children.retain(|child| !self.is_default(&element.name, child));
        let text = if children.is_empty() { text(element) } else { String::new() };
        // Namespace declarations are a matter of writing; the type of a value is not.
        let attributes = element.attributes.iter().filter(|(name, _)| name == "xsi:type").cloned().collect();
        Element { name: element.name.clone(), attributes, children, text }
    }

    fn is_made_by_org(&self, element: &Element) -> bool {
        OF_THE_ORG.contains(&(self.kind, element.name.as_str())) && !self.kind.is_empty()
    }

    fn is_default(&self, parent: &str, element: &Element) -> bool {
        let default = if ON_BY_DEFAULT.contains(&(parent, element.name.as_str())) { "true" } else { "false" };
        element.children.is_empty()
            && (element.text.is_empty()
                || element.text == default
                || DEFAULTS.contains(&(self.kind, element.name.as_str(), element.text.as_str())))
    }
}

/// The text of a leaf. Lists written into one text have no order.
fn text(element: &Element) -> String {
    let text = element.text.replace("\r\n", "\n");
    let text = text.trim();
    let separator = match element.name.as_str() {
        name if name.starts_with("commaSeparated") => ',',
        "callbackUrl" => '\n',
        _ => return text.to_owned(),
    };
    let mut parts: Vec<&str> = text.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    parts.join(", ")
}
