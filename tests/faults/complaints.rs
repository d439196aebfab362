//! The tables of complaints and of deliberate mistakes name tests that exist, and leave no complaint out.

use std::path::Path;

#[test]
fn every_test_that_the_tables_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let text = std::fs::read_to_string(root.join("docs/deploy-proofs.md")).expect("the tables");
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let names: Vec<&str> =
        rows.filter_map(|row| row.rsplit('|').nth(1)).flat_map(|c| c.split('`').skip(1).step_by(2)).collect();
    assert!(names.len() > 60, "{names:?}");
    let mut sources = String::new();
    for folder in ["codegen", "crates", "xtask", "tests"] {
        let files = walkdir::WalkDir::new(root.join(folder)).into_iter().flatten();
        for file in files.filter(|file| file.path().extension().is_some_and(|ending| ending == "rs")) {
            sources.push_str(&std::fs::read_to_string(file.path()).expect("text"));
        }
    }
    let missing: Vec<&str> = names.into_iter().filter(|name| !is_test(&sources, name)).collect();
    assert!(missing.is_empty(), "no such test, or one that does not run: {missing:?}");
}

/// The attributes of tests that run.
const TESTS: [&str; 2] = ["test", "tokio::test"];

/// Whether a function is a test that runs.
fn is_test(sources: &str, name: &str) -> bool {
    let Some((before, _)) = sources.split_once(&format!("fn {name}(")) else { return false };
    let lines = before.rsplit("\n\n").next().unwrap_or_default().lines();
    let mut attributes = lines.filter_map(|line| line.trim().strip_prefix("#[")?.split([']', '(', ' ']).next());
    // Whatever stands beside these, such as what leaves a test out, makes it no proof.
    attributes.clone().any(|name| TESTS.contains(&name)) && attributes.all(|name| TESTS.contains(&name))
}

#[test]
fn a_helper_is_no_test() {
    let sources = "use x;\n\n#[test]\nfn runs() {}\n\nfn helps() {}\n\n#[test]\n#[cfg(none)]\nfn rests() {}\n";
    assert_eq!(["runs", "helps", "rests", "absent"].map(|name| is_test(sources, name)), [true, false, false, false]);
}

/// Threads in which users complain about speed, output in CI, messages, resuming, retries, apps, logins and proxies; those
/// that say the same as another one are left out. Repositories of Salesforce go by their last name.
const COMPLAINTS: &str = "cli#2129 salesforcedx-vscode#5496 cli#3281 IlluminatedCloud#1247 cli#2926 cli#529 sfdx-git-delta \
    cli#3079 cli#3123 plugin-deploy-retrieve#1155 plugin-deploy-retrieve#1585 cli#324 cli#2103 cli#3055 cli#3291 \
    plugin-deploy-retrieve#1358 cli#2561 cli#2141 cli#356 cli#118 plugin-deploy-retrieve#623 salesforcedx-vscode#753 \
    salesforcedx-vscode#1425 cli#283 cli#1781 sfdx-hardis#212 cli#2498 cli#2297 cli#2415 cli#2154 cli#2159 \
    plugin-deploy-retrieve#1102 plugin-deploy-retrieve#683 cli#2224 IlluminatedCloud#342 CumulusCI#1066 cli#1887 cli#1811 \
    cli#1481 cli#1301 source-deploy-retrieve#513 CumulusCI#218 plugin-deploy-retrieve#1631 salto#4424 deploylock cli#336 \
    devops-center-feedback#256 cli#3502 MetaDeploy#3587 sfdx-hardis#1603 mcp-hosted#33 cli#3560 plugin-auth#1498 cli#910 \
    tsmztech#154 cli#81 cli#124 cli#363 cli#927 sfdx-travisci#135 cli#2096 cli#3368 cli#3025 cli#1083 cli#2540 cli#163 \
    salesforcedx-vscode#1653 mcp-hosted#30 mcp-hosted#26";

#[test]
fn no_complaint_is_left_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let text = std::fs::read_to_string(root.join("docs/deploy-proofs.md")).expect("the tables");
    let section = text.split("## What users of such tools complain about").nth(1).expect("the section");
    // `forcedotcom/cli#1, #2` names two threads of one repository.
    let mut named = std::collections::BTreeSet::new();
    let mut repository = "";
    for word in section.split(|c: char| c.is_whitespace() || ",:;()|`".contains(c)) {
        let word = word.rsplit('/').next().unwrap_or(word).trim_end_matches('.');
        match word.split_once('#') {
            Some(("", number)) => _ = named.insert(format!("{repository}#{number}")),
            Some((name, number)) => {
                repository = name;
                named.insert(format!("{name}#{number}"));
            }
            None => _ = named.insert(word.to_owned()),
        }
    }
    let missing: Vec<&str> = COMPLAINTS.split_whitespace().filter(|thread| !named.contains(*thread)).collect();
    assert!(missing.is_empty(), "neither a test nor a reason: {missing:?}");
}
