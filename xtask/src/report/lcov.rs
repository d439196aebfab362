//! lcov tracefiles (`man geninfo`), one section a file.

use super::Run;
use super::cobertura::Lines;
use diag::render::visible;
use std::fmt::Write;

/// The report. Classes and flows without a file in the project are left out: no tool could show them.
pub fn render(run: &Run) -> String {
    let mut out = String::new();
    for coverage in &run.coverage {
        let Some((file, lines)) = Lines::of(coverage) else { continue };
        let _ = writeln!(out, "TN:\nSF:{}", visible(file));
        for (line, ran) in &lines.0 {
            let _ = writeln!(out, "DA:{line},{}", u8::from(*ran));
        }
        let _ = writeln!(out, "LF:{}\nLH:{}\nend_of_record", lines.0.len(), lines.ran());
    }
    out
}
