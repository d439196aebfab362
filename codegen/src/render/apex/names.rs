//! Names of members, made from keys of the result.

use std::collections::BTreeSet;

/// `Widgets__r` → `Widgets`: a part of a method name for each key, distinct without regard to letter case.
pub fn member_names<'k>(keys: impl Iterator<Item = &'k str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    keys.map(|key| {
        let bare = key.strip_suffix("__r").or_else(|| key.strip_suffix("__c")).unwrap_or(key);
        let name = crate::lower::pascal_case(bare);
        let mut candidate = name.clone();
        let mut number = 2;
        while !taken.insert(candidate.to_lowercase()) {
            candidate = format!("{name}{number}");
            number += 1;
        }
        candidate
    })
    .collect()
}

/// The constant with the most rows of a list: `OpenCases` → `MAX_OPEN_CASES`.
pub fn constant_name(member: &str) -> String {
    let mut name = "MAX".to_owned();
    let mut before = ' ';
    for c in member.chars() {
        if c.is_ascii_uppercase() && !before.is_ascii_uppercase() || before == ' ' {
            name.push('_');
        }
        name.push(c.to_ascii_uppercase());
        before = c;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct() {
        assert_eq!(member_names(["a_b", "aB", "Widgets__r"].into_iter()), ["AB", "AB2", "Widgets"]);
        assert_eq!(constant_name("OpenCases"), "MAX_OPEN_CASES");
        assert_eq!(constant_name("AB2"), "MAX_AB2");
    }
}
