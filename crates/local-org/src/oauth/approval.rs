//! Which users may log in with an app: its policy, and what users have approved.

use super::Denied;
use crate::Org;
use crate::apps::{App, PermittedUsers};
use crate::http::World;
use apex_eval::Datum;
use std::collections::BTreeSet;

fn text(datum: Option<&Datum>) -> Option<&str> {
    datum.and_then(crate::data::values::text)
}

/// API names of the permission sets a user holds.
fn permission_sets(org: &Org, user: &str, now: i64) -> BTreeSet<String> {
    let name = |set: std::sync::Arc<str>| text(org.store.get("PermissionSet", &set)?.get("Name")).map(str::to_owned);
    org.sets_of(user, now).filter_map(name).collect()
}

fn profile(org: &Org, user: &str) -> String {
    let id = org.store.get("User", user).and_then(|user| text(user.get("ProfileId")));
    let name = id.and_then(|id| org.store.get("Profile", id)).and_then(|profile| text(profile.get("Name")));
    name.unwrap_or_default().to_owned()
}

/// Whether the app's policy lets a user in. `approved` says whether the user approved the app now or before.
pub(crate) fn may_use(world: &World, app: &App, user: &str, approved: bool) -> Result<(), Denied> {
    let org = world.lock();
    if !crate::http::is_active(&org, user) {
        return Err(Denied::new("inactive_user", "user is inactive"));
    }
    match app.permitted_users {
        PermittedUsers::PreAuthorized
            if app.pre_authorizes(&permission_sets(&org, user, world.now()), &profile(&org, user)) =>
        {
            Ok(())
        }
        PermittedUsers::PreAuthorized => {
            Err(Denied::new("invalid_app_access", "user is not admin approved to access this app"))
        }
        PermittedUsers::SelfAuthorized if approved => Ok(()),
        PermittedUsers::SelfAuthorized => Err(Denied::new("invalid_grant", "user hasn't approved this consumer")),
    }
}

/// The user with this username.
pub(super) fn user_by_name(org: &Org, username: &str) -> Option<std::sync::Arc<str>> {
    org.id_by("User", "Username", username)
}
