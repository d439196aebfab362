//! Changes on disk, one file at a time, each all or nothing.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// Start of the names of temporary files; a later run removes those that a crash left behind.
const TEMPORARY: &str = ".generate-";

/// Up to this many files are flushed one by one; beyond, Linux flushes the file system as a whole, which takes a fraction
/// of a second instead of milliseconds for each file.
const FLUSHED_SINGLY: usize = 16;

/// What [`super::FilePlan::apply`] does to a disk: changes are queued, then made in order. Tests put one in its place
/// that dies half-way.
pub trait Disk {
    /// Queues that the file at `path` gets this content. Directories are created as needed.
    ///
    /// # Errors
    /// The content could not be put beside the file; the file is as it was.
    fn write(&mut self, path: &Path, content: &[u8]) -> io::Result<()>;

    /// Queues that the file at `path` is removed; that it is gone by then is no error.
    fn remove(&mut self, path: &Path);

    /// Drops the queued changes: every file stays as it is.
    fn forget(&mut self);

    /// Makes the queued changes in order and returns when they would survive a power failure.
    ///
    /// # Errors
    /// The path of the change that failed. The changes before it are made, the file itself and all after are as they
    /// were.
    fn settle(&mut self) -> Result<(), (PathBuf, io::Error)>;
}

/// The file system.
#[derive(Debug, Default)]
pub struct RealDisk {
    queue: Vec<Change>,
    /// Where the last file was put: thousands go to one directory, which is made once.
    directory: PathBuf,
}

/// A queued change. A temporary file that is never renamed is removed when the value is dropped.
#[derive(Debug)]
enum Change {
    Write { to: PathBuf, from: TempPath },
    Remove(PathBuf),
}

impl Change {
    fn path(&self) -> &Path {
        match self {
            Self::Write { to: path, .. } | Self::Remove(path) => path,
        }
    }

    fn make(self) -> io::Result<()> {
        match self {
            Self::Write { to, from } => from.persist(to).map_err(|error| error.error),
            Self::Remove(path) => match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            },
        }
    }
}

impl Disk for RealDisk {
    fn write(&mut self, path: &Path, content: &[u8]) -> io::Result<()> {
        let directory = path.parent().unwrap_or(Path::new("."));
        if directory != self.directory {
            std::fs::create_dir_all(directory)?;
            self.directory = directory.to_path_buf();
        }
        self.queue.push(Change::Write { to: path.to_path_buf(), from: beside(directory, content)? });
        Ok(())
    }

    fn remove(&mut self, path: &Path) {
        self.queue.push(Change::Remove(path.to_path_buf()));
    }

    fn forget(&mut self) {
        *self = Self::default();
    }

    fn settle(&mut self) -> Result<(), (PathBuf, io::Error)> {
        let Self { queue, .. } = std::mem::take(self);
        let written: Vec<&TempPath> = queue
            .iter()
            .filter_map(|change| match change {
                Change::Write { from, .. } => Some(from),
                Change::Remove(_) => None,
            })
            .collect();
        let first = queue.first().map(|change| change.path().to_path_buf()).unwrap_or_default();
        flush_files(&written).map_err(|error| (first.clone(), error))?;
        let mut directories = BTreeSet::new();
        for change in queue {
            let path = change.path().to_path_buf();
            directories.extend(path.parent().map(Path::to_path_buf));
            change.make().map_err(|error| (path, error))?;
        }
        directories.iter().try_for_each(|directory| flush_directory(directory)).map_err(|error| (first, error))
    }
}

/// Puts the content into a temporary file in `directory`.
fn beside(directory: &Path, content: &[u8]) -> io::Result<TempPath> {
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
    Ok(file.into_temp_path())
}

/// Creates a file with this content, all or nothing, and its directories as needed.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] if there is such a file, which stays as it is; else no file was made.
pub fn create_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory)?;
    let temporary = beside(directory, content)?;
    flush_files(&[&temporary])?;
    temporary.persist_noclobber(path).map_err(|error| error.error)?;
    flush_directory(directory)
}

/// Gives one file this content, all or nothing.
///
/// # Errors
/// The file is as it was.
pub fn write_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut disk = RealDisk::default();
    disk.write(path, content)?;
    disk.settle().map_err(|(_, error)| error)
}

fn flush_files(files: &[&TempPath]) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if files.len() > FLUSHED_SINGLY {
        use std::os::unix::fs::MetadataExt;
        let mut devices = BTreeSet::new();
        for file in files {
            if devices.insert(file.metadata()?.dev()) {
                rustix::fs::syncfs(std::fs::File::open(file)?)?;
            }
        }
        return Ok(());
    }
    // Windows flushes only through a handle that may write.
    files.iter().try_for_each(|file| std::fs::OpenOptions::new().write(true).open(file)?.sync_data())
}

/// Makes renames in `directory` durable. Windows has no such call; there a rename is as durable as the file system makes
/// it.
fn flush_directory(directory: &Path) -> io::Result<()> {
    #[cfg(unix)]
    match std::fs::File::open(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        opened => opened?.sync_all()?,
    }
    #[cfg(not(unix))]
    let _ = directory;
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::create_file;
    use std::io::ErrorKind;

    #[test]
    fn a_created_file_is_whole_and_never_replaces_another() {
        let root = tempfile::tempdir().expect("a directory");
        let path = root.path().join("a/b.yaml");
        create_file(&path, b"first").expect("created");
        let again = create_file(&path, b"second").expect_err("it exists");
        assert_eq!(again.kind(), ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).expect("a file"), b"first");
        assert_eq!(std::fs::read_dir(root.path().join("a")).expect("a directory").count(), 1);
    }
}
