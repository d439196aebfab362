//! `JSON.deserialize` into Apex types.

use super::Json;
use super::untyped::number;
use crate::interp::Interp;
use crate::native::NativeData;
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::platform;
use apex_sema::program::{ClassKind, Super, Widen};
use apex_sema::ty::{ClassId, PlatformId, Ty};
use base64::Engine;
use indexmap::IndexMap;
use std::sync::Arc;

impl Interp<'_, '_> {
    /// Builds a value of type `ty`; `strict` refuses members without a field.
    pub(crate) fn typed(&mut self, json: &Json, ty: &Ty, strict: bool) -> Run<Value> {
        if matches!(json, Json::Null) {
            return Ok(Value::Null);
        }
        self.limits.allocate(32)?;
        Ok(match (ty, json) {
            (Ty::Object, _) => return Err(self.wrong("Apex Type unsupported in JSON: Object")),
            (Ty::List(element), Json::Array(items)) => {
                Value::list((**element).clone(), self.typed_all(items, element, strict)?)
            }
            (Ty::Set(element), Json::Array(items)) => {
                let items = self.typed_all(items, element, strict)?;
                Value::set((**element).clone(), self.set_of(items)?)
            }
            (Ty::Map(kv), Json::Object(members)) => {
                let mut pairs = Vec::new();
                for (key, value) in members {
                    let key = self.scalar(&Json::String(key.clone()), &kv.0)?;
                    pairs.push((key, self.typed(value, &kv.1, strict)?));
                }
                Value::map(kv.0.clone(), kv.1.clone(), self.map_of(pairs)?)
            }
            (Ty::Record(name), Json::Object(members)) => return self.typed_record(name, members),
            (Ty::SObject, Json::Object(members)) => {
                let attributes = members.iter().find(|(k, _)| k == "attributes");
                let name = match attributes {
                    Some((_, Json::Object(list))) => list.iter().find(|(k, _)| k == "type"),
                    _ => None,
                };
                match name {
                    Some((_, Json::String(name))) => {
                        let name: Arc<str> = name.as_str().into();
                        return self.typed_record(&name, members);
                    }
                    _ => return Err(self.wrong("SObject type is missing")),
                }
            }
            (Ty::Class(id), Json::Object(members)) if self.class(*id).kind == ClassKind::Class => {
                return self.typed_object(*id, members, strict);
            }
            (Ty::Class(id), Json::String(text)) if self.class(*id).kind == ClassKind::Enum => {
                let found = self.class(*id).constants.iter().position(|c| c.eq_ignore_ascii_case(text));
                match found {
                    Some(i) => Value::Enum(*id, u32::try_from(i).unwrap_or(0)),
                    None => return Err(self.wrong(&format!("No enum constant {text}"))),
                }
            }
            (Ty::Platform(id, _), Json::Object(members)) if is_result(*id) => return self.typed_result(*id, members),
            (Ty::Platform(id, _), Json::String(text)) => {
                let ty = platform().get(*id);
                match ty.constants.iter().position(|c| c.eq_ignore_ascii_case(text)) {
                    Some(i) => Value::PlatformEnum(*id, u32::try_from(i).unwrap_or(0)),
                    None => return Err(self.wrong(&format!("Apex Type unsupported in JSON: {}", ty.full_name()))),
                }
            }
            (Ty::List(_) | Ty::Set(_), _) => {
                return Err(self.wrong("Malformed JSON: Expected '[' at the beginning of List/Set"));
            }
            (Ty::Map(_) | Ty::Record(_) | Ty::SObject | Ty::Class(_), Json::Array(_)) => {
                return Err(self.wrong("Malformed JSON: Expected '{' at the beginning of object"));
            }
            (Ty::Class(id), _) if self.class(*id).kind == ClassKind::Class => {
                return Err(self.wrong("Malformed JSON: Expected '{' at the beginning of object"));
            }
            _ => return self.scalar(json, ty),
        })
    }

