//! A project over time: tools come and go, people edit, and nothing of theirs is lost.

use super::case::{snapshot, xtask};
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

const SERVER: &str = "specs/servers/sales.yaml";
const SECOND: &str = "specs/tools/get_contact.yaml";
const HANDLER: &str = "force-app/main/default/classes/AcmeScore.cls";
const SCORE: &str = "kind: tool\nversion: 1\nname: score_account\ntitle: Score\ndescription: Scores one account.\n\
     parameters:\n  - { name: id, type: id, object: Account, required: true, description: Id. }\n\
     custom:\n  handler: AcmeScore\n  effect: read\n  access: [{ object: Account, fields: [Name] }]\n  \
     returns: [{ name: score, type: integer, description: The score. }]\n";

/// The project of `tests/base/small`.
fn small() -> TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("base/small");
    for (path, text) in snapshot(&base) {
        put(dir.path(), &path, &text);
    }
    dir
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
    std::fs::write(path, text).expect("written");
}

fn edit(root: &Path, path: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(root.join(path)).expect("there");
    assert!(text.contains(from), "{path} has no {from}");
    put(root, path, &text.replace(from, to));
}

fn add_second_tool(root: &Path) {
    let tool = std::fs::read_to_string(root.join("specs/tools/get_account.yaml")).expect("there");
    let tool = tool.replace("Account", "Contact").replace("account", "contact").replace("Industry", "Title");
    put(root, SECOND, &tool);
    edit(root, SERVER, "[get_account]", "[get_account, get_contact]");
}

fn remove_second_tool(root: &Path) {
    std::fs::remove_file(root.join(SECOND)).expect("removed");
    edit(root, SERVER, "[get_account, get_contact]", "[get_account]");
}

fn generate(root: &Path) {
    xtask().current_dir(root).arg("generate").assert().success();
}

/// Paths that differ between two snapshots, the lock left out.
fn changed(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let paths = before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path));
    let mut paths: Vec<String> = paths.filter(|path| *path != "specs/generated.lock").cloned().collect();
    paths.sort();
    paths.dedup();
    paths
}

#[test]
fn a_second_run_changes_nothing_and_the_check_is_clean() {
    let dir = small();
    generate(dir.path());
    let before = snapshot(dir.path());
    let found = || std::fs::read_to_string(dir.path().join(".mcp-toolchain/generated.json")).expect("it ended well");
    let first = found();
    generate(dir.path());
    assert_eq!(found(), first, "there was nothing to look at again");
    assert_eq!(changed(&before, &snapshot(dir.path())), Vec::<String>::new());
    xtask().current_dir(&dir).args(["generate", "--check"]).assert().success();
    let elsewhere = small();
    generate(elsewhere.path());
    assert_eq!(snapshot(elsewhere.path()), before, "another directory gives other bytes");
}

#[test]
fn adding_a_tool_touches_only_its_files_and_the_lists_it_belongs_to() {
    let dir = small();
    generate(dir.path());
    let before = snapshot(dir.path());
    add_second_tool(dir.path());
    generate(dir.path());
    for path in changed(&before, &snapshot(dir.path())) {
        let own = path.to_lowercase().replace(['_', '-'], "").contains("getcontact");
        let list = path.to_lowercase().contains("sales") || path == "manifest/package.xml";
        assert!(own || list, "{path} changed");
    }
}

#[test]
fn a_removed_tool_takes_its_files_along_and_enters_the_destructive_manifest() {
    let dir = small();
    add_second_tool(dir.path());
    generate(dir.path());
    let before = snapshot(dir.path());
    remove_second_tool(dir.path());
    generate(dir.path());
    let after = snapshot(dir.path());
    let left: Vec<&String> = after.keys().filter(|path| path.contains("GetContact")).collect();
    assert_eq!(left, Vec::<&String>::new());
    let destructive = &after["manifest/destructiveChangesPost.xml"];
    for path in before.keys().filter(|path| path.contains("GetContact") && path.ends_with(".cls")) {
        let class = path.rsplit('/').next().and_then(|name| name.strip_suffix(".cls")).expect("a class");
        assert!(destructive.contains(&format!("<members>{class}</members>")), "{class} is missing in {destructive}");
    }
    assert!(!destructive.contains("GetAccount"), "{destructive}");
    xtask().current_dir(&dir).args(["generate", "--check"]).assert().success();
    generate(dir.path());
    assert_eq!(snapshot(dir.path()), after, "a second run changed something");

    add_second_tool(dir.path());
    generate(dir.path());
    let again = snapshot(dir.path());
    let destructive = again.get("manifest/destructiveChangesPost.xml");
    assert!(destructive.is_none_or(|text| !text.contains("GetContact")), "a tool that is back is deleted");
    xtask().current_dir(&dir).args(["generate", "--check"]).assert().success();
}

