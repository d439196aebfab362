//! `new`: a commented spec to start from. Creates files, never changes one that a person wrote.

mod object;
mod project;
mod sfdx_project;
mod spec;
mod tool;

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use codegen::output::create_file;
use codegen::spec::load::{SourceText, SpecSet};
use diag::catalogue::files as codes;
use diag::{Diagnostic, Place};
use sf_schema::Schema;
use std::io::ErrorKind;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// A project: settings, targets, schemas for editors, sfdx-project.json. Also in an existing DX project.
    Project(project::Args),
    /// An MCP server.
    Server(spec::ServerArgs),
    /// A tool with one operation.
    Tool(spec::ToolArgs),
    /// An exposure set that tools can be held to.
    Scope(spec::ScopeArgs),
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        match self.what {
            What::Project(args) => args.run(printer),
            What::Server(args) => args.run(printer),
            What::Tool(args) => args.run(printer),
            What::Scope(args) => args.run(printer),
        }
    }
}

/// The text of a new tool on an sObject, as the command writes it into a project with this spec and nothing else; `None`
/// where it refuses.
pub fn starter(schema: &Schema, project: &str, name: &str, object: &str, operation: &str) -> Option<String> {
    let sources = [SourceText { file: "specs/project.yaml".to_owned(), text: project.to_owned() }];
    let start = object::text(schema, object, operation).ok()?;
    let text = tool::text(&start, name, &SpecSet::default(), &sources);
    tool::accepted(text, &sources, schema).ok()
}

/// Creates a file of the project; one that exists is an error and stays as it is.
fn create(root: &Path, path: &str, text: &str, printer: &mut Printer) -> Result<(), CommandError> {
    match create_file(&root.join(path), text.as_bytes()) {
        Ok(()) => {
            printer.data(&format!("create {path}\n"));
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let problem = Diagnostic::new(&codes::ALREADY_EXISTS, "the file exists already and stays as it is");
            let hint = "choose another name, or edit the file";
            Err(CommandError::preflight(problem.at(Place::start_of(path)).hint(hint)))
        }
        Err(error) => {
            let problem = Diagnostic::new(&codes::WRITE_FAILED, format!("the file cannot be created: {error}"));
            let hint = "check that the directory can be written and that no file has its name";
            Err(CommandError {
                exit: Exit::Internal,
                ..CommandError::preflight(problem.at(Place::start_of(path)).hint(hint))
            })
        }
    }
}

/// The example text with another value for a key of the top level.
fn with_value(text: &str, key: &str, value: &str) -> String {
    let mut lines = text.lines().map(|line| match line.strip_prefix(key) {
        Some(rest) if rest.starts_with(": ") => format!("{key}: {value}\n"),
        _ => format!("{line}\n"),
    });
    lines.by_ref().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_top_level_key_is_replaced() {
        let text = "# name: x\nname: a\nnames: b\nlist:\n  - name: c\n";
        assert_eq!(with_value(text, "name", "z"), "# name: x\nname: z\nnames: b\nlist:\n  - name: c\n");
    }
}
