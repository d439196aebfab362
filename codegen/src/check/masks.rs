//! Fields that one tool of a server masks and another opens.

use super::Findings;
use crate::lower::{former_values, narrows_down};
use crate::model::{Model, Path, Server};
use diag::catalogue::exposure as codes;
use std::collections::BTreeMap;

/// A mask holds for a whole server: its callers may call every tool.
pub fn check(model: &Model, findings: &mut Findings) {
    model.servers.iter().for_each(|server| of_server(model, server, findings));
}

fn of_server(model: &Model, server: &Server, findings: &mut Findings) {
    let mut masked: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for tool in model.tools_of(server) {
        let outputs = tool.operation.outputs().into_iter().map(|(_, output)| output);
        for output in outputs.filter(|output| output.mask.is_some()) {
            masked.entry(field(&output.path)).or_insert(&tool.name);
        }
    }
    for tool in model.tools_of(server) {
        let outputs = tool.operation.outputs();
        for (_, output) in outputs.iter().filter(|(_, output)| output.mask.is_none() && output.pii.is_none()) {
            if let Some(by) = masked.get(&field(&output.path)) {
                let message = format!("`{}` returns `{}` as it is, and `{by}` masks it", tool.name, output.path);
                let hint = "mask it here too, leave it out, or write a `pii` justification beside it";
                findings.report(&codes::MASKED_ELSEWHERE, output.origin.place(), message, hint);
            }
            let of = former_values(output.path.owner(), &output.path.field.name);
            let hidden = of.and_then(|of| masked.iter().find(|((object, _), _)| *object == of));
            if let Some(((object, field), by)) = hidden {
                let path = &output.path;
                let message =
                    format!("`{path}` holds former and new values of `{object}.{field}` too, which `{by}` masks");
                let hint = "leave it out, or write a `pii` justification beside it";
                findings.report(&codes::MASKED_ELSEWHERE, output.origin.place(), message, hint);
            }
        }
        for (_, condition) in tool.operation.conditions().into_iter().filter(|(_, c)| narrows_down(c)) {
            let path = &condition.path;
            // The tool's own result was looked at when the condition was read.
            let returned = outputs.iter().any(|(_, output)| output.path == *path);
            if let Some(by) = masked.get(&field(path)).filter(|_| !returned) {
                let message = format!("by this comparison a model could find out `{path}`, which `{by}` masks");
                findings.report(&codes::MASKED_ELSEWHERE, condition.origin.place(), message, "compare with `eq`");
            }
        }
        // What is searched in is what a written reason is about.
        let matches = tool.operation.matches().into_iter().filter(|_| tool.justification.is_none());
        let searched = "search in fields that no tool masks, or write the reason in `justification` of the tool";
        let other = "use another field, or take the mask away and write a `pii` justification there";
        // The tool's own result was looked at when the order was read, and not what a search in `name` looks at.
        let told = tool.operation.tells_of().into_iter().map(|told| (told, other, true));
        for (told, hint, masked_too) in told.chain(matches.map(|told| (told, searched, false))) {
            let mut same = outputs.iter().filter(|(_, output)| output.path == *told.path);
            let returned = same.any(|(_, output)| masked_too || output.mask.is_none());
            if let Some(by) = masked.get(&field(told.path)).filter(|_| !returned) {
                let message = format!("{} tells of `{}`, which `{by}` masks", told.by, told.path);
                findings.report(&codes::MASKED_ELSEWHERE, told.origin.place(), message, hint);
            }
        }
    }
}

/// The sObject and the field.
fn field(path: &Path) -> (&str, &str) {
    (path.owner(), &path.field.name)
}
