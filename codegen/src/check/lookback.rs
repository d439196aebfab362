//! Lists of records that pile up have a bound in time.

use super::Findings;
use crate::model::{Condition, ConditionSource, Literal, Model, Operand, ParameterKind, Tool};
use crate::operation::Source;
use crate::spec::Operator;
use diag::catalogue::policy as codes;
use diag::{Diagnostic, Severity};
use sf_schema::{FieldType, growth};

/// Most days of a look back that still bounds a query: five years.
const MOST_DAYS: i64 = 1827;

/// A tool that lists, counts or searches records that pile up reads those of a period, of a record or of a value only: on
/// a production server that is an error.
pub fn check(model: &Model, findings: &mut Findings) {
    for tool in model.tools.iter().filter(|tool| matches!(tool.operation.key(), "query" | "aggregate" | "search")) {
        for source in tool.operation.sources().iter().filter(|source| !is_bounded(source, tool)) {
            let Some(growth) = growth(source.object) else { continue };
            let message =
                format!("`{}` reads records of `{}` however old they are: {}", tool.name, source.object, growth.reason);
            let hint = format!(
                "add `- {{ field: {}, op: withinLastDays, value: 365 }}` to `always`, or narrow it with `records`, or \
                 with a required parameter that a text or lookup equals",
                growth.dated_by
            );
            let mut finding = Diagnostic::new(&codes::NO_LOOKBACK, message).at(tool.origin.place()).hint(hint);
            let serves = |name: &String| model.servers.iter().any(|server| server.production && server.name == *name);
            if tool.servers.iter().any(serves) {
                finding.severity = Severity::Error;
            }
            findings.push(finding);
        }
    }
}

/// Whether no call reads more than the records of a period, of a record or of a value.
fn is_bounded(source: &Source<'_>, tool: &Tool) -> bool {
    source.single || finds_words(tool) || source.conditions.iter().any(|condition| bounds(condition, tool))
}

/// Whether the tool looks up words in the search index. Shorter ones find nearly everything.
fn finds_words(tool: &Tool) -> bool {
    let is_long =
        |kind: &ParameterKind| matches!(kind, ParameterKind::Text { min, .. } if *min >= super::breadth::SHORTEST_PART);
    tool.operation.key() == "search" && tool.parameters.iter().any(|p| p.required && is_long(&p.kind))
}

fn bounds(condition: &Condition, tool: &Tool) -> bool {
    use Operator as O;
    if condition.is_optional() {
        return false;
    }
    let most_days = match &condition.operand {
        Operand::Constant(Literal::Integer(days)) => Some(*days),
        Operand::Parameter { name, .. } => match tool.parameter(name).map(|parameter| &parameter.kind) {
            Some(ParameterKind::Integer { max, .. }) => *max,
            _ => None,
        },
        _ => None,
    };
    // A constant selects as many records as there are; a value that comes with the call, or the user, only its own.
    let by_call =
        matches!(condition.operand, Operand::Parameter { .. } | Operand::Authorized(_) | Operand::RunningUser);
    let field = &condition.path.field;
    let selects = !matches!(field.data_type, FieldType::Boolean | FieldType::Picklist(_) | FieldType::MultiPicklist(_));
    let own = condition.path.steps.is_empty();
    match condition.op {
        O::WithinLastDays => own && most_days.is_some_and(|days| days <= MOST_DAYS),
        // What is planned for the days to come does not pile up.
        O::WithinNextDays => own,
        O::Eq | O::In => condition.source == ConditionSource::Records || (by_call && selects),
        _ => false,
    }
}
