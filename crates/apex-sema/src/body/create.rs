//! `new`, and calls of other constructors.

use super::{BodyCx, Val};
use crate::assign::{assignable, convert};
use crate::names::dotted;
use crate::platform::{PlatformKind, PlatformType, known, platform};
use crate::program::{ClassKind, Ex, Native, Super};
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{Expr, ExprKind, Span, TypeRef};
use std::sync::Arc;

impl BodyCx<'_, '_> {
    pub fn new_object(&mut self, ty: &TypeRef, args: &[Expr], span: Span) -> Val {
        let written = ty;
        let ty = self.c.resolve(ty, self.class);
        match &ty {
            Ty::Error => {
                for arg in args {
                    // Fields of a record that is not known are none of the variables here.
                    match &arg.kind {
                        ExprKind::Assign { op: None, target, value } if matches!(target.kind, ExprKind::Name(_)) => {
                            self.expr(value);
                        }
                        _ => {
                            self.expr(arg);
                        }
                    }
                }
                Val::gap(&format!("new {}", dotted(&written.parts)))
            }
            Ty::Record(name) => self.new_record(&name.clone(), args, span),
            Ty::List(_) | Ty::Set(_) | Ty::Map(_) => self.new_generic(ty, args, span),
            Ty::Class(id) => self.new_class(*id, args, span),
            Ty::Platform(id, type_args) => self.new_platform(platform().get(*id), type_args.to_vec(), args, span),
            other => {
                let shown = self.show(other);
                self.error(span, format!("Type cannot be constructed: {shown}"))
            }
        }
    }

    fn new_class(&mut self, id: ClassId, args: &[Expr], span: Span) -> Val {
        let class = self.c.class(id);
        let name = class.name.clone();
        if class.kind != ClassKind::Class {
            return self.error(span, format!("Type cannot be constructed: {name}"));
        }
        if class.is_abstract {
            return self.error(span, format!("Abstract classes cannot be constructed: {name}"));
        }
        let vals: Vec<Val> = args.iter().map(|arg| self.expr(arg)).collect();
        if vals.iter().any(|val| val.ty.is_error()) {
            return Val::unknown_of(vals);
        }
        if self.is_inherited_constructor(id, &vals) {
            self.check_exception_args(&vals, span);
            let args = vals.into_iter().map(|v| v.ex).collect();
            return Val::new(Ex::New { class: id, constructor: None, args, line: span.line }, Ty::Class(id));
        }
        let Some((constructor, args)) = self.pick_constructor(id, vals, span, true) else { return Val::error() };
        Val::new(Ex::New { class: id, constructor, args, line: span.line }, Ty::Class(id))
    }

    /// Whether these arguments mean a constructor of Exception: a user exception has those four besides its own.
    fn is_inherited_constructor(&self, id: ClassId, vals: &[Val]) -> bool {
        self.c.platform_super(id).is_some()
            && self.pick(&self.constructors_of(id), vals).is_none()
            && self.exception_args(vals)
    }

    /// One `null` may be a message or a cause.
    fn check_exception_args(&mut self, vals: &[Val], span: Span) {
        if matches!(vals, [one] if one.ty == Ty::Null) {
            self.error(span, "Ambiguous method signature: void <init>(NULL)");
        }
    }

    fn exception_args(&self, vals: &[Val]) -> bool {
        let exception = Ty::platform(known().exception);
        let fits = |val: &Val, ty: &Ty| assignable(&self.c.classes, &val.ty, ty);
        match vals {
            [] => true,
            [one] => fits(one, &Ty::String) || fits(one, &exception),
            [one, two] => fits(one, &Ty::String) && fits(two, &exception),
            _ => false,
        }
    }

    fn constructors_of(&self, id: ClassId) -> Vec<Vec<Ty>> {
        let params = |c: &crate::program::Method| c.params.iter().map(|(_, ty)| ty.clone()).collect();
        self.c.class(id).constructors.iter().map(params).collect()
    }

