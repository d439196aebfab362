//! Values of a running program.

use apex_sema::ty::{ClassId, PlatformId, Ty};
use indexmap::IndexMap;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use crate::host::RowError;
use crate::native::NativeData;

/// A value. Objects are shared by reference, as in Apex.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "most are the Apex type of their name")]
pub enum Value {
    Null,
    Bool(bool),
    Int(i32),
    Long(i64),
    Double(f64),
    Decimal(Decimal),
    Str(Rc<str>),
    /// Always the 18 character form.
    Id(Rc<str>),
    Date(Date),
    /// Milliseconds since 1970 in UTC.
    Datetime(i64),
    /// Milliseconds since midnight.
    Time(i32),
    Blob(Rc<[u8]>),
    List(Rc<ListObj>),
    Set(Rc<SetObj>),
    Map(Rc<MapObj>),
    Record(Rc<RecordObj>),
    Object(Rc<Instance>),
    Enum(ClassId, u32),
    PlatformEnum(PlatformId, u32),
    Type(Rc<Ty>),
    ObjectToken(Arc<str>),
    FieldToken(Arc<str>, Arc<str>),
    /// An object of a platform class.
    Native(Rc<NativeObj>),
}

/// A list with its element type.
#[derive(Debug)]
#[allow(missing_docs, reason = "the parts of a list")]
pub struct ListObj {
    pub element: Ty,
    pub items: RefCell<Vec<Value>>,
    /// How many loops go over it now: it cannot change then.
    pub loops: Cell<u32>,
}

/// A set; iteration keeps the order of insertion.
#[derive(Debug)]
#[allow(missing_docs, reason = "the parts of a set")]
pub struct SetObj {
    pub element: Ty,
    pub items: RefCell<IndexMap<Key, Value>>,
    /// How many loops go over it now: it cannot change then.
    pub loops: Cell<u32>,
    /// The map whose keys it shows: what is taken from it is taken from the map.
    pub keys_of: Option<Rc<MapObj>>,
}

/// A map; iteration keeps the order of insertion.
#[derive(Debug)]
#[allow(missing_docs, reason = "the parts of a map")]
pub struct MapObj {
    pub key: Ty,
    pub value: Ty,
    pub items: RefCell<IndexMap<Key, (Value, Value)>>,
    /// Whether its keys are names in lower case, found in any letter case, as those of describe results are.
    pub names: bool,
    /// The set that shows its keys, while somebody holds one.
    shown: RefCell<Weak<SetObj>>,
}

impl MapObj {
    /// A map of these entries.
    pub fn new(key: Ty, value: Ty, items: IndexMap<Key, (Value, Value)>, names: bool) -> Self {
        Self { key, value, items: items.into(), names, shown: RefCell::default() }
    }

    /// The set of its keys, which changes with it.
    pub fn key_set(self: &Rc<Self>) -> Rc<SetObj> {
        if let Some(shown) = self.shown.borrow().upgrade() {
            return shown;
        }
        let items = self.items.borrow().iter().map(|(key, (k, _))| (key.clone(), k.clone())).collect();
        let keys_of = Some(Rc::clone(self));
        let keys =
            Rc::new(SetObj { element: self.key.clone(), items: RefCell::new(items), loops: Cell::new(0), keys_of });
        *self.shown.borrow_mut() = Rc::downgrade(&keys);
        keys
    }

    /// Puts an entry; gives the value that was there.
    pub fn insert(&self, key: Key, k: Value, v: Value) -> Option<Value> {
        if let Some(shown) = self.shown.borrow().upgrade() {
            shown.items.borrow_mut().insert(key.clone(), k.clone());
        }
        self.items.borrow_mut().insert(key, (k, v)).map(|(_, before)| before)
    }

    /// Takes an entry out; gives its value.
    pub fn remove(&self, key: &Key) -> Option<Value> {
        if let Some(shown) = self.shown.borrow().upgrade() {
            shown.items.borrow_mut().shift_remove(key);
        }
        self.items.borrow_mut().shift_remove(key).map(|(_, value)| value)
    }

