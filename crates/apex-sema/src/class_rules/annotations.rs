//! What annotations demand of the methods they stand on.

use crate::compiler::Compiler;
use crate::program::Visibility;
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{Member, Modifier};

impl Compiler<'_> {
    pub(super) fn check_annotations(&mut self, id: ClassId) {
        let decl = self.decls[id as usize];
        let is_test = self.class(id).is_test;
        let mut index = 0;
        for member in &decl.members {
            let Member::Method(method) = member else { continue };
            let resolved = &self.class(id).methods[index];
            index += 1;
            let (returns, params) = (resolved.returns.clone(), resolved.params.clone());
            let span = method.name.span;
            let is_static = method.modifiers.has(Modifier::Static);
            let has = |name: &str| method.modifiers.annotation(name).is_some();
            for name in ["IsTest", "TestSetup", "InvocableMethod", "Future"] {
                if !has(name) {
                    continue;
                }
                let shown = if name == "Future" { "future" } else { name };
                if !is_static {
                    self.error(span, format!("{shown} methods must be declared as static"));
                }
                if matches!(name, "IsTest" | "TestSetup") && !is_test {
                    self.error(span, format!("Defining type for {name} methods must be declared as IsTest"));
                }
            }
            if has("InvocableMethod")
                && let Some((_, ty)) = params.first().filter(|(_, ty)| !matches!(ty, Ty::List(_)))
            {
                let shown = self.show(ty);
                self.error(
                    span,
                    format!("Unsupported parameter type {shown}. Valid invocable parameters must be List types like List<T> where T is a supported type"),
                );
            }
            if has("Future") {
                if returns != Ty::Void {
                    let shown = self.show(&returns);
                    self.error(span, format!("Future methods do not support return type of {shown}"));
                }
                for (_, ty) in params.iter().filter(|(_, ty)| !is_plain(ty)) {
                    let shown = self.show(ty);
                    self.error(span, format!("Future methods do not support parameter type of {shown}"));
                }
            }
            if method.modifiers.has(Modifier::WebService) && self.class(id).visibility != Visibility::Global {
                self.error(span, "Defining type for webService methods must be declared as global");
            }
        }
    }
}

/// Basic types and collections of them.
fn is_plain(ty: &Ty) -> bool {
    match ty {
        Ty::List(t) | Ty::Set(t) => is_plain(t),
        Ty::Map(kv) => is_plain(&kv.0) && is_plain(&kv.1),
        Ty::Object | Ty::SObject | Ty::Record(_) | Ty::Class(_) | Ty::Platform(..) => false,
        _ => true,
    }
}
