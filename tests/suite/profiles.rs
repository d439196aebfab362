//! Plans of profiles, of which an org hands out what the same request is about.

use crate::world::World;
use local_org::metadata::Component;
use sf_metadata::ComponentId;
use std::fs;

const PROFILE: &str = "force-app/main/default/profiles/Standard.profile-meta.xml";

/// Rights on what the project does not hold.
const ENTRIES: &str = "<applicationVisibilities><application>standard__Sales</application><default>false</default><visible>true</visible></applicationVisibilities><classAccesses><apexClass>Calc</apexClass><enabled>true</enabled></classAccesses><fieldPermissions><editable>false</editable><field>Account.Fax</field><readable>true</readable></fieldPermissions><layoutAssignments><layout>Account-Account Layout</layout></layoutAssignments><objectPermissions><allowRead>true</allowRead><object>Account</object></objectPermissions><tabVisibilities><tab>standard-Account</tab><visibility>DefaultOn</visibility></tabVisibilities><userPermissions><enabled>true</enabled><name>ViewRoles</name></userPermissions>";

fn profile(world: &World, entries: &str) {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\">{entries}</Profile>\n"
    );
    world.write(PROFILE, &text);
}

/// A project with a profile, deployed.
fn deployed() -> World {
    let world = World::new();
    profile(&world, ENTRIES);
    let deployed = world.run(&["deploy"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    world
}

#[test]
fn what_a_profile_says_of_standard_objects_tabs_and_apps_is_compared() {
    let world = deployed();
    let plan = || world.run(&["deploy", "--plan", "--detailed-exitcode"]);
    let same = plan();
    assert_eq!(same.code, 0, "{same:?}");
    assert!(same.out.contains("no component changes, 4 unchanged") && !same.out.contains("not compared"), "{same:?}");
    assert!(same.err.contains("retrieving 4 components from the org, and 4 that profiles are about"), "{}", same.err);
    profile(
        &world,
        &ENTRIES.replace("<allowRead>true", "<allowRead>false").replace("<readable>true", "<readable>false"),
    );
    let fewer = plan();
    assert_eq!(fewer.code, 2, "{fewer:?}");
    for line in ["Standard loses read on Account\n", "Standard loses read on Account.Fax\n", "1 to change, 0 to delete"]
    {
        assert!(fewer.out.contains(line), "{line}: {}", fewer.out);
    }
    // What was only looked at is no part of the deployment.
    assert!(!fewer.out.contains("CustomObject") && !fewer.out.contains("ViewRoles"), "{}", fewer.out);
}

#[test]
fn what_an_org_cannot_be_asked_about_is_not_compared_and_named() {
    let world = deployed();
    let tab = "<tabVisibilities><tab>standard-home</tab><visibility>DefaultOn</visibility></tabVisibilities>";
    profile(&world, &format!("{ENTRIES}{tab}"));
    let plan = world.run(&["deploy", "--plan", "--detailed-exitcode"]);
    // Nothing else differs, and what was sent before was another package.
    assert_eq!(plan.code, 2, "{plan:?}");
    assert!(plan.out.contains("Profile:Standard  tabVisibilities standard-home may differ"), "{}", plan.out);
    assert!(
        plan.out.contains("it goes in as it is here: Profile:Standard tabVisibilities standard-home\n"),
        "{}",
        plan.out
    );
    assert!(!plan.out.contains("gains"), "{}", plan.out);
    // Without a receipt nobody can tell.
    fs::remove_dir_all(world.root().join("deployments")).expect("removed");
    let plan = world.run(&["deploy", "--plan", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{plan:?}");
}

#[test]
fn what_is_only_looked_at_may_move_after_the_plan() {
    let world = deployed();
    world.class("Calc", "public class Calc {\n    public static Integer one() {\n        return 2 - 1;\n    }\n}\n");
    assert_eq!(world.run(&["deploy", "--plan", "--out", "plan.json"]).code, 0);
    let field = "<CustomField xmlns=\"http://soap.sforce.com/2006/04/metadata\"><fullName>Other__c</fullName><label>Other</label><type>Checkbox</type></CustomField>";
    let other = Component {
        id: "00N000000000001AAA".into(),
        files: [("objects/Account/fields/Other__c.field-meta.xml".to_owned(), field.as_bytes().into())].into(),
        created_by: "".into(),
        created: 0,
        modified_by: "".into(),
        modified: 0,
        package: None,
    };
    world.server.world.lock().components.insert(ComponentId::new("CustomField", "Account.Other__c"), other);
    let applied = world.run(&["deploy", "--apply", "plan.json"]);
    assert_eq!(applied.code, 0, "{applied:?}");
}
