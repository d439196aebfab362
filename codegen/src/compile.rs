//! The whole way, from a project directory to rendered files.

mod destructive;
mod dx_project;
mod started;

pub use self::dx_project::{paths_of_people, project_file, readable_directories};

use self::dx_project::directories;
use crate::check::classes::Classes;
use crate::check::hand_written::check as check_classes;
use crate::check::labels::check as check_labels;
use crate::check::{check, endpoints, follow_up, framework_copy, run_as, secrets};
use crate::lower::{lower, lower_targets, overrides};
use crate::model::{Model, Target};
use crate::render::{manifest, render};
use crate::rendered::{Ownership, RenderedFile};
use crate::spec::FrameworkMode;
use crate::spec::load::{SpecSet, load, read, unread};
use diag::catalogue::files as codes;
use diag::{Diagnostic, Place, Related};
use rayon::prelude::*;
use sf_schema::Schema;
use std::cell::{LazyCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

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
    pub schema: Arc<Schema>,
    /// Package directories of the project, relative to its root.
    pub package_directories: Vec<String>,
    /// Files of the project that the specs name and that were read, wherever they lie.
    pub named: Vec<String>,
}

/// Compiles the project in `root`. Nothing is written.
pub fn compile(root: &Path) -> Compilation {
    let (sources, mut diagnostics) = read(root);
    let unread = unread(root, &diagnostics);
    diagnostics.extend(secrets::check(&sources));
    let (mut set, found) = load(&sources);
    set.unread.extend(unread);
    diagnostics.extend(found);
    diagnostics.extend(dx_project::check(root));
    let package_directories = directories(root, &set);
    let of_people = LazyCell::new(|| paths_of_people(root, &package_directories));
    let (schema, schema_problems) = schema(root, &set, &package_directories);
    let named: RefCell<Vec<String>> = RefCell::default();
    let (model, mut found) = lower(&set, &schema, &|path| {
        named.borrow_mut().push(path.to_owned());
        std::fs::read_to_string(root.join(path))
    });
    follow_up::remove(&mut found, &schema_problems);
    diagnostics.extend(schema_problems);
    diagnostics.extend(found);
    diagnostics.extend(model.iter().flat_map(|model| check(model, &schema)));
    diagnostics.extend(model.iter().flat_map(|model| check_labels(model, &schema)));
    diagnostics.extend(model.iter().flat_map(|model| classes_of_people(root, &of_people, model)));
    diagnostics.extend(model.iter().filter(|model| model.servers.iter().any(|s| s.run_as.is_some())).flat_map(
        |model| run_as::check_files(model, &of_people, &|path| std::fs::read_to_string(root.join(path)).ok()),
    ));
    let mut files = Vec::new();
    if let Some(model) = model.as_ref().filter(|_| !diag::has_errors(&diagnostics)) {
        let (rendered, found) = render(model, &schema);
        files = rendered;
        started::leave_out_owned(&of_people, &mut files);
        diagnostics.extend(found);
        diagnostics.extend(taken_components(&of_people, &files));
        match destructive::add(root, &set, model, &mut files) {
            Ok(warning) => diagnostics.extend(warning),
            Err(problem) => diagnostics.push(problem),
        }
    }
    let valid = !diag::has_errors(&diagnostics);
    diag::sort(&mut diagnostics);
    // Every tool of a scope meets what is wrong with the scope.
    diagnostics.dedup();
    Compilation {
        files: if valid { files } else { Vec::new() },
        diagnostics,
        model: model.filter(|_| valid),
        schema: Arc::new(schema),
        package_directories,
        named: named.into_inner(),
    }
}

/// Reports components that people own and that have the type and name of a generated one.
fn taken_components(of_people: &[String], files: &[RenderedFile]) -> Vec<Diagnostic> {
    let rendered: HashMap<_, _> = files
        .par_iter()
        .filter(|file| file.ownership == Ownership::Generated)
        .flat_map_iter(|file| manifest::components_of(&file.path).map(move |id| (id, file)))
        .collect();
    let ours: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let mut taken = Vec::new();
    for path in of_people.iter().filter(|path| !ours.contains(path.as_str())) {
        for id in manifest::components_of(path) {
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

/// Checks the classes of the project's people.
fn classes_of_people(
    root: &Path,
    of_people: &LazyCell<Vec<String>, impl FnOnce() -> Vec<String>>,
    model: &Model,
) -> Vec<Diagnostic> {
    let texts = of_people.iter().filter(|path| path.ends_with(".cls")).filter_map(|path| {
        let text = std::fs::read_to_string(root.join(path)).ok()?;
        Some((path.clone(), text))
    });
    let classes = Classes::new(texts);
    let mut findings = check_classes(model, &classes);
    findings.extend(endpoints::check(model, &classes));
    findings.extend(framework_copy::check(model, &classes));
    findings
}

/// Package directories of the project in `root`, relative to it.
pub fn package_directories(root: &Path) -> Vec<String> {
    directories(root, &load(&read(root).0).0)
}

/// The orgs in the `targets.yaml` of the project in `root`, sorted by name, and what is wrong with that file. The rest of
/// the specs may be in any state.
pub fn targets(root: &Path) -> (Vec<Target>, Vec<Diagnostic>) {
    let (mut sources, mut problems) = read(root);
    sources.retain(|source| source.file == "targets.yaml");
    let (set, found) = load(&sources);
    problems.extend(found);
    let targets = lower_targets(&set, &mut problems);
    problems.retain(|problem| problem.place.as_ref().is_none_or(|place| place.file == "targets.yaml"));
    diag::sort(&mut problems);
    (targets, problems)
}

/// Where the project in `root` takes the Apex base classes from; `None` if its project spec cannot be read.
pub fn framework_mode(root: &Path) -> Option<FrameworkMode> {
    let (set, _) = load(&read(root).0);
    let project = set.projects.first()?;
    Some(project.spec.framework.as_ref().map_or(FrameworkMode::Package, |mode| mode.value))
}

/// sObjects: the bundled catalogue, the project's metadata, and describe snapshots in `specs/schema`.
fn schema(root: &Path, set: &SpecSet, package_directories: &[String]) -> (Schema, Vec<Diagnostic>) {
    let mut builder = Schema::builder().catalogue();
    for directory in package_directories {
        builder = builder.project_dir(root, directory);
    }
    for (path, text) in snapshots(root) {
        builder = builder.describe(path, text);
    }
    builder.overrides(overrides(set)).build()
}

/// The describe snapshots of the project in `root`: path and text.
pub fn snapshots(root: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(root.join("specs/schema")).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|e| e.file_name().into_string().ok()).collect();
    names.retain(|name| !name.starts_with('.') && name.ends_with(".json") && !name.ends_with(".schema.json"));
    names.sort();
    let path = |name: &String| format!("specs/schema/{name}");
    names
        .iter()
        .map(path)
        .filter_map(|path| Some((path.clone(), std::fs::read_to_string(root.join(&path)).ok()?)))
        .collect()
}
