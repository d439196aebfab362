//! Types of running values: casts and `instanceof`.

use crate::interp::Interp;
use crate::stop::Run;
use crate::value::Value;
use apex_sema::assignable;
use apex_sema::platform::{known, platform};
use apex_sema::ty::Ty;

impl Interp<'_, '_> {
    /// The run-time type of a value.
    pub(crate) fn type_of(&self, value: &Value) -> Ty {
        match value {
            Value::Null => Ty::Null,
            Value::Bool(_) => Ty::Boolean,
            Value::Int(_) => Ty::Integer,
            Value::Long(_) => Ty::Long,
            Value::Double(_) => Ty::Double,
            Value::Decimal(_) => Ty::Decimal,
            Value::Str(_) => Ty::String,
            Value::Id(_) => Ty::Id,
            Value::Date(_) => Ty::Date,
            Value::Datetime(_) => Ty::Datetime,
            Value::Time(_) => Ty::Time,
            Value::Blob(_) => Ty::Blob,
            Value::List(list) => Ty::list(list.element.clone()),
            Value::Set(set) => Ty::set(set.element.clone()),
            Value::Map(map) => Ty::map(map.key.clone(), map.value.clone()),
            Value::Record(record) => Ty::Record(record.object.clone()),
            Value::Object(instance) => Ty::Class(instance.class),
            Value::Enum(class, _) => Ty::Class(*class),
            Value::PlatformEnum(id, _) => Ty::platform(*id),
            Value::Type(_) => Ty::platform(known().type_),
            Value::ObjectToken(_) => Ty::platform(known().object_token),
            Value::FieldToken(..) => Ty::platform(known().field_token),
            Value::Native(native) => Ty::platform(native.ty),
        }
    }

    /// Whether a value is of a type, as `instanceof` and `catch` see it.
    pub(crate) fn is_instance(&self, value: &Value, ty: &Ty) -> bool {
        if value.is_null() {
            return false;
        }
        let own = self.type_of(value);
        match (&own, ty) {
            // A type that is not here.
            (_, Ty::Error) => false,
            (a, b) if a == b => true,
            (_, Ty::Object) | (Ty::Record(_), Ty::SObject) => true,
            // Lists of records are interchangeable when one side is generic.
            (Ty::List(a), Ty::List(b)) if a.is_record() && b.is_record() => {
                **a == Ty::SObject || **b == Ty::SObject || a == b
            }
            (Ty::Map(a), Ty::Map(b)) if a.1.is_record() && b.1.is_record() => {
                a.0 == b.0 && (a.1 == Ty::SObject || b.1 == Ty::SObject)
            }
            (Ty::Integer, Ty::Long | Ty::Double | Ty::Decimal) | (Ty::Long, Ty::Double | Ty::Decimal) => true,
            (Ty::Class(_) | Ty::Platform(..) | Ty::List(_) | Ty::Set(_) | Ty::Map(_), _) => {
                assignable(&self.program.classes, &own, ty)
            }
            _ => false,
        }
    }

    /// Refuses to keep what a collection was not made for: the type it was made with decides, whatever it was cast to
    /// (Apex Developer Guide, "Collection Casting"). Numbers, and texts, count as one type each.
    pub(crate) fn fits(&self, collection: &Value, element: &Ty, value: &Value) -> Run<()> {
        let fits = match value {
            _ if matches!(element, Ty::Object | Ty::Platform(..) | Ty::Error | Ty::Param(_)) => true,
            Value::Str(_) | Value::Id(_) => matches!(element, Ty::String | Ty::Id),
            Value::Int(_) | Value::Long(_) | Value::Double(_) | Value::Decimal(_) => element.is_number(),
            Value::Date(_) | Value::Datetime(_) => matches!(element, Ty::Date | Ty::Datetime),
            Value::Bool(_) | Value::Blob(_) | Value::Time(_) => self.type_of(value) == *element,
            Value::Record(_) | Value::Object(_) | Value::Enum(..) => self.is_instance(value, element),
            _ => true,
        };
        if fits {
            return Ok(());
        }
        let [value, collection] = [value, collection].map(|value| self.type_name(&self.type_of(value)));
        Err(self.throw("System.TypeException", &format!("Collection store exception adding {value} to {collection}")))
    }

    /// The name `Type.getName()` and type exceptions show.
    pub(crate) fn type_name(&self, ty: &Ty) -> String {
        match ty {
            Ty::Platform(id, _) => {
                let ty = platform().get(*id);
                if &*ty.namespace == "System" { ty.name.to_string() } else { ty.full_name() }
            }
            Ty::Map(kv) => format!("Map<{}, {}>", self.type_name(&kv.0), self.type_name(&kv.1)),
            Ty::List(t) => format!("List<{}>", self.type_name(t)),
            Ty::Set(t) => format!("Set<{}>", self.type_name(t)),
            other => self.show(other),
        }
    }
}
