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
            .flatten()
            .map(|(sign, day)| Clause::bind(&format!("{field} {sign}"), &day))
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
        Operand::Constants(literals) => Clause::list(start, literals),
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
    let statement = match condition.op {
        Operator::IsNull => filter("isNull", vec![]),
        Operator::NotNull => filter("isNotNull", vec![]),
        op => filter(method(op), vec![value()]),
    };
    let from = Stmt::From(condition.origin.clone());
    match &condition.operand {
        Operand::Parameter { name, always: false } => vec![from, Stmt::If(has(name), vec![statement])],
        _ => vec![from, statement],
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
        Operator::WithinLastDays => "withinLastDays",
        Operator::WithinNextDays => "withinNextDays",
        Operator::OlderThanDays => "olderThanDays",
        _ => "equalTo",
    }
}

/// The ends of a window of days: a comparison and the day or moment it is made with. Days are those of the running
/// user's calendar.
fn window(condition: &Condition, tool: &Tool) -> [Option<(&'static str, Expr)>; 2] {
    let moment = condition.path.field.data_type == FieldType::DateTime;
    let at = |offset: Expr| call(if moment { "McpDays.startAt" } else { "McpDays.dateAt" }, [offset]);
    let days = || operand(&condition.operand, tool);
    let before = || at(Expr::Minus(Box::new(days())));
    match condition.op {
        Operator::WithinLastDays => [Some((">=", before())), Some(("<", at(raw("1"))))],
        Operator::WithinNextDays => {
            let after = match &condition.operand {
                Operand::Constant(Literal::Integer(number)) => raw(number.saturating_add(1).to_string()),
                _ => Expr::Sum(vec![days(), raw("1")]),
            };
            [Some((">=", at(raw("0")))), Some(("<", at(after)))]
        }
        Operator::OlderThanDays => [Some(("<", before())), None],
        _ => [None, None],
    }
}
