//! The whole way, from a project directory to rendered files.

use crate::check::{check, secrets};
use crate::lower::lower;
use crate::model::Model;
use crate::output::History;
use crate::render::{manifest, render};
use crate::rendered::RenderedFile;
use crate::spec::FrameworkMode;
use crate::spec::load::{SpecSet, load, read};
use diag::catalogue::files as codes;
use diag::{Diagnostic, Place};
use sf_schema::Schema;
use std::collections::BTreeSet;
use std::path::Path;

/// What the generator made of a project.
#[derive(Debug)]
pub struct Compilation {
    /// The files the specs ask for; empty if anything is an error.
    pub files: Vec<RenderedFile>,
    /// All findings, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What the specs mean; `None` after an error.
    pub model: Option<Model>,
    /// What is known about sObjects.
    pub schema: Schema,
}

/// Compiles the project in `root`. Nothing is written.
pub fn compile(root: &Path) -> Compilation {
    let (sources, mut diagnostics) = read(root);
    diagnostics.extend(secrets::check(&sources));
    let (set, found) = load(&sources);
    diagnostics.extend(found);
    let (schema, found) = schema(root, &set);
    diagnostics.extend(found);
    let (model, found) = lower(&set, &schema, &|path| std::fs::read_to_string(root.join(path)));
    diagnostics.extend(found);
    diagnostics.extend(model.iter().flat_map(check));
    let mut files = Vec::new();
    if let Some(model) = model.as_ref().filter(|_| !diag::has_errors(&diagnostics)) {
        let (rendered, found) = render(model, &schema);
        files = rendered;
        diagnostics.extend(found);
        diagnostics.extend(add_destructive(root, &set, model, &mut files).err());
    }
    let valid = !diag::has_errors(&diagnostics);
    diag::sort(&mut diagnostics);
    Compilation { files: if valid { files } else { Vec::new() }, diagnostics, model: model.filter(|_| valid), schema }
}

/// Adds the manifest of what was generated before and no longer is.
fn add_destructive(root: &Path, set: &SpecSet, model: &Model, files: &mut Vec<RenderedFile>) -> Result<(), Diagnostic> {
    let history = History::read(root)?;
    let before = history.removed_paths(files);
    let existing = std::fs::read_to_string(root.join(manifest::DESTRUCTIVE)).ok();
    if before.is_empty() && existing.is_none() {
        return Ok(());
    }
    // What people took over is not deleted; what stands on disk only because it was generated is.
    let generated = history.lock().files.keys().map(String::as_str).collect::<BTreeSet<_>>();
    let people: Vec<String> = directories(root, set)
        .iter()
        .flat_map(|directory| paths_below(root, directory))
        .filter(|path| !generated.contains(path.as_str()))
        .collect();
    let current = files.iter().map(|file| file.path.as_str()).chain(people.iter().map(String::as_str));
    let file =
        manifest::destructive(before, current, existing.as_deref(), model.project.api_version).map_err(|error| {
            Diagnostic::new(&codes::READ_FAILED, format!("`{}` is not a manifest: {error}", manifest::DESTRUCTIVE))
                .at(Place::start_of(manifest::DESTRUCTIVE))
                .hint("restore it from version control, or remove it if every org has seen what it deletes")
        })?;
    files.extend(file);
    Ok(())
}

/// Paths of the files below a directory of the project, relative to its root.
fn paths_below(root: &Path, directory: &str) -> Vec<String> {
    let entries = walkdir::WalkDir::new(root.join(directory)).into_iter().flatten();
    entries
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let relative = entry.path().strip_prefix(root).ok()?;
            Some(relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
        })
        .collect()
}

/// Package directories of the project in `root`, relative to it.
pub fn package_directories(root: &Path) -> Vec<String> {
    directories(root, &load(&read(root).0).0)
}

/// Where the project in `root` takes the Apex base classes from; `None` if its project spec cannot be read.
pub fn framework_mode(root: &Path) -> Option<FrameworkMode> {
    let (set, _) = load(&read(root).0);
    let project = set.projects.first()?;
    Some(project.spec.framework.as_ref().map_or(FrameworkMode::Package, |mode| mode.value))
}

/// sObjects: the bundled catalogue, the project's metadata, and describe snapshots in `specs/schema`.
fn schema(root: &Path, set: &SpecSet) -> (Schema, Vec<Diagnostic>) {
    let mut builder = Schema::builder().catalogue();
    for directory in directories(root, set) {
        builder = builder.project_dir(root, directory);
    }
    for (path, text) in snapshots(root) {
        builder = builder.describe(path, text);
    }
    builder.build()
}

/// Package directories of `sfdx-project.json`, and those of the project spec.
fn directories(root: &Path, set: &SpecSet) -> Vec<String> {
    let named = set.projects.iter().flat_map(|p| &p.spec.package_directories).map(|d| d.value.clone());
    let file = std::fs::read_to_string(root.join("sfdx-project.json")).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_str(&file).unwrap_or_default();
    let listed = json["packageDirectories"].as_array().into_iter().flatten();
    let listed = listed.filter_map(|d| d["path"].as_str()).map(str::to_owned);
    let all: BTreeSet<String> = named.chain(listed).collect();
    // A directory outside the project is not part of it.
    all.into_iter().filter(|d| !d.starts_with('/') && !d.split(['/', '\\']).any(|part| part == "..")).collect()
}

fn snapshots(root: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(root.join("specs/schema")).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|e| e.file_name().into_string().ok()).collect();
    names.retain(|name| name.ends_with(".json") && !name.ends_with(".schema.json"));
    names.sort();
    let path = |name: &String| format!("specs/schema/{name}");
    names
        .iter()
        .map(path)
        .filter_map(|path| Some((path.clone(), std::fs::read_to_string(root.join(&path)).ok()?)))
        .collect()
}
