//! One situation each.

use super::*;
use crate::Ownership;
use crate::output::LOCK_PATH;

#[test]
fn a_first_run_creates_a_second_changes_nothing() {
    let project = Project::new();
    let files = [("a/x.cls", "1\n"), ("b.xml", "2\n")];
    let first = project.run(Mode::Write, &files).expect("written");
    assert_eq!(first, Report { created: 2, ..Report::default() });
    let written = |path: &str| project.path(path).metadata().expect("there").modified().expect("a time");
    let (file, lock) = (written("b.xml"), written("specs/generated.lock"));
    let second = project.run(Mode::Write, &files).expect("nothing to do");
    assert_eq!(second, Report { unchanged: 2, ..Report::default() });
    assert_eq!((written("b.xml"), written("specs/generated.lock")), (file, lock));
    project.run(Mode::Check, &files).expect("clean");
}

#[test]
fn the_order_of_files_does_not_matter() {
    let (one, two) = (Project::new(), Project::new());
    one.run(Mode::Write, &[("a", "1\n"), ("b", "2\n")]).expect("written");
    two.run(Mode::Write, &[("b", "2\n"), ("a", "1\n")]).expect("written");
    let lock = |project: &Project| std::fs::read(project.path("specs/generated.lock")).expect("there");
    assert_eq!(lock(&one), lock(&two));
}

#[test]
fn check_lists_every_stale_file_and_changes_nothing() {
    let project = Project::new();
    project.run(Mode::Write, &[("gone", "1\n"), ("old", "1\n"), ("same", "1\n")]).expect("written");
    let before = project.files();
    let wanted = [("new", "1\n"), ("old", "2\n"), ("same", "1\n")];
    let problems = project.run(Mode::Check, &wanted).expect_err("stale");
    let text: Vec<&str> = problems.iter().map(|d| d.message.as_str()).collect();
    let expected = [
        "`gone` is no longer generated",
        "`new` is missing",
        "`old` is out of date",
        "`specs/generated.lock` is out of date",
    ];
    assert_eq!(text, expected);
    assert!(problems.iter().all(|d| d.hint.as_ref().is_some_and(|hint| hint.contains("`cargo xtask generate`"))));
    project.run(Mode::DryRun, &wanted).expect("a dry run is no error");
    assert_eq!(project.files(), before);
}

#[test]
fn an_edited_file_is_neither_overwritten_nor_removed_and_nothing_else_changes() {
    let project = Project::new();
    project.run(Mode::Write, &[("a", "1\n"), ("b", "1\n"), ("c", "1\n")]).expect("written");
    project.put("a", "mine\n");
    project.put("b", "mine\n");
    let before = project.files();
    assert_eq!(codes(project.run(Mode::Write, &[("a", "2\n"), ("c", "2\n")])), ["FILE001", "FILE001"]);
    assert_eq!(project.files(), before);
    let overwrite = Selection { overwrite: ["a".to_owned(), "b".to_owned()].into(), ..Selection::default() };
    let forced = plan(project.root(), &rendered(&[("a", "2\n"), ("c", "2\n")]), &overwrite);
    forced.apply(Mode::Write, &mut RealDisk::default()).expect("asked for");
    assert_eq!(project.files(), [("a", "2\n"), ("c", "2\n")].map(|(p, t)| (p.to_owned(), t.to_owned())).into());
}

#[test]
fn an_edit_that_equals_the_new_content_is_fine() {
    let project = Project::new();
    project.run(Mode::Write, &[("a", "1\n")]).expect("written");
    project.put("a", "2\n");
    assert_eq!(project.run(Mode::Write, &[("a", "2\n")]).expect("equal").unchanged, 1);
    project.run(Mode::Check, &[("a", "2\n")]).expect("the lock was brought up to date");
}

