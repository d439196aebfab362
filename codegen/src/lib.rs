//! Turns specs into the files of a Salesforce DX project.
//!
//! `specs/**/*.yaml` → [`spec::load`] → [`spec::load::SpecSet`] (as written) → lowering → model (as meant) → rendering →
//! [`RenderedFile`]s. Nothing here touches the network or reads the clock; output is a pure function of input.

pub mod check;
mod compile;
pub mod lower;
pub mod model;
pub mod operation;
pub mod output;
pub mod reference;
pub mod render;
mod rendered;
pub mod show;
pub mod spec;
pub mod yaml;

pub use compile::{
    Compilation, compile, framework_mode, package_directories, paths_of_people, project_file, readable_directories,
    snapshots, targets,
};
pub use rendered::{LineOrigin, Origin, Ownership, RenderedFile};
