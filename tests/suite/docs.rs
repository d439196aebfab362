//! Documents name files that exist, and nothing of the machine they were written on.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

/// Every Markdown file that people wrote.
fn documents() -> Vec<(PathBuf, String)> {
    let skip = ["target", ".git", "node_modules"];
    let walk = walkdir::WalkDir::new(root()).sort_by_file_name().into_iter();
    walk.filter_entry(move |e| !skip.contains(&&*e.file_name().to_string_lossy()))
        .map(|entry| entry.expect("a readable directory").into_path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .map(|path| (path.clone(), std::fs::read_to_string(&path).expect("a readable document")))
        .collect()
}

/// Texts between single backticks, outside code blocks.
fn code_spans(text: &str) -> Vec<&str> {
    let mut spans = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            spans.extend(line.split('`').skip(1).step_by(2));
        }
    }
    spans
}

/// Whether a text means one file or directory of this repository.
fn is_path(text: &str) -> bool {
    let top = [
        "crates/",
        "codegen/",
        "framework/",
        "xtask/",
        "tests/",
        "docs/",
        "specs/",
        "force-app/",
        "manifest/",
        "targets/",
    ];
    top.iter().any(|t| text.starts_with(t)) && !text.contains(['<', '>', '*', ' ', '{', '…', '$', '('])
}

/// Where a path may start: the repository, the crate that the document belongs to, and the project behind the examples
/// of the spec reference.
fn bases(document: &Path) -> Vec<PathBuf> {
    let own = document.ancestors().find(|directory| directory.join("Cargo.toml").is_file());
    vec![root(), own.map(Path::to_path_buf).unwrap_or_else(root), root().join("codegen/src/reference/example")]
}

#[test]
fn every_path_that_a_document_names_exists() {
    let mut missing = Vec::new();
    for (file, text) in documents() {
        for span in code_spans(&text).into_iter().filter(|span| is_path(span)) {
            let path = span.split(':').next().unwrap_or(span);
            if !bases(&file).iter().any(|base| base.join(path).exists()) {
                missing.push(format!("{}: `{span}`", file.strip_prefix(root()).unwrap_or(&file).display()));
            }
        }
    }
    assert!(missing.is_empty(), "documents name files that do not exist:\n{}", missing.join("\n"));
}

/// Blocks of Apex and YAML in the guide for handlers, each with the file that was named last before it.
fn quotes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let (mut file, mut block): (String, Option<String>) = (String::new(), None);
    for line in text.lines() {
        match &mut block {
            Some(_) if line == "```" => found.push((file.clone(), block.take().unwrap_or_default())),
            Some(quoted) => quoted.push_str(&format!("{line}\n")),
            None if matches!(line, "```apex" | "```yaml") => block = Some(String::new()),
            None => {
                let named = line.split('`').skip(1).step_by(2).filter(|span| is_path(span) && span.contains('.'));
                file = named.last().map_or(file, str::to_owned);
            }
        }
    }
    found
}

#[test]
fn the_guide_for_handlers_quotes_files_that_are_compiled() {
    let text = std::fs::read_to_string(root().join("docs/custom-tools.md")).expect("the guide").replace("\r\n", "\n");
    let quotes = quotes(&text);
    assert!(quotes.len() >= 10, "only {} quotes", quotes.len());
    for (file, quoted) in quotes {
        let source = std::fs::read_to_string(root().join(&file)).unwrap_or_default().replace("\r\n", "\n");
        assert!(source.contains(&quoted), "`{file}` no longer holds:\n{quoted}");
    }
}

#[test]
fn every_relative_link_leads_somewhere() {
    let mut broken = Vec::new();
    for (file, text) in documents() {
        // The parts of the reference of the spec language are read where the whole stands.
        let is_part = file.starts_with(root().join("codegen/src/reference"));
        let directory = if is_part { root().join("docs") } else { file.parent().expect("a directory").to_path_buf() };
        for part in text.split("](").skip(1) {
            let target = part.split([')', '#', ' ']).next().unwrap_or_default();
            let outside = target.contains("://") || target.starts_with("mailto:");
            if !outside && !target.is_empty() && !directory.join(target).exists() {
                broken.push(format!("{}: {target}", file.strip_prefix(root()).unwrap_or(&file).display()));
            }
        }
    }
    assert!(broken.is_empty(), "links lead nowhere:\n{}", broken.join("\n"));
}
