//! Every exit code, once.

use std::process::ExitCode;

/// How a command ended, as its exit code tells scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, or nothing to do.
    Ok = 0,
    /// The machine or the program failed: a disk, a child process, a defect.
    Internal = 1,
    /// A plan has changes, where that was asked for.
    Changes = 2,
    /// The org differs from what was deployed.
    Drift = 3,
    /// The specs, the project or the org do not allow to start, or a file or variable that is needed is missing; nothing
    /// was changed.
    Preflight = 4,
    /// A deployment or a test failed, or the org refused a request.
    Failed = 5,
    /// A policy refused: production gate, more privileges, removal of components.
    Refused = 6,
    /// The login failed.
    Login = 7,
    /// Out of time while the org still works; the id to resume with was printed.
    StillRunning = 8,
    /// Cancelled.
    Cancelled = 9,
    /// A generated file is not what the specs say.
    Stale = 11,
    /// The command line cannot be understood.
    Usage = 64,
}

impl Exit {
    /// Every exit code with its meaning, in order.
    pub const ALL: &[(Self, &str)] = &[
        (Self::Ok, "done, or nothing to do"),
        (Self::Internal, "the machine or the program failed"),
        (Self::Changes, "a plan has changes"),
        (Self::Drift, "the org differs from what was deployed"),
        (
            Self::Preflight,
            "errors in the specs, the project or the org, or a file or variable is missing; nothing was changed",
        ),
        (Self::Failed, "a deployment or a test failed, or the org refused a request"),
        (Self::Refused, "a policy refused"),
        (Self::Login, "the login failed"),
        (Self::StillRunning, "out of time, the org still works"),
        (Self::Cancelled, "cancelled"),
        (Self::Stale, "a generated file is not what the specs say"),
        (Self::Usage, "the command line cannot be understood"),
    ];
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The table for `--help`.
pub fn help() -> String {
    let rows = Exit::ALL.iter().map(|(exit, meaning)| format!("\n  {:>2}  {meaning}", *exit as u8));
    format!("Exit codes:{}", rows.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_in_order() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|(exit, _)| *exit as u8).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
    }
}
