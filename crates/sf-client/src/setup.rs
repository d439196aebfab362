//! Steps of a deployment that the Metadata API does not know: packages, licences, assignments, consumer keys.
//!
//! Each step looks first and then acts, so that running it again does nothing that is done already.

mod access;
mod app;
mod package;
mod user;

pub use access::{AccessError, Assigned, UserRights};
pub use app::{AppCredentials, AppError};
pub use package::{InstallError, InstallEvent, InstallPlan, InstallWait};
pub use user::{Holder, INTEGRATION_LICENSE, INTEGRATION_PROFILE, NewUser};

#[cfg(test)]
mod tests;
