//! Which modifiers and annotations may stand where. Established by asking Salesforce's front end about each pair.

use crate::compiler::Compiler;
use crate::program::Visibility;
use crate::ty::ClassId;
use apex_syntax::ast::{Annotation, Expr, ExprKind, Literal, Member, Modifier, Modifiers, Span, TypeKind};

/// What modifiers stand in front of, as messages name it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Field,
    Property,
    Method,
    Constructor,
    Class,
    Enum,
    Interface,
}

impl Target {
    fn plural(self) -> &'static str {
        match self {
            Self::Field => "fields",
            Self::Property => "properties",
            Self::Method => "methods",
            Self::Constructor => "constructors",
            Self::Class => "classes",
            Self::Enum => "enums",
            Self::Interface => "interfaces",
        }
    }

    fn allows(self, modifier: Modifier) -> bool {
        use Modifier as M;
        match modifier {
            M::Public | M::Private | M::Global => true,
            M::Protected => !matches!(self, Self::Class | Self::Enum | Self::Interface),
            M::Static => matches!(self, Self::Field | Self::Property | Self::Method),
            M::Final => matches!(self, Self::Field | Self::Property),
            M::Abstract => matches!(self, Self::Method | Self::Class),
            M::Virtual => matches!(self, Self::Method | Self::Class | Self::Interface),
            M::Override | M::TestMethod => self == Self::Method,
            M::Transient => matches!(self, Self::Field | Self::Property | Self::Enum | Self::Interface),
            M::WebService => matches!(self, Self::Field | Self::Property | Self::Method),
            M::WithSharing | M::WithoutSharing | M::InheritedSharing => self == Self::Class,
        }
    }
}

/// An annotation: where it may stand (`F`ield, `P`roperty, `M`ethod, `K` for constructor, `C`lass, also enum and
/// interface), and its properties.
struct Known {
    name: &'static str,
    places: &'static str,
    properties: &'static [&'static str],
}

const fn known(name: &'static str, places: &'static str, properties: &'static [&'static str]) -> Known {
    Known { name, places, properties }
}

const ANNOTATIONS: &[Known] = &[
    known("AuraEnabled", "FPM", &["cacheable", "continuation", "scope"]),
    known("Deprecated", "FPMKC", &[]),
    known("Future", "M", &["callout"]),
    known("HiddenFromDoc", "FPMKC", &[]),
    known("HttpDelete", "M", &[]),
    known("HttpGet", "M", &[]),
    known("HttpPatch", "M", &[]),
    known("HttpPost", "M", &[]),
    known("HttpPut", "M", &[]),
    known(
        "InvocableMethod",
        "M",
        &["label", "description", "category", "callout", "configurationEditor", "iconName", "capabilityType"],
    ),
    known("InvocableVariable", "F", &["label", "description", "required", "placeholderText", "defaultValue"]),
    known("IsTest", "MC", &["SeeAllData", "OnInstall", "isParallel", "critical", "testFor"]),
    known("JsonAccess", "C", &["serializable", "deserializable"]),
    known("NamespaceAccessible", "FPMKC", &[]),
    known("ReadOnly", "M", &[]),
    known("RemoteAction", "FPMC", &[]),
    known("RestResource", "C", &["urlMapping"]),
    known("SuppressWarnings", "FPMKC", &["value"]),
    known("TestSetup", "M", &[]),
    known("TestVisible", "FPMKC", &[]),
];

/// Properties of annotations whose value must be a text.
const TEXTS: &[&str] = &["label", "description", "category", "placeholderText", "defaultValue", "testFor"];

/// The API versions that annotations, and properties of them, came with, as the front end has them.
const SINCE: &[(&str, &str, u32)] = &[
    ("InvocableMethod", "", 33),
    ("InvocableVariable", "", 33),
    ("IsTest", "isParallel", 40),
    ("InvocableMethod", "callout", 51),
    ("InvocableMethod", "iconName", 55),
    ("AuraEnabled", "scope", 55),
    ("InvocableMethod", "capabilityType", 60),
    ("InvocableVariable", "placeholderText", 61),
    ("InvocableVariable", "defaultValue", 61),
    ("IsTest", "critical", 66),
    ("IsTest", "testFor", 66),
];

type IsFormat = fn(&str) -> bool;

/// Properties of annotations whose text has a form.
const FORMATS: &[(&str, IsFormat)] = &[
    ("configurationEditor", |value| value.contains('-')),
    ("iconName", is_icon),
    ("capabilityType", |value| {
        value.split_once("://").is_some_and(|(_, name)| !name.is_empty() && !name.contains("://"))
    }),
];

