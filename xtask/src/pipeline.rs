//! From the project directory to rendered files: the one call into the generator.

pub use codegen::compile;

use codegen::output::{GENERATED_ROOTS, LOCK_PATH, Selection, plan};
use std::path::Path;

/// Whether generated files are not what the specs say. Specs with errors say nothing.
pub fn is_stale(root: &Path) -> bool {
    let compilation = compile(root);
    if compilation.model.is_none() {
        return false;
    }
    let plan = plan(root, compilation.files, &Selection { roots: GENERATED_ROOTS, ..Selection::default() });
    plan.files.iter().any(|file| file.path != LOCK_PATH && file.action.is_change())
}
