//! Tools that read more than one task needs.

use super::Findings;
use crate::model::{Model, Tool};
use diag::catalogue::exposure as codes;
use std::collections::BTreeMap;

/// Fields of one sObject beyond which a tool counts as broad.
const MANY_FIELDS: usize = 15;

/// A broad tool needs a written justification.
pub fn check(model: &Model, findings: &mut Findings) {
    for tool in model.tools.iter().filter(|tool| tool.justification.is_none()) {
        if let Some(reason) = breadth(tool) {
            let hint = "narrow it with `where`, `always` or `records`, return fewer fields, or write the reason in `justification`";
            findings.report(&codes::BROAD_TOOL, tool.origin.place(), format!("`{}` {reason}", tool.name), hint);
        }
    }
}

fn breadth(tool: &Tool) -> Option<String> {
    let mut fields: BTreeMap<&str, usize> = BTreeMap::new();
    for (object, _) in tool.operation.outputs() {
        *fields.entry(object).or_default() += 1;
    }
    if let Some((object, count)) = fields.into_iter().find(|(_, count)| *count > MANY_FIELDS) {
        return Some(format!("returns {count} fields of `{object}`"));
    }
    let lists = tool.operation.key() == "query" && tool.operation.conditions().iter().all(|(_, c)| c.is_optional());
    lists.then(|| "lists records without any condition that always applies".to_owned())
}
