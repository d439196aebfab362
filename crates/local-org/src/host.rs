//! A session as the world of a running program.

mod guard;
mod licenses;

use crate::data::calculated::{Around, Calculated, Calculator};
use crate::data::dml::{Writer, upsert_target};
use crate::data::soql::{Clock, Engine};
use crate::data::{Record, Store, delete, jobs, prices, sosl};
use crate::security::{Sharing, Sight};
use crate::session::{Context, Session};
use crate::setup_rows;
use apex_eval::text::full_id;
use apex_eval::{
    Access, Datum, DmlRequest, FieldRights, Found, Host, NewJob, ObjectRights, Refusal, Row, RowError, RowResult,
};
use apex_sema::catalog::ObjectInfo;
use apex_sema::{UNSUPPORTED, query_gaps, record_gap};
use apex_syntax::ast::{DmlOp, Query, QueryBody};
use jiff::tz::TimeZone;
use std::sync::Arc;

pub(crate) fn refusal(exception: &'static str, message: impl Into<String>) -> Refusal {
    let message = message.into();
    let gap = message.starts_with(UNSUPPORTED);
    Refusal { exception, message, inaccessible: Vec::new(), gap }
}

/// Refuses what the local org does not have in queries.
fn no_gap(query: &Query) -> Result<(), Refusal> {
    match query_gaps(query).into_iter().chain(record_gap(query)).next() {
        Some(gap) => Err(refusal("", format!("{UNSUPPORTED}{gap}"))),
        None => Ok(()),
    }
}

impl Session<'_> {
    fn clock(&self) -> Clock {
        let zone = match self.user("TimeZoneSidKey") {
            Datum::Str(name) => TimeZone::get(&name).unwrap_or(TimeZone::UTC),
            _ => TimeZone::UTC,
        };
        Clock { now: self.now, zone }
    }

    /// What formulas and rules see of the running user.
    fn around<'a>(&self, calculated: &'a Calculated, permissions: &'a dyn Fn(&str) -> bool) -> Around<'a> {
        Around { calculated, user: self.user_id(), clock: self.clock(), permissions }
    }

    /// What sharing lets the running user see, where a call asks for it.
    fn sight(&self, access: Access) -> Option<Sight<'_>> {
        let (private, catalog) = (&self.org.private, &*self.org.catalog);
        let schema = access.user_mode.then_some(&*self.org.schema);
        access.sharing.then(|| Sight { user: self.user_id(), rights: self.rights(), private, catalog, schema })
    }
}

