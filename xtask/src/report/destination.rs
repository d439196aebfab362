//! `--report`: which reports to write, and where.

use super::format::{self, Format};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The option of commands that can write reports.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ReportArgs {
    /// Write a report: json, junit, lcov, cobertura, sarif, codequality or summary, by name or by the file's ending. A
    /// directory (`reports/`) gets all of them. May be given several times.
    #[arg(long, value_name = "[FORMAT=]FILE")]
    pub report: Vec<Destination>,
}

/// A report that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// One format into a file.
    File(&'static Format, PathBuf),
    /// All formats into a directory.
    Directory(PathBuf),
}

impl FromStr for Destination {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let destination = Self::named(text)?;
        // Before anything is done: a report that fails at the end would come too late.
        destination.files().iter().try_for_each(|(_, path)| can_be_written(path))?;
        Ok(destination)
    }
}

/// Whether a file can be written, or made together with its directories, as far as can be told without writing.
fn can_be_written(path: &Path) -> Result<(), String> {
    let refuse =
        |at: &Path, why: &str| Err(format!("`{}` cannot be written: `{}` {why}", path.display(), at.display()));
    if path.is_dir() {
        return refuse(path, "is a directory");
    }
    let directories = path.ancestors().skip(1).map(|at| if at.as_os_str().is_empty() { Path::new(".") } else { at });
    let Some(nearest) = directories.into_iter().find(|at| at.symlink_metadata().is_ok()) else { return Ok(()) };
    match nearest.metadata() {
        Ok(found) if !found.is_dir() => refuse(nearest, "is no directory"),
        Ok(found) if found.permissions().readonly() || !is_ours_to_write(nearest) => {
            refuse(nearest, "is not yours to write to")
        }
        Ok(_) => Ok(()),
        Err(error) => refuse(nearest, &format!("cannot be used: {error}")),
    }
}

#[cfg(unix)]
fn is_ours_to_write(directory: &Path) -> bool {
    rustix::fs::access(directory, rustix::fs::Access::WRITE_OK).is_ok()
}

/// Whose a directory is on other systems is seen when something is written to it.
#[cfg(not(unix))]
fn is_ours_to_write(_: &Path) -> bool {
    true
}

impl Destination {
    /// What a text names.
    fn named(text: &str) -> Result<Self, String> {
        let names = || format::ALL.iter().map(|format| format.name).collect::<Vec<_>>().join(", ");
        if let Some((name, path)) = text.split_once('=')
            && !name.contains(['/', '\\', '.'])
        {
            let format = format::named(name)
                .ok_or_else(|| format!("`{name}` is no format of reports; the formats are {}", names()))?;
            if path.is_empty() {
                return Err(format!("a file name is missing after `{name}=`"));
            }
            return Ok(Self::File(format, path.into()));
        }
        if text.ends_with(['/', std::path::MAIN_SEPARATOR]) || Path::new(text).is_dir() {
            return Ok(Self::Directory(text.into()));
        }
        match format::of_file(text) {
            Some(format) => Ok(Self::File(format, text.into())),
            None => Err(format!(
                "the end of `{text}` names no format; write FORMAT=FILE, where FORMAT is one of {}, or end a directory with `/`",
                names()
            )),
        }
    }

    /// The files to write, with their formats.
    pub fn files(&self) -> Vec<(&'static Format, PathBuf)> {
        match self {
            Self::File(format, path) => vec![(*format, path.clone())],
            Self::Directory(path) => format::ALL.iter().map(|format| (format, path.join(format.file))).collect(),
        }
    }
}
