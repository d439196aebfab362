//! `System.Pattern` and `System.Matcher` on `fancy-regex`; positions are UTF-16 units outside, bytes inside.

mod java;

use super::args::{count, string, strings};
use super::string::{byte_of, length};
use crate::interp::Interp;
use crate::native::{Members, NativeData};
use crate::stop::{Run, Stop};
use crate::value::Value;
use apex_sema::platform::platform;
use fancy_regex::Regex;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{LazyLock, Mutex, PoisonError};

/// As many patterns are kept compiled. A transaction compiles the same few again and again; in the call of a tool that took
/// more time than everything else.
const KEPT: usize = 64;
/// Longer sources are not kept.
const LONGEST_KEPT: usize = 200;

/// Compiled patterns by their source.
static COMPILED: LazyLock<Mutex<HashMap<String, Compiled>>> = LazyLock::new(Mutex::default);

/// A compiled pattern with its source.
#[derive(Debug)]
pub struct Pattern {
    compiled: Compiled,
    source: Rc<str>,
}

/// What a source compiles to. A copy shares it.
#[derive(Debug, Clone)]
struct Compiled {
    regex: Regex,
    /// The same pattern anchored at both ends.
    whole: Regex,
    /// The same pattern anchored at the start.
    start: Regex,
    /// Whether a match may look at all that is left of the text, wherever it ends.
    looks_around: bool,
}

impl Compiled {
    fn new(source: &str) -> Result<Self, String> {
        let kept = || COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().get(source) {
            return Ok(known.clone());
        }
        let inside = java::translate(source)?;
        let regex = |text: &str| Regex::new(text).map_err(|error| error.to_string());
        let compiled = Self {
            regex: regex(&inside)?,
            whole: regex(&format!("\\A(?:{inside})\\z"))?,
            start: regex(&format!("\\A(?:{inside})"))?,
            looks_around: ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|group| source.contains(group)),
        };
        if source.len() <= LONGEST_KEPT {
            let mut kept = kept();
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert(source.to_owned(), compiled.clone());
        }
        Ok(compiled)
    }
}

/// A matcher over a text.
#[derive(Debug)]
pub struct Matcher {
    pattern: Rc<Pattern>,
    text: Rc<str>,
    /// Byte ranges of the groups of the last match.
    groups: Option<Vec<Option<(usize, usize)>>>,
    next: usize,
}

pub(super) const MEMBERS: Members = &[
    ("compile/1", |cx, _, a| {
        let source = cx.arg_text(&a[0])?;
        let pattern = cx.compile_pattern(&source)?;
        Ok(native("System.Pattern", NativeData::Pattern(Rc::new(pattern))))
    }),
    ("matches/2", |cx, _, a| {
        let source = cx.arg_text(&a[0])?;
        let text = cx.arg_text(&a[1])?;
        let pattern = cx.compile_pattern(&source)?;
        Ok(Value::Bool(pattern.compiled.whole.is_match(&*text).map_err(|_| too_complex(cx))?))
    }),
    ("quote/1", |cx, _, a| Ok(string(format!("\\Q{}\\E", cx.arg_text(&a[0])?)))),
    ("pattern/0", |cx, me, _| {
        let pattern = cx.pattern_of(me)?;
        Ok(Value::Str(pattern.source.clone()))
    }),
    ("matcher/1", |cx, me, a| {
        let pattern = cx.pattern_of(me)?;
        let text = cx.arg_text(&a[0])?;
        Ok(native("System.Matcher", NativeData::Matcher(Matcher { pattern, text, groups: None, next: 0 })))
    }),
    ("split/1", |cx, me, a| {
        let pattern = cx.pattern_of(me)?;
        let text = cx.arg_text(&a[0])?;
        cx.split_by(&pattern, &text, 0)
    }),
    ("split/2", |cx, me, a| {
        let pattern = cx.pattern_of(me)?;
        let text = cx.arg_text(&a[0])?;
        let limit = cx.arg_int(&a[1])?;
        cx.split_by(&pattern, &text, limit)
    }),
];

