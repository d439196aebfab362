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
    /// Target that gets merges, and validates pull requests unless --validate-target names another.
    #[arg(long, value_name = "NAME")]
    target: String,
    /// Target that validates pull requests: a sandbox, where merges go to production.
    #[arg(long, value_name = "NAME")]
    validate_target: Option<String>,
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
    /// The toolchain's repository is not public. GitLab's job token reads it, if its settings allow this project; on GitHub the
    /// secret MCP_TOOLCHAIN_TOKEN does.
    #[arg(long, requires = "toolchain")]
    private: bool,
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
    /// Whether its repository asks who reads it.
    private: bool,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        let target = targets::find(&root, &self.target)?;
        let validates = self.validate_target.as_deref().map(|name| targets::find(&root, name)).transpose()?;
        let validates = validates.as_ref().unwrap_or(&target);
        if [&target, validates].iter().any(|target| target.class == OrgClass::Local) {
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
        let pipeline = Pipeline {
            platform: self.platform,
            target: &target,
            validates,
            branch: &self.branch,
            fetched: fetched.as_ref(),
            below: &below,
        };
        let text = pipeline.render();
        let beside = self.platform == Platform::Gitlab && repository.join(self.platform.path()).exists();
        let path = if beside { INCLUDED } else { self.platform.path() };
        write_new(&repository, path, &text)?;
        if !below.is_empty() {
            printer.note(&format!("at the root of the repository; the project is in {below}"));
        }
        printer.data(&format!("create {path}\n"));
        printer.success("the file is yours: read it, and set the secrets that its first lines name");
        if target.class == OrgClass::Production && target.name != validates.name {
            printer.note(&format!(
                "merges are validated in `{}`, which is changed only by what a person was shown; the job says how to deploy it",
                target.name
            ));
        }
        if validates.class == OrgClass::Production {
            printer.note("pull requests are validated in production; --validate-target names a sandbox for them");
        }
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
            return Ok(Some(Fetched { url, commit, private: self.private }));
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

/// A pipeline to write.
struct Pipeline<'a> {
    platform: Platform,
    /// Gets merges.
    target: &'a Target,
    /// Validates pull requests.
    validates: &'a Target,
    branch: &'a str,
    fetched: Option<&'a Fetched<'a>>,
    /// The project's directory in its repository, empty if it is the root.
    below: &'a str,
}

/// Secrets of a target: their variables and what they are.
fn secrets(target: &Target) -> Vec<(String, &'static str)> {
    let mut secrets = match target.flow {
        Flow::JwtBearer => vec![
            (variable(target, part::CLIENT_ID), "consumer key of the app that deploys"),
            (variable(target, part::PRIVATE_KEY), "private key (PEM) whose certificate the app knows"),
            (
                variable(target, part::NEXT_PRIVATE_KEY),
                "only while the key is replaced (login rotate-key): the new one",
            ),
        ],
        Flow::ClientCredentials => vec![
            (variable(target, part::CLIENT_ID), "consumer key of the app that deploys"),
            (variable(target, part::CLIENT_SECRET), "its consumer secret"),
        ],
        // Nobody is at a browser here.
        Flow::AuthorizationCode => vec![(
            variable(target, part::AUTH_URL),
            "sfdx auth URL of the deploy user (the app must not replace refresh tokens); better: a target with `flow: jwtBearer`",
        )],
    };
    if target.class == OrgClass::Production {
        secrets.push((variable(target, ORG_ID), "id of the org (00D…), as consent to change production"));
    }
    secrets
}

/// What holds the id of a production org.
const ORG_ID: &str = "org-id";

fn variable(target: &Target, what: &str) -> String {
    SecretName::new(&target.name, what).map(|name| EnvironmentStore::variable(&name)).unwrap_or_default()
}

