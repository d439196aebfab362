//! The client against the local org: the two never see each other's code, only the wire.

use local_org::Org as LocalOrg;
use local_org::apps::{App, AppKind, Flows, PermittedUsers, RefreshPolicy};
use local_org::server::{Config, Server};
use sf_client::deploy::{Deployment, JobFile, Timing, Verdict, follow, start};
use sf_client::login::{Flow, KeyPair, Login, OtherKeys, SigningKey};
use sf_client::setup::{Assigned, InstallPlan, InstallWait};
use sf_client::{ClientError, Http, HttpConfig, Org, OrgAddress, OrgClass, Secret};
use sf_metadata::pack::PackOptions;
use sf_metadata::{ComponentSet, Package, Project, SourceTree};
use std::path::Path;
use std::time::Duration;

/// Id of the framework package at its pinned version.
const PACKAGE: &str = "04tdL000000Ut0fQAC";

fn server() -> Server {
    let mut org = LocalOrg::new(sf_schema::Schema::standard());
    local_org::demo::seed(&mut org, 1_795_219_200_000).expect("the demo data fits a new org");
    Server::start(org, Config::default()).expect("a free port on the loopback interface")
}

pub fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("an event loop").block_on(work)
}

async fn connect(server: &Server, flow: Flow) -> Result<Org, ClientError> {
    let address = OrgAddress::parse(server.url())?;
    Org::connect(Http::new(&HttpConfig::default())?, Login { address, flow }, 66).await
}

pub async fn connect_as_administrator(server: &Server) -> Org {
    let token = server.administrator_token.clone();
    connect(server, Flow::AccessToken(token)).await.expect("the administrator's token")
}

fn app(certificate: Option<String>) -> App {
    App {
        name: "Agent_App".into(),
        label: "Agent".into(),
        kind: AppKind::ExternalClientApp,
        id: "0xI000000000001EAA".into(),
        consumer_id: "888000000000001AAA".into(),
        consumer_key: "3MVGtest".into(),
        consumer_secret: Secret::new("canary-secret"),
        enabled: true,
        flows: Flows { client_credentials: true, ..Flows::default() },
        callback_urls: Vec::new(),
        scopes: ["Api".to_owned(), "RefreshToken".to_owned()].into(),
        certificate,
        run_as: None,
        permitted_users: PermittedUsers::PreAuthorized,
        permission_sets: Default::default(),
        profiles: ["Minimum Access - API Only Integrations".to_owned()].into(),
        refresh: RefreshPolicy::Zero,
        session_minutes: None,
    }
}

#[test]
fn the_org_is_no_production_and_says_who_is_logged_in() {
    let server = server();
    run(async {
        let org = connect_as_administrator(&server).await;
        assert_eq!(org.version(), 66);
        assert_eq!(org.class().await, OrgClass::Sandbox);
        assert!(org.user_id().await.unwrap().starts_with("005"));
        assert!(org.limits().await.unwrap()["DailyApiRequests"].remaining > 0);
        let rows: Vec<serde_json::Value> =
            org.query("reading", "SELECT Name FROM Account ORDER BY Name").await.unwrap();
        assert_eq!(rows[0]["Name"], "Alpine Instruments");
        let wrong = connect(&server, Flow::AccessToken(Secret::new("canary"))).await;
        // The list of versions needs no login: the first call that does is refused.
        let error = wrong.expect("nothing is asked yet").limits().await.unwrap_err();
        assert!(error.is_session_expired() && !error.to_string().contains("canary"), "{error}");
    });
}

#[test]
fn the_framework_package_is_planned_installed_and_found() {
    let server = server();
    run(async {
        let org = connect_as_administrator(&server).await;
        assert_eq!(org.plan_install(PACKAGE, None).await.unwrap(), InstallPlan::Install);
        let wait = InstallWait { pause: Duration::from_millis(5), patience: Duration::from_secs(20) };
        org.install_package(PACKAGE, None, wait, &mut |_| ()).await.unwrap();
        assert_eq!(org.plan_install(PACKAGE, None).await.unwrap(), InstallPlan::Nothing);
    });
}

