//! Declares classes, resolves what they extend, and declares their members.

use crate::compiler::Compiler;
use crate::platform::{PlatformKind, known, platform};
use crate::program::{Accessor, Class, ClassKind, Field, Method, Note, Property, Sharing, Super, Visibility};
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{
    Expr, ExprKind, FieldDecl, Literal, Member, MethodDecl, Modifier, Modifiers, PropertyDecl, TypeDecl, TypeKind,
};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What a method or constructor may take.
const MAX_PARAMS: usize = 32;

pub(crate) fn visibility(modifiers: &Modifiers) -> Visibility {
    if modifiers.has(Modifier::Global) || modifiers.has(Modifier::WebService) {
        Visibility::Global
    } else if modifiers.has(Modifier::Public) {
        Visibility::Public
    } else if modifiers.has(Modifier::Protected) {
        Visibility::Protected
    } else {
        Visibility::Private
    }
}

fn literal_text(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Literal(Literal::String(s)) => s.to_string(),
        ExprKind::Literal(Literal::Boolean(b)) => b.to_string(),
        ExprKind::Literal(Literal::Integer(i)) => i.to_string(),
        ExprKind::Name(name) => name.text.to_string(),
        _ => String::new(),
    }
}

pub(crate) fn notes(modifiers: &Modifiers) -> Vec<Note> {
    let note = |a: &apex_syntax::ast::Annotation| Note {
        name: a.name.key(),
        args: a.args.iter().map(|(key, value)| (key.key(), literal_text(value))).collect(),
    };
    modifiers.annotations.iter().map(note).collect()
}

impl<'a> Compiler<'a> {
    /// Enters a type and its inner types into the class table.
    pub fn declare(&mut self, file: usize, decl: &'a TypeDecl, outer: Option<ClassId>) -> ClassId {
        self.file = file;
        let id = ClassId::try_from(self.classes.len()).unwrap_or(0);
        let name: Arc<str> = match outer {
            Some(outer) => format!("{}.{}", self.class(outer).name, decl.name).into(),
            None => decl.name.text.clone(),
        };
        let outer_is_test = outer.is_some_and(|o| self.class(o).is_test);
        let has = |m| decl.modifiers.has(m);
        let class = Class {
            id,
            name: Arc::clone(&name),
            kind: match decl.kind {
                TypeKind::Class => ClassKind::Class,
                TypeKind::Interface => ClassKind::Interface,
                TypeKind::Enum => ClassKind::Enum,
            },
            outer,
            superclass: Super::None,
            interfaces: Vec::new(),
            visibility: visibility(&decl.modifiers),
            is_abstract: has(Modifier::Abstract),
            is_virtual: has(Modifier::Virtual) || has(Modifier::Abstract),
            is_test: outer_is_test || decl.modifiers.annotation("IsTest").is_some(),
            sharing: if has(Modifier::WithSharing) {
                Sharing::With
            } else if has(Modifier::WithoutSharing) {
                Sharing::Without
            } else if has(Modifier::InheritedSharing) {
                Sharing::Inherited
            } else {
                Sharing::Unspecified
            },
            fields: Vec::new(),
            methods: Vec::new(),
            constructors: Vec::new(),
            static_init: Vec::new(),
            instance_init: Vec::new(),
            init_slots: 0,
            constants: decl.constants.iter().map(|c| c.text.clone()).collect(),
            inner: HashMap::new(),
            instance_slots: 0,
            static_slots: 0,
            vtable: HashMap::new(),
            file,
            line: decl.name.span.line,
            annotations: notes(&decl.modifiers),
            executable: BTreeSet::new(),
            trigger: None,
        };
        let key = name.to_ascii_lowercase();
        let like_outer = outer.is_some_and(|o| decl.name.is(&self.class(o).name));
        if like_outer {
            self.error(decl.name.span, format!("Type name already in use: {}", decl.name));
        }
        if self.by_name.contains_key(&key) {
            let what = if outer.is_some() { "Type name already in use" } else { "Duplicate class name" };
            self.error(decl.name.span, format!("{what}: {name}"));
        }
        self.by_name.insert(key, id);
        self.classes.push(class);
        self.decls.push(decl);
        for member in &decl.members {
            if let Member::Type(inner) = member {
                if outer.is_some() {
                    self.error(inner.name.span, "Inner types are not allowed to have inner types");
                    continue;
                }
                let inner_id = self.declare(file, inner, Some(id));
                self.class_mut(id).inner.insert(inner.name.key(), inner_id);
            }
        }
        id
    }

