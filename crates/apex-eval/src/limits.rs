//! Governor limits of a transaction: Apex Developer Guide, "Execution Governors and Limits", synchronous column.

use crate::stop::{Run, Stop};

/// Statements and calls that stand for ten seconds of CPU time.
const MAX_STEPS: u64 = 30_000_000;
/// Steps per millisecond of CPU time.
pub(crate) const STEPS_PER_MS: u64 = MAX_STEPS / 10_000;
/// Bytes a transaction may allocate in all before the heap counts as full.
const MAX_ALLOCATED: u64 = 400_000_000;
/// Deepest recursion.
pub(crate) const MAX_DEPTH: usize = 1_000;

/// What a transaction has used.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "each counts what it names")]
pub struct Limits {
    pub queries: u32,
    pub query_rows: u32,
    pub aggregate_queries: u32,
    pub searches: u32,
    pub dml: u32,
    pub dml_rows: u32,
    pub callouts: u32,
    pub future_calls: u32,
    pub queueables: u32,
    pub steps: u64,
    pub allocated: u64,
}

/// The most of each.
#[allow(missing_docs, reason = "each is the limit it names")]
pub mod most {
    pub const QUERIES: u32 = 100;
    pub const QUERY_ROWS: u32 = 50_000;
    pub const AGGREGATE_QUERIES: u32 = 300;
    pub const SEARCHES: u32 = 20;
    pub const DML: u32 = 150;
    pub const DML_ROWS: u32 = 10_000;
    pub const CALLOUTS: u32 = 100;
    pub const CPU_MS: u32 = 10_000;
    pub const HEAP: u32 = 6_000_000;
}

impl Limits {
    pub(crate) fn step(&mut self) -> Run<()> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(Stop::Limit("Apex CPU time limit exceeded".into()));
        }
        Ok(())
    }

    pub(crate) fn allocate(&mut self, bytes: usize) -> Run<()> {
        self.allocated += bytes as u64;
        if self.allocated > MAX_ALLOCATED {
            return Err(Stop::Limit(format!("Apex heap size too large: {}", self.allocated)));
        }
        Ok(())
    }

    /// An estimate in bytes: most of what was allocated is garbage by now.
    pub fn heap(&self) -> u32 {
        u32::try_from(self.allocated / 64).unwrap_or(u32::MAX).saturating_add(1_024)
    }

    /// Milliseconds of CPU time.
    pub fn cpu(&self) -> u32 {
        u32::try_from(self.steps / STEPS_PER_MS).unwrap_or(u32::MAX)
    }

    pub(crate) fn count(used: &mut u32, by: usize, most: u32, what: &str) -> Run<()> {
        *used = used.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
        if *used > most {
            return Err(Stop::Limit(format!("{what}: {used}")));
        }
        Ok(())
    }

    pub(crate) fn query(&mut self) -> Run<()> {
        Self::count(&mut self.queries, 1, most::QUERIES, "Too many SOQL queries")
    }

    pub(crate) fn rows(&mut self, rows: usize) -> Run<()> {
        Self::count(&mut self.query_rows, rows, most::QUERY_ROWS, "Too many query rows")
    }

    pub(crate) fn search(&mut self) -> Run<()> {
        Self::count(&mut self.searches, 1, most::SEARCHES, "Too many SOSL queries")
    }

    pub(crate) fn write(&mut self, rows: usize) -> Run<()> {
        Self::count(&mut self.dml, 1, most::DML, "Too many DML statements")?;
        Self::count(&mut self.dml_rows, rows, most::DML_ROWS, "Too many DML rows")
    }
}
