//! Infix operators on resolved operands.

use super::{BodyCx, Val};
use crate::assign::{assignable, convert};
use crate::program::Ex;
use crate::ty::Ty;
use apex_syntax::ast::{BinaryOp, Span};

/// The type arithmetic on two number types gives.
pub(crate) fn promote(a: &Ty, b: &Ty) -> Ty {
    for ty in [Ty::Decimal, Ty::Double, Ty::Long] {
        if *a == ty || *b == ty {
            return ty;
        }
    }
    Ty::Integer
}

impl BodyCx<'_, '_> {
    pub fn operate(&mut self, op: BinaryOp, a: Val, b: Val, span: Span) -> Val {
        use BinaryOp as B;
        if a.ty.is_error() || b.ty.is_error() {
            return Val::error();
        }
        match op {
            B::And | B::Or => {
                if a.ty != Ty::Boolean || b.ty != Ty::Boolean {
                    return self.error(span, "Logical operator can only be applied to Boolean");
                }
                plain(op, a, b, Ty::Boolean)
            }
            B::ExactEq | B::ExactNe if a.ty == Ty::Null || b.ty == Ty::Null => self.incompatible(&a.ty, &b.ty, span),
            B::ExactEq | B::ExactNe if self.comparable(&a.ty, &b.ty) && is_value(&a.ty, &b.ty).is_some() => {
                let shown = is_value(&a.ty, &b.ty).map(|ty| self.show(ty)).unwrap_or_default();
                self.error(span, format!("Exact equality operator only allowed for reference types: {shown}"))
            }
            B::Eq | B::Ne | B::ExactEq | B::ExactNe => {
                // What a method without a result gives equals null.
                let nothing = |ty: &Ty| matches!(ty, Ty::Void | Ty::Null);
                let of_nothing = matches!(op, B::Eq | B::Ne) && nothing(&a.ty) && nothing(&b.ty);
                if !of_nothing && !self.comparable(&a.ty, &b.ty) {
                    return self.incompatible(&a.ty, &b.ty, span);
                }
                plain(op, a, b, Ty::Boolean)
            }
            B::Lt | B::Le | B::Gt | B::Ge => self.inequality(op, a, b, span),
            B::BitAnd | B::BitOr | B::BitXor => match (&a.ty, &b.ty) {
                (Ty::Boolean, Ty::Boolean) => plain(op, a, b, Ty::Boolean),
                _ => self.integral(op, a, b, span),
            },
            B::Shl | B::Shr | B::UShr => self.integral(op, a, b, span),
            B::Add if a.ty == Ty::String || b.ty == Ty::String => {
                if a.ty == Ty::Void || b.ty == Ty::Void {
                    return self.error(span, "Arithmetic expressions are not allowed on void types");
                }
                Val::new(Ex::Concat(Box::new(a.ex), Box::new(b.ex)), Ty::String)
            }
            _ => self.arithmetic(op, a, b, span),
        }
    }

    fn integral(&mut self, op: BinaryOp, a: Val, b: Val, span: Span) -> Val {
        if !matches!(a.ty, Ty::Integer | Ty::Long) || !matches!(b.ty, Ty::Integer | Ty::Long) {
            let word = match op {
                BinaryOp::BitAnd => "&",
                BinaryOp::BitOr => "|",
                BinaryOp::BitXor => "^",
                BinaryOp::Shl => "<<",
                BinaryOp::Shr => ">>",
                _ => ">>>",
            };
            let message = match op {
                BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor => {
                    "operator can only be applied to Boolean expressions or to Integer or Long expressions"
                }
                _ => "operation can only be applied to Integer or Long types",
            };
            return self.error(span, format!("{word} {message}"));
        }
        let shift = matches!(op, BinaryOp::Shl | BinaryOp::Shr | BinaryOp::UShr);
        let ty = if shift { a.ty.clone() } else { promote(&a.ty, &b.ty) };
        plain(op, a, b, ty)
    }

    fn arithmetic(&mut self, op: BinaryOp, a: Val, b: Val, span: Span) -> Val {
        let add = matches!(op, BinaryOp::Add | BinaryOp::Sub);
        if add && matches!(a.ty, Ty::Date | Ty::Datetime | Ty::Time) {
            let kind = self.show(&a.ty);
            let fits = match a.ty {
                Ty::Datetime => b.ty.is_number() && b.ty != Ty::Long,
                _ => matches!(b.ty, Ty::Integer | Ty::Long),
            };
            if !fits {
                let message = match a.ty {
                    Ty::Datetime => "Date/time expressions must use Integer or Double or Decimal".to_owned(),
                    _ => format!("{kind} expressions must use Integer or Long"),
                };
                return self.error(span, message);
            }
            let ty = a.ty.clone();
            return plain(op, a, b, ty);
        }
        if a.ty == Ty::Void || b.ty == Ty::Void {
            return self.error(span, "Arithmetic expressions are not allowed on void types");
        }
        if !a.ty.is_number() || !b.ty.is_number() {
            return self.error(span, "Arithmetic expressions must use numeric arguments");
        }
        let ty = promote(&a.ty, &b.ty);
        let left = convert(a.ex, &a.ty, &ty);
        let right = convert(b.ex, &b.ty, &ty);
        Val::new(Ex::Binary { op, left: Box::new(left), right: Box::new(right) }, ty)
    }

    fn incompatible(&mut self, a: &Ty, b: &Ty, span: Span) -> Val {
        let (a, b) = (self.show(a), self.show(b));
        self.error(span, format!("Comparison arguments must be compatible types: {a}, {b}"))
    }

    fn inequality(&mut self, op: BinaryOp, a: Val, b: Val, span: Span) -> Val {
        if a.ty == Ty::Null || b.ty == Ty::Null || !self.comparable(&a.ty, &b.ty) {
            return self.incompatible(&a.ty, &b.ty, span);
        }
        for ty in [&a.ty, &b.ty] {
            let ordered = ty.is_number() || matches!(ty, Ty::String | Ty::Id | Ty::Date | Ty::Datetime | Ty::Time);
            if !ordered {
                let shown = self.show(ty);
                return self.error(span, format!("Inequality operator not allowed for this type: {shown}"));
            }
        }
        plain(op, a, b, Ty::Boolean)
    }

    /// Whether `==` may compare these types.
    fn comparable(&self, a: &Ty, b: &Ty) -> bool {
        let classes = &self.c.classes;
        if *a == Ty::Void || *b == Ty::Void {
            return false;
        }
        if a.is_number() && b.is_number() {
            return true;
        }
        assignable(classes, a, b) || assignable(classes, b, a)
    }
}

fn plain(op: BinaryOp, a: Val, b: Val, ty: Ty) -> Val {
    // Numbers of different types are compared as the wider one; the evaluator does that.
    Val::new(Ex::Binary { op, left: Box::new(a.ex), right: Box::new(b.ex) }, ty)
}

/// The type that has no identity, if neither side may be anything.
fn is_value<'t>(a: &'t Ty, b: &'t Ty) -> Option<&'t Ty> {
    let plain = |ty: &Ty| {
        ty.is_number()
            || matches!(ty, Ty::Boolean | Ty::String | Ty::Id | Ty::Date | Ty::Datetime | Ty::Time | Ty::Blob)
    };
    // A String compared with an Id: the message names the Id.
    let named = [b, a].into_iter().find(|ty| plain(ty) && **ty != Ty::String).or(Some(a).filter(|ty| plain(ty)));
    named.filter(|_| *a != Ty::Object && *b != Ty::Object)
}
