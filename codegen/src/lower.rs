//! Specs as written → [`Model`](crate::model::Model) as meant. Every problem of every file is found in one run.

mod assignment;
mod condition;
mod context;
mod deciding;
mod declared;
mod hand_written;
mod kept;
mod literal;
mod names;
mod order;
mod output;
mod overrides;
mod parameter;
mod pii;
mod project;
mod restricted;
mod run_as;
mod scope;
mod server;
mod stored;
mod targets;
mod tool;
mod types;

pub use assignment::Moment;
pub use context::{Lowering, Use, text_at};
pub use deciding::{Fields, carried, deciding, is_summed_up};
pub use declared::access as declared_access;
pub use names::{is_platform_name, is_reserved_class, pascal_case};
pub use order::narrows_down;
pub use output::is_key;
pub use overrides::overrides;
pub(crate) use parameter::{GREATEST_ENUM, portable_pattern};
pub use pii::{classify as personal_data, former_values};
pub use project::{LONGEST_PREFIX, is_prefix};
pub use restricted::Query as QueryMade;
pub use server::CLIENTS;
pub use targets::lower as lower_targets;

use crate::model::Model;
use crate::spec::load::{SpecFile, SpecSet};
use diag::catalogue::spec as codes;
use diag::{Code, Diagnostic, Place};
use sf_schema::Schema;
use std::collections::BTreeMap;

/// Reads a text file of the project, by its path relative to the root.
pub type ReadFile<'a> = &'a dyn Fn(&str) -> std::io::Result<String>;

/// Decides what the specs mean. The model is there exactly when no finding is an error.
pub fn lower(set: &SpecSet, schema: &Schema, read_file: ReadFile<'_>) -> (Option<Model>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let project = project::lower(set, schema, &mut problems);
    let Some(project) = project else { return (None, problems) };
    let scopes = scope::lower(set, schema, &mut problems);
    let mut tools = tool::lower(set, schema, &project, &scopes, &mut problems);
    let targets = targets::lower(set, &mut problems);
    let servers = server::lower(set, schema, &project, &tools, &targets, read_file, &mut problems);
    let mut servers_of: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for server in &servers {
        server.tools.iter().for_each(|tool| servers_of.entry(tool).or_default().push(server.name.clone()));
    }
    for tool in &mut tools {
        tool.servers = servers_of.remove(tool.name.as_str()).unwrap_or_default();
    }
    hand_written::check_names(&servers, &tools, &mut problems);
    names::check_collisions(&tools, &servers, &mut problems);
    let excluded = scopes.iter().map(|(name, scope)| (name.clone(), scope.excluded.clone())).collect();
    let model = Model { project, tools, servers, targets, excluded };
    (Some(model).filter(|_| !diag::has_errors(&problems)), problems)
}

/// Reports names that occur twice; keeps the first.
fn unique<'s, T>(
    specs: &'s [SpecFile<T>],
    what: &str,
    name: impl Fn(&T) -> &crate::spec::Text,
    problems: &mut Vec<Diagnostic>,
) -> Vec<&'s SpecFile<T>> {
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    let mut kept = Vec::new();
    for file in specs {
        let text = name(&file.spec);
        let place = file.place(text.at);
        match seen.get(&text.value) {
            Some(first) => problems.push(
                Diagnostic::new(&codes::DUPLICATE_NAME, format!("two {what}s have the name `{text}`"))
                    .at(place)
                    .also(first.clone(), "first used here")
                    .hint("rename one of them"),
            ),
            None => {
                seen.insert(text.value.clone(), place);
                kept.push(file);
            }
        }
    }
    kept
}

/// Reports a name that refers to nothing, with the nearest defined one.
pub fn unknown_reference<'n>(
    place: Place,
    what: &str,
    name: &str,
    defined: impl Iterator<Item = &'n str> + Clone,
) -> Diagnostic {
    let hint = match crate::yaml::nearest(name, defined.clone()) {
        Some(best) => format!("did you mean `{best}`?"),
        None => {
            const MOST: usize = 10;
            let total = defined.clone().count();
            let list: Vec<String> = defined.take(MOST).map(|n| format!("`{n}`")).collect();
            match total.saturating_sub(MOST) {
                _ if list.is_empty() => format!("no {what} is defined yet"),
                0 => format!("defined: {}", list.join(", ")),
                more => format!("defined: {} and {more} more", list.join(", ")),
            }
        }
    };
    Diagnostic::new(&codes::UNKNOWN_REFERENCE, format!("there is no {what} `{name}`")).at(place).hint(hint)
}

fn report(
    problems: &mut Vec<Diagnostic>,
    code: &'static Code,
    place: Place,
    message: impl Into<String>,
    hint: impl Into<String>,
) {
    problems.push(Diagnostic::new(code, message).at(place).hint(hint));
}
