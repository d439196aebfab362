//! `System.JSON`, `System.JSONParser`, `System.JSONGenerator`.

use super::args::{enum_value, optional};
use crate::interp::Interp;
use crate::json::Json;
use crate::json::generator::Generator;
use crate::json::tokens::{Token, Tokens};
use crate::json::{Style, number};
use crate::native::{Members, NativeData};
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::platform;
use apex_sema::ty::Ty;

const PLAIN: Style = Style { suppress_nulls: false, pretty: false, indent: 0 };

pub(super) const MEMBERS: Members = &[
    ("serialize/1", |cx, _, a| cx.serialize(&a[0], PLAIN)),
    ("serialize/2", |cx, _, a| {
        let suppress_nulls = cx.arg_bool(&a[1])?;
        cx.serialize(&a[0], Style { suppress_nulls, ..PLAIN })
    }),
    ("serializePretty/1", |cx, _, a| cx.serialize(&a[0], Style { pretty: true, ..PLAIN })),
    ("serializePretty/2", |cx, _, a| {
        let suppress_nulls = cx.arg_bool(&a[1])?;
        cx.serialize(&a[0], Style { suppress_nulls, pretty: true, indent: 0 })
    }),
    ("deserializeUntyped/1", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        let json = cx.parse_json(&text)?;
        cx.untyped(&json)
    }),
    ("deserialize/2", |cx, _, a| cx.deserialize(&a[0], &a[1], false)),
    ("deserializeStrict/2", |cx, _, a| cx.deserialize(&a[0], &a[1], true)),
    ("createParser/1", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        let json = cx.parse_json(&text)?;
        Ok(native("System.JSONParser", NativeData::JsonParser(Tokens::of(&json))))
    }),
    ("createGenerator/1", |cx, _, a| {
        let pretty = cx.arg_bool(&a[0])?;
        Ok(native("System.JSONGenerator", NativeData::JsonGenerator(Generator::new(pretty))))
    }),
];

fn native(class: &str, data: NativeData) -> Value {
    Value::native(platform().find(class).map_or(0, |t| t.id), data)
}

fn token_value(token: Option<&Token>) -> Value {
    token.map_or(Value::Null, |t| enum_value("System.JSONToken", t.name()))
}

pub(super) const PARSER: Members = &[
    ("nextToken/0", |cx, me, _| cx.tokens(me, |t| token_value(t.advance()))),
    ("nextValue/0", |cx, me, _| {
        cx.tokens(me, |t| {
            while matches!(t.advance(), Some(Token::FieldName(_) | Token::EndObject | Token::EndArray)) {}
            token_value(t.current())
        })
    }),
    ("getCurrentToken/0", |cx, me, _| cx.tokens(me, |t| token_value(t.current()))),
    ("hasCurrentToken/0", |cx, me, _| cx.tokens(me, |t| Value::Bool(t.current().is_some()))),
    ("clearCurrentToken/0", |cx, me, _| {
        cx.tokens(me, |t| {
            t.cleared = true;
            Value::Null
        })
    }),
    ("getLastClearedToken/0", |cx, me, _| {
        cx.tokens(me, |t| match (t.cleared, t.next.checked_sub(1)) {
            (true, Some(at)) => token_value(t.all.get(at)),
            _ => Value::Null,
        })
    }),
    ("getCurrentName/0", |cx, me, _| cx.tokens(me, |t| optional(t.name()))),
    ("getText/0", |cx, me, _| {
        cx.tokens(me, |t| match t.current() {
            Some(Token::FieldName(name)) => Value::str(&**name),
            Some(Token::Value(Json::String(s) | Json::Number(s))) => Value::str(&**s),
            Some(Token::Value(Json::Bool(b))) => Value::str(b.to_string()),
            Some(Token::Value(_)) => Value::str("null"),
            Some(Token::StartObject) => Value::str("{"),
            Some(Token::EndObject) => Value::str("}"),
            Some(Token::StartArray) => Value::str("["),
            Some(Token::EndArray) => Value::str("]"),
            None => Value::Null,
        })
    }),
    ("skipChildren/0", |cx, me, _| {
        cx.tokens(me, |t| {
            t.skip_children();
            Value::Null
        })
    }),
    ("getIntegerValue/0", |cx, me, _| cx.current_as(me, &Ty::Integer)),
    ("getLongValue/0", |cx, me, _| cx.current_as(me, &Ty::Long)),
    ("getDecimalValue/0", |cx, me, _| cx.current_as(me, &Ty::Decimal)),
    ("getDoubleValue/0", |cx, me, _| cx.current_as(me, &Ty::Double)),
    ("getBooleanValue/0", |cx, me, _| cx.current_as(me, &Ty::Boolean)),
    ("getIdValue/0", |cx, me, _| cx.current_as(me, &Ty::Id)),
    ("getDateValue/0", |cx, me, _| cx.current_as(me, &Ty::Date)),
    ("getDateTimeValue/0", |cx, me, _| cx.current_as(me, &Ty::Datetime)),
    ("getTimeValue/0", |cx, me, _| cx.current_as(me, &Ty::Time)),
    ("getBlobValue/0", |cx, me, _| cx.current_as(me, &Ty::Blob)),
    ("readValueAs/1", |cx, me, a| {
        let ty = cx.arg_type(&a[0])?;
        cx.current_as(me, &ty)
    }),
    ("readValueAsStrict/1", |cx, me, a| {
        let ty = cx.arg_type(&a[0])?;
        cx.read_as(me, &ty, true)
    }),
];

