//! What went wrong in a deployment, with places in the source tree and, for generated code, in the specs.

use codegen::output::Lock;
use diag::Diagnostic;
use sf_client::deploy;
use sf_wire::deploy::DeployResult;
use std::collections::BTreeMap;

/// Where the files of a package come from. Empty on a machine that has not got the project.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Source file by file of the package.
    pub files: BTreeMap<String, String>,
    /// Which generated lines come from which spec lines.
    pub lock: Lock,
}

impl Sources {
    /// Every failure and warning of a result. The spec line behind a generated line is a second place.
    pub fn findings(&self, result: &DeployResult) -> Vec<Diagnostic> {
        let mut found = deploy::findings(result, &|reported| self.source_of(reported));
        for finding in &mut found {
            let Some(place) = &finding.place else { continue };
            let behind = self.lock.files.get(&place.file).and_then(|entry| entry.origin(place.line));
            if let Some(origin) = behind {
                finding.related.push(diag::Related { place: origin.place(), message: "the spec behind it".to_owned() });
            }
        }
        found
    }

    /// The source file of a file that the org names, with or without a folder before it.
    fn source_of(&self, reported: &str) -> Option<String> {
        let direct = self.files.get(reported);
        direct.or_else(|| self.files.get(reported.split_once('/')?.1)).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sf_wire::deploy::DeployMessage;

    #[test]
    fn a_failure_in_generated_code_names_the_spec_line() {
        let digest = codegen::output::Digest::of(b"");
        let lock = format!("version 1\n{digest}\tforce-app/A.cls\tspecs/a.yaml\t0=1 7=12\n");
        let sources = Sources {
            files: BTreeMap::from([("classes/A.cls".to_owned(), "force-app/A.cls".to_owned())]),
            lock: Lock::parse(&lock).expect("a lock"),
        };
        let mut result = DeployResult::default();
        result.details.component_failures.push(DeployMessage {
            component_type: "ApexClass".into(),
            full_name: "A".into(),
            file_name: "unpackaged/classes/A.cls".into(),
            line_number: Some(9),
            column_number: Some(4),
            problem: Some("Invalid type: X".into()),
            ..DeployMessage::default()
        });
        let found = sources.findings(&result);
        assert_eq!(found[0].place.as_ref().map(ToString::to_string).as_deref(), Some("force-app/A.cls:9:4"));
        assert_eq!(found[0].related[0].place.to_string(), "specs/a.yaml:12:1");
        // Without the project the finding stays, with the place that the org gave.
        let bare = Sources::default().findings(&result);
        assert_eq!(bare[0].place.as_ref().map(|p| p.file.as_str()), Some("unpackaged/classes/A.cls"));
    }
}
