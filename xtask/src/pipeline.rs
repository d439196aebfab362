//! From the project directory to rendered files: the one call into the generator.

pub use codegen::compile;
