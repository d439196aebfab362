//! Checks at the outer edges, as a user meets them: one binary, so that no file is forgotten.

mod cli;
mod combinations;
mod continuing;
mod demanding;
mod deploy;
mod docs;
mod every_key;
mod hidden;
mod kept;
mod local_org;
mod local_target;
mod login;
mod mainstream;
mod mcp;
mod named;
mod profiles;
mod project;
mod random;
mod removing;
mod rotation;
mod starters;
mod up;
mod validated;
mod waves;
mod world;