pub(super) const MATCHER: Members = &[
    ("matches/0", |cx, me, _| cx.match_with(me, |p| &p.compiled.whole, false)),
    ("lookingAt/0", |cx, me, _| cx.match_with(me, |p| &p.compiled.start, false)),
    ("find/0", |cx, me, _| cx.match_with(me, |p| &p.compiled.regex, true)),
    ("find/1", |cx, me, a| {
        let from = usize::try_from(cx.arg_int(&a[0])?).unwrap_or(0);
        cx.with_matcher(me, |m| m.next = byte_of(&m.text, from))?;
        cx.match_with(me, |p| &p.compiled.regex, true)
    }),
    ("group/0", |cx, me, _| cx.group(me, 0)),
    ("group/1", |cx, me, a| {
        let i = cx.arg_int(&a[0])?;
        cx.group(me, i)
    }),
    ("groupCount/0", |cx, me, _| {
        let n = cx.with_matcher(me, |m| m.pattern.compiled.regex.captures_len() - 1)?;
        Ok(count(n))
    }),
    ("start/0", |cx, me, _| cx.position(me, 0, true)),
    ("start/1", |cx, me, a| {
        let i = cx.arg_int(&a[0])?;
        cx.position(me, i, true)
    }),
    ("end/0", |cx, me, _| cx.position(me, 0, false)),
    ("end/1", |cx, me, a| {
        let i = cx.arg_int(&a[0])?;
        cx.position(me, i, false)
    }),
    ("hitEnd/0", |cx, me, _| Ok(Value::Bool(cx.with_matcher(me, |m| m.next >= m.text.len())?))),
    ("pattern/0", |cx, me, _| {
        let pattern = cx.with_matcher(me, |m| m.pattern.clone())?;
        Ok(native("System.Pattern", NativeData::Pattern(pattern)))
    }),
    ("reset/0", |cx, me, _| {
        cx.with_matcher(me, |m| {
            m.next = 0;
            m.groups = None;
        })?;
        Ok(me.clone())
    }),
    ("reset/1", |cx, me, a| {
        let text = cx.arg_text(&a[0])?;
        cx.with_matcher(me, |m| {
            m.next = 0;
            m.groups = None;
            m.text = text;
        })?;
        Ok(me.clone())
    }),
    ("replaceAll/1", |cx, me, a| {
        let (pattern, text) = cx.with_matcher(me, |m| (m.pattern.clone(), m.text.clone()))?;
        let with = cx.arg_text(&a[0])?;
        cx.replace_by(&pattern, &text, &with, true)
    }),
    ("replaceFirst/1", |cx, me, a| {
        let (pattern, text) = cx.with_matcher(me, |m| (m.pattern.clone(), m.text.clone()))?;
        let with = cx.arg_text(&a[0])?;
        cx.replace_by(&pattern, &text, &with, false)
    }),
    ("quoteReplacement/1", |cx, _, a| Ok(string(cx.arg_text(&a[0])?.replace('\\', "\\\\").replace('$', "\\$")))),
];

fn native(class: &str, data: NativeData) -> Value {
    Value::native(platform().find(class).map_or(0, |t| t.id), data)
}

fn too_complex(_: &Interp<'_, '_>) -> Stop {
    Stop::Limit("Regex too complicated".into())
}

/// Where the next match is looked for behind one, as in Java: at its end, behind an empty one a character further on.
fn behind(text: &str, start: usize, end: usize) -> Option<usize> {
    if start < end {
        return Some(end);
    }
    Some(end + text.get(end..)?.chars().next()?.len_utf8())
}

/// Whether a whole text fits a pattern of Java; `None` where the pattern is wrong or takes too long.
pub fn matches_whole(text: &str, source: &str) -> Option<bool> {
    Compiled::new(source).ok()?.whole.is_match(text).ok()
}

