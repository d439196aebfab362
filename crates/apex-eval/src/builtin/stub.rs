//! `Test.createStub`: an object whose methods a `StubProvider` answers. Apex Developer Guide, "Build a Mocking Framework
//! with the Stub API".

use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::{known, platform};
use apex_sema::program::{ClassKind, Method, Super, Visibility};
use apex_sema::ty::{ClassId, Ty};
use std::rc::Rc;

pub(super) const MEMBERS: Members = &[("createStub/2", |cx, _, a| {
    let ty = cx.arg_type(&a[0])?;
    if a[1].is_null() {
        return Err(cx.null_argument());
    }
    match *ty {
        Ty::Class(id) if cx.may_stub(id) => cx.bare_object(id, Some(a[1].clone())),
        // Which types are refused is documented, the words are not.
        _ => {
            let message = format!("Type cannot be stubbed: {}", cx.type_name(&ty));
            Err(cx.throw("System.TypeException", &message))
        }
    }
})];

impl<'p> Interp<'p, '_> {
    /// No stubs are made of inner classes, of platform types, of batch classes and of classes that nobody can construct.
    fn may_stub(&self, id: ClassId) -> bool {
        let class = self.class(id);
        let private = |constructor: &Method| constructor.visibility == Visibility::Private;
        let batch = platform().find("Database.Batchable").map(|ty| ty.id);
        let is_batch = |ty: &Ty| matches!(ty, Ty::Platform(id, _) if Some(*id) == batch);
        class.outer.is_none()
            && class.trigger.is_none()
            && class.kind != ClassKind::Enum
            && (class.constructors.is_empty() || !class.constructors.iter().all(private))
            && !class.interfaces.iter().any(is_batch)
    }

    /// The method with a signature that a class or interface declares or inherits, with a body or without.
    pub(crate) fn declared(&self, id: ClassId, sig: u32) -> Option<&'p Method> {
        let class = self.class(id);
        if let Some(method) = class.methods.iter().find(|method| method.sig == sig && !method.is_static) {
            return Some(method);
        }
        let above = match class.superclass {
            Super::Class(up) => Some(up),
            _ => None,
        };
        let interfaces = class.interfaces.iter().filter_map(|ty| match ty {
            Ty::Class(interface) => Some(*interface),
            _ => None,
        });
        above.into_iter().chain(interfaces).find_map(|id| self.declared(id, sig))
    }

    /// A call of a method of a stub.
    pub(crate) fn call_stub(
        &mut self,
        object: &Value,
        provider: &Value,
        method: &'p Method,
        args: Vec<Value>,
    ) -> Run<Value> {
        let ty = |ty: &Ty| Value::Type(Rc::new(ty.clone()));
        let types = method.params.iter().map(|(_, of)| ty(of)).collect();
        let names = method.params.iter().map(|(name, _)| Value::str(&**name)).collect();
        let call = vec![
            object.clone(),
            Value::str(&*method.name),
            ty(&method.returns),
            Value::list(Ty::platform(known().type_), types),
            Value::list(Ty::String, names),
            Value::list(Ty::Object, args),
        ];
        let answer = self.call_named(provider, "handleMethodCall", call)?;
        if method.returns == Ty::Void {
            return Ok(Value::Null);
        }
        self.cast(&method.returns, answer)
    }
}
