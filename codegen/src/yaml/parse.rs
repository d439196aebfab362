//! Text to tree, on top of the events of `saphyr-parser`.

use super::hidden::hidden;
use super::{Entry, Node, Pos, Value, syntax};
use diag::catalogue::spec as codes;
use diag::{Diagnostic, Place};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle};
use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

/// Nesting beyond this is refused: no spec needs it, and recursion stays shallow on hostile input.
const MAX_DEPTH: usize = 64;

/// Parses the single YAML document of `file`. Empty input gives `Value::Null`.
///
/// # Errors
/// Hidden characters, syntax errors, a second document, duplicate keys, keys that are not texts, aliases and tags, each with
/// its place.
pub fn parse(file: &str, text: &str) -> Result<Node, Vec<Diagnostic>> {
    let mut builder = Builder { file, problems: Vec::new(), open: Vec::new(), root: None };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    builder.problems = hidden(file, text);
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => builder.event(event, pos(span.start)),
            Err(error) => {
                let slip = syntax::explain(text, pos(*error.marker()), error.info());
                builder.problem(&codes::YAML_SYNTAX, slip.at, slip.message);
                if let Some(problem) = builder.problems.last_mut() {
                    problem.hint = Some(slip.hint);
                }
                break;
            }
        }
        if builder.open.len() > MAX_DEPTH {
            let at = builder.open.last().map_or_else(Pos::default, Open::at);
            builder.problem(&codes::YAML_SYNTAX, at, format!("nested deeper than {MAX_DEPTH} levels"));
            break;
        }
    }
    if builder.problems.is_empty() {
        Ok(builder.root.unwrap_or(Node { at: Pos { line: 1, column: 1 }, value: Value::Null }))
    } else {
        Err(builder.problems)
    }
}

fn pos(marker: Marker) -> Pos {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Pos { line: number(marker.line()).max(1), column: number(marker.col()).saturating_add(1) }
}

enum Open {
    List(Pos, Vec<Node>),
    Map(Pos, Mapping),
}

/// A mapping while it is read.
#[derive(Default)]
struct Mapping {
    entries: Vec<Entry>,
    /// The key whose value comes next.
    key: Option<(String, Pos)>,
    /// The keys so far; found at once however many there are.
    seen: HashMap<String, Pos>,
}

impl Open {
    fn at(&self) -> Pos {
        match self {
            Self::List(at, _) | Self::Map(at, ..) => *at,
        }
    }
}

struct Builder<'f> {
    file: &'f str,
    problems: Vec<Diagnostic>,
    open: Vec<Open>,
    root: Option<Node>,
}

impl Builder<'_> {
    fn problem(&mut self, code: &'static diag::Code, at: Pos, message: String) {
        self.problems.push(Diagnostic::new(code, message).at(Place::new(self.file, at.line, at.column)));
    }

    fn event(&mut self, event: Event<'_>, at: Pos) {
        match event {
            Event::Alias(_) => {
                self.problem(&codes::ALIAS, at, "an alias (`*name`) is used; write the value out".to_owned());
                self.push(Node { at, value: Value::Null });
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_marks(anchor, tag.is_some(), at);
                let value = if style == ScalarStyle::Plain { plain(&text) } else { Value::Text(text.into_owned()) };
                self.push(Node { at, value });
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_marks(anchor, tag.is_some(), at);
                self.open.push(Open::List(at, Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_marks(anchor, tag.is_some(), at);
                self.open.push(Open::Map(at, Mapping::default()));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::DocumentStart(_) if self.root.is_some() => {
                self.problem(
                    &codes::YAML_SYNTAX,
                    at,
                    "a spec file holds one document; move the second one to a file of its own".to_owned(),
                );
            }
            _ => {}
        }
    }

    fn refuse_marks(&mut self, anchor: usize, tag: bool, at: Pos) {
        if anchor != 0 {
            self.problem(
                &codes::ALIAS,
                at,
                "an anchor (`&name`) is defined; write the value out where it is used".to_owned(),
            );
        }
        if tag {
            self.problem(&codes::ALIAS, at, "a YAML tag (`!name`) is used; specs hold plain values only".to_owned());
        }
    }

    fn close(&mut self) {
        let node = match self.open.pop() {
            Some(Open::List(at, items)) => Node { at, value: Value::List(items) },
            Some(Open::Map(at, mapping)) => Node { at, value: Value::Map(mapping.entries) },
            None => return,
        };
        self.push(node);
    }

    fn push(&mut self, node: Node) {
        match self.open.last_mut() {
            None => {
                self.root.get_or_insert(node);
            }
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, mapping)) => match mapping.key.take() {
                Some((key, key_at)) => mapping.entries.push(Entry { key, key_at, node }),
                None => {
                    let (at, text) = (node.at, node.as_text().map(str::to_owned));
                    let shown = text.clone().unwrap_or_else(|| format!("{:?}", node.value));
                    mapping.key = Some((shown, at));
                    let Some(text) = text else {
                        self.problem(&codes::WRONG_TYPE, at, "a key must be a text".to_owned());
                        if let Some(problem) = self.problems.last_mut() {
                            problem.hint = Some("put quotes around it".to_owned());
                        }
                        return;
                    };
                    match mapping.seen.entry(text) {
                        Slot::Vacant(slot) => {
                            slot.insert(at);
                        }
                        Slot::Occupied(slot) => {
                            let (text, first) = (slot.key(), slot.get());
                            self.problems.push(
                                Diagnostic::new(&codes::DUPLICATE_KEY, format!("the key `{text}` is written twice"))
                                    .at(Place::new(self.file, at.line, at.column))
                                    .also(Place::new(self.file, first.line, first.column), "first written here"),
                            );
                        }
                    }
                }
            },
        }
    }
}

