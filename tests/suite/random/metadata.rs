//! The objects and fields that the random projects have beside the catalogue: a field of every type, and what restricts
//! one.

use std::path::Path;

/// Custom objects, with what stands in their object file.
const OBJECTS: &[(&str, &str)] = &[
    (
        "Shop__c",
        "<deploymentStatus>Deployed</deploymentStatus><enableSearch>true</enableSearch><label>Shop</label>\
         <nameField><label>Shop Name</label><type>Text</type></nameField><pluralLabel>Shops</pluralLabel>\
         <sharingModel>Private</sharingModel>",
    ),
    (
        "Shelf__c",
        "<deploymentStatus>Deployed</deploymentStatus><label>Shelf</label><nameField><displayFormat>S-{0000}</displayFormat>\
         <label>Shelf Number</label><type>AutoNumber</type></nameField><pluralLabel>Shelves</pluralLabel>\
         <sharingModel>ControlledByParent</sharingModel>",
    ),
    (
        "Badge__c",
        "<deploymentStatus>Deployed</deploymentStatus><label>Badge</label><nameField><label>Badge Name</label>\
         <type>Text</type></nameField><pluralLabel>Badges</pluralLabel><sharingModel>ReadWrite</sharingModel>",
    ),
];

/// Fields, each as `object`, `field` and what stands in its file after the label.
const FIELDS: &[(&str, &str, &str)] = &[
    ("Shop__c", "Key__c", "<externalId>true</externalId><length>40</length><type>Text</type><unique>true</unique>"),
    (
        "Shop__c",
        "Serial__c",
        "<externalId>true</externalId><precision>12</precision><scale>0</scale><type>Number</type><unique>true</unique>",
    ),
    ("Shop__c", "Mailbox__c", "<externalId>true</externalId><type>Email</type><unique>true</unique>"),
    ("Shop__c", "Code__c", "<length>8</length><type>Text</type><unique>true</unique>"),
    ("Shop__c", "Old_Code__c", "<externalId>true</externalId><length>20</length><type>Text</type>"),
    ("Shop__c", "Region__c", "<type>Picklist</type><valueSet><restricted>true</restricted>REGIONS</valueSet>"),
    (
        "Shop__c",
        "City__c",
        "<type>Picklist</type><valueSet><controllingField>Region__c</controllingField><restricted>true</restricted>CITIES</valueSet>",
    ),
    ("Shop__c", "Kind__c", "<type>Picklist</type><valueSet>KINDS</valueSet>"),
    (
        "Shop__c",
        "Tags__c",
        "<type>MultiselectPicklist</type><valueSet><restricted>true</restricted>TAGS</valueSet><visibleLines>4</visibleLines>",
    ),
    ("Shop__c", "Topics__c", "<type>MultiselectPicklist</type><valueSet>TAGS</valueSet><visibleLines>4</visibleLines>"),
    (
        "Shop__c",
        "Account__c",
        "<referenceTo>Account</referenceTo><relationshipName>Shops</relationshipName><type>Lookup</type>",
    ),
    (
        "Shop__c",
        "Manager__c",
        "<referenceTo>User</referenceTo><relationshipName>Shops</relationshipName><type>Lookup</type>",
    ),
    (
        "Shop__c",
        "Main_Shop__c",
        "<referenceTo>Shop__c</referenceTo><relationshipName>Branches</relationshipName><type>Lookup</type>",
    ),
    ("Shop__c", "Turnover__c", "<precision>16</precision><scale>2</scale><type>Currency</type>"),
    ("Shop__c", "Share__c", "<precision>5</precision><scale>2</scale><type>Percent</type>"),
    ("Shop__c", "Staff__c", "<precision>4</precision><scale>0</scale><type>Number</type>"),
    ("Shop__c", "Weight__c", "<precision>6</precision><scale>3</scale><type>Number</type>"),
    ("Shop__c", "Open__c", "<defaultValue>true</defaultValue><type>Checkbox</type>"),
    ("Shop__c", "Checked__c", "<defaultValue>false</defaultValue><type>Checkbox</type>"),
    ("Shop__c", "Opened__c", "<type>Date</type>"),
    ("Shop__c", "Visited__c", "<type>DateTime</type>"),
    ("Shop__c", "Opens_At__c", "<type>Time</type>"),
    ("Shop__c", "Site__c", "<type>Url</type>"),
    ("Shop__c", "Hotline__c", "<type>Phone</type>"),
    ("Shop__c", "Mail__c", "<type>Email</type>"),
    ("Shop__c", "Title__c", "<length>60</length><type>Text</type>"),
    ("Shop__c", "Remark__c", "<type>TextArea</type>"),
    ("Shop__c", "Notes__c", "<length>2000</length><type>LongTextArea</type><visibleLines>3</visibleLines>"),
    ("Shop__c", "Page__c", "<length>2000</length><type>Html</type><visibleLines>10</visibleLines>"),
    (
        "Shop__c",
        "Secret__c",
        "<length>20</length><maskChar>asterisk</maskChar><maskType>all</maskType><type>EncryptedText</type>",
    ),
    (
        "Shop__c",
        "Place__c",
        "<displayLocationInDecimal>true</displayLocationInDecimal><scale>4</scale><type>Location</type>",
    ),
    (
        "Shop__c",
        "Ticket__c",
        "<displayFormat>T-{00000}</displayFormat><externalId>true</externalId><type>AutoNumber</type>",
    ),
    ("Shop__c", "Full_Name__c", "<formula>Name &amp; &quot; &quot; &amp; Title__c</formula><type>Text</type>"),
    (
        "Shop__c",
        "Double__c",
        "<formula>Staff__c * 2</formula><precision>18</precision><scale>0</scale><type>Number</type>",
    ),
    ("Shop__c", "Is_Big__c", "<formula>Staff__c &gt; 100</formula><type>Checkbox</type>"),
    ("Shop__c", "Check_On__c", "<formula>Opened__c + 30</formula><type>Date</type>"),
    ("Shop__c", "Owner_Of__c", "<formula>Account__r.Name</formula><type>Text</type>"),
    (
        "Shop__c",
        "Worth__c",
        "<summarizedField>Shelf__c.Price__c</summarizedField><summaryForeignKey>Shelf__c.Shop__c</summaryForeignKey>\
         <summaryOperation>sum</summaryOperation><type>Summary</type>",
    ),
    (
        "Shelf__c",
        "Shop__c",
        "<referenceTo>Shop__c</referenceTo><relationshipLabel>Shelves</relationshipLabel>\
         <relationshipName>Shelves</relationshipName><relationshipOrder>0</relationshipOrder>\
         <reparentableMasterDetail>false</reparentableMasterDetail><type>MasterDetail</type>\
         <writeRequiresMasterRead>false</writeRequiresMasterRead>",
    ),
    (
        "Shelf__c",
        "Product__c",
        "<referenceTo>Product2</referenceTo><relationshipName>Shelves</relationshipName><type>Lookup</type>",
    ),
    (
        "Shelf__c",
        "Filled_By__c",
        "<referenceTo>Contact</referenceTo><relationshipName>Shelves</relationshipName><type>Lookup</type>",
    ),
    ("Shelf__c", "Price__c", "<precision>8</precision><required>true</required><scale>2</scale><type>Currency</type>"),
    ("Shelf__c", "Amount__c", "<precision>3</precision><required>true</required><scale>0</scale><type>Number</type>"),
    ("Shelf__c", "Label__c", "<length>30</length><required>true</required><type>Text</type>"),
    ("Shelf__c", "Filled__c", "<required>true</required><type>Date</type>"),
    ("Badge__c", "Number__c", "<length>12</length><required>true</required><type>Text</type><unique>true</unique>"),
    ("Badge__c", "Seen__c", "<required>true</required><type>DateTime</type>"),
    ("Badge__c", "Contact_Mail__c", "<required>true</required><type>Email</type>"),
    ("Badge__c", "Link__c", "<required>true</required><type>Url</type>"),
    ("Badge__c", "Rate__c", "<precision>4</precision><required>true</required><scale>1</scale><type>Percent</type>"),
    (
        "Badge__c",
        "Level__c",
        "<required>true</required><type>Picklist</type><valueSet><restricted>true</restricted>KINDS</valueSet>",
    ),
    (
        "Badge__c",
        "Holder__c",
        "<deleteConstraint>Restrict</deleteConstraint><referenceTo>Contact</referenceTo>\
         <relationshipName>Badges</relationshipName><required>true</required><type>Lookup</type>",
    ),
    ("Account", "Key__c", "<externalId>true</externalId><length>40</length><type>Text</type><unique>true</unique>"),
    ("Account", "Score__c", "<precision>5</precision><scale>1</scale><type>Number</type>"),
    (
        "Account",
        "Markets__c",
        "<type>MultiselectPicklist</type><valueSet><restricted>true</restricted>TAGS</valueSet><visibleLines>4</visibleLines>",
    ),
    ("Case", "Key__c", "<externalId>true</externalId><length>36</length><type>Text</type><unique>true</unique>"),
    (
        "Case",
        "Shop__c",
        "<referenceTo>Shop__c</referenceTo><relationshipName>Cases</relationshipName><type>Lookup</type>",
    ),
    ("Contact", "Key__c", "<externalId>true</externalId><length>64</length><type>Text</type><unique>true</unique>"),
    ("Opportunity", "Key__c", "<externalId>true</externalId><length>40</length><type>Text</type><unique>true</unique>"),
    (
        "Lead",
        "Key__c",
        "<externalId>true</externalId><precision>9</precision><scale>0</scale><type>Number</type><unique>true</unique>",
    ),
];

