//! Which class answers a path. Apex Developer Guide, "RestResource Annotation": mappings are case-sensitive, `*` stands at
//! the end only, an exact mapping wins over a wildcard, and a longer one over a shorter one.

use apex_sema::Program;
use apex_sema::program::Class;

/// The class for a path behind `/services/apexrest`, with its mapping.
pub(super) fn find<'p>(program: &'p Program, path: &str) -> Option<(&'p Class, &'p str)> {
    let mapped = program.classes.iter().filter_map(|class| Some((class, mapping_of(class)?)));
    mapped
        .filter(|(_, mapping)| matches(mapping, path))
        .max_by_key(|(_, mapping)| (!mapping.ends_with('*'), mapping.len()))
}

fn mapping_of(class: &Class) -> Option<&str> {
    let note = class.annotations.iter().find(|note| note.name.eq_ignore_ascii_case("RestResource"))?;
    let (_, mapping) = note.args.iter().find(|(name, _)| name.eq_ignore_ascii_case("urlMapping"))?;
    Some(mapping.trim_matches('\''))
}

fn matches(mapping: &str, path: &str) -> bool {
    match mapping.strip_suffix("/*") {
        // `/x/*` answers `/x`, too.
        Some(start) => path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        None => match mapping.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => path == mapping || path.strip_suffix('/') == Some(mapping),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn mappings_match_as_documented() {
        assert!(matches("/mcp/sales", "/mcp/sales") && matches("/mcp/sales", "/mcp/sales/"));
        assert!(!matches("/mcp/sales", "/mcp/sales/x") && !matches("/mcp/sales", "/MCP/sales"));
        assert!(matches("/x/*", "/x") && matches("/x/*", "/x/1/2") && !matches("/x/*", "/xy"));
    }
}
