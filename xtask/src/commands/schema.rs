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
    /// Also write the reference of the spec language to docs/spec.md.
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
            let failed = |error| CommandError::internal(format!("cannot write `{}`: {error}", reference::DOCUMENT));
            write_file(&path, reference::markdown().as_bytes()).map_err(failed)?;
        }
        let files = reference::schema_files();
        let paths: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
        let only = |path: &str, _: Option<&str>| paths.contains(path);
        let plan = plan(&root, files, &Selection { only: Some(&only), ..Selection::default() });
        let mode = if self.check { Mode::Check } else { Mode::Write };
        outcome::carry_out(&plan, mode, "cargo xtask schema", printer)
    }
}
