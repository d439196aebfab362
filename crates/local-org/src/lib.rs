//! A Salesforce org in one process: its data, its security, and its Apex.
//!
//! [`Org`] is the state; a [`Session`] is one transaction of one user on it and answers everything a running program
//! asks (`apex_eval::Host`). [`project`] reads an org out of project directories, [`runner`] runs its Apex tests,
//! [`server`] puts it behind HTTP.

mod apex_rest;
pub mod apps;
mod choices;
mod connect;
mod custom_metadata;
pub mod data;
pub mod demo;
mod host;
pub mod http;
pub mod keep;
mod labels;
pub mod metadata;
mod oauth;
mod org;
mod packages;
mod pages;
pub mod project;
mod rest;
pub mod runner;
pub mod security;
pub mod server;
mod session;
mod setup;
mod setup_rows;
mod static_resources;
mod tooling;

pub use labels::labels;
pub use org::{Org, START, Snapshot};
pub use packages::{LeftOut, package_in};
pub use session::Session;

/// What every page, command and reply of the local org says somewhere.
pub const NOT_SALESFORCE: &str = "local org, not Salesforce";
