//! The whole way, from a project directory to rendered files.

use crate::check::hand_written::check as check_classes;
use crate::check::{check, secrets};
use crate::lower::lower;
use crate::model::Model;
use crate::output::History;
use crate::render::{manifest, render};
use crate::rendered::{Ownership, RenderedFile};
use crate::spec::FrameworkMode;
use crate::spec::load::{SpecSet, load, read};
use diag::catalogue::files as codes;
use diag::{Diagnostic, Place, Related};
use sf_schema::Schema;
use std::collections::{BTreeMap, BTreeSet};
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
    diagnostics.extend(check_project_file(root));
    let (schema, found) = schema(root, &set);
    diagnostics.extend(found);
    let (model, found) = lower(&set, &schema, &|path| std::fs::read_to_string(root.join(path)));
    diagnostics.extend(found);
    diagnostics.extend(model.iter().flat_map(check));
    diagnostics.extend(model.iter().flat_map(|model| hand_written(root, &set, model)));
    let mut files = Vec::new();
    if let Some(model) = model.as_ref().filter(|_| !diag::has_errors(&diagnostics)) {
        let (rendered, found) = render(model, &schema);
        files = rendered;
        diagnostics.extend(found);
        diagnostics.extend(taken_components(root, &set, &files));
        diagnostics.extend(add_destructive(root, &set, model, &mut files).err());
    }
    let valid = !diag::has_errors(&diagnostics);
    diag::sort(&mut diagnostics);
    Compilation { files: if valid { files } else { Vec::new() }, diagnostics, model: model.filter(|_| valid), schema }
}

/// Reports components that people own and that have the type and name of a generated one.
fn taken_components(root: &Path, set: &SpecSet, files: &[RenderedFile]) -> Vec<Diagnostic> {
    let rendered: BTreeMap<_, _> = files
        .iter()
        .filter(|file| file.ownership == Ownership::Generated)
        .flat_map(|file| manifest::components_of(&file.path).map(move |id| (id, file)))
        .collect();
    let ours: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let theirs = directories(root, set).into_iter().flat_map(|directory| paths_below(root, &directory));
    let mut taken = Vec::new();
    for path in theirs.filter(|path| !ours.contains(path.as_str()) && !path.starts_with(manifest::GENERATED_FOLDER)) {
        for id in manifest::components_of(&path) {
            let Some(file) = rendered.get(&id) else { continue };
            let mut problem = Diagnostic::new(
                &codes::COMPONENT_TAKEN,
                format!(
                    "`{path}` has the type and name of the generated `{}`, and a deployment would keep only one",
                    file.path
                ),
            )
            .at(Place::start_of(path.clone()))
            .hint("rename it, or rename the spec, or choose another `prefix` in the project spec");
            problem.related.extend(
                file.origin
                    .as_ref()
                    .map(|o| Related { place: o.place(), message: "the spec behind the generated one".into() }),
            );
            taken.push(problem);
        }
    }
    taken.dedup_by(|a, b| a.place == b.place);
    taken
}

/// Checks the classes of hand-written tools, which are read only where there are any.
fn hand_written(root: &Path, set: &SpecSet, model: &Model) -> Vec<Diagnostic> {
    if model.servers.iter().all(|server| server.hand_written.is_empty()) {
        return Vec::new();
    }
    let paths = directories(root, set).into_iter().flat_map(|directory| paths_below(root, &directory));
    let classes = paths.filter(|path| path.ends_with(".cls") && !path.starts_with(manifest::GENERATED_FOLDER));
    let texts = classes.filter_map(|path| {
        let text = std::fs::read_to_string(root.join(&path)).ok()?;
        Some((path, text))
    });
    check_classes(model, &texts.collect())
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

/// Reports an `sfdx-project.json` that cannot be read, or that leaves out what is generated.
fn check_project_file(root: &Path) -> Option<Diagnostic> {
    const FILE: &str = "sfdx-project.json";
    let text = std::fs::read_to_string(root.join(FILE)).ok()?;
    let problem = |message: String, hint: &str| {
        Some(Diagnostic::new(&codes::PROJECT_FILE, message).at(Place::start_of(FILE)).hint(hint))
    };
    let json: serde_json::Value = match serde_json::from_str(&text) {
        Ok(json) => json,
        Err(error) => return problem(format!("the file is not JSON: {error}"), "mend it; comments are not read here"),
    };
    let listed = json["packageDirectories"].as_array().into_iter().flatten().filter_map(|d| d["path"].as_str());
    let holds = |path: &str| {
        let path = path.trim_start_matches("./").trim_end_matches('/');
        manifest::GENERATED_FOLDER.starts_with(&format!("{path}/")) || path == "."
    };
    if listed.into_iter().any(holds) {
        return None;
    }
    let hint = "add `{ \"path\": \"force-app\" }` to `packageDirectories`; `cargo xtask new project` does it";
    problem(format!("no package directory holds `{}`, where generated files go", manifest::GENERATED_FOLDER), hint)
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
