//! Events in words, the same for every renderer that is read by people. Each is one line.

use crate::report::{Run, Verdict};
use sf_client::deploy::{Ahead, DeployEvent, StageOutcome, component_name};
use sf_wire::deploy::{DeployMessage, RunTestFailure};

/// What an event says to a person; `None` for those that only move counters.
pub fn of(event: &DeployEvent) -> Option<String> {
    Some(match event {
        DeployEvent::Sending { bytes: 0, .. } => "sending the request to deploy what was validated".to_owned(),
        DeployEvent::Sending { bytes, attempt: 1 } => format!("sending the package, {}", size(*bytes)),
        DeployEvent::Sending { bytes, attempt } => format!("sending the package, {}, attempt {attempt}", size(*bytes)),
        DeployEvent::NotSent(error) => format!("not sent, trying again: {error}"),
        DeployEvent::Searching(error) => {
            format!("the reply was lost ({error}); asking the org whether the deployment was started")
        }
        DeployEvent::Started { id } => format!("deployment {id} was started"),
        DeployEvent::Adopted { id } => {
            format!("the org has got it: by all that it tells this is deployment {id}")
        }
        DeployEvent::NotJournaled { id, reason } => {
            format!("keep this id: deployment {id} goes on, but its id could not be written down: {reason}")
        }
        DeployEvent::Queued { behind } => {
            format!("waiting for {}", shortened(&behind.iter().map(ahead).collect::<Vec<_>>(), 3))
        }
        DeployEvent::Progress(_) => return None,
        DeployEvent::ComponentFailed(message) => format!("failed: {}", component(message)),
        DeployEvent::TestFailed(failure) => format!("test failed: {}", test(failure)),
        DeployEvent::CoverageTooLow(warning) => match &warning.name {
            Some(name) => format!("coverage: {name}: {}", first_line(&warning.message)),
            None => format!("coverage: {}", first_line(&warning.message)),
        },
        DeployEvent::Trouble(error) => format!("cannot see the deployment just now, it goes on: {error}"),
        DeployEvent::Retrying { attempt, pause, reason } => {
            let pause = super::state::duration(*pause);
            format!("attempt {attempt} follows in {pause}, the reasons pass by themselves: {}", first_line(reason))
        }
        DeployEvent::Canceling { id } => format!("asked the org to stop deployment {id}"),
        DeployEvent::Stage { name, number, of } => format!("step {number} of {of}: {name}"),
        DeployEvent::StageEnded { name, outcome, detail } => {
            let word = match outcome {
                StageOutcome::Done => "done",
                StageOutcome::Unchanged => "nothing to do",
                StageOutcome::Skipped => "left out",
                StageOutcome::Failed => "failed",
            };
            match detail {
                Some(detail) => format!("{name}: {word}: {}", first_line(detail)),
                None => format!("{name}: {word}"),
            }
        }
        DeployEvent::Remark(text) => text.clone(),
    })
}

/// Which deployment goes first, whose it is, and since when it is there.
fn ahead(Ahead { row, user }: &Ahead) -> String {
    let kind = if row.check_only { "validation" } else { "deployment" };
    let by = user.as_deref().map(|user| format!(" by {}", first_line(user))).unwrap_or_default();
    let since = row.created_date.as_deref().map(|at| format!(", since {}", first_line(at))).unwrap_or_default();
    format!("{} ({kind}{by}, {}{since})", row.id, row.status)
}

fn component(message: &DeployMessage) -> String {
    let problem = first_line(message.problem.as_deref().unwrap_or("the org gives no reason"));
    let name = format!("{} {}", message.component_type, component_name(message));
    let name = name.trim_start();
    match message.line_number {
        Some(line) => format!("{name}, line {line}: {problem}"),
        None => format!("{name}: {problem}"),
    }
}

fn test(failure: &RunTestFailure) -> String {
    let method = failure.method_name.as_deref().map(|method| format!(".{method}")).unwrap_or_default();
    format!("{}{method}: {}", failure.name, first_line(&failure.message))
}

/// Live lines show where to look; the whole text comes with the findings at the end.
pub fn first_line(text: &str) -> &str {
    text.trim_start().lines().next().unwrap_or_default()
}

fn shortened(items: &[String], most: usize) -> String {
    match items.len().checked_sub(most) {
        None | Some(0) => items.join(", "),
        Some(more) => format!("{} and {more} more", items[..most].join(", ")),
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// Whether an end is a good one.
pub fn is_good(run: &Run) -> bool {
    run.verdict == Verdict::Passed
}

/// Where clients find the servers that were deployed, in one line.
pub fn servers(run: &Run) -> Option<String> {
    let list: Vec<String> = run.servers.iter().map(|server| format!("{} at {}", server.name, server.url)).collect();
    (!list.is_empty()).then(|| format!("MCP server: {}", list.join(", ")))
}

/// Which coverage is too low, in one line.
pub fn coverage(run: &Run) -> Option<String> {
    let low: Vec<String> = run.too_little_coverage().map(|c| format!("{} {}", c.name, c.shown())).collect();
    (!low.is_empty()).then(|| format!("below {} % coverage: {}", crate::report::ENOUGH, shortened(&low, 10)))
}