    fn wrong(&self, message: &str) -> crate::stop::Stop {
        self.throw("System.JSONException", message)
    }

    fn typed_all(&mut self, items: &[Json], element: &Ty, strict: bool) -> Run<Vec<Value>> {
        items.iter().map(|item| self.typed(item, element, strict)).collect()
    }

    fn scalar(&mut self, json: &Json, ty: &Ty) -> Run<Value> {
        let value = match (ty, json) {
            (Ty::String, Json::String(s)) => Some(Value::str(&**s)),
            (Ty::String, Json::Number(n)) => Some(Value::str(&**n)),
            (Ty::String, Json::Bool(b)) => Some(Value::str(b.to_string())),
            (Ty::Id, Json::String(s)) => return self.widen(Widen::Id, Value::str(&**s)),
            (Ty::Boolean, Json::Bool(b)) => Some(Value::Bool(*b)),
            (Ty::Boolean, Json::String(s)) => s.parse().ok().map(Value::Bool),
            (Ty::Integer, Json::Number(n)) => n.parse().ok().map(Value::Int),
            (Ty::Integer, Json::String(n)) => n.parse().ok().map(Value::Int),
            (Ty::Long, Json::Number(n) | Json::String(n)) => n.parse().ok().map(Value::Long),
            (Ty::Double, Json::Number(n) | Json::String(n)) => n.parse().ok().map(Value::Double),
            (Ty::Decimal, Json::Number(n) | Json::String(n)) => number(n).as_decimal().map(Value::Decimal),
            (Ty::Date, Json::String(s)) => s.get(..10).and_then(|d| d.parse().ok()).map(Value::Date),
            (Ty::Datetime, Json::String(s)) => datetime(s).map(Value::Datetime),
            (Ty::Time, Json::String(s)) => time(s).map(Value::Time),
            (Ty::Blob, Json::String(s)) => {
                base64::engine::general_purpose::STANDARD.decode(s).ok().map(|b| Value::Blob(b.into()))
            }
            _ => None,
        };
        value.ok_or_else(|| {
            let shown = self.type_name(ty);
            let found = match json {
                Json::Array(_) => "START_ARRAY".to_string(),
                Json::Object(_) => "START_OBJECT".to_string(),
                Json::String(s) => format!("\"{s}\""),
                Json::Number(n) => n.clone(),
                Json::Bool(b) => b.to_string(),
                Json::Null => "null".into(),
            };
            self.wrong(&format!("Illegal value for primitive: {found} for {shown}"))
        })
    }

