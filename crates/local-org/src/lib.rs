//! A Salesforce org in one process: its data, its security, and its Apex.
//!
//! [`Org`] is the state; a [`Session`] is one transaction of one user on it and answers everything a running program
//! asks (`apex_eval::Host`). [`project`] reads an org out of project directories, [`runner`] runs its Apex tests.

mod custom_metadata;
pub mod data;
mod host;
mod labels;
mod org;
pub mod project;
pub mod runner;
pub mod security;
mod session;

pub use labels::labels;
pub use org::Org;
pub use session::Session;
