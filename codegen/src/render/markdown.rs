//! Text from specs inside Markdown. Nothing of it may become markup, HTML, a link or a table border, and nothing
//! invisible may hide from a reviewer.

use super::text::is_hidden;
use std::fmt::Write;

/// The text on one line, to stand inside a paragraph, list item or table cell after some other text.
///
/// Escapes what CommonMark and GitHub's extensions give a meaning; control, invisible and direction-changing characters
/// are spelled out.
pub fn escape(text: &str) -> String {
    let joined = text.split(char::is_whitespace).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(joined.len());
    let mut rest = joined.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '$' | '#' | '{' | '}' | '!' => {
                out.push('\\');
                out.push(c);
            }
            // GitHub links `https://…` and `www.…`, and mails and mentions at an `@`.
            ':' if rest.peek() == Some(&'/') => out.push_str("\\:"),
            '.' if out.to_ascii_lowercase().ends_with("www") => out.push_str("\\."),
            '@' => out.push_str("<span>@</span>"),
            _ if is_hidden(c) => {
                let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}

/// A code span around any text, on one line.
pub fn code(text: &str) -> String {
    let safe = |c: char| c.is_ascii_graphic() && !matches!(c, '`' | '|' | '\\');
    if !text.is_empty() && text.chars().all(|c| safe(c) || c == ' ') && text.trim() == text {
        format!("`{text}`")
    } else {
        escape(text)
    }
}

/// A table. Cells are Markdown already.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let mut out = line(&head);
    out.push_str(&line(&vec!["---".to_owned(); head.len()]));
    for row in rows {
        out.push_str(&line(&row));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    #[test]
    fn markup_is_plain_text() {
        assert_eq!(escape("a|b <b>*x*</b> [l](u) `c`"), "a\\|b \\<b\\>\\*x\\*\\</b\\> \\[l\\](u) \\`c\\`");
        assert_eq!(escape("see https://a.b or WWW.a.b"), "see https\\://a.b or WWW\\.a.b");
        assert_eq!(escape("mail a@b.c"), "mail a<span>@</span>b.c");
        assert_eq!(escape("a\n\n# b\r\n- c"), "a \\# b - c");
        assert_eq!(escape("a\u{202e}b\u{0}c\u{e0041}"), "a⟨U+202E⟩b⟨U+0000⟩c⟨U+E0041⟩");
        assert_eq!(escape("Zürich – 5 %"), "Zürich – 5 %");
    }

    /// The text of each cell of a row, as a reader sees it; markup other than ours fails the test.
    fn cells(row: &str) -> Vec<String> {
        let text = format!("| a | b | c |\n| --- | --- | --- |\n{row}\n");
        let mut cells = Vec::new();
        let mut in_body = false;
        for event in
            Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH)
        {
            match event {
                Event::End(TagEnd::TableHead) => in_body = true,
                Event::Start(Tag::TableCell) if in_body => cells.push(String::new()),
                Event::Text(text) if in_body => cells.last_mut().expect("a cell").push_str(&text),
                Event::InlineHtml(html) => assert!(["<span>", "</span>"].contains(&&*html), "{html}"),
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell)
                | Event::End(_)
                | Event::Text(_) => {}
                other => panic!("{other:?}"),
            }
        }
        cells
    }

    proptest! {
        #[test]
        fn any_text_stays_one_plain_cell(text in "\\PC*|[\\x00-\\x7f]{0,40}|[-*_`|<>\\[\\]()!#&;:/@.w\\\\ \u{202e}]{0,30}") {
            let words: Vec<&str> = text.split(char::is_whitespace).filter(|word| !word.is_empty()).collect();
            let shown: String = words.join(" ").chars().map(|c| if is_hidden(c) { format!("⟨U+{:04X}⟩", u32::from(c)) } else { c.to_string() }).collect();
            prop_assert_eq!(cells(&format!("| x | {} | y |", escape(&text))), ["x".to_owned(), shown, "y".to_owned()]);
        }
    }

    #[test]
    fn code_spans_cannot_be_left() {
        assert_eq!(code("Account.Name"), "`Account.Name`");
        assert_eq!(code("a`b|c"), "a\\`b\\|c");
        assert_eq!(code(""), "");
    }
}