    /// The constructor for these arguments; `is_new` tells `new C(…)` from `this(…)` and `super(…)`.
    fn pick_constructor(
        &mut self,
        id: ClassId,
        vals: Vec<Val>,
        span: Span,
        is_new: bool,
    ) -> Option<(Option<u32>, Vec<Ex>)> {
        if vals.iter().any(|v| v.ty.is_error()) {
            return None;
        }
        let class = self.c.class(id);
        if class.constructors.is_empty() && vals.is_empty() {
            return Some((None, Vec::new()));
        }
        let candidates = self.constructors_of(id);
        let Some(chosen) = self.pick(&candidates, &vals) else {
            let types: Vec<Ty> = vals.iter().map(|v| v.ty.clone()).collect();
            let (name, shown) = (class.name.clone(), self.c.show_list(&types));
            let message = match is_new {
                true => format!("Constructor not defined: [{name}].<Constructor>({shown})"),
                false => format!("No constructor defined: void <init>({shown})"),
            };
            self.error(span, message);
            return None;
        };
        if self.ambiguous(&candidates, &vals, "<init>", span) {
            return None;
        }
        let constructor = &self.c.class(id).constructors[chosen];
        if !self.visible(id, constructor.visibility, constructor.test_visible) {
            let name = self.c.class(id).name.clone();
            let shown = self.c.show_list(&candidates[chosen]);
            self.error(span, format!("Method is not visible: void {name}.<init>({shown})"));
            return None;
        }
        let args = self.fit_args(vals, &candidates[chosen]);
        Some((Some(chosen as u32), args))
    }

    /// `this(…)` and `super(…)`.
    pub fn constructor_call(&mut self, is_super: bool, args: &[Expr], span: Span) -> Val {
        let target = if is_super { self.c.class(self.class).superclass } else { Super::Class(self.class) };
        self.before_this = true;
        let vals: Vec<Val> = args.iter().map(|arg| self.expr(arg)).collect();
        self.before_this = false;
        match target {
            Super::Class(id) if self.is_inherited_constructor(id, &vals) => {
                self.check_exception_args(&vals, span);
                Val::new(Ex::SuperException { args: vals.into_iter().map(|v| v.ex).collect() }, Ty::Void)
            }
            Super::Class(id) => match self.pick_constructor(id, vals, span, false) {
                Some((constructor, args)) => {
                    Val::new(Ex::SuperConstructor { class: id, constructor, args, line: span.line }, Ty::Void)
                }
                None => Val::error(),
            },
            Super::Platform(_) => {
                if !self.exception_args(&vals) {
                    let types: Vec<Ty> = vals.iter().map(|v| v.ty.clone()).collect();
                    let shown = self.c.show_list(&types);
                    return self.error(span, format!("Constructor not defined: [Exception].<Constructor>({shown})"));
                }
                self.check_exception_args(&vals, span);
                Val::new(Ex::SuperException { args: vals.into_iter().map(|v| v.ex).collect() }, Ty::Void)
            }
            Super::None => {
                let name = self.c.class(self.class).name.clone();
                self.error(span, format!("No super type defined: {name}"))
            }
        }
    }

    fn new_platform(&mut self, ty: &PlatformType, type_args: Vec<Ty>, args: &[Expr], span: Span) -> Val {
        let vals: Vec<Val> = args.iter().map(|arg| self.expr(arg)).collect();
        if vals.iter().any(|v| v.ty.is_error()) {
            return Val::unknown_of(vals);
        }
        let result = Ty::Platform(ty.id, type_args.clone().into());
        if ty.kind != PlatformKind::Class || ty.id == known().exception || ty.constructors.is_empty() {
            let shown = self.show(&result);
            return self.error(span, format!("Type cannot be constructed: {shown}"));
        }
        let candidates: Vec<Vec<Ty>> = ty.constructors.iter().map(|c| c.params.clone()).collect();
        let Some(chosen) = self.pick(&candidates, &vals) else {
            let types: Vec<Ty> = vals.iter().map(|v| v.ty.clone()).collect();
            let (name, shown) = (self.show(&result), self.c.show_list(&types));
            return self.error(span, format!("Constructor not defined: [{name}].<Constructor>({shown})"));
        };
        if self.ambiguous(&candidates, &vals, "<init>", span) {
            return Val::error();
        }
        if !ty.constructors[chosen].implemented && !platform().extends(ty.id, known().exception) {
            let shown = self.c.show_list(&candidates[chosen]);
            self.unsupported(span, &format!("new {}({shown})", ty.full_name()));
        }
        let args = self.fit_args(vals, &candidates[chosen]);
        let native = Native {
            ty: ty.id,
            method: chosen as u32,
            object: None,
            args,
            safe: false,
            type_args,
            scope: Vec::new(),
            line: span.line,
        };
        Val::new(Ex::NewNative(Box::new(native)), result)
    }

