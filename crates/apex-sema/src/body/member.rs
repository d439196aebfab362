//! Fields: of user objects, records, platform objects and types.

use super::place::last_name;
use super::{BodyCx, Val};
use crate::platform::{known, platform};
use crate::program::{ClassKind, Ex, Place, Visibility};
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{Expr, Name, Span};

impl BodyCx<'_, '_> {
    /// Whether code here may use a member of `owner` with this visibility.
    pub fn visible(&self, owner: ClassId, visibility: Visibility, test_visible: bool) -> bool {
        let same = self.c.top(owner) == self.c.top(self.class);
        match visibility {
            Visibility::Public | Visibility::Global => true,
            Visibility::Protected => same || self.c.is_subclass(self.class, owner) || (test_visible && self.in_test()),
            Visibility::Private => same || (test_visible && self.in_test()),
        }
    }

    fn in_test(&self) -> bool {
        self.c.class(self.class).is_test
    }

    /// Reads field `index` of `owner`; `object` is `None` for `this` or a static field.
    pub fn read_field(&mut self, owner: ClassId, index: usize, object: Option<Ex>) -> Val {
        let field = &self.c.class(owner).fields[index];
        let ty = field.ty.clone();
        let stored = field.property.is_none()
            || (owner == self.class && self.accessor_of.as_deref().is_some_and(|a| field.name.eq_ignore_ascii_case(a)));
        let place = if !stored {
            let object = if field.is_static { None } else { Some(Box::new(object.unwrap_or(Ex::This))) };
            Place::Property { object, class: owner, field: index as u32 }
        } else if field.is_static {
            Place::Static { class: owner, slot: field.slot }
        } else {
            Place::Field { object: Box::new(object.unwrap_or(Ex::This)), slot: field.slot }
        };
        Val::new(Ex::Read(place), ty)
    }

    /// `value.name`
    pub fn member(&mut self, object: Val, name: &Name, safe: bool) -> Val {
        let object = self.one_record(object);
        let found = match &object.ty {
            Ty::Error => return object.unknown(),
            Ty::Class(id) => return self.class_member(*id, object.ex, name, safe),
            Ty::Record(record) => {
                let record = record.clone();
                return self.record_member(&record, object.ex, name, safe);
            }
            // A child relationship gives a list: no path goes on from it.
            Ty::List(_) if matches!(&object.ex, Ex::Read(Place::Record { .. })) => {
                let Ex::Read(Place::Record { field, .. }) = &object.ex else { return Val::error() };
                let message = format!("A non foreign key field cannot be referenced in a path expression: {field}");
                return self.error(name.span, message);
            }
            Ty::Platform(id, args) => self.platform_member(*id, &args.clone(), &object.ex, name),
            // The one field every record has.
            Ty::SObject if name.is("Id") => {
                let place = Place::Record { object: Box::new(object.ex), field: "Id".into() };
                return Val::new(read(place, safe), Ty::Id);
            }
            _ => None,
        };
        match found {
            Some((Some(ex), ty)) => Val::new(ex, ty),
            Some((None, ty)) => {
                let Ty::Platform(id, _) = object.ty else { return Val::error() };
                let place = Place::Platform { object: Some(Box::new(object.ex)), ty: id, field: name.text.clone() };
                Val::new(read(place, safe), ty)
            }
            None => self.error(name.span, format!("Variable does not exist: {name}")),
        }
    }

    /// `[SELECT …].Field` means the one record of the query.
    fn one_record(&self, val: Val) -> Val {
        match (&val.ty, &val.ex) {
            (Ty::List(t), Ex::Query { .. }) if t.is_record() => {
                let ty = (**t).clone();
                Val::new(Ex::Single(Box::new(val.ex)), ty)
            }
            _ => val,
        }
    }

