//! From the syntax of `java.util.regex`, which Apex takes (Apex Reference, "Pattern Class"), to the one of the engine here.

use std::iter::Peekable;
use std::str::Chars;

/// The end of the text, or what stands before a line end there.
const END: &str = r"(?=(?:\r\n|(?<!\r)\n|[\r\x{85}\x{2028}\x{2029}])?\z)";

/// Java's classes by name, as members of a class in brackets.
const NAMED: &[(&str, &str)] = &[
    ("ASCII", r"\x00-\x7F"),
    ("Alnum", "a-zA-Z0-9"),
    ("Alpha", "a-zA-Z"),
    ("Blank", r"\x20\t"),
    ("Cntrl", r"\x00-\x1F\x7F"),
    ("Digit", "0-9"),
    ("Graph", "!-~"),
    ("Lower", "a-z"),
    ("Print", r"\x20-\x7E"),
    ("Punct", r"!-/:-@\[-`{-\x7E"),
    ("Space", r"\x20\t\n\x0B\f\r"),
    ("Upper", "A-Z"),
    ("XDigit", "0-9a-fA-F"),
];

/// What a pattern of Java is here.
///
/// # Errors
/// Java's words for a pattern that is none, where the engine here would take it.
pub(super) fn translate(source: &str) -> Result<String, &'static str> {
    let mut translator =
        Translator { rest: source.chars().peekable(), out: String::new(), lines: source.contains("(?m") };
    translator.all()?;
    // A comment at the end would swallow what is put behind the pattern.
    if source.contains("(?x") {
        translator.out.push('\n');
    }
    Ok(translator.out)
}

struct Translator<'s> {
    rest: Peekable<Chars<'s>>,
    out: String,
    /// Whether `^` and `$` are those of lines.
    lines: bool,
}

