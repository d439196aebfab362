//! Worst-case use of governor limits by one call.

use super::Output;
use sf_schema::{Field, FieldType};
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
    /// Bytes of heap.
    pub heap: u32,
}

impl Budget {
    /// The limits of one synchronous transaction.
    pub const LIMIT: Self =
        Self { queries: 100, rows: 50_000, searches: 20, dml: 150, dml_rows: 10_000, callouts: 100, heap: 6_000_000 };

    /// Bytes of heap that every call needs beside the records that it reads: arguments, the result as JSON, the classes.
    pub const HEAP_OF_A_CALL: u32 = 1_000_000;

    /// Bytes of heap that so many records with these fields take, every text at its greatest length and a byte for each
    /// character. A result is cut to its size only after its records were read.
    pub fn heap_of(records: u32, outputs: &[Output]) -> u32 {
        const BESIDE_FIELDS: u32 = 300;
        const BESIDE_VALUE: u32 = 100;
        let fields = outputs.iter().map(|output| BESIDE_VALUE.saturating_add(length(&output.path.field)));
        records.saturating_mul(fields.fold(BESIDE_FIELDS, u32::saturating_add))
    }

    /// The names, uses and limits that are exceeded.
    pub fn exceeded(&self) -> Vec<(&'static str, u32, u32)> {
        let pairs = [
            ("SOQL queries", self.queries, Self::LIMIT.queries),
            ("query rows", self.rows, Self::LIMIT.rows),
            ("SOSL searches", self.searches, Self::LIMIT.searches),
            ("DML statements", self.dml, Self::LIMIT.dml),
            ("DML rows", self.dml_rows, Self::LIMIT.dml_rows),
            ("callouts", self.callouts, Self::LIMIT.callouts),
            ("bytes of heap", self.heap, Self::LIMIT.heap),
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
            heap: self.heap.saturating_add(other.heap),
        }
    }
}

/// The most characters that a value has as text. Where no source gives the length of a text, that of its type.
fn length(field: &Field) -> u32 {
    const LONG: u32 = 32_768;
    const SHORT: u32 = 255;
    const NUMBER_OR_DATE: u32 = 30;
    match field.data_type {
        FieldType::LongTextArea | FieldType::RichTextArea => field.length.unwrap_or(LONG),
        FieldType::String
        | FieldType::TextArea
        | FieldType::EncryptedText
        | FieldType::Picklist(_)
        | FieldType::MultiPicklist(_)
        | FieldType::Combobox(_)
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::AnyType
        | FieldType::Other(_)
        | FieldType::Unknown => field.length.unwrap_or(SHORT),
        FieldType::Address | FieldType::Location => 2 * SHORT,
        _ => NUMBER_OR_DATE,
    }
}
