//! What the last run found, for runs of the same project on this machine in which nothing is different.

use crate::running_org::{machine_file, write_private};
use codegen::output::{FilePlan, Inputs};
use codegen::{Compilation, package_directories};
use diag::Diagnostic;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The file of this machine that holds it.
const FILE: &str = "generated.json";

/// What a run found that ended well.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Found {
    /// What to read beside the specs before this run can be compared with the next.
    more: Vec<String>,
    /// Hash of all that it read, and of the program.
    inputs: String,
    /// What it said.
    findings: Vec<Diagnostic>,
    /// How many files it looked at, those of people among them.
    files: usize,
}

/// A run that may repeat the last one.
pub struct Known<'r> {
    root: &'r Path,
    more: Vec<String>,
    before: Option<Inputs<'r>>,
    found: Option<Found>,
}

impl<'r> Known<'r> {
    /// Reads what the run is about to read.
    pub fn read(root: &'r Path) -> Self {
        let text = std::fs::read_to_string(machine_file(root, FILE)).unwrap_or_default();
        let found: Option<Found> = serde_json::from_str(&text).ok();
        let more = found.as_ref().map_or_else(|| package_directories(root), |found| found.more.clone());
        let before = Inputs::of(root, &more);
        Self { root, more, before, found }
    }

    /// What the last run said and how many files it looked at, if this one would say the same and write nothing.
    pub fn repeats(&self) -> Option<(&[Diagnostic], usize)> {
        let (found, before) = (self.found.as_ref()?, self.before.as_ref()?);
        let same = before.hash(&this_program()?) == found.inputs && before.stands();
        same.then_some((&*found.findings, found.files))
    }

    /// Lets the next run know what this one said. Where that fails, the next run looks at everything again.
    pub fn remember(self, compilation: &Compilation, plan: &FilePlan, findings: &[Diagnostic]) {
        let more = [compilation.package_directories.clone(), compilation.named.clone()].concat();
        let settled = || {
            let before = self.before.as_ref().filter(|_| self.more == more)?;
            let after = Inputs::of(self.root, &more).filter(|after| after.settled_since(before, plan))?;
            Some(after.hash(&this_program()?))
        };
        let inputs = settled().unwrap_or_default();
        // The last file of a plan is the lock.
        let found = Found { more, inputs, findings: findings.to_vec(), files: plan.files.len() - 1 };
        if let Ok(text) = serde_json::to_string(&found) {
            let _ = write_private(&machine_file(self.root, FILE), &text);
        }
    }
}

/// What tells one build of this program from another: its version, size and age. `None` where the system does not say.
fn this_program() -> Option<String> {
    let file = std::env::current_exe().ok()?.metadata().ok()?;
    let age = file.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?.as_nanos();
    Some(format!("{} {} {age}", env!("CARGO_PKG_VERSION"), file.len()))
}
