//! Deployments: from the project on disk to an org, and every way to look at one that is under way.
//!
//! [`project`] checks and packs, [`run`] sends one package and follows it, [`finish`] says how it ended. What a deployment
//! has to remember between two commands lies in [`state`]; what it leaves behind for people is a [`receipt`].

mod as_generated;
pub mod choose;
pub mod finish;
pub mod guard;
mod interrupt;
mod local_target;
pub mod options;
pub mod plan;
pub mod project;
pub mod quiet;
pub mod receipt;
pub mod run;
pub mod state;
pub mod tests_of;
pub mod validated;
pub mod waves;

#[cfg(test)]
mod tests;
