//! The project as a deployment takes it: specs checked, generated files fresh, components packed.

use super::as_generated;
use super::finish::Sources;
use super::local_target;
use super::tests_of::test_classes;
use crate::connect::local;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::{self, counted};
use crate::pipeline;
use crate::printer::Printer;
use crate::project::has_specs;
use crate::report::Origins;
use codegen::Ownership;
use codegen::model::Model;
use codegen::output::{GENERATED_ROOTS, LOCK_PATH, Lock, Mode, RealDisk, Selection, plan};
use codegen::render::manifest;
use diag::Diagnostic;
use diag::catalogue::files;
use sf_client::deploy::Fingerprint;
use sf_metadata::pack::PackOptions;
use sf_metadata::{ApiVersion, ComponentSet, Manifest, Package, Project, SourceTree};
use sf_wire::deploy::DeployOptions;
use std::path::{Path, PathBuf};

/// Policies of external client apps: the org makes them when it gets the app, and only then can they be changed
/// (reported by several public projects; the guide calls the files generated).
pub const POLICIES: [&str; 2] = ["ExtlClntAppConfigurablePolicies", "ExtlClntAppOauthConfigurablePolicies"];

/// A project that can be deployed.
#[derive(Debug)]
pub struct Prepared {
    /// Its root directory.
    pub root: PathBuf,
    /// API version of its packages.
    pub api: ApiVersion,
    /// What its specs mean; `None` for a project without specs.
    pub model: Option<Model>,
    /// Its components, with what differs for the target.
    pub set: ComponentSet,
    /// Its test classes.
    pub tests: Vec<String>,
    /// Components that were generated once and no longer are.
    pub gone: Manifest,
    /// The file that lists them.
    pub gone_path: String,
}

/// A package that a validation can be of.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Hash of its content.
    pub hash: String,
    /// What the org would tell about a validation of it.
    pub sent: Fingerprint,
    /// Whether its options are known; else only its size tells.
    pub with_options: bool,
}

/// Which components of a project a package holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// All.
    Everything,
    /// All but the policies of apps.
    WithoutPolicies,
    /// Only the policies of apps.
    Policies,
}

/// Checks and reads the project for a target. What is wrong is printed.
///
/// # Errors
/// Specs with errors, stale generated files, or source files that cannot be packed.
pub fn prepare(root: &Path, target: &str, printer: &mut Printer) -> Result<Prepared, CommandError> {
    let (mut model, generated) = if has_specs(root) { fresh(root, printer)? } else { (None, Vec::new()) };
    let project = Project::read(root).map_err(CommandError::preflight)?;
    let generated = as_generated::of_target(generated.into_iter(), &project.package_directories, target);
    let tree = SourceTree::read(&project, Some(&format!("targets/{target}")));
    let set = tree.and_then(|mut tree| {
        if let Some(model) = model.as_mut().filter(|_| target == local::NAME) {
            local_target::add(model, &mut tree);
        }
        printer.findings(&tree.warnings);
        let read = tree.files.clone();
        let set = ComponentSet::from_source(tree)?;
        let found = as_generated::check(&generated, &read, &set);
        if diag::has_errors(&found) {
            return Err(found);
        }
        printer.findings(&found);
        Ok(set)
    });
    let set = set.map_err(|problems| refused(&problems, printer))?;
    let package = model.as_ref().map_or(manifest::PACKAGE, |model| &model.project.manifest);
    let gone_path = manifest::destructive_path(package);
    let gone = gone(root, &gone_path, project.api_version)?;
    let tests = test_classes(&set);
    Ok(Prepared { root: root.to_owned(), api: project.api_version, model, tests, set, gone, gone_path })
}

/// What the specs mean and the paths of the files that are generated, if they have no error and every generated file is what
/// they say.
fn fresh(root: &Path, printer: &mut Printer) -> Result<(Option<Model>, Vec<String>), CommandError> {
    let compilation = pipeline::compile(root);
    if outcome::stop_on_errors(&compilation.diagnostics, printer).is_some() {
        return Err(CommandError {
            exit: Exit::Preflight,
            message: "the specs have errors; nothing was deployed".to_owned(),
            hint: Some("`cargo xtask check` shows them all".to_owned()),
        });
    }
    let selection = Selection { roots: GENERATED_ROOTS, ..Selection::default() };
    let checked = plan(root, &compilation.files, &selection).apply(Mode::Check, &mut RealDisk::default());
    checked.map_err(|problems| {
        printer.findings(&problems);
        let stale = problems.iter().all(|problem| problem.code == &files::STALE);
        let hint = match stale {
            true => "run `cargo xtask generate`, review the change, and deploy again",
            // Generating alone would refuse them, or overwrite what a person wrote.
            false => "do what the findings above say for each file, then deploy again",
        };
        CommandError {
            exit: Exit::Stale,
            message: "generated files are not what the specs say; nothing was deployed".to_owned(),
            hint: Some(hint.to_owned()),
        }
    })?;
    let generated = compilation.files.into_iter().filter(|file| file.ownership == Ownership::Generated);
    Ok((compilation.model, generated.map(|file| file.path).collect()))
}

