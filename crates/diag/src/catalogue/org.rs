//! Codes for what an org answers to a deployment: the messages people meet, their cause and their repair.
//!
//! One row holds the parts of a message, in order, by which it is recognised. The first row that fits wins, so special
//! messages stand before general ones. Parts are compared without letter case.

/// Declares codes together with the message parts that lead to them.
macro_rules! messages {
    ($($name:ident = $id:literal, $severity:ident, [$($part:literal),+], $title:literal, $explanation:literal;)*) => {
        super::codes! { $($name = $id, $severity, $title, $explanation;)* }

        /// Message parts by code, in the order in which they are tried.
        static PATTERNS: &[(&[&str], &Code)] = &[$((&[$($part),+], &$name)),*];
    };
}

/// The code of a message that an org sent, if it is one of the known ones.
pub fn recognise(message: &str) -> Option<&'static Code> {
    let message = message.to_lowercase();
    // The local org says so itself, of Apex and of metadata.
    if message.starts_with("not supported by the local org") {
        return Some(&super::apex::APEX_UNSUPPORTED);
    }
    let fits = |parts: &[&str]| {
        let mut rest = message.as_str();
        parts.iter().all(|part| match rest.find(&part.to_lowercase()) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    };
    PATTERNS.iter().find(|(parts, _)| fits(parts)).map(|(_, code)| *code)
}

