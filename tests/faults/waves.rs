//! Random schedules of faults against the steps of a deployment that are no deployments: the package, the user and what it
//! is given, the keys of an app, and the retrieve that a plan is made from. Policies are deployments.
//! `FAULT_SCHEDULES=3000 cargo test -p tests --test faults waves` tries more of them, `FAULT_SEED=17` one again.

use crate::dice::Dice;
use crate::proxy::{Kind, Proxy};
use crate::random::{schedules, setting};
use local_org::Org as LocalOrg;
use local_org::apps::{App, AppKind, Flows, PermittedUsers, RefreshPolicy};
use local_org::security::Grants;
use local_org::server::{Config, Server};
use sf_client::login::{Flow, Login};
use sf_client::setup::{AccessError, AppError, INTEGRATION_LICENSE, InstallError, InstallPlan, InstallWait, NewUser};
use sf_client::{ClientError, Http, HttpConfig, Org, OrgAddress, Secret};
use sf_wire::soap::{RetrieveRequest, TypeMembers, Unpackaged};
use std::fmt::Write;
use std::time::Duration;

/// Schedules of a usual run.
const SCHEDULES: u64 = 60;
/// Id of the framework package at its pinned version.
pub const PACKAGE: &str = "04tdL000000Ut0fQAC";
/// How the installation is waited for; the pause gives a request whose reply is lost the time to show itself.
const WAIT: InstallWait = InstallWait { pause: Duration::from_millis(30), patience: Duration::from_secs(30) };
/// What the user is given, and what is taken from another one.
const SETS: [&str; 2] = ["Agent", "Agent_User"];
const OLD: &str = "Old";
const HOLDER: &str = "holder@acme.example.com";
const APP: &str = "Agent_App";
const APP_SECRET: &str = "canary-secret-of-agents";

/// An org that has what the steps need, and the package not yet.
pub fn server() -> Server {
    let mut org = LocalOrg::new(sf_schema::Schema::standard());
    for set in SETS.into_iter().chain([OLD]) {
        org.add_permission_set(set, set, Grants::default());
    }
    let server = Server::start(org, Config::default()).expect("a free port on the loopback interface");
    let mut org = server.world.lock();
    // Each schedule has a user of its own: the seats of the licence are not counted.
    let license = "PermissionSetLicense";
    let id = org.id_by(license, "DeveloperName", INTEGRATION_LICENSE).expect("the licence is there");
    let mut record = org.store.get(license, &id).expect("the licence is there").clone();
    record.retain(|name, _| &**name != "TotalLicenses");
    org.store.put(&license.into(), &id, record);
    drop(org);
    server
}

/// The app whose keys are read. An installation derives the org's apps anew from its metadata, which holds none.
fn app() -> App {
    App {
        name: APP.into(),
        label: "Agent".into(),
        kind: AppKind::ExternalClientApp,
        id: "0xI000000000001EAA".into(),
        consumer_id: "888000000000001AAA".into(),
        consumer_key: "3MVGtest".into(),
        consumer_secret: Secret::new(APP_SECRET),
        enabled: true,
        flows: Flows { client_credentials: true, ..Flows::default() },
        callback_urls: Vec::new(),
        scopes: ["Api".to_owned()].into(),
        certificate: None,
        run_as: None,
        permitted_users: PermittedUsers::PreAuthorized,
        permission_sets: Default::default(),
        profiles: Default::default(),
        refresh: RefreshPolicy::Zero,
        session_minutes: None,
    }
}

fn user(username: &str) -> NewUser {
    NewUser {
        username: username.to_owned(),
        name: "MCP".to_owned(),
        email: "mcp@acme.example.com".to_owned(),
        profile: "Minimum Access - API Only Integrations".to_owned(),
    }
}

pub async fn connect(port: u16, flow: Flow) -> Result<Org, ClientError> {
    let http =
        HttpConfig { timeout: Duration::from_secs(1), upload_timeout: Duration::from_secs(1), ..HttpConfig::default() };
    let address = OrgAddress::parse(&format!("http://localhost:{port}")).expect("an address");
    let org = Org::connect(Http::new(&http).expect("a client"), Login { address, flow }, 66).await?;
    Ok(org.with_read_pause(Duration::from_millis(2)))
}

