//! Turns specs into the files of a Salesforce DX project.
pub mod spec;
pub mod yaml;
