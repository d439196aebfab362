//! Which objects the specs name. Read from the text of the specs: a spec that names a field that nobody knows yet cannot be
//! compiled, and is the very reason to ask the org.

use codegen::spec::load::read;
use codegen::yaml::{Node, Value, parse};
use std::collections::BTreeSet;
use std::path::Path;

/// What the specs name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Values of the key `object`.
    pub objects: Vec<String>,
    /// Every word in any value; relationships are among them.
    pub words: BTreeSet<String>,
}

/// What the specs of the project in `root` name.
pub fn of(root: &Path) -> Wanted {
    let mut wanted = Wanted::default();
    let (sources, _) = read(root);
    for source in sources.iter().filter(|source| source.file.starts_with("specs/")) {
        if let Ok(node) = parse(&source.file, &source.text) {
            visit(&node, "", &mut wanted);
        }
    }
    wanted.objects.sort();
    wanted.objects.dedup();
    wanted
}

fn visit(node: &Node, key: &str, wanted: &mut Wanted) {
    match &node.value {
        Value::Text(text) => {
            if key == "object" {
                wanted.objects.push(text.clone());
            }
            // Descriptions are prose; a name stands alone or in a path.
            if !text.contains(' ') {
                wanted.words.extend(text.split('.').map(str::to_owned));
            }
        }
        Value::List(items) => items.iter().for_each(|item| visit(item, "", wanted)),
        Value::Map(entries) => entries.iter().for_each(|entry| visit(&entry.node, &entry.key, wanted)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_relationships_are_found_in_a_spec_that_does_not_compile() {
        let dir = tempfile::tempdir().expect("a directory");
        std::fs::create_dir_all(dir.path().join("specs/tools")).expect("made");
        let text =
            "kind: tool\ndescription: all of Account\nquery: {object: Visit__c, fields: [Site__r.Unknown__c, Name]}\n";
        std::fs::write(dir.path().join("specs/tools/a.yaml"), text).expect("written");
        let wanted = of(dir.path());
        assert_eq!(wanted.objects, ["Visit__c"]);
        assert!(wanted.words.contains("Site__r") && !wanted.words.contains("Account"), "{wanted:?}");
    }
}
