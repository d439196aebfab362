//! A small project whose target `laptop` is a local org behind a proxy, and the real program run on it.

use crate::proxy::Proxy;
use local_org::Org as LocalOrg;
use local_org::server::{Config, Server};
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The longest that a command may take.
const PATIENCE: Duration = Duration::from_secs(180);

/// Milliseconds for which a command looks for what it may have sent; a user's command does so for a minute.
const SEARCH: &str = "2000";

pub struct World {
    pub server: Server,
    pub proxy: Proxy,
    pub project: TempDir,
    home: TempDir,
    /// The one token that the program is given.
    token: String,
}

/// What a command printed, and its exit code; -1 if it was killed.
#[derive(Debug)]
pub struct Printed {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A command under way.
pub struct Running {
    pub child: Child,
    output: TempDir,
}

impl World {
    pub fn new() -> Self {
        let server = Server::start(LocalOrg::new(sf_schema::Schema::standard()), Config::default());
        let server = server.expect("a free port on the loopback interface");
        let proxy = Proxy::start(&server, "process");
        let world = Self {
            token: proxy.token(),
            server,
            proxy,
            project: tempfile::tempdir().expect("a directory"),
            home: tempfile::tempdir().expect("a directory"),
        };
        world.write(
            "sfdx-project.json",
            "{\"packageDirectories\":[{\"path\":\"force-app\"}],\"sourceApiVersion\":\"66.0\"}",
        );
        world.write("targets.yaml", &world.targets());
        world.write(
            "force-app/main/default/permissionsets/Agent.permissionset-meta.xml",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Agent</label></PermissionSet>\n",
        );
        world
    }

    /// Adds a class and its test: without a test no validation can be deployed.
    pub fn with_tested_class(&self) {
        let classes = [
            ("Calc", "public class Calc {\n    public static Integer one() {\n        return 1;\n    }\n}\n"),
            (
                "CalcTest",
                "@IsTest\nprivate class CalcTest {\n    @IsTest\n    static void adds() {\n        System.assertEquals(1, Calc.one());\n    }\n}\n",
            ),
        ];
        let meta = "<ApexClass xmlns=\"http://soap.sforce.com/2006/04/metadata\"><apiVersion>66.0</apiVersion><status>Active</status></ApexClass>\n";
        for (name, text) in classes {
            self.write(&format!("force-app/main/default/classes/{name}.cls"), text);
            self.write(&format!("force-app/main/default/classes/{name}.cls-meta.xml"), meta);
        }
    }

    /// The example of this repository as the project, generated for the target.
    pub fn with_example() -> Self {
        let world = Self::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
        let parts = ["specs", "force-app", "manifest", "targets", "clients", "docs/review", "sfdx-project.json"];
        fs::remove_dir_all(world.project.path().join("force-app")).expect("removed");
        for file in parts.iter().flat_map(|part| walkdir::WalkDir::new(root.join(part))).flatten() {
            if file.file_type().is_file() {
                let path = file.path().strip_prefix(root).expect("below the repository");
                let to = world.project.path().join(path);
                fs::create_dir_all(to.parent().expect("a directory")).expect("made");
                fs::copy(file.path(), to).expect("copied");
            }
        }
        let targets = fs::read_to_string(root.join("targets.yaml")).expect("targets");
        let ours = format!(
            "  laptop:\n    class: local\n    host: localhost:{}\n    servers:\n      sales-insight: {{ runAs: mcp.insight@acme.example.com.laptop }}\n      service-desk: {{ runAs: mcp.service@acme.example.com.laptop }}\n",
            world.proxy.port
        );
        world.write("targets.yaml", &(targets + &ours));
        let generated = Command::new(env!("CARGO_BIN_EXE_xtask-under-test"))
            .args(["generate", "--project"])
            .arg(world.project.path())
            .output()
            .expect("the program runs");
        assert!(generated.status.success(), "{generated:?}");
        world
    }

    /// From now on the program is given the token of another session.
    pub fn log_in_anew(&mut self) {
        self.token = self.proxy.another_token();
    }

