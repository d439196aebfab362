//! State of platform objects, and the registry that ties signatures to implementations.

use crate::interp::Interp;
use crate::stop::Run;
use crate::value::{ExceptionData, Value};
use apex_sema::platform::{PlatformType, platform};
use indexmap::IndexMap;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

/// State of a platform object.
#[derive(Debug)]
#[allow(missing_docs, reason = "each is the object of its name")]
pub enum NativeData {
    Exception(ExceptionData),
    /// Objects that are little more than named values, keyed in lower case.
    Fields(IndexMap<&'static str, Value>),
    DescribeObject(Arc<str>),
    DescribeField(Arc<str>, Arc<str>),
    ObjectFields(Arc<str>),
    /// The field sets of an object.
    ObjectFieldSets(Arc<str>),
    /// A field set: object and name.
    FieldSet(Arc<str>, Arc<str>),
    Pattern(Rc<crate::builtin::pattern::Pattern>),
    Matcher(crate::builtin::pattern::Matcher),
    JsonParser(crate::json::tokens::Tokens),
    JsonGenerator(crate::json::generator::Generator),
    Iterator(Vec<Value>, usize),
    Savepoint(u64),
}

/// An implementation of a platform method or constructor: receiver (null for static) and arguments.
pub type NativeFn = fn(&mut Interp<'_, '_>, &Value, &[Value]) -> Run<Value>;

/// The implemented members of a platform class. Keys: `name/arguments`, `name(Types)` for one overload, `new/n`,
/// `new(Types)`, `.field` for a field.
pub(crate) type Members = &'static [(&'static str, NativeFn)];

/// By platform type: implementations in the order of its methods and constructors.
pub(crate) struct Registry {
    pub methods: Vec<Vec<Option<NativeFn>>>,
    pub constructors: Vec<Vec<Option<NativeFn>>>,
    /// By type and field name in lower case.
    pub fields: HashMap<(u32, String), NativeFn>,
}

static REGISTRY: LazyLock<Registry> = LazyLock::new(build);

pub(crate) fn registry() -> &'static Registry {
    &REGISTRY
}

fn types(list: &[apex_sema::ty::Ty]) -> String {
    list.iter().map(|ty| apex_sema::show(ty, &[])).collect::<Vec<_>>().join(",").to_ascii_lowercase()
}

fn build() -> Registry {
    let mut by_class: HashMap<String, HashMap<String, NativeFn>> = HashMap::new();
    for (class, members) in crate::builtin::CLASSES {
        let entry = by_class.entry(class.to_ascii_lowercase()).or_default();
        for (key, function) in *members {
            entry.insert(key.to_ascii_lowercase(), *function);
        }
    }
    let mut registry = Registry { methods: Vec::new(), constructors: Vec::new(), fields: HashMap::new() };
    for ty in &platform().types {
        let none = HashMap::new();
        let members = by_class.get(&ty.full_name().to_ascii_lowercase()).unwrap_or(&none);
        let find = |name: &str, params: &[apex_sema::ty::Ty]| {
            let exact = format!("{}({})", name.to_ascii_lowercase(), types(params));
            let count = format!("{}/{}", name.to_ascii_lowercase(), params.len());
            members.get(&exact).or_else(|| members.get(&count)).copied()
        };
        registry.methods.push(ty.methods.iter().map(|m| find(&m.name, &m.params)).collect());
        registry.constructors.push(ty.constructors.iter().map(|c| find("new", &c.params)).collect());
        for field in &ty.fields {
            if let Some(function) = members.get(&format!(".{}", field.name.to_ascii_lowercase())) {
                registry.fields.insert((ty.id, field.name.to_ascii_lowercase()), *function);
            }
        }
    }
    registry
}

/// The signature table with a `+` before each implemented member, as the `.sig` files should be.
pub fn marked(ty: &PlatformType, line: &str, seen: &mut [usize; 2]) -> bool {
    let registry = registry();
    let id = ty.id as usize;
    let line = line.trim().trim_start_matches('+').trim_start_matches("static ");
    if line.starts_with("new(") {
        seen[1] += 1;
        return registry.constructors[id][seen[1] - 1].is_some();
    }
    if line.contains('(') {
        seen[0] += 1;
        return registry.methods[id][seen[0] - 1].is_some();
    }
    match line.rsplit_once(' ') {
        Some((_, name)) => registry.fields.contains_key(&(ty.id, name.to_ascii_lowercase())),
        None => false,
    }
}
