//! Global and standard value sets of the project.

use super::xml::{Reader, child_text, children};
use crate::field::PicklistValue;
use roxmltree::Node;
use std::collections::BTreeMap;

/// Values by the name of their set.
#[derive(Debug, Default)]
pub(crate) struct ValueSets {
    global: BTreeMap<String, Vec<PicklistValue>>,
    standard: BTreeMap<String, Vec<PicklistValue>>,
}

impl ValueSets {
    /// A global value set, by name.
    pub fn global(&self, name: &str) -> Option<&[PicklistValue]> {
        self.global.get(name).map(Vec::as_slice)
    }

    /// All standard value sets that the project has.
    pub fn standard(&self) -> impl Iterator<Item = (&str, &[PicklistValue])> {
        self.standard.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    pub(super) fn read_global(&mut self, reader: &mut Reader<'_, '_, '_>, name: &str) {
        if let Some(root) = reader.root("GlobalValueSet") {
            let values = read_values(reader, root, "customValue");
            self.global.insert(name.to_owned(), values);
        }
    }

    pub(super) fn read_standard(&mut self, reader: &mut Reader<'_, '_, '_>, name: &str) {
        if let Some(root) = reader.root("StandardValueSet") {
            let values = read_values(reader, root, "standardValue");
            self.standard.insert(name.to_owned(), values);
        }
    }
}

/// The values below `node`, each an element called `element` (`CustomValue` of the Metadata API).
pub(super) fn read_values<'a, 'x>(
    reader: &mut Reader<'a, 'x, '_>,
    node: Node<'a, 'x>,
    element: &str,
) -> Vec<PicklistValue> {
    children(node, element)
        .filter_map(|value| {
            let name = child_text(value, "fullName")?;
            Some(PicklistValue {
                value: name.to_owned(),
                label: child_text(value, "label").unwrap_or(name).to_owned(),
                active: reader.parsed(value, "isActive").unwrap_or(true),
                default: reader.is(value, "default"),
            })
        })
        .collect()
}
