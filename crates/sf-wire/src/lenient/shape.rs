//! Reading a value by its shape, objects and lists as they come: a large reply is never there as a tree of values.

use serde::{
    Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use std::fmt;

/// What becomes of a value of each shape.
pub(crate) trait Shapes<'de>: Sized {
    /// What is read.
    type Out;

    fn object<A: MapAccess<'de>>(self, map: A) -> Result<Self::Out, A::Error>;

    fn list<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Out, A::Error>;

    /// `null`, text, a number or a boolean.
    fn other<E: Error>(self, value: Value) -> Result<Self::Out, E>;
}

/// Reads a value of any shape.
pub(crate) fn by_shape<'de, D: Deserializer<'de>, S: Shapes<'de>>(
    deserializer: D,
    shapes: S,
) -> Result<S::Out, D::Error> {
    deserializer.deserialize_any(ByShape(shapes))
}

struct ByShape<S>(S);

impl<'de, S: Shapes<'de>> Visitor<'de> for ByShape<S> {
    type Value = S::Out;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<S::Out, A::Error> {
        self.0.object(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<S::Out, A::Error> {
        self.0.list(list)
    }

    fn visit_unit<E: Error>(self) -> Result<S::Out, E> {
        self.0.other(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<S::Out, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Out, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<S::Out, E> {
        self.0.other(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<S::Out, E> {
        self.0.other(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<S::Out, E> {
        self.0.other(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<S::Out, E> {
        self.0.other(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<S::Out, E> {
        self.0.other(value.into())
    }
}
