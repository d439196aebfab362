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
    paths: Vec<(PathBuf, Vec<PathBuf>)>,
    files: Vec<(String, String)>,
    describes: Vec<(String, String)>,
    installed: Vec<(String, String)>,
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

    /// Adds these files of a project, instead of all below a directory. Those that name nothing about objects are ignored;
    /// diagnostics name them as they are, without `root` where they begin with it.
    #[must_use]
    pub fn project_paths(mut self, root: impl Into<PathBuf>, paths: Vec<PathBuf>) -> Self {
        self.paths.push((root.into(), paths));
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

    /// Adds what an org has before the project is deployed to it: the text of a snapshot file. Unlike with a describe of the
    /// org itself, the project's files win over it.
    #[must_use]
    pub fn installed(mut self, path: impl Into<String>, json: impl Into<String>) -> Self {
        self.installed.push((path.into(), json.into()));
        self
    }

    /// Adds corrections that the project states itself; they win over everything.
    #[must_use]
    pub fn overrides(mut self, overrides: Overrides) -> Self {
        self.overrides.extend(overrides);
        self
    }

    /// Merges: catalogue, then what is installed, then project, then describe, then overrides. Diagnostics are sorted by
    /// place.
    pub fn build(self) -> (Schema, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut schema = if self.catalogue { Schema::standard() } else { Schema::empty() };
        apply_snapshots(&mut schema, &self.installed, &mut diagnostics);
        let mut files = Vec::new();
        for (root, directory) in &self.package_dirs {
            files.extend(project::read_package_dir(root, directory, &mut diagnostics));
        }
        for (root, paths) in &self.paths {
            files.extend(project::read_paths(root, paths, &mut diagnostics));
        }
        files.extend(self.files.into_iter().filter_map(|(path, text)| SourceFile::in_memory(path, text)));
        // Package directories may contain one another.
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        let project = Project::read(&files, &mut diagnostics);
        apply_project::apply(&mut schema, project, &mut diagnostics);
        apply_snapshots(&mut schema, &self.describes, &mut diagnostics);
        let snapshots = [self.installed, self.describes].concat();
        names::remove_unsound(&mut schema, &snapshots, &mut diagnostics);
        overrides::apply(&mut schema, &self.overrides, &mut diagnostics);
        diag::sort(&mut diagnostics);
        diagnostics.dedup();
        (schema, diagnostics)
    }
}

fn apply_snapshots(schema: &mut Schema, snapshots: &[(String, String)], diagnostics: &mut Vec<Diagnostic>) {
    for (path, json) in snapshots {
        match DescribeSnapshot::parse(json) {
            Ok(snapshot) => describe::apply(schema, &snapshot),
            Err(error) => diagnostics.push(describe::invalid(path, &error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Schema;

    #[test]
    fn what_is_installed_is_there_and_the_project_wins_over_it() {
        let snapshot = r#"{"version": 1, "sobjects": [
 {"name": "Visit__c", "custom": true, "createable": false, "fields": [
  {"name": "Size__c", "type": "string", "length": 9}, {"name": "ns__More__c", "type": "string", "length": 9}],
  "recordTypeInfos": [{"name": "Old", "developerName": "Old", "active": true}]},
 {"name": "ns__Ext__c", "custom": true, "createable": true, "fields": [{"name": "Id", "type": "id"}]}]}"#;
        let object = r#"<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"><fields><fullName>Size__c</fullName>
 <label>Size</label><precision>4</precision><scale>0</scale><type>Number</type></fields><label>Visit</label>
 <recordTypes><fullName>New</fullName><label>New</label></recordTypes><sharingModel>Private</sharingModel></CustomObject>"#;
        let builder = Schema::builder().catalogue().installed("org.json", snapshot);
        let (schema, _) = builder.project_file("objects/Visit__c.object", object).build();
        let visit = schema.object("Visit__c").expect("defined");
        assert!(visit.createable && visit.sharing_model.as_deref() == Some("Private"), "as the project says");
        assert_eq!(visit.field("Size__c").expect("there").length, None, "a number by the project");
        assert!(visit.field("ns__More__c").is_some() && visit.field("OwnerId").is_some());
        assert_eq!(visit.record_types.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["New", "Old"]);
        assert!(schema.object("ns__Ext__c").is_some_and(|object| object.createable));
    }
}
