//! `Schema.RecordTypeInfo`: the record types of an object, the master first.

use super::args::{field, fields};
use crate::convert::to_value;
use crate::host::Access;
use crate::interp::Interp;
use crate::native::{Members, NativeData};
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::platform;
use apex_sema::ty::Ty;

/// The Id that every object's master record type has.
const MASTER: &str = "012000000000000AAA";

pub(super) const MEMBERS: Members = &[
    ("getName/0", |_, me, _| Ok(field(me, "name"))),
    ("getDeveloperName/0", |_, me, _| Ok(field(me, "developerName"))),
    ("getRecordTypeId/0", |_, me, _| Ok(field(me, "id"))),
    ("isActive/0", |_, me, _| Ok(field(me, "active"))),
    ("isMaster/0", |_, me, _| Ok(Value::Bool(field(me, "id").as_str() == Some(MASTER)))),
];

pub(super) const OF_OBJECT: Members = &[
    ("getRecordTypeInfos/0", |cx, me, _| {
        let infos = cx.record_types(me)?;
        Ok(Value::list(class(), infos))
    }),
    ("getRecordTypeInfosByName/0", |cx, me, _| cx.record_types_by(me, "name", Ty::String)),
    ("getRecordTypeInfosByDeveloperName/0", |cx, me, _| cx.record_types_by(me, "developerName", Ty::String)),
    ("getRecordTypeInfosById/0", |cx, me, _| cx.record_types_by(me, "id", Ty::Id)),
];

fn class() -> Ty {
    platform().find("Schema.RecordTypeInfo").map_or(Ty::Object, |ty| Ty::platform(ty.id))
}

fn info(id: Value, name: Value, developer_name: Value, active: Value) -> Value {
    let values = [("id", id), ("name", name), ("developerName", developer_name), ("active", active)];
    fields("Schema.RecordTypeInfo", values)
}

impl Interp<'_, '_> {
    fn record_types(&mut self, me: &Value) -> Run<Vec<Value>> {
        let object = match me {
            Value::Native(native) => match &*native.data.borrow() {
                NativeData::DescribeObject(name) => name.clone(),
                _ => return Err(self.null_pointer()),
            },
            _ => return Err(self.null_pointer()),
        };
        let master = Value::str("Master");
        let mut infos = vec![info(Value::Id(MASTER.into()), master.clone(), master, Value::Bool(true))];
        // Describing costs no query; the name of an object needs no escape.
        let text = format!(
            "SELECT Id, Name, DeveloperName, IsActive FROM RecordType WHERE SobjectType = '{object}' ORDER BY DeveloperName"
        );
        let query = self.parse_dynamic(&text)?;
        let rows = match self.host.query(&query, &[], Access { user_mode: false, sharing: false }) {
            Ok(rows) => rows,
            Err(refusal) => return Err(self.refuse(refusal)),
        };
        for row in rows {
            let value = |name: &str| row.get(name).map_or(Value::Null, to_value);
            infos.push(info(value("Id"), value("Name"), value("DeveloperName"), value("IsActive")));
        }
        Ok(infos)
    }

    fn record_types_by(&mut self, me: &Value, key: &str, ty: Ty) -> Run<Value> {
        let pairs = self.record_types(me)?.into_iter().map(|info| (field(&info, key), info)).collect();
        Ok(Value::map(ty, class(), self.map_of(pairs)?))
    }
}
