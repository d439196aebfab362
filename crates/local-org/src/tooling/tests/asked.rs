//! Which tests a request names.

use crate::http::{Fault, Pairs};
use crate::rest::Call;
use crate::tooling::deployed::class_id;
use http::Method;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Asked {
    tests: Vec<AskedClass>,
    class_names: Option<String>,
    #[serde(alias = "classids")]
    class_ids: Option<String>,
    suite_names: Option<String>,
    test_level: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct AskedClass {
    class_name: Option<String>,
    class_id: Option<String>,
    test_methods: Vec<String>,
}

fn read(call: &Call<'_>) -> Result<Asked, Fault> {
    call.allow(&["GET", "POST"])?;
    if *call.request.method() == Method::POST {
        // An array is the older form of `tests`.
        return match call.json::<Vec<AskedClass>>() {
            Ok(tests) => Ok(Asked { tests, ..Asked::default() }),
            Err(_) => call.json(),
        };
    }
    let pairs = Pairs::of_query(call.request);
    let text = |name: &str| pairs.get(name).map(str::to_owned);
    Ok(Asked {
        class_names: text("classnames").or_else(|| text("classNames")),
        class_ids: text("classids").or_else(|| text("classIds")),
        ..Asked::default()
    })
}

/// `Class.method` in lower case; `None` for all tests.
pub(super) fn wanted(call: &Call<'_>) -> Result<Option<BTreeSet<String>>, Fault> {
    let asked = read(call)?;
    if asked.suite_names.is_some() {
        return Err(Fault::gap("test suites"));
    }
    if matches!(asked.test_level.as_deref(), Some("RunLocalTests" | "RunAllTestsInOrg")) {
        return Ok(None);
    }
    let program = call.with_org(|org| Arc::clone(&org.program));
    let by_id = |id: &str| {
        let id = apex_eval::text::full_id(id).unwrap_or_default();
        let found = call.with_org(|org| program.classes.iter().find(|class| class_id(org, &class.name) == id));
        found.map(|class| class.name.to_string())
    };
    let list = |text: &Option<String>| -> Vec<String> {
        text.iter().flat_map(|t| t.split(',')).map(|part| part.trim().to_owned()).filter(|p| !p.is_empty()).collect()
    };
    let mut chosen: Vec<(String, Vec<String>)> = Vec::new();
    for class in &asked.tests {
        let name = class.class_name.clone().or_else(|| by_id(class.class_id.as_deref()?));
        chosen.push((name.unwrap_or_default(), class.test_methods.clone()));
    }
    chosen.extend(list(&asked.class_names).into_iter().map(|name| (name, Vec::new())));
    chosen.extend(list(&asked.class_ids).into_iter().map(|id| (by_id(&id).unwrap_or_default(), Vec::new())));
    let mut out = BTreeSet::new();
    for (name, methods) in chosen {
        let class = program.class(&name).filter(|class| class.is_test).ok_or_else(|| {
            let message = format!(
                "This class name's value is invalid: {name}. Provide the name of an Apex class that has test methods."
            );
            Fault::bad("INVALID_INPUT", message)
        })?;
        let tests = class.methods.iter().filter(|method| method.is_test);
        let named =
            tests.filter(|m| methods.is_empty() || methods.iter().any(|name| name.eq_ignore_ascii_case(&m.name)));
        out.extend(named.map(|method| format!("{}.{}", class.name, method.name).to_lowercase()));
    }
    match out.is_empty() {
        true => Err(Fault::bad("INVALID_INPUT", "name the test classes to run")),
        false => Ok(Some(out)),
    }
}