messages! {
    // Something that is referred to is not there.
    NO_OBJECT = "ORG001", Error, ["no CustomObject named ", " found"], "An object that is referred to is not in the org",
        "The component names an object that is neither in the package nor in the org. If it is yours, add its files to a package directory; if it belongs to a feature or a managed package, enable or install that first; otherwise remove the reference.";
    NO_FIELD = "ORG002", Error, ["no CustomField named ", " found"], "A field that is referred to is not in the org",
        "The component names a field that is neither in the package nor in the org. Deploy the field in the same package, correct its name, or remove the reference. Some standard fields exist only when a feature is on: person accounts, multiple currencies, middle names, quotes.";
    NO_RECORD_TYPE = "ORG003", Error, ["no RecordType named ", " found"], "A record type that is referred to is not in the org",
        "Record types are written `Object.RecordType`. Deploy the record type in the same package, or remove the reference.";
    NO_USER = "ORG004", Error, ["no User named ", " found"], "A user that is referred to is not in the org",
        "User names differ between orgs: sandboxes append their name. Keep such values out of shared files: put the component into the target's overlay with the target's own user name, or refer to a group, queue or role.";
    NO_MATCHING_USER = "ORG005", Error, ["Cannot find a user that matches any of the following usernames"], "Users that are referred to are not in the org",
        "A folder or rule is shared with users by name, and this org has none of them. Share with a group or role, or remove the entries.";
    NO_TEMPLATE = "ORG006", Error, ["no EmailTemplate named ", " found"], "An email template that is referred to is not in the org",
        "Templates are written `Folder/Name`, and their folder must be deployed too. Add template and folder to the package, or remove the reference.";
    NO_METADATA_RECORD = "ORG007", Error, ["no CustomMetadata named ", " found"], "A custom metadata record that is referred to is not in the org",
        "Records of custom metadata types are written `Type.Record`, without `__mdt`. Deploy the record in the same package as what needs it.";
    NO_QUICK_ACTION = "ORG008", Error, ["no QuickAction named ", " found"], "A quick action that is referred to is not in the org",
        "A layout or page lists an action that is neither in the package nor in the org. Standard actions disappear with the feature they belong to. Deploy the action, or remove it from the list.";
    NO_DATA_CATEGORY = "ORG009", Error, ["no DataCategoryGroup named ", " found"], "A data category group is not in the org",
        "Data category groups are often set up by hand. Create the group in the org, or deploy it before the component that uses it.";
    NO_APEX_CLASS = "ORG010", Error, ["no ApexClass named ", " found"], "An Apex class that is referred to is not in the org",
        "A permission set, flow or page names a class that is neither in the package nor in the org. If it failed to compile in this deployment, repair that first. If it comes from a package, install the package first.";
    ALREADY_GONE = "ORG011", Warning, ["No ", " named: ", " found"], "A component that should be deleted is not in the org",
        "The destructive manifest names a component that the org does not have, so there is nothing to delete. It is a warning; remove the entry when all orgs have been cleaned up.";
    NO_COMPONENT = "ORG012", Error, ["In field:", " no ", " named ", " found"], "A component that is referred to is not in the org",
        "The message names the field that holds the reference and what it points to. Deploy that component in the same package, correct the name, or remove the reference.";
    NOT_IN_ZIP = "ORG013", Error, ["was named in package.xml, but was not found in zipped directory"], "The manifest names a component that the package lacks",
        "The platform found no file, or a file with another name, for a component of the manifest. Packages of this tool are checked for this before the upload; if you see it, report it with the name of the component.";
    NO_FOLDER = "ORG014", Error, ["Cannot find folder"], "A folder is not in the org",
        "Reports, dashboards, documents and email templates live in folders, which are components too. Deploy the folder in the same package.";
    BAD_REFERENCE = "ORG015", Error, ["invalid cross reference id"], "A reference points to something that is not in the org",
        "The platform does not say to what. Usual causes are a record id written into metadata, a component deleted in the meantime, and access to an external credential principal inside a package. Look for 15 or 18 character ids in the component's file.";
    NO_RIGHT_ON_REFERENCE = "ORG016", Error, ["insufficient access rights on cross-reference id"], "The deploying user may not use something the component refers to",
        "The user lacks a right on a related component, or the change must be made by hand: active flows cannot be deleted by a deployment, and some changes of unique fields neither.";
    NO_MCP_API = "ORG017", Error, ["identifier found for source"], "A tool of a hosted MCP server points to an API that is not in the org",
        "The definition names an Apex action, flow or REST class that is not there yet. These must be deployed before the server definition, in an earlier deployment.";

    // Permission sets and profiles.
    REQUIRED_FIELD_GRANT = "ORG020", Error, ["You cannot deploy to a required field"], "A permission set grants a required field",
        "Fields that are required, master-detail, or required by the platform are always readable and editable, and the platform refuses to have them listed. Remove the `fieldPermissions` entry that the message names.";
    GRANT_DEPENDS = "ORG021", Error, ["Permission ", " depends on permission(s): "], "A permission set lacks a right that another one needs",
        "Create, edit and delete need read; delete needs edit; a child of a master-detail relation needs read on its parent; some standard objects need each other. Add the right after the colon, or remove the one before it.";
    UNKNOWN_USER_PERMISSION = "ORG022", Error, ["Unknown user permission"], "The org does not know a user permission",
        "The name is misspelt, or the feature that brings the permission is not on in this org. The permission of integration users is called `ApiUserOnly`, not `ApiOnlyUser`.";
    LICENCE_TOO_SMALL = "ORG023", Error, ["The user license doesn't allow the permission"], "A user's licence does not allow what a permission set grants",
        "Permission sets are checked against the licence when they are assigned. Assign the permission set licence first (integration users need `SalesforceAPIIntegrationPsl`), give the user another licence, or take the right out of the set.";
    DEFAULT_APP = "ORG024", Error, ["You can't remove the only default app from the profile"], "A profile would lose its default app",
        "Every profile has one default app. Mark one of its visible apps as default, or leave app visibility out of the profile.";
    LABEL_MISSING = "ORG025", Error, ["Required field is missing: label"], "A component has no label",
        "The element `<label>` is missing or empty. Permission sets need it even when only one grant changes, because a deployment replaces the whole set.";

    // Files.
    DUPLICATE_ELEMENT = "ORG030", Error, ["Error parsing file", "is duplicated at this location in type"], "Equal elements of a file do not stand together",
        "The platform reads each group of equal elements once: all `fieldPermissions` must stand together, and so on. Sort the elements alphabetically; generated files are sorted already.";
    INVALID_ELEMENT = "ORG031", Error, ["invalid at this location in type"], "A file holds an element that its type does not have",
        "The element is misspelt, belongs to another type, or came with a newer API version than the package has. A permission set, for example, has no `default` in application visibility.";
    PARSE = "ORG032", Error, ["Error parsing file"], "A file cannot be read",
        "The XML of the file is broken or does not fit its type. The numbers in parentheses are line and column in the file of the package.";
    ELEMENT_MISSING = "ORG033", Error, ["Required field is missing"], "A component lacks a required element",
        "The message names the element. Files from other tools sometimes lack elements that later API versions require.";
    CLASS_VERSION = "ORG034", Error, ["apiVersion can't be"], "A component has a newer API version than the org",
        "During a release, sandboxes are upgraded before production. Lower `apiVersion` in the component's file to the version of the org that is behind.";
    PACKAGE_VERSION = "ORG035", Error, ["Invalid version specified"], "The org does not know the API version",
        "Calls and packages must not ask for a version above the org's newest. Lower `sourceApiVersion` in the project file.";

    // Apps that log in.
    CONNECTED_APP_CLOSED = "ORG040", Error, ["You can't create a connected app"], "The org no longer creates connected apps",
        "Since Spring '26 new connected apps are restricted; existing ones keep working. Use an external client app, the default of this tool, or ask Salesforce Support to enable creation.";
    EXECUTION_USER = "ORG042", Error, ["Enter a valid execution user for the OAuth client credentials flow"], "The run-as user of the app does not fit",
        "The user named in the app's policy must exist in this org, be active and be allowed to use the API. User names differ per org: set `runAs` of the target in `targets.yaml`.";

    // Apex that does not compile.
    // Its text goes on with what is wrong in the other class.
    DEPENDENT_CLASS = "ORG054", Error, ["Dependent class is invalid and needs recompilation"], "A class fails because another one does",
        "Repair the other failures; this one goes away with them. If it is the only one, compile all classes in Setup and deploy again.";
    INVALID_TYPE = "ORG050", Error, ["Invalid type: Mcp"], "A class of the MCP framework is not in the org",
        "Generated tools extend classes of salesforce-mcp-lib. Install the package version that the project names, which `deploy` does as its first step, or generate with `framework: bundled`.";
    UNKNOWN_TYPE = "ORG051", Error, ["Invalid type: "], "Apex refers to a type that is not in the org",
        "The class, object or event is neither in the package nor in the org, or it failed to compile itself. Repair other failures first, then check the spelling and whether its package is installed.";
    UNKNOWN_VARIABLE = "ORG052", Error, ["Variable does not exist"], "Apex refers to a name that does not exist",
        "The variable, field or class is misspelt, not visible here, or a field that this org does not have because a feature is off.";
    UNKNOWN_METHOD = "ORG053", Error, ["Method does not exist or incorrect signature"], "Apex calls a method that does not exist",
        "The name or the types of the arguments do not fit any method. If the method belongs to a package, the org may have another version of it.";
    UNKNOWN_COLUMN = "ORG055", Error, ["No such column ", " on entity"], "A query names a field that is not in the org",
        "The field is misspelt, is not deployed, or belongs to a feature that is off. Names of custom fields end in `__c`, of custom relations in `__r`.";
    UNKNOWN_RELATION = "ORG056", Error, ["Didn't understand relationship"], "A query names a relation that is not in the org",
        "In the list of fields a child relation is named in the plural (`Contacts`, `Orders__r`), a parent relation in the singular. Check the relationship name of the lookup field.";
    UNKNOWN_SOBJECT = "ORG057", Error, ["sObject type ", " is not supported"], "A query names an object that is not in the org",
        "The object is misspelt, not deployed, or belongs to a feature or licence that the org does not have.";
    ABSTRACT_METHOD = "ORG058", Error, ["must implement the", "method"], "A class lacks a method that its base class or interface asks for",
        "The base class in the org may be of another version than the one the class was written for. Compare the package version, or add the method.";
    WRONG_TYPE = "ORG059", Error, ["Illegal assignment from"], "Apex assigns a value of another type",
        "Convert the value, or change the type of the variable. The message names both types.";
    APEX_SYNTAX = "ORG060", Error, ["Unexpected token"], "Apex has a syntax error",
        "The compiler stopped at the place shown; the mistake is there or just before. A file that mixes two versions after a merge is a common cause.";
    MISSING_TOKEN = "ORG061", Error, ["Missing '", "' at"], "Apex lacks a character",
        "The compiler expected the character in quotes at the place shown, or just before.";

    // Tests and coverage.
    CLASS_COVERAGE = "ORG070", Error, ["Test coverage of selected Apex ", " is "], "A class is covered by too few tests",
        "With specified or relevant tests every class and trigger of the package needs 75 %. Add its test class to the tests of the deployment, or write tests for the lines that the coverage report shows.";
    ORG_COVERAGE = "ORG071", Error, ["Average test coverage across all Apex Classes and Triggers is"], "The org as a whole is covered by too few tests",
        "With local tests the average over all classes and triggers counts, so code that this package does not touch can fail it. Run specified tests, or raise the coverage of the org.";
    TRIGGER_COVERAGE = "ORG083", Error, ["Each trigger must have at least 1% code coverage"], "No test fires a trigger",
        "With local tests each active trigger of the org must run in one of them. Let a test write records of the trigger's object.";
    HANDLER_UNWRITTEN = "ORG127", Error, ["The handler of this tool is not written yet"], "The handler of a tool is not written yet",
        "`cargo xtask generate` starts the handler of a `custom` tool as a class that refuses every call, so that nobody takes it for finished. Write that class: `handler` in the tool's spec names it.";
    ASSERTION = "ORG072", Error, ["System.AssertException"], "A test found something else than it expected",
        "The message holds both values. A test that passes in one org and fails in another usually depends on automation, validation or data of that org.";
    NO_ROWS = "ORG073", Error, ["List has no rows for assignment to SObject"], "A query that must find a record found none",
        "Tests see only the data they create, unless they ask for all data. In user mode, sharing may also hide the record from the test's user.";
    REQUIRED_VALUE = "ORG074", Error, ["REQUIRED_FIELD_MISSING"], "A record lacks a required field",
        "This org requires a field that others do not. For generated tests set the field in the hand-owned class `McpTestData`.";
    VALIDATION_RULE = "ORG075", Error, ["FIELD_CUSTOM_VALIDATION_EXCEPTION"], "A validation rule of the org refuses a record",
        "The text after the code is the rule's own message. For generated tests set values that satisfy it in the hand-owned class `McpTestData`.";
    MIXED_DML = "ORG076", Error, ["MIXED_DML_OPERATION"], "A test changes users and other records in one transaction",
        "Users, permission set assignments and the like must be changed inside `System.runAs`, apart from other records.";
    DUPLICATE_RULE = "ORG077", Error, ["DUPLICATES_DETECTED"], "A duplicate rule of the org refuses a record",
        "Make the test's records differ from each other, or allow saving in the rule. Generated tests take their values from `McpTestData` where it sets them.";
    NO_FIELD_ACCESS = "ORG078", Error, ["INSUFFICIENT_ACCESS"], "A user lacks a right",
        "In a test: the permission set under test does not grant what the code does, or the org takes it away. Elsewhere: the deploying user needs the right to change this kind of component.";
    GOVERNOR_LIMIT = "ORG079", Error, ["System.LimitException"], "A governor limit was exceeded",
        "The number after the text says which. Triggers and flows of the org count too, so the same test can pass in an emptier org.";
    NULL_POINTER = "ORG080", Error, ["System.NullPointerException"], "Code used a value that is not there",
        "The first line of the stack trace names class and line. In tests, `RestContext.request` is null until the test sets it.";
    ASYNC = "ORG081", Error, ["System.AsyncException"], "A test starts an asynchronous job where it may not",
        "Usual causes are a job with the same name that is scheduled already, and more than one chained queueable in a test.";
    CALLOUT = "ORG082", Error, ["Methods defined as TestMethod do not support Web service callouts"], "A test calls a remote service",
        "Tests cannot leave the org. Set a mock with `Test.setMock` before the call.";

    // Locks, limits and the platform itself.
    APEX_JOBS = "ORG090", Error, ["batch or future jobs pending or in progress"], "Apex jobs of a class are waiting or running",
        "A class cannot change while its jobs wait. Let them end, delete scheduled jobs, or allow deployments with pending jobs in Setup, Deployment Settings.";
    SCHEDULED_JOBS = "ORG091", Error, ["schedulable class has jobs pending or in progress"], "A scheduled class cannot be changed",
        "Delete its scheduled jobs and schedule them again after the deployment, or allow deployments with pending jobs in Setup, Deployment Settings.";
    ROW_LOCK = "ORG092", Error, ["unable to obtain exclusive access"], "Another operation holds a lock",
        "The failure passes by itself. The deployment is repeated only when every failure is of this kind; otherwise run it again when less is going on in the org.";
    SHARING_LOCK = "ORG093", Error, ["operation already in progress"], "The org is recalculating sharing or changing roles",
        "Such operations exclude each other. Wait until the recalculation in Setup, Background Jobs has ended and deploy again; deploy sharing rules of several objects one after the other.";
    ALREADY_RUNNING = "ORG094", Error, ["ALREADY_IN_PROCESS"], "The org is doing this already",
        "Another deployment or test run works on the same components. Look at Deployment Status in Setup, and wait for it to end.";
    INTERNAL = "ORG095", Error, ["Please include this ErrorId if you contact support"], "Salesforce failed inside",
        "Keep the error id for Salesforce Support. If no component is marked as failed, deploying a smaller part of the package often finds the component that causes it; repeating the same package rarely helps.";
    SESSION = "ORG096", Error, ["INVALID_SESSION_ID"], "The session has expired",
        "The tool logs in again by itself where the login allows it. Tokens that come from elsewhere cannot be renewed: get a new one.";
    DAILY_LIMIT = "ORG097", Error, ["TotalRequests Limit exceeded"], "The org has used up its API calls of the day",
        "The limit counts a sliding day. `org limits` shows what is left; wait, or ask Salesforce for more.";
    LIMIT = "ORG098", Error, ["exceeded", "maximum number of"], "A limit of the org is reached",
        "The message names what there are too many of. Remove what is no longer used, or ask Salesforce to raise the limit.";

    // Objects and fields that cannot change like this.
    DATA_IN_THE_WAY = "ORG110", Error, ["Cannot change type due to existing data"], "A field cannot change its type because of its data",
        "Make a new field of the new type, move the data, and delete the old field; or change the type by hand in Setup where that is allowed.";
    FIELD_KIND = "ORG111", Error, ["Cannot update a field ", "something else"], "A field cannot become this kind of field",
        "Formulas and roll-ups cannot turn into other fields, nor the other way round. Delete the field in the org first, or give the new one another name.";
    VALUE_SET = "ORG112", Error, ["Cannot change which global value set this picklist uses"], "A picklist cannot change its value set",
        "Make a new field with the other value set, move the data, and delete the old field.";
    REFERENCED = "ORG113", Error, ["is referenced elsewhere in salesforce.com"], "A component cannot be deleted because something uses it",
        "Remove the references first, or delete what uses it in the same package. A component used by new versions of the same deployment belongs into the manifest that deletes afterwards.";
    RECORD_TYPE_DELETE = "ORG114", Error, ["Cannot delete record type through API"], "Record types cannot be deleted by a deployment",
        "Deactivate the record type and delete it in Setup, then remove it from the destructive manifest.";
    NAME_USED = "ORG115", Error, ["already exists or has been previously used"], "A name is taken",
        "The org has another component of this name, or one in the list of deleted fields. Erase the deleted one in Setup, rename the other, or choose another name.";
    DUPLICATE_LABEL = "ORG116", Error, ["Duplicate label"], "Two picklist values have the same label",
        "A value was probably renamed in the org while its API name stayed. Give the value of the file the API name that the org has.";
    PICKLIST_VALUE = "ORG117", Error, ["Picklist value:", "not found"], "A picklist value that is referred to is not in the org",
        "A record type or rule names a value that the picklist lacks. Deploy the value set in the same package, or remove the value from the record type.";
    PICKLIST_SHARING = "ORG118", Error, ["Picklist sharing is not supported"], "A picklist cannot take this value set",
        "The type of the field was changed in a way that a deployment cannot make. Change it by hand in Setup, then deploy.";
    SHARING_MODEL = "ORG119", Error, ["is not a valid sharing model for"], "Sharing models of related objects do not fit",
        "A child cannot be shared more widely than its parent allows. The message names both; change `sharingModel` of one of them.";
    SHARING_RULE = "ORG120", Error, ["since it's org wide default is"], "A sharing rule does not fit the org-wide default",
        "Rules can only widen access, so they need a default that leaves something to widen. Deploy the object's sharing model first, or remove the rule.";
    ROLE_ACCESS = "ORG121", Error, ["access level below organization default"], "A role grants less than the org-wide default",
        "Access in a role must be at least the org-wide default. Raise it in the role's file, or lower the default first.";
    NOT_AVAILABLE = "ORG122", Error, ["Not available for deploy for this organization"], "The org does not take this kind of component",
        "A feature or licence is missing, or the deploying user lacks the right to manage it. Enable the feature in the org, then deploy.";
    RELATED_LIST = "ORG123", Error, ["Invalid field:", " in related list:"], "A related list shows a field that is not in the org",
        "The field belongs to a feature that is off, or is not deployed. Enable the feature, or remove the field from the layout's related list.";
    SCOPE_MINE = "ORG124", Error, ["Invalid scope:Mine"], "A list view cannot be limited to the user's own records",
        "This object's list views take `Everything` only. Change `filterScope` in the list view's file.";
    LAYOUT_REQUIRED = "ORG125", Error, ["must not be Required"], "A layout requires a field that cannot be required",
        "The field became read-only, for example a formula. Change `behavior` of the field in the layout from `Required` to `Readonly`.";
    EMAIL_OFF = "ORG126", Error, ["Send Email is disabled"], "The org does not send email",
        "Sandboxes start with email deliverability off. Set it to all email in Setup, Deliverability, or leave the action out.";
}

#[cfg(test)]
mod tests;
