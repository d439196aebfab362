//! New servers, tools and scopes.

use super::{create, with_value};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use codegen::operation;
use codegen::reference::examples;
use codegen::yaml::nearest;

#[derive(Debug, clap::Args)]
pub struct ServerArgs {
    /// Name in client configurations, for example sales-assistant.
    name: String,
    #[command(flatten)]
    project: ProjectArgs,
}

#[derive(Debug, clap::Args)]
pub struct ToolArgs {
    /// Name that clients call, for example get_account.
    name: String,
    /// What the tool does: get, query, aggregate, search, related, create, update, upsert, delete, custom.
    #[arg(long, default_value = "query")]
    operation: String,
    #[command(flatten)]
    project: ProjectArgs,
}

#[derive(Debug, clap::Args)]
pub struct ScopeArgs {
    /// Name by which tools refer to it, for example sales-records.
    name: String,
    #[command(flatten)]
    project: ProjectArgs,
}

impl ServerArgs {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        start("server", "servers", &self.name, '-', &self.project, printer)
    }
}

impl ToolArgs {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        if operation::find(&self.operation).is_none() {
            let known = || operation::ALL.iter().map(|row| row.key);
            let hint = match nearest(&self.operation, known()) {
                Some(best) => format!("did you mean `{best}`?"),
                None => format!("use one of {}", known().collect::<Vec<_>>().join(", ")),
            };
            return Err(CommandError::usage(format!("there is no operation `{}`", self.operation), hint));
        }
        start(&self.operation, "tools", &self.name, '_', &self.project, printer)
    }
}

impl ScopeArgs {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        start("scope", "scopes", &self.name, '-', &self.project, printer)
    }
}

fn start(
    topic: &str,
    directory: &str,
    name: &str,
    joint: char,
    project: &ProjectArgs,
    printer: &mut Printer,
) -> Result<Exit, CommandError> {
    let fits = (1..=40).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint);
    if !fits {
        let hint = format!("use lower-case letters, digits and `{joint}`, starting with a letter");
        return Err(CommandError::usage(format!("`{name}` cannot be the name of a spec here"), hint));
    }
    let example = examples::find(topic)
        .ok_or_else(|| CommandError::internal(format!("the program has no starting text for `{topic}`")))?;
    let path = format!("specs/{directory}/{name}.yaml");
    create(&project.root()?, &path, &with_value(example.text, "name", name), printer)?;
    printer.note("now edit it, then run `cargo xtask check`; docs/spec.md explains every key");
    Ok(Exit::Ok)
}
