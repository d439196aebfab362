//! From a path to the component it belongs to.

use super::{Child, Kind, Layout, all};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The kinds of each file name ending, and of each folder, in the order of the table.
static BY_SUFFIX: LazyLock<HashMap<&str, Vec<&Kind>>> = LazyLock::new(|| index(|kind| kind.suffix));
static BY_FOLDER: LazyLock<HashMap<&str, Vec<&Kind>>> = LazyLock::new(|| index(|kind| kind.folder));

fn index(key: fn(&Kind) -> &'static str) -> HashMap<&'static str, Vec<&'static Kind>> {
    let mut index: HashMap<_, Vec<_>> = HashMap::new();
    all().for_each(|kind| index.entry(key(kind)).or_default().push(kind));
    index
}

fn of_folder(folder: &str) -> impl Iterator<Item = &'static Kind> {
    BY_FOLDER.get(folder).into_iter().flatten().copied()
}

/// The component a file belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Type of the component; for a child, the type of its parent.
    pub kind: &'static Kind,
    /// Name of the component; for a child, the name of its parent.
    pub member: String,
    /// Which of the component's files it is.
    pub part: Part,
}

/// Which of a component's files a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The XML file, or of a component with content the `-meta.xml` file.
    Xml,
    /// The content file, a file of a bundle, or a file of a static resource that is a directory.
    Content,
    /// A child with a file of its own, and the child's name.
    Child(&'static Child, String),
}

impl Located {
    /// Where in the directory of its component the file with this path lies: `js/a.js` for
    /// `…/staticresources/app/js/a.js`. `None`: the component has no directory, or the file lies outside it.
    pub fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        let marker = format!("/{}/{}/", self.kind.folder, self.member);
        let start = match path.strip_prefix(&marker[1..]) {
            Some(_) => marker.len() - 1,
            None => path.find(&marker)? + marker.len(),
        };
        matches!(self.kind.layout, Layout::Bundle | Layout::StaticResource).then(|| &path[start..])
    }
}

const META: &str = "-meta.xml";

/// Finds the component of a file in source format. `path` has `/` on every platform and may start anywhere above the
/// type's folder (`force-app/main/default/classes/billing/Invoice.cls`). `None`: no kind of the table lives there.
pub fn locate(path: &str) -> Option<Located> {
    locate_in(None, path)
}

/// The same for a file of a package directory. Its own folders, and those above `main/default`, may be called like those
/// of types.
pub fn locate_below(package_directory: &str, path: &str) -> Option<Located> {
    locate_in(Some(package_directory), path)
}

fn locate_in(package_directory: Option<&str>, path: &str) -> Option<Located> {
    let segments: Vec<&str> = path.split('/').collect();
    let (file, directories) = segments.split_last()?;
    let first = first_of_types(package_directory, directories);
    in_own_directory(directories, first, file).or_else(|| match file.strip_suffix(META) {
        Some(stem) => by_suffix(directories, stem, |_| true).map(|(kind, member)| located(kind, member, Part::Xml)),
        None => {
            by_suffix(directories, file, |kind| matches!(kind.layout, Layout::Content | Layout::ContentInFolder(_)))
                .map(|(kind, member)| located(kind, member, Part::Content))
        }
    })
}

fn located(kind: &'static Kind, member: impl Into<String>, part: Part) -> Located {
    Located { kind, member: member.into(), part }
}

/// The first of the directories that may be the folder of a type; all of them come before it where that is not known.
fn first_of_types(package_directory: Option<&str>, directories: &[&str]) -> usize {
    let parts = package_directory.unwrap_or_default().split('/').filter(|part| !part.is_empty());
    let depth = parts.count().min(directories.len());
    let usual = directories[depth..].windows(2).position(|pair| pair == ["main", "default"]);
    match usual {
        Some(at) => depth + at + 2,
        None if package_directory.is_none() => directories.len(),
        None => depth,
    }
}

/// Components whose files stand in, or below, a directory of the type's folder: bundles, objects, static resources,
/// documents. The outermost such folder from `first` on decides, because what lies within a component is called as its
/// author likes. Before `first` the innermost one does.
fn in_own_directory(directories: &[&str], first: usize, file: &str) -> Option<Located> {
    (first..directories.len()).chain((0..first).rev()).find_map(|i| {
        let below = &directories[i + 1..];
        of_folder(directories[i]).filter(|kind| needs_own_directory(kind)).find_map(|kind| match &kind.layout {
            // Components sorted into folders, each of which has the type's folder again: `lwc/billing/lwc/invoice`.
            Layout::Bundle | Layout::StaticResource if below.get(kind.bundle_depth()) == Some(&kind.folder) => None,
            Layout::Bundle => of_bundle(kind, below, file),
            Layout::Decomposed(children) => decomposed(kind, children, below, file),
            Layout::StaticResource => Some(match below.first() {
                Some(member) => located(kind, *member, Part::Content),
                None => with_any_extension(kind, "", file),
            }),
            Layout::Document if !below.is_empty() => {
                Some(with_any_extension(kind, &format!("{}/", below.join("/")), file))
            }
            _ => None,
        })
    })
}

/// A file in the directory of a bundle, or the XML file beside it.
fn of_bundle(kind: &'static Kind, below: &[&str], file: &str) -> Option<Located> {
    if let Some(name) = below.get(..kind.bundle_depth()) {
        return Some(located(kind, name.join("/"), Part::Content));
    }
    let name = file.strip_suffix(META)?.strip_suffix(kind.suffix)?.strip_suffix('.')?;
    (below.is_empty() && !kind.suffix.is_empty()).then(|| located(kind, name, Part::Xml))
}

