//! The project's Apex: where it lies, and which file holds which class.

use crate::connect::local::installed;
use crate::project::package_directories;
use apex_sema::{CompileError, Source};
use codegen::spec::FrameworkMode;
use diag::catalogue::{apex, deploy};
use diag::{Diagnostic, Place, Severity};
use local_org::project::{Flaw, LoadError, PackageDir, Project, load_into};
use sf_client::deploy::stack_frame;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The Apex files of a project.
pub struct Sources {
    root: PathBuf,
    dirs: Vec<PackageDir>,
    /// Path relative to the root by the class or trigger's name in lower case.
    files: BTreeMap<String, String>,
}

impl Sources {
    /// Of the package directories of the project at `root`.
    ///
    /// # Errors
    /// What is wrong with `sfdx-project.json` or `.forceignore`.
    pub fn of_project(root: &Path) -> Result<Self, Vec<Diagnostic>> {
        let (mut dirs, mut files) = (Vec::new(), BTreeMap::new());
        for (path, below) in package_directories(root)? {
            for file in below {
                let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
                let Some(name) = name.strip_suffix(".cls").or_else(|| name.strip_suffix(".trigger")) else { continue };
                files.insert(name.to_owned(), relative(&file, root));
            }
            dirs.push(PackageDir { root: root.to_path_buf(), path });
        }
        Ok(Self { root: root.to_path_buf(), dirs, files })
    }

    /// The file of a class or trigger, relative to the root.
    pub fn file_of(&self, class: &str) -> Option<String> {
        self.files.get(&class.to_lowercase()).cloned()
    }

    /// The place that a line of an Apex stack means.
    pub fn place(&self, frame: &str) -> Option<Place> {
        let (class, line, column) = stack_frame(frame)?;
        Some(Place::new(self.file_of(class)?, line, column))
    }

    /// The project compiled.
    ///
    /// # Errors
    /// What does not compile or cannot be read.
    pub fn load(&self) -> Result<Project, Vec<Diagnostic>> {
        // The package's classes are not in the project; API-compatible ones of our own take their place.
        let bundled = codegen::framework_mode(&self.root) == Some(FrameworkMode::Bundled);
        let package: Vec<(&str, &str)> =
            framework::bundled().iter().filter(|_| !bundled).map(|file| (file.name, file.body)).collect();
        load_into(&installed(&self.root), &self.dirs, &package).map_err(|error| self.findings(error))
    }

    /// What of the project the local org cannot run or has no effect for: each type of metadata once.
    pub fn gaps(&self, project: &Project) -> Vec<Diagnostic> {
        let mut gaps = self.located(&project.sources, &project.program.gaps);
        for out in &project.left_out {
            let error = CompileError { file: 0, ..out.error.clone() };
            gaps.extend(self.located(std::slice::from_ref(&out.source), &[error]));
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        project.without.iter().for_each(|flaw| *counts.entry(&flaw.message).or_default() += 1);
        for flaw in &project.without {
            let Some(count) = counts.remove(flaw.message.as_str()) else { continue };
            let message = match count {
                1 => flaw.message.clone(),
                more => format!("{} (and {} more)", flaw.message, more - 1),
            };
            gaps.push(Diagnostic::new(&apex::APEX_UNSUPPORTED, message).at(self.place_of(flaw)));
        }
        gaps.into_iter().map(|gap| Diagnostic { severity: Severity::Warning, ..gap }).collect()
    }

    fn place_of(&self, flaw: &Flaw) -> Place {
        Place::new(relative(&flaw.path, &self.root), flaw.line, flaw.column)
    }

    fn located(&self, sources: &[Source], errors: &[CompileError]) -> Vec<Diagnostic> {
        let mut findings: Vec<Diagnostic> = errors.iter().map(|error| error.diagnostic(&sources[error.file])).collect();
        let places = findings.iter_mut().filter_map(|finding| finding.place.as_mut());
        places.for_each(|place| place.file = relative(Path::new(&place.file), &self.root));
        findings
    }

    fn findings(&self, error: LoadError) -> Vec<Diagnostic> {
        let at = |path: &Path| Place::start_of(relative(path, &self.root));
        match error {
            LoadError::Compile(sources, errors) => self.located(&sources, &errors),
            LoadError::Unreadable(path, error) => {
                vec![Diagnostic::new(&deploy::SOURCE_READ, format!("cannot read the file: {error}")).at(at(&path))]
            }
            LoadError::Files(found) => found,
            LoadError::Metadata(flaws) => {
                let finding = |flaw: &Flaw| {
                    Diagnostic::new(&deploy::COMPONENT_FAILED, flaw.message.clone()).at(self.place_of(flaw))
                };
                flaws.iter().map(finding).collect()
            }
        }
    }
}

fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
