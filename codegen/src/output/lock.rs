//! `specs/generated.lock`: which files were generated, with which content, from which spec lines.
//!
//! A text file in version control, one line for each generated file, sorted by path, fields separated by tabs:
//! digest, path, then for each spec behind it the spec's path and pairs `generated line=spec line`. Line 0 stands for
//! the file as a whole. Digests joined by `+` are all accepted. They occur, with the line `unfinished`, while a run is
//! under way and after it was interrupted.

use crate::yaml::Pos;
use crate::{Origin, RenderedFile};
use diag::catalogue::files as codes;
use diag::{Diagnostic, Place};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::sync::Arc;

/// Where the lock stands, relative to the project root.
pub const LOCK_PATH: &str = "specs/generated.lock";

const HEADER: &str = "\
# What `cargo xtask generate` wrote: digest, path, and which generated lines come from which spec lines.
# Commit this file, do not edit it. In a merge conflict keep both sides and run `cargo xtask generate`.
";

/// The format this program reads and writes.
const VERSION: &str = "version 1";

/// SHA-256 of a file's content, in hexadecimal. Line ends of text do not count: git may write CRLF on Windows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(String);

impl Digest {
    /// The digest of `content`.
    pub fn of(content: &[u8]) -> Self {
        Self(hex::encode(Sha256::digest(unified_line_ends(content))))
    }

    fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        fits.then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text with LF for CRLF; binary content as it is.
pub(super) fn unified_line_ends(content: &[u8]) -> Cow<'_, [u8]> {
    if !content.contains(&b'\r') || content.contains(&0) {
        return Cow::Borrowed(content);
    }
    match std::str::from_utf8(content) {
        Ok(text) => Cow::Owned(text.replace("\r\n", "\n").into_bytes()),
        Err(_) => Cow::Borrowed(content),
    }
}

/// What the lock says about one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LockEntry {
    /// Contents that count as generated. One, except during and after an interrupted run.
    pub digests: BTreeSet<Digest>,
    /// Generated line (0: the whole file) and the spec line behind it, sorted.
    origins: Vec<(u32, Arc<str>, u32)>,
}

impl LockEntry {
    /// The entry of a rendered file.
    pub fn of(file: &RenderedFile) -> Self {
        let whole = file.origin.iter().map(|origin| (0, origin));
        let lines = file.lines.iter().map(|line| (line.line, &line.origin));
        let mut origins: Vec<_> =
            whole.chain(lines).map(|(line, origin)| (line, Arc::clone(&origin.file), origin.at.line)).collect();
        origins.sort();
        // A range that continues the one before says nothing new.
        origins.dedup_by(|b, a| a.0 > 0 && (&a.1, a.2) == (&b.1, b.2));
        Self { digests: BTreeSet::from([Digest::of(&file.bytes)]), origins }
    }

    /// Whether this content was generated.
    pub fn accepts(&self, content: &[u8]) -> bool {
        self.digests.contains(&Digest::of(content))
    }

    /// The spec line behind a generated line (from 1); the column is not recorded and always 1.
    pub fn origin(&self, line: u32) -> Option<Origin> {
        let after = self.origins.partition_point(|(start, ..)| *start <= line);
        let (_, file, spec_line) = self.origins.get(after.checked_sub(1)?)?;
        Some(Origin { file: Arc::clone(file), at: Pos { line: *spec_line, column: 1 } })
    }

    fn write(&self, path: &str, out: &mut String) {
        let digests: Vec<&str> = self.digests.iter().map(|d| d.0.as_str()).collect();
        let _ = write!(out, "{}\t{path}", digests.join("+"));
        let mut by_spec: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (line, spec, spec_line) in &self.origins {
            by_spec.entry(spec).or_default().push(format!("{line}={spec_line}"));
        }
        for (spec, pairs) in by_spec {
            let _ = write!(out, "\t{spec}\t{}", pairs.join(" "));
        }
        out.push('\n');
    }

