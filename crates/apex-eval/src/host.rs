//! Everything a program asks the world for, in one trait.

use apex_sema::ty::Ty;
use apex_syntax::ast::{DmlOp, Query};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::sync::Arc;

/// A value outside a running program: plain data that may cross threads.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each is the value of its name")]
pub enum Datum {
    Null,
    Bool(bool),
    Int(i32),
    Long(i64),
    Double(f64),
    Decimal(Decimal),
    Str(Arc<str>),
    Id(Arc<str>),
    Date(Date),
    Datetime(i64),
    Time(i32),
    Blob(Arc<[u8]>),
    /// A parent record.
    Row(Box<Row>),
    /// Child records.
    Rows(Arc<str>, Vec<Row>),
    /// A bound collection.
    List(Vec<Datum>),
}

/// A record outside a running program.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Canonical object name.
    pub object: Arc<str>,
    /// Canonical field names and values.
    pub fields: Vec<(Arc<str>, Datum)>,
}

impl Row {
    /// About as many bytes as its values take.
    pub fn bytes(&self) -> usize {
        let of = |datum: &Datum| match datum {
            Datum::Str(text) | Datum::Id(text) => text.len(),
            Datum::Blob(bytes) => bytes.len(),
            Datum::Row(row) => row.bytes(),
            Datum::Rows(_, rows) => rows.iter().map(Row::bytes).sum(),
            _ => 8,
        };
        self.fields.iter().map(|(_, value)| 8 + of(value)).sum()
    }

    /// The value of a field, in any letter case.
    pub fn get(&self, field: &str) -> Option<&Datum> {
        self.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(field)).map(|(_, value)| value)
    }
}

/// With whose rights data is read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Object and field permissions of the user apply.
    pub user_mode: bool,
    /// Sharing rules of the user apply.
    pub sharing: bool,
}

/// Why the world refuses.
#[derive(Debug, Clone, Default)]
pub struct Refusal {
    /// The Apex exception, for example `System.QueryException`.
    pub exception: &'static str,
    /// Its message.
    pub message: String,
    /// Object and fields that the user may not read.
    pub inaccessible: Vec<(Arc<str>, Vec<Arc<str>>)>,
    /// What is missing in the local org, instead of an exception.
    pub gap: bool,
}

/// A DML call.
#[derive(Debug)]
#[allow(missing_docs, reason = "the parts of a DML call")]
pub struct DmlRequest {
    pub op: DmlOp,
    pub rows: Vec<Row>,
    pub access: Access,
    pub all_or_none: bool,
    /// External id field of an upsert.
    pub key: Option<Arc<str>>,
}

/// What became of one row.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the parts of a DML result")]
pub struct RowResult {
    pub id: Option<Arc<str>>,
    pub created: bool,
    pub errors: Vec<RowError>,
}

/// Why a row failed.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts of a DML error")]
pub struct RowError {
    pub status: Arc<str>,
    pub message: Arc<str>,
    pub fields: Vec<Arc<str>>,
}

/// What the user may do with an object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the permission of its name")]
pub struct ObjectRights {
    pub read: bool,
    pub create: bool,
    pub edit: bool,
    pub delete: bool,
}

/// What the user may do with a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the permission of its name")]
pub struct FieldRights {
    pub read: bool,
    pub edit: bool,
}

/// What a search found: the rows of each returned object.
pub type Found = Vec<(Arc<str>, Vec<Row>)>;

/// An asynchronous job that begins to wait.
#[derive(Debug)]
pub struct NewJob<'a> {
    /// `Future` or `Queueable`, as `AsyncApexJob.JobType` names it.
    pub kind: &'static str,
    /// Name of its class.
    pub class: &'a str,
    /// Name of a future method.
    pub method: Option<&'a str>,
}

