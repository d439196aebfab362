//! Checks at the outer edges, as a user meets them: one binary, so that no file is forgotten.

mod cli;
mod deploy;
mod docs;
mod kept;
mod local_org;
mod login;
mod mcp;
mod up;
