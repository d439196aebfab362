//! Paths through parent relationships, as SOQL writes them: `Account.Owner.Name`.

use crate::field::Field;
use crate::schema::Schema;
use crate::sobject::SObject;
use std::fmt;

/// SOQL follows at most this many parent relationships (SOQL and SOSL Reference, "Understanding Relationship Query
/// Limitations").
pub const MAX_PARENT_STEPS: usize = 5;

/// A path that leads to a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Path<'s> {
    /// The path with canonical letter case.
    pub text: String,
    /// Reference fields on the way, in order, each with the object that has it.
    pub parents: Vec<Step<'s>>,
    /// The object that has the field at the end; `Name` beyond a polymorphic relationship.
    pub object: &'s SObject,
    /// The field at the end.
    pub field: &'s Field,
    /// Whether any step is polymorphic: the record may be of several objects, and only the fields of `Name` are reachable.
    pub polymorphic: bool,
}

/// One step to a parent.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<'s> {
    /// The object that has the reference.
    pub object: &'s SObject,
    /// The reference.
    pub field: &'s Field,
}

/// Why a path leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathError {
    /// The object at the start is not known.
    UnknownObject {
        /// As written.
        name: String,
        /// Near names.
        nearest: Vec<String>,
    },
    /// The last name is no field of the object reached.
    UnknownField {
        /// The object reached.
        object: String,
        /// As written.
        name: String,
        /// Near names.
        nearest: Vec<String>,
        /// Whether the object was reached through a polymorphic relationship.
        polymorphic: bool,
    },
    /// A name before a dot is no parent relationship of the object reached.
    UnknownRelationship {
        /// The object reached.
        object: String,
        /// As written.
        name: String,
        /// Near names.
        nearest: Vec<String>,
    },
    /// A name before a dot is a field; the relationship behind it is called otherwise, or there is none.
    FieldNotRelationship {
        /// The object reached.
        object: String,
        /// The field, in canonical case.
        field: String,
        /// The name to write instead.
        relationship: Option<String>,
    },
    /// The path ends at a relationship; it must go on to a field.
    EndsOnRelationship {
        /// The object reached.
        object: String,
        /// The relationship, in canonical case.
        name: String,
        /// The field that holds the id.
        id_field: String,
    },
    /// The relationship leads to an object of which nothing is known.
    TargetUnknown {
        /// The object reached.
        object: String,
        /// The relationship, in canonical case.
        name: String,
        /// The object it leads to, if any source says.
        target: Option<String>,
    },
    /// More than [`MAX_PARENT_STEPS`] relationships.
    TooDeep,
    /// An empty path, or an empty name between dots.
    Empty,
}

impl PathError {
    /// The repair, if one is known.
    pub fn hint(&self) -> Option<String> {
        let list = |names: &[String]| {
            let names: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
            (!names.is_empty()).then(|| format!("did you mean {}?", names.join(" or ")))
        };
        match self {
            Self::UnknownObject { nearest, .. }
            | Self::UnknownField { nearest, .. }
            | Self::UnknownRelationship { nearest, .. } => list(nearest),
            Self::FieldNotRelationship { relationship, .. } => {
                relationship.as_ref().map(|r| format!("write `{r}` instead"))
            }
            Self::EndsOnRelationship { name, id_field, .. } => {
                Some(format!("add a field, for example `{name}.Name`, or use `{id_field}`"))
            }
            Self::TargetUnknown { .. } => {
                Some("add the object's metadata to the project, or a describe of the org".to_owned())
            }
            Self::TooDeep => Some(format!("follow at most {MAX_PARENT_STEPS} relationships")),
            Self::Empty => None,
        }
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownObject { name, .. } => write!(f, "no object `{name}` is known"),
            Self::UnknownField { object, name, polymorphic: false, .. } => {
                write!(f, "`{object}` has no field `{name}`")
            }
            Self::UnknownField { name, .. } => {
                write!(
                    f,
                    "beyond a polymorphic relationship only the fields of `Name` can be read, and `{name}` is none"
                )
            }
            Self::UnknownRelationship { object, name, .. } => {
                write!(f, "`{object}` has no parent relationship `{name}`")
            }
            Self::FieldNotRelationship { object, field, .. } => {
                write!(f, "`{field}` of `{object}` is a field, not a relationship, and cannot stand before a dot")
            }
            Self::EndsOnRelationship { object, name, .. } => {
                write!(f, "`{name}` of `{object}` is a relationship, not a field")
            }
            Self::TargetUnknown { object, name, target: Some(target) } => {
                write!(f, "`{name}` of `{object}` leads to `{target}`, of which nothing is known")
            }
            Self::TargetUnknown { object, name, target: None } => {
                write!(f, "it is not known to which object `{name}` of `{object}` leads")
            }
            Self::TooDeep => f.write_str("the path follows too many relationships"),
            Self::Empty => f.write_str("the path has an empty part"),
        }
    }
}

impl std::error::Error for PathError {}

