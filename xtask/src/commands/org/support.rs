//! `org support`: the signature table of the checker and the runtime, as a list.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use apex_sema::platform::{PlatformMethod, PlatformType, platform};
use apex_sema::show;
use apex_sema::ty::Ty;
use local_org::NOT_SALESFORCE;
use local_org::metadata::types_without_effect;
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
        printer.note(&format!("{NOT_SALESFORCE}: which Apex it runs"));
        if self.json {
            printer.data(&format!("{:#}\n", as_json(&entries, self.class.is_none())));
        } else {
            printer.data(&as_text(&entries, self.missing || self.class.is_some()));
            if self.class.is_none() {
                printer.data(&refused());
            }
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

/// What is refused with `not supported by the local org` and is no member of a class.
const REFUSED: &[&str] = &[
    "batch Apex: Database.executeBatch",
    "scheduled Apex: System.schedule, System.scheduleBatch",
    "flows: Flow.Interview",
    "custom settings",
    "FORMAT(), convertCurrency(), DISTANCE() in queries",
    "searches without RETURNING, with NOT or with parentheses",
];

/// What a deployment tells and does not refuse.
const TESTS_ONLY: &[&str] = &["callouts with a mock", "Queueable jobs", "future methods"];

fn refused() -> String {
    let mut out = "in tests only\n".to_owned();
    for what in TESTS_ONLY {
        let _ = writeln!(out, "  {what}");
    }
    out.push_str("refused: \"not supported by the local org\"\n");
    for what in REFUSED {
        let _ = writeln!(out, "  {what}");
    }
    for kind in types_without_effect() {
        let _ = writeln!(out, "  metadata of type {kind}");
    }
    out
}

fn as_json(entries: &[Entry], whole: bool) -> Value {
    let class = |entry: &Entry| {
        let members = entry.members.iter().map(|(signature, runs)| json!({"signature": signature, "runs": runs}));
        json!({"class": entry.class, "members": members.collect::<Vec<_>>()})
    };
    let mut all = json!({"version": 1, "classes": entries.iter().map(class).collect::<Vec<_>>()});
    if whole {
        all["refused"] = json!(REFUSED);
        all["testsOnly"] = json!(TESTS_ONLY);
        all["refusedMetadata"] = json!(types_without_effect().collect::<Vec<_>>());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use apex_sema::catalog::{Catalog, FromSchema};
    use apex_sema::{ErrorKind, Source, compile};
    use sf_schema::Schema;
    use std::sync::Arc;

    #[test]
    fn what_is_said_to_be_refused_is_refused() {
        let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(Schema::standard()))));
        let refusal = |text: &str| {
            let sources = [Source::new("A.cls", text)];
            let errors = compile(&sources, &catalog).map_or_else(|errors| errors, |program| program.gaps);
            assert!(errors.iter().all(|e| e.kind == ErrorKind::Unsupported), "{text}: {errors:?}");
            errors[0].message.clone()
        };
        let called = |call: &str| refusal(&format!("public class A {{ void f() {{ {call} }} }}"));
        for message in [
            called("Database.executeBatch(null);"),
            called("System.schedule('a', '0 0 0 * * ?', null);"),
            called("System.scheduleBatch(null, 'a', 1);"),
            called("Flow.Interview.createInterview('a', new Map<String, Object>());"),
            called("List<Account> a = [SELECT FORMAT(AnnualRevenue) f FROM Account];"),
            called("List<List<SObject>> a = [FIND 'a' IN ALL FIELDS];"),
            called("List<List<SObject>> a = [FIND 'abc AND NOT def' RETURNING Account];"),
            called("List<List<SObject>> a = [FIND '(abc)' RETURNING Account];"),
        ] {
            assert!(message.starts_with("not supported by the local org: "), "{message}");
        }
        let refused: Vec<&str> = types_without_effect().collect();
        assert!(refused.contains(&"Flow") && !refused.contains(&"ApexTrigger"), "{refused:?}");
    }
}
