//! Receipts: `deployments/<target>/<id>.json`, one for each deployment that ended, for version control. They hold who, what
//! and where, and no secret.

use super::run::Watched;
use super::state;
use super::waves::Taken;
use super::waves::journal::{Journal, Unfinished};
use crate::connect::{Connection, local};
use crate::printer::Printer;
use crate::running_org::keep_out_of_version_control;
use serde::{Deserialize, Serialize};
use sf_client::deploy::{Claimed, DeployOutcome, Job, JobFile, Verdict};
use sf_client::{same_id, seal};
use sf_wire::deploy::DeployOptions;
use std::io;
use std::path::{Path, PathBuf};

/// What a deployment leaves behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Version of this format.
    pub version: u32,
    /// Name of the target.
    pub target: String,
    /// Id of the org.
    pub org_id: String,
    /// Host of the org.
    pub instance: String,
    /// What kind of org it is, as it said; the local org says that it is not Salesforce.
    pub class: String,
    /// Id of the deployment.
    pub id: String,
    /// The validation that it deployed, of a quick deploy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validated_id: Option<String>,
    /// Whether it only validated.
    pub check_only: bool,
    /// How it ended, in the org's word.
    pub status: String,
    /// Whether it succeeded.
    pub success: bool,
    /// Who deployed, as the org names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// SHA-256 over the package's content; unknown where the package was not at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_hash: Option<String>,
    /// Components of the package.
    pub components: u64,
    /// How it was deployed; unknown where another machine started it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<DeployOptions>,
    /// Tests that ran.
    pub tests_run: u64,
    /// Tests that failed.
    pub tests_failed: u64,
    /// When the org got it, began it and ended it.
    pub created: Option<String>,
    /// When the org began it.
    pub started: Option<String>,
    /// When the org ended it.
    pub completed: Option<String>,
    /// Milliseconds of tests, as the org counts them.
    pub tests_ms: u64,
    /// From whom which permission set was taken for a deletion, as `SET from USERNAME`. Whoever holds nothing now has either
    /// lost it with the set or got it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<String>,
    /// Version of this program.
    pub tool: String,
    /// A code over all of the above that only this login, or this machine, can make: whoever can write files, but cannot
    /// log in, cannot pass one off as a receipt. It says nothing about the login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
}

/// Makes the seal of a text.
pub type Sealer<'a> = dyn Fn(&[u8]) -> Option<String> + 'a;

/// What is known about the package of a deployment.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// Hash of its content.
    pub content_hash: Option<String>,
    /// How it was deployed.
    pub options: Option<DeployOptions>,
    /// The validation it used up.
    pub validated_id: Option<String>,
    /// What was taken for a deletion.
    pub taken: Vec<Taken>,
}

impl Sent {
    /// Without what is only so if the deployment is the one that was sent: no reply of the org has named it.
    pub fn unless_adopted(self, is_sure: bool) -> Self {
        if is_sure { self } else { Self { content_hash: None, options: None, ..self } }
    }

    /// What a quick deploy deploys, as far as the receipt of the validation tells.
    pub fn validated(root: &Path, target: &str, id: &str) -> Self {
        let content_hash = find(root, target, id).and_then(|receipt| receipt.content_hash);
        Self { content_hash, validated_id: Some(id.to_owned()), ..Self::default() }
    }
}

impl Receipt {
    /// The receipt of a deployment that is over.
    pub fn of(connection: &Connection, outcome: &DeployOutcome, sent: Sent) -> Self {
        let result = &outcome.result;
        let tests = &result.details.run_test_result;
        Self {
            version: 1,
            target: connection.target.clone(),
            org_id: connection.org_id.clone(),
            instance: connection.org.session().instance.to_string(),
            class: connection.kind(),
            id: outcome.id.clone(),
            validated_id: sent.validated_id,
            check_only: result.check_only,
            status: result.status.to_string(),
            success: outcome.verdict == Verdict::Succeeded,
            created_by: result.created_by_name.clone(),
            content_hash: sent.content_hash,
            components: result.number_components_total,
            options: sent.options,
            tests_run: tests.num_tests_run.max(result.number_tests_completed),
            tests_failed: tests.num_failures.max(result.number_test_errors),
            created: result.created_date.clone(),
            started: result.start_date.clone(),
            completed: result.completed_date.clone(),
            tests_ms: tests.total_time.max(0.0) as u64,
            taken: sent.taken.iter().map(|one| format!("{} from {}", one.set, one.username)).collect(),
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            seal: None,
        }
    }

    /// Whether it was written with this login, or on this machine, and not changed since.
    pub fn is_sealed(&self, sealer: &Sealer<'_>) -> bool {
        seal::is_of(self.seal.as_deref(), self.sealed(sealer).as_deref())
    }

    fn sealed(&self, sealer: &Sealer<'_>) -> Option<String> {
        sealer(&serde_json::to_vec(&Self { seal: None, ..self.clone() }).ok()?)
    }

