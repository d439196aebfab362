//! Which parameters, constants and operators fit which fields.

use super::literal::Want;
use crate::model::ParameterKind;
use crate::spec::{AuthorizedSource, Operator};
use sf_schema::{Field, FieldType};

/// The group that a field type belongs to when it is compared or set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Texts and single picklists.
    Text,
    /// Multi-select picklists.
    Multi,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// Truth values.
    Boolean,
    /// Dates.
    Date,
    /// Moments.
    Datetime,
    /// Ids.
    Id,
}

impl Family {
    /// The family of a field, `None` for types that cannot be compared or set through a tool.
    pub fn of(field: &Field) -> Option<Self> {
        Some(match &field.data_type {
            FieldType::Id | FieldType::Reference(_) => Self::Id,
            FieldType::String
            | FieldType::TextArea
            | FieldType::LongTextArea
            | FieldType::RichTextArea
            | FieldType::Picklist(_)
            | FieldType::Combobox(_)
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Url => Self::Text,
            FieldType::MultiPicklist(_) => Self::Multi,
            FieldType::Boolean => Self::Boolean,
            FieldType::Int => Self::Integer,
            FieldType::Long | FieldType::Double(_) | FieldType::Currency(_) | FieldType::Percent(_) => Self::Number,
            FieldType::Date => Self::Date,
            FieldType::DateTime => Self::Datetime,
            _ => return None,
        })
    }

    /// The type that a constant must have.
    pub fn want(self) -> Want {
        match self {
            Self::Text | Self::Multi => Want::Text,
            Self::Integer => Want::Integer,
            Self::Number => Want::Number,
            Self::Boolean => Want::Boolean,
            Self::Date => Want::Date,
            Self::Datetime => Want::Datetime,
            Self::Id => Want::Id,
        }
    }

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Multi => "multi-select picklist",
            Self::Integer => "whole number",
            Self::Number => "number",
            Self::Boolean => "checkbox",
            Self::Date => "date",
            Self::Datetime => "date and time",
            Self::Id => "record Id",
        }
    }
}

/// Why an operator cannot be used with a field of a family, if it cannot. How SOQL orders the values of a picklist in a
/// comparison is not documented: by their texts, or as they are defined.
pub fn operator_problem(op: Operator, family: Family, field: &Field) -> Option<&'static str> {
    use Operator as O;
    let picklist = matches!(field.data_type, FieldType::Picklist(_));
    let fits = match op {
        O::Eq | O::Ne => true,
        O::IsNull | O::NotNull => !never_empty(&field.data_type),
        O::Lt | O::Le | O::Gt | O::Ge => !picklist && !matches!(family, Family::Boolean | Family::Multi | Family::Id),
        O::In | O::NotIn => !matches!(family, Family::Boolean | Family::Multi),
        O::Contains | O::StartsWith => family == Family::Text,
        O::Includes | O::Excludes => family == Family::Multi,
        O::WithinLastDays | O::OlderThanDays | O::WithinNextDays => matches!(family, Family::Date | Family::Datetime),
    };
    (!fits).then_some(match op {
        O::IsNull | O::NotNull => "needs a field that can be empty",
        O::Contains | O::StartsWith => "needs a text field",
        O::Includes | O::Excludes => "needs a multi-select picklist",
        O::WithinLastDays | O::OlderThanDays | O::WithinNextDays => "needs a date field",
        _ if picklist => "has no sure order of the values",
        _ => "cannot be used with a field of this type",
    })
}

/// Whether the platform sees to it that every record holds a value.
fn never_empty(data_type: &FieldType) -> bool {
    match data_type {
        FieldType::Boolean | FieldType::Id => true,
        FieldType::Reference(reference) => reference.master_detail,
        _ => false,
    }
}

/// The operators that can be used with a field of a family, for people.
pub fn fitting_operators(family: Family, field: &Field) -> String {
    let fitting = Operator::ALL.into_iter().filter(|op| operator_problem(*op, family, field).is_none());
    fitting.map(|op| format!("`{}`", op.word())).collect::<Vec<_>>().join(", ")
}

/// Whether the operator takes a list.
pub fn takes_list(op: Operator) -> bool {
    matches!(op, Operator::In | Operator::NotIn | Operator::Includes | Operator::Excludes)
}

/// Whether the operator takes a number of days.
pub fn takes_days(op: Operator) -> bool {
    matches!(op, Operator::WithinLastDays | Operator::OlderThanDays | Operator::WithinNextDays)
}

/// Whether a single value of this kind can be compared with, or stored in, the field of the sObject `owner`.
pub fn kind_fits(kind: &ParameterKind, family: Family, owner: &str, field: &Field) -> bool {
    match kind {
        ParameterKind::Text { .. } => matches!(family, Family::Text | Family::Multi),
        ParameterKind::Choice { .. } => matches!(family, Family::Text | Family::Multi),
        ParameterKind::Integer { .. } => matches!(family, Family::Integer | Family::Number),
        ParameterKind::Number { .. } => family == Family::Number,
        ParameterKind::Boolean => family == Family::Boolean,
        ParameterKind::Date => family == Family::Date,
        ParameterKind::Datetime => family == Family::Datetime,
        ParameterKind::Id { objects } => {
            family == Family::Id
                && match field.reference() {
                    Some(reference) => reference.to.is_empty() || objects.iter().all(|o| reference.to.contains(o)),
                    // The Id of the object itself.
                    None => objects.iter().all(|o| o == owner),
                }
        }
        ParameterKind::List { .. } | ParameterKind::Object { .. } => false,
    }
}

/// Whether an authorized value can be compared with, or stored in, the field of the sObject `owner`.
pub fn source_fits(source: AuthorizedSource, family: Family, owner: &str, field: &Field) -> bool {
    use AuthorizedSource as S;
    let object = match source {
        S::UserId => "User",
        S::UserProfileId => "Profile",
        S::UserRoleId => "UserRole",
        S::OrganizationId => "Organization",
        S::UserName | S::UserEmail => return family == Family::Text,
        S::Today => return family == Family::Date,
        S::Now => return family == Family::Datetime,
    };
    let fits = |to: &[String]| to.is_empty() || to.iter().any(|t| t == object);
    family == Family::Id && field.reference().map_or(owner == object, |r| fits(&r.to))
}
