//! `manifest/package.xml` and the manifest of what is to be deleted.

use super::paths;
use crate::RenderedFile;
use crate::model::ApiVersion;
use sf_metadata::kinds::{Part, locate};
use sf_metadata::{ComponentId, Manifest};
use std::collections::BTreeSet;

/// Path of the manifest of all generated components, unless the project spec names another.
pub const PACKAGE: &str = "manifest/package.xml";

const PACKAGE_END: &str = "package.xml";
const DESTRUCTIVE_END: &str = "destructiveChangesPost.xml";

/// Path of the manifest of what was generated and no longer is, beside the `package` manifest, which it needs.
pub fn destructive_path(package: &str) -> String {
    format!("{}{DESTRUCTIVE_END}", package.strip_suffix(PACKAGE_END).unwrap_or("manifest/"))
}

/// Whether a generated file is a manifest of deletions, under whatever name the project spec gave it at the time.
pub fn is_destructive(path: &str) -> bool {
    path.starts_with("manifest/") && path.ends_with(DESTRUCTIVE_END)
}

/// The manifest, at `path`, of the components among `paths` that lie in the generator's folder.
pub fn package<'p>(paths: impl IntoIterator<Item = &'p str>, path: &str, version: ApiVersion) -> RenderedFile {
    let mut manifest = Manifest::new(wire_version(version));
    for id in components(paths) {
        manifest.insert(id.kind, id.member);
    }
    RenderedFile::generated(path, manifest.to_xml())
}

/// The manifest, at `path`, of what a deployment deletes after it has added the rest, or `None` if there is nothing to delete.
///
/// `previous` and `current` are paths: what the generator wrote before and writes now. People may have taken a
/// component over, so `current` also holds the paths of the rest of the project. `existing` is what was listed so far: it
/// stays listed, since not every org may have seen it, until it is generated again.
pub fn destructive<'p>(
    previous: impl IntoIterator<Item = &'p str>,
    current: impl IntoIterator<Item = &'p str>,
    existing: impl IntoIterator<Item = ComponentId>,
    path: &str,
    version: ApiVersion,
) -> Option<RenderedFile> {
    let mut gone = components(previous);
    gone.extend(existing);
    let kept: BTreeSet<(String, String)> = all_components(current).map(|id| folded(&id)).collect();
    gone.retain(|id| !kept.contains(&folded(id)) && !id.member.contains('*'));
    // The settings of an app have its name and go with it: naming them too would be a deletion of nothing.
    let of_app = |id: &ComponentId| id.kind.starts_with("ExtlClntApp");
    let apps: BTreeSet<String> =
        gone.iter().filter(|id| id.kind == "ExternalClientApplication").map(|id| id.member.to_lowercase()).collect();
    gone.retain(|id| !(of_app(id) && apps.contains(&id.member.to_lowercase())));
    let mut manifest = Manifest::new(wire_version(version));
    for id in gone {
        manifest.insert(id.kind, id.member);
    }
    (!manifest.is_empty()).then(|| RenderedFile::generated(path, manifest.to_xml()))
}

/// The components that a manifest lists.
///
/// # Errors
/// The text is not a manifest.
pub fn listed(text: &str) -> Result<Vec<ComponentId>, sf_metadata::xml::XmlError> {
    let manifest = Manifest::from_xml(text)?;
    Ok(manifest.components().map(|(kind, member)| ComponentId::new(kind, member)).collect())
}

/// Of the components that were generated and no longer are, those with which an org can lose more than their files: the
/// assignments of a permission set, the consumer key of an app, what people wrote against a class.
pub fn lost<'p>(
    previous: impl IntoIterator<Item = &'p str>,
    current: impl IntoIterator<Item = &'p str>,
) -> Vec<ComponentId> {
    const KINDS: [&str; 4] = ["ApexClass", "PermissionSet", "ExternalClientApplication", "ConnectedApp"];
    let kept: BTreeSet<(String, String)> = components(current).iter().map(folded).collect();
    let gone = components(previous).into_iter();
    gone.filter(|id| KINDS.contains(&id.kind.as_str()) && !kept.contains(&folded(id))).collect()
}

/// Where generated components stand.
pub const GENERATED_FOLDER: &str = "force-app/main/mcp/";

/// Type and name, in lower case, of the component that a file belongs to.
pub fn components_of(path: &str) -> impl Iterator<Item = (String, String)> {
    all_components([path]).map(|id| folded(&id))
}

/// The component that a file belongs to.
pub fn component_at(path: &str) -> Option<ComponentId> {
    all_components([path]).next()
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
        let existing = existing.map(|text| listed(text).expect("a manifest")).unwrap_or_default();
        let path = destructive_path(PACKAGE);
        let file = destructive(previous.iter().copied(), current.iter().copied(), existing, &path, OURS);
        file.as_ref().map(members).unwrap_or_default()
    }

    #[test]
    fn the_settings_of_an_app_are_deleted_with_it() {
        let app = "force-app/main/mcp/externalClientApps/A_App.eca-meta.xml";
        let settings = "force-app/main/mcp/extlClntAppOauthSettings/A_App.ecaOauth-meta.xml";
        assert_eq!(deleted(&[app, settings], &[], None), ["ExternalClientApplication:A_App"]);
        assert_eq!(deleted(&[settings], &[app], None), ["ExtlClntAppOauthSettings:A_App"]);
    }

    #[test]
    fn the_package_lists_each_generated_component_once() {
        let elsewhere = ["README.md", "targets/dev/extlClntAppPolicies/A.ecaPlcy-meta.xml", "specs/generated.lock"];
        let people = "force-app/main/default/classes/AcmeHandler.cls";
        let paths = [SET, OLD_META, OLD, people].into_iter().chain(elsewhere);
        let file = package(paths, PACKAGE, OURS);
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
        let file =
            destructive([OLD], [SET], [], &destructive_path("manifest/mcp-package.xml"), OURS).expect("a manifest");
        assert_eq!(file.path, "manifest/mcp-destructiveChangesPost.xml");
        let text = String::from_utf8(file.bytes).expect("UTF-8");
        assert_eq!(deleted(&[SET], &[SET], Some(&text)), ["ApexClass:AcmeOldTool"]);
        assert!(deleted(&[SET], &[SET, OLD], Some(&text)).is_empty());
        assert!(listed("<Package").is_err());
    }

    #[test]
    fn what_people_took_over_or_only_changed_its_case_is_not_deleted() {
        assert!(deleted(&[OLD], &["force-app/main/default/classes/AcmeOldTool.cls"], None).is_empty());
        assert!(deleted(&[OLD], &["force-app/main/mcp/classes/tools/ACMEOldTool.cls"], None).is_empty());
    }

    #[test]
    fn an_org_loses_more_than_files_with_a_permission_set() {
        let lost = |current: &[&str]| lost([OLD, SET], current.iter().copied());
        assert_eq!(lost(&[OLD]), [ComponentId::new("PermissionSet", "Acme_Mcp_sales")]);
        assert_eq!(lost(&[SET]), [ComponentId::new("ApexClass", "AcmeOldTool")]);
    }

    #[test]
    fn a_wildcard_of_an_edited_manifest_is_never_passed_on() {
        let text = "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>*</members>\
                    <name>ApexClass</name></types><version>66.0</version></Package>";
        assert!(deleted(&[], &[], Some(text)).is_empty());
    }
}
