//! Calls: user methods, platform methods, constructors of platform classes.

use crate::heap::bytes_of;
use crate::interp::Interp;
use crate::native::{NativeData, NativeFn, registry};
use crate::stop::{Run, Stop};
use crate::value::Value;
use apex_sema::platform::{PlatformKind, known, platform};
use apex_sema::program::{Ex, Native, Super};
use apex_sema::ty::{ClassId, Ty};
use std::rc::Rc;

/// Methods of texts that look at few characters, or only copy.
const QUICK: &[&str] = &[
    "add",
    "charAt",
    "codePointAt",
    "debug",
    "endsWith",
    "get",
    "isBlank",
    "isEmpty",
    "isNotBlank",
    "isNotEmpty",
    "left",
    "length",
    "mid",
    "put",
    "repeat",
    "right",
    "set",
    "startsWith",
    "substring",
    "trim",
];

impl<'p> Interp<'p, '_> {
    /// A call of a user method.
    pub(crate) fn call(&mut self, ex: &'p Ex) -> Run<Value> {
        match ex {
            Ex::CallStatic { method, args, line } => {
                let args = self.eval_all(args)?;
                self.frame().line = *line;
                self.ensure_static(method.class)?;
                let target = self.program.method(*method);
                if target.annotations.iter().any(|note| note.name == "future") {
                    return self.enqueue_future(*method, args);
                }
                self.invoke(target, method.class, Value::Null, args)
            }
            Ex::CallDirect { object, method, args, safe, line } => {
                let object = self.receiver(object, *safe)?;
                let args = self.eval_all(args)?;
                self.frame().line = *line;
                let target = self.program.method(*method);
                self.invoke(target, method.class, object, args)
            }
            Ex::CallVirtual { object, sig, args, safe, line } => {
                let object = self.receiver(object, *safe)?;
                let args = self.eval_all(args)?;
                self.frame().line = *line;
                let Value::Object(instance) = &object else {
                    return Err(self.null_pointer());
                };
                if let Some(provider) = &instance.stub
                    && let Some(method) = self.declared(instance.class, *sig)
                {
                    return self.call_stub(&object, provider, method, args);
                }
                let class = self.class(instance.class);
                let Some(at) = class.vtable.get(sig) else {
                    // An implementation of a generic interface may differ in its parameter types.
                    let name = self.program.sigs[*sig as usize].split('(').next().unwrap_or("").to_string();
                    return self.call_named(&object, &name, args);
                };
                let target = self.program.method(*at);
                self.invoke(target, at.class, object, args)
            }
            _ => Ok(Value::Null),
        }
    }

    /// A call into the platform.
    pub(crate) fn native(&mut self, native: &'p Native) -> Run<Value> {
        let object = match &native.object {
            Some(object) => self.receiver(object, native.safe)?,
            None => Value::Null,
        };
        let args = self.holding(&object, |cx| cx.eval_all(&native.args))?;
        self.limits.step()?;
        self.check_heap()?;
        self.frame().line = native.line;
        let ty = platform().get(native.ty);
        if native.method == u32::MAX {
            return self.enum_value_of(native.ty, &args[0]);
        }
        let method = &ty.methods[native.method as usize];
        if let (Value::Object(_), PlatformKind::Interface) = (&object, ty.kind) {
            return self.call_named(&object, &method.name, args);
        }
        if let (Value::Object(instance), true) = (&object, native.object.is_some())
            && let Some(at) = self.find_method(instance.class, &method.name, args.len())
            && self.frames.last().is_none_or(|f| f.class != at.class || !f.method.eq_ignore_ascii_case(&method.name))
        {
            let target = self.program.method(at);
            return self.invoke(target, at.class, object, args);
        }
        if !native.scope.is_empty()
            && method.params.first() == Some(&Ty::String)
            && matches!(&*method.name.to_ascii_lowercase(), "query" | "countquery" | "getquerylocator")
        {
            return self.dynamic_query_in_scope(native, &args);
        }
        match registry().methods[native.ty as usize][native.method as usize] {
            Some(function) => self.built_in(function, &method.name, &object, &args),
            None => match self.by_kind(&object, &method.name, &args) {
                Some(result) => result,
                None => Err(Stop::Gap(format!("not supported by the local org: {}.{}", ty.full_name(), method.name))),
            },
        }
    }

    /// Runs a built-in method. The texts it reads and makes cost CPU time and heap.
    fn built_in(&mut self, function: NativeFn, name: &str, object: &Value, args: &[Value]) -> Run<Value> {
        let read = bytes_of(object) + args.iter().map(bytes_of).sum::<usize>();
        if read > 0 {
            let size = if QUICK.iter().any(|quick| name.eq_ignore_ascii_case(quick)) { read / 16 } else { read };
            self.limits.work(size)?;
        }
        let result = function(self, object, args)?;
        let made = bytes_of(&result);
        self.limits.work(made / 16)?;
        self.limits.allocate(made)?;
        Ok(result)
    }

    /// Methods of platform interfaces on platform objects: `Iterable.iterator()` of a list and the like.
    fn by_kind(&mut self, object: &Value, name: &str, args: &[Value]) -> Option<Run<Value>> {
        let own = match object {
            Value::List(_) => "System.List",
            Value::Set(_) => "System.Set",
            Value::Native(_) => "System.Iterator",
            _ => return None,
        };
        let ty = platform().find(own)?;
        let index =
            ty.methods.iter().position(|m| m.name.eq_ignore_ascii_case(name) && m.params.len() == args.len())?;
        registry().methods[ty.id as usize][index].map(|f| f(self, object, args))
    }

    /// `new` of a platform class.
    pub(crate) fn new_native(&mut self, native: &'p Native) -> Run<Value> {
        let args = self.eval_all(&native.args)?;
        self.frame().line = native.line;
        let ty = platform().get(native.ty);
        if platform().extends(native.ty, known().exception) {
            let mut data = self.exception_data(None, Value::Null);
            crate::interp::set_exception(&mut data, &args);
            return Ok(Value::native(native.ty, NativeData::Exception(data)));
        }
        match registry().constructors[native.ty as usize][native.method as usize] {
            Some(function) => function(self, &Value::Type(Rc::new(Ty::platform(native.ty))), &args),
            None => Err(Stop::Gap(format!("not supported by the local org: new {}", ty.full_name()))),
        }
    }

    /// `toString`, `hashCode`, `name`, `ordinal` of any value.
    pub(crate) fn object_method(&mut self, object: &Value, name: &str) -> Run<Value> {
        Ok(match name {
            "ordinal" => match object {
                Value::Enum(_, i) | Value::PlatformEnum(_, i) => Value::Int(i32::try_from(*i).unwrap_or(0)),
                _ => Value::Null,
            },
            "hashCode" => Value::Int(self.hash(object)?),
            _ => Value::Str(self.text(object)?),
        })
    }

    /// A hash that is equal for equal values; its number differs from the platform's.
    pub(crate) fn hash(&mut self, value: &Value) -> Run<i32> {
        use std::hash::{DefaultHasher, Hash, Hasher};
        if let Value::Object(instance) = value
            && self.find_method(instance.class, "hashCode", 0).is_some()
        {
            return Ok(match self.call_named(value, "hashCode", vec![])? {
                Value::Int(i) => i,
                _ => 0,
            });
        }
        if let Value::Str(s) = value {
            // As Java's String.hashCode.
            return Ok(s.encode_utf16().fold(0i32, |h, c| h.wrapping_mul(31).wrapping_add(c.into())));
        }
        let key = self.set_key(&std::cell::RefCell::default(), value)?;
        let mut hasher = DefaultHasher::new();
        match key {
            crate::value::Key::Address(_) => 0.hash(&mut hasher),
            other => other.hash(&mut hasher),
        }
        #[allow(clippy::cast_possible_truncation, reason = "a hash")]
        Ok(hasher.finish() as i32)
    }

    pub(crate) fn enum_static(&mut self, class: ClassId, values: bool, args: &'p [Ex]) -> Run<Value> {
        let constants = &self.class(class).constants;
        if values {
            let items = (0..constants.len()).map(|i| Value::Enum(class, u32::try_from(i).unwrap_or(0))).collect();
            return Ok(Value::list(Ty::Class(class), items));
        }
        let args = self.eval_all(args)?;
        let Some(text) = args.first().and_then(Value::as_str) else {
            return Err(self.null_argument());
        };
        match constants.iter().position(|c| c.eq_ignore_ascii_case(text)) {
            Some(i) => Ok(Value::Enum(class, u32::try_from(i).unwrap_or(0))),
            None => {
                let name = &self.class(class).name;
                Err(self.throw("System.NoSuchElementException", &format!("No enum constant {name}.{text}")))
            }
        }
    }

    fn enum_value_of(&mut self, id: u32, name: &Value) -> Run<Value> {
        let Some(text) = name.as_str() else { return Err(self.null_argument()) };
        let ty = platform().get(id);
        match ty.constants.iter().position(|c| c.eq_ignore_ascii_case(text)) {
            Some(i) => Ok(Value::PlatformEnum(id, u32::try_from(i).unwrap_or(0))),
            None => {
                Err(self.throw("System.NoSuchElementException", &format!("No enum constant {}.{text}", ty.full_name())))
            }
        }
    }

    /// Whether a user class derives from another class of the given name.
    pub(crate) fn super_of(&self, class: ClassId) -> Option<ClassId> {
        match self.class(class).superclass {
            Super::Class(up) => Some(up),
            _ => None,
        }
    }
}
