//! Regular expressions that Java (in Apex), JavaScript (in Unicode mode, as JSON Schema asks) and Python read alike, and
//! that none of them needs more than a moment for.

use super::ambiguity;
use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{
    AssertionKind, Ast, ClassSet, ClassSetItem, ErrorKind, GroupKind, LiteralKind, Repetition, RepetitionKind,
    RepetitionRange,
};

/// Longest pattern, in characters.
const LONGEST: usize = 500;
/// Greatest number in `{n,m}`.
const MOST_REPEATS: u32 = 1000;

/// The pattern, anchored at both ends.
///
/// # Errors
/// Why it is refused, to be read after "the pattern".
pub fn portable(text: &str) -> Result<String, &'static str> {
    if text.chars().count() > LONGEST {
        return Err("is longer than 500 characters");
    }
    if text.chars().any(|c| c.is_control() || u32::from(c) > 0xffff) {
        return Err("holds control characters, or characters outside the basic plane");
    }
    check_escapes(text)?;
    let inner = text.strip_prefix('^').unwrap_or(text);
    let inner = inner.strip_suffix('$').filter(|rest| !rest.ends_with('\\')).unwrap_or(inner);
    let tree = Parser::new().parse(inner).map_err(|error| match error.kind() {
        ErrorKind::UnsupportedLookAround => "looks ahead or behind, which not every client understands",
        ErrorKind::UnsupportedBackreference => "refers back to a group, which not every client understands",
        _ => "is not a valid regular expression",
    })?;
    Checker { text: inner }.check(&tree, false)?;
    ambiguity::check(inner, &tree)?;
    Ok(if inner.contains('|') { format!("^(?:{inner})$") } else { format!("^{inner}$") })
}

/// Escapes and brackets that the three languages know under one meaning.
fn check_escapes(text: &str) -> Result<(), &'static str> {
    let mut chars = text.chars().peekable();
    let mut class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 't' | 'n' | 'r' | 'f') => {}
                Some('b' | 'B') if !class && chars.peek() != Some(&'{') => {}
                Some(c) if "^$\\.*+?()[]{}|/".contains(c) || (c == '-' && class) => {}
                Some(kind @ ('x' | 'u')) => {
                    let digits = if kind == 'x' { 2 } else { 4 };
                    if !(0..digits).all(|_| chars.next().is_some_and(|c| c.is_ascii_hexdigit())) {
                        return Err("has an escape that not every client understands");
                    }
                }
                _ => return Err("has an escape that not every client understands"),
            },
            '[' if class => return Err("has a class within a class"),
            '[' => {
                class = true;
                if chars.peek() == Some(&'^') {
                    chars.next();
                }
                if chars.peek() == Some(&']') {
                    return Err("has a class that starts with `]`; write `\\]`");
                }
            }
            ']' if !class => return Err("has a `]` that closes nothing; write `\\]`"),
            ']' => class = false,
            _ => {}
        }
    }
    Ok(())
}

struct Checker<'t> {
    text: &'t str,
}

impl Checker<'_> {
    /// `looped`: within something that is matched more than once.
    fn check(&self, tree: &Ast, looped: bool) -> Result<(), &'static str> {
        match tree {
            Ast::Flags(_) | Ast::ClassUnicode(_) => Err("uses flags or Unicode classes"),
            Ast::Assertion(assertion) => match assertion.kind {
                AssertionKind::WordBoundary | AssertionKind::NotWordBoundary => Ok(()),
                // Before a line end at the end of the text Java says yes, JavaScript no.
                AssertionKind::StartLine | AssertionKind::EndLine => Err("uses `^` or `$` elsewhere than at its ends"),
                _ => Err("uses an assertion that not every client understands"),
            },
            Ast::Literal(literal) if literal.kind == LiteralKind::Verbatim && literal.c == '}' => {
                Err("has a `}` that closes nothing; write `\\}`")
            }
            Ast::ClassBracketed(class) => check_set(&class.kind),
            Ast::Group(group) => match &group.kind {
                GroupKind::CaptureIndex(_) => self.check(&group.ast, looped),
                GroupKind::NonCapturing(flags) if flags.items.is_empty() => self.check(&group.ast, looped),
                _ => Err("uses named groups or flags"),
            },
            Ast::Repetition(repetition) => {
                let (least, most) = range(repetition);
                if least.max(most.unwrap_or(0)) > MOST_REPEATS {
                    return Err("repeats something more than 1000 times");
                }
                if looped && Some(least) != most {
                    return Err("repeats something whose length varies; it could take forever");
                }
                if matches!(*repetition.ast, Ast::Assertion(_) | Ast::Repetition(_) | Ast::Empty(_)) {
                    return Err("repeats what cannot be repeated");
                }
                self.check(&repetition.ast, looped || most.is_none_or(|most| most > 1))
            }
            Ast::Alternation(alternation) => {
                if looped && !ambiguity::distinct(self.text, &alternation.asts) {
                    return Err("repeats alternatives that do not start with different characters");
                }
                alternation.asts.iter().try_for_each(|branch| self.check(branch, looped))
            }
            Ast::Concat(concat) => concat.asts.iter().try_for_each(|part| self.check(part, looped)),
            _ => Ok(()),
        }
    }
}

