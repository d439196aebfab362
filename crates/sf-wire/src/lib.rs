//! Requests and replies of the Salesforce HTTP APIs as plain types, without I/O.
//!
//! Two sides need them: the client that talks to an org, and the local org that answers. Every type is written strictly
//! and read leniently: numbers and booleans may arrive as text, lists as nothing, one object or an array
//! ([`lenient`]). Fields that a newer API version adds are ignored.

pub mod connect;
pub mod deploy;
pub mod error;
pub mod lenient;
pub mod limits;
pub mod oauth;
pub mod query;
mod secret;
pub mod soap;
pub mod tooling;
pub mod versions;

pub use error::ApiError;
pub use secret::Secret;
