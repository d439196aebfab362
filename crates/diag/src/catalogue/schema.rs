//! Codes about sObject knowledge: the project's object metadata, an org's describe, overrides.

super::codes! {
    XML_SYNTAX = "SCHEMA001", Error, "A metadata file is not well-formed XML",
        "The XML parser stopped at the place shown; usual causes are an unclosed element, an `&` that is not written `&amp;`, and merge conflict marks. Nothing is known of the object or field until the file parses. Mend it, or retrieve it again from the org.";
    WRONG_ROOT = "SCHEMA002", Error, "A metadata file holds another kind of metadata than its name says",
        "The file's suffix and its root element must agree: `CustomObject` in `.object-meta.xml` and `.object`, `CustomField` in `.field-meta.xml`, `RecordType` in `.recordType-meta.xml`, `GlobalValueSet` and `StandardValueSet` in files of those names, each in the namespace `http://soap.sforce.com/2006/04/metadata`. Rename the file or retrieve it again.";
    MISSING_ELEMENT = "SCHEMA003", Error, "A metadata file lacks an element that its type needs",
        "The Metadata API refuses such a file when it is deployed: a custom field needs `fullName` and `type`, a text needs `length`, a number `precision` and `scale`, a lookup `referenceTo`. Add the element or retrieve the file again.";
    BAD_VALUE = "SCHEMA004", Error, "An element of a metadata file has a value that its type does not allow",
        "The value is outside what the Metadata API's type accepts, for example a length that is no number or a field type that does not exist. Correct the value or retrieve the file again.";
    NAME_MISMATCH = "SCHEMA005", Warning, "A field's name differs from its file's name",
        "In source format a field lives in `fields/<fullName>.field-meta.xml`. The deployed name is the one inside the file; a reviewer reads the one outside. Rename the file.";
    DUPLICATE = "SCHEMA006", Error, "The same field or object is defined twice",
        "Two files, often in two package directories, define the same thing. Which one wins depends on the tool, so neither can be relied on. Keep one of them.";
    UNKNOWN_TARGET = "SCHEMA007", Warning, "A relationship points to an object of which nothing is known",
        "The field itself can be used, but no path can go through it. Add the target object's metadata to a package directory, or a describe of the org.";
    READ_FAILED = "SCHEMA008", Error, "A metadata file cannot be read",
        "The directory or file exists but could not be read as UTF-8 text. Check its permissions and save it as UTF-8.";
    BAD_DESCRIBE = "SCHEMA009", Error, "The org describe cannot be used",
        "The file must be JSON of the form `{\"version\": 1, \"orgId\": \"00D…\", \"sobjects\": [ … ]}`, where each entry of `sobjects` is a reply of the REST resource `sobjects/<name>/describe`. Take the snapshot again.";
    UNKNOWN_OVERRIDE = "SCHEMA010", Error, "An override names an object or field that does not exist",
        "An override corrects a fact about something known; one that matches nothing corrects nothing, and whoever wrote it believes otherwise. Correct the name or remove the override.";
    UNKNOWN_VALUE_SET = "SCHEMA011", Warning, "A picklist uses a value set that is not in the project",
        "The field's values are then unknown, and no value can be checked. Add `globalValueSets/<name>.globalValueSet-meta.xml` to a package directory, or a describe of the org.";
    FIELD_WITHOUT_OBJECT = "SCHEMA012", Warning, "A field's object is not in the project",
        "The project has fields of a custom object but not the object itself, as happens with objects of an installed package. The object is taken as an ordinary custom object with an owner. Add its metadata or a describe of the org to be sure.";
    BAD_NAME = "SCHEMA013", Error, "A name in the project's metadata or in a describe is no API name",
        "Names of sObjects, fields, relationships and record types stand unquoted in SOQL and Apex, where any other text than a name would change what a query means. A name begins with a letter and has letters, digits and `_` only. No org gives other names: the file was edited or does not come from an org. Retrieve it, or take the snapshot, again.";
}
