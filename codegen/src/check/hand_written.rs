//! The classes of hand-written tools and of handlers: whether the endpoint can make an instance of a tool, and whether
//! each respects what the running user may do.

mod advertised;
mod called;
mod changes;
mod data_access;

use super::classes::{Class, Classes};
use crate::lower::unknown_reference;
use crate::model::{HandWritten, Model};
use crate::rendered::Origin;
use apex_syntax::ast::{Expr, ExprKind, Literal, Member, Modifier, StmtKind, TypeDecl, TypeKind, Unit};
use diag::catalogue::{policy, spec as codes};
use diag::{Diagnostic, Place};
use std::collections::{BTreeMap, BTreeSet};

/// Base classes from which a tool can be made: the framework's, and the guarded one that generated tools extend.
const BASES: [&str; 2] = ["mcptooldefinition", "mcpguardedtool"];

/// Checks the class of every hand-written tool and handler.
pub fn check(model: &Model, classes: &Classes) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    // A class that serves two servers is judged once.
    let mut seen = BTreeSet::new();
    for tool in model.servers.iter().flat_map(|server| &server.hand_written) {
        if seen.insert((tool.class.to_lowercase(), &tool.name)) {
            findings.extend(one(tool, classes));
            if let Some(class) = classes.get(&tool.class).filter(|class| class.declared().is_some()) {
                findings.extend(advertised::check(&class.path, &class.text, &tool.name));
            }
        }
    }
    let tools = classes_of_tools(model);
    let names: BTreeSet<String> = tools.keys().cloned().collect();
    let readers = tools.iter().filter(|(_, reader)| reader.is_some()).map(|(name, _)| name.clone()).collect();
    findings.extend(called::check_readers(&readers, classes));
    for (name, readers) in tools {
        let Some(file) = classes.get(&name) else { continue };
        if let Some(class) = file.declared() {
            findings.extend(data_access::check(&file.path, &file.text, class));
            findings.extend(readers.into_iter().flat_map(|reader| changes::writes(&file.path, &file.text, reader)));
        }
    }
    findings.extend(called::check(&names, classes));
    findings
}

/// A tool that is declared to read: its name, and where it is declared.
struct Reader<'m> {
    name: &'m str,
    origin: &'m Origin,
}

/// The class of every hand-written tool and handler, in lower case, with the first tool of it that is declared to read.
fn classes_of_tools(model: &Model) -> BTreeMap<String, Option<Reader<'_>>> {
    let by_hand = model.servers.iter().flat_map(|server| &server.hand_written);
    let by_hand =
        by_hand.map(|tool| (tool.class.as_str(), tool.writes, Reader { name: &tool.name, origin: &tool.origin }));
    let handlers = model.tools.iter().filter_map(|tool| {
        let reader = Reader { name: &tool.name, origin: &tool.origin };
        Some((tool.operation.handler()?, tool.operation.effect().writes(), reader))
    });
    let mut found = BTreeMap::new();
    for (class, writes, reader) in by_hand.chain(handlers) {
        let readers: &mut Option<Reader<'_>> = found.entry(class.to_lowercase()).or_default();
        if !writes && readers.is_none() {
            *readers = Some(reader);
        }
    }
    found
}

