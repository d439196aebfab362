//! Inputs that lead far into the program: the language tests, the classes and metadata of this repository, and requests.

use sf_metadata::pack::PackOptions;
use sf_metadata::{ComponentSet, Package, Project, SourceTree};
use std::path::{Path, PathBuf};

#[path = "../../../../tests/apex/cases.rs"]
mod language;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Texts of the files with this ending below a directory, in the order of their names.
fn files(directory: &str, ending: &str) -> Vec<(String, String)> {
    let walk = walkdir::WalkDir::new(root().join(directory)).sort_by_file_name().into_iter();
    let of_kind = walk.map(|entry| entry.expect("a readable directory").into_path());
    of_kind
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .map(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            (name.unwrap_or_default(), std::fs::read_to_string(&path).expect("text"))
        })
        .collect()
}

/// The cases of files that separate them by `=== name`.
fn cases(files: Vec<(String, String)>) -> Vec<String> {
    let bodies = |text: String| {
        let parts = text.split("=== ").skip(1).filter_map(|case| case.split_once('\n'));
        parts.map(|(_, body)| body.to_owned()).collect::<Vec<_>>()
    };
    files.into_iter().flat_map(|(_, text)| bodies(text)).collect()
}

/// Programs of the language tests. Files in `without` are left out.
pub fn programs(without: &[&str]) -> Vec<String> {
    let programs = language::cases(language::PROGRAMS).into_iter();
    programs.filter(|case| !without.contains(&case.file.as_str())).map(|case| case.text).collect()
}

/// Whole classes.
pub fn classes() -> Vec<String> {
    let all = files("force-app", "cls").into_iter().chain(files("framework/apex", "cls"));
    all.map(|(_, text)| text).filter(|text| text.len() < 20_000).collect()
}

/// HTTP requests.
pub fn requests() -> Vec<String> {
    let requests = cases(files("crates/local-org/tests/fuzz", "requests"));
    requests.into_iter().map(|request| request.trim_end_matches('\n').to_owned()).collect()
}

/// Metadata files: the path in a package, then the content.
pub fn components() -> Vec<String> {
    let project = Project::read(&root()).expect("a project");
    let set = SourceTree::read(&project, None).and_then(ComponentSet::from_source).expect("source");
    let package = Package::build(&set, &PackOptions::everything(project.api_version)).expect("a package");
    let others = package.files.iter().filter(|(path, _)| !path.contains(".cls"));
    others.filter_map(|(path, bytes)| Some(format!("{path}\n{}", std::str::from_utf8(bytes).ok()?))).collect()
}
