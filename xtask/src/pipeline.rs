//! From the project directory to rendered files that compile: the one call into the generator.

use crate::apex;
use codegen::output::{FilePlan, GENERATED_ROOTS, LOCK_PATH, Selection, plan};
use codegen::{Compilation, RenderedFile};
use diag::Diagnostic;
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

/// What is wrong with the specs, with the Apex that came of them, and with the files where theirs belong.
pub fn findings(root: &Path) -> Vec<Diagnostic> {
    let compilation = compile(root);
    let mut found = compilation.diagnostics;
    if compilation.model.is_some() {
        found.extend(whole(root, &compilation.files).problems);
        diag::sort(&mut found);
    }
    found
}

/// Whether generated files are not what the specs say. Specs with errors say nothing.
pub fn is_stale(root: &Path) -> bool {
    let compilation = codegen::compile(root);
    if compilation.model.is_none() {
        return false;
    }
    let plan = whole(root, &compilation.files);
    plan.files.iter().any(|file| file.path != LOCK_PATH && file.action.is_change())
}

/// What `generate` would do to all files.
fn whole(root: &Path, files: &[RenderedFile]) -> FilePlan {
    plan(root, files, &Selection { roots: GENERATED_ROOTS, ..Selection::default() })
}
