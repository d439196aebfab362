//! From the project directory to rendered files that compile: the one call into the generator.

use crate::apex;
use codegen::Compilation;
use codegen::output::{GENERATED_ROOTS, LOCK_PATH, Selection, plan};
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

/// Whether generated files are not what the specs say. Specs with errors say nothing.
pub fn is_stale(root: &Path) -> bool {
    let compilation = codegen::compile(root);
    if compilation.model.is_none() {
        return false;
    }
    let plan = plan(root, &compilation.files, &Selection { roots: GENERATED_ROOTS, ..Selection::default() });
    plan.files.iter().any(|file| file.path != LOCK_PATH && file.action.is_change())
}
