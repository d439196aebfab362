//! Date literals and date functions: SOQL and SOSL Reference, "Date Formats and Date Literals". Weeks start on Sunday;
//! the fiscal year is the calendar year.

use apex_eval::Datum;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

/// Where literals of many years end: the years that a date may have.
const EARLIEST: Date = Date::constant(1, 1, 1);
const LATEST: Date = Date::constant(9998, 12, 31);

/// The moment and time zone a query runs at.
#[derive(Debug, Clone)]
pub struct Clock {
    /// Milliseconds since 1970.
    pub now: i64,
    /// The user's time zone.
    pub zone: TimeZone,
}

impl Clock {
    fn local(&self, ms: i64) -> Date {
        jiff::Timestamp::from_millisecond(ms).unwrap_or_default().to_zoned(self.zone.clone()).date()
    }

    fn midnight(&self, date: Date) -> Datum {
        Datum::Datetime(date.to_zoned(self.zone.clone()).map_or(0, |z| z.timestamp().as_millisecond()))
    }

    /// First moment and end of a literal.
    pub(super) fn range(&self, name: &str, count: Option<i32>) -> Option<(Datum, Datum)> {
        let today = self.local(self.now);
        let n = i64::from(count.unwrap_or(0));
        let name = name.replace("fiscal_", "");
        let week = |d: Date| d.checked_sub(i64::from(d.weekday().to_sunday_zero_offset()).days()).unwrap_or(d);
        let month = |d: Date| d.first_of_month();
        let quarter = |d: Date| {
            let back = i64::from((d.month() - 1) % 3);
            d.first_of_month().checked_sub(back.months()).unwrap_or(d)
        };
        let year = |d: Date| d.first_of_year();
        let add = |d: Date, n: i64, size: &dyn Fn(i64) -> Result<Span, jiff::Error>| {
            let moved = size(n).and_then(|span| d.checked_add(span)).ok();
            let moved = moved.filter(|moved| (EARLIEST..=LATEST).contains(moved));
            moved.unwrap_or(if n < 0 { EARLIEST } else { LATEST })
        };
        let unit = |start: Date, from: i64, to: i64, size: &dyn Fn(i64) -> Result<Span, jiff::Error>| {
            (add(start, from, size), add(start, to, size))
        };
        let days = |n: i64| Span::new().try_days(n);
        let weeks = |n: i64| Span::new().try_weeks(n);
        let months = |n: i64| Span::new().try_months(n);
        let quarters = |n: i64| Span::new().try_months(n * 3);
        let years = |n: i64| Span::new().try_years(n);
        let (from, to) = match &*name {
            "yesterday" => unit(today, -1, 0, &days),
            "today" => unit(today, 0, 1, &days),
            "tomorrow" => unit(today, 1, 2, &days),
            "last_week" => unit(week(today), -1, 0, &weeks),
            "this_week" => unit(week(today), 0, 1, &weeks),
            "next_week" => unit(week(today), 1, 2, &weeks),
            "last_month" => unit(month(today), -1, 0, &months),
            "this_month" => unit(month(today), 0, 1, &months),
            "next_month" => unit(month(today), 1, 2, &months),
            "last_quarter" => unit(quarter(today), -1, 0, &quarters),
            "this_quarter" => unit(quarter(today), 0, 1, &quarters),
            "next_quarter" => unit(quarter(today), 1, 2, &quarters),
            "last_year" => unit(year(today), -1, 0, &years),
            "this_year" => unit(year(today), 0, 1, &years),
            "next_year" => unit(year(today), 1, 2, &years),
            "last_90_days" => unit(today, -90, 1, &days),
            "next_90_days" => unit(today, 1, 91, &days),
            "last_n_days" => unit(today, -n, 1, &days),
            "next_n_days" => unit(today, 1, n + 1, &days),
            "n_days_ago" => unit(today, -n, -n + 1, &days),
            "last_n_weeks" => unit(week(today), -n, 0, &weeks),
            "next_n_weeks" => unit(week(today), 1, n + 1, &weeks),
            "n_weeks_ago" => unit(week(today), -n, -n + 1, &weeks),
            "last_n_months" => unit(month(today), -n, 0, &months),
            "next_n_months" => unit(month(today), 1, n + 1, &months),
            "n_months_ago" => unit(month(today), -n, -n + 1, &months),
            "last_n_quarters" => unit(quarter(today), -n, 0, &quarters),
            "next_n_quarters" => unit(quarter(today), 1, n + 1, &quarters),
            "n_quarters_ago" => unit(quarter(today), -n, -n + 1, &quarters),
            "last_n_years" => unit(year(today), -n, 0, &years),
            "next_n_years" => unit(year(today), 1, n + 1, &years),
            "n_years_ago" => unit(year(today), -n, -n + 1, &years),
            _ => return None,
        };
        Some((self.midnight(from), self.midnight(to)))
    }

    /// `CALENDAR_YEAR(x)` and the like; `None` for a function that is not known. Days and hours are those of UTC unless
    /// `convertTimezone(x)` makes them the user's (SOQL and SOSL Reference, "convertTimezone()").
    pub(super) fn function(&self, name: &str, value: &Datum) -> Option<Datum> {
        let stamp = |ms: i64| jiff::Timestamp::from_millisecond(ms).unwrap_or_default();
        if name == "converttimezone" {
            let Datum::Datetime(ms) = value else { return Some(value.clone()) };
            let offset = self.zone.to_offset(stamp(*ms)).seconds();
            return Some(Datum::Datetime(ms + i64::from(offset) * 1000));
        }
        let date = match value {
            Datum::Date(d) => *d,
            Datum::Datetime(ms) => stamp(*ms).to_zoned(TimeZone::UTC).date(),
            _ => Date::ZERO,
        };
        let number = match name {
            "calendar_year" | "fiscal_year" => i32::from(date.year()),
            "calendar_month" | "fiscal_month" => i32::from(date.month()),
            "calendar_quarter" | "fiscal_quarter" => i32::from((date.month() - 1) / 3 + 1),
            "day_in_month" => i32::from(date.day()),
            "day_in_week" => i32::from(date.weekday().to_sunday_zero_offset()) + 1,
            "day_in_year" => i32::from(date.day_of_year()),
            "week_in_month" => i32::from((date.day() - 1) / 7 + 1),
            "week_in_year" => i32::from((date.day_of_year() - 1) / 7 + 1),
            "day_only" => return Some(if *value == Datum::Null { Datum::Null } else { Datum::Date(date) }),
            "hour_in_day" => match value {
                Datum::Datetime(ms) => i32::from(stamp(*ms).to_zoned(TimeZone::UTC).hour()),
                _ => 0,
            },
            _ => return None,
        };
        Some(if *value == Datum::Null { Datum::Null } else { Datum::Int(number) })
    }
}
