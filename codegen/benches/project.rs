//! A synthetic project of any size, for measurements.

use std::fmt::Write;
use std::path::Path;

/// Everyday objects with a required text field that can be filtered and sorted.
const OBJECTS: [(&str, &str); 12] = [
    ("Account", "Name"),
    ("Contact", "LastName"),
    ("Lead", "LastName"),
    ("Opportunity", "Name"),
    ("Case", "Subject"),
    ("Task", "Subject"),
    ("Campaign", "Name"),
    ("Product2", "Name"),
    ("Asset", "Name"),
    ("Contract", "ContractNumber"),
    ("Order", "OrderNumber"),
    ("Pricebook2", "Name"),
];

/// Number of sObjects that the tools are spread over; those beyond the standard ones are custom.
const OBJECT_COUNT: usize = 60;

/// Writes a project with `tools` tools over 60 sObjects, 20 tools a server.
///
/// # Panics
/// When the directory cannot be written.
pub fn write(root: &Path, tools: usize) {
    let put = |path: &str, text: &str| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("has a parent")).expect("directory");
        std::fs::write(path, text).expect("file");
    };
    put(
        "sfdx-project.json",
        r#"{"packageDirectories":[{"path":"force-app","default":true}],"sourceApiVersion":"66.0"}"#,
    );
    put(
        "specs/project.yaml",
        "kind: project\nversion: 1\nname: Large\nprefix: Big\nfeatures: [Orders]\ncontactEmail: team@example.com\n",
    );
    for number in OBJECTS.len()..OBJECT_COUNT {
        let object = format!("Thing{number}__c");
        let directory = format!("force-app/main/default/objects/{object}");
        put(&format!("{directory}/{object}.object-meta.xml"), &object_xml(number));
        put(&format!("{directory}/fields/Title__c.field-meta.xml"), FIELD_XML);
    }
    for number in 0..tools {
        put(&format!("specs/tools/tool_{number}.yaml"), &tool(number));
    }
    for (number, first) in (0..tools).step_by(20).enumerate() {
        let mut text = format!(
            "kind: server\nversion: 1\nname: server-{number}\ntitle: Server {number}\ndescription: One of many servers.\n\
             purpose: Measures how the generator behaves with many tools and servers.\nowner: Nobody\ntools:\n"
        );
        for tool in first..(first + 20).min(tools) {
            let _ = writeln!(text, "  - tool_{tool}");
        }
        text.push_str("login: { flow: authorizationCode, clients: [claude-code] }\nexpectedCalls: { perHour: 1 }\n");
        text.push_str("audit: { sink: debugLog, retentionDays: 1 }\n");
        put(&format!("specs/servers/server_{number}.yaml"), &text);
    }
}

fn tool(number: usize) -> String {
    let (object, field) = match OBJECTS.get(number % OBJECT_COUNT) {
        Some((object, field)) => ((*object).to_owned(), *field),
        None => (format!("Thing{}__c", number % OBJECT_COUNT), "Title__c"),
    };
    let head = format!(
        "kind: tool\nversion: 1\nname: tool_{number}\ntitle: Tool {number}\ndescription: Tool number {number}.\n"
    );
    let id =
        format!("  - {{ name: id, type: id, object: {object}, required: true, description: Id of the record. }}\n");
    match number % 3 {
        0 => format!("{head}parameters:\n{id}get:\n  object: {object}\n  by: id\n  fields: [{field}, CreatedDate]\n"),
        1 => format!(
            "{head}parameters:\n  - {{ name: text, type: string, minLength: 3, maxLength: 40, required: true, description: Part of it. }}\n\
             query:\n  object: {object}\n  fields: [{field}]\n  where:\n    - {{ field: {field}, op: contains, param: text }}\n  \
             orderBy: [{field}]\n  limit: {{ default: 10, max: 50 }}\n  paginate: true\n"
        ),
        _ => format!(
            "{head}justification: Records made by mistake have to go, with what belongs to them.\n\
             parameters:\n{id}delete:\n  object: {object}\n  by: id\n"
        ),
    }
}

fn object_xml(number: usize) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CustomObject xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
         <deploymentStatus>Deployed</deploymentStatus>\n    <label>Thing {number}</label>\n    <nameField>\n        \
         <label>Name</label>\n        <type>Text</type>\n    </nameField>\n    <pluralLabel>Things</pluralLabel>\n    \
         <sharingModel>Private</sharingModel>\n</CustomObject>\n"
    )
}

const FIELD_XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CustomField xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
    <fullName>Title__c</fullName>\n    <label>Title</label>\n    <length>80</length>\n    <required>true</required>\n    \
    <type>Text</type>\n    <unique>false</unique>\n</CustomField>\n";