    fn parse(line: &str) -> Option<(String, Self)> {
        let mut fields = line.split('\t');
        let digests = fields.next()?.split('+').map(Digest::parse).collect::<Option<_>>()?;
        let path = fields.next()?.to_owned();
        let mut entry = Self { digests, origins: Vec::new() };
        while let Some(spec) = fields.next() {
            let spec: Arc<str> = spec.into();
            for pair in fields.next()?.split(' ') {
                let (line, spec_line) = pair.split_once('=')?;
                entry.origins.push((line.parse().ok()?, Arc::clone(&spec), spec_line.parse().ok()?));
            }
        }
        entry.origins.sort();
        Some((path, entry))
    }
}

/// The line that stands in the lock from before the first change of a run to after the last.
const UNFINISHED: &str = "unfinished";

/// The content of the lock file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// Whether the run that wrote it did not come to its end.
    pub unfinished: bool,
    /// Entry by path.
    pub files: BTreeMap<String, LockEntry>,
}

impl Lock {
    /// Reads the text of a lock file. Conflict markers are skipped, and of two lines for one path both contents count.
    ///
    /// # Errors
    /// A format this program does not know, a damaged line, or a path that no generated file can have.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let mut lock = Self::default();
        let mut versioned = false;
        for (line, number) in text.lines().zip(1..) {
            let refuse = |message: String| {
                Diagnostic::new(&codes::LOCK_UNREADABLE, message)
                    .at(Place::new(LOCK_PATH, number, 1))
                    .hint(format!("restore it from version control: `git checkout -- {LOCK_PATH}`"))
            };
            if line.is_empty() || line.starts_with('#') || is_conflict_marker(line) {
                continue;
            }
            if line.starts_with("version ") {
                if line != VERSION {
                    let message = format!("this tool reads `{VERSION}` of the lock file, this is `{line}`");
                    return Err(refuse(message).hint("use the version of this tool that wrote the lock file"));
                }
                versioned = true;
                continue;
            }
            if !versioned {
                return Err(refuse(format!("the first line must be `{VERSION}`")));
            }
            if line == UNFINISHED {
                lock.unfinished = true;
                continue;
            }
            let (path, entry) = LockEntry::parse(line)
                .ok_or_else(|| refuse("the line is not digest, path and spec lines, separated by tabs".to_owned()))?;
            super::path::check(&path)
                .map_err(|why| refuse(format!("`{path}` is no path of a generated file: {why}")))?;
            let known = lock.files.entry(path).or_default();
            known.digests.extend(entry.digests);
            known.origins = entry.origins;
        }
        if !versioned && !text.is_empty() {
            return Err(Diagnostic::new(&codes::LOCK_UNREADABLE, format!("the line `{VERSION}` is missing"))
                .at(Place::start_of(LOCK_PATH))
                .hint(format!("restore it from version control: `git checkout -- {LOCK_PATH}`")));
        }
        Ok(lock)
    }

    /// The text of the lock file.
    pub fn to_text(&self) -> String {
        let mut out = format!("{HEADER}{VERSION}\n");
        if self.unfinished {
            out.push_str(UNFINISHED);
            out.push('\n');
        }
        for (path, entry) in &self.files {
            entry.write(path, &mut out);
        }
        out
    }

    /// The lock for the time in which files change from `self` to `other`: it accepts what either of the two accepts.
    #[must_use]
    pub fn on_the_way_to(&self, other: &Self) -> Self {
        let mut both = Self { unfinished: true, ..self.clone() };
        for (path, entry) in &other.files {
            let known = both.files.entry(path.clone()).or_default();
            known.digests.extend(entry.digests.iter().cloned());
            known.origins.clone_from(&entry.origins);
        }
        both
    }
}

