//! Settings for the whole project.

use super::{overrides, report};
use crate::check::is_administrator;
use crate::model::{ApiVersion, Project, Proxy};
use crate::render::manifest;
use crate::rendered::Origin;
use crate::spec::load::{SpecFile, SpecSet};
use crate::spec::{FrameworkMode, ProjectSpec};
use diag::Diagnostic;
use diag::catalogue::spec as codes;
use sf_schema::{Feature, Schema};
use std::collections::BTreeSet;
use std::sync::Arc;

const PROXY_VERSION: &str = "1.1.1";
const TEST_PROFILE: &str = "Minimum Access - Salesforce";
/// Oldest version whose Apex and metadata the generator uses: `RunRelevantTests` and the scope `MCP` came with 66.0, and
/// user mode, bind maps and `??` are older; 65.0 is the version of the framework package.
const OLDEST_API: u32 = 65;
/// Newest version known: Winter '27.
const NEWEST_API: u32 = 68;

/// Lowers the one project spec.
pub fn lower(set: &SpecSet, schema: &Schema, problems: &mut Vec<Diagnostic>) -> Option<Project> {
    match set.projects.as_slice() {
        [one] => {
            overrides::check(one, schema, problems);
            Some(project(one, problems))
        }
        // What is wrong with the project's file was reported already.
        [] if !set.unread.is_empty() => None,
        [] => {
            // A broken project spec was reported already; a second complaint would only hide the first.
            problems.push(
                Diagnostic::new(&codes::PROJECT_COUNT, "there is no usable spec of kind `project`")
                    .hint("write `specs/project.yaml`; `cargo xtask new project` starts one"),
            );
            None
        }
        [first, second, ..] => {
            problems.push(
                Diagnostic::new(&codes::PROJECT_COUNT, "there are two specs of kind `project`")
                    .at(second.place(second.spec.name.at))
                    .also(first.place(first.spec.name.at), "the first one")
                    .hint("remove one of them"),
            );
            None
        }
    }
}

fn project(file: &SpecFile<ProjectSpec>, problems: &mut Vec<Diagnostic>) -> Project {
    let spec = &file.spec;
    let mut api_version = ApiVersion(66);
    if let Some(text) = &spec.api_version {
        match text.value.strip_suffix(".0").and_then(|n| n.parse().ok()) {
            Some(n) if (OLDEST_API..=NEWEST_API).contains(&n) => api_version = ApiVersion(n),
            _ => report(
                problems,
                &codes::BAD_VALUE,
                file.place(text.at),
                format!("`{text}` is not an API version that the generator supports"),
                format!("use \"{OLDEST_API}.0\" to \"{NEWEST_API}.0\", in quotes"),
            ),
        }
    }
    let prefix = &spec.prefix;
    if !is_prefix(&prefix.value) {
        let message = format!("`{prefix}` cannot be the prefix of class names");
        let hint = "use 1 to 10 letters or digits, starting with a capital letter";
        report(problems, &codes::BAD_NAME, file.place(prefix.at), message, hint);
    }
    let mut features = BTreeSet::new();
    for feature in &spec.features {
        match feature.value.parse::<Feature>() {
            Ok(known) => {
                features.insert(known.name().to_owned());
            }
            Err(error) => {
                let known: Vec<&str> = Feature::ALL.iter().map(|f| f.name()).collect();
                report(
                    problems,
                    &codes::NOT_ALLOWED,
                    file.place(feature.at),
                    error,
                    format!("known: {}", known.join(", ")),
                );
            }
        }
    }
    for directory in &spec.package_directories {
        let path = &directory.value;
        if path.starts_with('/') || path.contains([':', '\\']) || path.split('/').any(|part| part == "..") {
            let message = format!("`{directory}` is not a directory inside the project");
            let hint = "write a path relative to the project root, with `/`";
            report(problems, &codes::BAD_VALUE, file.place(directory.at), message, hint);
        }
    }
    let email = &spec.contact_email;
    let parts: Vec<&str> = email.value.split('@').collect();
    if !matches!(parts.as_slice(), [user, host] if !user.is_empty() && host.contains('.'))
        || email.value.contains(char::is_whitespace)
    {
        report(
            problems,
            &codes::BAD_VALUE,
            file.place(email.at),
            format!("`{email}` is not an e-mail address"),
            "use the address of the team",
        );
    }
    if let Some(profile) = spec.test_profile.as_ref().filter(|profile| is_administrator(&profile.value)) {
        let message =
            format!("the profile `{profile}` of test users may do everything, so the tests would prove nothing");
        let hint = format!("use a profile that grants nothing, such as `{TEST_PROFILE}`");
        report(problems, &codes::BAD_VALUE, file.place(profile.at), message, hint);
    }
    let manifest = spec.manifest.as_ref();
    if let Some(path) = manifest.filter(|path| !is_manifest(&path.value)) {
        let message = format!("`{path}` cannot be the path of the manifest");
        let hint = "write a path such as `manifest/mcp-package.xml`: directly below `manifest/`, letters, digits, `-` and `_`, \
                    with `package.xml` at the end";
        report(problems, &codes::BAD_VALUE, file.place(path.at), message, hint);
    }
    Project {
        name: spec.name.value.clone(),
        api_version,
        prefix: prefix.value.chars().filter(char::is_ascii_alphanumeric).take(LONGEST_PREFIX).collect(),
        framework: spec.framework.as_ref().map_or(FrameworkMode::Package, |f| f.value),
        features,
        contact_email: email.value.clone(),
        proxy: proxy(file, problems),
        test_profile: spec.test_profile.as_ref().map_or_else(|| TEST_PROFILE.to_owned(), |p| p.value.clone()),
        manifest: manifest.map_or(manifest::PACKAGE, |path| &path.value).to_owned(),
        origin: Origin { file: Arc::clone(&file.file), at: spec.name.at },
    }
}

