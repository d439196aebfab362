//! Lays out code like prettier: a document says where lines may break, and printing breaks as few groups as it must.
//!
//! The algebra is Wadler's ("A prettier printer"), with prettier's rule for what must fit: a group stays on one line if
//! its text, and what follows up to the next possible break, ends before the margin.

use crate::rendered::{LineOrigin, Origin};
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// Columns of a line.
pub const WIDTH: usize = 120;
const INDENT: usize = 4;

/// A piece of code with its possible line breaks.
#[derive(Debug, Clone)]
pub struct Doc {
    kind: Kind,
    /// A line break stands in it in any case, so no group around it fits on one line.
    broken: bool,
}

#[derive(Debug, Clone)]
enum Kind {
    Text(Cow<'static, str>),
    Concat(Vec<Doc>),
    Group(Box<Doc>),
    Indent(Box<Doc>),
    Dedent(Box<Doc>),
    /// A space, or a line break where the group does not fit.
    Line,
    /// Nothing, or a line break where the group does not fit.
    Softline,
    Hardline,
    Origin(Origin),
}

/// Text without line breaks.
pub fn text(text: impl Into<Cow<'static, str>>) -> Doc {
    Doc { kind: Kind::Text(text.into()), broken: false }
}

/// One after the other.
pub fn concat(parts: impl IntoIterator<Item = Doc>) -> Doc {
    let parts: Vec<Doc> = parts.into_iter().collect();
    let broken = parts.iter().any(|part| part.broken);
    Doc { kind: Kind::Concat(parts), broken }
}

/// On one line if it fits; else each possible break directly in it becomes one.
pub fn group(doc: Doc) -> Doc {
    Doc { broken: doc.broken, kind: Kind::Group(Box::new(doc)) }
}

/// One level deeper.
pub fn indent(doc: Doc) -> Doc {
    Doc { broken: doc.broken, kind: Kind::Indent(Box::new(doc)) }
}

/// One level less deep.
pub fn dedent(doc: Doc) -> Doc {
    Doc { broken: doc.broken, kind: Kind::Dedent(Box::new(doc)) }
}

/// A group, one level deeper.
pub fn group_indent(parts: impl IntoIterator<Item = Doc>) -> Doc {
    group(indent(concat(parts)))
}

/// A space or a line break.
pub fn line() -> Doc {
    Doc { kind: Kind::Line, broken: false }
}

/// Nothing or a line break.
pub fn softline() -> Doc {
    Doc { kind: Kind::Softline, broken: false }
}

/// A line break.
pub fn hardline() -> Doc {
    Doc { kind: Kind::Hardline, broken: true }
}

/// Says that the line it lands on, and those after it, come from a place in the specs.
pub fn origin(origin: &Origin) -> Doc {
    Doc { kind: Kind::Origin(origin.clone()), broken: false }
}

/// The parts with a separator between them.
pub fn join(separator: &Doc, parts: impl IntoIterator<Item = Doc>) -> Doc {
    separated(parts, |all| all.push(separator.clone()))
}

/// The parts with `,` and a possible break between them.
pub fn comma_lines(parts: impl IntoIterator<Item = Doc>) -> Doc {
    separated(parts, |all| all.extend([text(","), line()]))
}

fn separated(parts: impl IntoIterator<Item = Doc>, separate: impl Fn(&mut Vec<Doc>)) -> Doc {
    let mut all = Vec::new();
    for part in parts {
        if !all.is_empty() {
            separate(&mut all);
        }
        all.push(part);
    }
    concat(all)
}

/// Code as text, and where its lines come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The text, without a line end after its last line.
    pub text: String,
    /// Origins, sorted by line; the last one wins where two land on one line.
    pub lines: Vec<LineOrigin>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flat,
    Break,
}

type Command<'d> = (usize, Mode, &'d Doc);