/// The least and the greatest number of times.
pub(super) fn range(repetition: &Repetition) -> (u32, Option<u32>) {
    match &repetition.op.kind {
        RepetitionKind::ZeroOrOne => (0, Some(1)),
        RepetitionKind::ZeroOrMore => (0, None),
        RepetitionKind::OneOrMore => (1, None),
        RepetitionKind::Range(RepetitionRange::Exactly(n)) => (*n, Some(*n)),
        RepetitionKind::Range(RepetitionRange::AtLeast(n)) => (*n, None),
        RepetitionKind::Range(RepetitionRange::Bounded(n, m)) => (*n, Some(*m)),
    }
}

fn check_set(set: &ClassSet) -> Result<(), &'static str> {
    const REFUSED: &str = "combines classes, which not every client understands";
    match set {
        ClassSet::BinaryOp(_) => Err(REFUSED),
        ClassSet::Item(item) => {
            let items = match item {
                ClassSetItem::Union(union) => union.items.as_slice(),
                one => std::slice::from_ref(one),
            };
            let refused = |item: &ClassSetItem| {
                matches!(item, ClassSetItem::Bracketed(_) | ClassSetItem::Ascii(_) | ClassSetItem::Unicode(_))
            };
            if items.iter().any(refused) { Err(REFUSED) } else { Ok(()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::portable;

    #[test]
    fn usual_patterns_are_anchored() {
        for (given, anchored) in [
            ("[A-Z]{2}-[0-9]+", "^[A-Z]{2}-[0-9]+$"),
            ("^[A-Za-z0-9_-]+$", "^[A-Za-z0-9_-]+$"),
            ("a|b", "^(?:a|b)$"),
            (r"\d{5}(?:-\d{4})?", r"^\d{5}(?:-\d{4})?$"),
            (r"[^@]+@[^@]+\.[a-z]{2,10}", r"^[^@]+@[^@]+\.[a-z]{2,10}$"),
            ("(?:ab|cd)+", "^(?:(?:ab|cd)+)$"),
            (r"cost\$", r"^cost\$$"),
            (r"\d+(?:\.\d+)?(?:\.\d+)?", r"^\d+(?:\.\d+)?(?:\.\d+)?$"),
            ("[0-9]{1,2}[-/ ]?[0-9]{1,2}[-/ ]?[0-9]{2,4}", "^[0-9]{1,2}[-/ ]?[0-9]{1,2}[-/ ]?[0-9]{2,4}$"),
            ("(?:CASE|CAS|[0-9]+)-[0-9]{1,8}", "^(?:(?:CASE|CAS|[0-9]+)-[0-9]{1,8})$"),
            ("(?:[0-9]|[a-f])+", "^(?:(?:[0-9]|[a-f])+)$"),
        ] {
            assert_eq!(portable(given).as_deref(), Ok(anchored), "{given}");
        }
    }

    #[test]
    fn what_clients_read_differently_is_refused() {
        for pattern in [
            r"(?i)a",
            r"(?<n>a)",
            r"(?=a)",
            r"\p{L}",
            r"\Aa",
            r"\Qa\E",
            "a++",
            "[a&&b]",
            "[a[b]]",
            "[a--b]",
            "[[:alpha:]]",
            r"(a)\1",
            "[]a]",
            "a]",
            "a}",
            "a{",
            r"\-",
            r"\_",
            r"\x{41}",
            r"\v",
            r"\<a",
            "(a",
            "a)",
            "*a",
            "^*",
            "\u{1f600}",
            "a\nb",
            r"a\",
            "a$\\n?",
            "a$|^b",
        ] {
            assert!(portable(pattern).is_err(), "{pattern}");
        }
        assert!(portable(&"a".repeat(501)).is_err());
    }

    #[test]
    fn what_could_take_forever_is_refused() {
        for pattern in [
            "(a+)+",
            "(a*)*b",
            r"(\w+\s?)*",
            "(a|a)*",
            "(a|ab)*c",
            "(?:[a-z]+){2,}",
            "(.*a){20}",
            ".*.*x",
            r"\d+\d+",
            r"\w+a*\w+",
            "(a+)(a+)",
            "(a?){50}",
            ".*a.*a.*a.*a.*b",
            ".+@.+",
            "[a-z]{1,20}[a-z]{1,20}[a-z]{1,20}[a-z]{1,20}[a-z]{1,20}[a-z]{1,20}",
            "(?:ab)+[a-z]+",
            "a{2000}",
        ] {
            assert!(portable(pattern).is_err(), "{pattern}");
        }
        for part in ["(?:a|[a-z])", "(?:a|[a-z])-", "a?", "(?:a?a?a?a?)-", "(?:ab|a)?"] {
            assert!(portable(&part.repeat(25)).is_err(), "{part}");
        }
    }
}
