//! The reference of the spec language, made from the same JSON Schemas that check the specs.

pub mod examples;
mod markdown;
mod table;

pub use markdown::markdown;

use crate::RenderedFile;
use crate::spec::schema::Kind;

/// Where the reference stands, relative to the root of this repository.
pub const DOCUMENT: &str = "docs/spec.md";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_what_the_types_say() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(DOCUMENT);
        let on_disk = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(on_disk == markdown(), "{DOCUMENT} is out of date; run `cargo xtask schema --reference`");
    }
}
