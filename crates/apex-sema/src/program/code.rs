//! Resolved statements and expressions.

use super::MethodRef;
use crate::ty::{ClassId, PlatformId, Ty};
use apex_syntax::ast::{BinaryOp, DmlOp, Query, UnaryOp};
use std::sync::Arc;

/// Executable code with the number of local slots it needs; parameters come first.
#[derive(Debug, Clone)]
pub struct Body {
    /// Local slots.
    pub slots: u32,
    /// Statements.
    pub code: Vec<St>,
}

/// A statement.
#[derive(Debug, Clone)]
pub struct St {
    /// Its line.
    pub line: u32,
    /// What it does.
    pub kind: StKind,
}

/// The kinds of statements.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts follow the source statement")]
pub enum StKind {
    Expr(Ex),
    Local {
        slot: u32,
        init: Option<Ex>,
    },
    Block(Vec<St>),
    If {
        cond: Ex,
        then: Vec<St>,
        otherwise: Vec<St>,
    },
    While {
        cond: Ex,
        body: Vec<St>,
    },
    DoWhile {
        body: Vec<St>,
        cond: Ex,
    },
    For {
        init: Vec<St>,
        cond: Option<Ex>,
        update: Vec<Ex>,
        body: Vec<St>,
    },
    /// `chunks`: the variable takes lists of 200 records.
    ForEach {
        slot: u32,
        over: Ex,
        chunks: bool,
        body: Vec<St>,
    },
    Return(Option<Ex>),
    Throw(Ex),
    Break,
    Continue,
    Try {
        body: Vec<St>,
        catches: Vec<(Ty, u32, Vec<St>)>,
        finally: Vec<St>,
    },
    Switch {
        on: Ex,
        cases: Vec<(Label, Vec<St>)>,
    },
    RunAs {
        user: Ex,
        body: Vec<St>,
    },
    /// `extra`: external id field name of an upsert.
    Dml {
        op: DmlOp,
        as_user: Option<bool>,
        target: Ex,
        key: Option<Arc<str>>,
        merge: Option<Ex>,
    },
}

/// What a `when` matches.
#[derive(Debug, Clone)]
pub enum Label {
    /// Any of these values.
    Values(Vec<Ex>),
    /// A record of this type, bound to a slot.
    Type(Ty, u32),
    /// Anything.
    Else,
}

/// A constant.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each is the literal of its name")]
pub enum Const {
    Null,
    Boolean(bool),
    Integer(i32),
    Long(i64),
    Double(f64),
    Decimal(Arc<str>),
    String(Arc<str>),
}

/// A numeric or other implicit conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each names its target")]
pub enum Widen {
    Long,
    Double,
    Decimal,
    Id,
    String,
    Datetime,
}

/// Something that can be assigned to.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts follow the source expression")]
pub enum Place {
    Local(u32),
    /// An instance field of `this` or another object.
    Field {
        object: Box<Ex>,
        slot: u32,
    },
    Static {
        class: ClassId,
        slot: u32,
    },
    Property {
        object: Option<Box<Ex>>,
        class: ClassId,
        field: u32,
    },
    Record {
        object: Box<Ex>,
        field: Arc<str>,
    },
    Platform {
        object: Option<Box<Ex>>,
        ty: PlatformId,
        field: Arc<str>,
    },
    Index {
        object: Box<Ex>,
        index: Box<Ex>,
    },
}

/// A call into the platform.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts follow the source expression")]
pub struct Native {
    pub ty: PlatformId,
    /// Index into the methods (or constructors) of the platform type.
    pub method: u32,
    pub object: Option<Ex>,
    pub args: Vec<Ex>,
    pub safe: bool,
    /// Type arguments of the receiver, for `new` of a generic type.
    pub type_args: Vec<Ty>,
    /// Variables in scope, for binds in dynamic SOQL.
    pub scope: Vec<(Arc<str>, Ex)>,
    pub line: u32,
}