impl Interp<'_, '_> {
    fn compile_pattern(&self, source: &Rc<str>) -> Run<Pattern> {
        let compiled = Compiled::new(source)
            .map_err(|error| self.throw("System.StringException", &format!("Invalid regex: {source}: {error}")))?;
        Ok(Pattern { compiled, source: source.clone() })
    }

    fn pattern_of(&self, me: &Value) -> Run<Rc<Pattern>> {
        if let Value::Native(native) = me
            && let NativeData::Pattern(pattern) = &*native.data.borrow()
        {
            return Ok(pattern.clone());
        }
        Err(self.null_pointer())
    }

    fn with_matcher<T>(&self, me: &Value, act: impl FnOnce(&mut Matcher) -> T) -> Run<T> {
        if let Value::Native(native) = me
            && let NativeData::Matcher(matcher) = &mut *native.data.borrow_mut()
        {
            return Ok(act(matcher));
        }
        Err(self.null_pointer())
    }

    fn match_with(&mut self, me: &Value, which: fn(&Pattern) -> &Regex, forward: bool) -> Run<Value> {
        self.limits.step()?;
        let left = self.with_matcher(me, |m| m.text.len().saturating_sub(if forward { m.next } else { 0 }))?;
        let found = self.with_matcher(me, |m| {
            let from = if forward { m.next } else { 0 };
            if from > m.text.len() {
                m.groups = None;
                return Ok(false);
            }
            let captures = which(&m.pattern).captures_from_pos(&*m.text, from)?;
            m.groups = captures.map(|c| (0..c.len()).map(|i| c.get(i).map(|g| (g.start(), g.end()))).collect());
            let whole = m.groups.as_ref().and_then(|g| g.first().copied().flatten());
            if let (Some((start, end)), true) = (whole, forward) {
                m.next = if end == start { end + 1 } else { end };
                while m.next < m.text.len() && !m.text.is_char_boundary(m.next) {
                    m.next += 1;
                }
            }
            Ok::<bool, fancy_regex::Error>(whole.is_some())
        })?;
        // What was looked at: up to the end of the match, or all that was left.
        let unseen = self.with_matcher(me, |m| match &m.groups {
            Some(_) if !m.pattern.compiled.looks_around => m.text.len().saturating_sub(m.next),
            _ => 0,
        })?;
        self.limits.work(left.saturating_sub(unseen))?;
        found.map(Value::Bool).map_err(|_| too_complex(self))
    }

    fn range(&self, me: &Value, group: i32) -> Run<Option<(usize, usize)>> {
        let found = self.with_matcher(me, |m| {
            m.groups.as_ref().map(|g| usize::try_from(group).ok().and_then(|i| g.get(i).copied()))
        })?;
        match found {
            None => Err(self.throw("System.StringException", "No match found")),
            Some(None) => Err(self.throw("System.StringException", &format!("No group {group}"))),
            Some(Some(range)) => Ok(range),
        }
    }

    fn group(&self, me: &Value, group: i32) -> Run<Value> {
        let range = self.range(me, group)?;
        let text = self.with_matcher(me, |m| m.text.clone())?;
        Ok(range.map_or(Value::Null, |(s, e)| string(&text[s..e])))
    }

    fn position(&self, me: &Value, group: i32, start: bool) -> Run<Value> {
        let range = self.range(me, group)?;
        let text = self.with_matcher(me, |m| m.text.clone())?;
        Ok(range.map_or(Value::Int(-1), |(s, e)| count(length(&text[..if start { s } else { e }]))))
    }

    pub(super) fn regex_replace(&mut self, me: &Value, pattern: &Value, with: &Value, all: bool) -> Run<Value> {
        let (text, source, with) = (self.arg_text(me)?, self.arg_text(pattern)?, self.arg_text(with)?);
        let pattern = self.compile_pattern(&source)?;
        self.replace_by(&pattern, &text, &with, all)
    }

