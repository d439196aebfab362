//! Organization-wide defaults of custom objects.

use apex_syntax::ast::DmlOp;
use sf_schema::{Origin, Schema};

/// What users who do not own a record, and have no rights on all of them, may do with it where sharing applies (help,
/// "Organization-Wide Sharing Defaults").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Nothing.
    Private,
    /// Read it.
    Read,
    /// Read and change it; its owner alone deletes it.
    ReadWrite,
}

impl Sharing {
    /// The default of a project's custom object. Details follow their master, and objects of other models are open to
    /// everyone.
    pub fn of(schema: &Schema, object: &str) -> Option<Self> {
        let object = schema.object(object).filter(|object| matches!(object.origin, Origin::Project(_)))?;
        match object.sharing_model.as_deref()? {
            "Private" => Some(Self::Private),
            "Read" => Some(Self::Read),
            "ReadWrite" => Some(Self::ReadWrite),
            _ => None,
        }
    }

    /// Whether others may write to a record in this way.
    pub fn lets(self, op: DmlOp) -> bool {
        match op {
            DmlOp::Insert => true,
            DmlOp::Update | DmlOp::Upsert => self == Self::ReadWrite,
            DmlOp::Delete | DmlOp::Undelete | DmlOp::Merge => false,
        }
    }

    /// As metadata names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Private => "Private",
            Self::Read => "Read",
            Self::ReadWrite => "ReadWrite",
        }
    }
}