    /// Writes the receipt. What an earlier look knew and this one does not is kept, and sealed only if it was.
    ///
    /// # Errors
    /// The directory or file cannot be written.
    pub fn write(mut self, root: &Path, sealer: &Sealer<'_>) -> io::Result<PathBuf> {
        let directory = state::receipts(root, &self.target);
        let name: String = self.id.chars().filter(char::is_ascii_alphanumeric).collect();
        let path = directory.join(format!("{name}.json"));
        let mut vouched = true;
        if let Some(earlier) = read(&path) {
            vouched = earlier.is_sealed(sealer);
            self.content_hash = self.content_hash.or(earlier.content_hash);
            self.options = self.options.or(earlier.options);
            self.validated_id = self.validated_id.or(earlier.validated_id);
            if self.taken.is_empty() {
                self.taken = earlier.taken;
            }
        }
        self.seal = if vouched { self.sealed(sealer) } else { None };
        std::fs::create_dir_all(&directory)?;
        if self.target == local::NAME {
            // Its deployments end with the org.
            keep_out_of_version_control(&directory)?;
        }
        let mut text = serde_json::to_string_pretty(&self)?;
        text.push('\n');
        codegen::output::write_file(&path, text.as_bytes())?;
        Ok(path)
    }
}

/// Writes the receipt of a deployment that is over. That it cannot be written is said and changes nothing.
pub fn keep_with(root: &Path, connection: &Connection, watched: &Watched, sent: Sent, printer: &mut Printer) {
    let Watched::Seen(outcome) = watched else { return };
    if outcome.verdict == Verdict::StillRunning {
        return;
    }
    match Receipt::of(connection, outcome, sent).write(root, &|text| connection.org.seal(text)) {
        Ok(path) => printer.note(&format!("receipt: {}", path.strip_prefix(root).unwrap_or(&path).display())),
        Err(error) => printer.note(&format!("the receipt of {} could not be written: {error}", outcome.id)),
    }
}

/// The same for a deployment that this command did not start: what was sent is in the job file, if it was from here.
/// Returns what the command that started it has still to do.
pub async fn keep(
    root: &Path,
    connection: &Connection,
    watched: &Watched,
    printer: &mut Printer,
) -> Option<Unfinished> {
    let Watched::Seen(outcome) = watched else { return None };
    let ours = job_of(root, connection, &outcome.id, printer).await;
    let journal = Journal::of(root, connection);
    let sent = ours.as_ref().map_or_else(Sent::default, |(job, _)| {
        let sent = match job.sent.quick {
            false => Sent {
                content_hash: Some(job.what.clone()),
                options: Some(job.sent.options.clone()),
                ..Sent::default()
            },
            true => Sent::validated(root, &connection.target, &job.what),
        };
        Sent { taken: journal.taken(), ..sent }.unless_adopted(job.is_sure())
    });
    keep_with(root, connection, watched, sent, printer);
    let changed = outcome.verdict == Verdict::Succeeded && !outcome.result.check_only;
    // What only a person says is not believed where a later command would do nothing because of it.
    let sure = ours.as_ref().filter(|(_, claimed)| changed && *claimed == Claimed::Sure);
    let noted = sure.map(|(job, _)| journal.note(&job.what, &job.sent.options, &outcome.id));
    let left = match noted {
        Some(Ok(Some(left))) => Some(left),
        Some(Ok(None)) => {
            journal.forget();
            None
        }
        Some(Err(error)) => {
            printer.note(&format!("could not note that {} has succeeded: {error}", outcome.id));
            None
        }
        None => None,
    };
    if outcome.verdict != Verdict::StillRunning
        && let Some((job, _)) = &ours
        && let Err(error) = JobFile::close(&state::jobs(root), job, &outcome.id)
    {
        printer.note(&error.to_string());
    }
    left
}

/// What was sent from here, if it became this deployment. If it may still be looked for, that is said.
async fn job_of(root: &Path, connection: &Connection, id: &str, printer: &mut Printer) -> Option<(Job, Claimed)> {
    let job = JobFile::read(&state::jobs(root), &connection.target).ok().flatten();
    let job = job.filter(|job| same_id(&job.org_id, &connection.org_id))?;
    let lost = match job.claims(&connection.org, id).await {
        Ok(Claimed::No) if job.id.is_none() && !job.ended => format!("{id} is not it"),
        Ok(Claimed::No) => return None,
        Ok(claimed) => return Some((job, claimed)),
        Err(error) => format!("whether {id} is it cannot be told ({error})"),
    };
    printer.note(&format!(
        "what was sent from here before, and whose reply was lost, is still looked for: {lost}; `cargo xtask resume --target {}` finds it",
        connection.target
    ));
    None
}

/// Whether a command in this project has started the deployment.
pub fn is_from_here(root: &Path, target: &str, id: &str) -> bool {
    let job = JobFile::read(&state::jobs(root), target).ok().flatten();
    job.and_then(|job| job.id).is_some_and(|own| same_id(&own, id))
}

