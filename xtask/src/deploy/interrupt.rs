//! Ctrl-C, and being told to end.

/// What a person or a system wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interrupt {
    /// Ctrl-C was pressed.
    Pressed,
    /// The process is to end now: `SIGTERM`, as CI systems send it to a job that is cancelled.
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
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signals) => {
            signals.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn told_to_end() {
    std::future::pending().await
}
