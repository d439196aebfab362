//! The zip of a deployment: unpacked within the platform's limits, and matched with its manifests.

use super::problem::Problem;
use super::shape;
use serde::{Deserialize, Serialize};
use sf_metadata::kinds::{self, Kind, Layout};
use sf_metadata::pack::{MAX_ENTRIES, MAX_UNPACKED_BYTES, MAX_ZIP_BYTES};
use sf_metadata::xml::Element;
use sf_metadata::{ApiVersion, ComponentId, Manifest};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::sync::Arc;

/// The newest API version the local org speaks.
pub const NEWEST_VERSION: u16 = 68;

/// A failure of the deployment as a whole: `errorStatusCode` and `errorMessage`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Refused {
    pub code: Cow<'static, str>,
    pub message: String,
}

impl Refused {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}

/// A component of a package.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub id: ComponentId,
    /// The file that messages name, relative to `package.xml`.
    pub file: String,
    /// What will be kept: files by path.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// Its metadata; of a child, its element. The children of an object are items of their own.
    pub tree: Element,
}

/// A component to delete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deletion {
    pub id: ComponentId,
    /// The manifest that names it.
    pub file: &'static str,
}

/// A package as far as it could be read.
#[derive(Debug, Default)]
pub(super) struct Package {
    pub version: u16,
    pub items: Vec<Item>,
    /// Before the items, and after them.
    pub deletions: [Vec<Deletion>; 2],
    /// What is wrong with its files.
    pub problems: Vec<Problem>,
    /// Files in the zip.
    pub files: usize,
    /// The files of objects as they were sent, for the places of what is wrong in them.
    pub objects: BTreeMap<String, Vec<u8>>,
}

impl Package {
    /// Line and column of an element of an item that came with the file of its object; `line` counts inside the
    /// element's text, from 0.
    pub fn place_in(&self, item: &Item, element: &str, line: u32) -> Option<(u32, u32)> {
        place_in(std::str::from_utf8(self.objects.get(&item.file)?).ok()?, &item.id, element, line)
    }

    /// Everything that will be reported on.
    pub fn total(&self) -> usize {
        self.items.len() + self.deletions.iter().map(Vec::len).sum::<usize>() + 1
    }
}

/// Line and column of an element of a component in the text of its own file or of that of its object; `line` counts
/// inside the element's text, from 0.
pub(crate) fn place_in(text: &str, id: &ComponentId, element: &str, line: u32) -> Option<(u32, u32)> {
    let document = roxmltree::Document::parse(text.strip_prefix('\u{feff}').unwrap_or(text)).ok()?;
    let of = |node: roxmltree::Node<'_, '_>, name: &str| {
        node.children().find(|n| n.tag_name().name() == name).map(|n| n.text().unwrap_or_default().trim().to_string())
    };
    let root = document.root_element();
    let inside = |id: &ComponentId| id.member.contains('.') && root.tag_name().name() != id.kind;
    let owner = match kinds::find_child(&id.kind).filter(|_| inside(id)) {
        Some((_, child)) => {
            let name = id.member.split_once('.')?.1;
            let mut all = root.children().filter(|n| n.tag_name().name() == child.element);
            all.find(|n| of(*n, child.key).as_deref() == Some(name))?
        }
        None => root,
    };
    let found = owner.descendants().find(|n| n.tag_name().name() == element).unwrap_or(owner);
    let at = document.text_pos_at(found.range().start);
    Some(if line == 0 { (at.row, at.col) } else { (at.row + line, 1) })
}

/// Unpacks a zip. More files or bytes than a deployment may have are refused before they are in memory.
pub(super) fn unzip(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Refused> {
    let limit = |what: String| Refused::new("LIMIT_EXCEEDED", what);
    if bytes.len() as u64 > MAX_ZIP_BYTES {
        return Err(limit(format!("the zip exceeded the size limit: {} of {MAX_ZIP_BYTES} bytes", bytes.len())));
    }
    let broken =
        |e: &dyn std::fmt::Display| Refused::new("INVALID_OPERATION", format!("the file is not a valid zip: {e}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    if archive.len() > MAX_ENTRIES {
        let count = archive.len();
        return Err(limit(format!("the package has {count} files and exceeded the maximum number of {MAX_ENTRIES}")));
    }
    let too_large = || limit(format!("the package exceeded {MAX_UNPACKED_BYTES} bytes before compression"));
    // What the zip says about itself is looked at first, what comes out of it is counted all the same.
    let mut declared = 0u64;
    for index in 0..archive.len() {
        declared = declared.saturating_add(archive.by_index_raw(index).map_err(|e| broken(&e))?.size());
    }
    if declared > MAX_UNPACKED_BYTES {
        return Err(too_large());
    }
    let mut files = BTreeMap::new();
    let mut left = MAX_UNPACKED_BYTES;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|e| broken(&e))?;
        if entry.is_dir() {
            continue;
        }
        // Names are keys only; nothing is ever written to a disk.
        let name = entry.name().map_err(|e| broken(&e))?.replace('\\', "/");
        // What the zip says about sizes was looked at, but may be wrong.
        let mut content = Vec::with_capacity(usize::try_from(entry.size().min(1 << 20)).unwrap_or(0));
        entry.take(left + 1).read_to_end(&mut content).map_err(|e| broken(&e))?;
        left = left.checked_sub(content.len() as u64).ok_or_else(too_large)?;
        files.insert(name, content);
    }
    Ok(files)
}

