//! The project against what the org holds.

use super::{Action, PermissionChange, Plan, Row, VERSION, groups, profiles, words};
use crate::connect::{Connection, client_error};
use crate::deploy::finish::Show;
use crate::deploy::project::Prepared;
use crate::deploy::receipt;
use crate::deploy::waves::{Holding, Survey, Wave, add_holders};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::counted;
use bytes::Bytes;
use sf_client::{ClientError, RetrieveEvent};
use sf_metadata::compare::{Content, Contents, differences, incomparable};
use sf_metadata::grants::{self, Grant, GrantChanges};
use sf_metadata::{ComponentId, Manifest, Package, pack};
use sf_wire::deploy::DeployOptions;
use sf_wire::soap::{RetrieveRequest, TypeMembers, Unpackaged};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Longest wait for a retrieve.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Of a deletion: real orgs warn about it, and a warning fails a deployment (Metadata API guide, `ignoreWarnings`).
const MISSING: &str = "named with --destroy, and the org has no such component; check the name, or leave it out: the deployment would fail";

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
    asked: Asked<'_>,
    tell: &mut (dyn FnMut(String) + Send),
) -> Result<Plan, CommandError> {
    let Asked { delete, options, only, revoke } = asked;
    let delete = &spelt(connection, delete).await?;
    let share = survey.share(only);
    let Comparison { mut rows, permissions, unseen, org_hash } = match share {
        Some(share) => {
            let deployed = intersection(&package.manifest, &prepared.manifest(share));
            compare(prepared, connection, package, &deployed, delete, tell).await?
        }
        None => Comparison { org_hash: hash_of(&Contents::default()), ..Comparison::default() },
    };
    suspect(&mut rows, prepared, connection);
    Ok(Plan {
        version: VERSION,
        target: connection.target.clone(),
        org_id: connection.org_id.clone(),
        class: connection.kind(),
        project_hash: hash_without_deletions(package),
        org_hash,
        components: rows,
        permissions,
        unseen,
        options: options.clone(),
        only: only.to_vec(),
        revoke: revoke.to_vec(),
        waves: add_holders(survey.steps(only), connection, delete).await?,
    })
}

/// A package beside what the org holds of it.
#[derive(Debug, Default)]
struct Comparison {
    rows: Vec<Row>,
    permissions: Vec<PermissionChange>,
    unseen: Vec<String>,
    org_hash: String,
}

/// Compares; what is to be deleted is in the org's spelling.
async fn compare(
    prepared: &Prepared,
    connection: &Connection,
    package: &Package,
    deployed: &Manifest,
    delete: &Manifest,
    tell: &mut (dyn FnMut(String) + Send),
) -> Result<Comparison, CommandError> {
    let mut named = deployed.clone();
    delete.components().chain(prepared.gone.components()).for_each(|(kind, member)| named.insert(kind, member));
    let beside = profiles::companions(deployed, &package.files);
    let Retrieved { files, unseen, came } = retrieve(connection, &named, beside, tell).await?;
    let mut theirs = Contents::of(&files);
    let settled = settled(&came, &theirs, deployed);
    theirs.retain(|id| named.spelt(&id.kind, &id.member).is_some());
    let (ours, taken) = profiles::comparable(deployed, &package.files, &files, &settled);
    let mut rows = rows(prepared, deployed, delete, &Contents::of(&ours), &theirs);
    for row in rows.iter_mut().filter(|row| row.kind == profiles::KIND) {
        row.incomparable.extend(taken.get(&row.name).into_iter().flatten().cloned());
    }
    let permissions = permissions(&rows, &ours, &files);
    Ok(Comparison { rows, permissions, unseen, org_hash: hash_of(&theirs) })
}

/// The first component that the org does not hold as the package does, or holds although it was to be deleted.
///
/// # Errors
/// As [`make`].
pub async fn moved(
    prepared: &Prepared,
    connection: &Connection,
    package: &Package,
    delete: &Manifest,
    tell: &mut (dyn FnMut(String) + Send),
) -> Result<Option<ComponentId>, CommandError> {
    let delete = &spelt(connection, delete).await?;
    let compared = compare(prepared, connection, package, &package.manifest, delete, tell).await?;
    Ok(compared.rows.into_iter().find(Row::changes).map(|row| ComponentId::new(&row.kind, &row.name)))
}

/// What a package gives and takes, in words: a line for each holder, and what cannot be told.
///
/// # Errors
/// As [`make`].
pub async fn rights(
    prepared: &Prepared,
    connection: &Connection,
    package: &Package,
    delete: &Manifest,
    show: &mut Show,
) -> Result<Vec<String>, CommandError> {
    let mut tell = |line: String| show.remark(line);
    let delete = &spelt(connection, delete).await?;
    let compared = compare(prepared, connection, package, &package.manifest, delete, &mut tell).await?;
    Ok(words::rights(&compared.rows, &compared.permissions, &compared.unseen))
}

