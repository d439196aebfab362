//! What a person did where the YAML parser gave up. The parser speaks of its own states, and often one line late.

use super::Pos;

/// A mistake, where it was made, and its repair.
#[derive(Debug, PartialEq, Eq)]
pub struct Slip {
    /// Where.
    pub at: Pos,
    /// What is wrong.
    pub message: String,
    /// What repairs it.
    pub hint: String,
}

/// Explains the error that the parser reported at `at` in its own words `info`.
pub fn explain(text: &str, at: Pos, info: &str) -> Slip {
    let lines: Vec<&str> = text.lines().collect();
    // A line without a value ends the search of the parser only on the next one.
    let last = usize::try_from(at.line).unwrap_or(usize::MAX).min(lines.len());
    conflict(&lines)
        .or_else(|| escape(at, info))
        .or_else(|| tab(&lines, last))
        .or_else(|| glued(&lines, last))
        .or_else(|| open_bracket(&lines, last))
        .or_else(|| indentation(&lines, last))
        .or_else(|| no_colon(&lines, last, info))
        .unwrap_or_else(|| Slip {
            at,
            message: format!("not valid YAML: {info}"),
            hint: "close every quote and bracket, and quote a text that holds `: ` or ` #` or starts with a sign"
                .to_owned(),
        })
}

fn slip(line: usize, column: usize, message: impl Into<String>, hint: impl Into<String>) -> Slip {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Slip { at: Pos { line: number(line), column: number(column) }, message: message.into(), hint: hint.into() }
}

fn spaces(count: usize) -> String {
    match count {
        0 => "no space".to_owned(),
        1 => "1 space".to_owned(),
        count => format!("{count} spaces"),
    }
}

/// The marks that Git leaves where two changes meet.
fn conflict(lines: &[&str]) -> Option<Slip> {
    let index = lines.iter().position(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> "))?;
    let message = "the line is a conflict mark of a merge";
    Some(slip(index + 1, 1, message, "keep the lines of one side, and remove the three marks"))
}

/// A `\` in double quotes, where it begins an escape (YAML 1.2, chapter 5.7), in a text such as a path of Windows.
fn escape(at: Pos, info: &str) -> Option<Slip> {
    let is_escape = info.contains("escape character") || info.contains("hexadecimal number");
    let hint = "write `\\\\` for each `\\`, or put the text in single quotes, where `\\` is a character like any other";
    let message = "the text in double quotes has a `\\` that begins no escape of YAML".to_owned();
    is_escape.then(|| Slip { at, message, hint: hint.to_owned() })
}

/// A key whose value follows its colon without a space, which makes both one text.
fn glued(lines: &[&str], last: usize) -> Option<Slip> {
    let lines = structure(lines, last);
    let (index, line) = lines.iter().rev().take(2).find(|(_, line)| {
        let text = line.trim_start().trim_start_matches("- ");
        let name = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
        name > 0 && text[name..].starts_with(':') && text[name + 1..].starts_with(char::is_alphanumeric)
    })?;
    let colon = line.find(':')?;
    let column = line[..=colon].chars().count();
    Some(slip(index + 1, column, "a space is missing behind the `:`", "write `key: value`"))
}

/// A tab among the blanks that a line starts with: on the line where the parser stopped, or next to it.
fn tab(lines: &[&str], last: usize) -> Option<Slip> {
    let near = [last, last + 1, last.saturating_sub(1)];
    near.into_iter().filter(|line| *line > 0).find_map(|line| {
        let text = lines.get(line - 1)?;
        let blanks = &text[..text.len() - text.trim_start().len()];
        let at = blanks.find('\t')?;
        Some(slip(line, at + 1, "the line is indented with a tab", "indent with spaces, two for each level"))
    })
}

/// The lines of structure up to `last`, with their index: no comments, and nothing inside text blocks.
fn structure<'l>(lines: &[&'l str], last: usize) -> Vec<(usize, &'l str)> {
    let mut found = Vec::new();
    let mut block = None;
    for (index, line) in lines.iter().enumerate().take(last) {
        let text = line.trim();
        if text.is_empty() || text.starts_with('#') || text == "---" || block.is_some_and(|key| depth(line) > key) {
            continue;
        }
        let mark = bare(line).rsplit(' ').next().unwrap_or_default();
        block = (mark.starts_with(['|', '>']) && mark.len() <= 3).then(|| depth(line));
        found.push((index, *line));
    }
    found
}