    /// Resolves `extends` and `implements`.
    pub fn resolve_heads(&mut self) {
        for i in 0..self.classes.len() {
            let id = i as ClassId;
            let decl = self.decls[i];
            self.file = self.classes[i].file;
            let scope = self.classes[i].outer.unwrap_or(id);
            if let Some(up) = &decl.extends {
                let ty = self.resolve(up, scope);
                let superclass = match ty {
                    Ty::Class(up_id) => self.class_super(decl, up_id),
                    Ty::Platform(pid, _) if platform().extends(pid, known().exception) => Super::Platform(pid),
                    Ty::Error => Super::None,
                    other => {
                        let shown = self.show(&other);
                        self.error(
                            decl.name.span,
                            format!("Non-virtual and non-abstract type cannot be extended: {shown}"),
                        );
                        Super::None
                    }
                };
                self.classes[i].superclass = superclass;
            }
            for interface in &decl.implements {
                let ty = self.resolve(interface, scope);
                let is_interface = match &ty {
                    Ty::Class(up) => self.class(*up).kind == ClassKind::Interface,
                    Ty::Platform(pid, _) => platform().get(*pid).kind == PlatformKind::Interface,
                    Ty::Error => continue,
                    _ => false,
                };
                if is_interface && self.classes[i].interfaces.contains(&ty) {
                    self.error(decl.name.span, format!("Interface already implemented: {interface}"));
                } else if is_interface {
                    self.classes[i].interfaces.push(ty);
                } else {
                    self.error(decl.name.span, format!("Invalid interface: {interface}"));
                }
            }
        }
        self.break_cycles();
    }

    fn class_super(&mut self, decl: &TypeDecl, up: ClassId) -> Super {
        let parent = self.class(up);
        if parent.kind != ClassKind::Class {
            let name = decl.extends.as_ref().map(ToString::to_string).unwrap_or_default();
            self.error(decl.name.span, format!("Invalid class: {name}"));
            return Super::None;
        }
        if !parent.is_virtual {
            let message = format!("Non-virtual and non-abstract type cannot be extended: {}", parent.name);
            self.error(decl.name.span, message);
        }
        Super::Class(up)
    }

    fn break_cycles(&mut self) {
        let up_of = |class: &Class| match class.superclass {
            Super::Class(up) => Some(up as usize),
            _ => None,
        };
        let circular: Vec<usize> = (0..self.classes.len())
            .filter(|start| {
                let chain = std::iter::successors(up_of(&self.classes[*start]), |at| up_of(&self.classes[*at]));
                chain.take(self.classes.len()).any(|at| at == *start)
            })
            .collect();
        for i in &circular {
            self.file = self.classes[*i].file;
            let up = up_of(&self.classes[*i]).unwrap_or(*i);
            let message = format!("Circular definition: {}", self.classes[up].name);
            self.error(self.decls[*i].name.span, message);
        }
        for i in circular {
            self.classes[i].superclass = Super::None;
        }
        for i in 0..self.classes.len() {
            let mut seen = BTreeSet::new();
            let mut queue: Vec<ClassId> = vec![i as ClassId];
            while let Some(next) = queue.pop() {
                for ty in &self.classes[next as usize].interfaces {
                    if let Ty::Class(up) = ty
                        && seen.insert(*up)
                    {
                        queue.push(*up);
                    }
                }
            }
            if seen.contains(&(i as ClassId)) {
                self.file = self.classes[i].file;
                let span = self.decls[i].name.span;
                self.error(span, format!("Circular definition: {}", self.classes[i].name));
                self.classes[i].interfaces.clear();
            }
        }
    }

    /// Declares fields, properties, methods and constructors.
    pub fn resolve_members(&mut self) {
        for i in 0..self.classes.len() {
            let id = i as ClassId;
            self.file = self.classes[i].file;
            let mut names = HashSet::new();
            for member in &self.decls[i].members {
                match member {
                    Member::Field(field) => self.declare_field(id, field, &mut names),
                    Member::Property(property) => self.declare_property(id, property, &mut names),
                    Member::Method(method) => {
                        let method = self.declare_method(id, method);
                        self.class_mut(id).methods.push(method);
                    }
                    Member::Constructor(constructor) => {
                        let method = self.declare_method(id, constructor);
                        self.class_mut(id).constructors.push(method);
                    }
                    Member::Init { .. } | Member::Type(_) => {}
                }
            }
        }
    }

