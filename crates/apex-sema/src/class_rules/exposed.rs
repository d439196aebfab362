//! Rules about members that others call from outside: global signatures, Apex REST, `@AuraEnabled`.

use crate::compiler::Compiler;
use crate::program::{ClassKind, Visibility};
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{Member, Modifier, Modifiers, Name};

impl Compiler<'_> {
    pub(super) fn check_exposed(&mut self, id: ClassId) {
        let decl = self.decls[id as usize];
        let is_global = |modifiers: &Modifiers| modifiers.has(Modifier::Global);
        let in_interface = self.class(id).kind == ClassKind::Interface && is_global(&decl.modifiers);
        let (mut method, mut constructor, mut setups) = (0, 0, 0);
        for member in &decl.members {
            match member {
                Member::Method(m) => {
                    let resolved = &self.class(id).methods[method];
                    method += 1;
                    let returns = resolved.returns.clone();
                    let params: Vec<Ty> = resolved.params.iter().map(|(_, ty)| ty.clone()).collect();
                    let word = match m.modifiers.has(Modifier::WebService) {
                        true => Some("webService"),
                        false => (is_global(&m.modifiers) || in_interface).then_some("global"),
                    };
                    if let Some(word) = word {
                        self.check_reachable(word, Some(&returns), &params, &m.name);
                    }
                    self.check_http_params(&m.modifiers, &params, &m.name);
                    self.check_aura(&m.modifiers, "methods", &m.name);
                    setups += usize::from(m.modifiers.annotation("TestSetup").is_some());
                }
                Member::Constructor(c) => {
                    let resolved = &self.class(id).constructors[constructor];
                    constructor += 1;
                    let params: Vec<Ty> = resolved.params.iter().map(|(_, ty)| ty.clone()).collect();
                    if is_global(&c.modifiers) {
                        self.check_reachable("global", None, &params, &c.name);
                    }
                }
                Member::Field(field) => self.check_aura(&field.modifiers, "fields", &field.name),
                Member::Property(property) => self.check_aura(&property.modifiers, "properties", &property.name),
                Member::Init { .. } | Member::Type(_) => {}
            }
        }
        if setups > 1 {
            self.error(decl.name.span, "Only one method per type can be defined with: TestSetup");
        }
    }

    /// What a global method takes and gives must be global, too.
    fn check_reachable(&mut self, word: &str, returns: Option<&Ty>, params: &[Ty], name: &Name) {
        let both = returns.map(|ty| ("return", ty)).into_iter().chain(params.iter().map(|ty| ("parameter", ty)));
        for (what, ty) in both {
            let of = if let Ty::List(of) | Ty::Set(of) = ty { of } else { ty };
            if matches!(of, Ty::Class(id) if self.class(*id).visibility != Visibility::Global) {
                let shown = self.show(ty);
                self.error(name.span, format!("{word} methods do not support {what} type of {shown}"));
            }
        }
    }

    /// Requests without a body have no parameters, and no body says which class an `Object` is.
    fn check_http_params(&mut self, modifiers: &Modifiers, params: &[Ty], name: &Name) {
        for http in super::HTTP.iter().filter(|http| modifiers.annotation(http).is_some()) {
            if matches!(*http, "HttpGet" | "HttpDelete") && !params.is_empty() {
                self.error(name.span, format!("{http} methods do not support parameters"));
            } else if params.contains(&Ty::Object) {
                self.error(name.span, format!("{http} methods do not support parameter type of Object"));
            }
        }
    }

    fn check_aura(&mut self, modifiers: &Modifiers, what: &str, name: &Name) {
        let visible = [Modifier::Global, Modifier::Public].iter().any(|word| modifiers.has(*word));
        if modifiers.annotation("AuraEnabled").is_some() && !visible {
            let message = format!("AuraEnabled {what} require at least one of the following global, public");
            self.error(name.span, message);
        }
    }
}
