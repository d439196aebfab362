//! Arguments that a tool accepts.

use super::fixture::{Value, is_currency, natural, picks, place};
use super::pattern;
use crate::model::{Literal, Parameter, ParameterKind};
use crate::spec::{Format, Operator};
use sf_schema::{Field, FieldType};

/// Days in which a test looks around today where a parameter bounds a period.
const PERIOD: i32 = 30;
const ADDRESS: &str = "ada@example.com";

/// What the tool does with an argument.
pub struct Use<'a> {
    /// The comparison with the field; setting it makes them equal.
    pub op: Operator,
    /// The field.
    pub field: &'a Field,
    /// It is set.
    pub set: bool,
}

/// A valid argument for a parameter, or `None` where no text is known that matches its pattern, or that the restricted
/// picklist has which it is set to.
///
/// An argument that bounds a field from below is chosen low, one that bounds it from above is chosen high. `record` gives
/// the Id of a record of an sObject.
pub fn sample(parameter: &Parameter, uses: &[Use<'_>], record: &dyn Fn(&str) -> Option<Value>) -> Option<Value> {
    if uses.iter().any(|used| is_currency(used.field)) {
        let is_set = uses.iter().any(|used| used.set);
        match currency(&parameter.kind) {
            Some(value) => return Some(value),
            // No text that a test makes up is a currency of the org.
            None if is_set && !matches!(parameter.kind, ParameterKind::Choice { .. }) => return None,
            None => {}
        }
    }
    let same = uses.iter().filter(|used| used.op == Operator::Eq);
    match &parameter.kind {
        ParameterKind::Text { min, max, pattern: None, format: None } => {
            let restricted = |used: &&Use<'_>| used.field.picklist().is_some_and(|picklist| picklist.restricted);
            if let Some(used) = uses.iter().find(restricted) {
                let fits = |value: &&str| (*min..=*max).contains(&length(value));
                let picked = picks(used.field).into_iter().find(fits).map(Value::text);
                if picked.is_some() || used.set {
                    return picked;
                }
            }
        }
        ParameterKind::List { item, min, .. } => {
            if let ParameterKind::Text { min: least, max: most, pattern: None, format: None } = &**item {
                let listed = uses.iter().find(|used| used.field.picklist().is_some_and(|picklist| picklist.restricted));
                let values = listed.map(|used| picks(used.field)).unwrap_or_default();
                if let Some(value) = values.into_iter().find(|value| (*least..=*most).contains(&length(value))) {
                    return Some(Value::List(vec![Value::text(value); usize::try_from((*min).max(1)).ok()?]));
                }
            }
        }
        ParameterKind::Boolean => {
            // What only the platform writes is compared with what it writes.
            let mut kept = same.filter(|used| !used.field.createable);
            if let Some(value) = kept.find_map(|used| natural(used.field)) {
                return Some(value);
            }
        }
        _ => {}
    }
    if let Some(place) = uses.iter().find_map(|used| place(used.field))
        && let Some(value) = text_within(&parameter.kind, place)
    {
        return Some(value);
    }
    let value = of_kind(&parameter.kind, &parameter.name, uses.first().map(|used| used.op), record)?;
    let of_mail = || uses.iter().filter(|used| used.field.data_type == FieldType::Email);
    if of_mail().next().is_none() {
        return Some(value);
    }
    let is_part = of_mail().all(|used| matches!(used.op, Operator::Contains | Operator::StartsWith));
    address(&parameter.kind, value, is_part)
}

/// A text as the argument, or as the items of one, where the parameter has no rule against it.
fn text_within(kind: &ParameterKind, text: &str) -> Option<Value> {
    match kind {
        ParameterKind::Text { min, max, pattern: None, format: None } => {
            (*min..=*max).contains(&length(text)).then(|| Value::text(text))
        }
        ParameterKind::List { item, min, .. } => {
            Some(Value::List(vec![text_within(item, text)?; usize::try_from((*min).max(1)).ok()?]))
        }
        _ => None,
    }
}

/// The currency that the org has for certain, where a parameter takes any text of three letters.
fn currency(kind: &ParameterKind) -> Option<Value> {
    match kind {
        ParameterKind::Text { min: 0..=3, max: 3.., pattern: None, format: None } => Some(Value::Currency),
        ParameterKind::List { item, min, .. } => {
            Some(Value::List(vec![currency(item)?; usize::try_from((*min).max(1)).ok()?]))
        }
        _ => None,
    }
}

/// Whether a parameter takes whatever a field may hold.
pub fn takes_any_of(kind: &ParameterKind, field: &Field) -> bool {
    match kind {
        // What the platform numbers has 30 characters at most.
        ParameterKind::Text { min: 0 | 1, max, pattern: None, format: None } => {
            let longest = if field.auto_number { 30 } else { field.length.unwrap_or(u32::MAX) };
            *max >= longest.min(255)
        }
        ParameterKind::Integer { min: None, max: None } | ParameterKind::Number { min: None, max: None } => true,
        ParameterKind::Boolean | ParameterKind::Date | ParameterKind::Datetime | ParameterKind::Id { .. } => true,
        _ => false,
    }
}

/// An address in place of a text that the platform would not store in an e-mail field: the texts of a list, too. Where the
/// argument is part of an address, the start of one is enough.
fn address(kind: &ParameterKind, value: Value, is_part: bool) -> Option<Value> {
    match (kind, value) {
        (ParameterKind::List { item, .. }, Value::List(values)) => {
            let addresses = values.into_iter().map(|value| address(item, value, is_part));
            Some(Value::List(addresses.collect::<Option<_>>()?))
        }
        (ParameterKind::Text { min, max, pattern: None, format: None }, _) => {
            let longest = usize::try_from(*max).ok()?;
            let whole: String = ADDRESS.chars().take(if is_part { longest } else { ADDRESS.len() }).collect();
            (length(&whole) >= *min && length(&whole) <= *max).then(|| Value::text(whole))
        }
        (ParameterKind::Text { .. }, value) => value.as_text().is_some_and(|text| text.contains('@')).then_some(value),
        (_, value) => Some(value),
    }
}

fn of_kind(
    kind: &ParameterKind,
    name: &str,
    bound: Option<Operator>,
    record: &dyn Fn(&str) -> Option<Value>,
) -> Option<Value> {
    let (low, high) =
        (matches!(bound, Some(Operator::Gt | Operator::Ge)), matches!(bound, Some(Operator::Lt | Operator::Le)));
    let day = if low {
        -PERIOD
    } else if high {
        PERIOD
    } else {
        0
    };
    Some(match kind {
        ParameterKind::Text { min, max, pattern, format } => {
            Value::text(text(name, *min, *max, pattern.as_deref(), *format)?)
        }
        ParameterKind::Integer { min, max } => Value::Literal(Literal::Integer(integer(*min, *max, bound))),
        ParameterKind::Number { min, max } => {
            let parse = |bound: &Option<String>| bound.as_ref().and_then(|b| b.parse::<f64>().ok());
            // Whole numbers inside the bounds read best; where there is none, the least bound is one.
            #[allow(clippy::cast_possible_truncation)]
            let (least, most) = (parse(min).map(|n| n.ceil() as i64), parse(max).map(|n| n.floor() as i64));
            let fits = least.zip(most).is_none_or(|(least, most)| least <= most);
            let digits =
                if fits { integer(least, most, bound).to_string() } else { min.clone().unwrap_or_else(|| "0".into()) };
            Value::Literal(Literal::Number(digits))
        }
        ParameterKind::Boolean => Value::Literal(Literal::Boolean(true)),
        ParameterKind::Date => Value::Today(day),
        ParameterKind::Datetime => Value::Now(day),
        ParameterKind::Id { objects } => record(objects.first()?)?,
        ParameterKind::Choice { values } => Value::text(values.first()?),
        ParameterKind::List { item, min, .. } => {
            let one = of_kind(item, name, None, record)?;
            let count = usize::try_from((*min).max(1)).ok()?;
            Value::List(vec![one; count])
        }
        ParameterKind::Object { properties } => Value::Object(
            properties
                .iter()
                .map(|p| Some((p.name.clone(), of_kind(&p.kind, &p.name, None, record)?)))
                .collect::<Option<_>>()?,
        ),
    })
}

/// A whole number inside the bounds: near the lower end for a lower bound of a field, near the upper end for an upper
/// one, else small.
fn integer(min: Option<i64>, max: Option<i64>, bound: Option<Operator>) -> i64 {
    let wanted = match bound {
        Some(Operator::Gt | Operator::Ge) => 10,
        Some(Operator::Lt | Operator::Le) => 1000,
        Some(Operator::WithinLastDays | Operator::OlderThanDays | Operator::WithinNextDays) => 14,
        _ => 5,
    };
    let at_most = max.map_or(wanted, |max| wanted.min(max));
    min.map_or(at_most, |min| at_most.max(min))
}

fn text(name: &str, min: u32, max: u32, pattern: Option<&str>, format: Option<Format>) -> Option<String> {
    if let Some(pattern) = pattern {
        return pattern::matching(pattern, min, max);
    }
    let sample = match format {
        Some(Format::Email) => ADDRESS.to_owned(),
        Some(Format::Url) => "https://example.com/".to_owned(),
        Some(Format::Phone) => "+1 555 0100".to_owned(),
        None => format!("Sample {}", name.replace('_', " ")),
    };
    let padding = match format {
        Some(Format::Phone) => '1',
        Some(Format::Email) => return (length(&sample) >= min && length(&sample) <= max).then_some(sample),
        _ => 'x',
    };
    let mut text: String = sample.chars().take(usize::try_from(max).ok()?).collect();
    while text.ends_with(' ') {
        text.pop();
        text.push(padding);
    }
    text.extend(std::iter::repeat_n(padding, usize::try_from(min.saturating_sub(length(&text))).ok()?));
    Some(text)
}

fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_the_length() {
        for (min, max) in [(0, 255), (40, 80), (2, 3), (1, 7)] {
            let sample = text("next_step", min, max, None, None).expect("a text");
            assert!((min..=max).contains(&length(&sample)), "{sample}");
            assert_eq!(sample.trim(), sample);
        }
    }

    #[test]
    fn an_argument_for_an_address_is_one() {
        let any = |min, max| ParameterKind::Text { min, max, pattern: None, format: None };
        let made = |min, max, is_part| address(&any(min, max), Value::Null, is_part);
        assert_eq!(made(0, 80, false), Some(Value::text(ADDRESS)));
        assert_eq!(made(3, 5, true), Some(Value::text("ada@e")));
        assert_eq!(made(3, 5, false), None);
        assert_eq!(made(40, 80, true), None);
        let list = ParameterKind::List { item: Box::new(any(0, 80)), min: 1, max: 2 };
        let listed = address(&list, Value::List(vec![Value::text("Sample")]), false);
        assert_eq!(listed, Some(Value::List(vec![Value::text(ADDRESS)])));
        let pattern = ParameterKind::Text { min: 0, max: 80, pattern: Some("x+".into()), format: None };
        assert_eq!(address(&pattern, Value::text("xx"), false), None, "the platform would not store it");
    }

    #[test]
    fn numbers_keep_their_bounds() {
        assert_eq!(integer(Some(100), None, None), 100);
        assert_eq!(integer(None, Some(-4), None), -4);
        assert_eq!(integer(Some(1), Some(365), Some(Operator::OlderThanDays)), 14);
        let fraction = ParameterKind::Number { min: Some("0.1".into()), max: Some("0.2".into()) };
        let value = of_kind(&fraction, "rate", None, &|_| None);
        assert_eq!(value, Some(Value::Literal(Literal::Number("0.1".into()))));
    }

    #[test]
    fn a_period_lies_around_today() {
        let day = |op| of_kind(&ParameterKind::Date, "day", Some(op), &|_| None);
        assert_eq!(day(Operator::Ge), Some(Value::Today(-30)));
        assert_eq!(day(Operator::Le), Some(Value::Today(30)));
        assert_eq!(day(Operator::Eq), Some(Value::Today(0)));
    }
}
