//! Tools that people write as Apex classes. Whether the class exists and fits is checked in
//! [`crate::check::hand_written`], which reads it.

use super::scope::Scopes;
use super::{Lowering, declared, names, tool};
use crate::model::{Access, HandWritten, Project, Server, Tool};
use crate::rendered::Origin;
use crate::spec::load::SpecFile;
use crate::spec::{Effect, HandWrittenSpec, ServerSpec};
use crate::yaml::Located;
use diag::catalogue::spec as codes;
use diag::{Diagnostic, Place};
use sf_schema::Schema;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The hand-written tools of a server, sorted by name.
pub fn lower(
    file: &SpecFile<ServerSpec>,
    schema: &Schema,
    project: &Project,
    problems: &mut Vec<Diagnostic>,
) -> Vec<HandWritten> {
    let mut tools: Vec<HandWritten> =
        file.spec.hand_written.iter().map(|spec| one(file, spec, schema, project, problems)).collect();
    tools.sort_by(|a, b| a.name.cmp(&b.name));
    tools
}

fn one(
    file: &SpecFile<ServerSpec>,
    spec: &Located<HandWrittenSpec>,
    schema: &Schema,
    project: &Project,
    problems: &mut Vec<Diagnostic>,
) -> HandWritten {
    tool::check_tool_name(file.place(spec.name.at), &spec.name.value, problems);
    let justification = spec.justification.value.trim();
    let mut cx = Lowering {
        schema,
        project,
        file: Arc::clone(&file.file),
        parameters: &[],
        authorized: &[],
        unread: BTreeSet::new(),
        set_somehow: BTreeSet::new(),
        scopes: Scopes::default(),
        in_scope: false,
        justified: true,
        added: Vec::new(),
        access: Access::default(),
        used: RefCell::new(BTreeSet::new()),
        problems: Vec::new(),
    };
    let writes = spec.effect.is_some_and(|effect| effect.value == Effect::Write);
    declared::access(&mut cx, &spec.access, writes, "class");
    let (access, found) = (cx.access, cx.problems);
    problems.extend(found);
    let own = spec.reviewer.as_ref().map(|reviewer| super::server::one_reviewer(file, reviewer, problems));
    // What is wrong with the reviewer of the server is reported where the server is lowered.
    let of_server = || file.spec.reviewer.as_ref().map(|r| super::server::one_reviewer(file, r, &mut Vec::new()));
    HandWritten {
        name: spec.name.value.clone(),
        title: spec.title.value.trim().to_owned(),
        summary: spec.description.value.trim().to_owned(),
        class: spec.class.value.clone(),
        permission: names::api_name(&project.prefix, "Mcp", &spec.name.value),
        writes,
        justification: justification.to_owned(),
        reviewer: own.or_else(of_server),
        access,
        origin: Origin { file: Arc::clone(&file.file), at: spec.at },
    }
}

/// Reports names that a tool of the same server or of another one has too. One class may serve several servers under one
/// name, since the name decides the custom permission.
pub fn check_names(servers: &[Server], tools: &[Tool], problems: &mut Vec<Diagnostic>) {
    let of_tool = |tool: &Tool| {
        let names = std::iter::once(tool.name.clone()).chain(tool.aliases.clone());
        names.map(|name| (name, tool.origin.place())).collect::<Vec<_>>()
    };
    let generated: BTreeMap<String, Place> = tools.iter().flat_map(of_tool).collect();
    let mut seen: BTreeMap<&str, (&Server, &HandWritten)> = BTreeMap::new();
    for server in servers {
        for tool in &server.hand_written {
            let first = match (generated.get(&tool.name), seen.get(tool.name.as_str())) {
                (Some(place), _) => Some(place.clone()),
                (None, Some((other, earlier))) if other.name == server.name || earlier.class != tool.class => {
                    Some(earlier.origin.place())
                }
                _ => None,
            };
            if let Some(first) = first {
                let message = format!("two tools have the name `{}`", tool.name);
                let finding = Diagnostic::new(&codes::DUPLICATE_NAME, message).at(tool.origin.place());
                problems.push(finding.also(first, "first used here").hint("rename one of them, also in its class"));
            }
            seen.entry(&tool.name).or_insert((server, tool));
        }
    }
}
