//! The Metadata API of the org: deploy, its state, cancel, quick deploy; retrieve, list, describe.
//!
//! [`Components`] is what is deployed, and the one source of everything that follows from it: schema, compiled Apex,
//! grants, apps. A deployment changes a copy of the components (`package`), checks it and derives the rest (`build`,
//! `check`, `derive`), runs tests on a copy of the org (`testing`), and at last makes the org that (`apply`).
//! [`Service`] answers REST and SOAP over one machine of jobs.

mod app_state;
mod apply;
mod build;
mod check;
mod components;
mod deploy;
mod derive;
mod describe;
mod install;
mod job;
mod multipart;
mod package;
mod problem;
mod remove;
mod rest;
mod restore;
mod retrieve;
mod retype;
mod service;
mod shape;
mod soap;
mod testing;

pub use check::{missing_effect, types_without_effect};
pub use components::{Component, Components};
pub use install::{PackageVersion, install};
pub use package::NEWEST_VERSION;
pub use service::{Caller, Clock, Service, Stage};

pub(crate) use app_state::Credentials;
pub(crate) use derive::private_objects;
pub(crate) use job::Job;
pub(crate) use package::place_in;
pub(crate) use restore::{know, restore};
