//! `login rotate-key`: another key for the login of a target, while other commands go on using it.

use crate::cli::xtask;
use crate::world::{Printed, World};
use std::fs;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

const APP: &str = "Deploy_App";
const ADMINISTRATOR: &str = "admin@local.example.com";

/// A local org whose app takes the key of this world's login.
struct Team {
    world: World,
    consumer_key: String,
}

impl Team {
    fn new() -> Self {
        let world = World::new();
        keygen(&world, "deploy");
        let certificate = fs::read_to_string(world.root().join("deploy.crt")).expect("made");
        let deployed = Self::deploy_app(&world, &certificate);
        assert_eq!(deployed.code, 0, "{deployed:?}");
        let consumer_key = world.server.world.lock().apps[0].consumer_key.clone();
        let team = Self { world, consumer_key };
        // The app is the administrators', not this project's.
        for folder in
            ["externalClientApps", "extlClntAppOauthSettings", "extlClntAppGlobalOauthSets", "extlClntAppOauthPolicies"]
        {
            fs::remove_dir_all(team.world.root().join("force-app/main/default").join(folder)).expect("removed");
        }
        let logged_in = team.log_in("deploy.key");
        assert_eq!(logged_in.code, 0, "{logged_in:?}");
        team
    }

    fn deploy_app(world: &World, certificate: &str) -> Printed {
        let file = |folder: &str, name: &str, ending: &str, root: &str, body: &str| {
            let xml = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://soap.sforce.com/2006/04/metadata\">{body}</{root}>\n"
            );
            world.write(&format!("force-app/main/default/{folder}/{name}.{ending}-meta.xml"), &xml);
        };
        let app = format!("<externalClientApplication>{APP}</externalClientApplication>");
        file(
            "externalClientApps",
            APP,
            "eca",
            "ExternalClientApplication",
            "<contactEmail>a@example.com</contactEmail><distributionState>Local</distributionState><isProtected>false</isProtected><label>Deploy</label>",
        );
        file(
            "extlClntAppOauthSettings",
            APP,
            "ecaOauth",
            "ExtlClntAppOauthSettings",
            &format!(
                "<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>{app}<label>Deploy</label>"
            ),
        );
        file(
            "extlClntAppGlobalOauthSets",
            APP,
            "ecaGlblOauth",
            "ExtlClntAppGlobalOauthSettings",
            &format!(
                "<callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl><certificate>{certificate}</certificate>{app}<isPkceRequired>true</isPkceRequired><label>Deploy</label>"
            ),
        );
        file(
            "extlClntAppOauthPolicies",
            &format!("{APP}_defaultPolicy"),
            "ecaOauthPlcy",
            "ExtlClntAppOauthConfigurablePolicies",
            &format!(
                "<commaSeparatedProfile>System Administrator</commaSeparatedProfile>{app}<ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType><label>Deploy</label><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType><refreshTokenPolicyType>Zero</refreshTokenPolicyType><requiredSessionLevel>STANDARD</requiredSessionLevel>"
            ),
        );
        world.run(&["deploy", "--test-level", "NoTestRun"])
    }

    /// Runs a command with the login that is kept, not with the administrator's token.
    fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Printed {
        let mut command = xtask();
        command.args(arguments).args(["--target", "laptop"]).current_dir(self.world.root());
        let printed = Printed::of(command.envs(variables.iter().copied()), self.world.home.path());
        assert!(!format!("{printed:?}").contains("PRIVATE KEY--"), "a key was printed: {printed:?}");
        printed
    }

    fn log_in(&self, key: &str) -> Printed {
        let key = self.world.root().join(key);
        let key = key.to_string_lossy();
        self.run(
            &[
                "login",
                "--flow",
                "jwt",
                "--client-id",
                &self.consumer_key,
                "--username",
                ADMINISTRATOR,
                "--secret-file",
                &key,
            ],
            &[],
        )
    }

    fn works(&self) -> bool {
        self.run(&["org", "limits"], &[]).code == 0
    }

    fn certificate(&self) -> Option<String> {
        self.world.server.world.lock().apps[0].certificate.clone()
    }
}

fn keygen(world: &World, name: &str) {
    let made =
        Printed::of(xtask().args(["login", "keygen", "--out", name]).current_dir(world.root()), world.home.path());
    assert_eq!(made.code, 0, "{made:?}");
}

#[test]
fn a_key_is_replaced_while_other_commands_work() {
    let team = Team::new();
    let (before, over) = (team.certificate(), AtomicBool::new(false));
    let rotated = thread::scope(|scope| {
        let other = scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                let limits = team.run(&["org", "limits"], &[]);
                assert_eq!(limits.code, 0, "{limits:?}");
            }
        });
        let rotated = team.run(&["login", "rotate-key"], &[]);
        over.store(true, Ordering::Relaxed);
        other.join().expect("no command was without a login");
        rotated
    });
    assert_eq!(rotated.code, 0, "{rotated:?}");
    assert!(rotated.err.contains("logs in with the new key"), "{}", rotated.err);
    assert_ne!(team.certificate(), before);
    assert!(team.works());
    assert_eq!(team.world.server.world.lock().apps[0].consumer_key, team.consumer_key, "clients notice nothing");
    let old = team.log_in("deploy.key");
    assert_eq!(old.code, 7, "the old key is worth nothing: {old:?}");
    assert!(team.works(), "what was refused was not kept");
}

