//! `generate`: the specs become files.

use crate::apex;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::report;
use crate::running_org::{machine_file, write_private};
use codegen::output::{FilePlan, GENERATED_ROOTS, Mode, PlannedFile, RealDisk, Selection, plan};
use codegen::yaml::nearest;
use codegen::{Compilation, Ownership};
use diag::Diagnostic;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::Path;
use std::sync::OnceLock;

/// Words that `--only` takes for a glob.
const AREAS: &[(&str, &str)] = &[
    ("tools", "specs/tools/**"),
    ("servers", "specs/servers/**"),
    ("apex", "force-app/**/classes/**"),
    ("metadata", "force-app/**"),
    ("manifest", "manifest/**"),
    ("targets", "targets/**"),
    ("schema", "specs/schema/**"),
];

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Change nothing; fail with exit code 11 if any generated file is not what the specs say.
    #[arg(long, conflicts_with = "dry_run")]
    check: bool,
    /// Change nothing; show what would change.
    #[arg(long)]
    dry_run: bool,
    /// Only these files: a path, directory or glob of generated files or of the specs they come from, the file name of a
    /// spec without `.yaml`, or one of tools, servers, apex, metadata, manifest, targets, schema. Can be repeated.
    #[arg(long, value_name = "WHAT")]
    only: Vec<String>,
    /// Overwrite or remove this file although it was edited or written by hand. Can be repeated.
    #[arg(long, value_name = "PATH", conflicts_with = "check")]
    overwrite: Vec<String>,
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    /// The check that `ci` runs.
    pub fn checking(project: ProjectArgs) -> Self {
        Self { check: true, dry_run: false, only: Vec::new(), overwrite: Vec::new(), project }
    }

    /// Writes everything, as `up` does before it deploys.
    pub fn writing(project: ProjectArgs) -> Self {
        Self { check: false, dry_run: false, only: Vec::new(), overwrite: Vec::new(), project }
    }

    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let (root, check) = (self.project.root()?, self.check);
        let ended = self.generate(&root, printer);
        if check {
            let found = printer.shown().to_vec();
            report::write_findings("Generated files", &found, &root, printer)?;
        }
        ended
    }

    fn generate(self, root: &Path, printer: &mut Printer) -> Result<Exit, CommandError> {
        let only = globs(&self.only)?;
        let compilation = codegen::compile(root);
        if let Some(exit) = outcome::stop_on_errors(&compilation.diagnostics, printer) {
            return Ok(exit);
        }
        let matches = |path: &str, spec: Option<&str>| {
            only.as_ref().is_none_or(|globs| globs.is_match(path) || spec.is_some_and(|spec| globs.is_match(spec)))
        };
        let overwrite = self.overwrite.iter().cloned().collect();
        let plan =
            plan(root, &compilation.files, &Selection { only: Some(&matches), overwrite, roots: GENERATED_ROOTS });
        self.refuse_mistakes(&plan)?;
        let mode = match (self.check, self.dry_run) {
            (true, _) => Mode::Check,
            (_, true) => Mode::DryRun,
            _ => Mode::Write,
        };
        let checked = OnceLock::new();
        // The files are put beside their places while the compiler looks at the Apex.
        let result = std::thread::scope(|scope| {
            let looking =
                scope.spawn(|| !diag::has_errors(&checked.get_or_init(|| Checked::look(root, &compilation)).found));
            let agreed = || looking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            plan.apply_if(mode, &mut RealDisk::default(), agreed)
        });
        let checked = checked.into_inner().unwrap_or_else(|| Checked::look(root, &compilation));
        if let Some(exit) = outcome::stop_on_errors(&checked.found, printer) {
            return Ok(exit);
        }
        let result = result.map(Option::unwrap_or_default);
        let exit = outcome::tell(&plan, mode, result, "cargo xtask generate", printer)?;
        if mode == Mode::Write && exit == Exit::Ok {
            checked.remember(root);
        }
        Ok(exit)
    }

    /// An option that has no effect is a mistake: the person meant another file.
    fn refuse_mistakes(&self, plan: &FilePlan) -> Result<(), CommandError> {
        if plan.files.is_empty() {
            // The lock is always in a plan that could be made.
            return Ok(());
        }
        let of_people = |file: &&PlannedFile| file.ownership == Ownership::HandOwned;
        let generated = || plan.files.iter().filter(|file| !of_people(file)).map(|file| file.path.as_str());
        for path in &self.overwrite {
            if plan.files.iter().filter(of_people).any(|file| file.path == *path) {
                let message = format!("--overwrite: `{path}` belongs to people; it is written once and never again");
                return Err(CommandError::usage(message, "leave it out; to start it anew, remove the file yourself"));
            }
            if !generated().any(|known| known == path) {
                let hint = match nearest(path, generated()) {
                    Some(best) => format!("did you mean `{best}`?"),
                    None => "give the path as the error message shows it, relative to the project root".to_owned(),
                };
                return Err(CommandError::usage(format!("--overwrite: `{path}` is no generated file"), hint));
            }
        }
        if !self.only.is_empty() && plan.files.len() == 1 {
            let message = format!("--only: nothing generated matches {}", self.only.join(", "));
            return Err(CommandError::usage(message, "`specs/generated.lock` lists what is generated"));
        }
        Ok(())
    }
}

