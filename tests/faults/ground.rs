//! What the schedules of a whole deployment stand on: two small projects with something to do for every wave, and orgs to
//! deploy them to.

use crate::package;
use crate::random::deploy_past;
use crate::waves::{PACKAGE, assignments, connect, is_installed, users};
use local_org::Org as LocalOrg;
use local_org::server::{Config, Server};
use sf_client::Secret;
use sf_client::login::Flow;
use sf_client::setup::{InstallWait, NewUser};
use sf_client::store::{SecretName, SecretStore, StoreError};
use sf_wire::deploy::DeployOptions;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use tempfile::TempDir;
use xtask::deploy::project::{POLICIES, Prepared, prepare};
use xtask::printer::{Heard, Printer};

/// Name of the target.
pub const TARGET: &str = "laptop";
/// The user that the server runs as.
pub const AGENT: &str = "mcp.sales@acme.example.com";
/// A set that the project no longer has, and who holds it until when.
pub const OLD: &str = "Old";
pub const PERSON: &str = "ann@acme.example.com";
const UNTIL: &str = "2036-12-24T00:00:00.000+0000";

/// A project, read as the command reads it.
pub struct Project {
    pub prepared: Prepared,
    /// Whether the org refuses it.
    pub broken: bool,
    _directory: TempDir,
}

/// All of it, made once.
pub struct Ground {
    pub good: Project,
    pub broken: Project,
    /// Somebody holds the old set; the package is not there, and is.
    orgs: [LocalOrg; 2],
}

/// Secrets of a schedule.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<String, Secret>>);

impl Memory {
    pub fn secrets(&self) -> Vec<String> {
        let kept = self.0.lock().expect("unpoisoned");
        kept.iter().filter(|(name, _)| name.ends_with("secret")).map(|(_, kept)| kept.expose().to_owned()).collect()
    }
}

impl SecretStore for Memory {
    fn describe(&self) -> String {
        "memory".to_owned()
    }

    fn get(&self, name: &SecretName) -> Result<Option<Secret>, StoreError> {
        Ok(self.0.lock().expect("unpoisoned").get(name.as_str()).cloned())
    }

    fn put(&self, name: &SecretName, secret: &Secret) -> Result<(), StoreError> {
        self.0.lock().expect("unpoisoned").insert(name.as_str().to_owned(), secret.clone());
        Ok(())
    }

    fn remove(&self, name: &SecretName) -> Result<(), StoreError> {
        self.0.lock().expect("unpoisoned").remove(name.as_str());
        Ok(())
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a directory")).expect("made");
    fs::write(path, text).expect("written");
}

/// The project of `base/small` with a server that logs in by itself.
fn project(broken: bool) -> Project {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("base/small");
    for file in walkdir::WalkDir::new(&base).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let path = file.path().strip_prefix(&base).expect("below the base").to_string_lossy().into_owned();
        let text = fs::read_to_string(file.path()).expect("text");
        let text = text.replace("flow: authorizationCode", "flow: clientCredentials");
        write(root, &path, &text.replace("expectedCalls", "runAs: {}\nexpectedCalls"));
    }
    write(
        root,
        "sfdx-project.json",
        "{\"packageDirectories\":[{\"path\":\"force-app\"}],\"sourceApiVersion\":\"66.0\"}",
    );
    let targets = format!(
        "kind: targets\nversion: 1\ntargets:\n  {TARGET}:\n    class: local\n    host: localhost:1\n    servers:\n      sales: {{ runAs: {AGENT} }}\n"
    );
    write(root, "targets.yaml", &targets);
    let generated = Command::new(env!("CARGO_BIN_EXE_xtask-under-test"))
        .args(["generate", "--project"])
        .arg(root)
        .output()
        .expect("the program runs");
    assert!(generated.status.success(), "{generated:?}");
    if broken {
        for name in ["BrokenA", "BrokenB"] {
            let path = format!("force-app/main/default/classes/{name}.cls");
            write(root, &path, &format!("public class {name} {{ Missing{name} there; }}\n"));
            write(
                root,
                &format!("{path}-meta.xml"),
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ApexClass xmlns=\"http://soap.sforce.com/2006/04/metadata\"><apiVersion>66.0</apiVersion><status>Active</status></ApexClass>\n",
            );
        }
    }
    let heard = Heard::default();
    let prepared = prepare(root, TARGET, &mut Printer::to(heard.clone()));
    let prepared = prepared.unwrap_or_else(|error| panic!("{error}: {}", heard.text()));
    Project { prepared, broken, _directory: directory }
}

