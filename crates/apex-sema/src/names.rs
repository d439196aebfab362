//! Type names to types, and types to the names messages use.

use crate::compiler::Compiler;
use crate::platform::platform;
use crate::program::{Class, Super, Visibility};
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{Name, TypeRef};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A type as messages show it.
pub fn show(ty: &Ty, classes: &[Class]) -> String {
    match ty {
        Ty::Void => "void".into(),
        Ty::Null => "NULL".into(),
        Ty::Record(name) => name.to_string(),
        Ty::List(t) => format!("List<{}>", show(t, classes)),
        Ty::Set(t) => format!("Set<{}>", show(t, classes)),
        Ty::Map(kv) => format!("Map<{},{}>", show(&kv.0, classes), show(&kv.1, classes)),
        Ty::Class(id) => classes.get(*id as usize).map_or_else(String::new, |c| c.name.to_string()),
        Ty::Platform(id, args) => {
            let shown = platform().get(*id);
            let name = match (&*shown.namespace, &*shown.name) {
                ("System", "Exception" | "System" | "Database") => shown.name.to_string(),
                _ => shown.full_name(),
            };
            if args.is_empty() {
                return name;
            }
            let args: Vec<String> = args.iter().map(|t| show(t, classes)).collect();
            format!("{name}<{}>", args.join(","))
        }
        Ty::Param(_) => "Object".into(),
        Ty::Error => "?".into(),
        other => format!("{other:?}"),
    }
}

/// The basic types, which win over platform classes of the same name.
fn basic(name: &str) -> Option<Ty> {
    Some(match &*name.to_ascii_lowercase() {
        "object" => Ty::Object,
        "boolean" => Ty::Boolean,
        "integer" => Ty::Integer,
        "long" => Ty::Long,
        "double" => Ty::Double,
        "decimal" => Ty::Decimal,
        "string" => Ty::String,
        "id" => Ty::Id,
        "date" => Ty::Date,
        "datetime" => Ty::Datetime,
        "time" => Ty::Time,
        "blob" => Ty::Blob,
        "sobject" => Ty::SObject,
        _ => return None,
    })
}

/// Namespaces of the Apex Reference Guide of which nothing is known here but that they are.
const FOREIGN_NAMESPACES: &[&str] = &[
    "ApexPages",
    "Canvas",
    "ChatterAnswers",
    "CommerceBuyGrp",
    "CommerceOrders",
    "CommercePayments",
    "Component",
    "Compression",
    "ConnectApi",
    "Context",
    "DataSource",
    "DataWeave",
    "Datacloud",
    "FormulaEval",
    "Invocable",
    "IsvPartners",
    "KbManagement",
    "LiveAgent",
    "Page",
    "PlaceQuote",
    "QuickAction",
    "Reports",
    "RevSalesTrxn",
    "RevSignaling",
    "RichMessaging",
    "Support",
    "TerritoryMgmt",
    "TxnSecurity",
    "UserProvisioning",
    "VisualEditor",
    "Wave",
    "aiplatform",
    "applauncher",
    "embeddedai",
    "industriesNlpSvc",
    "sfdc_enablement",
    "wavetemplate",
];

/// Standard objects of which nothing is known here but that they are, by name: those of API 65 whose names do not follow from
/// those of others. Source J of the catalogue of objects has them.
const FOREIGN_RECORDS: &str = include_str!("standard_objects.txt");

/// Their names, in lower case.
fn foreign_records() -> &'static BTreeSet<String> {
    static NAMES: LazyLock<BTreeSet<String>> =
        LazyLock::new(|| FOREIGN_RECORDS.lines().map(str::to_ascii_lowercase).collect());
    &NAMES
}

/// What the platform makes beside an object, by the end of its name: that of a custom object is asked for with `__c`.
const BESIDE: &[(&str, &str)] = &[
    ("__ChangeEvent", "__c"),
    ("__Feed", "__c"),
    ("__History", "__c"),
    ("__Share", "__c"),
    ("ChangeEvent", ""),
    ("Feed", ""),
    ("History", ""),
    ("Share", ""),
];

/// A name as it is written.
pub(crate) fn dotted(parts: &[Name]) -> String {
    parts.iter().map(|part| &*part.text).collect::<Vec<_>>().join(".")
}

pub(crate) fn is_foreign_namespace(name: &str) -> bool {
    FOREIGN_NAMESPACES.iter().any(|namespace| namespace.eq_ignore_ascii_case(name))
}

