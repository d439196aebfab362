//! Doing something again whenever the project changes.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use notify::{Event, EventKind, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Editors and generators write several files at once; so long must be quiet before the next run.
const QUIET: Duration = Duration::from_millis(100);

/// Runs `action` now and after each change below the package directories. Returns only if nothing can be watched; Ctrl-C
/// ends the process.
pub fn whenever_changed(
    root: &Path,
    printer: &mut Printer,
    action: &mut dyn FnMut(&mut Printer),
) -> Result<Exit, CommandError> {
    let failed = |what: &str, error: notify::Error| CommandError {
        hint: Some("run without --watch, or raise the system's limit of watched files".to_owned()),
        ..CommandError::internal(format!("cannot watch {what}: {error}"))
    };
    let (sender, changes) = channel();
    let on_event = move |event: Result<Event, notify::Error>| {
        if event.as_ref().is_ok_and(matters) {
            // The receiver lives as long as the watcher.
            let _ = sender.send(());
        }
    };
    let mut watcher = notify::recommended_watcher(on_event).map_err(|error| failed("files", error))?;
    // Whatever is wrong with the project file is said by each run.
    let named = codegen::package_directories(root).into_iter().map(|directory| root.join(directory));
    let dirs: Vec<PathBuf> = named.filter(|dir| dir.is_dir()).collect();
    if dirs.is_empty() {
        return Err(CommandError::usage(
            "there is no package directory to watch",
            "run `cargo xtask new project`, or name a directory that exists in sfdx-project.json",
        ));
    }
    for dir in &dirs {
        watcher.watch(dir, RecursiveMode::Recursive).map_err(|error| failed(&dir.display().to_string(), error))?;
    }
    loop {
        action(printer);
        printer.note("waiting for changes; Ctrl-C ends");
        if !next(&changes) {
            return Err(CommandError::internal("the system no longer tells about changes of files"));
        }
        printer.stage("changed");
    }
}

/// Waits for the next change and for the changes that come with it.
fn next(changes: &Receiver<()>) -> bool {
    if changes.recv().is_err() {
        return false;
    }
    loop {
        match changes.recv_timeout(QUIET) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

/// Whether a file's content may have changed: not when it was only read, and not for the files that editors keep beside
/// the one that is edited.
fn matters(event: &Event) -> bool {
    let is_source = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with('.') && !name.ends_with('~') && !name.ends_with(".swp") && !name.ends_with(".tmp")
    };
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(is_source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, ModifyKind};

    #[test]
    fn reading_a_file_and_files_of_editors_do_not_matter() {
        let event = |kind, path: &str| Event::new(kind).add_path(path.into());
        let modified = EventKind::Modify(ModifyKind::Any);
        assert!(matters(&event(modified, "/p/classes/A.cls")));
        assert!(matters(&event(EventKind::Remove(notify::event::RemoveKind::File), "/p/classes/A.cls")));
        assert!(!matters(&event(EventKind::Access(AccessKind::Any), "/p/classes/A.cls")));
        assert!(!matters(&event(modified, "/p/classes/.A.cls.swp")));
        assert!(!matters(&event(modified, "/p/classes/A.cls~")));
    }

    #[test]
    fn changes_that_come_together_are_one() {
        let (sender, changes) = channel();
        (0..5).for_each(|_| sender.send(()).unwrap());
        assert!(next(&changes));
        assert!(changes.try_recv().is_err());
        drop(sender);
        assert!(!next(&changes));
    }
}
