//! Changes on disk, one file at a time, each all or nothing.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Start of the names of temporary files; a later run removes those that a crash left behind.
const TEMPORARY: &str = ".generate-";

/// What [`super::FilePlan::apply`] does to a disk. Tests put one in its place that dies half-way.
pub trait Disk {
    /// Gives the file at `path` this content, creating directories as needed. The old content stays until the new one
    /// is complete.
    ///
    /// # Errors
    /// The file is as it was before.
    fn write(&mut self, path: &Path, content: &[u8]) -> io::Result<()>;

    /// Removes the file at `path`; that it is gone already is no error.
    ///
    /// # Errors
    /// The file is still there.
    fn remove(&mut self, path: &Path) -> io::Result<()>;

    /// Returns when all changes so far would survive a power failure.
    ///
    /// # Errors
    /// They might not.
    fn settle(&mut self) -> io::Result<()>;
}

/// The file system.
#[derive(Debug, Default)]
pub struct RealDisk {
    touched: BTreeSet<PathBuf>,
}

impl Disk for RealDisk {
    fn write(&mut self, path: &Path, content: &[u8]) -> io::Result<()> {
        let directory = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(directory)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(TEMPORARY).suffix(".tmp");
        #[cfg(unix)]
        {
            // Temporary files are private by default; project files get what the user's umask leaves.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(directory)?;
        file.write_all(content)?;
        file.as_file().sync_data()?;
        file.persist(path).map_err(|error| error.error)?;
        self.touched.insert(directory.to_path_buf());
        Ok(())
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => {
                self.touched.extend(path.parent().map(Path::to_path_buf));
                Ok(())
            }
        }
    }

    fn settle(&mut self) -> io::Result<()> {
        for directory in std::mem::take(&mut self.touched) {
            // Windows has no such call for directories; there a rename is as durable as the file system makes it.
            #[cfg(unix)]
            match std::fs::File::open(&directory) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                opened => opened?.sync_all()?,
            }
            #[cfg(not(unix))]
            drop(directory);
        }
        Ok(())
    }
}

/// Removes temporary files that an interrupted run left in `directory`.
pub(super) fn sweep(directory: &Path) {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(TEMPORARY) && name.ends_with(".tmp") {
            // A file that cannot be removed now is not part of the project; the next run tries again.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Removes `directory` and its parents as far as they are empty, but neither `root` nor what stands directly in it:
/// tools expect package directories to exist.
pub(super) fn remove_empty(root: &Path, directory: &Path) {
    let mut directory = directory;
    while directory.parent().is_some_and(|parent| parent != root && parent.starts_with(root)) {
        // Fails for a directory that is not empty, which is what ends the loop.
        if std::fs::remove_dir(directory).is_err() {
            return;
        }
        let Some(parent) = directory.parent() else { return };
        directory = parent;
    }
}
