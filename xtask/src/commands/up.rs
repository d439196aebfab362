//! `up`: the whole project on this machine.

use super::generate;
use super::org::{seed, start, stop};
use crate::connect::{block_on, local};
use crate::deploy::finish::{Show, ShowArgs};
use crate::deploy::options::{TestArgs, WaitArgs};
use crate::deploy::project::{Prepared, prepare};
use crate::deploy::waves::{Engine, claim, settle, survey};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::counted;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::running_org::RunningOrg;
use crate::running_org::keys::LocalKeys;
use crate::up::mcp::path_of;
use crate::up::settings;
use crate::up::tour::{Tour, visit};
use codegen::model::{Model, Server};
use codegen::spec::Flow;
use local_org::NOT_SALESFORCE;
use sf_client::deploy::Timing;
use sf_metadata::Manifest;
use sf_wire::deploy::DeployOptions;
use std::cell::Cell;
use std::path::Path;
use std::time::Instant;

/// Person of the demo data who gets the servers that people log in to.
const PERSON: &str = "sales@local.example.com";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Port of the local org on 127.0.0.1. Default: a free one.
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Stop the org at the end: for CI, and to try whether everything works.
    #[arg(long)]
    stop: bool,
    /// Deploy what the local org has no effect for, such as flows, and Apex that it cannot run; each is named.
    #[arg(long)]
    ignore_warnings: bool,
    #[command(flatten)]
    tests: TestArgs,
    #[command(flatten)]
    show: ShowArgs,
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        if !root.join("specs").is_dir() {
            return Err(CommandError {
                exit: Exit::Preflight,
                message: format!("{} has no specs", root.display()),
                hint: Some("start with `cargo xtask new project`, `new server` and `new tool`".to_owned()),
            });
        }
        printer.stage("Generate");
        let generated = generate::Args::writing(self.project.clone()).run(printer)?;
        if generated != Exit::Ok {
            return Ok(generated);
        }
        printer.stage("Start");
        let org = match RunningOrg::find(&root)? {
            Some(org) => {
                org.must_listen_on(self.port)?;
                org
            }
            None => start::in_background(&root, &start::Start { port: self.port, ..start::Start::default() })?,
        };
        printer.note(&format!("{NOT_SALESFORCE}: it runs at {}", org.url));
        let ended = self.with(&root, &org, printer);
        if self.stop {
            stop::stop(&root, &org)?;
            printer.note(&format!("{NOT_SALESFORCE}: stopped"));
        } else if !matches!(ended, Ok(Exit::Ok)) {
            printer.note("the local org goes on: repair and run `cargo xtask up` again, or `cargo xtask org stop`");
        }
        ended
    }

    fn with(&self, root: &Path, org: &RunningOrg, printer: &mut Printer) -> Result<Exit, CommandError> {
        let begin = Instant::now();
        printer.stage("Deploy and test");
        let mut prepared = prepare(root, local::NAME, printer)?;
        let keys = LocalKeys::open(root, local::NAME);
        let deployed = block_on(self.deploy(root, &prepared, &keys, printer))?;
        if deployed != Exit::Ok {
            return Ok(deployed);
        }
        printer.stage("Demo data");
        let seeded = org.call("POST", "seed")?;
        printer.note(&seeded_words(&seeded));
        seed::tell_left_out(&seeded, printer);
        let model = prepared.model.take().ok_or_else(|| CommandError::internal("the specs made no model"))?;
        printer.stage("Ask through MCP");
        let (agents, others): (Vec<&Server>, Vec<&Server>) =
            model.servers.iter().partition(|server| server.login.flow != Flow::JwtBearer);
        let tour = block_on(ask(root, &model, &agents, org, &keys, printer))?;
        for server in others {
            let at = format!("{}{}", org.url, path_of(&server.endpoint));
            printer.note(&format!(
                "{} was not called: its agent signs with a private key that is not here; it is at {at}",
                server.name
            ));
        }
        if !tour.wrong.is_empty() {
            for wrong in &tour.wrong {
                printer.failure(wrong);
            }
            return Err(CommandError {
                exit: Exit::Failed,
                message: format!("{} through MCP went wrong", counted(tour.wrong.len(), "call")),
                hint: Some("`cargo xtask org logs` shows each request with its debug lines".to_owned()),
            });
        }
        printer.success(&format!(
            "{NOT_SALESFORCE}: deployed, tested and asked in {:.1} s: {} answered, {} refused as they must be",
            begin.elapsed().as_secs_f64(),
            counted(tour.answered, "call"),
            tour.refused
        ));
        if !self.stop {
            let config = settings::write(root, &org.url, &agents);
            let config = config.map_err(|error| CommandError::internal(format!("cannot write: {error}")))?;
            if !agents.is_empty() {
                printer.data(&settings::lines(root, &org.url, &agents, keys.file(), &config));
            }
            printer.note(
                "the local org goes on until `cargo xtask org stop`; `cargo xtask org logs` shows what it is asked",
            );
        }
        Ok(Exit::Ok)
    }

    async fn deploy(
        &self,
        root: &Path,
        prepared: &Prepared,
        keys: &LocalKeys,
        printer: &mut Printer,
    ) -> Result<Exit, CommandError> {
        let connection = local::connect(root).await?;
        let claim = claim(root, &connection)?;
        let mut show = Show::new(&self.show, root, printer);
        settle(root, &connection, &mut |text| show.remark(text)).await;
        let options = DeployOptions { ignore_warnings: self.ignore_warnings, ..DeployOptions::default() };
        let options = self.tests.apply(options, &prepared.tests, prepared.api)?;
        let survey = survey(prepared, &connection, Some(keys), &[]).await?;
        let engine = Engine {
            root,
            claim,
            prepared,
            connection: &connection,
            keys: Some(keys),
            plan: None,
            compared: None,
            again: "cargo xtask up".to_owned(),
            options,
            delete: Manifest::new(prepared.api),
            quick: None,
            only: Vec::new(),
            revoke: Vec::new(),
            waits: WaitArgs { wait: 60, no_wait: false, usual: Timing::default() }.waits(),
            outdated: Cell::new(false),
        };
        let ended = engine.run(survey, &mut show, printer).await;
        show.end(&ended.run, printer)?;
        ended.failure.map_or(Ok(ended.exit), Err)
    }
}

