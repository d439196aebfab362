//! What a user must be granted before an object can be used at all: the data behind [`crate::grants`].
//!
//! Sources stand beside each fact. What an org has not confirmed is marked [`Certainty::Assumed`] and can be corrected
//! by [`crate::Overrides`].

use crate::field::Certainty;
use crate::sobject::Kind;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How access to an object is granted in a permission set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectPermission {
    /// An `objectPermissions` entry.
    Grantable,
    /// None of its own: access follows the parent object.
    InheritedFrom(String),
    /// A user permission is needed for writing; reading follows sharing (activities).
    UserPermission,
    /// A `customMetadataTypeAccesses` entry.
    CustomMetadataType,
    /// A `customSettingAccesses` entry.
    CustomSetting,
    /// No grant of its own: everyone may read it as far as sharing and setup permissions go.
    None,
}

/// An object that must be readable too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredRead {
    /// The other object.
    pub object: String,
    /// How sure it is that the platform insists.
    pub certainty: Certainty,
    /// Where the rule comes from.
    pub source: String,
}

/// How access to an object is granted, and what comes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectAccess {
    /// The kind of grant.
    pub permission: ObjectPermission,
    /// Objects that must be readable when this one is.
    pub requires_read: Vec<RequiredRead>,
    /// User permissions needed to see or write any record: `ActivitiesAccess`.
    pub user_permissions: Vec<RequiredPermission>,
    /// User permissions needed to insert, update or delete records: `EditTask`.
    pub write_user_permissions: Vec<RequiredPermission>,
    /// How sure `permission` is.
    pub certainty: Certainty,
    /// Where `permission` comes from.
    pub source: String,
}

/// A user permission without which records cannot be used, or not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredPermission {
    /// Its name as in permission sets: `EditTask`.
    pub name: String,
    /// How sure the rule is.
    pub certainty: Certainty,
    /// Where the rule comes from.
    pub source: String,
}

/// One line of `data/object-access.jsonl`.
#[derive(Deserialize)]
struct Line {
    object: String,
    permission: String,
    from: Option<String>,
    #[serde(default)]
    reads: Vec<ReadLine>,
    write: Option<String>,
    access: Option<String>,
    #[serde(deserialize_with = "certainty")]
    certainty: Certainty,
    source: String,
}

#[derive(Deserialize)]
struct ReadLine {
    object: String,
    #[serde(deserialize_with = "certainty")]
    certainty: Certainty,
    source: String,
}

fn certainty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Certainty, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "known" => Ok(Certainty::Known),
        "assumed" => Ok(Certainty::Assumed),
        other => Err(serde::de::Error::custom(format!("unknown certainty `{other}`"))),
    }
}

static STANDARD: LazyLock<BTreeMap<String, ObjectAccess>> = LazyLock::new(|| {
    include_str!("../data/object-access.jsonl")
        .lines()
        .filter_map(|text| serde_json::from_str::<Line>(text).ok())
        .map(|line| (line.object.clone(), line.into_access()))
        .collect()
});

impl Line {
    fn into_access(self) -> ObjectAccess {
        let permission = match (self.permission.as_str(), self.from) {
            ("grantable", _) => ObjectPermission::Grantable,
            ("inherited", Some(parent)) => ObjectPermission::InheritedFrom(parent),
            ("user-permission", _) => ObjectPermission::UserPermission,
            _ => ObjectPermission::None,
        };
        let (certainty, source) = (self.certainty, self.source);
        let write = self.write.map(|name| RequiredPermission { name, certainty, source: source.clone() });
        let help = "Salesforce Help, Control Access to Activities";
        let to_all = |name| RequiredPermission { name, certainty: Certainty::Known, source: help.to_owned() };
        let read = |r: ReadLine| RequiredRead { object: r.object, certainty: r.certainty, source: r.source };
        ObjectAccess {
            permission,
            requires_read: self.reads.into_iter().map(read).collect(),
            user_permissions: self.access.map(to_all).into_iter().collect(),
            write_user_permissions: write.into_iter().collect(),
            certainty,
            source,
        }
    }
}

impl ObjectAccess {
    /// The access of an object as far as its name and kind tell.
    pub(crate) fn of(name: &str, kind: Kind) -> Self {
        let simple = |permission, certainty, source: &str| Self {
            permission,
            requires_read: Vec::new(),
            user_permissions: Vec::new(),
            write_user_permissions: Vec::new(),
            certainty,
            source: source.to_owned(),
        };
        let metadata_api = "Metadata API, PermissionSet";
        if let Some(access) = STANDARD.get(name) {
            return access.clone();
        }
        match kind {
            Kind::Custom | Kind::PlatformEvent | Kind::BigObject | Kind::External | Kind::Knowledge => {
                simple(ObjectPermission::Grantable, Certainty::Known, metadata_api)
            }
            Kind::CustomMetadata => simple(ObjectPermission::CustomMetadataType, Certainty::Known, metadata_api),
            Kind::CustomSetting => simple(ObjectPermission::CustomSetting, Certainty::Known, metadata_api),
            Kind::Companion => match companion_of(name) {
                Some(base) => {
                    simple(ObjectPermission::InheritedFrom(base), Certainty::Assumed, "named after its object")
                }
                None => simple(ObjectPermission::None, Certainty::Assumed, "no source"),
            },
            Kind::Standard => simple(ObjectPermission::None, Certainty::Assumed, "no objectPermissions entry known"),
        }
    }
}

/// `Visit__c` for `Visit__Share`.
fn companion_of(name: &str) -> Option<String> {
    let (base, _) = name.rsplit_once("__")?;
    Some(format!("{base}__c"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_data_file_is_read() {
        let lines = include_str!("../data/object-access.jsonl").lines().count();
        assert_eq!(STANDARD.len(), lines);
        for line in include_str!("../data/object-access.jsonl").lines() {
            let line: Line = serde_json::from_str(line).expect("a line parses");
            let object = line.object.clone();
            assert!(
                ["grantable", "inherited", "user-permission"].contains(&line.permission.as_str()),
                "{object}: {}",
                line.permission
            );
            assert!(!line.source.is_empty(), "{object} has no source");
        }
    }

    #[test]
    fn names_tell_the_access_of_custom_things() {
        let of = |name| ObjectAccess::of(name, Kind::of_name(name)).permission;
        assert_eq!(of("Visit__c"), ObjectPermission::Grantable);
        assert_eq!(of("Visit__Share"), ObjectPermission::InheritedFrom("Visit__c".into()));
        assert_eq!(of("Limit__mdt"), ObjectPermission::CustomMetadataType);
        assert_eq!(of("Task"), ObjectPermission::UserPermission);
        assert_eq!(of("ApexClass"), ObjectPermission::None);
    }
}
