//! What a permission set grants, and what changes when it is replaced, in words a reviewer can check.
//!
//! Grants are read from the element tree, not from typed groups: a group that a newer API version brings is listed too,
//! under its element name, and cannot be overlooked.

use crate::{
    compare::{GRANTS_BY_ITSELF, LAYOUT_OF_PROFILE},
    xml::{Element, XmlError},
};
use std::{collections::BTreeSet, fmt};

/// One right on one thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// Element of the group, `fieldPermissions`.
    pub group: String,
    /// What the right is on, `Opportunity.StageName`.
    pub on: String,
    /// The right: an element that is true (`editable`), or a value (`Visible`).
    pub right: String,
}

/// What a new version of a permission set gives and takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GrantChanges {
    /// Rights that holders get.
    pub gained: Vec<Grant>,
    /// Rights that holders lose.
    pub lost: Vec<Grant>,
}

/// User permissions that are, or lead to, access to everything: no integration user may hold them, and a plan lets them
/// stand out.
pub const ADMINISTRATOR: [&str; 10] = [
    "AssignPermissionSets",
    "AuthorApex",
    "CustomizeApplication",
    "ManageInternalUsers",
    "ManageProfilesPermissionsets",
    "ManageUsers",
    "ModifyAllData",
    "ModifyMetadata",
    "ViewAllData",
    "ViewAllUsers",
];

impl Grant {
    /// Whether the right goes around sharing or field permissions, or makes an administrator.
    pub fn is_broad(&self) -> bool {
        match self.group.as_str() {
            "objectPermissions" => {
                matches!(self.right.as_str(), "viewAllRecords" | "modifyAllRecords" | "viewAllFields")
            }
            "userPermissions" => ADMINISTRATOR.contains(&self.on.as_str()),
            _ => false,
        }
    }
}

impl fmt::Display for Grant {
    /// `edit on Opportunity.StageName`, `custom permission Run_Tool`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, on, right } = self;
        match (group.as_str(), right.as_str()) {
            ("objectPermissions", "allowRead") | ("fieldPermissions", "readable") => write!(f, "read on {on}"),
            ("objectPermissions", "allowEdit") | ("fieldPermissions", "editable") => write!(f, "edit on {on}"),
            ("objectPermissions", "allowCreate") => write!(f, "create on {on}"),
            ("objectPermissions", "allowDelete") => write!(f, "delete on {on}"),
            ("objectPermissions", "viewAllRecords") => write!(f, "view all records of {on}"),
            ("objectPermissions", "modifyAllRecords") => write!(f, "modify all records of {on}"),
            ("objectPermissions", "viewAllFields") => write!(f, "view all fields of {on}"),
            ("classAccesses", _) => write!(f, "access to Apex class {on}"),
            ("customPermissions", _) => write!(f, "custom permission {on}"),
            ("userPermissions", _) => write!(f, "user permission {on}"),
            ("flowAccesses", _) => write!(f, "access to flow {on}"),
            ("pageAccesses", _) => write!(f, "access to page {on}"),
            ("customMetadataTypeAccesses", _) => write!(f, "access to custom metadata type {on}"),
            ("customSettingAccesses", _) => write!(f, "access to custom setting {on}"),
            ("externalCredentialPrincipalAccesses", _) => write!(f, "use of external credential principal {on}"),
            ("recordTypeVisibilities", _) => write!(f, "record type {on}"),
            ("applicationVisibilities", "visible") => write!(f, "app {on}"),
            ("tabSettings" | "tabVisibilities", _) => write!(f, "tab {on} ({right})"),
            ("license", _) => write!(f, "licence {on}"),
            ("dataspaceScopes", "listed") => write!(f, "Data Cloud data space {on}"),
            (_, "listed") => write!(f, "{group}: {on}"),
            _ => write!(f, "{group}: {on} ({right})"),
        }
    }
}

/// The right that is refused where something is hidden, however it was seen.
const WHATEVER: &str = "";

/// Reads the grants of a permission set, or of a profile or muting permission set, which have the same groups. Entries
/// that grant nothing are left out, as an org leaves them out when it is asked.
pub fn grants(text: &str) -> Result<BTreeSet<Grant>, XmlError> {
    Ok(read(text)?.0)
}

