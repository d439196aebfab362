//! `Schema` describe results: properties and their getters answer alike.

use super::args::{enum_value, field, fields, optional, string};
use crate::interp::Interp;
use crate::native::{Members, NativeData};
use crate::stop::Run;
use crate::value::Value;
use apex_sema::catalog::{FieldInfo, FieldKind, ObjectInfo};
use apex_sema::platform::{known, platform};
use apex_sema::ty::Ty;
use std::sync::Arc;

pub(super) const OBJECT: Members = &[
    (".Name", |cx, me, _| cx.of_object(me, |o| string(&o.name))),
    ("getName/0", |cx, me, _| cx.of_object(me, |o| string(&o.name))),
    ("getLocalName/0", |cx, me, _| cx.of_object(me, |o| string(&o.name))),
    (".Label", |cx, me, _| cx.of_object(me, |o| string(&o.label))),
    ("getLabel/0", |cx, me, _| cx.of_object(me, |o| string(&o.label))),
    ("getLabelPlural/0", |cx, me, _| cx.of_object(me, |o| string(&o.label_plural))),
    (".LabelPlural", |cx, me, _| cx.of_object(me, |o| string(&o.label_plural))),
    ("getKeyPrefix/0", |cx, me, _| cx.key_prefix(me)),
    (".KeyPrefix", |cx, me, _| cx.key_prefix(me)),
    ("getSObjectType/0", |cx, me, _| cx.of_object(me, |o| Value::ObjectToken(o.name.clone()))),
    (".SObjectType", |cx, me, _| cx.of_object(me, |o| Value::ObjectToken(o.name.clone()))),
    ("isCustom/0", |cx, me, _| cx.of_object(me, |o| Value::Bool(o.custom))),
    ("isCustomSetting/0", |cx, me, _| cx.of_object(me, |o| Value::Bool(o.custom_setting))),
    ("isQueryable/0", |cx, me, _| cx.of_object(me, |o| Value::Bool(o.queryable))),
    ("isSearchable/0", |cx, me, _| cx.of_object(me, |o| Value::Bool(o.searchable))),
    ("isAccessible/0", |cx, me, _| Ok(Value::Bool(cx.object_rights(me)?.read))),
    (".Accessible", |cx, me, _| Ok(Value::Bool(cx.object_rights(me)?.read))),
    ("isCreateable/0", |cx, me, _| {
        let can = cx.object_rights(me)?.create;
        cx.of_object(me, |o| Value::Bool(can && o.createable))
    }),
    ("isUpdateable/0", |cx, me, _| {
        let can = cx.object_rights(me)?.edit;
        cx.of_object(me, |o| Value::Bool(can && o.updateable))
    }),
    ("isDeletable/0", |cx, me, _| {
        let can = cx.object_rights(me)?.delete;
        cx.of_object(me, |o| Value::Bool(can && o.deletable))
    }),
    ("isUndeletable/0", |cx, me, _| {
        let can = cx.object_rights(me)?.delete;
        cx.of_object(me, |o| Value::Bool(can && o.undeletable))
    }),
    (".fields", |cx, me, _| cx.object_fields(me)),
    ("getFields/0", |cx, me, _| cx.object_fields(me)),
    ("getChildRelationships/0", |cx, me, _| {
        cx.of_object(me, |o| {
            let children = o.children.iter().map(|c| {
                fields(
                    "Schema.ChildRelationship",
                    [
                        ("object", Value::ObjectToken(c.object.clone())),
                        ("field", Value::FieldToken(c.object.clone(), c.field.clone())),
                        ("name", optional(c.relationship.as_deref())),
                        ("cascade", Value::Bool(c.cascade_delete)),
                        ("restricted", Value::Bool(c.restricted_delete)),
                    ],
                )
            });
            Value::list(class("Schema.ChildRelationship"), children.collect())
        })
    }),
];

fn class(name: &str) -> Ty {
    platform().find(name).map_or(Ty::Object, |t| Ty::platform(t.id))
}

pub(super) const CHILD: Members = &[
    ("getChildSObject/0", |_, me, _| Ok(field(me, "object"))),
    ("getField/0", |_, me, _| Ok(field(me, "field"))),
    ("getRelationshipName/0", |_, me, _| Ok(field(me, "name"))),
    ("isCascadeDelete/0", |_, me, _| Ok(field(me, "cascade"))),
    ("isRestrictedDelete/0", |_, me, _| Ok(field(me, "restricted"))),
];