#[test]
fn a_file_of_people_is_adopted_only_if_equal() {
    let project = Project::new();
    project.put("a", "1\n");
    project.put("b", "mine\n");
    assert_eq!(codes(project.run(Mode::Write, &[("a", "1\n"), ("b", "1\n")])), ["FILE002"]);
    project.run(Mode::Write, &[("a", "1\n")]).expect("adopted");
    assert_eq!(project.run(Mode::Write, &[("a", "2\n")]).expect("now generated").updated, 1);
}

#[test]
fn hand_owned_files_are_created_once_and_never_touched() {
    let project = Project::new();
    let file = || vec![RenderedFile { ownership: Ownership::HandOwned, ..RenderedFile::generated("h.cls", "start\n") }];
    let run = |files: Vec<RenderedFile>| {
        plan(project.root(), &files, &Selection::default()).apply(Mode::Write, &mut RealDisk::default())
    };
    assert_eq!(run(file()).expect("created").created, 1);
    project.put("h.cls", "work\n");
    assert_eq!(run(file()).expect("left alone").unchanged, 1);
    run(Vec::new()).expect("not in the lock, so not removed");
    assert_eq!(project.files()["h.cls"], "work\n");
    project.run(Mode::Write, &[("h.cls", "work\n")]).expect("becomes generated");
    run(file()).expect("and hand-owned again");
    project.run(Mode::Write, &[]).expect("nothing to remove");
    assert_eq!(project.files()["h.cls"], "work\n");
}

#[test]
fn removed_files_take_their_empty_directories_along() {
    let project = Project::new();
    project.put("app/keep/mine.txt", "x");
    project.run(Mode::Write, &[("app/a/b/c", "1\n"), ("app/keep/d/e", "1\n")]).expect("written");
    assert_eq!(project.run(Mode::Write, &[]).expect("removed").removed, 2);
    assert!(!project.path("app/a").exists() && !project.path("app/keep/d").exists());
    assert!(project.path("app/keep/mine.txt").exists());
}

#[test]
fn line_ends_written_by_git_are_no_edit() {
    let project = Project::new();
    project.run(Mode::Write, &[("a", "1\n2\n")]).expect("written");
    project.put("a", "1\r\n2\r\n");
    project.run(Mode::Check, &[("a", "1\n2\n")]).expect("only line ends differ");
    assert_eq!(project.run(Mode::Write, &[("a", "3\n")]).expect("not an edit").updated, 1);
    assert_eq!(project.files()["a"], "3\n");
}

#[test]
fn a_name_that_changes_only_in_letter_case_is_renamed() {
    let project = Project::new();
    project.run(Mode::Write, &[("a/Tool.cls", "1\n")]).expect("written");
    project.run(Mode::Write, &[("a/tool.cls", "1\n")]).expect("renamed");
    assert_eq!(project.files().into_keys().collect::<Vec<_>>(), ["a/tool.cls"]);
    project.run(Mode::Check, &[("a/tool.cls", "1\n")]).expect("clean");
}

#[test]
fn a_selection_touches_only_its_files() {
    let project = Project::new();
    project.run(Mode::Write, &[("x/a", "1\n"), ("x/b", "1\n"), ("y/c", "1\n"), ("y/d", "1\n")]).expect("written");
    let only = |path: &str, _: Option<&str>| path.starts_with("x/");
    let selection = Selection { only: Some(&only), ..Selection::default() };
    let some = plan(project.root(), &rendered(&[("x/a", "2\n"), ("y/c", "2\n")]), &selection);
    let report = some.apply(Mode::Write, &mut RealDisk::default()).expect("written");
    assert_eq!((report.updated, report.removed), (1, 1));
    let actions = project.actions(&[("x/a", "2\n"), ("y/c", "2\n")]);
    let text: Vec<(&str, &Action)> = actions.iter().map(|(path, action)| (path.as_str(), action)).collect();
    let rest = [("x/a", &Action::Unchanged), ("y/c", &Action::Update), ("y/d", &Action::Remove)];
    assert_eq!(text[..3], rest);
}

