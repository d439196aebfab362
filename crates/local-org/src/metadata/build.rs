//! What an org becomes when components change: new objects, new program, new apps; and whether it can become that.

use super::check::{self, World};
use super::components::{Component, Components};
use super::package::{Deletion, Item, Package};
use super::problem::Problem;
use super::{app_state, derive, remove, retype, shape};
use crate::Org;
use crate::data::calculated::{Calculated, Mistake};
use crate::packages::{LeftOut, Rest, compile_rest};
use apex_sema::{CompileError, ErrorKind, Source};
use sf_metadata::ComponentId;
use sf_metadata::compare;
use sf_metadata::xml::Element;
use sf_schema::Schema;
use sf_wire::deploy::ProblemType;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Who changes the org, and when.
#[derive(Debug, Clone)]
pub(super) struct Author {
    pub user: Arc<str>,
    /// Milliseconds since 1970.
    pub now: i64,
    /// Id of the package version that is installed.
    pub package: Option<Arc<str>>,
}

/// What became of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    pub id: ComponentId,
    pub file: String,
    pub changed: bool,
    pub created: bool,
    pub deleted: bool,
}

/// What a build found, and the state if nothing fails.
#[derive(Debug)]
pub(super) struct Outcome {
    /// What became, or would have become, of each component.
    pub done: Vec<Done>,
    /// Errors, warnings and notes.
    pub problems: Vec<Problem>,
    pub built: Option<Built>,
}

/// The state an org would be in.
#[derive(Debug, Clone)]
pub(super) struct Built {
    pub components: Components,
    pub schema: Arc<Schema>,
    pub code: Option<derive::Code>,
    /// Whether objects or fields changed.
    pub new_schema: bool,
    /// Formulas and rules, if they or what they read changed.
    pub calculated: Option<Arc<Calculated>>,
    pub done: Vec<Done>,
    pub removed: Vec<ComponentId>,
}

/// Builds the state after a package; every problem is found.
pub(super) fn build(org: &Org, package: &Package, ignore_warnings: bool, author: &Author) -> Outcome {
    let mut problems = package.problems.clone();
    let mut next = org.components.clone();
    let mut removed = Vec::new();
    let mut done = Vec::new();
    for deletion in &package.deletions[0] {
        delete(org, &mut next, deletion, &mut removed, &mut done, &mut problems);
    }
    for item in &package.items {
        done.push(put(&mut next, item, author));
    }
    for deletion in &package.deletions[1] {
        delete(org, &mut next, deletion, &mut removed, &mut done, &mut problems);
    }
    app_state::default_policies(&mut next, author);
    removed.retain(|id| next.get(&id.kind, &id.member).is_none());
    remove::forget(&mut next, &removed);

    let shapes = |id: &ComponentId| derive::SCHEMA_KINDS.contains(&id.kind.as_str());
    let new_schema = removed.iter().any(shapes) || done.iter().any(|d| d.changed && shapes(&d.id));
    let schema = if new_schema {
        let (schema, found) = derive::schema(&next, &org.installed);
        problems.extend(found.into_iter().map(|(id, text)| {
            let file = package.items.iter().find(|i| i.id == id).map_or_else(String::new, |i| i.file.clone());
            Problem::error(&id, &file, text)
        }));
        Arc::new(schema)
    } else {
        Arc::clone(&org.schema)
    };

    let world = World { org, next: &next, schema: &schema };
    for item in &package.items {
        check::check(item, &world, &mut problems);
    }
    remove::check(&next, package, &removed, &mut problems);

    let of_code =
        |id: &ComponentId| matches!(id.kind.as_str(), "ApexClass" | "ApexTrigger" | "CustomLabel" | "CustomLabels");
    let labels = |id: &ComponentId| id.kind.starts_with("CustomLabel");
    let new_catalog = new_schema || removed.iter().any(labels) || done.iter().any(|d| d.changed && labels(&d.id));
    let new_code = new_schema || removed.iter().any(of_code) || done.iter().any(|d| d.changed && of_code(&d.id));
    let prefixes = derive::prefixes(org, &schema);
    retype::check(org, package, &next, &prefixes, &mut problems);
    let catalog = match new_catalog {
        true => derive::catalog(&schema, &prefixes, derive::labels(&next)),
        false => Arc::clone(&org.catalog),
    };
    let rules = |id: &ComponentId| id.kind == "ValidationRule";
    let new_rules = new_catalog || removed.iter().any(rules) || done.iter().any(|d| d.changed && rules(&d.id));
    let calculated = new_rules.then(|| {
        let (calculated, mistakes) = derive::calculated(&next, &catalog);
        formula_problems(package, mistakes, &removed, &mut problems);
        Arc::new(calculated)
    });
    let mut code = None;
    if new_code {
        match compile_rest(derive::sources(&next), &catalog, derive::namespaces(&next, &schema)) {
            Ok(Rest { sources, program, left_out }) => {
                for LeftOut { source, error } in left_out {
                    let alone = CompileError { file: 0, ..error };
                    gaps(package, &[source], &[alone], ProblemType::Warning, &mut problems);
                }
                gaps(package, &sources, &program.gaps, ProblemType::Warning, &mut problems);
                gaps(package, &sources, &program.tests_only, ProblemType::Info, &mut problems);
                code = Some(derive::Code { sources: Arc::new(sources), program: Arc::new(program), catalog, prefixes });
            }
            Err((sources, errors)) => {
                let (missing, errors): (Vec<_>, Vec<_>) =
                    errors.into_iter().partition(|error| error.kind == ErrorKind::Unsupported);
                compile_problems(package, &sources, &errors, &removed, &mut problems);
                gaps(package, &sources, &missing, ProblemType::Warning, &mut problems);
            }
        }
    }
    if problems.iter().any(|p| p.fails(ignore_warnings)) {
        return Outcome { done, problems, built: None };
    }
    let built = Built { components: next, schema, code, new_schema, calculated, done: done.clone(), removed };
    Outcome { done, problems, built: Some(built) }
}

