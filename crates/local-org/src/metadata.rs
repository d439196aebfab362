//! The Metadata API of the org: deploy, its state, cancel, quick deploy; retrieve, list, describe.
//!
//! [`Components`] is what is deployed, and the one source of everything that follows from it: schema, compiled Apex,
//! grants, apps. [`Service`] answers REST and SOAP over one machine of jobs.

mod components;
mod service;

pub use components::{Component, Components};
pub use service::{Caller, Clock, Service};