/// Reads a package: manifests, and the files of what they name.
pub(super) fn read(bytes: &[u8], single: bool, allow_missing: bool) -> Result<Package, Refused> {
    let mut files = unzip(bytes)?;
    let count = files.len();
    if !single {
        files = below_folder(files);
    }
    let mut package = Package { files: count, ..Package::default() };
    let Some(text) = files.remove("package.xml") else {
        package.problems.push(Problem::of_manifest("package.xml", "No package.xml found"));
        return Ok(package);
    };
    let Some(manifest) = manifest("package.xml", &text, &mut package.problems) else { return Ok(package) };
    package.version = manifest.version.major();
    if package.version > NEWEST_VERSION {
        let text = format!("Invalid version specified: {}", manifest.version);
        return Err(Refused::new("UNSUPPORTED_API_VERSION", text));
    }
    for (place, names) in
        [(0, ["destructiveChanges.xml", "destructiveChangesPre.xml"].as_slice()), (1, &["destructiveChangesPost.xml"])]
    {
        for name in names {
            if let Some(text) = files.remove(*name) {
                package.deletions[place].extend(deletions(name, &text, &mut package.problems));
            }
        }
    }
    let mut reader = Reader::new(files, package, allow_missing);
    for (kind, members) in &manifest.types {
        reader.kind(kind, members);
    }
    Ok(reader.finish())
}

/// Without `singlePackage` the package lies in a folder of the zip.
fn below_folder(files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let folder = files.keys().find_map(|path| path.strip_suffix("/package.xml")).map(|f| format!("{f}/"));
    match folder {
        Some(folder) => {
            let below = |(path, bytes): (String, Vec<u8>)| Some((path.strip_prefix(&folder)?.to_string(), bytes));
            files.into_iter().filter_map(below).collect()
        }
        None => files,
    }
}

fn manifest(file: &'static str, bytes: &[u8], problems: &mut Vec<Problem>) -> Option<Manifest> {
    let text = String::from_utf8_lossy(bytes);
    // A destructive manifest needs no version.
    let read = Element::parse(&text).map(|mut tree| {
        if file != "package.xml" && tree.child_text("version").is_none() {
            tree.children.push(Element::leaf("version", ApiVersion::DEFAULT.to_string()));
        }
        tree.to_xml()
    });
    match read.and_then(|text| Manifest::from_xml(&text)) {
        Ok(manifest) => Some(manifest),
        Err(e) => {
            let text = format!("Error parsing file: {} ({}:{})", e.message, e.line, e.column);
            problems.push(Problem::of_manifest(file, text));
            None
        }
    }
}

fn deletions(file: &'static str, bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<Deletion> {
    let Some(manifest) = manifest(file, bytes, problems) else { return Vec::new() };
    if let Err(e) = manifest.check_destructive() {
        problems.push(Problem::of_manifest(file, e.to_string()));
        return Vec::new();
    }
    let mut list = Vec::new();
    for (kind, member) in manifest.components() {
        if kinds::is_known(kind) {
            list.push(Deletion { id: ComponentId::new(kind, member), file });
        } else {
            problems.push(Problem::of_manifest(file, format!("Unknown type name '{kind}' specified in {file}")));
        }
    }
    list
}

