//! `org describe`: a snapshot of an org's objects and fields for the specs.

mod wanted;

use crate::connect::{block_on, client_error, connect};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::counted;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use sf_schema::SnapshotOf;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Target to ask.
    #[arg(long, value_name = "NAME")]
    target: String,
    /// File to write. Default: specs/schema/<TARGET>.json.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Objects, with their namespace if they have one. Default: those that the specs name, and those that are reached
    /// from them by a relationship that the specs name.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    objects: Vec<String>,
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        let out = self.out.unwrap_or_else(|| root.join("specs/schema").join(format!("{}.json", self.target)));
        refuse_other_files(&out)?;
        let wanted = wanted::of(&root);
        let names = if self.objects.is_empty() { wanted.objects.clone() } else { self.objects };
        if names.is_empty() {
            let hint = "name objects with `--objects`, or write a spec first";
            return Err(CommandError::usage("no spec names an object", hint));
        }
        let (of, found) = block_on(async {
            // The connection holds a local org that was started for this command.
            let connection = connect(&root, &self.target, printer).await?;
            let org = &connection.org;
            let fail = |error: sf_client::ClientError| client_error(&error);
            let found = org.describe_all(names, &|name| wanted.words.contains(name)).await.map_err(fail)?;
            let organization = org.organization().await.map_err(fail)?;
            let of = SnapshotOf {
                org_id: Some(organization.id),
                api_version: Some(format!("{}.0", org.version())),
                namespace: organization.namespace_prefix,
            };
            Ok((of, found))
        })?;
        for name in &found.missing {
            printer.note(&format!("warning: the org has no object `{name}` that this user may see"));
        }
        if found.objects.is_empty() {
            return Err(CommandError {
                exit: Exit::Failed,
                message: "the org has none of the objects; no file was written".to_owned(),
                hint: Some("check the names, their namespace, and what the user may see".to_owned()),
            });
        }
        let count = found.objects.len();
        let text = sf_schema::snapshot(&of, found.objects.into_values())
            .map_err(|error| CommandError::internal(error.to_string()))?;
        let written = out.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&out, text));
        written.map_err(|error| CommandError::internal(format!("`{}` cannot be written: {error}", out.display())))?;
        printer.data(&format!("{}\n", out.strip_prefix(&root).unwrap_or(&out).display()));
        printer.success(&format!("described {}, as this user sees them", counted(count, "object")));
        Ok(Exit::Ok)
    }
}

/// A file that is no snapshot is never overwritten.
fn refuse_other_files(out: &Path) -> Result<(), CommandError> {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    if !name.ends_with(".json") || name.ends_with(".schema.json") {
        let hint = "snapshots are read from `specs/schema/*.json`; `*.schema.json` are the schemas of the specs";
        return Err(CommandError::usage(format!("--out: `{}` cannot be a snapshot", out.display()), hint));
    }
    let Ok(text) = std::fs::read_to_string(out) else { return Ok(()) };
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    if json["sobjects"].is_array() {
        return Ok(());
    }
    let message = format!("--out: `{}` exists and is no snapshot", out.display());
    Err(CommandError::usage(message, "choose another file, or remove this one"))
}