/// Record types of `Shop__c`.
const RECORD_TYPES: &[&str] = &["Branch", "Outlet"];

/// Writes them below the default package directory.
pub fn write(root: &Path) {
    let objects = root.join("force-app/main/default/objects");
    let put = |path: &Path, kind: &str, body: &str| {
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <{kind} xmlns=\"http://soap.sforce.com/2006/04/metadata\">{body}</{kind}>\n"
        );
        std::fs::write(path, xml).expect("written");
    };
    for (name, body) in OBJECTS {
        put(&objects.join(format!("{name}/{name}.object-meta.xml")), "CustomObject", body);
    }
    for (object, name, rest) in FIELDS {
        let label = name.trim_end_matches("__c").replace('_', " ");
        let (before, after) = around_label(rest);
        let body = with_values(&format!("<fullName>{name}</fullName>{before}<label>{label}</label>{after}"));
        put(&objects.join(format!("{object}/fields/{name}.field-meta.xml")), "CustomField", &body);
    }
    for name in RECORD_TYPES {
        let body = format!("<fullName>{name}</fullName><active>true</active><label>{name}</label>");
        put(&objects.join(format!("Shop__c/recordTypes/{name}.recordType-meta.xml")), "RecordType", &body);
    }
    let project = r#"{"packageDirectories":[{"path":"force-app","default":true}],"sourceApiVersion":"66.0"}"#;
    std::fs::write(root.join("sfdx-project.json"), project).expect("written");
}

