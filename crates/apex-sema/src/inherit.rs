//! Walks up the class hierarchy; lays out slots and dispatch tables.

use crate::assign::assignable;
use crate::compiler::Compiler;
use crate::platform::{known, platform};
use crate::program::{Class, ClassKind, Method, MethodRef, Super};
use crate::ty::{ClassId, PlatformId, Ty};
use std::collections::{BTreeSet, HashMap};

impl Compiler<'_> {
    /// `id` and its superclasses, nearest first.
    pub fn lineage(&self, id: ClassId) -> Vec<ClassId> {
        let mut line = vec![id];
        let mut at = id;
        while let Super::Class(up) = self.class(at).superclass {
            line.push(up);
            at = up;
        }
        line
    }

    /// The platform class a user class finally extends: an exception, or none.
    pub fn platform_super(&self, id: ClassId) -> Option<PlatformId> {
        platform_super(&self.classes, id)
    }

    /// Whether `id` is `ancestor`, extends or implements it.
    pub fn is_subclass(&self, id: ClassId, ancestor: ClassId) -> bool {
        is_subclass(&self.classes, id, ancestor)
    }

    /// User methods called `name` that a value of class `id` has: own, inherited, or of interfaces.
    pub fn methods_named(&self, id: ClassId, name: &str) -> Vec<MethodRef> {
        let mut found: Vec<MethodRef> = Vec::new();
        let mut sigs = BTreeSet::new();
        for owner in self.sources_of_members(id) {
            for (index, method) in self.class(owner).methods.iter().enumerate() {
                if method.name.eq_ignore_ascii_case(name) && sigs.insert(method.sig) {
                    found.push(MethodRef { class: owner, index: index as u32 });
                }
            }
        }
        found
    }

    /// The class, its superclasses, then every interface they name.
    pub fn sources_of_members(&self, id: ClassId) -> Vec<ClassId> {
        let mut order = self.lineage(id);
        let mut i = 0;
        while i < order.len() {
            for ty in &self.class(order[i]).interfaces {
                if let Ty::Class(up) = ty
                    && !order.contains(up)
                {
                    order.push(*up);
                }
            }
            i += 1;
        }
        order
    }

    /// Platform interfaces a user class implements, with their type arguments.
    pub fn platform_interfaces(&self, id: ClassId) -> Vec<Ty> {
        let mut found = Vec::new();
        for owner in self.sources_of_members(id) {
            for ty in &self.class(owner).interfaces {
                if matches!(ty, Ty::Platform(..)) {
                    found.push(ty.clone());
                }
            }
        }
        found
    }

    pub fn method_at(&self, at: MethodRef) -> &Method {
        &self.class(at.class).methods[at.index as usize]
    }

    /// Whether what a method gives may stand for what another promises.
    pub fn returns_fit(&self, method: &Method, promised: &Method) -> bool {
        method.returns == promised.returns || assignable(&self.classes, &method.returns, &promised.returns)
    }

    /// The method of a class that answers one of an interface: it may take more and give less.
    pub fn answer_to(&self, id: ClassId, wanted: &Method) -> Option<MethodRef> {
        let fits = |m: &Method| {
            let mut params = m.params.iter().zip(&wanted.params);
            m.name.eq_ignore_ascii_case(&wanted.name)
                && m.params.len() == wanted.params.len()
                && !m.is_abstract
                && !m.is_static
                && params.all(|((_, takes), (_, given))| assignable(&self.classes, given, takes))
                && self.returns_fit(m, wanted)
        };
        self.lineage(id).into_iter().find_map(|class| {
            let index = self.class(class).methods.iter().position(fits)?;
            Some(MethodRef { class, index: index as u32 })
        })
    }

    /// Lets methods answer those of interfaces that are declared a little differently.
    pub fn link_answers(&mut self) {
        for id in 0..self.classes.len() as ClassId {
            if self.class(id).kind == ClassKind::Interface {
                continue;
            }
            let mut answers = Vec::new();
            for owner in self.sources_of_members(id) {
                let source = self.class(owner);
                for method in source.methods.iter().filter(|_| source.kind == ClassKind::Interface) {
                    if !self.class(id).vtable.contains_key(&method.sig) {
                        answers.extend(self.answer_to(id, method).map(|at| (method.sig, at)));
                    }
                }
            }
            self.class_mut(id).vtable.extend(answers);
        }
    }

    /// Gives every instance field its slot and every class its dispatch table.
    pub fn link(&mut self) {
        let mut done = vec![false; self.classes.len()];
        for i in 0..self.classes.len() {
            for id in self.lineage(i as ClassId).into_iter().rev() {
                if std::mem::replace(&mut done[id as usize], true) {
                    continue;
                }
                let (mut slots, mut vtable) = match self.class(id).superclass {
                    Super::Class(up) => (self.class(up).instance_slots, self.class(up).vtable.clone()),
                    _ => (0, HashMap::new()),
                };
                let class = self.class_mut(id);
                for field in class.fields.iter_mut().filter(|f| !f.is_static) {
                    field.slot = slots;
                    slots += 1;
                }
                for (index, method) in class.methods.iter().enumerate() {
                    if !method.is_static {
                        vtable.insert(method.sig, MethodRef { class: id, index: index as u32 });
                    }
                }
                class.instance_slots = slots;
                class.vtable = vtable;
            }
        }
        self.link_answers();
    }
}

/// The platform class a user class finally extends.
pub(crate) fn platform_super(classes: &[Class], id: ClassId) -> Option<PlatformId> {
    let mut at = id;
    loop {
        match classes[at as usize].superclass {
            Super::Class(up) => at = up,
            Super::Platform(pid) => return Some(pid),
            Super::None => return None,
        }
    }
}

/// Whether `id` is `ancestor`, extends or implements it.
pub(crate) fn is_subclass(classes: &[Class], id: ClassId, ancestor: ClassId) -> bool {
    if id == ancestor {
        return true;
    }
    let class = &classes[id as usize];
    let up = matches!(class.superclass, Super::Class(up) if is_subclass(classes, up, ancestor));
    up || class.interfaces.iter().any(|ty| matches!(ty, Ty::Class(i) if is_subclass(classes, *i, ancestor)))
}

/// Whether a user class is a kind of platform type `target` (an exception or a platform interface).
pub(crate) fn implements_platform(classes: &[Class], id: ClassId, target: PlatformId) -> bool {
    if platform_super(classes, id).is_some_and(|up| platform().extends(up, target)) {
        return true;
    }
    let class = &classes[id as usize];
    let direct = class.interfaces.iter().any(|ty| match ty {
        Ty::Platform(pid, _) => *pid == target || platform_implements(*pid, target),
        Ty::Class(up) => implements_platform(classes, *up, target),
        _ => false,
    });
    direct || matches!(class.superclass, Super::Class(up) if implements_platform(classes, up, target))
}

/// Whether platform type `id` names `target` among its interfaces or ancestors.
pub(crate) fn platform_implements(id: PlatformId, target: PlatformId) -> bool {
    let ty = platform().get(id);
    id == target
        || ty.implements.iter().any(|t| matches!(t, Ty::Platform(up, _) if platform_implements(*up, target)))
        || matches!(&ty.extends, Some(Ty::Platform(up, _)) if platform_implements(*up, target))
}

/// Whether a class is an exception.
pub(crate) fn is_exception(classes: &[Class], ty: &Ty) -> bool {
    match ty {
        Ty::Class(id) => platform_super(classes, *id).is_some(),
        Ty::Platform(id, _) => platform().extends(*id, known().exception),
        Ty::Error => true,
        _ => false,
    }
}
