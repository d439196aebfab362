//! The renderings of diagnostics. Each takes the same slice and returns text; none of them prints.

mod github;
mod json;
mod sarif;
mod text;

pub use github::github;
pub use json::json;
pub use sarif::sarif;
pub use text::{text, visible};
