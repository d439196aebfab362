//! The manifest of what was generated before and no longer is.

use super::dx_project::{directories, paths_below};
use crate::RenderedFile;
use crate::model::Model;
use crate::output::History;
use crate::render::manifest;
use crate::spec::load::SpecSet;
use diag::catalogue::files as codes;
use diag::{Diagnostic, Place};
use sf_metadata::ComponentId;
use std::collections::BTreeSet;
use std::path::Path;

/// Adds the manifest to `files`, and warns of what an org loses with it.
///
/// # Errors
/// A lock or an earlier manifest that cannot be read.
pub fn add(
    root: &Path,
    set: &SpecSet,
    model: &Model,
    files: &mut Vec<RenderedFile>,
) -> Result<Option<Diagnostic>, Diagnostic> {
    let history = History::read(root)?;
    let generated = history.lock().files.keys().map(String::as_str).collect::<BTreeSet<_>>();
    let mut existing = Vec::new();
    for path in generated.iter().filter(|path| manifest::is_destructive(path)) {
        let Ok(text) = std::fs::read_to_string(root.join(path)) else { continue };
        existing.extend(manifest::listed(&text).map_err(|error| {
            Diagnostic::new(&codes::READ_FAILED, format!("`{path}` is not a manifest: {error}"))
                .at(Place::start_of(*path))
                .hint("restore it from version control, or remove it if every org has seen what it deletes")
        })?);
    }
    let before = history.removed_paths(files);
    if before.is_empty() && existing.is_empty() {
        return Ok(None);
    }
    // What people took over is not deleted; what stands on disk only because it was generated is.
    let people: Vec<String> = directories(root, set)
        .iter()
        .flat_map(|directory| paths_below(root, directory))
        .filter(|path| !generated.contains(path.as_str()))
        .collect();
    let path = manifest::destructive_path(&model.project.manifest);
    let current = || files.iter().map(|file| file.path.as_str());
    let warning = lost(&manifest::lost(before.iter().copied(), current()), &path);
    let all = current().chain(people.iter().map(String::as_str));
    let file = manifest::destructive(before, all, existing, &path, model.project.api_version);
    files.extend(file);
    Ok(warning)
}

/// Warns of what an org loses when it deletes what is no longer generated.
fn lost(components: &[ComponentId], destructive: &str) -> Option<Diagnostic> {
    if components.is_empty() {
        return None;
    }
    let names = |wanted: bool| {
        let names = components.iter().filter(|id| (id.kind == "PermissionSet") == wanted);
        names.map(|id| format!("`{}`", id.member)).collect::<Vec<_>>().join(", ")
    };
    let sets = Some(names(true)).filter(|names| !names.is_empty());
    let apps = Some(names(false)).filter(|names| !names.is_empty());
    let parts = [
        sets.map(|names| format!("the permission sets {names} with their assignments")),
        apps.map(|names| format!("the OAuth apps {names} with their consumer keys")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let message = format!("deploying `{destructive}` will delete {}", parts.join(", and "));
    let hint = "after a rename, first deploy the new names, assign the new permission sets and give clients the new consumer \
                keys; if no server should be renamed or removed, restore its `name`, or `prefix` of the project spec";
    Some(Diagnostic::new(&codes::IDENTITY_LOST, message).at(Place::start_of(destructive)).hint(hint))
}
