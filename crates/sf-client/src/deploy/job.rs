//! The file that remembers the last deployment to a target, written before each step that could be the last.

use super::{
    Journal, Timing,
    search::{self, Claimed, Fingerprint, Found, Snapshot},
};
use crate::{ClientError, Org, same_id};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// A deployment as the file remembers it. It holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Name of the target.
    pub target: String,
    /// Org it went to, so that a target that now means another org is noticed.
    pub org_id: String,
    /// What it deploys: the hash of the package's content, or the id of a validation.
    pub what: String,
    /// What can be recognised of it.
    pub sent: Fingerprint,
    /// The user's deployments before it was sent.
    pub before: Option<Snapshot>,
    /// Its id, once the org gave it one.
    pub id: Option<String>,
    /// Whether no reply named that id: it was found among the org's deployments.
    #[serde(default)]
    pub adopted: bool,
    /// Whether its end has been seen.
    pub ended: bool,
}

impl Job {
    /// Whether the org has given this id in reply to what was sent.
    pub fn is_sure(&self) -> bool {
        self.id.is_some() && !self.adopted
    }

    /// Looks for the deployment in the org when its id never arrived.
    pub async fn find(&self, org: &Org, timing: &Timing) -> Found {
        match (&self.id, &self.before) {
            (Some(id), _) => Found::One(id.clone()),
            (None, Some(before)) => search::find(org, before, &self.sent, timing).await,
            (None, None) => Found::Unclear(Vec::new()),
        }
    }

    /// Whether a deployment that somebody names is this one.
    ///
    /// # Errors
    /// The id never arrived, and the org cannot be asked.
    pub async fn claims(&self, org: &Org, id: &str) -> Result<Claimed, ClientError> {
        match &self.id {
            Some(own) if same_id(own, id) => Ok(Claimed::Sure),
            None if !self.ended => search::claimed(org, self.before.as_ref(), &self.sent, id).await,
            _ => Ok(Claimed::No),
        }
    }
}

/// A job file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// The name would not stay in its directory.
    #[error("`{0}` cannot name a job file; target names hold letters, digits, `-` and `_`")]
    Name(String),
    /// The file cannot be read or written.
    #[error("job file `{path}`: {detail}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        detail: String,
    },
    /// Its content is not a job.
    #[error(
        "job file `{path}` is damaged ({detail}); delete it, and give `resume` the id that the org shows in Setup, Deployment Status"
    )]
    Damaged {
        /// Which file.
        path: String,
        /// What is wrong with it.
        detail: String,
    },
}

/// Writes the job file of one deployment.
#[derive(Debug)]
pub struct JobFile {
    directory: PathBuf,
    target: String,
    org_id: String,
    what: String,
    job: Option<Job>,
}

impl JobFile {
    /// A file in `directory`, which is made if need be. Nothing is written yet.
    pub fn new(directory: &Path, target: &str, org_id: &str, what: &str) -> Self {
        Self {
            directory: directory.to_owned(),
            target: target.to_owned(),
            org_id: org_id.to_owned(),
            what: what.to_owned(),
            job: None,
        }
    }

    /// The last job of a target.
    pub fn read(directory: &Path, target: &str) -> Result<Option<Job>, JobError> {
        let path = path(directory, target)?;
        let shown = path.display().to_string();
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|e| JobError::Damaged { path: shown, detail: e.to_string() }),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(JobError::File { path: shown, detail: e.to_string() }),
        }
    }

    /// Notes that the end of a job has been seen, as that of deployment `id`, which [`Job::claims`] says it is.
    pub fn close(directory: &Path, job: &Job, id: &str) -> Result<(), JobError> {
        if job.ended {
            return Ok(());
        }
        let mut file = Self::new(directory, &job.target, &job.org_id, &job.what);
        file.job = Some(Job { id: Some(id.to_owned()), adopted: job.adopted || job.id.is_none(), ..job.clone() });
        file.ended()
    }

    /// Whether the org has given the deployment's id in reply to what was sent.
    pub fn is_sure(&self) -> bool {
        self.job.as_ref().is_some_and(Job::is_sure)
    }

    /// Notes that the end has been seen.
    pub fn ended(&mut self) -> Result<(), JobError> {
        match &mut self.job {
            Some(job) => job.ended = true,
            None => return Ok(()),
        }
        self.write()
    }

    /// Writes the whole file under another name, to the disk, and only then puts it into its place: whenever the process
    /// ends, the file holds one state or the other.
    fn write(&self) -> Result<(), JobError> {
        let path = path(&self.directory, &self.target)?;
        let temporary = path.with_extension("tmp");
        let result = fs::create_dir_all(&self.directory).and_then(|()| {
            let mut file = fs::File::create(&temporary)?;
            file.write_all(&serde_json::to_vec_pretty(&self.job)?)?;
            file.sync_all()?;
            fs::rename(&temporary, &path)
        });
        result.map_err(|e| JobError::File { path: path.display().to_string(), detail: e.to_string() })
    }
}

fn path(directory: &Path, target: &str) -> Result<PathBuf, JobError> {
    let safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if target.is_empty() || !target.chars().all(safe) {
        return Err(JobError::Name(target.chars().take(80).collect()));
    }
    Ok(directory.join(format!("{target}.job.json")))
}

impl Journal for JobFile {
    fn intend(&mut self, sent: &Fingerprint, before: Option<&Snapshot>) -> Result<(), String> {
        self.job = Some(Job {
            target: self.target.clone(),
            org_id: self.org_id.clone(),
            what: self.what.clone(),
            sent: sent.clone(),
            before: before.cloned(),
            id: None,
            adopted: false,
            ended: false,
        });
        self.write().map_err(|e| e.to_string())
    }

    fn refused(&mut self) -> Result<(), String> {
        self.ended().map_err(|e| e.to_string())
    }

    fn started(&mut self, id: &str) -> Result<(), String> {
        if let Some(job) = &mut self.job {
            job.id = Some(id.to_owned());
        }
        self.write().map_err(|e| e.to_string())
    }

    fn adopted(&mut self, id: &str) -> Result<(), String> {
        if let Some(job) = &mut self.job {
            job.adopted = true;
        }
        self.started(id)
    }
}
