//! Options that several deployment commands share.

use super::finish::ShowArgs;
use crate::error::CommandError;
use crate::project::ProjectArgs;
use clap::Args;
use sf_client::deploy::Timing;
use sf_metadata::{ApiVersion, Manifest};
use sf_wire::deploy::{DeployOptions, TestLevel};
use std::time::Duration;

/// Which org, and which project.
#[derive(Debug, Clone, Args)]
pub struct TargetArgs {
    /// The org: a name in targets.yaml, or `local`.
    #[arg(long, value_name = "NAME")]
    pub target: String,
    /// Where the project lies.
    #[command(flatten)]
    pub project: ProjectArgs,
}

/// Which deployment, for commands about one that is there already.
#[derive(Debug, Clone, Args)]
pub struct JobArgs {
    /// Where it is.
    #[command(flatten)]
    pub target: TargetArgs,
    /// The deployment or validation (0Af…).
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
}

/// How to follow a deployment.
#[derive(Debug, Clone, Args)]
pub struct WatchArgs {
    /// For how long.
    #[command(flatten)]
    pub wait: WaitArgs,
    /// What a person sees of it.
    #[command(flatten)]
    pub show: ShowArgs,
}

/// How long to follow a deployment.
#[derive(Debug, Clone, Args)]
pub struct WaitArgs {
    /// Minutes to follow the deployment. When they are over it goes on without being watched: exit code 8.
    #[arg(long, value_name = "MINUTES", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=1440))]
    pub wait: u64,
    /// Do not follow the deployment: print its id and how to resume, with exit code 8.
    #[arg(long = "async", conflicts_with = "wait")]
    pub no_wait: bool,
    /// All other waits.
    #[arg(skip)]
    pub usual: Timing,
}

/// How the steps of a deployment wait for the org.
#[derive(Debug, Clone)]
pub struct Waits {
    /// For deployments.
    pub timing: Timing,
    /// Whether deployments are not followed.
    pub no_wait: bool,
    /// Between two looks at an installation, or for an app that the org has just got.
    pub pause: Duration,
}

impl WaitArgs {
    /// The waits of a whole command.
    pub fn waits(&self) -> Waits {
        Waits { timing: self.timing(), no_wait: self.no_wait, pause: Duration::from_secs(5) }
    }

    /// The waits of the client.
    pub fn timing(&self) -> Timing {
        // Not to follow is to look once.
        let minutes = if self.no_wait { 0 } else { self.wait };
        Timing { patience: Duration::from_secs(minutes * 60), ..self.usual }
    }
}

/// Which tests a deployment runs.
#[derive(Debug, Clone, Default, Args)]
pub struct TestArgs {
    /// Test classes to run, separated by commas. Default: the test classes of the project.
    #[arg(long, value_name = "CLASSES", value_delimiter = ',')]
    pub tests: Vec<String>,
    /// Which tests run. Default: specified tests, so that each class of the package needs 75 % coverage by them.
    #[arg(long, value_enum, value_name = "LEVEL", ignore_case = true)]
    pub test_level: Option<Level>,
}

/// Which tests a deployment runs, by the names of the Metadata API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "PascalCase")]
pub enum Level {
    /// None. Production orgs refuse it for packages with Apex.
    NoTestRun,
    /// Those of --tests, or the project's own.
    RunSpecifiedTests,
    /// All of the org but those of managed packages.
    RunLocalTests,
    /// All of the org.
    RunAllTestsInOrg,
    /// Those the platform picks for the package; API 66.0 and later.
    RunRelevantTests,
}

/// First API version with `RunRelevantTests` (beta).
const RELEVANT_TESTS_SINCE: u16 = 66;

impl TestArgs {
    /// Sets the tests of a deployment. `own` are the project's test classes.
    ///
    /// # Errors
    /// Options that contradict each other, or that the package's API version does not know.
    pub fn apply(
        &self,
        mut options: DeployOptions,
        own: &[String],
        api: ApiVersion,
    ) -> Result<DeployOptions, CommandError> {
        let usage = |message: String, hint: &str| Err(CommandError::usage(message, hint));
        let level = match self.test_level {
            Some(level) if !self.tests.is_empty() && level != Level::RunSpecifiedTests => {
                return usage(format!("--tests does nothing with --test-level {level:?}"), "leave one of the two out");
            }
            Some(Level::RunRelevantTests) if api.major() < RELEVANT_TESTS_SINCE => {
                return usage(
                    format!("RunRelevantTests needs API 66.0, the project has {api}"),
                    "raise `sourceApiVersion` in sfdx-project.json, or name the tests with --tests",
                );
            }
            Some(Level::RunSpecifiedTests) if self.tests.is_empty() && own.is_empty() => {
                return usage("the project has no test class".to_owned(), "name tests of the org with --tests");
            }
            Some(level) => Some(level),
            // Without a test class of its own a project leaves the choice to the org.
            None if self.tests.is_empty() && own.is_empty() => None,
            None => Some(Level::RunSpecifiedTests),
        };
        if let Some(bad) = self.tests.iter().find(|name| !is_class_name(name)) {
            return usage(
                format!("--tests: `{bad}` is not the name of a class"),
                "write Class or namespace.Class; methods cannot be chosen",
            );
        }
        options.test_level = level.map(Level::wire);
        if level == Some(Level::RunSpecifiedTests) {
            options.run_tests = if self.tests.is_empty() { own.to_vec() } else { self.tests.clone() };
        }
        Ok(options)
    }
}

