//! Commands in messages, as they have to be typed: who named a project with `--project` has to name it again.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::sync::OnceLock;

/// What comes before a command in every message.
const PREFIX: &str = "cargo xtask ";

/// The arguments of this program and the project that was named, quoted for a shell.
static NAMED: OnceLock<(clap::Command, String)> = OnceLock::new();

/// From now on commands in messages name this project.
pub fn name_project(cli: clap::Command, project: &OsStr) {
    // Only the first counts: a process has one command line.
    let _ = NAMED.set((cli, quoted(&project.to_string_lossy())));
}

/// `text` with its commands as they have to be typed.
pub fn typed(text: &str) -> Cow<'_, str> {
    match NAMED.get() {
        Some((cli, project)) => Cow::Owned(with_project(text, cli, project)),
        None => Cow::Borrowed(text),
    }
}

/// Adds `--project` to the commands of `cli` in `text` that take it and do not have it.
fn with_project(text: &str, cli: &clap::Command, project: &str) -> String {
    let mut pieces = text.split(PREFIX);
    let mut all = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (words, command) = leaf(piece, cli);
        let rest = &piece[words..];
        let line = rest.split(['`', '\n']).next().unwrap_or_default();
        let takes = command.get_arguments().any(|arg| arg.get_id() == "project");
        all.extend([PREFIX, &piece[..words]]);
        if takes && !line.contains("--project") {
            all.extend([" --project ", project]);
        }
        all.push_str(rest);
    }
    all
}

/// The command whose words `text` starts with, and their length.
fn leaf<'a>(text: &str, cli: &'a clap::Command) -> (usize, &'a clap::Command) {
    let is_end = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    let (mut end, mut command) = (0, cli);
    loop {
        let start = if end == 0 { 0 } else { end + 1 };
        let Some(rest) = text.get(start..).filter(|_| end == 0 || text[end..].starts_with(' ')) else { break };
        let word = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        let Some(found) = command.find_subcommand(word) else { break };
        (end, command) = (start + word.len(), found);
    }
    (end, command)
}

fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:\\~".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::{quoted, with_project};

    fn said(text: &str) -> String {
        with_project(text, &crate::command(), "../app")
    }

    #[test]
    fn a_command_is_told_with_the_project_behind_its_words() {
        assert_eq!(
            said("to go on: cargo xtask quick --target local --id 0Af"),
            "to go on: cargo xtask quick --project ../app --target local --id 0Af"
        );
        assert_eq!(said("run `cargo xtask org stop`, then"), "run `cargo xtask org stop --project ../app`, then");
        assert_eq!(
            said("`cargo xtask generate`, then\n`cargo xtask check`."),
            "`cargo xtask generate --project ../app`, then\n`cargo xtask check --project ../app`."
        );
    }

    #[test]
    fn what_takes_no_project_or_has_it_stays() {
        for text in [
            "cargo xtask explain SPEC001",
            "cargo xtask",
            "cargo xtask nothing such",
            "`cargo xtask org`",
            "cargo xtask check --project x",
            "no command ÄÖ cargo xtask ä",
        ] {
            assert_eq!(said(text), text);
        }
    }

    #[test]
    fn a_directory_is_quoted_for_a_shell() {
        assert_eq!(quoted("../a_b/c.d"), "../a_b/c.d");
        assert_eq!(quoted("my project"), "'my project'");
        assert_eq!(quoted("it's $(x)"), r"'it'\''s $(x)'");
        assert_eq!(quoted(""), "''");
    }
}
