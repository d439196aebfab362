//! What annotations demand of the methods they stand on.

use crate::compiler::Compiler;
use crate::program::Visibility;
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{Member, MethodDecl, Modifier, Name};
use std::sync::Arc;

impl Compiler<'_> {
    pub(super) fn check_annotations(&mut self, id: ClassId) {
        let decl = self.decls[id as usize];
        let is_test = self.class(id).is_test;
        let mut index = 0;
        let mut invocable = 0;
        let sees_all = self.class(id).annotations.iter().any(|note| {
            note.name == "istest" && note.args.iter().any(|(key, value)| key == "seealldata" && value == "true")
        });
        let is_true = |notes: &[crate::program::Note], name: &str| {
            let tests = notes.iter().filter(|note| note.name == "istest");
            tests.flat_map(|note| &note.args).any(|(key, value)| key == name && value == "true")
        };
        let class = self.class(id);
        if is_true(&class.annotations, "isparallel") {
            let parallel = "Test class annotated with @isTest(IsParallel=true) cannot";
            if class.methods.iter().any(|method| is_true(&method.annotations, "seealldata")) {
                let rest = "have any methods annotated with @isTest(SeeAllData=true)";
                self.error(decl.name.span, format!("{parallel} {rest}"));
            } else if sees_all {
                let rest = "also be annotated with @isTest(SeeAllData=true)";
                self.error(decl.name.span, format!("{parallel} {rest}"));
            }
        }
        if !self.file_is_before(66) {
            self.check_tested(id);
        }
        for member in &decl.members {
            let Member::Method(method) = member else { continue };
            let resolved = &self.class(id).methods[index];
            index += 1;
            let (returns, params) = (resolved.returns.clone(), resolved.params.clone());
            let span = method.name.span;
            let is_static = method.modifiers.has(Modifier::Static);
            let has = |name: &str| method.modifiers.annotation(name).is_some();
            let is_marked = method.modifiers.has(Modifier::TestMethod);
            // One of them says it all.
            let clash = match () {
                () if has("InvocableMethod") && method.modifiers.annotations.iter().any(|a| is_other(&a.name)) => {
                    Some("The only annotation that can be used with InvocableMethod is Deprecated")
                }
                () if has("Future") && has("IsTest") => Some("Future methods cannot be IsTest"),
                () if has("TestSetup") && has("IsTest") => Some("TestSetup methods cannot be IsTest"),
                () if has("TestSetup") && is_marked => Some("TestSetup methods cannot be testMethod"),
                () if has("IsTest") && is_marked => Some("testMethod are by default IsTest"),
                () => None,
            };
            if let Some(message) = clash {
                self.error(span, message);
                continue;
            }
            if has("TestSetup") {
                if returns != Ty::Void {
                    self.error(span, "Test setup method must return void");
                }
                if self.class(id).methods.iter().any(|method| is_true(&method.annotations, "seealldata")) {
                    let what = "Test class containing a test setup method cannot have any methods annotated with";
                    self.error(decl.name.span, format!("{what} @isTest(SeeAllData=true)"));
                }
            }
            if (has("IsTest") || has("TestSetup") || is_marked) && !params.is_empty() {
                self.error(span, "Test methods must have no arguments");
            }
            for name in ["IsTest", "TestSetup", "InvocableMethod", "Future"] {
                if !has(name) {
                    continue;
                }
                if !is_static {
                    self.error(span, format!("{name} methods must be declared as static"));
                }
                if name == "TestSetup" && sees_all {
                    self.error(decl.name.span, "Test class cannot be annotated with @isTest(SeeAllData=true)");
                }
                if matches!(name, "IsTest" | "TestSetup") && !is_test {
                    self.error(span, format!("Defining type for {name} methods must be declared as IsTest"));
                }
            }
            if has("InvocableMethod") {
                invocable += 1;
                self.check_invocable(method, &params, &returns);
            }
            if has("AuraEnabled") && !is_static && !method.name.key().starts_with("get") {
                self.error(span, "Non static AuraEnabled methods must be named with a prefix 'get'");
            }
            if has("ReadOnly") && !["WebService", "RemoteAction"].iter().chain(super::HTTP).any(|a| has(a)) {
                let message = "ReadOnly methods require at least one of the following webService, RemoteAction, \
                               HttpGet, HttpPost, HttpPatch, HttpPut, HttpDelete";
                self.error(span, message);
            }
            if method.modifiers.has(Modifier::TestMethod) {
                if !is_static {
                    self.error(span, "testMethod methods must be declared as static");
                }
                if !is_test {
                    self.error(span, "Defining type for testMethod methods must be declared as IsTest");
                }
            }
            if has("Future") {
                self.tests_only(id, span, "future methods");
                if returns != Ty::Void {
                    let shown = self.show(&returns);
                    self.error(span, format!("Future methods do not support return type of {shown}"));
                }
                for (_, ty) in params.iter().filter(|(_, ty)| !is_plain(ty)) {
                    let shown = self.show(ty);
                    self.error(span, format!("Future methods do not support parameter type of {shown}"));
                }
            }
            if method.modifiers.has(Modifier::WebService) && !is_static {
                self.error(span, "webService methods must be declared as static");
            }
        }
        if invocable > 1 {
            self.error(decl.name.span, "Only one method per type can be defined with: InvocableMethod");
        }
    }

    /// The classes a test says it is for.
    fn check_tested(&mut self, id: ClassId) {
        let tests = self.class(id).annotations.iter().filter(|note| note.name == "istest");
        let named = tests.flat_map(|note| &note.args).filter(|(key, _)| key == "testfor").map(|(_, value)| value);
        let classes = named.flat_map(|list| list.split(',')).filter_map(|of| of.trim().strip_prefix("ApexClass:"));
        let is_tested = |name: &str| self.classes.iter().any(|c| !c.is_test && c.name.eq_ignore_ascii_case(name));
        let missing: Vec<String> = classes.filter(|name| !is_tested(name)).map(str::to_owned).collect();
        for name in missing {
            let message = format!("Invalid value for property testFor expected Apex class {name} not found");
            self.error(self.decls[id as usize].name.span, message);
        }
    }

    fn check_invocable(&mut self, method: &MethodDecl, params: &[(Arc<str>, Ty)], returns: &Ty) {
        let span = method.name.span;
        if !method.modifiers.has(Modifier::Public) && !method.modifiers.has(Modifier::Global) {
            self.error(span, "InvocableMethod methods require at least one of the following global, public");
        }
        if params.len() > 1 {
            self.error(span, "Only one parameter is supported on methods with @Invocable annotation");
        }
        if let Some((_, ty)) = params.first().filter(|(_, ty)| !matches!(ty, Ty::List(_))) {
            let shown = self.show(ty);
            self.error(
                span,
                format!("Unsupported parameter type {shown}. Valid invocable parameters must be List types like List<T> where T is a supported type"),
            );
            return;
        }
        let given = params.first().map(|(_, ty)| ("parameter", ty));
        for (what, ty) in given.into_iter().chain(Some(("return", returns)).filter(|(_, ty)| **ty != Ty::Void)) {
            if !self.is_invocable(ty) {
                let shown = self.show(ty);
                self.error(span, format!("InvocableMethod methods do not support {what} type of {shown}"));
            }
        }
    }

    /// Whether flows give or take a type: lists of values, of records, and of objects with variables for flows.
    fn is_invocable(&self, ty: &Ty) -> bool {
        let Ty::List(of) = ty else { return ty.is_error() };
        match if let Ty::List(of) = &**of { &**of } else { &**of } {
            Ty::Object | Ty::Set(_) | Ty::Map(_) | Ty::List(_) | Ty::Platform(..) => false,
            Ty::Class(id) => {
                let is_variable = |member: &Member| matches!(member, Member::Field(field) if field.modifiers.annotation("InvocableVariable").is_some());
                self.class(*id).visibility >= Visibility::Public
                    && self.decls[*id as usize].members.iter().any(is_variable)
            }
            _ => true,
        }
    }
}

/// Whether an annotation may not stand beside `@InvocableMethod`.
fn is_other(name: &Name) -> bool {
    !name.is("InvocableMethod") && !name.is("Deprecated")
}

/// Basic types and collections of them.
fn is_plain(ty: &Ty) -> bool {
    let is_basic = |ty: &Ty| {
        use Ty::{Class, List, Map, Object, Platform, Record, SObject, Set};
        !matches!(ty, Object | SObject | Record(_) | Class(_) | Platform(..) | List(_) | Set(_) | Map(_))
    };
    match ty {
        Ty::List(t) | Ty::Set(t) => is_basic(t),
        Ty::Map(kv) => is_basic(&kv.0) && is_basic(&kv.1),
        ty => is_basic(ty),
    }
}