    /// Takes all entries out.
    pub fn clear(&self) {
        if let Some(shown) = self.shown.borrow().upgrade() {
            shown.items.borrow_mut().clear();
        }
        self.items.borrow_mut().clear();
    }
}

/// A record of an sObject.
#[derive(Debug)]
pub struct RecordObj {
    /// Canonical object name.
    pub object: Arc<str>,
    /// Fields that are set, by canonical name; parents are records, children are lists.
    pub fields: RefCell<IndexMap<Arc<str>, Value>>,
    /// Whether it came from a query: reading a field that was not selected is an error then.
    pub queried: Cell<bool>,
    /// Whether it is read-only, as most records of a trigger are.
    pub locked: Cell<bool>,
    /// The fields that the program has set since the record came from the database; `None`: it is new, all of them.
    written: RefCell<Option<Vec<Arc<str>>>>,
    /// What `addError` said: field, if it named one, and message.
    pub errors: RefCell<Vec<RowError>>,
}

impl RecordObj {
    /// A record with these fields.
    pub fn new(object: Arc<str>, fields: IndexMap<Arc<str>, Value>) -> Self {
        let (queried, locked) = (Cell::new(false), Cell::new(false));
        let (written, errors) = (RefCell::default(), RefCell::default());
        Self { object, fields: RefCell::new(fields), queried, locked, written, errors }
    }

    /// Sets a field as the program does, and gives what it was.
    pub fn set(&self, field: Arc<str>, value: Value) -> Option<Value> {
        if let Some(written) = &mut *self.written.borrow_mut()
            && !written.contains(&field)
        {
            written.push(field.clone());
        }
        self.fields.borrow_mut().insert(field, value)
    }

    /// Notes that its fields are as the database has them.
    pub fn mark_stored(&self) {
        *self.written.borrow_mut() = Some(Vec::new());
    }

    /// Sets fields as the platform does, which is no wish to write them.
    pub fn fill(&self, values: impl Iterator<Item = (Arc<str>, Value)>) {
        let mut fields = self.fields.borrow_mut();
        self.written.borrow_mut().get_or_insert_with(|| fields.keys().cloned().collect());
        fields.extend(values);
    }

    /// Whether the program set a field, and it did not just come from the database.
    pub fn is_written(&self, field: &str) -> bool {
        self.written.borrow().as_ref().is_none_or(|written| written.iter().any(|name| **name == *field))
    }

    /// Makes it what it is a copy of, but for the fields.
    pub fn take_after(&self, source: &RecordObj) {
        self.queried.set(source.queried.get());
        *self.written.borrow_mut() = source.written.borrow().clone();
    }
}

/// An object of a user class.
#[derive(Debug)]
pub struct Instance {
    /// Its class.
    pub class: ClassId,
    /// Its fields.
    pub slots: RefCell<Vec<Value>>,
    /// What an exception carries, if the class is one.
    pub exception: Option<RefCell<ExceptionData>>,
    /// What answers its methods, if it is a stub of a test.
    pub stub: Option<Value>,
}

/// An object of a platform class.
#[derive(Debug)]
pub struct NativeObj {
    /// Its class.
    pub ty: PlatformId,
    /// Its state.
    pub data: RefCell<NativeData>,
}

/// What an exception carries.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts of an exception")]
pub struct ExceptionData {
    pub message: Option<Rc<str>>,
    pub cause: Value,
    pub line: u32,
    pub stack: Rc<str>,
    pub rows: Vec<DmlFailure>,
    /// Object and fields that the user may not read.
    pub inaccessible: Vec<(Arc<str>, Vec<Arc<str>>)>,
}

impl Default for ExceptionData {
    fn default() -> Self {
        Self { message: None, cause: Value::Null, line: 0, stack: "".into(), rows: vec![], inaccessible: vec![] }
    }
}

