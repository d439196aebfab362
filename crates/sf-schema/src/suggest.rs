//! Nearest names, for hints.

/// At most three of `names` that a person may have meant by `wanted`, nearest first.
///
/// Letter case is ignored. A name counts as near when it is one edit away for every three letters, or when it
/// contains what was written.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    // No API name is longer than 80 characters; comparing much longer text only costs time.
    if wanted.len() > 200 {
        return Vec::new();
    }
    let wanted = wanted.to_ascii_lowercase();
    // A slip changes few characters, however long the name is.
    let limit = (wanted.chars().count() / 3).clamp(1, 3);
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_ascii_lowercase();
            let distance = strsim::osa_distance(&wanted, &lower);
            if distance <= limit {
                return Some((distance, name));
            }
            let contained = wanted.len() >= 4 && lower.contains(&wanted);
            let prefix = lower.len() >= 4 && wanted.starts_with(&lower) && wanted.len() - lower.len() <= 3;
            (contained || prefix).then_some((limit + 1, name))
        })
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_comes_first() {
        assert_eq!(nearest("Acount", ["Contact", "Account", "Asset"]), ["Account"]);
        assert_eq!(nearest("stagename", ["StageName"]), ["StageName"]);
        assert_eq!(nearest("amount", ["Amount__c", "AmountTotal"]), ["AmountTotal", "Amount__c"]);
        assert!(nearest("Xyzzy", ["Account", "Contact"]).is_empty());
        assert!(nearest(&"Account".repeat(100_000), ["Account"]).is_empty());
    }
}