/// An expression.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts follow the source expression")]
pub enum Ex {
    Const(Const),
    This,
    Read(Place),
    /// A field read through `?.`.
    SafeRead(Place),
    /// `a?.b.c()`: when a safe access inside finds null, the whole chain is null.
    Chain(Box<Ex>),
    EnumConst(ClassId, u32),
    PlatformEnum(PlatformId, u32),
    CallStatic {
        method: MethodRef,
        args: Vec<Ex>,
        line: u32,
    },
    /// Dispatched by signature.
    CallVirtual {
        object: Box<Ex>,
        sig: u32,
        args: Vec<Ex>,
        safe: bool,
        line: u32,
    },
    /// Not dispatched: private methods and `super.m()`.
    CallDirect {
        object: Box<Ex>,
        method: MethodRef,
        args: Vec<Ex>,
        safe: bool,
        line: u32,
    },
    Native(Box<Native>),
    /// A method every user object has: `toString`, `equals`, `hashCode`, and those of enums.
    ObjectMethod {
        object: Box<Ex>,
        name: &'static str,
        args: Vec<Ex>,
        safe: bool,
    },
    /// `E.values()`, `E.valueOf(s)`
    EnumStatic {
        class: ClassId,
        values: bool,
        args: Vec<Ex>,
    },
    New {
        class: ClassId,
        constructor: Option<u32>,
        args: Vec<Ex>,
        line: u32,
    },
    NewNative(Box<Native>),
    NewRecord {
        object: Arc<str>,
        fields: Vec<(Arc<str>, Ex)>,
    },
    NewList {
        element: Ty,
        items: Vec<Ex>,
    },
    NewSized {
        element: Ty,
        size: Box<Ex>,
    },
    NewSet {
        element: Ty,
        items: Vec<Ex>,
    },
    NewMap {
        key: Ty,
        value: Ty,
        pairs: Vec<(Ex, Ex)>,
    },
    /// `new List<T>(source)` and the like.
    NewCopy {
        ty: Ty,
        source: Box<Ex>,
    },
    SuperConstructor {
        class: ClassId,
        constructor: Option<u32>,
        args: Vec<Ex>,
        line: u32,
    },
    /// A constructor of a platform exception called by its user subclass.
    SuperException {
        args: Vec<Ex>,
    },
    Cast {
        ty: Ty,
        value: Box<Ex>,
    },
    Convert(Widen, Box<Ex>),
    InstanceOf {
        value: Box<Ex>,
        ty: Ty,
    },
    Unary {
        op: UnaryOp,
        value: Box<Ex>,
    },
    Binary {
        op: BinaryOp,
        left: Box<Ex>,
        right: Box<Ex>,
    },
    /// `+` with a String operand.
    Concat(Box<Ex>, Box<Ex>),
    Coalesce(Box<Ex>, Box<Ex>),
    Ternary {
        cond: Box<Ex>,
        then: Box<Ex>,
        otherwise: Box<Ex>,
    },
    Assign {
        place: Place,
        value: Box<Ex>,
    },
    /// `place op= value`; `concat` for strings; `result` widens back to the type of the place.
    Compound {
        place: Place,
        op: BinaryOp,
        concat: bool,
        value: Box<Ex>,
        result: Option<Widen>,
    },
    Update {
        place: Place,
        prefix: bool,
        delta: i32,
    },
    /// A query; `count`: `SELECT COUNT()`.
    Query {
        query: Arc<Query>,
        binds: Vec<Ex>,
        count: bool,
        line: u32,
    },
    /// The one record of a list, where a query is assigned to a record.
    Single(Box<Ex>),
    TypeLiteral(Ty),
    ObjectToken(Arc<str>),
    FieldToken(Arc<str>, Arc<str>),
    /// `Schema.SObjectType.Account`
    DescribeObject(Arc<str>),
    /// `Schema.SObjectType.Account.fields.Name`
    DescribeField(Arc<str>, Arc<str>),
    /// `X.SObjectType` of a class-like position that is an object's `fields`.
    ObjectFields(Arc<str>),
    /// `fieldSets` of an object.
    ObjectFieldSets(Arc<str>),
    /// A field set: object and name.
    FieldSet(Arc<str>, Arc<str>),
    /// What the local org cannot run.
    Gap(Arc<str>),
}