    fn class_member(&mut self, id: ClassId, object: Ex, name: &Name, safe: bool) -> Val {
        let Some((owner, index)) = self.find_field(id, &name.key()) else {
            let class = self.c.class(id);
            if class.constants.iter().any(|c| name.is(c)) {
                let from = class.name.clone();
                let message =
                    format!("Static field cannot be referenced from a non static context: {name} from the type {from}");
                return self.error(name.span, message);
            }
            return self.error(name.span, format!("Variable does not exist: {name}"));
        };
        let field = &self.c.class(owner).fields[index];
        let shown = format!("{}.{}", self.c.class(owner).name, field.name);
        if field.is_static {
            let from = &self.c.class(owner).name;
            let message =
                format!("Static field cannot be referenced from a non static context: {name} from the type {from}");
            return self.error(name.span, message);
        }
        let visibility = match &field.property {
            Some(p) => p.getter.as_ref().map_or(field.visibility, |g| g.visibility),
            None => field.visibility,
        };
        if !self.visible(owner, visibility, field.test_visible) {
            return self.error(name.span, format!("Variable is not visible: {shown}"));
        }
        let val = self.read_field(owner, index, Some(object));
        if safe {
            if let Ex::Read(place) = val.ex {
                return Val::new(Ex::SafeRead(place), val.ty);
            }
            return Val::error();
        }
        val
    }

    fn record_member(&mut self, record: &str, object: Ex, name: &Name, safe: bool) -> Val {
        let Some(info) = self.c.catalog.object(record) else {
            return self.error(name.span, format!("Variable does not exist: {name}"));
        };
        let (field, ty) = if let Some(field) = info.field(&name.text) {
            (field.name.clone(), field.ty())
        } else if let Some(parent) = info.parent(&name.text) {
            let ty = self.parent_type(parent);
            (parent.relationship.clone().unwrap_or_else(|| name.text.clone()), ty)
        } else if let Some(child) = info.child(&name.text) {
            (
                child.relationship.clone().unwrap_or_else(|| name.text.clone()),
                Ty::list(Ty::Record(child.object.clone())),
            )
        } else {
            return self.error(name.span, format!("Variable does not exist: {name}"));
        };
        Val::new(read(Place::Record { object: Box::new(object), field }, safe), ty)
    }

    /// The type of a parent: its object, or `Name` where several are possible.
    pub fn parent_type(&self, field: &crate::catalog::FieldInfo) -> Ty {
        match &*field.reference_to {
            [one] if !field.polymorphic => Ty::Record(one.clone()),
            _ => self.c.catalog.canonical("Name").map_or(Ty::SObject, Ty::Record),
        }
    }

    /// A field of a platform object, or of a describe result that stands for a known object.
    fn platform_member(&mut self, id: u32, args: &[Ty], object: &Ex, name: &Name) -> Option<(Option<Ex>, Ty)> {
        match object {
            Ex::DescribeObject(record) if name.is("fields") => {
                return Some((Some(Ex::ObjectFields(record.clone())), Ty::platform(known().object_fields)));
            }
            Ex::DescribeObject(record) if name.is("fieldSets") => {
                return Some((Some(Ex::ObjectFieldSets(record.clone())), Ty::platform(known().object_field_sets)));
            }
            Ex::ObjectFieldSets(record) => {
                let info = self.c.catalog.object(record)?;
                let set = info.field_sets.iter().find(|set| name.is(&set.name))?;
                let ex = Ex::FieldSet(info.name.clone(), set.name.clone());
                return Some((Some(ex), Ty::platform(known().field_set)));
            }
            Ex::ObjectFields(record) => {
                let info = self.c.catalog.object(record)?;
                let field = info.field(&name.text)?;
                let ex = Ex::DescribeField(info.name.clone(), field.name.clone());
                return Some((Some(ex), Ty::platform(known().describe_field)));
            }
            _ => {}
        }
        let mut at = Some(id);
        while let Some(id) = at {
            let ty = platform().get(id);
            if let Some(field) = ty.fields.iter().find(|f| name.is(&f.name) && !f.is_static) {
                let found = field.ty.substitute(args);
                if !field.implemented {
                    self.unsupported(name.span, &format!("{}.{}", ty.full_name(), field.name));
                }
                return Some((None, found));
            }
            at = match &ty.extends {
                Some(Ty::Platform(up, _)) => Some(*up),
                _ => None,
            };
        }
        None
    }

