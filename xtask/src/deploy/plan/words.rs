//! A plan for people.

use super::{Action, PermissionChange, Plan, Row};
use crate::deploy::waves;
use diag::render::visible;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Reasons shown of one component; the file has all.
const REASONS: usize = 8;

/// The whole plan. Nothing that grants, takes or deletes is left out.
pub fn text(plan: &Plan) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "plan for `{}`, a {} ({})", plan.target, plan.class, plan.org_id);
    for reason in &plan.unseen {
        line(&mut out, &format!("  ? {UNSEEN}: {reason}"));
    }
    for row in plan.components.iter().filter(|row| row.action != Action::Unchanged) {
        component(row, &mut out);
    }
    if let Some(words) = incomparable(&plan.components) {
        line(&mut out, &format!("  ? {words}"));
    }
    if !plan.permissions.is_empty() {
        out.push_str("permissions\n");
    }
    for change in &plan.permissions {
        let (verb, broad) = (if change.gained { "gains" } else { "loses" }, if change.broad { "  BROAD" } else { "" });
        line(&mut out, &format!("  {} {verb} {}{broad}", change.set, change.right));
    }
    if waves::wanted(&plan.only, waves::Wave::Metadata) {
        line(&mut out, &tests(plan));
    }
    if !plan.only.is_empty() {
        line(&mut out, &format!("only these steps: {}", waves::names(&plan.only)));
    }
    out.push_str("waves\n");
    for (number, step) in (1..).zip(&plan.waves) {
        let words = if step.words.is_empty() { "nothing to do".to_owned() } else { step.words.join("; ") };
        line(&mut out, &format!("  {number}. {}: {words}", step.wave.name()));
    }
    line(&mut out, &summary(plan));
    out
}

const UNSEEN: &str = "the org does not show all it holds, and what changes there is not known";

/// Who gains and loses what, a line for each, and what cannot be told.
pub(super) fn rights(rows: &[Row], changes: &[PermissionChange], unseen: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = unseen.iter().map(|reason| format!("{UNSEEN}: {reason}")).collect();
    lines.extend(incomparable(rows));
    let mut by_set: BTreeMap<(&str, bool), Vec<String>> = BTreeMap::new();
    for PermissionChange { set, gained, right, broad } in changes {
        let broad = if *broad { " BROAD" } else { "" };
        by_set.entry((set, !gained)).or_default().push(format!("{right}{broad}"));
    }
    let verb = |lost: bool| if lost { "loses" } else { "gains" };
    lines.extend(by_set.iter().map(|((set, lost), rights)| format!("{set} {} {}", verb(*lost), rights.join("; "))));
    if changes.is_empty() {
        lines.push("no permission set and no profile gains or loses a right".to_owned());
    }
    lines.iter().map(|line| visible(line)).collect()
}

fn incomparable(rows: &[Row]) -> Option<String> {
    let of =
        |row: &Row| row.incomparable.iter().map(|name| format!("{}:{} {name}", row.kind, row.name)).collect::<Vec<_>>();
    let all: Vec<String> = rows.iter().flat_map(of).collect();
    let words = match all.len() {
        0 => return None,
        1 => "1 value is not compared, because the org does not show it; it goes in as it is here".to_owned(),
        some => {
            format!("{some} values are not compared, because the org does not show them; they go in as they are here")
        }
    };
    Some(format!("{words}: {}", all.join(", ")))
}

fn tests(plan: &Plan) -> String {
    let tests = &plan.options.run_tests;
    match &plan.options.test_level {
        None => "tests: as the org decides".to_owned(),
        Some(level) if tests.is_empty() => format!("tests: {level:?}"),
        Some(level) => format!("tests: {level:?} of {}", tests.join(", ")),
    }
}

/// The options that a plan was made with, in one line.
pub fn options(plan: &Plan) -> String {
    let deletions: Vec<String> = plan.deletions().map(|row| format!(" --destroy {}:{}", row.kind, row.name)).collect();
    let ignored = if plan.options.ignore_warnings { "; --ignore-warnings" } else { "" };
    let deletions = if deletions.is_empty() { String::new() } else { format!(";{}", deletions.concat()) };
    let only: String = plan.only.iter().map(|wave| format!(" --only {}", wave.name())).collect();
    let only = if only.is_empty() { only } else { format!(";{only}") };
    let revoked: String = plan.revoke.iter().map(|holding| format!("; --revoke {holding}")).collect();
    visible(&format!("{}{ignored}{deletions}{only}{revoked}", tests(plan)))
}

fn component(row: &Row, out: &mut String) {
    let mark = match row.action {
        Action::Add => '+',
        Action::Change => '~',
        Action::Delete => '-',
        Action::Missing => '?',
        Action::Leave => '!',
        Action::Unchanged => '=',
    };
    let first = row.reasons.first().map(String::as_str).unwrap_or_default();
    if row.reasons.len() <= 1 {
        return line(out, &format!("  {mark} {}:{}  {first}", row.kind, row.name));
    }
    line(out, &format!("  {mark} {}:{}", row.kind, row.name));
    for reason in row.reasons.iter().take(REASONS) {
        line(out, &format!("      {reason}"));
    }
    if let Some(more) = row.reasons.len().checked_sub(REASONS).filter(|more| *more > 0) {
        line(out, &format!("      and {more} more; --out writes them all"));
    }
}

/// Text of an org cannot steer a terminal or add lines.
fn line(out: &mut String, text: &str) {
    out.push_str(&visible(text));
    out.push('\n');
}

/// How many components are added, changed and so on.
pub fn summary(plan: &Plan) -> String {
    let of = |action| plan.components.iter().filter(|row| row.action == action).count();
    let [add, change, delete, missing, leave, unchanged] =
        [Action::Add, Action::Change, Action::Delete, Action::Missing, Action::Leave, Action::Unchanged].map(of);
    let mut left = match leave {
        0 => String::new(),
        1 => ", 1 left that is no longer generated".to_owned(),
        _ => format!(", {leave} left that are no longer generated"),
    };
    if missing > 0 {
        left.push_str(&format!(", {missing} named with --destroy and not in the org"));
    }
    match add + change + delete {
        0 => format!("no component changes, {unchanged} unchanged{left}"),
        _ => format!("{add} to add, {change} to change, {delete} to delete, {unchanged} unchanged{left}"),
    }
}
