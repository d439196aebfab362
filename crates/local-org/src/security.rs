//! Who may do what: grants of profiles and permission sets, added up per user.

mod grants;
mod permission_set;
mod sharing;

pub use grants::{Grants, ObjectGrant, ObjectRightsFlags, Rights, object_rights};
pub use permission_set::{PermissionSetError, parse as parse_permission_set};
pub use sharing::{Sharing, Sight};
