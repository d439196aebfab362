//! Queries and changes that the platform refuses, or answers wrongly, for some sObjects. From "SOQL Object Limits and
//! Limitations" (SOQL and SOSL Reference), "SOQL with Big Objects" (Big Objects Implementation Guide), "Writable External
//! Objects" (Apex Developer Guide), "SOQL Operation Limitations" (Tooling API) and "UserRecordAccess" (Object Reference).

use super::Lowering;
use crate::model::{Condition, Operand, Order};
use crate::spec::Operator;
use crate::yaml::Pos;
use diag::catalogue::exposure as codes;
use sf_schema::{Kind, SObject};

/// sObjects of which a query must test one of these fields for one value or some values.
const TESTED: [(&str, &[&str]); 5] = [
    ("ContentDocumentLink", &["Id", "ContentDocumentId", "LinkedEntityId"]),
    ("ContentHubItem", &["Id", "ContentHubRepositoryId", "ExternalId"]),
    ("EntityParticle", &["DurableId", "EntityDefinitionId", "EntityDefinition.QualifiedApiName"]),
    ("FieldDefinition", &["DurableId", "EntityDefinitionId", "EntityDefinition.QualifiedApiName"]),
    ("Vote", &["Id", "ParentId", "Parent.Type"]),
];
/// Views of an org's metadata, which SOQL reads in a plain way only.
const OF_METADATA: [&str; 8] = [
    "DataType",
    "EntityDefinition",
    "EntityParticle",
    "FieldDefinition",
    "RelationshipDomain",
    "RelationshipInfo",
    "UserEntityAccess",
    "UserFieldAccess",
];

/// Fields of article versions that Apex compares with no variable in a query written in the class ("Salesforce Knowledge
/// with SOQL and SOSL", Knowledge Developer Guide).
const OF_ARTICLES: [&str; 2] = ["Language", "PublishStatus"];

/// A query that a tool makes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<'q> {
    /// The field that every call tests for one value, beside the conditions.
    pub by: Option<&'q str>,
    /// Its conditions.
    pub conditions: &'q [Condition],
    /// Its order.
    pub orders: &'q [Order],
    /// Whether it counts or groups.
    pub aggregate: bool,
    /// Whether it goes on behind the last row.
    pub paginate: bool,
}

impl Lowering<'_> {
    /// Reports a query that no org answers as the tool means it. `at` is where the sObject or relationship is named.
    pub fn check_query(&mut self, object: &SObject, query: Query<'_>, at: Pos) {
        let name = object.name.as_str();
        let by_hand = "read it with a hand-written class (`custom`)";
        if object.kind == Kind::BigObject {
            let message = format!(
                "a tool asks for the Id of every record, and such a query of the big object `{name}` finds nothing"
            );
            self.report(&codes::OBJECT_OPERATION, at, message, format!("{by_hand} that tests the fields of its index"));
            return;
        }
        if name == "UserRecordAccess" {
            let message = "`UserRecordAccess` takes one form of query only, and a tool has no such form";
            self.report(&codes::OBJECT_OPERATION, at, message, by_hand);
            return;
        }
        let of_metadata = OF_METADATA.contains(&name);
        if query.aggregate && (of_metadata || matches!(object.kind, Kind::CustomMetadata | Kind::External)) {
            let message = format!("SOQL neither groups nor adds up records of `{name}`");
            self.report(&codes::OBJECT_OPERATION, at, message, "list the records with a `query`");
        }
        let tested = TESTED.iter().find(|(restricted, _)| *restricted == name).map(|(_, fields)| *fields);
        if let Some(fields) = tested.filter(|fields| !is_tested(fields, query)) {
            let list: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
            let message = format!("every query of `{name}` must test one of {} for a value", list.join(", "));
            let hint = "add such a condition with `eq` or `in` that no call can leave out: a required parameter, \
                        `records: { relatedTo: … }`, or a constant";
            self.report(&codes::OBJECT_OPERATION, at, message, hint);
        }
        if of_metadata || object.kind == Kind::CustomMetadata {
            self.check_metadata_query(name, of_metadata, query, at);
        }
        let is_article = object.kind == Kind::Knowledge || name == "KnowledgeArticleVersion";
        for condition in query.conditions.iter().filter(|c| is_article && binds_article(c)) {
            let message = format!(
                "Apex does not compile a query of `{name}` that compares `{}` with a variable",
                condition.path.field.name
            );
            let hint = "compare with a constant, in a tool for each value, or make the parameter optional";
            self.report(&codes::NOT_SUPPORTED_BY_FIELD, condition.origin.at, message, hint);
        }
        for condition in query.conditions.iter().filter(|c| refuses(object, of_metadata, c.op)) {
            let message = format!("SOQL does not take `{}` in a query of `{name}`", condition.op.word());
            let hint = if of_metadata { "use `eq` or `in`" } else { "use another comparison" };
            self.report(&codes::NOT_SUPPORTED_BY_FIELD, condition.origin.at, message, hint);
        }
    }

    /// Reports records that a tool cannot write although hand-written code can.
    pub fn check_write(&mut self, object: &SObject, at: Pos) {
        if matches!(object.kind, Kind::BigObject | Kind::External) {
            let message = format!("Apex does not write records of `{}` with its ordinary statements", object.name);
            let hint =
                "write them with a hand-written class (`custom`) that calls `Database.insertImmediate` and its like";
            self.report(&codes::NO_APEX_DML, at, message, hint);
        }
    }

    /// Order and paging of records that are metadata.
    fn check_metadata_query(&mut self, name: &str, of_metadata: bool, query: Query<'_>, at: Pos) {
        for order in query.orders.iter().filter(|order| !order.path.steps.is_empty()) {
            let message =
                format!("SOQL does not order records of `{name}` by `{}`, a field of another sObject", order.path);
            self.report(&codes::NOT_SUPPORTED_BY_FIELD, order.origin.at, message, "order by a field of its own");
        }
        // The cursor compares: `Label > x OR (Label = x AND Id > y)`.
        if query.paginate && (of_metadata || !query.orders.is_empty()) {
            let message = format!("SOQL does not compare records of `{name}` with a cursor");
            let hint = "remove `paginate`; for a custom metadata type, removing `orderBy` is enough";
            self.report(&codes::OBJECT_OPERATION, at, message, hint);
        }
    }
}

fn is_tested(fields: &[&str], query: Query<'_>) -> bool {
    let always = query.conditions.iter().filter(|c| !c.is_optional() && matches!(c.op, Operator::Eq | Operator::In));
    let tested: Vec<String> = always.map(|c| c.path.to_string()).collect();
    fields.iter().any(|field| query.by == Some(*field) || tested.iter().any(|path| path == field))
}

/// Whether a condition binds a variable to a field of an article version that takes constants only.
fn binds_article(condition: &Condition) -> bool {
    let binds = matches!(condition.operand, Operand::Parameter { always: true, .. } | Operand::Authorized(_));
    binds && condition.path.steps.is_empty() && OF_ARTICLES.contains(&condition.path.field.name.as_str())
}

fn refuses(object: &SObject, of_metadata: bool, op: Operator) -> bool {
    use Operator as O;
    if of_metadata {
        return !matches!(op, O::Eq | O::In);
    }
    object.kind == Kind::External && matches!(op, O::Contains | O::StartsWith | O::Includes | O::Excludes)
}
