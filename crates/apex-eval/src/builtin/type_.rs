//! `System.Type`.

use super::args::string;
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::platform;
use apex_sema::program::ClassKind;
use apex_sema::ty::Ty;
use std::rc::Rc;

pub(super) const MEMBERS: Members = &[
    ("forName/1", |cx, _, a| {
        let name = cx.arg_text(&a[0])?;
        Ok(cx.find_type(&name).map_or(Value::Null, |ty| Value::Type(Rc::new(ty))))
    }),
    ("forName/2", |cx, _, a| {
        let name = cx.arg_text(&a[1])?;
        let full = match cx.maybe_text(&a[0]) {
            Some(ns) if !ns.is_empty() => format!("{ns}.{name}"),
            _ => name.to_string(),
        };
        Ok(cx.find_type(&full).map_or(Value::Null, |ty| Value::Type(Rc::new(ty))))
    }),
    ("getName/0", |cx, me, _| {
        let ty = cx.arg_type(me)?;
        Ok(string(cx.type_name(&ty)))
    }),
    ("toString/0", |cx, me, _| {
        let ty = cx.arg_type(me)?;
        Ok(string(cx.type_name(&ty)))
    }),
    ("equals/1", |cx, me, a| Ok(Value::Bool(cx.same(me, &a[0])?))),
    ("hashCode/0", |cx, me, _| Ok(Value::Int(cx.hash(me)?))),
    ("isAssignableFrom/1", |cx, me, a| {
        let (to, from) = (cx.arg_type(me)?, cx.arg_type(&a[0])?);
        Ok(Value::Bool(apex_sema::assignable(&cx.program.classes, &from, &to)))
    }),
    ("newInstance/0", |cx, me, _| {
        let ty = cx.arg_type(me)?;
        cx.new_instance(&ty)
    }),
];

/// Collections in collections that a name may hold.
const DEEPEST: u32 = 20;

impl Interp<'_, '_> {
    pub(super) fn arg_type(&self, value: &Value) -> Run<Rc<Ty>> {
        match value {
            Value::Type(ty) => Ok(ty.clone()),
            _ => Err(self.null_argument()),
        }
    }

    /// The type a name means at run time; a collection by the names of its types.
    fn find_type(&self, name: &str) -> Option<Ty> {
        self.find_nested(name.trim(), 0)
    }

    fn find_nested(&self, name: &str, depth: u32) -> Option<Ty> {
        let Some((outer, rest)) = name.split_once('<') else { return self.find_plain(name) };
        let args = rest.strip_suffix('>').filter(|_| depth < DEEPEST)?;
        let inner = |name: &str| self.find_nested(name.trim(), depth + 1);
        match &*outer.trim().to_ascii_lowercase() {
            "list" => inner(args).map(Ty::list),
            "set" => inner(args).map(Ty::set),
            "map" => {
                let mut open = 0_u32;
                let comma = args.find(|c| {
                    match c {
                        '<' => open += 1,
                        '>' => open = open.saturating_sub(1),
                        _ => {}
                    }
                    c == ',' && open == 0
                })?;
                Some(Ty::map(inner(&args[..comma])?, inner(&args[comma + 1..])?))
            }
            _ => None,
        }
    }

    fn find_plain(&self, name: &str) -> Option<Ty> {
        if let Some(id) = self.program.by_name.get(&name.to_ascii_lowercase()) {
            return Some(Ty::Class(*id));
        }
        let simple = match &*name.to_ascii_lowercase() {
            "string" => Some(Ty::String),
            "integer" => Some(Ty::Integer),
            "long" => Some(Ty::Long),
            "double" => Some(Ty::Double),
            "decimal" => Some(Ty::Decimal),
            "boolean" => Some(Ty::Boolean),
            "id" => Some(Ty::Id),
            "date" => Some(Ty::Date),
            "datetime" => Some(Ty::Datetime),
            "time" => Some(Ty::Time),
            "blob" => Some(Ty::Blob),
            "object" => Some(Ty::Object),
            "sobject" => Some(Ty::SObject),
            _ => None,
        };
        if simple.is_some() {
            return simple;
        }
        let bare = name
            .split_once('.')
            .filter(|(space, _)| space.eq_ignore_ascii_case("Schema"))
            .map_or(name, |(_, bare)| bare);
        self.program.catalog.canonical(bare).map(Ty::Record).or_else(|| {
            let found = platform().find(name).or_else(|| platform().find(&format!("System.{name}")));
            found.map(|t| Ty::platform(t.id))
        })
    }

    fn new_instance(&mut self, ty: &Ty) -> Run<Value> {
        match ty {
            Ty::Class(id) => {
                let class = self.class(*id);
                let constructor = class.constructors.iter().position(|c| c.params.is_empty());
                let missing = constructor.is_none() && !class.constructors.is_empty();
                if class.kind != ClassKind::Class || class.is_abstract || missing {
                    let message = format!("{} cannot be constructed", class.name);
                    return Err(self.throw("System.TypeException", &message));
                }
                self.construct(*id, constructor.map(|i| i as u32), Vec::new())
            }
            Ty::Record(name) => Ok(Value::record(name.clone(), indexmap::IndexMap::new())),
            Ty::List(t) => Ok(Value::list((**t).clone(), Vec::new())),
            Ty::Set(t) => Ok(Value::set((**t).clone(), indexmap::IndexMap::new())),
            Ty::Map(kv) => Ok(Value::map(kv.0.clone(), kv.1.clone(), indexmap::IndexMap::new())),
            other => {
                let message = format!("{} cannot be constructed", self.type_name(other));
                Err(self.throw("System.TypeException", &message))
            }
        }
    }
}
