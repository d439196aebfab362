//! The times of an event: they follow from one another and must not contradict (Object Reference, "Event").

use super::Record;
use super::validate::error;
use apex_eval::{Datum, RowError};
use apex_sema::catalog::ObjectInfo;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Fields that say when an event begins; the first of them counts.
const STARTS: [&str; 3] = ["StartDateTime", "ActivityDateTime", "ActivityDate"];
/// Fields that say how long it is.
const LENGTHS: [&str; 2] = ["DurationInMinutes", "EndDateTime"];
/// Whether it has no time of day.
const ALL_DAY: &str = "IsAllDayEvent";

const MINUTE: i64 = 60_000;
/// Minutes of a day.
const DAY: i64 = 1_440;

/// Settles the times of an event that is about to be stored. `given` are the fields that the caller sets, `before` is
/// the event as it was, `zone` is where its owner is.
pub(super) fn settle(
    object: &ObjectInfo,
    record: &mut Record,
    given: &Record,
    before: Option<&Record>,
    zone: &TimeZone,
) -> Result<(), RowError> {
    let touched = || STARTS.iter().chain(&LENGTHS).chain([&ALL_DAY]).any(|field| given.contains_key(*field));
    if &*object.name != "Event" || (before.is_some() && !touched()) {
        return Ok(());
    }
    let event = Event { given, before, zone, all_day: is_all_day(record) };
    let start = event.start()?;
    let (minutes, end) = event.length(start)?;
    let mut set = |field: &str, value: Datum| {
        if object.field(field).is_some() {
            record.insert(field.into(), value);
        }
    };
    set("StartDateTime", Datum::Datetime(start));
    set("ActivityDateTime", if event.all_day { Datum::Null } else { Datum::Datetime(start) });
    set("ActivityDate", Datum::Date(event.day(start)));
    set("DurationInMinutes", Datum::Int(i32::try_from(minutes).unwrap_or(i32::MAX)));
    set("EndDateTime", Datum::Datetime(end));
    set("EndDate", Datum::Date(event.day(end)));
    record.retain(|_, value| *value != Datum::Null);
    Ok(())
}

struct Event<'e> {
    given: &'e Record,
    before: Option<&'e Record>,
    zone: &'e TimeZone,
    all_day: bool,
}