/// Resolves an unquoted scalar by the YAML 1.2 core schema (chapter 10.3).
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && let Ok(number) = text.strip_prefix('+').unwrap_or(text).parse()
    {
        return Value::Int(number);
    }
    let looks_like_float = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.bytes().any(|b| b.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b));
    match text.parse::<f64>() {
        Ok(number) if looks_like_float && number.is_finite() => Value::Float(number),
        _ => Value::Text(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        parse("f.yaml", text)
            .expect_err("must be refused")
            .into_iter()
            .map(|d| format!("{} {}", d.code.id, d.place.expect("has a place")))
            .collect()
    }

    #[test]
    fn positions_count_from_one() {
        let node = parse("f.yaml", "a: 1\nb:\n  - é: x\n    z: 2024-01-01\n").expect("valid");
        let inner = &node.get("b").expect("b").value;
        let Value::List(items) = inner else { panic!("a list") };
        let z = items[0].entry("z").expect("z");
        assert_eq!((z.key_at.line, z.key_at.column), (4, 5));
        assert_eq!((z.node.at.line, z.node.at.column), (4, 8));
        assert_eq!(z.node.value, Value::Text("2024-01-01".to_owned()));
    }

    #[test]
    fn scalars_follow_the_core_schema() {
        for (text, expected) in [
            ("1", Value::Int(1)),
            ("-7", Value::Int(-7)),
            ("1.5", Value::Float(1.5)),
            ("1e3", Value::Float(1000.0)),
            ("99999999999999999999", Value::Float(1e20)),
            ("yes", Value::Text("yes".into())),
            ("1.2.3", Value::Text("1.2.3".into())),
            (".inf", Value::Text(".inf".into())),
            ("'1'", Value::Text("1".into())),
            ("~", Value::Null),
            ("True", Value::Bool(true)),
        ] {
            assert_eq!(
                parse("f", &format!("k: {text}")).expect("valid").get("k").expect("k").value,
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn ambiguous_yaml_is_refused() {
        assert_eq!(problems("a: 1\nb: 2\na: 3\n"), ["SPEC006 f.yaml:3:1"]);
        assert_eq!(problems("a: &x 1\nb: *x\n"), ["SPEC007 f.yaml:1:4", "SPEC007 f.yaml:2:4"]);
        assert_eq!(problems("a: 1\n---\nb: 2\n"), ["SPEC001 f.yaml:2:1"]);
        assert_eq!(problems("a: !x 1\n"), ["SPEC007 f.yaml:1:4"]);
        assert!(problems("a: [1\n")[0].starts_with("SPEC001"));
        assert!(problems(&"[".repeat(200))[0].starts_with("SPEC001"));
    }
}
