//! Tools that people write as Apex classes.

use super::{Access, Reviewer};
use crate::rendered::Origin;

/// A tool of a server whose class people wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandWritten {
    /// Name that clients call.
    pub name: String,
    /// Title.
    pub title: String,
    /// What it does, as the spec says.
    pub summary: String,
    /// Name of its Apex class.
    pub class: String,
    /// API name of the custom permission to call it.
    pub permission: String,
    /// Whether it is declared to change records.
    pub writes: bool,
    /// Why it is not generated.
    pub justification: String,
    /// Who reviewed the class.
    pub reviewer: Option<Reviewer>,
    /// What it is declared to touch.
    pub access: Access,
    /// Where it is written.
    pub origin: Origin,
}
