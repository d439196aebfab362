//! `System.Date`.

use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::text::date_short;
use crate::value::Value;
use jiff::civil::Date;
use jiff::{Span, Unit};

pub(super) const MEMBERS: Members = &[
    ("today/0", |cx, _, _| Ok(Value::Date(cx.today()))),
    ("newInstance/3", |cx, _, a| {
        let (year, month, day) = (cx.arg_int(&a[0])?, cx.arg_int(&a[1])?, cx.arg_int(&a[2])?);
        cx.lenient_date(year, month, day).map(Value::Date)
    }),
    ("valueOf(String)", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        cx.parse_date(&text)
    }),
    ("valueOf(Object)", |cx, _, a| match &a[0] {
        Value::Date(d) => Ok(Value::Date(*d)),
        Value::Datetime(ms) => Ok(Value::Date(cx.local(*ms).date())),
        Value::Null => Err(cx.null_argument()),
        other => {
            let text = cx.text(other)?;
            cx.parse_date(&text)
        }
    }),
    ("parse/1", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        let parts: Vec<i32> = text.split('/').filter_map(|p| p.trim().parse().ok()).collect();
        match *parts {
            [month, day, year] if (1..=12).contains(&month) => cx.lenient_date(year, month, day).map(Value::Date),
            _ => Err(cx.throw("System.TypeException", &format!("Invalid date: {text}"))),
        }
    }),
    ("daysInMonth/2", |cx, _, a| {
        let first = cx.lenient_date(cx.arg_int(&a[0])?, cx.arg_int(&a[1])?, 1)?;
        Ok(Value::Int(first.days_in_month().into()))
    }),
    ("isLeapYear/1", |cx, _, a| {
        let first = cx.lenient_date(cx.arg_int(&a[0])?, 1, 1)?;
        Ok(Value::Bool(first.in_leap_year()))
    }),
    ("year/0", |cx, me, _| Ok(Value::Int(cx.arg_date(me)?.year().into()))),
    ("month/0", |cx, me, _| Ok(Value::Int(cx.arg_date(me)?.month().into()))),
    ("day/0", |cx, me, _| Ok(Value::Int(cx.arg_date(me)?.day().into()))),
    ("dayOfYear/0", |cx, me, _| Ok(Value::Int(cx.arg_date(me)?.day_of_year().into()))),
    ("addDays/1", |cx, me, a| {
        let days = i64::from(cx.arg_int(&a[0])?);
        cx.shift(me, Span::new().try_days(days))
    }),
    ("addMonths/1", |cx, me, a| {
        let months = i64::from(cx.arg_int(&a[0])?);
        cx.shift(me, Span::new().try_months(months))
    }),
    ("addYears/1", |cx, me, a| {
        let years = i64::from(cx.arg_int(&a[0])?);
        cx.shift(me, Span::new().try_years(years))
    }),
    ("daysBetween/1", |cx, me, a| {
        let days = cx.arg_date(me)?.until((Unit::Day, cx.arg_date(&a[0])?)).map_or(0, |s| s.get_days());
        Ok(Value::Int(days))
    }),
    ("monthsBetween/1", |cx, me, a| {
        let (x, y) = (cx.arg_date(me)?, cx.arg_date(&a[0])?);
        let months = |d: Date| i32::from(d.year()) * 12 + i32::from(d.month());
        Ok(Value::Int(months(y) - months(x)))
    }),
    ("isSameDay/1", |cx, me, a| Ok(Value::Bool(cx.arg_date(me)? == cx.arg_date(&a[0])?))),
    ("toStartOfMonth/0", |cx, me, _| Ok(Value::Date(cx.arg_date(me)?.first_of_month()))),
    ("toStartOfWeek/0", |cx, me, _| {
        let days = i64::from(cx.arg_date(me)?.weekday().to_sunday_zero_offset());
        cx.shift(me, Span::new().try_days(-days))
    }),
    ("format/0", |cx, me, _| {
        let d = cx.arg_date(me)?;
        Ok(Value::str(format!("{}/{}/{}", d.month(), d.day(), d.year())))
    }),
];

impl Interp<'_, '_> {
    pub(super) fn arg_date(&self, value: &Value) -> Run<Date> {
        match value {
            Value::Date(d) => Ok(*d),
            Value::Datetime(ms) => Ok(self.local(*ms).date()),
            _ => Err(self.null_argument()),
        }
    }

    pub(crate) fn today(&self) -> Date {
        self.local(self.host.now()).date()
    }

    fn shift(&self, me: &Value, by: Result<Span, jiff::Error>) -> Run<Value> {
        let date = self.arg_date(me)?;
        match by.and_then(|by| date.checked_add(by)) {
            Ok(date) => Ok(Value::Date(date)),
            Err(_) => Err(self.throw("System.MathException", "Date out of range")),
        }
    }

    /// A date where months and days may lie outside their range, as `Date.newInstance` takes them.
    pub(super) fn lenient_date(&self, year: i32, month: i32, day: i32) -> Run<Date> {
        let months = i64::from(year) * 12 + i64::from(month) - 1;
        let first = i16::try_from(months.div_euclid(12)).ok().and_then(|y| {
            let m = i8::try_from(months.rem_euclid(12) + 1).ok()?;
            Date::new(y, m, 1).ok()
        });
        let found = first.and_then(|f| f.checked_add(Span::new().try_days(i64::from(day) - 1).ok()?).ok());
        found.ok_or_else(|| self.throw("System.TypeException", &format!("Invalid date: {year}-{month}-{day}")))
    }

    fn parse_date(&self, text: &str) -> Run<Value> {
        let head = text.trim().split([' ', 'T']).next().unwrap_or("");
        let parts: Vec<&str> = head.split('-').collect();
        let numbers: Vec<i32> = parts.iter().filter_map(|p| p.parse().ok()).collect();
        match *numbers {
            [y, m, d] if parts.len() == 3 && parts[0].len() == 4 && (1..=12).contains(&m) && (1..=31).contains(&d) => {
                let date = self.lenient_date(y, m, d)?;
                if date_short(date).ends_with(&format!("{d:02}")) {
                    return Ok(Value::Date(date));
                }
                Err(self.throw("System.TypeException", &format!("Invalid date: {text}")))
            }
            _ => Err(self.throw("System.TypeException", &format!("Invalid date: {text}"))),
        }
    }
}
