//! Runs a resolved Apex program, asking a [`Host`] for everything outside the language.
//!
//! A tree-walking evaluator: [`Interp`] executes the statements that `apex-sema` resolved. It never panics on a
//! program; what it cannot do ends in [`Stop::Gap`], which no Apex code can catch.

pub mod builtin;
mod compare;
mod convert;
mod exceptions;
mod heap;
pub mod host;
mod interp;
pub mod json;
mod key;
pub mod limits;
mod native;
mod program_ids;
pub mod rest;
mod run;
mod stop;
pub mod text;
mod types;
pub mod value;

pub use builtin::address::{ADDRESS, ADDRESS_PARTS};
pub use host::{
    Access, Datum, DmlRequest, FieldRights, Found, Host, NewJob, ObjectRights, Refusal, Row, RowError, RowResult,
};
pub use interp::{Coverage, Interp};
pub use native::{NativeData, NativeFn, marked};
pub use rest::{RestAnswer, RestCall, RestStop};
pub use stop::{Run, Stop};
pub use value::Value;