    /// `val` as a value that is read: a property without a getter has none.
    pub fn readable(&mut self, val: Val, expr: &Expr) -> Val {
        let (class, field) = match &val.ex {
            Ex::Read(Place::Property { class, field, .. }) | Ex::SafeRead(Place::Property { class, field, .. }) => {
                (*class, *field as usize)
            }
            // Within its own accessors a property is what it stores.
            Ex::Read(Place::Field { .. } | Place::Static { .. }) => {
                let own = self.accessor_of.as_deref().filter(|own| last_name(expr).is_some_and(|name| name.is(own)));
                match own.and_then(|own| self.find_field(self.class, &own.to_ascii_lowercase())) {
                    Some(found) => found,
                    None => return val,
                }
            }
            _ => return val,
        };
        let owner = self.c.class(class);
        let field = &owner.fields[field];
        if field.property.as_ref().is_none_or(|property| property.getter.is_some()) {
            return val;
        }
        let shown = format!("{}.{}", owner.name, field.name);
        let span = last_name(expr).map_or(expr.span, |name| name.span);
        self.error(span, format!("Variable is not visible: {shown}"))
    }

    /// Reports what the local org does not have, and gives what stands for it.
    pub fn unsupported(&mut self, span: Span, what: &str) -> Val {
        self.c.unsupported(span, what);
        Val::gap(what)
    }

    /// `Type.name`: a static field, an enum constant, a field token.
    pub fn static_member(&mut self, ty: &Ty, name: &Name) -> Option<Val> {
        match ty {
            Ty::Class(id) => self.static_class_member(*id, name),
            Ty::Record(record) => {
                if name.is("SObjectType") {
                    return Some(Val::new(Ex::ObjectToken(record.clone()), Ty::platform(known().object_token)));
                }
                let info = self.c.catalog.object(record)?;
                if name.is("fields") {
                    return Some(Val::new(Ex::ObjectFields(record.clone()), Ty::platform(known().object_fields)));
                }
                let field = info.field(&name.text)?;
                let token = Ex::FieldToken(info.name.clone(), field.name.clone());
                Some(Val::new(token, Ty::platform(known().field_token)))
            }
            Ty::Platform(id, _) => {
                let ty = platform().get(*id);
                if *id == known().object_token {
                    if self.c.is_foreign_record(name) {
                        self.unsupported(name.span, &name.text);
                        return Some(Val::error());
                    }
                    let record = self.c.catalog.canonical(&name.text)?;
                    return Some(Val::new(Ex::DescribeObject(record), Ty::platform(known().describe_object)));
                }
                if let Some(i) = ty.constants.iter().position(|c| name.is(c)) {
                    return Some(Val::new(Ex::PlatformEnum(*id, i as u32), Ty::platform(*id)));
                }
                let field = ty.fields.iter().find(|f| f.is_static && name.is(&f.name))?;
                if !field.implemented {
                    self.unsupported(name.span, &format!("{}.{}", ty.full_name(), field.name));
                }
                let place = Place::Platform { object: None, ty: *id, field: field.name.clone() };
                let is_context = &*ty.namespace == "System" && &*ty.name == "Trigger";
                let ty = if is_context { self.c.in_trigger(self.class, &field.ty) } else { field.ty.clone() };
                Some(Val::new(Ex::Read(place), ty))
            }
            _ => None,
        }
    }

    fn static_class_member(&mut self, id: ClassId, name: &Name) -> Option<Val> {
        let class = self.c.class(id);
        if class.kind == ClassKind::Enum {
            let index = class.constants.iter().position(|c| name.is(c))?;
            return Some(Val::new(Ex::EnumConst(id, index as u32), Ty::Class(id)));
        }
        let (owner, index) = self.find_field(id, &name.key())?;
        let field = &self.c.class(owner).fields[index];
        if !field.is_static {
            return None;
        }
        if !self.visible(owner, field.visibility, field.test_visible) {
            let shown = format!("{}.{}", self.c.class(owner).name, field.name);
            return Some(self.error(name.span, format!("Variable is not visible: {shown}")));
        }
        Some(self.read_field(owner, index, None))
    }
}

fn read(place: Place, safe: bool) -> Ex {
    if safe { Ex::SafeRead(place) } else { Ex::Read(place) }
}
