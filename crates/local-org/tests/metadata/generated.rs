//! The project's own generated metadata: it deploys, its tests pass and cover enough, and a second deployment changes
//! nothing.

use crate::world::{World, problems};
use local_org::apps::PermittedUsers;
use local_org::metadata::{PackageVersion, install};
use sf_metadata::pack::PackOptions;
use sf_metadata::{ComponentSet, Package, Project, SourceTree};
use sf_wire::deploy::{DeployOptions, DeployStatus, TestLevel};
use std::path::{Path, PathBuf};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The package of the project, with the overlay of a target or without.
pub fn package(overlay: Option<&str>) -> Package {
    let project = Project::read(&root()).unwrap();
    let set = ComponentSet::from_source(SourceTree::read(&project, overlay).unwrap()).unwrap();
    Package::build(&set, &PackOptions::everything(project.api_version)).unwrap()
}

/// Installs the classes that the framework package brings.
pub fn install_framework(world: &World) {
    let directory = root().join("framework/apex/bundled");
    let mut classes = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "cls") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_string();
            classes.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
    let borrowed: Vec<(&str, &str)> = classes.iter().map(|(n, b)| (n.as_str(), b.as_str())).collect();
    let version = PackageVersion { id: "04tdL000000Ut0fQAC", classes: &borrowed };
    install(&mut world.org.lock().unwrap(), version, 0).unwrap();
}

#[test]
fn the_project_deploys_with_its_tests_and_then_nothing_changes() {
    let world = World::new();
    install_framework(&world);
    let zip = package(None).to_zip().unwrap();
    let options = DeployOptions { test_level: Some(TestLevel::RunLocalTests), ..DeployOptions::default() };
    let result = world.deploy(&zip, &options);
    assert_eq!(problems(&result), Vec::<String>::new());
    assert_eq!(result.details.run_test_result.failures, []);
    assert_eq!(result.details.run_test_result.code_coverage_warnings, []);
    assert_eq!(result.status, DeployStatus::Succeeded, "{:?}", result.error_message);
    assert!(result.number_tests_total > 100 && result.number_tests_completed == result.number_tests_total);
    assert_eq!(result.number_components_deployed, result.number_components_total);
    let new = result.details.component_successes.iter().filter(|m| !m.component_type.is_empty());
    assert!(new.clone().all(|m| m.created && m.changed && m.id.as_ref().is_some_and(|id| id.len() == 18)));

    let again = world.deploy(&zip, &DeployOptions::default());
    let changed: Vec<_> =
        again.details.component_successes.iter().filter(|m| m.changed && !m.component_type.is_empty()).collect();
    assert!(changed.is_empty(), "{changed:#?}");

    let org = world.org.lock().unwrap();
    assert_eq!(org.apps.len(), 3);
    let app = org.apps.iter().find(|a| a.name == "Acme_Mcp_sales_assistant_App").unwrap();
    assert!(app.consumer_key.starts_with("3MVG9") && !app.consumer_secret.is_empty());
    assert_eq!(app.permitted_users, PermittedUsers::SelfAuthorized, "the org's own default policy");
    assert!(org.program.class("AcmeSalesAssistantEndpoint").is_some());
}

#[test]
fn without_the_framework_every_class_that_needs_it_is_named() {
    let world = World::new();
    let result = world.deploy(&package(None).to_zip().unwrap(), &DeployOptions::default());
    assert_eq!(result.status, DeployStatus::Failed);
    let failures = &result.details.component_failures;
    let first = failures.iter().find(|m| m.full_name == "McpGuardedTool").unwrap();
    assert_eq!(first.problem.as_deref(), Some("Invalid type: McpToolDefinition"));
    assert!(first.line_number.is_some() && first.file_name == "classes/McpGuardedTool.cls");
    assert!(world.org.lock().unwrap().components.iter().next().is_none(), "nothing stays");
}

#[test]
fn policies_of_a_target_name_a_user_of_the_org_and_the_users_who_may() {
    let world = World::new();
    install_framework(&world);
    world.deploy(&package(None).to_zip().unwrap(), &DeployOptions::default());
    let key = world.org.lock().unwrap().apps[0].consumer_key.clone();
    let result = world.deploy(&package(Some("targets/sandbox")).to_zip().unwrap(), &DeployOptions::default());
    let unknown: Vec<String> = problems(&result);
    for problem in &unknown {
        assert!(problem.contains("Enter a valid execution user for the OAuth client credentials flow."), "{problem}");
    }
    let org = world.org.lock().unwrap();
    assert_eq!(org.apps[0].consumer_key, key, "keys stay");
    if unknown.is_empty() {
        assert!(org.apps.iter().all(|a| a.permitted_users == PermittedUsers::PreAuthorized));
    }
}