pub(super) const PICKLIST: Members = &[
    ("getValue/0", |_, me, _| Ok(field(me, "value"))),
    ("getLabel/0", |_, me, _| Ok(field(me, "label"))),
    ("isActive/0", |_, me, _| Ok(field(me, "active"))),
    ("isDefaultValue/0", |_, me, _| Ok(field(me, "default"))),
];

pub(super) const FIELDS: Members = &[("getMap/0", |cx, me, _| {
    let name = match me {
        Value::Native(native) => match &*native.data.borrow() {
            NativeData::ObjectFields(name) => name.clone(),
            _ => return Err(cx.null_pointer()),
        },
        _ => return Err(cx.null_pointer()),
    };
    let info = cx.object_info(&name)?;
    let tokens = info.fields.values().map(|f| (f.name.clone(), Value::FieldToken(info.name.clone(), f.name.clone())));
    Ok(Value::by_name(Ty::platform(known().field_token), tokens))
})];

pub(super) const FIELD: Members = &[
    (".Name", |cx, me, _| cx.of_field(me, |f| string(&f.name))),
    ("getName/0", |cx, me, _| cx.of_field(me, |f| string(&f.name))),
    ("getLocalName/0", |cx, me, _| cx.of_field(me, |f| string(&f.name))),
    (".Label", |cx, me, _| cx.of_field(me, |f| string(&f.label))),
    ("getLabel/0", |cx, me, _| cx.of_field(me, |f| string(&f.label))),
    (".Type", |cx, me, _| cx.of_field(me, |f| enum_value("Schema.DisplayType", display_type(f.kind)))),
    ("getType/0", |cx, me, _| cx.of_field(me, |f| enum_value("Schema.DisplayType", display_type(f.kind)))),
    (".SoapType", |cx, me, _| cx.of_field(me, |f| enum_value("Schema.SoapType", soap_type(f.kind)))),
    ("getSoapType/0", |cx, me, _| cx.of_field(me, |f| enum_value("Schema.SoapType", soap_type(f.kind)))),
    ("getLength/0", |cx, me, _| cx.of_field(me, |f| number(f.length))),
    ("getPrecision/0", |cx, me, _| cx.of_field(me, |f| number(f.precision))),
    ("getScale/0", |cx, me, _| cx.of_field(me, |f| number(f.scale))),
    // Only whole numbers have digits; others have precision and scale.
    ("getDigits/0", |cx, me, _| {
        cx.of_field(me, |f| number(if f.kind == FieldKind::Integer { f.precision } else { 0 }))
    }),
    ("getRelationshipName/0", |cx, me, _| cx.of_field(me, |f| optional(f.relationship.as_deref()))),
    ("getReferenceTo/0", |cx, me, _| {
        cx.of_field(me, |f| {
            let targets = f.reference_to.iter().map(|t| Value::ObjectToken(t.clone())).collect();
            Value::list(Ty::platform(known().object_token), targets)
        })
    }),
    ("getPicklistValues/0", |cx, me, _| {
        cx.of_field(me, |f| {
            let entries = f.picklist.iter().map(|p| {
                fields(
                    "Schema.PicklistEntry",
                    [
                        ("value", string(&p.value)),
                        ("label", string(&p.label)),
                        ("active", Value::Bool(p.active)),
                        ("default", Value::Bool(p.default)),
                    ],
                )
            });
            Value::list(class("Schema.PicklistEntry"), entries.collect())
        })
    }),
    ("getSObjectField/0", |cx, me, _| {
        let (object, name) = cx.field_names(me)?;
        Ok(Value::FieldToken(object, name))
    }),
    ("getSObjectType/0", |cx, me, _| Ok(Value::ObjectToken(cx.field_names(me)?.0))),
    ("isNillable/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.nillable))),
    ("isCustom/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.name.ends_with("__c")))),
    ("isUnique/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.unique))),
    ("isExternalId/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.external_id))),
    ("isIdLookup/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.id_lookup))),
    ("isCalculated/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.calculated))),
    ("isAutoNumber/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.auto_number))),
    ("isNameField/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.name_field))),
    ("isFilterable/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.filterable))),
    ("isSortable/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.sortable))),
    ("isGroupable/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.groupable))),
    ("isRestrictedPicklist/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.restricted_picklist))),
    ("isDefaultedOnCreate/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.defaulted_on_create))),
    ("isPermissionable/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.permissionable))),
    ("isHtmlFormatted/0", |cx, me, _| cx.of_field(me, |f| Value::Bool(f.html))),
    ("isAccessible/0", |cx, me, _| Ok(Value::Bool(cx.field_rights_of(me)?.read))),
    ("isCreateable/0", |cx, me, _| {
        let can = cx.field_rights_of(me)?.edit;
        cx.of_field(me, |f| Value::Bool(can && f.createable))
    }),
    ("isUpdateable/0", |cx, me, _| {
        let can = cx.field_rights_of(me)?.edit;
        cx.of_field(me, |f| Value::Bool(can && f.updateable))
    }),
];

fn number(n: u32) -> Value {
    Value::Int(i32::try_from(n).unwrap_or(i32::MAX))
}

pub(super) fn display_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Id => "ID",
        FieldKind::Boolean => "BOOLEAN",
        FieldKind::Integer => "INTEGER",
        FieldKind::Long => "LONG",
        FieldKind::Double => "DOUBLE",
        FieldKind::Currency => "CURRENCY",
        FieldKind::Percent => "PERCENT",
        FieldKind::String => "STRING",
        FieldKind::TextArea => "TEXTAREA",
        FieldKind::Picklist => "PICKLIST",
        FieldKind::MultiPicklist => "MULTIPICKLIST",
        FieldKind::Combobox => "COMBOBOX",
        FieldKind::Email => "EMAIL",
        FieldKind::Phone => "PHONE",
        FieldKind::Url => "URL",
        FieldKind::EncryptedString => "ENCRYPTEDSTRING",
        FieldKind::Date => "DATE",
        FieldKind::Datetime => "DATETIME",
        FieldKind::Time => "TIME",
        FieldKind::Reference => "REFERENCE",
        FieldKind::Base64 => "BASE64",
        FieldKind::Address => "ADDRESS",
        FieldKind::Location => "LOCATION",
        FieldKind::AnyType => "ANYTYPE",
        FieldKind::DataCategory => "DATACATEGORYGROUPREFERENCE",
    }
}

/// The simple type of a value in SOAP: Apex Reference, "SoapType Enum"; SOAP API Developer Guide, "Field Types".
fn soap_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Id | FieldKind::Reference => "ID",
        FieldKind::Boolean => "BOOLEAN",
        FieldKind::Integer | FieldKind::Long => "INTEGER",
        FieldKind::Double | FieldKind::Currency | FieldKind::Percent => "DOUBLE",
        FieldKind::Date => "DATE",
        FieldKind::Datetime => "DATETIME",
        FieldKind::Time => "TIME",
        FieldKind::Base64 => "BASE64BINARY",
        FieldKind::Address => "ADDRESS",
        FieldKind::Location => "LOCATION",
        FieldKind::AnyType => "ANYTYPE",
        _ => "STRING",
    }
}

impl Interp<'_, '_> {
    pub(super) fn object_info(&self, name: &str) -> Run<Arc<ObjectInfo>> {
        self.program.catalog.object(name).ok_or_else(|| self.null_pointer())
    }

    pub(super) fn object_name(&self, me: &Value) -> Run<Arc<str>> {
        if let Value::Native(native) = me
            && let NativeData::DescribeObject(name) = &*native.data.borrow()
        {
            return Ok(name.clone());
        }
        Err(self.null_pointer())
    }

    fn of_object(&self, me: &Value, read: impl Fn(&ObjectInfo) -> Value) -> Run<Value> {
        Ok(read(&*self.object_info(&self.object_name(me)?)?))
    }

    /// Custom objects get theirs from the org.
    fn key_prefix(&self, me: &Value) -> Run<Value> {
        let info = self.object_info(&self.object_name(me)?)?;
        let own = info.key_prefix.clone().or_else(|| self.program.catalog.prefix_of(&info.name));
        Ok(optional(own.as_deref()))
    }

    fn object_rights(&self, me: &Value) -> Run<crate::host::ObjectRights> {
        Ok(self.host.object_rights(&self.object_name(me)?))
    }

    fn object_fields(&self, me: &Value) -> Run<Value> {
        let name = self.object_name(me)?;
        Ok(Value::native(known().object_fields, NativeData::ObjectFields(name)))
    }

    fn field_names(&self, me: &Value) -> Run<(Arc<str>, Arc<str>)> {
        if let Value::Native(native) = me
            && let NativeData::DescribeField(object, field) = &*native.data.borrow()
        {
            return Ok((object.clone(), field.clone()));
        }
        Err(self.null_pointer())
    }

    fn of_field(&self, me: &Value, read: impl Fn(&FieldInfo) -> Value) -> Run<Value> {
        let (object, field) = self.field_names(me)?;
        let info = self.object_info(&object)?;
        info.field(&field).map(read).ok_or_else(|| self.null_pointer())
    }

    fn field_rights_of(&self, me: &Value) -> Run<crate::host::FieldRights> {
        let (object, field) = self.field_names(me)?;
        Ok(self.host.field_rights(&object, &field))
    }
}
