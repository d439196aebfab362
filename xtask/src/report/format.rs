//! The formats of reports, one row each.

use super::{Run, cobertura, code_quality, json, junit, lcov, summary};

/// A format.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Name, as in `--report junit=FILE`.
    pub name: &'static str,
    /// File name in a directory of reports.
    pub file: &'static str,
    /// Ends of file names that mean it.
    endings: &'static [&'static str],
    /// Renders it.
    pub render: fn(&Run) -> String,
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

/// Every format. The first whose ending fits is chosen, so that special endings stand before general ones.
pub static ALL: &[Format] = &[
    Format { name: "sarif", file: "findings.sarif", endings: &[".sarif", ".sarif.json"], render: sarif },
    Format {
        name: "codequality",
        file: "gl-code-quality-report.json",
        endings: &["code-quality-report.json", "codequality.json"],
        render: code_quality::render,
    },
    Format { name: "json", file: "report.json", endings: &[".json"], render: json::render },
    Format {
        name: "cobertura",
        file: "cobertura.xml",
        endings: &["cobertura.xml", "coverage.xml"],
        render: cobertura::render,
    },
    Format { name: "junit", file: "junit.xml", endings: &[".xml"], render: junit::render },
    Format { name: "lcov", file: "lcov.info", endings: &[".info", ".lcov"], render: lcov::render },
    Format { name: "summary", file: "summary.md", endings: &[".md"], render: summary::render },
];

/// The format with this name.
pub fn named(name: &str) -> Option<&'static Format> {
    ALL.iter().find(|format| format.name == name)
}

/// The format that the end of a file name means.
pub fn of_file(path: &str) -> Option<&'static Format> {
    let path = path.to_ascii_lowercase();
    ALL.iter().find(|format| format.endings.iter().any(|ending| path.ends_with(ending)))
}

fn sarif(run: &Run) -> String {
    format!("{:#}\n", diag::render::sarif(&run.findings, env!("CARGO_PKG_VERSION")))
}
