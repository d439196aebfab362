//! Reading what the platform really sends: `"52"` for 52, `"false"` for false, nothing or one object for a list.
//!
//! The functions are for `#[serde(deserialize_with = …)]` together with `default`.

mod shape;

pub(crate) use shape::{Shapes, by_shape};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, MapAccess, SeqAccess, value},
};
use serde_json::Value;
use std::{marker::PhantomData, str::FromStr};

/// A boolean, also as text; `null` is `false`.
pub fn bool<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(value) => Ok(value),
        Value::Null => Ok(false),
        Value::String(text) if text.eq_ignore_ascii_case("true") || text == "1" => Ok(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") || text == "0" || text.is_empty() => Ok(false),
        other => Err(D::Error::custom(format!("expected a boolean, found {other}"))),
    }
}

/// A number, also as text or with a fraction of zero; `null` and empty text are zero.
pub fn number<'de, D: Deserializer<'de>, N: FromStr + Default>(deserializer: D) -> Result<N, D::Error> {
    Ok(optional_number(deserializer)?.unwrap_or_default())
}

/// A number, also as text or with a fraction of zero; `null` and empty text are `None`.
pub fn optional_number<'de, D: Deserializer<'de>, N: FromStr>(deserializer: D) -> Result<Option<N>, D::Error> {
    let text = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(None),
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        other => return Err(D::Error::custom(format!("expected a number, found {other}"))),
    };
    if text.is_empty() {
        return Ok(None);
    }
    let whole =
        text.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|b| b == b'0')).map(|(whole, _)| whole);
    let parsed = text.parse().or_else(|e| whole.map_or(Err(e), str::parse));
    parsed.map(Some).map_err(|_| D::Error::custom(format!("expected a number, found `{text}`")))
}

/// A number that only adorns what is read: one that is none, or does not fit, is missing.
pub fn count<'de, D: Deserializer<'de>, N: FromStr + Default>(deserializer: D) -> Result<N, D::Error> {
    Ok(optional_count(deserializer)?.unwrap_or_default())
}

/// The same, `None` where it is missing: the −1 that Apex gives for a position, sizes with a fraction.
pub fn optional_count<'de, D: Deserializer<'de>, N: FromStr>(deserializer: D) -> Result<Option<N>, D::Error> {
    Ok(optional_number(Value::deserialize(deserializer)?).unwrap_or(None))
}

/// A list: an array, one element without an array around it, or nothing.
pub fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let mut items = Vec::new();
    each(deserializer, |item| {
        items.push(serde_json::from_value(item)?);
        Ok(())
    })?;
    Ok(items)
}

/// A list whose elements are informative: those that cannot be read are left out.
pub fn readable_list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let mut items = Vec::new();
    each(deserializer, |item| {
        items.extend(serde_json::from_value(item).ok());
        Ok(())
    })?;
    Ok(items)
}

/// Takes the elements of a list one at a time: a reply with thousands of them is not there twice.
pub(crate) fn each<'de, D: Deserializer<'de>>(
    deserializer: D,
    take: impl FnMut(Value) -> serde_json::Result<()>,
) -> Result<(), D::Error> {
    struct Each<F>(F);

    impl<'de, F: FnMut(Value) -> serde_json::Result<()>> Shapes<'de> for Each<F> {
        type Out = ();

        fn object<A: MapAccess<'de>>(mut self, map: A) -> Result<(), A::Error> {
            let one = Value::deserialize(value::MapAccessDeserializer::new(map))?;
            (self.0)(one).map_err(A::Error::custom)
        }

        fn list<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
            while let Some(item) = list.next_element()? {
                (self.0)(item).map_err(A::Error::custom)?;
            }
            Ok(())
        }

        fn other<E: Error>(mut self, value: Value) -> Result<(), E> {
            match value {
                Value::Null => Ok(()),
                // An empty element of a SOAP reply reads as empty text.
                Value::String(text) if text.is_empty() => Ok(()),
                one => (self.0)(one).map_err(E::custom),
            }
        }
    }
    by_shape(deserializer, Each(take))
}

/// Text; `null` is empty, numbers and booleans are written out.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(optional_text(deserializer)?.unwrap_or_default())
}

/// Text that may be missing; numbers and booleans are written out.
pub fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        scalar @ (Value::Number(_) | Value::Bool(_)) => Ok(Some(scalar.to_string())),
        other => Err(D::Error::custom(format!("expected text, found {other}"))),
    }
}

/// An object; `null` and empty text (an empty element of a SOAP reply) are the default.
pub fn object<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(deserializer: D) -> Result<T, D::Error> {
    struct Object<T>(PhantomData<T>);

    impl<'de, T: DeserializeOwned + Default> Shapes<'de> for Object<T> {
        type Out = T;

        fn object<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(value::MapAccessDeserializer::new(map))
        }

        fn list<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
            T::deserialize(value::SeqAccessDeserializer::new(list))
        }

        fn other<E: Error>(self, value: Value) -> Result<T, E> {
            match value {
                Value::Null => Ok(T::default()),
                Value::String(text) if text.is_empty() => Ok(T::default()),
                other => serde_json::from_value(other).map_err(E::custom),
            }
        }
    }
    by_shape(deserializer, Object(PhantomData))
}

/// A value that is only informative: what cannot be read is `None` instead of an error.
pub fn if_readable<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Probe {
        #[serde(deserialize_with = "bool")]
        flag: bool,
        #[serde(deserialize_with = "number")]
        count: u64,
        #[serde(deserialize_with = "optional_number")]
        line: Option<u32>,
        #[serde(deserialize_with = "count")]
        size: u64,
        #[serde(deserialize_with = "optional_count")]
        column: Option<u32>,
        #[serde(deserialize_with = "list")]
        items: Vec<String>,
        #[serde(deserialize_with = "text")]
        name: String,
    }

    fn read(value: Value) -> Probe {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn strict_lenient_and_missing_read_alike() {
        let strict = read(json!({"flag": true, "count": 52, "line": 3, "items": ["a"], "name": "n"}));
        let lenient = read(json!({"flag": "true", "count": "52", "line": "3", "items": "a", "name": "n"}));
        assert_eq!(strict, lenient);
        assert_eq!(read(json!({"count": 2411.0, "line": "3.0"})).count, 2411);
        let empty = Probe::default();
        assert_eq!(read(json!({})), empty);
        assert_eq!(read(json!({"flag": null, "count": null, "line": "", "items": null, "name": null})), empty);
        assert_eq!(read(json!({"items": ""})), empty);
    }

    #[test]
    fn a_number_that_only_adorns_hides_nothing() {
        for value in [json!(-1), json!("1,234.0"), json!("12.5"), json!({}), json!(null), json!(5_000_000_000_000_u64)]
        {
            let probe = read(json!({"column": value, "name": "n"}));
            assert_eq!((probe.column, probe.name.as_str()), (None, "n"), "{value}");
        }
        assert_eq!(read(json!({"size": "12.5", "column": "7"})), Probe { column: Some(7), ..Probe::default() });
        assert_eq!(read(json!({"size": "12.0"})).size, 12);
    }

    #[test]
    fn nonsense_is_refused() {
        for value in [
            json!({"flag": "maybe"}),
            json!({"count": "many"}),
            json!({"count": 1.5}),
            json!({"line": -1}),
            json!({"name": {}}),
        ] {
            assert!(serde_json::from_value::<Probe>(value.clone()).is_err(), "{value}");
        }
    }
}
