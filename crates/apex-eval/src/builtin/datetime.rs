//! `System.Datetime`. Methods without `Gmt` use the time zone of the running user.

use crate::host::Datum;
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::text::utc;
use crate::value::Value;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Zoned};

pub(super) const MEMBERS: Members = &[
    ("now/0", |cx, _, _| Ok(Value::Datetime(cx.host.now()))),
    ("newInstance/1", |cx, _, a| Ok(Value::Datetime(cx.arg_long(&a[0])?))),
    ("newInstance(Date,Time)", |cx, _, a| {
        let (date, time) = (cx.arg_date(&a[0])?, cx.arg_time(&a[1])?);
        Ok(cx.at_local(date, time.into()))
    }),
    ("newInstance/3", |cx, _, a| {
        let date = cx.lenient_date(cx.arg_int(&a[0])?, cx.arg_int(&a[1])?, cx.arg_int(&a[2])?)?;
        Ok(cx.at_local(date, 0))
    }),
    ("newInstance/6", |cx, _, a| {
        let (date, ms) = cx.six(a)?;
        Ok(cx.at_local(date, ms))
    }),
    ("newInstanceGmt(Date,Time)", |cx, _, a| {
        let (date, time) = (cx.arg_date(&a[0])?, cx.arg_time(&a[1])?);
        Ok(Value::Datetime(crate::convert::midnight(date) + i64::from(time)))
    }),
    ("newInstanceGmt/3", |cx, _, a| {
        let date = cx.lenient_date(cx.arg_int(&a[0])?, cx.arg_int(&a[1])?, cx.arg_int(&a[2])?)?;
        Ok(Value::Datetime(crate::convert::midnight(date)))
    }),
    ("newInstanceGmt/6", |cx, _, a| {
        let (date, ms) = cx.six(a)?;
        Ok(Value::Datetime(crate::convert::midnight(date) + ms))
    }),
    ("valueOf(String)", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        cx.parse_datetime(&text, false)
    }),
    ("valueOf(Object)", |cx, _, a| match &a[0] {
        Value::Datetime(ms) => Ok(Value::Datetime(*ms)),
        Value::Date(d) => Ok(Value::Datetime(crate::convert::midnight(*d))),
        other => {
            let text = cx.text(other)?;
            cx.parse_datetime(&text, false)
        }
    }),
    ("valueOfGmt/1", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        cx.parse_datetime(&text, true)
    }),
    ("getTime/0", |cx, me, _| Ok(Value::Long(cx.arg_datetime(me)?))),
    ("addDays/1", |cx, me, a| cx.later(me, &a[0], 86_400_000)),
    ("addHours/1", |cx, me, a| cx.later(me, &a[0], 3_600_000)),
    ("addMinutes/1", |cx, me, a| cx.later(me, &a[0], 60_000)),
    ("addSeconds/1", |cx, me, a| cx.later(me, &a[0], 1000)),
    ("addMonths/1", |cx, me, a| {
        let n = i64::from(cx.arg_int(&a[0])?);
        cx.shift_time(me, Span::new().try_months(n))
    }),
    ("addYears/1", |cx, me, a| {
        let n = i64::from(cx.arg_int(&a[0])?);
        cx.shift_time(me, Span::new().try_years(n))
    }),
    ("date/0", |cx, me, _| Ok(Value::Date(cx.zoned(me)?.date()))),
    ("dateGmt/0", |cx, me, _| Ok(Value::Date(utc(cx.arg_datetime(me)?).date()))),
    ("time/0", |cx, me, _| Ok(time_of(cx.zoned(me)?))),
    ("timeGmt/0", |cx, me, _| Ok(time_of(utc(cx.arg_datetime(me)?)))),
    ("year/0", |cx, me, _| Ok(Value::Int(cx.zoned(me)?.year().into()))),
    ("month/0", |cx, me, _| Ok(Value::Int(cx.zoned(me)?.month().into()))),
    ("day/0", |cx, me, _| Ok(Value::Int(cx.zoned(me)?.day().into()))),
    ("hour/0", |cx, me, _| Ok(Value::Int(cx.zoned(me)?.hour().into()))),
    ("minute/0", |cx, me, _| Ok(Value::Int(cx.zoned(me)?.minute().into()))),
    ("second/0", |cx, me, _| Ok(Value::Int(cx.zoned(me)?.second().into()))),
    ("millisecond/0", |cx, me, _| Ok(Value::Int(cx.zoned(me)?.millisecond().into()))),
    ("dayOfYear/0", |cx, me, _| Ok(Value::Int(cx.zoned(me)?.date().day_of_year().into()))),
    ("yearGmt/0", |cx, me, _| Ok(Value::Int(utc(cx.arg_datetime(me)?).year().into()))),
    ("monthGmt/0", |cx, me, _| Ok(Value::Int(utc(cx.arg_datetime(me)?).month().into()))),
    ("dayGmt/0", |cx, me, _| Ok(Value::Int(utc(cx.arg_datetime(me)?).day().into()))),
    ("hourGmt/0", |cx, me, _| Ok(Value::Int(utc(cx.arg_datetime(me)?).hour().into()))),
    ("minuteGmt/0", |cx, me, _| Ok(Value::Int(utc(cx.arg_datetime(me)?).minute().into()))),
    ("secondGmt/0", |cx, me, _| Ok(Value::Int(utc(cx.arg_datetime(me)?).second().into()))),
    ("millisecondGmt/0", |cx, me, _| Ok(Value::Int(utc(cx.arg_datetime(me)?).millisecond().into()))),
    ("isSameDay/1", |cx, me, a| Ok(Value::Bool(cx.zoned(me)?.date() == cx.zoned(&a[0])?.date()))),
    ("dayOfYearGmt/0", |cx, me, _| Ok(Value::Int(utc(cx.arg_datetime(me)?).date().day_of_year().into()))),
    ("formatLong/0", |cx, me, _| {
        let t = cx.in_zone(me, cx.zone())?;
        let text = cx.pattern_text("M/d/yyyy, h:mm:ss a", &t)?;
        Ok(Value::str(format!("{} {}", text.as_str().unwrap_or_default(), t.strftime("%Z"))))
    }),
    ("parse/1", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        match parse_local(&text) {
            Some(t) => Ok(Value::Datetime(t.to_zoned(cx.zone()).map_or(0, |z| z.timestamp().as_millisecond()))),
            None => Err(cx.throw("System.TypeException", &format!("Invalid date/time: {text}"))),
        }
    }),
    ("format/0", |cx, me, _| {
        let t = cx.in_zone(me, cx.zone())?;
        cx.pattern_text("M/d/yyyy, h:mm a", &t)
    }),
    ("format/1", |cx, me, a| {
        let (t, pattern) = (cx.in_zone(me, cx.zone())?, cx.arg_text(&a[0])?);
        cx.pattern_text(&pattern, &t)
    }),
    ("format/2", |cx, me, a| {
        let pattern = cx.arg_text(&a[0])?;
        let name = cx.arg_text(&a[1])?;
        let t = cx.in_zone(me, TimeZone::get(&name).unwrap_or(TimeZone::UTC))?;
        cx.pattern_text(&pattern, &t)
    }),
    ("formatGmt/1", |cx, me, a| {
        let (t, pattern) = (cx.in_zone(me, TimeZone::UTC)?, cx.arg_text(&a[0])?);
        cx.pattern_text(&pattern, &t)
    }),
];

