//! Declarations: types and their members, triggers.

use super::{Block, Expr, Name, Span, TypeRef};

/// What one source file declares.
#[derive(Debug, Clone)]
pub enum Unit {
    /// A class, interface or enum.
    Type(TypeDecl),
    /// A trigger.
    Trigger(TriggerDecl),
}

/// A trigger's head and body.
#[derive(Debug, Clone)]
pub struct TriggerDecl {
    /// Its name.
    pub name: Name,
    /// The sObject it fires for.
    pub object: Name,
    /// Events, as written, for example `before insert`.
    pub events: Vec<String>,
    /// What it does.
    pub body: Block,
    /// Methods and types that its body declares.
    pub members: Vec<Member>,
}

/// Class, interface or enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeKind {
    /// `class`
    Class,
    /// `interface`
    Interface,
    /// `enum`
    Enum,
}

/// A type declaration, outer or inner.
#[derive(Debug, Clone)]
pub struct TypeDecl {
    /// Class, interface or enum.
    pub kind: TypeKind,
    /// Its name.
    pub name: Name,
    /// Modifiers and annotations.
    pub modifiers: Modifiers,
    /// Superclass of a class.
    pub extends: Option<TypeRef>,
    /// Interfaces of a class, or the interfaces an interface extends.
    pub implements: Vec<TypeRef>,
    /// Members in source order.
    pub members: Vec<Member>,
    /// Constants of an enum.
    pub constants: Vec<Name>,
    /// The whole declaration.
    pub span: Span,
}

/// A modifier keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is the keyword of its name")]
pub enum Modifier {
    Public,
    Private,
    Protected,
    Global,
    Static,
    Final,
    Abstract,
    Virtual,
    Override,
    Transient,
    TestMethod,
    WebService,
    WithSharing,
    WithoutSharing,
    InheritedSharing,
}

impl Modifier {
    /// The keyword as written in Apex.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Protected => "protected",
            Self::Global => "global",
            Self::Static => "static",
            Self::Final => "final",
            Self::Abstract => "abstract",
            Self::Virtual => "virtual",
            Self::Override => "override",
            Self::Transient => "transient",
            Self::TestMethod => "testMethod",
            Self::WebService => "webService",
            Self::WithSharing => "with sharing",
            Self::WithoutSharing => "without sharing",
            Self::InheritedSharing => "inherited sharing",
        }
    }
}

/// Modifiers and annotations in front of a declaration.
#[derive(Debug, Clone, Default)]
pub struct Modifiers {
    /// Keywords with their places.
    pub words: Vec<(Modifier, Span)>,
    /// Annotations.
    pub annotations: Vec<Annotation>,
}

impl Modifiers {
    /// Whether the keyword is present.
    pub fn has(&self, modifier: Modifier) -> bool {
        self.words.iter().any(|(word, _)| *word == modifier)
    }

    /// The annotation of this name, in any letter case.
    pub fn annotation(&self, name: &str) -> Option<&Annotation> {
        self.annotations.iter().find(|annotation| annotation.name.is(name))
    }
}

/// An annotation with its arguments.
#[derive(Debug, Clone)]
pub struct Annotation {
    /// Its name without `@`.
    pub name: Name,
    /// `key = value` pairs; a lone value has the key `value`.
    pub args: Vec<(Name, Expr)>,
}

/// A member of a class or interface.
#[derive(Debug, Clone)]
pub enum Member {
    /// One field (a declaration of several names gives several members).
    Field(FieldDecl),
    /// A property with accessors.
    Property(PropertyDecl),
    /// A method.
    Method(MethodDecl),
    /// A constructor.
    Constructor(MethodDecl),
    /// An initialiser block.
    Init {
        /// `static { }` or `{ }`.
        is_static: bool,
        /// The block.
        body: Block,
    },
    /// An inner type.
    Type(TypeDecl),
}

/// A field.
#[derive(Debug, Clone)]
pub struct FieldDecl {
    /// Modifiers and annotations.
    pub modifiers: Modifiers,
    /// Its type.
    pub ty: TypeRef,
    /// Its name.
    pub name: Name,
    /// Initial value.
    pub init: Option<Expr>,
}

/// A property.
#[derive(Debug, Clone)]
pub struct PropertyDecl {
    /// Modifiers and annotations.
    pub modifiers: Modifiers,
    /// Its type.
    pub ty: TypeRef,
    /// Its name.
    pub name: Name,
    /// `get`.
    pub getter: Option<Accessor>,
    /// `set`.
    pub setter: Option<Accessor>,
}

/// One accessor; without a body it is automatic.
#[derive(Debug, Clone)]
pub struct Accessor {
    /// Modifiers, usually none.
    pub modifiers: Modifiers,
    /// Its body.
    pub body: Option<Block>,
    /// Where it stands.
    pub span: Span,
}

/// A method or constructor.
#[derive(Debug, Clone)]
pub struct MethodDecl {
    /// Modifiers and annotations.
    pub modifiers: Modifiers,
    /// Result type; `None` for `void` and constructors.
    pub returns: Option<TypeRef>,
    /// Its name.
    pub name: Name,
    /// Parameters.
    pub params: Vec<Param>,
    /// Its body; `None` for abstract and interface methods.
    pub body: Option<Block>,
    /// The whole declaration.
    pub span: Span,
}

/// A parameter, also of a `catch`.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its type.
    pub ty: TypeRef,
    /// Its name.
    pub name: Name,
    /// Whether it is `final`.
    pub is_final: bool,
}
