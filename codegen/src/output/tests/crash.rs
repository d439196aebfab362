//! Runs that die at every possible moment.

use super::*;
use std::io;

/// A disk that stops working after some changes. Like a killed process it leaves the temporary files of the changes it
/// did not make, the first of them half-written.
struct Dying {
    left: usize,
    queue: Vec<(PathBuf, Option<Vec<u8>>)>,
}

impl Dying {
    fn after(changes: usize) -> Self {
        Self { left: changes, queue: Vec::new() }
    }
}

impl Disk for Dying {
    fn write(&mut self, path: &Path, content: &[u8]) -> io::Result<()> {
        self.queue.push((path.to_path_buf(), Some(content.to_vec())));
        Ok(())
    }

    fn remove(&mut self, path: &Path) {
        self.queue.push((path.to_path_buf(), None));
    }

    fn forget(&mut self) {
        self.queue.clear();
    }

    fn settle(&mut self) -> Result<(), (PathBuf, io::Error)> {
        let mut result = Ok(());
        for (number, (path, content)) in std::mem::take(&mut self.queue).into_iter().enumerate() {
            let mut real = RealDisk::default();
            match (&content, self.left.checked_sub(1)) {
                (Some(content), Some(left)) => {
                    real.write(&path, content).expect("written");
                    self.left = left;
                }
                (None, Some(left)) => {
                    real.remove(&path);
                    self.left = left;
                }
                (content, None) => {
                    let directory = path.parent().expect("a parent");
                    std::fs::create_dir_all(directory).expect("made");
                    let half = content.as_ref().map_or(&[][..], |content| &content[..content.len() / 2]);
                    std::fs::write(directory.join(format!(".generate-{number}.tmp")), half).expect("written");
                    if result.is_ok() {
                        result = Err((path, io::Error::other("the power is gone")));
                    }
                }
            }
            real.settle().expect("settled");
        }
        result
    }
}

const OLD: [(&str, &str); 3] = [("a/changed", "old\n"), ("b/same", "same\n"), ("c/removed", "old\n")];
const NEW: [(&str, &str); 3] = [("a/changed", "new\n"), ("b/same", "same\n"), ("d/created", "new\n")];
/// What the specs say when the run is repeated: they may have been edited in between.
const LATER: [(&str, &str); 3] = [("a/changed", "later\n"), ("c/removed", "later\n"), ("d/created", "later\n")];

/// The changes of a run from `OLD` to `NEW`: two of the lock, three of files.
const CHANGES: usize = 5;

fn map(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn every_file_is_old_or_new_and_the_next_run_finishes() {
    for next in [&OLD[..], &NEW, &LATER, &[]] {
        for changes in 0..CHANGES {
            let project = Project::new();
            project.run(Mode::Write, &OLD).expect("written");
            let result = project.run_on(&mut Dying::after(changes), Mode::Write, &NEW);
            assert_eq!(codes(result), ["FILE007"], "after {changes} changes");
            let (old, new) = (map(&OLD), map(&NEW));
            for (path, content) in project.files() {
                let whole =
                    path.contains(".generate-") || [&old, &new].iter().any(|side| side.get(&path) == Some(&content));
                assert!(whole, "{path} is neither old nor new after {changes} changes");
            }
            assert!(project.files()["b/same"] == "same\n");
            project.run(Mode::Write, next).unwrap_or_else(|problems| panic!("{}", diag::render::text(&problems)));
            assert_eq!(project.files(), map(next), "after {changes} changes");
            project.run(Mode::Check, next).expect("clean");
        }
    }
    let project = Project::new();
    project.run(Mode::Write, &OLD).expect("written");
    project.run_on(&mut Dying::after(CHANGES), Mode::Write, &NEW).expect("CHANGES is the number of changes");
}

#[test]
fn a_first_run_that_dies_leaves_nothing_behind() {
    for changes in 1..4 {
        let project = Project::new();
        project.run_on(&mut Dying::after(changes), Mode::Write, &OLD).expect_err("dies");
        project.run(Mode::Write, &[]).expect("the specs are gone");
        assert_eq!(project.files(), BTreeMap::new());
    }
}

#[test]
fn an_edit_after_the_crash_is_still_noticed() {
    for changes in 1..CHANGES {
        let project = Project::new();
        project.run(Mode::Write, &OLD).expect("written");
        project.run_on(&mut Dying::after(changes), Mode::Write, &NEW).expect_err("dies");
        project.put("a/changed", "mine\n");
        assert_eq!(codes(project.run(Mode::Write, &NEW)), ["FILE001"]);
        assert_eq!(project.files()["a/changed"], "mine\n");
    }
}
