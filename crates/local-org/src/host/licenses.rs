//! Licences: what a user must have before a permission set can be assigned, and how many users may have one.

use crate::data::values::text;
use crate::security::Grants;
use crate::session::Session;
use apex_eval::{Datum, DmlRequest, Row, RowError, RowResult};
use apex_syntax::ast::DmlOp;
use std::sync::Arc;

/// The user licence of integrations, and the permission set licence without which it allows no standard object (help,
/// "Give Integration Users API Only Access"; texts of public reports).
const INTEGRATION: (&str, &str) = ("Salesforce Integration", "SalesforceAPIIntegrationPsl");

impl Session<'_> {
    /// Refuses assignments that licences do not allow, row by row.
    pub(super) fn guard_licenses(&self, request: &DmlRequest) -> Option<Vec<RowResult>> {
        if request.op != DmlOp::Insert {
            return None;
        }
        let results: Vec<RowResult> = (0..)
            .zip(&request.rows)
            .map(|(at, row)| {
                let refused = match &*row.object {
                    "PermissionSetAssignment" => self.not_allowed(row),
                    "PermissionSetLicenseAssign" => self.no_seat(row, &request.rows[..at]),
                    _ => None,
                };
                RowResult { errors: refused.into_iter().collect(), ..RowResult::default() }
            })
            .collect();
        results.iter().any(|result| !result.errors.is_empty()).then_some(results)
    }

    /// Why a user may not be given a permission set.
    fn not_allowed(&self, row: &Row) -> Option<RowError> {
        let (user, set) = (id_in(row, "AssigneeId")?, id_in(row, "PermissionSetId")?);
        let grants = self.org.grants.get(&set)?;
        let license = self.license_of(&user);
        let error = |message: String| {
            Some(RowError { status: "FIELD_INTEGRITY_EXCEPTION".into(), message: message.into(), fields: Vec::new() })
        };
        // Our own wording.
        if let Some(needed) = &grants.license
            && !needed.eq_ignore_ascii_case(&license)
            && !self.holds_license(&user, needed)
        {
            return error(format!("The permission set needs the license {needed}, which the user does not have"));
        }
        let (integration, lifted_by) = INTEGRATION;
        if license == integration && !self.holds_license(&user, lifted_by) {
            let object = self.first_standard_object(grants)?;
            return error(format!("The user license doesn't allow the permission: Read {object}"));
        }
        None
    }

    /// The name of the licence that comes with the user's profile.
    fn license_of(&self, user: &str) -> String {
        let store = &self.org.store;
        let parent =
            |object: &str, id: &str, field: &str| store.get(object, id)?.get(field).and_then(text).map(Arc::from);
        let profile: Option<Arc<str>> = parent("User", user, "ProfileId");
        let license: Option<Arc<str>> = profile.and_then(|profile| parent("Profile", &profile, "UserLicenseId"));
        let name: Option<Arc<str>> = license.and_then(|license| parent("UserLicense", &license, "Name"));
        name.as_deref().unwrap_or_default().to_owned()
    }

    /// Whether a user has a permission set licence, by its API name or label.
    fn holds_license(&self, user: &str, name: &str) -> bool {
        let store = &self.org.store;
        store.find("PermissionSetLicenseAssign", "AssigneeId", &Datum::Id(user.into())).into_iter().any(|(_, row)| {
            let license = row.get("PermissionSetLicenseId").and_then(text);
            let license = license.and_then(|id| store.get("PermissionSetLicense", id));
            let is = |field: &str| license.and_then(|license| license.get(field)).and_then(text) == Some(name);
            row.get("IsDeleted") != Some(&Datum::Bool(true)) && (is("DeveloperName") || is("MasterLabel"))
        })
    }

    fn first_standard_object(&self, grants: &Grants) -> Option<String> {
        let named = grants.objects.iter().filter(|(_, grant)| grant.rights.read);
        let objects = named.filter_map(|(name, _)| self.org.catalog.object(name));
        objects.filter(|object| !object.custom).map(|object| object.name.to_string()).min()
    }

    /// `LICENSE_LIMIT_EXCEEDED` when all seats are taken, be it by rows before this one.
    fn no_seat(&self, row: &Row, before: &[Row]) -> Option<RowError> {
        let license = id_in(row, "PermissionSetLicenseId")?;
        let Some(Datum::Int(seats)) = self.org.store.get("PermissionSetLicense", &license)?.get("TotalLicenses") else {
            return None;
        };
        let taken =
            self.org.store.find("PermissionSetLicenseAssign", "PermissionSetLicenseId", &Datum::Id(license.clone()));
        let taken = taken.into_iter().filter(|(_, row)| row.get("IsDeleted") != Some(&Datum::Bool(true))).count();
        let asked = before.iter().filter(|row| id_in(row, "PermissionSetLicenseId").as_ref() == Some(&license)).count();
        (taken + asked >= usize::try_from(*seats).unwrap_or(0)).then(|| RowError {
            status: "LICENSE_LIMIT_EXCEEDED".into(),
            message: "License Limit Exceeded".into(),
            fields: Vec::new(),
        })
    }
}

fn id_in(row: &Row, field: &str) -> Option<Arc<str>> {
    row.get(field).and_then(text).and_then(apex_eval::text::full_id).map(Arc::from)
}
