//! Field permissions.

use super::{Grants, Places};
use crate::model::Access;
use diag::Diagnostic;
use diag::catalogue::exposure as codes;
use sf_schema::grants::{Grant, field_grantable};
use sf_schema::{Certainty, Schema};
use std::collections::BTreeSet;

/// A field permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRight {
    /// Whether the field may be changed.
    pub edit: bool,
    /// The fields that tools use and that the grant is for: itself, or the parts of an address, which the platform only
    /// grants as a whole.
    pub used: BTreeSet<String>,
    /// Whether an org or two sources confirm that the field takes a grant.
    pub certainty: Certainty,
}

/// A field that needs no field permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenField {
    /// A tool sets it.
    pub set: bool,
    /// Where the rule comes from.
    pub source: &'static str,
}

/// Collects the field permissions, and reports what the platform would refuse.
pub(super) fn collect(
    access: &Access,
    schema: &Schema,
    places: &Places<'_>,
    grants: &mut Grants,
    problems: &mut Vec<Diagnostic>,
) {
    for (object_name, touched) in &access.objects {
        let Some(object) = schema.object(object_name) else { continue };
        for name in touched.fields() {
            let Some(field) = object.field(name) else { continue };
            let set = touched.set.contains(name);
            let answer = field_grantable(object, field, set);
            let refused = match answer.grant {
                Grant::NotGrantable(why) => Some(why),
                Grant::ReadOnlyOnly => Some("the platform fills it: it can be granted for reading only"),
                Grant::Needed | Grant::AlwaysReadable | Grant::AlwaysReadWrite => None,
            };
            if let Some(why) = refused {
                let message = format!("no permission set lets anyone set `{object_name}.{name}`: {why}");
                problems.push(
                    Diagnostic::new(&codes::GRANT_REFUSED, message)
                        .at(places.of_field(object_name, name))
                        .hint("do not set the field"),
                );
            }
            let edit = set && refused.is_none();
            let Some(entry) = answer.entry else {
                let open = OpenField { set, source: answer.source };
                grants.open_fields.insert(format!("{object_name}.{name}"), open);
                continue;
            };
            let right = grants.fields.entry(entry).or_insert_with(|| FieldRight {
                edit: false,
                used: BTreeSet::new(),
                certainty: Certainty::Known,
            });
            right.edit |= edit;
            right.used.insert(format!("{object_name}.{name}"));
            right.certainty = right.certainty.max(answer.certainty);
        }
    }
}
