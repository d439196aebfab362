//! `JSON.serialize`.

use crate::interp::Interp;
use crate::native::NativeData;
use crate::stop::Run;
use crate::text::{date_short, iso_datetime, java_double, time_text};
use crate::value::{Key, RecordObj, Value};
use apex_sema::platform::known;
use apex_sema::ty::Ty;
use base64::Engine;
use std::fmt::Write as _;

/// How to write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub suppress_nulls: bool,
    pub pretty: bool,
    /// Objects around what is written: arrays stay on their line.
    pub indent: usize,
}

impl Interp<'_, '_> {
    pub(crate) fn serialize(&mut self, value: &Value, style: Style) -> Run<Value> {
        let mut out = String::new();
        self.write_json(value, style, 0, &mut out)?;
        self.limits.work(out.len())?;
        Ok(Value::str(out))
    }

    pub(crate) fn write_json(&mut self, value: &Value, style: Style, depth: usize, out: &mut String) -> Run<()> {
        if depth > 200 {
            return Err(self.throw("System.JSONException", "Maximum stack depth reached"));
        }
        self.limits.step()?;
        self.limits.fits(out.len())?;
        match value {
            Value::Null => out.push_str("null"),
            Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
            Value::Int(i) => out.push_str(&i.to_string()),
            Value::Long(i) => out.push_str(&i.to_string()),
            Value::Double(d) => out.push_str(&java_double(*d)),
            Value::Decimal(d) => out.push_str(&d.to_string()),
            Value::Str(s) | Value::Id(s) => quote(s, out),
            Value::Date(d) => quote(&date_short(*d), out),
            Value::Datetime(ms) => quote(&iso_datetime(*ms), out),
            Value::Time(t) => quote(&time_text(*t), out),
            Value::Blob(b) => quote(&base64::engine::general_purpose::STANDARD.encode(b), out),
            Value::List(list) => {
                let items = list.items.borrow().clone();
                self.write_array(&items, style, depth, out)?;
            }
            Value::Set(set) => {
                let items: Vec<Value> = set.items.borrow().values().cloned().collect();
                self.write_array(&items, style, depth, out)?;
            }
            Value::Map(map) => {
                if !matches!(
                    map.key,
                    Ty::String
                        | Ty::Id
                        | Ty::Object
                        | Ty::Integer
                        | Ty::Long
                        | Ty::Boolean
                        | Ty::Class(_)
                        | Ty::Platform(..)
                        | Ty::Date
                        | Ty::Datetime
                        | Ty::Decimal
                        | Ty::Double
                ) {
                    return Err(self.throw("System.JSONException", "Apex Type unsupported in JSON: Map key"));
                }
                let items: Vec<(Key, (Value, Value))> =
                    map.items.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
                let mut members = Vec::new();
                for (_, (k, v)) in items {
                    members.push((self.text(&k)?.to_string(), v));
                }
                // Null values of maps stay; only those of objects can be suppressed.
                self.write_object(&members, style, depth, out)?;
            }
            Value::Record(record) => {
                let members = self.record_members(record);
                self.write_object(&members, style, depth, out)?;
            }
            Value::Object(instance) => {
                let mut members = Vec::new();
                let mut line = vec![instance.class];
                while let Some(up) = line.last().and_then(|c| self.super_of(*c)) {
                    line.push(up);
                }
                for id in line {
                    let class = self.class(id);
                    for field in class.fields.iter().filter(|f| !f.is_static && !f.is_transient) {
                        let value = instance.slots.borrow()[field.slot as usize].clone();
                        if !(style.suppress_nulls && value.is_null()) {
                            members.push((field.name.to_string(), value));
                        }
                    }
                }
                self.write_object(&members, style, depth, out)?;
            }
            Value::Enum(..) | Value::PlatformEnum(..) => {
                let text = self.text(value)?;
                quote(&text, out);
            }
            Value::Native(native) => {
                let parts = match &*native.data.borrow() {
                    NativeData::Exception(_) => {
                        return Err(self.throw("System.JSONException", "Type unsupported in JSON: Exception"));
                    }
                    NativeData::Fields(parts) if native.ty == known().address => Some(parts.clone()),
                    _ => None,
                };
                if let Some(parts) = parts {
                    let members: Vec<_> = parts.into_iter().map(|(name, part)| (name.to_owned(), part)).collect();
                    return self.write_object(&members, style, depth, out);
                }
                return Err(self.throw("System.JSONException", "Type unsupported in JSON"));
            }
            Value::Type(_) | Value::ObjectToken(_) | Value::FieldToken(..) => {
                return Err(self.throw("System.JSONException", "Type unsupported in JSON"));
            }
        }
        Ok(())
    }

    /// `attributes` first, then the fields that are set.
    fn record_members(&mut self, record: &RecordObj) -> Vec<(String, Value)> {
        let fields = record.fields.borrow();
        let mut attributes = vec![(Value::str("type"), Value::str(&*record.object))];
        if let Some(id) = fields.get("Id").and_then(Value::as_str) {
            let url = format!("/services/data/v66.0/sobjects/{}/{id}", record.object);
            attributes.push((Value::str("url"), Value::str(url)));
        }
        let attributes = Value::map(Ty::String, Ty::String, self.map_of(attributes).unwrap_or_default());
        let mut members = vec![("attributes".to_string(), attributes)];
        for (name, value) in fields.iter() {
            let value = match value {
                Value::List(list) => {
                    let items = list.items.borrow().clone();
                    let size = Value::Int(i32::try_from(items.len()).unwrap_or(i32::MAX));
                    let pairs = vec![
                        (Value::str("totalSize"), size),
                        (Value::str("done"), Value::Bool(true)),
                        (Value::str("records"), Value::list(list.element.clone(), items)),
                    ];
                    Value::map(Ty::String, Ty::Object, self.map_of(pairs).unwrap_or_default())
                }
                Value::Datetime(ms) => Value::str(iso_datetime(*ms).replace('Z', "+0000")),
                other => other.clone(),
            };
            members.push((name.to_string(), value));
        }
        members
    }

    fn write_array(&mut self, items: &[Value], style: Style, depth: usize, out: &mut String) -> Run<()> {
        out.push_str(if style.pretty { "[ " } else { "[" });
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                out.push_str(if style.pretty { ", " } else { "," });
            }
            self.write_json(item, style, depth + 1, out)?;
        }
        out.push_str(if style.pretty && !items.is_empty() { " ]" } else { "]" });
        Ok(())
    }

    fn write_object(&mut self, members: &[(String, Value)], style: Style, depth: usize, out: &mut String) -> Run<()> {
        if members.is_empty() {
            out.push_str(if style.pretty { "{ }" } else { "{}" });
            return Ok(());
        }
        out.push('{');
        for (i, (name, value)) in members.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            if style.pretty {
                out.push('\n');
                out.push_str(&"  ".repeat(style.indent + 1));
            }
            quote(name, out);
            out.push_str(if style.pretty { " : " } else { ":" });
            self.write_json(value, Style { indent: style.indent + 1, ..style }, depth + 1, out)?;
        }
        if style.pretty {
            out.push('\n');
            out.push_str(&"  ".repeat(style.indent));
        }
        out.push('}');
        Ok(())
    }
}

/// A JSON string.
pub(crate) fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
