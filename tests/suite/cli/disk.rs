//! Situations that no text file can describe: links, bytes that are no text, disks that refuse, a killed process.

use super::case::{snapshot, xtask};
use std::path::Path;
use tempfile::TempDir;

fn project() -> TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(dir.path().join("specs")).expect("made");
    dir
}

#[test]
fn a_spec_that_is_no_text_is_reported() {
    let dir = project();
    std::fs::write(dir.path().join("specs/a.yaml"), b"kind: tool\xff\n").expect("written");
    let output = xtask().current_dir(&dir).arg("check").output().expect("starts");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("specs/a.yaml:1:11: error[SPEC008]"), "{stdout}");
    assert_eq!(output.status.code(), Some(4));
}

/// What an editor or a file system leaves beside a spec is none.
#[test]
fn hidden_files_are_no_specs() {
    let dir = tempfile::tempdir().expect("a directory");
    for (path, text) in snapshot(&Path::new(env!("CARGO_MANIFEST_DIR")).join("base/small")) {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    let tools = dir.path().join("specs/tools");
    std::fs::copy(tools.join("get_account.yaml"), tools.join("._get_account.yaml")).expect("copied");
    std::fs::create_dir(tools.join(".old")).expect("made");
    std::fs::copy(tools.join("get_account.yaml"), tools.join(".old/get_account.yaml")).expect("copied");
    #[cfg(unix)]
    std::os::unix::fs::symlink("someone@host.1234", tools.join(".#get_account.yaml")).expect("linked");
    xtask().current_dir(&dir).arg("check").assert().success();
}

/// What refers to it is not wrong for that.
#[test]
fn a_tool_that_is_no_text_is_the_only_thing_reported() {
    let dir = tempfile::tempdir().expect("a directory");
    for (path, text) in snapshot(&Path::new(env!("CARGO_MANIFEST_DIR")).join("base/small")) {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    let tool = dir.path().join("specs/tools/get_account.yaml");
    let mut text = std::fs::read(&tool).expect("there");
    text.extend(b"# \xff\n");
    std::fs::write(tool, text).expect("written");
    let output = xtask().current_dir(&dir).arg("check").output().expect("starts");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(stdout.matches("error[").count(), 1, "{stdout}");
    assert!(stdout.contains("error[SPEC008]"), "{stdout}");
}

/// A link to a file of the project is as good as the file; all else that looks like a spec is named, never passed over.
#[cfg(unix)]
#[test]
fn specs_behind_links_count_or_are_reported() {
    use std::os::unix::fs::symlink;
    let (dir, outside) = (project(), project());
    let at = |name: &str| dir.path().join(name);
    std::fs::create_dir(at("shared")).expect("made");
    std::fs::write(at("shared/a.yaml"), "kind: tol\n").expect("written");
    std::fs::write(outside.path().join("b.yaml"), "kind: tool\n").expect("written");
    symlink("../shared/a.yaml", at("specs/a.yaml")).expect("linked");
    symlink(outside.path().join("b.yaml"), at("specs/b.yaml")).expect("linked");
    symlink("../shared/nothing.yaml", at("specs/c.yaml")).expect("linked");
    symlink("../shared", at("specs/d")).expect("linked");
    let status = std::process::Command::new("mkfifo").arg(at("specs/e.yaml")).status().expect("runs");
    assert!(status.success());
    std::fs::create_dir(at("targets.yaml")).expect("made");
    let output = xtask().current_dir(&dir).arg("check").output().expect("starts");
    let stdout = String::from_utf8_lossy(&output.stdout);
    for line in [
        "specs/a.yaml:1:7: error[SPEC005]: `tol` is not a kind of spec",
        "specs/b.yaml:1:1: error[SPEC008]: cannot read the file: it is a symbolic link that leads out of the project",
        "specs/c.yaml:1:1: error[SPEC008]: cannot read the file: it is a symbolic link that leads nowhere",
        "specs/d:1:1: error[SPEC008]: cannot read the file: it is a symbolic link to a directory, which is not followed",
        "specs/e.yaml:1:1: error[SPEC008]: cannot read the file: it is no regular file",
        "targets.yaml:1:1: error[SPEC008]: cannot read the file: it is a directory",
    ] {
        assert!(stdout.contains(line), "{line}\n{stdout}");
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_refused() {
    let (dir, outside) = (project(), project());
    std::os::unix::fs::symlink(outside.path().join("specs"), dir.path().join("specs/schema")).expect("linked");
    let output = xtask().current_dir(&dir).arg("schema").output().expect("starts");
    assert!(String::from_utf8_lossy(&output.stderr).contains("error[FILE008]"));
    assert_eq!(output.status.code(), Some(4));
    assert!(snapshot(outside.path()).is_empty());
}

/// With a file size limit of zero the system refuses every write, for root too.
#[cfg(unix)]
#[test]
fn a_disk_that_refuses_is_reported() {
    let dir = project();
    let limited = "trap '' XFSZ; ulimit -f 0; exec \"$0\" schema";
    let program = env!("CARGO_BIN_EXE_xtask-under-test");
    let output =
        assert_cmd::Command::new("sh").args(["-c", limited, program]).current_dir(&dir).output().expect("runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("error[FILE007]: `specs/generated.lock` cannot be changed"), "{stderr}");
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(snapshot(dir.path()).is_empty());
}

#[cfg(unix)]
#[test]
fn a_directory_that_cannot_be_written_is_reported() {
    use std::os::unix::fs::PermissionsExt;
    let dir = project();
    let specs = dir.path().join("specs");
    std::fs::set_permissions(&specs, std::fs::Permissions::from_mode(0o555)).expect("set");
    let binds = std::fs::write(specs.join("probe"), "").is_err();
    let output = xtask().current_dir(&dir).arg("schema").output().expect("starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    std::fs::set_permissions(&specs, std::fs::Permissions::from_mode(0o755)).expect("set");
    // Permissions do not bind root; then the run must succeed.
    assert_eq!(output.status.code(), Some(if binds { 1 } else { 0 }), "{stderr}");
    assert_eq!(stderr.contains("error[FILE007]"), binds, "{stderr}");
}

/// Kills runs at different moments; the next run must finish, and no file may look edited.
#[test]
fn a_killed_run_is_finished_by_the_next() {
    let dir = project();
    let schema = dir.path().join("specs/schema");
    for delay in 0..12 {
        let _ = std::fs::remove_dir_all(&schema);
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_xtask-under-test"))
            .arg("schema")
            .current_dir(&dir)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("starts");
        std::thread::sleep(std::time::Duration::from_millis(delay));
        let _ = child.kill();
        child.wait().expect("ended");
        xtask().current_dir(&dir).arg("schema").assert().success();
        xtask().current_dir(&dir).args(["schema", "--check"]).assert().success();
        assert_eq!(leftovers(dir.path()), Vec::<String>::new());
    }
}

fn leftovers(root: &Path) -> Vec<String> {
    snapshot(root).into_keys().filter(|path| path.ends_with(".tmp")).collect()
}

/// A reader that goes away early is no error.
#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let dir = project();
    let program = env!("CARGO_BIN_EXE_xtask-under-test");
    let output = assert_cmd::Command::new("sh")
        .args(["-c", "{ \"$0\" explain --list; echo \"code $?\" >&2; } | head -1", program])
        .current_dir(&dir)
        .output()
        .expect("runs");
    assert!(String::from_utf8_lossy(&output.stderr).contains("code 0"), "{output:?}");
}
