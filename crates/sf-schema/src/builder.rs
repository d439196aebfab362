//! Merges the sources into one [`Schema`].

mod apply_project;
mod summaries;

use crate::describe::{self, DescribeSnapshot};
use crate::names;
use crate::overrides::{self, Overrides};
use crate::project::{self, Project, SourceFile};
use crate::schema::Schema;
use diag::Diagnostic;
use std::path::PathBuf;

/// Collects the sources of a [`Schema`]; the order of calls does not matter.
#[derive(Debug, Default)]
pub struct SchemaBuilder {
    catalogue: bool,
    package_dirs: Vec<(PathBuf, PathBuf)>,
    files: Vec<(String, String)>,
    describes: Vec<(String, String)>,
    overrides: Overrides,
}

impl SchemaBuilder {
    /// Adds the bundled catalogue of standard objects.
    #[must_use]
    pub fn catalogue(mut self) -> Self {
        self.catalogue = true;
        self
    }

    /// Adds the object metadata below a package directory, given relative to the project's `root`. A directory that does
    /// not exist holds none.
    #[must_use]
    pub fn project_dir(mut self, root: impl Into<PathBuf>, package_dir: impl Into<PathBuf>) -> Self {
        self.package_dirs.push((root.into(), package_dir.into()));
        self
    }

    /// Adds a metadata file that is already in memory, such as an entry of a deploy zip. A path that names nothing about
    /// objects is ignored.
    #[must_use]
    pub fn project_file(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.files.push((path.into(), text.into()));
        self
    }

    /// Adds an org's describe: the text of a snapshot file. `path` is for diagnostics.
    #[must_use]
    pub fn describe(mut self, path: impl Into<String>, json: impl Into<String>) -> Self {
        self.describes.push((path.into(), json.into()));
        self
    }

    /// Adds corrections that the project states itself; they win over everything.
    #[must_use]
    pub fn overrides(mut self, overrides: Overrides) -> Self {
        self.overrides.extend(overrides);
        self
    }

    /// Merges: catalogue, then project, then describe, then overrides. Diagnostics are sorted by place.
    pub fn build(self) -> (Schema, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut schema = if self.catalogue { Schema::standard() } else { Schema::empty() };
        let mut files = Vec::new();
        for (root, directory) in &self.package_dirs {
            files.extend(project::read_package_dir(root, directory, &mut diagnostics));
        }
        files.extend(self.files.into_iter().filter_map(|(path, text)| SourceFile::in_memory(path, text)));
        // Package directories may contain one another.
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        let project = Project::read(&files, &mut diagnostics);
        apply_project::apply(&mut schema, project, &mut diagnostics);
        for (path, json) in &self.describes {
            match DescribeSnapshot::parse(json) {
                Ok(snapshot) => describe::apply(&mut schema, &snapshot),
                Err(error) => diagnostics.push(describe::invalid(path, &error)),
            }
        }
        names::remove_unsound(&mut schema, &self.describes, &mut diagnostics);
        overrides::apply(&mut schema, &self.overrides, &mut diagnostics);
        diag::sort(&mut diagnostics);
        diagnostics.dedup();
        (schema, diagnostics)
    }
}
