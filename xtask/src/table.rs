//! Plain tables for people. Cells are hostile text: nothing in them moves the cursor or breaks a row.

use diag::render::visible;
use std::fmt;
use unicode_width::UnicodeWidthStr;

/// Widest cell; what is longer is cut and ends in `…`.
const WIDEST: usize = 80;

/// Rows below a headline, columns aligned.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headlines.
    pub fn new(head: impl IntoIterator<Item = String>) -> Self {
        Self { rows: vec![head.into_iter().map(|cell| safe(&cell)).collect()] }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells.iter().map(|cell| safe(cell)).collect());
    }
}

/// The cell on one line, without control characters, cut at [`WIDEST`].
fn safe(cell: &str) -> String {
    let line = visible(&cell.replace(['\n', '\r', '\t'], " ")).to_string();
    if line.width() <= WIDEST {
        return line;
    }
    let mut cut = String::new();
    for c in line.chars() {
        if cut.width() + 3 > WIDEST {
            break;
        }
        cut.push(c);
    }
    cut + "…"
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
        for (at, row) in self.rows.iter().enumerate() {
            let line: String = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell}{}  ", " ".repeat(width.saturating_sub(cell.width()))))
                .collect();
            writeln!(f, "{}", line.trim_end())?;
            if at == 0 {
                let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                writeln!(f, "{}", rule.join("  "))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_in_their_place() {
        let mut table = Table::new(["Id".to_owned(), "Name".to_owned()]);
        table.row(vec!["1".to_owned(), "a\nb\u{1b}[2J\u{202e}c".to_owned()]);
        table.row(vec!["22".to_owned(), "日本".repeat(100)]);
        let text = table.to_string();
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.lines().all(|line| line.width() <= WIDEST + 4), "{text}");
        assert!(text.starts_with("Id  Name\n--  ----"), "{text}");
    }
}
