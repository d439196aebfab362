//! Which project a command works on.

use crate::error::CommandError;
use std::path::{Path, PathBuf};

/// The package directories of the project at `root` that exist.
pub fn package_directories(root: &Path) -> Vec<PathBuf> {
    codegen::package_directories(root).iter().map(|dir| root.join(dir)).filter(|dir| dir.is_dir()).collect()
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