pub(crate) fn resolve<'s>(schema: &'s Schema, object: &str, path: &str) -> Result<Path<'s>, PathError> {
    let mut here = schema.object(object).ok_or_else(|| PathError::UnknownObject {
        name: object.to_owned(),
        nearest: owned(schema.objects_like(object)),
    })?;
    let mut parts: Vec<&str> = path.split('.').collect();
    let last = parts.pop().unwrap_or_default();
    if last.is_empty() || parts.iter().any(|p| p.is_empty()) {
        return Err(PathError::Empty);
    }
    if parts.len() > MAX_PARENT_STEPS {
        return Err(PathError::TooDeep);
    }
    let mut parents = Vec::with_capacity(parts.len());
    let mut text = String::new();
    let mut polymorphic = false;
    for part in parts {
        let field = here.relationship(part).ok_or_else(|| no_relationship(here, part))?;
        let (name, target) = target(field);
        text.push_str(name);
        text.push('.');
        polymorphic |= field.reference().is_some_and(|r| r.polymorphic);
        parents.push(Step { object: here, field });
        here = target.and_then(|target| schema.object(target)).ok_or_else(|| PathError::TargetUnknown {
            object: here.name.clone(),
            name: name.to_owned(),
            target: target.map(str::to_owned),
        })?;
    }
    let beyond = parents.last().is_some_and(|s| s.field.reference().is_some_and(|r| r.polymorphic));
    let field = here.field(last).ok_or_else(|| no_field(here, last, beyond))?;
    text.push_str(&field.name);
    Ok(Path { text, parents, object: here, field, polymorphic })
}

/// The relationship's canonical name and the object it leads to: `Name` when it is polymorphic.
fn target(field: &Field) -> (&str, Option<&str>) {
    let reference = field.reference();
    let name = reference.and_then(|r| r.relationship_name.as_deref()).unwrap_or_default();
    let to = reference.and_then(|r| if r.polymorphic { Some("Name") } else { r.to.first().map(String::as_str) });
    (name, to)
}

fn no_relationship(object: &SObject, name: &str) -> PathError {
    match object.field(name) {
        Some(field) => PathError::FieldNotRelationship {
            object: object.name.clone(),
            field: field.name.clone(),
            relationship: field.reference().and_then(|r| r.relationship_name.clone()),
        },
        None => PathError::UnknownRelationship {
            object: object.name.clone(),
            name: name.to_owned(),
            nearest: owned(object.relationships_like(name)),
        },
    }
}

fn no_field(object: &SObject, name: &str, polymorphic: bool) -> PathError {
    match object.relationship(name) {
        Some(field) => PathError::EndsOnRelationship {
            object: object.name.clone(),
            name: target(field).0.to_owned(),
            id_field: field.name.clone(),
        },
        None => PathError::UnknownField {
            object: object.name.clone(),
            name: name.to_owned(),
            nearest: owned(object.fields_like(name)),
            polymorphic,
        },
    }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_followed_and_written_in_canonical_case() {
        let schema = Schema::standard();
        let path = schema.resolve_path("contact", "account.PARENT.industry").expect("a path");
        assert_eq!(path.text, "Account.Parent.Industry");
        assert_eq!((path.object.name.as_str(), path.field.name.as_str()), ("Account", "Industry"));
        assert_eq!(path.parents[0].field.name, "AccountId");
        assert!(!path.polymorphic);
    }

    #[test]
    fn beyond_a_polymorphic_relationship_are_the_fields_of_name() {
        let schema = Schema::standard();
        let path = schema.resolve_path("Case", "Owner.Name").expect("a path");
        assert_eq!(path.object.name, "Name");
        assert!(path.polymorphic);
        let error = schema.resolve_path("Case", "Owner.Department").expect_err("not a field of Name");
        assert!(matches!(error, PathError::UnknownField { polymorphic: true, .. }), "{error}");
        // An account's owner is always a user.
        assert_eq!(schema.resolve_path("Account", "Owner.Department").expect("a path").object.name, "User");
    }

    #[test]
    fn a_wrong_step_is_named_with_its_repair() {
        let schema = Schema::standard();
        let hint = |object: &str, path: &str| schema.resolve_path(object, path).expect_err("an error").hint();
        assert_eq!(hint("Contact", "AccountId.Name").as_deref(), Some("write `Account` instead"));
        assert_eq!(hint("Contact", "Acount.Name").as_deref(), Some("did you mean `Account`?"));
        assert_eq!(
            hint("Contact", "Account").as_deref(),
            Some("add a field, for example `Account.Name`, or use `AccountId`")
        );
        assert_eq!(hint("Acount", "Name").as_deref(), Some("did you mean `Account`?"));
        assert_eq!(schema.resolve_path("Contact", "Account..Name"), Err(PathError::Empty));
        let deep = "Parent.Parent.Parent.Parent.Parent.Parent.Name";
        assert_eq!(schema.resolve_path("Account", deep), Err(PathError::TooDeep));
    }
}