/// Puts a component in; unchanged ones keep their dates.
fn put(next: &mut Components, item: &Item, author: &Author) -> Done {
    let before = next.get(&item.id.kind, &item.id.member);
    let files = match before.filter(|_| matches!(item.id.kind.as_str(), "CustomLabels" | "Profile")) {
        Some(before) => merged(before, item),
        None => item.files.clone(),
    };
    let (created, changed) = (before.is_none(), before.is_none_or(|b| b.files != files));
    let done = |changed| Done { id: item.id.clone(), file: item.file.clone(), changed, created, deleted: false };
    if !changed {
        return done(false);
    }
    let component = author.component(files, before);
    next.insert(item.id.clone(), component);
    done(true)
}

/// Profiles and labels keep what a deployment does not name (Metadata API guide, "Profile", "CustomLabels").
fn merged(before: &Component, item: &Item) -> BTreeMap<String, Arc<[u8]>> {
    let key = |e: &Element| {
        let name = compare::key(e).filter(|_| !e.children.is_empty());
        (e.name.clone(), name.map(|name| name.to_lowercase()))
    };
    let mut tree = item.tree.clone();
    let named: BTreeSet<_> = tree.children.iter().map(key).collect();
    let kept = Element::parse(before.text()).unwrap_or_default().children;
    tree.children.extend(kept.into_iter().filter(|e| !named.contains(&key(e))));
    shape::normalise(&item.id.kind, &mut tree);
    item.files.keys().map(|path| (path.clone(), tree.to_xml().into_bytes().into())).collect()
}

impl Author {
    /// A component as this author makes or changes it.
    pub fn component(&self, files: BTreeMap<String, Arc<[u8]>>, before: Option<&Component>) -> Component {
        Component {
            id: before.map_or_else(|| "".into(), |b| b.id.clone()),
            files,
            created_by: before.map_or_else(|| self.user.clone(), |b| b.created_by.clone()),
            created: before.map_or(self.now, |b| b.created),
            modified_by: self.user.clone(),
            modified: self.now,
            package: self.package.clone(),
        }
    }
}

