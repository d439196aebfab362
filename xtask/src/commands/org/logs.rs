//! `org logs`.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::running_org::needed;
use local_org::NOT_SALESFORCE;
use serde_json::Value;
use std::fmt::Write;
use std::time::Duration;

/// Shows what was asked of the local org, with the lines of `System.debug` and the errors of Apex. Queries and bodies are
/// not kept: they may hold secrets.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Go on until interrupted.
    #[arg(long)]
    follow: bool,
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let org = needed(&self.project.root()?)?;
        printer.note(&format!("{NOT_SALESFORCE}: what was asked of it"));
        let mut last = 0;
        loop {
            let entries = org.call("GET", &format!("log?after={last}"))?;
            for entry in entries.as_array().map(Vec::as_slice).unwrap_or_default() {
                last = entry["number"].as_u64().unwrap_or(last).max(last);
                if !entry["path"].as_str().unwrap_or_default().starts_with("/local/") {
                    printer.data(&shown(entry));
                }
            }
            if !self.follow {
                return Ok(Exit::Ok);
            }
            std::thread::sleep(Duration::from_millis(500));
        }
    }
}

/// One line for the request, and one for each line of its log.
fn shown(entry: &Value) -> String {
    let text = |name: &str| diag::render::visible(entry[name].as_str().unwrap_or_default());
    let millis = entry["micros"].as_f64().unwrap_or_default() / 1000.0;
    let mut out =
        format!("{} {:3} {:7.1} ms  {} {}\n", text("at"), entry["status"], millis, text("method"), text("path"));
    for line in entry["lines"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let _ = writeln!(out, "    {}", diag::render::visible(line.as_str().unwrap_or_default()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_request_is_a_line_and_nothing_in_it_moves_the_cursor() {
        let entry = json!({"at": "2026", "status": 200, "micros": 1500, "method": "POST", "path": "/x\u{1b}[2J", "lines": ["a"]});
        let text = shown(&entry);
        assert!(
            text.contains("200     1.5 ms  POST /x") && !text.contains('\u{1b}') && text.ends_with("    a\n"),
            "{text:?}"
        );
    }
}