#[test]
fn an_edited_class_stops_the_run_and_names_its_spec() {
    let dir = small();
    generate(dir.path());
    let class = snapshot(dir.path()).into_keys().find(|p| p.ends_with("GetAccountTool.cls")).expect("a class");
    edit(dir.path(), &class, "class", "/* mine */ class");
    edit(dir.path(), "specs/tools/get_account.yaml", "[Name, Industry]", "[Name]");
    let before = snapshot(dir.path());
    let output = xtask().current_dir(&dir).arg("generate").output().expect("starts");
    assert_eq!(output.status.code(), Some(4));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("error[FILE001]") && stderr.contains("`specs/tools/get_account.yaml`"), "{stderr}");
    assert_eq!(changed(&before, &snapshot(dir.path())), Vec::<String>::new());
    xtask().current_dir(&dir).args(["generate", "--overwrite", &class]).assert().success();
    xtask().current_dir(&dir).args(["generate", "--check"]).assert().success();
}

/// Where people keep a class that was started for them is up to them.
#[test]
fn a_class_of_people_is_not_started_again_beside_itself() {
    const STARTED: &str = "force-app/main/default/classes";
    let dir = small();
    put(dir.path(), SECOND, SCORE);
    put(
        dir.path(),
        "sfdx-project.json",
        r#"{"packageDirectories":[{"path":"force-app","default":true},{"path":"src"}]}"#,
    );
    std::fs::create_dir(dir.path().join("src")).expect("made");
    edit(dir.path(), SERVER, "[get_account]", "[get_account, score_account]");
    generate(dir.path());
    let before = snapshot(dir.path());
    let taken: Vec<String> = before.keys().filter(|path| path.starts_with(STARTED)).cloned().collect();
    assert_eq!(taken.len(), 4, "{taken:?}");
    for path in &taken {
        let place = if path.contains("McpTestData") { "force-app/main/default/classes/mcp" } else { "src/classes" };
        put(dir.path(), &path.replace(STARTED, place), &before[path]);
        std::fs::remove_file(dir.path().join(path)).expect("removed");
    }
    let moved = snapshot(dir.path());
    xtask().current_dir(&dir).args(["generate", "--check"]).assert().success();
    generate(dir.path());
    assert_eq!(changed(&moved, &snapshot(dir.path())), Vec::<String>::new());
    // One that is gone is started again.
    std::fs::remove_file(dir.path().join("src/classes/AcmeScore.cls")).expect("removed");
    generate(dir.path());
    assert!(dir.path().join(HANDLER).exists());
}

/// A run that changes no file still notices that a class of people no longer fits, and forgets nothing it noticed.
#[test]
fn a_class_of_people_that_no_longer_fits_shows_in_a_run_without_changes() {
    let dir = small();
    put(dir.path(), SECOND, SCORE);
    put(dir.path(), "sfdx-project.json", r#"{"packageDirectories":[{"path":"force-app","default":true}]}"#);
    edit(dir.path(), SERVER, "[get_account]", "[get_account, score_account]");
    generate(dir.path());
    generate(dir.path());
    let before = snapshot(dir.path());
    let handler = before[HANDLER].clone();
    put(dir.path(), HANDLER, &handler.replace(" implements McpToolHandler", "").replace(" handle(", " other("));
    for _ in 0..2 {
        let output = xtask().current_dir(dir.path()).arg("generate").output().expect("starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains("warning[APEX005]") && stderr.contains("`AcmeScore`"), "{stderr}");
    }
    put(dir.path(), HANDLER, &handler);
    generate(dir.path());
    assert_eq!(changed(&before, &snapshot(dir.path())), Vec::<String>::new());
}
