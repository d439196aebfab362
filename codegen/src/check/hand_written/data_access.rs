//! What a hand-written class does beside the running user's rights: `without sharing`, and data access in system mode.
//! The class itself is read, with its inner classes; of what it calls see [`super::called`].

use apex_syntax::ast::{Member, Modifier, Span, TypeDecl};
use diag::catalogue::policy as codes;
use diag::{Diagnostic, Place};

/// Statements that change records.
const DML: [&str; 6] = ["insert", "update", "upsert", "delete", "undelete", "merge"];
/// Methods of `Database` and `Search` that take an access level.
const METHODS: [&str; 25] = [
    "convertlead",
    "countquery",
    "countquerywithbinds",
    "delete",
    "deleteasync",
    "deleteimmediate",
    "find",
    "getcursor",
    "getcursorwithbinds",
    "getpaginationcursor",
    "getpaginationcursorwithbinds",
    "getquerylocator",
    "getquerylocatorwithbinds",
    "insert",
    "insertasync",
    "insertimmediate",
    "merge",
    "query",
    "querywithbinds",
    "undelete",
    "update",
    "updateasync",
    "updateimmediate",
    "upsert",
    "emptyrecyclebin",
];

/// Reports what the class in the file at `path` does beside the running user's rights.
pub(super) fn check(path: &str, text: &str, class: &TypeDecl) -> Vec<Diagnostic> {
    let place = |span: Span| Place::new(path, span.line, span.col);
    let mut findings = Vec::new();
    without_sharing(class, &mut |class| {
        let message = format!("`{}` is declared `without sharing`", class.name);
        let finding = Diagnostic::new(&codes::HAND_WRITTEN_SHARING, message).at(place(class.name.span));
        findings.push(finding.hint("declare it `with sharing`; an inner class does not follow the class around it"));
    });
    for (span, what) in in_system_mode(text) {
        let message = format!("{what} in system mode: field and object permissions of the running user do not hold");
        let finding = Diagnostic::new(&codes::HAND_WRITTEN_SYSTEM_MODE, message).at(place(span));
        findings
            .push(finding.hint(
                "use `WITH USER_MODE` in a query, `as user` in a statement, `AccessLevel.USER_MODE` in a method",
            ));
    }
    findings
}

/// Reports what a class does beside the running user's rights to which the class of a tool leads: nothing is refused,
/// since other code calls it too.
pub(super) fn check_called(path: &str, text: &str, class: &TypeDecl, caller: &str) -> Vec<Diagnostic> {
    let report = |span: Span, what: &str| {
        let message = format!("{what}, and `{caller}`, the class of a tool, leads here");
        Diagnostic::new(&codes::HAND_WRITTEN_SYSTEM_MODE, message).at(Place::new(path, span.line, span.col)).hint(
            "see that no tool reaches it, or that what it does for the tool may be seen by every user of the tool",
        )
    };
    let mut findings = Vec::new();
    without_sharing(class, &mut |class| {
        let what = format!("`{}` is declared `without sharing`", class.name);
        findings.push(report(class.name.span, &what));
    });
    let in_system_mode = in_system_mode(text).into_iter();
    findings.extend(in_system_mode.map(|(span, what)| report(span, &format!("{what} in system mode"))));
    findings
}

fn without_sharing(class: &TypeDecl, report: &mut dyn FnMut(&TypeDecl)) {
    if class.modifiers.has(Modifier::WithoutSharing) {
        report(class);
    }
    for member in &class.members {
        if let Member::Type(inner) = member {
            without_sharing(inner, report);
        }
    }
}

/// The tokens of a class. It was parsed, so that none is refused.
pub(super) fn tokens(text: &str) -> Vec<(&str, Span)> {
    apex_syntax::tokens(text).unwrap_or_default()
}

/// The token at `i` in lower case; empty after the last.
pub(super) fn word(tokens: &[(&str, Span)], i: usize) -> String {
    tokens.get(i).map_or_else(String::new, |(text, _)| text.to_ascii_lowercase())
}

