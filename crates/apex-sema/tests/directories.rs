//! Compiles directories named by the environment; for work on the checker.

use apex_sema::catalog::{Catalog, FromSchema};
use apex_sema::{Source, compile};
use sf_schema::Schema;
use std::sync::Arc;

#[test]
fn directories_from_environment() {
    let Ok(dirs) = std::env::var("APEX_DIRS") else { return };
    let mut schema = Schema::builder().catalogue();
    if let Ok(root) = std::env::var("APEX_OBJECTS") {
        schema = schema.project_dir(root, "");
    }
    let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(schema.build().0))));
    let mut sources = Vec::new();
    for dir in dirs.split(':') {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "cls") {
                let text = std::fs::read_to_string(&path).unwrap();
                sources.push(Source::new(path.display().to_string(), text));
            }
        }
    }
    if let Err(errors) = compile(&sources, &catalog) {
        let mut shown = String::new();
        for e in &errors {
            shown.push_str(&format!(
                "{}:{}:{}: {:?} {}\n",
                sources[e.file].path, e.span.line, e.span.col, e.kind, e.message
            ));
        }
        panic!("{} errors\n{shown}", errors.len());
    }
}
