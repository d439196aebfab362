//! Adds the package directory of the generated files to `sfdx-project.json`, leaving every other byte as it is.

use diag::catalogue::files as codes;
use diag::{Diagnostic, Place};
use jsonc_parser::ParseOptions;
use jsonc_parser::cst::CstRootNode;
use jsonc_parser::json;

/// Its name.
pub const FILE: &str = "sfdx-project.json";

/// Where the generated metadata goes.
const GENERATED: &str = "force-app/main/mcp";

/// The file of a project that has none.
pub const NEW: &str = r#"{
  "packageDirectories": [
    {
      "path": "force-app",
      "default": true
    }
  ],
  "namespace": "",
  "sfdcLoginUrl": "https://login.salesforce.com",
  "sourceApiVersion": "66.0"
}
"#;

/// The text with the package directory added; `None` if a package directory holds the generated files already.
pub fn extended(text: &str) -> Result<Option<String>, Diagnostic> {
    let refuse = |message: &str| {
        Diagnostic::new(&codes::PROJECT_FILE, message)
            .at(Place::start_of(FILE))
            .hint(r#"add `{ "path": "force-app" }` to `packageDirectories` by hand"#)
    };
    // As strict as the Salesforce CLI, whose `JSON.parse` knows neither comments nor trailing commas.
    codegen::project_file(text)?;
    let root = CstRootNode::parse(text, &ParseOptions::default()).map_err(|error| refuse(&error.to_string()))?;
    let project = root.object_value().ok_or_else(|| refuse("the file is not a JSON object"))?;
    let directories =
        project.array_value("packageDirectories").ok_or_else(|| refuse("`packageDirectories` is not a list"))?;
    let mut count = 0;
    for directory in directories.elements() {
        let value = directory.to_serde_value().unwrap_or_default();
        let path = value["path"].as_str().ok_or_else(|| refuse("a package directory has no `path`"))?;
        if holds(path) {
            return Ok(None);
        }
        count += 1;
    }
    directories.append(if count == 0 {
        json!({ "path": "force-app", "default": true })
    } else {
        json!({ "path": "force-app" })
    });
    Ok(Some(root.to_string()))
}

/// Whether the package directory `path` holds the generated files.
fn holds(path: &str) -> bool {
    let normal = path.replace('\\', "/");
    let normal = normal.trim_start_matches("./").trim_end_matches('/');
    normal.is_empty() || normal == "." || GENERATED == normal || GENERATED.starts_with(&format!("{normal}/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_holds_the_generated_files_is_enough() {
        for path in ["force-app", "./force-app/", "force-app/main", "force-app/main/mcp", "."] {
            let text = format!(r#"{{"packageDirectories": [{{"path": "src"}}, {{"path": "{path}"}}]}}"#);
            assert_eq!(extended(&text), Ok(None), "{path}");
        }
        assert_eq!(extended(NEW), Ok(None));
    }

    #[test]
    fn every_other_byte_stays() {
        let text = "{\n\t\"packageDirectories\": [\n\t\t{ \"path\": \"src\",   \"default\": true }\n\t],\n\t\"namespace\": \"acme\",\n\t\"plugins\": { \"x\": 1.50 }\n}";
        let new = extended(text).expect("valid").expect("changed");
        let added = "{ \"path\": \"src\",   \"default\": true },\n\t\t{\n\t\t\t\"path\": \"force-app\"\n\t\t}\n\t]";
        assert!(new.contains(added), "{new}");
        assert_eq!(new.replace(added, "{ \"path\": \"src\",   \"default\": true }\n\t]"), text);
        assert_eq!(extended(&new), Ok(None), "a second run changes nothing");
    }

    #[test]
    fn what_cannot_be_extended_is_left_alone() {
        for text in [
            "",
            "{",
            "{\"packageDirectories\": [] // ours\n}",
            "{\"packageDirectories\": [],}",
            "[]",
            "{}",
            r#"{"packageDirectories": {}}"#,
            r#"{"packageDirectories": ["src"]}"#,
        ] {
            assert_eq!(extended(text).expect_err(text).code.id, "FILE011", "{text}");
        }
    }
}
