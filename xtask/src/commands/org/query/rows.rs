//! Records as rows: parents become columns such as `Account.Name`, lists of children become JSON.
//!
//! What stands in records was written by anybody. No cell can move the cursor, break a row, or start a formula.

use crate::table::Table;
use diag::render::visible;
use serde_json::Value;

/// Flat rows with the columns in the order in which they first appear.
#[derive(Debug, Default)]
pub struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<(usize, Cell)>>,
}

/// A cell; whether it is text decides about formulas.
#[derive(Debug)]
enum Cell {
    Text(String),
    Other(String),
}

impl Cell {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Other(text) => text,
        }
    }
}

impl Rows {
    /// The rows of records.
    pub fn of(records: &[Value]) -> Self {
        let mut rows = Self::default();
        for record in records {
            let mut row = Vec::new();
            rows.add(record, "", &mut row);
            rows.rows.push(row);
        }
        rows
    }

    fn add(&mut self, record: &Value, prefix: &str, row: &mut Vec<(usize, Cell)>) {
        for (key, value) in record.as_object().into_iter().flatten().filter(|(key, _)| *key != "attributes") {
            let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            match value {
                // A list of children carries its size, a parent or an address does not.
                Value::Object(children) if children.contains_key("totalSize") => {
                    self.cell(name, Cell::Text(plain_json(&value["records"].to_string())), row);
                }
                Value::Object(_) => self.add(value, &name, row),
                Value::Null => self.cell(name, Cell::Other(String::new()), row),
                Value::String(text) => self.cell(name, Cell::Text(text.clone()), row),
                other => self.cell(name, Cell::Other(other.to_string()), row),
            }
        }
    }

    fn cell(&mut self, name: String, cell: Cell, row: &mut Vec<(usize, Cell)>) {
        let column = self.columns.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.columns.push(name);
            self.columns.len() - 1
        });
        row.push((column, cell));
    }

    /// The cells of a row in the order of the columns. An absent parent is one empty column of its own name, which is
    /// left out where another row has the parent.
    fn cells<'a>(&'a self, row: &'a [(usize, Cell)], columns: &'a [usize]) -> impl Iterator<Item = Option<&'a Cell>> {
        columns.iter().map(|column| row.iter().find(|(at, _)| at == column).map(|(_, cell)| cell))
    }

    fn shown(&self) -> Vec<usize> {
        let is_parent = |name: &str| self.columns.iter().any(|other| other.starts_with(&format!("{name}.")));
        (0..self.columns.len()).filter(|column| !is_parent(&self.columns[*column])).collect()
    }

    /// For people.
    pub fn table(&self) -> Table {
        let columns = self.shown();
        let mut table = Table::new(columns.iter().map(|column| self.columns[*column].clone()));
        for row in &self.rows {
            table.row(self.cells(row, &columns).map(|cell| cell.map_or("", Cell::text).to_owned()).collect());
        }
        table
    }

    /// As CSV. Unless `raw`, a text that a spreadsheet would take for a formula starts with `'`.
    pub fn csv(&self, raw: bool) -> Result<String, String> {
        let columns = self.shown();
        let mut writer = csv::Writer::from_writer(Vec::new());
        let failed = |error: csv::Error| error.to_string();
        writer.write_record(columns.iter().map(|column| &self.columns[*column])).map_err(failed)?;
        for row in &self.rows {
            let cells = self.cells(row, &columns).map(|cell| match cell {
                Some(Cell::Text(text)) if !raw => harmless(text),
                Some(cell) => cell.text().to_owned(),
                None => String::new(),
            });
            writer.write_record(cells).map_err(failed)?;
        }
        let bytes = writer.into_inner().map_err(|error| error.to_string())?;
        String::from_utf8(bytes).map_err(|error| error.to_string())
    }
}

/// A cell that no spreadsheet takes for a formula, without characters that act on a terminal.
fn harmless(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| visible(line.trim_end_matches('\r'))).collect();
    let text = lines.join("\n");
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text,
    }
}

/// JSON text without characters that act on a terminal. They occur in its strings only, where an escape means the same.
pub fn plain_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && visible(c.encode_utf8(&mut [0; 4])).len() > c.len_utf8() {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn records() -> Vec<Value> {
        vec![
            json!({"attributes": {"type": "Contact"}, "Name": "=HYPERLINK(\"x\")", "Age__c": -3, "Account": null}),
            json!({"attributes": {}, "Name": "a,\"b\"\n\u{1b}[31m", "Account": {"attributes": {}, "Name": "Acme"},
                   "Cases": {"totalSize": 1, "done": true, "records": [{"Id": "500"}]}}),
        ]
    }

    #[test]
    fn parents_are_columns_and_children_are_json() {
        let text = Rows::of(&records()).csv(false).expect("CSV");
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("Name,Age__c,Account.Name,Cases"));
        assert_eq!(lines.next(), Some("\"'=HYPERLINK(\"\"x\"\")\",-3,,"));
        assert!(text.contains("Acme,\"[{\"\"Id\"\":\"\"500\"\"}]\""), "{text}");
    }

    #[test]
    fn no_cell_acts_on_a_terminal_or_a_spreadsheet() {
        let rows = Rows::of(&records());
        for text in [rows.csv(false).expect("CSV"), rows.table().to_string()] {
            assert!(!text.contains('\u{1b}'), "{text}");
        }
        for formula in ["=1", "+1", "-1", "@x"] {
            assert!(harmless(formula).starts_with('\''), "{formula}");
        }
        assert!(rows.csv(true).expect("CSV").contains("\"=HYPERLINK"), "the option keeps cells as they are");
        assert_eq!(rows.table().to_string().lines().count(), 4);
    }

    #[test]
    fn json_keeps_its_meaning() {
        let value = json!({"a": "x\u{202e}\u{9b}y\u{1b}", "b": "\u{1F511}"});
        let text = plain_json(&serde_json::to_string_pretty(&value).expect("JSON"));
        assert!(!text.contains(['\u{202e}', '\u{9b}', '\u{1b}']), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value);
    }
}
