//! Classes that the generator starts once: where people keep theirs, none is started.

use crate::render::manifest;
use crate::rendered::{Ownership, RenderedFile};
use std::collections::BTreeMap;

/// Takes out of `files` the started classes that people have, under another path, in any package directory: one more
/// would be a second class of the name.
pub fn leave_out_owned(of_people: &[String], files: &mut Vec<RenderedFile>) {
    let classes = of_people.iter().filter(|path| path.ends_with(".cls"));
    let owned: BTreeMap<_, _> =
        classes.flat_map(|path| manifest::components_of(path).map(move |id| (id, path.as_str()))).collect();
    files.retain(|file| {
        let elsewhere =
            |id| owned.get(&id).is_some_and(|path| file.path.strip_suffix("-meta.xml").unwrap_or(&file.path) != *path);
        file.ownership != Ownership::HandOwned || !manifest::components_of(&file.path).any(elsewhere)
    });
}
