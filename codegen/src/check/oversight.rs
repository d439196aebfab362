//! Responsibility: purpose, audit.

use super::Findings;
use crate::model::Model;
use diag::catalogue::policy as codes;

/// Shortest purpose that can say which workflow is served and how success is measured, in characters.
pub const SHORTEST_PURPOSE: usize = 40;

/// Checks that every server has a purpose, and every writing server an audit policy.
pub fn check(model: &Model, findings: &mut Findings) {
    for server in &model.servers {
        if server.purpose.chars().count() < SHORTEST_PURPOSE {
            let hint =
                format!("write at least {SHORTEST_PURPOSE} characters: the workflow, and the measure of success");
            let message = format!("the purpose of `{}` says too little", server.name);
            findings.report(&codes::VAGUE_PURPOSE, server.purpose_origin.place(), message, hint);
        }
        if server.audit.is_some() {
            continue;
        }
        let generated = model.tools_of(server).filter(|tool| tool.operation.effect().writes()).map(|tool| &tool.name);
        let by_hand = server.hand_written.iter().filter(|tool| tool.writes).map(|tool| &tool.name);
        if let Some(name) = generated.chain(by_hand).next() {
            let message = format!("`{}` changes records through `{name}` and has no audit policy", server.name);
            let hint = "add `audit: { sink: eventMonitoring, retentionDays: 365 }` or another sink to the server";
            findings.report(&codes::WRITE_WITHOUT_AUDIT, server.origin.place(), message, hint);
        }
    }
}