/// A row that failed in DML.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts of an error")]
pub struct DmlFailure {
    pub index: usize,
    pub object: Arc<str>,
    pub id: Option<Arc<str>>,
    pub status: Arc<str>,
    pub message: Arc<str>,
    pub fields: Vec<Arc<str>>,
}

/// A value as key of a set or map: equal keys are equal values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is the value of its name")]
pub enum Key {
    Null,
    Bool(bool),
    Int(i64),
    Double(u64),
    Decimal(Decimal),
    Str(Rc<str>),
    Id(Rc<str>),
    Date(Date),
    Datetime(i64),
    Time(i32),
    Blob(Rc<[u8]>),
    Enum(bool, u32, u32),
    Name(Arc<str>, Option<Arc<str>>),
    Type(Ty),
    List(Vec<Key>),
    /// Records are equal by content.
    Record(Arc<str>, Vec<(Arc<str>, Key)>),
    /// Objects are equal by identity.
    Address(usize),
    /// Objects with their own `equals` and `hashCode`: hash and position in its bucket.
    Custom(i32, u32),
}

impl Value {
    /// A string value.
    pub fn str(text: impl Into<Rc<str>>) -> Value {
        Value::Str(text.into())
    }

    /// A list.
    pub fn list(element: Ty, items: Vec<Value>) -> Value {
        Value::List(Rc::new(ListObj { element, items: RefCell::new(items), loops: Cell::new(0) }))
    }

    /// A set without duplicates among `items`.
    pub fn set(element: Ty, items: IndexMap<Key, Value>) -> Value {
        Value::Set(Rc::new(SetObj { element, items: RefCell::new(items), loops: Cell::new(0), keys_of: None }))
    }

    /// A map.
    pub fn map(key: Ty, value: Ty, items: IndexMap<Key, (Value, Value)>) -> Value {
        Value::Map(Rc::new(MapObj::new(key, value, items, false)))
    }

    /// A map by names, whose keys are found in any letter case.
    pub fn by_name(value: Ty, pairs: impl Iterator<Item = (Arc<str>, Value)>) -> Value {
        let entry = |(name, value): (Arc<str>, Value)| {
            let name: Rc<str> = name.to_lowercase().into();
            (Key::Str(name.clone()), (Value::Str(name), value))
        };
        Value::Map(Rc::new(MapObj::new(Ty::String, value, pairs.map(entry).collect(), true)))
    }

    /// A new record.
    pub fn record(object: Arc<str>, fields: IndexMap<Arc<str>, Value>) -> Value {
        Value::Record(Rc::new(RecordObj::new(object, fields)))
    }

    /// An object of a platform class.
    pub fn native(ty: PlatformId, data: NativeData) -> Value {
        Value::Native(Rc::new(NativeObj { ty, data: RefCell::new(data) }))
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Its text, if it is a String or Id.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(s) | Value::Id(s) => Some(s),
            _ => None,
        }
    }

    /// Its number as a Decimal.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Value::Int(i) => Some((*i).into()),
            Value::Long(i) => Some((*i).into()),
            Value::Decimal(d) => Some(*d),
            Value::Double(d) => Decimal::from_f64_retain(*d).map(|x| trim(x, *d)),
            _ => None,
        }
    }

    /// Its number as a Double.
    pub fn as_double(&self) -> Option<f64> {
        match self {
            Value::Int(i) => Some((*i).into()),
            #[allow(clippy::cast_precision_loss, reason = "as in Apex")]
            Value::Long(i) => Some(*i as f64),
            Value::Decimal(d) => d.to_string().parse().ok(),
            Value::Double(d) => Some(*d),
            _ => None,
        }
    }
}

/// The shortest decimal that reads back as the double.
fn trim(exact: Decimal, double: f64) -> Decimal {
    crate::text::java_double(double)
        .parse()
        .ok()
        .or_else(|| Decimal::from_scientific(&format!("{double:e}")).ok())
        .unwrap_or(exact)
}
