//! Expressions.

use super::{Name, Query, Span, TypeRef};
use std::sync::Arc;

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What kind.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// A literal.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each is the literal of its name")]
pub enum Literal {
    Null,
    Boolean(bool),
    Integer(i32),
    Long(i64),
    /// Digits with a point, a Decimal in Apex; kept as text so that the scale survives.
    Decimal(Arc<str>),
    /// Digits with the suffix `d`.
    Double(f64),
    String(Arc<str>),
}

/// The kinds of expressions.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are the parts of the expression in the order they are written")]
pub enum ExprKind {
    Literal(Literal),
    Name(Name),
    Field {
        object: Box<Expr>,
        name: Name,
        safe: bool,
    },
    Index {
        object: Box<Expr>,
        index: Box<Expr>,
    },
    Call {
        object: Option<Box<Expr>>,
        name: Name,
        args: Vec<Expr>,
        safe: bool,
    },
    /// `this(…)` or `super(…)` at the start of a constructor.
    ConstructorCall {
        is_super: bool,
        args: Vec<Expr>,
    },
    New {
        ty: TypeRef,
        args: Vec<Expr>,
    },
    /// `new T[]{…}`, `new List<T>{…}`, `new Set<T>{…}`
    NewCollection {
        ty: TypeRef,
        items: Vec<Expr>,
    },
    /// `new T[n]`
    NewSized {
        ty: TypeRef,
        size: Box<Expr>,
    },
    /// `new Map<K, V>{ k => v }`
    NewMap {
        ty: TypeRef,
        pairs: Vec<(Expr, Expr)>,
    },
    Cast {
        ty: TypeRef,
        value: Box<Expr>,
    },
    InstanceOf {
        value: Box<Expr>,
        ty: TypeRef,
    },
    Unary {
        op: UnaryOp,
        value: Box<Expr>,
    },
    Update {
        op: UpdateOp,
        prefix: bool,
        target: Box<Expr>,
    },
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Ternary {
        cond: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    /// `op` is the arithmetic part of `+=` and the like.
    Assign {
        op: Option<BinaryOp>,
        target: Box<Expr>,
        value: Box<Expr>,
    },
    This,
    Super,
    /// `T.class`
    ClassLiteral(TypeRef),
    Query(Box<Query>),
    /// A parenthesised expression; kept because `(a) = b` is not an assignment.
    Paren(Box<Expr>),
}

/// Prefix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the operator of its name")]
pub enum UnaryOp {
    Not,
    Minus,
    Plus,
    BitNot,
}

/// `++` and `--`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the operator of its name")]
pub enum UpdateOp {
    Increment,
    Decrement,
}

/// Infix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is the operator of its name")]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    /// Not an Apex operator: parsed so that the message can say so.
    Rem,
    Shl,
    Shr,
    UShr,
    BitAnd,
    BitOr,
    BitXor,
    And,
    Or,
    Eq,
    Ne,
    ExactEq,
    ExactNe,
    Lt,
    Le,
    Gt,
    Ge,
    Coalesce,
}

impl BinaryOp {
    /// The operator as written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Rem => "%",
            Self::Shl => "<<",
            Self::Shr => ">>",
            Self::UShr => ">>>",
            Self::BitAnd => "&",
            Self::BitOr => "|",
            Self::BitXor => "^",
            Self::And => "&&",
            Self::Or => "||",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::ExactEq => "===",
            Self::ExactNe => "!==",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Coalesce => "??",
        }
    }
}
