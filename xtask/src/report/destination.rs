//! `--report`: which reports to write, and where.

use super::format::{self, Format};
use std::path::PathBuf;
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
        if text.ends_with(['/', std::path::MAIN_SEPARATOR]) || std::path::Path::new(text).is_dir() {
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
}

impl Destination {
    /// The files to write, with their formats.
    pub fn files(&self) -> Vec<(&'static Format, PathBuf)> {
        match self {
            Self::File(format, path) => vec![(*format, path.clone())],
            Self::Directory(path) => format::ALL.iter().map(|format| (format, path.join(format.file))).collect(),
        }
    }
}
