//! Method calls: which method a name and arguments mean.

use super::operand::Operand;
use super::{BodyCx, Val};
use crate::assign::{assignable, convert};
use crate::platform::{PlatformKind, PlatformType, known, platform};
use crate::program::{ClassKind, Const, Ex, MethodRef, Native, Place, Visibility};
use crate::ty::{ClassId, PlatformId, Ty};
use apex_syntax::ast::{Expr, ExprKind, Name};
use std::sync::Arc;

impl BodyCx<'_, '_> {
    pub fn call(&mut self, object: Option<&Expr>, name: &Name, args: &[Expr], safe: bool) -> Val {
        let Some(object) = object else {
            return self.bare_call(name, args);
        };
        if matches!(object.kind, ExprKind::Super) {
            return self.super_call(name, args);
        }
        let operand = if safe { Operand::Value(self.link(object)) } else { self.operand(object) };
        let vals: Vec<Val> = args.iter().map(|arg| self.expr(arg)).collect();
        match operand {
            Operand::Value(val) => {
                let val = self.readable(val, object);
                self.instance_call(val, name, vals, safe)
            }
            Operand::Type(ty) => self.static_call(&ty, name, vals),
            Operand::Namespace(ns) => self.error(ns.span, format!("Variable does not exist: {ns}")),
        }
    }

    pub(super) fn types(vals: &[Val]) -> Vec<Ty> {
        vals.iter().map(|v| v.ty.clone()).collect()
    }

    pub(super) fn no_method(&mut self, name: &Name, vals: &[Val], from: &str) -> Val {
        if vals.iter().any(|v| v.ty.is_error()) {
            return Val::error();
        }
        let shown = self.c.show_list(&Self::types(vals));
        self.error(
            name.span,
            format!("Method does not exist or incorrect signature: void {name}({shown}) from the type {from}"),
        )
    }

    pub fn fit_args(&self, vals: Vec<Val>, params: &[Ty]) -> Vec<Ex> {
        let fit = |(val, ty): (Val, &Ty)| match self.single_argument(&val, ty) {
            Some(single) => single(val.ex),
            None => convert(val.ex, &val.ty, ty),
        };
        vals.into_iter().zip(params).map(fit).collect()
    }

    fn candidates(&self, methods: &[MethodRef]) -> Vec<Vec<Ty>> {
        let params = |at: &MethodRef| {
            let method = &self.c.class(at.class).methods[at.index as usize];
            method.params.iter().map(|(_, ty)| ty.clone()).collect()
        };
        methods.iter().map(params).collect()
    }

    /// `name(args)`: a method of this class, or a static one of the outer class.
    fn bare_call(&mut self, name: &Name, args: &[Expr]) -> Val {
        let vals: Vec<Val> = args.iter().map(|arg| self.expr(arg)).collect();
        let mut methods = self.c.methods_named(self.class, &name.text);
        let mut outer_only = false;
        if methods.is_empty()
            && let Some(outer) = self.c.class(self.class).outer
        {
            methods = self.c.methods_named(outer, &name.text);
            methods.retain(|m| self.c.class(m.class).methods[m.index as usize].is_static);
            outer_only = !methods.is_empty();
        }
        let candidates = self.candidates(&methods);
        let Some(chosen) = self.pick(&candidates, &vals) else {
            if !self.is_static && (outer_only || methods.is_empty()) {
                let this = Val::new(Ex::This, Ty::Class(self.class));
                if self.c.platform_super(self.class).is_some() || !outer_only && is_object_method(&name.text) {
                    return self.instance_call(this, name, vals, false);
                }
            }
            let from = self.c.class(self.class).name.to_string();
            return self.no_method(name, &vals, &from);
        };
        if self.ambiguous(&candidates, &vals, &name.text, name.span) {
            return Val::error();
        }
        let at = methods[chosen];
        if !self.c.class(at.class).methods[at.index as usize].is_static && self.before_this {
            let shown = self.c.signature(at.class, &self.c.class(at.class).methods[at.index as usize]);
            let message = format!("Cannot reference instance methods in a constructor invocation: {shown}");
            return self.error(name.span, message);
        }
        if !self.c.class(at.class).methods[at.index as usize].is_static && self.is_static {
            let shown = self.c.signature(at.class, &self.c.class(at.class).methods[at.index as usize]);
            return self
                .error(name.span, format!("Non static method cannot be referenced from a static context: {shown}"));
        }
        self.invoke(at, Ex::This, self.fit_args(vals, &candidates[chosen]), false, name)
    }

