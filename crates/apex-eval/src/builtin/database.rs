//! `System.Database`.

use super::results::result;
use crate::interp::Interp;
use crate::native::Members;
use crate::program_ids::object_of;
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::platform;
use apex_sema::ty::Ty;
use apex_syntax::ast::DmlOp;
use indexmap::IndexMap;
use std::sync::Arc;

pub(super) const MEMBERS: Members = &[
    ("query/1", |cx, _, a| cx.database_query(&a[0], false)),
    ("query/2", |cx, _, a| {
        let user = cx.is_user_mode(&a[1]);
        cx.database_query(&a[0], user)
    }),
    ("queryWithBinds/3", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        let user = cx.is_user_mode(&a[2]);
        cx.query_with_binds(&text, &a[1], user, false)
    }),
    ("countQuery/1", |cx, _, a| cx.database_query(&a[0], false)),
    ("countQuery/2", |cx, _, a| {
        let user = cx.is_user_mode(&a[1]);
        cx.database_query(&a[0], user)
    }),
    ("countQueryWithBinds/3", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        let user = cx.is_user_mode(&a[2]);
        cx.query_with_binds(&text, &a[1], user, true)
    }),
    ("getQueryLocator(List<SObject>)", |cx, _, a| cx.locator(None, a[0].clone())),
    ("getQueryLocator(List<SObject>,System.AccessLevel)", |cx, _, a| cx.locator(None, a[0].clone())),
    ("getQueryLocator(String)", |cx, _, a| {
        let (text, rows) = (cx.arg_text(&a[0])?, cx.database_query(&a[0], false)?);
        cx.locator(Some(&text), rows)
    }),
    ("getQueryLocator(String,System.AccessLevel)", |cx, _, a| {
        let user = cx.is_user_mode(&a[1]);
        let (text, rows) = (cx.arg_text(&a[0])?, cx.database_query(&a[0], user)?);
        cx.locator(Some(&text), rows)
    }),
    ("getQueryLocatorWithBinds/3", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        let user = cx.is_user_mode(&a[2]);
        let rows = cx.query_with_binds(&text, &a[1], user, false)?;
        cx.locator(Some(&text), rows)
    }),
    ("merge/2", |cx, _, a| cx.database_merge(a)),
    ("merge/3", |cx, _, a| cx.database_merge(a)),
    ("merge/4", |cx, _, a| cx.database_merge(a)),
    ("emptyRecycleBin/1", |cx, _, a| cx.empty_recycle_bin(&a[0])),
    ("insert/1", |cx, _, a| cx.database_dml(DmlOp::Insert, a)),
    ("insert(SObject,Database.DMLOptions)", |cx, _, a| cx.database_dml(DmlOp::Insert, a)),
    ("insert(List<SObject>,Database.DMLOptions)", |cx, _, a| cx.database_dml(DmlOp::Insert, a)),
    ("insert(SObject,Database.DMLOptions,System.AccessLevel)", |cx, _, a| cx.database_dml(DmlOp::Insert, a)),
    ("insert(List<SObject>,Database.DMLOptions,System.AccessLevel)", |cx, _, a| cx.database_dml(DmlOp::Insert, a)),
    ("insert(SObject,Boolean)", |cx, _, a| cx.database_dml(DmlOp::Insert, a)),
    ("insert(SObject,System.AccessLevel)", |cx, _, a| cx.database_dml(DmlOp::Insert, a)),
    ("insert(List<SObject>,Boolean)", |cx, _, a| cx.database_dml(DmlOp::Insert, a)),
    ("insert(List<SObject>,System.AccessLevel)", |cx, _, a| cx.database_dml(DmlOp::Insert, a)),
    ("insert(SObject,Boolean,System.AccessLevel)", |cx, _, a| cx.database_dml(DmlOp::Insert, a)),
    ("insert(List<SObject>,Boolean,System.AccessLevel)", |cx, _, a| cx.database_dml(DmlOp::Insert, a)),
    ("update/1", |cx, _, a| cx.database_dml(DmlOp::Update, a)),
    ("update(SObject,Database.DMLOptions)", |cx, _, a| cx.database_dml(DmlOp::Update, a)),
    ("update(List<SObject>,Database.DMLOptions)", |cx, _, a| cx.database_dml(DmlOp::Update, a)),
    ("update(SObject,Database.DMLOptions,System.AccessLevel)", |cx, _, a| cx.database_dml(DmlOp::Update, a)),
    ("update(List<SObject>,Database.DMLOptions,System.AccessLevel)", |cx, _, a| cx.database_dml(DmlOp::Update, a)),
    ("update(SObject,Boolean)", |cx, _, a| cx.database_dml(DmlOp::Update, a)),
    ("update(SObject,System.AccessLevel)", |cx, _, a| cx.database_dml(DmlOp::Update, a)),
    ("update(List<SObject>,Boolean)", |cx, _, a| cx.database_dml(DmlOp::Update, a)),
    ("update(List<SObject>,System.AccessLevel)", |cx, _, a| cx.database_dml(DmlOp::Update, a)),
    ("update(SObject,Boolean,System.AccessLevel)", |cx, _, a| cx.database_dml(DmlOp::Update, a)),
    ("update(List<SObject>,Boolean,System.AccessLevel)", |cx, _, a| cx.database_dml(DmlOp::Update, a)),
    ("upsert/1", |cx, _, a| cx.database_dml(DmlOp::Upsert, a)),
    ("upsert/2", |cx, _, a| cx.database_dml(DmlOp::Upsert, a)),
    ("upsert/3", |cx, _, a| cx.database_dml(DmlOp::Upsert, a)),
    ("upsert/4", |cx, _, a| cx.database_dml(DmlOp::Upsert, a)),
    ("delete/1", |cx, _, a| cx.database_dml(DmlOp::Delete, a)),
    ("delete/2", |cx, _, a| cx.database_dml(DmlOp::Delete, a)),
    ("delete/3", |cx, _, a| cx.database_dml(DmlOp::Delete, a)),
    ("undelete/1", |cx, _, a| cx.database_dml(DmlOp::Undelete, a)),
    ("undelete/2", |cx, _, a| cx.database_dml(DmlOp::Undelete, a)),
    ("undelete/3", |cx, _, a| cx.database_dml(DmlOp::Undelete, a)),
];

