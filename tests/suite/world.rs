//! A local org, a project whose target it is, and the program run on it as a user runs it.

use crate::cli::{snapshot, xtask};
use assert_cmd::Command;
use local_org::Org as LocalOrg;
use local_org::server::{Config, Server};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// What a command printed, and its exit code.
#[derive(Debug)]
pub struct Printed {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Printed {
    /// Runs a command to its end. What it keeps for its user goes to `home`.
    pub fn of(command: &mut Command, home: &Path) -> Self {
        let command = command.env("SF_MCP_HOME", home).env("SF_SECRET_STORE", "file");
        let output = command.output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// A local org and a small project whose target `laptop` it is.
pub struct World {
    pub server: Server,
    pub project: TempDir,
    pub home: TempDir,
}

pub const SET: &str = "force-app/main/default/permissionsets/Agent.permissionset-meta.xml";
pub const CLASS: &str = "force-app/main/default/classes/Calc.cls";

/// The integration user of the small project.
pub const AGENT: &str = "mcp.sales@acme.example.com";

/// What the example of this repository needs to be deployed.
pub const EXAMPLE: &[&str] =
    &["specs", "force-app", "manifest", "targets", "clients", "docs/review", "sfdx-project.json", "targets.yaml"];

/// Copies parts of a project.
pub fn copy(from: &Path, parts: &[&str], to: &Path) {
    for part in parts {
        // A file is a directory of one file without a name.
        for (path, text) in snapshot(&from.join(part)) {
            let path = if path.is_empty() { (*part).to_owned() } else { format!("{part}/{path}") };
            write(to, &path, &text);
        }
    }
}

/// The project of `tests/base/small`, with a server that logs in by itself.
pub fn small(root: &Path) {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("base/small"), &["specs"], root);
    write(
        root,
        "sfdx-project.json",
        "{\"packageDirectories\":[{\"path\":\"force-app\"}],\"sourceApiVersion\":\"66.0\"}",
    );
    edit(root, "specs/servers/sales.yaml", "flow: authorizationCode", "flow: clientCredentials");
    edit(root, "specs/servers/sales.yaml", "expectedCalls", "runAs: {}\nexpectedCalls");
}

/// Writes a file of a project.
pub fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a directory")).expect("made");
    fs::write(path, text).expect("written");
}

/// Changes a file of a project.
pub fn edit(root: &Path, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(root.join(path)).expect("a file");
    assert!(text.contains(from), "{path} has no {from}");
    write(root, path, &text.replace(from, to));
}

/// Writes an Apex class of a project.
pub fn class(root: &Path, name: &str, body: &str) {
    let path = format!("force-app/main/default/classes/{name}.cls");
    write(root, &path, body);
    let meta = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ApexClass xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <apiVersion>66.0</apiVersion>\n    <status>Active</status>\n</ApexClass>\n";
    write(root, &format!("{path}-meta.xml"), meta);
}

impl World {
    pub fn new() -> Self {
        let world = Self::empty();
        world.write(
            "sfdx-project.json",
            "{\"packageDirectories\":[{\"path\":\"force-app\"}],\"sourceApiVersion\":\"66.0\"}",
        );
        let targets = format!(
            "kind: targets\nversion: 1\ntargets:\n  laptop: {{ class: local, host: \"localhost:{}\" }}\n",
            world.server.address.port()
        );
        world.write("targets.yaml", &targets);
        world.class("Calc", "public class Calc {\n    public static Integer one() {\n        return 1;\n    }\n}\n");
        world.class(
            "CalcTest",
            "@IsTest\nprivate class CalcTest {\n    @IsTest\n    static void adds() {\n        System.assertEquals(1, Calc.one());\n    }\n}\n",
        );
        world.set("<classAccesses><apexClass>Calc</apexClass><enabled>true</enabled></classAccesses>");
        world
    }

    /// The example of this repository, generated for the target.
    pub fn example() -> Self {
        let world = Self::example_before_generating();
        let generated = world.without_target(&["generate"]);
        assert_eq!(generated.code, 0, "{generated:?}");
        world
    }

