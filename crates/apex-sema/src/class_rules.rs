//! Rules about classes and members as a whole: modifiers, overriding, completeness, annotations.

mod annotations;

use crate::compiler::Compiler;
use crate::inherit::platform_super;
use crate::platform::{PlatformKind, platform};
use crate::program::{ClassKind, Method, MethodRef, Super, Visibility};
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{Member, MethodDecl, Modifier, Modifiers, Span};

/// Annotations the platform knows.
const ANNOTATIONS: &[&str] = &[
    "auraenabled",
    "deprecated",
    "future",
    "hiddenfromdoc",
    "httpdelete",
    "httpget",
    "httppatch",
    "httppost",
    "httpput",
    "invocablemethod",
    "invocablevariable",
    "istest",
    "jsonaccess",
    "namespaceaccessible",
    "readonly",
    "remoteaction",
    "restresource",
    "suppresswarnings",
    "testsetup",
    "testvisible",
];

const HTTP: &[&str] = &["HttpGet", "HttpPost", "HttpPut", "HttpPatch", "HttpDelete"];

impl Compiler<'_> {
    pub fn check_classes(&mut self) {
        for i in 0..self.classes.len() {
            let id = i as ClassId;
            self.file = self.classes[i].file;
            self.check_head(id);
            self.check_modifiers(id);
            self.check_duplicates(id);
            self.check_overrides(id);
            self.check_complete(id);
            self.check_rest(id);
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
        if class.outer.is_none() && class.visibility < Visibility::Public && !class.is_test {
            self.error(span, "Top-level type must have public or global visibility");
        }
        if name.len() > 255 {
            self.error(span, "Identifier name is too long: 255 characters are the most");
        }
        if apex_syntax::is_reserved_name(&decl.name.text) {
            self.error(span, format!("Identifier name is reserved: {}", decl.name));
        }
        let is_exception = platform_super(&self.classes, id).is_some();
        if is_exception && !decl.name.key().ends_with("exception") {
            self.error(span, format!("Classes extending Exception must have a name ending in Exception: {name}"));
        }
        let mut seen = Vec::new();
        for constant in &decl.constants {
            if seen.contains(&constant.key()) {
                self.error(constant.span, format!("Duplicate field: {constant}"));
            }
            seen.push(constant.key());
        }
    }

    fn check_words(&mut self, modifiers: &Modifiers, at: Span) {
        let mut seen: Vec<Modifier> = Vec::new();
        let mut scopes = 0;
        for (word, _) in &modifiers.words {
            if seen.contains(word) {
                self.error(at, format!("Duplicate modifier: {}", word.word()));
            }
            seen.push(*word);
            if matches!(word, Modifier::Public | Modifier::Private | Modifier::Protected | Modifier::Global) {
                scopes += 1;
            }
        }
        let distinct = |m: &Modifier| modifiers.words.iter().filter(|(w, _)| w == m).count() < 2;
        if scopes > 1 && seen.iter().all(distinct) {
            self.error(at, "Declarations can only have one scope");
        }
        let mut names: Vec<String> = Vec::new();
        for annotation in &modifiers.annotations {
            let key = annotation.name.key();
            if !ANNOTATIONS.contains(&&*key) {
                self.error(annotation.name.span, format!("Annotation does not exist: {}", annotation.name));
            }
            if names.contains(&key) {
                self.error(at, format!("Duplicate modifier: {}", annotation.name));
            }
            names.push(key);
        }
    }

    fn check_modifiers(&mut self, id: ClassId) {
        let decl = self.decls[id as usize];
        self.check_words(&decl.modifiers, decl.name.span);
        let (is_global, is_abstract, kind) =
            (self.class(id).visibility == Visibility::Global, self.class(id).is_abstract, self.class(id).kind);
        for member in &decl.members {
            let (modifiers, span) = match member {
                Member::Field(f) => (&f.modifiers, f.name.span),
                Member::Property(p) => (&p.modifiers, p.name.span),
                Member::Method(m) | Member::Constructor(m) => (&m.modifiers, m.name.span),
                _ => continue,
            };
            self.check_words(modifiers, span);
            if kind == ClassKind::Interface && matches!(member, Member::Field(_) | Member::Property(_)) {
                self.error(span, "Expecting '(' but was: ';'");
            }
            let what = if matches!(member, Member::Method(_)) { "methods" } else { "fields" };
            if modifiers.has(Modifier::Global) && !is_global {
                self.error(span, format!("Defining type for global {what} must be declared as global"));
            }
            if modifiers.has(Modifier::Static)
                && self.class(id).outer.is_some()
                && !matches!(member, Member::Constructor(_))
            {
                let what = if matches!(member, Member::Method(_)) { "methods" } else { "fields" };
                self.error(span, format!("static can only be used on {what} of a top level type"));
            }
            let Member::Method(method) = member else { continue };
            if kind == ClassKind::Interface {
                if method.body.is_some() {
                    self.error(span, "Interface methods must not have a body");
                }
                if !modifiers.words.is_empty() {
                    let word = modifiers.words[0].0.word();
                    self.error(span, format!("Modifiers are not allowed on interface methods: {word}"));
                }
                continue;
            }
            if modifiers.has(Modifier::Abstract) {
                if modifiers.has(Modifier::Virtual) {
                    self.error(span, "abstract are by default virtual");
                }
                if !is_abstract {
                    self.error(span, "Defining type for abstract methods must be declared as abstract");
                }
                if !modifiers.has(Modifier::Public)
                    && !modifiers.has(Modifier::Global)
                    && !modifiers.has(Modifier::Protected)
                {
                    self.error(
                        span,
                        "abstract methods require at least one of the following global, public, protected",
                    );
                }
                if method.body.is_some() {
                    self.error(span, "Abstract methods cannot have a body");
                }
            } else if method.body.is_none() {
                self.error(span, "Method must have a body");
            }
        }
    }

    fn check_duplicates(&mut self, id: ClassId) {
        let spans: Vec<Span> = self.method_decls(id).iter().map(|m| m.name.span).collect();
        for (i, span) in spans.into_iter().enumerate() {
            let class = self.class(id);
            let method = &class.methods[i];
            if class.methods[..i].iter().any(|m| m.sig == method.sig) {
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
            if class.constructors[..i].iter().any(|c| c.sig == class.constructors[i].sig) {
                let types: Vec<Ty> = class.constructors[i].params.iter().map(|(_, ty)| ty.clone()).collect();
                let message =
                    format!("Constructor already defined: [{}].<Constructor>({})", class.name, self.show_list(&types));
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
            let found = self.inherited(id, method.sig);
            let Some(up) = found else {
                if method.is_override && !self.overrides_platform(id, method) {
                    self.error(*span, format!("@Override specified for non-overriding method: {shown}"));
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
                Some(format!(
                    "Method {shown} must return the same type as the overridden method: {have} instead of {want}"
                ))
            } else if method.visibility < parent.visibility {
                Some(format!("Cannot reduce the visibility of the inherited method: {shown}"))
            } else {
                None
            };
            if let Some(message) = message {
                self.error(*span, message);
            }
        }
    }

    /// `override` is also allowed on `toString`, `equals`, `hashCode` and exception methods.
    fn overrides_platform(&self, id: ClassId, method: &Method) -> bool {
        let object = matches!(
            (&*method.name.to_ascii_lowercase(), method.params.len()),
            ("tostring" | "hashcode", 0) | ("equals", 1)
        );
        object
            || platform_super(&self.classes, id).is_some_and(|_| {
                platform().find("System.Exception").is_some_and(|e| e.methods_named(&method.name).next().is_some())
            })
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
        let mut problems = Vec::new();
        for owner in self.sources_of_members(id).into_iter().skip(1) {
            let source = self.class(owner);
            for method in source.methods.iter().filter(|m| m.is_abstract) {
                let answer = line.iter().find_map(|c| {
                    self.class(*c).methods.iter().find(|m| m.sig == method.sig && !m.is_abstract && !m.is_static)
                });
                let shown = self.signature(owner, method);
                match answer {
                    None if is_abstract => {}
                    None if source.kind == ClassKind::Interface => {
                        problems.push(format!("Class {name} must implement the method: {shown}"));
                    }
                    None => problems.push(format!("Class {name} must implement the abstract method: {shown}")),
                    Some(m) if source.kind == ClassKind::Interface && m.visibility < Visibility::Public => {
                        problems.push(format!(
                            "{name}: Overriding implementations of global or public interface methods must be global or public: {shown}"
                        ));
                    }
                    Some(m) if m.returns != method.returns => problems
                        .push(format!("{name}: Method return types clash: {} vs {shown}", self.signature(id, m))),
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
                let found = line.iter().any(|c| {
                    self.class(*c).methods.iter().any(|m| {
                        m.name.eq_ignore_ascii_case(&method.name)
                            && m.params.len() == method.params.len()
                            && !m.is_static
                    })
                });
                if !found {
                    let params: Vec<Ty> = method.params.iter().map(|p| p.substitute(args)).collect();
                    let returns = self.show(&method.returns.substitute(args));
                    let list = self.show_list(&params);
                    problems.push(format!(
                        "Class {name} must implement the method: {returns} {}.{}({list})",
                        self.show(&interface),
                        method.name
                    ));
                }
            }
        }
        for problem in problems {
            self.error(span, problem);
        }
        if let Super::Class(up) = self.class(id).superclass
            && self.class(id).constructors.is_empty()
            && !self.class(up).constructors.is_empty()
            && !self.class(up).constructors.iter().any(|c| c.params.is_empty())
        {
            let up = self.class(up).name.clone();
            self.error(span, format!("No default constructor available in super type: {up}"));
        }
    }

    fn check_rest(&mut self, id: ClassId) {
        let decl = self.decls[id as usize];
        let rest = decl.modifiers.annotation("RestResource");
        if let Some(rest) = rest
            && !rest.args.iter().any(|(key, _)| key.is("urlMapping"))
        {
            self.error(rest.name.span, "Annotation property, urlMapping on RestResource, is missing.");
        }
        let mut seen: Vec<&str> = Vec::new();
        for member in &decl.members {
            let Member::Method(method) = member else { continue };
            for http in HTTP {
                let Some(annotation) = method.modifiers.annotation(http) else { continue };
                let span = method.name.span;
                if !method.modifiers.has(Modifier::Static) || !method.modifiers.has(Modifier::Global) {
                    self.error(span, format!("{http} methods must be static and global"));
                }
                if rest.is_none() && self.class(id).visibility == Visibility::Global {
                    let name = &annotation.name;
                    self.error(span, format!("Defining type for {name} methods must be annotated with @RestResource"));
                }
                if seen.contains(http) {
                    self.error(span, format!("Only one method per type can be defined with: {http}"));
                }
                seen.push(http);
            }
        }
    }
}
