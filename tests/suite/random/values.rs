//! Parameters and constants for a field: of every type that fits, with random rules.

use super::dice::Dice;
use sf_schema::field::Digits;
use sf_schema::{Field, FieldType, Schema};
use std::fmt::Write;

/// What a field is compared with or set to, as the reader of a spec sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Pick,
    Multi,
    Integer,
    Number,
    Boolean,
    Date,
    Moment,
    Id,
}

impl Kind {
    pub fn of(field: &Field) -> Option<Self> {
        Some(match &field.data_type {
            FieldType::String
            | FieldType::TextArea
            | FieldType::LongTextArea
            | FieldType::RichTextArea
            | FieldType::EncryptedText
            | FieldType::Combobox(_)
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Url => Self::Text,
            FieldType::Picklist(_) => Self::Pick,
            FieldType::MultiPicklist(_) => Self::Multi,
            FieldType::Int => Self::Integer,
            FieldType::Long | FieldType::Double(_) | FieldType::Currency(_) | FieldType::Percent(_) => Self::Number,
            FieldType::Boolean => Self::Boolean,
            FieldType::Date => Self::Date,
            FieldType::DateTime => Self::Moment,
            FieldType::Id | FieldType::Reference(_) => Self::Id,
            _ => return None,
        })
    }

    /// The operators of conditions on such a field.
    pub fn operators(self) -> &'static [&'static str] {
        match self {
            Self::Text => {
                &["eq", "ne", "lt", "ge", "in", "notIn", "contains", "startsWith", "isNull", "notNull", "contains"]
            }
            Self::Pick => &["eq", "ne", "in", "notIn", "contains", "startsWith", "isNull", "notNull"],
            Self::Multi => &["eq", "ne", "includes", "excludes", "isNull", "notNull", "includes"],
            Self::Integer | Self::Number => {
                &["eq", "ne", "lt", "le", "gt", "ge", "in", "notIn", "isNull", "notNull", "ge", "le"]
            }
            Self::Boolean => &["eq", "ne"],
            Self::Date | Self::Moment => &[
                "eq",
                "ne",
                "lt",
                "le",
                "gt",
                "ge",
                "in",
                "notIn",
                "isNull",
                "notNull",
                "withinLastDays",
                "olderThanDays",
                "withinNextDays",
            ],
            Self::Id => &["eq", "ne", "in", "notIn", "isNull", "notNull", "eq", "eq"],
        }
    }
}

/// How long a text of a field may be.
pub fn room(field: &Field) -> usize {
    usize::try_from(field.length.unwrap_or(80)).unwrap_or(80).max(1)
}

/// A text as it stands in a spec.
pub fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text")
}

/// The values of a picklist that records can be given.
fn picks(field: &Field) -> Vec<String> {
    let values = field.picklist().map(|picklist| picklist.values.as_slice()).unwrap_or_default();
    values.iter().filter(|value| value.active).map(|value| value.value.clone()).collect()
}

/// The rules of a parameter for a field, after `type:`. `owner`: the sObject of the field. `stored`: the value is
/// written.
pub fn rules(dice: &mut Dice, schema: &Schema, owner: &str, field: &Field, stored: bool) -> Option<String> {
    Some(match Kind::of(field)? {
        Kind::Text => text(dice, field, stored),
        Kind::Pick | Kind::Multi => {
            let picks = picks(field);
            let few = (1..=100).contains(&picks.len());
            match dice.from(0, 3) {
                0 if few => format!("enum, valuesOf: {owner}.{}", field.name),
                1 | 2 if few => {
                    let mut some: Vec<String> =
                        dice.some(&picks, picks.len().min(4)).into_iter().map(|value| quoted(value)).collect();
                    some.truncate(dice.from(1, some.len()));
                    format!("enum, values: [{}]", some.join(", "))
                }
                _ => format!("string, maxLength: {}", dice.one_of([20, 40])),
            }
        }
        Kind::Integer => format!("integer{}", bounds(dice, field, false)),
        Kind::Number if dice.chance(30) => format!("integer{}", bounds(dice, field, false)),
        Kind::Number => format!("number{}", bounds(dice, field, true)),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Moment => "datetime".to_owned(),
        Kind::Id => {
            let own = [owner.to_owned()];
            let to = field.reference().map_or(&own[..], |reference| &reference.to);
            let known: Vec<&String> = to.iter().filter(|to| schema.object(to).is_some()).collect();
            format!("id, object: {}", dice.pick(&known)?)
        }
    })
}

