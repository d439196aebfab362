//! `tests/cases/*.txt`: a line `formula => value`, `formula !! message`, or `formula @ line`.
//!
//! Values are written as `TEXT` would show them, texts in quotes, blanks as `null`, errors as `#Error!…`.
//! Lines that begin with `#` say where the cases below come from.

use jiff::tz::TimeZone;
use sf_formula::{Blanks, Fault, Formula, Kind, Record, Scope, Use, Value};
use std::path::Path;

/// The fields of every case: name, kind, value, value before.
const FIELDS: &[(&str, Kind, &str, &str)] = &[
    ("Name", Kind::Text, "Acme Corp", "Acme"),
    ("Empty__c", Kind::Text, "", ""),
    ("Amount__c", Kind::Number, "1250.50", "1000"),
    ("Zero__c", Kind::Number, "0", "0"),
    ("Blank__c", Kind::Number, "", "5"),
    ("Rate__c", Kind::Number, "0.25", "0.25"),
    ("Active__c", Kind::Boolean, "true", "false"),
    ("Start__c", Kind::Date, "2026-01-31", "2026-01-01"),
    ("NoDate__c", Kind::Date, "", ""),
    ("Due__c", Kind::DateTime, "2026-03-01T23:30:00Z", "2026-03-01T23:30:00Z"),
    ("Opens__c", Kind::Time, "08:15:30", "08:15:30"),
    ("Status__c", Kind::Picklist, "Open", "New"),
    ("NoStatus__c", Kind::Picklist, "", ""),
    ("Tags__c", Kind::MultiPicklist, "Red;Green", ""),
    ("Owner.Email", Kind::Text, "a@example.com", "a@example.com"),
    ("OwnerId", Kind::Text, "005B0000000hMtx", "005B0000000hMtx"),
    ("$User.Alias", Kind::Text, "admin", "admin"),
];

struct World {
    new: bool,
}

impl Scope for World {
    fn field(&self, path: &str) -> Result<Kind, String> {
        let found = FIELDS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(path));
        found.map(|(_, kind, ..)| *kind).ok_or_else(|| format!("Field {path} does not exist. Check spelling."))
    }
}

impl Record for World {
    fn value(&self, path: &str, prior: bool) -> Result<Value, Fault> {
        let (_, kind, now, before) = FIELDS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(path)).unwrap();
        let text = if prior { before } else { now };
        Ok(match kind {
            _ if text.is_empty() => Value::Null,
            Kind::Number => Value::Number(text.parse().unwrap()),
            Kind::Boolean => Value::Boolean(*text == "true"),
            Kind::Date => Value::Date(text.parse().unwrap()),
            Kind::DateTime => Value::DateTime(text.parse::<jiff::Timestamp>().unwrap().as_millisecond()),
            Kind::Time => Value::Time(((8 * 60 + 15) * 60 + 30) * 1000),
            _ => Value::Text((*text).into()),
        })
    }
    fn is_new(&self) -> bool {
        self.new
    }
    fn now(&self) -> i64 {
        "2026-02-28T23:30:15.250Z".parse::<jiff::Timestamp>().unwrap().as_millisecond()
    }
    fn zone(&self) -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }
    fn matches(&self, text: &str, pattern: &str) -> Result<bool, Fault> {
        Ok(text == pattern)
    }
    fn full_id(&self, id: &str) -> Option<String> {
        (id.len() == 15).then(|| format!("{id}AAA"))
    }
}

fn shown(value: Result<Value, Fault>) -> String {
    match value {
        Ok(Value::Null) => "null".into(),
        Ok(Value::Boolean(b)) => b.to_string(),
        Ok(Value::Number(n)) => n.normalize().to_string(),
        Ok(Value::Text(text)) => format!("{text:?}"),
        Ok(Value::Date(date)) => date.to_string(),
        Ok(Value::DateTime(ms)) => jiff::Timestamp::from_millisecond(ms).unwrap().to_string(),
        Ok(Value::Time(ms)) => format!("{ms} ms"),
        Err(fault) => fault.to_string(),
    }
}

/// The result of a formula of whatever kind it has.
fn outcome(text: &str, place: Use, blanks: Blanks, new: bool) -> String {
    let world = World { new };
    let kinds = [Kind::Text, Kind::Number, Kind::Boolean, Kind::Date, Kind::DateTime, Kind::Time];
    let mut error = None;
    for kind in kinds {
        match Formula::compile(text, &world, place, kind, blanks) {
            Ok(formula) => return format!("=> {}", shown(formula.evaluate(&world))),
            Err(e) if e.message.starts_with("Formula result is data type") => {}
            Err(e) => error = error.or(Some(e.message)),
        }
    }
    format!("!! {}", error.unwrap_or_default().trim_end())
}

fn run(name: &str, place: Use, blanks: Blanks, new: bool) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut wrong = Vec::new();
    let mut sourced = false;
    for (number, line) in text.lines().enumerate() {
        sourced |= line.starts_with("# Source:");
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        assert!(sourced, "{name}:{}: no source above", number + 1);
        let at = line.find(" => ").or_else(|| line.find(" !! ")).unwrap_or_else(|| panic!("{name}: {line}"));
        let found = outcome(line[..at].trim(), place, blanks, new);
        if found != line[at..].trim() {
            wrong.push(format!("{name}:{}: {line}\n    found {found}", number + 1));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn numbers() {
    run("numbers.txt", Use::Field, Blanks::Blank, false);
}

#[test]
fn texts() {
    run("texts.txt", Use::Field, Blanks::Blank, false);
}

#[test]
fn dates() {
    run("dates.txt", Use::Field, Blanks::Blank, false);
}

#[test]
fn logic() {
    run("logic.txt", Use::Field, Blanks::Blank, false);
}

#[test]
fn blanks_as_zeroes() {
    run("zeroes.txt", Use::Field, Blanks::Zero, false);
}

#[test]
fn rules_about_a_change() {
    run("rule-update.txt", Use::Rule, Blanks::Blank, false);
}

#[test]
fn rules_about_a_new_record() {
    run("rule-insert.txt", Use::Rule, Blanks::Blank, true);
}

#[test]
fn mistakes() {
    run("mistakes.txt", Use::Field, Blanks::Blank, false);
}

#[test]
fn a_result_of_another_kind_is_refused() {
    let error = |kind| {
        Formula::compile("Name & 'x'", &World { new: false }, Use::Field, kind, Blanks::Zero).unwrap_err().to_string()
    };
    assert_eq!(
        error(Kind::Number),
        "Formula result is data type (Text), incompatible with expected data type (Number)."
    );
}

#[test]
fn a_mistake_has_a_place() {
    let at = |text| Formula::compile(text, &World { new: false }, Use::Field, Kind::Text, Blanks::Zero).unwrap_err().at;
    assert_eq!(at("Name & Nothing__c"), 7);
    assert_eq!(at("Name & /* a\ncomment */ LEN(Name)"), 23);
}

#[test]
fn fields_are_listed_with_those_in_functions() {
    let text = "IF(ISBLANK(Name), $User.Alias, TEXT(Amount__c) & -1 & Owner.Email)".replace("-1", "'-1'");
    let formula = Formula::compile(&text, &World { new: false }, Use::Field, Kind::Text, Blanks::Zero).unwrap();
    assert_eq!(formula.fields(), ["Name", "$User.Alias", "Amount__c", "Owner.Email"]);
}
