//! From rendered files to files on disk, without ever losing what a person wrote.
//!
//! [`plan`] compares [`RenderedFile`](crate::RenderedFile)s with the disk and the [`Lock`] and says what would happen
//! to each file; [`FilePlan::apply`] does it, verifies it or leaves it, by one [`Mode`]. What holds:
//!
//! - A file is overwritten or removed only while its content is what the lock says was generated.
//! - A plan with an error changes no file.
//! - A file is replaced as a whole (temporary file in its directory, flush, rename), and only when its bytes differ.
//! - Before the first change the lock is rewritten to accept the old *and* the new content of every file, and after
//!   the last one to accept the new content only. A crash in between leaves a lock that fits every file.

mod apply;
mod disk;
mod history;
mod inputs;
mod lock;
mod path;
mod plan;
#[cfg(test)]
mod tests;

/// Directories that belong to the generator as a whole. The destructive manifest may go, so `manifest/` is one of them.
pub const GENERATED_ROOTS: &[&str] =
    &["force-app/main/mcp/", "manifest/", "clients/", "targets/", "docs/review/", "specs/schema/"];

pub use apply::{Mode, Report};
pub use disk::{Disk, RealDisk, create_file, write_file};
pub use history::History;
pub use inputs::Inputs;
pub use lock::{Digest, LOCK_PATH, Lock, LockEntry};
pub use plan::{Action, FilePlan, Filter, PlannedFile, Selection, plan};

/// Why no file of a project may have this path, on Windows the least; `None` if it may.
pub fn why_no_path(path: &str) -> Option<&'static str> {
    path::check(path).err()
}
