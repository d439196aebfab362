//! The package that a deployment uploads: its files, its manifests, its zip.

mod compose;
mod zip;

pub use zip::{UnzipError, unzip};

use crate::{ApiVersion, ComponentId, ComponentSet, Manifest, kinds};
use bytes::Bytes;
use diag::{Diagnostic, Place, catalogue::deploy};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Files and folders a deployment may hold; the server counts folders too.
pub const MAX_ENTRIES: usize = 10_000;
/// Bytes of the zip. The guide says "about 39 MB"; 50 MB is the ceiling of the message once it is base64.
pub const MAX_ZIP_BYTES: u64 = 39_000_000;
/// Sizes that packages of one compressed size are spread over.
const MARKS: u16 = 4_096;
/// Bytes before compression.
pub const MAX_UNPACKED_BYTES: u64 = 629_145_600;

/// What a package is to hold beside or instead of all components.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackOptions {
    /// API version of the deployment.
    pub version: ApiVersion,
    /// Only the components this manifest names. A component is taken as a whole when it or any of its children is named.
    pub only: Option<Manifest>,
    /// Deleted before the package's components are added.
    pub delete_before: Option<Manifest>,
    /// Deleted after they are added, and before tests run.
    pub delete_after: Option<Manifest>,
}

impl PackOptions {
    /// All components, nothing deleted.
    pub fn everything(version: ApiVersion) -> Self {
        Self { version, only: None, delete_before: None, delete_after: None }
    }
}

/// A package ready to be zipped. Equal input gives equal files and equal bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// `package.xml`.
    pub manifest: Manifest,
    /// Every file by its path in the zip, manifests included.
    pub files: BTreeMap<String, Bytes>,
    /// The source file behind each file of the package, for places of errors that the org reports. A line of a file
    /// that was put together from several, `objects/A__c.object:12`, has the line behind it:
    /// `force-app/…/F__c.field-meta.xml:4`. A part that has a file of its own, `CustomField:A__c.F__c`, has that file.
    pub sources: BTreeMap<String, String>,
    /// What should be looked at although the package can be deployed.
    pub warnings: Vec<Diagnostic>,
}

/// SHA-256 over the paths and contents of a package. It does not depend on compression.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 32]);

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

