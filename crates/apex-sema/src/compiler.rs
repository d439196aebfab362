//! The stages of a compilation.

use crate::catalog::Catalog;
use crate::program::{Class, Program};
use crate::trigger;
use crate::ty::ClassId;
use apex_syntax::SyntaxError;
use apex_syntax::ast::{Member, Span, TypeDecl, Unit};
use diag::{Diagnostic, Place, catalogue};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

/// The threads that look into bodies, with stack enough for trees as high as the parser lets them be.
static THREADS: LazyLock<Option<ThreadPool>> =
    LazyLock::new(|| ThreadPoolBuilder::new().stack_size(1 << 24).build().ok());

/// One source file.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path, for messages.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The API version it is written for, which decides on some rules. None: the newest.
    pub api_version: Option<u32>,
}

impl Source {
    /// A source of the newest API version.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), api_version: None }
    }

    /// The same of the API version in the text of its `-meta.xml`.
    #[must_use]
    pub fn with_meta(mut self, meta: Option<&str>) -> Self {
        let version = meta.and_then(|meta| meta.split_once("<apiVersion>")?.1.split_once(['.', '<']));
        self.api_version = version.and_then(|(version, _)| version.trim().parse().ok());
        self
    }
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

/// How a message about what the local org does not have begins.
pub const UNSUPPORTED: &str = "not supported by the local org: ";

/// Compiles all classes of an org together. What the local org cannot run is no error, but a gap of the program.
///
/// # Errors
/// Every error found and the gaps among them, sorted by place; first what is not Apex, for other errors follow from it.
pub fn compile(sources: &[Source], catalog: &Arc<Catalog>) -> Result<Program, Vec<CompileError>> {
    let parsed = sources.par_iter().map(|source| declared(apex_syntax::parse_unit(&source.text))).collect();
    let (units, errors) = types(sources, parsed);
    let mut compiler = Compiler::of(sources, &units, catalog, errors);
    compiler.compile_bodies();
    let program = compiler.finish();
    // Taking big trees apart takes time that nobody needs to wait for.
    rayon::spawn(move || drop(units));
    program
}

/// What [`compile`] would refuse: every error, sorted by place. Bodies are read when their turn comes and their code is
/// dropped at once, so that thousands of classes take little memory; the work is spread over the processors.
pub fn check(sources: &[Source], catalog: &Arc<Catalog>) -> Vec<CompileError> {
    let heads = |source: &Source| declared(apex_syntax::parse_heads(&source.text));
    check_bodies(sources, catalog, heads).unwrap_or_else(|_| {
        // What is not Apex declares nothing to the other classes, even where that is seen in a body only.
        let whole = |source: &Source| {
            let mut unit = declared(apex_syntax::parse_unit(&source.text));
            if let Ok(unit) = &mut unit {
                empty_bodies(&mut unit.decl);
            }
            unit
        };
        check_bodies(sources, catalog, whole).unwrap_or_else(|errors| errors)
    })
}

/// The errors in all sources, given what each declares.
///
/// # Errors
/// Those of bodies that are not Apex though their declarations are.
fn check_bodies(
    sources: &[Source],
    catalog: &Arc<Catalog>,
    head: impl Fn(&Source) -> Result<Declared, SyntaxError> + Send + Sync,
) -> Result<Vec<CompileError>, Vec<CompileError>> {
    let (units, errors) = types(sources, sources.par_iter().map(head).collect());
    let mut compiler = Compiler::of(sources, &units, catalog, errors);
    let first: HashMap<usize, ClassId> =
        compiler.classes.iter().filter(|class| class.outer.is_none()).map(|class| (class.file, class.id)).collect();
    let found = compiler.spread(&units, |own, (file, _), broken| {
        let Some(id) = first.get(file) else { return };
        match declared(apex_syntax::parse_unit(&sources[*file].text)) {
            Ok(unit) => own.errors_in_bodies(*id, &unit.decl),
            Err(error) => broken.push(not_apex(*file, error)),
        }
    });
    let (found, broken): (Vec<_>, Vec<_>) = found.into_iter().map(|(own, broken)| (own.errors, broken)).unzip();
    let broken = broken.concat();
    if !broken.is_empty() {
        return Err(broken);
    }
    compiler.errors.extend(found.into_iter().flatten());
    Ok(compiler.finish().map_or_else(|errors| errors, |program| program.gaps))
}

/// What a source declares.
struct Declared {
    /// A type; a trigger is a class too.
    decl: TypeDecl,
    trigger: Option<trigger::Head>,
}

