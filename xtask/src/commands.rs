//! The commands, one file each.

mod apex;
mod cancel;
mod check;
mod ci;
mod completions;
mod deploy;
mod explain;
mod generate;
mod login;
mod logout;
mod new;
mod org;
mod quick;
mod report;
mod resume;
mod run;
mod schema;
mod show;
mod targets;
mod test;
mod up;

pub use new::starter;

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use sf_client::deploy::Timing;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Try the whole project on this machine: a local org, deployed, tested, and asked through MCP.
    ///
    /// Generates, starts a local org on 127.0.0.1 (not Salesforce: our own simulation), deploys to it as to any org, runs
    /// the Apex tests, sets up users and permission sets, adds demo data, calls the read tools through MCP as the
    /// integration users, tries what must be refused, and prints how to connect an MCP client. The org goes on in the
    /// background until `cargo xtask org stop`; running the command again brings it up to date with the specs.
    Up(up::Args),
    /// Compile the specs into the files of the DX project.
    Generate(generate::Args),
    /// Report everything that is wrong with the specs; write nothing.
    Check(check::Args),
    /// Write the JSON Schemas of the spec files, for editors.
    Schema(schema::Args),
    /// Show what the generator understood: exposure, budget, model.
    Show(show::Args),
    /// Explain a diagnostic code.
    Explain(explain::Args),
    /// Create a commented spec to start from.
    New(new::Args),
    /// Run the project's Apex tests in the local org.
    Test(test::Args),
    /// Move the project into an org.
    Deploy(deploy::Args),
    /// Follow a deployment that this or another machine started.
    Resume(resume::Args),
    /// Show how a deployment stands or ended.
    Report(report::Args),
    /// Stop a deployment.
    Cancel(cancel::Args),
    /// Deploy what a validation of the last ten days has proven, without running tests again.
    Quick(quick::Args),
    /// Check Apex without an org.
    Apex(apex::Args),
    /// Ask an org; start, stop and fill the local org.
    Org(org::Args),
    /// Run every check of the project: format, lints, tests, specs, generated files; or write a pipeline.
    Ci(ci::Args),
    /// Log in to a target, or make a key pair to log in with.
    ///
    /// What later commands need is kept in the keychain of this computer, or in an encrypted file where there is none. No
    /// secret is ever an argument: secrets come from a file, standard input, an environment variable or a prompt.
    Login(login::Args),
    /// Forget the login of a target and revoke its refresh token at the org.
    Logout(logout::Args),
    /// List the targets, and where one is logged in; no org is asked.
    Targets(targets::Args),
    /// Run a program, such as an MCP client, with the consumer keys of a target in its environment.
    ///
    /// The generated client configurations read the keys from variables; this is how they get there from the secret store
    /// without being printed or written anywhere.
    Run(run::Args),
    /// Print a completion script for a shell, for a command named `xtask`.
    Completions(completions::Args),
}

impl Command {
    /// Runs the command. `timing` is how long it waits for an org, where its options do not say.
    ///
    /// # Errors
    /// What kept it from its work, with the exit code.
    pub fn run(self, timing: Timing, printer: &mut Printer) -> Result<Exit, CommandError> {
        match self {
            Self::Up(args) => args.run(printer),
            Self::Generate(args) => args.run(printer),
            Self::Check(args) => args.run(printer),
            Self::Schema(args) => args.run(printer),
            Self::Show(args) => args.run(printer),
            Self::Explain(args) => args.run(printer),
            Self::New(args) => args.run(printer),
            Self::Test(args) => args.run(printer),
            Self::Deploy(args) => args.run(timing, printer),
            Self::Resume(args) => args.run(timing, printer),
            Self::Report(args) => args.run(timing, printer),
            Self::Cancel(args) => args.run(timing, printer),
            Self::Quick(args) => args.run(timing, printer),
            Self::Apex(args) => args.run(printer),
            Self::Org(args) => args.run(printer),
            Self::Ci(args) => args.run(printer),
            Self::Login(args) => args.run(printer),
            Self::Logout(args) => args.run(printer),
            Self::Targets(args) => args.run(printer),
            Self::Run(args) => args.run(printer),
            Self::Completions(args) => args.run(printer),
        }
    }
}
