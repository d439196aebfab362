//! Tools.

use super::parameter::Parameters;
use super::scope::{Scope, Scopes};
use super::{Lowering, names, report, unique, unknown_reference};
use crate::model::{Access, Annotations, Authorized, Effect, Parameter, Project, Tool};
use crate::operation::Operation;
use crate::rendered::Origin;
use crate::spec::load::{SpecFile, SpecSet, ToolFile};
use crate::spec::{AnnotationsSpec, ToolSpec};
use crate::yaml::Located;
use diag::catalogue::{policy, portable, spec as codes};
use diag::{Diagnostic, Place};
use sf_schema::Schema;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Longest name of a tool.
const LONGEST_NAME: usize = 40;

/// Lowers every tool spec, sorted by name.
pub fn lower<'s>(
    set: &'s SpecSet,
    schema: &Schema,
    project: &Project,
    scopes: &'s BTreeMap<String, Scope<'s>>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Tool> {
    let specs = unique(&set.tools, "tool", |tool| &tool.tool.name, problems);
    check_aliases(&specs, problems);
    let mut used = BTreeSet::new();
    let mut tools: Vec<Tool> =
        specs.iter().filter_map(|file| tool(file, schema, project, scopes, &mut used, &set.unread, problems)).collect();
    for (name, scope) in scopes {
        // A tool whose spec is broken may name any of them.
        if !used.contains(name) && set.unread.is_empty() {
            let hint = "name it in `scopes` of a tool, or remove the file";
            report(
                problems,
                &codes::UNUSED_SPEC,
                scope.place.clone(),
                format!("no tool names the scope `{name}`"),
                hint,
            );
        }
    }
    tools.sort_by(|a, b| a.name.cmp(&b.name));
    tools
}

fn check_aliases(specs: &[&SpecFile<ToolFile>], problems: &mut Vec<Diagnostic>) {
    let mut taken: BTreeMap<&str, Place> =
        specs.iter().map(|f| (f.spec.tool.name.value.as_str(), f.place(f.spec.tool.name.at))).collect();
    for file in specs {
        for alias in &file.spec.tool.aliases {
            check_tool_name(file.place(alias.at), &alias.value, problems);
            let place = file.place(alias.at);
            match taken.get(alias.value.as_str()) {
                Some(first) => problems.push(
                    Diagnostic::new(
                        &codes::DUPLICATE_NAME,
                        format!("the alias `{alias}` is already the name of a tool"),
                    )
                    .at(place)
                    .also(first.clone(), "first used here")
                    .hint("remove the alias, or rename one of them"),
                ),
                None => {
                    taken.insert(&alias.value, place);
                }
            }
        }
    }
}

/// Reports a name that clients would refuse.
pub fn check_tool_name(place: Place, name: &str, problems: &mut Vec<Diagnostic>) {
    let fits = name.len() <= LONGEST_NAME && super::parameter::is_parameter_name(name);
    if !fits {
        let hint = format!("use 1 to {LONGEST_NAME} lower-case letters, digits and `_`, starting with a letter");
        report(problems, &portable::TOOL_NAME, place, format!("`{name}` cannot be the name of a tool"), hint);
    }
}

fn tool<'s>(
    file: &SpecFile<ToolFile>,
    schema: &Schema,
    project: &Project,
    scopes: &'s BTreeMap<String, Scope<'s>>,
    used_scopes: &mut BTreeSet<String>,
    unread: &[String],
    problems: &mut Vec<Diagnostic>,
) -> Option<Tool> {
    let spec = &file.spec.tool;
    check_tool_name(file.place(spec.name.at), &spec.name.value, problems);
    let mut named = Scopes::default();
    for name in &spec.scopes {
        match scopes.get(&name.value) {
            Some(scope) => named.0.push(scope),
            None if unread.contains(&name.value) => {}
            None => problems.push(unknown_reference(
                file.place(name.at),
                "scope",
                &name.value,
                scopes.keys().map(String::as_str),
            )),
        }
        used_scopes.insert(name.value.clone());
    }
    let mut lowering = Parameters { schema, file: &file.file, returned: false, problems };
    let declared = lowering.lower(&spec.parameters, 1);
    let authorized = lowering.authorized(&spec.authorized, &declared);
    let justification = spec.justification.as_ref().map(|j| j.value.trim().to_owned()).filter(|j| !j.is_empty());
    let mut cx = Lowering {
        schema,
        project,
        file: Arc::clone(&file.file),
        parameters: &declared,
        authorized: &authorized,
        unread: unread_names(spec, &declared, &authorized),
        set_somehow: BTreeSet::new(),
        scopes: named,
        in_scope: false,
        justified: justification.is_some(),
        added: Vec::new(),
        access: Access::default(),
        used: RefCell::new(BTreeSet::new()),
        problems: Vec::new(),
    };
    let operation = file.spec.operation.lower(&mut cx, file.spec.key.at);
    let (added, access, used, found) = (cx.added, cx.access, cx.used.into_inner(), cx.problems);
    let broken = diag::has_errors(&found) || !cx.unread.is_empty();
    problems.extend(found);
    if !broken {
        let names =
            declared.iter().map(|p| (&p.name, &p.origin)).chain(authorized.iter().map(|a| (&a.name, &a.origin)));
        for (name, origin) in names.filter(|(name, _)| !used.contains(*name)) {
            let message = format!("`{name}` is declared but the operation does not use it");
            report(
                problems,
                &codes::UNUSED_PARAMETER,
                origin.place(),
                message,
                "use it in the operation, or remove it",
            );
        }
    }
    let operation = operation?;
    let annotations = annotations(file, spec.annotations.as_ref(), &*operation, problems);
    let (class, test_class) = names::class_pair(&project.prefix, &spec.name.value, "Tool");
    let mut aliases: Vec<String> = spec.aliases.iter().map(|a| a.value.clone()).collect();
    aliases.sort();
    let summary = spec.description.value.trim().to_owned();
    Some(Tool {
        name: spec.name.value.clone(),
        title: spec.title.value.trim().to_owned(),
        description: describe(&summary, &*operation),
        summary,
        aliases,
        justification,
        class,
        test_class,
        permission: names::api_name(&project.prefix, "Mcp", &spec.name.value),
        parameters: declared.into_iter().chain(added).collect(),
        authorized,
        annotations,
        operation,
        access,
        scopes: spec.scopes.iter().map(|scope| scope.value.clone()).collect(),
        servers: Vec::new(),
        origin: Origin { file: Arc::clone(&file.file), at: spec.name.at },
        title_origin: Origin { file: Arc::clone(&file.file), at: spec.title.at },
        summary_origin: Origin { file: Arc::clone(&file.file), at: spec.description.at },
    })
}

