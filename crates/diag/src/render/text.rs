//! Text for people.

use crate::Diagnostic;
use std::fmt::Write;

/// `file:line:column: severity[CODE]: message`, then related places and the repair indented below.
pub fn text(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for d in diagnostics {
        if let Some(place) = &d.place {
            let _ = write!(out, "{}: ", visible(&place.to_string()));
        }
        let _ = writeln!(out, "{}[{}]: {}", d.severity, d.code.id, visible(&d.message));
        for related in &d.related {
            let _ = writeln!(out, "    {}: {}", visible(&related.place.to_string()), visible(&related.message));
        }
        if let Some(hint) = &d.hint {
            let _ = writeln!(out, "    fix: {}", visible(hint));
        }
    }
    out
}

/// Shows a line break as `␊`, and other control and bidirectional characters as escapes, so that text from a spec or an org cannot steer a terminal.
/// The same for `##[`, which the logs of GitHub and Azure jobs take for a command anywhere in a line.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if c == '\n' {
            out.push('␊');
        } else if is_unsafe(c) || (c == '#' && text[at..].starts_with("##[")) {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, catalogue::spec};

    #[test]
    fn shows_place_code_message_and_fix() {
        let d = Diagnostic::new(&spec::UNKNOWN_KEY, "unknown key `titel`")
            .at(Place::new("specs/a.yaml", 3, 5))
            .hint("did you mean `title`?");
        let expected = "specs/a.yaml:3:5: error[SPEC002]: unknown key `titel`\n    fix: did you mean `title`?\n";
        assert_eq!(text(&[d]), expected);
    }

    #[test]
    fn control_characters_are_made_visible() {
        let d = Diagnostic::new(&spec::UNKNOWN_KEY, "a\u{1b}[31mb\nc\u{202e}");
        assert_eq!(text(&[d]), "error[SPEC002]: a\\u{1b}[31mb␊c\\u{202e}\n");
        assert_eq!(visible("### a ##[error]b # [c]"), "### a \\u{23}#[error]b # [c]");
    }
}