    pub fn targets(&self) -> String {
        let port = self.proxy.port;
        format!("kind: targets\nversion: 1\ntargets:\n  laptop: {{ class: local, host: \"localhost:{port}\" }}\n")
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.project.path().join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// A directory that knows the target and nothing else, as on another machine.
    pub fn elsewhere(&self) -> TempDir {
        let directory = tempfile::tempdir().expect("a directory");
        fs::write(directory.path().join("targets.yaml"), self.targets()).expect("written");
        directory
    }

    /// Starts a command and does not wait for it.
    pub fn start(&self, directory: &Path, arguments: &[&str]) -> Running {
        self.start_by(Command::new(env!("CARGO_BIN_EXE_xtask-under-test")), directory, arguments)
    }

    /// The same under `nohup`.
    pub fn start_under_nohup(&self, directory: &Path, arguments: &[&str]) -> Running {
        let mut nohup = Command::new("nohup");
        nohup.arg(env!("CARGO_BIN_EXE_xtask-under-test"));
        self.start_by(nohup, directory, arguments)
    }

    fn start_by(&self, mut program: Command, directory: &Path, arguments: &[&str]) -> Running {
        let output = tempfile::tempdir().expect("a directory");
        let file = |name: &str| File::create(output.path().join(name)).expect("a file");
        let child = program
            .args(arguments)
            .args(["--target", "laptop"])
            .current_dir(directory)
            .env("SF_LAPTOP_ACCESS_TOKEN", &self.token)
            .env("SF_MCP_HOME", self.home.path())
            .env("SF_SECRET_STORE", "file")
            .env("UNDER_TEST_SEARCH", SEARCH)
            .env_remove("GITHUB_ACTIONS")
            .env_remove("GITLAB_CI")
            .stdin(std::process::Stdio::null())
            .stdout(file("out"))
            .stderr(file("err"))
            .spawn()
            .expect("the program starts");
        Running { child, output }
    }

    /// Runs a command to its end.
    pub fn run_in(&self, directory: &Path, arguments: &[&str]) -> Printed {
        self.end(self.start(directory, arguments))
    }

    /// Runs a command on the project to its end.
    pub fn run(&self, arguments: &[&str]) -> Printed {
        self.run_in(self.project.path(), arguments)
    }

    /// Waits for a command. The token must be in nothing that it printed or wrote.
    pub fn end(&self, mut running: Running) -> Printed {
        let started = Instant::now();
        let status = loop {
            match running.child.try_wait().expect("the program can be waited for") {
                Some(status) => break status,
                None if started.elapsed() > PATIENCE => running.child.kill().expect("killed"),
                None => std::thread::sleep(Duration::from_millis(10)),
            }
        };
        assert!(started.elapsed() <= PATIENCE, "the program does not end");
        let text = |name: &str| fs::read_to_string(running.output.path().join(name)).expect("text");
        let printed = Printed { code: status.code().unwrap_or(-1), out: text("out"), err: text("err") };
        let secret = &self.token[..26];
        assert!(!format!("{printed:?}").contains(secret), "the token was printed");
        for entry in walkdir::WalkDir::new(self.project.path()).into_iter().flatten() {
            let bytes = fs::read(entry.path()).unwrap_or_default();
            assert!(!String::from_utf8_lossy(&bytes).contains(secret), "the token is in {}", entry.path().display());
        }
        printed
    }

    /// Ends a command at once, as `kill -9` does.
    pub fn kill(&self, mut running: Running) -> Printed {
        running.child.kill().expect("killed");
        self.end(running)
    }

    /// The receipt of a deployment.
    pub fn receipt(&self, id: &str) -> serde_json::Value {
        let path = self.project.path().join(format!("deployments/laptop/{id}.json"));
        serde_json::from_slice(&fs::read(path).expect("a receipt")).expect("JSON")
    }

    /// Id and state of each deployment of the org, newest first.
    pub fn deployments(&self) -> Vec<(String, String)> {
        let rows = self.server.world.metadata.deploy_requests();
        rows.into_iter().map(|row| (row.id, row.status.to_string())).collect()
    }

    /// Waits until the newest deployment has a state.
    pub fn wait_for(&self, status: &str) {
        until(|| self.deployments().first().is_some_and(|(_, now)| now == status));
    }
}

/// Waits until something is so.
pub fn until(so: impl Fn() -> bool) {
    let started = Instant::now();
    while !so() {
        assert!(started.elapsed() < Duration::from_secs(60), "it never came to that");
        std::thread::sleep(Duration::from_millis(10));
    }
}
