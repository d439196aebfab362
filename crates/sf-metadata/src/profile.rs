//! What an org hands out of a profile, which depends on what else the same request names.
//!
//! "The content of a profile returned by Metadata API depends on the content requested in the RetrieveRequest message"
//! (Metadata API guide, Profile, Fields). An entry comes only if the request names what it is on: the guide says so of
//! fields and objects, and on the pages of each type that is named here ("makes the component appear in any Profile …
//! retrieved in the same package"); layouts need the record type or the object as well, and standard tabs come although the
//! org warns that it cannot find them (both reported of real orgs). A permission set comes whole since API 40.0.

use crate::ComponentId;
use crate::compare::key;
use crate::xml::Element;
use std::collections::BTreeSet;

/// What groups of entries are on: the group, the child that names it, the type to name in a request.
const ON: [(&str, &str, &str); 13] = [
    ("applicationVisibilities", "application", "CustomApplication"),
    ("classAccesses", "apexClass", "ApexClass"),
    ("customMetadataTypeAccesses", "name", "CustomObject"),
    ("customPermissions", "name", "CustomPermission"),
    ("customSettingAccesses", "name", "CustomObject"),
    ("externalDataSourceAccesses", "externalDataSource", "ExternalDataSource"),
    ("fieldPermissions", "field", "CustomField"),
    ("flowAccesses", "flow", "FlowDefinition"),
    ("layoutAssignments", "layout", "Layout"),
    ("objectPermissions", "object", "CustomObject"),
    ("pageAccesses", "apexPage", "ApexPage"),
    ("recordTypeVisibilities", "recordType", "RecordType"),
    ("tabVisibilities", "tab", "CustomTab"),
];

/// Groups that come with every profile, as do its values.
const ALWAYS: [&str; 3] = ["loginHours", "loginIpRanges", "userPermissions"];

/// What an entry needs to be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it comes with the profile.
    Nothing,
    /// That the same request names all of these.
    Named(Vec<ComponentId>),
    /// It is not known what a request would have to name.
    Unknown,
}

/// What an entry of a profile needs to be handed out.
pub fn needs(entry: &Element) -> Needs {
    if entry.children.is_empty() || ALWAYS.contains(&entry.name.as_str()) {
        return Needs::Nothing;
    }
    let row = ON.iter().find(|(group, ..)| *group == entry.name);
    let Some((on, kind)) = row.and_then(|(_, child, kind)| Some((entry.child_text(child)?.trim(), *kind))) else {
        return Needs::Unknown;
    };
    let object = |separator| on.split_once(separator).map_or(on, |(object, _)| object);
    Needs::Named(match kind {
        // Standard fields cannot be named, only the object that they belong to.
        "CustomField" if !is_custom(on) => vec![ComponentId::new("CustomObject", object('.'))],
        "Layout" => {
            let of = entry.child_text("recordType").map(|name| ComponentId::new("RecordType", name.trim()));
            vec![ComponentId::new(kind, on), of.unwrap_or_else(|| ComponentId::new("CustomObject", object('-')))]
        }
        kind => vec![ComponentId::new(kind, on)],
    })
}

/// Whether a field has one of the endings of fields that an org defines itself.
fn is_custom(field: &str) -> bool {
    field.rsplit_once('.').is_some_and(|(_, name)| name.contains("__"))
}

/// What a request must name beside a profile to get the org's entries for all those of its file.
pub fn companions(profile: &Element) -> BTreeSet<ComponentId> {
    let named = profile.children.iter().filter_map(|entry| match needs(entry) {
        Needs::Named(ids) => Some(ids),
        Needs::Nothing | Needs::Unknown => None,
    });
    named.flatten().collect()
}

/// Takes from `ours` every entry of which nobody can tell whether the org holds it: `theirs` does not show it, and not all
/// that it needs is `settled` (it came with the same answer, or the org cannot hold it yet). What was taken is returned, in
/// words.
pub fn take_unseen(ours: &mut Element, theirs: &Element, settled: &dyn Fn(&ComponentId) -> bool) -> Vec<String> {
    let shown = |entry: &Element| {
        let name = key(entry);
        theirs.children.iter().any(|other| other.name == entry.name && (name.is_none() || key(other) == name))
    };
    let mut taken = Vec::new();
    ours.children.retain(|entry| {
        let known = match needs(entry) {
            Needs::Nothing => true,
            Needs::Named(ids) => shown(entry) || ids.iter().all(settled),
            Needs::Unknown => shown(entry),
        };
        if !known {
            taken.push(key(entry).map_or_else(|| entry.name.clone(), |key| format!("{} {key}", entry.name)));
        }
        known
    });
    taken.dedup();
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Element {
        Element::parse(text).expect("XML")
    }

    fn named(text: &str) -> Vec<String> {
        match needs(&entry(text)) {
            Needs::Named(ids) => ids.iter().map(ToString::to_string).collect(),
            other => vec![format!("{other:?}")],
        }
    }

    #[test]
    fn entries_need_what_they_are_on() {
        let right = "<editable>true</editable>";
        for (text, expected) in [
            (format!("<fieldPermissions>{right}<field>Account.Fax</field></fieldPermissions>"), "CustomObject:Account"),
            (
                format!("<fieldPermissions>{right}<field>Account.A__c</field></fieldPermissions>"),
                "CustomField:Account.A__c",
            ),
            ("<tabVisibilities><tab>standard-home</tab></tabVisibilities>".into(), "CustomTab:standard-home"),
            (
                "<layoutAssignments><layout>Account-A-B</layout></layoutAssignments>".into(),
                "Layout:Account-A-B CustomObject:Account",
            ),
            (
                "<layoutAssignments><layout>Account-A</layout><recordType>Account.R</recordType></layoutAssignments>"
                    .into(),
                "Layout:Account-A RecordType:Account.R",
            ),
            ("<userPermissions><name>ApiEnabled</name></userPermissions>".into(), "Nothing"),
            ("<description>x</description>".into(), "Nothing"),
            ("<loginFlows><flow>F</flow></loginFlows>".into(), "Unknown"),
        ] {
            assert_eq!(named(&text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn only_what_the_org_has_shown_is_compared() {
        let on = |object: &str, read: bool| {
            format!("<objectPermissions><allowRead>{read}</allowRead><object>{object}</object></objectPermissions>")
        };
        let flow = "<loginFlows><flow>F</flow></loginFlows>";
        let user = "<userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>";
        let mut ours = entry(&format!(
            "<Profile>{}{}{}{flow}{user}</Profile>",
            on("Account", false),
            on("Case", true),
            on("Lead", true)
        ));
        let theirs = entry(&format!("<Profile>{}</Profile>", on("Lead", false)));
        let taken = take_unseen(&mut ours, &theirs, &|id| id.member == "Case");
        assert_eq!(taken, ["objectPermissions Account", "loginFlows F"]);
        let left: Vec<String> = ours.children.iter().filter_map(key).collect();
        assert_eq!(left, ["Case", "Lead", "ApiEnabled"]);
    }
}
