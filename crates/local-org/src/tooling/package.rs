//! Installing packages. The one package the local org knows is the framework at its pinned version; our own
//! API-compatible classes are installed in its place.

use super::tables::{RowBuilder, Tables, id_of};
use crate::Org;
use crate::http::{Answer, Fault, World, reply};
use crate::rest::Call;
use apex_eval::text::full_id;
use apex_eval::{Datum, Row};
use apex_syntax::ast::{CompareOp, Condition, FieldExpr, QueryValue};
use http::StatusCode;
use serde_json::json;
use sf_wire::Secret;
use sf_wire::tooling::PackageInstallRequest;
use std::sync::{Arc, OnceLock};

/// Id of the framework package at its pinned version.
const VERSION: &str = "04tdL000000Ut0fQAC";
/// Its name and number.
const NAME: &str = "SalesforceMcpLib";
const NUMBER: [usize; 4] = [1, 2, 0, 1];

/// An installation that was asked for.
#[derive(Debug, Clone)]
struct Installation {
    id: String,
    asked: PackageInstallRequest,
    at: i64,
    /// How it ended; nothing while it goes on.
    ended: Arc<OnceLock<Result<(), String>>>,
}

/// Installations of this run of the org.
#[derive(Debug, Default)]
pub(crate) struct Installations {
    /// Oldest first.
    all: Vec<Installation>,
    /// What the package asks for before it shows or installs itself.
    key: Option<Secret>,
}

impl World {
    /// Protects the package by an installation key, as its owner does for a version of it.
    pub fn protect_package(&self, key: &str) {
        self.tooling().installations.key = Some(Secret::new(key));
    }
}

/// Refuses a query of the versions of packages that lacks the key, or has another one. The codes are those of the SOAP
/// API's `ExceptionCode`; the texts are those that public issues of Salesforce's own command line quote.
pub(super) fn check_key(call: &Call<'_>, filter: Option<&Condition>) -> Result<(), Fault> {
    match (&call.world.tooling().installations.key, filter.and_then(key_in)) {
        (None, _) => Ok(()),
        (Some(_), None) => Err(Fault::bad(
            "INSTALL_KEY_REQUIRED",
            "Please provide installationkey when querying against SubscriberPackageVersion that is protected by installationkey",
        )),
        (Some(key), Some(given)) if key.expose() == given => Ok(()),
        _ => Err(wrong_key()),
    }
}

fn wrong_key() -> Fault {
    Fault::bad("INSTALL_KEY_INVALID", "Invalid InstallationKey for SubscriberPackageVersion")
}

/// The key that a condition names.
fn key_in(condition: &Condition) -> Option<&str> {
    match condition {
        Condition::And(parts) => parts.iter().find_map(key_in),
        Condition::Compare {
            field: FieldExpr::Path(path),
            op: CompareOp::Eq,
            value: QueryValue::String(given),
            ..
        } if path.last().is_some_and(|name| name.text.eq_ignore_ascii_case("InstallationKey")) => Some(given),
        _ => None,
    }
}

/// `POST …/tooling/sobjects/PackageInstallRequest`. It goes on after the reply; a version that is there already succeeds
/// at once.
pub(super) fn install(call: &Call<'_>) -> Answer {
    let asked: PackageInstallRequest = call.json()?;
    if full_id(&asked.subscriber_package_version_key).as_deref() != Some(VERSION) {
        return Err(Fault::gap(format!(
            "package version {}; the local org can install {NAME} ({VERSION}) only",
            asked.subscriber_package_version_key
        )));
    }
    let key = call.world.tooling().installations.key.clone();
    match (&key, &asked.password) {
        (None, Some(_)) => {
            let mut fault = Fault::bad(
                "FIELD_INTEGRITY_EXCEPTION",
                "Can’t install package. This package doesn’t require an installation key. Install the package without specifying an installation key.",
            );
            fault.errors.iter_mut().for_each(|error| error.fields = vec!["Password".to_owned()]);
            return Err(fault);
        }
        (key, given) if key != given => return Err(wrong_key()),
        _ => {}
    }
    let now = call.world.now();
    let ended: Arc<OnceLock<Result<(), String>>> = Arc::default();
    let tell = {
        let ended = Arc::clone(&ended);
        // It ends once.
        move |result| _ = ended.set(result)
    };
    if call.with_org(|org| is_installed(org)) {
        tell(Ok(()));
    } else {
        let classes = framework::bundled().iter().map(|file| (file.name, file.body)).collect();
        call.world.metadata.install(VERSION, classes, tell);
    }
    let mut state = call.world.tooling();
    let id = id_of("0Hf", &format!("{} {now}", state.installations.all.len()));
    state.installations.all.push(Installation { id: id.clone(), asked, at: now, ended });
    let body = json!({"id": id, "success": true, "errors": [], "warnings": [], "infos": []});
    Ok(reply::json(StatusCode::CREATED, &body))
}

