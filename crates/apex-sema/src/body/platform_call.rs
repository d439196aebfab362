//! Calls into the platform: which method of a platform type a name and arguments mean, and what it gives.

use super::{BodyCx, Val};
use crate::assign::assignable;
use crate::platform::{PlatformKind, PlatformMethod, PlatformType, known, platform};
use crate::program::{Ex, Native, Place};
use crate::ty::Ty;
use apex_syntax::ast::Name;
use std::sync::Arc;

/// Methods that the local org runs in tests only, and what they do.
const TESTS_ONLY: &[((&str, &str), &str)] =
    &[(("System.Http", "send"), "callouts"), (("System.System", "enqueueJob"), "Queueable jobs")];

impl BodyCx<'_, '_> {
    /// A call into the platform; `object` is `None` for static calls.
    pub(super) fn platform_call(
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
    pub(super) fn compared(&self, ty: &Ty) -> Option<Ty> {
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
    pub(super) fn wrong_context(
        &mut self,
        name: &Name,
        method: &PlatformMethod,
        params: &[Ty],
        args: &[Ty],
        from: &str,
    ) -> Val {
        let (what, context) = if method.is_static { ("Static", "non static") } else { ("Non static", "static") };
        let (returns, list) = (self.show(&method.returns.substitute(args)), self.c.show_list(params));
        let message = format!(
            "{what} method cannot be referenced from a {context} context: {returns} {from}.{}({list})",
            method.name
        );
        self.error(name.span, message)
    }

    /// `clone()` and the like give the type they are called on.
    pub(super) fn sharpen(&self, owner: &PlatformType, method: &PlatformMethod, on: Option<&Ty>, returns: Ty) -> Ty {
        match on {
            Some(on @ Ty::Record(_)) if &*owner.name == "SObject" && &*method.name == "clone" => on.clone(),
            Some(on @ (Ty::List(_) | Ty::Set(_) | Ty::Map(_))) if matches!(&*method.name, "clone" | "deepClone") => {
                on.clone()
            }
            _ => returns,
        }
    }

    pub(super) fn platform_name(&self, ty: &PlatformType) -> String {
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
    pub(super) fn bindable(&self) -> Vec<(Arc<str>, Ex)> {
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
