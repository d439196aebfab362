//! Reading and writing places.

use crate::interp::{Frame, Interp};
use crate::native::{NativeData, registry};
use crate::stop::{Run, Stop};
use crate::value::{RecordObj, Value};
use apex_sema::catalog::FieldKind;
use apex_sema::platform::platform;
use apex_sema::program::{Ex, Place, Widen};
use apex_sema::ty::{ClassId, PlatformId};
use apex_syntax::ast::BinaryOp;
use std::rc::Rc;
use std::sync::Arc;

impl<'p> Interp<'p, '_> {
    /// The value of an object expression; null ends the chain or is an error.
    pub(crate) fn receiver(&mut self, object: &'p Ex, safe: bool) -> Run<Value> {
        let value = self.eval(object)?;
        if value.is_null() {
            return Err(if safe { Stop::NullChain } else { self.null_pointer() });
        }
        Ok(value)
    }

    pub(crate) fn read(&mut self, place: &'p Place, safe: bool) -> Run<Value> {
        match place {
            Place::Local(slot) => Ok(self.frame().locals.get(*slot as usize).cloned().unwrap_or(Value::Null)),
            Place::Static { class, slot } => self.get_static(*class, *slot),
            Place::Field { object, slot } => {
                let object = self.receiver(object, safe)?;
                match &object {
                    Value::Object(instance) => Ok(instance.slots.borrow()[*slot as usize].clone()),
                    _ => Err(self.null_pointer()),
                }
            }
            Place::Property { object, class, field } => {
                let object = match object {
                    Some(object) => self.receiver(object, safe)?,
                    None => Value::Null,
                };
                self.get_property(&object, *class, *field)
            }
            Place::Record { object, field } => match self.eval(object)? {
                Value::Record(record) => self.record_field(&record, field),
                Value::Null if safe => Err(Stop::NullChain),
                Value::Null if is_relationship(object) => Ok(Value::Null),
                _ => Err(self.null_pointer()),
            },
            Place::Platform { object, ty, field } => {
                let object = match object {
                    Some(object) => self.receiver(object, safe)?,
                    None => Value::Null,
                };
                self.platform_field(&object, *ty, field)
            }
            Place::Index { object, index } => {
                let list = self.receiver(object, safe)?;
                let index = self.eval(index)?;
                self.list_get(&list, &index)
            }
        }
    }

    pub(crate) fn list_get(&mut self, list: &Value, index: &Value) -> Run<Value> {
        let (Value::List(list), Value::Int(i)) = (list, index) else {
            return Err(self.null_pointer());
        };
        let found = usize::try_from(*i).ok().and_then(|i| list.items.borrow().get(i).cloned());
        found.ok_or_else(|| self.throw("System.ListException", &format!("List index out of bounds: {i}")))
    }

    /// A field of a record: what is set, else null, else an error if a query did not select it.
    pub(crate) fn record_field(&mut self, record: &Rc<RecordObj>, field: &Arc<str>) -> Run<Value> {
        if let Some(value) = record.fields.borrow().get(field) {
            return Ok(value.clone());
        }
        let info = self.program.catalog.object(&record.object);
        if let Some(info) = &info
            && info.child(field).is_some()
            && info.field(field).is_none()
        {
            let child = info.child(field).map_or_else(|| "".into(), |c| c.object.clone());
            if record.queried.get() {
                return Err(self.not_selected(record, field));
            }
            return Ok(Value::list(apex_sema::ty::Ty::Record(child), Vec::new()));
        }
        if record.queried.get() && info.is_some() && !field.eq_ignore_ascii_case("Id") {
            return Err(self.not_selected(record, field));
        }
        // A new record has the defaults of its checkboxes.
        let boolean = info.and_then(|i| i.field(field).map(|f| f.kind == FieldKind::Boolean)).unwrap_or(false);
        Ok(if boolean { Value::Bool(false) } else { Value::Null })
    }

    fn not_selected(&self, record: &RecordObj, field: &str) -> Stop {
        let message = format!(
            "SObject row was retrieved via SOQL without querying the requested field: {}.{field}",
            record.object
        );
        self.throw("System.SObjectException", &message)
    }

    fn get_property(&mut self, object: &Value, class: ClassId, field: u32) -> Run<Value> {
        let owner = self.class(class);
        let field = &owner.fields[field as usize];
        let getter = field.property.as_ref().and_then(|p| p.getter.as_ref()).and_then(|g| g.body.as_ref());
        if field.is_static {
            self.ensure_static(class)?;
        }
        match getter {
            Some(body) => self.run_body(body, class, &field.name, field.line, object.clone(), Vec::new()),
            None if field.is_static => self.get_static(class, field.slot),
            None => match object {
                Value::Object(instance) => Ok(instance.slots.borrow()[field.slot as usize].clone()),
                _ => Err(self.null_pointer()),
            },
        }
    }

    fn set_property(&mut self, object: &Value, class: ClassId, field: u32, value: Value) -> Run<()> {
        let owner = self.class(class);
        let field = &owner.fields[field as usize];
        if field.is_static {
            self.ensure_static(class)?;
        }
        let setter = field.property.as_ref().and_then(|p| p.setter.as_ref()).and_then(|s| s.body.as_ref());
        match setter {
            Some(body) => {
                let mut locals = vec![value];
                locals.resize(body.slots as usize, Value::Null);
                let frame = Frame { locals, this: object.clone(), class, method: field.name.clone(), line: field.line };
                self.enter(frame, |cx| cx.execute(&body.code).map(|_| ()))
            }
            None if field.is_static => {
                self.set_static(class, field.slot, value);
                Ok(())
            }
            None => match object {
                Value::Object(instance) => {
                    instance.slots.borrow_mut()[field.slot as usize] = value;
                    Ok(())
                }
                _ => Err(self.null_pointer()),
            },
        }
    }

    /// A field of a platform object or class.
    pub(crate) fn platform_field(&mut self, object: &Value, ty: PlatformId, field: &str) -> Run<Value> {
        let mut at = Some(ty);
        while let Some(id) = at {
            if let Some(read) = registry().fields.get(&(id, field.to_ascii_lowercase())) {
                return read(self, object, &[]);
            }
            at = match &platform().get(id).extends {
                Some(apex_sema::ty::Ty::Platform(up, _)) => Some(*up),
                _ => None,
            };
        }
        Err(Stop::Gap(format!("not supported by the local org: {}.{field}", platform().get(ty).full_name())))
    }

    /// `place = value`, evaluating the object before the value, as Apex does.
    pub(crate) fn assign(&mut self, place: &'p Place, value: &'p Ex) -> Run<Value> {
        let target = self.target(place)?;
        let value = self.eval(value)?;
        self.store(&target, value.clone())?;
        Ok(value)
    }

    /// Evaluates the object and index of a place once.
    fn target(&mut self, place: &'p Place) -> Run<Target<'p>> {
        Ok(match place {
            Place::Local(slot) => Target::Local(*slot),
            Place::Static { class, slot } => {
                self.ensure_static(*class)?;
                Target::Static(*class, *slot)
            }
            Place::Field { object, slot } => Target::Field(self.receiver(object, false)?, *slot),
            Place::Property { object, class, field } => {
                let object = match object {
                    Some(object) => self.receiver(object, false)?,
                    None => Value::Null,
                };
                Target::Property(object, *class, *field)
            }
            Place::Record { object, field } => Target::Record(self.receiver(object, false)?, field),
            Place::Platform { object, ty, field } => {
                let object = match object {
                    Some(object) => self.receiver(object, false)?,
                    None => Value::Null,
                };
                Target::Platform(object, *ty, field)
            }
            Place::Index { object, index } => Target::Index(self.receiver(object, false)?, self.eval(index)?),
        })
    }

    fn load(&mut self, target: &Target<'p>) -> Run<Value> {
        match target {
            Target::Local(slot) => Ok(self.frame().locals.get(*slot as usize).cloned().unwrap_or(Value::Null)),
            Target::Static(class, slot) => self.get_static(*class, *slot),
            Target::Field(Value::Object(instance), slot) => Ok(instance.slots.borrow()[*slot as usize].clone()),
            Target::Property(object, class, field) => self.get_property(object, *class, *field),
            Target::Record(Value::Record(record), field) => self.record_field(record, field),
            Target::Platform(object, ty, field) => self.platform_field(object, *ty, field),
            Target::Index(list, index) => self.list_get(list, index),
            _ => Err(self.null_pointer()),
        }
    }

    fn store(&mut self, target: &Target<'p>, value: Value) -> Run<()> {
        match target {
            Target::Local(slot) => self.set_local(*slot, value),
            Target::Static(class, slot) => self.set_static(*class, *slot, value),
            Target::Field(Value::Object(instance), slot) => instance.slots.borrow_mut()[*slot as usize] = value,
            Target::Property(object, class, field) => return self.set_property(object, *class, *field, value),
            Target::Record(Value::Record(record), field) => {
                self.unlocked(record)?;
                record.set((*field).clone(), value);
            }
            Target::Platform(object, ty, field) => return self.set_platform_field(object, *ty, field, value),
            Target::Index(me @ Value::List(list), Value::Int(i)) => {
                self.fits(me, &list.element, &value)?;
                let length = list.items.borrow().len();
                match usize::try_from(*i).ok().filter(|i| *i < length) {
                    Some(i) => list.items.borrow_mut()[i] = value,
                    None => return Err(self.throw("System.ListException", &format!("List index out of bounds: {i}"))),
                }
            }
            _ => return Err(self.null_pointer()),
        }
        Ok(())
    }

    /// Records of a trigger that are saved, or were before, cannot be changed.
    pub(crate) fn unlocked(&self, record: &RecordObj) -> Run<()> {
        if record.locked.get() {
            return Err(self.throw("System.FinalException", "Record is read-only"));
        }
        Ok(())
    }

    fn set_platform_field(&mut self, object: &Value, ty: PlatformId, field: &str, value: Value) -> Run<()> {
        let full = platform().get(ty).full_name();
        if &*full == "System.RestContext" {
            if field.eq_ignore_ascii_case("request") {
                self.context.rest_request = Some(value);
            } else {
                self.context.rest_response = Some(value);
            }
            return Ok(());
        }
        if let Value::Native(native) = object
            && let NativeData::Fields(fields) = &mut *native.data.borrow_mut()
            && let Some(known) = platform().get(ty).fields.iter().find(|f| f.name.eq_ignore_ascii_case(field))
        {
            fields.insert(&known.name, value);
            return Ok(());
        }
        Err(Stop::Gap(format!("not supported by the local org: assignment to {full}.{field}")))
    }

    pub(crate) fn compound(
        &mut self,
        place: &'p Place,
        op: BinaryOp,
        concat: bool,
        value: &'p Ex,
        result: Option<Widen>,
    ) -> Run<Value> {
        let target = self.target(place)?;
        let before = self.load(&target)?;
        let by = self.eval(value)?;
        let mut after = if concat { self.concat(&before, &by)? } else { self.operate(op, &align(&before, &by), &by)? };
        if let Some(widen) = result {
            after = self.widen(widen, after)?;
        }
        self.store(&target, after.clone())?;
        Ok(after)
    }

    pub(crate) fn update(&mut self, place: &'p Place, prefix: bool, delta: i32) -> Run<Value> {
        let target = self.target(place)?;
        let before = self.load(&target)?;
        let by = align(&Value::Int(delta), &before);
        let after = self.operate(BinaryOp::Add, &before, &by)?;
        self.store(&target, after.clone())?;
        Ok(if prefix { after } else { before })
    }
}

/// Whether an expression reads the parent of a record: fields of a parent that is missing read as null (Apex Developer
/// Guide, "Accessing sObject Fields Through Relationships").
fn is_relationship(ex: &Ex) -> bool {
    matches!(ex, Ex::Read(Place::Record { .. }) | Ex::SafeRead(Place::Record { .. }))
}

/// A place whose object is known.
enum Target<'p> {
    Local(u32),
    Static(ClassId, u32),
    Field(Value, u32),
    Property(Value, ClassId, u32),
    Record(Value, &'p Arc<str>),
    Platform(Value, PlatformId, &'p Arc<str>),
    Index(Value, Value),
}

/// `value` as the number type of `like`, where that is wider.
fn align(value: &Value, like: &Value) -> Value {
    match (value, like) {
        (Value::Int(i), Value::Long(_)) => Value::Long((*i).into()),
        (v, Value::Double(_)) => v.as_double().map_or_else(|| v.clone(), Value::Double),
        (v, Value::Decimal(_)) => v.as_decimal().map_or_else(|| v.clone(), Value::Decimal),
        (v, _) => v.clone(),
    }
}
