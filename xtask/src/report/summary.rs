//! A summary in Markdown: GitHub's step summary, a comment on a merge request, a release record.

use super::{Coverage, ENOUGH, Run, Test, Verdict};
use codegen::render::markdown::{code, escape, table};
use diag::Diagnostic;
use std::fmt::Write;

/// GitHub takes 1 MiB a step; what is longer is refused as a whole.
const LIMIT: usize = 900 * 1024;

/// The summary.
pub fn render(run: &Run) -> String {
    let word = match run.verdict {
        Verdict::Passed => "passed",
        Verdict::Partial => "passed in part",
        Verdict::Failed => "failed",
        Verdict::Canceled => "cancelled",
        Verdict::Running => "still running",
    };
    let mut out = format!("## {}: {word}\n\n{}\n", escape(&run.title), escape(&run.summary));
    if let Some(next) = &run.next {
        let _ = write!(out, "\nTo go on: {}\n", code(next));
    }
    section(&mut out, "Findings", &["", "where", "what", "code"], run.findings.iter().map(finding));
    section(&mut out, "Failed tests", &["test", "message"], run.failed_tests().map(failed_test));
    let low: Vec<&Coverage> = run.too_little_coverage().collect();
    let head = format!("Coverage below {ENOUGH} %");
    section(&mut out, &head, &["", "covered", "lines not run"], low.into_iter().map(coverage));
    if !run.coverage.is_empty() {
        let (lines, missed) = run.coverage.iter().fold((0, 0), |(l, m), c| (l + c.lines, m + c.lines_missed));
        let whole = Coverage::new(super::Kind::Class, String::new(), None, lines, missed);
        let count = run.coverage.len();
        let _ = write!(out, "\nCoverage of {count} classes, triggers and flows: {}\n", escape(&whole.shown()));
    }
    out
}

/// A table with a heading, cut off where the summary would grow too long; it says how many rows are left out.
fn section(out: &mut String, title: &str, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let mut left = LIMIT.saturating_sub(out.len());
    let (mut shown, mut hidden) = (Vec::new(), 0);
    for row in rows {
        let length = row.iter().map(|cell| cell.len() + 3).sum::<usize>() + 3;
        if hidden == 0 && length <= left {
            left -= length;
            shown.push(row);
        } else {
            hidden += 1;
        }
    }
    if shown.is_empty() && hidden == 0 {
        return;
    }
    let _ = write!(out, "\n### {}\n\n{}", escape(title), table(head, shown));
    if hidden > 0 {
        let _ = write!(out, "\n{hidden} more are in the JSON report.\n");
    }
}

fn finding(finding: &Diagnostic) -> Vec<String> {
    let mut place = finding.place.as_ref().map(|place| code(&place.to_string())).unwrap_or_default();
    for related in &finding.related {
        let _ = write!(place, "<br>{}: {}", escape(&related.message), code(&related.place.to_string()));
    }
    let fix = finding.hint.as_ref().map(|hint| format!("<br>fix: {}", escape(hint))).unwrap_or_default();
    let what = format!("{}{fix}", escape(&finding.message));
    vec![finding.severity.to_string(), place, what, code(finding.code.id)]
}

fn failed_test(test: &Test) -> Vec<String> {
    vec![code(&test.name()), escape(test.message.as_deref().unwrap_or_default())]
}

fn coverage(coverage: &Coverage) -> Vec<String> {
    vec![code(&coverage.name), escape(&coverage.shown()), escape(&ranges(&coverage.missed))]
}

/// Line numbers with runs joined: `3, 7–9`.
pub fn ranges(lines: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *line => *last = *line,
            _ => runs.push((*line, *line)),
        }
    }
    let shown =
        runs.iter().map(|(first, last)| if first == last { first.to_string() } else { format!("{first}–{last}") });
    shown.collect::<Vec<_>>().join(", ")
}
