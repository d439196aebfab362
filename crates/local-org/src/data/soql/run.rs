//! Runs a query: rows, filter, groups, order, limit, projection.

use super::listed::Lists;
use super::{aggregate, order, project};
use crate::data::calculated::{Around, Calculator};
use crate::data::values::address;
use crate::data::{Record, Store, prices};
use apex_eval::{Datum, Row};
use apex_sema::MOST_OFFSET;
use apex_sema::catalog::{Catalog, FieldInfo, FieldKind, ObjectInfo};
use apex_syntax::ast::{QueryValue, Soql};
use std::sync::Arc;

/// Whether a record may be seen: object and record.
pub type Visible<'a> = dyn Fn(&ObjectInfo, &Record) -> bool + 'a;

/// What a query runs on.
pub struct Engine<'a> {
    /// Records.
    pub store: &'a Store,
    /// sObjects.
    pub catalog: &'a Catalog,
    /// Values of bound expressions.
    pub binds: &'a [Datum],
    /// Who asks and when, and what is worked out.
    pub around: &'a Around<'a>,
    /// Sharing.
    pub visible: &'a Visible<'a>,
    /// Which fields, by object and field, `FIELDS()`, the `ELSE` of `TYPEOF` and parents of several objects show.
    pub readable: &'a dyn Fn(&str, &str) -> bool,
}

impl std::fmt::Debug for Engine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Engine({:?})", self.around)
    }
}

/// A record with its object, during a query.
#[derive(Clone)]
pub(super) struct Hit<'a> {
    pub object: Arc<ObjectInfo>,
    pub record: &'a Record,
}

impl<'a> Engine<'a> {
    /// The rows of a query.
    ///
    /// # Errors
    /// The text of a QueryException.
    pub fn run(&self, soql: &Soql) -> Result<Vec<Row>, String> {
        let Some(name) = soql.from.first().and_then(|f| f.path.first()) else { return Ok(Vec::new()) };
        let Some(object) = self.catalog.object(&name.text) else {
            return Err(format!("sObject type '{name}' is not supported."));
        };
        let rows = self.store.rows(&object.name).map(|(_, r)| r);
        self.select(soql, &object, rows)
    }

    /// Filters, sorts and projects chosen records.
    ///
    /// # Errors
    /// The text of a QueryException.
    pub fn rows_of(&self, soql: &Soql, object: &Arc<ObjectInfo>, chosen: Vec<&'a Record>) -> Result<Vec<Row>, String> {
        self.select(soql, object, chosen.into_iter())
    }

    /// Filters, sorts and projects the given records of `object`.
    pub(super) fn select(
        &self,
        soql: &Soql,
        object: &Arc<ObjectInfo>,
        rows: impl Iterator<Item = &'a Record>,
    ) -> Result<Vec<Row>, String> {
        let lists = Lists::of(self, &soql.filter)?;
        self.finish(soql, self.filtered(soql, object, rows, &lists)?)
    }

