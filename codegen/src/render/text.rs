//! Spec texts for places of limited size.

/// The text on one line, without characters that nobody sees, within `max` UTF-16 code units (which is how Salesforce
/// counts). What does not fit is replaced by `…`.
pub fn one_line(text: &str, max: usize) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let seen = words.map(|word| word.chars().filter(|c| !is_hidden(*c)).collect::<String>());
    let joined = seen.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if joined.encode_utf16().count() <= max {
        return joined;
    }
    let mut room = max.saturating_sub(1);
    let kept: String = joined
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = if fits { room - c.len_utf16() } else { 0 };
            fits
        })
        .collect();
    format!("{}…", kept.trim_end())
}

/// Characters that a reader does not see: control characters, and of the format characters (Unicode category `Cf`) and
/// other invisible ones those that can carry hidden text or turn its direction.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn texts_fit_and_stay_on_one_line() {
        assert_eq!(one_line(" a\r\n b\u{0}\u{2028}c\u{202e}d \u{200b} ", 80), "a b cd");
        assert_eq!(one_line("abcdef", 6), "abcdef");
        assert_eq!(one_line("abcdefg", 6), "abcde…");
        assert_eq!(one_line("ab cdefg", 4), "ab…");
        // An emoji is two code units and is not cut in half.
        assert_eq!(one_line("ab😀😀", 5), "ab😀…");
        assert_eq!(one_line("ab😀😀c", 5), "ab😀…");
        assert!(one_line(&"😀".repeat(200), 255).encode_utf16().count() <= 255);
    }
}
