//! Compares the package this crate builds with a directory that another tool converted from the same project:
//! `cargo run -p sf-metadata --example compare_package -- PROJECT CONVERTED [OURS]`. With `OURS`, our files are written to that
//! directory, for a look at them or for a schema checker.
//!
//! XML files are compared as trees with the children of the root in WSDL order, zipped static resources by their
//! entries, everything else byte by byte. The exit code is 1 when anything differs.

use sf_metadata::{ComponentSet, Manifest, Package, Project, SourceTree, pack::PackOptions, xml::Element};
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    io::{Cursor, Read, Write},
    path::Path,
    process::ExitCode,
};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (project, converted, out) = match arguments.as_slice() {
        [project, converted] => (project, converted, None),
        [project, converted, out] => (project, converted, Some(out)),
        _ => return Err("usage: compare_package PROJECT CONVERTED [OURS]".into()),
    };
    let ours = build(Path::new(project))?;
    for (path, bytes) in out.iter().flat_map(|out| ours.files.iter().map(move |(p, b)| (Path::new(out).join(p), b))) {
        std::fs::create_dir_all(path.parent().ok_or("no parent directory")?)?;
        std::fs::write(path, bytes)?;
    }
    let theirs = read_directory(Path::new(converted))?;
    let mut differences = Vec::new();
    for path in ours.files.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
        match (ours.files.get(path), theirs.get(path)) {
            (Some(a), Some(b)) if same(path, a, b) => {}
            (Some(_), Some(_)) => differences.push(format!("{path}: contents differ")),
            (Some(_), None) => differences.push(format!("{path}: only in our package")),
            _ => differences.push(format!("{path}: only in the other package")),
        }
    }
    let mut out = std::io::stdout();
    for difference in &differences {
        writeln!(out, "{difference}")?;
    }
    writeln!(out, "{} files in our package, {} differences", ours.files.len(), differences.len())?;
    Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn build(root: &Path) -> Result<Package, Box<dyn Error>> {
    let project = Project::read(root).map_err(|d| diag::render::text(&[d]))?;
    let text = |problems: Vec<diag::Diagnostic>| diag::render::text(&problems);
    let set = ComponentSet::from_source(SourceTree::read(&project, None).map_err(text)?).map_err(text)?;
    Ok(Package::build(&set, &PackOptions::everything(project.api_version)).map_err(text)?)
}

fn read_directory(root: &Path) -> Result<BTreeMap<String, Vec<u8>>, Box<dyn Error>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            files.insert(path, std::fs::read(entry.path())?);
        }
    }
    Ok(files)
}

fn same(path: &str, a: &[u8], b: &[u8]) -> bool {
    if path == "package.xml" {
        let read = |bytes: &[u8]| Manifest::from_xml(&String::from_utf8_lossy(bytes)).ok();
        return read(a).is_some() && read(a) == read(b);
    }
    let canonical = |bytes: &[u8]| {
        let mut tree = Element::parse(std::str::from_utf8(bytes).ok()?).ok()?;
        tree.sort_children();
        tree.attributes.sort();
        Some(tree)
    };
    let entries = |bytes: &[u8]| {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut files = BTreeMap::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).ok()?;
            let mut content = Vec::new();
            file.read_to_end(&mut content).ok()?;
            if !file.is_dir() {
                files.insert(file.name().ok()?.into_owned(), content);
            }
        }
        Some(files)
    };
    a == b
        || (canonical(a).is_some() && canonical(a) == canonical(b))
        || (entries(a).is_some() && entries(a) == entries(b))
}
