//! Whether what is packed is what the specs say: generated files are fresh, but an overlay, `replacements` or
//! `.forceignore` decide what becomes of them.

use diag::catalogue::deploy::{GENERATED_LEFT_OUT, GENERATED_REPLACED};
use diag::{Diagnostic, Place};
use sf_metadata::{ComponentSet, SourceFile};
use std::collections::BTreeMap;

/// Findings about generated files that are packed in another form, or not at all. `tree`: what was read; `set`: what is
/// packed.
pub fn check(generated: &[String], tree: &[SourceFile], set: &ComponentSet) -> Vec<Diagnostic> {
    let packed: BTreeMap<&str, &SourceFile> =
        set.iter().flat_map(|component| &component.files).map(|file| (file.path.as_str(), file)).collect();
    let mut found: Vec<Diagnostic> = generated
        .iter()
        .filter_map(|path| {
            let read = tree.iter().find(|file| file.path == *path);
            match (read, packed.get(path.as_str())) {
                (_, Some(file)) if file.replaced => {
                    Some(replaced(path, "`replacements` of sfdx-project.json change it"))
                }
                (_, Some(_)) => None,
                (Some(file), None) => Some(replaced(path, &format!("{} takes its place", overlaid(file, tree)))),
                (None, None) => Some(left_out(path)),
            }
        })
        .collect();
    diag::sort(&mut found);
    found
}

/// The generated files of a list that a target deploys: those below a package directory or in its overlay.
pub fn of_target(paths: impl Iterator<Item = String>, directories: &[String], target: &str) -> Vec<String> {
    let overlay = format!("targets/{target}/");
    let below = |path: &String| directories.iter().any(|directory| path.starts_with(&format!("{directory}/")));
    paths.filter(|path| below(path) || path.starts_with(&overlay)).collect()
}

/// The file of an overlay that a package has instead of `file`.
fn overlaid(file: &SourceFile, tree: &[SourceFile]) -> String {
    let same = |other: &&SourceFile| {
        other.overlay
            && other.located.kind.name == file.located.kind.name
            && other.located.member.eq_ignore_ascii_case(&file.located.member)
    };
    tree.iter().find(same).map_or_else(|| "another file".to_owned(), |other| format!("`{}`", other.path))
}

fn replaced(path: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&GENERATED_REPLACED, format!("`{path}` would not be deployed as the specs say: {why}"))
        .at(Place::start_of(path))
        .hint("say it in the specs (`overrides`, another server or target), or give the component another name")
}

fn left_out(path: &str) -> Diagnostic {
    Diagnostic::new(&GENERATED_LEFT_OUT, format!("`{path}` is not deployed: `.forceignore` leaves it out"))
        .at(Place::start_of(path))
        .hint("take the pattern out of `.forceignore`, unless the org gets the component in another way")
}
