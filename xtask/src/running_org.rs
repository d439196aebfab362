//! The local org that runs for a project: where it listens, with which token, and what clients need to reach it.

pub mod keys;

use crate::error::CommandError;
use serde::Deserialize;
use serde_json::Value;
use sf_client::http::{Body, Request};
use sf_client::{Http, HttpConfig, OrgAddress, Secret};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Directory of files that belong to this machine only, relative to the project; version control ignores it.
const MACHINE: &str = ".mcp-toolchain";

/// How often an org is asked whether it lives, and how long each time.
const LOOKS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(300);
const PATIENCE: Duration = Duration::from_secs(5);

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

/// Takes the place of a project's one org for as long as the file stays open; `None` while another process has it.
///
/// # Errors
/// The file cannot be made.
pub fn take_place(root: &Path) -> io::Result<Option<File>> {
    private_directory(&root.join(MACHINE))?;
    keep_out_of_version_control(&root.join(MACHINE))?;
    take_lock(&root.join(MACHINE).join("local-org.lock"))
}

/// Takes a lock for as long as the file stays open; `None` while another process has it.
///
/// # Errors
/// The file cannot be made.
pub fn take_lock(path: &Path) -> io::Result<Option<File>> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
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

    /// The org that runs. One that is busy is not taken for dead: nobody would ever stop it.
    ///
    /// # Errors
    /// Something listens at its address and does not answer.
    pub fn find(root: &Path) -> Result<Option<Self>, CommandError> {
        let Some(org) = Self::read(root) else { return Ok(None) };
        let mut looks = 1;
        loop {
            if !org.listens() {
                return Ok(None);
            }
            match org.call("GET", "status") {
                // Another org may have got the port since.
                Ok(state) => return Ok((state["pid"].as_u64() == Some(org.pid.into())).then_some(org)),
                Err(error) if looks == LOOKS => return Err(org.silent(&error)),
                Err(_) => std::thread::sleep(PAUSE),
            }
            looks += 1;
        }
    }

    /// Refuses another port than the one it listens on; 0 is any.
    ///
    /// # Errors
    /// It listens elsewhere.
    pub fn must_listen_on(&self, port: u16) -> Result<(), CommandError> {
        if port == 0 || self.url.trim_end_matches('/').ends_with(&format!(":{port}")) {
            return Ok(());
        }
        Err(CommandError {
            exit: crate::exit_codes::Exit::Preflight,
            message: format!("the local org of this project runs at {} already, not on port {port}", self.url),
            hint: Some("leave out --port, or stop it first with `cargo xtask org stop`".to_owned()),
        })
    }

    /// Whether anything listens at its address. It listens for as long as it lives.
    pub fn listens(&self) -> bool {
        let address = self.url.strip_prefix("http://").and_then(|host| host.trim_end_matches('/').parse().ok());
        let Some(address) = address else { return false };
        let connected = TcpStream::connect_timeout(&address, PATIENCE);
        !matches!(connected, Err(error) if error.kind() == io::ErrorKind::ConnectionRefused)
    }

    fn silent(&self, error: &CommandError) -> CommandError {
        CommandError {
            exit: crate::exit_codes::Exit::Preflight,
            message: format!("the local org (process {}) may still run, and does not answer: {error}", self.pid),
            hint: Some(format!("try again; if it hangs, end process {} and start another one", self.pid)),
        }
    }

    /// Writes the file so that only its owner can read it. What belonged to an earlier org goes.
    pub fn write(&self, root: &Path) -> io::Result<()> {
        forget_clients(root);
        let text =
            serde_json::json!({"url": self.url, "pid": self.pid, "token": self.token.expose(), "data": self.data});
        write_private(&state_file(root), &text.to_string())
    }

    /// Removes the file, if it still speaks of this org, and what clients were given.
    pub fn forget(&self, root: &Path) {
        if Self::read(root).as_ref() == Some(self) {
            // The other way round the org could be gone, as it seems, while its keys are there.
            forget_clients(root);
            let _ = fs::remove_file(state_file(root));
        }
    }

    fn http(&self, what: &str) -> Result<Http, sf_client::ClientError> {
        let usual = HttpConfig::default();
        let timeout = if what == "status" { PATIENCE } else { usual.timeout };
        Http::new(&HttpConfig { timeout, ..usual })
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
        let http = self.http(what).map_err(|e| failed(e.to_string()))?;
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

/// The file with the keys and tokens of a target that is a local org, which a shell can read.
pub fn keys_file(root: &Path, target: &str) -> PathBuf {
    machine_file(root, &format!("{target}-org.env"))
}

/// The file that tells MCP clients where the org is.
pub fn clients_file(root: &Path) -> PathBuf {
    machine_file(root, "local-org.mcp.json")
}

/// Removes what clients were given: it is worth nothing without the org.
pub fn forget_clients(root: &Path) {
    for file in [keys_file(root, crate::connect::local::NAME), clients_file(root)] {
        let _ = fs::remove_file(file);
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
        private_directory(directory)?;
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

/// Makes a directory of this machine's files, with those above it, so that only its owner can look into them. A link in
/// the place of `.mcp-toolchain` would lead keys out of the project.
///
/// # Errors
/// It is a symbolic link, or cannot be made.
pub fn private_directory(directory: &Path) -> io::Result<()> {
    let machine = directory.ancestors().find(|part| part.ends_with(MACHINE));
    if machine.is_some_and(Path::is_symlink) {
        return Err(io::Error::other(format!("`{MACHINE}` is a symbolic link; replace it with a directory")));
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
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
    RunningOrg::find(root)?.ok_or_else(|| CommandError {
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
            let mode = fs::metadata(root.join(MACHINE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700);
        }
        assert!(RunningOrg::find(root).unwrap().is_none(), "nobody listens there");
        fs::write(clients_file(root), "{}").unwrap();
        fs::write(keys_file(root, "local"), "").unwrap();
        org.forget(root);
        assert_eq!(RunningOrg::read(root), None);
        assert!(!clients_file(root).exists() && !keys_file(root, "local").exists());
    }

    #[test]
    fn a_project_has_place_for_one_org() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let place = take_place(root).unwrap();
        assert!(place.is_some() && take_place(root).unwrap().is_none());
        drop(place);
        assert!(take_place(root).unwrap().is_some(), "an org that ended leaves its place");
    }

    #[test]
    fn an_org_that_listens_and_does_not_answer_is_not_taken_for_dead() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let org = RunningOrg { url, pid: 1, token: Secret::new("canary"), data: None };
        org.write(root).unwrap();
        let ended = std::thread::spawn(move || {
            // Two connections a look: one to see whether anybody listens, one to ask.
            for stream in listener.incoming().take(2 * LOOKS as usize) {
                drop(stream);
            }
        });
        let error = RunningOrg::find(root).unwrap_err();
        assert!(error.message.contains("process 1") && error.message.contains("does not answer"), "{error}");
        assert_eq!(RunningOrg::read(root), Some(org), "it can still be found");
        ended.join().unwrap();
        assert!(RunningOrg::find(root).unwrap().is_none(), "now nobody listens");
    }

    #[cfg(unix)]
    #[test]
    fn no_key_follows_a_link_out_of_the_project() {
        let (project, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(outside.path(), project.path().join(MACHINE)).unwrap();
        let org = RunningOrg { url: "http://127.0.0.1:1".into(), pid: 1, token: Secret::new("canary"), data: None };
        let refused = org.write(project.path()).unwrap_err();
        assert!(refused.to_string().contains("symbolic link"), "{refused}");
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    }
}