#[test]
fn a_diff_shows_the_change() {
    let project = Project::new();
    project.run(Mode::Write, &[("a", "1\n2\n")]).expect("written");
    let plan = plan(project.root(), &rendered(&[("a", "1\n3\n")]), &Selection::default());
    assert_eq!(plan.files[0].diff(), "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n");
}

#[test]
fn what_is_in_the_way_on_disk_is_reported() {
    let project = Project::new();
    project.put("dir/file", "x");
    project.put("file", "x");
    assert_eq!(
        codes(project.run(Mode::Write, &[("dir", "1\n"), ("file/a", "1\n"), ("ok", "1\n")])),
        ["FILE006", "FILE006"]
    );
    assert!(!project.path("ok").exists());
    project.put("specs/generated.lock", "version 99\n");
    assert_eq!(codes(project.run(Mode::Write, &[("ok", "1\n")])), ["FILE005"]);
    assert_eq!(
        codes(project.run(Mode::Write, &[("../ok", "1\n"), ("Ok", ""), ("ok", "")])),
        ["FILE003", "FILE004", "FILE005"]
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_removed_through_a_link() {
    let project = Project::new();
    let outside = Project::new();
    project.run(Mode::Write, &[("a/x", "1\n")]).expect("written");
    std::fs::rename(project.path("a"), outside.path("a")).expect("moved");
    std::os::unix::fs::symlink(outside.path("a"), project.path("a")).expect("linked");
    assert_eq!(codes(project.run(Mode::Write, &[("a/x", "2\n")])), ["FILE008"]);
    assert_eq!(codes(project.run(Mode::Write, &[])), ["FILE008"]);
    assert_eq!(outside.files()["a/x"], "1\n");
}

#[cfg(unix)]
#[test]
fn files_have_ordinary_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new();
    project.put("by-hand", "x");
    project.run(Mode::Write, &[("a", "1\n")]).expect("written");
    let mode = |path: &str| project.path(path).metadata().expect("there").permissions().mode();
    assert_eq!(mode("a"), mode("by-hand"));
}

#[test]
fn history_names_what_is_no_longer_generated() {
    let project = Project::new();
    project.run(Mode::Write, &[("a", "1\n"), ("b", "1\n"), ("c", "1\n")]).expect("written");
    let history = super::super::History::read(project.root()).expect("a lock");
    assert_eq!(history.removed_paths(&rendered(&[("b", "2\n"), ("d", "1\n")])), ["a", "c"]);
}

#[test]
fn what_is_not_agreed_to_leaves_no_trace() {
    let refused = |project: &Project, files: &[(&str, &str)]| {
        let seen = |dir: &Path| {
            let entries = walkdir::WalkDir::new(dir).sort_by_file_name().into_iter();
            entries.map(|entry| entry.expect("readable").into_path()).collect::<Vec<_>>()
        };
        let before = (seen(project.root()), std::fs::read_to_string(project.path(LOCK_PATH)).ok(), project.files());
        let mut there = 0;
        let plan = plan(project.root(), &rendered(files), &Selection::default());
        let report = plan.apply_if(Mode::Write, &mut RealDisk::default(), || {
            there = seen(project.root()).len();
            false
        });
        assert_eq!(report, Ok(None));
        assert!(there > before.0.len(), "the new files were there already");
        assert_eq!(
            (seen(project.root()), std::fs::read_to_string(project.path(LOCK_PATH)).ok(), project.files()),
            before
        );
    };
    let project = Project::new();
    project.put("specs/tool.yaml", "");
    project.put("a/README", "");
    refused(&project, &[("a/new/first", "new\n")]);
    project.run(Mode::Write, &[("a/new/first", "old\n"), ("a/second", "old\n")]).expect("written");
    refused(&project, &[("a/new/first", "new\n"), ("a/other/third", "new\n")]);
    project.run(Mode::Check, &[("a/new/first", "old\n"), ("a/second", "old\n")]).expect("clean");
}
