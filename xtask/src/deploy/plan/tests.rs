use super::*;
use crate::deploy::waves::Wave;

fn row(action: Action, name: &str, reasons: &[&str]) -> Row {
    Row {
        action,
        kind: "ApexClass".into(),
        name: name.into(),
        reasons: reasons.iter().map(|&reason| reason.to_owned()).collect(),
        incomparable: Vec::new(),
    }
}

fn plan() -> Plan {
    Plan {
        version: VERSION,
        target: "uat".into(),
        org_id: "00D000000000001AAA".into(),
        class: "sandbox".into(),
        project_hash: "p".into(),
        org_hash: "o".into(),
        components: vec![
            row(Action::Add, "New", &["the org does not hold it"]),
            row(Action::Change, "Other", &["a: `1` becomes `2`", "b: `1` becomes `2`"]),
            row(Action::Unchanged, "Same", &[]),
        ],
        permissions: vec![PermissionChange {
            set: "Agent".into(),
            gained: true,
            right: "edit on Opportunity.StageName".into(),
            broad: false,
        }],
        unseen: Vec::new(),
        options: DeployOptions::default(),
        only: Vec::new(),
        revoke: Vec::new(),
        waves: Vec::new(),
    }
}

#[test]
fn permissions_are_said_in_words() {
    // users-ask.md section 7: the plan shows what a permission set gives and takes.
    let text = text(&plan());
    assert!(text.contains("  Agent gains edit on Opportunity.StageName\n"), "{text}");
    assert!(text.contains("  + ApexClass:New  the org does not hold it\n"), "{text}");
    assert!(text.contains("  ~ ApexClass:Other\n      a: `1` becomes `2`\n"), "{text}");
    assert!(!text.contains("ApexClass:Same"), "{text}");
    assert!(text.ends_with("1 to add, 1 to change, 0 to delete, 1 unchanged\n"), "{text}");
}

#[test]
fn steps_that_run_no_test_do_not_speak_of_tests() {
    assert!(text(&plan()).contains("tests: "));
    let users = Plan { only: vec![Wave::Users], ..plan() };
    assert!(!text(&users).contains("tests: "), "{}", text(&users));
}

#[test]
fn what_the_org_does_not_show_is_said_first() {
    let plan = Plan { unseen: vec!["no access to PermissionSet Team".to_owned()], ..plan() };
    let text = text(&plan);
    let line =
        "  ? the org does not show all it holds, and what changes there is not known: no access to PermissionSet Team";
    assert_eq!(text.lines().nth(1), Some(line), "{text}");
}

#[test]
fn what_an_org_never_shows_is_named_and_changes_nothing() {
    let mut plan = Plan { components: vec![row(Action::Unchanged, "Legacy", &[])], ..plan() };
    plan.components[0].incomparable = vec!["password".to_owned()];
    let said = text(&plan);
    let line = "  ? 1 value is not compared, because the org does not show it; it goes in as it is here: ApexClass:Legacy password";
    assert!(said.lines().any(|said| said == line), "{said}");
    assert!(!plan.has_changes() && said.ends_with("no component changes, 1 unchanged\n"), "{said}");
}

#[test]
fn text_of_an_org_stays_on_its_line() {
    let mut plan = plan();
    plan.components = vec![row(Action::Change, "A", &["x\n  - ApexClass:Fake\u{1b}[2K"])];
    let text = text(&plan);
    assert!(!text.contains("\n  - ") && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn a_plan_holds_only_while_nothing_moved() {
    // users-ask.md section 6: alert on metadata that was changed in the org since.
    let refused = |change: &dyn Fn(&mut Plan)| {
        let mut now = plan();
        change(&mut now);
        still_holds(&plan(), &now, false).map_err(|error| error.exit as u8)
    };
    assert_eq!(refused(&|_| {}), Ok(()));
    assert_eq!(refused(&|now| now.org_hash = "x".into()), Err(3));
    assert_eq!(refused(&|now| now.project_hash = "x".into()), Err(6));
    assert_eq!(refused(&|now| now.org_id = "00D000000000002AAA".into()), Err(6));
    assert_eq!(refused(&|now| now.options.ignore_warnings = true), Err(6));
    assert_eq!(refused(&|now| now.unseen = vec!["no access to PermissionSet Team".into()]), Err(3));
    let step = Step { wave: Wave::Users, changes: true, words: vec!["create the user a".into()] };
    assert_eq!(refused(&|now| now.waves = vec![step.clone()]), Err(3));
    let keys = |words: &[&str]| Step {
        wave: Wave::Credentials,
        changes: false,
        words: words.iter().map(|&word| word.to_owned()).collect(),
    };
    let elsewhere = Plan { waves: vec![keys(&[])], ..plan() };
    assert!(
        still_holds(&Plan { waves: vec![keys(&["keep the consumer key of A"])], ..plan() }, &elsewhere, false).is_ok()
    );
    // What the plan itself has done to the org is no reason to stop half-way; a change of the project is.
    let done: Vec<Row> = ["New", "Other", "Same"].map(|name| row(Action::Unchanged, name, &[])).into();
    let mut now = Plan { org_hash: "x".into(), components: done.clone(), ..plan() };
    assert!(still_holds(&plan(), &now, true).is_ok());
    assert!(still_holds(&plan(), &plan(), true).is_ok(), "nothing of it may have been done yet");
    // What somebody else has done meanwhile is one.
    for (at, other) in [
        (0, row(Action::Change, "New", &["a: `3` becomes `2`"])),
        (1, row(Action::Change, "Other", &["a: `3` becomes `2`"])),
        (1, row(Action::Change, "Other", &["a: `1` becomes `2`", "b: `1` becomes `2`"])),
        (1, row(Action::Add, "Other", &["the org does not hold it"])),
        (2, row(Action::Change, "Same", &["a: `3` becomes `2`"])),
    ] {
        now.components[at] = other.clone();
        let refused = still_holds(&plan(), &now, true).unwrap_err();
        assert_eq!(refused.exit as u8, 3, "{refused}");
        assert!(refused.message.ends_with(&format!("since the plan was begun: ApexClass:{}", other.name)), "{refused}");
        now.components = done.clone();
    }
    now.unseen = vec!["no access to PermissionSet Team".into()];
    assert_eq!(still_holds(&plan(), &now, true).map_err(|error| error.exit as u8), Err(3));
    now.unseen.clear();
    now.waves = vec![step.clone()];
    let refused = still_holds(&plan(), &now, true).unwrap_err();
    assert!(refused.exit as u8 == 3 && refused.message.ends_with("in the step users: create the user a"), "{refused}");
    assert!(still_holds(&Plan { waves: vec![step], ..plan() }, &now, true).is_ok());
    now.waves.clear();
    now.project_hash = "x".into();
    assert_eq!(still_holds(&plan(), &now, true).map_err(|error| error.exit as u8), Err(6));
}

#[test]
fn plans_survive_a_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("deep/plan.json");
    write(&plan(), &path).expect("written");
    assert_eq!(read(&path).expect("a plan"), plan());
    std::fs::write(&path, "{}").expect("written");
    assert!(read(&path).unwrap_err().message.contains("is not a plan"));
}
