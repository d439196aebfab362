//! A value that may be written as a plain text or, with more detail, as a mapping.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// A type with a short form.
pub trait FromShort {
    /// The texts that are allowed, where not every text is.
    const WORDS: &'static [&'static str] = &[];

    /// The value that the text stands for.
    fn from_short(text: &str) -> Self;
}

/// `T`, written as a mapping or in its short form. Inside, [`super::Located`] works; around it too.
///
/// (An untagged serde enum would not do: serde buffers its content and loses the positions.)
#[derive(Debug, Clone, PartialEq)]
pub struct Short<T>(pub T);

impl<T> Deref for Short<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'de, T: Deserialize<'de> + FromShort> Deserialize<'de> for Short<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de> + FromShort> Visitor<'de> for Either<T> {
            type Value = Short<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a mapping")
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Short(T::from_short(text)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Short)
            }
        }

        deserializer.deserialize_any(Either(PhantomData))
    }
}

impl<T: JsonSchema + FromShort> JsonSchema for Short<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Short{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let full = generator.subschema_for::<T>();
        let text = match T::WORDS {
            [] => json_schema!({ "type": "string" }),
            words => json_schema!({ "type": "string", "enum": words }),
        };
        json_schema!({ "anyOf": [text, full] })
    }
}
