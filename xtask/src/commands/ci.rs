//! `ci`: everything that must hold before a change is merged.

mod init;

use super::{check, generate, test};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use std::path::Path;
use std::process::Command;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// Only name the stages.
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    project: ProjectArgs,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write a pipeline: checks, validation of pull requests, quick deploy of merges.
    ///
    /// An existing file is never overwritten; a written one belongs to you.
    Init(init::Args),
}

/// How many tests Rust's harness runs at a time.
const THREADS: &str = "RUST_TEST_THREADS";
/// As many as run at a time at least.
const WAITING_TESTS: usize = 4;

/// Stages that cargo runs: name, arguments, and the exit code of a failure.
const CARGO: &[(&str, &[&str], Exit)] = &[
    ("format", &["fmt", "--all", "--check"], Exit::Preflight),
    ("lints", &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"], Exit::Preflight),
    ("tests", &["test", "--workspace", "--locked"], Exit::Failed),
];

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        if let Some(What::Init(args)) = self.what {
            return args.run(printer);
        }
        let root = self.project.root()?;
        // A DX project of its own has specs and Apex, and no Rust.
        let of_rust = if root.join("Cargo.toml").is_file() { CARGO } else { &[] };
        if self.list {
            for (name, arguments, _) in of_rust {
                printer.data(&format!("{name}: cargo {}\n", arguments.join(" ")));
            }
            printer.data("specs: cargo xtask check\ngenerated files: cargo xtask generate --check\nApex tests: cargo xtask test\n");
            return Ok(Exit::Ok);
        }
        for (name, arguments, failure) in of_rust {
            printer.stage(&format!("{name}: cargo {}", arguments.join(" ")));
            if !cargo(arguments, &root)? {
                printer.failure(&format!("stage `{name}` failed"));
                return Ok(*failure);
            }
        }
        printer.stage("specs: cargo xtask check");
        match check::Args::of(self.project.clone()).run(printer)? {
            Exit::Ok => {}
            failure => return Ok(failure),
        }
        printer.stage("generated files: cargo xtask generate --check");
        match generate::Args::checking(self.project.clone()).run(printer)? {
            Exit::Ok => {}
            failure => return Ok(failure),
        }
        printer.stage("Apex tests: cargo xtask test");
        test::Args::all(self.project).run(printer)
    }
}

fn cargo(arguments: &[&str], root: &Path) -> Result<bool, CommandError> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&program);
    command.args(arguments).current_dir(root);
    // Many tests wait for another process: on few processors, more of them at a time take less time.
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if processors < WAITING_TESTS && std::env::var_os(THREADS).is_none() {
        command.env(THREADS, WAITING_TESTS.to_string());
    }
    let status = command.status().map_err(|error| {
        CommandError::internal(format!("cannot run `{} {}`: {error}", program.display(), arguments.join(" ")))
    })?;
    Ok(status.success())
}