/// What the Apex compiler says, or said when nothing was different from now.
struct Checked {
    found: Vec<Diagnostic>,
    /// Of what was checked just now, if nothing was found.
    fingerprint: Option<String>,
}

impl Checked {
    /// The file that holds the fingerprint of what was last found to compile, on this machine.
    const FILE: &str = "apex-compiles";

    fn look(root: &Path, compilation: &Compilation) -> Self {
        let rendered = apex::Rendered::of(root, compilation);
        let fingerprint = apex::this_program().map(|program| rendered.fingerprint(&program));
        let known = std::fs::read_to_string(machine_file(root, Self::FILE)).ok();
        if fingerprint.is_some() && known == fingerprint {
            return Self { found: Vec::new(), fingerprint: None };
        }
        let found = rendered.check();
        let fingerprint = fingerprint.filter(|_| found.is_empty());
        Self { found, fingerprint }
    }

    /// Lets the next run know. Where that fails, the next run compiles again.
    fn remember(self, root: &Path) {
        if let Some(fingerprint) = self.fingerprint {
            let _ = write_private(&machine_file(root, Self::FILE), &fingerprint);
        }
    }
}

fn globs(only: &[String]) -> Result<Option<GlobSet>, CommandError> {
    if only.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for word in only {
        let patterns = match AREAS.iter().find(|(area, _)| area == word) {
            Some((_, pattern)) => vec![(*pattern).to_owned()],
            None => {
                let word = word.trim_end_matches('/');
                vec![word.to_owned(), format!("{word}/**"), format!("specs/**/{word}.yaml")]
            }
        };
        for pattern in patterns {
            let glob = GlobBuilder::new(&pattern).literal_separator(true).build().map_err(|error| {
                CommandError::usage(format!("--only: {error}"), "use a glob such as 'force-app/**/Acme*.cls'")
            })?;
            set.add(glob);
        }
    }
    let set = set.build().map_err(|error| CommandError::internal(format!("--only: {error}")))?;
    Ok(Some(set))
}

#[cfg(test)]
mod tests {
    use super::globs;

    #[test]
    fn a_directory_and_the_name_of_a_spec_choose_too() {
        let chosen = |word: &str, path: &str| {
            globs(&[word.to_owned()]).expect("a glob").is_some_and(|globs| globs.is_match(path))
        };
        for directory in ["force-app/main/mcp/permissionsets", "force-app/main/mcp/permissionsets/"] {
            assert!(chosen(directory, "force-app/main/mcp/permissionsets/A.permissionset-meta.xml"), "{directory}");
        }
        assert!(chosen("get_account", "specs/tools/get_account.yaml"));
        assert!(!chosen("get_account", "specs/tools/get_account_more.yaml"));
        assert!(!chosen("force-app", "specs/tools/get_account.yaml"));
    }
}