/// The world around a running program.
pub trait Host {
    /// Milliseconds since 1970.
    fn now(&self) -> i64;
    /// Random bytes.
    fn random(&mut self, bytes: &mut [u8]);
    /// A field of the running user's record.
    fn user(&self, field: &str) -> Datum;
    /// A field of the organization's record.
    fn organization(&self, field: &str) -> Datum;
    /// Changes the running user; `None` goes back to the one before.
    ///
    /// # Errors
    /// There is no such user.
    fn run_as(&mut self, user: Option<&Row>) -> Result<(), Refusal>;
    /// Runs a SOQL query. `COUNT()` answers with that many rows.
    ///
    /// # Errors
    /// The query is wrong or not allowed.
    fn query(&mut self, query: &Query, binds: &[Datum], access: Access) -> Result<Vec<Row>, Refusal>;
    /// How many rows queries and searches have looked at since this was asked last.
    fn looked_at(&mut self) -> u64;
    /// Runs a SOSL query: one list per returned object. In tests `fixed` holds the Ids that may be found.
    ///
    /// # Errors
    /// The query is wrong or not allowed.
    fn search(
        &mut self,
        query: &Query,
        binds: &[Datum],
        access: Access,
        fixed: Option<&[Arc<str>]>,
    ) -> Result<Found, Refusal>;
    /// Writes rows. With `all_or_none` either all rows or none are written.
    ///
    /// # Errors
    /// The call as a whole is refused.
    fn dml(&mut self, request: &DmlRequest) -> Result<Vec<RowResult>, Refusal>;
    /// Checks the rights to a write, which triggers must not change. `Some`: it is refused with these results.
    ///
    /// # Errors
    /// The call as a whole is refused.
    fn guard(&mut self, request: &DmlRequest) -> Result<Option<Vec<RowResult>>, Refusal>;
    /// A record as it is stored, with all its fields; deleted ones too.
    fn stored(&self, id: &str) -> Option<Row>;
    /// The Id of the record that an upsert of this row changes; `None` if it makes a new one.
    ///
    /// # Errors
    /// The key is missing or means several records.
    fn upsert_target(&self, row: &Row, key: Option<&str>) -> Result<Option<Arc<str>>, RowError>;
    /// Marks a point to roll back to.
    fn savepoint(&mut self) -> u64;
    /// Undoes everything since the point.
    fn rollback(&mut self, savepoint: u64);
    /// What the running user may do with an object.
    fn object_rights(&self, object: &str) -> ObjectRights;
    /// What the running user may do with a field.
    fn field_rights(&self, object: &str, field: &str) -> FieldRights;
    /// Whether the running user has a custom permission.
    fn has_custom_permission(&self, name: &str) -> bool;
    /// `Test.setCreatedDate`
    ///
    /// # Errors
    /// There is no such record.
    fn set_created_date(&mut self, id: &str, ms: i64) -> Result<(), Refusal>;
    /// Id of the price book that every org has.
    fn standard_price_book(&self) -> Option<Arc<str>>;
    /// Notes that an asynchronous job waits, as a record of `AsyncApexJob`, and gives its Id.
    fn add_job(&mut self, job: &NewJob<'_>) -> Arc<str>;
    /// Notes how a job ended: with the message of an exception, or well.
    fn end_job(&mut self, id: &str, failure: Option<&str>);
    /// Takes a record out of the recycle bin for good.
    fn empty_recycle_bin(&mut self, id: &str) -> RowResult;
    /// The records that a static resource describes.
    ///
    /// # Errors
    /// There is no such resource, or it has another form.
    fn load_data(&self, object: &str, resource: &str) -> Result<Vec<Row>, Refusal>;
    /// The formula fields of a record as it is in memory, with their values.
    fn formulas(&self, row: &Row) -> Vec<(Arc<str>, Datum)>;
    /// A line of `System.debug`.
    fn debug(&mut self, line: &str);
}

/// Names the type a datum has where nothing else says it.
pub(crate) fn type_of(datum: &Datum) -> Ty {
    match datum {
        Datum::Bool(_) => Ty::Boolean,
        Datum::Int(_) => Ty::Integer,
        Datum::Long(_) => Ty::Long,
        Datum::Double(_) => Ty::Double,
        Datum::Decimal(_) => Ty::Decimal,
        Datum::Str(_) => Ty::String,
        Datum::Id(_) => Ty::Id,
        Datum::Date(_) => Ty::Date,
        Datum::Datetime(_) => Ty::Datetime,
        _ => Ty::Object,
    }
}
