//! Texts that match a pattern, and texts that do not.

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Longest text that is put together for a pattern.
const LONGEST: u32 = 400;

/// A text of `min` to `max` characters that matches the pattern, if one is found.
pub fn matching(pattern: &str, min: u32, max: u32) -> Option<String> {
    let parsed = regex_syntax::Parser::new().parse(pattern).ok()?;
    let regex = Regex::new(pattern).ok()?;
    (0..=min.min(LONGEST)).chain([min.min(LONGEST) + 1]).find_map(|extra| {
        let mut text = String::new();
        append(&parsed, extra, &mut text)?;
        let length = u32::try_from(text.chars().count()).ok()?;
        (length >= min && length <= max && regex.is_match(&text)).then_some(text)
    })
}

/// A text of `min` to `max` characters that does not match the pattern, if one is found.
pub fn breaking(pattern: &str, min: u32, max: u32) -> Option<String> {
    let regex = Regex::new(pattern).ok()?;
    let sample = matching(pattern, min, max).unwrap_or_default();
    let longer = |tail: &str| format!("{sample}{tail}");
    let instead = |tail: &str| {
        let kept: String = sample.chars().take(sample.chars().count().saturating_sub(1)).collect();
        format!("{kept}{tail}")
    };
    let filled = |c: char| std::iter::repeat_n(c, usize::try_from(min.max(1)).unwrap_or(1)).collect::<String>();
    [longer(" "), longer("!"), instead(" "), instead("!"), filled('!'), filled(' '), filled('x'), filled('0')]
        .into_iter()
        .find(|text| {
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            length >= min && length <= max && !regex.is_match(text)
        })
}

/// Appends a text for one part of a pattern; `extra` is how often more than needed an open repetition is used.
fn append(part: &Hir, extra: u32, text: &mut String) -> Option<()> {
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(Class::Unicode(class)) => {
            let wanted = ['a', 'A', '1', '-', ' '];
            let has = |c: &char| class.ranges().iter().any(|r| (r.start()..=r.end()).contains(c));
            text.push(wanted.into_iter().find(has).or_else(|| class.ranges().first().map(|r| r.start()))?);
        }
        HirKind::Class(Class::Bytes(class)) => text.push(char::from(class.ranges().first()?.start())),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            for _ in 0..repetition.min.saturating_add(extra).min(most).min(LONGEST) {
                append(&repetition.sub, extra, text)?;
            }
        }
        HirKind::Capture(capture) => append(&capture.sub, extra, text)?,
        HirKind::Concat(parts) => {
            for part in parts {
                append(part, extra, text)?;
            }
        }
        HirKind::Alternation(parts) => append(parts.first()?, extra, text)?,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_match_and_keep_the_length() {
        for (pattern, min, max) in [
            ("^[A-Za-z0-9_-]+$", 8, 80),
            ("^[0-9]+$", 1, 20),
            ("^CASE-[0-9]{4}$", 0, 255),
            ("^(?:a|bb)+x?$", 3, 9),
            (r"^\d{3} \w+\.$", 6, 40),
        ] {
            let text = matching(pattern, min, max).unwrap_or_else(|| panic!("no sample for {pattern}"));
            assert!(Regex::new(pattern).expect("valid").is_match(&text), "{pattern}: {text}");
            let length = u32::try_from(text.chars().count()).expect("short");
            assert!((min..=max).contains(&length), "{pattern}: {text}");
        }
    }

    #[test]
    fn counterexamples_keep_the_length_and_nothing_else() {
        for (pattern, min, max) in [("^[A-Za-z0-9_-]+$", 8, 80), ("^[0-9]{4}$", 4, 4), ("^.$", 0, 1)] {
            match breaking(pattern, min, max) {
                Some(text) => {
                    assert!(!Regex::new(pattern).expect("valid").is_match(&text), "{pattern}: {text}");
                    let length = u32::try_from(text.chars().count()).expect("short");
                    assert!((min..=max).contains(&length), "{pattern}: {text}");
                }
                None => assert_eq!(pattern, "^.$"),
            }
        }
    }

    #[test]
    fn a_pattern_that_leaves_no_room_has_no_sample() {
        assert_eq!(matching("^[0-9]{4}$", 5, 9), None);
        assert_eq!(matching("(", 0, 9), None);
    }
}
