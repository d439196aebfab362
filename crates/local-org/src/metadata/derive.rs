//! What follows from components: objects, classes, apps.

use super::components::{Component, Components};
use crate::data::calculated::{Calculated, Definition, Mistake};
use crate::org::{Org, Snapshot};
use apex_sema::catalog::{Catalog, FromSchema, ObjectInfo, SObjects};
use apex_sema::{Program, Source};
use sf_metadata::ComponentId;
use sf_metadata::xml::Element;
use sf_schema::{Schema, namespace};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Types that make objects and fields.
pub(super) const SCHEMA_KINDS: &[&str] =
    &["CustomField", "CustomObject", "FieldSet", "GlobalValueSet", "RecordType", "StandardValueSet"];

/// Types that say what the platform works out.
pub(super) const CALCULATED_KINDS: &[&str] = &["CustomField", "CustomObject", "ValidationRule"];

/// Formulas, rules and formats of these components, and what is wrong with them.
pub(super) fn calculated(components: &Components, catalog: &Catalog) -> (Calculated, Vec<(ComponentId, Mistake)>) {
    let all = CALCULATED_KINDS.iter().flat_map(|kind| components.of_kind(kind));
    let trees: Vec<(&ComponentId, Element)> =
        all.filter_map(|(id, component)| Some((id, Element::parse(component.text()).ok()?))).collect();
    let definitions = trees.iter().map(|(id, tree)| Definition { kind: &id.kind, member: &id.member, tree });
    let (calculated, mistakes) = Calculated::read(definitions, catalog);
    let named = mistakes.into_iter().map(|mistake| (trees[mistake.index].0.clone(), mistake));
    (calculated, named.collect())
}

/// Key prefixes of custom objects by their name in lower case: given out once, so that Ids stay valid.
pub(crate) type Prefixes = BTreeMap<String, Arc<str>>;

/// Compiled code and the objects it was compiled against.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub sources: Arc<Vec<Source>>,
    pub program: Arc<Program>,
    pub catalog: Arc<Catalog>,
    pub prefixes: Prefixes,
}

/// The objects of an org with these components, and what is wrong with them.
pub(super) fn schema(components: &Components, installed: &[Snapshot]) -> (Schema, Vec<(ComponentId, String)>) {
    let mut builder = Schema::builder().catalogue();
    for Snapshot { path, text } in installed {
        builder = builder.installed(path, text);
    }
    let mut owners: BTreeMap<String, ComponentId> = BTreeMap::new();
    for kind in SCHEMA_KINDS {
        for (id, component) in components.of_kind(kind) {
            if let Some(path) = component.files.keys().next() {
                owners.insert(path.clone(), id.clone());
                builder = builder.project_file(path.clone(), component.text());
            }
        }
    }
    let (schema, diagnostics) = builder.build();
    let found = diagnostics.into_iter().filter(diag::Diagnostic::is_error).filter_map(|d| {
        let id = owners.get(&d.place.as_ref()?.file)?;
        Some((id.clone(), d.message))
    });
    (schema, found.collect())
}

/// Objects whose records only their owners see, in lower case.
pub(crate) fn private_objects(schema: &Schema) -> BTreeSet<String> {
    let all = schema.names().into_iter().filter_map(|name| schema.object(name));
    all.filter(|o| o.custom && o.sharing_model.as_deref() == Some("Private"))
        .map(|o| o.name.to_ascii_lowercase())
        .collect()
}

/// The prefixes the org has given out, and new ones for new objects. Real orgs count `a00`, `a01`, …, for custom metadata
/// types `m00`, for platform events `e00`; a capital in second place keeps these apart from the ones made up for standard objects.
pub(super) fn prefixes(org: &Org, schema: &Schema) -> Prefixes {
    const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut prefixes = org.prefixes.clone();
    for name in schema.names().into_iter().filter(|n| ["__c", "__e", "__mdt"].iter().any(|s| n.ends_with(s))) {
        let next = prefixes.len();
        let first = ["__mdt", "__e"].iter().position(|s| name.ends_with(s)).map_or('a', |i| ['m', 'e'][i]);
        let new = || format!("{first}{}{}", DIGITS[10 + next / 36 % 26] as char, DIGITS[next % 36] as char).into();
        prefixes.entry(name.to_ascii_lowercase()).or_insert_with(new);
    }
    prefixes
}

/// The schema for checker and evaluator, with the org's own key prefixes and labels.
pub(super) fn catalog(schema: &Arc<Schema>, prefixes: &Prefixes, labels: Vec<(String, String)>) -> Arc<Catalog> {
    let source = WithPrefixes { inner: FromSchema(Arc::clone(schema)), prefixes: prefixes.clone() };
    Arc::new(Catalog::new(source).with_labels(labels))
}

/// Names and texts of the custom labels.
pub(super) fn labels(components: &Components) -> Vec<(String, String)> {
    components.of_kind("CustomLabels").flat_map(|(_, c)| crate::labels(c.text())).collect()
}

struct WithPrefixes {
    inner: FromSchema,
    prefixes: Prefixes,
}

impl SObjects for WithPrefixes {
    fn load(&self, name: &str) -> Option<ObjectInfo> {
        let mut object = self.inner.load(name)?;
        if let Some(prefix) = self.prefixes.get(&name.to_ascii_lowercase()) {
            object.key_prefix = Some(prefix.clone());
        }
        Some(object)
    }

    fn names(&self) -> Vec<Arc<str>> {
        self.inner.names()
    }
}

/// The classes and the triggers that fire, in order of their names.
pub(super) fn sources(components: &Components) -> Vec<Source> {
    let source = |path: String, c: &Component| Source::new(path, c.text()).with_meta(c.meta());
    let classes = components.of_kind("ApexClass").map(|(id, c)| source(format!("classes/{}.cls", id.member), c));
    let active = |c: &Component| !c.meta().is_some_and(|meta| meta.contains("<status>Inactive</status>"));
    let triggers = components.of_kind("ApexTrigger").filter(|(_, c)| active(c));
    classes.chain(triggers.map(|(id, c)| source(format!("triggers/{}.trigger", id.member), c))).collect()
}

/// Namespaces of packages that these components or objects name, in lower case.
pub(super) fn namespaces(components: &Components, schema: &Schema) -> BTreeSet<String> {
    let members = components.iter().flat_map(|(id, _)| id.member.split(['.', '-']));
    let records = components.of_kind("CustomMetadata").filter_map(|(id, _)| id.member.split_once("__"));
    let records = records.map(|(namespace, _)| namespace);
    let objects = schema.names().into_iter().filter_map(namespace);
    let packages = components.of_kind("InstalledPackage").map(|(id, _)| id.member.as_str());
    members.filter_map(namespace).chain(records).chain(objects).chain(packages).map(str::to_ascii_lowercase).collect()
}

/// The component that a source is.
pub(super) fn code_of(path: &str) -> ComponentId {
    let file = path.rsplit('/').next().unwrap_or(path);
    match file.strip_suffix(".trigger") {
        Some(name) => ComponentId::new("ApexTrigger", name),
        None => ComponentId::new("ApexClass", file.strip_suffix(".cls").unwrap_or(file)),
    }
}
