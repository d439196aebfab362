//! The org over real loopback HTTP, as any client meets it.

mod client;
mod crowd;
mod data;
mod guard;
mod hostile;
mod mcp;
mod oauth;
mod setup;
mod tooling;
mod world;
