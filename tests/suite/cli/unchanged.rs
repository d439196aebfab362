//! A run in which nothing is different does nothing, and whatever may be different is seen.

use super::case::{snapshot, xtask};
use std::path::Path;
use tempfile::TempDir;

const KEPT: &str = ".mcp-toolchain/generated.json";
const CLASS: &str = "force-app/main/mcp/classes/tools/AcmeGetAccountTool.cls";
const SEED: &str = "force-app/main/default/classes/McpTestData.cls";
const HANDLER: &str = "force-app/main/default/classes/AcmeScore.cls";
const FIELD: &str = "force-app/main/default/objects/Account/fields/Tier__c.field-meta.xml";
const TARGETS: &str = "targets.yaml";

/// Changes one thing that a run depends on.
type Change = (&'static str, fn(&Path));

const CHANGES: &[Change] = &[
    ("a spec", |root| replace(root, "specs/tools/get_account.yaml", "[Name, Industry]", "[Name]")),
    ("another spec", |root| {
        let tool = read(root, "specs/tools/get_account.yaml");
        put(root, "specs/tools/other.yaml", &tool.replace("get_account", "other_account"));
        replace(root, "specs/servers/sales.yaml", "[get_account", "[other_account, get_account");
    }),
    ("a spec less", |root| {
        std::fs::remove_file(root.join("specs/tools/score.yaml")).expect("removed");
        replace(root, "specs/servers/sales.yaml", ", score_account]", "]");
    }),
    ("a broken spec", |root| put(root, "specs/tools/broken.yaml", "kind: tool\nname: [")),
    ("the orgs", |root| put(root, TARGETS, "kind: targets\nversion: 1\nno: such key\n")),
    ("the project file", |root| replace(root, "sfdx-project.json", "force-app", "elsewhere")),
    ("a package directory", |root| {
        replace(root, "sfdx-project.json", "]}", ",{\"path\":\"more\"}]}");
        put(root, "more/classes/McpTestData.cls", "public class McpTestData {}");
    }),
    ("a field of the project", |root| replace(root, FIELD, "<type>Text</type>", "<type>TextArea</type>")),
    ("a field less", |root| std::fs::remove_file(root.join(FIELD)).expect("removed")),
    ("an org's description", |root| {
        let text = r#"{"version":1,"sobjects":[{"name":"Account","createable":true,"fields":[]}]}"#;
        put(root, "specs/schema/org.json", text);
    }),
    ("a class of people", |root| replace(root, HANDLER, "implements McpToolHandler", "")),
    ("another class of people", |root| {
        put(root, "force-app/main/default/classes/AcmeGetAccountTool.cls", "class A {}")
    }),
    ("a class of people less", |root| std::fs::remove_file(root.join(SEED)).expect("removed")),
    ("a certificate", |root| put(root, "certs/app.crt", "no certificate")),
    ("a generated class", |root| replace(root, CLASS, "class", "/* mine */ class")),
    ("line ends of a generated class", |root| replace(root, CLASS, "\n", "\r\n")),
    ("a generated class less", |root| std::fs::remove_file(root.join(CLASS)).expect("removed")),
    ("a directory in the place of a class", |root| {
        std::fs::remove_file(root.join(CLASS)).expect("removed");
        std::fs::create_dir(root.join(CLASS)).expect("made");
    }),
    ("the manifest", |root| replace(root, "manifest/package.xml", "<version>", "<version> ")),
    ("the lock", |root| replace(root, "specs/generated.lock", CLASS, "force-app/main/mcp/classes/Gone.cls")),
    ("an unfinished run", |root| replace(root, "specs/generated.lock", "version 1\n", "version 1\nunfinished\n")),
    ("no lock", |root| std::fs::remove_file(root.join("specs/generated.lock")).expect("removed")),
    #[cfg(unix)]
    ("a link to a generated class", |root| {
        std::fs::rename(root.join(CLASS), root.join("moved.cls")).expect("moved");
        std::os::unix::fs::symlink(root.join("moved.cls"), root.join(CLASS)).expect("a link");
    }),
    #[cfg(unix)]
    ("a link above the generated files", |root| {
        std::fs::rename(root.join("docs"), root.join("moved")).expect("moved");
        std::os::unix::fs::symlink(root.join("moved"), root.join("docs")).expect("a link");
    }),
];

const SIGNED: &str = "kind: server
version: 1
name: batch
title: Batch
description: Reads accounts.
purpose: A nightly job reads accounts, which saves an hour of work each day.
owner: Sales Operations
tools: [get_account]
login: { flow: jwtBearer, clients: [claude-code], certificate: certs/app.crt }
expectedCalls: { perHour: 10 }
";

/// `tests/base/small` with a handler, a field and a certificate of its own.
fn project() -> TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    for (path, text) in snapshot(&Path::new(env!("CARGO_MANIFEST_DIR")).join("base/small")) {
        put(dir.path(), &path, &text);
    }
    let tool = "kind: tool\nversion: 1\nname: score_account\ntitle: Score\ndescription: Scores one account.\n\
                parameters:\n  - { name: id, type: id, object: Account, required: true, description: Id. }\n\
                custom:\n  handler: AcmeScore\n  effect: read\n  access: [{ object: Account, fields: [Tier__c] }]\n  \
                returns: [{ name: score, type: integer, description: The score. }]\n";
    put(dir.path(), "specs/tools/score.yaml", tool);
    replace(dir.path(), "specs/servers/sales.yaml", "[get_account]", "[get_account, score_account]");
    put(dir.path(), "sfdx-project.json", r#"{"packageDirectories":[{"path":"force-app","default":true}]}"#);
    let field = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CustomField xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
                 <fullName>Tier__c</fullName>\n    <label>Tier</label>\n    <length>9</length>\n    <type>Text</type>\n</CustomField>\n";
    put(dir.path(), FIELD, field);
    put(dir.path(), "specs/servers/batch.yaml", SIGNED);
    let certificate = Path::new(env!("CARGO_MANIFEST_DIR")).join("base/every-key/agent.crt");
    put(dir.path(), "certs/app.crt", &std::fs::read_to_string(certificate).expect("there"));
    dir
}

fn read(root: &Path, path: &str) -> String {
    std::fs::read_to_string(root.join(path)).expect("there")
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
    std::fs::write(path, text).expect("written");
}

fn replace(root: &Path, path: &str, from: &str, to: &str) {
    let text = read(root, path);
    assert!(text.contains(from), "{path} has no {from}");
    put(root, path, &text.replace(from, to));
}

fn copy(from: &Path) -> TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    for entry in walkdir::WalkDir::new(from).into_iter().map(|entry| entry.expect("readable")) {
        let to = dir.path().join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(to).expect("made");
        } else {
            std::fs::copy(entry.path(), to).expect("copied");
        }
    }
    dir
}

