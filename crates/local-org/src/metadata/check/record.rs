//! Records of custom metadata types.

use super::{World, missing};
use crate::metadata::package::Item;
use crate::metadata::problem::Problem;
use sf_schema::Kind;

pub(super) fn check(item: &Item, world: &World<'_>, problems: &mut Vec<Problem>) {
    super::needs(item, &["label"], problems);
    let mut error = |text: String| problems.push(Problem::refusal(&item.id, &item.file, text));
    let Some((name, _)) = item.id.member.split_once('.') else {
        return error(format!("no CustomMetadata named {} found", item.id.member));
    };
    let name = name.strip_suffix("__mdt").unwrap_or(name);
    let object = world.schema.object(&format!("{name}__mdt")).filter(|o| o.kind == Kind::CustomMetadata);
    let Some(object) = object else {
        let ty = format!("{name}__mdt");
        return error(missing(&ty, format!("no CustomObject named {ty} found")));
    };
    for value in item.tree.children.iter().filter(|e| e.name == "values") {
        let field = value.child_text("field").unwrap_or_default();
        if object.field(field).is_none() {
            let path = format!("{}.{field}", object.name);
            error(missing(&path, format!("In field: field - no CustomField named {path} found")));
        }
    }
}
