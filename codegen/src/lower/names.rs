//! Names of generated things: derived from spec names, within Salesforce's limits, without collisions.

use super::report;
use crate::model::{Server, Tool};
use diag::catalogue::spec as codes;
use diag::{Diagnostic, Place};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Longest name of an Apex class.
const CLASS_NAME: usize = 40;
/// Longest API name of a permission set or custom permission, with room for the suffixes we add.
const API_NAME: usize = 60;

/// `search_accounts` → `SearchAccounts`.
pub fn pascal_case(name: &str) -> String {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .flat_map(|word| {
            let mut chars = word.chars();
            chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars)
        })
        .collect()
}

/// A class name and the name of its test class, both within 40 characters.
///
/// A name that is too long is cut, and four characters of a hash of the whole name keep it apart from its neighbours.
pub fn class_pair(prefix: &str, name: &str, suffix: &str) -> (String, String) {
    let room = CLASS_NAME - prefix.len() - suffix.len() - "Test".len();
    let class = format!("{prefix}{}{suffix}", fit(&pascal_case(name), name, room));
    let test = format!("{class}Test");
    (class, test)
}

/// An API name such as `Acme_Mcp_search_accounts`, within the limit for permission sets and custom permissions.
pub fn api_name(prefix: &str, middle: &str, name: &str) -> String {
    let clean: String =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join("_");
    let room = API_NAME - prefix.len() - middle.len() - 2;
    format!("{prefix}_{middle}_{}", fit(&clean, name, room))
}

/// Whether a class name belongs to the framework package or to our serving core. Both start with `Mcp` or `JsonRpc`, in
/// any letter case, and neither has a namespace.
pub fn is_reserved_class(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.starts_with("mcp") || lower.starts_with("jsonrpc")
}

fn fit(text: &str, whole: &str, room: usize) -> String {
    if text.len() <= room {
        return text.to_owned();
    }
    let digest = Sha256::digest(whole.as_bytes());
    let tag = format!("{:02x}{:02x}", digest[0], digest[1]);
    format!("{}{tag}", text[..room.saturating_sub(tag.len())].trim_end_matches('_'))
}

/// Reports names that became equal. Apex class names ignore letter case; so do API names in a deployment.
pub fn check_collisions(tools: &[Tool], servers: &[Server], problems: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, (String, Place)> = BTreeMap::new();
    let named = tools
        .iter()
        .flat_map(|tool| [&tool.class, &tool.test_class, &tool.permission].map(|name| (name, tool.origin.place())))
        .chain(servers.iter().flat_map(|server| {
            let names = [&server.endpoint_class, &server.endpoint_test_class, &server.permission_set, &server.app_name];
            names.map(|name| (name, server.origin.place()))
        }));
    for (name, place) in named {
        match seen.get(&name.to_lowercase()) {
            Some((first, at)) if *at != place => report(
                problems,
                &codes::NAME_COLLISION,
                place,
                format!("the generated name `{name}` is already taken by `{first}` of {at}"),
                "rename one of the two specs",
            ),
            Some(_) => {}
            None => {
                seen.insert(name.to_lowercase(), (name.clone(), place));
            }
        }
    }
    for (name, place) in tools.iter().map(|t| (&t.class, t.origin.place())) {
        if is_reserved_class(name) {
            report(
                problems,
                &codes::NAME_COLLISION,
                place,
                format!("the generated class `{name}` would replace a class of the framework"),
                "rename the tool, or choose another `prefix` in the project spec",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_and_stay_apart() {
        assert_eq!(class_pair("Acme", "search_accounts", "Tool").0, "AcmeSearchAccountsTool");
        let long = "update_the_stage_of_an_opportunity_for_a";
        let (a, test) = class_pair("AcmeGlobal", long, "Tool");
        let (b, _) = class_pair("AcmeGlobal", &format!("{}b", &long[..39]), "Tool");
        assert_eq!(test.len(), CLASS_NAME);
        assert_ne!(a, b);
        assert_eq!(api_name("Acme", "Mcp", "sales-assistant"), "Acme_Mcp_sales_assistant");
    }
}
