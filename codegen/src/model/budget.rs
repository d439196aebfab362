//! Worst-case use of governor limits by one call.

use std::ops::Add;

/// What one call needs at most.
///
/// Limits of a synchronous Apex transaction: Apex Developer Guide, "Execution Governors and Limits".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    /// SOQL queries, sub-queries not counted.
    pub queries: u32,
    /// Rows returned by SOQL, those of sub-queries included.
    pub rows: u32,
    /// SOSL searches.
    pub searches: u32,
    /// DML statements, without those of the savepoint.
    pub dml: u32,
    /// Rows written.
    pub dml_rows: u32,
    /// Callouts.
    pub callouts: u32,
}

impl Budget {
    /// The limits of one synchronous transaction.
    pub const LIMIT: Self =
        Self { queries: 100, rows: 50_000, searches: 20, dml: 150, dml_rows: 10_000, callouts: 100 };

    /// The names, uses and limits that are exceeded.
    pub fn exceeded(&self) -> Vec<(&'static str, u32, u32)> {
        let pairs = [
            ("SOQL queries", self.queries, Self::LIMIT.queries),
            ("query rows", self.rows, Self::LIMIT.rows),
            ("SOSL searches", self.searches, Self::LIMIT.searches),
            ("DML statements", self.dml, Self::LIMIT.dml),
            ("DML rows", self.dml_rows, Self::LIMIT.dml_rows),
            ("callouts", self.callouts, Self::LIMIT.callouts),
        ];
        pairs.into_iter().filter(|(_, used, limit)| used > limit).collect()
    }
}

impl Add for Budget {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            queries: self.queries + other.queries,
            rows: self.rows + other.rows,
            searches: self.searches + other.searches,
            dml: self.dml + other.dml,
            dml_rows: self.dml_rows + other.dml_rows,
            callouts: self.callouts + other.callouts,
        }
    }
}
