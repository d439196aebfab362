//! The files that tell about a run: JSON, JUnit, lcov, Cobertura, SARIF, GitLab code quality, a Markdown summary.
//!
//! A deployment ([`of_deployment`]) and a run of Apex tests in the local org ([`of_tests`]) become the same [`Run`]; each
//! format is one file that renders it. [`write_all`] writes what was asked for and what the CI system at hand reads.

mod ci;
mod cobertura;
mod code_quality;
mod deployment;
mod destination;
mod format;
mod json;
mod junit;
mod lcov;
mod model;
mod origins;
mod summary;
#[cfg(test)]
mod tests;
mod tests_run;
mod write;
mod xml;

pub use ci::Ci;
pub use deployment::{Sources, of_deployment};
pub use destination::{Destination, ReportArgs};
pub use model::{
    Change, Component, Coverage, CoverageProblem, Deployed, Kind, McpServer, Run, Test, TestOutcome, Verdict,
    map_places,
};
pub use origins::Origins;
pub use summary::ranges;
#[cfg(test)]
pub(crate) use tests::schema_file;
pub use tests_run::{distance, of_tests};
pub use write::{below_repository, refusal, write_all, write_findings};

/// Coverage that Salesforce asks of each class and trigger, in percent.
pub const ENOUGH: f64 = 75.0;
