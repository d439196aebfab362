//! Types as the checker knows them.

use std::sync::Arc;

/// Index of a user class in its program.
pub type ClassId = u32;
/// Index of a platform type in the signature table.
pub type PlatformId = u32;

/// A static type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "most are the Apex type of their name")]
pub enum Ty {
    Void,
    /// The type of `null`.
    Null,
    Object,
    Boolean,
    Integer,
    Long,
    Double,
    Decimal,
    String,
    Id,
    Date,
    Datetime,
    Time,
    Blob,
    /// The generic `SObject`.
    SObject,
    /// One sObject, by its canonical name.
    Record(Arc<str>),
    List(Arc<Ty>),
    Set(Arc<Ty>),
    Map(Arc<(Ty, Ty)>),
    /// A user class, interface or enum.
    Class(ClassId),
    /// A platform type with its type arguments.
    Platform(PlatformId, Arc<[Ty]>),
    /// A type parameter in the signature of a platform type.
    Param(u8),
    /// The type of an expression that already has an error.
    Error,
}

impl Ty {
    /// `List<element>`
    pub fn list(element: Ty) -> Ty {
        Ty::List(Arc::new(element))
    }

    /// `Set<element>`
    pub fn set(element: Ty) -> Ty {
        Ty::Set(Arc::new(element))
    }

    /// `Map<key, value>`
    pub fn map(key: Ty, value: Ty) -> Ty {
        Ty::Map(Arc::new((key, value)))
    }

    /// A platform type without type arguments.
    pub fn platform(id: PlatformId) -> Ty {
        Ty::Platform(id, Arc::from([]))
    }

    /// Integer, Long, Double or Decimal.
    pub fn is_number(&self) -> bool {
        matches!(self, Ty::Integer | Ty::Long | Ty::Double | Ty::Decimal)
    }

    /// SObject or one of its kinds.
    pub fn is_record(&self) -> bool {
        matches!(self, Ty::SObject | Ty::Record(_))
    }

    /// Whether an error was already reported.
    pub fn is_error(&self) -> bool {
        *self == Ty::Error
    }

    /// Replaces type parameters by `args`.
    #[must_use]
    pub fn substitute(&self, args: &[Ty]) -> Ty {
        match self {
            Ty::Param(i) => args.get(usize::from(*i)).cloned().unwrap_or(Ty::Object),
            Ty::List(t) => Ty::list(t.substitute(args)),
            Ty::Set(t) => Ty::set(t.substitute(args)),
            Ty::Map(kv) => Ty::map(kv.0.substitute(args), kv.1.substitute(args)),
            Ty::Platform(id, own) if !own.is_empty() => {
                Ty::Platform(*id, own.iter().map(|t| t.substitute(args)).collect())
            }
            other => other.clone(),
        }
    }
}
