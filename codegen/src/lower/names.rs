//! Names of generated things: derived from spec names, within Salesforce's limits, without collisions.

use super::report;
use crate::model::{HandWritten, Server, Tool};
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

/// Names that a class of ours must not take: it would hide a class of the platform from every class of the org, or is a
/// word of the language. Only common ones; a class named after an sObject is refused too.
const TAKEN_NAMES: [&str; 48] = [
    "abstract",
    "after",
    "approval",
    "before",
    "blob",
    "boolean",
    "cache",
    "catch",
    "class",
    "database",
    "date",
    "datetime",
    "decimal",
    "delete",
    "double",
    "enum",
    "exception",
    "global",
    "http",
    "id",
    "insert",
    "integer",
    "interface",
    "json",
    "limits",
    "list",
    "long",
    "map",
    "math",
    "messaging",
    "object",
    "pattern",
    "schema",
    "security",
    "select",
    "set",
    "sobject",
    "string",
    "switch",
    "system",
    "test",
    "time",
    "trigger",
    "type",
    "update",
    "url",
    "userinfo",
    "virtual",
];

/// Whether a class of that name would hide a class of the platform, or be no class at all.
pub fn is_platform_name(name: &str) -> bool {
    TAKEN_NAMES.iter().any(|taken| taken.eq_ignore_ascii_case(name))
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
    let tag = hex::encode(&digest[..2]);
    format!("{}{tag}", text[..room.saturating_sub(tag.len())].trim_end_matches('_'))
}

/// Kinds of metadata whose names must differ from each other only within the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Component {
    Class,
    CustomPermission,
    PermissionSet,
    App,
}

/// Every generated name.
fn generated<'m>(tools: &'m [Tool], servers: &'m [Server]) -> impl Iterator<Item = (Component, &'m str, Place)> {
    let of_tool = |tool: &'m Tool| {
        let names = [
            (Component::Class, tool.class.as_str()),
            (Component::Class, tool.test_class.as_str()),
            (Component::CustomPermission, tool.permission.as_str()),
        ];
        names.map(|(component, name)| (component, name, tool.origin.place()))
    };
    let of_server = |server: &'m Server| {
        let names = [
            (Component::Class, server.endpoint_class.as_str()),
            (Component::Class, server.endpoint_test_class.as_str()),
            (Component::PermissionSet, server.permission_set.as_str()),
            (Component::PermissionSet, server.user_permission_set.as_str()),
            (Component::App, server.app_name.as_str()),
        ];
        names.map(|(component, name)| (component, name, server.origin.place()))
    };
    let by_hand = servers.iter().flat_map(|server| &server.hand_written);
    // One class may serve several servers, with one permission.
    let first: BTreeMap<&str, &HandWritten> = by_hand
        .rev()
        // The same name for two tools is reported as such.
        .filter(|tool| !tools.iter().any(|generated| generated.name == tool.name))
        .map(|tool| (tool.name.as_str(), tool))
        .collect();
    let permissions =
        first.into_values().map(|tool| (Component::CustomPermission, tool.permission.as_str(), tool.origin.place()));
    tools.iter().flat_map(of_tool).chain(servers.iter().flat_map(of_server)).chain(permissions)
}

/// Reports names that became equal. Apex class names ignore letter case; so do API names in a deployment.
pub fn check_collisions(tools: &[Tool], servers: &[Server], problems: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<(Component, String), (String, Place)> = BTreeMap::new();
    for (component, name, place) in generated(tools, servers) {
        match seen.get(&(component, name.to_lowercase())) {
            Some((first, at)) if *at != place => report(
                problems,
                &codes::NAME_COLLISION,
                place,
                format!("the generated name `{name}` is already taken by `{first}` of {at}"),
                "rename one of the two specs",
            ),
            Some(_) => {}
            None => {
                seen.insert((component, name.to_lowercase()), (name.to_owned(), place));
            }
        }
    }
    for (handler, place) in tools.iter().filter_map(|t| Some((t.operation.handler()?, t.origin.place()))) {
        if let Some((first, at)) = seen.get(&(Component::Class, handler.to_lowercase())) {
            let message = format!("the handler `{handler}` has the name of the generated class `{first}` of {at}");
            report(problems, &codes::NAME_COLLISION, place, message, "choose another name for the handler");
        }
    }
    for tool in servers.iter().flat_map(|server| &server.hand_written) {
        if let Some((first, at)) = seen.get(&(Component::Class, tool.class.to_lowercase())) {
            let message = format!("the class `{}` has the name of the generated class `{first}` of {at}", tool.class);
            report(problems, &codes::NAME_COLLISION, tool.origin.place(), message, "name a class of your own");
        }
    }
    let endpoints = servers.iter().map(|s| (&s.endpoint_class, s.origin.place()));
    for (name, place) in tools.iter().map(|t| (&t.class, t.origin.place())).chain(endpoints) {
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
