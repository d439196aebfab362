//! Installing a package: classes that belong to it, compiled together with what is there.

use super::apply::apply;
use super::build::{Author, build};
use super::package::{Item, NEWEST_VERSION, Package};
use crate::Org;
use sf_metadata::types::ApexClass;
use sf_metadata::{ApiVersion, ComponentId, Metadata};
use std::sync::Arc;

/// Installs classes (name and source) as those of a package version (`04t…`). Deployments can then neither delete nor
/// count them in coverage.
///
/// # Errors
/// Every reason why the classes do not fit, one a line; the org is as before.
pub fn install(org: &mut Org, version: &str, classes: &[(&str, &str)], now: i64) -> Result<(), String> {
    let meta = ApexClass::active(ApiVersion::new(65)).to_xml();
    let item = |(name, body): &(&str, &str)| {
        let file = format!("classes/{name}.cls");
        Some(Item {
            id: ComponentId::new("ApexClass", *name),
            tree: sf_metadata::xml::Element::parse(&meta).ok()?,
            files: [
                (file.clone(), Arc::from(body.as_bytes())),
                (format!("{file}-meta.xml"), Arc::from(meta.as_bytes())),
            ]
            .into(),
            file,
        })
    };
    let package =
        Package { version: NEWEST_VERSION, items: classes.iter().filter_map(item).collect(), ..Package::default() };
    let author = Author { user: org.administrator.clone(), now, package: Some(version.into()) };
    let outcome = build(org, &package, true, &author);
    let Some(built) = outcome.built else {
        let lines: Vec<String> = outcome.problems.iter().map(|p| format!("{}: {}", p.id.member, p.text)).collect();
        return Err(lines.join("\n"));
    };
    apply(org, built);
    Ok(())
}
