//! Which components the files of a project make up.

use crate::{
    ApiVersion, Manifest, SourceFile, SourceTree,
    kinds::{self, Kind, Layout, Part},
    xml::Element,
};
use diag::{Diagnostic, Place, catalogue::deploy};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A component by type and name, as manifests name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId {
    /// Metadata type, `CustomField`.
    pub kind: String,
    /// Name, `Account.Rating__c`.
    pub member: String,
}

impl ComponentId {
    /// The component `member` of type `kind`.
    pub fn new(kind: impl Into<String>, member: impl Into<String>) -> Self {
        Self { kind: kind.into(), member: member.into() }
    }
}

impl fmt::Display for ComponentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.member)
    }
}

/// A top-level component with its files; children are part of their parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Its type.
    pub kind: &'static Kind,
    /// Its name.
    pub member: String,
    /// Its files, sorted by path: the XML file, content, children.
    pub files: Vec<SourceFile>,
    /// What manifests name when the whole component is deployed: the component itself unless only children are there,
    /// and each addressable child. In order, each once.
    pub ids: Vec<ComponentId>,
}

/// The components of a project by type and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ComponentSet {
    components: BTreeMap<(&'static str, String), Component>,
}

impl ComponentSet {
    /// Groups the files of a tree. Every component without its content or XML file, every duplicate and every child with
    /// unreadable XML is reported.
    pub fn from_source(tree: SourceTree) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut groups: BTreeMap<(&'static str, String), Vec<SourceFile>> = BTreeMap::new();
        for file in without_overlaid(tree.files) {
            let key = (file.located.kind.name, file.located.member.to_lowercase());
            groups.entry(key).or_default().push(file);
        }
        let mut components = BTreeMap::new();
        for mut files in groups.into_values() {
            // Most components have one or two; there may be thousands of components.
            files.shrink_to_fit();
            if let Some(component) = component(files, &mut problems) {
                components.insert((component.kind.name, component.member.clone()), component);
            }
        }
        if diag::has_errors(&problems) {
            diag::sort(&mut problems);
            return Err(problems);
        }
        Ok(Self { components })
    }

    /// The components in order.
    pub fn iter(&self) -> impl Iterator<Item = &Component> {
        self.components.values()
    }

    /// The top-level component `member` of type `kind`.
    pub fn get(&self, kind: &str, member: &str) -> Option<&Component> {
        self.components.get(&(crate::kinds::find(kind)?.name, member.to_owned()))
    }

    /// What `replacements` put something into, as manifests name it.
    pub fn replaced(&self) -> BTreeSet<ComponentId> {
        let mut ids = BTreeSet::new();
        for component in self.iter() {
            for file in component.files.iter().filter(|file| file.replaced) {
                match &file.located.part {
                    Part::Child(child, name) if child.addressable => {
                        ids.insert(ComponentId::new(child.name, format!("{}.{name}", component.member)));
                    }
                    _ => ids.extend(component.ids.iter().cloned()),
                }
            }
        }
        ids
    }

    /// Number of top-level components.
    pub fn len(&self) -> usize {
        self.components.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.components.is_empty()
    }

    /// A manifest that names every component and every addressable child.
    pub fn manifest(&self, version: ApiVersion) -> Manifest {
        let mut manifest = Manifest::new(version);
        for id in self.iter().flat_map(|component| &component.ids) {
            manifest.insert(&id.kind, &id.member);
        }
        manifest
    }
}

/// Drops the files of the package directories that an overlay replaces: the same child, or all files of the same
/// component without children. Files with parts stay; they are joined part by part when they are packed.
fn without_overlaid(files: Vec<SourceFile>) -> Vec<SourceFile> {
    fn unit(file: &SourceFile) -> (&'static str, String, Option<(&'static str, String)>) {
        let child = match &file.located.part {
            Part::Child(child, name) => Some((child.name, name.to_lowercase())),
            Part::Xml | Part::Content => None,
        };
        (file.located.kind.name, file.located.member.to_lowercase(), child)
    }
    let replaced: BTreeSet<_> = files.iter().filter(|file| file.overlay).map(unit).collect();
    let stays = |file: &SourceFile| {
        file.overlay || matches!(file.located.kind.layout, Layout::WithParts(_)) || !replaced.contains(&unit(file))
    };
    files.into_iter().filter(stays).collect()
}

fn component(files: Vec<SourceFile>, problems: &mut Vec<Diagnostic>) -> Option<Component> {
    let before = problems.len();
    check_duplicates(&files, problems);
    let first = files.first()?;
    let (kind, member) = (first.located.kind, first.located.member.clone());
    let xml = files.iter().find(|f| f.located.part == Part::Xml);
    let content = files.iter().find(|f| f.located.part == Part::Content);
    let name = format!("{} `{member}`", kind.name);
    match (&kind.layout, xml, content) {
        (Layout::Bundle, _, _) => {
            let needs_meta = matches!(kind.folder, "lwc" | "aura" | "uiBundles");
            if needs_meta && !files.iter().any(|f| f.path.ends_with("-meta.xml")) {
                problems.push(missing(&deploy::MISSING_META, first, format!("{name} has no -meta.xml file")));
            }
        }
        (_, None, Some(content)) if kind.has_content() => {
            problems.push(missing(&deploy::MISSING_META, content, format!("{name} has no -meta.xml file")));
        }
        (_, Some(xml), None) if kind.has_content() => {
            problems.push(missing(&deploy::MISSING_CONTENT, xml, format!("{name} has no content file")));
        }
        _ => {}
    }
    let ids = ids(kind, &member, &files, problems);
    (problems.len() == before || !diag::has_errors(&problems[before..])).then_some(Component {
        kind,
        member,
        files,
        ids,
    })
}

