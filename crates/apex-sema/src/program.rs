//! The resolved program: what the checker hands to the evaluator. Names are gone; slots and ids stand in their place.

mod code;

pub use code::*;

use crate::catalog::Catalog;
use crate::compiler::CompileError;
use crate::ty::{ClassId, PlatformId, Ty};
use apex_syntax::ast::DmlOp;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Who may use a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the keyword of its name")]
pub enum Visibility {
    Private,
    Protected,
    Public,
    Global,
}

/// Class, interface or enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the keyword of its name")]
pub enum ClassKind {
    Class,
    Interface,
    Enum,
}

/// What a class extends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Super {
    /// Nothing but Object.
    None,
    /// A user class.
    Class(ClassId),
    /// A platform class, that is, an exception.
    Platform(PlatformId),
}

/// The sharing keyword of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the keyword of its name")]
pub enum Sharing {
    Unspecified,
    With,
    Without,
    Inherited,
}

/// A compiled program.
#[derive(Debug)]
pub struct Program {
    /// By id.
    pub classes: Vec<Class>,
    /// Full names in lower case.
    pub by_name: HashMap<String, ClassId>,
    /// Canonical texts of method signatures, by number; see [`Method::sig`].
    pub sigs: Vec<String>,
    /// sObjects.
    pub catalog: Arc<Catalog>,
    /// What Salesforce accepts and the local org cannot run, by place. Code that reaches it stops there.
    pub gaps: Vec<CompileError>,
    /// What the local org runs in tests and nowhere else, by place.
    pub tests_only: Vec<CompileError>,
}

impl Program {
    /// A program without classes.
    pub fn empty(catalog: Arc<Catalog>) -> Self {
        Self {
            classes: Vec::new(),
            by_name: HashMap::new(),
            sigs: Vec::new(),
            catalog,
            gaps: Vec::new(),
            tests_only: Vec::new(),
        }
    }

    /// The class of this full name, in any letter case.
    pub fn class(&self, name: &str) -> Option<&Class> {
        self.by_name.get(&name.to_ascii_lowercase()).map(|id| &self.classes[*id as usize])
    }

    /// The method of a reference.
    pub fn method(&self, at: MethodRef) -> &Method {
        &self.classes[at.class as usize].methods[at.index as usize]
    }
}

/// A method of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MethodRef {
    /// The class that declares it.
    pub class: ClassId,
    /// Index into [`Class::methods`].
    pub index: u32,
}

/// A user class, interface or enum.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts of a declaration")]
pub struct Class {
    pub id: ClassId,
    /// `Outer.Inner`
    pub name: Arc<str>,
    pub kind: ClassKind,
    pub outer: Option<ClassId>,
    pub superclass: Super,
    pub interfaces: Vec<Ty>,
    pub visibility: Visibility,
    pub is_abstract: bool,
    pub is_virtual: bool,
    pub is_test: bool,
    pub sharing: Sharing,
    pub fields: Vec<Field>,
    pub methods: Vec<Method>,
    pub constructors: Vec<Method>,
    /// Static initialisers in source order.
    pub static_init: Vec<Init>,
    /// Instance initialisers in source order.
    pub instance_init: Vec<Init>,
    /// Slots the initialisers need.
    pub init_slots: u32,
    pub constants: Vec<Arc<str>>,
    pub inner: HashMap<String, ClassId>,
    /// Number of instance slots including those of superclasses.
    pub instance_slots: u32,
    pub static_slots: u32,
    /// Signature number to the method that answers it in this class.
    pub vtable: HashMap<u32, MethodRef>,
    /// Index of the source file.
    pub file: usize,
    pub line: u32,
    pub annotations: Vec<Note>,
    /// Lines that hold a statement; empty for test classes.
    pub executable: BTreeSet<u32>,
    /// What fires it, if the class stands for a trigger; its one method is the trigger's body.
    pub trigger: Option<Trigger>,
}

/// What fires a trigger.
#[derive(Debug, Clone)]
pub struct Trigger {
    /// Canonical name of its object.
    pub object: Arc<str>,
    /// Its events.
    pub events: Vec<TriggerEvent>,
}

/// `before insert` and the like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TriggerEvent {
    /// Before the record is saved, or after.
    pub before: bool,
    /// Insert, update, delete or undelete.
    pub op: DmlOp,
}

/// An annotation with its literal arguments as text.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts of an annotation")]
pub struct Note {
    pub name: String,
    pub args: Vec<(String, String)>,
}

/// A field or property.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts of a declaration")]
pub struct Field {
    pub name: Arc<str>,
    pub ty: Ty,
    pub is_static: bool,
    pub is_final: bool,
    pub is_transient: bool,
    pub visibility: Visibility,
    pub test_visible: bool,
    pub slot: u32,
    pub property: Option<Property>,
    pub line: u32,
}

/// The accessors of a property.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts of a declaration")]
pub struct Property {
    pub getter: Option<Accessor>,
    pub setter: Option<Accessor>,
}

/// `get` or `set`; automatic without a body.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts of a declaration")]
pub struct Accessor {
    pub visibility: Visibility,
    pub body: Option<Body>,
}

/// A method or constructor.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the parts of a declaration")]
pub struct Method {
    pub name: Arc<str>,
    pub params: Vec<(Arc<str>, Ty)>,
    pub returns: Ty,
    pub is_static: bool,
    pub is_abstract: bool,
    pub is_virtual: bool,
    pub is_override: bool,
    pub is_test: bool,
    pub is_test_setup: bool,
    pub visibility: Visibility,
    pub test_visible: bool,
    /// Number of the signature (name and parameter types) in [`Program::sigs`].
    pub sig: u32,
    pub body: Option<Body>,
    pub line: u32,
    pub annotations: Vec<Note>,
}

/// An initialiser: a field's value or a block.
#[derive(Debug, Clone)]
pub struct Init {
    /// The slot to fill, or none for a block.
    pub slot: Option<u32>,
    /// Its code.
    pub code: Vec<St>,
    /// The value of the field.
    pub value: Option<Ex>,
    /// Its line.
    pub line: u32,
}
