//! `ci init`: a pipeline for a project. It is written once and then belongs to people.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::report::below_repository;
use crate::targets::{self, Target};
use codegen::spec::{Flow, OrgClass};
use sf_client::login::part;
use sf_client::store::{EnvironmentStore, SecretName};
use std::io::{ErrorKind, Write};
use std::path::Path;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The platform.
    #[arg(value_enum)]
    platform: Platform,
    /// Target that validates pull requests and gets merges.
    #[arg(long, value_name = "NAME")]
    target: String,
    /// Branch whose merges are deployed.
    #[arg(long, value_name = "NAME", default_value = "main")]
    branch: String,
    /// Where the pipeline gets this toolchain: the https address of its Git repository. Not needed in a project that holds
    /// the toolchain itself.
    #[arg(long, value_name = "URL", requires = "commit")]
    toolchain: Option<String>,
    /// Commit of the toolchain, all 40 digits: what runs with your secrets must not change by itself.
    #[arg(long, value_name = "SHA", requires = "toolchain")]
    commit: Option<String>,
    #[command(flatten)]
    project: ProjectArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Platform {
    /// .github/workflows/mcp.yml
    Github,
    /// .gitlab-ci.yml, or beside an existing one a file that it can include
    Gitlab,
}

impl Platform {
    fn path(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/mcp.yml",
            Self::Gitlab => ".gitlab-ci.yml",
        }
    }

    fn template(self) -> &'static str {
        match self {
            Self::Github => include_str!("github.yml"),
            Self::Gitlab => include_str!("gitlab.yml"),
        }
    }
}

/// Where the GitLab pipeline lies in a project that has one: a project has one pipeline, which includes others.
const INCLUDED: &str = ".gitlab/mcp.gitlab-ci.yml";

/// A toolchain that the pipeline has to fetch.
struct Fetched<'a> {
    url: &'a str,
    commit: &'a str,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        let target = targets::find(&root, &self.target)?;
        if target.class == OrgClass::Local {
            return Err(CommandError::usage("a pipeline cannot reach a local org", "name another target"));
        }
        if !is_plain(&self.branch) || self.branch.starts_with('-') {
            let message = format!("--branch: `{}` cannot be used", self.branch.escape_debug());
            return Err(CommandError::usage(message, "use letters, digits and `-_./`"));
        }
        let fetched = self.fetched(&root)?;
        // Both platforms read the file at the root of the repository only.
        let below = below_repository(&root).unwrap_or_default();
        if !below.is_empty() && !is_plain(&below) {
            let message = format!("the project lies in `{}`, which a pipeline cannot name", below.escape_debug());
            return Err(CommandError::usage(message, "use letters, digits and `-_./` in the names of its directories"));
        }
        let repository = below.split('/').filter(|part| !part.is_empty()).fold(root.clone(), |path, _| path.join(".."));
        let text = render(self.platform, &target, &self.branch, fetched.as_ref(), &below);
        let beside = self.platform == Platform::Gitlab && repository.join(self.platform.path()).exists();
        let path = if beside { INCLUDED } else { self.platform.path() };
        write_new(&repository, path, &text)?;
        if !below.is_empty() {
            printer.note(&format!("at the root of the repository; the project is in {below}"));
        }
        printer.data(&format!("create {path}\n"));
        printer.success("the file is yours: read it, and set the secrets that its first lines name");
        if beside {
            let own = self.platform.path();
            printer.note(&format!("add to {own}, which stays as it is:"));
            printer.note("include:");
            printer.note(&format!("  - local: /{INCLUDED}"));
            printer.note(&format!("if {own} lists `stages`, `test` and `deploy` must be among them"));
        }
        Ok(Exit::Ok)
    }

    fn fetched(&self, root: &Path) -> Result<Option<Fetched<'_>>, CommandError> {
        if let (Some(url), Some(commit)) = (&self.toolchain, &self.commit) {
            if !url.starts_with("https://") || !is_plain(&url["https://".len()..]) {
                let message = format!("--toolchain: `{}` cannot be used", url.escape_debug());
                return Err(CommandError::usage(message, "write it like https://github.com/acme/toolchain"));
            }
            if commit.len() != 40 || !commit.bytes().all(|b| b.is_ascii_hexdigit()) {
                let message = format!("--commit: `{}` is no commit", commit.escape_debug());
                return Err(CommandError::usage(message, "give all 40 digits; `git rev-parse HEAD` prints them"));
            }
            return Ok(Some(Fetched { url, commit }));
        }
        if root.join("Cargo.toml").is_file() && root.join("xtask").is_dir() {
            return Ok(None);
        }
        Err(CommandError::usage(
            "the project does not hold this toolchain, so the pipeline must fetch it",
            "add `--toolchain` with the https address of its Git repository, and `--commit`",
        ))
    }
}

/// Characters that mean nothing to a shell, to YAML or to either platform.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./:".contains(&b)) && !text.contains("..")
}

