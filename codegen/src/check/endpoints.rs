//! REST classes of the project's people at the address of a server.

use super::classes::{Class, Classes};
use crate::model::{Model, Server};
use apex_syntax::ast::{ExprKind, Literal};
use diag::catalogue::policy as codes;
use diag::{Diagnostic, Place};
use std::collections::BTreeMap;

/// Reports each class of people that Apex REST would serve instead of a server.
pub fn check(model: &Model, classes: &Classes) -> Vec<Diagnostic> {
    let servers: BTreeMap<String, &Server> =
        model.servers.iter().map(|server| (server.endpoint.to_lowercase(), server)).collect();
    let mut findings = Vec::new();
    for class in classes.iter() {
        let Some((mapping, line)) = mapping(class) else { continue };
        let Some(server) = servers.get(&served(&mapping)) else { continue };
        let message = format!("this class and the server `{}` have the same address, `{mapping}`", server.name);
        let finding = Diagnostic::new(&codes::SHARED_ENDPOINT, message).at(Place::new(class.path.as_str(), line, 1));
        let finding =
            finding.also(server.origin.place(), format!("`{}` is served at {}", server.name, server.endpoint));
        findings.push(finding.hint("give the server another `endpoint`, or the class another `urlMapping`"));
    }
    findings
}

/// The `urlMapping` of a REST class, and the line of the class.
fn mapping(class: &Class) -> Option<(String, u32)> {
    // Few classes are REST classes, and parsing takes its time.
    if !class.text.to_ascii_lowercase().contains("restresource") {
        return None;
    }
    let class = class.declared()?;
    let annotation = class.modifiers.annotation("RestResource")?;
    let value = annotation.args.iter().find(|(name, _)| name.is("urlMapping")).map(|(_, value)| &value.kind)?;
    let ExprKind::Literal(Literal::String(mapping)) = value else { return None };
    Some((mapping.to_string(), class.name.span.line))
}

/// `/x` and `/x/*` answer the same calls, and the class that was saved first wins.
fn served(mapping: &str) -> String {
    mapping.trim_end_matches('*').trim_end_matches('/').to_lowercase()
}
