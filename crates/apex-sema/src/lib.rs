//! Decides whether Apex would compile, with the platform's messages, and hands on a resolved program.
//!
//! [`compile`] takes every class of an org at once. It answers with a [`Program`] in which names are replaced by
//! slots and ids, or with every error it found. [`check`] finds the same errors and keeps nothing else.

mod assign;
mod body;
pub mod catalog;
mod class_rules;
mod compiler;
mod declare;
mod inherit;
mod names;
pub mod platform;
pub mod program;
mod query;
mod trigger;
pub mod ty;

pub use assign::assignable;
pub use compiler::{CompileError, ErrorKind, Source, UNSUPPORTED, check, compile};
pub use names::show;
pub use program::Program;
pub use query::{
    MOST_OFFSET, check as check_query, gaps as query_gaps, is_aggregate, is_aggregate_function, no_such_column,
    record_gap, strip_alias, term_gap,
};