/// `1/31/2026, 3:05 PM`, the form of en_US; with or without the comma.
fn parse_local(text: &str) -> Option<DateTime> {
    let text = text.trim().replace(',', " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let [date, time, half] = *words else { return None };
    let date: Vec<i16> = date.split('/').filter_map(|part| part.parse().ok()).collect();
    let time: Vec<i8> = time.split(':').filter_map(|part| part.parse().ok()).collect();
    let ([month, day, year], [hour, minute]) = (&*date, &*time) else { return None };
    let hour = match (half.to_ascii_uppercase().as_str(), hour) {
        ("AM", 12) => 0,
        ("PM", 12) => 12,
        ("PM", h) => h + 12,
        ("AM", h) => *h,
        _ => return None,
    };
    let (month, day) = (i8::try_from(*month).ok()?, i8::try_from(*day).ok()?);
    DateTime::new(*year, month, day, hour, *minute, 0, 0).ok()
}

fn time_of(t: DateTime) -> Value {
    let ms = i32::from(t.hour()) * 3_600_000 + i32::from(t.minute()) * 60_000 + i32::from(t.second()) * 1000;
    Value::Time(ms + i32::from(t.millisecond()))
}

fn offset_text(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
}

impl Interp<'_, '_> {
    fn arg_datetime(&self, value: &Value) -> Run<i64> {
        match value {
            Value::Datetime(ms) => Ok(*ms),
            Value::Date(d) => Ok(crate::convert::midnight(*d)),
            _ => Err(self.null_argument()),
        }
    }

    pub(super) fn zone(&self) -> TimeZone {
        match self.host.user("TimeZoneSidKey") {
            Datum::Str(name) => TimeZone::get(&name).unwrap_or(TimeZone::UTC),
            _ => TimeZone::UTC,
        }
    }

    /// Date and time in the running user's time zone.
    pub(crate) fn local(&self, ms: i64) -> DateTime {
        jiff::Timestamp::from_millisecond(ms).unwrap_or_default().to_zoned(self.zone()).datetime()
    }

    fn in_zone(&self, me: &Value, zone: TimeZone) -> Run<Zoned> {
        Ok(jiff::Timestamp::from_millisecond(self.arg_datetime(me)?).unwrap_or_default().to_zoned(zone))
    }

    pub(super) fn zoned(&self, me: &Value) -> Run<DateTime> {
        Ok(self.local(self.arg_datetime(me)?))
    }

    fn at_local(&self, date: Date, ms: i64) -> Value {
        let midnight = date
            .to_zoned(self.zone())
            .map_or_else(|_| crate::convert::midnight(date), |z| z.timestamp().as_millisecond());
        Value::Datetime(midnight + ms)
    }

    fn six(&self, a: &[Value]) -> Run<(Date, i64)> {
        let date = self.lenient_date(self.arg_int(&a[0])?, self.arg_int(&a[1])?, self.arg_int(&a[2])?)?;
        let (h, m, s) = (self.arg_long(&a[3])?, self.arg_long(&a[4])?, self.arg_long(&a[5])?);
        Ok((date, h * 3_600_000 + m * 60_000 + s * 1000))
    }

    fn later(&self, me: &Value, by: &Value, unit: i64) -> Run<Value> {
        Ok(Value::Datetime(self.arg_datetime(me)? + self.arg_long(by)? * unit))
    }

    fn shift_time(&self, me: &Value, by: Result<Span, jiff::Error>) -> Run<Value> {
        let ms = self.arg_datetime(me)?;
        let moved = by.and_then(|by| utc(ms).checked_add(by)).ok().and_then(|t| t.to_zoned(TimeZone::UTC).ok());
        match moved {
            Some(zoned) => Ok(Value::Datetime(zoned.timestamp().as_millisecond())),
            None => Err(self.throw("System.MathException", "Datetime out of range")),
        }
    }

    /// `2026-01-31 10:00:00`
    fn parse_datetime(&self, text: &str, gmt: bool) -> Run<Value> {
        let normal = text.trim().replacen('T', " ", 1);
        let body = normal.trim_end_matches('Z');
        match body.parse::<DateTime>() {
            Ok(t) => {
                let zone = if gmt { TimeZone::UTC } else { self.zone() };
                Ok(Value::Datetime(t.to_zoned(zone).map_or(0, |z| z.timestamp().as_millisecond())))
            }
            Err(_) => Err(self.throw("System.TypeException", &format!("Invalid date/time: {text}"))),
        }
    }

    /// `java.text.SimpleDateFormat` for en_US.
    fn pattern_text(&self, pattern: &str, t: &Zoned) -> Run<Value> {
        let mut out = String::new();
        let chars: Vec<char> = pattern.chars().collect();
        let mut i = 0;
        while i < chars.len() {
            let c = chars[i];
            if c == '\'' {
                if chars.get(i + 1) == Some(&'\'') {
                    out.push('\'');
                    i += 2;
                    continue;
                }
                i += 1;
                while i < chars.len() && chars[i] != '\'' {
                    out.push(chars[i]);
                    i += 1;
                }
                i += 1;
                continue;
            }
            let run = chars[i..].iter().take_while(|x| **x == c).count();
            i += run;
            match field_text(c, run, t) {
                Some(text) => out.push_str(&text),
                None if c.is_ascii_alphabetic() => {
                    return Err(
                        self.throw("System.IllegalArgumentException", &format!("Illegal pattern character '{c}'"))
                    );
                }
                None => out.extend(std::iter::repeat_n(c, run)),
            }
        }
        Ok(Value::str(out))
    }
}

/// `GMT`, `CET` or, for a zone without letters of its own, `GMT+03:00`.
fn zone_name(t: &Zoned) -> String {
    let name = t.strftime("%Z").to_string();
    if name == "UTC" {
        return "GMT".into();
    }
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("GMT{}", t.strftime("%:z")) }
}

