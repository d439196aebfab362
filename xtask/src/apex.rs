//! Apex compiled without an org: directories of any project, and what the generator made.

use apex_sema::catalog::{Catalog, FromSchema};
use apex_sema::{ErrorKind, Source};
use codegen::{Compilation, Origin, Ownership, RenderedFile};
use diag::catalogue::apex as codes;
use diag::{Diagnostic, Place, Severity};
use local_org::metadata::NEWEST_VERSION;
use sf_metadata::ApiVersion;
use sf_metadata::xml::Element;
use sf_schema::Schema;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// The base class that tells whether a project brings the framework's classes along.
const BASE_CLASS: &str = "McpToolDefinition.cls";

/// Directories that hold no source of the project.
const SKIPPED: &[&str] = &["node_modules", "target", "__tests__"];

/// Files below any directory, in order of their paths.
///
/// # Errors
/// The path that cannot be read, and why.
pub fn files_below(dir: &Path) -> Result<Vec<PathBuf>, (String, String)> {
    let mut files = Vec::new();
    for entry in walk(dir) {
        let entry = entry.map_err(|error| (shown(dir), error.to_string()))?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// The Apex among `files`.
///
/// # Errors
/// The path that cannot be read, and why.
pub fn sources(files: &[PathBuf]) -> Result<Vec<Source>, (String, String)> {
    let mut sources = Vec::new();
    for path in files {
        if path.extension().is_some_and(|e| e == "cls" || e == "trigger") {
            let text = std::fs::read_to_string(path).map_err(|error| (shown(path), error.to_string()))?;
            let meta = std::fs::read_to_string(format!("{}-meta.xml", path.display())).ok();
            sources.push(Source::new(shown(path), text).with_meta(meta.as_deref()));
        }
    }
    Ok(sources)
}

/// Names and texts of the custom labels among `files`. A file that is no XML holds none.
pub fn labels(files: &[PathBuf]) -> Vec<(String, String)> {
    let files = files.iter().filter(|path| {
        let name = path.to_string_lossy();
        name.ends_with(".labels-meta.xml") || name.ends_with(".labels")
    });
    let texts = files.filter_map(|path| std::fs::read_to_string(path).ok());
    texts.flat_map(|text| local_org::labels(&text)).collect()
}

/// API versions beside classes and triggers that no org has. A class without such a file says nothing.
pub fn unknown_versions(sources: &[Source]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for source in sources {
        let path = format!("{}-meta.xml", source.path);
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let version = Element::parse(&text).map(|meta| meta.child_text("apiVersion").map(|v| v.trim().to_owned()));
        let problem = match version {
            Err(error) => Some((error.line, error.message)),
            Ok(version) => version.and_then(|version| {
                let line = (1..).zip(text.lines()).find(|(_, line)| line.contains("<apiVersion"));
                let message = match version.parse::<ApiVersion>() {
                    Err(error) => error.to_string(),
                    Ok(known) if known.major() <= NEWEST_VERSION => return None,
                    Ok(_) => format!("there is no API version {version}; the newest is {NEWEST_VERSION}.0"),
                };
                Some((line.map_or(1, |(line, _)| line), message))
            }),
        };
        found.extend(problem.map(|(line, message)| {
            Diagnostic::new(&codes::APEX_COMPILE, message).at(Place::new(path.clone(), line, 1))
        }));
    }
    found
}

fn walk(dir: &Path) -> impl Iterator<Item = walkdir::Result<walkdir::DirEntry>> {
    WalkDir::new(dir).sort_by_file_name().into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        let skipped = name.starts_with('.') || SKIPPED.contains(&name.as_ref());
        entry.depth() == 0 || !(entry.file_type().is_dir() && skipped)
    })
}

/// Whether a path leads through a directory that holds no source of the project.
fn is_skipped(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.') || SKIPPED.contains(&part))
}

/// A path with `/` on every platform, without a leading `./`.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").map_or(text.clone(), str::to_owned)
}

/// What Salesforce would refuse in `sources`. What it accepts and the local org cannot run is a warning.
pub fn check(sources: Vec<Source>, schema: Schema, labels: Vec<(String, String)>) -> Vec<Diagnostic> {
    let own = sources.len();
    let sources = with_framework(sources);
    let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(schema))).with_labels(labels));
    let errors = apex_sema::check(&sources, &catalog);
    let mut found = Vec::new();
    for error in errors.iter().filter(|error| error.file < own) {
        let mut diagnostic = error.diagnostic(&sources[error.file]);
        if error.kind == ErrorKind::Unsupported {
            diagnostic.severity = Severity::Warning;
        }
        if let Some(package) = local_org::package_in(&error.message, &sources).filter(|_| diagnostic.hint.is_none()) {
            diagnostic.hint = Some(format!(
                "if `{package}` is an installed package: `cargo xtask org describe` fetches its sObjects from an org; its \
                 classes are not known here, so leave out what uses them"
            ));
        }
        found.push(diagnostic);
    }
    diag::sort(&mut found);
    found
}

