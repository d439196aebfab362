//! Objects by the key prefix of their Ids.

use apex_sema::Program;
use std::sync::Arc;

/// The object whose records have Ids like this one.
pub(crate) fn object_of(program: &Program, id: &str) -> Option<Arc<str>> {
    let prefix = id.get(..3)?;
    program.catalog.object_with_prefix(prefix)
}
