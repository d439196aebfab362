//! The one signature table of platform types: the checker looks names up in it, the runtime its implementations.
//!
//! The `.sig` files beside this one hold names and types only. A member marked `+` is implemented by the local
//! org; every other member is known, so that code using it is told "not supported" instead of "does not exist".
//! Facts: the public signatures in `standard-types` 65.0.0 (apex-ls, BSD-3-Clause).

mod read;

use crate::ty::{PlatformId, Ty};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// What a platform type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the Apex kind of its name")]
pub enum PlatformKind {
    Class,
    Interface,
    Enum,
}

/// A field or property of a platform type.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts of a signature")]
pub struct PlatformField {
    pub name: Arc<str>,
    pub ty: Ty,
    pub is_static: bool,
    pub implemented: bool,
}

/// A method or constructor of a platform type.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts of a signature")]
pub struct PlatformMethod {
    pub name: Arc<str>,
    pub params: Vec<Ty>,
    pub returns: Ty,
    pub is_static: bool,
    pub implemented: bool,
}

/// A platform type.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts of a declaration")]
pub struct PlatformType {
    pub id: PlatformId,
    pub namespace: Arc<str>,
    /// Name without namespace, `DMLOptions.EmailHeader` for an inner type.
    pub name: Arc<str>,
    pub kind: PlatformKind,
    pub params: usize,
    pub extends: Option<Ty>,
    pub implements: Vec<Ty>,
    pub fields: Vec<PlatformField>,
    pub methods: Vec<PlatformMethod>,
    pub constructors: Vec<PlatformMethod>,
    pub constants: Vec<Arc<str>>,
}

impl PlatformType {
    /// `System.Limits`
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.namespace, self.name)
    }

    /// The name as messages show it: without `System.` for the basic types only.
    pub fn shown(&self) -> String {
        if self.constructors.is_empty() && &*self.namespace == "System" && matches!(&*self.name, "Database" | "System")
        {
            return self.name.to_string();
        }
        self.full_name()
    }

    /// Methods of this name, in any letter case.
    pub fn methods_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a PlatformMethod> {
        self.methods.iter().filter(move |m| m.name.eq_ignore_ascii_case(name))
    }
}

/// All platform types.
#[derive(Debug)]
pub struct Platform {
    /// By id.
    pub types: Vec<PlatformType>,
    by_name: HashMap<String, PlatformId>,
}

/// Ids of types that the checker itself refers to.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "each is the platform type of its name")]
pub struct Known {
    pub exception: PlatformId,
    pub iterable: PlatformId,
    pub iterator: PlatformId,
    pub comparable: PlatformId,
    pub comparator: PlatformId,
    pub type_: PlatformId,
    pub object_token: PlatformId,
    pub field_token: PlatformId,
    pub describe_object: PlatformId,
    pub describe_field: PlatformId,
    pub object_fields: PlatformId,
    pub object_field_sets: PlatformId,
    pub field_set: PlatformId,
    pub access_level: PlatformId,
    pub callable: PlatformId,
    pub address: PlatformId,
    pub location: PlatformId,
}

static PLATFORM: LazyLock<Platform> = LazyLock::new(read::read);
static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let id = |name: &str| PLATFORM.find(name).map_or(0, |t| t.id);
    Known {
        exception: id("System.Exception"),
        iterable: id("System.Iterable"),
        iterator: id("System.Iterator"),
        comparable: id("System.Comparable"),
        comparator: id("System.Comparator"),
        type_: id("System.Type"),
        object_token: id("Schema.SObjectType"),
        field_token: id("Schema.SObjectField"),
        describe_object: id("Schema.DescribeSObjectResult"),
        describe_field: id("Schema.DescribeFieldResult"),
        object_fields: id("Schema.SObjectTypeFields"),
        object_field_sets: id("Schema.SObjectTypeFieldSets"),
        field_set: id("Schema.FieldSet"),
        access_level: id("System.AccessLevel"),
        callable: id("System.Callable"),
        address: id("System.Address"),
        location: id("System.Location"),
    }
});

/// The table.
pub fn platform() -> &'static Platform {
    &PLATFORM
}

/// Types that the checker itself refers to.
pub fn known() -> &'static Known {
    &KNOWN
}

impl Platform {
    /// The type of this full name, in any letter case.
    pub fn find(&self, full_name: &str) -> Option<&PlatformType> {
        self.by_name.get(&full_name.to_ascii_lowercase()).and_then(|id| self.types.get(*id as usize))
    }

    /// The type of this id.
    pub fn get(&self, id: PlatformId) -> &PlatformType {
        &self.types[id as usize]
    }

    /// Whether there is such a namespace.
    pub fn is_namespace(&self, name: &str) -> bool {
        read::NAMESPACES.iter().any(|(ns, _)| ns.eq_ignore_ascii_case(name))
    }

    /// The table entry that holds the methods of a type, with the type arguments for it.
    pub fn members_of(&self, ty: &Ty) -> Option<(&PlatformType, Vec<Ty>)> {
        let (name, args) = match ty {
            Ty::Boolean => ("System.Boolean", vec![]),
            Ty::Integer => ("System.Integer", vec![]),
            Ty::Long => ("System.Long", vec![]),
            Ty::Double => ("System.Double", vec![]),
            Ty::Decimal => ("System.Decimal", vec![]),
            Ty::String => ("System.String", vec![]),
            Ty::Id => ("System.Id", vec![]),
            Ty::Date => ("System.Date", vec![]),
            Ty::Datetime => ("System.Datetime", vec![]),
            Ty::Time => ("System.Time", vec![]),
            Ty::Blob => ("System.Blob", vec![]),
            Ty::SObject | Ty::Record(_) => ("System.SObject", vec![]),
            Ty::List(t) => ("System.List", vec![(**t).clone()]),
            Ty::Set(t) => ("System.Set", vec![(**t).clone()]),
            Ty::Map(kv) => ("System.Map", vec![kv.0.clone(), kv.1.clone()]),
            Ty::Platform(id, args) => return Some((self.get(*id), args.to_vec())),
            _ => return None,
        };
        self.find(name).map(|t| (t, args))
    }

    /// Whether platform type `id` is `ancestor` or extends it.
    pub fn extends(&self, mut id: PlatformId, ancestor: PlatformId) -> bool {
        loop {
            if id == ancestor {
                return true;
            }
            match &self.get(id).extends {
                Some(Ty::Platform(up, _)) => id = *up,
                _ => return false,
            }
        }
    }
}