/// A component of the zip: type and name.
type Key = (&'static str, String);

struct Reader {
    files: BTreeMap<String, Vec<u8>>,
    /// Paths by the component they belong to.
    paths: BTreeMap<Key, Vec<String>>,
    /// Files of objects as read, for their children.
    objects: BTreeMap<String, Result<Element, Vec<shape::Flaw>>>,
    used: BTreeSet<String>,
    /// What is in the package already.
    taken: BTreeSet<ComponentId>,
    package: Package,
    allow_missing: bool,
}

impl Reader {
    fn new(files: BTreeMap<String, Vec<u8>>, package: Package, allow_missing: bool) -> Self {
        let mut paths: BTreeMap<Key, Vec<String>> = BTreeMap::new();
        for path in files.keys() {
            if let Some(found) = kinds::locate_in_package(path) {
                paths.entry((found.kind.name, found.member)).or_default().push(path.clone());
            }
        }
        Self {
            files,
            paths,
            objects: BTreeMap::new(),
            used: BTreeSet::new(),
            taken: BTreeSet::new(),
            package,
            allow_missing,
        }
    }

    fn kind(&mut self, name: &str, members: &BTreeSet<String>) {
        if let Some(kind) = kinds::find(name) {
            for member in self.resolve(kind, members) {
                // Folders are named among what lies in them.
                let folder = kinds::folder_of(kind, &member).and_then(|id| Some((kinds::find(&id.kind)?, id.member)));
                let lies_there = |kind: &Kind, name: &str| self.paths.contains_key(&(kind.name, name.to_string()));
                match folder.filter(|(folder, name)| lies_there(folder, name) && !lies_there(kind, &member)) {
                    Some((folder, name)) => self.component(folder, &name),
                    None => self.component(kind, &member),
                }
            }
        } else if let Some((parent, child)) = kinds::find_child(name).filter(|(_, c)| c.addressable) {
            // Labels and the parts of rules come and go with their file.
            if matches!(parent.layout, Layout::WithParts(_)) {
                let owner = |m: &String| m.split_once('.').map_or("CustomLabels", |(owner, _)| owner).to_string();
                for owner in members.iter().filter(|m| *m != "*").map(owner).collect::<BTreeSet<_>>() {
                    self.component(parent, &owner);
                }
                return;
            }
            for member in members.iter().filter(|m| *m != "*") {
                self.child(parent, child, member);
            }
        } else if let Some(site) = kinds::find(kinds::DIGITAL_EXPERIENCES).filter(|_| name == kinds::DIGITAL_EXPERIENCE)
        {
            // Parts of a site come and go with it.
            let owner = |m: &String| m.split_once('.').map(|(owner, _)| owner.to_string());
            for owner in members.iter().filter_map(owner).collect::<BTreeSet<_>>() {
                self.component(site, &owner);
            }
        } else {
            let text = format!("Unknown type name '{name}' specified in package.xml");
            self.package.problems.push(Problem::of_manifest("package.xml", text));
        }
    }

    /// `*` names every component of the type that the zip holds.
    fn resolve(&self, kind: &Kind, members: &BTreeSet<String>) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = members.iter().filter(|m| *m != "*").cloned().collect();
        if members.contains("*") {
            let of_kind = self.paths.keys().filter(|(found, _)| *found == kind.name);
            names.extend(of_kind.map(|(_, member)| member.clone()));
        }
        names
    }

    fn missing(&mut self, kind: &str, member: &str) {
        if !self.allow_missing {
            let text = format!(
                "An object '{member}' of type {kind} was named in package.xml, but was not found in zipped directory"
            );
            let mut problem = Problem::of_manifest("package.xml", text);
            problem.id = ComponentId::new(kind, member);
            self.package.problems.push(problem);
        }
    }

    fn component(&mut self, kind: &'static Kind, member: &str) {
        if self.taken.contains(&ComponentId::new(kind.name, member)) {
            return;
        }
        let paths = self.paths.get(&(kind.name, member.to_string())).cloned().unwrap_or_default();
        let bytes = |path: &String| Some((path.clone(), Arc::from(self.files.get(path)?.as_slice())));
        let mut files: BTreeMap<String, Arc<[u8]>> = paths.iter().filter_map(bytes).collect();
        self.used.extend(paths.iter().cloned());
        let (meta, content): (Vec<&String>, Vec<&String>) = paths.iter().partition(|p| p.ends_with("-meta.xml"));
        let Some(path) = content.first().or(meta.first()).map(|p| (*p).clone()) else {
            return self.missing(kind.name, member);
        };
        let id = ComponentId::new(kind.name, member);
        let xml = if kind.has_content() { meta.first().map(|p| (*p).clone()) } else { paths.first().cloned() };
        let tree = match xml.and_then(|path| files.get(&path)) {
            _ if kind.layout == Layout::Bundle => Element::new(kind.name),
            Some(_) if kind.has_content() && content.is_empty() => return self.missing(kind.name, member),
            Some(bytes) => match shape::read(kind.name, bytes, self.package.version) {
                Ok(tree) => tree,
                Err(flaws) => {
                    self.package.problems.extend(flaws.into_iter().map(|f| Problem::flaw(&id, &path, f)));
                    return;
                }
            },
            None => {
                let text = format!("Required file is missing: {path}-meta.xml");
                return self.package.problems.push(Problem::error(&id, &path, text));
            }
        };
        match kind.layout {
            Layout::Decomposed(_) => self.object(kind, member, &path, tree),
            _ => {
                if !kind.has_content() {
                    let mut tree = tree.clone();
                    shape::normalise(kind.name, &mut tree);
                    files.insert(path.clone(), tree.to_xml().into_bytes().into());
                }
                self.push(Item { id, file: path, files, tree });
            }
        }
    }

    fn push(&mut self, item: Item) {
        self.taken.insert(item.id.clone());
        self.package.items.push(item);
    }

    /// An object, and every child its file holds.
    fn object(&mut self, kind: &'static Kind, member: &str, path: &str, mut tree: Element) {
        let children: Vec<Element> = {
            let is_child = |e: &Element| kind.children().iter().any(|c| c.element == e.name);
            let (children, own) = std::mem::take(&mut tree.children).into_iter().partition(is_child);
            tree.children = own;
            children
        };
        for element in children {
            let child = kind.children().iter().find(|c| c.element == element.name);
            if let Some(child) = child
                && let Some(name) = element.child_text(child.key)
            {
                self.add_child(kind, child, &format!("{member}.{name}"), path, element.clone());
            }
        }
        if let Some(bytes) = self.files.get(path) {
            self.package.objects.insert(path.to_string(), bytes.clone());
        }
        shape::normalise(kind.name, &mut tree);
        let own = kind.source_path(member);
        let files = [(own, tree.to_xml().into_bytes().into())].into();
        self.push(Item { id: ComponentId::new(kind.name, member), file: path.to_string(), files, tree });
    }

    fn child(&mut self, parent: &'static Kind, child: &'static kinds::Child, member: &str) {
        let id = ComponentId::new(child.name, member);
        if self.taken.contains(&id) {
            return;
        }
        let (owner, name) = member.split_once('.').unwrap_or((member, member));
        let path = parent.package_path(owner);
        let Some(bytes) = self.files.get(&path) else { return self.missing(child.name, member) };
        self.used.insert(path.clone());
        let version = self.package.version;
        let read = self.objects.entry(path.clone()).or_insert_with(|| shape::read(parent.name, bytes, version));
        match read {
            Ok(tree) => {
                let mut found = tree.children.iter().filter(|e| e.name == child.element);
                let same = |e: &&Element| e.child_text(child.key).is_some_and(|n| n.eq_ignore_ascii_case(name));
                match found.find(same).cloned() {
                    Some(element) => self.add_child(parent, child, member, &path, element),
                    None => self.missing(child.name, member),
                }
            }
            Err(flaws) => {
                let problems: Vec<Problem> = flaws.iter().cloned().map(|f| Problem::flaw(&id, &path, f)).collect();
                self.package.problems.extend(problems);
            }
        }
    }

    fn add_child(&mut self, parent: &Kind, child: &kinds::Child, member: &str, path: &str, mut tree: Element) {
        let id = ComponentId::new(child.name, member);
        if self.taken.contains(&id)
            && let Some(old) = self.package.items.iter().position(|item| item.id == id)
        {
            self.package.items.remove(old);
        }
        if let Some(bytes) = self.files.get(path) {
            self.package.objects.entry(path.to_string()).or_insert_with(|| bytes.clone());
        }
        tree.name = child.name.to_string();
        shape::normalise(child.name, &mut tree);
        let own = parent.child_source_path(child, member);
        let own = if child.suffix.is_empty() { format!("{own}#{member}") } else { own };
        let files = [(own, tree.to_xml().into_bytes().into())].into();
        self.push(Item { id, file: path.to_string(), files, tree });
    }

    fn finish(mut self) -> Package {
        for path in self.files.keys().filter(|path| !self.used.contains(*path)) {
            let known = kinds::locate_in_package(path);
            let id =
                known.map_or_else(|| ComponentId::new("", path.as_str()), |l| ComponentId::new(l.kind.name, l.member));
            // A part of something that is reported already says nothing new.
            if !self.package.problems.iter().any(|p| p.id == id) {
                self.package.problems.push(Problem::error(&id, path, "Not in package.xml"));
            }
        }
        self.package
    }
}
