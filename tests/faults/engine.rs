//! Random schedules of faults against the engine that `deploy` runs, through all its waves: package, components, users,
//! policies, keys, and a permission set that is deleted or given back.
//! `FAULT_SCHEDULES=2000 cargo test -p tests --test faults engine` tries more of them, `FAULT_SEED=17` one again.

use crate::dice::Dice;
use crate::ground::{self, Ground, PERSON, Project};
use crate::package::{self, Sample};
use crate::proxy::{Kind, Proxy};
use crate::random::{TIMING, deploy_past, schedules, setting, truth};
use crate::waves::{assignments, connect, users};
use local_org::server::Server;
use sf_client::deploy::{DeployEvent, StageOutcome, findings};
use sf_client::login::Flow;
use sf_client::store::SecretStore;
use sf_client::{OrgClass, Secret};
use sf_metadata::Manifest;
use sf_wire::deploy::{DeployOptions, TestLevel};
use std::cell::Cell;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use xtask::connect::Connection;
use xtask::deploy::finish::Show;
use xtask::deploy::options::Waits;
use xtask::deploy::waves::journal::Journal;
use xtask::deploy::waves::{Ended, Engine, claim, settle, survey};
use xtask::error::CommandError;
use xtask::exit_codes::Exit;
use xtask::printer::{Heard, Printer};
use xtask::report::{Run, Verdict};
use xtask::view::View;

/// Schedules of a usual run.
const SCHEDULES: u64 = 36;
/// How often the command is run at most; faults come to an end.
const RUNS: usize = 40;

/// What a command told, and what it said that is not so.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<(String, Vec<String>)>>);

impl Told {
    fn say(&self, text: &str) {
        self.0.lock().expect("unpoisoned").0.push_str(text);
    }

    fn blame(&self, text: String) {
        self.0.lock().expect("unpoisoned").1.push(text);
    }
}

/// Says of a wave what is not so in the org although it is done.
type Check = Box<dyn Fn(&str) -> Option<String> + Send>;

/// Hears the events of a command, and compares each step that is said to be done with the org at once.
struct Listener {
    told: Told,
    is_so: Check,
}

impl View for Listener {
    fn event(&mut self, event: &DeployEvent) {
        self.told.say(&format!("{event:?}\n"));
        if let DeployEvent::StageEnded { name, outcome: StageOutcome::Done | StageOutcome::Unchanged, .. } = event
            && let Some(lie) = (self.is_so)(name)
        {
            self.told.blame(format!("{name} was said to be done, and {lie}"));
        }
    }

    fn end(&mut self, run: &Run) {
        self.told.say(&format!("{run:?}"));
    }
}

/// One schedule: an org, what is deployed to it, and where the commands remember it.
struct Scene<'a> {
    server: &'a Server,
    proxy: &'a Proxy,
    project: &'static Project,
    root: &'a Path,
    keys: Arc<ground::Memory>,
    delete: Manifest,
    told: Told,
    /// Whether a command has done all its waves, and whether one was begun after that: its process died right then.
    done: Cell<bool>,
    begun_again: Cell<bool>,
}

impl Scene<'_> {
    async fn connection(&self) -> Result<Connection, String> {
        let flow =
            Flow::ClientCredentials { client_id: "key".into(), client_secret: Secret::new("canary-secret-of-the-app") };
        let shown = |error: sf_client::ClientError| format!("{error} {error:?}");
        let org = connect(self.proxy.port, flow).await.map_err(shown)?;
        let org_id = org.org_id().await.map_err(shown)?;
        Ok(Connection { target: ground::TARGET.to_owned(), org, org_id, class: OrgClass::Sandbox, started: None })
    }

    /// What the command does once the project is read. `Err`: it ended before its first wave.
    async fn command(&self) -> Result<Ended, String> {
        let connection = self.connection().await?;
        self.begun_again.set(self.begun_again.get() || self.done.get());
        let shown = |error: CommandError| format!("{error} {error:?}");
        let prepared = &self.project.prepared;
        let keys: &dyn SecretStore = &*self.keys;
        let claim = claim(self.root, &connection).map_err(shown)?;
        settle(self.root, &connection, &mut |text| self.told.say(&text)).await;
        let survey = survey(prepared, &connection, Some(keys), &[]).await.map_err(shown)?;
        let engine = Engine {
            root: self.root,
            claim,
            prepared,
            connection: &connection,
            keys: Some(keys),
            options: DeployOptions { test_level: Some(TestLevel::NoTestRun), ..DeployOptions::default() },
            delete: self.delete.clone(),
            plan: None,
            compared: None,
            again: "again".to_owned(),
            quick: None,
            only: Vec::new(),
            revoke: Vec::new(),
            waits: Waits { timing: TIMING, no_wait: false, pause: Duration::from_millis(20) },
            outdated: Cell::new(false),
        };
        let is_so = Box::new(ground::is_so(self.server, self.project, Arc::clone(&self.keys)));
        let mut show = Show::to(Box::new(Listener { told: self.told.clone(), is_so }), self.root);
        let heard = Heard::default();
        let mut ended = engine.run(survey, &mut show, &mut Printer::to(heard.clone())).await;
        self.done.set(self.done.get() || ended.exit == Exit::Ok);
        ended.run.findings.extend(engine.left_in_org(&mut show).await);
        self.told.say(&heard.text());
        self.told.say(&format!("{:?} {:?}", ended.run, ended.failure));
        Ok(ended)
    }

    /// What `resume` does besides following: gives back what was taken for a deletion that has not come about. Returns
    /// whether nothing is left to give back.
    async fn given_back(&self) -> Result<bool, String> {
        let connection = self.connection().await?;
        settle(self.root, &connection, &mut |text| self.told.say(&text)).await;
        Ok(Journal::of(self.root, &connection).taken().is_empty())
    }
}

