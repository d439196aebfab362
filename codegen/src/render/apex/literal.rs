//! Texts of people inside Apex: no text can end the literal or comment it stands in.

use super::layout::WIDTH;

/// Columns of one piece of a long text; leaves room for indentation, quotes and ` +`.
const PIECE: usize = WIDTH - 22;

/// An Apex string literal, quotes included.
///
/// Letters, digits and common punctuation stay readable; everything else, such as control characters, marks that change
/// the direction of text, and emoji, becomes `\uXXXX` (UTF-16 code units).
pub fn string(text: &str) -> String {
    format!("'{}'", escape(text))
}

/// The pieces of a long text as literals; one piece for a text that fits on a line. Breaks fall after spaces where there
/// are any.
pub fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for word in words(text) {
        let escaped = escape(word);
        if !piece.is_empty() && piece.chars().count() + escaped.chars().count() > PIECE {
            pieces.push(std::mem::take(&mut piece));
        }
        piece.push_str(&escaped);
    }
    pieces.push(piece);
    pieces.into_iter().map(|piece| format!("'{piece}'")).collect()
}

/// Words with the spaces after them; a word longer than a line is cut.
fn words(text: &str) -> impl Iterator<Item = &str> {
    const LONGEST: usize = PIECE / 6;
    text.split_inclusive(' ').flat_map(|word| {
        let mut cuts: Vec<usize> = word.char_indices().map(|(at, _)| at).step_by(LONGEST).collect();
        cuts.push(word.len());
        cuts.windows(2).map(|cut| &word[cut[0]..cut[1]]).collect::<Vec<_>>()
    })
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut units = [0; 2];
    for c in text.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_plain(c) => out.push(c),
            c => c.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04X}"))),
        }
    }
    out
}

/// Whether a character shows as itself and as nothing else.
fn is_plain(c: char) -> bool {
    c == ' ' || c.is_ascii_graphic() || (c <= '\u{FFFF}' && c.is_alphanumeric()) || "§°·–—…‘’“”„«»•€£¥".contains(c)
}

/// One line of text for a comment: no line end, no end of comment, no tag, no escape, no character that does not show.
pub fn comment(text: &str) -> String {
    let shown: String = text.chars().map(|c| if is_plain(c) && c != '\\' { c } else { ' ' }).collect();
    let words: Vec<String> = shown.split_whitespace().map(|word| word.replace('@', "(at)")).collect();
    // `*/` ends a comment and `/*` looks like the start of one.
    words.join(" ").replace("*/", "* /").replace("/*", "/ *").replace("*/", "* /")
}

/// An ApexDoc block at an indentation of `depth` levels: a description, then tags as they are.
pub fn apex_doc(description: &str, tags: &[String], depth: usize) -> Vec<String> {
    let room = WIDTH - depth * 4 - " * ".len();
    let mut lines = vec!["/**".to_owned()];
    let mut line = String::new();
    for word in format!("@description {}", comment(description)).split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            lines.push(format!(" * {line}"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(format!(" * {line}"));
    lines.extend(tags.iter().map(|tag| format!(" * {tag}")));
    lines.push(" */".to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_texts_stay_inside() {
        assert_eq!(string("O'Neil \\ \n\u{202E}😀\u{0}"), "'O\\'Neil \\\\ \\n\\u202E\\uD83D\\uDE00\\u0000'");
        assert_eq!(string("für 日本 – {{x}} ]]>"), "'für 日本 – {{x}} ]]>'");
        assert_eq!(comment("a */ b /*/ c\n * @see x"), "a * / b / * / c * (at)see x");
    }

    #[test]
    fn a_long_text_is_cut_after_spaces() {
        let text = "word ".repeat(60);
        let pieces = pieces(&text);
        assert!(pieces.len() > 2);
        assert!(pieces.iter().all(|p| p.len() <= PIECE + 2));
        let joined: String = pieces.iter().map(|p| &p[1..p.len() - 1]).collect();
        assert_eq!(joined, text);
    }

    /// Reads a literal back, as Apex does.
    fn unescape(literal: &str) -> String {
        let inner = literal.strip_prefix('\'').and_then(|l| l.strip_suffix('\'')).expect("quotes");
        let mut units: Vec<u16> = Vec::new();
        let mut chars = inner.chars();
        while let Some(c) = chars.next() {
            assert_ne!(c, '\'', "an unescaped quote in {literal}");
            let c = if c != '\\' {
                c
            } else {
                match chars.next().expect("an escaped character") {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'u' => {
                        let digits: String = chars.by_ref().take(4).collect();
                        units.push(u16::from_str_radix(&digits, 16).expect("four digits"));
                        continue;
                    }
                    c @ ('\'' | '\\') => c,
                    c => panic!("no such escape: {c}"),
                }
            };
            units.extend(c.encode_utf16(&mut [0; 2]).iter());
        }
        String::from_utf16(&units).expect("UTF-16")
    }

    proptest! {
        #[test]
        fn a_literal_means_its_text(text in any::<String>()) {
            prop_assert_eq!(unescape(&string(&text)), text);
        }

        #[test]
        fn pieces_mean_their_text(text in any::<String>(), spaces in "[ a-z']{0,400}") {
            let text = text + &spaces;
            let joined: String = pieces(&text).iter().map(|piece| unescape(piece)).collect();
            prop_assert_eq!(joined, text);
        }

        #[test]
        fn a_comment_stays_one_line_and_open(text in any::<String>(), marks in "[*/@ \n]{0,20}") {
            let comment = comment(&(text + &marks));
            prop_assert!(!comment.contains("*/") && !comment.contains("/*") && !comment.contains('@'), "{}", comment);
            prop_assert!(!comment.chars().any(char::is_control), "{}", comment);
        }
    }
}
