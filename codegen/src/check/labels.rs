//! Labels from metadata and describes, which results and messages carry to the model.

use super::Findings;
use super::descriptions::steering;
use crate::model::{Model, Tool};
use crate::rendered::Origin;
use diag::Diagnostic;
use diag::catalogue::policy as codes;
use sf_schema::{Origin as Source, Schema};
use std::collections::BTreeSet;

/// Longest label that people can give: 40 characters for a field, 80 for the plural of an object.
const LONGEST: usize = 80;
/// Longest label that the platform gives: user permissions are fields whose labels are sentences.
const LONGEST_STANDARD: usize = 255;

/// Checks the label of every field that a tool returns and of every object that it works on.
pub fn check(model: &Model, schema: &Schema) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    let mut seen = BTreeSet::new();
    for tool in &model.tools {
        for label in labels(tool, schema) {
            if seen.insert(label.of.clone()) {
                judge(&label, &mut findings);
            }
        }
    }
    findings.0
}

/// A label that does not come from the catalogue.
struct Label<'a> {
    /// The field or sObject that has it.
    of: String,
    text: &'a str,
    longest: usize,
    origin: &'a Origin,
}

fn labels<'a>(tool: &'a Tool, schema: &'a Schema) -> impl Iterator<Item = Label<'a>> {
    let longest = |custom| if custom { LONGEST } else { LONGEST_STANDARD };
    let objects = tool.access.objects.keys().filter_map(move |name| schema.object(name));
    let objects = objects.filter(|object| object.origin != Source::Catalogue).map(move |object| Label {
        of: object.name.clone(),
        text: &object.label,
        longest: longest(object.custom),
        origin: &tool.origin,
    });
    let outputs = tool.operation.outputs().into_iter().map(|(_, output)| output);
    let outputs = outputs.filter(|output| output.path.field.origin != Source::Catalogue).map(move |output| Label {
        of: format!("{}.{}", output.path.owner(), output.path.field.name),
        text: &output.path.field.label,
        longest: longest(output.path.field.custom),
        origin: &output.origin,
    });
    objects.chain(outputs)
}

fn judge(Label { of, text, longest, origin }: &Label<'_>, findings: &mut Findings) {
    steering(text, &format!("the label of `{of}`"), origin.place(), findings);
    if text.chars().count() > *longest || text.contains('\n') {
        let message = format!(
            "the label of `{of}` is longer than a label of an org, which is one line of at most {longest} characters"
        );
        let hint = "mend the label in the metadata or the describe";
        findings.report(&codes::POISONED_DESCRIPTION, origin.place(), message, hint);
    }
}
