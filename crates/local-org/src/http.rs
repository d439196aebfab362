//! The HTTP side of the org: who may ask, which service answers, and what replies look like.
//!
//! Services take a whole `http::Request<Bytes>` and give a whole `http::Response<Bytes>`; nothing behind [`handle`] knows
//! about sockets.

mod caller;
mod fault;
mod guard;
mod local;
mod log;
mod query_string;
pub(crate) mod reply;
mod route;
mod world;

pub use caller::Caller;
pub(crate) use caller::is_active;
pub(crate) use fault::Fault;
pub use log::{Entry, Log};
pub(crate) use query_string::Pairs;
pub use route::{handle, is_foreign};
pub use world::{Settings, World};

/// A whole request.
pub type Request = http::Request<bytes::Bytes>;
/// A whole reply.
pub type Response = http::Response<bytes::Bytes>;
/// What a service answers.
pub(crate) type Answer = Result<Response, Fault>;