impl Pipeline<'_> {
    fn render(&self) -> String {
        let Self { platform, target, validates, below, .. } = *self;
        let xtask = match (self.fetched, platform) {
            (None, _) => "cargo xtask",
            (Some(_), Platform::Github) => "$RUNNER_TEMP/toolchain/target/release/xtask",
            (Some(_), Platform::Gitlab) => "/opt/toolchain/target/release/xtask",
        };
        let consent = match target.class {
            OrgClass::Production => format!(" --production \"${}\"", variable(target, ORG_ID)),
            _ => String::new(),
        };
        let list = |target: &Target| -> String {
            secrets(target).iter().map(|(name, meaning)| format!("#   {name}: {meaning}\n")).collect()
        };
        let environment = |target: &Target| -> String {
            secrets(target).iter().map(|(name, _)| format!("      {name}: ${{{{ secrets.{name} }}}}\n")).collect()
        };
        self.lines()
            .replace("@SECRETS@\n", &list(target))
            .replace("@VALIDATES_SECRETS@\n", &list(validates))
            .replace("@ENVIRONMENT@\n", &environment(target))
            .replace("@VALIDATES_ENVIRONMENT@\n", &environment(validates))
            .replace("@TOOLCHAIN@\n", &self.toolchain())
            .replace("@DIRECTORY@\n", &directory(below))
            .replace("@BELOW@", &if below.is_empty() { String::new() } else { format!("{below}/") })
            .replace("@XTASK@", xtask)
            .replace("@RUST@", env!("CARGO_PKG_RUST_VERSION"))
            .replace("@CONSENT@", &consent)
            .replace("@BRANCH@", self.branch)
            .replace("@VALIDATES@", &validates.name)
            .replace("@TARGET@", &target.name)
    }

    /// The lines of the template that are meant: some only where one target does both, some only where two do, some only
    /// where the toolchain is fetched from a repository that is not public.
    fn lines(&self) -> String {
        let same = self.target.name == self.validates.name;
        let private = self.fetched.is_some_and(|fetched| fetched.private);
        // No validation of production comes from elsewhere, and without one that was shown it is not changed.
        let shown = !same && self.target.class == OrgClass::Production;
        let marks =
            [("@ONE@", same), ("@TWO@", !same), ("@PRIVATE@", private), ("@QUICK@", !shown), ("@SHOWN@", shown)];
        let mut text = String::new();
        for line in self.platform.template().lines() {
            let mark = marks.iter().find_map(|(mark, wanted)| Some((line.strip_prefix(mark)?, *wanted)));
            match mark {
                Some((_, false)) => {}
                Some((line, true)) => text.push_str(&format!("{line}\n")),
                None => text.push_str(&format!("{line}\n")),
            }
        }
        text
    }

    /// Builds the toolchain outside the checkout, whose settings of cargo and rustup must not reach what runs with secrets,
    /// unless an earlier job has.
    fn toolchain(&self) -> String {
        let enter = (self.platform == Platform::Gitlab && !self.below.is_empty()).then_some(self.below);
        let Some(fetched) = self.fetched else {
            return enter.map_or_else(String::new, |below| format!("  before_script:\n    - cd {below}\n"));
        };
        let Fetched { url, commit, private } = *fetched;
        let (folder, user, token) = match self.platform {
            Platform::Github => ("\"$RUNNER_TEMP/toolchain\"", "x-access-token", "$TOOLCHAIN_TOKEN"),
            Platform::Gitlab => ("/opt/toolchain", "gitlab-ci-token", "$CI_JOB_TOKEN"),
        };
        // In the environment of this one call: not in its arguments, which other processes see, and in no file.
        let host: String = url.split_inclusive('/').take(3).collect();
        let login = match private {
            true => format!(
                "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.{host}.extraHeader GIT_CONFIG_VALUE_0=\"Authorization: Basic $(printf '{user}:%s' \"{token}\" | base64 --wrap=0)\" "
            ),
            false => String::new(),
        };
        let commands = [
            format!("git init --quiet {folder}"),
            format!("cd {folder}"),
            format!("{login}git fetch --quiet --depth 1 {url} {commit}"),
            "git checkout --quiet FETCH_HEAD".to_owned(),
            "cargo build --quiet --locked --release --package xtask".to_owned(),
        ];
        let indented = |by: usize| -> String { commands.iter().map(|line| format!("{:by$}{line}\n", "")).collect() };
        match self.platform {
            Platform::Github => {
                let env = match private {
                    true => "        env:\n          TOOLCHAIN_TOKEN: ${{ secrets.MCP_TOOLCHAIN_TOKEN }}\n",
                    false => "",
                };
                format!(
                    "      # What a pull request puts into the cache is seen by that pull request alone.\n      - uses: actions/cache@0057852bfaa89a56745cba8c7296529d2fc39830 # v4.3.0\n        id: toolchain\n        with:\n          path: ${{{{ runner.temp }}}}/toolchain/target/release/xtask\n          key: mcp-toolchain-{commit}-${{{{ runner.os }}}}-${{{{ runner.arch }}}}\n      - name: Toolchain\n        if: steps.toolchain.outputs.cache-hit != 'true'\n{env}        run: |\n{}",
                    indented(10)
                )
            }
            Platform::Gitlab => {
                let enter = enter.map(|below| format!("    - cd {below}\n")).unwrap_or_default();
                format!(
                    "  # GitLab keeps the caches of protected branches apart (Settings, CI/CD, General pipelines); leave it so.\n  cache: {{ key: mcp-toolchain-{commit}-{rust}, paths: [{CACHE}/] }}\n  before_script:\n    # What lies there must come from the cache, and from no commit.\n    - if [ -n \"$(git ls-files {CACHE})\" ]; then echo \"{CACHE} must not be in the repository\"; exit 1; fi\n    - |\n      if [ ! -x {CACHE}/xtask ]; then\n        set -e\n{}        mkdir -p \"$CI_PROJECT_DIR/{CACHE}\"\n        cp target/release/xtask \"$CI_PROJECT_DIR/{CACHE}/xtask\"\n        cd \"$CI_PROJECT_DIR\"\n      fi\n      mkdir -p /opt/toolchain/target/release\n      cp {CACHE}/xtask /opt/toolchain/target/release/xtask\n{enter}",
                    indented(8),
                    rust = env!("CARGO_PKG_RUST_VERSION"),
                )
            }
        }
    }
}

