//! Reading arguments of native methods.

use crate::interp::Interp;
use crate::native::NativeData;
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::platform;
use indexmap::IndexMap;
use rust_decimal::Decimal;
use std::rc::Rc;

impl Interp<'_, '_> {
    /// A String or Id; null is an error.
    pub(crate) fn arg_text(&self, value: &Value) -> Run<Rc<str>> {
        match value {
            Value::Str(s) | Value::Id(s) => Ok(s.clone()),
            _ => Err(self.null_argument()),
        }
    }

    /// An Integer; null is an error.
    pub(crate) fn arg_int(&self, value: &Value) -> Run<i32> {
        match value {
            Value::Int(i) => Ok(*i),
            _ => Err(self.null_argument()),
        }
    }

    /// A Long; null is an error.
    pub(crate) fn arg_long(&self, value: &Value) -> Run<i64> {
        match value {
            Value::Int(i) => Ok((*i).into()),
            Value::Long(i) => Ok(*i),
            _ => Err(self.null_argument()),
        }
    }

    /// A Decimal; null is an error.
    pub(crate) fn arg_decimal(&self, value: &Value) -> Run<Decimal> {
        value.as_decimal().ok_or_else(|| self.null_argument())
    }

    /// A Double; null is an error.
    pub(crate) fn arg_double(&self, value: &Value) -> Run<f64> {
        value.as_double().ok_or_else(|| self.null_argument())
    }

    /// A Boolean; null is an error.
    pub(crate) fn arg_bool(&self, value: &Value) -> Run<bool> {
        match value {
            Value::Bool(b) => Ok(*b),
            _ => Err(self.null_argument()),
        }
    }

    /// The values of a List or Set.
    pub(crate) fn arg_items(&mut self, value: &Value) -> Run<Vec<Value>> {
        let items: Vec<Value> = match value {
            Value::List(list) => list.items.borrow().clone(),
            Value::Set(set) => set.items.borrow().values().cloned().collect(),
            _ => return Err(self.null_argument()),
        };
        self.limits.work(items.len())?;
        Ok(items)
    }

    /// The name of a platform enum constant.
    pub(crate) fn enum_name(&self, value: &Value) -> String {
        match value {
            Value::PlatformEnum(id, i) => platform().get(*id).constants[*i as usize].to_string(),
            _ => String::new(),
        }
    }
}

/// A constant of a platform enum by name.
pub(crate) fn enum_value(class: &str, name: &str) -> Value {
    let Some(ty) = platform().find(class) else { return Value::Null };
    match ty.constants.iter().position(|c| c.eq_ignore_ascii_case(name)) {
        Some(i) => Value::PlatformEnum(ty.id, u32::try_from(i).unwrap_or(0)),
        None => Value::Null,
    }
}

/// A platform object made of named values.
pub(crate) fn fields<const N: usize>(class: &str, values: [(&'static str, Value); N]) -> Value {
    let id = platform().find(class).map_or(0, |t| t.id);
    Value::native(id, NativeData::Fields(IndexMap::from(values)))
}

/// A named value of such an object.
pub(crate) fn field(object: &Value, name: &str) -> Value {
    if let Value::Native(native) = object
        && let NativeData::Fields(fields) = &*native.data.borrow()
    {
        return fields.get(name).cloned().unwrap_or(Value::Null);
    }
    Value::Null
}

/// Sets a named value of such an object.
pub(crate) fn set_field(object: &Value, name: &'static str, value: Value) {
    if let Value::Native(native) = object
        && let NativeData::Fields(fields) = &mut *native.data.borrow_mut()
    {
        fields.insert(name, value);
    }
}

/// Integer value of a count.
pub(crate) fn count(n: usize) -> Value {
    Value::Int(i32::try_from(n).unwrap_or(i32::MAX))
}

/// String value.
pub(crate) fn string(text: impl AsRef<str>) -> Value {
    Value::str(text.as_ref())
}

/// `Some` text or null.
pub(crate) fn optional(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::str)
}

/// A list of strings.
pub(crate) fn strings<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> Value {
    Value::list(apex_sema::ty::Ty::String, items.into_iter().map(string).collect())
}