fn proxy(file: &SpecFile<ProjectSpec>, problems: &mut Vec<Diagnostic>) -> Proxy {
    let Some(proxy) = &file.spec.proxy else { return Proxy::Npm(PROXY_VERSION.to_owned()) };
    match (&proxy.version, &proxy.path) {
        (Some(version), None) => {
            let exact = version.value.split('.').count() == 3
                && version.value.split('.').all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
            if !exact {
                let message = format!("`{version}` is not an exact version");
                let hint = "pin three numbers, for example \"1.1.1\": a range would run code that nobody reviewed";
                report(problems, &codes::BAD_VALUE, file.place(version.at), message, hint);
            }
            Proxy::Npm(version.value.clone())
        }
        (None, Some(path)) => {
            if !is_script(&path.value) {
                let message = format!("`{}` is not the path of a script", path.value.escape_debug());
                let hint = "write a relative or absolute path such as `proxy/dist/index.js`: letters, digits, spaces and \
                            `_-.:/\\`, no `-` at the start, `.js`, `.mjs` or `.cjs` at the end";
                report(problems, &codes::BAD_VALUE, file.place(path.at), message, hint);
            }
            Proxy::Path(path.value.clone())
        }
        _ => {
            let message = "`proxy` needs exactly one of `version` and `path`";
            report(problems, &codes::EXCLUSIVE_KEYS, file.place(proxy.at), message, "keep one of them");
            Proxy::Npm(PROXY_VERSION.to_owned())
        }
    }
}

/// A path that `node` cannot take for an option, and in which no client replaces a variable.
fn is_script(path: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || " _-.:/\\".contains(c);
    !path.starts_with('-')
        && path.chars().all(plain)
        && [".js", ".mjs", ".cjs"].iter().any(|end| path.strip_suffix(end).is_some_and(|rest| !rest.is_empty()))
}

fn is_manifest(path: &str) -> bool {
    let start = path.strip_prefix("manifest/").and_then(|name| name.strip_suffix("package.xml"));
    start.is_some_and(|start| {
        start.len() <= 40 && start.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    })
}

/// Most characters of a prefix.
pub const LONGEST_PREFIX: usize = 10;

/// Whether class names can start with this text.
pub fn is_prefix(text: &str) -> bool {
    (1..=LONGEST_PREFIX).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
}