fn is_installed(org: &Org) -> bool {
    installed(org).as_deref() == Some(VERSION)
}

fn installed(org: &Org) -> Option<Arc<str>> {
    org.components.iter().find_map(|(_, component)| component.package.clone())
}

fn version(id: &str, package: &str, minor: usize) -> RowBuilder {
    RowBuilder::new(id)
        .id("SubscriberPackageId", package)
        .text("Name", NAME)
        .int("MajorVersion", NUMBER[0])
        .int("MinorVersion", minor)
        .int("PatchVersion", NUMBER[2])
        .int("BuildNumber", NUMBER[3])
}

/// Rows of everything about packages.
pub(super) fn rows(call: &Call<'_>, tables: &mut Tables) {
    let package = id_of("033", NAME);
    RowBuilder::new(&package).text("Name", NAME).into(tables, "SubscriberPackage");
    let key = call.world.tooling().installations.key.clone();
    version(VERSION, &package, NUMBER[1])
        .text("InstallValidationStatus", "NO_ERRORS_DETECTED")
        .yes("IsPasswordProtected", key.is_some())
        .text("InstallationKey", key.as_ref().map(Secret::expose).unwrap_or_default())
        .text("Package2ContainerOptions", "Unlocked")
        .text("ReleaseState", "Released")
        .yes("IsBeta", false)
        .yes("IsDeprecated", false)
        .yes("IsManaged", false)
        .yes("IsOrgDependent", false)
        .yes("IsSecurityReviewed", false)
        .into(tables, "SubscriberPackageVersion");
    if let Some(id) = call.with_org(|org| installed(org)) {
        if *id != *VERSION {
            // No request installs another version: a test has put it there, as the one before or after the pinned one, by
            // the order of their ids.
            let minor = if *id < *VERSION { NUMBER[1] - 1 } else { NUMBER[1] + 1 };
            version(&id, &package, minor).into(tables, "SubscriberPackageVersion");
        }
        RowBuilder::new(&id_of("0A3", &id))
            .id("SubscriberPackageId", &package)
            .id("SubscriberPackageVersionId", &id)
            .into(tables, "InstalledSubscriberPackage");
    }
    for one in &call.world.tooling().installations.all {
        let (status, problem) = match one.ended.get() {
            None => ("IN_PROGRESS", None),
            Some(Ok(())) => ("SUCCESS", None),
            Some(Err(problem)) => ("ERROR", Some(problem.as_str())),
        };
        RowBuilder::new(&one.id)
            .text("SubscriberPackageVersionKey", &one.asked.subscriber_package_version_key)
            .text("Status", status)
            .text("NameConflictResolution", &one.asked.name_conflict_resolution)
            .text("SecurityType", &one.asked.security_type)
            .set("Errors", problem.map_or(Datum::Null, errors))
            .time("CreatedDate", Some(one.at))
            .into(tables, "PackageInstallRequest");
    }
}

/// `{"errors": [{"message": …}]}`
fn errors(text: &str) -> Datum {
    let object = |name: &str, value: Datum| {
        Datum::Row(Box::new(Row { object: "PackageInstallErrors".into(), fields: vec![(name.into(), value)] }))
    };
    let list = text.lines().map(|line| object("message", Datum::Str(line.into()))).collect();
    object("errors", Datum::List(list))
}
