//! Arguments that a tool must refuse: one bad value at a time, each breaking one rule of its parameter and no other. And
//! the ones just within the rules, which it must take.

use super::apex::{list, map, with_article};
use super::pattern;
use crate::lower::pascal_case;
use crate::model::{Parameter, ParameterKind};
use crate::render::apex::expr::{Expr, call, raw};
use crate::render::apex::literal;
use crate::render::apex::value::decimal;
use crate::spec::Format;

/// A value and what is the matter with it, as the end of a method name.
pub struct Refusal {
    /// `AStageThatIsNoChoice`.
    pub name: String,
    /// The value; `null` takes the argument away.
    pub value: Expr,
}

/// The bad values of a parameter.
pub fn all(parameter: &Parameter) -> Vec<Refusal> {
    let missing = parameter
        .required
        .then(|| Refusal { name: format!("AMissing{}", pascal_case(&parameter.name)), value: raw("null") });
    missing.into_iter().chain(of_kind(&parameter.kind, &parameter.name)).collect()
}

/// Good values at the edges of what a parameter allows, with names such as `TheLongestDetails`.
pub fn edges(parameter: &Parameter) -> Vec<Refusal> {
    let name = pascal_case(&parameter.name);
    let edge = |what: &str, value: Expr| Refusal { name: format!("The{what}{name}"), value };
    match &parameter.kind {
        ParameterKind::Text { min, max, pattern: None, format: None } => {
            let shortest = (*min > 0).then(|| edge("Shortest", repeat('x', *min)));
            shortest.into_iter().chain([edge("Longest", repeat('x', *max))]).collect()
        }
        ParameterKind::Integer { min, max } => {
            let least = min.map(|n| edge("Least", raw(n.to_string())));
            least.into_iter().chain(max.map(|n| edge("Greatest", raw(n.to_string())))).collect()
        }
        ParameterKind::Number { min, max } => {
            let least = min.as_ref().map(|n| edge("Least", raw(decimal(n))));
            least.into_iter().chain(max.as_ref().map(|n| edge("Greatest", raw(decimal(n))))).collect()
        }
        ParameterKind::Choice { values } => {
            values.last().map(|last| edge("Last", raw(literal::string(last)))).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn of_kind(kind: &ParameterKind, name: &str) -> Vec<Refusal> {
    let subject = with_article(name);
    let that = |what: &str, value: Expr| Refusal { name: format!("{subject}That{what}"), value };
    match kind {
        ParameterKind::Text { min, max, pattern, format } => text(*min, *max, pattern.as_deref(), *format)
            .into_iter()
            .chain([("IsNoText", raw("42"))])
            .map(|(what, value)| that(what, value))
            .collect(),
        ParameterKind::Integer { min, max } => {
            let inside = min.or(*max).unwrap_or(0);
            let fraction =
                if min.is_some() || max.is_none() { format!("{inside}.5") } else { format!("{}.5", inside - 1) };
            let mut all = vec![that("IsNoNumber", raw("'ten'")), that("HasAFraction", raw(fraction))];
            all.extend(
                min.filter(|n| *n > i64::from(i32::MIN)).map(|n| that("IsBelowTheRange", raw((n - 1).to_string()))),
            );
            all.extend(
                max.filter(|n| *n < i64::from(i32::MAX)).map(|n| that("IsAboveTheRange", raw((n + 1).to_string()))),
            );
            all
        }
        ParameterKind::Number { min, max } => {
            let mut all = vec![that("IsNoNumber", raw("'ten'"))];
            let moved = |digits: &Option<String>, by: f64| {
                let number: f64 = digits.as_ref()?.parse().ok()?;
                Some(raw(decimal(&format!("{}", number + by))))
            };
            all.extend(moved(min, -1.0).map(|value| that("IsBelowTheRange", value)));
            all.extend(moved(max, 1.0).map(|value| that("IsAboveTheRange", value)));
            all
        }
        ParameterKind::Boolean => vec![that("IsNoBoolean", raw("'yes'"))],
        ParameterKind::Date => {
            vec![that("IsNoDate", raw("'yesterday'")), that("DoesNotExist", raw("'2026-02-30'"))]
        }
        ParameterKind::Datetime => vec![
            that("IsNoMoment", raw("'now'")),
            that("DoesNotExist", raw("'2026-02-30T10:00:00Z'")),
            that("HasNoTimeZone", raw("'2026-01-31T10:00:00'")),
        ],
        ParameterKind::Id { objects } => {
            let user = objects.iter().any(|object| object == "User");
            let foreign = if user { "System.UserInfo.getOrganizationId()" } else { "System.UserInfo.getUserId()" };
            vec![
                that("IsNoId", raw("'not an Id'")),
                that("IsOfAnotherObject", raw(foreign)),
                that("IsNoText", raw("42")),
            ]
        }
        ParameterKind::Choice { values } => {
            let mut other = "no choice".to_owned();
            while values.contains(&other) {
                other.push('!');
            }
            vec![that("IsNoChoice", raw(literal::string(&other))), that("IsNoText", raw("42"))]
        }
        ParameterKind::List { item, min, max } => {
            let mut all = vec![that("IsNoList", raw("'one'"))];
            let of_item = of_kind(item, name).into_iter();
            let bad = of_item.take(if matches!(**item, ParameterKind::Object { .. }) { usize::MAX } else { 1 });
            let filler = raw("'x'");
            if *min > 0 {
                all.push(that("HasTooFewItems", times(&filler, min - 1)));
            }
            all.push(that("HasTooManyItems", times(&filler, max + 1)));
            all.extend(bad.map(|refusal| that("HasABadItem", list(std::iter::once(refusal.value)))));
            all
        }
        ParameterKind::Object { properties } => {
            let mut all = vec![
                that("IsNoObject", raw("'one'")),
                that("HasAnUnknownMember", map([("not_declared", raw("'x'"))].into_iter())),
            ];
            for property in properties {
                for refusal in self::all(property).into_iter().take(2) {
                    let member = map([(property.name.as_str(), refusal.value)].into_iter());
                    all.push(Refusal { name: format!("{subject}With{}", refusal.name), value: member });
                }
            }
            all
        }
    }
}

/// `McpTestFactory.times(6, 'x')`; short lists are written out.
fn times(item: &Expr, count: u32) -> Expr {
    match count {
        0..=3 => list((0..count).map(|_| item.clone())),
        _ => call("McpTestFactory.times", [raw(count.to_string()), item.clone()]),
    }
}

/// Bad texts, each of the right length or of the right form.
fn text(min: u32, max: u32, pattern: Option<&str>, format: Option<Format>) -> Vec<(&'static str, Expr)> {
    let mut all = Vec::new();
    let of_length = |from: u32, to: u32, filler: char| match (pattern, format) {
        (Some(pattern), _) => pattern::matching(pattern, from, to).map(|text| compact(&text)),
        (None, Some(Format::Email)) => {
            let head = to.checked_sub(length("@example.com"))?;
            (head > 0).then(|| Expr::Sum(vec![repeat('x', head), raw("'@example.com'")]))
        }
        (None, Some(Format::Url)) => {
            let tail = to.checked_sub(length("https://example.com/"))?;
            Some(Expr::Sum(vec![raw("'https://example.com/'"), repeat('x', tail)]))
        }
        (None, Some(Format::Phone)) => Some(repeat('1', to)),
        (None, None) => Some(repeat(filler, to)),
    };
    if min > 0 {
        all.extend(of_length(0, min - 1, 'x').map(|value| ("IsTooShort", value)));
    }
    all.extend(of_length(max + 1, max + 1, 'x').map(|value| ("IsTooLong", value)));
    if let Some(breaking) = pattern.and_then(|pattern| pattern::breaking(pattern, min, max)) {
        all.push(("BreaksThePattern", compact(&breaking)));
    }
    if let Some(format) = format {
        let (what, wrong) = match format {
            Format::Email => ("IsNoEmailAddress", "nobody"),
            Format::Url => ("IsNoHttpsUrl", "http://example.com/"),
            Format::Phone => ("IsNoPhoneNumber", "call me"),
        };
        let missing = usize::try_from(min.saturating_sub(length(wrong))).unwrap_or_default();
        let wrong = format!("{wrong}{}", "x".repeat(missing));
        if length(&wrong) <= max {
            all.push((what, raw(literal::string(&wrong))));
        }
    }
    all
}

/// A text as a literal, or as a repetition where it is one.
fn compact(text: &str) -> Expr {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if text.chars().count() > 8 && chars.all(|c| c == first) => repeat(first, length(text)),
        _ => crate::render::apex::expr::string(text),
    }
}

fn repeat(c: char, count: u32) -> Expr {
    match count {
        0..=3 => raw(literal::string(&c.to_string().repeat(usize::try_from(count).unwrap_or_default()))),
        _ => raw(format!("{}.repeat({count})", literal::string(&c.to_string()))),
    }
}

fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::apex::layout::print;

    fn shown(kind: &ParameterKind, name: &str) -> Vec<(String, String)> {
        of_kind(kind, name).into_iter().map(|r| (r.name, print(&r.value.doc()).text)).collect()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn a_text_breaks_one_rule_at_a_time() {
        let kind = ParameterKind::Text { min: 2, max: 80, pattern: None, format: None };
        assert_eq!(
            shown(&kind, "name_contains"),
            [
                pair("ANameContainsThatIsTooShort", "'x'"),
                pair("ANameContainsThatIsTooLong", "'x'.repeat(81)"),
                pair("ANameContainsThatIsNoText", "42"),
            ]
        );
        let pattern = Some("^[0-9]+$".to_owned());
        let kind = ParameterKind::Text { min: 1, max: 20, pattern, format: None };
        let shown = shown(&kind, "erp_number");
        assert_eq!(shown[0], pair("AnErpNumberThatIsTooLong", "'1'.repeat(21)"));
        assert_eq!(shown[1], pair("AnErpNumberThatBreaksThePattern", "'1 '"));
    }

    #[test]
    fn numbers_miss_their_range_by_one() {
        let kind = ParameterKind::Integer { min: Some(1), max: Some(50) };
        let values: Vec<String> = shown(&kind, "limit").into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["'ten'", "1.5", "0", "51"]);
        let kind = ParameterKind::Number { min: Some("0.5".into()), max: None };
        let values: Vec<String> = shown(&kind, "rate").into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["'ten'", "-0.5"]);
    }

    #[test]
    fn the_id_of_another_object_is_another_one() {
        let of = |object: &str| shown(&ParameterKind::Id { objects: vec![object.to_owned()] }, "id")[1].1.clone();
        assert_eq!(of("Account"), "System.UserInfo.getUserId()");
        assert_eq!(of("User"), "System.UserInfo.getOrganizationId()");
    }

    #[test]
    fn a_choice_that_is_none_differs_from_all() {
        let kind = ParameterKind::Choice { values: vec!["no choice".into()] };
        assert_eq!(shown(&kind, "stage")[0].1, "'no choice!'");
    }
}