/// Asks every server as its agent. People are the one person of the demo data, who gets the permission sets for it.
async fn ask(
    root: &Path,
    model: &Model,
    servers: &[&Server],
    org: &RunningOrg,
    keys: &LocalKeys,
    printer: &mut Printer,
) -> Result<Tour, CommandError> {
    let mut tour = Tour::default();
    let connection = local::connect(root).await?;
    let failed = |error: &dyn std::fmt::Display| CommandError {
        exit: Exit::Failed,
        message: format!("{PERSON}, who tries servers for people, cannot use them: {error}"),
        hint: Some("`cargo xtask org reset` brings the demo data back; then run `cargo xtask up` again".to_owned()),
    };
    let for_people = |server: &Server| server.login.flow == Flow::AuthorizationCode;
    let person = match servers.iter().any(|server| for_people(server)) {
        true => connection.org.user_rights(PERSON).await.map_err(|error| failed(&error))?.id,
        false => String::new(),
    };
    for server in servers {
        if for_people(server) {
            let given = connection.org.assign_permission_set(&person, &server.permission_set).await;
            given.map_err(|error| failed(&error))?;
            printer.note(&format!(
                "{} is for people: {PERSON} holds {} and logs in to it",
                server.name, server.permission_set
            ));
        }
        visit(model, server, &org.url, keys, &person, &mut tour, printer).await?;
    }
    Ok(tour)
}

fn seeded_words(seeded: &serde_json::Value) -> String {
    let records = seeded["records"].as_array().map(Vec::as_slice).unwrap_or_default();
    if records.is_empty() {
        return "the demo data is there already".to_owned();
    }
    let word = |record: &serde_json::Value| {
        let object = record["object"].as_str().unwrap_or_default();
        format!("{} {object}", record["count"])
    };
    records.iter().map(word).collect::<Vec<_>>().join(", ")
}
