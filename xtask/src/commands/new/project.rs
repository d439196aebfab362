//! A new project, in an empty directory or in an existing DX project.

use super::{create, sfdx_project, with_value};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome;
use crate::printer::Printer;
use codegen::lower::{LONGEST_PREFIX, is_prefix, pascal_case};
use codegen::output::{Mode, RealDisk, Report, Selection, plan, write_file};
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
    /// Start of the names of all generated classes: 1 to 10 letters or digits, starting with a capital letter. Default:
    /// made from the name. A later change renames every class, permission set and app.
    #[arg(long)]
    prefix: Option<String>,
    /// E-mail address of the team that owns the OAuth apps. Default: a text to replace, which `check` refuses.
    #[arg(long, value_name = "ADDRESS")]
    contact_email: Option<String>,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let prefix = self.prefix()?;
        let root = &self.project;
        // Everything that can be refused is looked at before the first file is written.
        let dx_project = dx_project(root)?;
        let mut begun = Report { created: 1, ..Report::default() };
        create(root, "specs/project.yaml", &self.settings(&prefix), printer)?;
        if !root.join("targets.yaml").exists() {
            create(root, "targets.yaml", TARGETS, printer)?;
            begun.created += 1;
        }
        if let Some(text) = dx_project {
            let path = root.join(sfdx_project::FILE);
            let there = path.exists();
            begun.updated += usize::from(there);
            begun.created += usize::from(!there);
            let word = if there { "update" } else { "create" };
            write_file(&path, text.as_bytes())
                .map_err(|error| CommandError::internal(format!("cannot write `{}`: {error}", sfdx_project::FILE)))?;
            printer.data(&format!("{word} {}\n", sfdx_project::FILE));
        }
        let files = schema_files();
        let paths: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
        let only = |path: &str, _: Option<&str>| paths.contains(path);
        let plan = plan(root, &files, &Selection { only: Some(&only), ..Selection::default() });
        let written = plan.apply(Mode::Write, &mut RealDisk::default()).map(|report| Report {
            created: report.created + begun.created,
            updated: report.updated + begun.updated,
            ..report
        });
        let exit = outcome::tell(&plan, Mode::Write, written, "cargo xtask schema", printer)?;
        if self.contact_email.is_none() {
            printer
                .note("write `contactEmail` into specs/project.yaml: the address of the team that owns the OAuth apps");
        }
        printer.note("next: `cargo xtask new tool NAME`, `cargo xtask new server NAME`, then `cargo xtask generate`");
        Ok(exit)
    }

    fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| directory_name(&self.project))
    }

    /// The prefix asked for, or one made from the name.
    fn prefix(&self) -> Result<String, CommandError> {
        let hint = "use 1 to 10 letters or digits, starting with a capital letter";
        if let Some(prefix) = &self.prefix {
            let wrong = || CommandError::usage(format!("`{prefix}` cannot be a prefix"), hint);
            return is_prefix(prefix).then(|| prefix.clone()).ok_or_else(wrong);
        }
        let name = self.name();
        let made: String = pascal_case(&name).chars().take(LONGEST_PREFIX).collect();
        is_prefix(&made).then_some(made).ok_or_else(|| {
            CommandError::usage(
                format!("no prefix can be made from the name `{name}`"),
                format!("give --prefix: {hint}"),
            )
        })
    }

    fn settings(&self, prefix: &str) -> String {
        let text = examples::find("project").map_or("", |example| example.text);
        // A JSON text is a valid YAML text, whatever it contains.
        let quoted = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
        let email =
            self.contact_email.as_deref().unwrap_or("EDIT: e-mail address of the team that owns the OAuth apps");
        let values = [("name", quoted(&self.name())), ("prefix", prefix.to_owned()), ("contactEmail", quoted(email))];
        values.iter().fold(text.to_owned(), |text, (key, value)| with_value(&text, key, value))
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
