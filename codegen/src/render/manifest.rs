//! `manifest/package.xml` and the manifest of what is to be deleted.

use super::paths;
use crate::RenderedFile;
use crate::model::ApiVersion;
use sf_metadata::kinds::{Part, locate};
use sf_metadata::{ComponentId, Manifest};
use std::collections::BTreeSet;

/// Path of the manifest of all generated components.
pub const PACKAGE: &str = "manifest/package.xml";
/// Path of the manifest of what was generated and no longer is. `package.xml`, which it needs, lies beside it.
pub const DESTRUCTIVE: &str = "manifest/destructiveChangesPost.xml";

/// The manifest of the components among `paths` that lie in the generator's folder.
pub fn package<'p>(paths: impl IntoIterator<Item = &'p str>, version: ApiVersion) -> RenderedFile {
    let mut manifest = Manifest::new(wire_version(version));
    for id in components(paths) {
        manifest.insert(id.kind, id.member);
    }
    RenderedFile::generated(PACKAGE, manifest.to_xml())
}

/// The manifest of what a deployment deletes after it has added the rest, or `None` if there is nothing to delete.
///
/// `previous` and `current` are paths: what the generator wrote before and writes now. People may have taken a
/// component over, so `current` also holds the paths of the rest of the project. `existing` is the manifest as it is now:
/// what it lists stays listed, since not every org may have seen it, until it is generated again. To drop entries that
/// every org has seen, remove the file.
///
/// # Errors
/// `existing` is not a manifest.
pub fn destructive<'p>(
    previous: impl IntoIterator<Item = &'p str>,
    current: impl IntoIterator<Item = &'p str>,
    existing: Option<&str>,
    version: ApiVersion,
) -> Result<Option<RenderedFile>, sf_metadata::xml::XmlError> {
    let mut gone = components(previous);
    if let Some(text) = existing {
        let manifest = Manifest::from_xml(text)?;
        gone.extend(manifest.components().map(|(kind, member)| ComponentId::new(kind, member)));
    }
    let kept: BTreeSet<(String, String)> = all_components(current).map(|id| folded(&id)).collect();
    let mut manifest = Manifest::new(wire_version(version));
    for id in gone.into_iter().filter(|id| !kept.contains(&folded(id)) && !id.member.contains('*')) {
        manifest.insert(id.kind, id.member);
    }
    Ok((!manifest.is_empty()).then(|| RenderedFile::generated(DESTRUCTIVE, manifest.to_xml())))
}

/// Where generated components stand.
pub const GENERATED_FOLDER: &str = "force-app/main/mcp/";

/// Type and name, in lower case, of the component that a file belongs to.
pub fn components_of(path: &str) -> impl Iterator<Item = (String, String)> {
    all_components([path]).map(|id| folded(&id))
}

/// API names ignore letter case: a component whose name only changed its case must not be deleted.
fn folded(id: &ComponentId) -> (String, String) {
    (id.kind.clone(), id.member.to_lowercase())
}

/// The components whose files lie in the generator's folder.
fn components<'p>(paths: impl IntoIterator<Item = &'p str>) -> BTreeSet<ComponentId> {
    let folder = format!("{}/", paths::GENERATED);
    all_components(paths.into_iter().filter(move |path| path.starts_with(&folder))).collect()
}

fn all_components<'p>(paths: impl IntoIterator<Item = &'p str>) -> impl Iterator<Item = ComponentId> {
    paths.into_iter().filter_map(|path| {
        let located = locate(path)?;
        match located.part {
            Part::Child(child, name) => {
                child.addressable.then(|| ComponentId::new(child.name, format!("{}.{name}", located.member)))
            }
            Part::Xml | Part::Content => Some(ComponentId::new(located.kind.name, located.member)),
        }
    })
}

fn wire_version(version: ApiVersion) -> sf_metadata::ApiVersion {
    sf_metadata::ApiVersion::new(u16::try_from(version.0).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "force-app/main/mcp/classes/tools/AcmeOldTool.cls";
    const OLD_META: &str = "force-app/main/mcp/classes/tools/AcmeOldTool.cls-meta.xml";
    const SET: &str = "force-app/main/mcp/permissionsets/Acme_Mcp_sales.permissionset-meta.xml";
    const OURS: ApiVersion = ApiVersion(66);

    fn members(file: &RenderedFile) -> Vec<String> {
        let text = std::str::from_utf8(&file.bytes).expect("UTF-8");
        let manifest = Manifest::from_xml(text).expect("a manifest");
        assert_eq!(manifest.version.to_string(), "66.0");
        manifest.check_destructive().expect("no wildcard");
        manifest.components().map(|(kind, member)| format!("{kind}:{member}")).collect()
    }

    fn deleted(previous: &[&str], current: &[&str], existing: Option<&str>) -> Vec<String> {
        let file = destructive(previous.iter().copied(), current.iter().copied(), existing, OURS);
        file.expect("readable").as_ref().map(members).unwrap_or_default()
    }

    #[test]
    fn the_package_lists_each_generated_component_once() {
        let elsewhere = ["README.md", "targets/dev/extlClntAppPolicies/A.ecaPlcy-meta.xml", "specs/generated.lock"];
        let people = "force-app/main/default/classes/AcmeHandler.cls";
        let paths = [SET, OLD_META, OLD, people].into_iter().chain(elsewhere);
        let file = package(paths, OURS);
        assert_eq!(file.path, "manifest/package.xml");
        assert_eq!(members(&file), ["ApexClass:AcmeOldTool", "PermissionSet:Acme_Mcp_sales"]);
    }

    #[test]
    fn what_is_no_longer_generated_is_deleted() {
        assert_eq!(deleted(&[OLD, OLD_META, SET], &[SET], None), ["ApexClass:AcmeOldTool"]);
        assert!(deleted(&[SET], &[SET, OLD], None).is_empty());
    }

    #[test]
    fn what_was_listed_stays_until_it_is_back() {
        let file = destructive([OLD], [SET], None, OURS).expect("readable").expect("a manifest");
        let listed = String::from_utf8(file.bytes).expect("UTF-8");
        assert_eq!(deleted(&[SET], &[SET], Some(&listed)), ["ApexClass:AcmeOldTool"]);
        assert!(deleted(&[SET], &[SET, OLD], Some(&listed)).is_empty());
        assert!(destructive([], [], Some("<Package"), OURS).is_err());
    }

    #[test]
    fn what_people_took_over_or_only_changed_its_case_is_not_deleted() {
        assert!(deleted(&[OLD], &["force-app/main/default/classes/AcmeOldTool.cls"], None).is_empty());
        assert!(deleted(&[OLD], &["force-app/main/mcp/classes/tools/ACMEOldTool.cls"], None).is_empty());
    }

    #[test]
    fn a_wildcard_of_an_edited_manifest_is_never_passed_on() {
        let text = "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>*</members>\
                    <name>ApexClass</name></types><version>66.0</version></Package>";
        assert!(deleted(&[], &[], Some(text)).is_empty());
    }
}