#[test]
fn access_is_given_once_and_the_agent_holds_no_administrator_rights() {
    let server = server();
    server.world.lock().add_permission_set("Agent_Set", "Agent", local_org::security::Grants::default());
    run(async {
        let org = connect_as_administrator(&server).await;
        let agent = org.user_rights("agent@local.example.com").await.unwrap();
        assert!(agent.active && agent.api_only && agent.administrator.is_empty(), "{agent:?}");
        let admin = org.user_rights("admin@local.example.com").await.unwrap();
        assert!(!admin.api_only && !admin.administrator.is_empty(), "{admin:?}");
        assert_eq!(org.assign_license(&agent.id, "SalesforceAPIIntegrationPsl").await.unwrap(), Assigned::Now);
        assert_eq!(org.assign_permission_set(&agent.id, "Agent_Set").await.unwrap(), Assigned::Now);
        assert_eq!(org.assign_permission_set(&agent.id, "Agent_Set").await.unwrap(), Assigned::Before);
    });
}

#[test]
fn keys_are_read_back_and_log_the_agent_in() {
    let server = server();
    let keys = KeyPair::generate("agent", 2100).unwrap();
    {
        let mut org = server.world.lock();
        let agent = org.id_by("User", "Username", "agent@local.example.com");
        org.apps = vec![App { run_as: agent, ..app(Some(keys.certificate.clone())) }];
    }
    run(async {
        let org = connect_as_administrator(&server).await;
        let credentials = org.app_credentials("Agent_App").await.unwrap();
        let client_id = credentials.key.expose().to_owned();
        let secret = credentials.secret.expect("the setting is on in a new local org");
        let flow = Flow::ClientCredentials { client_id: client_id.clone(), client_secret: secret };
        let agent = connect(&server, flow).await.unwrap();
        let who = agent.user_id().await.unwrap();
        let key = SigningKey::from_pem(&keys.private_key).unwrap();
        let username = "agent@local.example.com".to_owned();
        let flow = Flow::Jwt { client_id, username, key, others: OtherKeys::none(), audience: None };
        assert_eq!(connect(&server, flow).await.unwrap().user_id().await.unwrap(), who);
    });
}

/// The reference project as a package, without what differs per target.
fn package() -> Deployment {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let project = Project::read(&root).expect("the project of this repository");
    let tree = SourceTree::read(&project, None).expect("its sources");
    let set = ComponentSet::from_source(tree).expect("its components");
    let package = Package::build(&set, &PackOptions::everything(project.api_version)).expect("a package");
    let components = set.len() as u64;
    Deployment::Package { zip: package.to_zip().expect("a zip").into(), options: Default::default(), components }
}

/// Installs the framework package and deploys the reference project.
pub async fn deploy_reference_project(org: &Org) {
    let jobs = tempfile::tempdir().unwrap();
    let wait = InstallWait { pause: Duration::from_millis(5), patience: Duration::from_secs(20) };
    org.install_package(PACKAGE, None, wait, &mut |_| ()).await.unwrap();
    let mut journal = JobFile::new(jobs.path(), "local", "00D", "hash");
    let timing = Timing { first_pause: Duration::from_millis(20), ..Timing::default() };
    let id = start(org, &package(), &mut journal, &timing, &mut |_| {}).await.unwrap();
    let outcome = follow(org, &id, &timing, &mut |_| {}).await.unwrap();
    let failures = &outcome.result.details.component_failures;
    assert_eq!(outcome.verdict, Verdict::Succeeded, "{failures:?}");
}

#[test]
fn the_reference_project_is_deployed_and_its_apps_get_keys() {
    let server = server();
    run(async {
        let org = connect_as_administrator(&server).await;
        deploy_reference_project(&org).await;
        let credentials = org.app_credentials("Acme_Mcp_sales_insight_App").await.unwrap();
        assert!(!credentials.key.is_empty() && credentials.secret.is_some());
        let classes = "SELECT Name FROM ApexClass WHERE Name = 'AcmeSalesInsightEndpoint'";
        let rows: Vec<serde_json::Value> = org.tooling_query("reading classes", classes).await.unwrap();
        assert_eq!(rows.len(), 1);
    });
}