/// The file of a parent or a child. Parents may be sorted into folders, and children into folders below that of their type.
fn decomposed(kind: &'static Kind, children: &'static [Child], below: &[&str], file: &str) -> Option<Located> {
    let (name, suffix) = file.strip_suffix(META)?.rsplit_once('.')?;
    if suffix == kind.suffix {
        return Some(located(kind, *below.last()?, Part::Xml));
    }
    let child = children.iter().find(|child| child.suffix == suffix)?;
    let member = match below.iter().skip(1).position(|directory| *directory == child.folder) {
        Some(before) => below[before],
        // Directly beside its parent's file.
        None if below.len() == 1 || child.folder.is_empty() => below.last()?,
        None => return None,
    };
    Some(located(kind, member, Part::Child(child, name.to_owned())))
}

/// `Name.resource-meta.xml` or `Name.<anything>`: the name ends at the first point. Of a document, `Name.png-meta.xml` is the
/// same as `Name.document-meta.xml`.
fn with_any_extension(kind: &'static Kind, prefix: &str, file: &str) -> Located {
    let name = file.split('.').next().unwrap_or(file);
    let is_xml = file.strip_suffix(META).is_some_and(|stem| {
        kind.layout == Layout::Document || stem.strip_prefix(name) == Some(&format!(".{}", kind.suffix))
    });
    located(kind, format!("{prefix}{name}"), if is_xml { Part::Xml } else { Part::Content })
}

/// Kinds whose file may lie anywhere below a package directory: the suffix decides, and where two kinds share it, the
/// folder.
fn by_suffix(directories: &[&str], stem: &str, accept: impl Fn(&Kind) -> bool) -> Option<(&'static Kind, String)> {
    let (name, suffix) = stem.rsplit_once('.')?;
    let candidates: Vec<&'static Kind> =
        BY_SUFFIX.get(suffix)?.iter().copied().filter(|k| accept(k) && !needs_own_directory(k)).collect();
    let in_folder = candidates.iter().copied().find(|k| directories.contains(&k.folder));
    let kind = match (in_folder, candidates.as_slice()) {
        (Some(kind), _) => kind,
        (None, [only]) => only,
        // The types that share their ending with settings all have folders of their own.
        (None, all) => all.iter().find(|kind| kind.name == "Settings")?,
    };
    let member = if let Layout::InModel(below) = kind.layout {
        let start = directories.iter().rposition(|d| *d == kind.folder)? + 1;
        in_model(below, &directories[start..], name)?
    } else if nests(kind) {
        let start = directories.iter().rposition(|d| *d == kind.folder)? + 1;
        directories[start..].iter().copied().chain([name]).collect::<Vec<_>>().join("/")
    } else {
        name.to_owned()
    };
    Some((kind, member))
}

/// The name of a model, or of what lies in its directory.
fn in_model(below: &str, directories: &[&str], name: &str) -> Option<String> {
    match (directories, below) {
        ([model], "") => (*model == name).then(|| name.to_owned()),
        ([model, inner], _) if *inner == below => Some(format!("{model}.{name}")),
        _ => None,
    }
}

/// Whether the directories below the type's folder are part of the component's name.
fn nests(kind: &Kind) -> bool {
    matches!(kind.layout, Layout::ContentInFolder(_) | Layout::XmlInFolder(_) | Layout::FolderOf(_) | Layout::Document)
}

fn needs_own_directory(kind: &Kind) -> bool {
    matches!(kind.layout, Layout::Bundle | Layout::Decomposed(_) | Layout::StaticResource | Layout::Document)
}

/// Finds the component of a file in a Metadata API package. `path` is relative to `package.xml` and starts with the
/// type's folder. Manifests belong to no component.
pub fn locate_in_package(path: &str) -> Option<Located> {
    let (folder, rest) = path.split_once('/')?;
    let of_folder = || of_folder(folder);
    if let Some(kind) = of_folder().find(|kind| kind.layout == Layout::Bundle) {
        let segments: Vec<&str> = rest.split('/').collect();
        let (file, below) = segments.split_last()?;
        return of_bundle(kind, below, file);
    }
    let (stem, is_meta) = rest.strip_suffix(META).map_or((rest, false), |stem| (stem, true));
    let by_suffix = of_folder().find_map(|kind| {
        let member = stem.strip_suffix(kind.suffix)?.strip_suffix('.')?;
        let xml = is_meta || !kind.has_content();
        if let Layout::InModel(below) = kind.layout {
            let (directories, name) = member.rsplit_once('/')?;
            let directories: Vec<&str> = directories.split('/').collect();
            return Some(located(kind, in_model(below, &directories, name)?, Part::Xml));
        }
        Some(located(kind, member, if xml { Part::Xml } else { Part::Content }))
    });
    by_suffix.or_else(|| {
        let document = of_folder().find(|kind| kind.layout == Layout::Document && rest.contains('/'));
        let folder_kind = of_folder().find(|kind| is_meta && matches!(kind.layout, Layout::FolderOf(_)));
        match (document, folder_kind) {
            (Some(kind), _) => {
                let (directory, file) = stem.rsplit_once('/')?;
                let name = file.split('.').next().unwrap_or(file);
                Some(located(kind, format!("{directory}/{name}"), if is_meta { Part::Xml } else { Part::Content }))
            }
            (None, Some(kind)) => Some(located(kind, stem, Part::Xml)),
            (None, None) => None,
        }
    })
}
