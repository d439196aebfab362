//! Names: what stands in front of a dot may be a value, a type or a namespace.

use super::{BodyCx, Val};
use crate::names::is_foreign_namespace;
use crate::platform::platform;
use crate::program::{Const, Ex, Place, Super};
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{Expr, ExprKind, Literal, Name};

pub(crate) enum Operand {
    Value(Val),
    Type(Ty),
    Namespace(Name),
}

impl BodyCx<'_, '_> {
    /// What `expr` stands for in front of a dot.
    pub fn operand(&mut self, expr: &Expr) -> Operand {
        match &expr.kind {
            ExprKind::Name(name) => self.name_operand(name),
            ExprKind::Field { object, name, safe: false } => {
                let object_operand = self.operand(object);
                match object_operand {
                    Operand::Value(val) => {
                        let val = self.readable(val, object);
                        Operand::Value(self.member(val, name, false))
                    }
                    Operand::Namespace(ns) => match self.c.lookup_type(&[ns, name.clone()], self.class) {
                        Some(ty) => Operand::Type(ty),
                        None => Operand::Value(self.error(name.span, format!("Variable does not exist: {name}"))),
                    },
                    Operand::Type(ty) => self.type_member(&ty, object, name),
                }
            }
            ExprKind::Super if !self.is_static => Operand::Value(self.above()),
            // Literals that are words are looked up as names here, and not found.
            ExprKind::Literal(literal @ (Literal::Null | Literal::Boolean(_))) => {
                let word = match literal {
                    Literal::Null => "null",
                    Literal::Boolean(true) => "true",
                    _ => "false",
                };
                Operand::Value(self.error(expr.span, format!("Variable does not exist: {word}")))
            }
            _ => Operand::Value(self.link(expr)),
        }
    }

    /// `super` in front of a field: this object as one of its superclass.
    fn above(&self) -> Val {
        match self.c.class(self.class).superclass {
            Super::Class(up) => Val::new(Ex::This, Ty::Class(up)),
            // A class without one has no fields above its own.
            _ => Val::new(Ex::This, Ty::Object),
        }
    }

    fn is_label_class(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Platform(id, _) if platform().get(*id).full_name() == "System.Label")
    }

    /// `Label.name`: a custom label of the project.
    fn label(&mut self, name: &Name) -> Val {
        match self.c.catalog.label(&name.text) {
            Some(text) => Val::new(Ex::Const(Const::String(text)), Ty::String),
            None => self.error(name.span, format!("External string does not exist: {name}")),
        }
    }

    fn type_member(&mut self, ty: &Ty, object: &Expr, name: &Name) -> Operand {
        // `Account.fields.Name` is the same token as `Account.Name`.
        if matches!(ty, Ty::Record(_)) && name.is("fields") {
            return Operand::Type(ty.clone());
        }
        if self.is_label_class(ty) {
            return Operand::Value(self.label(name));
        }
        if let Some(val) = self.static_member(ty, name) {
            return Operand::Value(val);
        }
        if let Some(mut path) = path_of(object) {
            path.push(name.clone());
            if let Some(inner) = self.c.lookup_type(&path, self.class) {
                return self.named(inner, name);
            }
        }
        if let Ty::Class(id) = ty
            && let Some(inner) = self.c.class(*id).inner.get(&name.key())
        {
            return self.named(Ty::Class(*inner), name);
        }
        let is_foreign =
            |of: &Name| is_foreign_namespace(&of.text) || of.is("Schema") && self.c.is_foreign_record(name);
        if path_of(object).is_some_and(|path| matches!(&*path, [of] if is_foreign(of))) {
            return Operand::Value(self.unsupported(name.span, &name.text));
        }
        Operand::Value(self.error(name.span, format!("Variable does not exist: {name}")))
    }

    /// A type that code here names.
    fn named(&mut self, ty: Ty, name: &Name) -> Operand {
        if self.c.is_hidden(&ty, self.class) {
            let shown = self.show(&ty);
            return Operand::Value(self.error(name.span, format!("Type is not visible: {shown}")));
        }
        Operand::Type(ty)
    }

    fn name_operand(&mut self, name: &Name) -> Operand {
        if let Some(val) = self.variable(name) {
            return Operand::Value(val);
        }
        if let Some(ty) = self.c.lookup_type(std::slice::from_ref(name), self.class) {
            return self.named(ty, name);
        }
        if platform().is_namespace(&name.text) {
            return Operand::Namespace(name.clone());
        }
        // Names of variables that are not there begin with a small letter, and those of objects do not.
        let is_type = name.text.starts_with(|c: char| c.is_ascii_uppercase());
        if is_type && (is_foreign_namespace(&name.text) || self.c.is_foreign_record(name)) {
            return Operand::Value(self.unsupported(name.span, &name.text));
        }
        Operand::Value(self.error(name.span, format!("Variable does not exist: {name}")))
    }

    /// A local variable, a field of this class, or a static field of the outer class.
    pub fn variable(&mut self, name: &Name) -> Option<Val> {
        let key = name.key();
        if let Some(var) = self.vars.iter().rev().find(|v| v.key == key) {
            return Some(Val::new(Ex::Read(Place::Local(var.slot)), var.ty.clone()));
        }
        if let Some((owner, index)) = self.find_field(self.class, &key) {
            if owner == self.class && self.fields_before.is_some_and(|before| index >= before) {
                return Some(self.error(name.span, format!("Illegal forward reference: {name}")));
            }
            let field = &self.c.class(owner).fields[index];
            if !self.visible(owner, field.visibility, field.test_visible) {
                let message = format!("Variable is not visible: {}.{}", self.c.class(owner).name, field.name);
                return Some(self.error(name.span, message));
            }
            if !field.is_static && self.before_this {
                let message = format!("Cannot reference instance variables in a constructor invocation: {name}");
                return Some(self.error(name.span, message));
            }
            if field.is_static || !self.is_static {
                return Some(self.read_field(owner, index, None));
            }
            return None;
        }
        let outer = self.c.class(self.class).outer?;
        let (owner, index) = self.find_field(outer, &key)?;
        if !self.c.class(owner).fields[index].is_static {
            return None;
        }
        Some(self.read_field(owner, index, None))
    }

    /// The field `key` in `class` or its superclasses.
    pub fn find_field(&self, class: ClassId, key: &str) -> Option<(ClassId, usize)> {
        self.c.lineage(class).into_iter().find_map(|id| {
            let index = self.c.class(id).fields.iter().position(|f| f.name.eq_ignore_ascii_case(key))?;
            Some((id, index))
        })
    }
}

/// `a.b.C` as names.
pub(crate) fn path_of(expr: &Expr) -> Option<Vec<Name>> {
    match &expr.kind {
        ExprKind::Name(name) => Some(vec![name.clone()]),
        ExprKind::Field { object, name, safe: false } => {
            let mut path = path_of(object)?;
            path.push(name.clone());
            Some(path)
        }
        _ => None,
    }
}
