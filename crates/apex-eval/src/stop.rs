//! Why a program stops before its end.

use crate::value::Value;

/// What unwinds a running program.
#[derive(Debug, Clone)]
pub enum Stop {
    /// An Apex exception; `catch` and `finally` see it.
    Exception(Value),
    /// A governor limit; nothing catches it.
    Limit(String),
    /// Something the local org does not do; nothing catches it.
    Gap(String),
    /// `?.` found null: the chain around it becomes null. Never leaves an expression.
    NullChain,
}

/// A result of running code.
pub type Run<T> = Result<T, Stop>;