/// How far a line is indented.
fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// A line without its comment.
fn bare(line: &str) -> &str {
    line.split(" #").next().unwrap_or_default().trim_end()
}

/// A bracket that is still open where the parser stopped.
fn open_bracket(lines: &[&str], last: usize) -> Option<Slip> {
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    for (index, line) in structure(lines, last) {
        let mut quote = None;
        let mut before = ' ';
        for (column, c) in line.chars().enumerate() {
            match (quote, c) {
                (Some(mark), _) => quote = Some(mark).filter(|mark| *mark != c),
                // A bracket inside a plain text is a character like any other.
                (None, '"' | '\'') if " [{,".contains(before) => quote = Some(c),
                (None, '#') if before == ' ' => break,
                (None, '[' | '{') if !open.is_empty() || before == ' ' => open.push((c, index + 1, column + 1)),
                (None, ']' | '}') => drop(open.pop()),
                _ => {}
            }
            before = c;
        }
    }
    let (bracket, line, column) = *open.first()?;
    let close = if bracket == '[' { ']' } else { '}' };
    Some(slip(line, column, format!("the bracket `{bracket}` is not closed"), format!("close it with `{close}`")))
}

/// A level of block structure: how far it is indented, and whether its entries start with `- `.
#[derive(Clone, Copy, PartialEq)]
struct Level {
    indent: usize,
    list: bool,
}

/// A line whose indentation is that of nothing above it: where the parser stopped, or the line before.
fn indentation(lines: &[&str], last: usize) -> Option<Slip> {
    let lines = structure(lines, last);
    let mut levels: Vec<Level> = Vec::new();
    // Whether the line before ends in a key without a value, so that a deeper level may follow.
    let mut opens = true;
    for (at, (index, line)) in lines.iter().enumerate() {
        let found = misplaced(line, opens, &mut levels);
        if let Some((message, hint)) = found {
            let near = at + 2 >= lines.len();
            return near.then(|| slip(index + 1, depth(line) + 1, message, hint));
        }
        enter(line, &mut levels);
        let text = bare(line);
        opens = text.ends_with(':') || text.ends_with('-') || text.ends_with(['|', '>']);
    }
    None
}

/// Leaves the levels that end before the line, or says why it belongs to none.
fn misplaced(line: &str, opens: bool, levels: &mut Vec<Level>) -> Option<(String, String)> {
    let (indent, text) = (depth(line), line.trim_start());
    let list = is_item(text);
    let deepest = levels.last().map_or(0, |level| level.indent);
    // The items of a list may stand as deep as its key.
    let beside = list && opens && deepest == indent;
    if indent > deepest || levels.is_empty() || beside {
        let message = format!("the line is indented with {}, and the line above already has a value", spaces(indent));
        let hint = format!("indent it with {}, like the entries around it, or remove the value above", spaces(deepest));
        return (!opens && is_entry(text)).then_some((message, hint));
    }
    let stands = |list| levels.contains(&Level { indent, list });
    if !list && stands(true) && !stands(false) {
        let message = "the line stands among the items of a list, and does not start with `- `";
        return Some((message.to_owned(), "start it with `- `, or indent it like what it belongs to".to_owned()));
    }
    let known: Vec<usize> = levels.iter().filter(|level| level.list == list).map(|level| level.indent).collect();
    // A list beside its key ends where the next key stands.
    levels.retain(|level| level.indent < indent || (level.indent == indent && (list || !level.list)));
    if levels.last() == Some(&Level { indent, list }) {
        return None;
    }
    let what = if list { "item" } else { "line" };
    let message = format!("the {what} is indented with {}, and nothing above it is", spaces(indent));
    let hint = match known.iter().rev().min_by_key(|depth| depth.abs_diff(indent)) {
        Some(near) => format!("indent it like what it belongs to, perhaps with {}", spaces(*near)),
        None => "indent it like what it belongs to".to_owned(),
    };
    Some((message, hint))
}

/// Enters the levels that the line begins.
fn enter(line: &str, levels: &mut Vec<Level>) {
    let (mut indent, mut rest) = (depth(line), line.trim_start());
    let mut add = |level: Level| {
        if levels.last() != Some(&level) {
            levels.push(level);
        }
    };
    while is_item(rest) {
        add(Level { indent, list: true });
        let inner = rest[1..].trim_start();
        indent += rest.len() - inner.len();
        rest = inner;
    }
    if is_entry(rest) {
        add(Level { indent, list: false });
    }
}