fn is_conflict_marker(line: &str) -> bool {
    ["<<<<<<< ", "||||||| ", ">>>>>>> "].iter().any(|marker| line.starts_with(marker)) || line == "======="
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LineOrigin;

    fn origin(file: &str, line: u32) -> Origin {
        Origin { file: file.into(), at: Pos { line, column: 7 } }
    }

    fn sample() -> Lock {
        let mut file = RenderedFile::generated("a/B c.cls", "x\n").from(origin("specs/a b.yaml", 1));
        for (line, spec, spec_line) in
            [(3, "specs/a b.yaml", 4), (5, "specs/z.yaml", 9), (6, "specs/z.yaml", 9), (7, "specs/a b.yaml", 5)]
        {
            file.lines.push(LineOrigin { line, origin: origin(spec, spec_line) });
        }
        let plain = RenderedFile::generated("a/plain", "y\n");
        let files = [&file, &plain].map(|f| (f.path.clone(), LockEntry::of(f)));
        Lock { unfinished: false, files: BTreeMap::from(files) }
    }

    #[test]
    fn text_is_stable_and_reads_back() {
        let lock = sample();
        let text = lock.to_text();
        let body: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            body,
            [
                "version 1",
                "73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac\ta/B c.cls\tspecs/a b.yaml\t0=1 3=4 7=5\tspecs/z.yaml\t5=9",
                "3bb2abb69ebb27fbfe63c7639624c6ec5e331b841a5bc8c3ebc10b9285e90877\ta/plain",
            ]
        );
        assert_eq!(Lock::parse(&text).expect("valid"), lock);
        assert_eq!(Lock::parse(&text.replace('\n', "\r\n")).expect("CRLF is fine"), lock);
        let both = lock.on_the_way_to(&Lock::default());
        assert_eq!(Lock::parse(&both.to_text()).expect("valid"), both);
        assert_eq!(Lock::parse("").expect("an empty lock"), Lock::default());
    }

    #[test]
    fn a_generated_line_finds_its_spec_line() {
        let entry = &sample().files["a/B c.cls"];
        let found = |line| entry.origin(line).map(|o| (o.file.to_string(), o.at.line));
        assert_eq!(found(1), Some(("specs/a b.yaml".to_owned(), 1)));
        assert_eq!(found(4), Some(("specs/a b.yaml".to_owned(), 4)));
        assert_eq!(found(6), Some(("specs/z.yaml".to_owned(), 9)));
        assert_eq!(found(99), Some(("specs/a b.yaml".to_owned(), 5)));
        assert_eq!(sample().files["a/plain"].origin(1), None);
    }

    #[test]
    fn a_merge_conflict_accepts_both_sides() {
        let [one, two] = ["1", "2"].map(|text| Digest::of(text.as_bytes()));
        let text = format!("version 1\n<<<<<<< ours\n{one}\ta\n=======\n{two}\ta\n>>>>>>> theirs\n");
        let lock = Lock::parse(&text).expect("both sides");
        assert!(lock.files["a"].accepts(b"1") && lock.files["a"].accepts(b"2"));
    }

    #[test]
    fn damage_is_refused_with_its_line() {
        let digest = Digest::of(b"");
        for (text, line) in [
            ("version 2\n".to_owned(), 1),
            (format!("{digest}\ta\n"), 1),
            ("# only a comment\n".to_owned(), 1),
            (format!("version 1\n{digest}\t../a\n"), 2),
            (format!("version 1\n{digest}\n"), 2),
            (format!("version 1\n{digest}\ta\tspecs/x.yaml\n"), 2),
            (format!("version 1\n{digest}\ta\tspecs/x.yaml\t1\n"), 2),
            (format!("version 1\n\n{}\ta\n", &digest.0[1..]), 3),
        ] {
            let problem = Lock::parse(&text).expect_err(&text);
            assert_eq!(problem.code.id, "FILE005", "{text}");
            assert_eq!(problem.place.expect("a place").line, line, "{text}");
        }
    }

    #[test]
    fn line_ends_of_text_do_not_count() {
        assert_eq!(Digest::of(b"a\r\nb\n"), Digest::of(b"a\nb\r\n"));
        assert_ne!(Digest::of(b"a\rb"), Digest::of(b"a\nb"));
        assert_ne!(Digest::of(b"\0a\r\n"), Digest::of(b"\0a\n"));
    }
}
