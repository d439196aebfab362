//! In how many ways a pattern may match one text. An engine that backtracks tries them all before it gives up, so a
//! pattern with too many of them takes a text that almost matches for a weapon.

use super::pattern::range;
use regex_syntax::ast::{Ast, Repetition};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// What a repetition without an end counts as.
const UNBOUNDED: u64 = 1000;
/// Most ways that a pattern may have.
const MOST_WAYS: u64 = 500;

/// Reports a pattern that one text may match in too many ways. Repetitions must not hold repetitions.
///
/// # Errors
/// Why it is refused, to be read after "the pattern".
pub(super) fn check(text: &str, tree: &Ast) -> Result<(), &'static str> {
    Walk { text, ways: 1, ends: Vec::new() }.part(tree)
}

/// Whether the first character tells which branch is meant.
pub(super) fn distinct(text: &str, branches: &[Ast]) -> bool {
    let firsts: Vec<(ClassUnicode, bool)> = branches.iter().map(|branch| first(text, branch)).collect();
    firsts
        .iter()
        .enumerate()
        .all(|(i, (set, empty))| !empty && firsts[..i].iter().all(|(other, _)| disjoint(set, other)))
}

/// A part of varying length that has been passed.
#[derive(Clone)]
struct End {
    /// The characters by which it could go on.
    set: ClassUnicode,
    /// How many lengths it has.
    width: u64,
    /// What had to follow it so far.
    since: Vec<ClassUnicode>,
    /// What had to follow it cannot be part of it: its end is where it is.
    certain: bool,
}

struct Walk<'t> {
    text: &'t str,
    ways: u64,
    ends: Vec<End>,
}

impl Walk<'_> {
    fn part(&mut self, tree: &Ast) -> Result<(), &'static str> {
        match tree {
            Ast::Empty(_) | Ast::Flags(_) | Ast::Assertion(_) => Ok(()),
            Ast::Group(group) => self.part(&group.ast),
            Ast::Concat(concat) => concat.asts.iter().try_for_each(|part| self.part(part)),
            Ast::Alternation(alternation) => self.alternation(&alternation.asts),
            Ast::Repetition(repetition) => self.repetition(repetition),
            one => {
                self.must_follow(&characters(self.text, one));
                Ok(())
            }
        }
    }

    fn count(&mut self, factor: u64) -> Result<(), &'static str> {
        self.ways = self.ways.saturating_mul(factor);
        if self.ways <= MOST_WAYS {
            return Ok(());
        }
        Err("has repetitions or alternatives that take the same characters, with nothing between them that tells \
             where one ends; it could take forever")
    }

    fn must_follow(&mut self, set: &ClassUnicode) {
        for end in &mut self.ends {
            end.certain |= disjoint(&end.set, set);
            end.since.push(set.clone());
        }
    }

    fn repetition(&mut self, repetition: &Repetition) -> Result<(), &'static str> {
        let (least, most) = range(repetition);
        if Some(least) == most {
            // Once tells as much as many times.
            return if least == 0 { Ok(()) } else { self.part(&repetition.ast) };
        }
        let (set, _) = first(self.text, &repetition.ast);
        let width = most.map_or(UNBOUNDED, |most| u64::from(most.saturating_sub(least)) + 1).min(UNBOUNDED);
        let unclear = |end: &&End| {
            !end.certain && !disjoint(&end.set, &set) && !end.since.iter().any(|between| disjoint(between, &set))
        };
        let rival = self.ends.iter().filter(unclear).map(|end| end.width).max();
        self.count(rival.map_or(1, |rival| rival.min(width)))?;
        let before = self.ends.clone();
        self.part(&repetition.ast)?;
        if least == 0 {
            // It may be left out, and then nothing of it follows what was before.
            self.ends.splice(..before.len(), before);
        }
        self.ends.push(End { set, width, since: Vec::new(), certain: false });
        Ok(())
    }

    fn alternation(&mut self, branches: &[Ast]) -> Result<(), &'static str> {
        if !distinct(self.text, branches) {
            self.count(branches.len() as u64)?;
        }
        let (before, ways) = (self.ends.clone(), self.ways);
        let mut certain = vec![true; before.len()];
        let (mut within, mut most) = (Vec::new(), ways);
        for branch in branches {
            (self.ends, self.ways) = (before.clone(), ways);
            self.part(branch)?;
            within.extend(self.ends.split_off(before.len()));
            self.ends.iter().zip(&mut certain).for_each(|(end, all)| *all &= end.certain);
            most = most.max(self.ways);
        }
        self.ends = before.into_iter().zip(certain).map(|(end, certain)| End { certain, ..end }).collect();
        self.ends.extend(within);
        self.ways = most;
        Ok(())
    }
}

fn disjoint(a: &ClassUnicode, b: &ClassUnicode) -> bool {
    let mut both = a.clone();
    both.intersect(b);
    both.ranges().is_empty()
}

/// The characters that a part can start with, and whether it can be empty.
fn first(text: &str, tree: &Ast) -> (ClassUnicode, bool) {
    match tree {
        Ast::Empty(_) | Ast::Flags(_) | Ast::Assertion(_) => (ClassUnicode::empty(), true),
        Ast::Group(group) => first(text, &group.ast),
        Ast::Concat(concat) => {
            let mut all = ClassUnicode::empty();
            for part in &concat.asts {
                let (set, empty) = first(text, part);
                all.union(&set);
                if !empty {
                    return (all, false);
                }
            }
            (all, true)
        }
        Ast::Alternation(alternation) => {
            let firsts = alternation.asts.iter().map(|branch| first(text, branch));
            firsts.fold((ClassUnicode::empty(), false), |(mut all, any), (set, empty)| {
                all.union(&set);
                (all, any || empty)
            })
        }
        Ast::Repetition(repetition) => {
            let (set, empty) = first(text, &repetition.ast);
            (set, empty || range(repetition).0 == 0)
        }
        one => (characters(text, one), false),
    }
}

/// The characters of a literal or a class.
fn characters(text: &str, one: &Ast) -> ClassUnicode {
    let span = one.span();
    let parsed = regex_syntax::parse(&text[span.start.offset..span.end.offset]);
    match parsed.as_ref().map(regex_syntax::hir::Hir::kind) {
        Ok(HirKind::Class(Class::Unicode(class))) => class.clone(),
        Ok(HirKind::Literal(literal)) => {
            let text = String::from_utf8_lossy(&literal.0).into_owned();
            ClassUnicode::new(text.chars().map(|c| ClassUnicodeRange::new(c, c)))
        }
        _ => ClassUnicode::new([ClassUnicodeRange::new('\0', char::MAX)]),
    }
}
