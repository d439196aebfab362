//! Where generated metadata lies.

use crate::model::Target;
use sf_metadata::Metadata;

/// The folder that belongs to the generator; `force-app/main/default` belongs to people.
pub const GENERATED: &str = "force-app/main/mcp";

/// Path of a component that is the same in every org.
pub fn generated<M: Metadata>(name: &str) -> String {
    format!("{GENERATED}/{}", M::source_path(name))
}

/// Path of a component that differs per org: outside the package directories, merged when packing for the target.
pub fn of_target<M: Metadata>(target: &Target, name: &str) -> String {
    format!("targets/{}/{}", target.name, M::source_path(name))
}
