//! Ctrl-C.

/// Presses of Ctrl-C, one after the other.
#[derive(Debug, Default)]
pub struct Interrupts;

impl Interrupts {
    /// Waits for the next press. Where the platform does not tell, none ever comes.
    pub async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
