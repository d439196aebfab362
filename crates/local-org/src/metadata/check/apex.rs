//! Apex classes and triggers, as far as the compiler does not look: their `-meta.xml`.

use super::needs;
use crate::metadata::package::{Item, NEWEST_VERSION};
use crate::metadata::problem::Problem;

pub(super) fn check(item: &Item, problems: &mut Vec<Problem>) {
    needs(item, &["apiVersion", "status"], problems);
    let mut error = |text: String| problems.push(Problem::error(&item.id, &item.file, text));
    let version = item.tree.child_text("apiVersion").and_then(|v| v.trim().parse::<f64>().ok());
    if let Some(version) = version.filter(|v| *v > f64::from(NEWEST_VERSION)) {
        error(format!("apiVersion can't be \"{version:.1}\". The newest version is \"{NEWEST_VERSION}.0\""));
    }
    if item.tree.child_text("status") == Some("Deleted") {
        error("not supported by the local org: Apex with status Deleted; name it in a destructive manifest".into());
    }
    let is_code = |path: &str| path.ends_with(".cls") || path.ends_with(".trigger");
    for bytes in item.files.iter().filter(|(path, _)| is_code(path)).map(|(_, bytes)| bytes) {
        if let Err(e) = std::str::from_utf8(bytes) {
            error(format!("the code is not UTF-8 text: {e}"));
        }
    }
}
