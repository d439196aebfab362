//! What holds for any sequence of runs.

use super::*;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

type Files = BTreeMap<String, String>;

fn files() -> impl Strategy<Value = Files> {
    let path = prop_oneof![Just("a"), Just("b/a"), Just("b/c"), Just("b/d/e"), Just("f/g"), Just("h")];
    btree_map(path.prop_map(str::to_owned), "[xy\r\n]{0,4}", 0..5)
}

fn as_rendered(files: &Files) -> Vec<RenderedFile> {
    files.iter().map(|(path, text)| RenderedFile::generated(path.as_str(), text.as_str())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// After writing, the check is clean, a second write does nothing, and the disk has exactly the wanted files.
    #[test]
    fn writing_reaches_the_wanted_state(steps in vec(files(), 1..5)) {
        let project = Project::new();
        for wanted in &steps {
            let run = |mode| plan(project.root(), &as_rendered(wanted), &Selection::default()).apply(mode, &mut RealDisk::default());
            run(Mode::Write).expect("nobody edits");
            prop_assert_eq!(run(Mode::Check), Ok(Report { unchanged: wanted.len(), ..Report::default() }));
            let again = plan(project.root(), &as_rendered(wanted), &Selection::default());
            prop_assert!(!again.has_changes());
            let unified = |files: &Files| -> Files {
                files.iter().map(|(path, text)| (path.clone(), text.replace("\r\n", "\n"))).collect()
            };
            prop_assert_eq!(unified(&project.files()), unified(wanted));
        }
    }

    /// Whatever stands on disk without being generated is still there after any run.
    #[test]
    fn nothing_of_people_is_lost(before in files(), theirs in files(), wanted in files()) {
        let project = Project::new();
        plan(project.root(), &as_rendered(&before), &Selection::default())
            .apply(Mode::Write, &mut RealDisk::default())
            .expect("an empty project");
        for (path, text) in &theirs {
            project.put(path, text);
        }
        let _ = plan(project.root(), &as_rendered(&wanted), &Selection::default()).apply(Mode::Write, &mut RealDisk::default());
        let after = project.files();
        for (path, text) in theirs {
            let unified = |text: &String| text.replace("\r\n", "\n");
            let was_generated = before.get(&path).map(unified) == Some(unified(&text));
            prop_assert!(was_generated || after.get(&path) == Some(&text), "{path} was lost");
        }
    }

    /// No lock file, however damaged, makes the tool panic or write.
    #[test]
    fn any_lock_text_is_read_or_refused(text in "(version 1\n)?([0-9a-f]{64}\t)?[ -~\t\n]{0,80}") {
        if let Ok(lock) = super::super::Lock::parse(&text) {
            prop_assert_eq!(super::super::Lock::parse(&lock.to_text()), Ok(lock));
        }
    }
}
