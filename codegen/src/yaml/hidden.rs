//! Characters by which a reviewer would read another file than the parser does.

use crate::render::text::is_hidden;
use diag::catalogue::spec as codes;
use diag::{Diagnostic, Place};

/// Most findings for one file: a file that is no text would have thousands.
const MOST: usize = 20;

/// The first hidden character of each line, comments included.
pub fn hidden(file: &str, text: &str) -> Vec<Diagnostic> {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
    let lines = text.split('\n').enumerate();
    let found = lines.filter_map(|(line, text)| {
        let text = text.strip_suffix('\r').unwrap_or(text);
        let (column, c) = text.chars().enumerate().find(|(_, c)| misleads(*c))?;
        let code = u32::from(c);
        let message = match c {
            '\r' => "a carriage return (U+000D) without a line feed: YAML begins a line here, most viewers do not"
                .to_owned(),
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                format!("the character U+{code:04X}: some viewers begin a line here, YAML does not")
            }
            _ => format!("the character U+{code:04X}, which a reader does not see"),
        };
        let escape = if code > 0xffff { format!("\\U{code:08X}") } else { format!("\\u{code:04X}") };
        Some(
            Diagnostic::new(&codes::HIDDEN_CHARACTER, message)
                .at(Place::new(file, number(line), number(column)))
                .hint(format!("delete it, or write `{escape}` within double quotes where a value needs it")),
        )
    });
    found.take(MOST).collect()
}

fn misleads(c: char) -> bool {
    c != '\t' && (is_hidden(c) || matches!(c, '\u{2028}' | '\u{2029}'))
}

#[cfg(test)]
mod tests {
    use crate::yaml::parse;

    fn found(text: &str) -> Vec<String> {
        let found = parse("f.yaml", text).expect_err("must be refused");
        found.into_iter().map(|d| format!("{} {} {}", d.code.id, d.place.expect("a place"), d.message)).collect()
    }

    #[test]
    fn what_hides_from_a_reviewer_is_refused_in_comments_too() {
        let expected = "SPEC021 f.yaml:3:13 a carriage return (U+000D) without a line feed: YAML begins a line here, most viewers do not";
        assert_eq!(found("fields:\n  - Name\n  # comment\u{20}\r  - Phone\n"), [expected]);
        for c in "\u{0}\u{8}\u{b}\u{c}\u{1b}\u{7f}\u{85}\u{9b}\u{200b}\u{2028}\u{2029}\u{202e}\u{2060}\u{2066}\u{2069}\u{e0041}".chars() {
            for text in [format!("a: 1 # é{c}\n"), format!("a: é   {c}x\n"), format!("a: \"é  {c}\"\n")] {
                let problems = found(&text);
                let at = text.chars().position(|other| other == c).expect("there") + 1;
                assert_eq!(problems.len(), 1, "{text:?}");
                assert!(problems[0].starts_with(&format!("SPEC021 f.yaml:1:{at} ")), "{problems:?}");
                assert!(problems[0].contains(&format!("U+{:04X}", u32::from(c))), "{problems:?}");
            }
        }
        assert_eq!(found(&"\u{0}\n".repeat(50)).len(), super::MOST);
    }

    #[test]
    fn files_of_every_system_and_escapes_are_read() {
        let text = "\u{feff}a: 1\r\nb:\t\"\\u2028\" # é\t😀\r\n";
        let node = parse("f.yaml", text).expect("valid");
        assert_eq!(node.get("b").and_then(|b| b.as_text()), Some("\u{2028}"));
    }
}
