//! What the holders of permission set groups gain and lose by what is in the groups.

use super::{Action, PermissionChange, Row};
use bytes::Bytes;
use sf_metadata::grants::{grants, needs_activation};
use sf_metadata::kinds;
use sf_metadata::xml::Element;
use std::collections::{BTreeMap, BTreeSet};

type Files = BTreeMap<String, Bytes>;

/// By the sets that come into a group or leave it, and by the `changes` of those that stay in it. Of a group that no longer
/// needs a session that activates it they gain all, of one that begins to need it they lose all.
pub(super) fn changes(
    changes: &[PermissionChange],
    rows: &[Row],
    ours: &Files,
    theirs: &Files,
) -> Vec<PermissionChange> {
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.kind == "PermissionSetGroup" && row.action != Action::Leave) {
        let after = if row.action == Action::Delete { None } else { text(ours, &row.kind, &row.name) };
        let before = text(theirs, &row.kind, &row.name);
        let activated = [&before, &after].map(|text| text.as_deref().is_some_and(is_activated));
        let (before, after) = (members(before), members(after));
        for member in before.union(&after) {
            match (before.contains(member), after.contains(member)) {
                // What it holds is held always from now on, or no longer.
                (true, true) if activated[0] != activated[1] => {
                    found.extend(whole(row, member, activated[0], ours, theirs));
                }
                (true, true) => {
                    found.extend(changes.iter().filter(|c| c.set.eq_ignore_ascii_case(&member.1)).map(|change| {
                        let right = format!("{}, by {}", change.right, member.1);
                        PermissionChange { set: row.name.clone(), right, ..change.clone() }
                    }))
                }
                (_, comes) => found.extend(whole(row, member, comes, ours, theirs)),
            }
        }
    }
    found
}

/// All that a set grants, to the holders of a group that it comes into or leaves. A muting set takes it away from them.
fn whole(row: &Row, (kind, name): &Member, comes: bool, ours: &Files, theirs: &Files) -> Vec<PermissionChange> {
    let gained = comes != (*kind == MUTING);
    let change = |right: String, broad| PermissionChange { set: row.name.clone(), gained, right, broad };
    // What comes is what the project makes of it; what leaves is what the org holds, whatever the project makes of it.
    let (first, second) = if comes { (ours, theirs) } else { (theirs, ours) };
    let known = text(first, kind, name).or_else(|| text(second, kind, name)).and_then(|text| grants(&text).ok());
    match known {
        Some(grants) => grants.iter().map(|grant| change(format!("{grant}, by {name}"), grant.is_broad())).collect(),
        // It is in the org alone, and was not asked for.
        None => vec![change(format!("whatever {name} grants, which is not in this package"), false)],
    }
}

fn is_activated(text: &str) -> bool {
    needs_activation(text).unwrap_or(false)
}

const MUTING: &str = "MutingPermissionSet";

/// Type and name of a set.
type Member = (&'static str, String);

/// What a group holds.
fn members(text: Option<String>) -> BTreeSet<Member> {
    let root = text.and_then(|text| Element::parse(&text).ok());
    let children = root.into_iter().flat_map(|root| root.children);
    let member = |child: Element| match child.name.as_str() {
        "permissionSets" => Some(("PermissionSet", child.text)),
        "mutingPermissionSets" => Some((MUTING, child.text)),
        _ => None,
    };
    children.filter_map(member).collect()
}

/// The file of a component, whose name the org and the project may spell with other capital letters.
pub(super) fn text(files: &Files, kind: &str, name: &str) -> Option<String> {
    let path = kinds::find(kind)?.package_path(name);
    let alike = || files.iter().find_map(|(other, bytes)| other.eq_ignore_ascii_case(&path).then_some(bytes));
    String::from_utf8(files.get(&path).or_else(alike)?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        list.iter().map(|(path, text)| ((*path).to_owned(), Bytes::copy_from_slice(text.as_bytes()))).collect()
    }

    fn said(action: Action, of_sets: &[PermissionChange], ours: &Files, theirs: &Files) -> Vec<String> {
        let row = Row {
            action,
            kind: "PermissionSetGroup".into(),
            name: "G".into(),
            reasons: Vec::new(),
            incomparable: Vec::new(),
        };
        let line = |c: PermissionChange| {
            format!(
                "{} {} {}{}",
                c.set,
                if c.gained { "gains" } else { "loses" },
                c.right,
                if c.broad { " BROAD" } else { "" }
            )
        };
        changes(of_sets, &[row], ours, theirs).into_iter().map(line).collect()
    }

    #[test]
    fn names_do_not_tell_capital_letters_from_small_ones() {
        let held = files(&[("permissionsets/Acme_Old.permissionset", "<PermissionSet/>")]);
        assert_eq!(text(&held, "PermissionSet", "ACME_old").as_deref(), Some("<PermissionSet/>"));
        assert_eq!(text(&held, "PermissionSet", "Acme_Older"), None);
    }

    const P: &str = "<PermissionSet><label>P</label><userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions></PermissionSet>";
    const M: &str = "<MutingPermissionSet><label>M</label><userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions></MutingPermissionSet>";

    #[test]
    fn holders_of_a_group_gain_what_comes_into_it() {
        let group = "<PermissionSetGroup><label>G</label><mutingPermissionSets>M</mutingPermissionSets><permissionSets>P</permissionSets><permissionSets>Q</permissionSets></PermissionSetGroup>";
        let all = files(&[
            ("permissionsetgroups/G.permissionsetgroup", group),
            ("permissionsets/P.permissionset", P),
            ("mutingpermissionsets/M.mutingpermissionset", M),
        ]);
        let gained = said(Action::Add, &[], &all, &files(&[]));
        let expected = [
            "G loses user permission ApiEnabled, by M",
            "G gains user permission ModifyAllData, by P BROAD",
            "G gains whatever Q grants, which is not in this package",
        ];
        assert_eq!(gained, expected);
        let lost = said(Action::Delete, &[], &files(&[]), &all);
        assert_eq!(lost[1], "G loses user permission ModifyAllData, by P BROAD");
        // A muting set that is emptied as it leaves mutes no more what it muted.
        let path = "mutingpermissionsets/M.mutingpermissionset";
        let mut emptied = all.clone();
        emptied.insert(path.to_owned(), "<MutingPermissionSet><label>M</label></MutingPermissionSet>".into());
        let without = "<PermissionSetGroup><label>G</label><permissionSets>P</permissionSets><permissionSets>Q</permissionSets></PermissionSetGroup>";
        emptied.insert("permissionsetgroups/G.permissionsetgroup".to_owned(), without.into());
        assert_eq!(said(Action::Change, &[], &emptied, &all), ["G gains user permission ApiEnabled, by M"]);
        // It needs no session that activates it any more, or begins to need one.
        let mut activated = all.clone();
        let needed = group.replace("<label>", "<hasActivationRequired>true</hasActivationRequired><label>");
        activated.insert("permissionsetgroups/G.permissionsetgroup".to_owned(), needed.into());
        assert_eq!(said(Action::Change, &[], &all, &activated), expected);
        assert_eq!(said(Action::Change, &[], &activated, &all), lost);
        assert!(said(Action::Unchanged, &[], &activated, &activated).is_empty());
        // It stays as it is, and what it holds changes.
        let change = PermissionChange { set: "P".into(), gained: true, right: "read on Case".into(), broad: false };
        assert_eq!(said(Action::Unchanged, &[change], &all, &all), ["G gains read on Case, by P"]);
        assert!(said(Action::Leave, &[], &files(&[]), &all).is_empty());
    }
}
