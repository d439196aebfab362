//! SARIF 2.1.0, for code scanning dashboards.

use crate::{Diagnostic, Severity};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A SARIF log with one run. Rules are the codes that occur, by identifier.
pub fn sarif(diagnostics: &[Diagnostic], tool_version: &str) -> Value {
    let codes: BTreeMap<_, _> = diagnostics.iter().map(|d| (d.code.id, d.code)).collect();
    let rules: Vec<Value> = codes
        .values()
        .map(|code| {
            json!({
                "id": code.id,
                "shortDescription": { "text": code.title },
                "help": { "text": code.explanation, "markdown": code.explanation },
                "defaultConfiguration": { "level": level(code.severity) },
            })
        })
        .collect();
    let results: Vec<Value> = diagnostics.iter().map(result).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "xtask", "version": tool_version, "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(d: &Diagnostic) -> Value {
    let text = match &d.hint {
        Some(hint) => format!("{}\nfix: {hint}", d.message),
        None => d.message.clone(),
    };
    let mut value = json!({ "ruleId": d.code.id, "level": level(d.severity), "message": { "text": text } });
    if let Some(place) = &d.place {
        value["locations"] = json!([location(place)]);
    }
    if !d.related.is_empty() {
        value["relatedLocations"] = d
            .related
            .iter()
            .map(|r| {
                let mut at = location(&r.place);
                at["message"] = json!({ "text": r.message });
                at
            })
            .collect();
    }
    value
}

fn location(place: &crate::Place) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&place.file), "uriBaseId": "%SRCROOT%" },
            "region": { "startLine": place.line, "startColumn": place.column },
        }
    })
}

/// Percent-encodes what a URI path may not hold.
fn uri(path: &str) -> String {
    path.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() || b"/-._~".contains(&b) {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
        out
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, catalogue::spec};

    #[test]
    fn has_rule_level_and_region() {
        let d = Diagnostic::new(&spec::ALIAS, "m").at(Place::new("specs/a b.yaml", 7, 9)).hint("h");
        let log = sarif(&[d], "1.2.3");
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "SPEC007");
        let result = &run["results"][0];
        assert_eq!(result["level"], "error");
        assert_eq!(result["message"]["text"], "m\nfix: h");
        let physical = &result["locations"][0]["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], "specs/a%20b.yaml");
        assert_eq!(physical["region"]["startLine"], 7);
    }
}
