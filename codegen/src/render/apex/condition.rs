//! Conditions, as clauses of static SOQL and as statements on a query builder.

use super::expr::{Expr, call, raw};
use super::field::{path_arguments, soql_path};
use super::soql::Clause;
use super::stmt::Stmt;
use super::value::{has, operand, soql};
use crate::model::{Condition, Literal, Operand, Tool};
use crate::spec::Operator;
use sf_schema::FieldType;

/// The clauses of a static query that a condition becomes; a window of days becomes two.
pub fn clauses(condition: &Condition, tool: &Tool) -> Vec<Clause> {
    let field = soql_path(&condition.path);
    let value = || operand(&condition.operand, tool);
    let made = match condition.op {
        Operator::IsNull => vec![Clause::new(format!("{field} = NULL"))],
        Operator::NotNull => vec![Clause::new(format!("{field} != NULL"))],
        Operator::Contains => vec![Clause::bind(&format!("{field} LIKE"), &call("McpText.containing", [value()]))],
        Operator::StartsWith => vec![Clause::bind(&format!("{field} LIKE"), &call("McpText.startingWith", [value()]))],
        Operator::WithinLastDays | Operator::OlderThanDays | Operator::WithinNextDays => window(condition, tool)
            .into_iter()
            .map(|(comparison, bound)| Clause::bind(&format!("{field} {}", comparison.sign()), &bound))
            .collect(),
        op => vec![compare(&format!("{field} {}", sign(op)), &condition.operand, value)],
    };
    made.into_iter().map(|clause| clause.from(&condition.origin)).collect()
}

fn compare(start: &str, operand: &Operand, value: impl Fn() -> Expr) -> Clause {
    match operand {
        Operand::Constant(literal) => match soql(literal) {
            Some(text) => Clause::new(format!("{start} {text}")),
            None => Clause::bind(start, &value()),
        },
        Operand::Constants(literals) => match literals.iter().map(soql).collect::<Option<Vec<_>>>() {
            Some(texts) => Clause::list(start, texts),
            None => Clause::bind(start, &value()),
        },
        _ => Clause::bind(start, &value()),
    }
}

fn sign(op: Operator) -> &'static str {
    match op {
        Operator::Ne => "!=",
        Operator::Lt => "<",
        Operator::Le => "<=",
        Operator::Gt => ">",
        Operator::Ge => ">=",
        Operator::In => "IN",
        Operator::NotIn => "NOT IN",
        Operator::Includes => "INCLUDES",
        Operator::Excludes => "EXCLUDES",
        _ => "=",
    }
}

/// The statement that adds a condition to the query builder named `builder`, under an `if` where it is optional.
pub fn statement(condition: &Condition, builder: &str, tool: &Tool) -> Vec<Stmt> {
    let filter = |method: &str, arguments: Vec<Expr>| {
        Stmt::Do(call(format!("{builder}.filter"), path_arguments(&condition.path)).then(method, arguments))
    };
    let value = || operand(&condition.operand, tool);
    let statements = match condition.op {
        Operator::IsNull => vec![filter("isNull", vec![])],
        Operator::NotNull => vec![filter("isNotNull", vec![])],
        Operator::WithinLastDays | Operator::OlderThanDays | Operator::WithinNextDays => window(condition, tool)
            .into_iter()
            .map(|(comparison, bound)| filter(comparison.method(), vec![bound]))
            .collect(),
        op => vec![filter(method(op), vec![value()])],
    };
    let from = Stmt::From(condition.origin.clone());
    match &condition.operand {
        Operand::Parameter { name, always: false } => vec![from, Stmt::If(has(name), statements)],
        _ => std::iter::once(from).chain(statements).collect(),
    }
}

fn method(op: Operator) -> &'static str {
    match op {
        Operator::Ne => "notEqualTo",
        Operator::Lt => "lessThan",
        Operator::Le => "atMost",
        Operator::Gt => "greaterThan",
        Operator::Ge => "atLeast",
        Operator::In => "isIn",
        Operator::NotIn => "isNotIn",
        Operator::Contains => "contains",
        Operator::StartsWith => "startsWith",
        Operator::Includes => "includes",
        Operator::Excludes => "excludes",
        _ => "equalTo",
    }
}

/// A comparison with one end of a window of days.
#[derive(Clone, Copy)]
enum Bound {
    AtLeast,
    AtMost,
    Before,
}

impl Bound {
    fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
            Self::Before => "<",
        }
    }

    fn method(self) -> &'static str {
        match self {
            Self::AtLeast => "atLeast",
            Self::AtMost => "atMost",
            Self::Before => "lessThan",
        }
    }
}

/// The ends of a window of days. Days are those of the running user's calendar; a moment is compared with the start of a
/// day in the user's time zone.
fn window(condition: &Condition, tool: &Tool) -> Vec<(Bound, Expr)> {
    let days = operand(&condition.operand, tool);
    let moments = condition.path.field.data_type == FieldType::DateTime;
    let day = |method: &str, days: Expr| call(format!("McpDays.{method}"), [days]);
    let today = || raw("System.Date.today()");
    let start = |day: Expr| call("McpDays.startOf", [day]);
    let after = |days: Expr| match &condition.operand {
        Operand::Constant(Literal::Integer(number)) => raw((number + 1).to_string()),
        _ => raw(format!("{} + 1", super::layout::print(&days.doc()).text)),
    };
    match (condition.op, moments) {
        (Operator::WithinLastDays, false) => vec![(Bound::AtLeast, day("ago", days)), (Bound::AtMost, today())],
        (Operator::WithinLastDays, true) => {
            vec![(Bound::AtLeast, start(day("ago", days))), (Bound::Before, start(day("ahead", raw("1"))))]
        }
        (Operator::OlderThanDays, false) => vec![(Bound::Before, day("ago", days))],
        (Operator::OlderThanDays, true) => vec![(Bound::Before, start(day("ago", days)))],
        (_, false) => vec![(Bound::AtLeast, today()), (Bound::AtMost, day("ahead", days))],
        (_, true) => vec![(Bound::AtLeast, start(today())), (Bound::Before, start(day("ahead", after(days))))],
    }
}
