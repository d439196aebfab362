//! The user that tools run as, and what it has beyond what they need.

use super::{report, unknown_reference};
use crate::Origin;
use crate::model::{Grant, RunAs};
use crate::spec::load::SpecFile;
use crate::spec::{GrantSpec, ServerSpec};
use crate::yaml::{Located, Pos};
use diag::catalogue::{policy, spec as codes};
use diag::{Diagnostic, Place};
use sf_schema::{Schema, is_api_name};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Profile of integration users that gives access to nothing but the API.
const DEFAULT_PROFILE: &str = "Minimum Access - API Only Integrations";

/// Start of the fields of `PermissionSet` that stand for user permissions; metadata names them without it.
const FIELD_PREFIX: &str = "Permissions";

/// Lowers `runAs` of a server.
pub fn lower(file: &SpecFile<ServerSpec>, schema: &Schema, problems: &mut Vec<Diagnostic>) -> Option<RunAs> {
    let run_as = file.spec.run_as.as_ref()?;
    let profile = run_as.profile.as_ref().map_or(DEFAULT_PROFILE, |profile| profile.value.trim());
    let why = run_as.profile_justification.as_ref();
    if profile != DEFAULT_PROFILE && why.is_none() {
        let at = run_as.profile.as_ref().map_or(run_as.at, |profile| profile.at);
        let hint = format!("remove `profile` to use `{DEFAULT_PROFILE}`, or write `profileJustification`");
        let message = format!("nothing says why the run-as user has the profile `{profile}`");
        report(problems, &policy::RUN_AS_UNJUSTIFIED, file.place(at), message, hint);
    }
    if profile == DEFAULT_PROFILE
        && let Some(why) = why
    {
        let message = "the default profile needs no justification";
        report(problems, &codes::EXCLUSIVE_KEYS, file.place(why.at), message, "remove `profileJustification`");
    }
    let user_permissions = grants(file, &run_as.user_permissions, problems);
    Some(RunAs {
        profile: Grant {
            name: profile.to_owned(),
            justification: why.map(|why| why.value.trim().to_owned()).unwrap_or_default(),
            origin: origin(file, run_as.profile.as_ref().map_or(run_as.at, |profile| profile.at)),
        },
        permission_sets: grants(file, &run_as.permission_sets, problems),
        user_permissions: user_permissions.into_iter().map(|grant| known(grant, schema, problems)).collect(),
    })
}

fn grants(file: &SpecFile<ServerSpec>, specs: &[Located<GrantSpec>], problems: &mut Vec<Diagnostic>) -> Vec<Grant> {
    let mut grants = BTreeMap::new();
    for spec in specs {
        let name = spec.name.value.trim();
        if !is_api_name(name) {
            let hint = "use the API name: letters, digits and `_`, starting with a letter";
            let message = format!("`{}` cannot be the name of a permission or permission set", spec.name);
            report(problems, &codes::BAD_NAME, file.place(spec.name.at), message, hint);
        }
        let grant = Grant {
            name: name.to_owned(),
            justification: spec.justification.value.trim().to_owned(),
            origin: origin(file, spec.name.at),
        };
        grants.entry(name.to_lowercase()).or_insert(grant);
    }
    grants.into_values().collect()
}

fn known(grant: Grant, schema: &Schema, problems: &mut Vec<Diagnostic>) -> Grant {
    match user_permission(&grant.name, grant.origin.place(), schema) {
        Ok(name) => Grant { name, ..grant },
        Err(problem) => {
            problems.push(problem);
            grant
        }
    }
}

/// The user permission with its name as the platform writes it. `PermissionSet` has a field for each: the catalogue
/// lists those of published describes, and a describe snapshot of the org adds the rest.
///
/// # Errors
/// There is none of that name; reported at `place`.
pub fn user_permission(name: &str, place: Place, schema: &Schema) -> Result<String, Diagnostic> {
    let fields = schema.object("PermissionSet").map(|object| object.fields()).into_iter().flatten();
    let names: Vec<&str> = fields.filter_map(|field| field.name.strip_prefix(FIELD_PREFIX)).collect();
    // A describe has the prefix, metadata does not.
    let lower = name.to_ascii_lowercase();
    let bare = lower.strip_prefix("permissions").unwrap_or(&lower);
    if let Some(name) = names.iter().find(|name| name.eq_ignore_ascii_case(bare)) {
        return Ok((*name).to_owned());
    }
    let mut problem = unknown_reference(place, "user permission", name, names.iter().copied());
    if !problem.hint.as_deref().is_some_and(|hint| hint.starts_with("did you mean")) {
        problem.hint = Some(
            "use its metadata name; a describe of `PermissionSet` in `specs/schema` adds names that only some orgs have"
                .to_owned(),
        );
    }
    Err(problem)
}

fn origin(file: &SpecFile<ServerSpec>, at: Pos) -> Origin {
    Origin { file: Arc::clone(&file.file), at }
}