/// Writes the receipt of a deployment of this command and notes in the job file that its end was seen.
pub fn end(
    root: &Path,
    connection: &Connection,
    watched: &Watched,
    sent: Sent,
    job: &mut JobFile,
    printer: &mut Printer,
) {
    keep_with(root, connection, watched, sent.unless_adopted(job.is_sure()), printer);
    let over = matches!(watched, Watched::Seen(outcome) if outcome.verdict != Verdict::StillRunning);
    if over && let Err(error) = job.ended() {
        printer.note(&error.to_string());
    }
}

/// The receipt of a deployment or validation.
pub fn find(root: &Path, target: &str, id: &str) -> Option<Receipt> {
    all(root, target).into_iter().find(|receipt| same_id(&receipt.id, id))
}

fn read(path: &Path) -> Option<Receipt> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// The receipts of a target, sorted by the time of their deployment.
pub fn all(root: &Path, target: &str) -> Vec<Receipt> {
    let entries = std::fs::read_dir(state::receipts(root, target)).into_iter().flatten().flatten();
    let mut receipts: Vec<Receipt> = entries.filter_map(|entry| read(&entry.path())).collect();
    receipts.sort_by(|a, b| (&a.completed, &a.id).cmp(&(&b.completed, &b.id)));
    receipts
}

/// The last deployment of a target that changed this org.
pub fn last_change(root: &Path, target: &str, org_id: &str) -> Option<Receipt> {
    let changed = |receipt: &Receipt| receipt.success && !receipt.check_only && same_id(&receipt.org_id, org_id);
    all(root, target).into_iter().rev().find(changed)
}

/// The validations of a target that succeeded in this org and were not deployed from since, the newest first.
pub fn unused_validations(root: &Path, target: &str, org_id: &str) -> Vec<Receipt> {
    let receipts = all(root, target);
    let used = |id: &str| receipts.iter().any(|r| r.validated_id.as_deref() == Some(id) && r.success);
    let fits = |r: &&Receipt| r.check_only && r.success && same_id(&r.org_id, org_id) && !used(&r.id);
    receipts.iter().rev().filter(fits).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt(id: &str, completed: &str, check_only: bool) -> Receipt {
        Receipt {
            version: 1,
            target: "sandbox".into(),
            org_id: "00D000000000001".into(),
            instance: "https://a.my.salesforce.com".into(),
            class: "sandbox".into(),
            id: id.into(),
            validated_id: None,
            check_only,
            status: "Succeeded".into(),
            success: true,
            created_by: None,
            content_hash: None,
            components: 1,
            options: None,
            tests_run: 0,
            tests_failed: 0,
            created: None,
            started: None,
            completed: Some(completed.into()),
            tests_ms: 0,
            taken: Vec::new(),
            tool: "0".into(),
            seal: None,
        }
    }

    #[test]
    fn the_newest_validation_that_was_not_used_is_meant() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        let newest = |org| unused_validations(root, "sandbox", org).first().map(|receipt| receipt.id.clone());
        let org = "00D000000000001AAA";
        assert_eq!(newest(org), None);
        receipt("0Af1", "2026-01-01T00:00:00Z", true).write(root, &|_| None).expect("written");
        receipt("0Af2", "2026-01-02T00:00:00Z", true).write(root, &|_| None).expect("written");
        assert_eq!(newest(org).as_deref(), Some("0Af2"));
        Receipt { validated_id: Some("0Af2".into()), ..receipt("0Af3", "2026-01-03T00:00:00Z", false) }
            .write(root, &|_| None)
            .expect("written");
        assert_eq!(newest(org).as_deref(), Some("0Af1"));
        assert_eq!(newest("00D000000000002AAA"), None);
    }

    #[test]
    fn only_what_this_login_wrote_is_sealed() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        let sealer = |text: &[u8]| Some(format!("sealed {}", text.len()));
        let forged = Receipt { content_hash: Some("abc".into()), ..receipt("0Af1", "2026-01-01T00:00:00Z", true) };
        let path = forged.write(root, &|_| Some("another login".into())).expect("written");
        assert!(!read(&path).expect("a receipt").is_sealed(&sealer));
        // Nor is it when this login adds what it knows.
        receipt("0Af1", "2026-01-01T00:00:00Z", true).write(root, &sealer).expect("written");
        assert!(!read(&path).expect("a receipt").is_sealed(&sealer));
        let path = receipt("0Af2", "2026-01-01T00:00:00Z", true).write(root, &sealer).expect("written");
        let whole = read(&path).expect("a receipt");
        assert!(whole.is_sealed(&sealer));
        assert!(!Receipt { id: "0Af22".into(), ..whole.clone() }.is_sealed(&sealer));
        assert!(!Receipt { seal: None, ..whole }.is_sealed(&|_| None), "no seal is none");
    }

    #[test]
    fn a_second_look_forgets_nothing() {
        let directory = tempfile::tempdir().expect("a directory");
        let known = Receipt { content_hash: Some("abc".into()), ..receipt("0Af1", "2026-01-01T00:00:00Z", false) };
        let path = known.write(directory.path(), &|_| None).expect("written");
        receipt("0Af1", "2026-01-01T00:00:00Z", false).write(directory.path(), &|_| None).expect("written");
        assert_eq!(read(&path).and_then(|r| r.content_hash).as_deref(), Some("abc"));
    }
}
