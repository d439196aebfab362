//! Which files of a project the commands read that only check and run Apex.

use super::case::xtask;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const GOOD: &str = "@IsTest\nprivate class GoodTest {\n    @IsTest\n    static void works() {\n        System.assertEquals(2, 1 + 1);\n    }\n}\n";
const BAD: &str = "@IsTest\nprivate class BadTest {\n    @IsTest\n    static void fails() {\n        System.assertEquals(3, 1 + 1);\n    }\n}\n";
const BOTH: &str = r#"{"packageDirectories":[{"path":"force-app"},{"path":"extra"}]}"#;

/// A project with a good test in one package directory and a failing one in another.
fn project() -> TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    put(dir.path(), "sfdx-project.json", BOTH);
    class(dir.path(), "force-app/main/default/classes/GoodTest", GOOD);
    class(dir.path(), "extra/classes/BadTest", BAD);
    dir
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("made");
    fs::write(path, text).expect("written");
}

fn class(root: &Path, path: &str, text: &str) {
    put(root, &format!("{path}.cls"), text);
    let meta = "<ApexClass xmlns=\"http://soap.sforce.com/2006/04/metadata\"><apiVersion>66.0</apiVersion></ApexClass>";
    put(root, &format!("{path}.cls-meta.xml"), meta);
}

/// Exit code, standard output and standard error of a command.
fn run(root: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = xtask().current_dir(root).args(arguments).output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("a code"), text(&output.stdout), text(&output.stderr))
}

#[test]
fn no_test_is_left_out_because_the_project_file_is_wrong() {
    let dir = project();
    let (code, _, err) = run(dir.path(), &["test"]);
    assert_eq!(code, 5, "{err}");
    assert!(err.contains("1 passed, 1 failed"), "{err}");
    for (text, part) in [
        (r#"{"packageDirectories":[{"path":"force-app"},{"path":"extra"},]}"#, "the file is not JSON"),
        (r#"{"packageDirectorys":[{"path":"force-app"},{"path":"extra"}]}"#, "there are no `packageDirectories`"),
        (r#"{"packageDirectories":[{"path":"force-app"},{"path":"extr"}]}"#, "`extr` does not exist"),
        (r#"{"packageDirectories":[{"path":"force-app"},{"path":"../x"}]}"#, "`../x` is not inside the project"),
    ] {
        put(dir.path(), "sfdx-project.json", text);
        for command in [&["test"][..], &["apex", "check"]] {
            let (code, out, err) = run(dir.path(), command);
            assert_eq!(code, 4, "{text}: {out}{err}");
            assert!(out.contains("error[FILE011]") && out.contains(part), "{text}: {out}");
            assert!(err.contains("the project cannot be read"), "{err}");
        }
    }
}

#[test]
fn what_a_deployment_leaves_out_is_not_there() {
    let dir = project();
    class(dir.path(), "extra/classes/BadTest", "this does not compile");
    class(dir.path(), "extra/classes/Old", "public class Old {\n}\n");
    put(dir.path(), ".forceignore", "BadTest*\n");
    let (code, out, err) = run(dir.path(), &["test"]);
    assert!(code == 0 && err.contains("1 passed, 0 failed"), "{out}{err}");
    assert_eq!(run(dir.path(), &["apex", "check"]).0, 0);
    class(dir.path(), "extra/classes/User1", "public class User1 {\n    Old old;\n}\n");
    assert_eq!(run(dir.path(), &["test"]).0, 0);
    put(dir.path(), ".forceignore", "BadTest*\nOld*\n");
    for command in [&["test"][..], &["apex", "check"]] {
        let (code, out, _) = run(dir.path(), command);
        assert!(code == 4 && out.contains("extra/classes/User1.cls:2:5: error[APEX002]: Invalid type: Old"), "{out}");
    }
}

#[test]
fn a_text_for_readers_is_no_record_and_metadata_is_named_where_it_lies() {
    let dir = project();
    class(dir.path(), "extra/classes/BadTest", &BAD.replace('3', "2"));
    put(dir.path(), "extra/README.md", "# Extra");
    put(dir.path(), "force-app/main/default/staticresources/lib/README.md", "# Library");
    let (code, out, err) = run(dir.path(), &["test"]);
    assert_eq!(code, 0, "{out}{err}");
    let field = "extra/objects/Account/fields/X__c.field-meta.xml";
    put(dir.path(), field, "<CustomField>");
    let (code, out, err) = run(dir.path(), &["test"]);
    assert!(code == 4 && out.starts_with(&format!("{field}:1:")), "{out}");
    assert!(err.contains("the project cannot be read") && !err.contains("Apex"), "{err}");
    let (_, out, _) = run(dir.path(), &["apex", "check"]);
    assert!(out.starts_with(&format!("{field}:1:")), "{out}");
}

#[test]
fn annotations_name_files_as_the_repository_has_them() {
    let dir = project();
    fs::create_dir(dir.path().join(".git")).expect("made");
    let root = dir.path().join("crm");
    put(&root, "sfdx-project.json", r#"{"packageDirectories":[{"path":"force-app"}]}"#);
    put(&root, "specs/project.yaml", "kind: project\nversion: 1\nname: Acme\nprefix: Acme\nwrong: 1\n");
    class(&root, "force-app/main/default/classes/A", "public class A {\n    Missing x;\n}\n");
    let (_, out, _) = run(&root, &["check", "--format", "github"]);
    assert!(out.contains("file=crm/specs/project.yaml,line=5"), "{out}");
    let (_, out, _) = run(&root, &["apex", "check", "--format", "github"]);
    assert!(out.contains("file=crm/force-app/main/default/classes/A.cls,line=2"), "{out}");
    let (_, out, _) = run(&root, &["check", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&out).expect("JSON");
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert!(place.as_str().is_some_and(|uri| uri.starts_with("crm/specs/")), "{place}");
    // People read them where they stand.
    let (_, out, _) = run(&root, &["check"]);
    assert!(out.contains("\nspecs/project.yaml:5:") && !out.contains("crm/"), "{out}");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_does_not_fit_is_no_success() {
    let dir = project();
    let full = || fs::File::options().write(true).open("/dev/full").expect("a full device");
    for arguments in [&["apex", "check", "--format", "json"][..], &["explain", "SPEC001"], &["test", "--list"]] {
        let program = env!("CARGO_BIN_EXE_xtask-under-test");
        let mut command = std::process::Command::new(program);
        let output =
            command.current_dir(dir.path()).args(arguments).stdout(full()).output().expect("the program starts");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {err}");
        assert!(err.contains("standard output could not be written whole"), "{arguments:?}: {err}");
    }
}
