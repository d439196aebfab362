//! Assignment and increments.

use super::expr::has_safe_link;
use super::operator::promote;
use super::{BodyCx, Val};
use crate::assign::convert;
use crate::catalog::FieldKind;
use crate::program::{Const, Ex, Place, Widen};
use crate::ty::Ty;
use apex_syntax::ast::{BinaryOp, Expr, ExprKind, Name, Span, UpdateOp};

impl BodyCx<'_, '_> {
    pub fn assign(&mut self, op: Option<BinaryOp>, target: &Expr, value: &Expr, span: Span) -> Val {
        let place = self.link(target);
        self.check_writable(target, &place);
        let val = self.expr(value);
        let at = match place.ex {
            Ex::Read(at) if !has_safe_link(target) => at,
            _ => {
                if !place.ty.is_error() {
                    self.error(target.span, "Expression cannot be assigned");
                }
                return Val::error();
            }
        };
        let ty = place.ty;
        let Some(op) = op else {
            let value = self.assign_to(val, &ty, span);
            return Val::new(Ex::Assign { place: at, value: Box::new(value) }, ty);
        };
        let read = self.readable(Val::new(Ex::Read(at), ty.clone()), target);
        let Ex::Read(at) = read.ex else { return Val::error() };
        if val.ty.is_error() || ty.is_error() {
            return Val::error();
        }
        if op == BinaryOp::Add && ty == Ty::String && val.ty != Ty::Void {
            return Val::new(Ex::Compound { place: at, op, concat: true, value: Box::new(val.ex), result: None }, ty);
        }
        let probe = self.operate(
            op,
            Val::new(Ex::Const(Const::Null), ty.clone()),
            Val::new(Ex::Const(Const::Null), val.ty.clone()),
            span,
        );
        if probe.ty.is_error() {
            return probe;
        }
        if !crate::assign::assignable(&self.c.classes, &probe.ty, &ty) {
            let (from, to) = (self.show(&probe.ty), self.show(&ty));
            return self.error(span, format!("Illegal assignment from {from} to {to}"));
        }
        let value = if ty.is_number() && val.ty.is_number() {
            convert(val.ex, &val.ty, &promote(&ty, &val.ty))
        } else {
            val.ex
        };
        let result = match (&probe.ty, &ty) {
            (Ty::Decimal, Ty::Double) => Some(Widen::Double),
            (Ty::Double, Ty::Decimal) => Some(Widen::Decimal),
            _ => None,
        };
        Val::new(Ex::Compound { place: at, op, concat: false, value: Box::new(value), result }, ty)
    }

    pub fn update(&mut self, op: UpdateOp, prefix: bool, target: &Expr, span: Span) -> Val {
        let place = self.link(target);
        let place = self.readable(place, target);
        if place.ty.is_error() {
            return place;
        }
        if !place.ty.is_number() {
            let shown = self.show(&place.ty);
            let fix = if prefix { "prefix" } else { "postfix" };
            return self.error(
                span,
                format!("Unary {fix} increment/decrement can only be applied to numeric expressions: {shown}"),
            );
        }
        self.check_writable(target, &place);
        let Ex::Read(at) = place.ex else {
            return self.error(span, "Expression cannot be assigned");
        };
        let delta = if op == UpdateOp::Increment { 1 } else { -1 };
        Val::new(Ex::Update { place: at, prefix, delta }, place.ty)
    }

    /// Whether this is an accessor of the property of that name, which nobody can set.
    fn lacks_setter(&self, name: &Name) -> bool {
        let own = self.accessor_of.as_deref().filter(|own| name.is(own));
        let found = own.and_then(|own| self.find_field(self.class, &own.to_ascii_lowercase()));
        let property = found.and_then(|(class, field)| self.c.class(class).fields[field].property.as_ref());
        property.is_some_and(|property| property.setter.is_none())
    }

    /// Refuses writes to final fields, to properties without a visible setter, and to read-only fields of records.
    fn check_writable(&mut self, target: &Expr, place: &Val) {
        let Some(name) = last_name(target) else { return };
        let Ex::Read(at) = &place.ex else { return };
        let found = match at {
            Place::Property { class, field, .. } => {
                let field = &self.c.class(*class).fields[*field as usize];
                let setter = field.property.as_ref().and_then(|p| p.setter.as_ref()).map(|s| s.visibility);
                let owner = &self.c.class(*class).name;
                let shown = format!("{owner}.{}", field.name);
                match setter {
                    Some(v) if self.visible(*class, v, field.test_visible) => None,
                    _ => Some(format!("Variable is not visible: {shown}")),
                }
            }
            // Within its own accessors a property is what it stores.
            Place::Field { .. } | Place::Static { .. } if self.lacks_setter(&name) => {
                let owner = &self.c.class(self.class).name;
                Some(format!("Variable is not visible: {owner}.{name}"))
            }
            Place::Field { .. } | Place::Static { .. } => {
                let refused = !self.may_assign_final && self.is_final(at, target, &name);
                refused.then(|| {
                    format!(
                        "Final members can only be assigned in their declaration, init blocks, or constructors: {name}"
                    )
                })
            }
            Place::Platform { object: None, ty, .. } => {
                let ty = crate::platform::platform().get(*ty);
                (&*ty.name != "RestContext").then(|| format!("Variable is not visible: {}.{name}", ty.full_name()))
            }
            Place::Record { field, .. } => self.object_type(target).and_then(|ty| match ty {
                Ty::Record(object) => {
                    let info = self.c.catalog.object(&object)?;
                    let found = info.field(field)?;
                    // A parent that cannot be changed is set when the record is made: messages of public deployment logs.
                    let fixed = found.kind == FieldKind::Reference && !found.updateable && found.name.ends_with("__c");
                    let refused = || format!("Field is not writeable: {object}.{}", found.name);
                    info.not_writeable(found).or_else(|| fixed.then(refused))
                }
                _ => None,
            }),
            _ => None,
        };
        if let Some(message) = found {
            self.error(name.span, message);
        }
    }

    /// The type of what stands before the dot of `target`.
    fn object_type(&mut self, target: &Expr) -> Option<Ty> {
        let ExprKind::Field { object, .. } = &target.kind else { return None };
        // What is wrong with the object is said already.
        let said = self.c.errors.len();
        let ty = self.expr(object).ty;
        self.c.errors.truncate(said);
        Some(ty)
    }

    /// Whether the field that `target` means is final.
    fn is_final(&mut self, at: &Place, target: &Expr, name: &Name) -> bool {
        let class = match at {
            Place::Static { class, .. } => *class,
            Place::Field { object: this, .. } if !matches!(**this, Ex::This) => match self.object_type(target) {
                Some(Ty::Class(class)) => class,
                Some(_) => return false,
                None => self.class,
            },
            _ => self.class,
        };
        let found = self.find_field(class, &name.key());
        found.is_some_and(|(owner, index)| self.c.class(owner).fields[index].is_final)
    }
}

/// The name a place ends in.
pub(super) fn last_name(expr: &Expr) -> Option<Name> {
    match &expr.kind {
        ExprKind::Name(name) | ExprKind::Field { name, .. } => Some(name.clone()),
        _ => None,
    }
}
