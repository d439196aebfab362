//! `org limits`: what is used of an org's limits.

use crate::connect::{block_on, client_error, connect};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::table::Table;
use sf_wire::limits::Limits;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Target to ask.
    #[arg(long, value_name = "NAME")]
    target: String,
    /// Only limits whose name contains this text, in any letter case.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    filter: String,
    /// Print JSON, as the org sends it.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        let mut limits = block_on(async {
            // The connection holds a local org that was started for this command.
            let connection = connect(&root, &self.target, printer).await?;
            let org = &connection.org;
            org.limits().await.map_err(|error| client_error(&error))
        })?;
        let filter = self.filter.to_lowercase();
        limits.retain(|name, _| name.to_lowercase().contains(&filter));
        if self.json {
            let text = serde_json::to_string_pretty(&limits).map_err(|e| CommandError::internal(e.to_string()))?;
            printer.data(&format!("{}\n", super::query::plain_json(&text)));
        } else {
            printer.data(&table(&limits).to_string());
        }
        Ok(Exit::Ok)
    }
}

fn table(limits: &Limits) -> Table {
    // A limit of zero is a feature that the org does not have.
    let share = |max: i64, used: i64| if max > 0 { used.saturating_mul(100) / max } else { 0 };
    let mut rows: Vec<_> = limits
        .iter()
        .map(|(name, limit)| {
            let used = limit.max.saturating_sub(limit.remaining);
            (share(limit.max, used), name, used, limit.max)
        })
        .collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let mut table = Table::new(["limit", "used", "of", ""].map(str::to_owned));
    for (share, name, used, max) in rows {
        table.row(vec![name.clone(), used.to_string(), max.to_string(), format!("{share} %")]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fullest_limit_comes_first() {
        let limits: Limits = serde_json::from_str(
            r#"{"A":{"Max":10,"Remaining":9},"B":{"Max":10,"Remaining":1},"C":{"Max":0,"Remaining":0}}"#,
        )
        .expect("JSON");
        let text = table(&limits).to_string();
        let names: Vec<&str> = text.lines().skip(2).map(|line| &line[..1]).collect();
        assert_eq!(names, ["B", "A", "C"], "{text}");
        assert!(text.contains("90 %"), "{text}");
    }
}