    fn new_record(&mut self, name: &Arc<str>, args: &[Expr], span: Span) -> Val {
        let Some(info) = self.c.catalog.object(name) else {
            return self.error(span, format!("Type cannot be constructed: {name}"));
        };
        let mut fields = Vec::new();
        for arg in args {
            let ExprKind::Assign { op: None, target, value } = &arg.kind else {
                self.expr(arg);
                self.error(span, format!("Type requires name=value pair construction: {name}"));
                continue;
            };
            let ExprKind::Name(field) = &target.kind else {
                self.error(target.span, "Invalid field initializer");
                continue;
            };
            let val = self.expr(value);
            if let Some(message) = info.field(&field.text).and_then(|found| info.not_writeable(found)) {
                self.error(field.span, message);
            }
            let (canonical, ty) = if let Some(found) = info.field(&field.text) {
                (found.name.clone(), found.ty())
            } else if let Some(parent) = info.parent(&field.text) {
                let ty = self.parent_type(parent);
                (parent.relationship.clone().unwrap_or_else(|| field.text.clone()), ty)
            } else if let Some(child) = info.child(&field.text) {
                let name = child.relationship.clone().unwrap_or_else(|| field.text.clone());
                (name, Ty::list(Ty::Record(child.object.clone())))
            } else {
                self.error(span, format!("Field does not exist: {field} on {name}"));
                continue;
            };
            if fields.iter().any(|(seen, _): &(Arc<str>, Ex)| *seen == canonical) {
                self.error(field.span, format!("Duplicate field initialization: {field}"));
            }
            // A list of any records may be one of children.
            fields.push((canonical, self.assign_to(val, &ty, span)));
        }
        Val::new(Ex::NewRecord { object: name.clone(), fields }, Ty::Record(name.clone()))
    }

    /// `new List<T>(…)`, `new Set<T>(…)`, `new Map<K, V>(…)`
    fn new_generic(&mut self, ty: Ty, args: &[Expr], span: Span) -> Val {
        let vals: Vec<Val> = args.iter().map(|arg| self.expr(arg)).collect();
        if vals.iter().any(|v| v.ty.is_error()) {
            return Val::error();
        }
        let empty = |ty: &Ty| match ty {
            Ty::List(t) => Ex::NewList { element: (**t).clone(), items: vec![] },
            Ty::Set(t) => Ex::NewSet { element: (**t).clone(), items: vec![] },
            Ty::Map(kv) => Ex::NewMap { key: kv.0.clone(), value: kv.1.clone(), pairs: vec![] },
            _ => Ex::Const(crate::program::Const::Null),
        };
        if vals.is_empty() {
            return Val::new(empty(&ty), ty);
        }
        let classes = &self.c.classes;
        let fits = vals.len() == 1
            && match (&ty, &vals[0].ty) {
                (Ty::List(_), Ty::Integer) => true,
                (Ty::List(a) | Ty::Set(a), Ty::List(b) | Ty::Set(b)) => a == b,
                (Ty::Map(a), Ty::Map(b)) => a == b,
                // Records become a map by their Ids.
                (Ty::Map(a), Ty::List(b)) => {
                    let records = a.1.is_record() && b.is_record();
                    matches!(a.0, Ty::Id | Ty::String | Ty::Object) && records && assignable(classes, b, &a.1)
                }
                _ => false,
            };
        if !fits {
            let types: Vec<Ty> = vals.iter().map(|v| v.ty.clone()).collect();
            let (name, shown) = (self.show(&ty), self.c.show_list(&types));
            let expected = match &ty {
                Ty::List(t) => format!("an Integer or a List of type {}", self.show(t)),
                Ty::Set(t) => format!("a List or a Set of type: {}", self.show(t)),
                _ => "a Map with the same key and value types, or a valid SObject List".to_string(),
            };
            let message = match vals.len() {
                1 => format!("Invalid initializer type {shown} found for {name}: expected {expected}"),
                _ => format!("Constructor not defined: [{name}].<Constructor>({shown})"),
            };
            return self.error(span, message);
        }
        let Some(val) = vals.into_iter().next() else { return Val::error() };
        if let (Ty::List(element), Ty::Integer) = (&ty, &val.ty) {
            let element = (**element).clone();
            // `new List<T>(n)` reserves room; the list is empty.
            let _ = val;
            return Val::new(Ex::NewList { element, items: vec![] }, ty);
        }
        Val::new(Ex::NewCopy { ty: ty.clone(), source: Box::new(val.ex) }, ty)
    }

