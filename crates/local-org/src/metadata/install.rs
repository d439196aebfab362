//! Installing a package: classes that belong to it, compiled together with what is there.

use super::apply::apply;
use super::build::{Author, Built, build};
use super::package::{Item, NEWEST_VERSION, Package};
use crate::Org;
use sf_metadata::types::ApexClass;
use sf_metadata::{ApiVersion, ComponentId, Metadata};
use std::sync::{Arc, MutexGuard};

/// Classes of a package version (`04t…`), by name with their source.
#[derive(Debug, Clone, Copy)]
pub struct PackageVersion<'p> {
    /// Its id.
    pub id: &'p str,
    /// What it brings.
    pub classes: &'p [(&'p str, &'p str)],
}

/// Installs a package version. Deployments can then neither delete its classes nor count them in coverage.
///
/// # Errors
/// Every reason why the classes do not fit, one a line; the org is as before.
pub fn install(org: &mut Org, version: PackageVersion<'_>, now: i64) -> Result<(), String> {
    let built = built(org, version, now)?;
    apply(org, built);
    Ok(())
}

/// The same for an org that others use meanwhile: `lock` gives it, for a moment only.
pub(super) fn install_shared<'o>(
    lock: impl Fn() -> MutexGuard<'o, Org>,
    version: PackageVersion<'_>,
    now: i64,
) -> Result<(), String> {
    let before = lock().clone();
    let first = built(&before, version, now)?;
    let mut live = lock();
    let built = if live.components == before.components { first } else { built(&live, version, now)? };
    apply(&mut live, built);
    Ok(())
}

fn built(org: &Org, version: PackageVersion<'_>, now: i64) -> Result<Built, String> {
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
    let items = version.classes.iter().filter_map(item).collect();
    let package = Package { version: NEWEST_VERSION, items, ..Package::default() };
    let author = Author { user: org.administrator.clone(), now, package: Some(version.id.into()) };
    let outcome = build(org, &package, true, &author);
    outcome.built.ok_or_else(|| {
        let lines: Vec<String> = outcome.problems.iter().map(|p| format!("{}: {}", p.id.member, p.text)).collect();
        lines.join("\n")
    })
}
