//! The Apex that specs become.

#[path = "apex/goldens.rs"]
mod goldens;
#[path = "apex/hostile.rs"]
mod hostile;
#[path = "apex/options.rs"]
mod options;
#[path = "apex/structure.rs"]
mod structure;
#[path = "apex/support.rs"]
mod support;
