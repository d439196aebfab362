//! The local org that runs for a project: where it listens, and with which token.

use crate::error::CommandError;
use serde::Deserialize;
use serde_json::Value;
use sf_client::http::{Body, Request};
use sf_client::{Http, HttpConfig, OrgAddress, Secret};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Directory of files that belong to this machine only, relative to the project; version control ignores it.
const MACHINE: &str = ".mcp-toolchain";

/// A local org that runs, or ran: the file may outlive it. `Debug` shows no token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RunningOrg {
    /// Its address, `http://127.0.0.1:…`.
    pub url: String,
    /// Process.
    pub pid: u32,
    /// Token of the system administrator.
    pub token: Secret,
    /// The file it is kept in.
    #[serde(default)]
    pub data: Option<PathBuf>,
}

/// The file that says where a project's org runs.
pub fn state_file(root: &Path) -> PathBuf {
    root.join(MACHINE).join("local-org.json")
}

/// The file that a background org writes to.
pub fn log_file(root: &Path) -> PathBuf {
    root.join(MACHINE).join("local-org.log")
}

impl RunningOrg {
    /// What the file says; `None` without one, or with one that cannot be read.
    pub fn read(root: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(state_file(root)).ok()?).ok()
    }

    /// The org that answers right now.
    pub fn find(root: &Path) -> Option<Self> {
        let org = Self::read(root)?;
        let state = org.call("GET", "status").ok()?;
        (state["pid"].as_u64() == Some(org.pid.into())).then_some(org)
    }

    /// Writes the file so that only its owner can read it.
    pub fn write(&self, root: &Path) -> io::Result<()> {
        let text =
            serde_json::json!({"url": self.url, "pid": self.pid, "token": self.token.expose(), "data": self.data});
        write_private(&state_file(root), &text.to_string())
    }

    /// Removes the file, if it still speaks of this org.
    pub fn forget(&self, root: &Path) {
        if Self::read(root).as_ref() == Some(self) {
            let _ = fs::remove_file(state_file(root));
        }
    }

    /// Calls `/local/<what>` of the org.
    ///
    /// # Errors
    /// It does not answer, or refuses.
    pub fn call(&self, method: &str, what: &str) -> Result<Value, CommandError> {
        let failed = |error: String| CommandError {
            exit: crate::exit_codes::Exit::Preflight,
            message: format!("the local org at {} does not do `{what}`: {error}", self.url),
            hint: Some("`cargo xtask org status` says whether it runs, `cargo xtask org start` starts it".to_owned()),
        };
        let address = OrgAddress::parse(&self.url).map_err(|e| failed(e.to_string()))?;
        if !address.is_loopback() {
            return Err(failed("its address is not this machine".to_owned()));
        }
        let http = Http::new(&HttpConfig::default()).map_err(|e| failed(e.to_string()))?;
        let request = Request {
            what: format!("asking the local org for `{what}`"),
            method: method.parse().map_err(|_| failed(format!("`{method}` is no method")))?,
            url: address.join(&format!("/local/{what}")),
            bearer: Some(self.token.clone()),
            body: Body::Empty,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|e| failed(e.to_string()))?;
        let reply = runtime.block_on(http.send(&request)).map_err(|e| failed(e.to_string()))?;
        if reply.status != 200 {
            let errors = sf_wire::ApiError::parse(&reply.body);
            let told = errors.first().map_or_else(|| format!("status {}", reply.status), ToString::to_string);
            return Err(failed(told));
        }
        serde_json::from_slice(&reply.body).map_err(|e| failed(e.to_string()))
    }
}

/// Path of a file that belongs to this machine and project only.
pub fn machine_file(root: &Path, name: &str) -> PathBuf {
    root.join(MACHINE).join(name)
}

/// Writes a file so that only its owner can read it.
///
/// # Errors
/// The directory or the file cannot be written.
pub fn write_private(file: &Path, text: &str) -> io::Result<()> {
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory)?;
        keep_out_of_version_control(directory)?;
    }
    // A file that is there may have wider rights: it is replaced, not filled.
    let mut fresh = file.as_os_str().to_owned();
    fresh.push(".new");
    let fresh = PathBuf::from(fresh);
    let _ = fs::remove_file(&fresh);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&fresh)?.write_all(text.as_bytes())?;
    fs::rename(fresh, file)
}

/// Lets version control ignore all that is in a directory, also in a project that says nothing about it.
///
/// # Errors
/// The directory cannot be written.
pub fn keep_out_of_version_control(directory: &Path) -> io::Result<()> {
    let ignore = directory.join(".gitignore");
    if ignore.exists() { Ok(()) } else { fs::write(ignore, "*\n") }
}

/// The org that runs for a project, or the error that says how to start one.
pub fn needed(root: &Path) -> Result<RunningOrg, CommandError> {
    RunningOrg::find(root).ok_or_else(|| CommandError {
        exit: crate::exit_codes::Exit::Preflight,
        message: "no local org runs for this project".to_owned(),
        hint: Some("start one with `cargo xtask org start`".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_private_and_debug_shows_no_token() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let org = RunningOrg { url: "http://127.0.0.1:1".into(), pid: 1, token: Secret::new("canary"), data: None };
        org.write(root).unwrap();
        org.write(root).unwrap();
        assert_eq!(RunningOrg::read(root).as_ref(), Some(&org));
        assert!(!format!("{org:?}").contains("canary"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(state_file(root)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(RunningOrg::find(root), None, "nobody listens there");
        org.forget(root);
        assert_eq!(RunningOrg::read(root), None);
    }
}
