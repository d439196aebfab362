//! `up`: a project on this machine from its specs to calls through MCP, as a newcomer meets it.

use super::cli::xtask;
use super::world::{EXAMPLE, Printed, class, copy, edit, small, write};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use tempfile::TempDir;

/// A project, and the local org that `up` started for it. Dropping it stops the org.
pub struct Up {
    project: TempDir,
    home: TempDir,
}

impl Drop for Up {
    fn drop(&mut self) {
        let _ = xtask().args(["org", "stop", "--project"]).arg(self.project.path()).output();
    }
}

impl Up {
    fn empty() -> Self {
        let new = || tempfile::tempdir().expect("a directory");
        Self { project: new(), home: new() }
    }

    /// The reference project of this repository, up.
    pub fn reference() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
        let up = Self::empty();
        copy(root, EXAMPLE, up.project.path());
        let printed = up.run(&["up"]);
        assert_eq!(printed.code, 0, "{printed:?}");
        up
    }

    /// A project as `new` makes it, up, and what `up` printed.
    pub fn new_project() -> (Self, Printed) {
        let up = Self::empty();
        for line in [
            "new project --contact-email team@acme.example.com",
            "new tool find_accounts",
            "new tool get_case --operation get --object Case",
            "new server desk",
            "up",
        ] {
            let printed = up.run(&line.split(' ').collect::<Vec<_>>());
            assert_eq!(printed.code, 0, "{line}: {printed:?}");
            if line == "up" {
                return (up, printed);
            }
        }
        unreachable!("the last line is up")
    }

    /// The project of `tests/base/small`, with an integration user.
    fn small() -> Self {
        let up = Self::empty();
        small(up.project.path());
        up
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.project.path().join(path)).expect("a file")
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        edit(self.project.path(), path, from, to);
    }

    fn run(&self, arguments: &[&str]) -> Printed {
        Printed::of(xtask().args(arguments).current_dir(self.project.path()), self.home.path())
    }

    fn keys(&self) -> Vec<(String, String)> {
        let text = self.read(".mcp-toolchain/local-org.env");
        let pair = |line: &str| {
            line.split_once('=').map(|(name, value)| (name.to_owned(), value.trim_matches('\'').to_owned()))
        };
        text.lines().filter_map(pair).collect()
    }

    /// A secret of the org, by the variable that clients read it from.
    pub fn secret(&self, variable: &str) -> String {
        let found = self.keys().into_iter().find(|(name, _)| name == variable);
        found.unwrap_or_else(|| panic!("{variable} is not kept")).1
    }

    /// The URL that an MCP client is given for a server.
    pub fn url(&self, server: &str) -> String {
        let config: serde_json::Value =
            serde_json::from_str(&self.read(".mcp-toolchain/local-org.mcp.json")).expect("JSON");
        config["mcpServers"][format!("{server}-local")]["url"].as_str().expect("a URL").to_owned()
    }

    /// Address of the org.
    pub fn org(&self) -> String {
        let state: serde_json::Value = serde_json::from_str(&self.read(".mcp-toolchain/local-org.json")).expect("JSON");
        state["url"].as_str().expect("a URL").to_owned()
    }

    /// Sends JSON, with further headers, and gives the status.
    pub fn post(&self, url: &str, token: &str, headers: &[&str], body: &str) -> u16 {
        let rest = url.strip_prefix("http://").expect("http");
        let (host, path) = rest.split_once('/').expect("a path");
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        let request = format!(
            "POST /{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n{headers}Content-Type: application/json\r\n\
             Accept: application/json, text/event-stream\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(host).expect("the org listens");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("a reply");
        reply.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
    }
}

