//! Retrieving: components as files, in the form an org writes them.

use super::components::{Component, Components};
use super::job::date;
use super::service::user_name;
use super::shape;
use crate::Org;
use sf_metadata::compare::hide;
use sf_metadata::kinds::{self, Kind, Layout};
use sf_metadata::profile::{Needs, needs};
use sf_metadata::xml::Element;
use sf_metadata::{ApiVersion, ComponentId, Manifest, Package};
use sf_wire::soap::{FileProperties, RetrieveMessage, RetrieveRequest, RetrieveResult};
use std::collections::{BTreeMap, BTreeSet};

/// Folder of what is not in a package of its own.
const UNPACKAGED: &str = "unpackaged";

/// Answers a retrieve from these components.
pub(super) fn retrieve(org: &Org, components: &Components, request: &RetrieveRequest, id: &str) -> RetrieveResult {
    let version = request.unpackaged.version.parse().or_else(|_| request.api_version.parse());
    let version = version.unwrap_or(ApiVersion::DEFAULT);
    let mut collect = Collect {
        org,
        components,
        folder: if request.single_package { String::new() } else { format!("{UNPACKAGED}/") },
        manifest: Manifest::new(version),
        files: BTreeMap::new(),
        wholes: BTreeMap::new(),
        named: BTreeSet::new(),
        properties: Vec::new(),
        messages: Vec::new(),
    };
    for types in &request.unpackaged.types {
        for member in &types.members {
            collect.member(&types.name, member);
        }
    }
    collect.finish(id)
}

struct Collect<'o> {
    org: &'o Org,
    components: &'o Components,
    folder: String,
    manifest: Manifest,
    files: BTreeMap<String, Vec<u8>>,
    /// Objects, bots and the like by the path of their file: their own element and their children's.
    wholes: BTreeMap<String, (&'static Kind, Element)>,
    /// What the request names, found or not: type, and name in small letters.
    named: BTreeSet<(String, String)>,
    properties: Vec<FileProperties>,
    messages: Vec<RetrieveMessage>,
}

