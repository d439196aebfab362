//! What is deployed.

use sf_metadata::ComponentId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A deployed component. Fields, record types and other children of an object are components of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Its record id.
    pub id: Arc<str>,
    /// Its files by their path in a package, as a retrieve returns them. A child has its XML under the path of source
    /// format, because its package file is that of its parent.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// User that deployed it first.
    pub created_by: Arc<str>,
    /// When, in milliseconds since 1970.
    pub created: i64,
    /// User that changed it last.
    pub modified_by: Arc<str>,
    /// When, in milliseconds since 1970.
    pub modified: i64,
    /// Id of the installed package version (`04t…`) that brought it.
    pub package: Option<Arc<str>>,
}

impl Component {
    /// The text of its content file (of a class, its source) or of its only file.
    pub fn text(&self) -> &str {
        let main =
            self.files.iter().find(|(path, _)| !path.ends_with("-meta.xml")).or_else(|| self.files.iter().next());
        main.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// The text of the `-meta.xml` file beside its content.
    pub fn meta(&self) -> Option<&str> {
        let meta = self.files.iter().find(|(path, _)| path.ends_with("-meta.xml"));
        meta.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok())
    }
}

/// Everything that is deployed, by type and full name. Cheap to copy.
#[derive(Debug, Clone, Default)]
pub struct Components(Arc<BTreeMap<ComponentId, Component>>);

impl Components {
    /// One component. Names are compared without letter case, as the platform does.
    pub fn get(&self, kind: &str, name: &str) -> Option<&Component> {
        let exact = self.0.get(&ComponentId::new(kind, name));
        exact.or_else(|| self.of_kind(kind).find(|(id, _)| id.member.eq_ignore_ascii_case(name)).map(|(_, c)| c))
    }

    /// The components of a type, by name.
    pub fn of_kind<'c>(&'c self, kind: &str) -> impl Iterator<Item = (&'c ComponentId, &'c Component)> + use<'c> {
        let from = ComponentId::new(kind, "");
        let kind = kind.to_string();
        self.0.range(from..).take_while(move |(id, _)| id.kind == kind)
    }

    /// All, by type and name.
    pub fn iter(&self) -> impl Iterator<Item = (&ComponentId, &Component)> {
        self.0.iter()
    }

    /// Adds or replaces a component.
    pub fn insert(&mut self, id: ComponentId, component: Component) {
        Arc::make_mut(&mut self.0).insert(id, component);
    }

    /// Takes a component out.
    pub fn remove(&mut self, id: &ComponentId) -> Option<Component> {
        Arc::make_mut(&mut self.0).remove(id)
    }
}

impl PartialEq for Components {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Eq for Components {}
