//! What a result consists of: behind `outputs()` of a tool's class and the output schema that `show` prints.

use super::{Output, Parameter, ParameterKind};
use crate::rendered::Origin;
use crate::spec::Mask;
use sf_schema::FieldType;

/// The members of a result, the note of every result not among them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    /// The records.
    pub records: Records,
    /// What stands beside them.
    pub more: Vec<Member>,
}

/// The records of a result.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Records {
    /// None that all operations share.
    #[default]
    None,
    /// `record`: one record with Id, url and these members.
    One(Vec<Member>),
    /// `record`: the Id of the record that is gone.
    Deleted,
    /// `records`, `truncated`: rows with these members and without Id.
    Groups(Vec<Member>),
    /// `records`, `truncated`: rows with Id, url and these members.
    List(Vec<Member>),
    /// The same with `next_cursor`.
    Page(Vec<Member>),
}

/// One named value of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its key.
    pub name: String,
    /// Its meaning, for the model.
    pub description: String,
    /// Its type.
    pub kind: MemberKind,
    /// Whether it is always there.
    pub required: bool,
    /// Where the spec names it.
    pub origin: Option<Origin>,
}

/// The type of a value of a result. Of records only names and types are promised: what an org holds may be older than its
/// rules.
#[derive(Debug, Clone, PartialEq)]
pub enum MemberKind {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A truth value.
    Boolean,
    /// A date.
    Date,
    /// A moment.
    Datetime,
    /// A record Id.
    Id,
    /// A value that a handler returns, with the rules that its spec states.
    Declared(ParameterKind),
    /// An object of `records`, with Id, url and these members, and `truncated`.
    Rows(Vec<Member>),
}

impl Shape {
    /// One record.
    pub fn record(outputs: &[Output]) -> Self {
        Self { records: Records::One(Member::fields(outputs)), more: Vec::new() }
    }

    /// The same result with a further member.
    #[must_use]
    pub fn with(mut self, member: Member) -> Self {
        self.more.push(member);
        self
    }
}

impl Member {
    /// A value that may be missing.
    pub fn new(name: &str, description: impl Into<String>, kind: MemberKind) -> Self {
        Self { name: name.to_owned(), description: description.into(), kind, required: false, origin: None }
    }

    /// The same, always there.
    #[must_use]
    pub fn always(self) -> Self {
        Self { required: true, ..self }
    }

    /// The fields of a row.
    pub fn fields(outputs: &[Output]) -> Vec<Self> {
        outputs.iter().map(Self::field).collect()
    }

    /// One field of a row.
    pub fn field(output: &Output) -> Self {
        let parents = output.path.parents().replace("__r", "");
        let label = output.path.field.label.trim().trim_end_matches('.');
        let mut description = if parents.is_empty() { label.to_owned() } else { format!("{parents}: {label}") };
        description.push_str(match output.mask {
            None => ".",
            Some(Mask::Last4) => ", masked: only the last four characters.",
            Some(Mask::Email) => ", masked: only the first letter and the domain.",
            Some(Mask::Redact) => ", masked: only whether there is a value.",
        });
        let kind = match output.mask {
            None => MemberKind::of(&output.path.field.data_type),
            Some(_) => MemberKind::Text,
        };
        Self { origin: Some(output.origin.clone()), ..Self::new(&output.key, description, kind) }
    }

    /// A value that a handler returns, declared like a parameter.
    pub fn returned(value: &Parameter) -> Self {
        let kind = MemberKind::Declared(value.kind.clone());
        let member = Self::new(&value.name, value.description.as_str(), kind);
        Self { required: value.required, origin: Some(value.origin.clone()), ..member }
    }
}

impl MemberKind {
    /// The type of a field's values in JSON.
    pub fn of(data_type: &FieldType) -> Self {
        match data_type {
            FieldType::Boolean => Self::Boolean,
            FieldType::Int => Self::Integer,
            FieldType::Long | FieldType::Double(_) | FieldType::Currency(_) | FieldType::Percent(_) => Self::Number,
            FieldType::Date => Self::Date,
            FieldType::DateTime => Self::Datetime,
            FieldType::Id | FieldType::Reference(_) => Self::Id,
            _ => Self::Text,
        }
    }
}
