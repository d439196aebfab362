//! Small specs and the classes they become, one feature each: `tests/apex/golden/<case>.yaml` and `<case>.cls`.
//!
//! `UPDATE_GOLDEN=1 cargo test -p codegen --test apex` writes the classes anew.

use super::support::{class, here, parse, render, schema, text};
use codegen::spec::load::SourceText;
use std::fs;

const PROJECT: &str =
    "kind: project\nversion: 1\nname: Golden\nprefix: Acme\nframework: package\ncontactEmail: a@example.com\n";

fn server(tool: &str) -> String {
    format!(
        "kind: server\nversion: 1\nname: sales\ntitle: Sales\ndescription: Sales work.\npurpose: Golden tests.\n\
         owner: Platform team\ntools: [{tool}]\nlogin: {{ flow: authorizationCode, clients: [claude-code] }}\n\
         expectedCalls: {{ perHour: 1 }}\naudit: {{ sink: debugLog, retentionDays: 1 }}\n"
    )
}

#[test]
fn each_spec_becomes_its_class() {
    let folder = here().join("apex/golden");
    let schema = schema(&here().join("specs/every-option"));
    let mut cases: Vec<String> = fs::read_dir(&folder)
        .expect("the folder is part of the crate")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned))
        .collect();
    cases.sort();
    assert!(cases.len() >= 10, "{cases:?}");
    let mut stale = Vec::new();
    for case in cases {
        let spec = fs::read_to_string(folder.join(format!("{case}.yaml"))).expect("readable");
        let file = |file: String, text: String| SourceText { file, text };
        let sources = [
            file("specs/project.yaml".into(), PROJECT.into()),
            file("specs/servers/sales.yaml".into(), server(&case)),
            file(format!("specs/tools/{case}.yaml"), spec),
        ];
        let files = render(&sources, &schema);
        let name: String = case.split('_').map(|w| w[..1].to_uppercase() + &w[1..]).collect();
        let rendered = text(class(&files, &format!("Acme{name}Tool")));
        parse(&case, rendered);
        let golden = folder.join(format!("{case}.cls"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, rendered).expect("writable");
        }
        if fs::read_to_string(&golden).unwrap_or_default() != rendered {
            stale.push(format!("{case}:\n{rendered}"));
        }
    }
    assert!(
        stale.is_empty(),
        "differ from their golden class; review, then set UPDATE_GOLDEN=1:\n{}",
        stale.join("\n")
    );
}
