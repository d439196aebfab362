//! Whatever text comes, the end comes too: an answer or an error, never a panic.

use jiff::tz::TimeZone;
use proptest::prelude::*;
use rust_decimal::Decimal;
use sf_formula::{Blanks, Fault, Formula, Kind, Record, Scope, Use, Value};

struct Extreme;

impl Scope for Extreme {
    fn field(&self, path: &str) -> Result<Kind, String> {
        match path {
            "N" | "M" => Ok(Kind::Number),
            "T" => Ok(Kind::Text),
            "D" => Ok(Kind::Date),
            "W" => Ok(Kind::DateTime),
            "H" => Ok(Kind::Time),
            "B" => Ok(Kind::Boolean),
            "P" => Ok(Kind::Picklist),
            _ => Err("no".into()),
        }
    }
}

impl Record for Extreme {
    fn value(&self, path: &str, _: bool) -> Result<Value, Fault> {
        Ok(match path {
            "N" => Value::Number(Decimal::MAX),
            "M" => Value::Number(Decimal::MIN),
            "T" => Value::Text("ß😀\u{301}x".repeat(3000)),
            "D" => Value::Date(jiff::civil::Date::MAX),
            "W" => Value::DateTime(i64::MAX),
            "H" => Value::Time(86_399_999),
            "B" => Value::Boolean(true),
            _ => Value::Null,
        })
    }
    fn is_new(&self) -> bool {
        false
    }
    fn now(&self) -> i64 {
        i64::MIN
    }
    fn zone(&self) -> TimeZone {
        TimeZone::UTC
    }
    fn matches(&self, _: &str, _: &str) -> Result<bool, Fault> {
        Err(Fault::TooBig)
    }
    fn full_id(&self, _: &str) -> Option<String> {
        None
    }
}

const KINDS: [Kind; 6] = [Kind::Text, Kind::Number, Kind::Boolean, Kind::Date, Kind::DateTime, Kind::Time];

fn try_all(text: &str) -> bool {
    let mut right = false;
    for kind in KINDS {
        if let Ok(formula) = Formula::compile(text, &Extreme, Use::Rule, kind, Blanks::Zero) {
            right = true;
            let _ = formula.evaluate(&Extreme);
        }
    }
    right
}

/// Formulas that are mostly right, with values at the ends of their ranges.
fn formula() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "N",
        "M",
        "T",
        "D",
        "W",
        "H",
        "B",
        "P",
        "0",
        "-1",
        "3.7",
        "28",
        "99999999999",
        "\"\"",
        "\"5\"",
        "NULL",
        "TODAY()",
        "NOW()",
        "TIMENOW()",
        "true",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 3, |inner| {
        let op = prop::sample::select(vec!["+", "-", "*", "/", "^", "&", "=", "<", ">=", "&&", "||", "<>"]);
        let one = prop::sample::select(vec![
            "ABS",
            "CEILING",
            "FLOOR",
            "MCEILING",
            "MFLOOR",
            "SQRT",
            "EXP",
            "LN",
            "LOG",
            "TRUNC",
            "LEN",
            "TRIM",
            "UPPER",
            "INITCAP",
            "REVERSE",
            "TEXT",
            "VALUE",
            "ISNUMBER",
            "YEAR",
            "WEEKDAY",
            "ISOWEEK",
            "DATEVALUE",
            "DATETIMEVALUE",
            "TIMEVALUE",
            "HOUR",
            "UNIXTIMESTAMP",
            "FROMUNIXTIME",
            "CHR",
            "ASCII",
            "NOT",
            "ISBLANK",
            "ISNULL",
            "CASESAFEID",
        ]);
        let two = prop::sample::select(vec![
            "ROUND",
            "TRUNC",
            "MOD",
            "MAX",
            "MIN",
            "LEFT",
            "RIGHT",
            "LPAD",
            "RPAD",
            "CONTAINS",
            "FIND",
            "ADDMONTHS",
            "BLANKVALUE",
            "REGEX",
            "AND",
        ]);
        let three = prop::sample::select(vec!["IF", "MID", "SUBSTITUTE", "LPAD", "FIND", "DATE", "HYPERLINK", "CASE"]);
        prop_oneof![
            (inner.clone(), op, inner.clone()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            (one, inner.clone()).prop_map(|(f, a)| format!("{f}({a})")),
            (two, inner.clone(), inner.clone()).prop_map(|(f, a, b)| format!("{f}({a}, {b})")),
            (three, inner.clone(), inner.clone(), inner).prop_map(|(f, a, b, c)| format!("{f}({a}, {b}, {c})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_ends(text in "\\PC{0,60}|[(),+*^&|=<>!/'\"\\\\A-Za-z0-9_$. \\n-]{0,80}") {
        try_all(&text);
    }

    #[test]
    fn values_at_the_ends_of_their_ranges_end(text in formula()) {
        try_all(&text);
    }
}

#[test]
fn deep_and_long_formulas_end() {
    for (open, close) in [("(", ")"), ("NOT(", ")"), ("-", ""), ("!", ""), ("ABS(", ")")] {
        let depth = 4000 / (open.len() + close.len());
        assert!(!try_all(&format!("{}1{}", open.repeat(depth), close.repeat(depth))));
    }
    assert!(try_all(
        &"1+"
            .repeat(2000)
            .replace("1+1+1+1+1+", "1+2-3*4/5^")
            .replace('^', "+")
            .chars()
            .take(4900)
            .chain("1".chars())
            .collect::<String>()
    ));
    let grows = format!(
        "{}T{}",
        "SUBSTITUTE(".repeat(30),
        ", 'x', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')".repeat(30)
    );
    assert!(try_all(&grows));
    assert!(!try_all(&"1".repeat(6000)));
}
