//! Labels from metadata and describes, which results and messages carry to the model.

use super::Findings;
use super::descriptions::steering;
use crate::model::{Model, Tool};
use crate::rendered::Origin;
use diag::Diagnostic;
use diag::catalogue::policy as codes;
use sf_schema::Schema;
use std::collections::BTreeSet;

/// Longest label; the platform takes 40 characters for a field and 80 for the plural of an object.
const LONGEST: usize = 80;

/// Checks the label of every field that a tool returns and of every object that it works on.
pub fn check(model: &Model, schema: &Schema) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    let mut seen = BTreeSet::new();
    for tool in &model.tools {
        for (name, label, origin) in labels(tool, schema) {
            if seen.insert(name.clone()) {
                judge(label, &format!("the label of `{name}`"), origin, &mut findings);
            }
        }
    }
    findings.0
}

fn labels<'a>(tool: &'a Tool, schema: &'a Schema) -> impl Iterator<Item = (String, &'a str, &'a Origin)> {
    let objects = tool.access.objects.keys().filter_map(move |name| schema.object(name));
    let objects = objects.map(move |object| (object.name.clone(), object.label.as_str(), &tool.origin));
    let outputs = tool.operation.outputs().into_iter().map(|(_, output)| {
        let path = &output.path;
        (format!("{}.{}", path.owner(), path.field.name), path.field.label.as_str(), &output.origin)
    });
    objects.chain(outputs)
}

fn judge(label: &str, what: &str, origin: &Origin, findings: &mut Findings) {
    steering(label, what, origin.place(), findings);
    if label.chars().count() > LONGEST || label.contains('\n') {
        let message =
            format!("{what} is longer than a label of an org, which is one line of at most {LONGEST} characters");
        let hint = "mend the label in the metadata or the describe";
        findings.report(&codes::POISONED_DESCRIPTION, origin.place(), message, hint);
    }
}
