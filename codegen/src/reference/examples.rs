//! A complete, valid example of each kind of spec and of each operation: in the reference, and the start of new specs.

/// A spec of the example project.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// `project`, `server`, `scope`, `targets`, or the key of an operation.
    pub topic: &'static str,
    /// Path in the example project.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! examples {
    ($($topic:literal at $path:literal,)*) => {
        &[$(Example { topic: $topic, path: $path, text: include_str!(concat!("example/", $path)) }),*]
    };
}

/// The example project. Of several examples of a topic the first is the plain one, with which new specs begin; the others
/// show keys that are rarely needed.
pub static ALL: &[Example] = examples! {
    "project" at "specs/project.yaml",
    "server" at "specs/servers/sales-assistant.yaml",
    "scope" at "specs/scopes/sales-records.yaml",
    "targets" at "targets.yaml",
    "server" at "specs/servers/field-sales.yaml",
    "get" at "specs/tools/get_account.yaml",
    "query" at "specs/tools/recent_opportunities.yaml",
    "aggregate" at "specs/tools/pipeline_by_stage.yaml",
    "search" at "specs/tools/find_customers.yaml",
    "related" at "specs/tools/get_account_overview.yaml",
    "create" at "specs/tools/plan_follow_up.yaml",
    "update" at "specs/tools/update_opportunity_stage.yaml",
    "upsert" at "specs/tools/sync_asset.yaml",
    "delete" at "specs/tools/delete_draft_task.yaml",
    "custom" at "specs/tools/score_opportunity.yaml",
    "get" at "specs/tools/get_case.yaml",
    "aggregate" at "specs/tools/case_load.yaml",
    "search" at "specs/tools/search_cases.yaml",
    "related" at "specs/tools/opportunity_overview.yaml",
    "create" at "specs/tools/open_case.yaml",
    "custom" at "specs/tools/plan_visits.yaml",
};

/// The plain example of a kind or an operation.
pub fn find(topic: &str) -> Option<&'static Example> {
    all(topic).next()
}

/// Every example of a kind or an operation.
pub fn all(topic: &str) -> impl Iterator<Item = &'static Example> {
    ALL.iter().filter(move |example| example.topic == topic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation;
    use crate::spec::load::{SourceText, load};
    use crate::spec::schema::Kind;

    #[test]
    fn every_kind_and_every_operation_has_an_example() {
        let kinds = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Tool).map(Kind::name);
        for topic in kinds.chain(operation::ALL.iter().map(|row| row.key)) {
            assert!(find(topic).is_some(), "`{topic}` has no example");
        }
    }

    #[test]
    fn the_example_project_is_valid() {
        let sources: Vec<SourceText> =
            ALL.iter().map(|e| SourceText { file: e.path.to_owned(), text: e.text.to_owned() }).collect();
        let (set, mut found) = load(&sources);
        let certificate = |_: &str| Ok("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n".to_owned());
        found.extend(crate::lower::lower(&set, &sf_schema::Schema::standard(), &certificate).1);
        // The custom fields are no part of the standard schema.
        let custom = ["WarehouseNumber__c", "RequestKey__c"];
        found.retain(|finding| !custom.iter().any(|field| finding.message.contains(field)));
        assert_eq!(diag::render::text(&found), "");
    }
}
