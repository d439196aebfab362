//! Tools that read more than one task needs.

use super::Findings;
use crate::model::{Condition, Literal, Model, Operand, ParameterKind, Tool};
use crate::spec::Operator;
use diag::catalogue::exposure as codes;
use std::collections::BTreeMap;

/// Fields of one sObject beyond which a tool counts as broad.
pub const MANY_FIELDS: usize = 15;

/// A broad tool needs a written justification.
pub fn check(model: &Model, findings: &mut Findings) {
    for tool in model.tools.iter().filter(|tool| tool.justification.is_none()) {
        if let Some(reason) = breadth(tool) {
            let hint = "narrow it with `where`, `always` or `records` (a part of a text needs `minLength: 3`), return fewer fields, or write the reason in `justification`";
            findings.report(&codes::BROAD_TOOL, tool.origin.place(), format!("`{}` {reason}", tool.name), hint);
        }
    }
}

/// Why a tool is broad, to be read after its name, if it is.
pub fn breadth(tool: &Tool) -> Option<String> {
    let mut fields: BTreeMap<&str, usize> = BTreeMap::new();
    for (object, _) in tool.operation.outputs() {
        *fields.entry(object).or_default() += 1;
    }
    if let Some((object, count)) = fields.into_iter().find(|(_, count)| *count > MANY_FIELDS) {
        return Some(format!("returns {count} fields of `{object}`"));
    }
    if let Some((object, count)) = handled(tool).into_iter().find(|(_, count)| *count > MANY_FIELDS) {
        return Some(format!("hands {count} fields of `{object}` to its handler"));
    }
    if tool.operation.looks_everywhere() {
        return Some("searches all fields, and so tells of fields that it does not return".to_owned());
    }
    let lists = tool.operation.key() == "query";
    (lists && !tool.operation.conditions().iter().any(|(_, c)| narrows(c, tool)))
        .then(|| "lists records without any condition that always applies and narrows the list".to_owned())
}

/// Fields that a hand-written handler reads, by sObject.
fn handled(tool: &Tool) -> Vec<(&str, usize)> {
    let objects = tool.access.objects.iter().filter(|_| tool.operation.key() == "custom");
    objects.map(|(name, access)| (name.as_str(), access.returned.len())).collect()
}

/// Fewest characters of a text that `contains` and `startsWith` look for to count as narrowing: with fewer, a handful of
/// calls with other letters reads the whole list.
pub const SHORTEST_PART: u32 = 3;

/// Whether a condition always applies and leaves out more than a few records. `ne`, `notNull`, `IsDeleted` and a short
/// part of a text do not.
fn narrows(condition: &Condition, tool: &Tool) -> bool {
    use Operator as O;
    let short = |name: &String| match tool.parameter(name).map(|p| &p.kind) {
        Some(ParameterKind::Text { min, .. }) => *min < SHORTEST_PART,
        _ => false,
    };
    let empty = match (&condition.op, &condition.operand) {
        (O::Contains | O::StartsWith, Operand::Parameter { name, .. }) => short(name),
        (O::Contains | O::StartsWith, Operand::Constant(Literal::Text(text))) => {
            text.chars().count() < SHORTEST_PART as usize
        }
        (op, _) => matches!(op, O::Ne | O::NotIn | O::Excludes | O::NotNull),
    };
    !condition.is_optional() && !empty && condition.path.field.name != "IsDeleted"
}
