//! The CI system that the command runs in, by its documented environment variables.

use super::{Run, code_quality, summary};
use diag::{Diagnostic, Severity, render};
use std::io::Write;
use std::path::{Path, PathBuf};

/// GitHub shows at most so many annotations of each severity a step.
const ANNOTATIONS: usize = 10;

/// What the CI system at hand reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ci {
    /// Workflow commands become annotations (`GITHUB_ACTIONS`).
    pub github: bool,
    /// The file whose Markdown is shown with the step (`GITHUB_STEP_SUMMARY`).
    pub step_summary: Option<PathBuf>,
    /// Where GitLab runs the job (`GITLAB_CI`, `CI_PROJECT_DIR`); the code quality report goes there.
    pub gitlab: Option<PathBuf>,
}

impl Ci {
    /// The CI system of this process.
    pub fn of_process() -> Self {
        Self::of(&|name| std::env::var(name).ok())
    }

    fn of(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let on = |name| variable(name).is_some_and(|value| value == "true");
        let file = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let github = on("GITHUB_ACTIONS");
        Self {
            github,
            step_summary: file("GITHUB_STEP_SUMMARY").filter(|_| github),
            gitlab: on("GITLAB_CI").then(|| file("CI_PROJECT_DIR").unwrap_or_else(|| PathBuf::from("."))),
        }
    }

    /// Workflow commands for GitHub: the first findings of each severity, as many as GitHub shows. The step summary has
    /// all of them.
    pub fn annotations(&self, findings: &[Diagnostic]) -> String {
        if !self.github {
            return String::new();
        }
        let of = |severity| findings.iter().filter(move |finding| finding.severity == severity).take(ANNOTATIONS);
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        let shown: Vec<Diagnostic> = severities.into_iter().flat_map(of).cloned().collect();
        render::github(&shown)
    }

    /// Writes the files that the CI system reads.
    ///
    /// # Errors
    /// The file that could not be written, and why.
    pub fn write(&self, run: &Run) -> Result<(), (PathBuf, std::io::Error)> {
        if let Some(path) = &self.step_summary {
            append(path, &summary::render(run)).map_err(|error| (path.clone(), error))?;
        }
        if let Some(directory) = &self.gitlab {
            let path = directory.join("gl-code-quality-report.json");
            std::fs::write(&path, code_quality::render(run)).map_err(|error| (path, error))?;
        }
        Ok(())
    }
}

/// Steps share the file, so it is never replaced.
fn append(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::OpenOptions::new().create(true).append(true).open(path)?.write_all(format!("{text}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use diag::catalogue::deploy;

    fn ci(variables: &[(&str, &str)]) -> Ci {
        Ci::of(&|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn only_documented_values_switch_it_on() {
        assert_eq!(ci(&[]), Ci::default());
        assert_eq!(ci(&[("GITHUB_ACTIONS", "false"), ("GITHUB_STEP_SUMMARY", "s")]), Ci::default());
        let github = ci(&[("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "s")]);
        assert_eq!((github.github, github.step_summary), (true, Some(PathBuf::from("s"))));
        let gitlab = ci(&[("GITLAB_CI", "true"), ("CI_PROJECT_DIR", "/builds/p")]);
        assert_eq!(gitlab.gitlab, Some(PathBuf::from("/builds/p")));
    }

    #[test]
    fn as_many_annotations_as_github_shows() {
        let mut findings = vec![Diagnostic::new(&deploy::COMPONENT_WARNING, "w"); 3];
        findings.extend(vec![Diagnostic::new(&deploy::COMPONENT_FAILED, "e"); 30]);
        let github = Ci { github: true, ..Ci::default() };
        let text = github.annotations(&findings);
        let of = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!((of("::error "), of("::warning ")), (10, 3));
        assert_eq!(Ci::default().annotations(&findings), "");
    }
}
