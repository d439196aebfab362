//! Which project a command works on.

use crate::error::CommandError;
use diag::Diagnostic;
use std::path::{Path, PathBuf};

/// The package directories of the project at `root`, relative to it, and what a deployment would take of each.
///
/// # Errors
/// What is wrong with `sfdx-project.json` or `.forceignore`.
pub fn package_directories(root: &Path) -> Result<Vec<(String, Vec<PathBuf>)>, Vec<Diagnostic>> {
    let directories = codegen::readable_directories(root)?.into_iter();
    directories.map(|directory| Ok((directory.clone(), sf_metadata::deployed_files(root, &directory)?))).collect()
}

/// Whether a project has specs. What `org describe` keeps beside them is none.
pub fn has_specs(root: &Path) -> bool {
    let entries = std::fs::read_dir(root.join("specs")).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name() != "schema")
}

/// The option that every command about a project has.
#[derive(Debug, Clone, clap::Args)]
pub struct ProjectArgs {
    /// Root of the project. Default: the nearest directory, from here upwards, with `specs` or `sfdx-project.json`.
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,
}

impl ProjectArgs {
    /// The root directory of the project.
    pub fn root(&self) -> Result<PathBuf, CommandError> {
        if let Some(given) = &self.project {
            return given.is_dir().then(|| given.clone()).ok_or_else(|| {
                CommandError::usage(
                    format!("`{}` is not a directory", given.display()),
                    "give the root of the project to --project",
                )
            });
        }
        let here = std::env::current_dir()
            .map_err(|error| CommandError::internal(format!("cannot tell the current directory: {error}")))?;
        let is_root = |dir: &&Path| dir.join("specs").is_dir() || dir.join("sfdx-project.json").is_file();
        Ok(here.ancestors().find(is_root).unwrap_or(&here).to_path_buf())
    }
}

#[cfg(test)]
mod tests {
    use super::has_specs;

    #[test]
    fn what_an_org_was_described_as_is_no_spec() {
        let directory = tempfile::tempdir().expect("a directory");
        assert!(!has_specs(directory.path()));
        std::fs::create_dir_all(directory.path().join("specs/schema")).expect("made");
        assert!(!has_specs(directory.path()));
        std::fs::create_dir(directory.path().join("specs/tools")).expect("made");
        assert!(has_specs(directory.path()));
    }
}
