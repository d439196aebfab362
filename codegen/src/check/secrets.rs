//! Secrets in spec files.

use crate::spec::load::SourceText;
use diag::catalogue::policy as codes;
use diag::{Diagnostic, Place};
use regex::Regex;
use std::sync::LazyLock;

/// Forms that only secrets have, with their names.
static FORMS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    let rows = [
        (r"-----BEGIN [A-Z ]*PRIVATE KEY", "a private key"),
        (r"\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{20,}", "a Salesforce session id"),
        (r"\bforce://[^\s@]+@", "an sfdx auth URL"),
        (r"\b3MVG9[A-Za-z0-9._]{50,}", "a Salesforce consumer key"),
        (r"\b5Aep861[A-Za-z0-9._]{40,}", "a Salesforce refresh token"),
        (r"\beyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{10,}", "a JSON Web Token"),
        (r"\bsk-[A-Za-z0-9_-]{20,}", "an API key"),
        (r"\b(AKIA|ASIA)[0-9A-Z]{16}\b", "an AWS access key"),
        (r"\bgh[pousr]_[A-Za-z0-9]{30,}", "a GitHub token"),
        (r"\bxox[abprs]-[A-Za-z0-9-]{20,}", "a Slack token"),
        (r"\bgl(pat|dt|ptt|rt)-[A-Za-z0-9_-]{20,}", "a GitLab token"),
        (r#"(?i)\bauthorization["']?\s*[:=]\s*["']?(bearer|basic)\s+[A-Za-z0-9+/._~-]{16,}"#, "a header that logs in"),
        (
            r#"(?i)(\b|_)(password|passwd|client[_-]?secret|consumer[_-]?secret)["']?\s*[:=]\s*["']?[^\s"'{}$]{6,}"#,
            "a password or secret",
        ),
    ];
    rows.into_iter().map(|(pattern, what)| (Regex::new(pattern).expect("a valid expression"), what)).collect()
});

/// Reports what looks like a secret. The text itself is never repeated.
pub fn check(files: &[SourceText]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            for (form, what) in FORMS.iter() {
                let Some(found) = form.find(line) else { continue };
                let column = line[..found.start()].chars().count() + 1;
                let place = Place::new(
                    &*file.file,
                    u32::try_from(number + 1).unwrap_or(u32::MAX),
                    u32::try_from(column).unwrap_or(u32::MAX),
                );
                findings.push(
                    Diagnostic::new(&codes::SECRET_IN_SPEC, format!("this looks like {what}"))
                        .at(place)
                        .hint("remove it, put it into the secret store, and replace it: it has been in a file"),
                );
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found_and_never_repeated() {
        let canary = "00Dxx0000001gPL!AQ0AQCanaryCanaryCanary1234";
        let file = SourceText {
            file: "specs/a.yaml".into(),
            text: format!("name: é {canary}\nclientSecret: \"hunter22\"\nx: ${{CLIENT_SECRET}}\n"),
        };
        let found = check(&[file]);
        assert_eq!(found.len(), 2);
        let text = diag::render::text(&found);
        assert!(text.contains("specs/a.yaml:1:9: error[POL018]"), "{text}");
        assert!(!text.contains("Canary") && !text.contains("hunter22"), "{text}");
    }

    #[test]
    fn tokens_of_other_services_are_found() {
        for line in [
            "x: glpat-CanaryCanaryCanary12",
            "h: 'Authorization: Bearer CanaryCanaryCanary12'",
            "# SF_SALES_CLIENT_SECRET=CanaryCanaryCanary12",
        ] {
            let file = SourceText { file: "specs/a.yaml".into(), text: line.to_owned() };
            assert_eq!(check(&[file]).len(), 1, "{line}");
        }
        let file = SourceText { file: "specs/a.yaml".into(), text: "x: Authorization of bearer shares".to_owned() };
        assert!(check(&[file]).is_empty());
    }
}