fn one(tool: &HandWritten, classes: &Classes) -> Option<Diagnostic> {
    let place = tool.origin.place();
    let Some(file) = classes.get(&tool.class) else {
        let known = classes.iter().map(Class::name).filter(|name| !name.ends_with("Test"));
        return Some(unknown_reference(place, "class of the project", &tool.class, known));
    };
    let path = &file.path;
    let refused = |message: String, hint: &str| {
        let finding = Diagnostic::new(&codes::HAND_WRITTEN_CLASS, message).at(place.clone());
        Some(finding.also(Place::start_of(path.clone()), "the class").hint(hint))
    };
    let class = match file.unit() {
        Ok(Unit::Type(class)) if class.kind == TypeKind::Class => class,
        Ok(_) => return refused(format!("`{path}` declares no class"), "name a class that extends McpToolDefinition"),
        Err(error) => return refused(format!("`{path}` is not valid Apex: {error}"), "mend the class"),
    };
    if class.modifiers.annotation("IsTest").is_some() {
        return refused(format!("`{}` is a test class", tool.class), "name the class that it tests");
    }
    if class.modifiers.has(Modifier::Abstract) {
        return refused(format!("`{}` is abstract", tool.class), "name a class that is not");
    }
    if let Err(last) = base(class, classes) {
        let message = match last {
            Some(last) => format!("`{}` extends `{last}`, which is no tool", tool.class),
            None => format!("`{}` extends no class", tool.class),
        };
        return refused(message, "extend `McpToolDefinition`, or `McpGuardedTool` for the checks of generated tools");
    }
    if !has_plain_constructor(class) {
        let message = format!("`{}` has no constructor without parameters that its endpoint can call", tool.class);
        return refused(message, "add one that is public");
    }
    if let Some(name) = name_in(class).filter(|name| *name != tool.name) {
        let message = format!("`{}` calls itself `{name}`, and the spec calls it `{}`", tool.class, tool.name);
        return refused(message, "write the same name in both places");
    }
    // What says `without sharing` is reported with its inner classes.
    let says_sharing = [Modifier::WithSharing, Modifier::InheritedSharing, Modifier::WithoutSharing]
        .iter()
        .any(|word| class.modifiers.has(*word));
    if !says_sharing {
        let message = format!("`{}` may read what sharing hides from the running user", tool.class);
        let finding = Diagnostic::new(&policy::HAND_WRITTEN_SHARING, message).at(place);
        let finding = finding.also(Place::start_of(path.clone()), "the class");
        return Some(finding.hint(format!("declare it `with sharing class {}`", tool.class)));
    }
    None
}

/// Follows `extends` to a base of tools; else the last name on the way, or `None` where the class extends nothing.
fn base(class: &TypeDecl, classes: &Classes) -> Result<(), Option<String>> {
    let mut parent = class.extends.as_ref().map(ToString::to_string);
    let mut seen = BTreeSet::new();
    while let Some(name) = &parent {
        let key = name.to_lowercase();
        if BASES.contains(&key.as_str()) {
            return Ok(());
        }
        let next = classes.get(&key).filter(|_| seen.insert(key)).and_then(|file| file.declared()?.extends.as_ref());
        let next = next.map(ToString::to_string);
        match next {
            Some(next) => parent = Some(next),
            None => break,
        }
    }
    Err(parent)
}

/// A class without any constructor has one; a private one cannot be called from the endpoint.
fn has_plain_constructor(class: &TypeDecl) -> bool {
    let constructors: Vec<_> = class
        .members
        .iter()
        .filter_map(|member| match member {
            Member::Constructor(constructor) => Some(constructor),
            _ => None,
        })
        .collect();
    let callable = |modifier| modifier == Modifier::Public || modifier == Modifier::Global;
    constructors.is_empty()
        || constructors.iter().any(|c| c.params.is_empty() && c.modifiers.words.iter().any(|(word, _)| callable(*word)))
}

/// The text that the constructor assigns to `name`, where it is a plain one.
fn name_in(class: &TypeDecl) -> Option<String> {
    let constructors = class.members.iter().filter_map(|member| match member {
        Member::Constructor(constructor) if constructor.params.is_empty() => constructor.body.as_ref(),
        _ => None,
    });
    constructors.flat_map(|body| &body.stmts).find_map(|statement| match &statement.kind {
        StmtKind::Expr(Expr { kind: ExprKind::Assign { op: None, target, value }, .. }) if is_name(target) => {
            match &value.kind {
                ExprKind::Literal(Literal::String(text)) => Some(text.to_string()),
                _ => None,
            }
        }
        _ => None,
    })
}

/// `name` or `this.name`.
fn is_name(target: &Expr) -> bool {
    match &target.kind {
        ExprKind::Name(name) => name.is("name"),
        ExprKind::Field { object, name, .. } => matches!(object.kind, ExprKind::This) && name.is("name"),
        _ => false,
    }
}
