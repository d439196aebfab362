//! `show`: what the generator understood, at any stage.

mod budget;
mod exposure;

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome;
use crate::pipeline;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use codegen::model::{Model, Server};
use codegen::yaml::nearest;
use diag::render::visible;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to show.
    #[arg(value_enum)]
    what: What,
    /// Only this server.
    #[arg(long, value_name = "NAME")]
    server: Option<String>,
    #[command(flatten)]
    project: ProjectArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// Which objects and fields the tools of a server read, change and use in conditions.
    Exposure,
    /// What one call of each tool needs at most, against the governor limits.
    Budget,
    /// Everything as understood, for people who work on the generator.
    Model,
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
        let servers = self.servers(&model)?;
        let text = match self.what {
            What::Exposure => exposure::text(&model, &servers),
            What::Budget => budget::text(&model, &servers),
            What::Model => format!("{model:#?}\n"),
        };
        printer.data(&text);
        Ok(Exit::Ok)
    }

    fn servers<'m>(&self, model: &'m Model) -> Result<Vec<&'m Server>, CommandError> {
        let Some(name) = &self.server else { return Ok(model.servers.iter().collect()) };
        let found = model.servers.iter().find(|server| server.name == *name);
        let server = found.ok_or_else(|| {
            let names = || model.servers.iter().map(|server| server.name.as_str());
            let hint = match nearest(name, names()) {
                Some(best) => format!("did you mean `{best}`?"),
                None => format!("defined: {}", names().collect::<Vec<_>>().join(", ")),
            };
            CommandError::usage(format!("--server: there is no server `{name}`"), hint)
        })?;
        Ok(vec![server])
    }
}

/// Rows in columns of equal width, a title first; text from specs made visible.
fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> = std::iter::once(head.iter().map(|cell| (*cell).to_owned()).collect())
        .chain(rows.iter().map(|row| row.iter().map(|cell| visible(cell)).collect()))
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("  {}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
