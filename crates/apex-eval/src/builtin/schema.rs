//! `System.Schema` and the tokens of objects and fields.

use crate::interp::Interp;
use crate::native::{Members, NativeData};
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::known;
use apex_sema::ty::Ty;
use indexmap::IndexMap;
use std::sync::Arc;

pub(super) const MEMBERS: Members = &[
    ("getGlobalDescribe/0", |cx, _, _| {
        let names = cx.program.catalog.names();
        let tokens = names.iter().map(|name| (name.clone(), Value::ObjectToken(name.clone())));
        Ok(Value::by_name(Ty::platform(known().object_token), tokens))
    }),
    ("describeSObjects/1", |cx, _, a| cx.describe_objects(&a[0])),
    ("describeSObjects/2", |cx, _, a| cx.describe_objects(&a[0])),
];

/// A describe result of an object.
pub(super) fn describe(object: &Arc<str>) -> Value {
    Value::native(known().describe_object, NativeData::DescribeObject(object.clone()))
}

pub(super) const OBJECT_TOKEN: Members = &[
    ("getDescribe/0", |cx, me, _| Ok(describe(&cx.object_token(me)?))),
    ("getDescribe/1", |cx, me, _| Ok(describe(&cx.object_token(me)?))),
    ("newSObject/0", |cx, me, _| Ok(Value::record(cx.object_token(me)?, IndexMap::new()))),
    ("newSObject/1", |cx, me, a| {
        let id: (Arc<str>, Value) = ("Id".into(), a[0].clone());
        Ok(Value::record(cx.object_token(me)?, IndexMap::from([id])))
    }),
    ("newSObject/2", |cx, me, a| {
        let load_defaults = cx.arg_bool(&a[1])?;
        cx.new_record(me, &a[0], load_defaults)
    }),
];

pub(super) const FIELD_TOKEN: Members = &[
    ("getDescribe/0", |cx, me, _| cx.describe_field_token(me)),
    ("getDescribe/1", |cx, me, _| cx.describe_field_token(me)),
];

impl Interp<'_, '_> {
    fn object_token(&self, value: &Value) -> Run<Arc<str>> {
        match value {
            Value::ObjectToken(name) => Ok(name.clone()),
            _ => Err(self.null_pointer()),
        }
    }

    /// A record of a record type, if one is given, and with the values that a new record gets by default.
    fn new_record(&self, token: &Value, record_type: &Value, load_defaults: bool) -> Run<Value> {
        let object = self.object_token(token)?;
        let mut fields = IndexMap::new();
        if !record_type.is_null() {
            fields.insert("RecordTypeId".into(), record_type.clone());
        }
        if let Some(info) = self.program.catalog.object(&object).filter(|_| load_defaults) {
            for field in info.fields.values() {
                if let Some(default) = field.picklist_default() {
                    fields.insert(field.name.clone(), Value::str(&**default));
                } else if field.checked_by_default() {
                    fields.insert(field.name.clone(), Value::Bool(true));
                }
            }
        }
        Ok(Value::record(object, fields))
    }

    fn describe_field_token(&self, value: &Value) -> Run<Value> {
        match value {
            Value::FieldToken(object, field) => {
                let data = NativeData::DescribeField(object.clone(), field.clone());
                Ok(Value::native(known().describe_field, data))
            }
            _ => Err(self.null_pointer()),
        }
    }

    fn describe_objects(&mut self, names: &Value) -> Run<Value> {
        let mut list = Vec::new();
        for name in self.arg_items(names)? {
            let name = self.arg_text(&name)?;
            match self.program.catalog.canonical(&name) {
                Some(object) => list.push(describe(&object)),
                None => {
                    let message = format!(
                        "Invalid sobject provided. The Schema.describeSObject() methods does not support the {name} sobject."
                    );
                    return Err(self.throw("System.InvalidParameterValueException", &message));
                }
            }
        }
        Ok(Value::list(Ty::platform(known().describe_object), list))
    }
}
