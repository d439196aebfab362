//! Zip files whose bytes depend on nothing but their content.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// Writes files in the order of their paths, `package.xml` first: no folder entries, the earliest time a zip can hold,
/// one compression level, one set of permissions.
pub(super) fn write(files: &BTreeMap<String, Vec<u8>>) -> ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .last_modified_time(DateTime::default())
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let manifest_first = files.iter().filter(|(path, _)| *path == "package.xml");
    for (path, bytes) in manifest_first.chain(files.iter().filter(|(path, _)| *path != "package.xml")) {
        writer.start_file(path.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}
