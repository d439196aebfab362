//! New servers, tools and scopes.

use super::{create, object, tool, with_value};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use codegen::operation;
use codegen::output::why_no_path;
use codegen::reference::examples;
use codegen::spec::load::{SourceText, SpecSet, load, read};
use codegen::yaml::nearest;
use std::path::PathBuf;

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
    /// sObject that it works on, for example Case: its fields and parameters are a start. Default: those of an example.
    #[arg(long, value_name = "NAME")]
    object: Option<String>,
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
        let new = New::checked("servers", &self.name, '-', &self.project)?;
        let tools: Vec<&str> = new.specs.tools.iter().map(|file| file.spec.tool.name.value.as_str()).collect();
        let offered = |tool: &&str| new.specs.servers.iter().any(|s| s.spec.tools.iter().any(|t| t.value == *tool));
        // A server for what no server offers yet; else one tool to start with, never all of them.
        let mut first: Vec<&str> = tools.iter().copied().filter(|tool| !offered(tool)).collect();
        if first.is_empty() {
            first.extend(tools.first());
        }
        let text = include_str!("start/server.yaml");
        new.write(&text.replace("TOOLS", &format!("[{}]", first.join(", "))), printer)
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
        let new = New::checked("tools", &self.name, '_', &self.project)?;
        let example = examples::find(&self.operation).ok_or_else(|| {
            CommandError::internal(format!("the program has no starting text for `{}`", self.operation))
        })?;
        let Some(object) = &self.object else {
            return new.write(&tool::text(example.text, &self.name, &new.specs, &new.sources), printer);
        };
        let schema = codegen::compile(&new.root).schema;
        let start = object::text(&schema, object, &self.operation)?;
        let text = tool::text(&start, &self.name, &new.specs, &new.sources);
        let text = tool::accepted(text, &new.sources, &schema).map_err(|problem| {
            let message = format!("`check` would refuse the tool: {}", problem.message);
            CommandError::usage(
                message,
                problem.hint.unwrap_or_else(|| "choose another operation or sObject".to_owned()),
            )
        })?;
        new.write(&text, printer)
    }
}

impl ScopeArgs {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        New::checked("scopes", &self.name, '-', &self.project)?.write(include_str!("start/scope.yaml"), printer)
    }
}

/// A spec about to be written.
struct New<'n> {
    root: PathBuf,
    directory: &'static str,
    name: &'n str,
    /// The spec files that are there already.
    sources: Vec<SourceText>,
    /// What they say; a broken one is as good as none.
    specs: SpecSet,
}

impl<'n> New<'n> {
    fn checked(
        directory: &'static str,
        name: &'n str,
        joint: char,
        project: &ProjectArgs,
    ) -> Result<Self, CommandError> {
        let fits = (1..=40).contains(&name.len())
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint);
        if !fits {
            let hint = format!("use lower-case letters, digits and `{joint}`, starting with a letter");
            return Err(CommandError::usage(format!("`{name}` cannot be the name of a spec here"), hint));
        }
        if let Some(why) = why_no_path(&format!("{name}.yaml")) {
            return Err(CommandError::usage(
                format!("`{name}` cannot be the name of a spec file: {why}"),
                "choose another name",
            ));
        }
        let root = project.root()?;
        let sources = read(&root).0;
        let specs = load(&sources).0;
        if specs.projects.is_empty() && !root.join("specs/project.yaml").exists() {
            let message = format!("`{}` holds no project with specs", root.display());
            return Err(CommandError::usage(message, "start one with `cargo xtask new project`, or give --project"));
        }
        Ok(Self { root, directory, name, sources, specs })
    }

    fn write(&self, text: &str, printer: &mut Printer) -> Result<Exit, CommandError> {
        let text = with_value(&with_value(text, "name", self.name), "title", &title(self.name));
        create(&self.root, &format!("specs/{}/{}.yaml", self.directory, self.name), &text, printer)?;
        printer.note(
            "now edit it, then run `cargo xtask check`; `cargo xtask schema --reference` writes docs/spec.md, which explains \
             every key",
        );
        Ok(Exit::Ok)
    }
}

/// `get_account` → `Get account`.
fn title(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}
