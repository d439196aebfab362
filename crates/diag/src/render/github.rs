//! GitHub workflow commands, which become annotations on a pull request.

use super::text::visible;
use crate::{Diagnostic, Severity};
use std::fmt::Write;

/// One `::error …::` line per finding. Values are escaped as the workflow command syntax asks: `%25`, `%0D` and `%0A`,
/// and in properties also `%3A` and `%2C`.
pub fn github(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for d in diagnostics {
        let command = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let _ = write!(out, "::{command} ");
        if let Some(p) = &d.place {
            let _ = write!(out, "file={},line={},col={},", property(&p.file), p.line, p.column);
        }
        let _ = write!(out, "title={}::{}", property(d.code.id), data(&d.message));
        if let Some(hint) = &d.hint {
            let _ = write!(out, "%0Afix: {}", data(hint));
        }
        out.push('\n');
    }
    out
}

fn data(text: &str) -> String {
    visible(text).replace('%', "%25")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, catalogue::spec};

    #[test]
    fn a_message_cannot_start_a_second_command() {
        let d = Diagnostic::new(&spec::UNKNOWN_KEY, "x\n::set-output name=a::100%").at(Place::new("a,b:c.yaml", 1, 1));
        assert_eq!(
            github(&[d]),
            "::error file=a%2Cb%3Ac.yaml,line=1,col=1,title=SPEC002::x␊::set-output name=a::100%25\n"
        );
    }
}
