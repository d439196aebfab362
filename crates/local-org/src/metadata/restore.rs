//! Everything that follows from components, for an org that is read from a file.

use super::app_state::{self, Credentials};
use super::check::record_name;
use super::components::Components;
use super::derive;
use crate::org::{Org, Snapshot};
use crate::packages::compile_rest;
use crate::security::parse_permission_set;
use std::sync::Arc;

/// Gives an org, which has its records and key prefixes already, what was deployed to it.
///
/// # Errors
/// The classes no longer compile, because this version of the local org knows more; the message names the first reason.
pub(crate) fn restore(org: &mut Org, components: Components, credentials: Vec<Credentials>) -> Result<(), String> {
    derived(org, &components)?;
    org.components = components;
    org.grant_profiles();
    for kind in ["PermissionSet", "Profile"] {
        for (id, component) in org.components.clone().of_kind(kind) {
            let name = record_name(&id.member);
            let (Some(record), Ok((_, grants))) =
                (org.id_by(kind, "Name", &name), parse_permission_set(component.text()))
            else {
                continue;
            };
            match kind {
                "Profile" => org.set_profile(&record, grants),
                _ => {
                    org.grants.insert(record, grants);
                }
            }
        }
    }
    org.apps = credentials.into_iter().map(app_state::bare).collect();
    app_state::refresh(org);
    org.store.commit();
    Ok(())
}

/// Makes objects and fields known that an org has besides what is deployed to it. What is deployed stays.
///
/// # Errors
/// What is deployed does not fit them; the org is as it was.
pub(crate) fn know(org: &mut Org, installed: Vec<Snapshot>) -> Result<(), String> {
    let mut next = org.clone();
    next.installed = Arc::new(installed);
    let components = next.components.clone();
    derived(&mut next, &components)?;
    next.store.changes += 1;
    next.store.commit();
    *org = next;
    Ok(())
}

/// Objects, formulas and code anew.
fn derived(org: &mut Org, components: &Components) -> Result<(), String> {
    let (schema, problems) = derive::schema(components, &org.installed);
    if let Some((id, problem)) = problems.into_iter().next() {
        return Err(format!("{id} is no longer accepted: {problem}"));
    }
    org.schema = Arc::new(schema);
    org.private = derive::private_objects(&org.schema);
    org.prefixes = derive::prefixes(org, &org.schema);
    org.catalog = derive::catalog(&org.schema, &org.prefixes, derive::labels(components));
    let (calculated, mistakes) = derive::calculated(components, &org.catalog);
    if let Some((id, mistake)) = mistakes.into_iter().find(|(_, mistake)| !mistake.is_gap()) {
        return Err(format!("{id} is no longer accepted: {}", mistake.message));
    }
    org.calculated = Arc::new(calculated);
    let namespaces = derive::namespaces(components, &org.schema);
    let rest = compile_rest(derive::sources(components), &org.catalog, namespaces);
    let rest = rest.map_err(|(sources, errors)| match errors.first() {
        Some(first) => {
            format!("{} line {} no longer compiles: {}", sources[first.file].path, first.span.line, first.message)
        }
        None => "its classes no longer compile".to_owned(),
    })?;
    org.sources = Arc::new(rest.sources);
    org.program = Arc::new(rest.program);
    org.refresh_record_types();
    crate::choices::refresh(org);
    Ok(())
}
