//! The project file, `sfdx-project.json`.

use crate::{ApiVersion, replacements::Replacement};
use diag::{Diagnostic, Place, catalogue::deploy};
use serde::Deserialize;
use std::path::{Component, Path, PathBuf};

/// Name of the project file.
pub const PROJECT_FILE: &str = "sfdx-project.json";

/// What a deployment needs to know from the project file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Directory that holds the project file.
    pub root: PathBuf,
    /// Package directories relative to the root, with `/`, in the order of the file.
    pub package_directories: Vec<String>,
    /// `sourceApiVersion`, or [`ApiVersion::DEFAULT`].
    pub api_version: ApiVersion,
    /// What takes the place of what when the project is packed.
    pub replacements: Vec<Replacement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProjectFile {
    package_directories: Vec<PackageDirectory>,
    source_api_version: Option<ApiVersion>,
    #[serde(default)]
    replacements: Vec<Replacement>,
    #[serde(default)]
    source_behavior_options: Vec<String>,
    #[serde(default)]
    registry_presets: Vec<String>,
    registry_customizations: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct PackageDirectory {
    path: String,
}

impl Project {
    /// Reads the project file in `root`.
    pub fn read(root: &Path) -> Result<Self, Diagnostic> {
        let fail = |message: String| Diagnostic::new(&deploy::PROJECT_FILE, message).at(Place::start_of(PROJECT_FILE));
        let text = std::fs::read_to_string(root.join(PROJECT_FILE)).map_err(|e| {
            fail(format!("`{PROJECT_FILE}` cannot be read: {e}"))
                .hint("run the command in the project's root directory")
        })?;
        // Editors of Windows begin a file with a byte order mark.
        let file: ProjectFile = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| {
            let place = Place::new(PROJECT_FILE, line_number(e.line()), line_number(e.column()));
            Diagnostic::new(&deploy::PROJECT_FILE, format!("`{PROJECT_FILE}` is not a project file: {e}")).at(place)
        })?;
        // With each of them components lie in other files than the ones known here.
        let layouts = [
            ("sourceBehaviorOptions", !file.source_behavior_options.is_empty()),
            ("registryPresets", !file.registry_presets.is_empty()),
            ("registryCustomizations", file.registry_customizations.is_some()),
        ];
        if let Some((key, _)) = layouts.iter().find(|(_, set)| *set) {
            return Err(fail(format!("`{key}` is not supported: it lays components out in other files"))
                .hint("retrieve these components in the usual layout, and remove the key"));
        }
        let mut directories = Vec::new();
        for PackageDirectory { path } in file.package_directories {
            let directory = normalize(&path).ok_or_else(|| {
                fail(format!("package directory `{path}` leaves the project"))
                    .hint("name a directory below the project root")
            })?;
            if !root.join(&directory).is_dir() {
                return Err(
                    fail(format!("package directory `{path}` does not exist")).hint(format!("create `{directory}`"))
                );
            }
            directories.push(directory);
        }
        if directories.is_empty() {
            return Err(
                fail("`packageDirectories` is empty".into()).hint("name at least one directory, such as `force-app`")
            );
        }
        let api_version = file.source_api_version.unwrap_or(ApiVersion::DEFAULT);
        Ok(Self {
            root: root.to_owned(),
            package_directories: directories,
            api_version,
            replacements: file.replacements,
        })
    }
}

fn line_number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX).max(1)
}

/// A relative path with `/`, without `.`; `None` if it leaves the project.
pub(crate) fn normalize(path: &str) -> Option<String> {
    let mut parts = Vec::new();
    for component in Path::new(&path.replace('\\', "/")).components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str()?.to_owned()),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(json: &str) -> Result<Project, Diagnostic> {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(directory.path().join("force-app/main")).unwrap();
        std::fs::write(directory.path().join(PROJECT_FILE), json).unwrap();
        Project::read(directory.path())
    }

    #[test]
    fn reads_directories_and_version() {
        let read = project(
            r#"{"packageDirectories":[{"path":"./force-app/","default":true}],"sourceApiVersion":"65.0","name":"x"}"#,
        );
        let read = read.unwrap();
        assert!(project("\u{feff}{\"packageDirectories\":[{\"path\":\"force-app\"}]}").is_ok());
        assert_eq!(read.package_directories, ["force-app"]);
        assert_eq!(read.api_version, ApiVersion::new(65));
        assert_eq!(
            project(r#"{"packageDirectories":[{"path":"force-app"}]}"#).unwrap().api_version,
            ApiVersion::DEFAULT
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (json, part) in [
            ("{", "not a project file"),
            (r#"{"packageDirectories":[]}"#, "is empty"),
            (r#"{"packageDirectories":[{"path":"../other"}]}"#, "leaves the project"),
            (r#"{"packageDirectories":[{"path":"/etc"}]}"#, "leaves the project"),
            (
                r#"{"packageDirectories":[{"path":"force-app"}],"sourceBehaviorOptions":["decomposePermissionSetBeta2"]}"#,
                "`sourceBehaviorOptions` is not supported",
            ),
            (r#"{"packageDirectories":[{"path":"force-app"}],"replacements":[{"file":"x"}]}"#, "unknown field `file`"),
            (r#"{"packageDirectories":[{"path":"nope"}]}"#, "does not exist"),
            (
                r#"{"packageDirectories":[{"path":"force-app"}],"sourceApiVersion":"v66"}"#,
                "not a Salesforce API version",
            ),
        ] {
            let error = project(json).unwrap_err();
            assert!(error.message.contains(part), "{json}: {}", error.message);
        }
        assert!(Project::read(Path::new("/nonexistent")).unwrap_err().message.contains("cannot be read"));
    }
}
