//! `JSON.deserializeUntyped`: objects become maps, arrays lists, numbers the smallest type that holds them.

use super::Json;
use crate::interp::Interp;
use crate::stop::Run;
use crate::value::Value;
use apex_sema::ty::Ty;
use rust_decimal::Decimal;

/// A JSON number as Integer, Long or Decimal.
pub(crate) fn number(text: &str) -> Value {
    if let Ok(i) = text.parse() {
        return Value::Int(i);
    }
    if let Ok(i) = text.parse() {
        return Value::Long(i);
    }
    match text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(text)) {
        Ok(d) => Value::Decimal(d),
        Err(_) => Value::Double(text.parse().unwrap_or(f64::NAN)),
    }
}

impl Interp<'_, '_> {
    pub(crate) fn parse_json(&mut self, text: &str) -> Run<Json> {
        // A value of few characters becomes an object of many bytes.
        self.limits.work(text.len().saturating_mul(8))?;
        self.limits.allocate(text.len())?;
        super::parse(text).map_err(|error| self.throw("System.JSONException", &error.to_string()))
    }

    pub(crate) fn untyped(&mut self, json: &Json) -> Run<Value> {
        self.limits.allocate(32)?;
        Ok(match json {
            Json::Null => Value::Null,
            Json::Bool(b) => Value::Bool(*b),
            Json::Number(text) => number(text),
            Json::String(text) => {
                self.limits.allocate(text.len())?;
                Value::str(&**text)
            }
            Json::Array(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    list.push(self.untyped(item)?);
                }
                Value::list(Ty::Object, list)
            }
            Json::Object(members) => {
                let mut pairs = Vec::with_capacity(members.len());
                for (key, value) in members {
                    pairs.push((Value::str(&**key), self.untyped(value)?));
                }
                Value::map(Ty::String, Ty::Object, self.map_of(pairs)?)
            }
        })
    }
}