impl Host for Session<'_> {
    fn now(&self) -> i64 {
        self.now
    }

    fn random(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let value = self.next_random().to_le_bytes();
            chunk.copy_from_slice(&value[..chunk.len()]);
        }
    }

    fn user(&self, field: &str) -> Datum {
        self.org.store.get("User", &self.user_id()).and_then(|u| u.get(field)).cloned().unwrap_or(Datum::Null)
    }

    fn organization(&self, field: &str) -> Datum {
        if field == "Url" {
            return Datum::Str(self.org.url.as_str().into());
        }
        self.org.store.get("Organization", &self.org.id).and_then(|o| o.get(field)).cloned().unwrap_or(Datum::Null)
    }

    fn run_as(&mut self, user: Option<&Row>) -> Result<(), Refusal> {
        let Some(user) = user else {
            self.contexts.pop();
            return Ok(());
        };
        let id = user.get("Id").and_then(crate::data::values::text).and_then(full_id);
        match id.filter(|id| self.org.store.get("User", id).is_some()) {
            Some(id) => {
                self.contexts.push(Context { user: id.into(), wrote_setup: None, wrote_other: None });
                Ok(())
            }
            None => Err(refusal("System.IllegalArgumentException", "System.runAs needs a user that is in the org")),
        }
    }

    fn query(&mut self, query: &Query, binds: &[Datum], access: Access) -> Result<Vec<Row>, Refusal> {
        let QueryBody::Soql(soql) = &query.body else { return Ok(Vec::new()) };
        no_gap(query)?;
        if access.user_mode {
            self.guard_query(soql)?;
        }
        let rights = self.rights();
        let may = |name: &str| rights.has_custom(name);
        let sight = self.sight(access);
        let mut engine = Engine {
            store: &self.org.store,
            catalog: &self.org.catalog,
            binds,
            around: &self.around(&self.org.calculated, &may),
            visible: &|object, record| sight.as_ref().is_none_or(|s| s.sees(&self.org.store, object, record)),
            readable: &|object, field| !access.user_mode || rights.field(&self.org.schema, object, field).read,
        };
        let made = setup_rows::store_for(self.org, soql, &engine);
        let made = made.map_err(|gap| refusal("", format!("{UNSUPPORTED}{gap}")))?;
        engine.store = made.as_ref().unwrap_or(engine.store);
        engine.run(soql).map_err(|message| refusal("System.QueryException", message))
    }

    fn looked_at(&mut self) -> u64 {
        self.org.store.take_looked_at()
    }

    fn search(
        &mut self,
        query: &Query,
        binds: &[Datum],
        access: Access,
        fixed: Option<&[Arc<str>]>,
    ) -> Result<Found, Refusal> {
        let QueryBody::Sosl(find) = &query.body else { return Ok(Vec::new()) };
        no_gap(query)?;
        if access.user_mode {
            for item in &find.returning {
                self.guard_query(&sosl::as_soql(item, find))?;
            }
        }
        let rights = self.rights();
        let may = |name: &str| rights.has_custom(name);
        let sight = self.sight(access);
        let engine = Engine {
            store: &self.org.store,
            catalog: &self.org.catalog,
            binds,
            around: &self.around(&self.org.calculated, &may),
            visible: &|object, record| sight.as_ref().is_none_or(|s| s.sees(&self.org.store, object, record)),
            readable: &|object, field| !access.user_mode || rights.field(&self.org.schema, object, field).read,
        };
        sosl::search(&engine, find, fixed).map_err(|message| refusal("System.SearchException", message))
    }

    fn guard(&mut self, request: &DmlRequest) -> Result<Option<Vec<RowResult>>, Refusal> {
        if let Some(error) = self.mixed_dml(request) {
            let failed = |_| RowResult { errors: vec![error.clone()], ..RowResult::default() };
            return Ok(Some(request.rows.iter().map(failed).collect()));
        }
        if let Some(results) = self.guard_licenses(request) {
            return Ok(Some(results));
        }
        if request.access.user_mode { self.guard_dml(request) } else { Ok(None) }
    }

    fn stored(&self, id: &str) -> Option<Row> {
        let id = full_id(id)?;
        let object = self.org.catalog.object_with_prefix(id.get(..3)?)?;
        let record = self.org.store.get(&object, &id)?;
        let mut fields: Vec<(Arc<str>, Datum)> =
            record.iter().filter(|(name, _)| !name.starts_with('(')).map(|(n, v)| (n.clone(), v.clone())).collect();
        if let Some(info) = self.org.catalog.object(&object) {
            let rights = self.rights();
            let may = |name: &str| rights.has_custom(name);
            let around = self.around(&self.org.calculated, &may);
            let calculator = Calculator::new(&around, &self.org.store, &self.org.catalog);
            let calculated = info.fields.values().filter(|field| field.calculated);
            fields.extend(calculated.map(|field| (field.name.clone(), calculator.field(&info, record, field))));
        }
        fields.sort_by(|a, b| a.0.cmp(&b.0));
        Some(Row { object, fields })
    }

    fn upsert_target(&self, row: &Row, key: Option<&str>) -> Result<Option<Arc<str>>, RowError> {
        match self.org.catalog.object(&row.object) {
            Some(object) => upsert_target(&self.org.store, &object, row, key),
            // What is no object is refused when it is written.
            None => Ok(None),
        }
    }

    fn dml(&mut self, request: &DmlRequest) -> Result<Vec<RowResult>, Refusal> {
        if let Some(row) = request.rows.iter().find(|row| setup_rows::is_made(&row.object)) {
            return Err(refusal("", format!("{UNSUPPORTED}writing {}", row.object)));
        }
        if let Some(results) = self.guard(request)? {
            return Ok(results);
        }
        let rights = self.rights();
        let (user, schema) = (self.user_id(), Arc::clone(&self.org.schema));
        let of_user_mode = Arc::clone(&schema);
        let access = request.access;
        let gate = move |op: DmlOp, object: &ObjectInfo, record: Option<&Record>| -> Result<(), RowError> {
            let Some(record) = record.filter(|_| access.sharing && op != DmlOp::Insert) else { return Ok(()) };
            let own = matches!(record.get("OwnerId"), Some(Datum::Id(id)) if *id == user);
            let model = Sharing::of(&schema, &object.name);
            if own || model.is_none_or(|model| model.lets(op)) || rights.views_all(&object.name, true) {
                return Ok(());
            }
            Err(RowError {
                status: "INSUFFICIENT_ACCESS_OR_READONLY".into(),
                message: "insufficient access rights on object id".into(),
                fields: Vec::new(),
            })
        };
        let catalog = Arc::clone(&self.org.catalog);
        let calculated = Arc::clone(&self.org.calculated);
        let granted = self.rights();
        let may = |name: &str| granted.has_custom(name);
        let around = self.around(&calculated, &may);
        let private = self.org.private.clone();
        let sight = access.sharing.then(|| Sight {
            user: self.user_id(),
            rights: self.rights(),
            private: &private,
            catalog: &catalog,
            schema: access.user_mode.then_some(&*of_user_mode),
        });
        let visible = |store: &Store, object: &ObjectInfo, record: &Record| {
            sight.as_ref().is_none_or(|sight| sight.sees(store, object, record))
        };
        let typed = |object: &ObjectInfo, name: &str| granted.has_record_type(&object.name, name);
        let store = &mut self.org.store;
        let mut writer =
            Writer { store, catalog: &catalog, around: &around, gate: &gate, visible: &visible, typed: &typed };
        Ok(writer.write(request.op, &request.rows, request.all_or_none, request.key.as_deref()))
    }

    fn savepoint(&mut self) -> u64 {
        self.org.store.savepoint()
    }

    fn rollback(&mut self, savepoint: u64) {
        self.org.store.rollback(savepoint);
    }

    fn object_rights(&self, object: &str) -> ObjectRights {
        self.rights().object(&self.org.schema, object)
    }

    fn field_rights(&self, object: &str, field: &str) -> FieldRights {
        self.rights().field(&self.org.schema, object, field)
    }

    fn has_custom_permission(&self, name: &str) -> bool {
        self.rights().has_custom(name)
    }

    fn set_created_date(&mut self, id: &str, ms: i64) -> Result<(), Refusal> {
        let id = full_id(id).unwrap_or_default();
        let object = id.get(..3).and_then(|p| self.org.catalog.object_with_prefix(p));
        let found = object.and_then(|o| self.org.store.get(&o, &id).cloned().map(|r| (o, r)));
        let Some((object, mut record)) = found else {
            return Err(refusal("System.IllegalArgumentException", "There is no such record"));
        };
        record.insert("CreatedDate".into(), Datum::Datetime(ms));
        self.org.store.put(&object, &id.into(), record);
        Ok(())
    }

    fn standard_price_book(&self) -> Option<Arc<str>> {
        prices::standard_book(&self.org.store)
    }

    fn add_job(&mut self, job: &NewJob<'_>) -> Arc<str> {
        let user = self.user_id();
        jobs::add(&mut self.org.store, job, &user, self.now)
    }

    fn end_job(&mut self, id: &str, failure: Option<&str>) {
        jobs::end(&mut self.org.store, id, failure, self.now);
    }

    fn empty_recycle_bin(&mut self, id: &str) -> RowResult {
        let catalog = Arc::clone(&self.org.catalog);
        let id: Arc<str> = full_id(id).unwrap_or_default().into();
        let object = id.get(..3).and_then(|prefix| catalog.object(&catalog.object_with_prefix(prefix)?));
        let purged = match object {
            Some(object) => delete::purge(&mut self.org.store, &catalog, &object, &id),
            None => Err(RowError {
                status: "INVALID_CROSS_REFERENCE_KEY".into(),
                message: "invalid cross reference id".into(),
                fields: Vec::new(),
            }),
        };
        RowResult { id: Some(id), created: false, errors: purged.err().into_iter().collect() }
    }

    fn load_data(&self, object: &str, resource: &str) -> Result<Vec<Row>, Refusal> {
        let rows = self.org.records_in(resource, object);
        rows.map_err(|message| refusal("System.IllegalArgumentException", message))
    }

    fn formulas(&self, row: &Row) -> Vec<(Arc<str>, Datum)> {
        let Some(object) = self.org.catalog.object(&row.object) else { return Vec::new() };
        let record: Record = row.fields.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let rights = self.rights();
        let may = |name: &str| rights.has_custom(name);
        let around = self.around(&self.org.calculated, &may);
        let calculator = Calculator::new(&around, &self.org.store, &self.org.catalog);
        let calculated = object.fields.values().filter(|field| field.calculated);
        calculated.map(|field| (field.name.clone(), calculator.field(&object, &record, field))).collect()
    }

    fn debug(&mut self, line: &str) {
        self.log.push(line.into());
    }
}
