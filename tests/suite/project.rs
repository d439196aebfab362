//! Projects of many tools: what `check` finds in them, and whether their generated tests prove them.

use super::cli::xtask;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The spec of such a project.
pub const PROJECT: &str = "kind: project\nversion: 1\nname: All\nprefix: All\ncontactEmail: team@example.com\n";

/// Something that `check` finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Name of the spec, which is that of its file.
    pub spec: String,
    pub severity: String,
    pub code: String,
    pub message: String,
}

/// What the generated tests say of a project.
#[derive(Debug)]
pub struct Proof {
    /// How many tests ran.
    pub tests: usize,
    /// Tests that do not pass, and lines that no test runs, by the name of the tool.
    pub problems: BTreeMap<String, Vec<String>>,
}

/// Writes the specs of a project, in place of those that it has. `more`: further keys of the project.
pub fn write(root: &Path, more: &str, tools: &BTreeMap<String, String>, servers: &[Vec<&str>]) {
    let _ = std::fs::remove_dir_all(root.join("specs/tools"));
    let _ = std::fs::remove_dir_all(root.join("specs/servers"));
    put(root, "specs/project.yaml", &format!("{PROJECT}{more}"));
    for (name, text) in tools {
        put(root, &format!("specs/tools/{name}.yaml"), text);
    }
    for (number, some) in servers.iter().enumerate() {
        let text = format!(
            "kind: server\nversion: 1\nname: server-{number}\ntitle: Server {number}\ndescription: One of many servers.\n\
             purpose: Shows that every combination of an object and an operation compiles.\nowner: Nobody\ntools: [{}]\n\
             login: {{ flow: authorizationCode, clients: [claude-code] }}\nexpectedCalls: {{ perHour: 1 }}\n\
             audit: {{ sink: debugLog, retentionDays: 1 }}\n",
            some.join(", ")
        );
        put(root, &format!("specs/servers/server-{number}.yaml"), &text);
    }
}

/// Writes a file of the project.
pub fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
    std::fs::write(path, text).expect("written");
}

/// Everything that `check` finds.
pub fn findings(root: &Path) -> Vec<Finding> {
    let found = read(&run(root, "check", &["--format", "json"]));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found = found["diagnostics"].as_array().expect("a list").iter().map(|one| Finding {
        spec: name_of(&text(&one["place"]["file"])),
        severity: text(&one["severity"]),
        code: text(&one["code"]),
        message: text(&one["message"]),
    });
    found.collect()
}

/// Generates the project and runs its tests: all pass, and they run at least 90 % of the lines of each tool that `check`
/// does not call unproven.
pub fn prove(root: &Path) -> Proof {
    run(root, "generate", &[]);
    let unproven: BTreeSet<String> =
        findings(root).into_iter().filter(|one| one.code == "APEX006").map(|one| one.spec).collect();
    let path = root.join("report.json");
    run(root, "test", &["--report", &path.display().to_string()]);
    let report = read(&std::fs::read(path).expect("a report"));
    let tools = tools_by_class(root);
    let tool = |class: &str| tools.get(class).cloned().unwrap_or_else(|| class.to_owned());
    let mut problems: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let tests = report["tests"].as_array().expect("tests");
    for test in tests.iter().filter(|test| test["outcome"] != "passed") {
        let class = test["class"].as_str().unwrap_or_default();
        let problem = format!("{class}.{}: {}", test["method"], test["message"]);
        problems.entry(tool(class)).or_default().push(problem);
    }
    for class in report["coverage"].as_array().expect("classes") {
        let file = class["file"].as_str().unwrap_or_default();
        let percent = class["percent"].as_f64().unwrap_or_default();
        let tool = tool(&name_of(file));
        if percent < 90.0 && file.contains("/tools/") && !unproven.contains(&tool) {
            let problem = format!("{file}: {percent:.1} % of the lines run, not {}", class["missed"]);
            problems.entry(tool).or_default().push(problem);
        }
    }
    Proof { tests: tests.len(), problems }
}

/// The name of the tool that each generated class belongs to.
fn tools_by_class(root: &Path) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(root.join("force-app/main/mcp")).into_iter().filter_map(Result::ok);
    let classes = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "cls"));
    let named = classes.filter_map(|file| {
        let text = std::fs::read_to_string(file.path()).expect("a class");
        let (_, rest) = text.split_once("@see ")?;
        Some((name_of(&file.file_name().to_string_lossy()), name_of(rest.split(':').next()?)))
    });
    named.collect()
}

/// The name of a file without its folder and what follows the first dot.
fn name_of(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn run(root: &Path, command: &str, arguments: &[&str]) -> Vec<u8> {
    xtask().arg(command).args(arguments).arg("--project").arg(root).output().expect("the program starts").stdout
}

fn read(json: &[u8]) -> Value {
    serde_json::from_slice(json).expect("JSON")
}
