//! `explain`: what a diagnostic code means.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use codegen::yaml::nearest;
use diag::catalogue;
use std::fmt::Write;

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub struct Args {
    /// The code, for example SPEC002.
    code: Option<String>,
    /// List every code with its title.
    #[arg(long)]
    list: bool,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let all = || catalogue::ALL.iter().copied().flatten().copied();
        let Some(id) = self.code else {
            let list = all().fold(String::new(), |mut out, code| {
                let _ = writeln!(out, "{}  {:7}  {}", code.id, code.severity.to_string(), code.title);
                out
            });
            printer.data(&list);
            return Ok(Exit::Ok);
        };
        let code = catalogue::find(&id).ok_or_else(|| {
            let hint = match nearest(&id, all().map(|code| code.id)) {
                Some(best) => format!("did you mean {best}? `cargo xtask explain --list` shows all codes"),
                None => "`cargo xtask explain --list` shows all codes".to_owned(),
            };
            CommandError::usage(format!("there is no diagnostic code `{id}`"), hint)
        })?;
        printer.data(&format!("{} ({}): {}\n\n{}\n", code.id, code.severity, code.title, code.explanation));
        Ok(Exit::Ok)
    }
}
