//! `package.xml` and the destructive manifests, which have the same shape.

use crate::{ApiVersion, xml};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

const ROOT: &str = "Package";

/// A manifest: which components, by type. Types and members are sorted, so that equal content gives equal bytes.
///
/// The version is always written. In `package.xml` it decides the API version of the deployment; the destructive
/// manifests do not need it, but the WSDL requires it and nothing refuses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Members by metadata type.
    #[serde(default, with = "type_list", skip_serializing_if = "BTreeMap::is_empty")]
    pub types: BTreeMap<String, BTreeSet<String>>,
    /// API version of the deployment.
    pub version: ApiVersion,
}

/// A manifest that the platform would refuse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Deleting everything of a type cannot be asked for.
    #[error("a destructive manifest cannot hold the wildcard `*` (type {0}); name each component")]
    Wildcard(String),
}

impl Manifest {
    /// An empty manifest.
    pub fn new(version: ApiVersion) -> Self {
        Self { types: BTreeMap::new(), version }
    }

    /// The text of the manifest file.
    pub fn to_xml(&self) -> String {
        xml::write(ROOT, self)
    }

    /// Reads a manifest file.
    pub fn from_xml(text: &str) -> Result<Self, xml::XmlError> {
        xml::read(ROOT, text)
    }

    /// Adds a component.
    pub fn insert(&mut self, kind: impl Into<String>, member: impl Into<String>) {
        self.types.entry(kind.into()).or_default().insert(member.into());
    }

    /// Whether a component is listed by name.
    pub fn contains(&self, kind: &str, member: &str) -> bool {
        self.types.get(kind).is_some_and(|members| members.contains(member))
    }

    /// Every listed component, as type and member, in order.
    pub fn components(&self) -> impl Iterator<Item = (&str, &str)> {
        self.types.iter().flat_map(|(kind, members)| members.iter().map(move |m| (kind.as_str(), m.as_str())))
    }

    /// The component as it is listed, in any letter case: API names do not tell capital letters from small ones.
    pub fn spelt(&self, kind: &str, member: &str) -> Option<&str> {
        let members = self.types.get(kind)?;
        let alike = || members.iter().find(|listed| listed.eq_ignore_ascii_case(member));
        members.get(member).or_else(alike).map(String::as_str)
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.types.values().all(BTreeSet::is_empty)
    }

    /// Refuses what `destructiveChanges*.xml` must not hold.
    pub fn check_destructive(&self) -> Result<(), ManifestError> {
        match self.components().find(|(_, member)| member.contains('*')) {
            Some((kind, _)) => Err(ManifestError::Wildcard(kind.to_owned())),
            None => Ok(()),
        }
    }
}

/// `PackageTypeMembers` of the WSDL.
#[derive(Serialize, Deserialize)]
struct TypeMembers {
    #[serde(default)]
    members: Vec<String>,
    name: String,
}

mod type_list {
    use super::{BTreeMap, BTreeSet, Deserialize, Deserializer, Serialize, Serializer, TypeMembers};

    type Types = BTreeMap<String, BTreeSet<String>>;

    pub fn serialize<S: Serializer>(types: &Types, serializer: S) -> Result<S::Ok, S::Error> {
        let non_empty = types.iter().filter(|(_, members)| !members.is_empty());
        let list: Vec<TypeMembers> = non_empty
            .map(|(name, members)| TypeMembers { members: members.iter().cloned().collect(), name: name.clone() })
            .collect();
        list.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Types, D::Error> {
        let mut types = Types::new();
        for entry in Vec::<TypeMembers>::deserialize(deserializer)? {
            types.entry(entry.name).or_default().extend(entry.members);
        }
        Ok(types)
    }
}