/// The framework's classes behind those of a project that installs them as a package.
fn with_framework(mut sources: Vec<Source>) -> Vec<Source> {
    let is_base = |path: &str| path == BASE_CLASS || path.ends_with(&format!("/{BASE_CLASS}"));
    if !sources.iter().any(|source| is_base(&source.path)) {
        let package = framework::bundled().iter();
        sources.extend(package.map(|file| Source::new(file.name, file.body)));
    }
    sources
}

/// Compiles the classes that a compilation rendered, together with the project's other classes. A refusal of a generated
/// class is a defect of the generator, unless a class that people own does not fit.
pub fn check_rendered(root: &Path, compilation: &Compilation) -> Vec<Diagnostic> {
    let is_class = |path: &str| path.ends_with(".cls");
    let classes = compilation.files.iter().filter(|file| is_class(&file.path));
    let files: BTreeMap<&str, &RenderedFile> = classes.map(|file| (file.path.as_str(), file)).collect();
    if files.is_empty() {
        return Vec::new();
    }
    let mut texts = BTreeMap::new();
    for path in codegen::paths_of_people(root, &compilation.package_directories) {
        let generated = files.get(path.as_str()).is_some_and(|file| file.ownership == Ownership::Generated);
        if is_class(&path) && !generated && !is_skipped(&path) {
            // An unreadable class is reported by the commands that need it.
            texts.extend(std::fs::read_to_string(root.join(&path)).ok().map(|text| (path, text)));
        }
    }
    let own = texts.keys().map(|path| class_name(path)).collect();
    for (path, file) in &files {
        // What people made of a class that was only started here counts.
        texts.entry((*path).to_owned()).or_insert_with(|| String::from_utf8_lossy(&file.bytes).into_owned());
    }
    let sources = with_framework(texts.into_iter().map(|(path, text)| Source::new(path, text)).collect());
    let catalog = Arc::new(Catalog::new(FromSchema(Arc::clone(&compilation.schema))));
    let mut found = Vec::new();
    for error in apex_sema::check(&sources, &catalog).iter().filter(|e| e.kind != ErrorKind::Unsupported) {
        let Some(file) = files.get(sources[error.file].path.as_str()) else { continue };
        if file.ownership == Ownership::Generated {
            found.push(rendered(file, error.span.line, error.span.col, &error.message, &own));
        }
    }
    found
}

fn class_name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).trim_end_matches(".cls").to_owned()
}

/// A finding about a generated line, at the spec line behind it.
fn rendered(file: &RenderedFile, line: u32, column: u32, message: &str, own: &BTreeSet<String>) -> Diagnostic {
    let words: BTreeSet<&str> = message.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let (code, hint) = match own.iter().find(|class| words.contains(class.as_str())) {
        Some(class) => (&codes::OWN_CLASS, format!("change `{class}` so that it has what the generated class uses")),
        None => (&codes::GENERATED, "report it as a defect of the generator, with the spec that it names".to_owned()),
    };
    let behind = file.lines.iter().rev().find(|part| part.line <= line).map(|part| &part.origin);
    let origin: Option<&Origin> = behind.or(file.origin.as_ref());
    let place = Place::new(file.path.clone(), line, column);
    let diagnostic = Diagnostic::new(code, format!("`{}` does not compile: {message}", class_name(&file.path)));
    match origin {
        Some(origin) => diagnostic.at(origin.place()).also(place, "the generated line"),
        None => diagnostic.at(place),
    }
    .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use codegen::yaml::Pos;

    #[test]
    fn a_class_that_does_not_compile_is_a_defect_at_its_spec() {
        let origin = Origin { file: "specs/tools/a.yaml".into(), at: Pos { line: 3, column: 5 } };
        let file = RenderedFile::generated("force-app/main/mcp/classes/AcmeA.cls", "").from(origin);
        let none = BTreeSet::new();
        let found = rendered(&file, 7, 9, "Invalid type: Nope", &none);
        assert_eq!(found.code.id, "APEX004");
        assert_eq!(found.place.map(|place| place.to_string()).as_deref(), Some("specs/tools/a.yaml:3:5"));
        assert_eq!(found.related[0].place.to_string(), "force-app/main/mcp/classes/AcmeA.cls:7:9");
        let own = BTreeSet::from(["AcmeHandler".to_owned()]);
        assert_eq!(rendered(&file, 7, 9, "Invalid type: AcmeHandler", &own).code.id, "APEX005");
        assert_eq!(rendered(&file, 7, 9, "Invalid type: AcmeHandlerOther", &own).code.id, "APEX004");
    }
}
