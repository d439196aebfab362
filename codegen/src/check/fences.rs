//! What tools of a server set that decides which records others of its tools may reach.

use super::Findings;
use crate::lower::{Fields, deciding, is_summed_up};
use crate::model::{Access, Authorized, Condition, ConditionSource, Model, Server};
use diag::catalogue::exposure as codes;
use sf_schema::Schema;
use std::collections::BTreeMap;

/// A tool sets what a fixed condition of another one looks at.
pub struct Moved<'m> {
    /// The tool that sets.
    pub by: &'m str,
    /// What it sets, as `Object.Field`.
    pub field: String,
    /// The tool with the condition.
    pub of: &'m str,
    /// The condition.
    pub condition: &'m Condition,
    /// The authorized values of that tool.
    pub authorized: &'m [Authorized],
}

/// A filter of a scope holds for a tool of it. Whoever may call another tool of the server, outside the scope, could set
/// what the filter looks at, and let a record in.
pub fn check(model: &Model, schema: &Schema, findings: &mut Findings) {
    let tool = |name: &str| model.tools.iter().find(|tool| tool.name == name);
    // Tools that two servers offer are reported once.
    let mut seen = BTreeMap::new();
    for server in &model.servers {
        for moved in moved(model, schema, server) {
            let by = tool(moved.by);
            let by_hand = server.hand_written.iter().find(|tool| tool.name == moved.by);
            let of_scope = moved.condition.source == ConditionSource::Scope;
            // Within the scope, the lowering of the tool said what there is to say.
            let within = by.zip(tool(moved.of)).is_some_and(|(by, of)| of.scopes.iter().all(|s| by.scopes.contains(s)));
            let justified = by_hand.is_some() || by.is_some_and(|tool| tool.justification.is_some());
            let key = (moved.by, moved.field.clone(), &moved.condition.origin);
            if !of_scope || within || justified || seen.insert(key, ()).is_some() {
                continue;
            }
            let (path, object) = (&moved.condition.path, &moved.condition.path.object);
            let message = format!(
                "`{}` sets `{}`, and a scope of `{}` restricts the records of `{object}` by `{path}`: whoever may call both \
                 can let a record in",
                moved.by, moved.field, moved.of
            );
            let hint = "leave the field out of `set`, offer the tools on two servers, or write in `justification` of the \
                        tool why that is right";
            let Some(by) = by else { continue };
            let place = by
                .operation
                .assignments()
                .into_iter()
                .find(|(object, assignment)| format!("{object}.{}", assignment.field.name) == moved.field);
            let place = place.map_or(&by.origin, |(_, assignment)| &assignment.origin).place();
            findings.report(&codes::MOVED_FENCE, place, message, hint);
        }
    }
}

/// What tools of a server set of what fixed conditions of others look at; ordered by the names of the tools.
pub fn moved<'m>(model: &'m Model, schema: &Schema, server: &'m Server) -> Vec<Moved<'m>> {
    let writers: Vec<(&str, &Access)> = model.touched_by(server).filter(|(_, access)| writes(access)).collect();
    let mut found = Vec::new();
    for tool in model.tools_of(server) {
        for condition in fixed(tool.operation.conditions()) {
            let deciding = deciding(schema, condition);
            for (by, access) in writers.iter().filter(|(by, _)| *by != tool.name) {
                let fields = set(schema, access, &deciding);
                found.extend(fields.map(|field| Moved {
                    by,
                    field,
                    of: &tool.name,
                    condition,
                    authorized: &tool.authorized,
                }));
            }
        }
    }
    found.sort_by(|a, b| (a.by, &a.field, a.of).cmp(&(b.by, &b.field, b.of)));
    found
}

fn writes(access: &Access) -> bool {
    access.objects.values().any(|object| object.edit || object.create)
}

/// Conditions that no argument changes.
fn fixed<'m>(conditions: Vec<(&'m str, &'m Condition)>) -> impl Iterator<Item = &'m Condition> {
    let fixed = [ConditionSource::Scope, ConditionSource::Always];
    conditions.into_iter().map(|(_, condition)| condition).filter(move |condition| fixed.contains(&condition.source))
}

/// Those of the fields that records get, as `Object.Field`: records that were there, or new ones that a summary counts in.
fn set<'f>(schema: &'f Schema, access: &'f Access, deciding: &'f Fields) -> impl Iterator<Item = String> + 'f {
    let of_object = |name: &String| access.objects.get(name);
    deciding.iter().filter_map(move |(object, field)| {
        let touched = of_object(object).filter(|touched| touched.set.contains(field))?;
        let moves = touched.edit || (touched.create && is_summed_up(schema, deciding, object));
        moves.then(|| format!("{object}.{field}"))
    })
}