    /// `names` are those of the fields before, in lower case.
    fn add_field(&mut self, id: ClassId, mut field: Field, span: apex_syntax::ast::Span, names: &mut HashSet<String>) {
        if apex_syntax::is_reserved_name(&field.name) {
            self.error(span, format!("Identifier name is reserved: {}", field.name));
        }
        let class = self.class_mut(id);
        if !names.insert(field.name.to_ascii_lowercase()) {
            let message = format!("Duplicate field: {}", field.name);
            self.error(span, message);
            return;
        }
        if field.is_static {
            field.slot = class.static_slots;
            class.static_slots += 1;
        }
        class.fields.push(field);
    }

    fn declare_field(&mut self, id: ClassId, decl: &FieldDecl, names: &mut HashSet<String>) {
        let ty = self.resolve(&decl.ty, id);
        let field = Field {
            name: decl.name.text.clone(),
            ty,
            is_static: decl.modifiers.has(Modifier::Static),
            is_final: decl.modifiers.has(Modifier::Final),
            is_transient: decl.modifiers.has(Modifier::Transient),
            visibility: visibility(&decl.modifiers),
            test_visible: decl.modifiers.annotation("TestVisible").is_some(),
            slot: 0,
            property: None,
            line: decl.name.span.line,
        };
        self.add_field(id, field, decl.name.span, names);
    }

    fn declare_property(&mut self, id: ClassId, decl: &PropertyDecl, names: &mut HashSet<String>) {
        let ty = self.resolve(&decl.ty, id);
        let outer = visibility(&decl.modifiers);
        let accessor = |a: &apex_syntax::ast::Accessor| {
            let own = if a.modifiers.words.is_empty() { outer } else { visibility(&a.modifiers) };
            Accessor { visibility: own, body: None }
        };
        let property =
            Property { getter: decl.getter.as_ref().map(accessor), setter: decl.setter.as_ref().map(accessor) };
        for accessor in [&property.getter, &property.setter].into_iter().flatten() {
            if accessor.visibility > outer {
                let word = |v: Visibility| format!("{v:?}").to_ascii_lowercase();
                let message =
                    format!("Cannot declare {} accessor on {} property", word(accessor.visibility), word(outer));
                self.error(decl.name.span, message);
            }
        }
        let field = Field {
            name: decl.name.text.clone(),
            ty,
            is_static: decl.modifiers.has(Modifier::Static),
            is_final: false,
            is_transient: decl.modifiers.has(Modifier::Transient),
            visibility: outer,
            test_visible: decl.modifiers.annotation("TestVisible").is_some(),
            slot: 0,
            property: Some(property),
            line: decl.name.span.line,
        };
        self.add_field(id, field, decl.name.span, names);
    }

    fn declare_method(&mut self, id: ClassId, decl: &MethodDecl) -> Method {
        if decl.params.len() > MAX_PARAMS {
            self.error(decl.name.span, format!("Invalid number of parameters exceeds: {MAX_PARAMS}"));
        }
        let mut params = Vec::new();
        for (i, param) in decl.params.iter().enumerate() {
            let ty = self.resolve(&param.ty, id);
            // Those of a method with a body are among its variables.
            if decl.body.is_none() {
                if apex_syntax::is_reserved_name(&param.name.text) {
                    self.error(param.name.span, format!("Identifier name is reserved: {}", param.name));
                }
                if decl.params[..i].iter().any(|other| other.name.is(&param.name.text)) {
                    self.error(param.name.span, format!("Duplicate variable: {}", param.name));
                }
            }
            params.push((param.name.text.clone(), ty));
        }
        let returns = decl.returns.as_ref().map_or(Ty::Void, |ty| self.resolve(ty, id));
        let types: Vec<String> = params.iter().map(|(_, ty)| self.show(ty).to_ascii_lowercase()).collect();
        let sig = self.sig(format!("{}({})", decl.name.key(), types.join(",")));
        let in_interface = self.class(id).kind == ClassKind::Interface;
        let has = |m| decl.modifiers.has(m);
        Method {
            name: decl.name.text.clone(),
            params,
            returns,
            is_static: has(Modifier::Static),
            is_abstract: has(Modifier::Abstract) || in_interface,
            is_virtual: has(Modifier::Virtual) || has(Modifier::Abstract) || in_interface,
            is_override: has(Modifier::Override),
            is_test: has(Modifier::TestMethod) || decl.modifiers.annotation("IsTest").is_some(),
            is_test_setup: decl.modifiers.annotation("TestSetup").is_some(),
            visibility: if in_interface { Visibility::Global } else { visibility(&decl.modifiers) },
            test_visible: decl.modifiers.annotation("TestVisible").is_some(),
            sig,
            body: None,
            line: decl.name.span.line,
            annotations: notes(&decl.modifiers),
        }
    }
}