/// How the command came to its end.
enum End {
    Done(Box<Run>),
    Failed(Box<Run>),
    /// Several deployments could be the one that an earlier run sent.
    InDoubt,
    Never(String),
}

/// Runs the command until it comes to an end, as a person does. Some of the runs die.
fn run_to_the_end(scene: &Scene<'_>, mut deaths: Vec<u64>, mut meanwhile: impl FnMut()) -> End {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut last = String::new();
    for _ in 0..RUNS {
        // A process that dies closes its connections: so does a runtime that is dropped.
        let ended = match deaths.pop() {
            Some(millis) => {
                let life = Duration::from_millis(millis);
                let ended = runtime().block_on(async { tokio::time::timeout(life, scene.command()).await.ok() });
                meanwhile();
                ended
            }
            None => Some(runtime().block_on(scene.command())),
        };
        let ended = match ended {
            None => continue,
            Some(Err(error)) => {
                scene.told.say(&error);
                last = error;
                continue;
            }
            Some(Ok(ended)) => ended,
        };
        let run = Box::new(ended.run);
        match (ended.exit, ended.failure) {
            (Exit::Ok, None) => return End::Done(run),
            (Exit::Failed, None) => return End::Failed(run),
            (exit, failure) => {
                if run.verdict == Verdict::Passed {
                    scene.told.blame(format!("a command that ended with {exit:?} reports success"));
                }
                last = format!("{exit:?} {failure:?} {}", run.summary);
                if ["may have become", "it could be"].iter().any(|words| run.summary.contains(words)) {
                    return End::InDoubt;
                }
            }
        }
    }
    End::Never(last)
}

