//! A file the generator wants to exist.

use crate::yaml::Pos;
use std::sync::Arc;

/// Where in the specs something comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Spec file, relative to the project root.
    pub file: Arc<str>,
    /// Position in it.
    pub at: Pos,
}

impl Origin {
    /// The same as a place for diagnostics.
    pub fn place(&self) -> diag::Place {
        diag::Place::new(&*self.file, self.at.line, self.at.column)
    }
}

/// Which generated lines come from which spec line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineOrigin {
    /// First generated line, from 1. The range ends where the next one begins.
    pub line: u32,
    /// The spec line behind it.
    pub origin: Origin,
}

/// Who owns a file after it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// The generator: the file is in the lock and rewritten whenever the specs change.
    Generated,
    /// People: created once if absent, never touched again, in no lock.
    HandOwned,
}

/// A file the generator wants to exist. Rendering touches no disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Path relative to the project root, with `/`.
    pub path: String,
    /// Content; text files have LF line ends and end with one.
    pub bytes: Vec<u8>,
    /// Who owns it.
    pub ownership: Ownership,
    /// The spec behind the file as a whole.
    pub origin: Option<Origin>,
    /// The specs behind its parts, sorted by line.
    pub lines: Vec<LineOrigin>,
}

impl RenderedFile {
    /// A generated text file.
    pub fn generated(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            bytes: text.into().into_bytes(),
            ownership: Ownership::Generated,
            origin: None,
            lines: Vec::new(),
        }
    }

    /// Names the spec behind the file.
    #[must_use]
    pub fn from(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }
}