impl Translator<'_> {
    fn all(&mut self) -> Result<(), &'static str> {
        while let Some(c) = self.rest.next() {
            match c {
                '\\' => _ = self.escape(false),
                '[' => self.class(),
                '$' if !self.lines => self.out.push_str(END),
                '{' if self.begins() || !self.rest.peek().is_some_and(char::is_ascii_digit) => {
                    return Err("Illegal repetition");
                }
                c => self.out.push(c),
            }
        }
        Ok(())
    }

    /// Whether nothing stands before that could be repeated.
    fn begins(&self) -> bool {
        self.out.is_empty()
            || (self.out.ends_with(['(', '|']) && !self.out.ends_with(r"\(") && !self.out.ends_with(r"\|"))
    }

    /// What stands in brackets, behind the first one.
    fn class(&mut self) {
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        // A bracket that closes nothing stands for itself.
        if self.rest.next_if_eq(&']').is_some() {
            self.out.push_str(r"\]");
        }
        // Whether the last member is a character that a range may begin with.
        let mut first = false;
        while let Some(c) = self.rest.next() {
            if c == '-' && first && self.rest.peek().is_some_and(|next| !matches!(next, ']' | '[')) {
                self.out.push('-');
                let last = self.rest.next().unwrap_or_default();
                if last == '\\' {
                    _ = self.escape(true)
                } else {
                    self.member(last)
                }
                first = false;
                continue;
            }
            first = match c {
                ']' => return self.out.push(']'),
                '[' => {
                    self.class();
                    false
                }
                '\\' => self.escape(true),
                '&' if self.rest.next_if_eq(&'&').is_some() => {
                    self.out.push_str("&&");
                    false
                }
                c => {
                    self.member(c);
                    true
                }
            };
        }
    }

    fn member(&mut self, c: char) {
        match c {
            ' ' => self.out.push_str(r"\x20"),
            '<' | '>' => self.out.push(c),
            c if c.is_ascii_punctuation() => self.out.extend(['\\', c]),
            c => self.out.push(c),
        }
    }

    /// Members of a class that has no brackets around it yet, or all but them.
    fn members(&mut self, members: &str, inside: bool, negated: bool) {
        let (open, close) = match (inside, negated) {
            (true, false) => ("", ""),
            (_, true) => ("[^", "]"),
            (false, false) => ("[", "]"),
        };
        self.out.extend([open, members, close]);
    }

    /// What stands behind a backslash. Gives whether it is one character.
    fn escape(&mut self, inside: bool) -> bool {
        match self.rest.next() {
            Some(c @ ('d' | 'D')) => self.members("0-9", inside, c == 'D'),
            Some(c @ ('w' | 'W')) => self.members("a-zA-Z0-9_", inside, c == 'W'),
            Some(c @ ('s' | 'S')) => self.members(r"\x20\t\n\x0B\f\r", inside, c == 'S'),
            Some('Q') => self.quoted(),
            Some(c @ ('p' | 'P')) => self.named(inside, c == 'P'),
            Some('e') => self.out.push_str(r"\x1B"),
            Some('Z') => self.out.push_str(END),
            // Any sign may be quoted; to the engine some of them mean something then.
            Some(c) if !c.is_ascii_alphanumeric() => {
                self.member(c);
                return true;
            }
            Some(c) => {
                self.out.extend(['\\', c]);
                return true;
            }
            None => self.out.push('\\'),
        }
        false
    }

    /// Everything up to `\E` stands for itself.
    fn quoted(&mut self) {
        while let Some(c) = self.rest.next() {
            if c == '\\' && self.rest.next_if_eq(&'E').is_some() {
                return;
            }
            self.member(c);
        }
    }

    fn named(&mut self, inside: bool, negated: bool) {
        let mut ahead = self.rest.clone();
        let name: Option<String> =
            (ahead.next() == Some('{')).then(|| ahead.by_ref().take_while(|c| *c != '}').collect());
        let known = name.as_ref().and_then(|name| NAMED.iter().find(|(known, _)| known == name));
        if let Some((_, members)) = known {
            self.rest = ahead;
            return self.members(members, inside, negated);
        }
        self.out.push_str(if negated { r"\P" } else { r"\p" });
        if let Some(name) = name {
            self.rest = ahead;
            let name = name.strip_prefix("Is").unwrap_or(&name);
            self.out.extend(["{", name, "}"]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::translate;
    use fancy_regex::Regex;

    /// What is left of a text if all that a pattern finds becomes a dash.
    fn dashed(pattern: &str, text: &str) -> String {
        let translated = translate(pattern).expect("a pattern");
        Regex::new(&translated)
            .unwrap_or_else(|e| panic!("{pattern}: {translated}: {e}"))
            .replace_all(text, "-")
            .into_owned()
    }

    #[test]
    fn classes_are_those_of_ascii() {
        for (pattern, text, found) in [
            (r"\W+", "Müller", "M-ller"),
            (r"[^\w ]", "naïve café!", "na-ve caf--"),
            (r"[\W]", "a_é", "a_-"),
            (r"\s", "a\u{a0}b c", "a\u{a0}b-c"),
            (r"[\d.]+", "1.5 ٣", "- ٣"),
            (r"[^\s]", "a b", "- -"),
            (r"\p{Punct}", "a-b~é", "a-b-é"),
            (r"[\p{Alpha}_]", "é_a", "é--"),
            (r"\P{Digit}", "1a", "1-"),
            (r"\p{IsAlphabetic}\p{L}", "éa1", "-1"),
        ] {
            assert_eq!(dashed(pattern, text), found, "{pattern}");
        }
    }

    #[test]
    fn signs_mean_what_they_mean_in_java() {
        for (pattern, text, found) in [
            ("[+--]", "+,-./", "---./"),
            ("[~~]", "a~b", "a-b"),
            ("[a-]", "a-b", "--b"),
            ("[-a]", "a-b", "--b"),
            ("[]a]", "]a[", "--["),
            ("[^]a]", "]ab", "]a-"),
            (r"[\w-.]+@", "a-b.c@ü", "-ü"),
            ("[a-c-9]", "b-8", "--8"),
            ("[a-z&&[^b]]", "abc", "-b-"),
            ("[&a]", "a&b", "--b"),
            ("[a[0-9]]", "a1b", "--b"),
            (r"\<\>\ \@", "<> @", "-"),
            (r"[\[\]\-^]", "[]-^", "----"),
            (r"\Qa.b[\E.", "a.b[c", "-"),
            (r"[\Q^]\E]", "^]a", "--a"),
            ("a{2}", "aaa", "-a"),
            ("(?x) X # the letter", "aX", "a-"),
            ("b$", "ab\n", "a-\n"),
        ] {
            assert_eq!(dashed(pattern, text), found, "{pattern}");
        }
        for pattern in ["{", "{0}", "a{,2}", "a{x}"] {
            assert_eq!(translate(pattern), Err("Illegal repetition"), "{pattern}");
        }
    }

    #[test]
    fn a_dollar_stands_before_a_last_line_end() {
        let finds = |pattern: &str, text: &str| {
            Regex::new(&translate(pattern).expect("a pattern")).unwrap().is_match(text).unwrap()
        };
        for end in ["", "\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] {
            assert!(finds("^ab$", &format!("ab{end}")), "{end:?}");
        }
        for end in ["\n\n", "\nx", "x", "\t"] {
            assert!(!finds("^ab$", &format!("ab{end}")), "{end:?}");
        }
        assert!(!finds("^ab\\r$", "ab\r\n") && finds("^a[$]b\\$$", "a$b$\n") && finds("(?m)^a$", "a\nb"));
    }
}
