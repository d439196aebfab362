//! Statements.

use super::{Expr, Name, Param, Span, TypeRef};

/// `{ … }`
#[derive(Debug, Clone)]
pub struct Block {
    /// Its statements.
    pub stmts: Vec<Stmt>,
    /// From brace to brace.
    pub span: Span,
}

/// A statement.
#[derive(Debug, Clone)]
pub struct Stmt {
    /// What kind.
    pub kind: StmtKind,
    /// Where.
    pub span: Span,
}

/// The kinds of statements.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are the parts of the statement in the order they are written")]
pub enum StmtKind {
    Block(Block),
    Local {
        ty: TypeRef,
        is_final: bool,
        vars: Vec<(Name, Option<Expr>)>,
    },
    Expr(Expr),
    If {
        cond: Expr,
        then: Box<Stmt>,
        otherwise: Option<Box<Stmt>>,
    },
    While {
        cond: Expr,
        body: Box<Stmt>,
    },
    DoWhile {
        body: Box<Stmt>,
        cond: Expr,
    },
    For {
        init: Vec<Stmt>,
        cond: Option<Expr>,
        update: Vec<Expr>,
        body: Box<Stmt>,
    },
    ForEach {
        ty: TypeRef,
        name: Name,
        iterable: Expr,
        body: Box<Stmt>,
    },
    Return(Option<Expr>),
    Throw(Expr),
    Break,
    Continue,
    Try {
        body: Block,
        catches: Vec<Catch>,
        finally: Option<Block>,
    },
    Switch {
        on: Expr,
        cases: Vec<Case>,
    },
    RunAs {
        user: Expr,
        body: Block,
    },
    Dml(Dml),
    /// A lone `;`.
    Empty,
}

/// `catch (Type name) { … }`
#[derive(Debug, Clone)]
pub struct Catch {
    /// What is caught and its name.
    pub param: Param,
    /// What is done.
    pub body: Block,
}

/// `when … { … }`
#[derive(Debug, Clone)]
pub struct Case {
    /// What it matches.
    pub label: CaseLabel,
    /// What is done.
    pub body: Block,
    /// Where the `when` stands.
    pub span: Span,
}

/// The label of a `when`.
#[derive(Debug, Clone)]
pub enum CaseLabel {
    /// Literals or enum names.
    Values(Vec<Expr>),
    /// `when Account a`
    Type(TypeRef, Name),
    /// `when else`
    Else,
}

/// Which DML statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is the statement of its name")]
pub enum DmlOp {
    Insert,
    Update,
    Upsert,
    Delete,
    Undelete,
    Merge,
}

/// A DML statement.
#[derive(Debug, Clone)]
pub struct Dml {
    /// Which.
    pub op: DmlOp,
    /// `as user` (true), `as system` (false).
    pub as_user: Option<bool>,
    /// The record or list.
    pub target: Expr,
    /// The external id field of an `upsert`, or the second operand of a `merge`.
    pub extra: Option<Expr>,
}
