//! Describes: objects and fields the caller may see, with what he may do with them.

use super::Call;
use super::input::object;
use crate::Session;
use crate::data::values::text;
use crate::http::{Answer, Fault, reply};
use apex_eval::Datum;
use apex_sema::catalog::{FieldInfo, FieldKind, ObjectInfo};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

/// `GET …/sobjects`
pub(super) fn list(call: &Call<'_>) -> Answer {
    call.allow(&["GET"])?;
    let prefix = call.path("sobjects");
    let all = call.transaction(|session| {
        let mut names = session.org.catalog.names();
        names.sort();
        let objects = names.iter().filter_map(|name| object(session, name).ok());
        Ok::<_, Fault>(objects.map(|object| Value::Object(summary(session, &object, &prefix))).collect::<Vec<_>>())
    })?;
    Ok(reply::ok(&json!({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": all})))
}

/// `GET …/sobjects/X`
pub(super) fn basic(call: &Call<'_>, name: &str) -> Answer {
    call.allow(&["GET", "POST"])?;
    let prefix = call.path("sobjects");
    let described = call.transaction(|session| {
        let object = object(session, name)?;
        Ok::<_, Fault>(Value::Object(summary(session, &object, &prefix)))
    })?;
    Ok(reply::ok(&json!({"objectDescribe": described, "recentItems": []})))
}

/// `GET …/sobjects/X/describe`
pub(super) fn whole(call: &Call<'_>, name: &str) -> Answer {
    call.allow(&["GET"])?;
    let prefix = call.path("sobjects");
    let described = call.transaction(|session| {
        let object = object(session, name)?;
        let mut out = summary(session, &object, &prefix);
        let visible = object.fields.values().filter(|f| may(session, &object, f).0);
        let fields: Vec<Value> = visible.map(|f| field(session, &object, f)).collect();
        out.insert("fields".into(), json!(fields));
        out.insert("childRelationships".into(), json!(children(session, &object)));
        out.insert("recordTypeInfos".into(), json!(record_types(session, &object)));
        Ok::<_, Fault>(Value::Object(out))
    })?;
    Ok(reply::ok(&described))
}

fn summary(session: &Session<'_>, object: &ObjectInfo, prefix: &str) -> Map<String, Value> {
    let rights = session.rights().object(&session.org.schema, &object.name);
    let base = format!("{prefix}/{}", object.name);
    let value = json!({
        "activateable": false,
        "createable": object.createable && rights.create,
        "custom": object.custom,
        "customSetting": object.custom_setting,
        "deletable": object.deletable && rights.delete,
        "deprecatedAndHidden": false,
        "feedEnabled": false,
        "keyPrefix": object.key_prefix.as_deref(),
        "label": &*object.label,
        "labelPlural": &*object.label_plural,
        "layoutable": !object.custom_setting,
        "mergeable": false,
        "name": &*object.name,
        "queryable": object.queryable,
        "replicateable": true,
        "retrieveable": true,
        "searchable": object.searchable,
        "triggerable": true,
        "undeletable": object.undeletable && rights.delete,
        "updateable": object.updateable && rights.edit,
        "urls": {
            "sobject": base,
            "describe": format!("{base}/describe"),
            "rowTemplate": format!("{base}/{{ID}}"),
        },
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Whether the caller may read and edit a field.
fn may(session: &Session<'_>, object: &ObjectInfo, field: &FieldInfo) -> (bool, bool) {
    let rights = session.rights().field(&session.org.schema, &object.name, &field.name);
    (rights.read, rights.edit)
}

fn field(session: &Session<'_>, object: &ObjectInfo, field: &FieldInfo) -> Value {
    let edit = may(session, object, field).1;
    let known = session.org.schema.object(&object.name).and_then(|object| object.field(&field.name)?.picklist());
    let controller = known.and_then(|picklist| Some((picklist, object.field(picklist.controller.as_deref()?)?)));
    let picklist: Vec<Value> = field
        .picklist
        .iter()
        .map(|p| {
            let allowed = controller.map(|(known, by)| valid_for(known.valid_for.get(&*p.value), by));
            json!({"active": p.active, "defaultValue": p.default, "label": &*p.label, "validFor": allowed, "value": &*p.value})
        })
        .collect();
    let numeric = matches!(field.kind, FieldKind::Integer | FieldKind::Long);
    let first = json!({
        "aggregatable": field.groupable || super::rows::is_number(field.kind),
        "autoNumber": field.auto_number,
        "byteLength": field.length.saturating_mul(3),
        "calculated": field.calculated,
        "cascadeDelete": field.master_detail,
        "caseSensitive": field.case_sensitive,
        "compoundFieldName": field.part_of.as_deref(),
        "controllerName": controller.map(|(_, by)| &*by.name),
        "createable": field.createable && edit,
        "custom": field.name.ends_with("__c"),
        "defaultValue": field.default_value.as_deref(),
        "defaultedOnCreate": field.defaulted_on_create,
        "dependentPicklist": controller.is_some(),
        "deprecatedAndHidden": false,
        "digits": if numeric { field.precision } else { 0 },
        "externalId": field.external_id,
        "extraTypeInfo": null,
        "filterable": field.filterable,
        "groupable": field.groupable,
        "htmlFormatted": field.html,
        "idLookup": field.id_lookup || field.external_id,
        "inlineHelpText": null,
    });
    let second = json!({
        "label": &*field.label,
        "length": field.length,
        "name": &*field.name,
        "nameField": field.name_field,
        "namePointing": field.polymorphic,
        "nillable": field.nillable,
        "permissionable": field.permissionable,
        "picklistValues": picklist,
        "polymorphicForeignKey": field.polymorphic,
        "precision": field.precision,
        "referenceTo": field.reference_to.iter().map(|name| &**name).collect::<Vec<_>>(),
        "relationshipName": field.relationship.as_deref(),
        "relationshipOrder": field.master_detail.then_some(0),
        "restrictedDelete": false,
        "restrictedPicklist": field.restricted_picklist,
        "scale": field.scale,
        "soapType": soap_type(field.kind),
        "sortable": field.sortable,
        "type": type_name(field.kind),
        "unique": field.unique,
        "updateable": field.updateable && edit,
    });
    let mut out = first;
    if let (Value::Object(out), Value::Object(more)) = (&mut out, second) {
        out.extend(more);
    }
    out
}

/// Which values of the controlling field allow a value: a bit for each, the first of them the highest. SOAP API Developer
/// Guide, "DescribeSObjectResult", `validFor`.
fn valid_for(allowed: Option<&Vec<String>>, controller: &FieldInfo) -> String {
    let values: Vec<&str> = match controller.kind {
        FieldKind::Boolean => vec!["false", "true"],
        _ => controller.picklist.iter().map(|value| &*value.value).collect(),
    };
    let mut bits = vec![0_u8; values.len().div_ceil(24).max(1) * 3];
    for (at, value) in values.into_iter().enumerate() {
        let is_allowed = |name: &String| {
            name.eq_ignore_ascii_case(value) || matches!((&**name, value), ("checked", "true") | ("unchecked", "false"))
        };
        if allowed.is_some_and(|names| names.iter().any(is_allowed)) {
            bits[at / 8] |= 0x80 >> (at % 8);
        }
    }
    BASE64_STANDARD.encode(bits)
}

/// The describe name of a type.
fn type_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Id => "id",
        FieldKind::Boolean => "boolean",
        FieldKind::Integer => "int",
        FieldKind::Long => "long",
        FieldKind::Double => "double",
        FieldKind::Currency => "currency",
        FieldKind::Percent => "percent",
        FieldKind::String => "string",
        FieldKind::TextArea => "textarea",
        FieldKind::Picklist => "picklist",
        FieldKind::MultiPicklist => "multipicklist",
        FieldKind::Combobox => "combobox",
        FieldKind::Email => "email",
        FieldKind::Phone => "phone",
        FieldKind::Url => "url",
        FieldKind::EncryptedString => "encryptedstring",
        FieldKind::Date => "date",
        FieldKind::Datetime => "datetime",
        FieldKind::Time => "time",
        FieldKind::Reference => "reference",
        FieldKind::Base64 => "base64",
        FieldKind::Address => "address",
        FieldKind::Location => "location",
        FieldKind::AnyType => "anyType",
        FieldKind::DataCategory => "datacategorygroupreference",
    }
}

fn soap_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Id | FieldKind::Reference => "tns:ID",
        FieldKind::Boolean => "xsd:boolean",
        FieldKind::Integer => "xsd:int",
        FieldKind::Long => "xsd:long",
        FieldKind::Double | FieldKind::Currency | FieldKind::Percent => "xsd:double",
        FieldKind::Date => "xsd:date",
        FieldKind::Datetime => "xsd:dateTime",
        FieldKind::Time => "xsd:time",
        FieldKind::Base64 => "xsd:base64Binary",
        FieldKind::Address => "urn:address",
        FieldKind::Location => "urn:location",
        FieldKind::AnyType => "xsd:anyType",
        _ => "xsd:string",
    }
}

fn children(session: &Session<'_>, object: &ObjectInfo) -> Vec<Value> {
    let rights = session.rights();
    let visible = object.children.iter().filter(|c| rights.object(&session.org.schema, &c.object).read);
    visible
        .map(|c| {
            json!({"cascadeDelete": c.cascade_delete, "childSObject": &*c.object, "deprecatedAndHidden": false,
                "field": &*c.field, "junctionIdListNames": [], "junctionReferenceTo": [],
                "relationshipName": c.relationship.as_deref(), "restrictedDelete": c.restricted_delete})
        })
        .collect()
}

/// Id of the master record type, which every org has.
const MASTER: &str = "012000000000000AAA";

fn record_types(session: &Session<'_>, object: &ObjectInfo) -> Vec<Value> {
    let info = |name: &str, developer: &str, active: bool, id: &str| {
        let master = id == MASTER;
        json!({"active": active, "available": active, "defaultRecordTypeMapping": master, "developerName": developer,
            "master": master, "name": name, "recordTypeId": id})
    };
    let own = session.org.store.find("RecordType", "SobjectType", &Datum::Str(object.name.clone()));
    let own = own.into_iter().map(|(id, row)| {
        let shown = |field: &str| row.get(field).and_then(text).unwrap_or_default();
        info(shown("Name"), shown("DeveloperName"), row.get("IsActive") == Some(&Datum::Bool(true)), id)
    });
    own.chain([info("Master", "Master", true, MASTER)]).collect()
}
