//! What an org shows of the profiles of a plan, and what it cannot be asked for.

use super::groups::text;
use bytes::Bytes;
use sf_metadata::profile::{companions as of_profile, take_unseen};
use sf_metadata::xml::Element;
use sf_metadata::{ComponentId, Manifest, kinds, pack};
use std::collections::{BTreeMap, BTreeSet};

/// Type of profiles.
pub(super) const KIND: &str = "Profile";

type Files = BTreeMap<String, Bytes>;

fn profiles<'a>(deployed: &'a Manifest, files: &'a Files) -> impl Iterator<Item = (&'a str, Element)> {
    let members = deployed.components().filter(|(kind, _)| *kind == KIND).map(|(_, member)| member);
    members.filter_map(|member| Some((member, Element::parse(&text(files, KIND, member)?).ok()?)))
}

/// What must be named beside the profiles for the org to show what it holds of their entries.
pub(super) fn companions(deployed: &Manifest, ours: &Files) -> BTreeSet<ComponentId> {
    profiles(deployed, ours).flat_map(|(_, profile)| of_profile(&profile)).collect()
}

/// What is named, and beside it as much as one retrieve takes.
pub(super) fn with(named: &Manifest, beside: &BTreeSet<ComponentId>) -> Manifest {
    let mut all = named.clone();
    let more = beside.iter().filter(|id| named.spelt(&id.kind, &id.member).is_none());
    let room = pack::MAX_ENTRIES.saturating_sub(named.components().count());
    more.take(room).for_each(|id| all.insert(&*id.kind, &*id.member));
    all
}

/// Our files with no more in their profiles than can be compared with what the org has shown, and what was left out of
/// each profile that the org holds.
pub(super) fn comparable(
    deployed: &Manifest,
    ours: &Files,
    theirs: &Files,
    settled: &dyn Fn(&ComponentId) -> bool,
) -> (Files, BTreeMap<String, Vec<String>>) {
    let (mut files, mut taken) = (ours.clone(), BTreeMap::new());
    for (member, mut profile) in profiles(deployed, ours) {
        let held = text(theirs, KIND, member).and_then(|text| Element::parse(&text).ok());
        let Some((held, kind)) = held.zip(kinds::find(KIND)) else { continue };
        let unseen = take_unseen(&mut profile, &held, settled);
        if !unseen.is_empty() {
            files.insert(kind.package_path(member), profile.to_xml().into_bytes().into());
            taken.insert(member.to_owned(), unseen);
        }
    }
    (files, taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sf_metadata::ApiVersion;

    #[test]
    fn a_retrieve_stays_within_the_limit() {
        let mut named = Manifest::new(ApiVersion::DEFAULT);
        ["A", "B"].iter().for_each(|name| named.insert("ApexClass", *name));
        let beside = |number: usize| (0..number).map(|n| ComponentId::new("CustomTab", format!("T{n}"))).collect();
        let asked = |number| with(&named, &beside(number)).components().count();
        assert_eq!((asked(3), asked(pack::MAX_ENTRIES)), (5, pack::MAX_ENTRIES));
        let again = BTreeSet::from([ComponentId::new("ApexClass", "a")]);
        assert_eq!(with(&named, &again), named, "names do not tell capital letters from small ones");
    }
}
