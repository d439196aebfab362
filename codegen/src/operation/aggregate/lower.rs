//! What an `aggregate` means.

use super::{Aggregate, AggregateSpec, Function, GroupKey, GroupOrder, Measure, MeasureSpec};
use crate::lower::{Lowering, QueryMade, Use, is_key};
use crate::model::Output;
use crate::operation::{Operation, OperationSpec};
use crate::spec::{ScopeAccess, Text};
use crate::yaml::{Located, Pos};
use diag::catalogue::{exposure as codes, spec as spec_codes};
use sf_schema::{FieldType, SObject};

const DEFAULT_GROUPS: u32 = 50;
impl OperationSpec for AggregateSpec {
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>> {
        let object = cx.object(&self.object)?;
        cx.touch(object, ScopeAccess::Read, at);
        let mut groups: Vec<Output> = Vec::new();
        for name in &self.group_by {
            let Some(group) = group(cx, object, name) else { continue };
            if groups.iter().any(|g| g.path == group.path) {
                cx.report(&codes::REPEATED_FIELD, name.at, format!("`{name}` is already a group field"), "remove it");
                continue;
            }
            groups.push(group);
        }
        let mut measures: Vec<Measure> = Vec::new();
        for spec in &self.measures {
            let Some(measure) = measure(cx, object, spec) else { continue };
            let taken = groups.iter().map(|g| &g.key).chain(measures.iter().map(|m| &m.key));
            if taken.into_iter().any(|key| key.eq_ignore_ascii_case(&measure.key)) {
                let message = format!("the result already has a key `{}`", measure.key);
                cx.report(&codes::REPEATED_FIELD, spec.key.at, message, "give the measure another name with `as`");
            }
            measures.push(measure);
        }
        let conditions = cx.all_conditions(object, self.records.as_ref(), &self.always, &self.conditions);
        cx.check_probing(&conditions, &groups);
        let made = QueryMade { conditions: &conditions, aggregate: true, ..QueryMade::default() };
        cx.check_query(object, made, self.object.at);
        let mut orders = Vec::new();
        for spec in &self.order_by {
            let Some((name, descending)) = cx.direction(object, spec) else { continue };
            let by = groups
                .iter()
                .position(|g| g.key.eq_ignore_ascii_case(&name) || g.path.to_string().eq_ignore_ascii_case(&name))
                .map(GroupKey::Group)
                .or_else(|| measures.iter().position(|m| m.key.eq_ignore_ascii_case(&name)).map(GroupKey::Measure));
            match by {
                Some(GroupKey::Group(i)) if !groups[i].path.field.sortable => {
                    let message = format!("groups cannot be ordered by `{}` (describe: not sortable)", groups[i].path);
                    cx.report(&codes::NOT_SUPPORTED_BY_FIELD, spec.at, message, "order by a measure or another field");
                }
                Some(by) => orders.push(GroupOrder { by, descending }),
                None => {
                    let message = format!("`{name}` is neither a group field nor a measure");
                    cx.report(
                        &spec_codes::UNKNOWN_REFERENCE,
                        spec.at,
                        message,
                        "order by a field of `groupBy` or the `as` of a measure",
                    );
                }
            }
        }
        if self.order_by.is_empty() {
            let sortable = (0..groups.len()).filter(|i| groups[*i].path.field.sortable);
            orders = sortable.map(|i| GroupOrder { by: GroupKey::Group(i), descending: false }).collect();
        }
        let max_groups = if groups.is_empty() { 1 } else { self.max_groups.map_or(DEFAULT_GROUPS, |m| m.value) };
        Some(Box::new(Aggregate { object: object.name.clone(), groups, measures, conditions, orders, max_groups }))
    }
}

fn group<'a>(cx: &mut Lowering<'a>, object: &'a SObject, name: &Text) -> Option<Output> {
    let path = cx.path(object, &name.value, name.at, Use::Returned)?;
    if !path.field.groupable {
        let message = format!("records cannot be grouped by `{path}` (describe: not groupable)");
        cx.report(&codes::NOT_SUPPORTED_BY_FIELD, name.at, message, "group by another field");
        return None;
    }
    let field = &path.field;
    if field.name == "Id" || field.unique || field.auto_number {
        let message = format!("each group of `{path}` would be a single record");
        cx.report(&codes::NOT_SUPPORTED_BY_FIELD, name.at, message, "group by another field, or use a `query`");
        return None;
    }
    if let Some(reason) = cx.personal_data(&path) {
        let message = format!("`{path}` holds personal data ({reason}), and every value of a group is returned");
        cx.report(&codes::PII_UNJUSTIFIED, name.at, message, "group by another field");
    }
    let origin = cx.origin(name.at);
    Some(Output { key: path.key(), path, mask: None, pii: None, origin })
}

fn measure<'a>(cx: &mut Lowering<'a>, object: &'a SObject, spec: &Located<MeasureSpec>) -> Option<Measure> {
    if !is_alias(cx, &spec.key) {
        return None;
    }
    let function = spec.function.value;
    let Some(name) = &spec.field else {
        if function == Function::Count {
            return Some(Measure { key: spec.key.value.clone(), function, path: None, origin: cx.origin(spec.at) });
        }
        cx.report(&spec_codes::MISSING_KEY, spec.at, "the function needs a `field`", "add `field:`");
        return None;
    };
    let path = cx.path(object, &name.value, name.at, Use::Returned)?;
    let data_type = &path.field.data_type;
    let fits = match function {
        Function::Sum | Function::Avg => data_type.is_number(),
        Function::Min | Function::Max => {
            path.field.sortable
                && data_type.can_be_aggregated()
                && !matches!(data_type, FieldType::Id | FieldType::Reference(_))
        }
        Function::Count | Function::CountDistinct => path.field.filterable && data_type.can_be_aggregated(),
    };
    if !fits {
        let message = format!("{} cannot be applied to `{path}`", function.soql());
        cx.report(&codes::NOT_SUPPORTED_BY_FIELD, name.at, message, "use another function or field");
        return None;
    }
    // The least or greatest value is a value of one record, and so is the sum of a group of one.
    if !matches!(function, Function::Count | Function::CountDistinct)
        && let Some(reason) = cx.personal_data(&path)
    {
        let message = format!(
            "`{path}` holds personal data ({reason}), and {} can return the value of one record",
            function.soql()
        );
        cx.report(&codes::PII_UNJUSTIFIED, name.at, message, "use another field");
    }
    Some(Measure { key: spec.key.value.clone(), function, path: Some(path), origin: cx.origin(name.at) })
}

/// Whether SOQL takes `key` as an alias: letters, digits and `_`, at most 25 characters, and no word of its own.
fn is_alias(cx: &mut Lowering<'_>, key: &Text) -> bool {
    // The SOQL and SOSL Reference lists two words among the reserved ones that the Apex compiler takes.
    let reserved = ["group", "order"].iter().any(|word| word.eq_ignore_ascii_case(&key.value));
    let (message, fix) = if reserved || apex_syntax::is_soql_keyword(&key.value) {
        (
            format!("`{key}` is a word of SOQL and cannot be the name of a measure"),
            "use another name, such as `record_count`",
        )
    } else if !is_key(&key.value) || key.value.len() > 25 || key.value.ends_with('_') {
        let fix = "use 1 to 25 letters, digits and `_`, starting with a letter";
        (format!("`{key}` cannot be the name of a measure"), fix)
    } else {
        return true;
    };
    cx.report(&spec_codes::BAD_NAME, key.at, message, fix);
    false
}