/// An icon of the design system, or of a static resource.
fn is_icon(value: &str) -> bool {
    match *value.split(':').collect::<Vec<_>>() {
        ["slds", set, icon] => {
            matches!(set, "action" | "custom" | "doctype" | "standard" | "utility") && !icon.is_empty()
        }
        ["resource", name, icon] => !name.is_empty() && !icon.is_empty(),
        _ => false,
    }
}

/// `withSharing`, as messages name a modifier.
fn shown(modifier: Modifier) -> &'static str {
    match modifier {
        Modifier::WithSharing => "withSharing",
        Modifier::WithoutSharing => "withoutSharing",
        Modifier::InheritedSharing => "inheritedSharing",
        other => other.word(),
    }
}

impl Compiler<'_> {
    /// Checks the modifiers of a type and of its members.
    pub(super) fn check_modifiers(&mut self, id: ClassId) {
        let decl = self.decls[id as usize];
        let target = match decl.kind {
            TypeKind::Class => Target::Class,
            TypeKind::Enum => Target::Enum,
            TypeKind::Interface => Target::Interface,
        };
        self.check_words(&decl.modifiers, target, decl.name.span);
        let outer = self.class(id).outer;
        if let Some(outer) = outer
            && decl.modifiers.has(Modifier::Global)
            && self.class(outer).visibility != Visibility::Global
        {
            let span = self.decls[outer as usize].name.span;
            let what = target.plural();
            self.error(span, format!("Enclosing type for global {what} in apex classes must be declared as global"));
        }
        if let Some(outer) = outer
            && decl.modifiers.annotation("NamespaceAccessible").is_some()
            && self.class(outer).visibility != Visibility::Global
            && self.decls[outer as usize].modifiers.annotation("NamespaceAccessible").is_none()
        {
            let message = format!(
                "Enclosing type for NamespaceAccessible {} in apex classes require at least one of the following \
                 NamespaceAccessible, global",
                target.plural()
            );
            self.error(self.decls[outer as usize].name.span, message);
        }
        if outer.is_some() && decl.modifiers.annotation("IsTest").is_some() {
            self.error(decl.name.span, "IsTest can only be used on a top level type");
        }
        if decl.modifiers.annotation("NamespaceAccessible").is_some() && target == Target::Class {
            self.check_visible(
                "NamespaceAccessible",
                &["public", "protected"],
                &decl.modifiers,
                target,
                decl.name.span,
            );
        }
        if decl.modifiers.annotation("IsTest").is_some() {
            self.check_test_type(&decl.modifiers, target, decl.constants.is_empty(), decl.name.span);
        }
        let is_global = self.class(id).visibility == Visibility::Global;
        let accessible = decl.modifiers.annotation("NamespaceAccessible").is_some();
        for member in &decl.members {
            let (modifiers, span, target) = match member {
                Member::Field(f) => (&f.modifiers, f.name.span, Target::Field),
                Member::Property(p) => (&p.modifiers, p.name.span, Target::Property),
                Member::Method(m) => (&m.modifiers, m.name.span, Target::Method),
                Member::Constructor(m) => (&m.modifiers, m.name.span, Target::Constructor),
                Member::Init { is_static, body } => {
                    if *is_static && outer.is_some() {
                        self.error(body.span, "Inner types are not allowed to have static blocks");
                    }
                    continue;
                }
                Member::Type(_) => continue,
            };
            self.check_words(modifiers, target, span);
            if modifiers.annotation("NamespaceAccessible").is_some() && !is_global && !accessible {
                let what = target.plural();
                let message = format!(
                    "Defining type for NamespaceAccessible {what} require at least one of the following \
                     NamespaceAccessible, global"
                );
                self.error(span, message);
            }
            for word in [Modifier::Global, Modifier::WebService] {
                if modifiers.has(word) && !is_global && target.allows(word) {
                    let (word, what) = (shown(word), target.plural());
                    self.error(span, format!("Defining type for {word} {what} must be declared as global"));
                }
            }
            if modifiers.has(Modifier::Static) && outer.is_some() && target.allows(Modifier::Static) {
                let what = if target == Target::Method { "methods" } else { "fields" };
                self.error(span, format!("static can only be used on {what} of a top level type"));
            }
            self.check_protected(modifiers, target, &decl.modifiers, span);
            if modifiers.annotation("NamespaceAccessible").is_some() {
                self.check_visible("NamespaceAccessible", &["public", "protected"], modifiers, target, span);
            }
            if modifiers.annotation("RemoteAction").is_some() && target == Target::Method {
                self.check_visible("RemoteAction", &["global", "public"], modifiers, target, span);
                if !modifiers.has(Modifier::Static) {
                    self.error(span, "RemoteAction methods must be declared as static");
                }
            }
            if modifiers.annotation("InvocableVariable").is_some() && target == Target::Field {
                for word in [Modifier::Static, Modifier::Final] {
                    if modifiers.has(word) {
                        self.error(span, format!("InvocableVariable fields cannot be {}", word.word()));
                    }
                }
                if decl.modifiers.has(Modifier::Private) {
                    self.error(span, "Defining type for InvocableVariable fields cannot be private");
                }
                if !modifiers.has(Modifier::Public) && !modifiers.has(Modifier::Global) {
                    self.error(span, "InvocableVariable fields require at least one of the following global, public");
                }
            }
        }
    }

    /// Tests stand in plain classes.
    fn check_test_type(&mut self, modifiers: &Modifiers, target: Target, is_empty: bool, at: Span) {
        for word in [Modifier::Abstract, Modifier::Virtual] {
            if target == Target::Class && modifiers.has(word) {
                self.error(at, format!("IsTest classes cannot be {}", word.word()));
            }
        }
        if target == Target::Enum && !is_empty {
            self.error(at, "IsTest is not allowed on fields");
        }
        if target != Target::Class {
            self.error(at, format!("IsTest is not allowed on {}", target.plural()));
        }
    }

    /// Protected members are for subclasses.
    fn check_protected(&mut self, modifiers: &Modifiers, target: Target, class: &Modifiers, at: Span) {
        if !modifiers.has(Modifier::Protected) {
            return;
        }
        if modifiers.has(Modifier::Static) {
            self.error(at, format!("protected {} cannot be static", target.plural()));
        }
        let callable = matches!(target, Target::Method | Target::Constructor);
        let open = class.has(Modifier::Virtual) || class.has(Modifier::Abstract);
        if callable && !open && !modifiers.has(Modifier::Override) {
            self.error(at, "New protected methods cannot be defined in non-virtual classes");
        }
    }

    /// What an annotation stands on must be seen from outside.
    fn check_visible(&mut self, annotation: &str, scopes: &[&str], modifiers: &Modifiers, target: Target, at: Span) {
        let seen = |(word, _): &(Modifier, Span)| *word == Modifier::Global || scopes.contains(&shown(*word));
        if !modifiers.words.iter().any(seen) {
            let (what, list) = (target.plural(), scopes.join(", "));
            self.error(at, format!("{annotation} {what} require at least one of the following {list}"));
        }
    }

    fn check_words(&mut self, modifiers: &Modifiers, target: Target, at: Span) {
        let mut seen: Vec<Modifier> = Vec::new();
        let mut scopes = 0;
        for (word, _) in &modifiers.words {
            if seen.contains(word) {
                self.error(at, format!("Duplicate modifier: {}", word.word()));
            } else if *word == Modifier::Final && matches!(target, Target::Method | Target::Class) {
                self.error(at, format!("{} are by default final", target.plural()));
            } else if !target.allows(*word) {
                self.error(at, format!("{} is not allowed on {}", shown(*word), target.plural()));
            }
            seen.push(*word);
            if matches!(word, Modifier::Public | Modifier::Private | Modifier::Protected | Modifier::Global) {
                scopes += 1;
            }
        }
        // What SOAP calls is global by itself.
        if seen.contains(&Modifier::WebService) && target.allows(Modifier::WebService) {
            match seen.contains(&Modifier::Global) {
                true => self.error(at, "Duplicate modifier: global"),
                false => scopes += 1,
            }
        }
        let distinct = |m: &Modifier| modifiers.words.iter().filter(|(w, _)| w == m).count() < 2;
        if scopes > 1 && seen.iter().all(distinct) {
            self.error(at, "Declarations can only have one scope");
        }
        if target == Target::Class && seen.contains(&Modifier::Abstract) && seen.contains(&Modifier::Virtual) {
            self.error(at, "abstract are by default virtual");
        }
        let sharing: Vec<&Modifier> = seen.iter().filter(|m| shown(**m).ends_with("Sharing")).collect();
        if let [first, second, ..] = *sharing
            && first != second
        {
            self.error(at, format!("{} classes cannot be {}", shown(*first), shown(*second)));
        }
        if target == Target::Method && seen.contains(&Modifier::Static) {
            for word in [Modifier::Virtual, Modifier::Abstract, Modifier::Override] {
                if seen.contains(&word) {
                    let first = seen.iter().find(|m| matches!(m, Modifier::Static | Modifier::Virtual));
                    let message = match (word, first) {
                        (Modifier::Virtual, Some(Modifier::Virtual)) => "virtual methods cannot be static".to_owned(),
                        _ => format!("static methods cannot be {}", word.word()),
                    };
                    self.error(at, message);
                }
            }
        }
        let mut names: Vec<String> = Vec::new();
        for annotation in &modifiers.annotations {
            self.check_annotation(annotation, target, at);
            if names.contains(&annotation.name.key()) {
                let known = ANNOTATIONS.iter().find(|known| annotation.name.is(known.name));
                let name = known.map_or(&*annotation.name.text, |known| known.name);
                self.error(at, format!("Duplicate modifier: {name}"));
            }
            names.push(annotation.name.key());
        }
    }

    fn check_annotation(&mut self, annotation: &Annotation, target: Target, at: Span) {
        let name = &annotation.name;
        let Some(known) = ANNOTATIONS.iter().find(|known| name.is(known.name)) else {
            self.error(name.span, format!("Annotation does not exist: {name}"));
            return;
        };
        let place = match target {
            Target::Field => 'F',
            Target::Property => 'P',
            Target::Method => 'M',
            Target::Constructor => 'K',
            Target::Class | Target::Enum | Target::Interface => 'C',
        };
        if !known.places.contains(place) {
            self.error(at, format!("{} is not allowed on {}", known.name, target.plural()));
        }
        if let Some(since) = self.came_later(known.name, "") {
            self.error(at, format!("{} {} must be in version {since} or higher", known.name, target.plural()));
        }
        if known.name == "JsonAccess" && annotation.args.is_empty() {
            self.error(at, "At least one JSON serialization control parameter must be specified");
        }
        for (key, value) in &annotation.args {
            let Some(property) = known.properties.iter().find(|property| key.is(property)) else {
                let message = format!("No such property, {key}, defined on this annotation: {}", known.name);
                self.error(key.span, message);
                continue;
            };
            if TEXTS.contains(property) && text(value).is_none() {
                self.error(key.span, format!("Invalid value for property {property} expected type String"));
                continue;
            }
            if let Some(since) = self.came_later(known.name, property) {
                let on = known.name;
                let message = format!("Annotation property, {property} on {on}, must be in version {since} or higher");
                self.error(key.span, message);
                continue;
            }
            if known.name == "IsTest"
                && target == Target::Method
                && matches!(*property, "isParallel" | "critical" | "testFor")
            {
                self.error(at, format!("Annotation property, {property} on IsTest, is not allowed on methods"));
            }
            if let (Some(value), Some((_, is_format))) = (text(value), FORMATS.iter().find(|(of, _)| of == property))
                && !is_format(value)
            {
                let message = match *property {
                    "configurationEditor" => {
                        format!(
                            "Invalid value for property {property}: {value} is not a valid Lightning Web Component name"
                        )
                    }
                    _ => format!(
                        "Annotation property, the format of {property} on {} is invalid, please check if the {property} has \
                         the correct formats",
                        known.name
                    ),
                };
                self.error(if *property == "configurationEditor" { key.span } else { at }, message);
            }
            if *property == "scope" {
                let is_true = |value: &Expr| matches!(value.kind, ExprKind::Literal(Literal::Boolean(true)));
                let value = text(value).unwrap_or_default();
                if !value.eq_ignore_ascii_case("global") {
                    let message = format!("Annotation property, {property} on AuraEnabled, unknown value: {value}");
                    self.error(key.span, message);
                } else if !annotation.args.iter().any(|(key, value)| key.is("cacheable") && is_true(value)) {
                    let message = "Invalid combination of values for properties cacheable and scope on AuraEnabled";
                    self.error(key.span, message);
                }
            }
            if known.name == "JsonAccess" {
                let allowed = ["always", "never", "sameNamespace", "samePackage"];
                let value = text(value).unwrap_or_default();
                if !allowed.iter().any(|word| word.eq_ignore_ascii_case(value)) {
                    let message = format!("Annotation property, {property} on JsonAccess, unknown value: {value}");
                    self.error(key.span, message);
                }
            }
        }
    }

    /// The API version with which an annotation or a property of it came, if the file is of an earlier one.
    fn came_later(&self, annotation: &str, property: &str) -> Option<u32> {
        let known = SINCE.iter().find(|(of, name, _)| *of == annotation && *name == property);
        known.map(|(_, _, since)| *since).filter(|since| self.file_is_before(*since))
    }
}

fn text(value: &Expr) -> Option<&str> {
    match &value.kind {
        ExprKind::Literal(Literal::String(text)) => Some(text),
        _ => None,
    }
}
