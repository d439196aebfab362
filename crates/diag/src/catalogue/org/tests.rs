use super::*;

/// A text for each code, without which a code has no place here. Most were seen as orgs wrote them, in public threads and logs; some are what the local org answers
/// after the same checks, or a known pattern with names filled in. Names are changed where they are somebody's.
#[rustfmt::skip]
static SEEN: &[(&str, &Code)] = &[
    ("In field: field - no CustomObject named AccountContactRelation found", &NO_OBJECT),
    ("In field: field - no CustomField named Contact.Languages__c found", &NO_FIELD),
    ("In field: recordType - no RecordType named Case.Other found", &NO_RECORD_TYPE),
    ("In field: RunAsUser - no User named 005SG0000070iEkYAI found", &NO_USER),
    ("Cannot find a user that matches any of the following usernames: a@b.example. remove the user from the component being deployed or create a matching user in the organization", &NO_MATCHING_USER),
    ("In field: welcomeEmailTemplate - no EmailTemplate named unfiled$public/CommunityWelcomeEmailTemplate found", &NO_TEMPLATE),
    ("In field: customMetadata - no CustomMetadata named Route.North found", &NO_METADATA_RECORD),
    ("In field: QuickAction - no QuickAction named FeedItem.RypplePost found", &NO_QUICK_ACTION),
    ("In field: DeveloperName - no DataCategoryGroup named Topics found", &NO_DATA_CATEGORY),
    ("In field: specific ids - no ApexClass named ContactController found", &NO_APEX_CLASS),
    ("No ApexClass named: test1 found", &ALREADY_GONE),
    ("In field: report - no Report named F/R found", &NO_COMPONENT),
    ("An object 'Account.TestField2__c' of type CustomField was named in package.xml, but was not found in zipped directory", &NOT_IN_ZIP),
    ("Cannot find folder:Marketing", &NO_FOLDER),
    ("INVALID_CROSS_REFERENCE_KEY: invalid cross reference id", &BAD_REFERENCE),
    ("insufficient access rights on cross-reference id: 1drxx000000xUHs", &NO_RIGHT_ON_REFERENCE),
    ("No \"aa:apex-X\" identifier found for source \"API_CATALOG\"", &NO_MCP_API),
    ("You cannot deploy to a required field: Acme_Tool_Log__c.Tool__c", &REQUIRED_FIELD_GRANT),
    ("Permission Read Contact depends on permission(s): Read Account", &GRANT_DEPENDS),
    ("Unknown user permission: ApiOnlyUser", &UNKNOWN_USER_PERMISSION),
    ("FIELD_INTEGRITY_EXCEPTION: The user license doesn't allow the permission: Read Account", &LICENCE_TOO_SMALL),
    ("You can't remove the only default app from the profile.", &DEFAULT_APP),
    ("Required field is missing: label", &LABEL_MISSING),
    ("Error parsing file: Element fieldPermissions is duplicated at this location in type PermissionSet (3621:17)", &DUPLICATE_ELEMENT),
    ("Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}types invalid at this location in type EmailServicesFunction", &INVALID_ELEMENT),
    ("Error parsing file: Content is not allowed in prolog.", &PARSE),
    ("Required field is missing: sharingOwnerRules", &ELEMENT_MISSING),
    ("The Renew_Contract apiVersion can't be \"55\"", &CLASS_VERSION),
    ("Invalid version specified:45.0", &PACKAGE_VERSION),
    ("You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.", &CONNECTED_APP_CLOSED),
    ("Enter a valid execution user for the OAuth client credentials flow.", &EXECUTION_USER),
    ("Invalid type: McpToolDefinition", &INVALID_TYPE),
    ("Invalid type: Widget", &UNKNOWN_TYPE),
    ("Variable does not exist: DateUtils", &UNKNOWN_VARIABLE),
    ("Method does not exist or incorrect signature: void run() from the type Widget", &UNKNOWN_METHOD),
    ("Dependent class is invalid and needs recompilation:\n Class ProductDomainExtension : Variable does not exist: DateUtils", &DEPENDENT_CLASS),
    ("No such column 'Field__c' on entity 'CustomObject__c'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.", &UNKNOWN_COLUMN),
    ("Didn't understand relationship 'Owners' in field path.", &UNKNOWN_RELATION),
    ("sObject type 'Widget__c' is not supported.", &UNKNOWN_SOBJECT),
    ("Class Widget must implement the method: void Schedulable.execute(SchedulableContext)", &ABSTRACT_METHOD),
    ("Illegal assignment from String to Integer", &WRONG_TYPE),
    ("Unexpected token '}'.", &APEX_SYNTAX),
    ("Missing ';' at '}'", &MISSING_TOKEN),
    ("Test coverage of selected Apex Class is 73.333%, at least 75% test coverage is required", &CLASS_COVERAGE),
    ("The following triggers have 0% code coverage. Each trigger must have at least 1% code coverage.", &TRIGGER_COVERAGE),
    ("Average test coverage across all Apex Classes and Triggers is 71%, at least 75% test coverage is required.", &ORG_COVERAGE),
    ("System.AssertException: Assertion Failed: Expected: 1, Actual: 2", &ASSERTION),
    ("System.QueryException: List has no rows for assignment to SObject", &NO_ROWS),
    ("Insert failed. First exception on row 0; first error: REQUIRED_FIELD_MISSING, Required fields are missing: [LastName]: [LastName]", &REQUIRED_VALUE),
    ("Insert failed. First exception on row 0; first error: FIELD_CUSTOM_VALIDATION_EXCEPTION, Close date is needed: []", &VALIDATION_RULE),
    ("first error: MIXED_DML_OPERATION, DML operation on setup object is not permitted after you have updated a non-setup object (or vice versa): User, original object: Account: []", &MIXED_DML),
    ("first error: DUPLICATES_DETECTED, Use one of these records?: []", &DUPLICATE_RULE),
    ("first error: INSUFFICIENT_ACCESS_OR_READONLY, insufficient access rights on object id: []", &NO_FIELD_ACCESS),
    ("System.LimitException: Too many SOQL queries: 101", &GOVERNOR_LIMIT),
    ("System.NullPointerException: Attempt to de-reference a null object", &NULL_POINTER),
    ("System.AsyncException: Database.executeBatch cannot be called from a batch start, batch execute, or future method.", &ASYNC),
    ("Methods defined as TestMethod do not support Web service callouts", &CALLOUT),
    ("This Apex class has batch or future jobs pending or in progress", &APEX_JOBS),
    ("This schedulable class has jobs pending or in progress", &SCHEDULED_JOBS),
    ("UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record or 3 records", &ROW_LOCK),
    ("sharing operation already in progress", &SHARING_LOCK),
    ("ALREADY_IN_PROCESS: Test already enqueued 01p5e00000bd62J", &ALREADY_RUNNING),
    ("UNKNOWN_EXCEPTION: An unexpected error occurred. Please include this ErrorId if you contact support: 1730955361-49792 (-1117026034)", &INTERNAL),
    ("INVALID_SESSION_ID: Session expired or invalid", &SESSION),
    ("REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.", &DAILY_LIMIT),
    ("You've exceeded the maximum number of custom labels for your organization", &LIMIT),
    ("Cannot change type due to existing data (161:13)", &DATA_IN_THE_WAY),
    ("Cannot update a field to a Summary from something else", &FIELD_KIND),
    ("Cannot change which global value set this picklist uses", &VALUE_SET),
    ("This custom field is referenced elsewhere in salesforce.com. : Flow Version - 301000000000001", &REFERENCED),
    ("Cannot delete record type through API", &RECORD_TYPE_DELETE),
    ("This Object Name already exists or has been previously used. Please choose a different name.", &NAME_USED),
    ("Duplicate label: Other", &DUPLICATE_LABEL),
    ("Picklist value: Web in picklist: LeadSource not found", &PICKLIST_VALUE),
    ("Picklist sharing is not supported", &PICKLIST_SHARING),
    ("ReadWrite is not a valid sharing model for Claim__c when Policy__c sharing model is Private", &SHARING_MODEL),
    ("not supported for Contact since it's org wide default is ControlledByParent", &SHARING_RULE),
    ("access level below organization default", &ROLE_ACCESS),
    ("EinsteinGpt : Not available for deploy for this organization", &NOT_AVAILABLE),
    ("Invalid field:SOLUTION.ISSUE in related list:RelatedSolutionList", &RELATED_LIST),
    ("Invalid scope:Mine, not allowed", &SCOPE_MINE),
    ("Field:Amount__c must not be Required", &LAYOUT_REQUIRED),
    ("System.AssertException: Assertion Failed: The call should succeed, but answered {\"error\":{\"code\":\"internal_error\",\"message\":\"The handler of this tool is not written yet.\"}}: Expected: false, Actual: true", &HANDLER_UNWRITTEN),
    ("Send Email is disabled or activities are not allowed", &EMAIL_OFF),
];

#[test]
fn texts_that_orgs_sent_are_recognised() {
    for (text, code) in SEEN {
        assert_eq!(recognise(text).map(|found| found.id), Some(code.id), "{text}");
    }
    let local = "not supported by the local org: System.Messaging.sendEmail(List<Messaging.Email>)";
    assert_eq!(recognise(local), Some(&super::super::apex::APEX_UNSUPPORTED));
    assert_eq!(recognise("Something new"), None);
    assert_eq!(recognise(""), None);
}

#[test]
fn every_code_has_one_text() {
    for code in ALL {
        let seen = SEEN.iter().filter(|(_, one)| one.id == code.id).count();
        assert_eq!(seen, 1, "{} has {seen} texts", code.id);
    }
}

#[test]
fn every_row_can_be_reached() {
    for (parts, code) in PATTERNS {
        assert_eq!(recognise(&parts.join(" x ")), Some(*code), "an earlier row hides {}", code.id);
    }
    assert!(ALL.len() >= 60);
}
