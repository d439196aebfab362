//! Rules about members that others call from outside: global signatures, Apex REST, `@AuraEnabled`.

use crate::compiler::Compiler;
use crate::platform::{PlatformKind, known, platform};
use crate::program::{ClassKind, Visibility};
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{Annotation, ExprKind, FieldDecl, Literal, Member, Modifier, Modifiers, Name};

impl Compiler<'_> {
    pub(super) fn check_exposed(&mut self, id: ClassId) {
        let decl = self.decls[id as usize];
        let is_global = |modifiers: &Modifiers| modifiers.has(Modifier::Global);
        let in_interface = self.class(id).kind == ClassKind::Interface && is_global(&decl.modifiers);
        let (mut method, mut constructor, mut setups) = (0, 0, 0);
        let mut called: Vec<String> = Vec::new();
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
                    self.check_http_types(&m.modifiers, &returns, &params, &m.name);
                    if m.modifiers.has(Modifier::WebService) {
                        self.check_soap_types(&returns, &params, &m.name);
                        if called.contains(&m.name.key()) {
                            let shown = self.signature(id, &self.class(id).methods[method - 1]);
                            let what = "Web Service does not support two web service methods with the same name";
                            self.error(decl.name.span, format!("{what}: {shown}"));
                        }
                        called.push(m.name.key());
                    }
                    self.check_aura(&m.modifiers, "methods", &m.name);
                    if m.modifiers.annotation("AuraEnabled").is_some() {
                        self.check_aura_types(&returns, &params, &m.name);
                        let others = decl.members.iter().filter(|other| matches!(other, Member::Method(o) if o.name.is(&m.name.text) && o.modifiers.annotation("AuraEnabled").is_some()));
                        if others.count() > 1 {
                            let name = &m.name;
                            self.error(
                                name.span,
                                format!("Overload of AuraEnabled method: {name} overload is not permitted"),
                            );
                        }
                    }
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
                Member::Field(field) => {
                    self.check_aura(&field.modifiers, "fields", &field.name);
                    if field.modifiers.annotation("AuraEnabled").is_some() && field.modifiers.has(Modifier::Static) {
                        self.error(field.name.span, "AuraEnabled fields cannot be static");
                    }
                    self.check_field_types(id, field);
                }
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
    fn check_http_types(&mut self, modifiers: &Modifiers, returns: &Ty, params: &[Ty], name: &Name) {
        for http in super::HTTP.iter().filter(|http| modifiers.annotation(http).is_some()) {
            if matches!(*http, "HttpGet" | "HttpDelete") && !params.is_empty() {
                self.error(name.span, format!("{http} methods do not support parameters"));
            }
            for ty in params.iter().filter(|ty| **ty == Ty::Blob || !is_json(ty)) {
                let shown = self.show(ty);
                self.error(name.span, format!("{http} methods do not support parameter type of {shown}"));
            }
            if !is_json(returns) {
                let shown = self.show(returns);
                self.error(name.span, format!("{http} methods do not support return type of {shown}"));
            }
        }
    }

    fn check_soap_types(&mut self, returns: &Ty, params: &[Ty], name: &Name) {
        let both = std::iter::once(("return", returns)).chain(params.iter().map(|ty| ("parameter", ty)));
        for (what, ty) in both.filter(|(_, ty)| !is_soap(ty)) {
            let shown = self.show(ty);
            self.error(name.span, format!("webService methods do not support {what} type of {shown}"));
        }
    }

    /// The types of fields that flows and SOAP see.
    fn check_field_types(&mut self, id: ClassId, field: &FieldDecl) {
        let is_invocable = field.modifiers.annotation("InvocableVariable").is_some();
        let is_aura = field.modifiers.annotation("AuraEnabled").is_some();
        let is_service = field.modifiers.has(Modifier::WebService);
        // To look for the field of each declaration takes long in a class of thousands.
        if !(is_invocable || is_aura || is_service) {
            return;
        }
        let Some(found) = self.class(id).fields.iter().find(|f| field.name.is(&f.name)) else { return };
        let ty = found.ty.clone();
        let words = [
            ("InvocableVariable", is_invocable && !is_of_flows(&ty)),
            ("AuraEnabled", is_aura && has_set(&ty)),
            ("webService", is_service && !is_soap(&ty)),
        ];
        for (word, _) in words.into_iter().filter(|(_, is_wrong)| *is_wrong) {
            let shown = self.show(&ty);
            self.error(field.name.span, format!("{word} fields do not support type of {shown}"));
        }
        if let Some(annotation) = field.modifiers.annotation("InvocableVariable") {
            self.check_default(annotation, &field.name, &ty);
        }
    }

    /// The default value that flows see: which types have one, and how it is written.
    fn check_default(&mut self, annotation: &Annotation, field: &Name, ty: &Ty) {
        let arg = |name: &str| annotation.args.iter().find(|(key, _)| key.is(name));
        let Some((key, value)) = arg("defaultValue").filter(|_| !self.file_is_before(61)) else { return };
        if arg("required").is_some_and(|(_, value)| matches!(value.kind, ExprKind::Literal(Literal::Boolean(true)))) {
            let message = "Invalid combination of values for properties required and defaultValue on InvocableVariable";
            self.error(key.span, message);
        }
        let ExprKind::Literal(Literal::String(text)) = &value.kind else { return };
        let ends = |letters: [char; 2]| text.strip_suffix(letters);
        let fits = match ty {
            Ty::String | Ty::Error => return,
            Ty::Boolean => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
            Ty::Integer => text.parse::<i32>().is_ok(),
            Ty::Long => ends(['l', 'L']).is_some_and(|digits| digits.parse::<i64>().is_ok()),
            Ty::Double => ends(['d', 'D']).is_some_and(|digits| digits.parse::<f64>().is_ok()),
            Ty::Decimal => text.parse::<f64>().is_ok(),
            other => {
                let shown = self.show(other);
                let message = format!("The defaultValue annotation property doesn't support the {shown} data type");
                return self.error(key.span, message);
            }
        };
        if text.is_empty() {
            self.error(key.span, "Specify a value for the defaultValue annotation property");
        } else if !fits {
            let shown = self.show(ty);
            let message = format!(
                "The data type of the value for the defaultValue annotation property doesn't match the data type of the \
                 '{field}' variable. Specify a value with a data type of {shown}"
            );
            self.error(key.span, message);
        }
    }

    /// Components know no sets.
    fn check_aura_types(&mut self, returns: &Ty, params: &[Ty], name: &Name) {
        let both = std::iter::once(("return", returns)).chain(params.iter().map(|ty| ("parameter", ty)));
        for (what, ty) in both.filter(|(_, ty)| has_set(ty)) {
            let shown = self.show(ty);
            self.error(name.span, format!("AuraEnabled methods do not support {what} type of {shown}"));
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

/// Whether Apex REST reads and writes a type.
fn is_json(ty: &Ty) -> bool {
    match ty {
        Ty::Object | Ty::Set(_) => false,
        Ty::List(of) => is_json(of),
        Ty::Map(kv) => kv.0 == Ty::String && is_json(&kv.1),
        _ => true,
    }
}

/// Whether SOAP has a type.
fn is_soap(ty: &Ty) -> bool {
    match ty {
        Ty::Object | Ty::Set(_) | Ty::Map(_) => false,
        Ty::Platform(id, _) => {
            let ty = platform().get(*id);
            ty.id != known().exception && &*ty.namespace == "System" && ty.kind != PlatformKind::Interface
        }
        Ty::List(of) => is_soap(of),
        _ => true,
    }
}

/// Whether a variable of flows may have a type.
fn is_of_flows(ty: &Ty) -> bool {
    let one = match ty {
        Ty::List(of) => {
            if let Ty::List(of) = &**of {
                of
            } else {
                of
            }
        }
        ty => ty,
    };
    !matches!(one, Ty::Platform(..) | Ty::List(_)) && is_soap(one)
}

/// Whether there is a set somewhere in a type.
fn has_set(ty: &Ty) -> bool {
    match ty {
        Ty::Set(_) => true,
        Ty::List(of) => has_set(of),
        Ty::Map(kv) => has_set(&kv.1),
        _ => false,
    }
}