    fn super_call(&mut self, name: &Name, args: &[Expr]) -> Val {
        if self.is_static {
            return self.error(name.span, "Super cannot be referenced in a static context");
        }
        let vals: Vec<Val> = args.iter().map(|arg| self.expr(arg)).collect();
        if let crate::program::Super::Class(up) = self.c.class(self.class).superclass {
            let methods = self.c.methods_named(up, &name.text);
            let candidates = self.candidates(&methods);
            if let Some(chosen) = self.pick(&candidates, &vals) {
                let at = methods[chosen];
                let method = &self.c.class(at.class).methods[at.index as usize];
                if method.is_abstract {
                    let shown = self.c.signature(at.class, method);
                    return self.error(name.span, format!("Abstract method cannot be called directly: {shown}"));
                }
                if !self.visible(at.class, method.visibility, method.test_visible) {
                    let shown = self.c.signature(at.class, method);
                    return self.error(name.span, format!("Method is not visible: {shown}"));
                }
                let ty = method.returns.clone();
                let args = self.fit_args(vals, &candidates[chosen]);
                let ex =
                    Ex::CallDirect { object: Box::new(Ex::This), method: at, args, safe: false, line: name.span.line };
                return Val::new(ex, ty);
            }
        }
        if self.c.platform_super(self.class).is_some()
            && let Some(exception) = platform().find("System.Exception")
        {
            return self.platform_call(
                exception,
                &[],
                Some(Val::new(Ex::This, Ty::Class(self.class))),
                name,
                vals,
                false,
            );
        }
        let from = match self.c.class(self.class).superclass {
            crate::program::Super::Class(up) => self.c.class(up).name.to_string(),
            _ => self.c.class(self.class).name.to_string(),
        };
        self.no_method(name, &vals, &from)
    }

    /// A resolved call of a user method.
    fn invoke(&mut self, at: MethodRef, object: Ex, args: Vec<Ex>, safe: bool, name: &Name) -> Val {
        let line = name.span.line;
        let class = self.c.class(at.class);
        let method = &class.methods[at.index as usize];
        let ty = method.returns.clone();
        if !self.visible(at.class, method.visibility, method.test_visible) {
            let shown = self.c.signature(at.class, method);
            return self.error(name.span, format!("Method is not visible: {shown}"));
        }
        if self.c.is_hidden(&ty, self.class) {
            let (returns, shown) = (self.show(&ty), self.c.signature(at.class, method));
            return self.error(name.span, format!("Method return type {returns} is not visible for: {shown}"));
        }
        let ex = if method.is_static {
            Ex::CallStatic { method: at, args, line }
        } else if method.visibility == Visibility::Private && !method.is_virtual {
            Ex::CallDirect { object: Box::new(object), method: at, args, safe, line }
        } else {
            Ex::CallVirtual { object: Box::new(object), sig: method.sig, args, safe, line }
        };
        Val::new(ex, ty)
    }

    fn instance_call(&mut self, object: Val, name: &Name, mut vals: Vec<Val>, safe: bool) -> Val {
        let object = match object {
            // `record.Field.addError(text)` is about the field of the record, not about its value.
            Val { ex: Ex::Read(Place::Record { object, field }), ty }
                if name.is("addError") && !ty.is_record() && vals.first().is_some_and(|v| v.ty == Ty::String) =>
            {
                vals.insert(0, Val::new(Ex::Const(Const::String(field)), Ty::String));
                Val::new(*object, Ty::SObject)
            }
            object => object,
        };
        if name.is("addError") && object.ty == Ty::Id {
            let message = "addError must be invoked on an expression that is an exact SObject field reference";
            return self.error(name.span, message);
        }
        if let Some((method, ty)) = self.enum_method(&object.ty, name).filter(|_| vals.is_empty()) {
            return Val::new(Ex::ObjectMethod { object: Box::new(object.ex), name: method, args: vec![], safe }, ty);
        }
        match &object.ty {
            Ty::Error => object.unknown(),
            Ty::Class(id) => self.class_call(*id, object, name, vals, safe),
            ty => {
                let ty = ty.clone();
                if let (Ex::DescribeObject(record), true) = (&object.ex, name.is("getSObjectType") && vals.is_empty()) {
                    return Val::new(Ex::ObjectToken(record.clone()), Ty::platform(known().object_token));
                }
                match platform().members_of(&ty) {
                    Some((members, args)) => self.platform_call(members, &args, Some(object), name, vals, safe),
                    None if ty == Ty::Null => self.no_method(name, &vals, "NULL"),
                    None => match self.object_method(object.ex, name, &mut vals, safe) {
                        Some(val) => val,
                        None => {
                            let shown = self.show(&ty);
                            self.no_method(name, &vals, &shown)
                        }
                    },
                }
            }
        }
    }