/// `below` is the project's directory in its repository, empty if it is the root.
fn render(platform: Platform, target: &Target, branch: &str, fetched: Option<&Fetched<'_>>, below: &str) -> String {
    let variable = |what: &str| {
        SecretName::new(&target.name, what).map(|name| EnvironmentStore::variable(&name)).unwrap_or_default()
    };
    let mut secrets = match target.flow {
        Flow::JwtBearer => vec![
            (variable(part::CLIENT_ID), "consumer key of the app that deploys"),
            (variable(part::PRIVATE_KEY), "private key (PEM) whose certificate the app knows"),
            (variable(part::NEXT_PRIVATE_KEY), "only while the key is replaced (login rotate-key): the new one"),
        ],
        Flow::ClientCredentials => vec![
            (variable(part::CLIENT_ID), "consumer key of the app that deploys"),
            (variable(part::CLIENT_SECRET), "its consumer secret"),
        ],
        // Nobody is at a browser here.
        Flow::AuthorizationCode => vec![(
            variable(part::AUTH_URL),
            "sfdx auth URL of the deploy user (the app must not replace refresh tokens); better: a target with `flow: jwtBearer`",
        )],
    };
    let consent = if target.class == OrgClass::Production {
        let variable = variable("org-id");
        let consent = format!(" --production \"${variable}\"");
        secrets.push((variable, "id of the org (00D…), as consent to change production"));
        consent
    } else {
        String::new()
    };
    let xtask = match (fetched, platform) {
        (None, _) => "cargo xtask",
        (Some(_), Platform::Github) => "$RUNNER_TEMP/toolchain/target/debug/xtask",
        (Some(_), Platform::Gitlab) => "/opt/toolchain/target/debug/xtask",
    };
    let list: Vec<String> = secrets.iter().map(|(name, meaning)| format!("#   {name}: {meaning}")).collect();
    let environment: Vec<String> =
        secrets.iter().map(|(name, _)| format!("      {name}: ${{{{ secrets.{name} }}}}")).collect();
    let text = platform
        .template()
        .replace("@SECRETS@\n", &format!("{}\n", list.join("\n")))
        .replace("@ENVIRONMENT@\n", &format!("{}\n", environment.join("\n")))
        .replace("@TOOLCHAIN@\n", &toolchain(platform, fetched, below))
        .replace("@DIRECTORY@\n", &directory(below))
        .replace("@BELOW@", &if below.is_empty() { String::new() } else { format!("{below}/") })
        .replace("@XTASK@", xtask)
        .replace("@RUST@", env!("CARGO_PKG_RUST_VERSION"))
        .replace("@CONSENT@", &consent)
        .replace("@BRANCH@", branch);
    text.replace("@TARGET@", &target.name)
}

/// Builds the toolchain outside the checkout, whose settings of cargo and rustup must not reach what runs with secrets.
fn toolchain(platform: Platform, fetched: Option<&Fetched<'_>>, below: &str) -> String {
    let enter = (platform == Platform::Gitlab && !below.is_empty()).then(|| format!("    - cd {below}\n"));
    let Some(Fetched { url, commit }) = fetched else {
        return enter.map_or_else(String::new, |enter| format!("  before_script:\n{enter}"));
    };
    let folder = match platform {
        Platform::Github => "\"$RUNNER_TEMP/toolchain\"",
        Platform::Gitlab => "/opt/toolchain",
    };
    let commands = [
        format!("git init --quiet {folder}"),
        format!("cd {folder}"),
        format!("git fetch --quiet --depth 1 {url} {commit}"),
        "git checkout --quiet FETCH_HEAD".to_owned(),
        "cargo build --quiet --locked --package xtask".to_owned(),
    ];
    match platform {
        Platform::Github => {
            let lines: String = commands.iter().map(|command| format!("          {command}\n")).collect();
            format!("      - name: Toolchain\n        run: |\n{lines}")
        }
        Platform::Gitlab => {
            let back = "cd \"$CI_PROJECT_DIR\"".to_owned();
            let lines: String = commands.iter().chain([&back]).map(|command| format!("    - {command}\n")).collect();
            format!("  before_script:\n{lines}{}", enter.unwrap_or_default())
        }
    }
}

/// Where the steps of the GitHub pipeline run.
fn directory(below: &str) -> String {
    match below {
        "" => String::new(),
        below => format!("defaults:\n  run:\n    working-directory: {below}\n\n"),
    }
}