#[test]
fn a_newcomer_gets_an_org_with_tools_that_answer() {
    let up = Up::small();
    let printed = up.run(&["up"]);
    assert_eq!(printed.code, 0, "{printed:?}");
    for part in [
        "local org, not Salesforce",
        "created the user mcp.sales@local.example.com",
        "sales as mcp.sales@local.example.com: MCP 2025-11-25, 1 tool",
        "get_account {\"account_id\":\"001",
        "refused, as it must be: get_account with an argument that its spec does not list",
        "refused, as it must be: a call without a token: 401",
        "until `cargo xtask org stop`",
    ] {
        assert!(printed.err.contains(part), "{part}: {}", printed.err);
    }
    assert!(printed.out.contains("claude --mcp-config .mcp-toolchain/local-org.mcp.json"), "{}", printed.out);
    assert!(printed.out.contains(&up.url("sales")), "{}", printed.out);
    // Secrets are in the one private file and nowhere else.
    let config = up.read(".mcp-toolchain/local-org.mcp.json");
    assert!(config.contains("Bearer ${SF_SALES_LOCAL_ACCESS_TOKEN}"), "{config}");
    let keys = up.keys();
    assert_eq!(keys.len(), 3, "client id, client secret, access token");
    for (name, secret) in &keys {
        assert!(!format!("{printed:?}{config}").contains(secret.as_str()), "{name} was printed");
    }
    // Again: the same org, brought up to date.
    up.edit("specs/tools/get_account.yaml", "[Name, Industry]", "[Name, Industry, Phone]");
    let again = up.run(&["up"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains("the demo data is there already"), "{}", again.err);
    assert!(again.err.contains("\"Phone\""), "{}", again.err);
    // Deploying to it in another way keeps what clients were given.
    let keys = up.keys();
    assert_eq!(up.run(&["deploy", "--target", "local"]).code, 0);
    assert_eq!((up.keys(), keys.len()), (keys, 3));
    let other = up.run(&["up", "--port", "1"]);
    assert!(other.code == 4 && other.err.contains("already, not on port 1"), "{other:?}");
    // What belongs to the org ends with it.
    assert_eq!(up.run(&["org", "stop"]).code, 0);
    for file in ["local-org.env", "local-org.mcp.json", "local-org.json"] {
        assert!(!up.project.path().join(".mcp-toolchain").join(file).exists(), "{file}");
    }
}

#[test]
fn what_fails_is_named_and_the_org_can_be_asked_why() {
    let up = Up::small();
    up.edit("specs/tools/get_account.yaml", "Industry]", "Industri]");
    let specs = up.run(&["up"]);
    assert_eq!(specs.code, 4, "{specs:?}");
    assert!(specs.err.contains("did you mean `Industry`?") && !specs.err.contains("Start"), "{}", specs.err);
    up.edit("specs/tools/get_account.yaml", "Industri]", "Industry]");
    class(
        up.project.path(),
        "OddTest",
        "@IsTest\nprivate class OddTest {\n    @IsTest\n    static void isOdd() {\n        System.assertEquals(1, 2);\n    }\n}\n",
    );
    let tests = up.run(&["up"]);
    assert_eq!(tests.code, 5, "{tests:?}");
    assert!(tests.out.contains("OddTest.isOdd") && tests.err.contains("run `cargo xtask up` again"), "{tests:?}");
    // Which tests run can be chosen, as for a deployment.
    let chosen = up.run(&["up", "--tests", "OddTest"]);
    assert!(chosen.code == 5 && chosen.out.contains("OddTest.isOdd"), "{chosen:?}");
    // A rule of the project that refuses the demo data is no reason to end.
    let rule = "<ValidationRule xmlns=\"http://soap.sforce.com/2006/04/metadata\"><fullName>Fax</fullName><active>true</active>\
                <errorConditionFormula>ISBLANK(Fax)</errorConditionFormula><errorMessage>Fax is missing.</errorMessage></ValidationRule>";
    let path = "force-app/main/default/objects/Account/validationRules/Fax.validationRule-meta.xml";
    write(up.project.path(), path, rule);
    let without = up.run(&["up", "--test-level", "NoTestRun"]);
    assert_eq!(without.code, 0, "{without:?}");
    assert!(without.err.contains("left out of the demo data: 10 Account: Fax is missing."), "{}", without.err);
    write(up.project.path(), path, &rule.replace("<active>true", "<active>false"));
    // What the local org has no effect for can be let in.
    let flow = "<Flow xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>F</label></Flow>";
    write(up.project.path(), "force-app/main/default/flows/F.flow-meta.xml", flow);
    let flow = up.run(&["up", "--test-level", "NoTestRun"]);
    assert!(flow.code == 5 && format!("{flow:?}").contains("metadata of type Flow"), "{flow:?}");
    let let_in = up.run(&["up", "--test-level", "NoTestRun", "--ignore-warnings"]);
    assert_eq!(let_in.code, 0, "{let_in:?}");
    fs::remove_file(up.project.path().join("force-app/main/default/flows/F.flow-meta.xml")).expect("removed");
    fs::remove_file(up.project.path().join("force-app/main/default/classes/OddTest.cls")).expect("removed");
    fs::remove_file(up.project.path().join("force-app/main/default/classes/OddTest.cls-meta.xml")).expect("removed");
    // A text that no record has is asked for, and nothing is wrong with the answer.
    let tool = "kind: tool\nversion: 1\nname: get_case\ntitle: Get a case\ndescription: Reads one case by its number.\n\
                parameters:\n  - name: number\n    type: string\n    maxLength: 30\n    required: true\n    \
                description: Number of the case.\nget:\n  object: Case\n  by: number\n  byField: CaseNumber\n  fields: [Status]\n";
    write(up.project.path(), "specs/tools/get_case.yaml", tool);
    up.edit("specs/servers/sales.yaml", "[get_account]", "[get_account, get_case]");
    let guessed = up.run(&["up", "--test-level", "NoTestRun"]);
    assert!(guessed.code == 0 && guessed.err.contains("there is no such record"), "{guessed:?}");
    // For CI nothing is left running.
    let stopped = up.run(&["up", "--stop"]);
    assert_eq!(stopped.code, 0, "{stopped:?}");
    assert_eq!(up.run(&["org", "status"]).code, 4);
}

/// What is printed or kept may be pasted into a pull request: it says by itself that it is not from Salesforce.
#[test]
fn everything_says_that_it_comes_from_the_local_org() {
    const WORDS: &str = "local org, not Salesforce";
    let up = Up::small();
    let targets = "kind: targets\nversion: 1\ntargets:\n  laptop: { class: local, host: \"localhost:1\", servers: { sales: { runAs: mcp.sales@acme.example.com } } }\n";
    fs::write(up.project.path().join("targets.yaml"), targets).expect("written");
    for line in [
        "up",
        "deploy --target local --plan --out plan.json",
        "deploy --target local --validate --report reports/",
        "deploy --target local",
        "report --target local",
        "resume --target local",
        "org query --target local SELECT+Name+FROM+Account",
        "org query --target local --format json SELECT+Name+FROM+Account",
        "org limits --target local",
        "org describe --target local",
        "org status",
        "org seed",
        "org logs",
        "org support Math",
        "run --target local -- true",
        "targets",
        "targets --json",
        "test",
        "org reset",
        "org stop",
        "deploy --target local --validate",
    ] {
        let words: Vec<String> = line.split(' ').map(|word| word.replace('+', " ")).collect();
        let (before, after) = words.split_at(words.iter().position(|word| word == "--").unwrap_or(words.len()));
        let mut command = xtask();
        command.args(before);
        if before[1..].first().is_none_or(|word| word != "support") {
            command.arg("--project").arg(up.project.path());
        }
        let printed = Printed::of(command.args(after).current_dir(up.project.path()), up.home.path());
        // Which one to follow is not clear.
        let code = if words[0] == "resume" { 64 } else { 0 };
        assert_eq!(printed.code, code, "{line}: {printed:?}");
        assert!(format!("{}{}", printed.out, printed.err).contains(WORDS), "{line}: {printed:?}");
        assert!(!printed.err.contains("a sandbox"), "{line}: {}", printed.err);
    }
    let mut files: Vec<_> = ["plan.json", "reports/summary.md", "reports/report.json", "reports/junit.xml"]
        .map(|file| up.project.path().join(file))
        .to_vec();
    let receipts = fs::read_dir(up.project.path().join("deployments/local")).expect("receipts");
    let receipts = receipts.map(|entry| entry.expect("an entry").path());
    files.extend(receipts.filter(|path| path.extension().is_some_and(|end| end == "json")));
    for file in files {
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(text.contains(WORDS), "{}: {text}", file.display());
    }
}