impl Package {
    /// Puts components and manifests together. All problems are reported at once.
    pub fn build(set: &ComponentSet, options: &PackOptions) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut package = Self {
            manifest: Manifest::new(options.version),
            files: BTreeMap::new(),
            sources: BTreeMap::new(),
            warnings: Vec::new(),
        };
        let chosen = chosen_ids(set, options.only.as_ref(), &mut problems);
        for component in set.iter().filter(|c| c.ids.iter().any(|id| chosen.contains(id))) {
            compose::add(component, &mut package, &mut problems);
            for id in &component.ids {
                package.manifest.insert(&id.kind, &id.member);
            }
        }
        let deletions = [
            ("destructiveChangesPre.xml", &options.delete_before),
            ("destructiveChangesPost.xml", &options.delete_after),
        ];
        for (name, manifest) in deletions {
            if let Some(manifest) = manifest.as_ref().filter(|m| !m.is_empty()) {
                check_deletions(name, manifest, &package.manifest, &mut problems);
                package.files.insert(name.to_owned(), manifest.to_xml().into());
            }
        }
        if package.files.is_empty() && problems.is_empty() {
            problems.push(Diagnostic::new(&deploy::NOTHING_TO_DEPLOY, "no component is left to deploy or delete"));
        }
        package.files.insert("package.xml".to_owned(), package.manifest.to_xml().into());
        package.check_limits(&mut problems);
        diag::sort(&mut problems);
        if diag::has_errors(&problems) {
            return Err(problems);
        }
        package.warnings = problems;
        Ok(package)
    }

    /// Refuses a package whose zip is too large, without making one of a package that cannot be.
    ///
    /// # Errors
    /// As [`Package::to_zip`].
    pub fn check_size(&self) -> Result<(), Diagnostic> {
        let unpacked: u64 = self.files.values().map(|bytes| bytes.len() as u64).sum();
        if unpacked <= MAX_ZIP_BYTES { Ok(()) } else { self.to_zip().map(|_| ()) }
    }

    /// The zip to upload; `package.xml` lies at its root (`singlePackage`).
    pub fn to_zip(&self) -> Result<Vec<u8>, Diagnostic> {
        let bytes = zip::write(&self.files, self.mark())
            .map_err(|e| Diagnostic::new(&deploy::TOO_LARGE, format!("the zip could not be written: {e}")))?;
        let size = bytes.len() as u64;
        if size > MAX_ZIP_BYTES {
            return Err(Diagnostic::new(
                &deploy::TOO_LARGE,
                format!("the zip has {size} bytes, a deployment may have {MAX_ZIP_BYTES}"),
            )
            .hint("keep files out with `.forceignore`, or deploy the package directories as projects of their own"));
        }
        Ok(bytes)
    }

    /// Bytes that the zip gets beside its files. An org tells the size of a deployment and nothing of its content, and packages
    /// of one project often have one size: with these bytes the size tells them apart, but for one pair in 4,096.
    fn mark(&self) -> usize {
        let ContentHash([first, second, ..]) = self.hash();
        usize::from(u16::from_be_bytes([first, second]) % MARKS)
    }

    /// The hash of everything the package holds.
    pub fn hash(&self) -> ContentHash {
        let mut hasher = Sha256::new();
        for (path, bytes) in &self.files {
            // Lengths first, so that no two packages can run together to the same stream of bytes.
            hasher.update((path.len() as u64).to_be_bytes());
            hasher.update(path.as_bytes());
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        }
        ContentHash(hasher.finalize().into())
    }

    /// The source file behind a file name that the org reports, with or without a leading folder.
    pub fn source_of(&self, reported: &str) -> Option<&str> {
        let direct = self.sources.get(reported);
        direct.or_else(|| reported.split_once('/').and_then(|(_, rest)| self.sources.get(rest))).map(String::as_str)
    }

    fn check_limits(&self, problems: &mut Vec<Diagnostic>) {
        let folders: BTreeSet<&str> = self.files.keys().flat_map(|path| parents(path)).collect();
        let entries = self.files.len() + folders.len();
        let bytes: u64 = self.files.values().map(|bytes| bytes.len() as u64).sum();
        let mut check = |code, used: u64, limit: u64, what: &str| {
            let hint = "keep files out with `.forceignore`, or deploy the package directories as projects of their own";
            if used > limit {
                problems.push(
                    Diagnostic::new(code, format!("the package has {used} {what}, the limit is {limit}")).hint(hint),
                );
            } else if used > limit / 5 * 4 {
                let message = format!("the package has {used} {what}, of {limit} that are allowed");
                problems.push(Diagnostic::new(&deploy::NEAR_LIMIT, message).hint(hint));
            }
        };
        check(&deploy::TOO_MANY_FILES, entries as u64, MAX_ENTRIES as u64, "files and folders");
        check(&deploy::TOO_LARGE, bytes, MAX_UNPACKED_BYTES, "bytes before compression");
    }
}

/// The folders above a path: `a` and `a/b` for `a/b/c`.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// The ids to deploy: all, or those a manifest names. `*` names every component of its type.
fn chosen_ids(set: &ComponentSet, only: Option<&Manifest>, problems: &mut Vec<Diagnostic>) -> BTreeSet<ComponentId> {
    let all = || set.iter().flat_map(|component| component.ids.iter().cloned());
    let Some(only) = only else { return all().collect() };
    let available: BTreeSet<ComponentId> = all().collect();
    let mut chosen = BTreeSet::new();
    for (kind, member) in only.components() {
        let id = ComponentId::new(kind, member);
        if member == "*" {
            chosen.extend(available.iter().filter(|id| id.kind == kind).cloned());
        } else if available.contains(&id) {
            chosen.insert(id);
        } else {
            problems.push(
                Diagnostic::new(&deploy::NOT_IN_PROJECT, format!("the manifest names {id}, which has no file"))
                    .hint("generate or restore the component, or remove it from the manifest"),
            );
        }
    }
    chosen
}

fn check_deletions(file: &str, deletions: &Manifest, deployed: &Manifest, problems: &mut Vec<Diagnostic>) {
    let mut refuse = |message: String| {
        problems.push(Diagnostic::new(&deploy::DESTRUCTIVE_INVALID, message).at(Place::start_of(file)));
    };
    if let Err(e) = deletions.check_destructive() {
        refuse(e.to_string());
    }
    for (kind, member) in deletions.components() {
        if !kinds::is_known(kind) {
            refuse(format!("`{kind}` is not a known metadata type; deletions must be spelt exactly"));
        }
        if let Some(spelt) = deployed.spelt(kind, member) {
            refuse(format!("{kind}:{spelt} is deployed and deleted by the same package"));
        }
    }
}

#[cfg(test)]
mod tests;
