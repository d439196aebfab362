//! Model → files. Nothing here decides what a spec means, touches the disk or reads the clock.

pub mod custom_permission;
pub mod grants;
pub mod manifest;
mod paths;
pub mod permission_set;
mod text;
