//! Dates, date-times and times of day. A blank argument makes the result blank.

use super::number::numbers;
use super::{DATE, DATETIME, DAY, Function, Gives, Kinds, NUMBER, TIME, plain};
use crate::eval::{DAY_MS, Fault, Record};
use crate::{Kind, Value};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

const NO_DATE: Fault = Fault::Error("no such date");

const TEXT_OR_DATETIME: Kinds = &[Kind::Text, Kind::DateTime];
const TEXT_OR_DAY: Kinds = &[Kind::Text, Kind::Date, Kind::DateTime];

/// The wall clock of a moment.
fn at(ms: i64, zone: TimeZone) -> Result<DateTime, Fault> {
    Timestamp::from_millisecond(ms).map(|stamp| stamp.to_zoned(zone).datetime()).map_err(|_| NO_DATE)
}

fn millis(at: DateTime) -> Result<Value, Fault> {
    let stamp = at.to_zoned(TimeZone::UTC).map_err(|_| NO_DATE)?.timestamp();
    Ok(Value::DateTime(stamp.as_millisecond()))
}

fn today(record: &dyn Record) -> Result<Date, Fault> {
    at(record.now(), record.zone()).map(DateTime::date)
}

fn date(args: &[Value]) -> Result<Value, Fault> {
    let Some([year, month, day]) = numbers::<3>(args) else { return Ok(Value::Null) };
    let part = |n: Decimal| n.trunc().to_i16().ok_or(NO_DATE);
    let (month, day) = (i8::try_from(part(month)?), i8::try_from(part(day)?));
    let found = match (part(year)?, month, day) {
        (year @ 1..=9999, Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    found.map(Value::Date).ok_or(NO_DATE)
}

/// The last day of a month stays the last day; another day stays, as far as the month has it.
fn add_months(args: &[Value]) -> Result<Value, Fault> {
    let Some(months) = args[1].number() else { return Ok(args[0].clone()) };
    let months = months.trunc().to_i64().and_then(|n| Span::new().try_months(n).ok()).ok_or(NO_DATE)?;
    let shifted = |day: Date| {
        let found = day.checked_add(months).map_err(|_| NO_DATE)?;
        Ok(if day == day.last_of_month() { found.last_of_month() } else { found })
    };
    match &args[0] {
        Value::Date(day) => shifted(*day).map(Value::Date),
        Value::DateTime(ms) => {
            let moment = at(*ms, TimeZone::UTC)?;
            millis(shifted(moment.date())?.to_datetime(moment.time()))
        }
        _ => Ok(Value::Null),
    }
}

/// `YYYY-MM-DD`, strictly.
fn date_of_text(text: &str) -> Result<Date, Fault> {
    let mut parts = text.trim().splitn(3, '-').map(|part| part.parse::<i16>().ok().filter(|n| *n >= 0));
    let (year, month, day) = (parts.next().flatten(), parts.next().flatten(), parts.next().flatten());
    let long_year = text.trim().find('-') == Some(4);
    let small = |n: Option<i16>| n.and_then(|n| i8::try_from(n).ok());
    match (year.filter(|_| long_year), small(month), small(day)) {
        (Some(year), Some(month), Some(day)) => Date::new(year, month, day).map_err(|_| NO_DATE),
        _ => Err(NO_DATE),
    }
}

/// `HH:MM:SS`, with or without milliseconds.
fn time_of_text(text: &str) -> Result<Time, Fault> {
    text.trim().parse::<Time>().map_err(|_| Fault::Error("no such time"))
}

fn of_time(time: Time) -> i64 {
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    seconds * 1000 + i64::from(time.millisecond())
}

macro_rules! of_date {
    ($name:literal, $run:expr) => {
        plain($name, &[DATE], Kind::Number, |_: &dyn Record, args: &[Value]| {
            let run: fn(Date) -> i64 = $run;
            Ok(args[0].date().map_or(Value::Null, |d| run(d).into()))
        })
    };
}

macro_rules! of_time {
    ($name:literal, $run:expr) => {
        plain($name, &[TIME], Kind::Number, |_: &dyn Record, args: &[Value]| {
            let run: fn(i64) -> i64 = $run;
            Ok(match args[0] {
                Value::Time(ms) => run(ms).into(),
                _ => Value::Null,
            })
        })
    };
}

pub(super) const FUNCTIONS: &[Function] = &[
    plain("TODAY", &[], Kind::Date, |record, _| today(record).map(Value::Date)),
    plain("NOW", &[], Kind::DateTime, |record, _| Ok(Value::DateTime(record.now() / 1000 * 1000))),
    plain("TIMENOW", &[], Kind::Time, |record, _| Ok(Value::Time(record.now().rem_euclid(DAY_MS)))),
    plain("DATE", &[NUMBER, NUMBER, NUMBER], Kind::Date, |_, args| date(args)),
    // The user's day of a date-time.
    plain("DATEVALUE", &[TEXT_OR_DAY], Kind::Date, |record, args| match &args[0] {
        Value::DateTime(ms) => at(*ms, record.zone()).map(|t| Value::Date(t.date())),
        other => other.text().map_or(Ok(other.clone().blank_is_null()), |text| date_of_text(text).map(Value::Date)),
    }),
    // GMT.
    plain("DATETIMEVALUE", &[TEXT_OR_DAY], Kind::DateTime, |_, args| match &args[0] {
        Value::Date(day) => millis(day.to_datetime(Time::midnight())),
        other => other.text().map_or(Ok(other.clone().blank_is_null()), |text| {
            let text = text.trim().trim_end_matches('Z');
            let (day, time) = text.split_once(' ').unwrap_or((text, "00:00:00"));
            millis(date_of_text(day)?.to_datetime(time_of_text(time)?))
        }),
    }),
    plain("TIMEVALUE", &[TEXT_OR_DATETIME], Kind::Time, |_, args| match &args[0] {
        Value::DateTime(ms) => Ok(Value::Time(ms.rem_euclid(DAY_MS))),
        other => other.text().map_or(Ok(Value::Null), |text| time_of_text(text).map(|t| Value::Time(of_time(t)))),
    }),
    Function { gives: Gives::First, ..plain("ADDMONTHS", &[DAY, NUMBER], Kind::Null, |_, args| add_months(args)) },
    of_date!("YEAR", |d| i64::from(d.year())),
    of_date!("MONTH", |d| i64::from(d.month())),
    of_date!("DAY", |d| i64::from(d.day())),
    // Sunday is 1.
    of_date!("WEEKDAY", |d| i64::from(d.weekday().to_sunday_one_offset())),
    of_date!("DAYOFYEAR", |d| i64::from(d.day_of_year())),
    of_date!("ISOWEEK", |d| i64::from(d.iso_week_date().week())),
    of_date!("ISOYEAR", |d| i64::from(d.iso_week_date().year())),
    of_time!("HOUR", |ms| ms / 3_600_000),
    of_time!("MINUTE", |ms| ms / 60_000 % 60),
    of_time!("SECOND", |ms| ms / 1000 % 60),
    of_time!("MILLISECOND", |ms| ms % 1000),
    plain("UNIXTIMESTAMP", &[DATETIME], Kind::Number, |_, args| {
        Ok(match args[0] {
            Value::DateTime(ms) => ms.div_euclid(1000).into(),
            _ => Value::Null,
        })
    }),
    plain("FROMUNIXTIME", &[NUMBER], Kind::DateTime, |_, args| match args[0].number() {
        Some(n) => n.trunc().to_i64().and_then(|s| s.checked_mul(1000)).map(Value::DateTime).ok_or(NO_DATE),
        None => Ok(Value::Null),
    }),
];