fn declared(unit: Result<Unit, SyntaxError>) -> Result<Declared, SyntaxError> {
    Ok(match unit? {
        Unit::Type(decl) => Declared { decl, trigger: None },
        Unit::Trigger(decl) => {
            let (decl, head) = trigger::class_of(decl);
            Declared { decl, trigger: Some(head) }
        }
    })
}

/// The types among what was parsed, each with the index of its source, and what is wrong with the rest.
fn types(
    sources: &[Source],
    parsed: Vec<Result<Declared, SyntaxError>>,
) -> (Vec<(usize, Declared)>, Vec<CompileError>) {
    let (mut units, mut errors) = (Vec::new(), Vec::new());
    for (file, unit) in parsed.into_iter().enumerate() {
        match unit {
            Ok(unit) => {
                errors.extend(wrong_name(file, &sources[file], &unit));
                units.push((file, unit));
            }
            Err(error) => errors.push(not_apex(file, error)),
        }
    }
    (units, errors)
}

fn not_apex(file: usize, error: SyntaxError) -> CompileError {
    CompileError { kind: ErrorKind::Syntax, file, span: error.span, message: error.message }
}

/// Takes the statements out of every body of a type.
fn empty_bodies(decl: &mut TypeDecl) {
    for member in &mut decl.members {
        match member {
            Member::Method(method) | Member::Constructor(method) => {
                method.body.iter_mut().for_each(|body| body.stmts = Vec::new());
            }
            Member::Property(property) => {
                let accessors = [&mut property.getter, &mut property.setter].into_iter().flatten();
                accessors.filter_map(|accessor| accessor.body.as_mut()).for_each(|body| body.stmts = Vec::new());
            }
            Member::Init { body, .. } => body.stmts = Vec::new(),
            Member::Type(inner) => empty_bodies(inner),
            Member::Field(_) => {}
        }
    }
}

/// A class or trigger stands in the file of its name.
fn wrong_name(file: usize, source: &Source, unit: &Declared) -> Option<CompileError> {
    let (what, name, end) = match &unit.trigger {
        None => ("Class", &unit.decl.name, ".cls"),
        Some(trigger) => ("Trigger", &trigger.name, ".trigger"),
    };
    let stem = Path::new(&source.path).file_name()?.to_str()?.strip_suffix(end)?;
    (*name.text != *stem).then(|| CompileError {
        kind: ErrorKind::Compile,
        file,
        span: unit.decl.span,
        message: format!("{what} name {name} does not match file name"),
    })
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
    /// See [`Program::tests_only`].
    pub tests_only: Vec<CompileError>,
    /// The file that errors are about.
    pub file: usize,
    /// API versions by file.
    versions: Vec<Option<u32>>,
}

impl<'a> Compiler<'a> {
    /// Everything but the bodies.
    fn of(
        sources: &[Source],
        units: &'a [(usize, Declared)],
        catalog: &Arc<Catalog>,
        errors: Vec<CompileError>,
    ) -> Self {
        let mut compiler = Self {
            catalog: Arc::clone(catalog),
            classes: Vec::new(),
            decls: Vec::new(),
            by_name: HashMap::new(),
            sigs: Vec::new(),
            sig_ids: HashMap::new(),
            errors,
            tests_only: Vec::new(),
            file: 0,
            versions: sources.iter().map(|source| source.api_version).collect(),
        };
        for (file, unit) in units {
            let id = compiler.declare(*file, &unit.decl, None);
            if let Some(trigger) = &unit.trigger {
                compiler.declare_trigger(id, trigger);
            }
        }
        compiler.resolve_heads();
        compiler.resolve_members();
        compiler.check_classes();
        compiler.link();
        compiler
    }

    /// Compiles every body of every class.
    fn compile_bodies(&mut self) {
        let decls: Vec<(ClassId, &TypeDecl)> = (0..).zip(self.decls.iter().copied()).collect();
        let found = self.spread(&decls, |own, (id, decl), done| {
            own.class_bodies(*id, decl);
            done.push(*id);
        });
        for (own, done) in found {
            self.errors.extend(own.errors);
            self.tests_only.extend(own.tests_only);
            let mut classes: Vec<Option<Class>> = own.classes.into_iter().map(Some).collect();
            for id in done {
                if let Some(class) = classes[id as usize].take() {
                    self.classes[id as usize] = class;
                }
            }
        }
    }

