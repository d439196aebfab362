//! Installing an unlocked package at a pinned version.

use crate::{ClientError, Org, org::same_id};
use sf_wire::{
    Secret,
    query::literal,
    tooling::{
        InstallStatus, InstalledPackage, PackageInstallRequest, PackageInstallStatus, PackageVersion, SubscriberVersion,
    },
};
use std::time::Duration;
use tokio::time::Instant;

/// What has to be done for a package version to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstallPlan {
    /// It is there.
    Nothing,
    /// No version is there.
    Install,
    /// An older version is there.
    Upgrade {
        /// The version that is there.
        from: PackageVersion,
    },
}

/// A package that was not installed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InstallError {
    /// A call failed.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The org cannot see the version.
    #[error("package version {0} cannot be seen by this org; check the id")]
    UnknownVersion(String),
    /// The version shows itself only to those who know its installation key.
    #[error("package version {0} is protected by an installation key, and none is known")]
    KeyNeeded(String),
    /// The installation key is another one.
    #[error("the org refuses the installation key of package version {version}: {reason}")]
    KeyRefused {
        /// The version.
        version: String,
        /// What the org says.
        reason: String,
    },
    /// A newer version is there; packages cannot be downgraded.
    #[error(
        "the org has version {found} of the package already, the project asks for {wanted}; raise the version in the project"
    )]
    NewerInstalled {
        /// The version that is there.
        found: String,
        /// The version asked for.
        wanted: String,
    },
    /// The org says that the version cannot be installed.
    #[error("the org does not install package version {version}: {reason}")]
    Refused {
        /// The version.
        version: String,
        /// What the org says.
        reason: String,
    },
    /// It did not end in time. Running the step again goes on waiting or finds it installed.
    #[error("installation {0} has not ended yet; run the command again to go on")]
    StillRunning(String),
}

/// Pause before the second look at an installation; later ones are half as long again each, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// How long an installation is waited for without a word.
const QUIET: Duration = Duration::from_secs(30);

