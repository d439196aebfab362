//! From the project directory to rendered files: the one call into the generator.

pub use codegen::Compilation;
use std::path::Path;

/// Compiles the project in `root`.
pub fn compile(root: &Path) -> Compilation {
    let mut compilation = codegen::compile(root);
    compilation.files.extend(codegen::reference::schema_files());
    compilation
}