/// What a person asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What is to be deleted.
    pub delete: &'a Manifest,
    /// How to deploy.
    pub options: &'a DeployOptions,
    /// The waves; all if none.
    pub only: &'a [Wave],
    /// From whom which permission set is taken.
    pub revoke: &'a [Holding],
}

/// Deletions are rows of their own, with the org's spelling.
fn hash_without_deletions(package: &Package) -> String {
    let mut files = package.files.clone();
    files.remove("destructiveChangesPost.xml");
    Package { files, ..package.clone() }.hash().to_string()
}

fn intersection(a: &Manifest, b: &Manifest) -> Manifest {
    let mut both = Manifest::new(a.version);
    let common = a.components().filter(|(kind, member)| b.contains(kind, member));
    common.for_each(|(kind, member)| both.insert(kind, member));
    both
}

/// Deletions in the spelling of the org, which does not tell capital letters from small ones when it deletes. Of a type that
/// the org does not list the names stay as they are; the retrieve may find them all the same.
async fn spelt(connection: &Connection, delete: &Manifest) -> Result<Manifest, CommandError> {
    let theirs = listed(connection, delete).await.map_err(|error| client_error(&error))?;
    let mut spelt = Manifest::new(delete.version);
    for (kind, member) in delete.components() {
        spelt.insert(kind, theirs.spelt(kind, member).unwrap_or(member));
    }
    Ok(spelt)
}

