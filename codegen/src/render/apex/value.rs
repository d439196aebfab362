//! Constants, arguments and authorized values as Apex expressions and SOQL literals.

use super::expr::{Entry, Expr, call, raw, string};
use super::literal;
use crate::model::{AuthorizedValue, Literal, Operand, ParameterKind, Tool};
use crate::spec::AuthorizedSource;

/// A constant as an Apex expression of its type.
pub fn constant(value: &Literal) -> Expr {
    match value {
        Literal::Text(text) => string(text),
        Literal::Id(id) => raw(literal::string(id)),
        Literal::Integer(number) => raw(number.to_string()),
        Literal::Number(digits) => raw(decimal(digits)),
        Literal::Boolean(flag) => raw(flag.to_string()),
        Literal::Date(year, month, day) => raw(format!("System.Date.newInstance({year}, {month}, {day})")),
        Literal::Datetime(year, month, day, hour, minute, second) => {
            raw(format!("System.Datetime.newInstanceGmt({year}, {month}, {day}, {hour}, {minute}, {second})"))
        }
    }
}

/// Digits that Apex reads as a Decimal, whatever their size.
pub fn decimal(digits: &str) -> String {
    if digits.contains('.') { digits.to_owned() } else { format!("{digits}.0") }
}

/// A constant as a SOQL literal, or nothing if its text is better bound than escaped once more.
pub fn soql(value: &Literal) -> Option<String> {
    Some(match value {
        Literal::Text(text) | Literal::Id(text) => {
            let simple = |c: char| c == ' ' || (c.is_ascii_graphic() && !"'\"\\%".contains(c));
            if !text.chars().all(simple) || text.len() > 80 {
                return None;
            }
            format!("'{text}'")
        }
        Literal::Integer(number) => number.to_string(),
        Literal::Number(digits) => digits.clone(),
        Literal::Boolean(flag) => flag.to_string().to_uppercase(),
        Literal::Date(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
        Literal::Datetime(year, month, day, hour, minute, second) => {
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
        }
    })
}

/// Constants as a list of their Apex type.
pub fn constants(values: &[Literal]) -> Expr {
    let class = match values.first() {
        Some(Literal::Integer(_)) => "Integer",
        Some(Literal::Number(_)) => "Decimal",
        Some(Literal::Boolean(_)) => "Boolean",
        Some(Literal::Date(..)) => "Date",
        Some(Literal::Datetime(..)) => "Datetime",
        Some(Literal::Id(_)) => "Id",
        Some(Literal::Text(_)) | None => "String",
    };
    Expr::Items(format!("List<{class}>"), values.iter().map(constant).map(Entry::item).collect())
}

/// The checked argument of a parameter, in the Apex type of its kind.
pub fn argument(name: &str, kind: &ParameterKind) -> Expr {
    let getter = match kind {
        ParameterKind::Text { .. } | ParameterKind::Choice { .. } => "getText",
        ParameterKind::Integer { .. } => "getInteger",
        ParameterKind::Number { .. } => "getDecimal",
        ParameterKind::Boolean => "getBoolean",
        ParameterKind::Date => "getDate",
        ParameterKind::Datetime => "getDatetime",
        ParameterKind::Id { .. } => "getId",
        ParameterKind::Object { .. } => "getObject",
        ParameterKind::List { item, .. } => match **item {
            ParameterKind::Text { .. } | ParameterKind::Choice { .. } => "getTexts",
            ParameterKind::Integer { .. } => "getIntegers",
            ParameterKind::Number { .. } => "getDecimals",
            ParameterKind::Date => "getDates",
            ParameterKind::Datetime => "getDatetimes",
            ParameterKind::Id { .. } => "getIds",
            ParameterKind::Object { .. } => "getObjects",
            ParameterKind::Boolean | ParameterKind::List { .. } => "getList",
        },
    };
    call(format!("arguments.{getter}"), [raw(literal::string(name))])
}

/// `arguments.has('name')`.
pub fn has(name: &str) -> Expr {
    call("arguments.has", [raw(literal::string(name))])
}

/// Name of the constant that holds a fixed authorized text.
pub fn authorized_constant(name: &str) -> String {
    format!("AUTHORIZED_{}", name.to_uppercase())
}

/// A value that the model can neither see nor set. It never comes from the arguments.
pub fn authorized(name: &str, value: &AuthorizedValue) -> Expr {
    let source = match value {
        AuthorizedValue::Text(_) => return raw(authorized_constant(name)),
        AuthorizedValue::Source(source) => source,
    };
    raw(match source {
        AuthorizedSource::UserId => "System.UserInfo.getUserId()",
        AuthorizedSource::UserName => "System.UserInfo.getUserName()",
        AuthorizedSource::UserEmail => "System.UserInfo.getUserEmail()",
        AuthorizedSource::UserProfileId => "System.UserInfo.getProfileId()",
        // A user need not have a role, and a comparison with null would let records without one through.
        AuthorizedSource::UserRoleId => "requireRoleId()",
        AuthorizedSource::OrganizationId => "System.UserInfo.getOrganizationId()",
        AuthorizedSource::Today => "System.Date.today()",
        AuthorizedSource::Now => "System.Datetime.now()",
    })
}

/// What a field is compared with or set to.
pub fn operand(operand: &Operand, tool: &Tool) -> Expr {
    match operand {
        Operand::Parameter { name, .. } => match tool.parameter(name) {
            Some(parameter) => argument(name, &parameter.kind),
            None => raw("null"),
        },
        Operand::Authorized(name) => match tool.authorized(name) {
            Some(value) => authorized(name, &value.value),
            None => raw("null"),
        },
        Operand::Constant(value) => constant(value),
        Operand::Constants(values) => constants(values),
        Operand::RunningUser => raw("System.UserInfo.getUserId()"),
        Operand::None => raw("null"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::print;
    use super::*;

    #[test]
    fn constants_keep_their_type() {
        let shown = |literal: &Literal| print(&constant(literal).doc()).text;
        assert_eq!(shown(&Literal::Number("5000000000".into())), "5000000000.0");
        assert_eq!(shown(&Literal::Text("O'Neil".into())), "'O\\'Neil'");
        assert_eq!(shown(&Literal::Date(2026, 1, 31)), "System.Date.newInstance(2026, 1, 31)");
        assert_eq!(soql(&Literal::Datetime(2026, 1, 31, 8, 0, 5)).as_deref(), Some("2026-01-31T08:00:05Z"));
    }

    #[test]
    fn a_text_that_needs_escaping_is_bound() {
        assert_eq!(soql(&Literal::Text("Negotiation/Review".into())).as_deref(), Some("'Negotiation/Review'"));
        for text in ["O'Neil", "a\\b", "50%", "für", "a\nb"] {
            assert_eq!(soql(&Literal::Text(text.into())), None, "{text}");
        }
    }
}
