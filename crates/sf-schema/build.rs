//! Lists the catalogue's files, so that looking up an object is a binary search over names and reads no file.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

#[allow(clippy::print_stdout, reason = "cargo reads directives from a build script's output")]
fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let dir = Path::new(&root).join("data").join("objects");
    println!("cargo:rerun-if-changed=data/objects");

    let mut names = Vec::new();
    for entry in fs::read_dir(&dir)? {
        let path = entry?.path();
        if let (Some(stem), Some("jsonl")) =
            (path.file_stem().and_then(|s| s.to_str()), path.extension().and_then(|s| s.to_str()))
        {
            names.push((stem.to_owned(), path));
        }
    }
    names.sort_by_key(|(name, _)| name.to_ascii_lowercase());

    let mut code = String::from("&[\n");
    for (name, path) in names {
        let _ = writeln!(code, "    ({name:?}, include_str!({:?})),", path.to_string_lossy());
    }
    code.push_str("]\n");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("objects.rs"), code)
}
