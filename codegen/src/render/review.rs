//! Review documents: what a server exposes, to whom, and why; for people (`.md`) and programs (`.json`).

mod collect;
pub mod data;
mod document;
mod objects;
mod sections;
mod tools;
mod words;

pub use collect::collect;
pub use words::literal;

use crate::RenderedFile;
use crate::model::Model;
use data::{Document, Review};
use rayon::prelude::*;
use serde_json::Value;
use sf_schema::Schema;
use sha2::{Digest, Sha256};

/// Version of the generator, as the documents name it.
pub const GENERATOR: &str = concat!("codegen ", env!("CARGO_PKG_VERSION"));

/// The review documents of all servers.
pub fn render(model: &Model, schema: &Schema) -> Vec<RenderedFile> {
    let of_server = |server| {
        let document = document(collect(model, schema, server));
        let name = format!("docs/review/{}", server.name);
        let json = RenderedFile::generated(format!("{name}.json"), format!("{:#}\n", to_value(&document)));
        let markdown = RenderedFile::generated(format!("{name}.md"), document::text(&document));
        [json.from(server.origin.clone()), markdown.from(server.origin.clone())]
    };
    model.servers.par_iter().flat_map_iter(of_server).collect()
}

/// Adds the generator's version and the content hash, which does not depend on it.
pub fn document(review: Review) -> Document {
    let mut text = String::new();
    canonical(&to_value(&review), &mut text);
    let hash = hex::encode(Sha256::digest(text.as_bytes()));
    Document { generator: GENERATOR.to_owned(), content_hash: hash, review }
}

fn to_value<T: serde::Serialize>(value: &T) -> Value {
    // The types of this module hold texts, numbers, lists and structs: shapes that always have a JSON form.
    serde_json::to_value(value).unwrap_or_default()
}

/// JSON without white space, keys sorted: what `jq -cjS .review` prints.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                canonical(&Value::String(key.clone()), out);
                out.push(':');
                canonical(&map[key], out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                canonical(item, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_has_sorted_keys_and_no_space() {
        let value = serde_json::json!({ "b": [1, { "d": "x\n", "c": null }], "a": true });
        let mut text = String::new();
        canonical(&value, &mut text);
        assert_eq!(text, r#"{"a":true,"b":[1,{"c":null,"d":"x\n"}]}"#);
    }
}
