//! A serde deserializer over [`Node`], which hands positions to [`Located`](super::Located).

use super::located::{FIELDS, NAME};
use super::{Entry, Node, Pos, Value};
use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer, StringDeserializer, U32Deserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt;

/// Fills `T` from a tree.
///
/// # Errors
/// The first mismatch, with its position. After [`super::check_shape`] found nothing, this does not fail.
pub fn from_node<T: DeserializeOwned>(node: &Node) -> Result<T, Error> {
    T::deserialize(node)
}

/// A mismatch between a tree and a Rust type.
#[derive(Debug)]
pub struct Error {
    /// What is wrong.
    pub message: String,
    /// Where the innermost value known to be wrong starts.
    pub at: Pos,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.at.line, self.at.column, self.message)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), at: Pos::default() }
    }
}

impl Error {
    fn or_at(mut self, at: Pos) -> Self {
        if self.at == Pos::default() {
            self.at = at;
        }
        self
    }
}

impl<'de> IntoDeserializer<'de, Error> for &'de Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> de::Deserializer<'de> for &'de Node {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(value) => visitor.visit_i64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::Text(value) => visitor.visit_borrowed_str(value),
            Value::List(items) => visitor.visit_seq(SeqDeserializer::new(items.iter())),
            Value::Map(entries) => {
                visitor.visit_map(MapDeserializer::new(entries.iter().map(|e| (e.key.as_str(), &e.node))))
            }
        }
        .map_err(|error: Error| error.or_at(self.at))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == NAME {
            return visitor.visit_map(Positioned { node: self, step: 0 });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.value {
            Value::Text(text) => {
                let variant: StrDeserializer<'_, Error> = text.as_str().into_deserializer();
                visitor.visit_enum(variant)
            }
            Value::Map(entries) => match entries.as_slice() {
                [Entry { key, node, .. }] => {
                    let pair = std::iter::once((key.as_str(), node));
                    visitor.visit_enum(de::value::MapAccessDeserializer::new(MapDeserializer::new(pair)))
                }
                _ => Err(de::Error::custom("expected a mapping with exactly one key")),
            },
            _ => Err(de::Error::custom(format!("expected a text or a mapping, found {}", self.kind()))),
        }
        .map_err(|error: Error| error.or_at(self.at))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

/// Presents a node as the three-field struct that [`super::Located`] reads.
struct Positioned<'de> {
    node: &'de Node,
    step: usize,
}

impl<'de> MapAccess<'de> for Positioned<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        match FIELDS.get(self.step) {
            Some(name) => {
                let name: StringDeserializer<Error> = (*name).to_owned().into_deserializer();
                seed.deserialize(name).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let number = |n: u32| -> U32Deserializer<Error> { n.into_deserializer() };
        self.step += 1;
        match self.step {
            1 => seed.deserialize(number(self.node.at.line)),
            2 => seed.deserialize(number(self.node.at.column)),
            _ => seed.deserialize(self.node),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Located, parse};
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Inner {
        field: Located<String>,
    }

    #[derive(Debug, Deserialize)]
    struct Sample {
        name: Located<String>,
        #[serde(default)]
        count: Option<Located<u32>>,
        list: Vec<Located<Inner>>,
    }

    #[test]
    fn positions_reach_located_values() {
        let node = parse("f", "name: a\ncount: 3\nlist:\n  - field: y\n").expect("valid");
        let sample: Sample = from_node(&node).expect("fits");
        assert_eq!(sample.name.at, Pos { line: 1, column: 7 });
        assert_eq!(sample.count.expect("count").value, 3);
        assert_eq!(sample.list[0].at, Pos { line: 4, column: 5 });
        assert_eq!(sample.list[0].field.at, Pos { line: 4, column: 12 });
    }

    #[test]
    fn a_mismatch_names_its_place() {
        let node = parse("f", "name: a\ncount: many\nlist: []\n").expect("valid");
        let error = from_node::<Sample>(&node).expect_err("count is no number");
        assert_eq!(error.at, Pos { line: 2, column: 8 });
    }
}
