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
}

/// An `objectPermissions` entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the permission of its name")]
pub struct ObjectGrant {
    pub rights: ObjectRightsFlags,
    pub view_all: bool,
    pub modify_all: bool,
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
        }
        for (name, grant) in &other.fields {
            let own = self.fields.entry(name.clone()).or_default();
            own.read |= grant.read;
            own.edit |= grant.edit;
        }
        self.custom.extend(other.custom.iter().cloned());
        self.classes.extend(other.classes.iter().cloned());
        self.user.extend(other.user.iter().cloned());
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
            let grant = grants.objects.get(&object.to_ascii_lowercase()).copied().unwrap_or_default();
            ObjectRights {
                read: grant.rights.read,
                create: grant.rights.create,
                edit: grant.rights.edit,
                delete: grant.rights.delete,
            }
        }
        ObjectPermission::InheritedFrom(parent) if !parent.eq_ignore_ascii_case(object) => {
            // Whoever may change the parent may write what hangs on it.
            let parent = object_rights(grants, schema, parent);
            ObjectRights { read: parent.read, create: parent.edit, edit: parent.edit, delete: parent.edit }
        }
        ObjectPermission::UserPermission => {
            let has = |permission: &str| grants.user.contains(&permission.to_ascii_lowercase());
            let read = info.access.user_permissions.iter().all(|p| has(&p.name));
            let write = read && info.access.write_user_permissions.iter().any(|p| has(&p.name));
            ObjectRights { read, create: write, edit: write, delete: write }
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
            Grant::Needed | Grant::ReadOnlyOnly => own(&read).read,
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

    /// Whether every record of an object may be seen.
    pub fn views_all(&self, object: &str, modify: bool) -> bool {
        let grant = self.grants.objects.get(&object.to_ascii_lowercase());
        self.grants.all || grant.is_some_and(|g| g.modify_all || g.view_all && !modify)
    }
}