/// What the org lists of the types that are named, but for those that it does not list.
async fn listed(connection: &Connection, named: &Manifest) -> Result<Manifest, ClientError> {
    let kinds: BTreeSet<&str> = named.components().map(|(kind, _)| kind).collect();
    let mut theirs = Manifest::new(named.version);
    for kind in kinds {
        match connection.org.listed(kind, &named.version.to_string()).await {
            Ok(components) => components.into_iter().for_each(|one| theirs.insert(one.kind, one.full_name)),
            Err(error) if error.status().is_some() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(theirs)
}

/// Which of the named components the org holds, in its spelling.
///
/// # Errors
/// The org cannot be asked.
pub async fn held(connection: &Connection, named: &Manifest) -> Result<Manifest, ClientError> {
    let theirs = listed(connection, named).await?;
    let mut held = Manifest::new(named.version);
    for (kind, member) in named.components() {
        if let Some(spelt) = theirs.spelt(kind, member) {
            held.insert(kind, spelt);
        }
    }
    Ok(held)
}

/// The files that the org holds of the components named here. What is `beside` them is named too as far as one retrieve
/// goes, so that the org shows the profiles' entries that are on it.
async fn retrieve(
    connection: &Connection,
    named: &Manifest,
    beside: BTreeSet<ComponentId>,
    tell: &mut (dyn FnMut(String) + Send),
) -> Result<Retrieved, CommandError> {
    let asked = named.components().count();
    let all = profiles::with(named, &beside);
    let more = match all.components().count() - asked {
        0 => String::new(),
        more => format!(", and {more} that profiles are about"),
    };
    let request = |manifest: &Manifest| {
        let members = |(kind, members): (&String, &BTreeSet<String>)| TypeMembers {
            members: members.iter().cloned().collect(),
            name: kind.clone(),
        };
        let version = manifest.version.to_string();
        RetrieveRequest {
            api_version: version.clone(),
            single_package: true,
            unpackaged: Unpackaged { types: manifest.types.iter().map(members).collect(), version },
        }
    };
    tell(format!("retrieving {} from the org{more}, to compare", counted(asked, "component")));
    let mut told = |event: RetrieveEvent<'_>| {
        tell(match event {
            RetrieveEvent::LookFailed(error) => format!("cannot see the retrieve just now, asking again: {error}"),
            RetrieveEvent::Waiting { id, since } => format!("retrieve {id} goes on, for {} s", since.as_secs()),
        });
    };
    let ask = async |manifest: &Manifest, told: &mut (dyn FnMut(RetrieveEvent<'_>) + Send)| {
        connection.org.retrieve(request(manifest), PATIENCE, told).await.map_err(|error| client_error(&error))
    };
    let mut result = ask(&all, &mut told).await?;
    if !more.is_empty() && !result.success {
        // What was asked for must not fail for what was asked beside it, by its size for instance.
        result = ask(named, &mut told).await?;
    }
    let failed = |reason: String| CommandError {
        exit: Exit::Failed,
        message: format!("the org did not hand out what it holds: {reason}"),
        hint: Some("a user who deploys needs `Modify Metadata Through Metadata API Functions`".to_owned()),
    };
    let said = result.messages.iter().map(|message| message.problem.as_str());
    if let Some(message) = &result.error_message {
        return Err(failed(message.clone()));
    }
    if !result.success {
        let reasons: Vec<&str> = said.filter(|problem| !problem.is_empty()).collect();
        let reasons = if reasons.is_empty() { "the retrieve failed".to_owned() } else { reasons.join("; ") };
        return Err(failed(reasons));
    }
    // What the org lacks is what a plan is about. What it holds and does not show is another matter.
    let unseen = said.filter(|problem| !LACKS.iter().any(|part| problem.contains(part))).map(str::to_owned).collect();
    let zip = result.zip().ok_or_else(|| failed("no zip came back".to_owned()))?;
    let files = pack::unzip(&zip).map_err(|error| failed(error.to_string()))?;
    let came = result.file_properties.into_iter().map(|file| ComponentId::new(file.kind, file.full_name)).collect();
    Ok(Retrieved { files, unseen, came })
}

/// Parts of the messages about components that the org lacks, or whose type it does not know.
const LACKS: [&str; 2] = ["cannot be found", "is unknown"];

/// What the org hands out.
#[derive(Debug, Default)]
struct Retrieved {
    files: BTreeMap<String, Bytes>,
    /// Why it left something out that it may hold.
    unseen: Vec<String>,
    /// The components that it says are in it.
    came: Vec<ComponentId>,
}

/// Of which components it is known what the org holds: those that came, and those of the project that did not.
fn settled(came: &[ComponentId], contents: &Contents, deployed: &Manifest) -> impl Fn(&ComponentId) -> bool + use<> {
    let mut settled = deployed.clone();
    // The file of an object may hold no more than one of its fields.
    let within = contents.iter().map(|(id, _)| id).filter(|id| id.kind != "CustomObject");
    came.iter().chain(within).for_each(|id| settled.insert(&*id.kind, &*id.member));
    move |id| settled.spelt(&id.kind, &id.member).is_some()
}

/// If nothing else tells why the project is not what was deployed last from here, it may be a value that no org shows.
fn suspect(rows: &mut [Row], prepared: &Prepared, connection: &Connection) {
    if rows.iter().any(Row::changes) || rows.iter().all(|row| row.incomparable.is_empty()) {
        return;
    }
    let last = receipt::last_change(&prepared.root, &connection.target, &connection.org_id);
    let Some((id, hash)) = last.and_then(|last| Some((last.id, last.content_hash?))) else { return };
    if prepared.hashes().contains(&hash) {
        return;
    }
    for row in rows.iter_mut().filter(|row| !row.incomparable.is_empty()) {
        row.action = Action::Change;
        let reason =
            |name: &String| format!("{name} may differ: {id}, the last deployment from here, sent another package");
        row.reasons = row.incomparable.iter().map(reason).collect();
    }
    sort(rows);
}

fn sort(rows: &mut [Row]) {
    rows.sort_by(|a, b| (a.action, &a.kind, &a.name).cmp(&(b.action, &b.kind, &b.name)));
}

fn rows(prepared: &Prepared, deployed: &Manifest, delete: &Manifest, ours: &Contents, theirs: &Contents) -> Vec<Row> {
    let row = |action, id: &ComponentId, reasons: Vec<String>| Row {
        action,
        kind: id.kind.clone(),
        name: id.member.clone(),
        reasons,
        incomparable: Vec::new(),
    };
    // API names do not tell capital letters from small ones.
    let folded = |kind: &str, member: &str| (kind.to_owned(), member.to_ascii_lowercase());
    let held: BTreeMap<(String, String), (&ComponentId, &Content)> =
        theirs.iter().map(|(id, content)| (folded(&id.kind, &id.member), (id, content))).collect();
    let absent = Content::default();
    let replaced = prepared.set.replaced();
    let mut rows = Vec::new();
    for (kind, member) in deployed.components() {
        let id = ComponentId::new(kind, member);
        let mine = ours.get(&id).unwrap_or(&absent);
        let theirs = theirs.get(&id).or_else(|| Some(held.get(&folded(kind, member))?.1));
        rows.push(match theirs {
            None => row(Action::Add, &id, vec!["the org does not hold it".to_owned()]),
            Some(theirs) => {
                let found = differences(&id, mine, theirs, replaced.contains(&id));
                let action = if found.is_empty() { Action::Unchanged } else { Action::Change };
                let incomparable = incomparable(&id, mine, theirs).into_iter().map(str::to_owned).collect();
                Row { incomparable, ..row(action, &id, found) }
            }
        });
    }
    for (kind, member) in delete.components() {
        rows.push(match held.get(&folded(kind, member)) {
            Some((id, _)) => row(Action::Delete, id, vec!["named with --destroy".to_owned()]),
            None => row(Action::Missing, &ComponentId::new(kind, member), vec![MISSING.to_owned()]),
        });
    }
    for (kind, member) in prepared.gone.components() {
        let id = ComponentId::new(kind, member);
        if held.contains_key(&folded(kind, member))
            && delete.spelt(kind, member).is_none()
            && deployed.spelt(kind, member).is_none()
        {
            let hint = format!("no longer generated; stays unless `--destroy {id}` is given");
            rows.push(row(Action::Leave, &id, vec![hint]));
        }
    }
    sort(&mut rows);
    rows
}

/// What the holders of each permission set gain and lose.
fn permissions(
    rows: &[Row],
    ours: &BTreeMap<String, Bytes>,
    theirs: &BTreeMap<String, Bytes>,
) -> Vec<PermissionChange> {
    let (mut changes, mut in_groups) = (Vec::new(), Vec::new());
    for row in rows.iter().filter(|row| GRANTING.contains(&row.kind.as_str())) {
        let text = |files| groups::text(files, &row.kind, &row.name);
        let (before, after) = match row.action {
            Action::Add => (None, text(ours)),
            // What the comparison takes for the same must grant the same.
            Action::Change | Action::Unchanged => (text(theirs), text(ours)),
            Action::Delete => (text(theirs), None),
            Action::Leave | Action::Missing => continue,
        };
        let (before, after) = (before.as_deref(), after.as_deref());
        let found = match (before, after) {
            (Some(before), Some(after)) if row.kind == "Profile" => grants::changes_of_profile(before, after),
            _ => grants::changes_of_holders(before, after),
        };
        let (Ok(found), Ok(in_a_group)) = (found, grants::changes(before, after)) else { continue };
        let change = |grant: &Grant, gained| PermissionChange {
            set: row.name.clone(),
            // A muting set takes away what it grants.
            gained: gained != (row.kind == "MutingPermissionSet"),
            right: grant.to_string(),
            broad: grant.is_broad(),
        };
        let of = |found: GrantChanges| {
            let gained = found.gained.into_iter().map(|grant| (grant, true));
            let all = gained.chain(found.lost.into_iter().map(|grant| (grant, false)));
            all.map(|(grant, gained)| change(&grant, gained)).collect::<Vec<_>>()
        };
        changes.extend(of(found));
        if row.kind != "Profile" {
            in_groups.extend(of(in_a_group));
        }
    }
    let by_group = groups::changes(&in_groups, rows, ours, theirs);
    changes.extend(by_group);
    changes
}

fn hash_of(contents: &Contents) -> String {
    let mut hasher = Sha256::new();
    for (id, content) in contents.iter() {
        // `Debug` quotes what it shows, so that no two contents run together to the same text.
        hasher.update(format!("{id:?}{content:?}"));
    }
    hex::encode(hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_that_no_session_has_to_activate_any_more_is_gained_by_its_holders_alone() {
        let set = |activation: &str| {
            format!(
                "<PermissionSet>{activation}<label>S</label><userPermissions><enabled>true</enabled><name>ViewAllData</name></userPermissions></PermissionSet>"
            )
        };
        let files = |activation: &str| -> BTreeMap<String, Bytes> {
            let group = "<PermissionSetGroup><label>G</label><permissionSets>S</permissionSets></PermissionSetGroup>";
            let of = [
                ("permissionsets/S.permissionset", set(activation)),
                ("permissionsetgroups/G.permissionsetgroup", group.into()),
            ];
            of.into_iter().map(|(path, text)| (path.to_owned(), text.into())).collect()
        };
        let row = |kind: &str, name: &str, action| Row {
            action,
            kind: kind.into(),
            name: name.into(),
            reasons: Vec::new(),
            incomparable: Vec::new(),
        };
        let rows = [row("PermissionSet", "S", Action::Change), row("PermissionSetGroup", "G", Action::Unchanged)];
        let on = "<hasActivationRequired>true</hasActivationRequired>";
        let change = |gained| PermissionChange {
            set: "S".into(),
            gained,
            right: "user permission ViewAllData".into(),
            broad: true,
        };
        // In a group it needed no session to begin with.
        assert_eq!(permissions(&rows, &files(""), &files(on)), [change(true)]);
        assert_eq!(permissions(&rows, &files(on), &files("")), [change(false)]);
    }
}