/// An org in which somebody holds the old set, and the same with the package.
fn orgs() -> [LocalOrg; 2] {
    let server = serve(LocalOrg::new(sf_schema::Schema::standard()));
    let options = DeployOptions { rollback_on_error: true, ..DeployOptions::default() };
    deploy_past(&server, &package::set_of(OLD, &options));
    server.world.metadata.wait();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let org = runtime.block_on(async {
        let flow = Flow::AccessToken(server.administrator_token.clone());
        let org = connect(server.address.port(), flow).await.expect("the org");
        let user = NewUser {
            username: PERSON.to_owned(),
            name: "Ann".to_owned(),
            email: PERSON.to_owned(),
            profile: "Standard User".to_owned(),
        };
        let id = org.create_user(&user).await.expect("a user");
        org.assign_permission_set_until(&id, OLD, Some(UNTIL)).await.expect("assigned");
        org
    });
    let before = server.world.lock().clone();
    runtime.block_on(async {
        let wait = InstallWait { pause: Duration::from_millis(30), patience: Duration::from_secs(60) };
        org.install_package(PACKAGE, None, wait, &mut |_| {}).await.expect("installed");
    });
    let after = server.world.lock().clone();
    [before, after]
}

fn serve(org: LocalOrg) -> Server {
    Server::start(org, Config::default()).expect("a free port on the loopback interface")
}

/// An org of its own for a schedule.
pub fn start(ground: &Ground, installed: bool) -> Server {
    serve(ground.orgs[usize::from(installed)].clone())
}

/// Made when it is first asked for.
pub fn get() -> &'static Ground {
    static GROUND: OnceLock<Ground> = OnceLock::new();
    GROUND.get_or_init(|| Ground { good: project(false), broken: project(true), orgs: orgs() })
}

/// Says of a wave what is not so in the org although it is done.
pub fn is_so(
    server: &Server,
    project: &'static Project,
    keys: Arc<Memory>,
) -> impl Fn(&str) -> Option<String> + Send + use<> {
    let world = Arc::clone(&server.world);
    move |wave| {
        let prepared = &project.prepared;
        let model = prepared.model.as_ref().expect("a model");
        let made = &model.servers[0];
        let manifest = prepared.set.manifest(prepared.api);
        let missing = |policies: bool| {
            let org = world.lock();
            let of_wave = manifest.components().filter(|(kind, _)| POLICIES.contains(kind) == policies);
            let mut missing = of_wave.filter(|(kind, name)| org.components.get(kind, name).is_none());
            missing.next().map(|(kind, name)| format!("the org has no {kind}:{name}"))
        };
        match wave {
            "package" => (!is_installed(&world.lock())).then(|| "the package is not there".to_owned()),
            "metadata" => missing(false),
            "policies" => missing(true),
            "users" => {
                let sets = [&made.permission_set, &made.user_permission_set];
                let held: Vec<usize> = sets.iter().map(|set| assignments(&world.lock(), AGENT, set)).collect();
                let there = users(&world.lock(), AGENT);
                (there != 1 || held != [1, 1]).then(|| format!("{there} users hold its sets {held:?} times"))
            }
            "credentials" => {
                let org = world.lock();
                let app = org.apps.iter().find(|app| app.name == made.app_name);
                let kept = |what: &str| {
                    let name = SecretName::new(&format!("{}-{TARGET}", made.name), what).expect("a name");
                    keys.get(&name).expect("kept")
                };
                let right = app.is_some_and(|app| {
                    kept("client-id").is_some_and(|id| id.expose() == app.consumer_key)
                        && kept("client-secret").is_some_and(|secret| secret == app.consumer_secret)
                });
                (!right).then(|| "other keys are kept than the app has".to_owned())
            }
            other => Some(format!("there is no wave {other}")),
        }
    }
}
