//! The spec lines behind generated files.

use codegen::output::{LOCK_PATH, Lock};
use diag::{Diagnostic, Place, Related};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What `specs/generated.lock` knows about generated files.
#[derive(Debug, Default)]
pub struct Origins {
    lock: Lock,
    root: PathBuf,
}

impl Origins {
    /// Of the project at `root`. A lock that is missing or damaged tells nothing; `check` reports it.
    pub fn of_project(root: &Path) -> Self {
        let text = std::fs::read_to_string(root.join(LOCK_PATH)).unwrap_or_default();
        Self { lock: Lock::parse(&text).unwrap_or_default(), root: root.to_owned() }
    }

    /// The spec line behind a place in a generated file.
    pub fn behind(&self, place: &Place) -> Option<Place> {
        let origin = self.lock.files.get(&place.file)?.origin(place.line)?;
        Some(origin.place())
    }

    /// Adds to each finding in a generated file the spec line behind it, once.
    pub fn attach(&self, findings: &mut [Diagnostic]) {
        for finding in findings {
            let Some(place) = finding.place.as_ref().and_then(|place| self.behind(place)) else { continue };
            let place = self.naming(&finding.message, &place).unwrap_or(place);
            if finding.related.iter().all(|related| related.place != place) {
                finding.related.push(Related { place, message: "the spec behind it".to_owned() });
            }
        }
    }

    /// Where the specs name the field that a message is about: in the spec itself, else, as for a permission set of a server,
    /// in the first tool that the spec names and that holds it.
    fn naming(&self, message: &str, place: &Place) -> Option<Place> {
        let spec = std::fs::read_to_string(self.root.join(&place.file)).unwrap_or_default();
        let mut tools = BTreeSet::new();
        if place.file.starts_with("specs/servers/") {
            let entries = std::fs::read_dir(self.root.join("specs/tools")).into_iter().flatten().flatten();
            let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
            let offered =
                |name: &&String| name.strip_suffix(".yaml").is_some_and(|stem| line_of(&spec, stem).is_some());
            tools.extend(names.filter(|name| offered(&name)).map(|name| format!("specs/tools/{name}")));
        }
        let text_of = |file: &String| std::fs::read_to_string(self.root.join(file)).ok();
        let texts: Vec<(String, String)> = std::iter::once((place.file.clone(), spec.clone()))
            .chain(tools.into_iter().filter_map(|file| Some((file.clone(), text_of(&file)?))))
            .collect();
        fields(message).into_iter().find_map(|(object, field)| {
            texts.iter().find_map(|(file, text)| {
                object.is_none_or(|object| line_of(text, object).is_some()).then_some(())?;
                Some(Place::new(file, line_of(text, field)?, 1))
            })
        })
    }
}

/// The fields that a message of an org names, each with its object if the message says so: names with a dot, and what
/// stands in quotes.
fn fields(message: &str) -> Vec<(Option<&str>, &str)> {
    let is_name = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let words = message.split(|c: char| c.is_whitespace() || ",;:()".contains(c));
    let mut found = Vec::new();
    for word in words {
        let is_quote = |c: char| "'\"`".contains(c);
        let bare = word.trim_matches(|c: char| is_quote(c) || c == '.');
        let outer = word.trim_matches('.');
        // A quote on one side only begins or ends a sentence.
        let quoted = outer.starts_with(is_quote) && outer.ends_with(is_quote);
        match bare.split_once('.') {
            Some((object, field)) if is_name(object) && is_name(field) => found.push((Some(object), field)),
            None if quoted && is_name(bare) => found.push((None, bare)),
            _ => {}
        }
    }
    found
}

/// The first line in which a word stands as a value: not in a comment, and not as a key.
fn line_of(spec: &str, word: &str) -> Option<u32> {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let names = |line: &str| {
        let line = line.split(" #").next().unwrap_or(line);
        line.match_indices(word).any(|(at, _)| {
            let after = &line[at + word.len()..];
            !line[..at].ends_with(inside) && !after.starts_with(inside) && !after.starts_with(':')
        })
    };
    let mut lines = spec.lines().zip(1u32..).filter(|(line, _)| !line.trim_start().starts_with('#'));
    lines.find(|(line, _)| names(line)).map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use diag::catalogue::deploy::COMPONENT_FAILED;

    const CLASS: &str = "force-app/main/mcp/classes/tools/AStaleTool.cls";
    const SET: &str = "force-app/main/mcp/permissionsets/A_sales.permissionset-meta.xml";

    fn behind(message: &str, file: &str) -> Option<String> {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write(
            "specs/tools/stale.yaml",
            "# StageName\nname: stale\nobject: Opportunity\nfields: [Name]\nalways:\n  - { field: StageName, op: eq }\ntitle: The deals\n",
        );
        write("specs/tools/other.yaml", "name: other\nobject: Opportunity\nfields: [StageName, Secret__c]\n");
        write("specs/servers/sales.yaml", "name: sales\ntools: [stale]\n");
        let digest = "0".repeat(64);
        let entry = |file: &str, spec: &str| format!("{digest}\t{file}\t{spec}\t0=1 1=1\n");
        let kept = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(LOCK_PATH)).unwrap();
        let head: String =
            kept.lines().take_while(|line| !line.contains('\t')).map(|line| format!("{line}\n")).collect();
        write(LOCK_PATH, &(head + &entry(CLASS, "specs/tools/stale.yaml") + &entry(SET, "specs/servers/sales.yaml")));
        let mut findings = [Diagnostic::new(&COMPONENT_FAILED, message).at(Place::new(file, 1, 1))];
        Origins::of_project(root.path()).attach(&mut findings);
        let place = findings[0].related.first()?.place.clone();
        Some(format!("{}:{}", place.file, place.line))
    }

    #[test]
    fn a_field_that_an_org_names_is_found_where_the_specs_name_it() {
        let of = |message: &str, file: &str| behind(message, file).unwrap();
        assert_eq!(of("No such column 'StageName' on entity 'Opportunity'", CLASS), "specs/tools/stale.yaml:6");
        assert_eq!(of("no CustomField named Opportunity.StageName found", SET), "specs/tools/stale.yaml:6");
        // What no spec behind the file names is not looked for elsewhere, and keys are no values.
        assert_eq!(of("no CustomField named Opportunity.Secret__c found", SET), "specs/servers/sales.yaml:1");
        assert_eq!(of("no CustomField named Case.StageName found", SET), "specs/servers/sales.yaml:1");
        assert_eq!(of("Unexpected token 'fields'.", CLASS), "specs/tools/stale.yaml:1");
        assert_eq!(of("Variable does not exist: name", CLASS), "specs/tools/stale.yaml:1");
        // A sentence in quotes names nothing.
        assert_eq!(of("answered {\"message\":\"The handler is not there.\"}", CLASS), "specs/tools/stale.yaml:1");
    }
}
