//! Zip files whose bytes depend on nothing but their content.

use super::{MAX_ENTRIES, MAX_UNPACKED_BYTES};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// Writes files in the order of their paths, `package.xml` first: no folder entries, the earliest time a zip can hold,
/// one compression level, one set of permissions, and a comment of `mark` bytes at the end, which no reader looks at.
pub(super) fn write(files: &BTreeMap<String, Bytes>, mark: usize) -> ZipResult<Vec<u8>> {
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
    writer.set_comment(".".repeat(mark))?;
    let mut zip = writer.finish()?.into_inner();
    // It stays in memory until the deployment is over, and may have grown to twice its size.
    zip.shrink_to_fit();
    Ok(zip)
}

/// A zip that is not unpacked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnzipError {
    /// Not a zip, or a damaged one.
    #[error("the zip cannot be read: {0}")]
    Damaged(String),
    /// More than a package may hold.
    #[error("the zip holds more than a package may: {MAX_ENTRIES} files, {MAX_UNPACKED_BYTES} bytes")]
    TooLarge,
}

/// The files of a zip by their paths. Nothing is written to disk, so paths can do no harm; what is larger than a package
/// may be is refused while it is unpacked.
///
/// # Errors
/// A damaged or oversized zip.
pub fn unzip(bytes: &[u8]) -> Result<BTreeMap<String, Bytes>, UnzipError> {
    unzip_within(bytes, MAX_UNPACKED_BYTES)
}

fn unzip_within(bytes: &[u8], mut left: u64) -> Result<BTreeMap<String, Bytes>, UnzipError> {
    let damaged = |error: &dyn std::fmt::Display| UnzipError::Damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    if archive.len() > MAX_ENTRIES {
        return Err(UnzipError::TooLarge);
    }
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|e| damaged(&e))?;
        if entry.is_dir() {
            continue;
        }
        let path = entry.name().map_err(|e| damaged(&e))?.into_owned();
        let mut content = Vec::new();
        let read = entry.take(left + 1).read_to_end(&mut content).map_err(|e| damaged(&e))? as u64;
        left = left.checked_sub(read).ok_or(UnzipError::TooLarge)?;
        files.insert(path, content.into());
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_zipped_comes_back_unless_it_is_too_large() {
        // Two files, this many bytes.
        let sized = |bytes: usize| {
            BTreeMap::from([("a".to_owned(), "1234".into()), ("b".to_owned(), vec![b'x'; bytes - 4].into())])
        };
        let files = BTreeMap::from([("a/b.cls".to_owned(), "x".into()), ("package.xml".to_owned(), Bytes::new())]);
        let bytes = write(&files, 7).expect("a zip");
        assert_eq!(unzip(&bytes), Ok(files));
        assert_eq!(unzip_within(&write(&sized(9), 0).expect("a zip"), 8), Err(UnzipError::TooLarge));
        assert_eq!(unzip_within(&write(&sized(8), 0).expect("a zip"), 8), Ok(sized(8)));
        assert!(matches!(unzip(b"PK\x03\x04nonsense"), Err(UnzipError::Damaged(_))));
    }
}