/// The elements before and after the label: the Metadata API has them by the alphabet.
fn around_label(rest: &str) -> (&str, &str) {
    let mut at = 0;
    while let Some((tag, _)) = rest[at..].trim_start_matches('<').split_once('>').filter(|(tag, _)| *tag < "label") {
        let end = format!("</{tag}>");
        at += rest[at..].find(&end).expect("an element ends") + end.len();
    }
    rest.split_at(at)
}

fn with_values(rest: &str) -> String {
    let value =
        |name: &str| format!("<value><fullName>{name}</fullName><default>false</default><label>{name}</label></value>");
    let definition = |names: &[&str]| {
        let values: String = names.iter().map(|name| value(name)).collect();
        format!("<valueSetDefinition><sorted>false</sorted>{values}</valueSetDefinition>")
    };
    let allowed = |city: &str, region: &str| {
        format!(
            "<valueSettings><controllingFieldValue>{region}</controllingFieldValue><valueName>{city}</valueName></valueSettings>"
        )
    };
    let cities = ["Oslo", "Bergen", "Rome", "Naples"];
    let settings = [("Bergen", "North"), ("Naples", "South"), ("Oslo", "North"), ("Rome", "South"), ("Rome", "West")]
        .map(|(city, region)| allowed(city, region));
    rest.replace("REGIONS", &definition(&["North", "South", "West"]))
        .replace("CITIES", &format!("{}{}", definition(&cities), settings.concat()))
        .replace("KINDS", &definition(&["Small", "Large"]))
        .replace("TAGS", &definition(&["Alpha", "Beta", "Gamma", "Delta"]))
}
