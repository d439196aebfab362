//! SOQL over the store.

mod aggregate;
mod dates;
mod fields;
mod filter;
mod listed;
mod order;
mod project;
mod run;

pub use dates::Clock;
pub use fields::{Touched, references};
pub use run::{Engine, Visible};
