//! From the project directory to rendered files: the one call into the generator.

use codegen::RenderedFile;
use diag::Diagnostic;
use std::path::Path;

/// What the generator made of a project.
pub struct Compilation {
    /// The files the specs ask for; complete only without errors.
    pub files: Vec<RenderedFile>,
    /// All findings, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles the project in `root`.
pub fn compile(root: &Path) -> Compilation {
    let (sources, mut diagnostics) = codegen::spec::load::read(root);
    let (set, found) = codegen::spec::load::load(&sources);
    diagnostics.extend(found);
    let read = |path: &str| std::fs::read_to_string(root.join(path));
    diagnostics.extend(codegen::lower::lower(&set, &sf_schema::Schema::standard(), &read).1);
    diag::sort(&mut diagnostics);
    Compilation { files: codegen::reference::schema_files(), diagnostics }
}
