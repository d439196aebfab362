//! The reference of the spec language, made from the same JSON Schemas that check the specs.

use crate::RenderedFile;
use crate::spec::schema::Kind;

/// The JSON Schema of each kind of spec file, for editors; specs name theirs in the first line.
pub fn schema_files() -> Vec<RenderedFile> {
    Kind::ALL
        .into_iter()
        .map(|kind| RenderedFile::generated(schema_path(kind), format!("{:#}\n", kind.schema())))
        .collect()
}

/// Where the schema of `kind` stands, relative to the project root.
pub fn schema_path(kind: Kind) -> String {
    format!("specs/schema/{}.schema.json", kind.name())
}
