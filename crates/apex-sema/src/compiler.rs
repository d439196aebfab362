//! The stages of a compilation.

use crate::catalog::Catalog;
use crate::program::{Class, Program};
use crate::trigger;
use crate::ty::ClassId;
use apex_syntax::ast::{Span, TypeDecl, Unit};
use diag::{Diagnostic, Place, catalogue};
use std::collections::HashMap;
use std::sync::Arc;

/// One source file.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path, for messages.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Why code is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorKind {
    /// Not Apex.
    Syntax,
    /// Apex that Salesforce would refuse.
    Compile,
    /// Apex that Salesforce accepts and the local org cannot run.
    Unsupported,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompileError {
    /// Syntax, compile or unsupported.
    pub kind: ErrorKind,
    /// Index of the source.
    pub file: usize,
    /// Where in it.
    pub span: Span,
    /// The platform's wording.
    pub message: String,
}

impl CompileError {
    /// As a diagnostic about `source`.
    pub fn diagnostic(&self, source: &Source) -> Diagnostic {
        let code = match self.kind {
            ErrorKind::Syntax => &catalogue::apex::APEX_SYNTAX,
            ErrorKind::Compile => &catalogue::apex::APEX_COMPILE,
            ErrorKind::Unsupported => &catalogue::apex::APEX_UNSUPPORTED,
        };
        Diagnostic::new(code, self.message.clone()).at(Place::new(&*source.path, self.span.line, self.span.col))
    }
}

/// Compiles all classes of an org together. What the local org cannot run is no error, but a gap of the program.
///
/// # Errors
/// Every error found, sorted by place, and the gaps among them.
pub fn compile(sources: &[Source], catalog: &Arc<Catalog>) -> Result<Program, Vec<CompileError>> {
    let mut errors = Vec::new();
    let (mut units, mut triggers) = (Vec::new(), Vec::new());
    for (file, source) in sources.iter().enumerate() {
        match apex_syntax::parse_unit(&source.text) {
            Ok(Unit::Type(decl)) => units.push((file, decl)),
            Ok(Unit::Trigger(decl)) => triggers.push((file, trigger::class_of(&decl), decl)),
            Err(error) => {
                errors.push(CompileError { kind: ErrorKind::Syntax, file, span: error.span, message: error.message });
            }
        }
    }
    let mut compiler = Compiler {
        catalog: Arc::clone(catalog),
        classes: Vec::new(),
        decls: Vec::new(),
        by_name: HashMap::new(),
        sigs: Vec::new(),
        sig_ids: HashMap::new(),
        errors,
        file: 0,
    };
    for (file, decl) in &units {
        compiler.declare(*file, decl, None);
    }
    for (file, class, decl) in &triggers {
        let id = compiler.declare(*file, class, None);
        compiler.declare_trigger(id, decl);
    }
    compiler.resolve_heads();
    compiler.resolve_members();
    compiler.check_classes();
    compiler.link();
    compiler.compile_bodies();
    compiler.finish()
}

/// The state of a compilation.
pub(crate) struct Compiler<'a> {
    pub catalog: Arc<Catalog>,
    pub classes: Vec<Class>,
    pub decls: Vec<&'a TypeDecl>,
    pub by_name: HashMap<String, ClassId>,
    pub sigs: Vec<String>,
    pub sig_ids: HashMap<String, u32>,
    pub errors: Vec<CompileError>,
    /// The file that errors are about.
    pub file: usize,
}

impl Compiler<'_> {
    pub fn error(&mut self, span: Span, message: impl Into<String>) {
        self.report(ErrorKind::Compile, span, message.into());
    }

    pub fn unsupported(&mut self, span: Span, what: &str) {
        self.report(ErrorKind::Unsupported, span, format!("not supported by the local org: {what}"));
    }

    fn report(&mut self, kind: ErrorKind, span: Span, message: String) {
        let file = self.file;
        let error = CompileError { kind, file, span, message };
        // One unknown type name is one error a line, however often it is named there.
        let again = |e: &CompileError| {
            e.file == file
                && e.message == error.message
                && e.span.line == span.line
                && e.message.starts_with("Invalid type")
        };
        if !self.errors.contains(&error) && !self.errors.iter().any(again) {
            self.errors.push(error);
        }
    }

    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id as usize]
    }

    pub fn class_mut(&mut self, id: ClassId) -> &mut Class {
        &mut self.classes[id as usize]
    }

    /// The top-level class around `id`.
    pub fn top(&self, id: ClassId) -> ClassId {
        self.class(id).outer.unwrap_or(id)
    }

    pub fn sig(&mut self, text: String) -> u32 {
        if let Some(id) = self.sig_ids.get(&text) {
            return *id;
        }
        let id = u32::try_from(self.sigs.len()).unwrap_or(u32::MAX);
        self.sigs.push(text.clone());
        self.sig_ids.insert(text, id);
        id
    }

    fn finish(mut self) -> Result<Program, Vec<CompileError>> {
        self.errors.sort_by(|a, b| {
            (a.file, a.span.line, a.span.col, &a.message).cmp(&(b.file, b.span.line, b.span.col, &b.message))
        });
        if self.errors.iter().any(|error| error.kind != ErrorKind::Unsupported) {
            return Err(self.errors);
        }
        Ok(Program {
            classes: self.classes,
            by_name: self.by_name,
            sigs: self.sigs,
            catalog: self.catalog,
            gaps: self.errors,
        })
    }
}
