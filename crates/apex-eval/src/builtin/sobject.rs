//! `System.SObject`.

use crate::host::RowError;
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::{RecordObj, Value};
use apex_sema::catalog::FieldInfo;
use apex_sema::ty::Ty;
use indexmap::IndexMap;
use std::rc::Rc;
use std::sync::Arc;

pub(super) const MEMBERS: Members = &[
    ("get/1", |cx, me, a| cx.get_field(me, &a[0])),
    ("put/2", |cx, me, a| cx.put_field(me, &a[0], &a[1])),
    ("getSObject/1", |cx, me, a| cx.get_parent(me, &a[0])),
    ("putSObject/2", |cx, me, a| {
        let record = cx.record_of(me)?;
        cx.unlocked(&record)?;
        let name = cx.field_argument(&record, &a[0])?;
        let name = cx.relationship_of(&record, &name);
        let before = record.set(name, a[1].clone());
        Ok(before.unwrap_or(Value::Null))
    }),
    ("getSObjects(String)", |cx, me, a| {
        let record = cx.record_of(me)?;
        let name = cx.arg_text(&a[0])?;
        let fields = record.fields.borrow();
        Ok(fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(&name)).map_or(Value::Null, |(_, v)| v.clone()))
    }),
    ("getSObjectType/0", |cx, me, _| Ok(Value::ObjectToken(cx.record_of(me)?.object.clone()))),
    ("getPopulatedFieldsAsMap/0", |cx, me, _| {
        let record = cx.record_of(me)?;
        let pairs = record.fields.borrow().iter().map(|(n, v)| (Value::str(&**n), v.clone())).collect();
        Ok(Value::map(Ty::String, Ty::Object, cx.map_of(pairs)?))
    }),
    ("isSet/1", |cx, me, a| {
        let record = cx.record_of(me)?;
        let name = cx.field_argument(&record, &a[0])?;
        let set = record.fields.borrow().contains_key(&name);
        Ok(Value::Bool(set))
    }),
    ("clear/0", |cx, me, _| {
        let record = cx.record_of(me)?;
        cx.unlocked(&record)?;
        record.fields.borrow_mut().clear();
        Ok(Value::Null)
    }),
    ("clone/0", |_, me, _| Ok(copy_record(me, false))),
    ("clone/1", |cx, me, a| Ok(copy_record(me, cx.arg_bool(&a[0])?))),
    ("clone/2", |cx, me, a| Ok(copy_record(me, cx.arg_bool(&a[0])?))),
    ("clone/3", |cx, me, a| Ok(copy_record(me, cx.arg_bool(&a[0])?))),
    ("clone/4", |cx, me, a| Ok(copy_record(me, cx.arg_bool(&a[0])?))),
    ("addError(String)", |cx, me, a| cx.add_error(me, None, &a[0])),
    ("addError(String,Boolean)", |cx, me, a| cx.add_error(me, None, &a[0])),
    ("addError(Exception)", |cx, me, a| cx.add_error(me, None, &a[0])),
    ("addError(Exception,Boolean)", |cx, me, a| cx.add_error(me, None, &a[0])),
    ("addError(String,String)", |cx, me, a| cx.add_error(me, Some(&a[0]), &a[1])),
    ("addError(String,String,Boolean)", |cx, me, a| cx.add_error(me, Some(&a[0]), &a[1])),
    ("addError(Schema.SObjectField,String)", |cx, me, a| cx.add_error(me, Some(&a[0]), &a[1])),
    ("addError(Schema.SObjectField,String,Boolean)", |cx, me, a| cx.add_error(me, Some(&a[0]), &a[1])),
    ("hasErrors/0", |cx, me, _| Ok(Value::Bool(!cx.record_of(me)?.errors.borrow().is_empty()))),
    ("getErrors/0", |cx, me, _| {
        let record = cx.record_of(me)?;
        let errors = super::results::errors(&record.errors.borrow());
        Ok(errors)
    }),
];

/// A copy of a record; other values are shared.
pub(super) fn copy_record(value: &Value, keep_id: bool) -> Value {
    let Value::Record(record) = value else { return value.clone() };
    let mut fields: IndexMap<Arc<str>, Value> = record.fields.borrow().clone();
    if !keep_id {
        fields.shift_remove("Id");
    }
    let copy = Value::record(record.object.clone(), fields);
    if let Value::Record(new) = &copy {
        new.take_after(record);
    }
    copy
}

impl Interp<'_, '_> {
    fn record_of(&self, value: &Value) -> Run<Rc<RecordObj>> {
        match value {
            Value::Record(record) => Ok(record.clone()),
            _ => Err(self.null_pointer()),
        }
    }

