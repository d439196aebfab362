//! Records: the store, queries, searches and writes. Knows nothing of Apex but the types of `apex_eval::host`.

mod activity;
pub mod calculated;
mod defaults;
pub(crate) mod delete;
pub mod dml;
mod events;
mod files;
mod ids;
pub(crate) mod jobs;
mod merge;
pub(crate) mod prices;
pub mod soql;
pub mod sosl;
mod store;
mod validate;
pub mod values;

pub(crate) use defaults::STAGES;
pub use store::{Record, Store};
pub(crate) use validate::id_of;
