//! `Database.DMLOptions`. The local org has no duplicate or assignment rules, so their headers change nothing.

use super::args::{field, fields};
use crate::native::Members;
use crate::value::Value;

pub(super) const MEMBERS: Members = &[
    ("new/0", |_, _, _| {
        let header = fields("Database.DMLOptions.DuplicateRuleHeader", []);
        let assignment = fields("Database.DMLOptions.AssignmentRuleHeader", []);
        Ok(fields("Database.DMLOptions", [("DuplicateRuleHeader", header), ("AssignmentRuleHeader", assignment)]))
    }),
    (".OptAllOrNone", |_, me, _| Ok(field(me, "OptAllOrNone"))),
    (".DuplicateRuleHeader", |_, me, _| Ok(field(me, "DuplicateRuleHeader"))),
    (".AssignmentRuleHeader", |_, me, _| Ok(field(me, "AssignmentRuleHeader"))),
];

pub(super) const DUPLICATES: Members = &[
    (".AllowSave", |_, me, _| Ok(field(me, "AllowSave"))),
    (".RunAsCurrentUser", |_, me, _| Ok(field(me, "RunAsCurrentUser"))),
];

pub(super) const ASSIGNMENT: Members = &[
    (".AssignmentRuleId", |_, me, _| Ok(field(me, "AssignmentRuleId"))),
    (".UseDefaultRule", |_, me, _| Ok(field(me, "UseDefaultRule"))),
];

/// Whether options ask for all rows or none; unasked, they allow partial success (Apex Reference Guide, "DMLOptions
/// Properties").
pub(super) fn all_or_none(options: &Value) -> bool {
    matches!(field(options, "OptAllOrNone"), Value::Bool(true))
}
