//! What a project brings in from variables is written nowhere.

use crate::world::{CLASS, World};
use std::fs;

const OLD: &str = "OLDCANARY-0451";
const NEW: &str = "NEWCANARY-7319";

/// A project whose files get `PW` where they have `__PW__`.
fn world() -> World {
    let world = World::new();
    world.write(
        "sfdx-project.json",
        r#"{"packageDirectories":[{"path":"force-app"}],"sourceApiVersion":"66.0","replacements":[{"glob":"force-app/**/*","stringToReplace":"__PW__","replaceWithEnv":"PW"}]}"#,
    );
    let file = |path: &str, kind: &str, body: &str| {
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{kind} xmlns=\"http://soap.sforce.com/2006/04/metadata\">{body}</{kind}>\n"
        );
        world.write(&format!("force-app/main/default/{path}"), &text);
    };
    file(
        "namedCredentials/Legacy.namedCredential-meta.xml",
        "NamedCredential",
        "<endpoint>https://api.example.com/__PW__</endpoint><label>Legacy</label><password>__PW__</password><principalType>NamedUser</principalType><protocol>Password</protocol><username>u</username>",
    );
    file(
        "cspTrustedSites/Site.cspTrustedSite-meta.xml",
        "CspTrustedSite",
        "<endpointUrl>https://__PW__.example.com</endpointUrl><isActive>true</isActive>",
    );
    world
}

#[test]
fn a_value_from_a_variable_is_in_no_plan() {
    let world = world();
    let deployed = world.run_with(&["deploy"], &[("PW", OLD)]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    let file = world.root().join("plan.json");
    let plan = world.run_with(&["deploy", "--plan", "--out", &file.to_string_lossy()], &[("PW", NEW)]);
    assert_eq!(plan.code, 0, "{plan:?}");
    for line in ["password: another value (not shown)", "endpointUrl: another value (not shown)"] {
        assert!(plan.out.contains(line), "{line}: {}", plan.out);
        assert!(fs::read_to_string(&file).expect("a plan").contains(line), "{line}");
    }
    let applied = world.run_with(&["deploy", "--apply", &file.to_string_lossy()], &[("PW", NEW)]);
    assert_eq!(applied.code, 0, "{applied:?}");
    for printed in [deployed, plan, applied] {
        assert!(!format!("{printed:?}").contains("CANARY"), "{printed:?}");
    }
    assert!(!world.is_written("CANARY"));
}

#[test]
fn a_value_from_a_variable_is_left_out_of_what_the_org_says() {
    let world = world();
    world.write(CLASS, "public class Calc {\n    public static String one() {\n        return '__PW__';\n    }\n}\n");
    let reports: Vec<String> = ["r.json", "r.xml", "r.sarif", "r.md"]
        .map(|name| world.root().join(name))
        .iter()
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    let mut arguments = vec!["deploy", "--progress", "json"];
    reports.iter().for_each(|path| arguments.extend(["--report", path]));
    let failed = world.run_with(&arguments, &[("PW", NEW)]);
    assert_eq!(failed.code, 5, "{failed:?}");
    assert!(format!("{failed:?}").contains("[redacted]") && !format!("{failed:?}").contains("CANARY"), "{failed:?}");
    assert!(fs::read_to_string(&reports[0]).expect("a report").contains("[redacted]"));
    assert!(!world.is_written("CANARY"));
}
