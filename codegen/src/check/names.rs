//! A second look, independent of where names come from, at what would stand unquoted in SOQL and Apex.

use super::Findings;
use crate::model::{Access, Model, Path};
use diag::catalogue::schema as codes;
use sf_schema::is_api_name;

/// Refuses every tool that touches something whose name is none.
pub fn check(model: &Model, findings: &mut Findings) {
    let by_hand = model.servers.iter().flat_map(|server| &server.hand_written);
    let by_hand = by_hand.map(|tool| (&tool.origin, &tool.access, Vec::new()));
    let generated = model.tools.iter().map(|tool| {
        let outputs = tool.operation.outputs().into_iter().map(|(_, output)| &output.path);
        let conditions = tool.operation.conditions().into_iter().map(|(_, condition)| &condition.path);
        (&tool.origin, &tool.access, outputs.chain(conditions).flat_map(relationships).collect())
    });
    for (origin, access, relationships) in by_hand.chain(generated) {
        for name in names(access).chain(relationships).filter(|name| !is_api_name(name)) {
            let message = format!("`{}` cannot stand in a query", name.escape_debug());
            findings.report(&codes::BAD_NAME, origin.place(), message, "use something with an API name");
        }
    }
}

fn names(access: &Access) -> impl Iterator<Item = &str> {
    access.objects.iter().flat_map(|(name, object)| object.fields().into_iter().chain([name.as_str()]))
}

fn relationships(path: &Path) -> impl Iterator<Item = &str> {
    path.steps.iter().map(|step| step.relationship.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_touched_is_seen() {
        let mut access = Access::default();
        let object = access.object("Account WHERE");
        object.returned.insert("Name, Phone".to_owned());
        object.used.insert("Id != NULL OR Open__c".to_owned());
        object.set.insert("Rating = 'x'".to_owned());
        assert_eq!(names(&access).filter(|name| !is_api_name(name)).count(), 4);
    }
}
