//! `org start`: a local org in the background, or in this process.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::running_org::{RunningOrg, log_file, private_directory, state_file, take_place};
use local_org::keep::KeptFile;
use local_org::server::{Config, Server};
use local_org::{NOT_SALESFORCE, Org};
use sf_schema::Schema;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A background org that has not answered by then has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// Between two looks at what another process does.
const PAUSE: Duration = Duration::from_millis(20);

/// Starts a Salesforce org on this machine: on 127.0.0.1 only, empty but for an administrator. Its address and the
/// administrator's token go to a file below `.mcp-toolchain` that only you can read. Every other login needs an app that
/// was deployed to it. With --data it goes on where the org in that file was; without, it ends with its process.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Port on 127.0.0.1. Default: a free one.
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Stay in this process until `org stop`, or an interrupt.
    #[arg(long)]
    foreground: bool,
    /// Add the demo data.
    #[arg(long)]
    seed: bool,
    /// Keep the org in this file: data, users, metadata and keys, after each change. Only you can read it.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// With --foreground: stop when standard input closes, that is, when the program that started this one ends.
    #[arg(long, requires = "foreground")]
    until_stdin_closes: bool,
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(mut self, printer: &mut Printer) -> Result<Exit, CommandError> {
        if let Some(file) = &self.data {
            self.data = Some(std::path::absolute(file).map_err(|error| CommandError::internal(error.to_string()))?);
        }
        let root = self.project.root()?;
        if let Some(org) = RunningOrg::find(&root)? {
            return self.runs_already(&org, printer);
        }
        if self.foreground {
            return self.stay(&root, printer);
        }
        let org = in_background(&root, &Start { port: self.port, seed: self.seed, data: self.data })?;
        printer.data(&format!("{}\n", org.url));
        printer.success(&format!("{NOT_SALESFORCE}: it runs at {}, process {}", org.url, org.pid));
        Ok(Exit::Ok)
    }

    fn runs_already(&self, org: &RunningOrg, printer: &mut Printer) -> Result<Exit, CommandError> {
        org.must_listen_on(self.port)?;
        printer.data(&format!("{}\n", org.url));
        printer.note(&format!("{NOT_SALESFORCE}: it runs already, process {}", org.pid));
        Ok(Exit::Ok)
    }

    fn stay(&self, root: &Path, printer: &mut Printer) -> Result<Exit, CommandError> {
        // Of two that start at once one waits for the other and leaves the project to it; one that is about to end is
        // waited for.
        let deadline = Instant::now() + PATIENCE;
        let _place = loop {
            let taken = take_place(root);
            match taken.map_err(|error| CommandError::internal(format!("cannot lock the project's org: {error}")))? {
                Some(place) => break place,
                None if Instant::now() > deadline => {
                    let message =
                        "another local org of this project starts or ends, and does not come to it".to_owned();
                    let hint = Some("`cargo xtask org status` says whether it runs".to_owned());
                    return Err(CommandError { exit: Exit::Preflight, message, hint });
                }
                None => {}
            }
            if let Ok(Some(org)) = RunningOrg::find(root) {
                return self.runs_already(&org, printer);
            }
            std::thread::sleep(PAUSE);
        };
        let (keep, kept) =
            match &self.data {
                Some(file) => KeptFile::open(file).map(|(keep, org)| (Some(keep), org)).map_err(|error| {
                    CommandError { exit: Exit::Preflight, message: error.message, hint: Some(error.hint) }
                })?,
                None => (None, None),
            };
        let mut org = kept.unwrap_or_else(|| Org::new(Schema::standard()));
        if self.seed {
            local_org::demo::seed(&mut org, now()).map_err(CommandError::internal)?;
        }
        let config = Config { port: self.port, keep, ..Config::default() };
        let server = Server::start(org, config).map_err(|error| match error.kind() {
            // The file could not be written; the error says so, and what repairs it.
            ErrorKind::Other => CommandError { exit: Exit::Preflight, message: error.to_string(), hint: None },
            _ => CommandError {
                exit: Exit::Preflight,
                message: format!("cannot listen on port {}: {error}", self.port),
                hint: Some("leave out --port to take a free one".to_owned()),
            },
        })?;
        let running = RunningOrg {
            url: server.url().to_owned(),
            pid: std::process::id(),
            token: server.administrator_token.clone(),
            data: self.data.clone(),
        };
        running
            .write(root)
            .map_err(|error| CommandError::internal(format!("cannot write {}: {error}", state_file(root).display())))?;
        printer.data(&format!("{}\n", running.url));
        printer.note(&format!("{NOT_SALESFORCE}: it listens on {} until `cargo xtask org stop`", running.url));
        if self.until_stdin_closes {
            let stopping = running.clone();
            std::thread::spawn(move || {
                let mut rest = Vec::new();
                // Whatever comes is not for us; only the end matters.
                let _ = std::io::stdin().read_to_end(&mut rest);
                let _ = stopping.call("POST", "stop");
            });
        }
        server.wait();
        running.forget(root);
        Ok(Exit::Ok)
    }
}

/// What a background org is started with.
#[derive(Debug, Default)]
pub struct Start {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Whether the demo data is added.
    pub seed: bool,
    /// Absolute path of the file that keeps the org.
    pub data: Option<PathBuf>,
}

/// Starts this program again, apart from this terminal, as a local org for a project.
///
/// # Errors
/// It did not start; the message has what it printed.
pub fn in_background(root: &Path, start: &Start) -> Result<RunningOrg, CommandError> {
    let failed = |what: &str, error: std::io::Error| CommandError::internal(format!("cannot {what}: {error}"));
    let log = log_file(root);
    if let Some(directory) = log.parent() {
        private_directory(directory).map_err(|e| failed("make a directory for the org's log", e))?;
    }
    let out = File::create(&log).map_err(|e| failed("write the org's log", e))?;
    let again = out.try_clone().map_err(|e| failed("write the org's log", e))?;
    let program = std::env::current_exe().map_err(|e| failed("find this program", e))?;
    let mut command = Command::new(program);
    command.args(["org", "start", "--foreground", "--port", &start.port.to_string(), "--project"]).arg(root);
    if start.seed {
        command.arg("--seed");
    }
    if let Some(file) = &start.data {
        command.arg("--data").arg(file);
    }
    command.stdin(Stdio::null()).stdout(out).stderr(again);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|e| failed("start the org", e))?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        // Looked at first: one that ends because another org runs leaves that one to be found.
        let ended = child.try_wait().map_err(|e| failed("watch the org", e))?;
        if let Ok(Some(org)) = RunningOrg::find(root) {
            return Ok(org);
        }
        if ended.is_some() || Instant::now() > deadline {
            let told = fs::read_to_string(&log).unwrap_or_default();
            return Err(CommandError {
                exit: Exit::Preflight,
                message: format!("the local org did not start: {}", told.trim()),
                hint: Some("`cargo xtask org start --foreground` shows what it does".to_owned()),
            });
        }
        std::thread::sleep(PAUSE);
    }
}

/// Milliseconds since 1970.
fn now() -> i64 {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}
