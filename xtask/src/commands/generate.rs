//! `generate`: the specs become files.

mod known;

use self::known::Known;
use crate::apex;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::report;
use codegen::Ownership;
use codegen::output::{FilePlan, GENERATED_ROOTS, Mode, PlannedFile, RealDisk, Selection, plan};
use codegen::yaml::nearest;
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
        let whole = only.is_none() && self.overwrite.is_empty();
        // A check is believed by others, so it believes no file of this machine.
        let known = (whole && !self.check).then(|| Known::read(root));
        if let Some((findings, files)) = known.as_ref().and_then(Known::repeats) {
            printer.findings(findings);
            printer.success(&outcome::up_to_date(files));
            return Ok(Exit::Ok);
        }
        let already_shown = printer.shown().len();
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
        let compiled = OnceLock::new();
        // The files are put beside their places while the compiler looks at the Apex. It ends with the scope, asked or not.
        let result = std::thread::scope(|scope| {
            let compiling = scope.spawn(|| compiled.get_or_init(|| apex::check_rendered(root, &compilation)));
            let found = || compiling.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            plan.apply_if(mode, &mut RealDisk::default(), || !diag::has_errors(found()))
        });
        let found = compiled.into_inner().unwrap_or_default();
        if let Some(exit) = outcome::stop_on_errors(&found, printer) {
            return Ok(exit);
        }
        let result = result.map(Option::unwrap_or_default);
        let exit = outcome::tell(&plan, mode, result, "cargo xtask generate", printer)?;
        if let Some(known) = known.filter(|_| mode == Mode::Write && exit == Exit::Ok) {
            known.remember(&compilation, &plan, &printer.shown()[already_shown..]);
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