/// Year and number of the week as in the United States: it begins on a Sunday, and the first holds the 1st of January.
fn week(date: Date) -> (i16, i16) {
    let to_saturday = 6 - i16::from(date.weekday().to_sunday_zero_offset());
    let left = date.days_in_year() - date.day_of_year();
    if left < to_saturday {
        return (date.year() + 1, 1);
    }
    let first = i16::from(date.first_of_year().weekday().to_sunday_zero_offset());
    (date.year(), (date.day_of_year() - 1 + first) / 7 + 1)
}

fn field_text(c: char, run: usize, at: &Zoned) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    let number = |n: i32| format!("{n:0run$}");
    let (t, offset) = (at.datetime(), offset_text(at.offset().seconds()));
    let hour12 = if t.hour() % 12 == 0 { 12 } else { t.hour() % 12 };
    Some(match c {
        'G' => "AD".into(),
        'y' if run == 2 => format!("{:02}", t.year() % 100),
        'y' => number(t.year().into()),
        'Y' if run == 2 => format!("{:02}", week(t.date()).0 % 100),
        'Y' => number(week(t.date()).0.into()),
        'w' => number(week(t.date()).1.into()),
        'W' => {
            let first = i32::from(t.date().first_of_month().weekday().to_sunday_zero_offset());
            number((i32::from(t.day()) - 1 + first) / 7 + 1)
        }
        'F' => number((i32::from(t.day()) - 1) / 7 + 1),
        'M' | 'L' if run >= 3 => {
            let name = MONTHS[usize::try_from(t.month() - 1).ok()?];
            if run == 3 { name[..3].into() } else { name.into() }
        }
        'M' | 'L' => number(t.month().into()),
        'd' => number(t.day().into()),
        'D' => number(t.date().day_of_year().into()),
        'E' => {
            let name = DAYS[usize::try_from(t.weekday().to_sunday_zero_offset()).ok()?];
            if run <= 3 { name[..3].into() } else { name.into() }
        }
        'u' => number(t.weekday().to_monday_one_offset().into()),
        'H' => number(t.hour().into()),
        'k' => number(if t.hour() == 0 { 24 } else { t.hour().into() }),
        'h' => number(hour12.into()),
        'K' => number((t.hour() % 12).into()),
        'm' => number(t.minute().into()),
        's' => number(t.second().into()),
        'S' => number(t.millisecond().into()),
        'a' => if t.hour() < 12 { "AM" } else { "PM" }.into(),
        'Z' => offset,
        'X' if offset == "+0000" => "Z".into(),
        'X' if run == 3 => format!("{}:{}", offset.get(..3)?, offset.get(3..)?),
        'X' => offset,
        'z' => zone_name(at),
        _ => return None,
    })
}