pub(super) const GENERATOR: Members = &[
    ("writeStartObject/0", |cx, me, _| {
        cx.generate(me, |g| {
            g.start('{');
            true
        })
    }),
    ("writeEndObject/0", |cx, me, _| cx.generate(me, |g| g.end('}'))),
    ("writeStartArray/0", |cx, me, _| {
        cx.generate(me, |g| {
            g.start('[');
            true
        })
    }),
    ("writeEndArray/0", |cx, me, _| cx.generate(me, |g| g.end(']'))),
    ("writeFieldName/1", |cx, me, a| {
        let name = cx.arg_text(&a[0])?;
        cx.generate(me, |g| g.name(&name))
    }),
    ("writeNull/0", |cx, me, _| cx.generate(me, |g| g.raw("null"))),
    ("writeNullField/1", |cx, me, a| cx.generate_field(me, &a[0], &Value::Null)),
    ("writeString/1", |cx, me, a| cx.generate_value(me, &a[0])),
    ("writeBoolean/1", |cx, me, a| cx.generate_value(me, &a[0])),
    ("writeNumber/1", |cx, me, a| cx.generate_value(me, &a[0])),
    ("writeDate/1", |cx, me, a| cx.generate_value(me, &a[0])),
    ("writeDateTime/1", |cx, me, a| cx.generate_value(me, &a[0])),
    ("writeTime/1", |cx, me, a| cx.generate_value(me, &a[0])),
    ("writeId/1", |cx, me, a| cx.generate_value(me, &a[0])),
    ("writeBlob/1", |cx, me, a| cx.generate_value(me, &a[0])),
    ("writeObject/1", |cx, me, a| cx.generate_value(me, &a[0])),
    ("writeStringField/2", |cx, me, a| cx.generate_field(me, &a[0], &a[1])),
    ("writeBooleanField/2", |cx, me, a| cx.generate_field(me, &a[0], &a[1])),
    ("writeNumberField/2", |cx, me, a| cx.generate_field(me, &a[0], &a[1])),
    ("writeDateField/2", |cx, me, a| cx.generate_field(me, &a[0], &a[1])),
    ("writeDateTimeField/2", |cx, me, a| cx.generate_field(me, &a[0], &a[1])),
    ("writeTimeField/2", |cx, me, a| cx.generate_field(me, &a[0], &a[1])),
    ("writeIdField/2", |cx, me, a| cx.generate_field(me, &a[0], &a[1])),
    ("writeBlobField/2", |cx, me, a| cx.generate_field(me, &a[0], &a[1])),
    ("writeObjectField/2", |cx, me, a| cx.generate_field(me, &a[0], &a[1])),
    ("getAsString/0", |cx, me, _| {
        cx.generator(me, |g| {
            g.finish();
            Value::str(&*g.out)
        })
    }),
    ("close/0", |cx, me, _| {
        cx.generator(me, |g| {
            g.finish();
            Value::Null
        })
    }),
    ("isClosed/0", |cx, me, _| cx.generator(me, |g| Value::Bool(g.closed))),
];

impl Interp<'_, '_> {
    fn deserialize(&mut self, text: &Value, ty: &Value, strict: bool) -> Run<Value> {
        let text = self.arg_text(text)?;
        let ty = self.arg_type(ty)?;
        let json = self.parse_json(&text)?;
        self.typed(&json, &ty, strict)
    }

    fn tokens(&mut self, me: &Value, act: impl FnOnce(&mut Tokens) -> Value) -> Run<Value> {
        self.limits.step()?;
        if let Value::Native(native) = me
            && let NativeData::JsonParser(tokens) = &mut *native.data.borrow_mut()
        {
            return Ok(act(tokens));
        }
        Err(self.null_pointer())
    }

    fn current_as(&mut self, me: &Value, ty: &Ty) -> Run<Value> {
        self.read_as(me, ty, false)
    }

    fn read_as(&mut self, me: &Value, ty: &Ty, strict: bool) -> Run<Value> {
        let json = match me {
            Value::Native(native) => match &mut *native.data.borrow_mut() {
                NativeData::JsonParser(tokens) => tokens.value(),
                _ => None,
            },
            _ => None,
        };
        let Some(json) = json else {
            return Err(self.throw("System.JSONException", "Current token is not a value"));
        };
        if let (Json::Number(n), Ty::Integer | Ty::Long) = (&json, ty) {
            return self.cast(ty, number(n));
        }
        self.typed(&json, ty, strict)
    }

    fn generator(&mut self, me: &Value, act: impl FnOnce(&mut Generator) -> Value) -> Run<Value> {
        if let Value::Native(native) = me
            && let NativeData::JsonGenerator(generator) = &mut *native.data.borrow_mut()
        {
            return Ok(act(generator));
        }
        Err(self.null_pointer())
    }

    fn generate(&mut self, me: &Value, act: impl FnOnce(&mut Generator) -> bool) -> Run<Value> {
        let mut fine = false;
        self.generator(me, |g| {
            fine = !g.closed && act(g);
            Value::Null
        })?;
        if fine { Ok(Value::Null) } else { Err(self.throw("System.JSONException", "Can not write here")) }
    }

    fn generate_value(&mut self, me: &Value, value: &Value) -> Run<Value> {
        let mut style = PLAIN;
        self.generator(me, |g| {
            style = Style { pretty: g.pretty, indent: g.indent(), ..PLAIN };
            Value::Null
        })?;
        let json = self.serialize(value, style)?;
        let text = json.as_str().unwrap_or("null").to_string();
        self.generate(me, |g| g.raw(&text))
    }

    fn generate_field(&mut self, me: &Value, name: &Value, value: &Value) -> Run<Value> {
        let name = self.arg_text(name)?;
        self.generate(me, |g| g.name(&name))?;
        self.generate_value(me, value)
    }
}
