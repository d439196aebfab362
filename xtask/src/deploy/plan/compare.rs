//! The project against what the org holds.

use super::{Action, PermissionChange, Plan, Row, VERSION, groups};
use crate::connect::{Connection, client_error};
use crate::deploy::project::Prepared;
use crate::deploy::waves::Survey;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use bytes::Bytes;
use sf_metadata::compare::{Content, Contents, differences};
use sf_metadata::grants::{self, Grant};
use sf_metadata::{ComponentId, Manifest, Package, pack};
use sf_wire::deploy::DeployOptions;
use sf_wire::soap::{RetrieveRequest, TypeMembers, Unpackaged};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::time::Duration;

/// Longest wait for a retrieve.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Kinds whose grants are said in words.
const GRANTING: [&str; 3] = ["PermissionSet", "MutingPermissionSet", "Profile"];

/// Makes the plan: retrieves what the package and the deletions name, and compares.
///
/// # Errors
/// The org cannot be asked, or hands out something that is no package.
pub async fn make(
    prepared: &Prepared,
    connection: &Connection,
    survey: &Survey,
    package: &Package,
    delete: &Manifest,
    options: &DeployOptions,
) -> Result<Plan, CommandError> {
    let files = retrieve(connection, prepared, &package.manifest, delete).await?;
    let (ours, theirs) = (Contents::of(&package.files), Contents::of(&files));
    let rows = rows(prepared, package, delete, &ours, &theirs);
    let permissions = permissions(&rows, &package.files, &files);
    Ok(Plan {
        version: VERSION,
        target: connection.target.clone(),
        org_id: connection.org_id.clone(),
        class: connection.class.to_string(),
        project_hash: package.hash().to_string(),
        org_hash: hash_of(&theirs),
        components: rows,
        permissions,
        options: options.clone(),
        waves: survey.steps(),
    })
}

/// The files that the org holds of the components named here.
async fn retrieve(
    connection: &Connection,
    prepared: &Prepared,
    deployed: &Manifest,
    delete: &Manifest,
) -> Result<BTreeMap<String, Bytes>, CommandError> {
    let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (kind, member) in deployed.components().chain(delete.components()).chain(prepared.gone.components()) {
        named.entry(kind).or_default().insert(member);
    }
    let members = |(kind, members): (&&str, &BTreeSet<&str>)| TypeMembers {
        members: members.iter().map(|&member| member.to_owned()).collect(),
        name: (*kind).to_owned(),
    };
    let version = prepared.api.to_string();
    let request = RetrieveRequest {
        api_version: version.clone(),
        single_package: true,
        unpackaged: Unpackaged { types: named.iter().map(members).collect(), version },
    };
    let result = connection.org.retrieve(request, PATIENCE).await.map_err(|error| client_error(&error))?;
    let failed = |reason: String| CommandError {
        exit: Exit::Failed,
        message: format!("the org did not hand out what it holds: {reason}"),
        hint: Some("a user who deploys needs `Modify Metadata Through Metadata API Functions`".to_owned()),
    };
    if let Some(message) = result.error_message {
        return Err(failed(message));
    }
    let zip = result.zip().ok_or_else(|| failed("no zip came back".to_owned()))?;
    pack::unzip(&zip).map_err(|error| failed(error.to_string()))
}

fn rows(prepared: &Prepared, package: &Package, delete: &Manifest, ours: &Contents, theirs: &Contents) -> Vec<Row> {
    let row = |action, id: &ComponentId, reasons: Vec<String>| Row {
        action,
        kind: id.kind.clone(),
        name: id.member.clone(),
        reasons,
    };
    let absent = Content::default();
    let mut rows = Vec::new();
    for (kind, member) in package.manifest.components() {
        let id = ComponentId::new(kind, member);
        let mine = ours.get(&id).unwrap_or(&absent);
        rows.push(match theirs.get(&id) {
            None => row(Action::Add, &id, vec!["the org does not hold it".to_owned()]),
            Some(theirs) => match differences(&id, mine, theirs) {
                same if same.is_empty() => row(Action::Unchanged, &id, Vec::new()),
                found => row(Action::Change, &id, found),
            },
        });
    }
    for (kind, member) in delete.components() {
        let id = ComponentId::new(kind, member);
        rows.push(match theirs.get(&id) {
            Some(_) => row(Action::Delete, &id, vec!["named with --destroy".to_owned()]),
            None => row(Action::Unchanged, &id, vec!["named with --destroy, and the org does not hold it".to_owned()]),
        });
    }
    for (kind, member) in prepared.gone.components() {
        let id = ComponentId::new(kind, member);
        if theirs.get(&id).is_some() && !delete.contains(kind, member) && !package.manifest.contains(kind, member) {
            let hint = format!("no longer generated; stays unless `--destroy {id}` is given");
            rows.push(row(Action::Leave, &id, vec![hint]));
        }
    }
    rows.sort_by(|a, b| (a.action, &a.kind, &a.name).cmp(&(b.action, &b.kind, &b.name)));
    rows
}

/// What the holders of each permission set gain and lose.
fn permissions(
    rows: &[Row],
    ours: &BTreeMap<String, Bytes>,
    theirs: &BTreeMap<String, Bytes>,
) -> Vec<PermissionChange> {
    let mut changes = Vec::new();
    for row in rows.iter().filter(|row| GRANTING.contains(&row.kind.as_str())) {
        let Some(kind) = sf_metadata::kinds::find(&row.kind) else { continue };
        let path = kind.package_path(&row.name);
        let text = |files: &BTreeMap<String, Bytes>| files.get(&path).and_then(|b| String::from_utf8(b.to_vec()).ok());
        let (before, after) = match row.action {
            Action::Add => (None, text(ours)),
            Action::Change => (text(theirs), text(ours)),
            Action::Delete => (text(theirs), None),
            Action::Leave | Action::Unchanged => continue,
        };
        let found = match (before.as_deref(), after.as_deref()) {
            (Some(before), Some(after)) if row.kind == "Profile" => grants::changes_of_profile(before, after),
            (before, after) => grants::changes(before, after),
        };
        let Ok(found) = found else { continue };
        let change = |grant: &Grant, gained| PermissionChange {
            set: row.name.clone(),
            // A muting set takes away what it grants.
            gained: gained != (row.kind == "MutingPermissionSet"),
            right: grant.to_string(),
            broad: grant.is_broad(),
        };
        changes.extend(found.gained.iter().map(|grant| change(grant, true)));
        changes.extend(found.lost.iter().map(|grant| change(grant, false)));
    }
    let by_group = groups::changes(&changes, rows, ours, theirs);
    changes.extend(by_group);
    changes
}

fn hash_of(contents: &Contents) -> String {
    let mut hasher = Sha256::new();
    for (id, content) in contents.iter() {
        // `Debug` quotes what it shows, so that no two contents run together to the same text.
        hasher.update(format!("{id:?}{content:?}"));
    }
    hex(&hasher.finalize())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
