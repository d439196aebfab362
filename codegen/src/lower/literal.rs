//! Constants: a scalar of a spec, read as the type that a field or parameter asks for.

use crate::model::Literal;
use crate::yaml::Scalar;

/// What a constant is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A truth value.
    Boolean,
    /// A date.
    Date,
    /// A moment.
    Datetime,
    /// A record Id.
    Id,
}

impl Want {
    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Integer => "a whole number of at most 32 bits",
            Self::Number => "a number of at most 18 digits",
            Self::Boolean => "true or false",
            Self::Date => "a date as \"2026-01-31\"",
            Self::Datetime => "a moment as \"2026-01-31T08:00:00Z\"",
            Self::Id => "a record Id of 15 or 18 letters and digits",
        }
    }
}

/// Reads a constant, or `None` if it is something else.
pub fn read(scalar: &Scalar, want: Want) -> Option<Literal> {
    match (want, scalar) {
        (Want::Text, Scalar::Text(text)) => Some(Literal::Text(text.clone())),
        // An Apex Integer has 32 bits.
        (Want::Integer, Scalar::Int(n)) => i32::try_from(*n).is_ok().then_some(Literal::Integer(*n)),
        (Want::Number, Scalar::Int(n)) => number_literal(n.to_string()),
        (Want::Number, Scalar::Float(n)) => number_literal(n.to_string()),
        (Want::Boolean, Scalar::Bool(b)) => Some(Literal::Boolean(*b)),
        (Want::Date, Scalar::Text(text)) => date(text).map(|(y, m, d)| Literal::Date(y, m, d)),
        (Want::Datetime, Scalar::Text(text)) => datetime(text),
        (Want::Id, Scalar::Text(text)) => is_id(text).then(|| Literal::Id(text.clone())),
        _ => None,
    }
}

/// Numbers of sObjects have at most 18 digits; what has more is a mistake, and no Apex literal.
fn number_literal(digits: String) -> Option<Literal> {
    (digits.bytes().filter(u8::is_ascii_digit).count() <= 18).then_some(Literal::Number(digits))
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 15 | 18) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn number(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// Reads `2026-01-31`, refusing days that no calendar has.
pub fn date(text: &str) -> Option<(i32, u32, u32)> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    (year >= 1700 && (1..=days).contains(&day)).then_some((i32::try_from(year).ok()?, month, day))
}

fn datetime(text: &str) -> Option<Literal> {
    let (day, time) = text.split_once('T')?;
    let (year, month, day) = date(day)?;
    let mut parts = time.strip_suffix('Z')?.splitn(3, ':');
    let (hour, minute, second) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    (hour < 24 && minute < 60 && second < 60).then_some(Literal::Datetime(year, month, day, hour, minute, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_dates_are_dates() {
        assert_eq!(date("2024-02-29"), Some((2024, 2, 29)));
        for wrong in ["2023-02-29", "2024-13-01", "2024-00-10", "24-01-01", "2024-1-1", "2024-01-01T"] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
        assert_eq!(datetime("2024-01-31T23:59:59Z"), Some(Literal::Datetime(2024, 1, 31, 23, 59, 59)));
        assert_eq!(datetime("2024-01-31T24:00:00Z"), None);
        assert_eq!(datetime("2024-01-31T10:00:00"), None);
    }

    #[test]
    fn a_constant_keeps_its_type() {
        assert_eq!(read(&Scalar::Int(3), Want::Number), Some(Literal::Number("3".into())));
        assert_eq!(read(&Scalar::Text("3".into()), Want::Number), None);
        assert_eq!(read(&Scalar::Int(2_147_483_648), Want::Integer), None);
        assert_eq!(read(&Scalar::Float(1e300), Want::Number), None);
        assert_eq!(read(&Scalar::Float(1e-300), Want::Number), None);
        assert_eq!(
            read(&Scalar::Text("001000000000001AAA".into()), Want::Id),
            Some(Literal::Id("001000000000001AAA".into()))
        );
        assert_eq!(read(&Scalar::Text("001-00000000001".into()), Want::Id), None);
    }
}
