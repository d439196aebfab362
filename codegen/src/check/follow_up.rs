//! Findings that say nothing new: a field is unknown because its own file is broken.

use diag::Diagnostic;
use diag::catalogue::exposure as codes;
use sf_metadata::kinds::{Part, locate};

/// Removes findings about unknown names that are defined in files with errors of their own.
pub fn remove(findings: &mut Vec<Diagnostic>, schema_problems: &[Diagnostic]) {
    let broken =
        schema_problems.iter().filter(|problem| problem.is_error()).filter_map(|problem| problem.place.as_ref());
    let names: Vec<String> = broken.flat_map(|place| names_in(&place.file)).collect();
    let unknown = [&codes::UNKNOWN_OBJECT, &codes::UNKNOWN_FIELD, &codes::UNKNOWN_RELATIONSHIP];
    findings.retain(|finding| {
        !unknown.contains(&finding.code) || !names.iter().any(|name| finding.message.contains(name.as_str()))
    });
}

/// The names that a file of the project defines, as messages quote them.
fn names_in(path: &str) -> Vec<String> {
    match locate(path) {
        Some(located) => match located.part {
            Part::Child(_, field) => {
                let relationship = field.strip_suffix("__c").map(|stem| format!("`{stem}__r`"));
                [Some(format!("`{field}`")), relationship].into_iter().flatten().collect()
            }
            Part::Xml | Part::Content => vec![format!("`{}`", located.member)],
        },
        None => Vec::new(),
    }
}
