//! Rules about classes and members as a whole: modifiers, overriding, completeness, annotations.

mod annotations;
mod exposed;
mod modifiers;

use crate::assign::assignable;
use crate::compiler::Compiler;
use crate::inherit::platform_super;
use crate::platform::{PlatformKind, PlatformMethod, known, platform};
use crate::program::{ClassKind, Method, MethodRef, Super, Visibility};
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{Member, MethodDecl, Modifier, Span};
use std::sync::Arc;

const HTTP: &[&str] = &["HttpGet", "HttpPost", "HttpPut", "HttpPatch", "HttpDelete"];

impl Compiler<'_> {
    pub fn check_classes(&mut self) {
        for i in 0..self.classes.len() {
            let id = i as ClassId;
            self.file = self.classes[i].file;
            self.check_head(id);
            self.check_modifiers(id);
            self.check_bodies(id);
            self.check_duplicates(id);
            self.check_overrides(id);
            self.check_complete(id);
            self.check_rest(id);
            self.check_exposed(id);
            self.check_annotations(id);
        }
    }

    /// `void Outer.Inner.name(String)`
    pub fn signature(&self, owner: ClassId, method: &Method) -> String {
        let types: Vec<Ty> = method.params.iter().map(|(_, ty)| ty.clone()).collect();
        let returns = self.show(&method.returns);
        format!("{returns} {}.{}({})", self.class(owner).name, method.name, self.show_list(&types))
    }

    fn method_decls(&self, id: ClassId) -> Vec<&MethodDecl> {
        let members = self.decls[id as usize].members.iter();
        members.filter_map(|m| if let Member::Method(method) = m { Some(method) } else { None }).collect()
    }

    fn check_head(&mut self, id: ClassId) {
        let decl = self.decls[id as usize];
        let span = decl.name.span;
        let class = self.class(id);
        let name = class.name.clone();
        // A public record of a deployment that failed; the name of a type inside of another may be longer.
        let long = class.outer.is_none() && class.trigger.is_none() && name.len() > 40;
        if class.outer.is_none() && class.visibility < Visibility::Public && !class.is_test {
            self.error(span, "Top-level type must have public or global visibility");
        }
        if long {
            self.error(span, format!("Type name too long, maximum length is 40: {name}"));
        }
        if name.len() > 255 {
            self.error(span, "Identifier name is too long: 255 characters are the most");
        }
        for constant in decl.constants.iter().filter(|constant| apex_syntax::is_reserved_name(&constant.text)) {
            self.error(constant.span, format!("Identifier name is reserved: {constant}"));
        }
        if apex_syntax::is_reserved_name(&decl.name.text) {
            self.error(span, format!("Identifier name is reserved: {}", decl.name));
        }
        let is_exception = platform_super(&self.classes, id).is_some();
        if is_exception && !decl.name.key().ends_with("exception") {
            self.error(span, format!("Classes extending Exception must have a name ending in Exception: {name}"));
        }
        if !is_exception && self.class(id).kind == ClassKind::Class && decl.name.key().ends_with("exception") {
            self.error(span, format!("Exception class must extend another Exception class: {name}"));
        }
        let mut seen = Vec::new();
        for constant in &decl.constants {
            if seen.contains(&constant.key()) {
                self.error(constant.span, format!("Duplicate field: {constant}"));
            }
            seen.push(constant.key());
        }
    }

    fn check_bodies(&mut self, id: ClassId) {
        let decl = self.decls[id as usize];
        let is_abstract = self.class(id).is_abstract;
        let is_global = self.class(id).visibility == Visibility::Global;
        if self.class(id).kind == ClassKind::Interface {
            return;
        }
        // Release notes, Winter '26: from API version 65 on such methods say who may use them.
        let is_lax = self.is_before(id, 65);
        for member in &decl.members {
            let Member::Method(method) = member else { continue };
            let (modifiers, span) = (&method.modifiers, method.name.span);
            let visible =
                [Modifier::Public, Modifier::Global, Modifier::Protected].iter().any(|word| modifiers.has(*word));
            if modifiers.has(Modifier::Override) && !visible && !is_lax {
                self.error(span, "override methods require at least one of the following global, public, protected");
            }
            if modifiers.has(Modifier::Abstract) && !modifiers.has(Modifier::Static) {
                if modifiers.has(Modifier::Virtual) {
                    self.error(span, "abstract are by default virtual");
                }
                if !is_abstract {
                    self.error(span, "Defining type for abstract methods must be declared as abstract");
                }
                if is_global && !modifiers.has(Modifier::Global) {
                    self.error(span, "global defined types requires that abstract methods must be declared as global");
                }
                if !visible && !is_lax {
                    self.error(
                        span,
                        "abstract methods require at least one of the following global, public, protected",
                    );
                }
                if method.body.is_some() {
                    self.error(span, "Abstract methods cannot have a body");
                }
            } else if method.body.is_none() && !modifiers.has(Modifier::Abstract) {
                self.error(span, "Method must have a body");
            }
        }
    }

    fn check_duplicates(&mut self, id: ClassId) {
        let spans: Vec<Span> = self.method_decls(id).iter().map(|m| m.name.span).collect();
        for (i, span) in spans.into_iter().enumerate() {
            let class = self.class(id);
            let method = &class.methods[i];
            let twice = |m: &Method| {
                m.sig == method.sig
                    || m.name.eq_ignore_ascii_case(&method.name) && same_without_arguments(&m.params, &method.params)
            };
            if class.methods[..i].iter().any(twice) {
                let name = &method.name;
                let message = format!(
                    "Method already defined: {name} {} from the type {}",
                    self.signature(id, method),
                    class.name
                );
                self.error(span, message);
            }
        }
        let class = self.class(id);
        for i in 0..class.constructors.len() {
            let own = &class.constructors[i];
            let twice = |c: &Method| c.sig == own.sig || same_without_arguments(&c.params, &own.params);
            if class.constructors[..i].iter().any(twice) {
                let types: Vec<Ty> = class.constructors[i].params.iter().map(|(_, ty)| ty.clone()).collect();
                let message = format!(
                    "Method already defined: <init> void {0}.<init>({1}) from the type {0}",
                    class.name,
                    self.show_list(&types)
                );
                let span = Span { line: class.constructors[i].line, col: 1, ..Span::default() };
                self.error(span, message);
                return;
            }
        }
    }

    fn inherited(&self, id: ClassId, sig: u32) -> Option<MethodRef> {
        for owner in self.lineage(id).into_iter().skip(1) {
            if let Some(index) = self.class(owner).methods.iter().position(|m| m.sig == sig && !m.is_static) {
                let private = self.class(owner).methods[index].visibility == Visibility::Private;
                if private && self.top(owner) != self.top(id) {
                    continue;
                }
                return Some(MethodRef { class: owner, index: index as u32 });
            }
        }
        None
    }

    fn check_overrides(&mut self, id: ClassId) {
        if self.class(id).kind != ClassKind::Class {
            return;
        }
        let spans: Vec<Span> = self.method_decls(id).iter().map(|m| m.name.span).collect();
        for (i, span) in spans.iter().enumerate() {
            let method = &self.class(id).methods[i];
            if method.is_static {
                continue;
            }
            let shown = self.signature(id, method);
            let fixed = self.lineage(id).into_iter().skip(1).find_map(|up| {
                let all = &self.class(up).methods;
                all.iter().find(|m| m.is_static && m.sig == method.sig).map(|m| self.signature(up, m))
            });
            if let Some(fixed) = fixed {
                let span = self.decls[id as usize].name.span;
                self.error(span, format!("Cannot override static method: {fixed} with {shown}"));
                continue;
            }
            let found = self.inherited(id, method.sig);
            let old = self
                .lineage(id)
                .into_iter()
                .skip(1)
                .find_map(|up| self.class(up).methods.iter().find(|m| m.sig == method.sig && is_answer(method, m)));
            if let (None, Some(old)) = (found, old) {
                if method.returns != old.returns && !method.returns.is_error() {
                    let (have, want) = (self.show(&method.returns), self.show(&old.returns));
                    let from = &self.class(id).name;
                    self.error(*span, format!("Method return types clash: {have} vs {want} from the type {from}"));
                }
                continue;
            }
            let Some(up) = found else {
                let is_exception = platform_super(&self.classes, id).is_some();
                let of_object = matches!(&*method.name.to_ascii_lowercase(), "tostring" | "hashcode");
                let is_other = method.name.eq_ignore_ascii_case("hashCode") && method.returns != Ty::Integer;
                let of_object = of_object && method.params.is_empty() && !is_other;
                let of_exception = is_exception && overrides_exception(method);
                // `hashCode` needs no word, and so does the `toString` of an exception.
                let is_to_string = of_object && !is_exception && method.name.eq_ignore_ascii_case("toString");
                if !method.is_override && (is_to_string || of_exception && !of_object) {
                    self.error(*span, format!("Method must use the override keyword: {shown}"));
                    continue;
                }
                if is_to_string && method.returns != Ty::String && !method.returns.is_error() {
                    let (have, from) = (self.show(&method.returns), self.class(id).name.clone());
                    self.error(*span, format!("Method return types clash: {have} vs String from the type {from}"));
                    continue;
                }
                let of_platform = of_object || of_exception;
                if method.is_override && !of_platform {
                    self.error(*span, format!("@Override specified for non-overriding method: {shown}"));
                } else if method.is_override && method.visibility < Visibility::Public {
                    self.error(*span, format!("Cannot reduce the visibility of method: {shown}"));
                }
                continue;
            };
            let parent = &self.class(up.class).methods[up.index as usize];
            let message = if !parent.is_virtual {
                Some(format!("Non-virtual, non-abstract methods cannot be overridden: {shown}"))
            } else if !method.is_override {
                Some(format!("Method must use the override keyword: {shown}"))
            } else if method.returns != parent.returns && !method.returns.is_error() {
                let (have, want) = (self.show(&method.returns), self.show(&parent.returns));
                let from = &self.class(id).name;
                Some(format!("Method return types clash: {have} vs {want} from the type {from}"))
            } else if method.visibility < parent.visibility.min(Visibility::Public) {
                Some(format!("Cannot reduce the visibility of method: {shown}"))
            } else {
                None
            };
            if let Some(message) = message {
                self.error(*span, message);
            }
        }
    }

    fn check_complete(&mut self, id: ClassId) {
        let class = self.class(id);
        if class.kind != ClassKind::Class {
            return;
        }
        let span = self.decls[id as usize].name.span;
        let name = class.name.clone();
        let is_abstract = class.is_abstract;
        let line = self.lineage(id);
        let mut problems: Vec<(Span, String)> = Vec::new();
        for owner in self.sources_of_members(id).into_iter().skip(1) {
            let source = self.class(owner);
            let same_file = source.file == class.file;
            for method in source.methods.iter().filter(|m| m.is_abstract) {
                let answer = line.iter().find_map(|c| {
                    self.class(*c).methods.iter().find(|m| {
                        let elsewhere = self.top(*c) != self.top(owner);
                        let answers = match method.visibility {
                            Visibility::Private if elsewhere => is_answer(m, method),
                            _ => m.is_override || source.kind == ClassKind::Interface,
                        };
                        m.sig == method.sig && !m.is_abstract && !m.is_static && answers
                    })
                });
                let answer = answer.filter(|m| source.kind != ClassKind::Interface || self.returns_fit(m, method));
                let answer = answer.or_else(|| match source.kind {
                    ClassKind::Interface => self.answer_to(id, method).map(|at| self.method_at(at)),
                    _ => None,
                });
                let shown = self.signature(owner, method);
                let in_interface = source.kind == ClassKind::Interface;
                match answer {
                    None if is_abstract => {}
                    None if in_interface => {
                        problems.push((span, format!("Class {name} must implement the method: {shown}")));
                    }
                    None => {
                        // The platform names the line of the abstract method.
                        let line = if same_file { method.line } else { span.line };
                        let message = format!("Class {name} must implement the abstract method: {shown}");
                        problems.push((Span { line, ..span }, message));
                    }
                    Some(m) if in_interface && m.visibility < Visibility::Public => {
                        problems.push((span, hidden(&name, &shown)));
                    }
                    Some(_) => {}
                }
            }
        }
        for interface in self.platform_interfaces(id) {
            let Ty::Platform(pid, args) = &interface else { continue };
            let ty = platform().get(*pid);
            if ty.kind != PlatformKind::Interface || is_abstract {
                continue;
            }
            for method in &ty.methods {
                let params: Vec<Ty> = method.params.iter().map(|p| p.substitute(args)).collect();
                let returns = method.returns.substitute(args);
                let batch = &*ty.name == "Batchable";
                let found = line.iter().find_map(|c| {
                    self.class(*c).methods.iter().find(|m| {
                        m.name.eq_ignore_ascii_case(&method.name)
                            && m.params.len() == params.len()
                            && !m.is_static
                            && m.params.iter().zip(&params).all(|((_, a), b)| {
                                assignable(&self.classes, b, a) || batch && assignable(&self.classes, a, b)
                            })
                            && (m.returns == returns
                                || assignable(&self.classes, &m.returns, &returns)
                                || batch && self.is_iterable(&m.returns))
                    })
                });
                let (from, list) = (self.show(&interface), self.show_list(&params));
                let shown = format!("{} {from}.{}({list})", self.show(&returns), method.name);
                match found {
                    None => problems.push((span, format!("Class {name} must implement the method: {shown}"))),
                    Some(m) if m.visibility < Visibility::Public => problems.push((span, hidden(&name, &shown))),
                    Some(_) => {}
                }
            }
        }
        for (at, problem) in problems {
            self.error(at, problem);
        }
        if let Super::Class(up) = self.class(id).superclass
            && self.class(id).constructors.is_empty()
            && !self.class(up).constructors.is_empty()
            && !self.class(up).constructors.iter().any(|c| c.params.is_empty())
            && self.platform_super(id).is_none()
        {
            let up = self.class(up).name.clone();
            self.error(span, format!("No default constructor available in super type: {up}"));
        }
    }

    /// Whether a batch may start with such a value; the interface names the query locator only (Apex Developer Guide, "Using
    /// Batch Apex").
    fn is_iterable(&self, ty: &Ty) -> bool {
        let iterator = matches!(ty, Ty::Platform(id, _) if &*platform().get(*id).name == "Iterator");
        iterator || assignable(&self.classes, ty, &Ty::Platform(known().iterable, [].into()))
    }

    fn check_rest(&mut self, id: ClassId) {
        let decl = self.decls[id as usize];
        let span = decl.name.span;
        let is_global = self.class(id).visibility == Visibility::Global;
        let rest = decl.modifiers.annotation("RestResource");
        if let Some(rest) = rest {
            if !is_global {
                self.error(span, "RestResource classes must be declared as global");
            }
            let url = self.class(id).annotations.iter().find(|note| note.name == "restresource");
            let url =
                url.and_then(|note| note.args.iter().find(|(key, _)| key == "urlmapping")).map(|(_, v)| v.clone());
            match url.as_deref() {
                None => self.error(rest.name.span, "Required property is missing: urlMapping"),
                Some("") => self.error(span, "Rest Resource url cannot be empty"),
                Some(url) if !url.starts_with('/') => {
                    self.error(span, "Rest Resource url must begin with a forward slash, '/'");
                }
                Some(url) => {
                    let part = url.split('/').find(|part| part.contains('*') && *part != "*");
                    let rest = match part {
                        Some(part) if part.starts_with('*') => {
                            "must be followed by a forward slash, '/', or be the last character"
                        }
                        Some(_) => "must be preceded by a forward slash, '/'",
                        None => "",
                    };
                    if part.is_some() {
                        self.error(span, format!("Rest Resource url wildcard, '*', {rest}"));
                    }
                }
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        for member in &decl.members {
            let Member::Method(method) = member else { continue };
            for http in HTTP {
                let Some(annotation) = method.modifiers.annotation(http) else { continue };
                let at = method.name.span;
                for word in [Modifier::Static, Modifier::Global] {
                    if !method.modifiers.has(word) {
                        self.error(at, format!("{http} methods must be declared as {}", word.word()));
                    }
                }
                if rest.is_none() && (is_global || !method.modifiers.has(Modifier::Global)) {
                    let name = &annotation.name;
                    self.error(at, format!("Defining type for {name} methods must be declared as RestResource"));
                }
                if seen.contains(http) {
                    self.error(span, format!("Only one method per type can be defined with: {http}"));
                }
                seen.push(http);
            }
        }
    }
}

/// Whether every exception has such a method.
fn overrides_exception(method: &Method) -> bool {
    let same = |own: &PlatformMethod| own.params.iter().eq(method.params.iter().map(|(_, ty)| ty));
    platform().find("System.Exception").is_some_and(|e| e.methods_named(&method.name).any(same))
}

/// Whether a method is what an abstract one of another class asks for that does not say who may use it, as classes before
/// API version 65 may: nobody else sees that one, so `override` is wrong there.
fn is_answer(method: &Method, wanted: &Method) -> bool {
    wanted.is_abstract
        && wanted.visibility == Visibility::Private
        && !method.is_abstract
        && !method.is_static
        && !method.is_override
}

/// The message about a method of an interface that is not public in the class.
fn hidden(class: &str, method: &str) -> String {
    format!(
        "{class}: Overriding implementations of global or public interface methods must be global or public: {method}"
    )
}

/// Whether parameters differ in nothing but what an Iterable, Iterator or Comparator is of, which names no other method.
fn same_without_arguments(a: &[(Arc<str>, Ty)], b: &[(Arc<str>, Ty)]) -> bool {
    let same = |a: &Ty, b: &Ty| match (a, b) {
        (Ty::Platform(x, _), Ty::Platform(y, _)) if x == y => {
            a == b || ["Iterable", "Iterator", "Comparator"].contains(&&*platform().get(*x).name)
        }
        _ => a == b,
    };
    a.len() == b.len() && a.iter().zip(b).all(|((_, a), (_, b))| same(a, b))
}
