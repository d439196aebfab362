//! The merged view of all objects.

use crate::catalogue;
use crate::path::{self, Path, PathError};
use crate::sobject::SObject;
use crate::suggest::nearest;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Everything known about sObjects: catalogue, then project, then describe, then overrides.
///
/// Objects of the catalogue that nothing else touches are read when first asked for.
#[derive(Debug)]
pub struct Schema {
    /// Merged objects by lower-case name.
    merged: BTreeMap<String, SObject>,
    /// Objects of the catalogue by position, read on demand; empty if the catalogue is left out.
    standard: Vec<OnceLock<Option<SObject>>>,
}

impl Schema {
    /// Starts a merged view.
    pub fn builder() -> crate::SchemaBuilder {
        crate::SchemaBuilder::default()
    }

    /// The bundled catalogue alone.
    pub fn standard() -> Self {
        Self { merged: BTreeMap::new(), standard: (0..catalogue::len()).map(|_| OnceLock::new()).collect() }
    }

    /// No objects at all.
    pub(crate) fn empty() -> Self {
        Self { merged: BTreeMap::new(), standard: Vec::new() }
    }

    /// The object of this API name, in any letter case.
    pub fn object(&self, name: &str) -> Option<&SObject> {
        if let Some(object) = self.merged.get(&name.to_ascii_lowercase()) {
            return Some(object);
        }
        let position = catalogue::position(name)?;
        self.standard.get(position)?.get_or_init(|| catalogue::load(position)).as_ref()
    }

    /// The API name in canonical case, without reading the object.
    pub fn canonical_name(&self, name: &str) -> Option<&str> {
        if let Some(object) = self.merged.get(&name.to_ascii_lowercase()) {
            return Some(&object.name);
        }
        let position = catalogue::position(name).filter(|p| *p < self.standard.len())?;
        catalogue::names().nth(position)
    }

    /// API names of all objects, sorted without regard to letter case.
    pub fn names(&self) -> Vec<&str> {
        let standard = catalogue::names().take(self.standard.len());
        let mut names: BTreeMap<String, &str> = standard.map(|name| (name.to_ascii_lowercase(), name)).collect();
        names.extend(self.merged.iter().map(|(key, object)| (key.clone(), object.name.as_str())));
        names.into_values().collect()
    }

    /// Names of objects like `wanted`, which may also be the label of an object of the project or its plural.
    pub fn objects_like(&self, wanted: &str) -> Vec<&str> {
        let is_labelled =
            |object: &&SObject| [&object.label, &object.plural].iter().any(|l| l.eq_ignore_ascii_case(wanted));
        match self.merged.values().find(is_labelled) {
            Some(object) => vec![&object.name],
            None => nearest(wanted, self.names()),
        }
    }

    /// Follows `path`, such as `Industry` or `Account.Owner.Name`, from `object`.
    ///
    /// # Errors
    /// Tells which step is wrong and what is near it.
    pub fn resolve_path(&self, object: &str, path: &str) -> Result<Path<'_>, PathError> {
        path::resolve(self, object, path)
    }

    /// The object to change: merged already, or taken from the catalogue.
    pub(crate) fn object_mut(&mut self, name: &str) -> Option<&mut SObject> {
        let key = name.to_ascii_lowercase();
        if !self.merged.contains_key(&key) {
            let object = self.object(name)?.clone();
            self.merged.insert(key.clone(), object);
        }
        self.merged.get_mut(&key)
    }

    /// The objects that another source than the catalogue speaks of.
    pub(crate) fn merged(&self) -> impl Iterator<Item = &SObject> {
        self.merged.values()
    }

    /// Changes merged objects, and drops those for which `keep` says `false`.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&mut SObject) -> bool) {
        self.merged.retain(|_, object| keep(object));
    }

    pub(crate) fn insert(&mut self, object: SObject) {
        self.merged.insert(object.name.to_ascii_lowercase(), object);
    }
}
