//! `completions`: what makes a shell complete commands and options.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use clap::{Arg, Command};
use clap_complete::Shell;

#[derive(Debug, clap::Args)]
#[command(after_help = "Install:\n  \
    bash        cargo xtask completions bash > ~/.xtask-completion.bash\n              \
                echo 'source ~/.xtask-completion.bash' >> ~/.bashrc\n  \
    zsh         cargo xtask completions zsh > \"${fpath[1]}/_cargo-xtask\"\n  \
    fish        cargo xtask completions fish > ~/.config/fish/conf.d/xtask.fish\n  \
    powershell  cargo xtask completions powershell >> $PROFILE\n\
    They complete `cargo xtask …` beside what cargo's own completions do, and a command named `xtask`.\n\
    zsh needs cargo's own for the former: rustup completions zsh cargo > \"${fpath[1]}/_cargo\"\n\
    In PowerShell only the latter: function xtask { cargo xtask @args }")]
pub struct Args {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        printer.data(&script(self.shell)?);
        Ok(Exit::Ok)
    }
}

fn script(shell: Shell) -> Result<String, CommandError> {
    let mut script = Vec::new();
    // The script completes the name that is typed; `cargo xtask` is two words to a shell.
    let mut command = crate::command().bin_name("xtask");
    clap_complete::generate(shell, &mut command, "xtask", &mut script);
    let script = String::from_utf8(script)
        .map_err(|error| CommandError::internal(format!("the completion script is no text: {error}")))?;
    let positions = if shell == Shell::Fish { positions(&command, &[]) } else { String::new() };
    Ok(script + &positions + of_cargo(shell))
}

/// The values that arguments without a name take, as lines for fish: `clap_complete` writes those of options only.
fn positions(command: &Command, path: &[&str]) -> String {
    let condition = match path {
        [] => String::new(),
        [first] => format!("__fish_xtask_using_subcommand {first}"),
        [first, rest @ ..] => {
            format!(
                "__fish_xtask_using_subcommand {first}; and __fish_seen_subcommand_from {}",
                rest.last().unwrap_or(first)
            )
        }
    };
    let values = command.get_positionals().flat_map(Arg::get_possible_values);
    let own = values
        .filter(|value| !value.is_hide_set())
        .map(|value| format!("complete -c xtask -n \"{condition}\" -f -a {}\n", value.get_name()));
    let below = command.get_subcommands().filter(|below| below.get_name() != "help");
    own.chain(below.map(|below| positions(below, &[path, &[below.get_name()]].concat()))).collect()
}

/// What hands the words after `cargo xtask` to the completions of `xtask`.
fn of_cargo(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => BASH,
        Shell::Zsh => ZSH,
        Shell::Fish => FISH,
        _ => "",
    }
}

/// Cargo's own function, if there is one, gets all other words. bash-completion loads it only when it is needed.
const BASH: &str = r#"
if ! complete -p cargo >/dev/null 2>&1; then
    if declare -F _comp_load >/dev/null; then _comp_load cargo
    elif declare -F _completion_loader >/dev/null; then _completion_loader cargo
    fi >/dev/null 2>&1
fi
_xtask_cargo_own=$(complete -p cargo 2>/dev/null | sed -n 's/.* -F \([^ ]*\) .*/\1/p')
[[ $_xtask_cargo_own == _xtask_of_cargo ]] && _xtask_cargo_own=

_xtask_of_cargo() {
    if [[ $COMP_CWORD -ge 2 && ${COMP_WORDS[1]} == xtask ]]; then
        COMP_WORDS=("${COMP_WORDS[@]:1}")
        COMP_CWORD=$((COMP_CWORD - 1))
        _xtask xtask "$2" "$3"
    elif [[ -n $_xtask_cargo_own ]]; then
        "$_xtask_cargo_own" "$@"
    elif [[ $COMP_CWORD -eq 1 ]]; then
        COMPREPLY=($(compgen -W "xtask" -- "$2"))
    fi
}
complete -F _xtask_of_cargo -o bashdefault -o default cargo
"#;

/// Cargo's completions for zsh call the function `_cargo-NAME` of a subcommand that they do not know.
const ZSH: &str = r#"
_cargo-xtask() { _xtask "$@" }
if [ "$funcstack[1]" = "_cargo-xtask" ]; then _xtask "$@"; fi
"#;

const FISH: &str = r#"
function __xtask_of_cargo
    set -l words (commandline -opc)
    set -e words[1..2]
    complete -C (string join ' ' -- xtask (string escape -- $words) (commandline -ct))
end
complete -c cargo -n 'test (count (commandline -opc)) -ge 2; and test (commandline -opc)[2] = xtask' -f -a '(__xtask_of_cargo)'
complete -c cargo -n 'test (count (commandline -opc)) -eq 1' -a xtask
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use std::process;

    /// What bash completes the last of these words to. `before` runs before the script.
    fn completed(before: &str, words: &[&str]) -> Vec<String> {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("script");
        std::fs::write(&path, script(Shell::Bash).expect("a script")).expect("written");
        let last = words.len() - 1;
        let list: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let code = format!(
            "{before}\nsource {}\nCOMP_WORDS=({}); COMP_CWORD={last}\n_xtask_of_cargo cargo '{}' '{}'\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"",
            path.display(),
            list.join(" "),
            words[last],
            words[last - 1],
        );
        let output = process::Command::new("bash").args(["--norc", "-c", &code]).output().expect("bash runs");
        assert!(output.stderr.is_empty(), "{output:?}");
        String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect()
    }

    #[test]
    #[cfg(unix)]
    fn bash_completes_what_is_typed_after_cargo_xtask() {
        assert_eq!(completed("", &["cargo", "xtask", "depl"]), ["deploy"]);
        assert_eq!(completed("", &["cargo", "xtask", "ci", "in"]), ["init"]);
        assert!(completed("", &["cargo", "xtask", "deploy", "--acc"]).contains(&"--accept-changed".to_owned()));
        assert_eq!(completed("", &["cargo", "xt"]), ["xtask"]);
        // What cargo's own completions do is left to them.
        let own = "_own() { COMPREPLY=(\"own $1 $2\"); }; complete -F _own cargo";
        assert_eq!(completed(own, &["cargo", "bui"]), ["own cargo bui"]);
        assert_eq!(completed(own, &["cargo", "xtask", "depl"]), ["deploy"]);
    }

    #[test]
    fn fish_completes_arguments_that_have_no_name() {
        let script = script(Shell::Fish).expect("a script");
        let init = "\"__fish_xtask_using_subcommand ci; and __fish_seen_subcommand_from init\" -f -a github\n";
        assert!(script.contains(init), "{script}");
        assert!(script.contains("\"__fish_xtask_using_subcommand completions\" -f -a zsh\n"), "{script}");
    }

    #[test]
    fn the_other_shells_know_cargo_too() {
        for (shell, part) in [(Shell::Zsh, "_cargo-xtask()"), (Shell::Fish, "complete -c cargo")] {
            assert!(script(shell).expect("a script").contains(part), "{shell}");
        }
    }
}
