//! Cobertura XML (`coverage-04.dtd`), as GitLab, Azure and Jenkins read it.

use super::xml::{Element, document};
use super::{Coverage, Kind, Run};
use std::collections::BTreeMap;
use std::path::Path;

/// Lines of a file, and whether each ran.
pub struct Lines(pub BTreeMap<u32, bool>);

impl Lines {
    /// Lines of code that has a file in the project.
    ///
    /// Orgs before API 68.0 name only the lines that did not run. The others are then told by their number alone, and the
    /// formats that need lines get the first lines of the file that are not among the missed ones: counts and missed
    /// lines are true, the position of covered ones is not.
    pub fn of(coverage: &Coverage) -> Option<(&str, Self)> {
        let file = coverage.file.as_deref().filter(|_| coverage.kind != Kind::Flow)?;
        let mut lines: BTreeMap<u32, bool> = coverage.missed.iter().map(|line| (*line, false)).collect();
        lines.extend(coverage.covered.iter().map(|line| (*line, true)));
        if coverage.covered.is_empty() {
            let total = usize::try_from(coverage.lines).unwrap_or(0).max(lines.len());
            for line in 1.. {
                if lines.len() >= total {
                    break;
                }
                lines.entry(line).or_insert(true);
            }
        }
        Some((file, Self(lines)))
    }

    /// How many ran.
    pub fn ran(&self) -> usize {
        self.0.values().filter(|ran| **ran).count()
    }

    fn rate(ran: usize, all: usize) -> String {
        // Lines of code: far below what a double holds exactly.
        format!("{:.4}", if all == 0 { 1.0 } else { ran as f64 / all as f64 })
    }
}

/// The report: a package a directory. There is no time in it, so that equal results give equal files.
pub fn render(run: &Run) -> String {
    let mut packages: BTreeMap<String, Vec<(&Coverage, &str, Lines)>> = BTreeMap::new();
    for coverage in &run.coverage {
        let Some((file, lines)) = Lines::of(coverage) else { continue };
        let directory = Path::new(file).parent().map(|d| d.display().to_string().replace('/', ".")).unwrap_or_default();
        packages.entry(directory).or_default().push((coverage, file, lines));
    }
    let counts = |classes: &[(&Coverage, &str, Lines)]| {
        classes.iter().fold((0, 0), |(ran, all), (_, _, lines)| (ran + lines.ran(), all + lines.0.len()))
    };
    let (ran, all) = packages.values().map(|classes| counts(classes)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let package = |(name, classes): (String, Vec<(&Coverage, &str, Lines)>)| {
        let (ran, all) = counts(&classes);
        Element::new("package")
            .with("name", name)
            .with("line-rate", Lines::rate(ran, all))
            .with("branch-rate", "0")
            .with("complexity", "0")
            .child(
                Element::new("classes")
                    .children(classes.iter().map(|(coverage, file, lines)| class(coverage, file, lines))),
            )
    };
    let root = Element::new("coverage")
        .with("line-rate", Lines::rate(ran, all))
        .with("branch-rate", "0")
        .with("lines-covered", ran)
        .with("lines-valid", all)
        .with("branches-covered", "0")
        .with("branches-valid", "0")
        .with("complexity", "0")
        .with("version", env!("CARGO_PKG_VERSION"))
        .with("timestamp", "0")
        .child(Element::new("sources").child(Element::new("source").text(".")))
        .child(Element::new("packages").children(packages.into_iter().map(package)));
    document(&root, Some("coverage SYSTEM \"http://cobertura.sourceforge.net/xml/coverage-04.dtd\""))
}

fn class(coverage: &Coverage, file: &str, lines: &Lines) -> Element {
    let line = |(number, ran): (&u32, &bool)| Element::new("line").with("number", number).with("hits", u8::from(*ran));
    Element::new("class")
        .with("name", &coverage.name)
        .with("filename", file)
        .with("line-rate", Lines::rate(lines.ran(), lines.0.len()))
        .with("branch-rate", "0")
        .with("complexity", "0")
        .child(Element::new("methods"))
        .child(Element::new("lines").children(lines.0.iter().map(line)))
}