    /// The records that a query keeps.
    pub(super) fn filtered(
        &self,
        soql: &Soql,
        object: &Arc<ObjectInfo>,
        rows: impl Iterator<Item = &'a Record>,
        lists: &Lists,
    ) -> Result<Vec<Hit<'a>>, String> {
        let mine = soql.scope.as_ref().is_some_and(|scope| scope.is("mine"));
        let owned =
            |record: &Record| matches!(record.get("OwnerId"), Some(Datum::Id(owner)) if *owner == self.around.user);
        let mut hits = Vec::new();
        for record in rows {
            let deleted = record.get("IsDeleted") == Some(&Datum::Bool(true));
            let unseen = record.contains_key(prices::UNSEEN) || !(self.visible)(object, record);
            if deleted && !soql.all_rows || mine && !owned(record) || unseen {
                continue;
            }
            let hit = Hit { object: object.clone(), record };
            let keep = match &soql.filter {
                Some(filter) => self.matches(soql, &hit, filter, lists)?,
                None => true,
            };
            if keep {
                hits.push(hit);
            }
        }
        Ok(hits)
    }

    /// Groups or sorts, cuts and projects the records that were kept.
    pub(super) fn finish(&self, soql: &Soql, mut hits: Vec<Hit<'a>>) -> Result<Vec<Row>, String> {
        let offset = self.count(soql.offset.as_ref())?.unwrap_or(0);
        if offset > MOST_OFFSET as usize {
            return Err(format!("Maximum SOQL offset allowed is {MOST_OFFSET}"));
        }
        let limit = self.count(soql.limit.as_ref())?.unwrap_or(usize::MAX);
        if apex_sema::is_aggregate(soql) {
            let mut groups = aggregate::groups(self, soql, hits)?;
            order::sort_groups(soql, &mut groups);
            return Ok(groups.into_iter().skip(offset).take(limit).map(|g| g.row).collect());
        }
        order::sort(self, soql, &mut hits);
        let hits: Vec<Hit<'a>> = hits.into_iter().skip(offset).take(limit).collect();
        let children = project::children(self, soql, &hits)?;
        hits.iter().map(|hit| project::row(self, soql, hit, &children)).collect()
    }

    /// The value of `LIMIT` or `OFFSET`.
    fn count(&self, value: Option<&QueryValue>) -> Result<Option<usize>, String> {
        let Some(value) = value else { return Ok(None) };
        let number = crate::data::values::number(&self.value(value)?);
        match number.and_then(|n| i64::try_from(n).ok()) {
            Some(n) => match usize::try_from(n) {
                Ok(n) => Ok(Some(n)),
                Err(_) => Err(format!("Invalid LIMIT or OFFSET: {n}")),
            },
            None => Err("LIMIT and OFFSET must be an Integer".into()),
        }
    }

    /// The value of a path of parent relationships.
    pub(super) fn read(&self, hit: &Hit<'a>, path: &[apex_syntax::ast::Name]) -> Datum {
        let Some((last, parents)) = path.split_last() else { return Datum::Null };
        let mut object = hit.object.clone();
        let (mut record, mut any_object) = (hit.record, false);
        for step in parents {
            let Some((next, found)) = self.parent(&object, record, &step.text) else { return Datum::Null };
            any_object = object.parent(&step.text).is_some_and(|field| field.polymorphic);
            object = next;
            record = found;
        }
        self.field_of(&object, record, last, any_object).map_or(Datum::Null, |(_, value)| value)
    }

    /// A field by name; behind a relationship to several objects it is one of `Name`.
    pub(super) fn field_of(
        &self,
        object: &ObjectInfo,
        record: &Record,
        name: &apex_syntax::ast::Name,
        any_object: bool,
    ) -> Option<(Arc<str>, Datum)> {
        if any_object {
            return self.field_of_name(object, record, name);
        }
        let field = object.field(&name.text)?;
        Some((field.name.clone(), self.value_of(object, record, field)))
    }

    /// A field of `Name`. `Type` says which object the record is of; people have the parts of a name, groups an address,
    /// and all else is of users alone (Object Reference, "Name").
    fn field_of_name(
        &self,
        object: &ObjectInfo,
        record: &Record,
        name: &apex_syntax::ast::Name,
    ) -> Option<(Arc<str>, Datum)> {
        let asked = self.catalog.object("Name")?.field(&name.text)?.name.clone();
        let field = match &*asked {
            "Type" => return Some((asked, Datum::Str(object.name.clone()))),
            "Name" => object.fields.values().find(|field| field.name_field),
            field => {
                let has = match field {
                    "Id" => true,
                    "FirstName" | "LastName" | "MiddleName" | "Suffix" => {
                        matches!(&*object.name, "User" | "Contact" | "Lead")
                    }
                    "Email" => matches!(&*object.name, "User" | "Group"),
                    _ => &*object.name == "User",
                };
                object.field(field).filter(|_| has)
            }
        };
        let shown = field.filter(|field| (self.readable)(&object.name, &field.name));
        Some((asked, shown.map_or(Datum::Null, |field| self.value_of(object, record, field))))
    }

    /// The value of a field, stored or worked out.
    pub(super) fn value_of(&self, object: &ObjectInfo, record: &Record, field: &FieldInfo) -> Datum {
        if field.calculated {
            return Calculator::new(self.around, self.store, self.catalog).field(object, record, field);
        }
        if field.kind == FieldKind::Address {
            return address(object, record, field);
        }
        record.get(&field.name).cloned().unwrap_or(Datum::Null)
    }

    /// The parent record behind a relationship. One that sharing hides is none, nor is one of several objects that the
    /// user may not read: paths give no access of their own.
    pub(super) fn parent(
        &self,
        object: &ObjectInfo,
        record: &Record,
        relationship: &str,
    ) -> Option<(Arc<ObjectInfo>, &'a Record)> {
        let field = object.parent(relationship)?;
        let (name, id) = match record.get(&field.name)? {
            Datum::Id(id) => (self.catalog.object_with_prefix(id.get(..3)?)?, id),
            // Definitions are referred to by name.
            Datum::Str(name) => (field.reference_to.first()?.clone(), name),
            _ => return None,
        };
        let (found, parent) = (self.store.get(&name, id)?, self.catalog.object(&name)?);
        let readable = !field.polymorphic || (self.readable)(&name, "Id");
        (readable && (self.visible)(&parent, found)).then_some((parent, found))
    }
}
