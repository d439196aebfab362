//! What a project brings in from variables is written nowhere.

use crate::world::{CLASS, World};
use sf_metadata::ComponentId;
use std::fs;

const OLD: &str = "OLDCANARY-0451";
const NEW: &str = "NEWCANARY-7319";

const CREDENTIAL: &str = "namedCredentials/Legacy.namedCredential-meta.xml";

fn component(world: &World, path: &str, kind: &str, body: &str) {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{kind} xmlns=\"http://soap.sforce.com/2006/04/metadata\">{body}</{kind}>\n"
    );
    world.write(&format!("force-app/main/default/{path}"), &text);
}

/// A project whose files get `PW` where they have `__PW__`.
fn world() -> World {
    let world = World::new();
    world.write(
        "sfdx-project.json",
        r#"{"packageDirectories":[{"path":"force-app"}],"sourceApiVersion":"66.0","replacements":[{"glob":"force-app/**/*","stringToReplace":"__PW__","replaceWithEnv":"PW"}]}"#,
    );
    let file = |path: &str, kind: &str, body: &str| component(&world, path, kind, body);
    file(
        CREDENTIAL,
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
    // The org shows no password.
    for line in ["endpoint: another value (not shown)", "endpointUrl: another value (not shown)"] {
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

#[test]
fn what_a_file_brings_in_is_left_out_too_and_what_is_unknown_is_said() {
    let world = world();
    world.write("key.txt", "KEYCANARY_3377_of_acme\n+ 1\n");
    world.write(
        "sfdx-project.json",
        r#"{"packageDirectories":[{"path":"force-app"}],"sourceApiVersion":"66.0","replacements":[{"glob":"force-app/**/*","stringToReplace":"__PW__","replaceWithEnv":"PW"},{"glob":"force-app/**/*","stringToReplace":"__KEY__","replaceWithFile":"key.txt"}]}"#,
    );
    // The org repeats one line of the two.
    world.write(CLASS, "public class Calc {\n    public static String one() {\n        return __KEY__;\n    }\n}\n");
    let failed = world.run_with(&["deploy"], &[("PW", NEW)]);
    assert_eq!(failed.code, 5, "{failed:?}");
    assert!(!failed.err.contains("cannot be read here"), "{}", failed.err);
    let seen = world.run(&["report"]);
    assert!(seen.err.contains("`replacements` bring in PW, which cannot be read here"), "{}", seen.err);
    for printed in [failed, seen] {
        assert!(!format!("{printed:?}").contains("KEYCANARY"), "{printed:?}");
        assert!(format!("{printed:?}").contains("[redacted]"), "{printed:?}");
    }
}

/// Takes the password out of what the org tells, as real ones do.
fn without_password(world: &World) {
    let mut org = world.server.world.lock();
    let id = ComponentId::new("NamedCredential", "Legacy");
    let mut component = org.components.get(&id.kind, &id.member).expect("the credential").clone();
    for content in component.files.values_mut() {
        let text = String::from_utf8(content.to_vec()).expect("text");
        let (before, rest) = text.split_once("<password>").expect("a password");
        let (_, after) = rest.split_once("</password>").expect("its end");
        *content = format!("{before}{after}").into_bytes().into();
    }
    org.components.insert(id, component);
}

#[test]
fn a_password_that_no_org_shows_is_a_change_only_if_it_may_be_another() {
    let world = world();
    let credential = "<endpoint>https://api.example.com</endpoint><label>Legacy</label><password>__PW__</password><principalType>NamedUser</principalType><protocol>Password</protocol><username>u</username>";
    component(&world, CREDENTIAL, "NamedCredential", credential);
    let site = "<endpointUrl>https://api.example.com</endpointUrl><isActive>true</isActive>";
    component(&world, "cspTrustedSites/Site.cspTrustedSite-meta.xml", "CspTrustedSite", site);
    assert_eq!(world.run_with(&["deploy"], &[("PW", OLD)]).code, 0);
    without_password(&world);
    let plan = |password: &str| world.run_with(&["deploy", "--plan", "--detailed-exitcode"], &[("PW", password)]);
    let same = plan(OLD);
    assert_eq!(same.code, 0, "{same:?}");
    let line = "the org does not show it; it goes in as it is here: NamedCredential:Legacy password";
    assert!(same.out.contains(line) && same.out.contains("no component changes, 5 unchanged"), "{}", same.out);
    let other = plan(NEW);
    assert_eq!(other.code, 2, "{other:?}");
    assert!(other.out.contains("~ NamedCredential:Legacy  password may differ: 0Af"), "{}", other.out);
    assert_eq!(world.run_with(&["deploy"], &[("PW", NEW)]).code, 0);
    without_password(&world);
    assert_eq!(plan(NEW).code, 0);
    // What nobody has followed has no receipt, and is not sent again for that.
    assert_eq!(world.run_with(&["deploy", "--async"], &[("PW", OLD)]).code, 8);
    world.server.world.metadata.wait();
    without_password(&world);
    let made = world.server.world.metadata.deploy_requests().len();
    assert_eq!(world.run_with(&["deploy"], &[("PW", OLD)]).code, 0);
    assert_eq!(world.server.world.metadata.deploy_requests().len(), made);
    // Without a receipt nobody can tell.
    fs::remove_dir_all(world.root().join("deployments")).expect("removed");
    assert_eq!(plan(NEW).code, 0);
}