impl Event<'_> {
    /// When it begins; a whole day at midnight in UTC.
    fn start(&self) -> Result<i64, RowError> {
        let told = STARTS.iter().filter(|field| self.told(field).is_some());
        let (new, same): (Vec<&str>, Vec<&str>) = told.copied().partition(|field| self.is_new(field));
        let told = if new.is_empty() { same } else { new };
        let first = told.iter().find_map(|field| self.begins(self.told(field)?));
        let Some(start) = first.or_else(|| self.kept_start()) else { return missing(STARTS[0]) };
        match told.into_iter().find(|field| !self.told(field).is_some_and(|told| self.is_start(told, start))) {
            Some(field) => contradiction(field, format!("{field} must be empty or the same as StartDateTime")),
            None => Ok(start),
        }
    }

    /// The start that a value names. A date names that of a whole day only.
    fn begins(&self, value: &Datum) -> Option<i64> {
        match value {
            Datum::Datetime(ms) if self.all_day => Some(midnight(day(*ms, &TimeZone::UTC))),
            Datum::Datetime(ms) => Some(*ms),
            Datum::Date(date) if self.all_day => Some(midnight(*date)),
            _ => None,
        }
    }

    fn is_start(&self, value: &Datum, start: i64) -> bool {
        match value {
            // The reference does not say where the day counts.
            Datum::Date(date) => *date == self.day(start) || *date == day(start, &TimeZone::UTC),
            other => self.begins(other) == Some(start),
        }
    }

    /// The start as it was, unless it is taken away.
    fn kept_start(&self) -> Option<i64> {
        let before = self.before.filter(|_| self.given.get(STARTS[0]) != Some(&Datum::Null))?;
        let Some(Datum::Datetime(start)) = before.get(STARTS[0]).cloned() else { return None };
        let becomes_a_day = self.all_day && !is_all_day(before);
        Some(if becomes_a_day { midnight(day(start, self.zone)) } else { start })
    }

    /// Minutes, and when it ends; a whole day at midnight of the last one.
    fn length(&self, start: i64) -> Result<(i64, i64), RowError> {
        let extra = if self.all_day { DAY } else { 0 };
        let by_minutes = |minutes: i64| (minutes, start + (minutes - extra).max(0) * MINUTE);
        let by_end = |end: i64| ((end - start).div_euclid(MINUTE) + extra, end);
        let minutes = whole(self.told(LENGTHS[0]));
        let end = self.told(LENGTHS[1]).and_then(|end| self.begins(end));
        let (minutes, end) = match (minutes, end) {
            (Some(minutes), Some(end)) => {
                let until = by_end(end).0;
                let agree = minutes == until || self.all_day && minutes == until - DAY;
                match (self.is_new(LENGTHS[0]), self.is_new(LENGTHS[1])) {
                    (true, true) if !agree => {
                        let text = "DurationInMinutes and EndDateTime must add up to the same amount of time";
                        return contradiction(LENGTHS[0], text.into());
                    }
                    (false, true) => by_end(end),
                    _ => by_minutes(minutes),
                }
            }
            (Some(minutes), None) => by_minutes(minutes),
            (None, Some(end)) => by_end(end),
            (None, None) => match self.kept_minutes() {
                Some(minutes) => by_minutes(minutes),
                None if self.all_day => by_minutes(DAY),
                None => return missing(LENGTHS[0]),
            },
        };
        if minutes < 0 || end < start {
            // Since API version 39.0 the error is on the length, if that is given.
            let field = if self.told(LENGTHS[0]).is_some() { LENGTHS[0] } else { LENGTHS[1] };
            return contradiction(field, "an event must not end before it begins".into());
        }
        Ok((minutes, end))
    }

    /// The length as it was, unless it is taken away; a whole day has whole days.
    fn kept_minutes(&self) -> Option<i64> {
        let before = self.before?;
        let taken = |field: &str| self.given.get(field) == Some(&Datum::Null);
        let minutes = whole(before.get(LENGTHS[0])).filter(|_| !(taken(LENGTHS[0]) && taken(LENGTHS[1])))?;
        let days = (minutes + DAY - 1).div_euclid(DAY).max(1);
        Some(if self.all_day && !is_all_day(before) { days * DAY } else { minutes })
    }

    fn told(&self, field: &str) -> Option<&Datum> {
        self.given.get(field).filter(|value| **value != Datum::Null)
    }

    /// Whether a field gets another value: records come back with all that a query read.
    fn is_new(&self, field: &str) -> bool {
        self.before.is_none_or(|before| before.get(field) != self.given.get(field))
    }

    fn day(&self, ms: i64) -> Date {
        if self.all_day { day(ms, &TimeZone::UTC) } else { day(ms, self.zone) }
    }
}

fn is_all_day(record: &Record) -> bool {
    record.get(ALL_DAY) == Some(&Datum::Bool(true))
}

fn whole(value: Option<&Datum>) -> Option<i64> {
    match value {
        Some(Datum::Int(number)) => Some((*number).into()),
        _ => None,
    }
}

fn day(ms: i64, zone: &TimeZone) -> Date {
    Timestamp::from_millisecond(ms).unwrap_or_default().to_zoned(zone.clone()).date()
}

fn midnight(date: Date) -> i64 {
    date.to_zoned(TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_millisecond())
}

fn missing<T>(field: &str) -> Result<T, RowError> {
    Err(error("REQUIRED_FIELD_MISSING", format!("Required fields are missing: [{field}]"), &[field]))
}

fn contradiction<T>(field: &str, text: String) -> Result<T, RowError> {
    Err(error("FIELD_INTEGRITY_EXCEPTION", text, &[field]))
}