#[test]
fn a_rotation_that_is_killed_leaves_a_login_and_goes_on() {
    let team = Team::new();
    // A new process needs some milliseconds to begin with; a whole rotation takes about half a second.
    for delay in [30, 80, 120, 160, 200, 260, 320] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_xtask-under-test"));
        command.args(["login", "rotate-key", "--target", "laptop", "--project"]).arg(team.world.root());
        command.env("SF_MCP_HOME", team.world.home.path()).env("SF_SECRET_STORE", "file");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        thread::sleep(Duration::from_millis(delay));
        let _ = child.kill();
        child.wait().expect("over");
        let limits = team.run(&["org", "limits"], &[]);
        assert_eq!(limits.code, 0, "killed after {delay} ms: {limits:?}");
    }
    let rotated = team.run(&["login", "rotate-key"], &[]);
    assert_eq!(rotated.code, 0, "{rotated:?}");
    assert!(team.works());
}

#[test]
fn a_key_that_a_person_uploads_is_found_by_the_next_run() {
    let team = Team::new();
    let prepared = team.run(&["login", "rotate-key", "--prepare"], &[]);
    assert_eq!(prepared.code, 0, "{prepared:?}");
    assert!(prepared.out.starts_with("-----BEGIN CERTIFICATE-----") && team.works());
    assert_eq!(Team::deploy_app(&team.world, &prepared.out).code, 0);
    assert!(team.works(), "commands try both keys");
    let deployed = team.certificate();
    let nowhere = team.world.root().join("nowhere");
    let rotated = team.run(&["login", "rotate-key", "--certificate", &nowhere.to_string_lossy()], &[]);
    assert_eq!(rotated.code, 4, "a wrong file is found before anything is changed: {rotated:?}");
    let rotated = team.run(&["login", "rotate-key"], &[]);
    assert_eq!(rotated.code, 0, "{rotated:?}");
    assert_eq!(team.certificate(), deployed, "nothing was deployed again");
    assert!(team.works());
}

#[test]
fn a_key_that_is_not_let_in_gives_way_to_the_old_one() {
    let team = Team::new();
    let old = team.certificate();
    let over = Arc::new(AtomicBool::new(false));
    let (stop, world, theirs) = (Arc::clone(&over), Arc::clone(&team.world.server.world), old.clone());
    // An org that says that it took the certificate, and goes on with the one before.
    let org = thread::spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            world.lock().apps[0].certificate.clone_from(&theirs);
            thread::sleep(Duration::from_millis(1));
        }
    });
    let refused = team.run(&["login", "rotate-key", "--wait", "1"], &[]);
    over.store(true, Ordering::Relaxed);
    org.join().expect("over");
    assert_eq!(refused.code, 7, "{refused:?}");
    assert!(refused.err.contains("the old certificate is back"), "{}", refused.err);
    assert_eq!(team.certificate(), old, "as the org handed it out");
    assert!(team.works());
    let rotated = team.run(&["login", "rotate-key"], &[]);
    assert_eq!(rotated.code, 0, "{rotated:?}");
    assert!(team.works());
}

#[test]
fn a_project_that_deploys_the_app_gets_the_new_certificate() {
    let team = Team::new();
    let path = team.world.root().join("deploy.crt");
    let old = fs::read_to_string(&path).expect("there");
    assert_eq!(Team::deploy_app(&team.world, &old).code, 0);
    let refused = team.run(&["login", "rotate-key"], &[]);
    assert_eq!(refused.code, 64, "{refused:?}");
    assert!(refused.err.contains(&format!("{APP}.ecaGlblOauth-meta.xml")), "{}", refused.err);
    let rotated = team.run(&["login", "rotate-key", "--certificate", &path.to_string_lossy()], &[]);
    assert_eq!(rotated.code, 0, "{rotated:?}");
    let new = fs::read_to_string(&path).expect("there");
    assert_ne!(new, old);
    assert_eq!(Team::deploy_app(&team.world, &new).code, 0);
    assert!(team.works(), "the next deployment keeps the new certificate");
}

#[test]
fn keys_in_variables_are_replaced_beside_each_other() {
    let team = Team::new();
    keygen(&team.world, "next");
    let read = |name: &str| fs::read_to_string(team.world.root().join(name)).expect("there");
    let (old, new) = (read("deploy.key"), read("next.key"));
    let base = [("SF_LAPTOP_CLIENT_ID", team.consumer_key.as_str()), ("SF_LAPTOP_USERNAME", ADMINISTRATOR)];
    let with = |more: &[(&'static str, &str)], line: &[&str]| {
        let variables: Vec<(&str, &str)> = base.iter().chain(more).copied().collect();
        team.run(line, &variables)
    };
    let (present, next) = ("SF_LAPTOP_PRIVATE_KEY", "SF_LAPTOP_NEXT_PRIVATE_KEY");
    let alone = with(&[(present, &old)], &["login", "rotate-key"]);
    assert_eq!(alone.code, 4, "{alone:?}");
    assert!(alone.err.contains("SF_LAPTOP_NEXT_PRIVATE_KEY is not set"), "{}", alone.err);
    let rotated = with(&[(present, &old), (next, &new)], &["login", "rotate-key"]);
    assert_eq!(rotated.code, 0, "{rotated:?}");
    assert!(rotated.err.contains("now put the new key into SF_LAPTOP_PRIVATE_KEY"), "{}", rotated.err);
    for (keys, code) in
        [(vec![(present, &*old), (next, &*new)], 0), (vec![(present, &*new)], 0), (vec![(present, &*old)], 7)]
    {
        assert_eq!(with(&keys, &["org", "limits"]).code, code, "{}", keys.len());
    }
}
