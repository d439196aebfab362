//! Formats of auto-numbers: Help, "Auto-Number Formatting Examples".

use crate::data::soql::Clock;

/// A part of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The number with at least so many digits.
    Number(usize),
    /// A part of the day on which the record is made, as `strftime` names it.
    Day(&'static str),
}

/// A `displayFormat` with its first number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberFormat {
    parts: Vec<Part>,
    first: u64,
}

impl NumberFormat {
    /// Reads `A-{YYYY}{MM}{DD}-{0000}`.
    pub fn parse(format: &str, first: Option<&str>) -> Result<Self, String> {
        // Our own wording.
        let wrong = |what: &str| format!("displayFormat '{format}' {what}");
        let mut parts = Vec::new();
        let mut rest = format;
        while let Some((before, after)) = rest.split_once('{') {
            let (inside, after) = after.split_once('}').ok_or_else(|| wrong("has a { without a }"))?;
            if !before.is_empty() {
                parts.push(Part::Text(before.into()));
            }
            parts.push(match inside {
                "YYYY" => Part::Day("%Y"),
                "YY" => Part::Day("%y"),
                "MM" => Part::Day("%m"),
                "DD" => Part::Day("%d"),
                zeroes if (1..=10).contains(&zeroes.len()) && zeroes.bytes().all(|b| b == b'0') => {
                    Part::Number(zeroes.len())
                }
                other => {
                    return Err(wrong(&format!(
                        "has {{{other}}}, which is not {{0}}, {{YYYY}}, {{YY}}, {{MM}} or {{DD}}"
                    )));
                }
            });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.into()));
        }
        if parts.iter().filter(|part| matches!(part, Part::Number(_))).count() != 1 {
            return Err(wrong("needs one number such as {0000}"));
        }
        let first = match first.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => text.parse().map_err(|_| format!("startingNumber '{text}' is not a whole number"))?,
            None => 1,
        };
        Ok(Self { parts, first })
    }

    /// The text of the record with this number, counted from 1.
    pub fn text(&self, number: u64, clock: &Clock) -> String {
        let number = self.first.saturating_add(number).saturating_sub(1);
        let stamp = jiff::Timestamp::from_millisecond(clock.now).unwrap_or_default().to_zoned(clock.zone.clone());
        self.parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Number(digits) => format!("{number:0digits$}"),
                Part::Day(format) => stamp.strftime(format).to_string(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[test]
    fn formats_hold_texts_days_and_one_number() {
        let clock = Clock { now: crate::org::START, zone: TimeZone::UTC };
        let shown = |format: &str, first, number| NumberFormat::parse(format, first).unwrap().text(number, &clock);
        assert_eq!(shown("INS-{00000}", None, 7), "INS-00007");
        assert_eq!(shown("{YYYY}{MM}{DD}-{0}", None, 12), "20260105-12");
        assert_eq!(shown("{YY}/{000}x", Some("500"), 2), "26/501x");
        assert_eq!(shown("{0}", Some("0"), 1), "0");
    }

    #[test]
    fn a_format_without_a_number_is_wrong() {
        for format in ["", "INS", "{YYYY}", "{0}{0}", "{X}-{0}", "A-{0", "{00000000000}"] {
            assert!(NumberFormat::parse(format, None).is_err(), "{format}");
        }
        assert!(NumberFormat::parse("{0}", Some("-1")).is_err());
    }
}
