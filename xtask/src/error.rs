//! Errors at the edge: what a person reads, and the exit code that scripts read.

use crate::exit_codes::Exit;
use diag::Diagnostic;
use std::fmt;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub struct CommandError {
    /// The exit code.
    pub exit: Exit,
    /// What was being done to which thing, and why it failed.
    pub message: String,
    /// What repairs it.
    pub hint: Option<String>,
}

impl CommandError {
    /// A mistake in the command line that clap cannot see.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), hint: Some(hint.into()) }
    }

    /// A file, variable or entry that a command needs is missing or of no use.
    pub fn missing(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { exit: Exit::Preflight, message: message.into(), hint: Some(hint.into()) }
    }

    /// The machine failed.
    pub fn internal(message: impl Into<String>) -> Self {
        Self { exit: Exit::Internal, message: message.into(), hint: None }
    }

    /// The project is not as the command needs it.
    pub fn preflight(problem: Diagnostic) -> Self {
        let place = problem.place.map(|place| format!("{place}: ")).unwrap_or_default();
        let message = format!("{place}{} [{}]", problem.message, problem.code.id);
        Self { exit: Exit::Preflight, message, hint: problem.hint }
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CommandError {}