    /// Does the work on many things on all processors, each with a copy of this. What comes back are the copies, with new
    /// errors alone, and what the work left.
    fn spread<I: Sync, T: Send>(
        &self,
        items: &[I],
        work: impl Fn(&mut Self, &I, &mut Vec<T>) + Sync,
    ) -> Vec<(Self, Vec<T>)> {
        // Whoever is free takes the next: test classes, every other one, are far longer than what they test.
        let next = AtomicUsize::new(0);
        let of_thread = || {
            let (mut own, mut left) = (self.fork(), Vec::new());
            while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                work(&mut own, item, &mut left);
            }
            own.errors.drain(..self.errors.len());
            (own, left)
        };
        let Some(threads) = &*THREADS else { return vec![of_thread()] };
        let copies = threads.current_num_threads().min(items.len());
        threads.install(|| (0..copies).into_par_iter().map(|_| of_thread()).collect())
    }

    /// The same for another thread. It knows the errors found so far, so that none is reported again.
    fn fork(&self) -> Self {
        Self {
            catalog: Arc::clone(&self.catalog),
            classes: self.classes.clone(),
            decls: Vec::new(),
            by_name: self.by_name.clone(),
            sigs: self.sigs.clone(),
            sig_ids: self.sig_ids.clone(),
            errors: self.errors.clone(),
            tests_only: Vec::new(),
            file: 0,
            versions: self.versions.clone(),
        }
    }

    /// Whether the file of a class is written for an API version before this one.
    pub fn is_before(&self, id: ClassId, version: u32) -> bool {
        self.versions.get(self.class(id).file).copied().flatten().is_some_and(|own| own < version)
    }

    /// The same of the file that errors are about.
    pub fn file_is_before(&self, version: u32) -> bool {
        self.versions.get(self.file).copied().flatten().is_some_and(|own| own < version)
    }

    pub fn error(&mut self, span: Span, message: impl Into<String>) {
        self.report(ErrorKind::Compile, span, message.into());
    }

    pub fn unsupported(&mut self, span: Span, what: &str) {
        self.report(ErrorKind::Unsupported, span, format!("{UNSUPPORTED}{what}"));
    }

    /// Notes what code of `class` can do in tests only. Test classes run in tests.
    pub fn tests_only(&mut self, class: ClassId, span: Span, what: &str) {
        if !self.class(self.top(class)).is_test {
            let message = format!("{UNSUPPORTED}{what} outside tests");
            self.tests_only.push(CompileError { kind: ErrorKind::Unsupported, file: self.file, span, message });
        }
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
        fn place(e: &CompileError) -> (bool, usize, u32, u32, &str) {
            (e.kind != ErrorKind::Syntax, e.file, e.span.line, e.span.col, &e.message)
        }
        for list in [&mut self.errors, &mut self.tests_only] {
            list.sort_by(|a, b| place(a).cmp(&place(b)));
        }
        if self.errors.iter().any(|error| error.kind != ErrorKind::Unsupported) {
            return Err(self.errors);
        }
        Ok(Program {
            classes: self.classes,
            by_name: self.by_name,
            sigs: self.sigs,
            catalog: self.catalog,
            gaps: self.errors,
            tests_only: self.tests_only,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{ErrorKind, Source, check, compile};
    use crate::catalog::{Catalog, NoObjects};
    use std::sync::Arc;

    #[test]
    fn a_class_has_a_name_of_at_most_40_characters() {
        let catalog = Arc::new(Catalog::new(NoObjects));
        let of = |name: &str| {
            let source = Source::new(format!("{name}.cls"), format!("public class {name} {{ }}"));
            check(&[source], &catalog).into_iter().map(|error| error.message).collect::<Vec<_>>()
        };
        let (most, more) = ("A".repeat(40), "A".repeat(41));
        assert_eq!(of(&most), Vec::<String>::new());
        assert_eq!(of(&more), [format!("Type name too long, maximum length is 40: {more}")]);
    }

    #[test]
    fn what_is_no_apex_comes_before_what_follows_from_it() {
        let sources = [
            Source::new("A.cls", "public class A { static void f() { T.go(); } }"),
            Source::new("T.cls", "public class T { static void go() { where; } }"),
        ];
        let catalog = Arc::new(Catalog::new(NoObjects));
        let errors = compile(&sources, &catalog).expect_err("T is no Apex");
        assert_eq!(errors, check(&sources, &catalog));
        assert_eq!((errors[0].kind, errors[0].file), (ErrorKind::Syntax, 1));
        assert_eq!(errors[1].message, "Variable does not exist: T");
    }
}
