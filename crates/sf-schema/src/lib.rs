//! What is known about sObjects and their fields.
//!
//! [`Schema`] merges four sources, each correcting the one before it: the bundled catalogue of standard objects, the
//! project's own metadata, an org's describe, and the project's overrides. What no org has confirmed is marked
//! [`Certainty::Assumed`].

pub mod access;
mod apex_dml;
mod builder;
mod catalogue;
mod describe;
pub mod feature;
pub mod field;
pub mod grants;
mod growth;
mod lookups;
mod names;
mod one_of;
pub mod overrides;
pub mod path;
mod project;
mod schema;
mod sobject;
mod sources;
mod suggest;
mod system_fields;

pub use access::{ObjectAccess, ObjectPermission, RequiredPermission};
pub use apex_dml::ApexDml;
pub use builder::SchemaBuilder;
pub use catalogue::value_set;
pub use describe::{SnapshotError, SnapshotOf, snapshot};
pub use feature::Feature;
pub use field::{Certainty, Field, FieldType, Origin, Permissionable, ValuesCertainty};
pub use growth::{Growth, growth};
pub use names::{is_api_name, namespace};
pub use one_of::one_of_on_create;
pub use overrides::{FieldOverride, ObjectOverride, Overrides};
pub use path::{Path, PathError};
pub use schema::Schema;
pub use sobject::{ChildRelationship, FieldSet, Kind, RecordType, SObject};
pub use suggest::nearest;