/// Where GitLab keeps the built toolchain; it caches nothing outside the checkout.
const CACHE: &str = ".mcp-toolchain-ci";

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

    /// The pipeline of one target.
    fn render(platform: Platform, target: &Target, fetched: Option<&Fetched<'_>>, below: &str) -> String {
        Pipeline { platform, target, validates: target, branch: "main", fetched, below }.render()
    }

    fn fetched(commit: &str) -> Fetched<'_> {
        Fetched { url: "https://git.example/t", commit, private: false }
    }

    const COMMIT: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    #[test]
    fn every_pipeline_is_yaml_without_open_places() {
        let fetched = fetched(COMMIT);
        for platform in [Platform::Github, Platform::Gitlab] {
            for flow in [Flow::JwtBearer, Flow::ClientCredentials, Flow::AuthorizationCode] {
                for (class, fetched) in [(OrgClass::Sandbox, None), (OrgClass::Production, Some(&fetched))] {
                    let text = render(platform, &target(flow, class), fetched, "");
                    let open = |word: &str| word.starts_with('@') && word.ends_with('@');
                    assert!(!text.split(|c: char| c.is_whitespace() || c == '-').any(open), "{text}");
                    let node = parse("pipeline.yml", &text).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
                    assert!(!node.entries().is_empty());
                    assert_eq!(text.contains("--production \"$SF_UAT_2_ORG_ID\""), class == OrgClass::Production);
                    assert_eq!(
                        text.contains("cargo build --quiet --locked --release --package xtask"),
                        fetched.is_some()
                    );
                    assert_eq!(text.contains("target/release/xtask check"), fetched.is_some());
                }
            }
        }
    }

    /// The jobs that log in are those that get secrets.
    #[test]
    fn secrets_reach_only_the_jobs_that_log_in() {
        let text = render(Platform::Github, &target(Flow::JwtBearer, OrgClass::Sandbox), None, "");
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
        let text = render(Platform::Github, &target(Flow::JwtBearer, OrgClass::Sandbox), None, "");
        let node = parse("pipeline.yml", &text).expect("YAML");
        let jobs = node.get("jobs").expect("jobs");
        let group = |job: &str| jobs.get(job).is_some_and(|job| job.get("concurrency").is_some());
        assert_eq!(["check", "validate", "deploy"].map(group), [false, false, true]);
    }

    /// A checkout has no receipts, and `unzip` and `curl` make no directories above the one that they write to.
    #[test]
    fn receipts_of_validations_have_a_directory_to_lie_in() {
        for platform in [Platform::Github, Platform::Gitlab] {
            let text = render(platform, &target(Flow::JwtBearer, OrgClass::Sandbox), None, "");
            let made = text.find("mkdir -p deployments/uat-2\n").expect("it is made");
            let written = ["-d deployments/uat-2\n", "--output deployments/uat-2/receipt.json"];
            assert!(written.iter().filter_map(|part| text.find(part)).all(|place| made < place), "{text}");
        }
    }

    /// The project of a repository that holds other things as well.
    #[test]
    fn a_project_below_the_root_is_entered() {
        let fetched = fetched(COMMIT);
        for fetched in [None, Some(&fetched)] {
            let of = |platform| render(platform, &target(Flow::JwtBearer, OrgClass::Sandbox), fetched, "apps/crm");
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
        let text = render(Platform::Gitlab, &target(Flow::JwtBearer, OrgClass::Sandbox), None, "");
        let node = parse("pipeline.yml", &text).expect("YAML");
        let keys: Vec<&str> = node.entries().iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, [".mcp", "mcp-check", "mcp-validate", "mcp-deploy"]);
    }

    /// What a merge does is all that a deployment does: `quick` alone would leave out users and policies.
    #[test]
    fn a_merge_does_every_wave_but_keys() {
        for platform in [Platform::Github, Platform::Gitlab] {
            let text = render(platform, &target(Flow::JwtBearer, OrgClass::Sandbox), None, "");
            for wave in Wave::ALL {
                let done = text.contains(&format!("--only {} ", wave.name()))
                    || text.contains(&format!("--only {}\n", wave.name()));
                assert!(done, "{wave:?} is not done: {text}");
            }
            assert!(text.contains("deploy --target uat-2 --quick "), "{text}");
        }
    }

    /// A sandbox says whether a pull request would go in; production gets the merge, and its secrets go nowhere else.
    #[test]
    fn one_target_validates_and_another_gets_merges() {
        let sandbox = target(Flow::JwtBearer, OrgClass::Sandbox);
        let live = Target { name: "live".to_owned(), ..target(Flow::JwtBearer, OrgClass::Production) };
        for platform in [Platform::Github, Platform::Gitlab] {
            let text =
                Pipeline { platform, target: &live, validates: &sandbox, branch: "main", fetched: None, below: "" }
                    .render();
            let node = parse("pipeline.yml", &text).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
            assert!(text.contains("deploy --target uat-2 --validate\n"), "{text}");
            // Production is changed by a person who was shown what would change.
            assert!(
                text.contains("deploy --target live --validate\n") && !text.contains("--quick --production"),
                "{text}"
            );
            // A validation of one org is none of another.
            assert!(!text.contains("-artifact") && !text.contains("curl"), "{text}");
            if platform == Platform::Github {
                let environment = |job: &str| {
                    let job = node.get("jobs").and_then(|jobs| jobs.get(job)).expect("a job");
                    let names: Vec<&str> =
                        job.get("env").map(Node::entries).unwrap_or_default().iter().map(|e| &*e.key).collect();
                    names.join(" ")
                };
                assert!(!environment("validate").contains("LIVE") && !environment("deploy").contains("UAT"), "{text}");
            }
        }
    }

    /// A token is in the environment of the one call that needs it.
    #[test]
    fn a_private_toolchain_is_fetched_with_the_platforms_token() {
        let private = Fetched { private: true, ..fetched(COMMIT) };
        let sandbox = target(Flow::JwtBearer, OrgClass::Sandbox);
        let github = render(Platform::Github, &sandbox, Some(&private), "");
        assert!(github.contains("TOOLCHAIN_TOKEN: ${{ secrets.MCP_TOOLCHAIN_TOKEN }}\n"), "{github}");
        let gitlab = render(Platform::Gitlab, &sandbox, Some(&private), "");
        assert!(gitlab.contains("printf 'gitlab-ci-token:%s' \"$CI_JOB_TOKEN\""), "{gitlab}");
        for text in [github, gitlab] {
            parse("pipeline.yml", &text).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
            assert!(text.contains(" GIT_CONFIG_KEY_0=http.https://git.example/.extraHeader "), "{text}");
            assert!(
                text.contains("GIT_CONFIG_COUNT=1") && text.contains("MCP_TOOLCHAIN_TOKEN") == text.contains("jobs:")
            );
        }
        for platform in [Platform::Github, Platform::Gitlab] {
            assert!(!render(platform, &sandbox, Some(&fetched(COMMIT)), "").contains("GIT_CONFIG"), "nobody is asked");
        }
    }

    #[test]
    fn nothing_that_a_shell_understands_gets_in() {
        for text in ["", "a b", "a;b", "a$(b)", "a\nb", "a'b", "../x", "a`b`"] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