/// Why a process stopped: the step, and what was told.
struct Stopped(&'static str, String);

fn at<E: std::fmt::Debug + std::fmt::Display>(step: &'static str) -> impl Fn(E) -> Stopped {
    move |error| Stopped(step, format!("{error} {error:?}"))
}

/// One process: every step looks before it acts. What it reports is compared with the org at once.
async fn process(port: u16, agent: &str, server: &Server, told: &mut String) -> Result<(), Stopped> {
    let client_secret = Secret::new("canary-secret-of-the-app");
    let flow = Flow::ClientCredentials { client_id: "key".into(), client_secret };
    let org = connect(port, flow).await.map_err(at::<ClientError>("login"))?;
    if org.plan_install(PACKAGE, None).await.map_err(at::<InstallError>("package"))? == InstallPlan::Install {
        let mut tell = |event: sf_client::setup::InstallEvent<'_>| _ = write!(told, "{event:?}");
        let installed = org.install_package(PACKAGE, None, WAIT, &mut tell).await;
        if let Err(InstallError::Refused { .. } | InstallError::UnknownVersion(_)) = &installed {
            return Err(Stopped("a false refusal", format!("{installed:?}")));
        }
        installed.map_err(at::<InstallError>("package"))?;
        must(is_installed(&server.world.lock()), "the package is not there")?;
    }
    let id = org.create_user(&user(agent)).await.map_err(at::<AccessError>("user"))?;
    must(!id.is_empty() && users(&server.world.lock(), agent) == 1, "the user is not there once")?;
    org.assign_license(&id, "SalesforceAPIIntegrationPsl").await.map_err(at::<AccessError>("licence"))?;
    for set in SETS {
        org.assign_permission_set(&id, set).await.map_err(at::<AccessError>("sets"))?;
        must(assignments(&server.world.lock(), agent, set) == 1, "the set is not given once")?;
    }
    org.revoke_permission_set(HOLDER, OLD).await.map_err(at::<AccessError>("revoke"))?;
    must(assignments(&server.world.lock(), HOLDER, OLD) == 0, "the set is not taken")?;
    server.world.lock().apps = vec![app()];
    let keys = org.app_credentials(APP).await.map_err(at::<AppError>("keys"))?;
    must(keys.key.expose() == "3MVGtest", "another key")?;
    must(keys.secret.is_some_and(|secret| secret.expose() == APP_SECRET), "another secret")?;
    let version = "66.0".to_owned();
    let types = vec![TypeMembers { members: vec![SETS[0].to_owned()], name: "PermissionSet".to_owned() }];
    let unpackaged = Unpackaged { types, version: version.clone() };
    let request = RetrieveRequest { api_version: version, single_package: true, unpackaged };
    let mut tell = |event: sf_client::RetrieveEvent<'_>| _ = write!(told, "{event:?}");
    let result =
        org.retrieve(request, Duration::from_secs(10), &mut tell).await.map_err(at::<ClientError>("retrieve"))?;
    must(result.zip().is_some_and(|zip| !zip.is_empty()), "nothing was retrieved")
}

fn must(so: bool, else_said: &str) -> Result<(), Stopped> {
    if so { Ok(()) } else { Err(Stopped("a false report", else_said.to_owned())) }
}

pub fn is_installed(org: &LocalOrg) -> bool {
    org.components.iter().any(|(_, component)| component.package.as_deref() == Some(PACKAGE))
}

fn uninstall(server: &Server) {
    let mut org = server.world.lock();
    let of_package = |(id, component): (&sf_metadata::ComponentId, &local_org::metadata::Component)| {
        component.package.is_some().then(|| id.clone())
    };
    let gone: Vec<_> = org.components.iter().filter_map(of_package).collect();
    gone.iter().for_each(|id| _ = org.components.remove(id));
}

pub fn users(org: &LocalOrg, username: &str) -> usize {
    org.store.rows("User").filter(|(_, row)| format!("{:?}", row.get("Username")).contains(username)).count()
}

/// How often a user holds a set.
pub fn assignments(org: &LocalOrg, username: &str, set: &str) -> usize {
    let (user, set) = (org.id_by("User", "Username", username), org.id_by("PermissionSet", "Name", set));
    let (user, set) = (user.expect("a user"), set.expect("a set"));
    let is = |row: &local_org::data::Record, field: &str, id: &str| format!("{:?}", row.get(field)).contains(id);
    let rows = org.store.rows("PermissionSetAssignment");
    let live = |row: &local_org::data::Record| !format!("{:?}", row.get("IsDeleted")).contains("true");
    rows.filter(|(_, row)| live(row) && is(row, "AssigneeId", &user) && is(row, "PermissionSetId", &set)).count()
}

/// One schedule. What went wrong, in words; and how many processes it took.
fn schedule(server: &Server, seed: u64) -> (Vec<String>, &'static str) {
    let mut dice = Dice::new(seed ^ 0x5EED);
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    uninstall(server);
    // Somebody holds what is to be taken.
    runtime().block_on(async {
        let token = server.administrator_token.clone();
        let org = connect(server.address.port(), Flow::AccessToken(token)).await.expect("past the proxy");
        let id = org.create_user(&user(HOLDER)).await.expect("a user");
        org.assign_permission_set(&id, OLD).await.expect("assigned");
    });
    let agent = format!("agent{seed}.x@acme.example.com");
    let proxy = Proxy::start(server, &format!("w{seed}"));
    proxy.plan(Kind::Login, dice.some(2, Dice::logging_in));
    for kind in [Kind::Install, Kind::NewUser, Kind::Assign] {
        proxy.plan(kind, dice.some(3, Dice::uploading));
    }
    for kind in [Kind::InstallList, Kind::Revoke, Kind::Apps, Kind::Soap] {
        proxy.plan(kind, dice.some(4, Dice::reading));
    }
    proxy.plan(Kind::Other, dice.some(8, Dice::reading));
    let mut deaths: Vec<u64> = (0..dice.below(4)).map(|_| dice.below(120)).collect();
    let (mut told, mut wrong) = (String::new(), Vec::new());
    let mut processes = 0;
    // Whoever runs the command again comes to the end: faults do.
    let ended = loop {
        processes += 1;
        let work = process(proxy.port, &agent, server, &mut told);
        let ended = match deaths.pop() {
            // A process that dies closes its connections: so does a runtime that is dropped.
            Some(millis) => {
                runtime().block_on(async { tokio::time::timeout(Duration::from_millis(millis), work).await.ok() })
            }
            None => Some(runtime().block_on(work)),
        };
        match ended {
            Some(Ok(())) => break "done",
            Some(Err(Stopped(step, reason))) => {
                if step.starts_with("a false") || processes > 40 {
                    wrong.push(format!("{step}: {reason}"));
                    break "wrong";
                }
                told.push_str(&reason);
            }
            None => {}
        }
    };
    proxy.settle();
    wrong.extend(proxy.violations().iter().map(ToString::to_string));
    if users(&server.world.lock(), &agent) != 1 {
        wrong.push(format!("{} users", users(&server.world.lock(), &agent)));
    }
    for set in SETS {
        if assignments(&server.world.lock(), &agent, set) != 1 {
            wrong.push(format!("{set} is assigned {} times", assignments(&server.world.lock(), &agent, set)));
        }
    }
    for canary in proxy.tokens().iter().map(|token| &token[..20]).chain(["canary-secret"]) {
        if told.contains(canary) {
            wrong.push(format!("a secret was told: {told}"));
        }
    }
    (wrong, if processes == 1 { "done at once" } else { ended })
}

#[test]
fn every_schedule_of_faults_in_the_waves_ends_in_what_was_asked_for_once() {
    let ends = schedules(setting("FAULT_SCHEDULES").unwrap_or(SCHEDULES), server, schedule);
    let count = |word: &str| ends.get(word).copied().unwrap_or(0);
    // Faults that nobody notices would prove little.
    assert!(ends.len() == 1 || count("done") > 5 && count("done at once") > 2, "{ends:?}");
}
