//! What a `related` means.

use super::{Child, ChildSpec, Related, RelatedSpec};
use crate::lower::{Lowering, QueryMade, Use, is_key, text_at};
use crate::model::ParameterKind;
use crate::operation::{Operation, OperationSpec};
use crate::spec::{ScopeAccess, Text};
use crate::yaml::{Located, Pos};
use diag::catalogue::{exposure as codes, spec as spec_codes};
use sf_schema::SObject;
use std::collections::BTreeSet;

const DEFAULT_LIMIT: u32 = 5;

impl OperationSpec for RelatedSpec {
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>> {
        let object = cx.object(&self.object)?;
        cx.touch(object, ScopeAccess::Read, at);
        let by = cx.record_id(&self.by, object);
        let outputs = cx.outputs(object, &self.fields);
        let conditions = cx.all_conditions(object, self.records.as_ref(), &self.always, &[]);
        let made = QueryMade { by: Some("Id"), conditions: &conditions, ..QueryMade::default() };
        cx.check_query(object, made, self.object.at);
        let mut keys = BTreeSet::from(["record".to_owned(), "note".to_owned(), "truncated".to_owned()]);
        let mut children = Vec::new();
        for spec in &self.children {
            let Some(child) = child(cx, object, spec) else { continue };
            let at = spec.key.as_ref().map_or(spec.relationship.at, |k| k.at);
            if !is_key(&child.key) || !keys.insert(child.key.to_lowercase()) {
                let message = format!(
                    "`{}` cannot be the key of these children: it is taken, or not made of letters, digits and `_`",
                    child.key
                );
                cx.report(&spec_codes::DUPLICATE_NAME, at, message, "choose another key with `as`");
            }
            children.push(child);
        }
        Some(Box::new(Related { object: object.name.clone(), by: by?, outputs, conditions, children }))
    }
}

fn child<'a>(cx: &mut Lowering<'a>, parent: &'a SObject, spec: &Located<ChildSpec>) -> Option<Child> {
    let name = &spec.relationship;
    let Some(relationship) = parent.child(&name.value) else {
        let near = parent.children_like(&name.value);
        let hint = near.first().map_or_else(
            || "use the name of a child relationship, for example `Contacts`".to_owned(),
            |best| format!("did you mean `{best}`?"),
        );
        cx.report(
            &codes::UNKNOWN_RELATIONSHIP,
            name.at,
            format!("`{}` has no child relationship `{name}`", parent.name),
            hint,
        );
        return None;
    };
    let object = cx.object(&text_at(&relationship.object, name.at))?;
    cx.touch(object, ScopeAccess::Read, name.at);
    let lookup = cx.field(object, &text_at(&relationship.field, name.at), Use::Used)?.clone();
    if !lookup.filterable {
        let message = format!(
            "`{}.{}` cannot be used in a condition, so these children cannot be read",
            object.name, lookup.name
        );
        cx.report(&codes::NOT_SUPPORTED_BY_FIELD, name.at, message, "use another relationship");
    }
    let when = spec.when.as_ref().and_then(|when| toggle(cx, when));
    let outputs = cx.outputs(object, &spec.fields);
    let conditions = cx.all_conditions(object, None, &spec.always, &[]);
    let orders = cx.orders(object, &spec.order_by, &outputs);
    let made = QueryMade { by: Some(&lookup.name), conditions: &conditions, orders: &orders, ..QueryMade::default() };
    cx.check_query(object, made, name.at);
    let limit = spec.limit.map_or(DEFAULT_LIMIT, |l| l.value);
    let limit_from = spec.limit_from.as_ref().and_then(|from| count(cx, from, limit));
    let key = spec.key.as_ref().map_or_else(|| name.value.clone(), |k| k.value.clone());
    Some(Child { object: object.name.clone(), lookup, key, when, outputs, conditions, orders, limit, limit_from })
}

fn toggle(cx: &mut Lowering<'_>, name: &Text) -> Option<String> {
    let parameter = cx.parameter(name)?;
    if parameter.kind != ParameterKind::Boolean {
        let message = format!("`{name}` must be a `boolean` parameter");
        cx.report(&codes::TYPE_MISMATCH, name.at, message, "change its type");
        return None;
    }
    Some(parameter.name.clone())
}

fn count(cx: &mut Lowering<'_>, name: &Text, limit: u32) -> Option<String> {
    let parameter = cx.parameter(name)?;
    let fits = matches!(parameter.kind, ParameterKind::Integer { min: Some(min), max: Some(max) } if min >= 0 && max == i64::from(limit));
    if !fits || !parameter.is_always_there() {
        let message =
            format!("`{name}` must be an `integer` parameter from 0 or 1 to {limit}, required or with a default");
        cx.report(
            &codes::TYPE_MISMATCH,
            name.at,
            message,
            format!("declare it with `min: 1`, `max: {limit}` and a `default`"),
        );
        return None;
    }
    Some(parameter.name.clone())
}
