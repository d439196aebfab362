//! From the project directory to rendered files that compile: the one call into the generator.

use crate::apex;
use codegen::Compilation;
use std::path::Path;

/// Compiles the specs, and the Apex that came of them.
pub fn compile(root: &Path) -> Compilation {
    let mut compilation = codegen::compile(root);
    let found = apex::check_rendered(root, &compilation);
    if !found.is_empty() {
        compilation.diagnostics.extend(found);
        diag::sort(&mut compilation.diagnostics);
    }
    compilation
}