impl Interp<'_, '_> {
    /// A dynamic query called where no variables are in scope.
    fn database_query(&mut self, text: &Value, user_mode: bool) -> Run<Value> {
        let text = self.arg_text(text)?;
        let query = self.parse_dynamic(&text)?;
        if !query.binds.is_empty() {
            return Err(self.throw("System.QueryException", "Variable does not exist"));
        }
        self.dynamic(&query, &[], user_mode, false)
    }

    /// `Database.insert(target, …)` and the like: options are told apart by their types.
    fn database_dml(&mut self, op: DmlOp, args: &[Value]) -> Run<Value> {
        let (mut all_or_none, mut user_mode, mut key) = (true, false, None);
        for arg in &args[1..] {
            match arg {
                Value::Bool(b) => all_or_none = *b,
                Value::FieldToken(_, field) => key = Some(field.clone()),
                Value::Native(options) if &*platform().get(options.ty).name == "DMLOptions" => {
                    all_or_none = super::dml_options::all_or_none(arg);
                }
                level => user_mode = self.is_user_mode(level),
            }
        }
        let target = self.as_records(&args[0])?;
        let results = self.write(op, &target, user_mode, all_or_none, key)?;
        let class = match op {
            DmlOp::Upsert => "Database.UpsertResult",
            DmlOp::Delete => "Database.DeleteResult",
            DmlOp::Undelete => "Database.UndeleteResult",
            _ => "Database.SaveResult",
        };
        let mut values: Vec<Value> = results.iter().map(|r| result(class, r)).collect();
        if matches!(args[0], Value::List(_)) {
            let ty = platform().find(class).map_or(Ty::Object, |t| Ty::platform(t.id));
            return Ok(Value::list(ty, values));
        }
        Ok(if values.is_empty() { Value::Null } else { values.remove(0) })
    }

    /// `Database.emptyRecycleBin(records or Ids)`: one result each.
    fn empty_recycle_bin(&mut self, target: &Value) -> Run<Value> {
        let list = match target {
            Value::List(list) => list.items.borrow().clone(),
            one => vec![one.clone()],
        };
        self.limits.write(list.len())?;
        let mut values = Vec::new();
        for item in &list {
            let id = match item {
                Value::Record(record) => record.fields.borrow().get("Id").cloned().unwrap_or(Value::Null),
                other => other.clone(),
            };
            let id = self.arg_text(&id)?;
            values.push(result("Database.EmptyRecycleBinResult", &self.host.empty_recycle_bin(&id)));
        }
        if matches!(target, Value::List(_)) {
            let ty = platform().find("Database.EmptyRecycleBinResult").map_or(Ty::Object, |t| Ty::platform(t.id));
            return Ok(Value::list(ty, values));
        }
        Ok(values.pop().unwrap_or(Value::Null))
    }

    /// `Database.merge(master, duplicates, …)`: one result for a duplicate, a list for several.
    fn database_merge(&mut self, args: &[Value]) -> Run<Value> {
        let (mut all_or_none, mut user_mode) = (true, false);
        for arg in &args[2..] {
            match arg {
                Value::Bool(b) => all_or_none = *b,
                level => user_mode = self.is_user_mode(level),
            }
        }
        let others = self.as_records(&args[1])?;
        let results = self.merge(&args[0], &others, user_mode, all_or_none)?;
        let mut values: Vec<Value> = results.iter().skip(1).map(|r| super::results::merged(&results[0], r)).collect();
        if matches!(args[1], Value::List(_)) {
            let ty = platform().find("Database.MergeResult").map_or(Ty::Object, |t| Ty::platform(t.id));
            return Ok(Value::list(ty, values));
        }
        Ok(if values.is_empty() { Value::Null } else { values.remove(0) })
    }

    /// `Database.delete(id)` takes Ids too.
    fn as_records(&self, target: &Value) -> Run<Value> {
        let record = |id: &Value| -> Run<Value> {
            let text = self.arg_text(id)?;
            let Some(object) = object_of(self.program, &text) else {
                return Err(
                    self.throw("System.SObjectException", &format!("Cannot determine the SObject type of Id {text}"))
                );
            };
            let id: (Arc<str>, Value) = ("Id".into(), id.clone());
            Ok(Value::record(object, IndexMap::from([id])))
        };
        match target {
            Value::Id(_) | Value::Str(_) => record(target),
            Value::List(list) if matches!(list.element, Ty::Id | Ty::String) => {
                let items: Vec<Value> = list.items.borrow().clone();
                let records = items.iter().map(record).collect::<Run<Vec<Value>>>()?;
                Ok(Value::list(Ty::SObject, records))
            }
            other => Ok(other.clone()),
        }
    }
}