/// One schedule. What went wrong, in words; and how it ended.
fn schedule(ground: &&'static Ground, seed: u64) -> (Vec<String>, &'static str) {
    let mut dice = Dice::new(seed ^ 0xE9_61_4E);
    let installed = dice.once_in(2);
    let server = &ground::start(ground, installed);
    let project = if dice.once_in(5) { &ground.broken } else { &ground.good };
    let destroys = dice.once_in(3);
    let directory = tempfile::tempdir().expect("a directory");
    let proxy = &Proxy::start(server, &format!("e{seed}"));
    proxy.plan(Kind::Login, dice.some(2, Dice::logging_in));
    for kind in [Kind::Upload, Kind::Install, Kind::NewUser, Kind::Assign] {
        proxy.plan(kind, dice.some(2, Dice::uploading));
    }
    for kind in [Kind::List, Kind::Look, Kind::InstallList, Kind::Revoke, Kind::Apps] {
        proxy.plan(kind, dice.some(4, Dice::reading));
    }
    proxy.plan(Kind::Other, dice.some(10, Dice::reading));
    let mut delete = Manifest::new(project.prepared.api);
    if destroys {
        delete.insert("PermissionSet", ground::OLD);
    }
    let scene = Scene {
        server,
        proxy,
        project,
        root: directory.path(),
        keys: Arc::default(),
        delete,
        told: Told::default(),
        done: Cell::new(false),
        begun_again: Cell::new(false),
    };
    let deaths: Vec<u64> = (0..dice.below(4)).map(|_| 20 + dice.below(700)).collect();
    let mut rival: Option<Sample> = dice.once_in(8).then(|| package::rival(&DeployOptions::default()));
    let mut rivals = 0;
    let end = run_to_the_end(&scene, deaths, || {
        if let Some(rival) = rival.take() {
            deploy_past(server, &rival);
            rivals += 1;
        }
    });
    proxy.settle();
    server.world.metadata.wait();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let nothing_left = (0..RUNS).any(|_| runtime.block_on(scene.given_back()) == Ok(true));
    proxy.settle();
    let (told, mut wrong) = std::mem::take(&mut *scene.told.0.lock().expect("unpoisoned"));
    // Where a deployment may still delete it, it is said who gets it back.
    let is_said = matches!(end, End::InDoubt) && told.contains("taken for a deletion: ");
    if !nothing_left && !is_said {
        wrong.push("what was taken stays taken".to_owned());
    }
    let word = judge(&scene, &end, rivals > 0, &mut wrong);
    let failed = |id: &String| !truth(server, id).success;
    // A package that was refused, that another one went over, or that was done with, is rightly sent again.
    let rightly = rivals > 0 || scene.begun_again.get();
    let twice = proxy.violations().into_iter().filter(|again| !rightly && !again.ids.iter().all(failed));
    wrong.extend(twice.map(|again| again.to_string()));
    let written: String = walkdir::WalkDir::new(directory.path())
        .into_iter()
        .flatten()
        .filter_map(|entry| std::fs::read(entry.path()).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    let mut secrets: Vec<String> = proxy.tokens().iter().map(|token| token[..20].to_owned()).collect();
    secrets.extend(["canary-secret".to_owned()].into_iter().chain(scene.keys.secrets()));
    for secret in secrets {
        if told.contains(&secret) || written.contains(&secret) {
            wrong.push(format!("a secret was told: {told}"));
        }
    }
    (wrong, word)
}

/// Compares the end with what is so in the org.
fn judge(scene: &Scene<'_>, end: &End, rivals: bool, wrong: &mut Vec<String>) -> &'static str {
    let Scene { server, project, .. } = scene;
    let held = || {
        let org = server.world.lock();
        org.id_by("PermissionSet", "Name", ground::OLD).is_some().then_some(())
    };
    let has_old = held().map(|()| assignments(&server.world.lock(), PERSON, ground::OLD));
    if has_old == Some(0) && !matches!(end, End::InDoubt) {
        wrong.push("a permission set that is still there was taken from its holder".to_owned());
    }
    let reported = |run: &Run| run.deployment.as_ref().map(|deployed| truth(server, &deployed.id));
    match end {
        End::Done(run) => {
            let is_so = ground::is_so(server, project, Arc::clone(&scene.keys));
            let waves = ["package", "metadata", "users", "policies", "credentials"];
            wrong.extend(waves.iter().filter_map(|wave| is_so(wave)));
            if !scene.delete.is_empty() && has_old.is_some() {
                wrong.push("what was to be deleted is there".to_owned());
            }
            if users(&server.world.lock(), ground::AGENT) != 1 {
                wrong.push(format!("{} users", users(&server.world.lock(), ground::AGENT)));
            }
            if run.verdict != Verdict::Passed || reported(run).is_none_or(|truth| !truth.success) {
                wrong.push(format!("reported {:?}: {:?}", run.verdict, run.deployment));
            }
            "done"
        }
        End::Failed(run) => {
            let Some(truth) = reported(run).filter(|truth| truth.done && !truth.success) else {
                wrong.push(format!("reported a failure that is none: {:?}", run.deployment));
                return "wrong";
            };
            // What the wire doubled, or another deployment made it send again, finds nothing to delete any more.
            let again = rivals || scene.begun_again.get() || scene.proxy.has_doubled();
            let is_gone = again && !scene.delete.is_empty() && has_old.is_none();
            if !project.broken && !is_gone {
                wrong.push(format!("the org refused a package that is right: {}", run.summary));
            }
            let all = findings(&truth, &|_| None, &|_| 0);
            let shown = |one: &diag::Diagnostic| run.findings.iter().any(|finding| finding.message == one.message);
            wrong.extend(all.iter().filter(|one| !shown(one)).map(|one| format!("not shown: {}", one.message)));
            "failed"
        }
        // Only where the org really has the same package twice, or another one that could be it.
        End::InDoubt if rivals || scene.proxy.has_doubled() => "in doubt",
        End::InDoubt => {
            wrong.push("in doubt about one deployment".to_owned());
            "wrong"
        }
        End::Never(last) => {
            wrong.push(format!("{RUNS} commands did not come to an end; the last: {last}"));
            "wrong"
        }
    }
}

#[test]
fn every_schedule_of_faults_in_a_whole_deployment_ends_in_the_truth() {
    let ends = schedules(setting("FAULT_SCHEDULES").unwrap_or(SCHEDULES), ground::get, schedule);
    let count = |word: &str| ends.get(word).copied().unwrap_or(0);
    // Faults that leave most schedules without an end would prove little.
    let all: usize = ends.values().sum();
    assert!(all < 20 || count("done") > all / 2 && count("failed") > 0, "{ends:?}");
}