    fn class_call(&mut self, id: ClassId, object: Val, name: &Name, mut vals: Vec<Val>, safe: bool) -> Val {
        let methods = self.c.methods_named(id, &name.text);
        let candidates = self.candidates(&methods);
        if let Some(chosen) = self.pick(&candidates, &vals) {
            if self.ambiguous(&candidates, &vals, &name.text, name.span) {
                return Val::error();
            }
            let at = methods[chosen];
            let method = &self.c.class(at.class).methods[at.index as usize];
            if method.is_static {
                let shown = self.c.signature(at.class, method);
                return self.error(
                    name.span,
                    format!("Static method cannot be referenced from a non static context: {shown}"),
                );
            }
            return self.invoke(at, object.ex, self.fit_args(vals, &candidates[chosen]), safe, name);
        }
        let shown = self.c.class(id).name.to_string();
        if self.c.class(id).kind == ClassKind::Enum && (name.is("values") || name.is("valueOf")) {
            let (full, args) = (shown.clone(), self.c.show_list(&Self::types(&vals)));
            let returns = if name.is("values") { format!("List<{full}>") } else { full.clone() };
            let message = format!(
                "Static method cannot be referenced from a non static context: {returns} {full}.{name}({args})"
            );
            return self.error(name.span, message);
        }
        if self.c.platform_super(id).is_some()
            && let Some(exception) = platform().find("System.Exception")
            && exception.methods_named(&name.text).next().is_some()
        {
            return self.platform_call(exception, &[], Some(object), name, vals, safe);
        }
        for interface in self.c.platform_interfaces(id) {
            if let Ty::Platform(pid, args) = &interface
                && platform().get(*pid).methods_named(&name.text).next().is_some()
            {
                return self.platform_call(platform().get(*pid), args, Some(object), name, vals, safe);
            }
        }
        match self.object_method(object.ex, name, &mut vals, safe) {
            Some(val) => val,
            None => self.no_method(name, &vals, &shown),
        }
    }

    /// `name` and `ordinal` of the values of every enum: one's own and those of the platform.
    fn enum_method(&self, ty: &Ty, name: &Name) -> Option<(&'static str, Ty)> {
        let is_enum = match ty {
            Ty::Class(id) => self.c.class(*id).kind == ClassKind::Enum,
            Ty::Platform(id, _) => platform().get(*id).kind == PlatformKind::Enum,
            _ => false,
        };
        let methods = [("name", Ty::String), ("ordinal", Ty::Integer)];
        methods.into_iter().find(|(method, _)| is_enum && name.is(method))
    }

    /// `toString`, `equals`, `hashCode` of anything.
    pub(super) fn object_method(&mut self, object: Ex, name: &Name, vals: &mut Vec<Val>, safe: bool) -> Option<Val> {
        let (method, ty) = match (&*name.key(), vals.len()) {
            ("tostring", 0) => ("toString", Ty::String),
            ("hashcode", 0) => ("hashCode", Ty::Integer),
            ("equals", 1) => ("equals", Ty::Boolean),
            _ => return None,
        };
        if vals.iter().any(|v| v.ty == Ty::Void) {
            return None;
        }
        let args = vals.drain(..).map(|v| v.ex).collect();
        Some(Val::new(Ex::ObjectMethod { object: Box::new(object), name: method, args, safe }, ty))
    }

    fn static_call(&mut self, ty: &Ty, name: &Name, vals: Vec<Val>) -> Val {
        match ty {
            Ty::Class(id) => self.static_class_call(*id, name, vals),
            Ty::Record(record) if name.is("getSObjectType") && vals.is_empty() => {
                Val::new(Ex::ObjectToken(record.clone()), Ty::platform(known().object_token))
            }
            Ty::Record(record) if self.has_record_statics(record) => {
                let record = record.clone();
                self.record_static(&record, name, vals)
            }
            Ty::Error => Val::error(),
            _ => match platform().members_of(ty) {
                Some((members, args)) => {
                    if members.kind == PlatformKind::Enum && members.methods_named(&name.text).next().is_none() {
                        return self.platform_enum_call(members, name, vals);
                    }
                    self.platform_call(members, &args, None, name, vals, false)
                }
                None => {
                    let shown = self.show(ty);
                    self.no_method(name, &vals, &shown)
                }
            },
        }
    }

