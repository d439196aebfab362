//! Apps that log in.

use super::World;
use crate::metadata::package::Item;
use crate::metadata::problem::Problem;
use apex_eval::Datum;
use sf_metadata::types::OauthScope;

/// A connected app can be changed, but since Spring '26 not made.
pub(super) fn connected(item: &Item, world: &World<'_>, problems: &mut Vec<Problem>) {
    if world.org.components.get("ConnectedApp", &item.id.member).is_none() {
        let text =
            "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.";
        problems.push(Problem::error(&item.id, &item.file, text));
    }
}

/// Settings and policies of an external client app.
pub(super) fn part(item: &Item, world: &World<'_>, problems: &mut Vec<Problem>) {
    let text = |element: &str| item.tree.child_text(element).map(str::trim).filter(|text| !text.is_empty());
    let on = |element: &str| text(element) == Some("true");
    let mut error = |text: String| problems.push(Problem::error(&item.id, &item.file, text));
    match text("externalClientApplication") {
        None => error("Required field is missing: externalClientApplication".into()),
        Some(app) if world.next.get("ExternalClientApplication", app).is_none() => {
            error(format!("In field: externalClientApplication - no ExternalClientApplication named {app} found"));
        }
        Some(_) => {}
    }
    for scope in text("commaSeparatedOauthScopes").into_iter().flat_map(|list| list.split(',')).map(str::trim) {
        if scope.parse::<OauthScope>().is_err() {
            // Our own wording; that names of the OAuth protocol are refused is documented.
            error(format!("Invalid OAuth scope: {scope}"));
        }
    }
    for set in text("commaSeparatedPermissionSet").into_iter().flat_map(|list| list.split(',')).map(str::trim) {
        let by_id = world.org.store.get("PermissionSet", set).is_some();
        if !by_id && world.next.get("PermissionSet", set).is_none() {
            error(format!("In field: commaSeparatedPermissionSet - no PermissionSet named {set} found"));
        }
    }
    for profile in text("commaSeparatedProfile").into_iter().flat_map(|list| list.split(',')).map(str::trim) {
        if world.org.id_by("Profile", "Name", &super::profile::record_name(profile)).is_none() {
            error(format!("In field: commaSeparatedProfile - no Profile named {profile} found"));
        }
    }
    if item.id.kind == "ExtlClntAppOauthConfigurablePolicies" {
        let user = text("clientCredentialsFlowUser");
        let wrong = match user {
            Some(user) => !is_execution_user(world, user),
            None => on("isClientCredentialsFlowEnabled"),
        };
        if wrong {
            error("Enter a valid execution user for the OAuth client credentials flow.".into());
        }
    }
    if text("certificate").is_some_and(|pem| !pem.contains("-----BEGIN CERTIFICATE-----")) {
        // Our own wording.
        error("the certificate is not in PEM format".into());
    }
    for element in ["shouldRotateConsumerKey", "shouldRotateConsumerSecret"].into_iter().filter(|e| on(e)) {
        // The guide says that the deployment must ignore warnings; the text is our own.
        let text = format!("{element} gives the app new credentials");
        problems.push(Problem::warning(&item.id, &item.file, text));
    }
}

/// The user must exist and be active.
fn is_execution_user(world: &World<'_>, username: &str) -> bool {
    let user = world.org.id_by("User", "Username", username).and_then(|id| world.org.store.get("User", &id));
    user.is_some_and(|user| user.get("IsActive") == Some(&Datum::Bool(true)))
}
