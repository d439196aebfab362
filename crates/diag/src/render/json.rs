//! JSON for machines.

use crate::Diagnostic;
use serde_json::{Value, json};

/// One object with `version`, `diagnostics` and `summary`. Field names are stable within a version.
pub fn json(diagnostics: &[Diagnostic]) -> Value {
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    json!({ "version": 1, "diagnostics": diagnostics, "summary": { "errors": errors, "total": diagnostics.len() } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, catalogue::spec};

    #[test]
    fn carries_every_field() {
        let d = Diagnostic::new(&spec::MISSING_KEY, "m").at(Place::new("f", 1, 2)).also(Place::new("g", 3, 4), "r");
        let value = json(&[d]);
        assert_eq!(value["diagnostics"][0]["place"]["column"], 2);
        assert_eq!(value["diagnostics"][0]["related"][0]["place"]["file"], "g");
        assert_eq!(value["summary"]["errors"], 1);
    }
}