/// What is granted, and what is expressly not.
fn read(text: &str) -> Result<(BTreeSet<Grant>, BTreeSet<Grant>), XmlError> {
    let root = Element::parse(text)?;
    let (mut grants, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for group in &root.children {
        let grant = |on: String, right: &str| Grant { group: group.name.clone(), on, right: right.to_owned() };
        if group.children.is_empty() {
            if group.name == "license" {
                grants.insert(grant(group.text.clone(), "required"));
            }
            continue;
        }
        let is_right = |e: &&Element| matches!(e.text.as_str(), "true" | "false") || e.name == "visibility";
        let on: Vec<&str> = group.children.iter().filter(|e| !is_right(e)).map(|e| e.text.as_str()).collect();
        if group.name == GRANTS_BY_ITSELF
            || (!group.children.iter().any(|e| is_right(&e)) && group.name != LAYOUT_OF_PROFILE)
        {
            grants.insert(grant(on.join(" "), "listed"));
        }
        for right in group.children.iter().filter(is_right) {
            match right.text.as_str() {
                "true" => grants.insert(grant(on.join(" "), &right.name)),
                "false" => refused.insert(grant(on.join(" "), &right.name)),
                "None" | "Hidden" => refused.insert(grant(on.join(" "), WHATEVER)),
                value => grants.insert(grant(on.join(" "), value)),
            };
        }
    }
    Ok((grants, refused))
}

/// Compares the grants of two versions of a component; `None` where it does not exist. This is what the holders of a group
/// that the component is in gain and lose: there it needs no activation (Object Reference, SessionPermSetActivation).
pub fn changes(before: Option<&str>, after: Option<&str>) -> Result<GrantChanges, XmlError> {
    let read = |text: Option<&str>| text.map_or_else(|| Ok(BTreeSet::new()), grants);
    let (before, after) = (read(before)?, read(after)?);
    Ok(GrantChanges {
        gained: after.difference(&before).cloned().collect(),
        lost: before.difference(&after).cloned().collect(),
    })
}

/// Whether a permission set, or a group of them, grants only in sessions that activate it (Salesforce Help, "Session-Based
/// Permission Sets").
pub fn needs_activation(text: &str) -> Result<bool, XmlError> {
    Ok(Element::parse(text)?.child_text("hasActivationRequired").is_some_and(|text| text.trim() == "true"))
}

/// The same for whoever holds the component itself. Once no session has to activate it they gain all that it grants; where
/// one must from now on they lose all.
pub fn changes_of_holders(before: Option<&str>, after: Option<&str>) -> Result<GrantChanges, XmlError> {
    let mut changed = changes(before, after)?;
    if let (Some(before), Some(after)) = (before, after) {
        match (needs_activation(before)?, needs_activation(after)?) {
            (true, false) => changed.gained = grants(after)?.into_iter().collect(),
            (false, true) => changed.lost = grants(before)?.into_iter().collect(),
            _ => {}
        }
    }
    Ok(changed)
}

/// Compares two versions of a profile that stays: a deployment changes only what its file names (Metadata API guide, Profile).
pub fn changes_of_profile(before: &str, after: &str) -> Result<GrantChanges, XmlError> {
    let (before, (after, refused)) = (grants(before)?, read(after)?);
    let is_refused = |grant: &&Grant| {
        let whatever = Grant { right: WHATEVER.to_owned(), ..(*grant).clone() };
        refused.contains(*grant) || refused.contains(&whatever)
    };
    Ok(GrantChanges {
        gained: after.difference(&before).cloned().collect(),
        lost: before.iter().filter(is_refused).cloned().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Metadata,
        types::{ClassAccess, FieldPermission, Group, NamedAccess, ObjectPermission, PermissionSet},
    };

    fn set(fields: &[FieldPermission]) -> PermissionSet {
        PermissionSet {
            class_accesses: Group::from_iter([ClassAccess::granted("Endpoint")]),
            field_permissions: fields.iter().cloned().collect(),
            label: "Agent".into(),
            object_permissions: Group::from_iter([ObjectPermission::read("Case")]),
            user_permissions: Group::from_iter([NamedAccess::granted("ApiEnabled")]),
            ..PermissionSet::default()
        }
    }

    fn words(grants: &[Grant]) -> Vec<String> {
        grants.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_change_is_said_in_words() {
        let before = set(&[FieldPermission::read("Case.Subject"), FieldPermission::edit("Case.Status")]).to_xml();
        let after = set(&[FieldPermission::edit("Case.Subject"), FieldPermission::read("Case.Status")]).to_xml();
        let changed = changes(Some(&before), Some(&after)).unwrap();
        assert_eq!(words(&changed.gained), ["edit on Case.Subject"]);
        assert_eq!(words(&changed.lost), ["edit on Case.Status"]);
    }

    #[test]
    fn a_new_set_gives_and_a_removed_set_takes_everything() {
        let text = set(&[]).to_xml();
        let all = ["access to Apex class Endpoint", "read on Case", "user permission ApiEnabled"];
        assert_eq!(words(&changes(None, Some(&text)).unwrap().gained), all);
        assert_eq!(words(&changes(Some(&text), None).unwrap().lost), all);
        assert_eq!(changes(Some(&text), Some(&text)).unwrap(), GrantChanges::default());
    }

    #[test]
    fn what_needs_no_activation_any_more_is_gained_whole() {
        let of = |activation: &str, name: &str| {
            format!(
                "<PermissionSet>{activation}<userPermissions><enabled>true</enabled><name>{name}</name></userPermissions></PermissionSet>"
            )
        };
        let on = "<hasActivationRequired>true</hasActivationRequired>";
        for off in ["", "<hasActivationRequired>false</hasActivationRequired>"] {
            let changed = changes_of_holders(Some(&of(on, "ViewAllData")), Some(&of(off, "ViewAllData"))).unwrap();
            assert_eq!(
                (words(&changed.gained), changed.lost),
                (vec!["user permission ViewAllData".to_owned()], vec![])
            );
            let changed = changes_of_holders(Some(&of(off, "ViewAllData")), Some(&of(on, "ApiEnabled"))).unwrap();
            assert_eq!(words(&changed.gained), ["user permission ApiEnabled"]);
            assert_eq!(words(&changed.lost), ["user permission ViewAllData"]);
        }
        let same = changes_of_holders(Some(&of(on, "ViewAllData")), Some(&of(on, "ViewAllData"))).unwrap();
        assert_eq!(same, GrantChanges::default());
        let of_a_group = changes(Some(&of(on, "ViewAllData")), Some(&of("", "ViewAllData"))).unwrap();
        assert_eq!(of_a_group, GrantChanges::default(), "there nobody has to activate it");
    }

    #[test]
    fn order_and_entries_without_a_right_change_nothing() {
        let a = "<PermissionSet><fieldPermissions><editable>false</editable><field>A.B</field><readable>false</readable></fieldPermissions><label>x</label><tabSettings><tab>T</tab><visibility>None</visibility></tabSettings></PermissionSet>";
        let b = "<PermissionSet><label>y</label></PermissionSet>";
        assert_eq!(changes(Some(a), Some(b)).unwrap(), GrantChanges::default());
    }

    #[test]
    fn a_profile_loses_only_what_is_taken_by_name() {
        let right = |name: &str, on: bool| {
            format!("<userPermissions><enabled>{on}</enabled><name>{name}</name></userPermissions>")
        };
        let before = format!("<Profile>{}{}{}</Profile>", right("A", true), right("B", true), right("C", false));
        let after = format!("<Profile>{}{}</Profile>", right("B", false), right("C", true));
        let changed = changes_of_profile(&before, &after).unwrap();
        assert_eq!(words(&changed.gained), ["user permission C"]);
        assert_eq!(words(&changed.lost), ["user permission B"]);
        let tab = |seen: &str| {
            format!("<Profile><tabVisibilities><tab>T</tab><visibility>{seen}</visibility></tabVisibilities></Profile>")
        };
        let changed = changes_of_profile(&tab("DefaultOn"), &tab("Hidden")).unwrap();
        assert_eq!((words(&changed.gained), words(&changed.lost)), (vec![], vec!["tab T (DefaultOn)".to_owned()]));
    }

    #[test]
    fn groups_that_are_not_known_are_listed() {
        let text = "<PermissionSet><futureAccesses><enabled>true</enabled><thing>X</thing></futureAccesses><license>L</license><tabSettings><tab>T</tab><visibility>Visible</visibility></tabSettings></PermissionSet>";
        let all: Vec<Grant> = grants(text).unwrap().into_iter().collect();
        assert_eq!(words(&all), ["futureAccesses: X (enabled)", "licence L", "tab T (Visible)"]);
    }

    #[test]
    fn an_entry_without_switches_grants_by_being_there() {
        let text = "<PermissionSet><dataspaceScopes><customizeAllDefinitions>false</customizeAllDefinitions><dataspaceScope>EMEA</dataspaceScope><objectAccessLevel>ALL</objectAccessLevel></dataspaceScopes><futureAccesses><thing>X</thing></futureAccesses></PermissionSet>";
        let gained = changes(Some("<PermissionSet/>"), Some(text)).unwrap().gained;
        assert_eq!(words(&gained), ["Data Cloud data space EMEA ALL", "futureAccesses: X"]);
        let layout = "<Profile><layoutAssignments><layout>Account-A</layout></layoutAssignments></Profile>";
        assert_eq!(grants(layout).unwrap(), BTreeSet::new());
    }

    #[test]
    fn broad_rights_stand_out() {
        let text = "<PermissionSet><objectPermissions><allowRead>true</allowRead><object>A</object><viewAllRecords>true</viewAllRecords></objectPermissions><userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions></PermissionSet>";
        let broad: Vec<Grant> = grants(text).unwrap().into_iter().filter(Grant::is_broad).collect();
        assert_eq!(words(&broad), ["view all records of A", "user permission ModifyAllData"]);
        assert!(grants("<PermissionSet>").is_err());
    }
}
