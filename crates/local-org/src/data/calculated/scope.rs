//! What formulas may read: fields, paths through parents, global variables.

use apex_sema::catalog::{Catalog, FieldInfo, FieldKind, ObjectInfo};
use sf_formula::{Kind, Scope, Use};
use std::sync::Arc;

/// Relationships in one path: Help, "Tips on Building Cross-Object Formulas".
const LONGEST_PATH: usize = 10;

/// The fields a formula of an object sees.
pub(super) struct ObjectScope<'a> {
    pub catalog: &'a Catalog,
    pub object: &'a ObjectInfo,
    pub place: Use,
}

impl Scope for ObjectScope<'_> {
    fn field(&self, path: &str) -> Result<Kind, String> {
        if path.starts_with('$') {
            return self.global(path);
        }
        let (object, name) = walk(self.catalog, self.object, path)?;
        let object = object.as_deref().unwrap_or(self.object);
        let field = object.field(name).ok_or_else(|| missing(path))?;
        self.kind(field, path)
    }
}

fn missing(path: &str) -> String {
    format!("Field {path} does not exist. Check spelling.")
}

/// The object at the end of a path, `None` for the first one, and the name of the field.
fn walk<'p>(
    catalog: &Catalog,
    object: &ObjectInfo,
    path: &'p str,
) -> Result<(Option<Arc<ObjectInfo>>, &'p str), String> {
    let mut steps: Vec<&str> = path.split('.').collect();
    let last = steps.pop().unwrap_or_default();
    if steps.len() > LONGEST_PATH {
        return Err(format!(
            "not supported by the local org: the path {path} through more than {LONGEST_PATH} parents"
        ));
    }
    let mut at: Option<Arc<ObjectInfo>> = None;
    for step in steps {
        let (name, of) = step.split_once(':').map_or((step, None), |(name, of)| (name, Some(of)));
        let field = at.as_deref().unwrap_or(object).parent(name).ok_or_else(|| missing(path))?;
        let target = match (of, &*field.reference_to) {
            (Some(of), all) => match all.iter().find(|t| t.eq_ignore_ascii_case(of)) {
                Some(target) => target,
                None => return Err(format!("{of} is an invalid object type for the {name} field. Check spelling.")),
            },
            (None, [one]) if !field.polymorphic => one,
            _ => return Err(missing(path)),
        };
        at = Some(catalog.object(target).ok_or_else(|| missing(path))?);
    }
    Ok((at, last))
}

/// The object and field that a path of a formula ends at, if it is one through fields.
pub(super) fn target(catalog: &Catalog, object: &ObjectInfo, path: &str) -> Option<(Arc<str>, Arc<str>)> {
    let (at, name) = walk(catalog, object, path).ok()?;
    let object = at.as_deref().unwrap_or(object);
    Some((object.name.clone(), object.field(name)?.name.clone()))
}

impl ObjectScope<'_> {
    fn kind(&self, field: &FieldInfo, path: &str) -> Result<Kind, String> {
        let unsupported = |what: &str| {
            Err(format!("You referenced an unsupported field type called \"{what}\" using the following field: {path}"))
        };
        Ok(match field.kind {
            FieldKind::Boolean => Kind::Boolean,
            FieldKind::Integer | FieldKind::Long | FieldKind::Double | FieldKind::Currency | FieldKind::Percent => {
                Kind::Number
            }
            FieldKind::TextArea if field.length > 255 && self.place == Use::Field => {
                return unsupported(if field.html { "Rich Text Area" } else { "Long Text Area" });
            }
            FieldKind::Id
            | FieldKind::Reference
            | FieldKind::String
            | FieldKind::TextArea
            | FieldKind::Combobox
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Url => Kind::Text,
            FieldKind::Picklist => Kind::Picklist,
            FieldKind::MultiPicklist => Kind::MultiPicklist,
            FieldKind::Date => Kind::Date,
            FieldKind::Datetime => Kind::DateTime,
            FieldKind::Time => Kind::Time,
            FieldKind::EncryptedString => return unsupported("Text (Encrypted)"),
            FieldKind::Address => return unsupported("Address"),
            FieldKind::Location => return unsupported("Geolocation"),
            FieldKind::Base64 => return unsupported("Base64"),
            FieldKind::AnyType | FieldKind::DataCategory => return unsupported("Unknown"),
        })
    }

    /// A field of another record that is always at hand.
    fn of(&self, object: &str, path: &str, rest: &str) -> Result<Kind, String> {
        let object = self.catalog.object(object).ok_or_else(|| missing(path))?;
        let scope = ObjectScope { object: &object, ..*self };
        // The message names the whole path.
        scope.field(rest).map_err(|message| message.replace(rest, path))
    }

    fn global(&self, path: &str) -> Result<Kind, String> {
        let (variable, rest) = path.split_once('.').ok_or_else(|| missing(path))?;
        match variable.to_ascii_lowercase().as_str() {
            "$user" => self.of("User", path, rest),
            "$profile" => self.of("Profile", path, rest),
            "$userrole" => self.of("UserRole", path, rest),
            "$organization" => self.of("Organization", path, rest),
            "$recordtype" => self.of("RecordType", path, rest),
            "$permission" => Ok(Kind::Boolean),
            "$label" => self.catalog.label(rest).map(|_| Kind::Text).ok_or_else(|| missing(path)),
            "$system" if rest.eq_ignore_ascii_case("OriginDateTime") => Ok(Kind::DateTime),
            "$custommetadata" => match rest.split('.').collect::<Vec<_>>()[..] {
                [object, _, field] => self.of(object, path, field),
                _ => Err(missing(path)),
            },
            "$api" | "$setup" | "$network" | "$site" | "$request" => {
                Err(format!("not supported by the local org: the global variable {variable}"))
            }
            _ => Err(missing(path)),
        }
    }
}
