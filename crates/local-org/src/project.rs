//! An org out of project directories: classes, objects, permission sets, custom permissions.

use crate::data::calculated::{Calculated, Definition, Mistake};
use crate::metadata::{missing_effect, place_in};
use crate::org::{Org, Snapshot};
use crate::packages::{LeftOut, Rest, compile_rest};
use crate::security::parse_permission_set;
use apex_sema::{CompileError, Program, Source, UNSUPPORTED};
use diag::Diagnostic;
use sf_metadata::ComponentId;
use sf_metadata::deployed_files;
use sf_metadata::kinds::{self, Part};
use sf_metadata::xml::Element;
use sf_schema::{Schema, namespace};
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A project as read from disk, compiled.
#[derive(Debug)]
pub struct Project {
    /// The org with the project's metadata.
    pub org: Org,
    /// The classes, in order of their paths.
    pub sources: Arc<Vec<Source>>,
    /// The compiled classes.
    pub program: Arc<Program>,
    /// Metadata that is not here: what the local org has no effect for, or cannot know.
    pub without: Vec<Flaw>,
    /// Classes and triggers that need a package which is not installed.
    pub left_out: Vec<LeftOut>,
}

/// Why a project could not be loaded.
#[derive(Debug)]
pub enum LoadError {
    /// A file could not be read.
    Unreadable(PathBuf, std::io::Error),
    /// Files about objects, or `.forceignore`, are wrong.
    Files(Vec<Diagnostic>),
    /// Metadata files are wrong.
    Metadata(Vec<Flaw>),
    /// Classes that do not compile.
    Compile(Vec<Source>, Vec<CompileError>),
}

/// What is wrong with a metadata file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Its path.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// What is wrong there.
    pub message: String,
}

impl LoadError {
    fn metadata(path: &Path, line: u32, message: impl Into<String>) -> Self {
        Self::Metadata(vec![Flaw { path: path.to_owned(), line, column: 1, message: message.into() }])
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::Files(found) => {
                f.write_str(&found.iter().map(|one| one.message.as_ref()).collect::<Vec<&str>>().join("\n"))
            }
            Self::Metadata(flaws) => {
                let line = |flaw: &Flaw| format!("{}:{}: {}", flaw.path.display(), flaw.line, flaw.message);
                f.write_str(&flaws.iter().map(line).collect::<Vec<_>>().join("\n"))
            }
            Self::Compile(sources, errors) => {
                for e in errors {
                    writeln!(f, "{}:{}:{}: {}", sources[e.file].path, e.span.line, e.span.col, e.message)?;
                }
                write!(f, "{} errors", errors.len())
            }
        }
    }
}

impl std::error::Error for LoadError {}

/// Files that come from memory instead of a directory: name and Apex text.
pub type Extra<'a> = (&'a str, &'a str);

/// A directory of a project whose files make up an org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageDir {
    /// The project's root.
    pub root: PathBuf,
    /// The package directory relative to it, with `/`.
    pub path: String,
}

