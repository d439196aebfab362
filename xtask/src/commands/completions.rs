//! `completions`: what makes a shell complete commands and options.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use clap_complete::Shell;

#[derive(Debug, clap::Args)]
#[command(after_help = "Install:\n  \
    bash        cargo xtask completions bash > ~/.local/share/bash-completion/completions/xtask\n  \
    zsh         cargo xtask completions zsh > \"${fpath[1]}/_xtask\"\n  \
    fish        cargo xtask completions fish > ~/.config/fish/completions/xtask.fish\n  \
    powershell  cargo xtask completions powershell >> $PROFILE\n\
    They complete a command named `xtask`: alias xtask='cargo xtask'")]
pub struct Args {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let mut script = Vec::new();
        // The script completes the name that is typed; `cargo xtask` is two words to a shell.
        let mut command = crate::command().bin_name("xtask");
        clap_complete::generate(self.shell, &mut command, "xtask", &mut script);
        let script = String::from_utf8(script)
            .map_err(|error| CommandError::internal(format!("the completion script is no text: {error}")))?;
        printer.data(&script);
        Ok(Exit::Ok)
    }
}
