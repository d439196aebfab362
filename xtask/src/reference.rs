//! `docs/cli.md`: every command and option, from the arguments themselves.

use clap::{Arg, Command};
use std::fmt::Write;

/// The text of the reference.
pub fn markdown() -> String {
    let mut root = crate::command();
    root.build();
    let mut out = String::from(
        "# Command line\n\nWritten from the program's own arguments; a test keeps it equal to them. `--help` of each command \
         says the same.\n",
    );
    let globals: Vec<&Arg> = root.get_arguments().filter(|arg| arg.is_global_set() && !is_help(arg)).collect();
    let _ = write!(out, "\nOptions of every command:\n\n{}", options(&globals));
    out.push_str("\nExit codes:\n\n| code | meaning |\n|---|---|\n");
    for (exit, meaning) in crate::exit_codes::Exit::ALL {
        let _ = writeln!(out, "| {} | {meaning} |", *exit as u8);
    }
    for command in root.get_subcommands().filter(|command| command.get_name() != "help") {
        section(command, "cargo xtask", &mut out);
    }
    out
}

fn section(command: &Command, above: &str, out: &mut String) {
    let name = format!("{above} {}", command.get_name());
    let level = "#".repeat(name.split(' ').count() - 1);
    let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default();
    let _ = write!(out, "\n{level} {name}\n\n{}\n", escape(&about));
    let usage = command.clone().bin_name(&name).render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let _ = write!(out, "\n```text\n{usage}\n```\n");
    let own: Vec<&Arg> =
        command.get_arguments().filter(|arg| !arg.is_global_set() && !arg.is_hide_set() && !is_help(arg)).collect();
    if !own.is_empty() {
        let _ = write!(out, "\n{}", options(&own));
    }
    if let Some(after) = command.get_after_help() {
        let _ = write!(out, "\n```text\n{}\n```\n", after.to_string().trim_end());
    }
    for below in command.get_subcommands().filter(|command| command.get_name() != "help") {
        section(below, &name, out);
    }
}

fn is_help(arg: &Arg) -> bool {
    matches!(arg.get_id().as_str(), "help" | "version")
}

fn options(args: &[&Arg]) -> String {
    let mut out = String::new();
    for arg in args {
        let help = arg.get_long_help().or_else(|| arg.get_help()).map(ToString::to_string).unwrap_or_default();
        let _ = write!(out, "- `{}`: {}", form(arg), escape(&help.replace('\n', " ")));
        let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if !default.is_empty() && !arg.is_hide_default_value_set() && arg.get_action().takes_values() {
            let stop = if out.ends_with('.') { "" } else { "." };
            let _ = write!(out, "{stop} Default: `{}`.", default.join(" "));
        }
        out.push('\n');
        for value in arg.get_possible_values().iter().filter(|_| arg.get_action().takes_values()) {
            let help = value.get_help().map(|help| format!(": {}", escape(&help.to_string()))).unwrap_or_default();
            let _ = writeln!(out, "  - `{}`{help}", value.get_name());
        }
    }
    out
}

fn form(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let values: String = if arg.get_action().takes_values() {
        names.iter().map(|name| format!(" <{name}>")).collect()
    } else {
        String::new()
    };
    match (arg.get_short(), arg.get_long()) {
        (Some(short), Some(long)) => format!("-{short}, --{long}{values}"),
        (None, Some(long)) => format!("--{long}{values}"),
        (Some(short), None) => format!("-{short}{values}"),
        (None, None) => values.trim_start().to_owned(),
    }
}

/// Help texts are plain text with code in backticks: only `<` and `*` would mean something else here.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut code = false;
    for c in text.chars() {
        code ^= c == '`';
        if !code && matches!(c, '<' | '*' | '_' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE_CLI_REFERENCE=1` rewrites the file.
    #[test]
    fn the_reference_is_what_the_arguments_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/cli.md");
        let expected = markdown();
        if std::env::var_os("UPDATE_CLI_REFERENCE").is_some() {
            std::fs::write(path, &expected).expect("written");
        }
        let actual = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(actual == expected, "docs/cli.md is stale; UPDATE_CLI_REFERENCE=1 cargo test -p xtask rewrites it");
    }

    /// A command or option without a word of help is a defect.
    #[test]
    fn every_command_and_option_explains_itself() {
        fn visit(command: &Command, path: &str, silent: &mut Vec<String>) {
            let name = format!("{path} {}", command.get_name());
            if command.get_about().is_none() {
                silent.push(name.clone());
            }
            for arg in command.get_arguments().filter(|arg| !arg.is_hide_set() && arg.get_help().is_none()) {
                silent.push(format!("{name} {}", form(arg)));
            }
            command.get_subcommands().for_each(|below| visit(below, &name, silent));
        }
        let mut root = crate::command();
        root.build();
        let mut silent = Vec::new();
        root.get_subcommands().filter(|c| c.get_name() != "help").for_each(|c| visit(c, "", &mut silent));
        assert_eq!(silent, Vec::<String>::new());
    }
}
