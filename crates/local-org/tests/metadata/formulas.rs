//! Formula fields, roll-up summaries, validation rules and auto-number formats, deployed and loaded: `formulas/`.

use crate::world::{World, manifest, problems, xml, zip};
use local_org::START;
use local_org::project::{LoadError, load};
use local_org::runner::run;
use sf_metadata::pack::PackOptions;
use sf_metadata::{ComponentSet, Package, Project, SourceTree};
use sf_wire::deploy::{DeployOptions, TestLevel};
use std::path::{Path, PathBuf};

const TESTS: usize = 13;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formulas")
}

fn package() -> Package {
    let project = Project::read(&root()).unwrap();
    let set = ComponentSet::from_source(SourceTree::read(&project, None).unwrap()).unwrap();
    Package::build(&set, &PackOptions::everything(project.api_version)).unwrap()
}

fn deployed() -> World {
    let world = World::new();
    let options = DeployOptions { test_level: Some(TestLevel::RunLocalTests), ..DeployOptions::default() };
    let result = world.deploy(&package().to_zip().unwrap(), &options);
    assert_eq!(problems(&result), Vec::<String>::new());
    assert_eq!(result.details.run_test_result.failures, []);
    assert_eq!(result.number_tests_total as usize, TESTS);
    assert!(result.success);
    world
}

#[test]
fn a_project_with_formulas_deploys_and_its_tests_pass() {
    deployed();
}

#[test]
fn the_runner_of_tests_sees_the_same() {
    let project = load(&[root().join("force-app")], &[]).unwrap_or_else(|error| panic!("{error}"));
    let report = run(&project, START, &|_| true);
    let failed: Vec<String> = report.failures().map(|r| format!("{}: {:?}", r.method, r.outcome)).collect();
    assert_eq!(failed, Vec::<String>::new());
    assert_eq!(report.results.len(), TESTS);
}

#[test]
fn the_runner_of_tests_names_file_and_line_of_every_wrong_formula() {
    let directory = std::env::temp_dir().join(format!("formulas-{}", std::process::id()));
    let fields = directory.join("objects/Account/fields");
    std::fs::create_dir_all(&fields).unwrap();
    for name in ["F__c", "G__c"] {
        let body = format!(
            "\n<fullName>{name}</fullName>\n<formula>Name &amp;\nNothing__c</formula>\n<label>F</label><type>Text</type>"
        );
        std::fs::write(fields.join(format!("{name}.field-meta.xml")), xml("CustomField", &body)).unwrap();
    }
    let error = load(std::slice::from_ref(&directory), &[]).unwrap_err();
    std::fs::remove_dir_all(&directory).unwrap();
    let LoadError::Metadata(flaws) = error else { panic!("{error}") };
    for (flaw, name) in flaws.iter().zip(["F__c", "G__c"]) {
        assert!(flaw.path.ends_with(format!("fields/{name}.field-meta.xml")), "{}", flaw.path.display());
        assert_eq!(
            flaw.message,
            format!("CustomField Account.{name}: Field Nothing__c does not exist. Check spelling.")
        );
        // After the declaration and the root come the name and two lines of formula.
        assert_eq!(flaw.line, 5);
    }
    assert_eq!(flaws.len(), 2);
}

#[test]
fn a_wrong_formula_is_told_with_the_line_of_its_element() {
    let world = deployed();
    let rule = "<validationRules>\n<fullName>New</fullName>\n<active>false</active>\n\
        <errorConditionFormula>AND(\nAmount__c &gt; 1,\nNothing__c)</errorConditionFormula>\n\
        <errorDisplayField>Gone__c</errorDisplayField>\n<errorMessage>No.</errorMessage>\n</validationRules>\n";
    let names = [("ValidationRule", ["Claim__c.New".to_string()].into())].into();
    let package = manifest(&names);
    let text = xml("CustomObject", &format!("\n{rule}"));
    let files = [("package.xml", package.as_str()), ("objects/Claim__c.object", text.as_str())];
    let result = world.deploy(&zip(&files), &DeployOptions::default());
    let told: Vec<_> = result
        .details
        .component_failures
        .iter()
        .map(|m| (m.full_name.as_str(), m.line_number, m.problem.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [
            ("Claim__c.New", Some(9), "In field: errorDisplayField - no CustomField named Claim__c.Gone__c found"),
            ("Claim__c.New", Some(8), "Field Nothing__c does not exist. Check spelling."),
        ]
    );
}

#[test]
fn what_a_formula_reads_cannot_be_deleted() {
    let world = deployed();
    let names = [("CustomField", ["Policy__c.Premium__c".to_string()].into())].into();
    let gone = manifest(&names);
    let refused = world.refused(&[("package.xml", &manifest(&[].into())), ("destructiveChanges.xml", &gone)]);
    let of = |user: &str| {
        format!(
            "CustomField:Policy__c.Premium__c: This custom field is referenced elsewhere in salesforce.com.  Remove the usage and try again.: {user}."
        )
    };
    assert!(refused.contains(&of("Custom Field - Policy__c.Loss_Rate__c")), "{refused:?}");
    assert!(refused.contains(&of("Custom Field - Claim__c.Share__c")), "{refused:?}");
}

#[test]
fn an_inactive_rule_does_nothing_and_a_deleted_one_neither() {
    let world = deployed();
    let class = crate::world::class(
        "NegativeTest",
        "@IsTest private class NegativeTest { @IsTest static void t() { Policy__c p = new Policy__c(Name = 'x'); insert p; \
         insert new Claim__c(Policy__c = p.Id, Amount__c = -5); } }",
    );
    let mut options = DeployOptions { test_level: Some(TestLevel::RunSpecifiedTests), ..DeployOptions::default() };
    options.run_tests = vec!["NegativeTest".into()];
    let tried = world.deploy(&zip(&crate::world::borrowed(&class)), &options);
    let failure = &tried.details.run_test_result.failures[0];
    assert!(failure.message.contains("The amount must not be negative."), "{failure:?}");
    let gone = manifest(&[("ValidationRule", ["Claim__c.Amount_Is_Not_Negative".to_string()].into())].into());
    world.put(&[("package.xml", &manifest(&[].into())), ("destructiveChanges.xml", &gone)]);
    let tried = world.deploy(&zip(&crate::world::borrowed(&class)), &options);
    assert!(tried.success, "{tried:#?}");
}