/// What the spec declares and what could not be understood.
fn unread_names(spec: &ToolSpec, parameters: &[Parameter], authorized: &[Authorized]) -> BTreeSet<String> {
    let declared =
        spec.parameters.iter().filter_map(|p| p.name.as_ref()).chain(spec.authorized.iter().map(|a| &a.name));
    let understood =
        |name: &str| parameters.iter().any(|p| p.name == name) || authorized.iter().any(|a| a.name == name);
    declared.map(|name| name.value.clone()).filter(|name| !understood(name)).collect()
}

fn annotations(
    file: &SpecFile<ToolFile>,
    spec: Option<&Located<AnnotationsSpec>>,
    operation: &dyn Operation,
    problems: &mut Vec<Diagnostic>,
) -> Annotations {
    let effect = operation.effect();
    let destructive = matches!(effect, Effect::Update | Effect::Upsert | Effect::Delete | Effect::Custom);
    let mut hints = Annotations {
        read_only: !effect.writes(),
        destructive,
        idempotent: operation.is_idempotent(),
        open_world: operation.budget().callouts > 0,
    };
    let Some(spec) = spec else { return hints };
    // For each hint, the value that asks clients for more care.
    let mut stricter = |value: Option<Located<bool>>, current: &mut bool, strict: bool, name: &str| {
        let Some(value) = value else { return };
        if value.value != strict && *current == strict {
            let message = format!("`{name}: {}` is weaker than what the operation implies", value.value);
            report(problems, &policy::WEAKER_ANNOTATION, file.place(value.at), message, format!("remove `{name}`"));
        } else {
            *current = value.value;
        }
    };
    stricter(spec.destructive, &mut hints.destructive, true, "destructive");
    stricter(spec.idempotent, &mut hints.idempotent, false, "idempotent");
    stricter(spec.read_only, &mut hints.read_only, false, "readOnly");
    stricter(spec.open_world, &mut hints.open_world, true, "openWorld");
    hints
}

/// The summary, then which fields are read and set: the part that no spec author can forget.
fn describe(summary: &str, operation: &dyn Operation) -> String {
    let mut text = summary.to_owned();
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    let by_object = |pairs: Vec<(String, String)>| {
        let mut grouped: indexmap::IndexMap<String, Vec<String>> = indexmap::IndexMap::new();
        for (object, field) in pairs {
            let fields = grouped.entry(object).or_default();
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        grouped
    };
    let masked = |output: &crate::model::Output| match output.mask {
        Some(_) => format!("{} (masked)", output.path),
        None => output.path.to_string(),
    };
    let read = by_object(operation.outputs().iter().map(|(object, o)| ((*object).to_owned(), masked(o))).collect());
    for (object, fields) in read {
        text.push_str(&format!(" Reads {object}: {}.", fields.join(", ")));
    }
    let set = by_object(
        operation.assignments().iter().map(|(object, a)| ((*object).to_owned(), a.field.name.clone())).collect(),
    );
    for (object, fields) in set {
        text.push_str(&format!(" Sets {object}: {}.", fields.join(", ")));
    }
    if operation.effect() == Effect::Delete {
        text.push_str(&format!(" Deletes {}.", operation.objects().join(", ")));
    }
    if let Some(remark) = operation.remark() {
        text.push(' ');
        text.push_str(&remark);
    }
    if !operation.effect().writes() {
        text.push_str(" Changes nothing.");
    }
    text
}
