//! The kinds of Salesforce metadata: where their files live, their XML, and the deploy package.
//!
//! - [`kinds`] is the one table of metadata types, with the way from a path to a component and back.
//! - [`types`] are the metadata types this project writes, as plain structs in the element order of the WSDL.
//! - [`xml`] reads and writes metadata XML; escaping happens there and nowhere else.
//! - [`SourceTree`] reads a project, [`ComponentSet`] says which components its files make up, and [`Package`] is what a
//!   deployment uploads.
//! - [`compare`] says how a component of the project differs from the org's.
//! - [`grants`] says what a permission set gives, and what changes when it is replaced.
//! - [`profile`] says what an org hands out of a profile.

pub mod compare;
mod components;
pub mod grants;
pub mod kinds;
pub mod pack;
pub mod profile;
mod project;
mod replacements;
mod source;
pub mod types;
mod version;
pub mod xml;

pub use components::{Component, ComponentId, ComponentSet};
pub use pack::{ContentHash, Package};
pub use project::Project;
pub use replacements::Replacement;
pub use source::{SourceFile, SourceTree, deployed_files};
pub use types::{Manifest, Metadata};
pub use version::ApiVersion;
