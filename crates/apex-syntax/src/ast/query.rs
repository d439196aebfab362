//! SOQL and SOSL.

use super::{Expr, Name, Span};
use std::sync::Arc;

/// A query with the Apex expressions bound into it.
#[derive(Debug, Clone)]
pub struct Query {
    /// SOQL or SOSL.
    pub body: QueryBody,
    /// The bound expressions; [`QueryValue::Bind`] is an index into them.
    pub binds: Vec<Expr>,
    /// Where.
    pub span: Span,
}

/// SOQL or SOSL.
#[derive(Debug, Clone)]
pub enum QueryBody {
    /// `SELECT …`
    Soql(Box<Soql>),
    /// `FIND …`
    Sosl(Box<Sosl>),
}

/// A SOQL query or sub-query.
#[derive(Debug, Clone)]
pub struct Soql {
    /// What is selected.
    pub select: Vec<SelectItem>,
    /// The object, relationship or (in the first place) object with alias.
    pub from: Vec<FromItem>,
    /// `USING SCOPE x`
    pub scope: Option<Name>,
    /// `WHERE`
    pub filter: Option<Condition>,
    /// `WITH USER_MODE` and the like.
    pub with: Vec<With>,
    /// `GROUP BY`
    pub group_by: Vec<FieldExpr>,
    /// `GROUP BY ROLLUP(…)` or `CUBE(…)`
    pub group_kind: Option<Name>,
    /// `HAVING`
    pub having: Option<Condition>,
    /// `ORDER BY`
    pub order_by: Vec<OrderItem>,
    /// `LIMIT`
    pub limit: Option<QueryValue>,
    /// `OFFSET`
    pub offset: Option<QueryValue>,
    /// `FOR UPDATE`, `FOR VIEW`, `FOR REFERENCE`
    pub for_what: Vec<Name>,
    /// `ALL ROWS`
    pub all_rows: bool,
    /// Where.
    pub span: Span,
}

/// An item of `FROM`: a dotted path and an alias.
#[derive(Debug, Clone)]
pub struct FromItem {
    /// Object, relationship, or alias with relationship.
    pub path: Vec<Name>,
    /// Alias.
    pub alias: Option<Name>,
}

/// An item of the select list.
#[derive(Debug, Clone)]
pub enum SelectItem {
    /// A field or function with an optional alias.
    Field(FieldExpr, Option<Name>),
    /// A child sub-query.
    Query(Box<Soql>),
    /// `FIELDS(ALL)`
    Fields(Name),
    /// `TYPEOF x WHEN A THEN b, c ELSE d END`
    TypeOf {
        /// The polymorphic relationship.
        relationship: Name,
        /// Object and fields of each `WHEN`.
        whens: Vec<(Name, Vec<Vec<Name>>)>,
        /// Fields of `ELSE`.
        otherwise: Vec<Vec<Name>>,
    },
}

/// A field path or a function of one.
#[derive(Debug, Clone)]
pub enum FieldExpr {
    /// `Account.Owner.Name`
    Path(Vec<Name>),
    /// `COUNT(Id)`, `toLabel(x)`, `CALENDAR_YEAR(x)`
    Function {
        /// Its name.
        name: Name,
        /// Its arguments.
        args: Vec<FunctionArg>,
        /// Where.
        span: Span,
    },
}

impl FieldExpr {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Path(path) => path.first().map_or_else(Span::default, |first| first.span),
            Self::Function { span, .. } => *span,
        }
    }
}

/// An argument of a query function.
#[derive(Debug, Clone)]
pub enum FunctionArg {
    /// A field or a nested function.
    Field(FieldExpr),
    /// A literal or bind.
    Value(QueryValue),
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is the operator of its name")]
pub enum CompareOp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Like,
    In,
    NotIn,
    Includes,
    Excludes,
}

/// A condition tree.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts are those of the written condition")]
pub enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    Compare { field: FieldExpr, op: CompareOp, value: QueryValue, span: Span },
}

/// A value in a query.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "each is the literal of its name")]
pub enum QueryValue {
    Null,
    Boolean(bool),
    Number(Arc<str>),
    String(Arc<str>),
    /// `2026-01-31`
    Date(Arc<str>),
    /// `2026-01-31T10:00:00Z`
    DateTime(Arc<str>),
    /// `LAST_N_DAYS:5`, `TODAY`
    DateLiteral(Name, Option<i32>),
    /// A bound Apex expression.
    Bind(usize, Span),
    List(Vec<QueryValue>),
    Query(Box<Soql>),
}

/// An `ORDER BY` item.
#[derive(Debug, Clone)]
pub struct OrderItem {
    /// What is ordered by.
    pub field: FieldExpr,
    /// `DESC`
    pub descending: bool,
    /// `NULLS FIRST` (true), `NULLS LAST` (false).
    pub nulls_first: Option<bool>,
}

/// A `WITH` clause.
#[derive(Debug, Clone)]
pub struct With {
    /// `USER_MODE`, `SYSTEM_MODE`, `SECURITY_ENFORCED`, or another keyword.
    pub name: Name,
    /// Its value as text, where it has one.
    pub value: Option<QueryValue>,
}

/// A SOSL query.
#[derive(Debug, Clone)]
pub struct Sosl {
    /// What is searched.
    pub term: QueryValue,
    /// `ALL`, `NAME`, `EMAIL`, `PHONE`, `SIDEBAR`
    pub scope: Option<Name>,
    /// `RETURNING`
    pub returning: Vec<Returning>,
    /// `WITH`
    pub with: Vec<With>,
    /// `LIMIT`
    pub limit: Option<QueryValue>,
    /// Where.
    pub span: Span,
}

/// One object of `RETURNING`.
#[derive(Debug, Clone)]
pub struct Returning {
    /// The object.
    pub object: Name,
    /// Fields; none means only the Id.
    pub fields: Vec<FieldExpr>,
    /// `WHERE`
    pub filter: Option<Condition>,
    /// `ORDER BY`
    pub order_by: Vec<OrderItem>,
    /// `LIMIT`
    pub limit: Option<QueryValue>,
    /// `OFFSET`
    pub offset: Option<QueryValue>,
}