/// Exit code, standard output and standard error of a run.
fn run(root: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = xtask().current_dir(root).arg("generate").args(args).output().expect("starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn forget(root: &Path) {
    std::fs::remove_dir_all(root.join(".mcp-toolchain")).expect("removed");
}

/// A hash that says that the next run may be the same.
fn hash(root: &Path) -> String {
    let kept: serde_json::Value = serde_json::from_str(&read(root, KEPT)).expect("JSON");
    kept["inputs"].as_str().expect("a text").to_owned()
}

#[test]
fn whatever_is_different_is_seen_and_told_as_without_a_memory() {
    let project = project();
    run(project.path(), &[]);
    assert_eq!(hash(project.path()), "", "the handler was only started");
    run(project.path(), &[]);
    assert_ne!(hash(project.path()), "");
    for (what, change) in CHANGES {
        let (one, other) = (copy(project.path()), copy(project.path()));
        change(one.path());
        change(other.path());
        for (args, turn) in [(&["--check"][..], "checked"), (&[], "written"), (&[], "written again")] {
            if other.path().join(".mcp-toolchain").exists() {
                forget(other.path());
            }
            assert_eq!(run(one.path(), args), run(other.path(), args), "{what}, {turn}");
        }
    }
}

#[test]
fn the_run_after_the_first_says_the_same_without_looking() {
    let dir = tempfile::tempdir().expect("a directory");
    for (path, text) in snapshot(&Path::new(env!("CARGO_MANIFEST_DIR")).join("base/small")) {
        put(dir.path(), &path, &text);
    }
    let query = "query:\n  object: Case\n  fields: [Subject]\n  orderBy: [CaseNumber]\n  limit: { default: 5, max: 9 }\njustification: The list is what people ask for.\n";
    let tool = "kind: tool\nversion: 1\nname: get_account\ntitle: Cases\ndescription: Lists cases.\n";
    put(dir.path(), "specs/tools/get_account.yaml", &format!("{tool}{query}"));
    let first = run(dir.path(), &[]);
    let again = run(dir.path(), &[]);
    assert_ne!(hash(dir.path()), "");
    assert_eq!(again.0, Some(0), "{}", again.2);
    let found =
        |said: &str| said.lines().filter(|line| line.contains("warning[")).map(str::to_owned).collect::<Vec<_>>();
    assert!(!found(&again.2).is_empty() && found(&again.2) == found(&first.2), "{}", again.2);
    // What it says comes from its memory; what a check says does not.
    replace(dir.path(), KEPT, "however old", "how new");
    assert_ne!(run(dir.path(), &[]), again);
    assert!(run(dir.path(), &["--check"]).2.contains("however old"));
    forget(dir.path());
    assert_eq!(run(dir.path(), &[]), again, "the whole way");
    // Another build of the program looks again.
    replace(dir.path(), KEPT, "however old", "how new");
    let kept = hash(dir.path());
    replace(dir.path(), KEPT, &kept, &kept.replace(['a', 'b'], "c"));
    assert_eq!(run(dir.path(), &[]), again);
}
