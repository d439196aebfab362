//! The kinds of Salesforce metadata: where their files live, their XML, and the deploy package.
//!
//! - [`kinds`] is the one table of metadata types, with the way from a path to a component and back.
//! - [`types`] are the metadata types this project writes, as plain structs in the element order of the WSDL.
//! - [`xml`] reads and writes metadata XML; escaping happens there and nowhere else.

pub mod kinds;
pub mod types;
mod version;
pub mod xml;

pub use types::Metadata;
pub use version::ApiVersion;