/// Whether a statement such as `insert` starts at `i`.
pub(super) fn is_dml(tokens: &[(&str, Span)], i: usize) -> bool {
    let starts_statement = i == 0 || matches!(tokens[i - 1].0, ";" | "{" | "}" | ")") || word(tokens, i - 1) == "else";
    starts_statement && DML.contains(&word(tokens, i).as_str())
}

/// Queries, statements and calls that reach data and do not say user mode.
fn in_system_mode(text: &str) -> Vec<(Span, &'static str)> {
    let tokens = tokens(text);
    let word = |i: usize| word(&tokens, i);
    let mut found = Vec::new();
    for (i, (text, span)) in tokens.iter().enumerate() {
        let what = match (*text, word(i + 1).as_str()) {
            ("[", "select") => Some(("it reads", i)),
            ("[", "find") => Some(("it searches", i)),
            (_, ".") if matches!(word(i).as_str(), "database" | "search") => {
                let is_method = METHODS.contains(&word(i + 2).as_str()) && word(i + 3) == "(";
                is_method.then_some(("it reads or writes", i + 3))
            }
            (_, next) if is_dml(&tokens, i) => {
                let in_user_mode = next == "as" && word(i + 2) == "user";
                (!in_user_mode).then_some(("it writes", tokens.len()))
            }
            _ => None,
        };
        if let Some((what, open)) = what
            && !says_user_mode(tokens.get(open..).unwrap_or_default())
        {
            found.push((*span, what));
        }
    }
    found
}

/// Whether the query or the arguments that the tokens begin with say user mode: `WITH USER_MODE` in the one,
/// `AccessLevel.USER_MODE` in the other, and neither in brackets further inside, which are another access.
fn says_user_mode(tokens: &[(&str, Span)]) -> bool {
    let is_query = tokens.first().is_some_and(|(text, _)| *text == "[");
    let mut depth = 0_usize;
    for (i, (text, _)) in tokens.iter().enumerate() {
        match *text {
            "[" | "(" => depth += 1,
            "]" | ")" if depth <= 1 => return false,
            "]" | ")" => depth -= 1,
            _ if depth > 1 || word(tokens, i + 1) != "user_mode" => {}
            // A variable may have that name.
            "." if !is_query && i > 0 && word(tokens, i - 1) == "accesslevel" => return true,
            with if is_query && with.eq_ignore_ascii_case("with") => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_access_without_user_mode_is_found() {
        let lines = |body: &str| -> Vec<u32> {
            let text = format!("public class A {{\nvoid f() {{\n{body}\n}}\n}}");
            in_system_mode(&text).into_iter().map(|(span, _)| span.line).collect()
        };
        for body in [
            "List<Account> found = [SELECT Id FROM Account];",
            "for (Account a : [select Id from Account where Id in (:x)]) { g(a); }",
            "insert record;",
            "if (x) delete record;",
            "if (x) { } else update as system record;",
            "Database.insert(records, false);",
            "System.Database.query(text);",
            "return Database.queryWithBinds(text, binds, AccessLevel.SYSTEM_MODE);",
            "f([FIND :x IN ALL FIELDS RETURNING Account]);",
            "f([SELECT Id FROM Account WHERE Name = :user_mode]);",
            "Database.delete([SELECT Id FROM Account WITH USER_MODE], false);",
            "Database.update(g(AccessLevel.USER_MODE));",
            "Database.getCursor(text);",
            "Database.getPaginationCursorWithBinds(text, binds, AccessLevel.SYSTEM_MODE);",
        ] {
            assert_eq!(lines(body), [3], "{body}");
        }
        for body in [
            "List<Account> found = [SELECT Id FROM Account WITH USER_MODE];",
            "insert as user record;",
            "Database.update(records, false, AccessLevel.USER_MODE);",
            "Database.delete([SELECT Id FROM Account WITH USER_MODE], AccessLevel.USER_MODE);",
            "Database.getCursor(text, AccessLevel.USER_MODE);",
            "Database.query('SELECT Id FROM Account', System.AccessLevel.USER_MODE);",
            "// insert record;",
            "Integer[] a = b[0]; items.insert(x); String s = 'delete x';",
        ] {
            assert_eq!(lines(body), [0; 0], "{body}");
        }
    }
}