impl Collect<'_> {
    fn message(&mut self, problem: String) {
        self.messages.push(RetrieveMessage { file_name: format!("{UNPACKAGED}/package.xml"), problem });
    }

    fn member(&mut self, kind: &str, member: &str) {
        if !kinds::is_known(kind) {
            return self.message(format!("Entity type: '{kind}' is unknown"));
        }
        if member == "*" {
            let names: Vec<String> = self.components.of_kind(kind).map(|(id, _)| id.member.clone()).collect();
            for name in names {
                self.one(kind, &name);
            }
        } else {
            self.one(kind, member);
        }
    }

    /// A label alone: its file with this label and the others that were asked for.
    fn label(&mut self, name: &str) -> bool {
        let Some((id, component)) = self.components.of_kind("CustomLabels").next() else { return false };
        let Ok(all) = Element::parse(component.text()) else { return false };
        let wanted = |e: &&Element| e.child_text("fullName").is_some_and(|n| n.eq_ignore_ascii_case(name));
        let Some(label) = all.children.iter().find(wanted) else { return false };
        self.manifest.insert("CustomLabel", name);
        for path in component.files.keys() {
            let present = self.files.get(path).and_then(|bytes| Element::parse(&String::from_utf8_lossy(bytes)).ok());
            let mut tree = present.unwrap_or_else(|| Element::new(id.kind.as_str()));
            if !tree.children.iter().any(|e| wanted(&e)) {
                tree.children.push(label.clone());
            }
            shape::normalise(&id.kind, &mut tree);
            self.files.insert(path.clone(), tree.to_xml().into_bytes());
        }
        true
    }

    /// A part of a site: its files alone.
    fn part_of_site(&mut self, member: &str) -> bool {
        let Some((site, part)) = member.split_once('.') else { return false };
        let Some(component) = self.components.get(kinds::DIGITAL_EXPERIENCES, site).cloned() else { return false };
        let below = format!("/{site}/{part}/");
        let files: Vec<_> = component.files.iter().filter(|(path, _)| path.contains(&below)).collect();
        let Some((first, _)) = files.first() else { return false };
        self.manifest.insert(kinds::DIGITAL_EXPERIENCE, member);
        self.property(kinds::DIGITAL_EXPERIENCE, member, first, &component);
        self.files.extend(files.iter().map(|(path, bytes)| ((*path).clone(), bytes.to_vec())));
        true
    }

    fn one(&mut self, kind: &str, member: &str) {
        self.named.insert((kind.to_owned(), member.to_lowercase()));
        if kind == "CustomLabel" && self.label(member) || kind == kinds::DIGITAL_EXPERIENCE && self.part_of_site(member)
        {
            return;
        }
        let found = self.components.get(kind, member).cloned();
        let folder = kinds::find(kind).filter(|_| found.is_none()).and_then(|kind| kinds::folder_of(kind, member));
        let folder = folder.and_then(|id| self.components.get(&id.kind, &id.member).map(|found| (id, found.clone())));
        if let Some((id, component)) = folder {
            self.manifest.insert(kind, member);
            for (path, bytes) in &component.files {
                self.files.insert(path.clone(), bytes.to_vec());
                self.property(&id.kind, &id.member, path, &component);
            }
            return;
        }
        let object = self.org.schema.canonical_name(member).filter(|_| kind == "CustomObject");
        match (found, object) {
            // A standard object has no file of its own, but its custom fields are part of it.
            (None, Some(name)) if !name.ends_with("__c") && !name.ends_with("__mdt") && !name.ends_with("__e") => {
                let name = name.to_string();
                self.manifest.insert(kind, &*name);
                let file_name = format!("{}objects/{name}.object", self.folder);
                let (kind, full_name) = (kind.to_owned(), name.clone());
                self.properties.push(FileProperties { file_name, full_name, kind, ..FileProperties::default() });
                if let Some(kind) = kinds::find("CustomObject") {
                    self.whole(kind, &name, None);
                }
            }
            (None, _) => self.message(format!("Entity of type '{kind}' named '{member}' cannot be found")),
            (Some(component), _) => self.component(kind, member, &component),
        }
    }

    fn component(&mut self, kind: &str, member: &str, component: &Component) {
        self.manifest.insert(kind, member);
        let top = kinds::find(kind);
        if let Some((parent, child)) = kinds::find_child(kind).filter(|_| top.is_none()) {
            let owner = member.split_once('.').map_or(member, |(owner, _)| owner).to_string();
            let path = parent.package_path(&owner);
            self.property(kind, member, &path, component);
            self.add_child(parent, &owner, child, component);
        } else if let Some(kind) = top {
            if matches!(kind.layout, Layout::Decomposed(_)) {
                self.property(kind.name, member, &kind.package_path(member), component);
                self.whole(kind, member, Some(component));
                return;
            }
            for (path, bytes) in &component.files {
                let bytes = self.as_retrieved(kind, member, bytes);
                self.files.insert(path.clone(), bytes);
            }
            let main = component.files.keys().find(|p| !p.ends_with("-meta.xml")).or(component.files.keys().next());
            if let Some(path) = main {
                self.property(kind.name, member, path, component);
            }
        }
    }

    /// What the org itself adds to apps, the consumer key and the name of the app across orgs, and what no org shows.
    fn as_retrieved(&self, kind: &Kind, member: &str, bytes: &[u8]) -> Vec<u8> {
        let tree = std::str::from_utf8(bytes).ok().and_then(|text| Element::parse(text).ok());
        let Some(mut tree) = tree else { return bytes.to_vec() };
        let mut changed = hide(kind.name, &mut tree);
        let of_app = |name: &str| self.org.apps.iter().find(|app| app.name.eq_ignore_ascii_case(name));
        let own = match kind.name {
            "ExternalClientApplication" => {
                of_app(member).map(|app| ("orgScopedExternalApp", format!("{}:{}", self.org.id, app.name)))
            }
            "ExtlClntAppGlobalOauthSettings" => {
                tree.children.retain(|e| e.name != "consumerSecret");
                let app = tree.child_text("externalClientApplication").and_then(of_app);
                app.map(|app| ("consumerKey", app.consumer_key.clone()))
            }
            _ => None,
        };
        if let Some((element, value)) = own {
            tree.children.retain(|e| e.name != element);
            tree.children.push(Element::leaf(element, value));
            changed = true;
        }
        if !changed {
            return bytes.to_vec();
        }
        shape::normalise(kind.name, &mut tree);
        tree.to_xml().into_bytes()
    }

    /// What is decomposed in source format, with every child it has.
    fn whole(&mut self, kind: &'static Kind, name: &str, own: Option<&Component>) {
        let own = own.and_then(|c| Element::parse(c.text()).ok());
        self.tree(kind, name).children.extend(own.into_iter().flat_map(|own| own.children));
        let prefix = format!("{name}.");
        for child in kind.children() {
            let of_object: Vec<Component> = self
                .components
                .of_kind(child.name)
                .filter(|(id, _)| id.member.get(..prefix.len()).is_some_and(|p| p.eq_ignore_ascii_case(&prefix)))
                .map(|(_, c)| c.clone())
                .collect();
            for component in of_object {
                self.add_child(kind, name, child, &component);
            }
        }
    }

    fn tree(&mut self, kind: &'static Kind, name: &str) -> &mut Element {
        &mut self.wholes.entry(kind.package_path(name)).or_insert_with(|| (kind, Element::new(kind.name))).1
    }

    fn add_child(&mut self, kind: &'static Kind, owner: &str, child: &kinds::Child, component: &Component) {
        let Ok(mut element) = Element::parse(component.text()) else { return };
        element.name = child.element.to_string();
        element.attributes.retain(|(name, _)| name != "xmlns");
        let tree = self.tree(kind, owner);
        let key = |e: &Element| (e.name.clone(), e.child_text(child.key).map(str::to_lowercase));
        if !tree.children.iter().any(|e| key(e) == key(&element)) {
            tree.children.push(element);
        }
    }

    /// Takes from profiles what is on something that the request does not name (Metadata API guide, Profile, Fields).
    fn cut_profiles(&mut self) {
        let named = &self.named;
        let is_named = |kind: &str, member: &str| named.contains(&(kind.to_owned(), member.to_lowercase()));
        // An object that is named comes with its fields and record types.
        let within = |id: &ComponentId| {
            kinds::find_child(&id.kind)
                .zip(id.member.split_once('.'))
                .is_some_and(|(_, (object, _))| is_named("CustomObject", object))
        };
        for (path, bytes) in &mut self.files {
            let is_profile = path.starts_with("profiles/");
            let Some(mut tree) =
                std::str::from_utf8(bytes).ok().filter(|_| is_profile).and_then(|t| Element::parse(t).ok())
            else {
                continue;
            };
            tree.children.retain(|entry| match needs(entry) {
                Needs::Named(ids) => ids.iter().all(|id| is_named(&id.kind, &id.member) || within(id)),
                Needs::Nothing | Needs::Unknown => true,
            });
            *bytes = tree.to_xml().into_bytes();
        }
    }

    fn property(&mut self, kind: &str, member: &str, path: &str, component: &Component) {
        let id = ComponentId::new(kind, member);
        let mut property = properties(self.org, &id, component);
        property.file_name = format!("{}{path}", self.folder);
        self.properties.push(property);
    }

    fn finish(mut self, id: &str) -> RetrieveResult {
        for (path, (kind, mut tree)) in std::mem::take(&mut self.wholes) {
            shape::normalise(kind.name, &mut tree);
            self.files.insert(path, tree.to_xml().into_bytes());
        }
        self.cut_profiles();
        self.files.insert("package.xml".into(), self.manifest.to_xml().into_bytes());
        let files =
            self.files.into_iter().map(|(path, bytes)| (format!("{}{path}", self.folder), bytes.into())).collect();
        let package = Package { manifest: self.manifest, files, sources: BTreeMap::new(), warnings: Vec::new() };
        let result = RetrieveResult {
            done: true,
            id: id.into(),
            file_properties: self.properties,
            messages: self.messages,
            status: "Succeeded".into(),
            success: true,
            ..RetrieveResult::default()
        };
        match package.to_zip() {
            Ok(bytes) => result.with_zip(&bytes),
            Err(e) => RetrieveResult {
                status: "Failed".into(),
                success: false,
                error_status_code: Some("LIMIT_EXCEEDED".into()),
                error_message: Some(e.message),
                file_properties: Vec::new(),
                ..result
            },
        }
    }
}

/// What is told about a component beside its files.
pub(super) fn properties(org: &Org, id: &ComponentId, component: &Component) -> FileProperties {
    let main = component.files.keys().find(|p| !p.ends_with("-meta.xml")).or(component.files.keys().next());
    let path = match kinds::find_child(&id.kind) {
        Some((parent, _)) => parent.package_path(id.member.split('.').next().unwrap_or_default()),
        None => match kinds::find(&id.kind) {
            Some(kind) if matches!(kind.layout, Layout::Decomposed(_)) => kind.package_path(&id.member),
            _ => main.cloned().unwrap_or_default(),
        },
    };
    FileProperties {
        created_by_name: user_name(org, &component.created_by),
        created_date: date(component.created),
        file_name: path,
        full_name: id.member.clone(),
        id: component.id.to_string(),
        last_modified_by_name: user_name(org, &component.modified_by),
        last_modified_date: date(component.modified),
        kind: id.kind.clone(),
    }
}