impl Compiler<'_> {
    pub fn show(&self, ty: &Ty) -> String {
        show(ty, &self.classes)
    }

    /// `String, Integer` as in "incorrect signature".
    pub fn show_list(&self, types: &[Ty]) -> String {
        types.iter().map(|ty| self.show(ty)).collect::<Vec<_>>().join(", ")
    }

    /// The type `ty` stands for inside class `scope`; reports what is wrong with it.
    pub fn resolve(&mut self, ty: &TypeRef, scope: ClassId) -> Ty {
        let found = self.resolve_any(ty, scope);
        if self.is_hidden(&found, scope) {
            let shown = self.show(&found);
            self.error(ty.span, format!("Type is not visible: {shown}"));
            return Ty::Error;
        }
        found
    }

    /// Whether a type is, or is made of, an inner type that code of `scope` may not name: those of other classes are
    /// private unless they say otherwise (Apex Developer Guide, "Access Modifiers").
    pub fn is_hidden(&self, ty: &Ty, scope: ClassId) -> bool {
        match ty {
            Ty::Class(id) => !self.may_name(*id, scope),
            Ty::List(of) | Ty::Set(of) => self.is_hidden(of, scope),
            Ty::Map(of) => self.is_hidden(&of.0, scope) || self.is_hidden(&of.1, scope),
            Ty::Platform(_, args) => args.iter().any(|arg| self.is_hidden(arg, scope)),
            _ => false,
        }
    }

    fn may_name(&self, id: ClassId, scope: ClassId) -> bool {
        let class = self.class(id);
        let Some(outer) = class.outer.filter(|outer| *outer != self.top(scope)) else { return true };
        match class.visibility {
            Visibility::Public | Visibility::Global => true,
            Visibility::Protected => self.is_subclass(scope, outer),
            Visibility::Private => {
                self.class(scope).is_test && class.annotations.iter().any(|note| note.name == "testvisible")
            }
        }
    }

    pub fn resolve_any(&mut self, ty: &TypeRef, scope: ClassId) -> Ty {
        // What is wrong with an argument is reported where the whole type starts.
        let at_start = |arg: &TypeRef| TypeRef { span: ty.span, ..arg.clone() };
        let args: Vec<Ty> = ty.args.iter().map(|arg| self.resolve_any(&at_start(arg), scope)).collect();
        if self.is_foreign(&ty.parts) && self.lookup_type(&ty.parts, scope).is_none() {
            self.unsupported(ty.span, &dotted(&ty.parts));
            return Ty::Error;
        }
        let mut found = match self.resolve_name(&ty.parts, &args, scope) {
            Ok(found) => found,
            Err(message) => {
                self.error(ty.span, message);
                return Ty::Error;
            }
        };
        for _ in 0..ty.dims {
            found = Ty::list(found);
        }
        found
    }

    /// Whether a name is that of an object that an org has and that is not known here: change events, feeds, shares and
    /// histories of known objects among them.
    pub fn is_foreign_record(&self, name: &Name) -> bool {
        let beside = |(end, whole): &(&str, &str)| {
            let at = name.text.len().checked_sub(end.len())?;
            let (object, found) = name.text.split_at_checked(at)?;
            (found.eq_ignore_ascii_case(end) && !object.is_empty()).then(|| format!("{object}{whole}"))
        };
        let is_foreign = |object: &str| foreign_records().contains(&object.to_ascii_lowercase());
        let is_known = |object: String| self.record_type(&object).is_some() || is_foreign(&object);
        self.record_type(&name.text).is_none()
            && (is_foreign(&name.text) || BESIDE.iter().filter_map(beside).any(is_known))
    }

    /// Whether a name is one of a namespace of Salesforce whose types are not known here, or of such an object.
    fn is_foreign(&self, parts: &[Name]) -> bool {
        match parts {
            [one] => self.is_foreign_record(one),
            [schema, one] if schema.is("Schema") => self.is_foreign_record(one),
            [namespace, ..] => is_foreign_namespace(&namespace.text) && !self.by_name.contains_key(&namespace.key()),
            [] => false,
        }
    }

    fn resolve_name(&self, parts: &[Name], args: &[Ty], scope: ClassId) -> Result<Ty, String> {
        let last = parts.last().ok_or_else(String::new)?;
        let collection = match &*last.key() {
            "list" | "set" => Some(1),
            "map" => Some(2),
            _ => None,
        };
        if let Some(expected) = collection
            && parts.len() == 1
        {
            if args.is_empty() {
                return Err(format!("No type arguments provided for a parameterized type: {last}"));
            }
            if args.len() != expected {
                let found = args.len();
                return Err(format!("Invalid type argument count for {last}: expected {expected} but found {found}"));
            }
            return Ok(match &*last.key() {
                "list" => Ty::list(args[0].clone()),
                "set" => Ty::set(args[0].clone()),
                _ => Ty::map(args[0].clone(), args[1].clone()),
            });
        }
        let shown = || parts.iter().map(|p| &*p.text).collect::<Vec<_>>().join(".");
        // The basic types have no namespace; `System.String.valueOf(…)` alone is understood.
        if let [ns, one] = parts
            && ns.is("System")
            && (basic(&one.text).is_some() || collection.is_some())
        {
            return Err(format!("Invalid type: {}", shown()));
        }
        let found = self.lookup_type(parts, scope).ok_or_else(|| format!("Invalid type: {}", shown()))?;
        match found {
            // It stands for the labels, and is no type of a value.
            Ty::Platform(id, _) if platform().get(id).full_name() == "System.Label" => {
                Err(format!("Invalid type: {}", shown()))
            }
            Ty::Platform(id, _) => {
                let expected = platform().get(id).params;
                if expected == args.len()
                    || (expected > 0
                        && args.is_empty()
                        && !matches!(&*last.key(), "iterable" | "iterator" | "comparator"))
                {
                    return Ok(Ty::Platform(id, args.into()));
                }
                if expected == 0 && !args.is_empty() && &*last.key() != "batchable" {
                    return Err(format!("Type arguments provided for a non-parameterized type: {}", shown()));
                }
                if expected == 0 {
                    return Ok(Ty::platform(id));
                }
                let (name, found) = (platform().get(id).full_name(), args.len());
                if found == 0 {
                    return Err(format!("No type arguments provided for a parameterized type: {name}"));
                }
                Err(format!("Invalid type argument count for {name}: expected {expected} but found {found}"))
            }
            _ if !args.is_empty() => Err(format!("Type arguments provided for a non-parameterized type: {}", shown())),
            found => Ok(found),
        }
    }

    /// A user, platform or sObject type by its dotted name, without reporting.
    pub fn lookup_type(&self, parts: &[Name], scope: ClassId) -> Option<Ty> {
        match parts {
            [one] => self
                .inner_type(&one.key(), scope)
                .or_else(|| self.by_name.get(&one.key()).map(|id| Ty::Class(*id)))
                .or_else(|| basic(&one.text))
                .or_else(|| self.platform_type(&format!("System.{one}")))
                .or_else(|| self.record_type(&one.text))
                .or_else(|| self.platform_type(&format!("Schema.{one}"))),
            [outer, inner] => {
                let dotted = format!("{}.{}", outer.key(), inner.key());
                if let Some(Ty::Class(id)) = self.lookup_class(outer, scope)
                    && let Some(found) = self.class(id).inner.get(&inner.key())
                {
                    return Some(Ty::Class(*found));
                }
                if let Some(id) = self.by_name.get(&dotted) {
                    return Some(Ty::Class(*id));
                }
                if outer.is("System") {
                    return basic(&inner.text).or_else(|| self.platform_type(&dotted));
                }
                if outer.is("Schema") {
                    return self.platform_type(&dotted).or_else(|| self.record_type(&inner.text));
                }
                self.platform_type(&dotted).or_else(|| self.platform_type(&format!("System.{dotted}")))
            }
            _ => {
                let dotted = parts.iter().map(Name::key).collect::<Vec<_>>().join(".");
                self.platform_type(&dotted)
            }
        }
    }

    fn lookup_class(&self, name: &Name, scope: ClassId) -> Option<Ty> {
        self.inner_type(&name.key(), scope).or_else(|| self.by_name.get(&name.key()).map(|id| Ty::Class(*id)))
    }

    /// An inner type visible in `scope`: its own, its outer class's, or inherited.
    fn inner_type(&self, key: &str, scope: ClassId) -> Option<Ty> {
        let mut at = Some(scope);
        let mut steps = 0;
        while let Some(id) = at {
            let class = self.class(id);
            if let Some(found) = class.inner.get(key) {
                return Some(Ty::Class(*found));
            }
            if let Some(outer) = class.outer
                && let Some(found) = self.class(outer).inner.get(key)
            {
                return Some(Ty::Class(*found));
            }
            at = match class.superclass {
                Super::Class(up) if steps < 100 => Some(up),
                _ => None,
            };
            steps += 1;
        }
        None
    }

    fn platform_type(&self, name: &str) -> Option<Ty> {
        platform().find(name).map(|t| Ty::Platform(t.id, std::sync::Arc::from([])))
    }

    fn record_type(&self, name: &str) -> Option<Ty> {
        if name.eq_ignore_ascii_case("AggregateResult") {
            return Some(Ty::Record("AggregateResult".into()));
        }
        self.catalog.canonical(name).map(Ty::Record)
    }
}
