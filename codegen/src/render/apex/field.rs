//! Fields: their names in SOQL and Apex, their place in a result, and what is declared about them.

use super::expr::{Entry, Expr, call, raw};
use super::literal;
use crate::model::{Order, Output, Path};
use crate::spec::Mask;
use sf_schema::FieldType;

/// `Schema.Account`. The name of a custom object needs no qualifier: no class can have two underscores in its name.
pub fn class(object: &str) -> String {
    if object.contains("__") { object.to_owned() } else { format!("Schema.{object}") }
}

/// `Schema.Account.SObjectType`.
pub fn object_token(object: &str) -> Expr {
    raw(format!("{}.SObjectType", class(object)))
}

/// `Schema.User.Name` for `Owner.Name`.
pub fn token(path: &Path) -> Expr {
    let (object, name) = (path.owner(), &path.field.name);
    // Behind a class, also behind its `fields`, this name is the token of the sObject.
    if name.eq_ignore_ascii_case("SObjectType") {
        return raw(format!("Schema.SObjectType.{object}.fields.{name}.getSobjectField()"));
    }
    raw(format!("{}.{name}", class(object)))
}

/// The path in SOQL.
pub fn soql_path(path: &Path) -> String {
    path.to_string()
}

/// The arguments that stand for a path: its token, after its parents where it has any.
pub fn path_arguments(path: &Path) -> Vec<Expr> {
    if path.steps.is_empty() {
        return vec![token(path)];
    }
    vec![raw(literal::string(&path.parents())), token(path)]
}

/// `new McpFieldPath(…)`.
pub fn field_path(path: &Path) -> Expr {
    super::expr::new("McpFieldPath", path_arguments(path))
}

/// The variable for a record of an object: `opportunity` for `Opportunity`.
pub fn variable(object: &str) -> String {
    let bare = object.strip_suffix("__c").unwrap_or(object);
    let bare = bare.rsplit("__").next().unwrap_or(bare);
    let mut chars = bare.chars();
    let name: String = chars.next().map(|c| c.to_ascii_lowercase()).into_iter().chain(chars).collect();
    let common = ["Account", "Campaign", "Contact", "Contract", "Lead", "Opportunity", "Product2", "Quote", "Task"];
    if common.contains(&object) || object.ends_with("__c") && is_free(&name) { name } else { "record".to_owned() }
}

/// Whether a name is neither a word of Apex nor a variable of the generated classes.
fn is_free(name: &str) -> bool {
    const TAKEN: &str = " abstract activate after aggregate and annotations any arguments array as asc autonomous before \
        begin bigdecimal blob body boolean break budget bulk by byte case cast catch change char class collect commit \
        const continue currency date datetime decimal default delete desc description do double else end enum event \
        exception exit export extends false final finally first float for found from get global goto group having \
        hint id if implements import in inherited inner insert instanceof int integer interface into is join key last \
        like limit list long loop map merge name new next not null nulls number object of on or order outer override \
        package page parallel permission pragma private protected public query record result retrieve return rollback \
        rows search select set short sharing site sobject sort static string super switch synchronized system test \
        testmethod then this throw time title today tolabel tomorrow transaction transient trigger true try type \
        undelete update upsert url user using virtual void webservice week when where while with without written \
        yesterday ";
    name.bytes().all(|b| b.is_ascii_alphanumeric())
        && !TAKEN.contains(&format!(" {} ", name.to_ascii_lowercase()))
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The columns of a query: the Id, then each field once.
pub fn columns(outputs: &[Output]) -> Vec<String> {
    let mut columns = vec!["Id".to_owned()];
    for output in outputs {
        let column = soql_path(&output.path);
        if !columns.iter().any(|known| known.eq_ignore_ascii_case(&column)) {
            columns.push(column);
        }
    }
    columns
}

/// `CloseDate DESC NULLS LAST, …, Id ASC`: a total order, the same as the query builder's.
pub fn order(orders: &[Order]) -> Vec<String> {
    let keys = orders.iter().map(|order| {
        format!("{} {} NULLS LAST", soql_path(&order.path), if order.descending { "DESC" } else { "ASC" })
    });
    keys.chain(["Id ASC".to_owned()]).collect()
}

/// The result for one record: its Id and URL, then exactly the declared fields.
pub fn row(record: &str, outputs: &[Output]) -> Expr {
    let identity = [
        Entry::new("'Id'", raw(format!("{record}.Id"))),
        Entry::new("'url'", call("urlOf", [raw(format!("{record}.Id"))])),
    ];
    let fields = outputs.iter().map(|output| {
        let value = value_in(record, &output.path);
        let value = match output.path.field.data_type {
            // The result is declared as a text, and the platform gives a number, a day or a truth value.
            FieldType::AnyType => call("McpText.shown", [value]),
            _ => value,
        };
        Entry::new(literal::string(&output.key), masked(value, output.mask)).from(&output.origin)
    });
    Expr::Pairs("Map<String, Object>".into(), identity.into_iter().chain(fields).collect())
}

/// `record.Account?.Owner?.Name`.
pub fn value_in(record: &str, path: &Path) -> Expr {
    let mut names: Vec<&str> = path.steps.iter().map(|step| step.relationship.as_str()).collect();
    names.push(&path.field.name);
    let first =
        if record.ends_with(']') { raw(record).member(names[0]) } else { raw(format!("{record}.{}", names[0])) };
    names[1..].iter().fold(first, |value, name| value.safe(name))
}

fn masked(value: Expr, mask: Option<Mask>) -> Expr {
    match mask {
        None => value,
        Some(Mask::Last4) => call("McpText.maskAllButLastFour", [value]),
        Some(Mask::Email) => call("McpText.maskEmail", [value]),
        Some(Mask::Redact) => call("McpText.maskAll", [value]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_no_words_of_apex() {
        assert_eq!(variable("Opportunity"), "opportunity");
        assert_eq!(variable("acme__Site_Visit__c"), "record");
        assert_eq!(variable("acme__Visit__c"), "visit");
        for object in ["Case", "Order", "Group", "Event", "User", "Group__c", "Page__c", "Arguments__c"] {
            assert_eq!(variable(object), "record", "{object}");
        }
    }
}
