//! From the project directory to rendered files: the one call into the generator.

pub use codegen::Compilation;
use std::path::Path;

/// Compiles the project in `root`.
pub fn compile(root: &Path) -> Compilation {
<<<<<<< HEAD
    let mut compilation = codegen::compile(root);
    compilation.files.extend(codegen::reference::schema_files());
    compilation
=======
    let (sources, mut diagnostics) = codegen::spec::load::read(root);
    let (set, found) = codegen::spec::load::load(&sources);
    diagnostics.extend(found);
    let read = |path: &str| std::fs::read_to_string(root.join(path));
    diagnostics.extend(codegen::lower::lower(&set, &sf_schema::Schema::standard(), &read).1);
    diag::sort(&mut diagnostics);
    Compilation { files: codegen::reference::schema_files(), diagnostics }
>>>>>>> output-cli
}