/// What was generated once and no longer is, as the manifest at `path` lists it, if that is generated too. One that a person
/// wrote tells of other things.
fn gone(root: &Path, path: &str, version: ApiVersion) -> Result<Manifest, CommandError> {
    let lock = std::fs::read_to_string(root.join(LOCK_PATH)).unwrap_or_default();
    // A lock that is missing or damaged lists nothing; a project with specs has been checked.
    if !Lock::parse(&lock).unwrap_or_default().files.contains_key(path) {
        return Ok(Manifest::new(version));
    }
    match std::fs::read_to_string(root.join(path)) {
        Ok(text) => Manifest::from_xml(&text).map_err(|error| CommandError {
            exit: Exit::Preflight,
            message: format!("{path} is not a manifest: {error}"),
            hint: Some("restore it from version control, or run `cargo xtask generate`".to_owned()),
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Manifest::new(version)),
        Err(error) => Err(CommandError::internal(format!("{path} cannot be read: {error}"))),
    }
}

fn refused(problems: &[Diagnostic], printer: &mut Printer) -> CommandError {
    printer.findings(problems);
    CommandError {
        exit: Exit::Preflight,
        message: "the project cannot be packed; nothing was deployed".to_owned(),
        hint: Some("see the findings above; `cargo xtask explain CODE` says more about each".to_owned()),
    }
}

impl Prepared {
    /// The package with a share of the components, and with deletions.
    ///
    /// # Errors
    /// Components or deletions that cannot be packed; they are printed.
    pub fn package(&self, share: Share, delete: &Manifest, printer: &mut Printer) -> Result<Package, CommandError> {
        let delete_after = (!delete.is_empty()).then(|| delete.clone());
        let options =
            PackOptions { only: Some(self.manifest(share)), delete_after, ..PackOptions::everything(self.api) };
        let package = Package::build(&self.set, &options).map_err(|problems| refused(&problems, printer))?;
        printer.findings(&package.warnings);
        Ok(package)
    }

    /// What a deployment may send at first: everything, and everything but the policies of apps.
    ///
    /// # Errors
    /// As [`Prepared::package`].
    pub fn candidates(
        &self,
        delete: &Manifest,
        options: Option<&DeployOptions>,
        printer: &mut Printer,
    ) -> Result<[Candidate; 2], CommandError> {
        let mut candidate = |share| {
            let package = self.package(share, delete, printer)?;
            let hash = package.hash().to_string();
            let components = package.manifest.components().count() as u64;
            let zip = package.to_zip().map_err(CommandError::preflight)?;
            let sent = Fingerprint {
                options: options.cloned().unwrap_or_default(),
                zip_size: Some(zip.len() as u64),
                components: Some(components),
                quick: false,
            };
            Ok(Candidate { hash, sent, with_options: options.is_some() })
        };
        Ok([candidate(Share::Everything)?, candidate(Share::WithoutPolicies)?])
    }

    /// Hashes of the packages that a deployment without deletions sends.
    pub fn hashes(&self) -> Vec<String> {
        [Share::Everything, Share::WithoutPolicies, Share::Policies].into_iter().filter_map(|s| self.hash(s)).collect()
    }

    /// The hash of a share's package; `None` if it cannot be packed, or nothing is in it.
    pub fn hash(&self, share: Share) -> Option<String> {
        let options = PackOptions { only: Some(self.manifest(share)), ..PackOptions::everything(self.api) };
        Package::build(&self.set, &options).ok().map(|package| package.hash().to_string())
    }

    /// What a person can do once these components are deleted, if the project still lists them for deletion.
    pub fn after_deleting(&self, deleted: &Manifest) -> Option<String> {
        let done = self.gone.components().filter(|(kind, member)| deleted.contains(kind, member)).count();
        let all = self.gone.components().count();
        (done > 0).then(|| {
            let path = &self.gone_path;
            format!(
                "this org has seen {done} of {} that {path} lists. It stays for your other orgs; when all have seen it, delete the file and run `cargo xtask generate`",
                counted(all, "deletion")
            )
        })
    }

    /// The components of a share.
    pub fn manifest(&self, share: Share) -> Manifest {
        let mut manifest = self.set.manifest(self.api);
        match share {
            Share::Everything => {}
            Share::WithoutPolicies => manifest.types.retain(|kind, _| !POLICIES.contains(&kind.as_str())),
            Share::Policies => manifest.types.retain(|kind, _| POLICIES.contains(&kind.as_str())),
        }
        manifest
    }

    /// Where the files of a package come from.
    pub fn sources(&self, package: &Package) -> Sources {
        Sources { files: package.sources.clone(), origins: Origins::of_project(&self.root) }
    }
}

/// Where files of a package would come from, for commands that only look at a deployment: whatever can be read.
pub fn sources_of(root: &Path, target: &str) -> Sources {
    let tree = Project::read(root).ok().and_then(|p| SourceTree::read(&p, Some(&format!("targets/{target}"))).ok());
    let set = tree.and_then(|tree| ComponentSet::from_source(tree).ok());
    let package = set.and_then(|set| Package::build(&set, &PackOptions::everything(ApiVersion::DEFAULT)).ok());
    Sources { files: package.map(|package| package.sources).unwrap_or_default(), origins: Origins::of_project(root) }
}