fn text(dice: &mut Dice, field: &Field, stored: bool) -> String {
    let room = room(field);
    let most = if stored { room.min(400) } else { 120 };
    match field.data_type {
        FieldType::Email if dice.chance(60) => return format!("string, maxLength: {}, format: email", most.min(80)),
        FieldType::Url if dice.chance(60) => return format!("string, maxLength: {most}, format: url"),
        FieldType::Phone if dice.chance(60) => return format!("string, maxLength: {}, format: phone", most.min(40)),
        _ => {}
    }
    let least = if dice.chance(15) { 3 } else { 12 };
    let max = dice.from(most.min(least), most);
    match dice.from(0, 9) {
        0 if (7..60).contains(&max) => format!("string, maxLength: {max}, pattern: \"[A-Z]{{2}}-[0-9]{{4}}\""),
        1 if max >= 5 => format!("string, maxLength: {max}, pattern: \"[a-z]+[0-9]?\""),
        2 if max >= 8 => "string, maxLength: 8, minLength: 3, pattern: \"[0-9]{3,8}\"".to_owned(),
        3 if stored => format!("string, maxLength: {max}, minLength: 0"),
        4 | 5 => format!("string, maxLength: {max}, minLength: {}", dice.from(2, max.clamp(2, 4))),
        _ => format!("string, maxLength: {max}"),
    }
}

fn digits(field: &Field) -> Digits {
    match field.data_type {
        FieldType::Double(digits) | FieldType::Currency(digits) | FieldType::Percent(digits) => digits,
        _ => Digits::default(),
    }
}

/// The greatest whole number of a field, and of what a test can tell apart.
fn greatest(field: &Field) -> i64 {
    let digits = digits(field);
    let whole = digits.precision.zip(digits.scale).map_or(6, |(precision, scale)| precision.saturating_sub(scale));
    10_i64.pow(whole.min(6)) - 1
}

fn bounds(dice: &mut Dice, field: &Field, fractions: bool) -> String {
    let greatest = usize::try_from(greatest(field)).unwrap_or_default();
    let fraction = if fractions && digits(field).scale != Some(0) && dice.chance(40) { ".5" } else { "" };
    let mut out = String::new();
    let least = dice.from(0, greatest.min(50));
    if dice.chance(50) {
        let sign = if dice.chance(20) && least > 0 { "-" } else { "" };
        let _ = write!(out, ", min: {sign}{least}{fraction}");
    }
    if dice.chance(50) && least < greatest {
        let _ = write!(out, ", max: {}", dice.from(least + 1, greatest.min(5000).max(least + 1)));
    }
    out
}

/// A value that a field could hold, as it stands in a spec.
pub fn constant(dice: &mut Dice, field: &Field) -> Option<String> {
    if field.name == "CurrencyIsoCode" {
        return Some(quoted("USD"));
    }
    Some(match Kind::of(field)? {
        Kind::Text => {
            let text = match field.data_type {
                FieldType::Email => dice.one_of(["team@example.com", "ada@example.org"]),
                FieldType::Url => dice.one_of(["https://example.com/a", "https://example.org/"]),
                FieldType::Phone => dice.one_of(["+1 555 0100", "+47 2222 0100"]),
                _ => dice.one_of(["Northwind", "Blue harbour", "x", "ab", "It's 100% \"new\"", "Ärger_und\\Freude"]),
            };
            quoted(&text.chars().take(room(field)).collect::<String>())
        }
        Kind::Pick | Kind::Multi => {
            let picks = picks(field);
            quoted(dice.pick(&picks).map_or("Other", String::as_str))
        }
        Kind::Integer => dice.from(0, usize::try_from(greatest(field).min(900)).ok()?).to_string(),
        Kind::Number => {
            let whole = dice.from(0, usize::try_from(greatest(field).min(900)).ok()?);
            if digits(field).scale != Some(0) && dice.chance(30) { format!("{whole}.5") } else { whole.to_string() }
        }
        Kind::Boolean => dice.one_of(["true", "false"]).to_owned(),
        Kind::Date => quoted(dice.one_of(["2026-01-31", "2024-02-29", "2031-12-01"])),
        Kind::Moment => quoted(dice.one_of(["2026-01-31T08:00:00Z", "2024-02-29T23:59:59Z", "2030-06-01T00:00:00Z"])),
        Kind::Id => return None,
    })
}

/// A default for a parameter with these rules.
pub fn default(dice: &mut Dice, rules: &str) -> Option<String> {
    let kind = rules.split(',').next().unwrap_or_default();
    Some(match kind {
        "boolean" => dice.one_of(["true", "false"]).to_owned(),
        "date" => quoted("2026-01-31"),
        "datetime" => quoted("2026-01-31T08:00:00Z"),
        "integer" | "number" if !rules.contains("min:") && !rules.contains("max:") => "7".to_owned(),
        "string" if rules.matches(',').count() == 1 => quoted("abc"),
        "enum" => {
            let (_, rest) = rules.split_once("values: [")?;
            quoted(rest.split('"').nth(1)?)
        }
        _ => return None,
    })
}
