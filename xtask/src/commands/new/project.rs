//! A new project, in an empty directory or in an existing DX project.

use super::{create, sfdx_project, with_value};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome;
use crate::printer::Printer;
use codegen::output::{Mode, Selection, plan, write_file};
use codegen::reference::{examples, schema_files};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Root of the DX project; created if it does not exist.
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    /// Name of the project in documents. Default: the name of its directory.
    #[arg(long)]
    name: Option<String>,
    /// Start of the names of all generated classes: 1 to 10 letters or digits, starting with a capital letter.
    #[arg(long, default_value = "Acme")]
    prefix: String,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let fits = (1..=10).contains(&self.prefix.len())
            && self.prefix.starts_with(|c: char| c.is_ascii_uppercase())
            && self.prefix.chars().all(|c| c.is_ascii_alphanumeric());
        if !fits {
            let hint = "use 1 to 10 letters or digits, starting with a capital letter";
            return Err(CommandError::usage(format!("`{}` cannot be a prefix", self.prefix), hint));
        }
        let root = &self.project;
        // Everything that can be refused is looked at before the first file is written.
        let dx_project = dx_project(root)?;
        create(root, "specs/project.yaml", &self.settings(), printer)?;
        if !root.join("targets.yaml").exists() {
            create(root, "targets.yaml", TARGETS, printer)?;
        }
        if let Some(text) = dx_project {
            let path = root.join(sfdx_project::FILE);
            let word = if path.exists() { "update" } else { "create" };
            write_file(&path, text.as_bytes())
                .map_err(|error| CommandError::internal(format!("cannot write `{}`: {error}", sfdx_project::FILE)))?;
            printer.data(&format!("{word} {}\n", sfdx_project::FILE));
        }
        let files = schema_files();
        let paths: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
        let only = |path: &str, _: Option<&str>| paths.contains(path);
        let plan = plan(root, &files, &Selection { only: Some(&only), ..Selection::default() });
        let exit = outcome::carry_out(&plan, Mode::Write, "cargo xtask schema", printer)?;
        printer.note("next: `cargo xtask new tool NAME`, `cargo xtask new server NAME`, then `cargo xtask generate`");
        Ok(exit)
    }

    fn settings(&self) -> String {
        let text = examples::find("project").map_or("", |example| example.text);
        // A JSON text is a valid YAML text, whatever it contains.
        let name =
            serde_json::Value::String(self.name.clone().unwrap_or_else(|| directory_name(&self.project))).to_string();
        with_value(&with_value(text, "name", &name), "prefix", &self.prefix)
    }
}

fn directory_name(root: &Path) -> String {
    let whole = std::path::absolute(root).unwrap_or_default();
    whole.file_name().map_or_else(|| "Agents".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// `targets.yaml` without an org yet.
const TARGETS: &str = "\
# yaml-language-server: $schema=specs/schema/targets.schema.json
# The orgs of the project. No secrets here: the file is committed.
kind: targets
version: 1

targets: {}
#  dev:
#    class: sandbox
#    host: acme--dev.sandbox.my.salesforce.com
";

/// The new text of sfdx-project.json, if it must change.
fn dx_project(root: &Path) -> Result<Option<String>, CommandError> {
    let path = root.join(sfdx_project::FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => sfdx_project::extended(&text).map_err(CommandError::preflight),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Some(sfdx_project::NEW.to_owned())),
        Err(error) => Err(CommandError::internal(format!("cannot read `{}`: {error}", path.display()))),
    }
}