fn delete(
    org: &Org,
    next: &mut Components,
    deletion: &Deletion,
    removed: &mut Vec<ComponentId>,
    done: &mut Vec<Done>,
    problems: &mut Vec<Problem>,
) {
    let id = &deletion.id;
    if id.kind == "CustomLabel" && remove::label(next, &id.member) {
        removed.push(id.clone());
        let file = deletion.file.to_string();
        done.push(Done { id: id.clone(), file, changed: true, created: false, deleted: true });
        return;
    }
    let is_named = |i: &ComponentId| i.kind == id.kind && i.member.eq_ignore_ascii_case(&id.member);
    // It went with something else that the same package deletes: a field with its object, settings with their app.
    if let Some(gone) = removed.iter().find(|gone| is_named(gone)).cloned() {
        let file = deletion.file.to_string();
        return done.push(Done { id: gone, file, changed: true, created: false, deleted: true });
    }
    let known = next.iter().find(|(i, _)| is_named(i));
    let Some(found) = known.map(|(i, _)| i.clone()) else {
        let text = format!("No {} named: {} found", id.kind, id.member);
        return problems.push(Problem::warning(id, deletion.file, text));
    };
    if let Some(text) = remove::refusal(org, &found) {
        return problems.push(Problem::error(id, deletion.file, text));
    }
    for gone in remove::with_parts(next, &found) {
        next.remove(&gone);
        removed.push(gone);
    }
    let file = deletion.file.to_string();
    done.push(Done { id: found, file, changed: true, created: false, deleted: true });
}

/// Mistakes in formulas: of the package at their place; of others at what is deleted, if that is why.
fn formula_problems(
    package: &Package,
    mistakes: Vec<(ComponentId, Mistake)>,
    removed: &[ComponentId],
    problems: &mut Vec<Problem>,
) {
    for (id, mistake) in mistakes {
        let in_package = package.items.iter().any(|item| item.id == id);
        // Let in once, as a warning that was ignored.
        if !in_package && mistake.is_gap() {
            continue;
        }
        if let Some(item) = package.items.iter().find(|item| item.id == id) {
            let mut problem = Problem::refusal(&id, &item.file, mistake.message);
            problem.place = package.place_in(item, mistake.element, mistake.line);
            problems.push(problem);
            continue;
        }
        let what = if id.kind == "ValidationRule" { "Validation Rule" } else { "Custom Field" };
        let user = format!("{what} - {}", id.member);
        match removed.iter().find(|gone| remove::mentions(&mistake.message, gone)) {
            Some(gone) => {
                let file = package.deletions.iter().flatten().find(|d| d.id == *gone).map_or("", |d| d.file);
                problems.push(Problem::error(gone, file, remove::referenced(gone, &user)));
            }
            // Our own wording.
            None => {
                problems.push(Problem::error(&id, "", format!("Dependent formula is invalid: {}", mistake.message)))
            }
        }
    }
}

/// What the local org cannot run, at its place: a warning, so that a class that is not for here is let in on purpose only.
/// What it runs in tests and nowhere else is told.
fn gaps(package: &Package, sources: &[Source], gaps: &[CompileError], kind: ProblemType, problems: &mut Vec<Problem>) {
    let items: BTreeMap<&ComponentId, &Item> = package.items.iter().map(|item| (&item.id, item)).collect();
    for gap in gaps {
        let Some(item) = items.get(&derive::code_of(&sources[gap.file].path)) else { continue };
        let problem = Problem::warning(&item.id, &item.file, gap.message.clone());
        problems.push(Problem { kind: kind.clone(), place: Some((gap.span.line, gap.span.col)), ..problem });
    }
}

/// Compile errors of the package's classes as they are; of other classes as the platform tells them.
fn compile_problems(
    package: &Package,
    sources: &[Source],
    errors: &[CompileError],
    removed: &[ComponentId],
    problems: &mut Vec<Problem>,
) {
    let items: BTreeMap<&ComponentId, &Item> = package.items.iter().map(|i| (&i.id, i)).collect();
    let mut blamed: BTreeSet<(ComponentId, ComponentId)> = BTreeSet::new();
    for error in errors {
        let source = &sources[error.file];
        let code = derive::code_of(&source.path);
        let class = code.member.as_str();
        if let Some(item) = items.get(&code) {
            let mut problem = Problem::error(&item.id, &item.file, error.message.clone());
            problem.place = Some((error.span.line, error.span.col));
            problems.push(problem);
            continue;
        }
        let used = removed.iter().find(|id| remove::mentions(&source.text, id));
        if let Some(id) = used {
            if blamed.insert((id.clone(), code.clone())) {
                let file = package.deletions.iter().flatten().find(|d| d.id == *id).map_or("", |d| d.file);
                problems.push(Problem::error(id, file, remove::referenced(id, &format!("Apex Class - {class}"))));
            }
            continue;
        }
        if blamed.insert((code.clone(), code.clone())) {
            let text =
                format!("Dependent class is invalid and needs recompilation:\n Class {class} : {}", error.message);
            let mut problem = Problem::error(&code, &source.path, text);
            problem.place = Some((error.span.line, error.span.col));
            problems.push(problem);
        }
    }
}