    fn replace_by(&mut self, pattern: &Pattern, text: &str, with: &str, all: bool) -> Run<Value> {
        let mut out = String::new();
        let mut last = 0;
        let regex = &pattern.compiled.regex;
        let mut at = Some(0);
        while let Some(from) = at {
            let Some(found) = regex.captures_from_pos(text, from).map_err(|_| too_complex(self))? else { break };
            let Some(whole) = found.get(0) else { break };
            at = behind(text, whole.start(), whole.end());
            if pattern.compiled.looks_around {
                self.limits.work(text.len() - last)?;
            }
            out.push_str(&text[last..whole.start()]);
            let mut chars = with.chars().peekable();
            while let Some(c) = chars.next() {
                match c {
                    '\\' => match chars.next() {
                        Some(c) => out.push(c),
                        None => {
                            return Err(self.throw("System.StringException", "character to be escaped is missing"));
                        }
                    },
                    '$' => {
                        let mut digits = || chars.next_if(char::is_ascii_digit)?.to_digit(10).map(|d| d as usize);
                        let Some(mut group) = digits() else {
                            return Err(self.throw("System.StringException", "Illegal group reference"));
                        };
                        if group >= found.len() {
                            return Err(self.throw("System.StringException", &format!("No group {group}")));
                        }
                        // As many digits as name a group.
                        while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
                            let longer = group * 10 + digit as usize;
                            if longer >= found.len() {
                                break;
                            }
                            chars.next();
                            group = longer;
                        }
                        out.push_str(found.get(group).map_or("", |g| g.as_str()));
                    }
                    c => out.push(c),
                }
            }
            last = whole.end();
            self.limits.fits(out.len())?;
            if !all {
                break;
            }
        }
        out.push_str(&text[last..]);
        Ok(Value::str(out))
    }

    pub(super) fn regex_split(&mut self, me: &Value, pattern: &Value, limit: i32) -> Run<Value> {
        let (text, source) = (self.arg_text(me)?, self.arg_text(pattern)?);
        let pattern = self.compile_pattern(&source)?;
        self.split_by(&pattern, &text, limit)
    }

    /// `java.lang.String.split`: without a limit trailing empty parts are dropped.
    fn split_by(&mut self, pattern: &Pattern, text: &str, limit: i32) -> Run<Value> {
        let mut parts: Vec<&str> = Vec::new();
        let mut last = 0;
        let mut at = Some(0);
        while let Some(from) = at {
            let found = pattern.compiled.regex.find_from_pos(text, from).map_err(|_| too_complex(self))?;
            let Some(found) = found else { break };
            at = behind(text, found.start(), found.end());
            if pattern.compiled.looks_around {
                self.limits.work(text.len() - last)?;
            }
            if limit > 0 && i32::try_from(parts.len()).unwrap_or(0) >= limit - 1 {
                break;
            }
            if found.end() == 0 || found.start() == found.end() && found.start() >= text.len() {
                continue;
            }
            parts.push(&text[last..found.start()]);
            last = found.end();
        }
        parts.push(&text[last..]);
        // A text without a match stays whole, even an empty one.
        if limit == 0 && parts.len() > 1 {
            let kept = parts.iter().rposition(|part| !part.is_empty()).map_or(0, |last| last + 1);
            parts.truncate(kept);
        }
        self.limits.allocate(text.len())?;
        Ok(strings(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_patterns_are_kept() {
        for n in 0..KEPT * 3 {
            let source = format!("a{n}");
            for compiled in [Compiled::new(&source).unwrap(), Compiled::new(&source).unwrap()] {
                assert!(compiled.whole.is_match(source.as_str()).unwrap());
                assert!(!compiled.whole.is_match("b").unwrap());
            }
        }
        assert!(Compiled::new("(").is_err());
        assert!(Compiled::new(&"b".repeat(LONGEST_KEPT + 1)).is_ok());
        let kept = COMPILED.lock().unwrap();
        assert!(kept.len() <= KEPT && kept.keys().all(|source| source.len() <= LONGEST_KEPT));
    }
}