fn missing(code: &'static diag::Code, file: &SourceFile, message: String) -> Diagnostic {
    Diagnostic::new(code, message).at(Place::start_of(&file.path))
}

/// A file's place inside its component must be free. Files of bundles and static resource directories are compared by
/// their path below the component; the same component in two package directories is a duplicate as a whole.
fn check_duplicates(files: &[SourceFile], problems: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, &SourceFile> = BTreeMap::new();
    for file in files {
        let place = match (&file.located.part, &file.located.kind.layout) {
            (Part::Child(child, name), _) => format!("{}:{}", child.name, name.to_lowercase()),
            // Each package directory of a project may have labels; their file has one possible name.
            (Part::Xml, _) if file.located.kind.name == "CustomLabels" => continue,
            // What stands in an overlay takes the place of the part of that name.
            (Part::Xml, Layout::WithParts(_)) if file.overlay => "xml of the overlay".to_owned(),
            (Part::Xml, _) => "xml".to_owned(),
            (Part::Content, Layout::Bundle | Layout::StaticResource) => continue,
            (Part::Content, _) => "content".to_owned(),
        };
        if let Some(other) = seen.insert(place, file) {
            problems.push(duplicate(file, other));
        }
    }
    let spread = |f: &&SourceFile| {
        f.located.part == Part::Content && matches!(f.located.kind.layout, Layout::Bundle | Layout::StaticResource)
    };
    if let Some(first) = files.iter().find(spread)
        && let Some(other) = files.iter().filter(spread).find(|f| content_home(f) != content_home(first))
    {
        problems.push(duplicate(other, first));
    }
}

/// Where a component's content lives: the bundle's directory, the static resource's file or directory.
fn content_home(file: &SourceFile) -> &str {
    let below = file.located.below(&file.path).unwrap_or_default();
    &file.path[..file.path.len() - below.len()]
}

fn duplicate(file: &SourceFile, other: &SourceFile) -> Diagnostic {
    let what = format!("{} `{}`", file.located.kind.name, file.located.member);
    Diagnostic::new(&deploy::DUPLICATE_COMPONENT, format!("{what} is defined here and in `{}`", other.path))
        .at(Place::start_of(&file.path))
        .also(Place::start_of(&other.path), "the other definition")
        .hint("remove or rename one of them")
}

fn ids(kind: &'static Kind, member: &str, files: &[SourceFile], problems: &mut Vec<Diagnostic>) -> Vec<ComponentId> {
    let mut ids = BTreeSet::new();
    let parts: Vec<_> = files.iter().map(|f| kinds::digital_experience(&f.located, &f.path)).collect();
    let is_own = |(f, part): (&SourceFile, &Option<_>)| !matches!(f.located.part, Part::Child(..)) && part.is_none();
    let has_own_file = files.iter().zip(&parts).any(is_own);
    ids.extend(parts.into_iter().flatten());
    if has_own_file {
        ids.insert(match kind.layout {
            // Reports and dashboards mark folders by a slash, documents and mail templates do not.
            Layout::FolderOf(of @ ("Report" | "Dashboard")) => ComponentId::new(of, format!("{member}/")),
            Layout::FolderOf(of) => ComponentId::new(of, member),
            _ => ComponentId::new(kind.name, member),
        });
    }
    for file in files {
        if let Part::Child(child, name) = &file.located.part
            && child.addressable
        {
            ids.insert(ComponentId::new(child.name, format!("{member}.{name}")));
        }
    }
    let trees = files.iter().filter(|_| matches!(kind.layout, Layout::WithParts(_)));
    for tree in trees.filter_map(|file| parse(file, problems)).collect::<Vec<_>>() {
        let parts = kind.children();
        for (element, part) in
            tree.children.iter().filter_map(|e| Some((e, parts.iter().find(|p| p.element == e.name)?)))
        {
            if let Some(name) = element.child_text(part.key) {
                let alone = kind.name == "CustomLabels";
                ids.insert(ComponentId::new(
                    part.name,
                    if alone { name.to_owned() } else { format!("{member}.{name}") },
                ));
            }
        }
    }
    ids.into_iter().collect()
}

/// Reads a source file as XML, reporting what is wrong with it.
pub(crate) fn parse(file: &SourceFile, problems: &mut Vec<Diagnostic>) -> Option<Element> {
    let text = match std::str::from_utf8(&file.bytes) {
        Ok(text) => text,
        Err(e) => {
            let message = format!("the file is not UTF-8 text: {e}");
            problems.push(Diagnostic::new(&deploy::INVALID_XML, message).at(Place::start_of(&file.path)));
            return None;
        }
    };
    match Element::parse(text) {
        Ok(tree) => Some(tree),
        Err(e) => {
            let place = Place::new(&file.path, e.line, e.column);
            problems.push(Diagnostic::new(&deploy::INVALID_XML, e.message).at(place));
            None
        }
    }
}