fn write_new(root: &Path, path: &str, text: &str) -> Result<(), CommandError> {
    let whole = root.join(path);
    let result = std::fs::create_dir_all(whole.parent().unwrap_or(root))
        .and_then(|()| std::fs::File::create_new(&whole))
        .and_then(|mut file| file.write_all(text.as_bytes()));
    result.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => CommandError {
            exit: Exit::Preflight,
            message: format!("`{path}` exists already and stays as it is"),
            hint: Some("move it away first, and take over from it what you need".to_owned()),
        },
        _ => CommandError::internal(format!("`{path}` cannot be written: {error}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::waves::Wave;
    use codegen::yaml::{Node, Value, parse};
    use sf_client::OrgAddress;

    fn target(flow: Flow, class: OrgClass) -> Target {
        let address = OrgAddress::parse("acme.my.salesforce.com").expect("an address");
        Target { name: "uat-2".to_owned(), class, address, flow, deploy_user: None }
    }

    #[test]
    fn every_pipeline_is_yaml_without_open_places() {
        let fetched = Fetched { url: "https://git.example/t", commit: &"a".repeat(40) };
        for platform in [Platform::Github, Platform::Gitlab] {
            for flow in [Flow::JwtBearer, Flow::ClientCredentials, Flow::AuthorizationCode] {
                for (class, fetched) in [(OrgClass::Sandbox, None), (OrgClass::Production, Some(&fetched))] {
                    let text = render(platform, &target(flow, class), "main", fetched, "");
                    let open = |word: &str| word.starts_with('@') && word.ends_with('@');
                    assert!(!text.split(|c: char| c.is_whitespace() || c == '-').any(open), "{text}");
                    let node = parse("pipeline.yml", &text).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
                    assert!(!node.entries().is_empty());
                    assert_eq!(text.contains("--production \"$SF_UAT_2_ORG_ID\""), class == OrgClass::Production);
                    assert_eq!(text.contains("cargo build --quiet --locked --package xtask"), fetched.is_some());
                }
            }
        }
    }

    /// The jobs that log in are those that get secrets.
    #[test]
    fn secrets_reach_only_the_jobs_that_log_in() {
        let text = render(Platform::Github, &target(Flow::JwtBearer, OrgClass::Sandbox), "main", None, "");
        let node = parse("pipeline.yml", &text).expect("YAML");
        let jobs = node.get("jobs").expect("jobs");
        let has_secret = |job: &str| {
            let env = jobs.get(job).and_then(|job| job.get("env")).map(Node::entries).unwrap_or_default();
            env.iter().any(|e| matches!(&e.node.value, Value::Text(text) if text.contains("secrets.")))
        };
        assert_eq!(["check", "validate", "deploy"].map(has_secret), [false, true, true]);
    }

    /// GitHub keeps one pending job of a group: a pull request must not be in the group of merges, or it cancels one.
    #[test]
    fn no_pull_request_cancels_the_deployment_of_a_merge() {
        let text = render(Platform::Github, &target(Flow::JwtBearer, OrgClass::Sandbox), "main", None, "");
        let node = parse("pipeline.yml", &text).expect("YAML");
        let jobs = node.get("jobs").expect("jobs");
        let group = |job: &str| jobs.get(job).is_some_and(|job| job.get("concurrency").is_some());
        assert_eq!(["check", "validate", "deploy"].map(group), [false, false, true]);
    }

    /// The project of a repository that holds other things as well.
    #[test]
    fn a_project_below_the_root_is_entered() {
        let fetched = Fetched { url: "https://git.example/t", commit: &"a".repeat(40) };
        for fetched in [None, Some(&fetched)] {
            let of =
                |platform| render(platform, &target(Flow::JwtBearer, OrgClass::Sandbox), "main", fetched, "apps/crm");
            let github = of(Platform::Github);
            assert!(
                github.contains("working-directory: apps/crm\n") && github.contains("path: apps/crm/deployments/"),
                "{github}"
            );
            let gitlab = of(Platform::Gitlab);
            assert!(
                gitlab.contains("    - cd apps/crm\n") && gitlab.contains("codequality: gl-code-quality"),
                "{gitlab}"
            );
            for text in [github, gitlab] {
                parse("pipeline.yml", &text).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
            }
        }
    }

    /// A file that is included shares its names with the one that includes it.
    #[test]
    fn the_gitlab_pipeline_changes_nothing_of_another() {
        let text = render(Platform::Gitlab, &target(Flow::JwtBearer, OrgClass::Sandbox), "main", None, "");
        let node = parse("pipeline.yml", &text).expect("YAML");
        let keys: Vec<&str> = node.entries().iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, [".mcp", "mcp-check", "mcp-validate", "mcp-deploy"]);
    }

    /// What a merge does is all that a deployment does: `quick` alone would leave out users and policies.
    #[test]
    fn a_merge_does_every_wave_but_keys() {
        for platform in [Platform::Github, Platform::Gitlab] {
            let text = render(platform, &target(Flow::JwtBearer, OrgClass::Sandbox), "main", None, "");
            for wave in Wave::ALL {
                let done = text.contains(&format!("--only {} ", wave.name()))
                    || text.contains(&format!("--only {}\n", wave.name()));
                assert!(done, "{wave:?} is not done: {text}");
            }
            assert!(text.contains("deploy --target uat-2 --quick "), "{text}");
        }
    }

    #[test]
    fn nothing_that_a_shell_understands_gets_in() {
        for text in ["", "a b", "a;b", "a$(b)", "a\nb", "a'b", "../x", "a`b`"] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
