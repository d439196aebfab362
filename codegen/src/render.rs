//! Model → files. Nothing here decides what a spec means, touches the disk or reads the clock.

pub mod clients;
pub mod custom_permission;
pub mod grants;
pub mod manifest;
mod markdown;
pub mod oauth;
mod paths;
pub mod permission_set;
mod text;
