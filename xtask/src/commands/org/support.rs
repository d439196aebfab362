//! `org support`: the signature table of the checker and the runtime, as a list.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use apex_sema::platform::{PlatformMethod, PlatformType, platform};
use apex_sema::show;
use apex_sema::ty::Ty;
use serde_json::{Value, json};
use std::fmt::Write;

/// Every class of Salesforce that the checker knows, with the members that the local org runs. What is known and not
/// run is refused as "not supported by the local org" before anything runs.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only classes whose name contains this text, in any letter case; with all their members.
    #[arg(value_name = "CLASS")]
    class: Option<String>,
    /// Also list the members that the local org does not run.
    #[arg(long)]
    missing: bool,
    /// Write JSON, for programs.
    #[arg(long)]
    json: bool,
}

/// A class with its members: signature, and whether the local org runs it.
struct Entry {
    class: String,
    members: Vec<(String, bool)>,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let wanted = self.class.as_deref().unwrap_or_default().to_lowercase();
        let entries: Vec<Entry> =
            platform().types.iter().map(entry).filter(|entry| entry.class.to_lowercase().contains(&wanted)).collect();
        if entries.is_empty() {
            return Err(CommandError::usage(
                format!("no class of Salesforce that the checker knows is named like `{wanted}`"),
                "`cargo xtask org support` lists all",
            ));
        }
        if self.json {
            printer.data(&format!("{:#}\n", as_json(&entries)));
        } else {
            printer.data(&as_text(&entries, self.missing || self.class.is_some()));
        }
        Ok(Exit::Ok)
    }
}

fn entry(ty: &PlatformType) -> Entry {
    let mut members: Vec<(String, bool)> = Vec::new();
    members.extend(ty.constructors.iter().map(|c| (format!("new {}({})", ty.name, params(c)), c.implemented)));
    for field in &ty.fields {
        let text = format!("{}{} {}", word(field.is_static), show(&field.ty, &[]), field.name);
        members.push((text, field.implemented));
    }
    for method in &ty.methods {
        let returns = if method.returns == Ty::Void { "void".to_owned() } else { show(&method.returns, &[]) };
        let text = format!("{}{returns} {}({})", word(method.is_static), method.name, params(method));
        members.push((text, method.implemented));
    }
    Entry { class: ty.full_name(), members }
}

fn word(is_static: bool) -> &'static str {
    if is_static { "static " } else { "" }
}

fn params(method: &PlatformMethod) -> String {
    method.params.iter().map(|ty| show(ty, &[])).collect::<Vec<_>>().join(", ")
}

fn as_text(entries: &[Entry], missing: bool) -> String {
    let mut out = String::new();
    for entry in entries {
        let runs = entry.members.iter().filter(|(_, runs)| *runs).count();
        if entry.members.is_empty() || (runs == 0 && !missing) {
            continue;
        }
        let _ = writeln!(out, "{} ({runs} of {})", entry.class, entry.members.len());
        for (signature, runs) in &entry.members {
            match (runs, missing) {
                (true, _) => _ = writeln!(out, "  {signature}"),
                (false, true) => _ = writeln!(out, "  {signature}  (not supported)"),
                (false, false) => {}
            }
        }
    }
    out
}

fn as_json(entries: &[Entry]) -> Value {
    let class = |entry: &Entry| {
        let members = entry.members.iter().map(|(signature, runs)| json!({"signature": signature, "runs": runs}));
        json!({"class": entry.class, "members": members.collect::<Vec<_>>()})
    };
    json!({"version": 1, "classes": entries.iter().map(class).collect::<Vec<_>>()})
}
