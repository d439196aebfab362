//! `schema`: what editors need to complete and check specs.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use codegen::output::{Mode, Selection, plan, write_file};
use codegen::reference;
use std::collections::BTreeSet;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Change nothing; fail with exit code 11 if a schema is out of date.
    #[arg(long)]
    check: bool,
    /// Also write the reference of the spec language, which explains every key, to docs/spec.md of the project.
    #[arg(long, conflicts_with = "check")]
    reference: bool,
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        if self.reference {
            let path = root.join(reference::DOCUMENT);
            let text = reference::markdown();
            let own = std::fs::read_to_string(&path).is_ok_and(|old| old.lines().next() != text.lines().next());
            if own {
                let hint = "move it away: the reference is always written there";
                let message = format!("`{}` is not the reference of the spec language", reference::DOCUMENT);
                return Err(CommandError::usage(message, hint));
            }
            let failed = |error| CommandError::internal(format!("cannot write `{}`: {error}", reference::DOCUMENT));
            write_file(&path, text.as_bytes()).map_err(failed)?;
            printer.note(&format!("wrote {}", reference::DOCUMENT));
        }
        let files = reference::schema_files();
        let paths: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
        let only = |path: &str, _: Option<&str>| paths.contains(path);
        let plan = plan(&root, &files, &Selection { only: Some(&only), ..Selection::default() });
        let mode = if self.check { Mode::Check } else { Mode::Write };
        outcome::carry_out(&plan, mode, "cargo xtask schema", printer)
    }
}
