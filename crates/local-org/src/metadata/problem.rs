//! One problem of a component, as a deployment reports it.

use super::shape::Flaw;
use apex_sema::UNSUPPORTED;
use sf_metadata::ComponentId;
use sf_wire::deploy::ProblemType;

/// A problem. `DeployMessage` of the WSDL is made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// The component; its type is empty for `package.xml` itself.
    pub id: ComponentId,
    /// File of the package.
    pub file: String,
    /// Line and column, from 1.
    pub place: Option<(u32, u32)>,
    /// What the platform says.
    pub text: String,
    /// Error, warning or information.
    pub kind: ProblemType,
}

impl Problem {
    /// An error without a place.
    pub fn error(id: &ComponentId, file: &str, text: impl Into<String>) -> Self {
        Self { id: id.clone(), file: file.into(), place: None, text: text.into(), kind: ProblemType::Error }
    }

    /// An error; a warning if it is about what the local org does not have, so that a project goes in if that is wanted.
    pub fn refusal(id: &ComponentId, file: &str, text: impl Into<String>) -> Self {
        let text = text.into();
        if text.starts_with(UNSUPPORTED) { Self::warning(id, file, text) } else { Self::error(id, file, text) }
    }

    /// A warning: an error, unless the deployment ignores warnings (`DeployOptions.ignoreWarnings`).
    pub fn warning(id: &ComponentId, file: &str, text: impl Into<String>) -> Self {
        Self { kind: ProblemType::Warning, ..Self::error(id, file, text) }
    }

    /// An error of a manifest.
    pub fn of_manifest(file: &str, text: impl Into<String>) -> Self {
        Self::error(&ComponentId::new("", file), file, text)
    }

    /// A flaw of a file.
    pub fn flaw(id: &ComponentId, file: &str, flaw: Flaw) -> Self {
        Self { place: Some((flaw.line, flaw.column)), ..Self::error(id, file, flaw.text) }
    }

    /// Whether it makes the component fail.
    pub fn fails(&self, ignore_warnings: bool) -> bool {
        match self.kind {
            ProblemType::Warning => !ignore_warnings,
            ProblemType::Info => false,
            ProblemType::Error | ProblemType::Other(_) => true,
        }
    }
}
