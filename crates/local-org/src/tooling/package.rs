//! Installing packages. The one package the local org knows is the framework at its pinned version; our own
//! API-compatible classes are installed in its place.

use super::tables::{RowBuilder, Tables, id_of};
use crate::Org;
use crate::http::{Answer, Fault, reply};
use crate::rest::Call;
use apex_eval::text::full_id;
use apex_eval::{Datum, Row};
use http::StatusCode;
use serde_json::json;
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

/// Installations of this run of the org, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Installations(Vec<Installation>);

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
    let id = id_of("0Hf", &format!("{} {now}", state.installations.0.len()));
    state.installations.0.push(Installation { id: id.clone(), asked, at: now, ended });
    let body = json!({"id": id, "success": true, "errors": [], "warnings": [], "infos": []});
    Ok(reply::json(StatusCode::CREATED, &body))
}

fn is_installed(org: &Org) -> bool {
    org.components.iter().any(|(_, component)| component.package.as_deref() == Some(VERSION))
}

/// Rows of everything about packages.
pub(super) fn rows(call: &Call<'_>, tables: &mut Tables) {
    let package = id_of("033", NAME);
    RowBuilder::new(&package).text("Name", NAME).into(tables, "SubscriberPackage");
    RowBuilder::new(VERSION)
        .id("SubscriberPackageId", &package)
        .text("Name", NAME)
        .int("MajorVersion", NUMBER[0])
        .int("MinorVersion", NUMBER[1])
        .int("PatchVersion", NUMBER[2])
        .int("BuildNumber", NUMBER[3])
        .text("InstallValidationStatus", "NO_ERRORS_DETECTED")
        .yes("IsPasswordProtected", false)
        .text("Package2ContainerOptions", "Unlocked")
        .text("ReleaseState", "Released")
        .yes("IsBeta", false)
        .yes("IsDeprecated", false)
        .yes("IsManaged", false)
        .yes("IsOrgDependent", false)
        .yes("IsSecurityReviewed", false)
        .into(tables, "SubscriberPackageVersion");
    if call.with_org(|org| is_installed(org)) {
        RowBuilder::new(&id_of("0A3", VERSION))
            .id("SubscriberPackageId", &package)
            .id("SubscriberPackageVersionId", VERSION)
            .into(tables, "InstalledSubscriberPackage");
    }
    for one in &call.world.tooling().installations.0 {
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
