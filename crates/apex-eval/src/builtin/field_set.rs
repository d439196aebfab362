//! `Schema.FieldSet`: the field sets of an object and what they show. Properties and their getters answer alike.

use super::args::{enum_value, field, fields, optional, string};
use super::describe::display_type;
use crate::interp::Interp;
use crate::native::{Members, NativeData};
use crate::stop::Run;
use crate::value::Value;
use apex_sema::catalog::{FieldInfo, FieldSetInfo, ObjectInfo};
use apex_sema::platform::{known, platform};
use apex_sema::ty::Ty;
use std::sync::Arc;

pub(super) const OF_OBJECT: Members =
    &[("getFieldSets/0", |cx, me, _| cx.object_field_sets(me)), (".FieldSets", |cx, me, _| cx.object_field_sets(me))];

pub(super) const SETS: Members = &[("getMap/0", |cx, me, _| {
    let object = match me {
        Value::Native(native) => match &*native.data.borrow() {
            NativeData::ObjectFieldSets(name) => name.clone(),
            _ => return Err(cx.null_pointer()),
        },
        _ => return Err(cx.null_pointer()),
    };
    let info = cx.object_info(&object)?;
    let set = |set: &FieldSetInfo| {
        let data = NativeData::FieldSet(info.name.clone(), set.name.clone());
        (set.name.clone(), Value::native(known().field_set, data))
    };
    Ok(Value::by_name(Ty::platform(known().field_set), info.field_sets.iter().map(set)))
})];

pub(super) const MEMBERS: Members = &[
    (".Name", |cx, me, _| cx.of_set(me, |set| string(&set.name))),
    ("getName/0", |cx, me, _| cx.of_set(me, |set| string(&set.name))),
    (".NameSpace", |_, _, _| Ok(Value::Null)),
    ("getNameSpace/0", |_, _, _| Ok(Value::Null)),
    (".Label", |cx, me, _| cx.of_set(me, |set| string(&set.label))),
    ("getLabel/0", |cx, me, _| cx.of_set(me, |set| string(&set.label))),
    (".Description", |cx, me, _| cx.of_set(me, |set| optional(set.description.as_deref()))),
    ("getDescription/0", |cx, me, _| cx.of_set(me, |set| optional(set.description.as_deref()))),
    (".SObjectType", |cx, me, _| Ok(Value::ObjectToken(cx.field_set(me)?.0.name.clone()))),
    ("getSObjectType/0", |cx, me, _| Ok(Value::ObjectToken(cx.field_set(me)?.0.name.clone()))),
    (".Fields", |cx, me, _| cx.set_fields(me)),
    ("getFields/0", |cx, me, _| cx.set_fields(me)),
];

pub(super) const FIELD: Members = &[
    (".FieldPath", |_, me, _| Ok(field(me, "path"))),
    ("getFieldPath/0", |_, me, _| Ok(field(me, "path"))),
    (".Label", |_, me, _| Ok(field(me, "label"))),
    ("getLabel/0", |_, me, _| Ok(field(me, "label"))),
    (".Required", |_, me, _| Ok(field(me, "required"))),
    ("getRequired/0", |_, me, _| Ok(field(me, "required"))),
    (".DbRequired", |_, me, _| Ok(field(me, "dbRequired"))),
    ("getDbRequired/0", |_, me, _| Ok(field(me, "dbRequired"))),
    (".Type", |_, me, _| Ok(field(me, "type"))),
    ("getType/0", |_, me, _| Ok(field(me, "type"))),
    ("getSObjectField/0", |_, me, _| Ok(field(me, "token"))),
];

impl Interp<'_, '_> {
    fn object_field_sets(&self, me: &Value) -> Run<Value> {
        let name = self.object_name(me)?;
        Ok(Value::native(known().object_field_sets, NativeData::ObjectFieldSets(name)))
    }

    fn field_set(&self, me: &Value) -> Run<(Arc<ObjectInfo>, FieldSetInfo)> {
        let (object, name) = match me {
            Value::Native(native) => match &*native.data.borrow() {
                NativeData::FieldSet(object, name) => (object.clone(), name.clone()),
                _ => return Err(self.null_pointer()),
            },
            _ => return Err(self.null_pointer()),
        };
        let info = self.object_info(&object)?;
        let set = info.field_sets.iter().find(|set| set.name == name).cloned();
        set.map(|set| (info, set)).ok_or_else(|| self.null_pointer())
    }

    fn of_set(&self, me: &Value, read: impl Fn(&FieldSetInfo) -> Value) -> Run<Value> {
        Ok(read(&self.field_set(me)?.1))
    }

    /// The fields that a set shows; what the org does not have is left out.
    fn set_fields(&self, me: &Value) -> Run<Value> {
        let (object, set) = self.field_set(me)?;
        let members = set.fields.iter().filter_map(|(path, required)| {
            let (of, info) = self.at_path(&object, path)?;
            let db_required = !info.nillable && info.createable && !info.defaulted_on_create;
            Some(fields(
                "Schema.FieldSetMember",
                [
                    ("path", string(path)),
                    ("label", string(&info.label)),
                    ("required", Value::Bool(*required)),
                    ("dbRequired", Value::Bool(db_required)),
                    ("type", enum_value("Schema.DisplayType", display_type(info.kind))),
                    ("token", Value::FieldToken(of.name.clone(), info.name.clone())),
                ],
            ))
        });
        let class = platform().find("Schema.FieldSetMember").map_or(Ty::Object, |ty| Ty::platform(ty.id));
        Ok(Value::list(class, members.collect()))
    }

    /// The field at the end of a path of parents.
    fn at_path(&self, object: &Arc<ObjectInfo>, path: &str) -> Option<(Arc<ObjectInfo>, FieldInfo)> {
        let (parents, last) = path.rsplit_once('.').map_or(("", path), |(parents, last)| (parents, last));
        let mut at = Arc::clone(object);
        for step in parents.split('.').filter(|step| !step.is_empty()) {
            let target = at.parent(step)?.reference_to.first()?.clone();
            at = self.program.catalog.object(&target)?;
        }
        let info = at.field(last)?.clone();
        Some((at, info))
    }
}
