//! Spec texts for places of limited size.

/// The text on one line, without control characters, within `max` UTF-16 code units (which is how Salesforce counts).
/// What does not fit is replaced by `…`.
pub fn one_line(text: &str, max: usize) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() || is_line_separator(c) { ' ' } else { c }).collect();
    let joined = spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
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

fn is_line_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn texts_fit_and_stay_on_one_line() {
        assert_eq!(one_line(" a\r\n b\u{0}\u{2028}c ", 80), "a b c");
        assert_eq!(one_line("abcdef", 6), "abcdef");
        assert_eq!(one_line("abcdefg", 6), "abcde…");
        assert_eq!(one_line("ab cdefg", 4), "ab…");
        // An emoji is two code units and is not cut in half.
        assert_eq!(one_line("ab😀😀", 5), "ab😀…");
        assert_eq!(one_line("ab😀😀c", 5), "ab😀…");
        assert!(one_line(&"😀".repeat(200), 255).encode_utf16().count() <= 255);
    }
}