/// What happens while an installation is waited for.
#[derive(Debug, Clone, Copy)]
pub enum InstallEvent<'a> {
    /// The org cannot install the version just now, with its reason.
    NotYet(&'a str),
    /// The org has a request for the version that is under way, with its id; it is followed.
    UnderWay(&'a str),
    /// The request may have arrived or not.
    ReplyLost(&'a ClientError),
    /// The org could not be asked; it is asked again. While an installation is followed the same reason is told once.
    LookFailed(&'a ClientError),
    /// The request with this id goes on.
    Waiting(&'a str),
}

/// How long to wait for an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstallWait {
    /// Longest pause between two looks.
    pub pause: Duration,
    /// In all.
    pub patience: Duration,
}

impl Default for InstallWait {
    fn default() -> Self {
        Self { pause: Duration::from_secs(5), patience: Duration::from_secs(20 * 60) }
    }
}

/// Reasons that pass by themselves, by the start of `InstallValidationStatus`.
const PASSING: [&str; 2] = ["PACKAGE_UNAVAILABLE", "UNINSTALL_IN_PROGRESS"];

impl Org {
    /// Packages that are installed.
    pub async fn installed_packages(&self) -> Result<Vec<InstalledPackage>, ClientError> {
        self.tooling_query("reading installed packages", InstalledPackage::SOQL).await
    }

    async fn is_installed(&self, version: &str) -> Result<bool, ClientError> {
        let installed = self.installed_packages().await?;
        Ok(installed.iter().any(|p| same_id(&p.subscriber_package_version.id, version)))
    }

    /// What has to be done for version `version` (`04t…`) to be there. Orgs refuse a key that a version does not have, so
    /// it is given only after [`InstallError::KeyNeeded`].
    pub async fn plan_install(&self, version: &str, key: Option<&Secret>) -> Result<InstallPlan, InstallError> {
        let installed = self.installed_packages().await?;
        if installed.iter().any(|p| same_id(&p.subscriber_package_version.id, version)) {
            return Ok(InstallPlan::Nothing);
        }
        let wanted = self.subscriber_version(version, key).await?;
        let same = installed.into_iter().find(|p| same_id(&p.subscriber_package_id, &wanted.subscriber_package_id));
        match same.map(|p| p.subscriber_package_version) {
            None => Ok(InstallPlan::Install),
            Some(found) if found.number() > wanted.version.number() => {
                Err(InstallError::NewerInstalled { found: found.to_string(), wanted: wanted.version.to_string() })
            }
            Some(from) => Ok(InstallPlan::Upgrade { from }),
        }
    }

    async fn subscriber_version(&self, version: &str, key: Option<&Secret>) -> Result<SubscriberVersion, InstallError> {
        let mut soql = format!("{} WHERE Id = {}", SubscriberVersion::SOQL, literal(version));
        if let Some(key) = key {
            soql.push_str(&format!(" AND InstallationKey = {}", literal(key.expose())));
        }
        let rows = self.tooling_query("reading the package version", &soql).await;
        let rows: Vec<SubscriberVersion> = rows.map_err(|error| refused(version, key, error))?;
        rows.into_iter().next().ok_or_else(|| InstallError::UnknownVersion(version.to_owned()))
    }

    /// Installs `version` for administrators only and waits for the end. What an org does with a second request for the
    /// same version is not documented, so none is sent: one that is under way is followed, and after a lost reply the org is
    /// asked whether it has the request.
    pub async fn install_package(
        &self,
        version: &str,
        key: Option<Secret>,
        wait: InstallWait,
        tell: &mut (dyn FnMut(InstallEvent<'_>) + Send),
    ) -> Result<(), InstallError> {
        let deadline = Instant::now() + wait.patience;
        let key = key.as_ref();
        self.await_installable(version, key, deadline, wait.pause, tell).await?;
        let before = self.install_requests(version).await?;
        let id = match before.iter().find(|request| request.status == InstallStatus::InProgress) {
            Some(request) => {
                tell(InstallEvent::UnderWay(&request.id));
                request.id.clone()
            }
            // One that was under way a moment ago may have ended.
            None if self.is_installed(version).await? => return Ok(()),
            None => self.request_install(version, key, wait.pause, deadline, &before, tell).await?,
        };
        self.follow_install(version, id, wait.pause, deadline, tell).await
    }

    /// Every request for this version that the org remembers (Tooling API, `PackageInstallRequest`: can be queried and
    /// filtered by its version).
    async fn install_requests(&self, version: &str) -> Result<Vec<PackageInstallStatus>, ClientError> {
        let soql = format!(
            "SELECT Id, Status FROM PackageInstallRequest WHERE SubscriberPackageVersionKey = {}",
            literal(version)
        );
        self.tooling_query("reading the requests to install the package", &soql).await
    }

    /// Asks for the installation; the id of the request. One that was not there `before` is what became of a lost reply.
    async fn request_install(
        &self,
        version: &str,
        key: Option<&Secret>,
        pause: Duration,
        deadline: Instant,
        before: &[PackageInstallStatus],
        tell: &mut (dyn FnMut(InstallEvent<'_>) + Send),
    ) -> Result<String, InstallError> {
        let request = PackageInstallRequest { password: key.cloned(), ..PackageInstallRequest::new(version) };
        let what = "asking for the package to be installed";
        let saved = loop {
            match self.create(what, "tooling/sobjects/PackageInstallRequest", &request).await {
                Err(lost) if lost.is_trouble() && Instant::now() < deadline => {
                    tell(InstallEvent::ReplyLost(&lost));
                    tokio::time::sleep(pause).await;
                    let now = loop {
                        match self.install_requests(version).await {
                            Err(error) if error.is_trouble() && Instant::now() < deadline => {
                                tell(InstallEvent::LookFailed(&error));
                                tokio::time::sleep(pause).await;
                            }
                            other => break other?,
                        }
                    };
                    if let Some(arrived) = now.into_iter().find(|now| !before.iter().any(|old| old.id == now.id)) {
                        return Ok(arrived.id);
                    }
                }
                other => break other.map_err(|error| refused(version, key, error))?,
            }
        };
        if !saved.success {
            let reason = saved.errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            let reason = key.map_or(reason.clone(), |key| key.redact(&reason));
            return Err(InstallError::Refused { version: version.to_owned(), reason });
        }
        Ok(saved.id)
    }

    async fn follow_install(
        &self,
        version: &str,
        id: String,
        longest: Duration,
        deadline: Instant,
        tell: &mut (dyn FnMut(InstallEvent<'_>) + Send),
    ) -> Result<(), InstallError> {
        let path = self.data_path(&format!("tooling/sobjects/PackageInstallRequest/{id}"));
        let mut pause = FIRST_PAUSE.min(longest);
        let (mut said, mut failed) = (Instant::now(), None);
        loop {
            match self.get::<PackageInstallStatus>("reading the state of the installation", &path).await {
                Ok(state) if state.status == InstallStatus::Success => return Ok(()),
                Ok(state) if state.status == InstallStatus::Error => {
                    let messages: Vec<String> = state.errors.errors.into_iter().map(|e| e.message).collect();
                    return Err(InstallError::Refused { version: version.to_owned(), reason: messages.join("; ") });
                }
                Err(e) if !e.is_trouble() => return Err(e.into()),
                Err(e) => {
                    let reason = Some(e.to_string());
                    if failed != reason {
                        tell(InstallEvent::LookFailed(&e));
                    }
                    failed = reason;
                }
                Ok(_) if said.elapsed() >= QUIET => {
                    tell(InstallEvent::Waiting(&id));
                    said = Instant::now();
                }
                Ok(_) => {}
            }
            if Instant::now() >= deadline {
                return Err(InstallError::StillRunning(id));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 3 / 2).min(longest);
        }
    }

    async fn await_installable(
        &self,
        version: &str,
        key: Option<&Secret>,
        deadline: Instant,
        pause: Duration,
        tell: &mut (dyn FnMut(InstallEvent<'_>) + Send),
    ) -> Result<(), InstallError> {
        loop {
            let found = self.subscriber_version(version, key).await?;
            match found.install_validation_status {
                None => return Ok(()),
                Some(status) if status == "NO_ERRORS_DETECTED" => return Ok(()),
                Some(status) if PASSING.iter().any(|p| status.starts_with(p)) && Instant::now() < deadline => {
                    tell(InstallEvent::NotYet(&status));
                    tokio::time::sleep(pause).await;
                }
                Some(reason) => return Err(InstallError::Refused { version: version.to_owned(), reason }),
            }
        }
    }
}

/// What a refusal means for a version with a key; no error repeats the key. The codes are those of the SOAP API's
/// `ExceptionCode`; the texts are what orgs answer to the query (forcedotcom/cli#2882, texei-sfdx-plugin#32) and to a key
/// that a version does not have (SFDO-Tooling/CumulusCI#4004). What an org answers to a request with a wrong key is not
/// known; the query comes first and is refused then.
fn refused(version: &str, key: Option<&Secret>, error: ClientError) -> InstallError {
    let error = error.without(key.as_slice());
    let text = error.to_string();
    let says = |part: &str| text.contains(part);
    if error.has_code("INSTALL_KEY_REQUIRED") || says("Please provide installationkey") {
        return InstallError::KeyNeeded(version.to_owned());
    }
    let wrong = error.has_code("INSTALL_KEY_INVALID") || says("Invalid InstallationKey");
    if wrong || says("require an installation key") {
        return InstallError::KeyRefused { version: version.to_owned(), reason: text };
    }
    InstallError::Client(error)
}
