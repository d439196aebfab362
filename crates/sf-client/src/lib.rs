//! Talks to a Salesforce org: login, calls, deploy with progress and resume.
//!
//! - [`address`] decides which hosts may see a token, [`login`] gets one, [`Org`] makes calls with it.
//! - [`deploy`] starts, follows, resumes and cancels deployments. What it learns leaves as events; it never prints.
//! - [`setup`] does what the Metadata API cannot: packages, assignments, consumer keys.
//! - [`store`] keeps secrets between commands; [`seal`] tells what was written here from what came with a checkout.
//! - Every call is a [`http::Request`] value, and sending happens in one place. [`ClientError`] says whether a failed
//!   call may be sent again and whether the org may have acted on it.

pub mod address;
pub mod deploy;
mod describe;
mod error;
pub mod http;
pub mod login;
mod org;
mod org_class;
mod retrieve;
pub mod seal;
pub mod setup;
pub mod store;

#[cfg(any(test, feature = "test-server"))]
pub mod test_server;

pub use address::OrgAddress;
pub use describe::Described;
pub use error::ClientError;
pub use http::{Http, HttpConfig};
pub use org::{Org, Session, same_id};
pub use org_class::OrgClass;
pub use retrieve::RetrieveEvent;
pub use sf_wire::Secret;
