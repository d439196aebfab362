//! Custom permissions: named rights that Apex asks for.

use super::Metadata;
use serde::{Deserialize, Serialize};

/// A custom permission. Every generated tool has one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomPermission {
    /// What holding the permission allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether the permission needs a licence. Required by the WSDL; `false` for permissions of a project.
    pub is_licensed: bool,
    /// Shown in Setup. At most 80 characters.
    pub label: String,
}

impl Metadata for CustomPermission {
    const ROOT: &'static str = "CustomPermission";
}
