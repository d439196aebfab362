//! `test` in CI jobs and with `--watch`.

use super::case::xtask;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

const TEST_CLASS: &str = "force-app/main/default/classes/SumTest.cls";

fn test_class(expected: u32) -> String {
    format!(
        "@IsTest\nprivate class SumTest {{\n    @IsTest\n    static void adds() {{\n        Assert.areEqual({expected}, 1 + 1, '100%, ::error::');\n    }}\n}}\n"
    )
}

fn project(expected: u32) -> TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    let put = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    put("sfdx-project.json", r#"{ "packageDirectories": [{ "path": "force-app" }], "sourceApiVersion": "66.0" }"#);
    put(TEST_CLASS, &test_class(expected));
    dir
}

fn read(dir: &TempDir, path: &str) -> String {
    std::fs::read_to_string(dir.path().join(path)).unwrap_or_default()
}

#[test]
fn github_gets_annotations_and_a_summary() {
    let dir = project(3);
    std::fs::write(dir.path().join("summary"), "before\n").expect("written");
    let output = xtask()
        .current_dir(dir.path())
        .args(["test", "--report", "reports/"])
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", dir.path().join("summary"))
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(5));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let commands: Vec<&str> = told.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(commands.len(), 1, "{told}");
    let start = format!("::error file={TEST_CLASS},line=5,col=");
    assert!(commands[0].starts_with(&start) && commands[0].contains("100%25, ::error::"), "{}", commands[0]);
    let summary = read(&dir, "summary");
    assert!(summary.starts_with("before\n## Apex tests in the local org: failed\n"), "{summary}");
    for file in ["report.json", "junit.xml", "lcov.info", "cobertura.xml", "findings.sarif", "summary.md"] {
        let text = read(&dir, &format!("reports/{file}"));
        assert!(!text.is_empty() || file == "lcov.info", "{file}");
    }
    assert!(read(&dir, "reports/junit.xml").contains("failures=\"1\""));
}

#[test]
fn gitlab_gets_its_code_quality_report() {
    let dir = project(3);
    let output = xtask()
        .current_dir(dir.path())
        .arg("test")
        .env("GITLAB_CI", "true")
        .env("CI_PROJECT_DIR", dir.path())
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(5));
    let report = read(&dir, "gl-code-quality-report.json");
    assert!(report.contains("\"check_name\": \"APEX020\"") && report.contains(TEST_CLASS), "{report}");
}

/// A merge request whose specs are wrong gets its findings too, from each command that finds them.
#[test]
fn gitlab_gets_the_findings_of_specs() {
    for command in [&["check"][..], &["generate", "--check"]] {
        let dir = tempfile::tempdir().expect("a directory");
        crate::world::small(dir.path());
        let tool = dir.path().join("specs/tools/get_account.yaml");
        let text = std::fs::read_to_string(&tool).expect("a tool");
        std::fs::write(&tool, text.replace("kind: tool", "kind: tool\nnoSuchKey: 1")).expect("written");
        let output = xtask()
            .args(command)
            .arg("--project")
            .arg(dir.path())
            .env("GITLAB_CI", "true")
            .env("CI_PROJECT_DIR", dir.path())
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(4), "{output:?}");
        let report = read(&dir, "gl-code-quality-report.json");
        assert!(
            report.contains("noSuchKey") && report.contains("specs/tools/get_account.yaml"),
            "{command:?}: {report}"
        );
    }
}

#[test]
fn a_class_with_too_little_coverage_is_a_finding() {
    let dir = project(2);
    let class = "public class Idle {\n    public static Integer one() {\n        return 1;\n    }\n}\n";
    std::fs::write(dir.path().join("force-app/main/default/classes/Idle.cls"), class).expect("written");
    let output = xtask()
        .current_dir(dir.path())
        .args(["test", "--report", "findings.sarif"])
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let found = read(&dir, "findings.sarif");
    assert!(found.contains("\"APEX021\"") && found.contains("Idle.cls"), "{found}");
}

#[test]
fn a_report_that_cannot_be_written_is_refused_before_anything_runs() {
    let dir = project(2);
    std::fs::write(dir.path().join("file"), "").expect("written");
    let output = xtask()
        .current_dir(dir.path())
        .args(["test", "--report", "file/report.json", "--report", "other.json"])
        .output()
        .expect("the program starts");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(64), "{told}");
    assert!(told.contains("`file/report.json` cannot be written: `file` is no directory"), "{told}");
    assert!(!told.contains("passed") && !dir.path().join("other.json").exists(), "{told}");
}

/// Ends the process when a test does, whatever its end.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn wait_for(lines: &Receiver<String>, text: &str) {
    let mut seen = Vec::new();
    loop {
        match lines.recv_timeout(Duration::from_secs(60)) {
            Ok(line) if line.contains(text) => return,
            Ok(line) => seen.push(line),
            Err(error) => panic!("`{text}` did not come ({error}):\n{}", seen.join("\n")),
        }
    }
}

#[test]
fn watch_runs_again_after_a_change() {
    let dir = project(2);
    let mut child = Command::new(env!("CARGO_BIN_EXE_xtask-under-test"))
        .args(["test", "--watch"])
        .current_dir(dir.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let stderr = child.stderr.take().expect("piped");
    let _running = Running(child);
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        BufReader::new(stderr).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
    });
    let change = |text: &str| std::fs::write(Path::new(dir.path()).join(TEST_CLASS), text).expect("written");
    wait_for(&lines, "1 passed, 0 failed");
    wait_for(&lines, "waiting for changes");
    change(&test_class(7));
    wait_for(&lines, "0 passed, 1 failed");
    wait_for(&lines, "waiting for changes");
    change("public class SumTest {");
    wait_for(&lines, "does not compile");
    wait_for(&lines, "waiting for changes");
    change(&test_class(2));
    wait_for(&lines, "1 passed, 0 failed");
}
