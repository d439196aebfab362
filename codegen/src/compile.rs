//! The whole way, from a project directory to rendered files.

use crate::check::{check, secrets};
use crate::lower::lower;
use crate::model::Model;
use crate::rendered::RenderedFile;
use crate::spec::load::{SpecSet, load, read};
use diag::Diagnostic;
use sf_schema::Schema;
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
    let model = model.filter(|_| !diag::has_errors(&diagnostics));
    diag::sort(&mut diagnostics);
    Compilation { files: Vec::new(), diagnostics, model }
}

/// sObjects: the bundled catalogue, the project's metadata, and describe snapshots in `specs/schema`.
fn schema(root: &Path, set: &SpecSet) -> (Schema, Vec<Diagnostic>) {
    let mut builder = Schema::builder().catalogue();
    for directory in package_directories(root, set) {
        builder = builder.project_dir(root, directory);
    }
    for (path, text) in snapshots(root) {
        builder = builder.describe(path, text);
    }
    builder.build()
}

/// Package directories of `sfdx-project.json`, and those of the project spec.
fn package_directories(root: &Path, set: &SpecSet) -> Vec<String> {
    let named = set.projects.iter().flat_map(|p| &p.spec.package_directories).map(|d| d.value.clone());
    let file = std::fs::read_to_string(root.join("sfdx-project.json")).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_str(&file).unwrap_or_default();
    let listed = json["packageDirectories"].as_array().into_iter().flatten();
    let listed = listed.filter_map(|d| d["path"].as_str()).map(str::to_owned);
    let all: std::collections::BTreeSet<String> = named.chain(listed).collect();
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
