//! Grants and their sum.

use apex_eval::{FieldRights, ObjectRights};
use sf_schema::grants::{FieldGrant as FieldGrantAnswer, Grant, field_grantable};
use sf_schema::{ObjectPermission, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// What one profile or permission set grants. Names are in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// Everything: the system administrator.
    pub all: bool,
    /// Object permissions.
    pub objects: BTreeMap<String, ObjectGrant>,
    /// Field permissions by `object.field`.
    pub fields: BTreeMap<String, FieldGrant>,
    /// Custom permissions.
    pub custom: BTreeSet<String>,
    /// Apex classes.
    pub classes: BTreeSet<String>,
    /// User permissions such as `EditTask`.
    pub user: BTreeSet<String>,
    /// Record types that records may be given, as `object.name`.
    pub record_types: BTreeSet<String>,
    /// A set for sessions that activate it (`hasActivationRequired`). No session does here, so it grants nothing.
    pub needs_activation: bool,
    /// The licence that its holders need (`license`): of a user, or a permission set licence.
    pub license: Option<String>,
}

/// An `objectPermissions` entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the permission of its name")]
pub struct ObjectGrant {
    pub rights: ObjectRightsFlags,
    pub view_all: bool,
    pub modify_all: bool,
    pub view_all_fields: bool,
}

/// Create, read, edit, delete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the permission of its name")]
pub struct ObjectRightsFlags {
    pub create: bool,
    pub read: bool,
    pub edit: bool,
    pub delete: bool,
}

/// A `fieldPermissions` entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the permission of its name")]
pub struct FieldGrant {
    pub read: bool,
    pub edit: bool,
}

impl Grants {
    /// Adds what another set grants.
    pub fn add(&mut self, other: &Grants) {
        self.all |= other.all;
        for (name, grant) in &other.objects {
            let own = self.objects.entry(name.clone()).or_default();
            own.rights.create |= grant.rights.create;
            own.rights.read |= grant.rights.read;
            own.rights.edit |= grant.rights.edit;
            own.rights.delete |= grant.rights.delete;
            own.view_all |= grant.view_all;
            own.modify_all |= grant.modify_all;
            own.view_all_fields |= grant.view_all_fields;
        }
        for (name, grant) in &other.fields {
            let own = self.fields.entry(name.clone()).or_default();
            own.read |= grant.read;
            own.edit |= grant.edit;
        }
        self.custom.extend(other.custom.iter().cloned());
        self.classes.extend(other.classes.iter().cloned());
        self.user.extend(other.user.iter().cloned());
        self.record_types.extend(other.record_types.iter().cloned());
    }

    /// Whether *View All Data*, or to `modify` *Modify All Data*, is granted: such users read, or write, every record of
    /// every object that takes permissions. Fields keep theirs (help, "“View All” and “Modify All” Permissions Overview").
    fn all_data(&self, modify: bool) -> bool {
        self.user.contains("modifyalldata") || !modify && self.user.contains("viewalldata")
    }
}

/// The rights of a user.
#[derive(Debug, Clone, Default)]
pub struct Rights {
    /// The sum of all grants.
    pub grants: Grants,
}

/// What grants allow with an object.
pub fn object_rights(grants: &Grants, schema: &Schema, object: &str) -> ObjectRights {
    let every = ObjectRights { read: true, create: true, edit: true, delete: true };
    if grants.all {
        return every;
    }
    let Some(info) = schema.object(object) else { return ObjectRights::default() };
    match &info.access.permission {
        ObjectPermission::Grantable | ObjectPermission::CustomMetadataType | ObjectPermission::CustomSetting => {
            let ObjectGrant { rights, .. } =
                grants.objects.get(&object.to_ascii_lowercase()).copied().unwrap_or_default();
            let all = |modify| info.access.permission == ObjectPermission::Grantable && grants.all_data(modify);
            ObjectRights {
                read: rights.read || all(false),
                create: rights.create || all(true),
                edit: rights.edit || all(true),
                delete: rights.delete || all(true),
            }
        }
        ObjectPermission::InheritedFrom(parent) if !parent.eq_ignore_ascii_case(object) => {
            // Whoever may change the parent may write what hangs on it.
            let parent = object_rights(grants, schema, parent);
            ObjectRights { read: parent.read, create: parent.edit, edit: parent.edit, delete: parent.edit }
        }
        ObjectPermission::UserPermission => {
            let needed = &info.access.write_user_permissions;
            let holds = |name: &str| grants.user.contains(&name.to_ascii_lowercase());
            let write = grants.all_data(true) || needed.iter().any(|permission| holds(&permission.name));
            ObjectRights { read: true, create: write, edit: write, delete: write }
        }
        _ => ObjectRights { read: true, ..ObjectRights::default() },
    }
}

impl Rights {
    /// What the user may do with an object.
    pub fn object(&self, schema: &Schema, object: &str) -> ObjectRights {
        object_rights(&self.grants, schema, object)
    }

    /// What the user may do with a field: the rights on its object, and field permissions where the field takes them.
    pub fn field(&self, schema: &Schema, object: &str, field: &str) -> FieldRights {
        if self.grants.all {
            return FieldRights { read: true, edit: true };
        }
        let rights = self.object(schema, object);
        let found = schema.object(object).and_then(|o| Some((o, o.field(field)?)));
        let Some((object, field)) = found else { return FieldRights::default() };
        let [read, edit] = [false, true].map(|edit| field_grantable(object, field, edit));
        let own = |answer: &FieldGrantAnswer| {
            let key = answer.entry.as_deref().unwrap_or_default().to_ascii_lowercase();
            self.grants.fields.get(&key).copied().unwrap_or_default()
        };
        let may_read = match read.grant {
            Grant::AlwaysReadable | Grant::AlwaysReadWrite | Grant::NotGrantable(_) => true,
            Grant::Needed | Grant::ReadOnlyOnly => own(&read).read || self.views_all_fields(&object.name),
        };
        let may_edit = match edit.grant {
            Grant::AlwaysReadWrite => true,
            Grant::Needed => own(&edit).edit,
            Grant::AlwaysReadable | Grant::ReadOnlyOnly | Grant::NotGrantable(_) => false,
        };
        FieldRights { read: rights.read && may_read, edit: (rights.create || rights.edit) && may_edit }
    }

    /// Whether the user has a custom permission.
    pub fn has_custom(&self, name: &str) -> bool {
        self.grants.custom.contains(&name.to_ascii_lowercase())
    }

    /// Whether a record of an object may be given a record type.
    pub fn has_record_type(&self, object: &str, name: &str) -> bool {
        self.grants.all || self.grants.record_types.contains(&format!("{object}.{name}").to_ascii_lowercase())
    }

    /// Whether every record of an object may be seen, or changed.
    pub fn views_all(&self, object: &str, modify: bool) -> bool {
        let grant = self.grants.objects.get(&object.to_ascii_lowercase());
        let granted = grant.is_some_and(|g| g.modify_all || g.view_all && !modify);
        granted || self.grants.all || self.grants.all_data(modify)
    }

    /// *View All Fields* of an object, or of all (Metadata API guide, "PermissionSet").
    fn views_all_fields(&self, object: &str) -> bool {
        let grant = self.grants.objects.get(&object.to_ascii_lowercase());
        grant.is_some_and(|grant| grant.view_all_fields) || self.grants.user.contains("viewallfieldsglobal")
    }
}
