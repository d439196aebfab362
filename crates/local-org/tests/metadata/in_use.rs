//! What cannot be deleted or changed because something uses it.

use crate::refusals::{SET, set};
use crate::world::{NOTE, World, borrowed, class, manifest, note, problems, xml, zip};
use sf_wire::deploy::{DeployOptions, DeployStatus};
use std::collections::BTreeMap;

#[test]
fn deleting_asks_what_uses_it() {
    let world = World::new();
    let mut files = vec![note()];
    files.extend(class("Uses", "public class Uses { Note__c n; String t() { return n.Text__c; } }"));
    files.extend(class("Free", "public class Free {}"));
    files.push((
        SET.into(),
        set("<classAccesses><apexClass>Free</apexClass><enabled>true</enabled></classAccesses><label>x</label>"),
    ));
    world.put(&borrowed(&files));
    let delete = |kind: &str, name: &str, ignore_warnings: bool| {
        let empty = manifest(&BTreeMap::new());
        let list = manifest(&[(kind, [name.to_string()].into())].into());
        let zip = zip(&[("package.xml", &empty), ("destructiveChanges.xml", &list)]);
        world.deploy(&zip, &DeployOptions { ignore_warnings, ..DeployOptions::default() })
    };
    let used = delete("CustomField", "Note__c.Text__c", false);
    assert_eq!(
        problems(&used),
        [
            "CustomField:Note__c.Text__c: This custom field is referenced elsewhere in salesforce.com.  Remove the usage and try again.: Apex Class - Uses."
        ]
    );
    let gone = delete("ApexClass", "Nope", false);
    assert_eq!(
        (gone.status, gone.details.component_failures[0].problem.as_deref()),
        (DeployStatus::Failed, Some("No ApexClass named: Nope found"))
    );
    let ignored = delete("ApexClass", "Nope", true);
    assert!(ignored.success);
    assert!(
        ignored
            .details
            .component_successes
            .iter()
            .any(|m| m.problem.as_deref() == Some("No ApexClass named: Nope found"))
    );
    let free = delete("ApexClass", "Free", false);
    assert!(free.success && free.details.component_successes.iter().any(|m| m.deleted && m.full_name == "Free"));
    let org = world.org.lock().unwrap();
    assert!(org.program.class("Free").is_none());
    assert!(!org.components.get("PermissionSet", "Agent").unwrap().text().contains("Free"), "the grant is gone too");
}

/// Knowledge Article 000182151: "Cannot change field type of a custom field referenced in Apex class or trigger".
#[test]
fn a_field_that_apex_uses_keeps_its_type() {
    let world = World::new();
    let shows =
        |name: &str, of: &str| class(name, &format!("public class {name} {{ Object f(Note__c n) {{ {of} }} }}"));
    let mut files = vec![note()];
    files.extend(shows("Uses", "return n.Text__c;"));
    files.extend(shows("Asks", "return [SELECT Must__c FROM Note__c];"));
    files.extend(shows("Names", "return n.get('Text__c');"));
    world.put(&borrowed(&files));
    let numbers = xml("CustomObject", &NOTE.replace("<length>80</length>", "<precision>9</precision><scale>0</scale>"));
    let numbers = numbers.replace("<type>Text</type></fields>", "<type>Number</type></fields>");
    let numbers = ("objects/Note__c.object".to_owned(), numbers);
    let refusal = "Cannot change field type of a custom field referenced in Apex class or trigger";
    assert_eq!(
        world.refused(&borrowed(std::slice::from_ref(&numbers))),
        [
            format!("CustomField:Note__c.Text__c: {refusal}: Uses"),
            format!("CustomField:Note__c.Must__c: {refusal}: Asks")
        ]
    );
    // Without a change of the type, and without the uses, it changes.
    let longer = ("objects/Note__c.object".to_owned(), xml("CustomObject", &NOTE.replace("80", "90")));
    world.put(&borrowed(&[longer]));
    let mut freed = vec![numbers];
    freed.extend(shows("Uses", "return n.Id;"));
    freed.extend(shows("Asks", "return [SELECT Id FROM Note__c];"));
    world.put(&borrowed(&freed));
}