    /// The canonical name of a field given by name or token.
    fn field_argument(&self, record: &RecordObj, field: &Value) -> Run<Arc<str>> {
        let name = match field {
            Value::FieldToken(_, name) => name.clone(),
            Value::Str(name) => Arc::from(&**name),
            _ => return Err(self.null_argument()),
        };
        if let Some((known, _)) = record.fields.borrow().iter().find(|(n, _)| n.eq_ignore_ascii_case(&name)) {
            return Ok(known.clone());
        }
        if &*record.object == "AggregateResult" {
            return Err(self.throw("System.SObjectException", &format!("Invalid field {name} for AggregateResult")));
        }
        let info = self.program.catalog.object(&record.object);
        let found = info.as_ref().and_then(|i| {
            i.field(&name).map(|f| f.name.clone()).or_else(|| i.parent(&name).and_then(|p| p.relationship.clone()))
        });
        found.ok_or_else(|| {
            self.throw("System.SObjectException", &format!("Invalid field {name} for {}", record.object))
        })
    }

    /// `addError`: the row of a trigger's record fails with it.
    fn add_error(&mut self, me: &Value, field: Option<&Value>, message: &Value) -> Run<Value> {
        let record = self.record_of(me)?;
        let fields = match field {
            Some(field) => vec![self.field_argument(&record, field)?],
            None => Vec::new(),
        };
        let message = match message {
            Value::Str(text) => text.to_string(),
            Value::Null => "null".to_owned(),
            exception => self.describe_exception(exception).1,
        };
        let status = "FIELD_CUSTOM_VALIDATION_EXCEPTION".into();
        record.errors.borrow_mut().push(RowError { status, message: message.into(), fields });
        Ok(Value::Null)
    }

    fn get_field(&mut self, me: &Value, field: &Value) -> Run<Value> {
        let record = self.record_of(me)?;
        let name = self.field_argument(&record, field)?;
        self.record_field(&record, &name)
    }

    fn put_field(&mut self, me: &Value, field: &Value, value: &Value) -> Run<Value> {
        let record = self.record_of(me)?;
        self.unlocked(&record)?;
        let name = self.field_argument(&record, field)?;
        let info = self.program.catalog.object(&record.object);
        let field = info.as_ref().and_then(|i| i.field(&name));
        if info.as_ref().zip(field).is_some_and(|(info, field)| info.not_writeable(field).is_some()) {
            return Err(self.throw("System.SObjectException", &format!("Field {name} is not editable")));
        }
        let wanted = field.map(FieldInfo::ty);
        let value = match &wanted {
            Some(ty) => self.field_value(ty, &name, value)?,
            None => value.clone(),
        };
        let before = record.set(name, value);
        Ok(before.unwrap_or(Value::Null))
    }

    /// A value fit for a field: numbers widen, texts become Ids; anything else of another type is refused.
    fn field_value(&mut self, ty: &Ty, field: &str, value: &Value) -> Run<Value> {
        use apex_sema::program::Widen;
        let own = self.type_of(value);
        if value.is_null() || own == *ty || *ty == Ty::Object {
            return Ok(value.clone());
        }
        match (ty, value) {
            (Ty::Decimal, v) if own.is_number() => self.widen(Widen::Decimal, v.clone()),
            (Ty::Double, v) if own.is_number() => self.widen(Widen::Double, v.clone()),
            (Ty::Integer | Ty::Long, v) if matches!(own, Ty::Integer | Ty::Long) => self.cast(ty, v.clone()),
            (Ty::Id, v @ Value::Str(_)) => self.widen(Widen::Id, v.clone()),
            (Ty::String, Value::Id(id)) => Ok(Value::Str(id.clone())),
            (Ty::Datetime, Value::Date(_)) => self.widen(Widen::Datetime, value.clone()),
            _ => {
                let (have, want) = (self.type_name(&own), self.type_name(ty));
                let message = format!("Illegal assignment from {have} to {want} for field {field}");
                Err(self.throw("System.SObjectException", &message))
            }
        }
    }

    fn relationship_of(&self, record: &RecordObj, name: &Arc<str>) -> Arc<str> {
        let info = self.program.catalog.object(&record.object);
        info.and_then(|i| i.field(name).and_then(|f| f.relationship.clone())).unwrap_or_else(|| name.clone())
    }

    fn get_parent(&mut self, me: &Value, field: &Value) -> Run<Value> {
        let record = self.record_of(me)?;
        let name = self.field_argument(&record, field)?;
        let name = self.relationship_of(&record, &name);
        let found = record.fields.borrow().get(&name).cloned();
        match found {
            Some(value) => Ok(value),
            None => self.record_field(&record, &name),
        }
    }
}