impl Level {
    fn wire(self) -> TestLevel {
        match self {
            Self::NoTestRun => TestLevel::NoTestRun,
            Self::RunSpecifiedTests => TestLevel::RunSpecifiedTests,
            Self::RunLocalTests => TestLevel::RunLocalTests,
            Self::RunAllTestsInOrg => TestLevel::RunAllTestsInOrg,
            Self::RunRelevantTests => TestLevel::RunRelevantTests,
        }
    }
}

fn is_class_name(name: &str) -> bool {
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    name.split('.').count() <= 2 && name.split('.').all(is_word)
}

/// The components that a person wants deleted, each by type and name.
///
/// # Errors
/// Text that is not `Type:Name`, wildcards, and types that are not known.
pub fn deletions(named: &[String], version: ApiVersion) -> Result<Manifest, CommandError> {
    let mut manifest = Manifest::new(version);
    for text in named {
        let usage =
            |message: String| CommandError::usage(message, "write it like `ApexClass:AcmeOldTool`, one component each");
        let Some((kind, member)) = text.split_once(':').filter(|(kind, member)| !kind.is_empty() && !member.is_empty())
        else {
            return Err(usage(format!("--destroy: `{text}` is not a type and a name")));
        };
        if member.contains('*') {
            return Err(usage(format!("--destroy: `{text}` holds a wildcard; each deletion is named")));
        }
        if !sf_metadata::kinds::is_known(kind) {
            return Err(usage(format!("--destroy: `{kind}` is not a metadata type")));
        }
        manifest.insert(kind, member);
    }
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(args: &TestArgs, own: &[&str], api: u16) -> Result<(Option<TestLevel>, Vec<String>), String> {
        let own: Vec<String> = own.iter().map(|&name| name.to_owned()).collect();
        let options = args.apply(DeployOptions::default(), &own, ApiVersion::new(api));
        options.map(|options| (options.test_level, options.run_tests)).map_err(|error| error.message)
    }

    #[test]
    fn what_may_have_been_sent_is_looked_for_a_minute_unless_a_test_says_otherwise() {
        #[derive(clap::Parser)]
        struct Command {
            #[command(flatten)]
            wait: WaitArgs,
        }
        let Command { mut wait } = clap::Parser::parse_from(["deploy", "--wait", "5"]);
        let minute = Duration::from_secs(60);
        assert_eq!((wait.timing().search, wait.timing().patience), (minute, 5 * minute));
        wait.usual.search = Duration::from_secs(1);
        assert_eq!((wait.timing().search, wait.waits().timing.search), (wait.usual.search, wait.usual.search));
    }

    #[test]
    fn specified_tests_default_to_those_of_the_project() {
        let none = TestArgs::default();
        let own = Ok((Some(TestLevel::RunSpecifiedTests), vec!["ATest".to_owned()]));
        assert_eq!(applied(&none, &["ATest"], 66), own);
        assert_eq!(applied(&none, &[], 66), Ok((None, Vec::new())));
        let named = TestArgs { tests: vec!["Other".into()], test_level: None };
        assert_eq!(applied(&named, &["ATest"], 66), Ok((Some(TestLevel::RunSpecifiedTests), vec!["Other".to_owned()])));
    }

    #[test]
    fn levels_that_cannot_be_are_refused_before_anything_is_sent() {
        let level = |level, tests: &[&str]| TestArgs {
            tests: tests.iter().map(|&t| t.to_owned()).collect(),
            test_level: Some(level),
        };
        assert!(applied(&level(Level::RunLocalTests, &["A"]), &[], 66).unwrap_err().contains("--tests does nothing"));
        assert!(applied(&level(Level::RunRelevantTests, &[]), &["A"], 65).unwrap_err().contains("API 66.0"));
        assert!(applied(&level(Level::RunRelevantTests, &[]), &["A"], 66).is_ok());
        assert!(applied(&level(Level::RunSpecifiedTests, &[]), &[], 66).unwrap_err().contains("no test class"));
        assert!(applied(&level(Level::RunSpecifiedTests, &["A.b.c"]), &[], 66).unwrap_err().contains("not the name"));
        assert_eq!(applied(&level(Level::NoTestRun, &[]), &["A"], 66), Ok((Some(TestLevel::NoTestRun), Vec::new())));
    }

    #[test]
    fn deletions_are_named_one_by_one() {
        let of = |text: &str| deletions(&[text.to_owned()], ApiVersion::DEFAULT).map_err(|error| error.message);
        assert!(of("ApexClass:A").is_ok_and(|manifest| manifest.contains("ApexClass", "A")));
        assert!(of("CustomField:Account.X__c").is_ok());
        for (text, part) in [
            ("ApexClass", "a type and a name"),
            ("ApexClass:*", "wildcard"),
            ("Nope:A", "not a metadata type"),
            (":A", "a type"),
        ] {
            assert!(of(text).unwrap_err().contains(part), "{text}");
        }
    }
}
