//! Profiles: those every org has. A deployment adds to a profile and takes nothing away that it does not name.

use super::{World, permission_set};
use crate::metadata::package::Item;
use crate::metadata::problem::Problem;

/// Names of the standard profiles in metadata, and as records (Metadata API guide, "Profile").
const NAMES: &[(&str, &str)] = &[("Admin", "System Administrator"), ("Standard", "Standard User")];

/// The record name of a profile.
pub(in crate::metadata) fn record_name(member: &str) -> String {
    let standard = NAMES.iter().find(|(name, _)| *name == member).map(|(_, record)| (*record).to_string());
    // File names carry `%2E` and the like.
    standard.unwrap_or_else(|| decode(member))
}

fn decode(member: &str) -> String {
    let mut out = String::new();
    let mut rest = member;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        match after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii) {
            Some(byte) => {
                out.push(char::from(byte));
                rest = &after[2..];
            }
            None => {
                out.push('%');
                rest = after;
            }
        }
    }
    out + rest
}

pub(super) fn check(item: &Item, world: &World<'_>, problems: &mut Vec<Problem>) {
    if world.org.id_by("Profile", "Name", &record_name(&item.id.member)).is_none() {
        let text =
            format!("not supported by the local org: a profile of its own ({}); use permission sets", item.id.member);
        return problems.push(Problem::refusal(&item.id, &item.file, text));
    }
    permission_set::references(item, world, problems);
}

#[cfg(test)]
mod tests {
    use super::record_name;

    #[test]
    fn profiles_have_two_names() {
        assert_eq!(record_name("Admin"), "System Administrator");
        assert_eq!(record_name("Minimum Access - API Only Integrations"), "Minimum Access - API Only Integrations");
        assert_eq!(record_name("A%2EB%"), "A.B%");
    }
}
