//! Permission sets: one per server for its tools, and one for the integration user where one user makes all calls.
//! Nothing is granted through profiles, and nothing grants more than sharing allows.

use super::grants::Grants;
use super::paths;
use super::text::one_line;
use crate::RenderedFile;
use crate::model::{Model, Server};
use crate::spec::Flow;
use sf_metadata::Metadata;
use sf_metadata::types::{
    ClassAccess, FieldPermission, NamedAccess, ObjectPermission, PermissionSet, RecordTypeVisibility,
};
use sf_schema::Schema;
use sf_schema::grants::ObjectOperation;

/// Longest label and description (Metadata API guide, `PermissionSet`).
const LABEL: usize = 80;
const DESCRIPTION: usize = 255;

/// User permissions of every integration user (names from the Tooling API WSDL). The second keeps it out of the user
/// interface; the platform grants it only to holders of the permission set licence `SalesforceAPIIntegrationPsl`.
/// That licence is not named in the file: its value there is not documented, and without it any user may hold the set.
pub const API_USER: [&str; 2] = ["ApiEnabled", "ApiUserOnly"];

/// The permission sets of all servers.
pub fn render(model: &Model, schema: &Schema) -> Vec<RenderedFile> {
    let mut files = Vec::new();
    for server in &model.servers {
        let (grants, _) = Grants::of(model, schema, server);
        files.push(file(server, &server.permission_set, &of_tools(server, &grants)));
        if has_integration_user(server) {
            files.push(file(server, &server.user_permission_set, &of_user(server)));
        }
    }
    files
}

/// Whether one user makes all calls, so that it needs a permission set of its own.
pub fn has_integration_user(server: &Server) -> bool {
    match server.login.flow {
        Flow::ClientCredentials => true,
        Flow::JwtBearer => server.run_as.is_some(),
        Flow::AuthorizationCode => false,
    }
}

fn file(server: &Server, name: &str, set: &PermissionSet) -> RenderedFile {
    RenderedFile::generated(paths::generated::<PermissionSet>(name), set.to_xml()).from(server.origin.clone())
}

/// What the tools of a server need.
fn of_tools(server: &Server, grants: &Grants) -> PermissionSet {
    let description = format!(
        "Generated from {}: what the tools of the MCP server {} need, and nothing else.",
        server.origin.file, server.name
    );
    PermissionSet {
        class_accesses: [ClassAccess::granted(&grants.endpoint_class)].into_iter().collect(),
        custom_metadata_type_accesses: grants.custom_metadata_types.iter().map(NamedAccess::granted).collect(),
        custom_permissions: grants.custom_permissions.iter().map(NamedAccess::granted).collect(),
        custom_setting_accesses: grants.custom_settings.iter().map(NamedAccess::granted).collect(),
        description: Some(one_line(&description, DESCRIPTION)),
        field_permissions: grants
            .fields
            .iter()
            .map(|(field, right)| if right.edit { FieldPermission::edit(field) } else { FieldPermission::read(field) })
            .collect(),
        label: one_line(&format!("MCP {}", server.title), LABEL),
        object_permissions: grants
            .objects
            .iter()
            .map(|(object, right)| {
                let may = |operation| right.operations.contains_key(&operation);
                ObjectPermission {
                    allow_create: may(ObjectOperation::Create),
                    allow_delete: may(ObjectOperation::Delete),
                    allow_edit: may(ObjectOperation::Edit),
                    ..ObjectPermission::read(object)
                }
            })
            .collect(),
        record_type_visibilities: grants.record_types.iter().map(RecordTypeVisibility::granted).collect(),
        user_permissions: grants.user_permissions.keys().map(NamedAccess::granted).collect(),
        ..PermissionSet::default()
    }
}

/// What the integration user of a server needs besides.
fn of_user(server: &Server) -> PermissionSet {
    let extra = server.run_as.iter().flat_map(|run_as| &run_as.user_permissions).map(|grant| grant.name.as_str());
    let description = format!(
        "Generated from {}: lets the integration user of the MCP server {} use the API.",
        server.origin.file, server.name
    );
    PermissionSet {
        description: Some(one_line(&description, DESCRIPTION)),
        // The ending is what tells the two sets of a server apart, so it is never cut off.
        label: format!("{} - API user", one_line(&format!("MCP {}", server.title), LABEL - " - API user".len())),
        user_permissions: API_USER.into_iter().chain(extra).map(NamedAccess::granted).collect(),
        ..PermissionSet::default()
    }
}