    /// The same with a target that the generated files do not know yet.
    pub fn example_before_generating() -> Self {
        let world = Self::empty();
        copy(Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository"), EXAMPLE, world.root());
        let targets = fs::read_to_string(world.root().join("targets.yaml")).expect("targets");
        let ours = format!(
            "  laptop:\n    class: local\n    host: localhost:{}\n    servers:\n      sales-insight: {{ runAs: mcp.insight@acme.example.com.laptop }}\n      service-desk: {{ runAs: mcp.service@acme.example.com.laptop }}\n",
            world.server.address.port()
        );
        world.write("targets.yaml", &(targets + &ours));
        world
    }

    /// The project of `tests/base/small` with an integration user, generated for the target. Every wave has something to
    /// do for it, and its tests take a moment.
    pub fn small() -> Self {
        let world = Self::empty();
        small(world.root());
        let targets = format!(
            "kind: targets\nversion: 1\ntargets:\n  laptop:\n    class: local\n    host: localhost:{}\n    servers:\n      sales: {{ runAs: {AGENT} }}\n",
            world.server.address.port()
        );
        world.write("targets.yaml", &targets);
        let generated = world.without_target(&["generate"]);
        assert_eq!(generated.code, 0, "{generated:?}");
        world
    }

    fn empty() -> Self {
        let server = Server::start(LocalOrg::new(sf_schema::Schema::standard()), Config::default());
        Self {
            server: server.expect("a free port on the loopback interface"),
            project: tempfile::tempdir().expect("a directory"),
            home: tempfile::tempdir().expect("a directory"),
        }
    }

    pub fn root(&self) -> &Path {
        self.project.path()
    }

    pub fn write(&self, path: &str, text: &str) {
        write(self.root(), path, text);
    }

    pub fn class(&self, name: &str, body: &str) {
        class(self.root(), name, body);
    }

    pub fn set(&self, grants: &str) {
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">{grants}<label>Agent</label></PermissionSet>\n"
        );
        self.write(SET, &text);
    }

    /// Runs a command on the project.
    pub fn run(&self, arguments: &[&str]) -> Printed {
        self.run_in(self.root(), arguments)
    }

    /// Runs a command in another directory.
    pub fn run_in(&self, directory: &Path, arguments: &[&str]) -> Printed {
        self.end(xtask().args(arguments).args(["--target", "laptop"]).current_dir(directory))
    }

    /// Runs a command with variables of the environment.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Printed {
        let mut command = xtask();
        command.args(arguments).args(["--target", "laptop"]).current_dir(self.root());
        self.end(command.envs(variables.iter().copied()))
    }

    /// Runs a command on the project that names its target itself, or has none.
    pub fn without_target(&self, arguments: &[&str]) -> Printed {
        self.end(xtask().args(arguments).current_dir(self.root()))
    }

    /// Runs a command from another directory than the project's, as `cargo xtask` of a toolchain does.
    pub fn run_from_outside(&self, arguments: &[&str]) -> Printed {
        let mut command = xtask();
        command.args(arguments).args(["--target", "laptop", "--project"]).arg(self.root());
        self.end(command.current_dir(self.home.path()))
    }

    /// The administrator's token must never be printed.
    fn end(&self, command: &mut Command) -> Printed {
        let token = self.server.administrator_token.expose();
        let printed = Printed::of(command.env("SF_LAPTOP_ACCESS_TOKEN", token), self.home.path());
        assert!(!format!("{printed:?}").contains(token), "the token was printed");
        printed
    }

    /// Takes a field out of a record of the org, as if it had no value. What is returned puts it back.
    pub fn without_field(&self, object: &str, by: (&str, &str), field: &str) -> impl FnOnce() + use<> {
        let world = Arc::clone(&self.server.world);
        let (id, whole) = {
            let org = world.lock();
            let id = org.id_by(object, by.0, by.1).expect("the record is there");
            let record = org.store.get(object, &id).expect("the record is there").clone();
            (id, record)
        };
        let object: Arc<str> = object.into();
        let mut part = whole.clone();
        part.retain(|name, _| &**name != field);
        world.lock().store.put(&object, &id, part);
        move || world.lock().store.put(&object, &id, whole)
    }

    /// Whether a text stands in any file of the project or of the user's own directory.
    pub fn is_written(&self, text: &str) -> bool {
        let mut files = [self.root(), self.home.path()].into_iter().flat_map(snapshot);
        files.any(|(_, content)| content.contains(text))
    }

    /// A directory that knows the target and nothing else, as on another machine.
    pub fn elsewhere(&self) -> TempDir {
        let directory = tempfile::tempdir().expect("a directory");
        fs::copy(self.root().join("targets.yaml"), directory.path().join("targets.yaml")).expect("copied");
        directory
    }

    pub fn receipts(&self, root: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(root.join("deployments/laptop")).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    }
}
