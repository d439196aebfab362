//! The manifest of what was generated before and no longer is.

use super::dx_project::{directories, paths_below};
use crate::RenderedFile;
use crate::model::Model;
use crate::output::History;
use crate::render::manifest;
use crate::spec::FrameworkMode;
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
    let stays = |id: &ComponentId| is_of_package(model, id);
    existing.retain(|id| !stays(id));
    let mut before = history.removed_paths(files);
    before.retain(|path| !manifest::component_at(path).is_some_and(|id| stays(&id)));
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

/// Whether the package, which came in place of the bundled framework, brings a class of that name itself.
fn is_of_package(model: &Model, id: &ComponentId) -> bool {
    let bundled = || framework::bundled().iter().any(|file| file.name.eq_ignore_ascii_case(&id.member));
    model.project.framework == FrameworkMode::Package && id.kind == "ApexClass" && bundled()
}

/// Warns of what an org loses when it deletes what is no longer generated: with a permission set or an app goes more than
/// a deployment brings back.
fn lost(components: &[ComponentId], destructive: &str) -> Option<Diagnostic> {
    let of_kind = |wanted: &dyn Fn(&str) -> bool| {
        let names = components.iter().filter(|id| wanted(&id.kind)).map(|id| format!("`{}`", id.member));
        Some(shortened(&names.collect::<Vec<_>>())).filter(|names| !names.is_empty())
    };
    let sets = of_kind(&|kind| kind == "PermissionSet");
    let apps = of_kind(&|kind| !matches!(kind, "PermissionSet" | "ApexClass"));
    if sets.is_none() && apps.is_none() {
        return None;
    }
    let classes = of_kind(&|kind| kind == "ApexClass");
    let parts = [
        sets.map(|names| format!("the permission sets {names} with their assignments")),
        apps.map(|names| format!("the OAuth apps {names} with their consumer keys")),
        classes.map(|names| format!("the classes {names}, which code and permission sets of your own may name")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let message = format!("deploying `{destructive}` will delete {}", parts.join(", and "));
    let hint = "after a rename, first deploy the new names, assign the new permission sets and give clients the new consumer \
                keys; if no server should be renamed or removed, restore its `name`, or `prefix` of the project spec";
    Some(Diagnostic::new(&codes::IDENTITY_LOST, message).at(Place::start_of(destructive)).hint(hint))
}

/// The names, at most five of them.
fn shortened(names: &[String]) -> String {
    const MOST: usize = 5;
    let shown = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    if names.len() <= MOST { shown } else { format!("{shown} and {} more", names.len() - MOST) }
}