/// Loads directories, and classes that are compiled along.
///
/// # Errors
/// Unreadable files, wrong metadata, or Apex that does not compile.
pub fn load(dirs: &[PathBuf], extra: &[Extra<'_>]) -> Result<Project, LoadError> {
    let dirs: Vec<_> = dirs.iter().map(|dir| PackageDir { root: dir.clone(), path: String::new() }).collect();
    load_into(&[], &dirs, extra)
}

/// The same in an org that has more objects and fields, as its describe snapshots tell. What `.forceignore` lists takes no
/// part, as in a deployment.
///
/// # Errors
/// As [`load`].
pub fn load_into(installed: &[Snapshot], dirs: &[PackageDir], extra: &[Extra<'_>]) -> Result<Project, LoadError> {
    let mut schema = Schema::builder().catalogue();
    for Snapshot { path, text } in installed {
        schema = schema.installed(path, text);
    }
    let mut files: Vec<PathBuf> = Vec::new();
    for PackageDir { root, path } in dirs {
        let below = deployed_files(root, path).map_err(LoadError::Files)?;
        schema = schema.project_paths(root, below.clone());
        files.extend(below);
    }
    let (schema, mut problems) = schema.build();
    problems.retain(Diagnostic::is_error);
    if !problems.is_empty() {
        return Err(LoadError::Files(problems));
    }
    let private = crate::metadata::private_objects(&schema);
    let mut org = Org::new(schema);
    org.private.extend(private);
    let mut sources: Vec<Source> = extra.iter().map(|(name, text)| Source::new(*name, *text)).collect();
    let mut labels = Vec::new();
    let mut namespaces: BTreeSet<String> = org.schema.names().into_iter().filter_map(own_namespace).collect();
    let mut without = Vec::new();
    let mut worked: Vec<(PathBuf, ComponentId, Element)> = Vec::new();
    for path in files {
        let Some(name) = path.file_name().and_then(|n| n.to_str()).map(str::to_string) else { continue };
        let read = || std::fs::read_to_string(&path).map_err(|e| LoadError::Unreadable(path.clone(), e));
        if name.ends_with(".trigger") && is_inactive(&path) {
            continue;
        } else if name.ends_with(".cls") || name.ends_with(".trigger") {
            let meta = std::fs::read_to_string(format!("{}-meta.xml", path.display())).ok();
            sources.push(Source::new(path.display().to_string(), read()?).with_meta(meta.as_deref()));
        } else if let Some(name) = component(&name, "permissionset") {
            let (label, grants) =
                parse_permission_set(&read()?).map_err(|e| LoadError::metadata(&path, e.line, e.message))?;
            org.add_permission_set(name, label.as_deref().unwrap_or(name), grants);
        } else if let Some(name) = component(&name, "customPermission") {
            org.add_custom_permission(name, name);
        } else if let Some(name) = component(&name, "md").filter(|_| is_record(&path)) {
            if let Err(problem) = org.add_custom_metadata(name, &read()?) {
                let Some((package, _)) = name.split('.').next().unwrap_or(name).split_once("__") else {
                    return Err(LoadError::metadata(&path, 1, problem));
                };
                let message = format!("{UNSUPPORTED}{problem}; the package {package} is not installed here");
                without.push(Flaw { path: path.clone(), line: 1, column: 1, message });
                namespaces.insert(package.to_ascii_lowercase());
            }
        } else if let Some(name) = name.strip_suffix(".resource-meta.xml") {
            if let Some(content) = beside(&path, name) {
                let bytes = std::fs::read(&content).map_err(|e| LoadError::Unreadable(content, e))?;
                org.set_static_resource(name, &bytes);
            }
        } else if component(&name, "labels").is_some() {
            labels.extend(crate::labels(&read()?));
        } else if ["object", "field", "validationRule"].iter().any(|kind| component(&name, kind).is_some()) {
            worked.extend(with_children(&path, &read()?));
        } else if let Some(message) = kind_of(&path).and_then(missing_effect) {
            without.push(Flaw { path: path.clone(), line: 1, column: 1, message });
        }
    }
    if !labels.is_empty() {
        org.set_labels(labels);
    }
    org.store.commit();
    let definitions = worked.iter().map(|(_, id, tree)| Definition { kind: &id.kind, member: &id.member, tree });
    let (calculated, mistakes) = Calculated::read(definitions, &org.catalog);
    let flaw = |mistake: &Mistake| {
        let (path, id, _) = &worked[mistake.index];
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let (line, column) = place_in(&text, id, mistake.element, mistake.line).unwrap_or((1, 1));
        let gap = mistake.message.strip_prefix(UNSUPPORTED);
        let message = match gap {
            Some(gap) => format!("{UNSUPPORTED}{gap}; {} {} does nothing here", id.kind, id.member),
            None => format!("{} {}: {}", id.kind, id.member, mistake.message),
        };
        Flaw { path: path.clone(), line, column, message }
    };
    let (gaps, mistakes): (Vec<Mistake>, Vec<Mistake>) = mistakes.into_iter().partition(Mistake::is_gap);
    if !mistakes.is_empty() {
        return Err(LoadError::Metadata(mistakes.iter().map(flaw).collect()));
    }
    without.extend(gaps.iter().map(flaw));
    org.calculated = Arc::new(calculated);
    let rest = compile_rest(sources, &org.catalog, namespaces);
    let Rest { sources, program, left_out } = rest.map_err(|(sources, errors)| LoadError::Compile(sources, errors))?;
    org.sources = Arc::new(sources);
    org.program = Arc::new(program);
    let (sources, program) = (Arc::clone(&org.sources), Arc::clone(&org.program));
    Ok(Project { sources, program, org, without, left_out })
}

fn own_namespace(name: &str) -> Option<String> {
    namespace(name).map(str::to_ascii_lowercase)
}

/// The metadata type of a file of the source or the package format.
fn kind_of(path: &Path) -> Option<&'static str> {
    Some(located(path)?.kind.name)
}

fn located(path: &Path) -> Option<kinds::Located> {
    let slashes = path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    kinds::locate(&slashes).or_else(|| kinds::locate_in_package(&slashes))
}

/// What a file of an object or of a child of one defines: itself, and the children inside it. A file that is no XML is
/// told elsewhere.
fn with_children(path: &Path, text: &str) -> Vec<(PathBuf, ComponentId, Element)> {
    let (Some(located), Ok(tree)) = (located(path), Element::parse(text)) else { return Vec::new() };
    let own = match &located.part {
        Part::Child(child, name) => ComponentId::new(child.name, format!("{}.{name}", located.member)),
        _ => ComponentId::new(located.kind.name, located.member.clone()),
    };
    let inside = tree.children.iter().filter_map(|element| {
        let child = located.kind.children().iter().find(|child| child.element == element.name)?;
        let member = format!("{}.{}", located.member, element.child_text(child.key)?);
        Some((path.to_owned(), ComponentId::new(child.name, member), element.clone()))
    });
    let inside: Vec<_> = if matches!(located.part, Part::Child(..)) { Vec::new() } else { inside.collect() };
    std::iter::once((path.to_owned(), own, tree)).chain(inside).collect()
}

/// Whether a file with the suffix of custom metadata is a record: in any other folder it is a text for readers.
fn is_record(path: &Path) -> bool {
    let in_folder = path.parent().is_some_and(|folder| folder.ends_with("customMetadata"));
    in_folder || path.to_str().is_some_and(|path| path.ends_with(".md-meta.xml"))
}

/// Whether the metadata beside a trigger says that it does not fire.
fn is_inactive(trigger: &Path) -> bool {
    let meta = format!("{}-meta.xml", trigger.display());
    std::fs::read_to_string(meta).is_ok_and(|text| text.contains("<status>Inactive</status>"))
}

/// The content of a static resource, unless it is a directory.
fn beside(meta: &Path, name: &str) -> Option<PathBuf> {
    let files = meta.parent()?.read_dir().ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let content = |path: &PathBuf| path.is_file() && path != meta && path.file_stem().is_some_and(|stem| stem == name);
    files.filter(content).min()
}

/// `Name` of `Name.kind-meta.xml` or `Name.kind`.
fn component<'n>(file: &'n str, kind: &str) -> Option<&'n str> {
    let file = file.strip_suffix("-meta.xml").unwrap_or(file);
    file.strip_suffix(kind)?.strip_suffix('.')
}
