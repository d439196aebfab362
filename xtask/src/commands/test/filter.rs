//! Which tests a person means.

use crate::error::CommandError;
use globset::{GlobBuilder, GlobMatcher};
use std::collections::BTreeSet;

/// The names of the tests that any of the patterns means, as `Class.method`; all without a pattern.
///
/// A name of a class or test that exists means just that one; a pattern with `*`, `?` or `[` is a glob over
/// `Class.method`, or over classes if it has no dot; anything else is part of a name.
///
/// # Errors
/// A pattern that means no test, or no valid glob.
pub fn choose(tests: &[(String, String)], patterns: &[String]) -> Result<BTreeSet<String>, CommandError> {
    let name = |(class, method): &(String, String)| format!("{class}.{method}");
    if patterns.is_empty() {
        return Ok(tests.iter().map(name).collect());
    }
    let mut chosen = BTreeSet::new();
    for pattern in patterns {
        let filter = Filter::parse(pattern, tests)?;
        let found =
            tests.iter().filter(|(class, method)| filter.accepts(&class.to_lowercase(), &method.to_lowercase()));
        let before = chosen.len();
        chosen.extend(found.map(name));
        if chosen.len() == before && !tests.iter().any(|(c, m)| filter.accepts(&c.to_lowercase(), &m.to_lowercase())) {
            return Err(CommandError::usage(
                format!("no test matches `{pattern}`"),
                "`cargo xtask test --list` shows all tests",
            ));
        }
    }
    Ok(chosen)
}

/// One pattern. All texts are in lower case.
enum Filter {
    Class(String),
    Test(String),
    Classes(GlobMatcher),
    Tests(GlobMatcher),
    Part(String),
}

impl Filter {
    fn parse(pattern: &str, tests: &[(String, String)]) -> Result<Self, CommandError> {
        let lower = pattern.to_lowercase();
        if lower.contains(['*', '?', '[']) {
            let glob = GlobBuilder::new(&lower).build().map_err(|error| {
                CommandError::usage(
                    format!("`{pattern}` is no glob: {}", error.kind()),
                    "write for example `Deal*.refuses*`",
                )
            })?;
            let matcher = glob.compile_matcher();
            return Ok(if lower.contains('.') { Self::Tests(matcher) } else { Self::Classes(matcher) });
        }
        let is = |name: &str| name.eq_ignore_ascii_case(&lower);
        Ok(if tests.iter().any(|(class, _)| is(class)) {
            Self::Class(lower)
        } else if tests.iter().any(|(class, method)| is(&format!("{class}.{method}"))) {
            Self::Test(lower)
        } else {
            Self::Part(lower)
        })
    }

    fn accepts(&self, class: &str, method: &str) -> bool {
        match self {
            Self::Class(name) => name == class,
            Self::Test(name) => *name == format!("{class}.{method}"),
            Self::Classes(glob) => glob.is_match(class),
            Self::Tests(glob) => glob.is_match(format!("{class}.{method}")),
            Self::Part(part) => format!("{class}.{method}").contains(part.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(patterns: &[&str]) -> Result<String, String> {
        let tests = ["Deal.reads", "Deal.refuses", "DealHealth.reads", "Other.refusesAll"];
        let tests: Vec<_> = tests.iter().map(|t| t.split_once('.').unwrap()).collect();
        let tests: Vec<_> = tests.into_iter().map(|(c, m)| (c.to_owned(), m.to_owned())).collect();
        let patterns: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
        let names = choose(&tests, &patterns).map_err(|error| error.message)?;
        Ok(names.into_iter().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_name_that_exists_means_only_itself() {
        assert_eq!(chosen(&["deal"]).unwrap(), "Deal.reads Deal.refuses");
        assert_eq!(chosen(&["DEAL.READS"]).unwrap(), "Deal.reads");
        assert_eq!(chosen(&[]).unwrap(), "Deal.reads Deal.refuses DealHealth.reads Other.refusesAll");
    }

    #[test]
    fn globs_and_parts() {
        assert_eq!(chosen(&["deal*"]).unwrap(), "Deal.reads Deal.refuses DealHealth.reads");
        assert_eq!(chosen(&["*.refuses*"]).unwrap(), "Deal.refuses Other.refusesAll");
        assert_eq!(chosen(&["health"]).unwrap(), "DealHealth.reads");
        assert_eq!(chosen(&["health", "Other"]).unwrap(), "DealHealth.reads Other.refusesAll");
        assert_eq!(chosen(&["deal", "Deal.reads"]).unwrap(), "Deal.reads Deal.refuses");
    }

    #[test]
    fn a_pattern_that_means_nothing_is_a_mistake() {
        assert_eq!(chosen(&["Deal", "Missing"]).unwrap_err(), "no test matches `Missing`");
        assert!(chosen(&["Deal["]).unwrap_err().starts_with("`Deal[` is no glob"));
    }
}