    fn has_record_statics(&self, record: &str) -> bool {
        let custom_setting = || self.c.catalog.object(record).is_some_and(|o| o.custom_setting);
        record.to_ascii_lowercase().ends_with("__mdt") || custom_setting()
    }

    /// `Type__mdt.getAll()` and `getInstance(name)` of custom metadata and custom settings.
    fn record_static(&mut self, record: &Arc<str>, name: &Name, vals: Vec<Val>) -> Val {
        let ty = Ty::Record(record.clone());
        let is_metadata = record.to_ascii_lowercase().ends_with("__mdt");
        let returns = match (&*name.key(), vals.len()) {
            ("getall", 0) => Ty::map(Ty::String, ty),
            ("getinstance", 1) => ty,
            ("getinstance" | "getorgdefaults", 0) | ("getvalues", 1) if !is_metadata => ty,
            _ => return self.no_method(name, &vals, record),
        };
        if vals.iter().any(|v| !assignable(&self.c.classes, &v.ty, &Ty::String)) {
            return self.no_method(name, &vals, record);
        }
        let Some(owner) = platform().find("System.SObject") else { return Val::error() };
        let found = owner.methods.iter().position(|m| name.is(&m.name) && m.params.len() == vals.len());
        let (Some(method), true) = (found, is_metadata) else {
            self.unsupported(name.span, "custom settings");
            return Val::new(Ex::Gap("custom settings".into()), returns);
        };
        // The implementation is told whose records are meant.
        let mut args = vec![Ex::ObjectToken(record.clone())];
        args.extend(vals.into_iter().map(|v| v.ex));
        Val::new(static_native(owner.id, method as u32, args, name), returns)
    }

    fn platform_enum_call(&mut self, ty: &PlatformType, name: &Name, vals: Vec<Val>) -> Val {
        let this = Ty::platform(ty.id);
        if name.is("values") && vals.is_empty() {
            let items = (0..ty.constants.len()).map(|i| Ex::PlatformEnum(ty.id, i as u32)).collect();
            return Val::new(Ex::NewList { element: this.clone(), items }, Ty::list(this));
        }
        if name.is("valueOf") && vals.len() == 1 && vals[0].ty == Ty::String {
            let args = vals.into_iter().map(|v| v.ex).collect();
            return Val::new(static_native(ty.id, u32::MAX, args, name), this);
        }
        let shown = self.show(&this);
        self.no_method(name, &vals, &shown)
    }

    fn static_class_call(&mut self, id: ClassId, name: &Name, vals: Vec<Val>) -> Val {
        let shown = self.c.class(id).name.to_string();
        if self.c.class(id).kind == ClassKind::Enum {
            let values = name.is("values") && vals.is_empty();
            let value_of = name.is("valueOf") && vals.len() == 1 && vals[0].ty == Ty::String;
            if values || value_of {
                let ty = if values { Ty::list(Ty::Class(id)) } else { Ty::Class(id) };
                let args = vals.into_iter().map(|v| v.ex).collect();
                return Val::new(Ex::EnumStatic { class: id, values, args }, ty);
            }
        }
        let methods = self.c.methods_named(id, &name.text);
        let candidates = self.candidates(&methods);
        let Some(chosen) = self.pick(&candidates, &vals) else {
            return self.no_method(name, &vals, &shown);
        };
        if self.ambiguous(&candidates, &vals, &name.text, name.span) {
            return Val::error();
        }
        let at = methods[chosen];
        let method = &self.c.class(at.class).methods[at.index as usize];
        if !method.is_static {
            let text = self.c.signature(at.class, method);
            return self
                .error(name.span, format!("Non static method cannot be referenced from a static context: {text}"));
        }
        self.invoke(at, Ex::This, self.fit_args(vals, &candidates[chosen]), false, name)
    }
}

/// A static method of the platform that binds no variables.
fn static_native(ty: PlatformId, method: u32, args: Vec<Ex>, name: &Name) -> Ex {
    let line = name.span.line;
    Ex::Native(Box::new(Native { ty, method, object: None, args, safe: false, type_args: vec![], scope: vec![], line }))
}

fn is_object_method(name: &str) -> bool {
    ["toString", "hashCode", "equals"].iter().any(|m| m.eq_ignore_ascii_case(name))
}
