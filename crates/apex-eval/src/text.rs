//! Values as text: string concatenation, `String.valueOf`, and the formats behind them.

use crate::interp::Interp;
use crate::native::NativeData;
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::platform;
use jiff::civil::Date;
use std::rc::Rc;

/// A Double as Java prints it: `1.0`, `0.001`, `1.0E10`.
pub fn java_double(d: f64) -> String {
    if d.is_nan() {
        return "NaN".into();
    }
    if d.is_infinite() {
        return if d > 0.0 { "Infinity".into() } else { "-Infinity".into() };
    }
    let size = d.abs();
    if d == 0.0 || (1e-3..1e7).contains(&size) {
        let text = d.to_string();
        return if text.contains('.') { text } else { format!("{text}.0") };
    }
    let text = format!("{d:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    if digits.contains('.') { format!("{digits}E{exponent}") } else { format!("{digits}.0E{exponent}") }
}

/// `2026-01-31 00:00:00`, the form of a Date in concatenation and `String.valueOf(Object)`.
pub(crate) fn date_long(date: Date) -> String {
    format!("{} 00:00:00", date_short(date))
}

/// `2026-01-31`, the form of `String.valueOf(Date)`.
pub fn date_short(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// `10:00:00.000Z`
pub fn time_text(ms: i32) -> String {
    format!("{:02}:{:02}:{:02}.{:03}Z", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

/// Date and time in UTC.
pub(crate) fn utc(ms: i64) -> jiff::civil::DateTime {
    jiff::Timestamp::from_millisecond(ms).unwrap_or_default().to_zoned(jiff::tz::TimeZone::UTC).datetime()
}

/// `2026-01-31T10:00:00.000Z`, the JSON form.
pub fn iso_datetime(ms: i64) -> String {
    let t = utc(ms);
    format!("{}T{}", date_short(t.date()), time_text(i32::try_from(ms.rem_euclid(86_400_000)).unwrap_or(0)))
}

/// `2026-01-31 10:00:00` in UTC.
pub(crate) fn datetime_plain(ms: i64) -> String {
    let t = utc(ms);
    format!("{} {:02}:{:02}:{:02}", date_short(t.date()), t.hour(), t.minute(), t.second())
}

/// The last three characters of an Id: each tells which of five characters are capitals.
pub(crate) const ID_SUFFIX: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The 18 character form of an Id, or `None` if the text is no Id.
pub fn full_id(text: &str) -> Option<String> {
    if !text.bytes().all(|b| b.is_ascii_alphanumeric()) || !matches!(text.len(), 15 | 18) {
        return None;
    }
    let base = &text[..15];
    let mut full = base.to_string();
    for chunk in base.as_bytes().chunks(5) {
        let bits =
            chunk.iter().enumerate().fold(0usize, |acc, (i, b)| acc | (usize::from(b.is_ascii_uppercase()) << i));
        full.push(ID_SUFFIX[bits] as char);
    }
    if text.len() == 18 && !text[15..].eq_ignore_ascii_case(&full[15..]) {
        return None;
    }
    Some(full)
}

impl Interp<'_, '_> {
    /// The text of a value in concatenation and `String.valueOf`.
    pub(crate) fn text(&mut self, value: &Value) -> Run<Rc<str>> {
        if let Value::Str(text) | Value::Id(text) = value {
            return Ok(text.clone());
        }
        let mut out = String::new();
        self.write_text(value, &mut out, 0)?;
        self.limits.copy(out.len())?;
        Ok(out.into())
    }

    fn write_text(&mut self, value: &Value, out: &mut String, depth: u32) -> Run<()> {
        self.limits.step()?;
        self.limits.fits(out.len())?;
        if depth > 20 {
            out.push_str("(already output)");
            return Ok(());
        }
        match value {
            Value::Null => out.push_str("null"),
            Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
            Value::Int(i) => out.push_str(&i.to_string()),
            Value::Long(i) => out.push_str(&i.to_string()),
            Value::Double(d) => out.push_str(&java_double(*d)),
            Value::Decimal(d) => out.push_str(&d.to_string()),
            Value::Str(s) | Value::Id(s) => out.push_str(s),
            Value::Date(d) => out.push_str(&date_long(*d)),
            Value::Datetime(ms) => out.push_str(&datetime_plain(*ms)),
            Value::Time(t) => out.push_str(&time_text(*t)),
            Value::Blob(b) => out.push_str(&format!("Blob[{}]", b.len())),
            Value::List(list) => {
                let items = list.items.borrow().clone();
                self.write_items(&items, "(", ")", out, depth)?;
            }
            Value::Set(set) => {
                let items: Vec<Value> = set.items.borrow().values().cloned().collect();
                self.write_items(&items, "{", "}", out, depth)?;
            }
            Value::Map(map) => {
                let items: Vec<(Value, Value)> = map.items.borrow().values().cloned().collect();
                out.push('{');
                for (i, (k, v)) in items.iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    self.write_text(k, out, depth + 1)?;
                    out.push('=');
                    self.write_text(v, out, depth + 1)?;
                }
                out.push('}');
            }
            Value::Record(record) => {
                let fields: Vec<_> = record.fields.borrow().iter().map(|(n, v)| (n.clone(), v.clone())).collect();
                out.push_str(&record.object);
                out.push_str(":{");
                for (i, (name, v)) in fields.iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    out.push_str(name);
                    out.push('=');
                    self.write_text(v, out, depth + 1)?;
                }
                out.push('}');
            }
            Value::Object(instance) => {
                let class = self.class(instance.class);
                if self.find_method(instance.class, "toString", 0).is_some() {
                    let text = self.call_named(value, "toString", vec![])?;
                    out.push_str(text.as_str().unwrap_or("null"));
                } else if instance.exception.is_some() {
                    let (ty, message, _) = self.describe_exception(value);
                    out.push_str(&format!("{ty}: {message}"));
                } else {
                    let name = class.name.rsplit('.').next().unwrap_or(&class.name).to_string();
                    out.push_str(&format!("{name}:["));
                    let slots = instance.slots.borrow().clone();
                    let mut first = true;
                    for field in class.fields.iter().filter(|f| !f.is_static) {
                        if !first {
                            out.push_str(", ");
                        }
                        first = false;
                        out.push_str(&format!("{}=", field.name));
                        self.write_text(&slots[field.slot as usize], out, depth + 1)?;
                    }
                    out.push(']');
                }
            }
            Value::Enum(class, i) => out.push_str(&self.class(*class).constants[*i as usize]),
            Value::PlatformEnum(id, i) => out.push_str(&platform().get(*id).constants[*i as usize]),
            Value::Type(ty) => out.push_str(&self.type_name(ty)),
            Value::ObjectToken(name) => out.push_str(name),
            Value::FieldToken(_, field) => out.push_str(field),
            Value::Native(native) => {
                if let NativeData::Exception(_) = &*native.data.borrow() {
                    let data_type = platform().get(native.ty).full_name();
                    out.push_str(&data_type);
                    out.push_str(": ");
                    if let NativeData::Exception(data) = &*native.data.borrow() {
                        out.push_str(data.message.as_deref().unwrap_or("Script-thrown exception"));
                    }
                } else if let Some(text) = crate::builtin::native_text(value) {
                    out.push_str(&text);
                } else if let Some(getters) = crate::builtin::getters(platform().get(native.ty)) {
                    out.push_str(&platform().get(native.ty).full_name());
                    out.push('[');
                    for (getter, read) in getters {
                        out.push_str(getter);
                        out.push('=');
                        self.write_text(&read(value), out, depth + 1)?;
                        out.push(';');
                    }
                    out.push(']');
                } else {
                    out.push_str(&format!("{}:[]", platform().get(native.ty).name));
                }
            }
        }
        self.limits.fits(out.len())
    }

    fn write_items(&mut self, items: &[Value], open: &str, close: &str, out: &mut String, depth: u32) -> Run<()> {
        out.push_str(open);
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            self.write_text(item, out, depth + 1)?;
        }
        out.push_str(close);
        Ok(())
    }
}

/// Text inside HTML, in attributes too.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
