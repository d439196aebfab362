//! The schemas that `show tools-list` prints are those that the generated classes make.

use super::case::xtask;
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

#[test]
fn the_org_makes_the_schemas_that_show_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let dir = tempfile::tempdir().expect("a directory");
    for part in ["specs", "force-app", "sfdx-project.json", "targets.yaml"] {
        for entry in walkdir::WalkDir::new(root.join(part)) {
            let entry = entry.expect("readable");
            let to = dir.path().join(entry.path().strip_prefix(root).expect("below the root"));
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(to).expect("made");
            } else {
                std::fs::copy(entry.path(), to).expect("copied");
            }
        }
    }
    let shown = xtask().current_dir(dir.path()).args(["show", "tools-list", "--format", "json"]).output();
    let shown: Value = serde_json::from_slice(&shown.expect("the program starts").stdout).expect("JSON");
    let mut methods = String::new();
    let mut count = 0;
    for tool in shown.as_object().expect("servers").values().flat_map(|list| list["tools"].as_array()).flatten() {
        let class = class_of(dir.path(), tool["name"].as_str().expect("a name"));
        for (schema, call) in [(&tool["inputSchema"], "inputSchema"), (&tool["outputSchema"], "outputSchema")] {
            count += 1;
            let _ = write!(
                methods,
                "    @IsTest\n    static void schema{count}() {{\n        Assert.areEqual(\n            JSON.deserializeUntyped({}),\n            \
                 JSON.deserializeUntyped(JSON.serialize(new {class}().{call}())),\n            '{class}.{call}'\n        );\n    }}\n\n",
                apex_string(&schema.to_string())
            );
        }
    }
    assert!(count > 20, "the tools are gone");
    let test = dir.path().join("force-app/main/default/classes/ShownSchemasTest.cls");
    std::fs::write(test, format!("@IsTest\nprivate class ShownSchemasTest {{\n{methods}}}\n")).expect("written");
    let run = xtask().current_dir(dir.path()).args(["test", "--filter", "ShownSchemasTest.*"]).output();
    let run = run.expect("the program starts");
    let told = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success() && told.contains(&format!("{count} passed, 0 failed")), "{told}");
}

/// The generated class of the tool with this name.
fn class_of(root: &Path, tool: &str) -> String {
    let line = format!("        name = '{tool}';\n");
    let entries = std::fs::read_dir(root.join("force-app/main/mcp/classes/tools")).expect("the tools");
    let mut paths = entries.map(|entry| entry.expect("readable").path());
    let path = paths.find(|path| std::fs::read_to_string(path).expect("a text").contains(&line));
    path.and_then(|path| Some(path.file_stem()?.to_str()?.to_owned())).expect("the class of a tool")
}

fn apex_string(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
