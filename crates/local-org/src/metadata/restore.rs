//! Everything that follows from components, for an org that is read from a file.

use super::app_state::{self, Credentials};
use super::check::record_name;
use super::components::Components;
use super::derive;
use crate::Org;
use crate::security::parse_permission_set;
use apex_sema::compile;
use std::sync::Arc;

/// Gives an org, which has its records and key prefixes already, what was deployed to it.
///
/// # Errors
/// The classes no longer compile, because this version of the local org knows more; the message names the first reason.
pub(crate) fn restore(org: &mut Org, components: Components, credentials: Vec<Credentials>) -> Result<(), String> {
    let (schema, problems) = derive::schema(&components);
    if let Some((id, problem)) = problems.into_iter().next() {
        return Err(format!("{id} is no longer accepted: {problem}"));
    }
    org.schema = Arc::new(schema);
    org.private = derive::private_objects(&org.schema);
    org.prefixes = derive::prefixes(org, &org.schema);
    org.catalog = derive::catalog(&org.schema, &org.prefixes, derive::labels(&components));
    org.sources = Arc::new(derive::sources(&components));
    let program = compile(&org.sources, &org.catalog).map_err(|errors| match errors.first() {
        Some(first) => {
            format!("{} line {} no longer compiles: {}", org.sources[first.file].path, first.span.line, first.message)
        }
        None => "its classes no longer compile".to_owned(),
    })?;
    org.program = Arc::new(program);
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
            let all = org.grants.get(&record).is_some_and(|before| before.all);
            org.grants.insert(record, crate::security::Grants { all, ..grants });
        }
    }
    org.apps = credentials.into_iter().map(app_state::bare).collect();
    app_state::refresh(org);
    org.store.commit();
    Ok(())
}