/// Prints a document.
pub fn print(doc: &Doc) -> Printed {
    let mut out = Printed { text: String::new(), lines: Vec::new() };
    let mut column = 0;
    let mut line_number = 1;
    let mut commands: Vec<Command<'_>> = vec![(0, Mode::Break, doc)];
    let mut tried = Vec::new();
    while let Some((depth, mode, doc)) = commands.pop() {
        match &doc.kind {
            Kind::Text(text) => {
                out.text.push_str(text);
                column += width(text);
            }
            Kind::Concat(parts) => commands.extend(parts.iter().rev().map(|part| (depth, mode, part))),
            Kind::Indent(inner) => commands.push((depth + 1, mode, inner)),
            Kind::Dedent(inner) => commands.push((depth.saturating_sub(1), mode, inner)),
            Kind::Group(inner) => {
                let next = (depth, Mode::Flat, &**inner);
                let fits = |tried| fits(next, &commands, WIDTH.saturating_sub(column), tried);
                let flat = !doc.broken && (mode == Mode::Flat || fits(&mut tried));
                commands.push(if flat { next } else { (depth, Mode::Break, inner) });
            }
            Kind::Line if mode == Mode::Flat => {
                out.text.push(' ');
                column += 1;
            }
            Kind::Softline if mode == Mode::Flat => {}
            Kind::Line | Kind::Softline | Kind::Hardline => {
                out.text.truncate(out.text.trim_end_matches(' ').len());
                out.text.push('\n');
                column = depth * INDENT;
                out.text.extend(std::iter::repeat_n(' ', column));
                line_number += 1;
            }
            Kind::Origin(origin) => {
                if out.lines.last().is_some_and(|last| last.line == line_number) {
                    out.lines.pop();
                }
                if out.lines.last().is_none_or(|last| last.origin != *origin) {
                    out.lines.push(LineOrigin { line: line_number, origin: origin.clone() });
                }
            }
        }
    }
    out.text.truncate(out.text.trim_end_matches(' ').len());
    out
}

/// Columns that a text takes.
fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// Whether a command, printed flat, and what follows it up to the next possible break have room. `commands` is room to
/// work in.
fn fits<'d>(next: Command<'d>, rest: &[Command<'d>], room: usize, commands: &mut Vec<Command<'d>>) -> bool {
    let mut room = room;
    let mut rest = rest.iter().rev();
    commands.clear();
    commands.push(next);
    loop {
        let Some((depth, mode, doc)) = commands.pop().or_else(|| rest.next().copied()) else { return true };
        let taken = match &doc.kind {
            Kind::Text(text) => width(text),
            Kind::Line if mode == Mode::Flat => 1,
            Kind::Softline if mode == Mode::Flat => 0,
            Kind::Line | Kind::Softline | Kind::Hardline => return true,
            Kind::Origin(_) => 0,
            Kind::Concat(parts) => {
                commands.extend(parts.iter().rev().map(|part| (depth, mode, part)));
                0
            }
            Kind::Indent(inner) | Kind::Dedent(inner) => {
                commands.push((depth, mode, inner));
                0
            }
            Kind::Group(inner) => {
                commands.push((depth, if doc.broken { Mode::Break } else { mode }, inner));
                0
            }
        };
        if taken > room {
            return false;
        }
        room -= taken;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(arguments: usize) -> Doc {
        let arguments = (0..arguments).map(|_| text("argument"));
        group_indent([text("call("), softline(), comma_lines(arguments), dedent(softline()), text(")")])
    }

    #[test]
    fn a_group_that_fits_stays_on_one_line() {
        assert_eq!(print(&call(3)).text, "call(argument, argument, argument)");
    }

    #[test]
    fn a_group_that_does_not_fit_breaks_at_each_of_its_lines() {
        let printed = print(&call(12)).text;
        assert_eq!(printed.lines().count(), 14);
        assert!(printed.starts_with("call(\n    argument,\n    argument,\n"), "{printed}");
        assert!(printed.ends_with(",\n    argument\n)"), "{printed}");
    }

    #[test]
    fn what_follows_a_group_must_fit_too() {
        let rest = "x".repeat(WIDTH - "call(argument)".len());
        let fits = concat([call(1), text(rest.clone())]);
        assert_eq!(print(&fits).text.lines().count(), 1);
        let too_wide = concat([call(1), text(rest + "x")]);
        assert_eq!(print(&too_wide).text.lines().count(), 3);
    }

    #[test]
    fn a_hard_line_breaks_the_groups_around_it() {
        let doc = group(concat([text("a"), line(), group(concat([text("b"), hardline(), text("c")]))]));
        assert_eq!(print(&doc).text, "a\nb\nc");
    }

    #[test]
    fn no_line_ends_with_a_space() {
        let doc = indent(concat([text("a "), hardline(), hardline(), text("b")]));
        assert_eq!(print(&doc).text, "a\n\n    b");
    }

    #[test]
    fn origins_name_the_line_they_land_on() {
        let at = |line| Origin { file: "specs/a.yaml".into(), at: crate::yaml::Pos { line, column: 1 } };
        let doc = concat([origin(&at(1)), text("a"), hardline(), origin(&at(7)), origin(&at(9)), text("b")]);
        let lines: Vec<(u32, u32)> = print(&doc).lines.iter().map(|l| (l.line, l.origin.at.line)).collect();
        assert_eq!(lines, [(1, 1), (2, 9)]);
    }
}
