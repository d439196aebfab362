//! A plan is only as good as what the org shows of itself.

use crate::project::World;
use crate::proxy::{Fault, Kind};
use local_org::metadata::Component;
use sf_metadata::ComponentId;

/// The end of a retrieve. The zip is one without a file.
fn ended(success: bool, problem: &str) -> Fault {
    let status = if success { "Succeeded" } else { "Failed" };
    Fault::ReplyInstead(
        200,
        "text/xml",
        format!(
            "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"http://soap.sforce.com/2006/04/metadata\"><soapenv:Body><checkRetrieveStatusResponse><result><done>true</done><id>09S000000000001AAA</id><messages><fileName>package.xml</fileName><problem>{problem}</problem></messages><status>{status}</status><success>{success}</success><zipFile>UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==</zipFile></result></checkRetrieveStatusResponse></soapenv:Body></soapenv:Envelope>"
        ),
    )
}

const NO_ACCESS: &str = "You do not have the proper permissions to access PermissionSet Agent.";

#[test]
fn what_the_org_does_not_show_is_not_taken_for_missing() {
    let world = World::new();
    world.proxy.plan(Kind::Soap, [Fault::None, ended(false, NO_ACCESS)]);
    let failed = world.run(&["deploy", "--plan"]);
    assert_eq!(failed.code, 5, "{failed:?}");
    assert!(failed.err.contains(NO_ACCESS) && !failed.out.contains("to add"), "{failed:?}");
    world.proxy.plan(Kind::Soap, [Fault::None, ended(true, NO_ACCESS)]);
    let part = world.run(&["deploy", "--plan"]);
    assert_eq!(part.code, 0, "{part:?}");
    assert!(part.out.contains(&format!("what changes there is not known: {NO_ACCESS}")), "{}", part.out);
    let lacking = "Entity of type 'PermissionSet' named 'Agent' cannot be found";
    world.proxy.plan(Kind::Soap, [Fault::None, ended(true, lacking)]);
    let new = world.run(&["deploy", "--plan"]);
    assert!(new.out.contains("1 to add") && !new.out.contains("not known"), "{new:?}");
}

#[test]
fn a_plan_does_not_fail_for_what_is_only_looked_at() {
    let world = World::new();
    let entries = "<objectPermissions><allowRead>true</allowRead><object>Account</object></objectPermissions><userPermissions><enabled>true</enabled><name>ViewRoles</name></userPermissions>";
    world.write(
        "force-app/main/default/profiles/Standard.profile-meta.xml",
        &format!("<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\">{entries}</Profile>\n"),
    );
    assert_eq!(world.run(&["deploy"]).code, 0);
    world.proxy.plan(Kind::Soap, [Fault::None, ended(false, "LIMIT_EXCEEDED: too many files in retrieve call")]);
    let plan = world.run(&["deploy", "--plan"]);
    assert_eq!(plan.code, 0, "{plan:?}");
    let line = "1 value is not compared, because the org does not show it; it goes in as it is here: Profile:Standard objectPermissions Account\n";
    assert!(plan.out.contains(line) && plan.out.contains("no component changes"), "{}", plan.out);
}

#[test]
fn a_plan_is_compared_again_after_the_package_was_installed() {
    let world = World::with_example();
    let planned = world.run(&["deploy", "--plan", "--out", "plan.json"]);
    assert_eq!(planned.code, 0, "{planned:?}");
    let (_, rest) = planned.out.split_once("+ PermissionSet:").expect("a set");
    let name = rest.split_whitespace().next().expect("its name").to_owned();
    let org = world.server.world.clone();
    world.proxy.on_request(move |kind, number| {
        if (kind, number) == (Kind::Install, 1) {
            let text = "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Theirs</label></PermissionSet>";
            let theirs = Component {
                id: "0PS000000000001AAA".into(),
                files: [(format!("permissionsets/{name}.permissionset"), text.as_bytes().into())].into(),
                created_by: "".into(),
                created: 0,
                modified_by: "".into(),
                modified: 0,
                package: None,
            };
            org.lock().components.insert(ComponentId::new("PermissionSet", &*name), theirs);
        }
    });
    let applied = world.run(&["deploy", "--apply", "plan.json"]);
    assert_eq!(applied.code, 3, "{applied:?}");
    assert!(applied.err.contains("the org has changed"), "{}", applied.err);
    assert_eq!(world.deployments(), []);
}