    pub fn new_collection(&mut self, ty: &TypeRef, items: &[Expr], span: Span) -> Val {
        let ty = self.c.resolve(ty, self.class);
        let (Ty::List(element) | Ty::Set(element)) = &ty else {
            for item in items {
                self.expr(item);
            }
            if ty.is_error() {
                return Val::error();
            }
            if let (Ty::Map(kv), true) = (&ty, items.is_empty()) {
                let ex = Ex::NewMap { key: kv.0.clone(), value: kv.1.clone(), pairs: vec![] };
                return Val::new(ex, ty);
            }
            let shown = self.show(&ty);
            return self.error(span, format!("Type cannot be constructed: {shown}"));
        };
        let element = (**element).clone();
        let mut list = Vec::new();
        for item in items {
            let val = self.expr(item);
            list.push(self.initial(val, &element, span));
        }
        let ex = if matches!(ty, Ty::List(_)) {
            Ex::NewList { element, items: list }
        } else {
            Ex::NewSet { element, items: list }
        };
        Val::new(ex, ty)
    }

    fn initial(&mut self, val: Val, wanted: &Ty, span: Span) -> Ex {
        if let Some(single) = self.single_argument(&val, wanted) {
            return single(val.ex);
        }
        if !assignable(&self.c.classes, &val.ty, wanted) {
            let (found, shown) = (self.show(&val.ty), self.show(wanted));
            self.error(span, format!("Initial expression is of incorrect type, expected: {shown} but was: {found}"));
        }
        convert(val.ex, &val.ty, wanted)
    }

    pub fn new_sized(&mut self, ty: &TypeRef, size: &Expr) -> Val {
        let element = self.c.resolve(ty, self.class);
        let size = self.expr(size);
        if !matches!(size.ty, Ty::Integer | Ty::Error) {
            let (found, shown) = (self.show(&size.ty), self.show(&element));
            let message = format!(
                "Invalid initializer type {found} found for List<{shown}>: expected an Integer or a List of type {shown}"
            );
            return self.error(ty.span, message);
        }
        let size = size.ex;
        Val::new(Ex::NewSized { element: element.clone(), size: Box::new(size) }, Ty::list(element))
    }

    pub fn new_map(&mut self, ty: &TypeRef, pairs: &[(Expr, Expr)]) -> Val {
        let ty = self.c.resolve(ty, self.class);
        let Ty::Map(kv) = &ty else {
            for (key, value) in pairs {
                self.expr(key);
                self.expr(value);
            }
            return Val::error();
        };
        let kv = Arc::clone(kv);
        let mut list = Vec::new();
        for (key, value) in pairs {
            let (k, v) = (self.expr(key), self.expr(value));
            let mut fit = |val: Val, wanted: &Ty, what: &str, at: Span| {
                if let Some(single) = self.single_argument(&val, wanted) {
                    return single(val.ex);
                }
                if !assignable(&self.c.classes, &val.ty, wanted) {
                    let (found, shown) = (self.show(&val.ty), self.show(wanted));
                    self.error(at, format!("Invalid {what} type {found} for {shown}"));
                }
                convert(val.ex, &val.ty, wanted)
            };
            list.push((fit(k, &kv.0, "key", key.span), fit(v, &kv.1, "value", value.span)));
        }
        Val::new(Ex::NewMap { key: kv.0.clone(), value: kv.1.clone(), pairs: list }, ty.clone())
    }
}
