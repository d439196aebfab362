//! Expressions.

use crate::interp::Interp;
use crate::native::NativeData;
use crate::stop::{Run, Stop};
use crate::value::Value;
use apex_sema::platform::known;
use apex_sema::program::{Const, Ex, Widen};
use apex_sema::ty::Ty;
use apex_syntax::ast::{BinaryOp, UnaryOp};
use indexmap::IndexMap;
use std::collections::HashSet;
use std::rc::Rc;

impl<'p> Interp<'p, '_> {
    pub(crate) fn eval_all(&mut self, list: &'p [Ex]) -> Run<Vec<Value>> {
        let mut values: Vec<Value> = Vec::with_capacity(list.len());
        let held = self.held.len();
        for ex in list {
            if let Some(last @ (Value::Str(_) | Value::Blob(_) | Value::List(_) | Value::Set(_) | Value::Map(_))) =
                values.last()
            {
                self.held.push(last.clone());
            }
            match self.eval(ex) {
                Ok(value) => values.push(value),
                Err(stop) => {
                    self.held.truncate(held);
                    return Err(stop);
                }
            }
        }
        self.held.truncate(held);
        Ok(values)
    }

    /// The value of an expression.
    pub(crate) fn eval(&mut self, ex: &'p Ex) -> Run<Value> {
        Ok(match ex {
            Ex::Const(c) => constant(c),
            Ex::This => self.this(),
            Ex::Read(place) => return self.read(place, false),
            Ex::SafeRead(place) => return self.read(place, true),
            Ex::Chain(inner) => {
                let depth = self.frames.len();
                match self.eval(inner) {
                    Err(Stop::NullChain) => {
                        self.frames.truncate(depth);
                        Value::Null
                    }
                    other => return other,
                }
            }
            Ex::EnumConst(class, i) => Value::Enum(*class, *i),
            Ex::PlatformEnum(id, i) => Value::PlatformEnum(*id, *i),
            Ex::CallStatic { .. } | Ex::CallVirtual { .. } | Ex::CallDirect { .. } => return self.call(ex),
            Ex::Native(native) => return self.native(native),
            Ex::ObjectMethod { object, name, safe, args } => {
                let object = self.receiver(object, *safe)?;
                let args = self.eval_all(args)?;
                if let [other] = &*args {
                    return Ok(Value::Bool(self.same(&object, other)?));
                }
                return self.object_method(&object, name);
            }
            Ex::EnumStatic { class, values, args } => return self.enum_static(*class, *values, args),
            Ex::New { class, constructor, args, line } => {
                let args = self.eval_all(args)?;
                self.frame().line = *line;
                return self.construct(*class, *constructor, args);
            }
            Ex::NewNative(native) => return self.new_native(native),
            Ex::NewRecord { object, fields } => {
                let mut values = IndexMap::new();
                for (name, ex) in fields {
                    values.insert(name.clone(), self.eval(ex)?);
                }
                self.limits.allocate(64 + 32 * values.len())?;
                Value::record(object.clone(), values)
            }
            Ex::NewList { element, items } => {
                let items = self.eval_all(items)?;
                self.limits.grow(items.len())?;
                Value::list(element.clone(), items)
            }
            Ex::NewSized { element, size } => match self.eval(size)? {
                Value::Int(n) => {
                    let n = usize::try_from(n).unwrap_or(0);
                    self.limits.grow(n)?;
                    Value::list(element.clone(), vec![Value::Null; n])
                }
                _ => return Err(self.null_pointer()),
            },
            Ex::NewSet { element, items } => {
                let items = self.eval_all(items)?;
                Value::set(element.clone(), self.set_of(items)?)
            }
            Ex::NewMap { key, value, pairs } => {
                let mut list = Vec::with_capacity(pairs.len());
                for (k, v) in pairs {
                    list.push((self.eval(k)?, self.eval(v)?));
                }
                self.limits.grow(3 * list.len())?;
                Value::map(key.clone(), value.clone(), self.map_of(list)?)
            }
            Ex::NewCopy { ty, source } => {
                let source = self.eval(source)?;
                return self.copy(ty, &source);
            }
            Ex::SuperConstructor { .. } | Ex::SuperException { .. } => Value::Null,
            Ex::Cast { ty, value } => {
                let value = self.eval(value)?;
                return self.cast(ty, value);
            }
            Ex::Convert(widen, value) => {
                let value = self.eval(value)?;
                return self.widen(*widen, value);
            }
            Ex::InstanceOf { value, ty } => {
                let value = self.eval(value)?;
                Value::Bool(self.is_instance(&value, ty))
            }
            Ex::Unary { op, value } => {
                let value = self.eval(value)?;
                return self.unary(*op, &value);
            }
            Ex::Binary { op: BinaryOp::And, left, right } => Value::Bool(self.truth(left)? && self.truth(right)?),
            Ex::Binary { op: BinaryOp::Or, left, right } => Value::Bool(self.truth(left)? || self.truth(right)?),
            Ex::Binary { op, left, right } => {
                let left = self.eval(left)?;
                let right = self.eval(right)?;
                return self.operate(*op, &left, &right);
            }
            Ex::Concat(left, right) => {
                let left = self.eval(left)?;
                let right = self.holding(&left, |cx| cx.eval(right))?;
                return self.concat(&left, &right);
            }
            Ex::Coalesce(left, right) => {
                let value = match &**left {
                    // A query without rows counts as null here (Apex Developer Guide, "Null Coalescing Operator").
                    Ex::Single(query) => match self.eval(query)? {
                        Value::List(rows) if rows.items.borrow().is_empty() => Value::Null,
                        rows => self.single(rows)?,
                    },
                    left => self.eval(left)?,
                };
                if value.is_null() {
                    return self.eval(right);
                }
                value
            }
            Ex::Ternary { cond, then, otherwise } => {
                return if self.truth(cond)? { self.eval(then) } else { self.eval(otherwise) };
            }
            Ex::Assign { place, value } => return self.assign(place, value),
            Ex::Compound { place, op, concat, value, result } => {
                return self.compound(place, *op, *concat, value, *result);
            }
            Ex::Update { place, prefix, delta } => return self.update(place, *prefix, *delta),
            Ex::Query { query, binds, count, line } => {
                let binds = self.eval_all(binds)?;
                self.frame().line = *line;
                return self.query_expression(query, &binds, *count);
            }
            Ex::Single(inner) => {
                let value = self.eval(inner)?;
                return self.single(value);
            }
            Ex::TypeLiteral(ty) => Value::Type(Rc::new(ty.clone())),
            Ex::ObjectToken(name) => Value::ObjectToken(name.clone()),
            Ex::FieldToken(object, field) => Value::FieldToken(object.clone(), field.clone()),
            Ex::DescribeObject(name) => {
                Value::native(known().describe_object, NativeData::DescribeObject(name.clone()))
            }
            Ex::DescribeField(object, field) => {
                Value::native(known().describe_field, NativeData::DescribeField(object.clone(), field.clone()))
            }
            Ex::Gap(what) => return Err(Stop::Gap(format!("not supported by the local org: {what}"))),
            Ex::ObjectFieldSets(name) => {
                Value::native(known().object_field_sets, NativeData::ObjectFieldSets(name.clone()))
            }
            Ex::FieldSet(object, name) => {
                Value::native(known().field_set, NativeData::FieldSet(object.clone(), name.clone()))
            }
            Ex::ObjectFields(name) => Value::native(known().object_fields, NativeData::ObjectFields(name.clone())),
        })
    }

    fn unary(&self, op: UnaryOp, value: &Value) -> Run<Value> {
        Ok(match (op, value) {
            (UnaryOp::Not, Value::Bool(b)) => Value::Bool(!b),
            (UnaryOp::Plus, v) if !v.is_null() => v.clone(),
            (UnaryOp::Minus, Value::Int(i)) => Value::Int(i.wrapping_neg()),
            (UnaryOp::Minus, Value::Long(i)) => Value::Long(i.wrapping_neg()),
            (UnaryOp::Minus, Value::Double(d)) => Value::Double(-d),
            (UnaryOp::Minus, Value::Decimal(d)) => Value::Decimal(-*d),
            (UnaryOp::BitNot, Value::Int(i)) => Value::Int(!i),
            (UnaryOp::BitNot, Value::Long(i)) => Value::Long(!i),
            _ => return Err(self.null_pointer()),
        })
    }

    /// `(ty) value`
    pub(crate) fn cast(&mut self, ty: &Ty, value: Value) -> Run<Value> {
        // A text that is an Id is one of 18 characters from here on.
        if let (Ty::Id, Value::Str(_)) = (ty, &value) {
            return self.widen(Widen::Id, value);
        }
        if value.is_null() || self.is_instance(&value, ty) && !ty.is_number() {
            return Ok(value);
        }
        let converted = match (ty, &value) {
            (Ty::Integer, Value::Int(_))
            | (Ty::Long, Value::Long(_))
            | (Ty::Double, Value::Double(_))
            | (Ty::Decimal, Value::Decimal(_)) => Some(value.clone()),
            (Ty::Long, Value::Int(i)) => Some(Value::Long((*i).into())),
            (Ty::Double, _) => value.as_double().map(Value::Double),
            (Ty::Decimal, _) => value.as_decimal().map(Value::Decimal),
            #[allow(clippy::cast_possible_truncation, reason = "as in Apex: a narrowing cast wraps")]
            (Ty::Integer, Value::Long(i)) => Some(Value::Int(*i as i32)),
            #[allow(clippy::cast_possible_truncation, reason = "as in Apex: a narrowing cast cuts")]
            (Ty::Integer, Value::Double(d)) => Some(Value::Int(*d as i32)),
            (Ty::Integer, Value::Decimal(d)) => d.trunc().try_into().ok().map(Value::Int),
            #[allow(clippy::cast_possible_truncation, reason = "as in Apex: a narrowing cast cuts")]
            (Ty::Long, Value::Double(d)) => Some(Value::Long(*d as i64)),
            (Ty::Long, Value::Decimal(d)) => d.trunc().try_into().ok().map(Value::Long),
            (Ty::String, Value::Id(s)) => Some(Value::Str(s.clone())),
            _ => None,
        };
        match converted {
            Some(value) => Ok(value),
            None => {
                let (from, to) = (self.type_name(&self.type_of(&value)), self.type_name(ty));
                Err(self.throw("System.TypeException", &format!("Invalid conversion from runtime type {from} to {to}")))
            }
        }
    }

    /// An implicit conversion.
    pub(crate) fn widen(&mut self, widen: Widen, value: Value) -> Run<Value> {
        let converted = match (widen, &value) {
            (_, Value::Null) => Some(Value::Null),
            (Widen::Long, Value::Int(i)) => Some(Value::Long((*i).into())),
            (Widen::Double, v) => v.as_double().map(Value::Double),
            (Widen::Decimal, v) => v.as_decimal().map(Value::Decimal),
            (Widen::Id, Value::Str(s)) => match crate::text::full_id(s) {
                Some(full) => Some(Value::Id(full.into())),
                None => return Err(self.throw("System.StringException", &format!("Invalid id: {s}"))),
            },
            (Widen::String, Value::Id(s)) => Some(Value::Str(s.clone())),
            (Widen::Datetime, Value::Date(d)) => Some(Value::Datetime(crate::convert::midnight(*d))),
            _ => None,
        };
        Ok(converted.unwrap_or(value))
    }

    fn copy(&mut self, ty: &Ty, source: &Value) -> Run<Value> {
        let items: Vec<Value> = match source {
            Value::List(list) => list.items.borrow().clone(),
            Value::Set(set) => set.items.borrow().values().cloned().collect(),
            Value::Map(map) => {
                if let Ty::Map(kv) = ty {
                    self.limits.grow(3 * map.items.borrow().len())?;
                    return Ok(Value::map(kv.0.clone(), kv.1.clone(), map.items.borrow().clone()));
                }
                Vec::new()
            }
            _ => return Err(self.null_argument()),
        };
        self.limits.grow(items.len())?;
        Ok(match ty {
            Ty::List(t) => Value::list((**t).clone(), items),
            Ty::Set(t) => Value::set((**t).clone(), self.set_of(items)?),
            Ty::Map(kv) => {
                let (mut pairs, mut seen) = (Vec::new(), HashSet::new());
                for (index, item) in items.iter().enumerate() {
                    if let Value::Record(record) = item {
                        let id = record.fields.borrow().get("Id").cloned().unwrap_or(Value::Null);
                        let problem = match &id {
                            Value::Id(text) if seen.insert(text.clone()) => None,
                            Value::Id(_) => Some("duplicate"),
                            _ => Some("null"),
                        };
                        if let Some(problem) = problem {
                            let message = format!("Row with {problem} Id at index: {index}");
                            return Err(self.throw("System.ListException", &message));
                        }
                        pairs.push((id, item.clone()));
                    }
                }
                Value::map(kv.0.clone(), kv.1.clone(), self.map_of(pairs)?)
            }
            _ => Value::Null,
        })
    }
}

fn constant(c: &Const) -> Value {
    match c {
        Const::Null => Value::Null,
        Const::Boolean(b) => Value::Bool(*b),
        Const::Integer(i) => Value::Int(*i),
        Const::Long(i) => Value::Long(*i),
        Const::Double(d) => Value::Double(*d),
        Const::Decimal(d) => d.parse().map_or(Value::Null, Value::Decimal),
        Const::String(s) => Value::str(&**s),
    }
}
