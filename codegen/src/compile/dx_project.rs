//! `sfdx-project.json`, and the package directories of a project.

use crate::render::manifest;
use crate::spec::load::SpecSet;
use diag::catalogue::files as codes;
use diag::{Diagnostic, Place};
use std::collections::BTreeSet;
use std::path::Path;

const FILE: &str = "sfdx-project.json";

/// Reports a project file that cannot be read, that leaves out what is generated, or that has a namespace.
pub fn check(root: &Path) -> Vec<Diagnostic> {
    let Ok(text) = std::fs::read_to_string(root.join(FILE)) else { return Vec::new() };
    let json = match project_file(&text) {
        Ok(json) => json,
        Err(problem) => return vec![problem],
    };
    let mut found = Vec::new();
    if let Some(namespace) = json["namespace"].as_str().filter(|namespace| !namespace.is_empty()) {
        let message = format!("the namespace `{namespace}` is not applied to what is generated");
        let hint = format!(
            "in orgs without the namespace nothing changes; in one that has it, endpoints are served below \
             `/services/apexrest/{namespace}/`: a client there takes a copy of its file in `clients/` with this path"
        );
        found.push(Diagnostic::new(&codes::NAMESPACE, message).at(Place::start_of(FILE)).hint(hint));
    }
    found.extend(unusable(root, &json));
    if !listed(&json).any(holds_generated) {
        let hint = "add `{ \"path\": \"force-app\" }` to `packageDirectories`; `cargo xtask new project` does it";
        let message = format!("no package directory holds `{}`, where generated files go", manifest::GENERATED_FOLDER);
        found.push(problem(message, hint));
    }
    found
}

/// Package directories of the project in `root` that are there, relative to it, for commands that only read the project.
///
/// # Errors
/// `sfdx-project.json` is not JSON, or a directory that it lists is not there.
pub fn readable_directories(root: &Path) -> Result<Vec<String>, Vec<Diagnostic>> {
    if let Ok(text) = std::fs::read_to_string(root.join(FILE)) {
        let json = project_file(&text).map_err(|problem| vec![problem])?;
        let mut found = unusable(root, &json);
        if listed(&json).next().is_none() {
            let hint = "list at least one: `\"packageDirectories\": [{ \"path\": \"force-app\" }]`";
            found.push(problem("there are no `packageDirectories`".to_owned(), hint));
        }
        if !found.is_empty() {
            return Err(found);
        }
    }
    let all = super::package_directories(root);
    Ok(all.into_iter().filter(|directory| root.join(directory).is_dir()).collect())
}

fn problem(message: String, hint: &str) -> Diagnostic {
    Diagnostic::new(&codes::PROJECT_FILE, message).at(Place::start_of(FILE)).hint(hint)
}

fn listed(json: &serde_json::Value) -> impl Iterator<Item = &str> {
    json["packageDirectories"].as_array().into_iter().flatten().filter_map(|directory| directory["path"].as_str())
}

/// Package directories outside the project, and those that are not there: the Salesforce CLI refuses both. The one that is
/// generated into may be yet to come.
fn unusable(root: &Path, json: &serde_json::Value) -> Vec<Diagnostic> {
    let found = listed(json).filter_map(|path| {
        if !is_inside(path) {
            let message = format!("the package directory `{path}` is not inside the project");
            return Some(problem(message, "write a path relative to the project root, without `..`"));
        }
        if holds_generated(path) || root.join(path).is_dir() {
            return None;
        }
        let message = format!("the package directory `{path}` does not exist");
        Some(problem(message, "create it, or mend or remove its entry in `packageDirectories`"))
    });
    found.collect()
}

fn holds_generated(path: &str) -> bool {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    manifest::GENERATED_FOLDER.starts_with(&format!("{path}/")) || path == "."
}

/// Package directories of `sfdx-project.json`, and those of the project spec; without both, the one that holds what is
/// generated.
pub fn directories(root: &Path, set: &SpecSet) -> Vec<String> {
    if !root.join(FILE).exists() && set.projects.iter().all(|p| p.spec.package_directories.is_empty()) {
        return manifest::GENERATED_FOLDER.split('/').next().map(str::to_owned).into_iter().collect();
    }
    let named = set.projects.iter().flat_map(|p| &p.spec.package_directories).map(|d| d.value.clone());
    let file = std::fs::read_to_string(root.join(FILE)).unwrap_or_default();
    // A broken file is reported; what the usual directory holds is known nonetheless.
    let json = parse(&file).unwrap_or_else(|_| usual());
    let all: BTreeSet<String> = named.chain(listed(&json).map(str::to_owned)).collect();
    // A directory outside the project is not part of it.
    all.into_iter().filter(|directory| is_inside(directory)).collect()
}

/// A project file that names the directory of what is generated.
fn usual() -> serde_json::Value {
    let path = manifest::GENERATED_FOLDER.split('/').next();
    serde_json::json!({ "packageDirectories": [{ "path": path }] })
}

/// The Salesforce CLI reads the file with `JSON.parse` after trimming it, which takes a byte order mark away.
fn parse(text: &str) -> serde_json::Result<serde_json::Value> {
    serde_json::from_str(text.trim_start_matches('\u{feff}'))
}

/// Reads the text of a project file.
///
/// # Errors
/// It is not JSON.
pub fn project_file(text: &str) -> Result<serde_json::Value, Diagnostic> {
    parse(text).map_err(|error| not_json(&error))
}

fn not_json(error: &serde_json::Error) -> Diagnostic {
    let text = error.to_string();
    let why = text.split(" at line ").next().unwrap_or_default();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).max(1);
    Diagnostic::new(&codes::PROJECT_FILE, format!("the file is not JSON: {why}"))
        .at(Place::new(FILE, number(error.line()), number(error.column())))
        .hint("mend it; the Salesforce CLI does not read comments or trailing commas either")
}

/// Whether a path is relative and never leaves the project.
fn is_inside(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    !path.starts_with(['/', '\\']) && !drive && !path.split(['/', '\\']).any(|part| part == "..")
}

/// Paths of the files below a directory of the project, relative to its root.
pub fn paths_below(root: &Path, directory: &str) -> Vec<String> {
    files(root, directory, |_| true).collect()
}

/// Paths of the files below the package directories that are not the generator's, relative to the root.
pub fn paths_of_people(root: &Path, directories: &[String]) -> Vec<String> {
    let generated = root.join(manifest::GENERATED_FOLDER);
    let paths: BTreeSet<String> =
        directories.iter().flat_map(|directory| files(root, directory, |path| path != generated)).collect();
    paths.into_iter().collect()
}

fn files(root: &Path, directory: &str, enters: impl Fn(&Path) -> bool) -> impl Iterator<Item = String> {
    let entries = walkdir::WalkDir::new(root.join(directory)).into_iter();
    let entries = entries.filter_entry(move |entry| enters(entry.path())).flatten();
    entries.filter(|entry| entry.file_type().is_file()).filter_map(move |entry| {
        let relative = entry.path().strip_prefix(root).ok()?;
        Some(relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
    })
}
