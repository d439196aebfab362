//! `org query`: a SOQL query and its rows.

mod rows;

pub use rows::plain_json;

use crate::connect::{block_on, client_error, connect};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::counted;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use rows::Rows;
use serde_json::Value;
use std::io::{IsTerminal, Read};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The query. Without it, or with `-`, it is read from standard input.
    #[arg(value_name = "SOQL")]
    soql: Option<String>,
    /// Target to ask.
    #[arg(long, value_name = "NAME")]
    target: String,
    /// How to print the rows.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// In CSV, keep cells as they are that a spreadsheet would take for a formula. Otherwise they start with `'`.
    #[arg(long)]
    raw: bool,
    /// Ask the Tooling API.
    #[arg(long)]
    tooling: bool,
    #[command(flatten)]
    project: ProjectArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Columns for people; long cells are cut.
    Table,
    /// The records, as the org sends them.
    Json,
    /// Comma-separated values (RFC 4180).
    Csv,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        let soql = self.soql()?;
        let (records, total): (Vec<Value>, u64) = block_on(async {
            // The connection holds a local org that was started for this command.
            let connection = connect(&root, &self.target, printer).await?;
            let result = connection.org.query_and_count("running the query", &soql, self.tooling).await;
            result.map_err(|error| client_error(&error))
        })?;
        if is_count(&soql) {
            printer.data(&format!("{total}\n"));
            return Ok(Exit::Ok);
        }
        match self.format {
            Format::Json => {
                let text = serde_json::to_string_pretty(&records).map_err(|e| CommandError::internal(e.to_string()))?;
                printer.data(&format!("{}\n", plain_json(&text)));
            }
            Format::Table => printer.data(&Rows::of(&records).table().to_string()),
            Format::Csv => printer.data(&Rows::of(&records).csv(self.raw).map_err(CommandError::internal)?),
        }
        printer.note(&counted(records.len(), "row"));
        Ok(Exit::Ok)
    }

    fn soql(&self) -> Result<String, CommandError> {
        let text = match self.soql.as_deref() {
            Some(text) if text != "-" => text.to_owned(),
            None if std::io::stdin().is_terminal() => String::new(),
            _ => {
                let mut text = String::new();
                std::io::stdin()
                    .lock()
                    .read_to_string(&mut text)
                    .map_err(|error| CommandError::usage(format!("standard input: {error}"), "pipe a query as text"))?;
                text
            }
        };
        // The request line holds the query; a trailing semicolon is habit of other languages.
        let text = text.trim().trim_end_matches(';').trim_end().to_owned();
        if text.is_empty() {
            let hint = "give one: cargo xtask org query --target NAME 'SELECT Id, Name FROM Account LIMIT 5'";
            return Err(CommandError::usage("there is no query", hint));
        }
        Ok(text)
    }
}

/// Whether a query asks for a number only: `SELECT COUNT() FROM …`, which gives no record.
fn is_count(soql: &str) -> bool {
    let start: String = soql.chars().filter(|c| !c.is_whitespace()).take("selectcount()from".len()).collect();
    start.eq_ignore_ascii_case("selectcount()from")
}

#[cfg(test)]
mod tests {
    use super::is_count;

    #[test]
    fn only_a_count_without_a_field_gives_no_record() {
        assert!(is_count("SELECT COUNT() FROM Account") && is_count("select\ncount( )\tfrom Account WHERE Name = 'a'"));
        assert!(!is_count("SELECT COUNT(Id) FROM Account") && !is_count("SELECT Id FROM Account"));
    }
}
