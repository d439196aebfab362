//! Whether a validation holds what the project holds now. The org deploys what was validated, whatever has changed since.

use super::receipt;
use crate::connect::Connection;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use std::path::Path;

/// Consent to deploy what was validated.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct Accept {
    /// With a validation: deploy what was validated, although the project holds something else now.
    #[arg(long)]
    pub accept_changed: bool,
}

/// Compares the content of a validation with `now`, the hashes of packages that the project could be. Returns what a person
/// should know.
///
/// # Errors
/// The refusal: the project has changed, and nobody has accepted that.
pub fn compare(
    root: &Path,
    connection: &Connection,
    id: &str,
    now: &[String],
    accept: Accept,
) -> Result<Option<String>, CommandError> {
    let target = &connection.target;
    let Some(validated) = receipt::find(root, target, id).and_then(|receipt| receipt.content_hash) else {
        return Ok(Some(format!(
            "it is not known whether {id} holds what the project holds now: deployments/{target} has no receipt of it"
        )));
    };
    if now.contains(&validated) {
        return Ok(None);
    }
    if accept.accept_changed {
        return Ok(Some(format!("{id} holds something else than the project does now; deploying what was validated")));
    }
    Err(CommandError {
        exit: Exit::Refused,
        message: format!("validation {id} holds something else than the project does now"),
        hint: Some(format!(
            "validate again with `cargo xtask deploy --target {target} --validate`, or add `--accept-changed` to deploy what was validated"
        )),
    })
}
