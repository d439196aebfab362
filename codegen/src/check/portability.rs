//! What MCP clients and model vendors accept.

use super::Findings;
use crate::model::{Model, Parameter, ParameterKind};
use crate::render::clients;
use diag::catalogue::portable as codes;
use diag::{Diagnostic, Severity};

/// Longest `mcp__<server>__<tool>`.
const LONGEST_COMBINED: usize = 60;
/// Longest description, in characters.
const LONGEST_DESCRIPTION: usize = 1024;
/// Tools of one server that clients handle well, and those that some still accept.
const GOOD_NUMBER: usize = 20;
const GREATEST_NUMBER: usize = 40;

/// Checks names, descriptions and numbers of tools.
pub fn check(model: &Model, findings: &mut Findings) {
    for tool in &model.tools {
        description(&tool.description, &format!("the tool `{}`", tool.name), tool.origin.place(), findings);
        parameters(&tool.parameters, findings);
        parameters(tool.operation.returns(), findings);
    }
    for server in &model.servers {
        // Client configurations name a server after itself and the org.
        let names = model.targets.iter().map(|target| clients::server_name(server, target));
        let longest = names.max_by_key(String::len).unwrap_or_else(|| server.name.clone());
        let by_hand = server.hand_written.iter().map(|tool| (&tool.name, &tool.origin));
        for (name, origin) in model.tools_of(server).map(|tool| (&tool.name, &tool.origin)).chain(by_hand) {
            let combined = format!("mcp__{longest}__{name}");
            if combined.len() > LONGEST_COMBINED {
                let message = format!("`{combined}` has {} characters", combined.len());
                let hint = format!(
                    "shorten the name of the tool, the server or the target to {LONGEST_COMBINED} characters in all"
                );
                findings.report(&codes::COMBINED_NAME, origin.place(), message, hint);
            }
        }
        let count = server.tools.len() + server.hand_written.len();
        if count > GOOD_NUMBER {
            let message = format!("`{}` has {count} tools", server.name);
            let mut finding = Diagnostic::new(&codes::TOO_MANY_TOOLS, message)
                .at(server.origin.place())
                .hint("split the server by persona: each then sees the tools of its work");
            if count <= GREATEST_NUMBER {
                finding.severity = Severity::Warning;
            }
            findings.push(finding);
        }
    }
}

fn parameters(parameters: &[Parameter], findings: &mut Findings) {
    for parameter in parameters {
        description(
            &parameter.description,
            &format!("the parameter `{}`", parameter.name),
            parameter.origin.place(),
            findings,
        );
        let kind = match &parameter.kind {
            ParameterKind::List { item, .. } => item,
            kind => kind,
        };
        if let ParameterKind::Object { properties } = kind {
            self::parameters(properties, findings);
        }
    }
}

pub(super) fn description(text: &str, what: &str, place: diag::Place, findings: &mut Findings) {
    let length = text.chars().count();
    if length > LONGEST_DESCRIPTION {
        let message = format!("the description of {what} has {length} characters, generated text included");
        findings.report(
            &codes::DESCRIPTION_LENGTH,
            place,
            message,
            format!("shorten it to {LONGEST_DESCRIPTION} characters"),
        );
    }
}
