//! The lines of `data/objects/*.jsonl`, as written there.

use crate::field::{
    Certainty, Digits, Field, FieldType, Origin, Permissionable, Picklist, PicklistValue, Reference, ValuesCertainty,
};
use crate::sobject::ChildRelationship;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;

/// One line, told apart by its first key.
#[allow(clippy::large_enum_variant, reason = "lives for one line only")]
pub(super) enum Line<'a> {
    Field(FieldLine<'a>),
    Child(ChildLine<'a>),
    Object(ObjectLine<'a>),
}

impl<'a> Line<'a> {
    pub fn parse(text: &'a str) -> serde_json::Result<Self> {
        if text.starts_with(r#"{"field""#) {
            serde_json::from_str(text).map(Self::Field)
        } else if text.starts_with(r#"{"object""#) {
            serde_json::from_str(text).map(Self::Object)
        } else {
            serde_json::from_str(text).map(Self::Child)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectLine<'a> {
    pub object: Cow<'a, str>,
    pub label: Option<Cow<'a, str>>,
    pub plural: Option<Cow<'a, str>>,
    pub prefix: Option<Cow<'a, str>>,
    pub is: Cow<'a, str>,
    pub sharing: Option<Cow<'a, str>>,
    pub evidence: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChildLine<'a> {
    child: Option<Cow<'a, str>>,
    of: Cow<'a, str>,
    by: Cow<'a, str>,
    #[serde(default)]
    cascade: bool,
    #[serde(default)]
    restrict: bool,
    #[serde(rename = "src")]
    _src: IgnoredAny,
}

impl ChildLine<'_> {
    pub fn into_child(self) -> ChildRelationship {
        ChildRelationship {
            name: self.child.map(Cow::into_owned),
            object: self.of.into_owned(),
            field: self.by.into_owned(),
            cascade_delete: self.cascade,
            restricted_delete: self.restrict,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldLine<'a> {
    field: Cow<'a, str>,
    label: Option<Cow<'a, str>>,
    #[serde(rename = "type")]
    data_type: Option<Cow<'a, str>>,
    length: Option<u32>,
    precision: Option<u32>,
    scale: Option<u32>,
    digits: Option<u32>,
    #[serde(default)]
    to: Vec<Cow<'a, str>>,
    relationship: Option<Cow<'a, str>>,
    part: Option<Cow<'a, str>>,
    flags: Cow<'a, str>,
    #[serde(default)]
    is: Cow<'a, str>,
    grant: Option<Cow<'a, str>>,
    feature: Option<crate::feature::Feature>,
    #[serde(default = "yes")]
    seen: bool,
    #[serde(default)]
    restricted: bool,
    #[serde(default, borrow)]
    values: Vec<Value<'a>>,
    set: Option<Cow<'a, str>>,
    standard: Option<Cow<'a, str>>,
    default: Option<Cow<'a, str>>,
    src: Cow<'a, str>,
}

fn yes() -> bool {
    true
}

/// One line of `data/value-sets.jsonl`.
#[derive(Deserialize)]
pub(super) struct SetLine<'a> {
    #[serde(rename = "set")]
    _set: IgnoredAny,
    #[serde(borrow)]
    pub values: Vec<Value<'a>>,
}

/// A picklist value: one text where value and label are equal.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Value<'a> {
    Plain(Cow<'a, str>),
    Labelled(Cow<'a, str>, Cow<'a, str>),
}

impl Value<'_> {
    pub fn to_picklist_value(&self) -> PicklistValue {
        let (value, label) = match self {
            Self::Plain(value) => (value, value),
            Self::Labelled(value, label) => (value, label),
        };
        PicklistValue { value: value.to_string(), label: label.to_string(), active: true, default: false }
    }
}

impl FieldLine<'_> {
    pub fn into_field(self) -> Field {
        let is = |mark: &str| self.is.split(' ').any(|m| m == mark);
        let mut field = Field::new(self.field.as_ref(), self.field_type(), Origin::Catalogue);
        let flag = |letter: char, otherwise: bool| {
            if self.flags.contains(letter) {
                true
            } else if self.flags.contains(letter.to_ascii_lowercase()) {
                otherwise
            } else {
                false
            }
        };
        field.label = self.label.as_deref().unwrap_or(&self.field).to_owned();
        field.custom = false;
        field.length = self.length;
        field.updateable = flag('U', false);
        // A source that gives only `updateable` mostly means both.
        field.createable = flag('C', field.updateable);
        field.filterable = flag('F', field.filterable);
        field.sortable = flag('S', field.sortable);
        field.groupable = flag('G', field.groupable);
        field.nillable = flag('N', true);
        field.defaulted_on_create = flag('D', false);
        field.required_on_create = is("required");
        field.calculated = is("calculated");
        field.auto_number = is("autoNumber");
        field.unique = is("unique");
        field.external_id = is("externalId");
        field.id_lookup = is("idLookup");
        field.name_field = is("nameField");
        field.part_of = self.part.as_deref().map(str::to_owned);
        field.feature = self.feature;
        field.permissionable = match self.grant.as_deref() {
            Some("yes") => Permissionable::Yes,
            Some("no") => Permissionable::No,
            Some("yes?") => Permissionable::Assumed(true),
            _ => Permissionable::Assumed(false),
        };
        field.certainty = self.certainty();
        let unknown = self.flags.chars().any(|c| c.is_ascii_lowercase());
        field.flags_certainty = if unknown { Certainty::Assumed } else { field.certainty };
        field
    }

    /// Known: the describe of a plain org shows the field (C), or Apex's type library (J) and one more source do. An
    /// address is in no type library under its own name; a describe is enough. All else depends on a feature, an edition
    /// or a release that no source names.
    fn certainty(&self) -> Certainty {
        let from = |letters: &str| self.src.chars().any(|c| letters.contains(c));
        let address = self.data_type.as_deref() == Some("address") && from("GgPS");
        let sure = from("C") || address || (self.seen && from("J") && from("GgPSDF"));
        if sure && self.data_type.is_some() { Certainty::Known } else { Certainty::Assumed }
    }

    fn field_type(&self) -> FieldType {
        let digits = Digits { precision: self.precision.or(self.digits), scale: self.scale };
        match self.data_type.as_deref() {
            None => FieldType::Unknown,
            Some("id") => FieldType::Id,
            Some("string") => FieldType::String,
            Some("textarea") if self.is.split(' ').any(|m| m == "htmlFormatted") => FieldType::RichTextArea,
            Some("textarea") if self.length.is_some_and(|length| length > 255) => FieldType::LongTextArea,
            Some("textarea") => FieldType::TextArea,
            Some("picklist") => FieldType::Picklist(self.picklist()),
            Some("multipicklist") => FieldType::MultiPicklist(self.picklist()),
            Some("combobox") => FieldType::Combobox(self.picklist()),
            Some("reference") => FieldType::Reference(self.reference()),
            Some("boolean") => FieldType::Boolean,
            Some("int") => FieldType::Int,
            Some("long") => FieldType::Long,
            Some("double") => FieldType::Double(digits),
            Some("currency") => FieldType::Currency(digits),
            Some("percent") => FieldType::Percent(digits),
            Some("date") => FieldType::Date,
            Some("datetime") => FieldType::DateTime,
            Some("time") => FieldType::Time,
            Some("email") => FieldType::Email,
            Some("phone") => FieldType::Phone,
            Some("url") => FieldType::Url,
            Some("address") => FieldType::Address,
            Some("location") => FieldType::Location,
            Some("base64") => FieldType::Base64,
            Some("anyType") => FieldType::AnyType,
            Some(other) => FieldType::Other(other.to_owned()),
        }
    }

    fn reference(&self) -> Reference {
        let to: Vec<String> = self.to.iter().map(|name| name.to_string()).collect();
        Reference {
            polymorphic: to.len() > 1 || self.is.split(' ').any(|m| m == "namePointing"),
            to,
            relationship_name: self.relationship.as_deref().map(str::to_owned),
            master_detail: false,
        }
    }

    fn picklist(&self) -> Picklist {
        let set = self.set.as_deref().or_else(|| self.standard.as_deref().filter(|_| self.values.is_empty()));
        let mut values: Vec<PicklistValue> = match set {
            Some(set) => super::value_set(set).to_vec(),
            None => self.values.iter().map(Value::to_picklist_value).collect(),
        };
        for value in &mut values {
            value.default = self.default.as_deref() == Some(value.value.as_str());
        }
        let certainty = if self.restricted { ValuesCertainty::Known } else { ValuesCertainty::Assumed };
        Picklist {
            restricted: self.restricted,
            values,
            value_set: self.standard.as_deref().map(str::to_owned),
            certainty,
            ..Picklist::default()
        }
    }
}
