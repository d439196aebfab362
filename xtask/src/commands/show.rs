//! `show`: what the generator understood, seen from one side.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome;
use crate::pipeline;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use codegen::show::{self, UnknownServer, View};
use codegen::yaml::nearest;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to show.
    #[arg(value_enum)]
    what: What,
    /// Only this server.
    #[arg(long, value_name = "NAME")]
    server: Option<String>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    project: ProjectArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// Servers, tools and orgs, with the names of everything generated.
    Model,
    /// Which objects, fields and records the tools of a server reach.
    Exposure,
    /// What the permission sets grant, and why.
    Permissions,
    /// What one call of each tool needs at most, against the governor limits.
    Budget,
    /// What a client gets from `tools/list`.
    ToolsList,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON object, a key for each server.
    Json,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let compilation = pipeline::compile(&self.project.root()?);
        if let Some(exit) = outcome::stop_on_errors(&compilation.diagnostics, printer) {
            return Ok(exit);
        }
        let Some(model) = compilation.model else {
            return Err(CommandError::internal("the specs have no error and no meaning; this is a defect"));
        };
        let view = match self.what {
            What::Model => View::Model,
            What::Exposure => View::Exposure,
            What::Permissions => View::Permissions,
            What::Budget => View::Budget,
            What::ToolsList => View::ToolsList,
        };
        let (schema, server) = (&compilation.schema, self.server.as_deref());
        let shown = match self.format {
            Format::Text => show::text(view, &model, schema, server),
            Format::Json => show::json(view, &model, schema, server).map(|value| format!("{value:#}\n")),
        };
        printer.data(&shown.map_err(unknown)?);
        Ok(Exit::Ok)
    }
}

fn unknown(error: UnknownServer) -> CommandError {
    let hint = match nearest(&error.name, error.known.iter().map(String::as_str)) {
        Some(best) => format!("did you mean `{best}`?"),
        None => format!("defined: {}", error.known.join(", ")),
    };
    CommandError::usage(format!("--server: there is no server `{}`", error.name), hint)
}
