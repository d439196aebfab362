//! Files from the model.

pub mod tool_test;
