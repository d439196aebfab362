//! Finds the files that define objects, fields, record types and value sets.

use diag::catalogue::schema as codes;
use diag::{Diagnostic, Place};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// A metadata file with its text.
#[derive(Debug)]
pub(crate) struct SourceFile {
    /// Relative to the project root, with `/`.
    pub path: String,
    pub text: String,
    pub kind: FileKind,
}

impl SourceFile {
    /// A file that is not on disk; `None` if its path says that it defines nothing about objects.
    pub fn in_memory(path: String, text: String) -> Option<Self> {
        let kind = FileKind::of(&path)?;
        Some(Self { path, text, kind })
    }
}

/// What a file defines, told by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileKind {
    Object(String),
    Field { object: String, field: String },
    RecordType { object: String, name: String },
    FieldSet { object: String, name: String },
    GlobalValueSet(String),
    StandardValueSet(String),
}

impl FileKind {
    /// The kind of the file at `path` (with `/`); `None` for files that say nothing about objects.
    pub fn of(path: &str) -> Option<Self> {
        let mut parts = path.rsplit('/');
        let file = parts.next()?;
        let folder = parts.next();
        let above = parts.next();
        let stem = |suffix: &str| file.strip_suffix(suffix).filter(|s| !s.is_empty()).map(str::to_owned);
        // Source format adds `-meta.xml`; the Metadata API's own format has the bare suffix.
        let either = |suffix: &str| stem(&format!("{suffix}-meta.xml")).or_else(|| stem(suffix));
        if let Some(name) = either(".object") {
            return Some(Self::Object(name));
        }
        if let (Some(field), Some("fields"), Some(object)) = (stem(".field-meta.xml"), folder, above) {
            return Some(Self::Field { object: object.to_owned(), field });
        }
        if let (Some(name), Some("recordTypes"), Some(object)) = (stem(".recordType-meta.xml"), folder, above) {
            return Some(Self::RecordType { object: object.to_owned(), name });
        }
        if let (Some(name), Some("fieldSets"), Some(object)) = (stem(".fieldSet-meta.xml"), folder, above) {
            return Some(Self::FieldSet { object: object.to_owned(), name });
        }
        if let Some(name) = either(".globalValueSet") {
            return Some(Self::GlobalValueSet(name));
        }
        either(".standardValueSet").map(Self::StandardValueSet)
    }
}

/// Reads the files below `directory`, in the order of their paths. Paths in the result are relative to `root`.
///
/// A directory that does not exist holds no files: a new project may have none yet.
pub(crate) fn read_package_dir(root: &Path, directory: &Path, diagnostics: &mut Vec<Diagnostic>) -> Vec<SourceFile> {
    let base = root.join(directory);
    if !base.exists() {
        return Vec::new();
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(&base).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().map_or_else(|| relative(root, &base), |p| relative(root, p));
                diagnostics.push(unreadable(path, &error));
                continue;
            }
        };
        if entry.file_type().is_file() {
            files.extend(read(root, entry.path(), diagnostics));
        }
    }
    files
}

/// Reads the files of a list that define something about objects. Paths in the result are relative to `root`.
pub(crate) fn read_paths(root: &Path, paths: &[PathBuf], diagnostics: &mut Vec<Diagnostic>) -> Vec<SourceFile> {
    paths.iter().filter_map(|path| read(root, path, diagnostics)).collect()
}

fn read(root: &Path, file: &Path, diagnostics: &mut Vec<Diagnostic>) -> Option<SourceFile> {
    let path = relative(root, file);
    let kind = FileKind::of(&path)?;
    match std::fs::read_to_string(file) {
        Ok(text) => Some(SourceFile { path, text, kind }),
        Err(error) => {
            diagnostics.push(unreadable(path, &error));
            None
        }
    }
}

fn unreadable(path: String, error: &dyn std::error::Error) -> Diagnostic {
    Diagnostic::new(&codes::READ_FAILED, format!("`{path}` cannot be read: {error}")).at(Place::start_of(path))
}

fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = path.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::FileKind;

    #[test]
    fn paths_tell_what_a_file_defines() {
        let object = |n: &str| Some(FileKind::Object(n.to_owned()));
        assert_eq!(FileKind::of("a/objects/Visit__c/Visit__c.object-meta.xml"), object("Visit__c"));
        assert_eq!(FileKind::of("src/objects/Account.object"), object("Account"));
        assert_eq!(
            FileKind::of("a/objects/Account/fields/Tier__c.field-meta.xml"),
            Some(FileKind::Field { object: "Account".into(), field: "Tier__c".into() })
        );
        assert_eq!(FileKind::of("a/objects/Account/fields/.field-meta.xml"), None);
        assert_eq!(FileKind::of("a/classes/A.cls-meta.xml"), None);
        assert_eq!(
            FileKind::of("a/globalValueSets/Tier.globalValueSet"),
            Some(FileKind::GlobalValueSet("Tier".into()))
        );
    }
}
