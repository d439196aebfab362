//! Ctrl-C, and being told to end.

/// What a person or a system wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interrupt {
    /// Ctrl-C was pressed.
    Pressed,
    /// The process is to end now: `SIGTERM`, as CI systems send it to a job that is cancelled, or `SIGHUP`, when the terminal
    /// is closed or the connection to it is lost.
    End,
}

/// Interrupts, one after the other.
#[derive(Debug, Default)]
pub struct Interrupts;

impl Interrupts {
    /// Waits for the next one. Where the platform does not tell, none ever comes.
    pub async fn next(&mut self) -> Interrupt {
        let pressed = async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = pressed => Interrupt::Pressed,
            () = told_to_end() => Interrupt::End,
        }
    }
}

#[cfg(unix)]
async fn told_to_end() {
    use tokio::signal::unix::SignalKind;
    tokio::select! {
        () = received(SignalKind::terminate()) => {}
        () = received(SignalKind::hangup()), if hangup_counts() => {}
    }
}

#[cfg(unix)]
async fn received(kind: tokio::signal::unix::SignalKind) {
    match tokio::signal::unix::signal(kind) {
        Ok(mut signals) => {
            signals.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

/// Whether a hangup is to end the process: under `nohup` it is ignored, and listening would undo that. Where the system does
/// not tell what is ignored, a process that talks to a terminal is taken for one without `nohup`, which takes it away.
#[cfg(unix)]
fn hangup_counts() -> bool {
    use std::io::IsTerminal;
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return std::io::stderr().is_terminal() };
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    // The lowest bit is the first signal, SIGHUP.
    ignored & 1 == 0
}

#[cfg(not(unix))]
async fn told_to_end() {
    std::future::pending().await
}
