//! Governor limits of a transaction: Apex Developer Guide, "Execution Governors and Limits".

use crate::stop::{Run, Stop};

/// Statements and calls that stand for a millisecond of CPU time.
pub(crate) const STEPS_PER_MS: u64 = 3_000;
/// Bytes of text that a built-in method looks at, or elements it moves, in the time of a step.
const PER_STEP: usize = 16;
/// Bytes that are copied in the time of a step.
const COPIED_PER_STEP: usize = 1_024;
/// Steps that stand for a row a query looks at.
const STEPS_PER_ROW: u64 = 4;
/// Bytes to allocate before the heap is measured again.
const UNMEASURED: u64 = 1_500_000;
/// Deepest recursion.
pub(crate) const MAX_DEPTH: usize = 1_000;

/// What a transaction has used.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "each counts what it names")]
pub struct Limits {
    pub queries: u32,
    pub query_rows: u32,
    pub locator_rows: u32,
    pub aggregate_queries: u32,
    pub searches: u32,
    pub dml: u32,
    pub dml_rows: u32,
    pub callouts: u32,
    pub future_calls: u32,
    pub queueables: u32,
    pub published: u32,
    pub steps: u64,
    /// Bytes that lived when the heap was last measured, and those allocated since.
    pub living: u64,
    pub unmeasured: u64,
    /// Whether this is a future or Queueable run, which may use more.
    pub asynchronous: bool,
    /// Whether there is work that was not committed, which forbids callouts.
    pub uncommitted: bool,
}

/// The most of each.
#[allow(missing_docs, reason = "each is the limit it names")]
pub mod most {
    pub const QUERIES: u32 = 100;
    pub const QUERIES_ASYNC: u32 = 200;
    pub const QUERY_ROWS: u32 = 50_000;
    pub const LOCATOR_ROWS: u32 = 10_000;
    pub const AGGREGATE_QUERIES: u32 = 300;
    pub const SEARCHES: u32 = 20;
    pub const DML: u32 = 150;
    pub const DML_ROWS: u32 = 10_000;
    pub const CALLOUTS: u32 = 100;
    pub const FUTURE_CALLS: u32 = 50;
    pub const QUEUEABLES: u32 = 50;
    pub const QUEUEABLES_ASYNC: u32 = 1;
    pub const PUBLISHED: u32 = 150;
    pub const CPU_MS: u32 = 10_000;
    pub const CPU_MS_ASYNC: u32 = 60_000;
    pub const HEAP: u32 = 6_000_000;
    pub const HEAP_ASYNC: u32 = 12_000_000;
}

impl Limits {
    /// The limits of a run that starts now and counts its CPU time and heap on from this one, so that a test cannot run
    /// for ever.
    pub(crate) fn fresh(&self, asynchronous: bool) -> Self {
        Self { asynchronous, ..Self::default() }.resumed(self)
    }

    /// These limits again, with the CPU time and heap that `inner` has used since.
    pub(crate) fn resumed(self, inner: &Self) -> Self {
        Self { steps: inner.steps, living: inner.living, unmeasured: inner.unmeasured, ..self }
    }

    /// One of two limits: the first for synchronous runs.
    pub fn either(&self, sync: u32, other: u32) -> u32 {
        if self.asynchronous { other } else { sync }
    }

    pub(crate) fn step(&mut self) -> Run<()> {
        self.steps(1)
    }

    pub(crate) fn steps(&mut self, steps: u64) -> Run<()> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > u64::from(self.either(most::CPU_MS, most::CPU_MS_ASYNC)) * STEPS_PER_MS {
            return Err(Stop::Limit("Apex CPU time limit exceeded".into()));
        }
        Ok(())
    }

    /// A built-in method looks at that many bytes, or touches that many elements.
    pub(crate) fn work(&mut self, size: usize) -> Run<()> {
        self.steps((size / PER_STEP) as u64)
    }

    /// That many bytes are copied.
    pub(crate) fn copy(&mut self, bytes: usize) -> Run<()> {
        self.allocate(bytes)?;
        self.steps((bytes / COPIED_PER_STEP) as u64)
    }

    /// A query looked at that many rows.
    pub(crate) fn looked_at(&mut self, rows: u64) -> Run<()> {
        self.steps(rows.saturating_mul(STEPS_PER_ROW))
    }

    /// That many bytes are about to be allocated.
    pub(crate) fn allocate(&mut self, bytes: usize) -> Run<()> {
        self.fits(bytes)?;
        self.unmeasured = self.unmeasured.saturating_add(bytes as u64);
        Ok(())
    }

    /// A value of that many bytes is no larger than the whole heap.
    pub(crate) fn fits(&self, bytes: usize) -> Run<()> {
        if bytes as u64 > self.most_heap() {
            return Err(too_large(self.living.saturating_add(bytes as u64)));
        }
        Ok(())
    }

    /// A collection gets that many elements.
    pub(crate) fn grow(&mut self, elements: usize) -> Run<()> {
        self.allocate(elements.saturating_mul(4))?;
        self.work(elements)
    }

    fn most_heap(&self) -> u64 {
        self.either(most::HEAP, most::HEAP_ASYNC).into()
    }

    /// Whether so much was allocated that the heap should be measured.
    pub(crate) fn heap_is_due(&self) -> bool {
        self.unmeasured > UNMEASURED
    }

    /// The heap was measured: `values` take `bytes`.
    pub(crate) fn measured(&mut self, bytes: u64, values: usize) -> Run<()> {
        self.living = bytes;
        self.unmeasured = 0;
        if bytes > self.most_heap() {
            return Err(too_large(bytes));
        }
        self.work(values)
    }

    /// Bytes that live, as measured last.
    pub fn heap(&self) -> u32 {
        u32::try_from(self.living).unwrap_or(u32::MAX).saturating_add(1_024)
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
        let most = self.either(most::QUERIES, most::QUERIES_ASYNC);
        Self::count(&mut self.queries, 1, most, "Too many SOQL queries")
    }

    pub(crate) fn rows(&mut self, rows: usize) -> Run<()> {
        Self::count(&mut self.query_rows, rows, most::QUERY_ROWS, "Too many query rows")
    }

    pub(crate) fn locator(&mut self, rows: usize) -> Run<()> {
        Self::count(&mut self.locator_rows, rows, most::LOCATOR_ROWS, "Too many query locator rows")
    }

    pub(crate) fn aggregates(&mut self, queries: usize) -> Run<()> {
        Self::count(&mut self.aggregate_queries, queries, most::AGGREGATE_QUERIES, "Too many Aggregate queries")
    }

    pub(crate) fn search(&mut self) -> Run<()> {
        Self::count(&mut self.searches, 1, most::SEARCHES, "Too many SOSL queries")
    }

    pub(crate) fn future(&mut self) -> Run<()> {
        Self::count(&mut self.future_calls, 1, most::FUTURE_CALLS, "Too many future calls")
    }

    pub(crate) fn queueable(&mut self) -> Run<()> {
        let most = self.either(most::QUEUEABLES, most::QUEUEABLES_ASYNC);
        Self::count(&mut self.queueables, 1, most, "Too many queueable jobs added to the queue")
    }

    pub(crate) fn write(&mut self, rows: usize) -> Run<()> {
        Self::count(&mut self.dml, 1, most::DML, "Too many DML statements")?;
        Self::count(&mut self.dml_rows, rows, most::DML_ROWS, "Too many DML rows")
    }
}

fn too_large(bytes: u64) -> Stop {
    Stop::Limit(format!("Apex heap size too large: {bytes}"))
}
