//! An org that demands more of its records than the specs know: the tests of the reference project still run.

use super::cli::xtask;
use super::world::{EXAMPLE, copy, write};
use std::path::Path;

const DEMANDED: &[(&str, &str)] = &[
    ("At__c", "<type>DateTime</type>"),
    ("Code__c", "<type>Text</type><length>5</length><unique>true</unique>"),
    ("Link__c", "<type>Url</type>"),
    ("Mail__c", "<type>Email</type><unique>true</unique>"),
    ("Phone_Too__c", "<type>Phone</type>"),
    ("Rank__c", "<type>Number</type><precision>3</precision><scale>0</scale><unique>true</unique>"),
    (
        "Segment__c",
        "<type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition><sorted>false</sorted>\
         <value><fullName>A</fullName><default>false</default><label>A</label></value>\
         </valueSetDefinition></valueSet>",
    ),
    ("Share__c", "<type>Percent</type><precision>3</precision><scale>1</scale>"),
    ("Since__c", "<type>Date</type>"),
    ("Start__c", "<type>Time</type>"),
];

#[test]
fn required_fields_of_a_team_do_not_stop_the_generated_tests() {
    let dir = tempfile::tempdir().expect("a directory");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    copy(example, EXAMPLE, dir.path());
    for object in ["Account", "Contact", "Opportunity", "User"] {
        for (name, rest) in DEMANDED {
            let text = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CustomField xmlns=\"http://soap.sforce.com/2006/04/metadata\">\
                 <fullName>{name}</fullName><label>{name}</label><required>true</required>{rest}</CustomField>\n"
            );
            let path = format!("force-app/main/default/objects/{object}/fields/{name}.field-meta.xml");
            write(dir.path(), &path, &text);
        }
    }
    let run = |command: &str| xtask().arg(command).arg("--project").arg(dir.path()).output().expect("it starts");
    let tests = || {
        let output = run("test");
        let told = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && told.contains(" passed, 0 failed"), "{told}");
    };
    // What lies there was generated before these fields: their values come from the org's own describe.
    tests();
    assert!(run("generate").status.success());
    tests();
}
