//! What a deployment refuses, by type of component. Texts without a word on their source are the platform's, as public
//! deployment logs show them; the others are marked as our own.

mod apex;
mod app;
mod field;
mod kinds;
mod names;
mod object;
mod permission_set;
mod profile;
mod record;

pub(super) use kinds::{Support, support};
pub use kinds::{missing_effect, types_without_effect};
pub(super) use profile::record_name;

use super::components::Components;
use super::package::Item;
use super::problem::Problem;
use crate::Org;
use apex_sema::UNSUPPORTED;
use sf_schema::{Origin, Schema, namespace};

/// What checks look at.
pub(super) struct World<'w> {
    /// The org before the deployment.
    pub org: &'w Org,
    /// Everything that will be there.
    pub next: &'w Components,
    /// The objects that will be there.
    pub schema: &'w Schema,
}

impl World<'_> {
    /// Whether an object will be there: the schema has custom objects too of which only fields are deployed.
    fn has_object(&self, name: &str) -> bool {
        let custom = ["__c", "__e", "__mdt"].iter().any(|suffix| name.ends_with(suffix));
        let known = self.schema.object(name);
        if custom {
            self.next.get("CustomObject", name).is_some() || known.is_some_and(|o| o.origin == Origin::Describe)
        } else {
            known.is_some()
        }
    }
}

/// What is said of a name that is not there: `text`, unless a package would bring it.
fn missing(name: &str, text: String) -> String {
    match name.split('.').find_map(namespace) {
        Some(package) => format!("{UNSUPPORTED}{name} of the package {package}, which is not installed here"),
        None => text,
    }
}

/// Checks a component against everything that will be there.
pub(super) fn check(item: &Item, world: &World<'_>, problems: &mut Vec<Problem>) {
    names::check(item, problems);
    match item.id.kind.as_str() {
        "ApexClass" | "ApexTrigger" => apex::check(item, problems),
        "ConnectedApp" => app::connected(item, world, problems),
        "CustomField" => field::check(item, world, problems),
        "CustomMetadata" => record::check(item, world, problems),
        "CustomObject" => object::check(item, world, problems),
        "CustomPermission" => needs(item, &["label"], problems),
        "ExternalClientApplication" => needs(item, &["distributionState", "label"], problems),
        "ExtlClntAppConfigurablePolicies"
        | "ExtlClntAppGlobalOauthSettings"
        | "ExtlClntAppOauthConfigurablePolicies"
        | "ExtlClntAppOauthSettings" => app::part(item, world, problems),
        "PermissionSet" => permission_set::check(item, world, problems),
        "Profile" => profile::check(item, world, problems),
        kind => match support(kind) {
            Support::Full => {}
            Support::Kept => {
                let mut note = Problem::warning(&item.id, &item.file, "kept by the local org, without effect");
                note.kind = sf_wire::deploy::ProblemType::Info;
                problems.push(note);
            }
            Support::Without => {
                let text = missing_effect(kind).unwrap_or_default();
                problems.push(Problem::refusal(&item.id, &item.file, text));
            }
        },
    }
}

/// Elements a component cannot be without.
fn needs(item: &Item, names: &[&str], problems: &mut Vec<Problem>) {
    for name in names.iter().filter(|name| item.tree.child_text(name).is_none_or(|text| text.trim().is_empty())) {
        problems.push(Problem::error(&item.id, &item.file, format!("Required field is missing: {name}")));
    }
}