    /// A result of DML or an error in one, as tests make them up.
    fn typed_result(&mut self, id: PlatformId, members: &[(String, Json)]) -> Run<Value> {
        let of = |name: &str| platform().find(name).map_or(Ty::Object, |ty| Ty::platform(ty.id));
        let empty = |ty: Ty| Value::list(ty, Vec::new());
        let known: Vec<(&str, &'static str, Ty, Value)> = match &*platform().get(id).name {
            "Error" => vec![
                ("message", "message", Ty::String, Value::Null),
                ("statusCode", "status", of("System.StatusCode"), Value::Null),
                ("fields", "fields", Ty::list(Ty::String), empty(Ty::String)),
            ],
            _ => vec![
                ("success", "success", Ty::Boolean, Value::Bool(false)),
                ("created", "created", Ty::Boolean, Value::Bool(false)),
                ("id", "id", Ty::Id, Value::Null),
                ("errors", "errors", Ty::list(of("Database.Error")), empty(of("Database.Error"))),
            ],
        };
        let mut fields = IndexMap::new();
        for (name, own, ty, default) in known {
            let value = match members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)) {
                Some((_, json)) => self.typed(json, &ty, false)?,
                None => default,
            };
            fields.insert(own, value);
        }
        Ok(Value::native(id, NativeData::Fields(fields)))
    }

    fn typed_record(&mut self, name: &Arc<str>, members: &[(String, Json)]) -> Run<Value> {
        let Some(info) = self.program.catalog.object(name) else {
            return Err(self.wrong(&format!("Invalid sObject type: {name}")));
        };
        let mut fields: IndexMap<Arc<str>, Value> = IndexMap::new();
        for (key, json) in members.iter().filter(|(k, _)| k != "attributes") {
            if let Some(field) = info.field(key) {
                let value = match field.ty() {
                    // Addresses and places.
                    Ty::Object => self.untyped(json)?,
                    ty => self.typed(json, &ty, false)?,
                };
                fields.insert(field.name.clone(), value);
            } else if let Some(parent) = info.parent(key) {
                let relationship = parent.relationship.clone().unwrap_or_else(|| key.as_str().into());
                let ty = match &*parent.reference_to {
                    [one] if !parent.polymorphic => Ty::Record(one.clone()),
                    _ => Ty::SObject,
                };
                let value = self.typed(json, &ty, false)?;
                fields.insert(relationship, value);
            } else if let (Some(child), Json::Object(list)) = (info.child(key), json) {
                let records = list.iter().find(|(k, _)| k == "records").map_or(&Json::Null, |(_, v)| v);
                let ty = Ty::list(Ty::Record(child.object.clone()));
                let value = self.typed(records, &ty, false)?;
                fields.insert(child.relationship.clone().unwrap_or_else(|| key.as_str().into()), value);
            } else {
                let message = format!("No such column '{key}' on sobject of type {name}");
                return Err(self.wrong(&message));
            }
        }
        Ok(Value::record(info.name.clone(), fields))
    }

    /// An object made without running a constructor, as the platform does.
    fn typed_object(&mut self, id: ClassId, members: &[(String, Json)], strict: bool) -> Run<Value> {
        let object = self.bare_object(id, None)?;
        for (key, json) in members {
            let mut at = Some(id);
            let mut found = None;
            while let Some(class) = at {
                found = self.class(class).fields.iter().find(|f| !f.is_static && f.name.eq_ignore_ascii_case(key));
                if found.is_some() {
                    break;
                }
                at = match self.class(class).superclass {
                    Super::Class(up) => Some(up),
                    _ => None,
                };
            }
            match found {
                Some(field) => {
                    let value = self.typed(json, &field.ty, strict)?;
                    if let Value::Object(instance) = &object {
                        instance.slots.borrow_mut()[field.slot as usize] = value;
                    }
                }
                None if strict => {
                    let message = format!("No such field {key} on class {}", self.class(id).name);
                    return Err(self.wrong(&message));
                }
                None => {}
            }
        }
        Ok(object)
    }
}

/// Whether a platform class is a result of DML that JSON can be read into.
fn is_result(id: PlatformId) -> bool {
    let ty = platform().get(id);
    let known = ["SaveResult", "UpsertResult", "DeleteResult", "UndeleteResult", "Error"];
    &*ty.namespace == "Database" && known.contains(&&*ty.name)
}

/// Milliseconds of an ISO 8601 date and time.
pub(super) fn datetime(text: &str) -> Option<i64> {
    let fixed = match text.len().checked_sub(5).and_then(|i| text.get(i..)) {
        Some(tail) if tail.starts_with(['+', '-']) && tail[1..].bytes().all(|b| b.is_ascii_digit()) => {
            format!("{}:{}", &text[..text.len() - 2], &text[text.len() - 2..])
        }
        _ => text.to_string(),
    };
    if let Ok(stamp) = fixed.parse::<jiff::Timestamp>() {
        return Some(stamp.as_millisecond());
    }
    let local: jiff::civil::DateTime = fixed.parse().ok()?;
    Some(local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

/// Milliseconds of `10:00:00.000Z`.
pub(super) fn time(text: &str) -> Option<i32> {
    let t: jiff::civil::Time = text.trim_end_matches('Z').parse().ok()?;
    let seconds = i32::from(t.hour()) * 3600 + i32::from(t.minute()) * 60 + i32::from(t.second());
    Some(seconds * 1000 + i32::from(t.millisecond()))
}
