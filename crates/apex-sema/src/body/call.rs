//! Method calls: which method a name and arguments mean.

use super::operand::Operand;
use super::{BodyCx, Val};
use crate::assign::{assignable, convert};
use crate::platform::{PlatformKind, PlatformMethod, PlatformType, known, platform};
use crate::program::{ClassKind, Const, Ex, MethodRef, Native, Place, Visibility};
use crate::ty::{ClassId, PlatformId, Ty};
use apex_syntax::ast::{Expr, ExprKind, Name};
use std::sync::Arc;

/// Methods that the local org runs in tests only, and what they do.
const TESTS_ONLY: &[((&str, &str), &str)] =
    &[(("System.Http", "send"), "callouts"), (("System.System", "enqueueJob"), "Queueable jobs")];

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

    fn no_method(&mut self, name: &Name, vals: &[Val], from: &str) -> Val {
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
    fn object_method(&mut self, object: Ex, name: &Name, vals: &mut Vec<Val>, safe: bool) -> Option<Val> {
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

    /// A call into the platform; `object` is `None` for static calls.
    fn platform_call(
        &mut self,
        ty: &PlatformType,
        args: &[Ty],
        object: Option<Val>,
        name: &Name,
        mut vals: Vec<Val>,
        safe: bool,
    ) -> Val {
        let wanted_static = object.is_none();
        let mut found: Vec<(&PlatformType, usize, &PlatformMethod)> = Vec::new();
        let mut others: Vec<(&PlatformType, &PlatformMethod)> = Vec::new();
        let mut queue = vec![ty];
        let mut seen = vec![ty.id];
        while let Some(at) = queue.pop() {
            for (i, method) in at.methods.iter().enumerate() {
                if name.is(&method.name) && (method.is_static == wanted_static) {
                    found.push((at, i, method));
                } else if name.is(&method.name) {
                    others.push((at, method));
                }
            }
            for up in at.extends.iter().chain(&at.implements) {
                if let Ty::Platform(up, _) = up
                    && !seen.contains(up)
                {
                    seen.push(*up);
                    queue.push(platform().get(*up));
                }
            }
        }
        if let (Some(list @ Ty::List(element)), [one], true) = (object.as_ref().map(|o| &o.ty), &*vals, name.is("sort"))
        {
            let compares = self.compared(&one.ty);
            if one.ty == Ty::Null || compares.as_ref().is_some_and(|of| !assignable(&self.c.classes, element, of)) {
                let given = compares.map_or_else(|| "null".to_owned(), |of| self.show(&of));
                let shown = self.show(list);
                let message = format!("Incompatible Comparator argument type: {given}, for collection: {shown}");
                return self.error(name.span, message);
            }
            if compares.is_some() {
                // A comparator of anything more general sorts too.
                vals[0].ty = Ty::Platform(known().comparator, [(**element).clone()].into());
            }
        }
        if let (Some(map @ Ty::Map(of)), [Val { ty: list @ Ty::List(element), .. }], true) =
            (object.as_ref().map(|o| &o.ty), &*vals, name.is("putAll"))
            && !(matches!(of.0, Ty::Id | Ty::String) && assignable(&self.c.classes, element, &of.1))
        {
            let message = format!("Invalid putAll type {} found for {}", self.show(list), self.show(map));
            return self.error(name.span, message);
        }
        let candidates: Vec<Vec<Ty>> =
            found.iter().map(|(_, _, m)| m.params.iter().map(|p| p.substitute(args)).collect()).collect();
        let in_collection = matches!(&*ty.name, "List" | "Set" | "Map");
        let Some(chosen) = self.pick_from(&candidates, &vals, in_collection) else {
            let receiver = object.as_ref().map(|o| o.ty.clone());
            if let Some(object) = object
                && let Some(val) = self.object_method(object.ex, name, &mut vals, safe)
            {
                return val;
            }
            let shown = match receiver {
                Some(ty) => self.show(&ty),
                None => self.platform_name(ty),
            };
            if found.is_empty() {
                let lists: Vec<Vec<Ty>> =
                    others.iter().map(|(_, m)| m.params.iter().map(|p| p.substitute(args)).collect()).collect();
                if let Some(chosen) = self.pick(&lists, &vals) {
                    return self.wrong_context(name, others[chosen].1, &lists[chosen], args, &shown);
                }
            }
            return self.no_method(name, &vals, &shown);
        };
        if self.ambiguous(&candidates, &vals, &name.text, name.span) {
            return Val::error();
        }
        let (owner, index, method) = found[chosen];
        if candidates.len() > 1 && vals.iter().any(|v| v.ty.is_error()) {
            // Any of them may be meant.
            return Val::unknown_of(vals);
        }
        if let (Some(on), [Val { ty: list @ Ty::List(given), .. }]) = (object.as_ref().map(|o| &o.ty), &*vals)
            && method.name.ends_with("All")
            && match on {
                Ty::Set(element) => element != given,
                Ty::List(element) => **given == Ty::SObject && matches!(**element, Ty::Record(_)),
                _ => false,
            }
        {
            let (shown, on) = (self.show(list), self.show(on));
            let message = format!("Illegal all method call for argument type, {shown}, for collection: {on}");
            return self.error(name.span, message);
        }
        let returns = method.returns.substitute(args);
        if !method.implemented && owner.kind != PlatformKind::Interface {
            let list = self.c.show_list(&candidates[chosen]);
            self.unsupported(name.span, &format!("{}.{}({list})", owner.full_name(), method.name));
        }
        let called = (&*owner.full_name(), &*method.name);
        if let Some((_, what)) = TESTS_ONLY.iter().find(|(member, _)| *member == called) {
            self.c.tests_only(self.class, name.span, what);
        }
        if called.0 == "System.Database"
            && let (Some(first), Some(letter)) = (vals.first(), method.name.get(..1))
        {
            let verb = format!("{}{}", letter.to_uppercase(), &method.name[1..]);
            self.check_dml(&verb, &first.ty, name.span);
        }
        if let (Some(on), true) = (object.as_ref().map(|o| &o.ty), method.name.eq_ignore_ascii_case("deepClone")) {
            let refused = match on {
                Ty::List(element) => (!element.is_record()).then_some("SObject list types"),
                Ty::Map(kv) => (!kv.1.is_record()).then_some("SObject value map types"),
                _ => None,
            };
            if let Some(wanted) = refused {
                let shown = self.show(on);
                return self.error(name.span, format!("Operation only applies to {wanted}: {shown}"));
            }
        }
        // Messages of the front end; release notes, Spring '23.
        if called == ("System.SObject", "recalculateFormulas") && !self.c.is_before(self.class, 57) {
            let message = "SObject.recalculateFormulas() is deprecated as of API version 57.0. Use \
                           Formula.recalculateFormulas() instead";
            return self.error(name.span, message);
        }
        if called == ("System.String", "join") {
            let anything = Ty::Platform(known().iterable, [Ty::Object].into());
            let early = matches!(vals[0].ty, Ty::Set(_)) && self.c.is_before(self.class, 58);
            if early || !assignable(&self.c.classes, &vals[0].ty, &anything) {
                return self.no_method(name, &vals, "String");
            }
        }
        let returns = self.sharpen(owner, method, object.as_ref().map(|o| &o.ty), returns);
        let scope = if &*owner.full_name() == "System.Database" { self.bindable() } else { Vec::new() };
        let native = Native {
            ty: owner.id,
            method: index as u32,
            object: object.map(|o| o.ex),
            args: self.fit_args(vals, &candidates[chosen]),
            safe,
            type_args: args.to_vec(),
            scope,
            line: name.span.line,
        };
        Val::new(Ex::Native(Box::new(native)), returns)
    }

    /// What a comparator compares.
    fn compared(&self, ty: &Ty) -> Option<Ty> {
        let interfaces = match ty {
            Ty::Class(id) => self.c.platform_interfaces(*id),
            ty => vec![ty.clone()],
        };
        interfaces.into_iter().find_map(|interface| match interface {
            Ty::Platform(of, args) if of == known().comparator => args.first().cloned(),
            _ => None,
        })
    }

    /// A static method called on a value, or the other way round.
    fn wrong_context(&mut self, name: &Name, method: &PlatformMethod, params: &[Ty], args: &[Ty], from: &str) -> Val {
        let (what, context) = if method.is_static { ("Static", "non static") } else { ("Non static", "static") };
        let (returns, list) = (self.show(&method.returns.substitute(args)), self.c.show_list(params));
        let message = format!(
            "{what} method cannot be referenced from a {context} context: {returns} {from}.{}({list})",
            method.name
        );
        self.error(name.span, message)
    }

    /// `clone()` and the like give the type they are called on.
    fn sharpen(&self, owner: &PlatformType, method: &PlatformMethod, on: Option<&Ty>, returns: Ty) -> Ty {
        match on {
            Some(on @ Ty::Record(_)) if &*owner.name == "SObject" && &*method.name == "clone" => on.clone(),
            Some(on @ (Ty::List(_) | Ty::Set(_) | Ty::Map(_))) if matches!(&*method.name, "clone" | "deepClone") => {
                on.clone()
            }
            _ => returns,
        }
    }

    fn platform_name(&self, ty: &PlatformType) -> String {
        match (&*ty.namespace, &*ty.name) {
            (
                "System",
                short @ ("String" | "Integer" | "Long" | "Double" | "Decimal" | "Boolean" | "Date" | "Datetime"
                | "Time" | "Blob" | "Id" | "System" | "Database"),
            ) => short.into(),
            _ => ty.full_name(),
        }
    }

    /// Variables a dynamic query may bind.
    fn bindable(&self) -> Vec<(Arc<str>, Ex)> {
        let mut scope: Vec<(Arc<str>, Ex)> =
            self.vars.iter().map(|v| (v.name.clone(), Ex::Read(Place::Local(v.slot)))).collect();
        for owner in self.c.lineage(self.class) {
            for field in &self.c.class(owner).fields {
                if field.property.is_some() || (!field.is_static && self.is_static) {
                    continue;
                }
                let place = if field.is_static {
                    Place::Static { class: owner, slot: field.slot }
                } else {
                    Place::Field { object: Box::new(Ex::This), slot: field.slot }
                };
                scope.push((field.name.clone(), Ex::Read(place)));
            }
        }
        scope
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