fn is_item(text: &str) -> bool {
    text == "-" || text.starts_with("- ")
}

/// Whether a line holds a key or starts an item.
fn is_entry(text: &str) -> bool {
    let key = bare(text);
    is_item(text) || key.ends_with(':') || key.contains(": ")
}

/// A line with a key and no colon, which the parser notices on the next one.
fn no_colon(lines: &[&str], last: usize, info: &str) -> Option<Slip> {
    if !info.contains("simple key") {
        return None;
    }
    let (index, line) = lines.iter().enumerate().take(last).rev().find(|(_, line)| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && !is_entry(line)
    })?;
    let column = line.len() - line.trim_start().len() + 1;
    Some(slip(index + 1, column, "the line has no `:` after its key", "write `key: value`"))
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    fn problem(body: &str) -> String {
        let found = parse("f", &format!("name: t\n{body}")).expect_err("not valid");
        diag::render::text(&found).lines().next().unwrap_or_default().replace("f:", "").replace(" error[SPEC001]:", "")
    }

    #[test]
    fn a_slip_is_named_where_it_was_made() {
        for (body, expected) in [
            ("p: \"C:\\proxy\"\n", "2:4: the text in double quotes has a `\\` that begins no escape of YAML"),
            ("p: \"C:\\x\"\n", "2:4: the text in double quotes has a `\\` that begins no escape of YAML"),
            ("parameters:\n\t- name: a\n", "3:1: the line is indented with a tab"),
            ("get:\n  object: Account\n\tby: id\n", "4:1: the line is indented with a tab"),
            (
                "p:\n  - name: a\n   type: id\n    object: A\n",
                "4:4: the line is indented with 3 spaces, and nothing above it is",
            ),
            (
                "p:\n  - name: a\n    type: id\n   object: A\n",
                "5:4: the line is indented with 3 spaces, and nothing above it is",
            ),
            (
                "p:\n  - name: a\n    type: id\n      object: A\n",
                "5:7: the line is indented with 6 spaces, and the line above already has a value",
            ),
            (" p:\n  - name: a\n", "2:2: the line is indented with 1 space, and the line above already has a value"),
            ("get:\n  object: A\n by: id\n", "4:2: the line is indented with 1 space, and nothing above it is"),
            (
                "get:\n  fields:\n   - Name\n  - Phone\n",
                "5:3: the item is indented with 2 spaces, and nothing above it is",
            ),
            ("get:\n  object: A\n  by id\n  fields: [Name]\n", "4:3: the line has no `:` after its key"),
            ("kind:tool\nversion: 1\n", "2:5: a space is missing behind the `:`"),
            ("p:\n  - name:a\n    type: id\n", "3:9: a space is missing behind the `:`"),
            ("get:\n<<<<<<< ours\n  object: A\n=======\n", "3:1: the line is a conflict mark of a merge"),
            (
                "get:\n  fields:\n    - Name\n    Phone\n    - Fax\n",
                "5:5: the line stands among the items of a list, and does not start with `- `",
            ),
            ("get:\n  fields: [Name\n  by: id\n", "3:11: the bracket `[` is not closed"),
            ("get:\n  fields:\n    - { field: Name\n    - Phone\n", "4:7: the bracket `{` is not closed"),
            (
                "x: |\n  a: b: [c\n    d\nget:\n  object: A\n by: id\n",
                "7:2: the line is indented with 1 space, and nothing above it is",
            ),
            ("description: a: b\n", "2:15: not valid YAML: mapping values are not allowed in this context"),
        ] {
            assert_eq!(problem(body), expected, "{body}");
        }
    }

    #[test]
    fn every_layout_that_yaml_takes_is_taken() {
        for body in [
            "p:\n- name: a\n  type: id\n- name: b\nget:\n  object: A\n",
            "p:\n  - name: a\n    list:\n    - x\n    - y\n  # note\n  - name: b\n",
            "p:\n  -\n    name: a\n  - - x\n    - y\n",
            "p: >-\n  folded: not a key\n   deeper\nq: 1\n",
            "p: a long text\n  that goes on\nq: [a,\n  b]\n",
        ] {
            // The mistake comes after it.
            let text = format!("{body}last:\n  a: b\n c: d\n");
            let line = text.lines().count() + 1;
            let expected = format!("{line}:2: the line is indented with 1 space, and nothing above it is");
            assert_eq!(problem(&text), expected, "{body}");
        }
    }
}
