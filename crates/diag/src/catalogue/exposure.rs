//! Codes about what tools touch: objects, fields, records, and the grants that follow.

super::codes! {
    UNKNOWN_OBJECT = "EXP001", Error, "An sObject is not known",
        "Neither the bundled catalogue, nor the project's `objects/**`, nor an org describe knows this sObject. Check the spelling (custom objects end in `__c`), add its metadata to the project, or take a describe snapshot of the org.";
    UNKNOWN_FIELD = "EXP002", Error, "A field is not known",
        "The sObject has no such field in the bundled catalogue, the project's `objects/**` or an org describe. Use the API name, not the label; custom fields end in `__c`.";
    UNKNOWN_RELATIONSHIP = "EXP003", Error, "A relationship is not known",
        "A path goes through relationship names: `Owner.Name`, not `OwnerId.Name`; custom ones end in `__r`. Child relationships are named by the lookup field on the child.";
    TYPE_MISMATCH = "EXP004", Error, "A value does not fit the field",
        "The parameter, constant or operator cannot be compared with or stored in a field of this type; the platform would fail at run time, for every caller.";
    NOT_WRITABLE = "EXP005", Error, "A field cannot be set",
        "The field is a formula, an auto-number, a system field, or otherwise not createable or updateable for this operation (describe flags `createable`, `updateable`).";
    REQUIRED_FIELD = "EXP006", Error, "A required field is not set on create",
        "The platform refuses the record without it (not nillable, not defaulted on create). Set it from a required parameter, an authorized value or a constant.";
    GRANT_REFUSED = "EXP007", Error, "The platform refuses this grant",
        "A permission set cannot grant it: for example a field of an object that has no field permissions, or object permissions on an object that has none. The deploy of the permission set would fail.";
    OUTSIDE_SCOPE = "EXP008", Error, "The tool touches something outside its scope",
        "The tool names an exposure set, and everything it reads or sets must be listed there, and what a formula, a roll-up summary (with the fields of its filter) or a standard field that shows another record (`Case.ContactEmail`) is made of too: on the platform it shows that to whoever may read it. Nor may it set, on whichever object, what a filter of its scopes looks at, unless the record certainly stays within. Add it to the scope, which a reviewer sees, or remove it from the tool.";
    EXCLUDED_OBJECT = "EXP009", Error, "The tool touches an object that a scope excludes",
        "The scope lists the object as left out on purpose. Remove it from the tool, or discuss the exclusion with its owner and remove it there. It is a warning where no tool touches the object and the permission set must grant it all the same, because the platform refuses the rest without it: the tools return nothing of it, and a token that opens other APIs of the org reads what is shared with the user.";
    NOT_SUPPORTED_BY_FIELD = "EXP010", Error, "The field does not support this use",
        "Describe says the field is not filterable, not sortable or not groupable, or its type (long text area, for example) does not allow the operator. SOQL would refuse the query. Behind a lookup that may point to records of many objects, such as `Who` and `What`, only the name and the type can be read: the other fields of `Name` have a value for users only, and no field permission of the record behind it protects them.";
    NOT_EXTERNAL_ID = "EXP011", Error, "The field cannot identify a record",
        "`get` by a field and idempotency need a unique field, and `upsert` a unique external Id: otherwise two records could match. Custom fields need `<unique>true</unique>`, for `upsert` `<externalId>true</externalId>` too.";
    NEEDS_FEATURE = "EXP012", Warning, "The field or object depends on an org feature",
        "It exists only in orgs with that feature; elsewhere the deploy fails. Declare the feature in the project spec under `features` once you know that every target has it. Where no source says on what a field depends (a feature, an edition, a licence, a release), and for `RecordTypeId`, which an sObject has only with a record type, a describe snapshot of an org settles it; so does the metadata of a record type in the project.";
    ASSUMED = "EXP013", Note, "The platform's behaviour here is assumed, not documented",
        "The bundled catalogue has no certain source for this fact. A describe snapshot of an org, or an override in the project, settles it.";
    OBJECT_OPERATION = "EXP014", Error, "The sObject does not allow this operation",
        "Describe says the object is not queryable, searchable, createable, updateable or deletable, or Salesforce documents that SOQL does not take such a query of it: big objects, custom metadata types, external objects, views of metadata, `ContentDocumentLink` and a few more.";
    PII_UNJUSTIFIED = "EXP015", Error, "A field with personal data leaves the org, or can be found out, without justification",
        "Personal, financial and health fields leave the org only with a written reason and a reference to where the decision is recorded. Being returned is one way; an order, a comparison other than `eq` and `in` of a text (there are few choices, truth values and dates, and a model tries them all), a group, a least or greatest value, and what hand-written code reads are others. Where the field is returned, add `pii: { justification: …, reference: … }`, or a `mask`, or remove the field. Which fields count is read from `SecurityClassification` and `ComplianceGroup` of the field where the project has them (`Public` clears a field), else from its type and name; a formula or a roll-up summary counts as the fields that it names, a standard field that shows another record as what it shows, and a history as the fields whose values it holds.";
    BROAD_TOOL = "EXP016", Error, "A broad tool needs a justification",
        "The tool reads many fields, or lists records without any condition or record scope, so an agent can read more than one task needs. `contains` and `startsWith` narrow only with at least 3 characters: set `minLength: 3` on the parameter. Narrow the tool, or write the reason in `justification`.";
    REPEATED_FIELD = "EXP017", Error, "A field or result key occurs twice",
        "Two values would have the same key in the result, or one field would be set twice. Remove one, or give it another name with `as`.";
    OPTIONAL_PARAMETER = "EXP018", Error, "A parameter must be required here",
        "The place needs a value on every call: the record's Id, the search text, a record scope. With an optional parameter the rule would vanish when the model leaves the argument out.";
    FIXED_CONDITION = "EXP019", Error, "A fixed condition may not depend on an argument",
        "Conditions under `always`, and those of a scope, hold for every call; they compare with constants or authorized values only. Use `where` for what the model may choose.";
    CURSOR_FIELD = "EXP021", Error, "The cursor would carry a field that the tool does not return",
        "A cursor holds the values of the order fields of the last row, readable for whoever decodes it. With `paginate`, every field of `orderBy` must be among `fields`, without a mask.";
    MASKED_ELSEWHERE = "EXP022", Error, "A field is masked in one tool and open in another of the same server",
        "Whoever may call one tool of a server may call all of them, so a mask hides nothing that another tool returns as it is, or lets a model find out by comparisons; the parts of a compound field, the compound field of a part, and a formula that is made of the field count as the field, and so does what a handler reads without a `justification`. Mask the field in both, leave it out, or write the `pii` justification beside the field that is returned as it is: reviewers then see that the mask is for brevity only.";
    NO_APEX_DML = "EXP023", Error, "Apex cannot write records of this sObject",
        "Describe may call it createable, updateable or deletable, but that is for the APIs: \"sObjects That Don't Support DML Operations\" in the Apex Developer Guide names it, or its records are an org's code and settings. The tool would fail on every call, and often not even compile. Let the tool read it, and leave writing to Setup, a deployment or an API.";
    UNKNOWN_VALUE = "EXP020", Warning, "A value is not in the picklist",
        "The picklist's values in the catalogue or project do not include this one. For an unrestricted picklist the platform accepts it. For a restricted one this is an error: the platform refuses to store the value, and no record holds it.";
    DELETES_ALONG = "EXP025", Error, "A delete takes records of other objects with it",
        "The platform deletes what belongs to a record along with it, master-detail children and the standard children that describe calls `cascadeDelete`, whether or not the running user may read or delete them. No scope, permission set or condition holds that back. Write in `justification` of the tool why that is right, delete a record that has no children, or let the tool set a status instead.";
    ANY_PARENT = "EXP026", Warning, "A path leads to records of any object",
        "`What`, `Who` and other polymorphic lookups point to records of many objects, and the fields that all of them have come from whichever it is: the name of an opportunity, a case or a custom record, although no spec names that object. Object permissions and field-level security of that object are not asked for by the permission set, so only its name and type can be read. Leave the path out, or make sure by a condition such as `What.Type eq Account` that it leads where it should.";
    RECORD_ID = "EXP024", Warning, "A record Id of one org stands in a spec",
        "The same classes go to every target, and a record has another Id in each org, unless a sandbox was copied from it. Compare what is the same everywhere, such as `RecordType.DeveloperName` or the name of the record behind a lookup; or take the Id from a parameter or an authorized value.";
    RECORD_TYPE = "EXP027", Warning, "A record type is set that no permission set grants",
        "A user can give a record only a record type that a profile or a permission set assigns to the user; the master record type alone needs nothing. The permission set of the tools names the record types that the spec names. An Id tells it nothing: it is another one in each org, and a parameter may bring any. Set `RecordTypeId` to a developer name, or to an `enum` parameter whose values are developer names.";
    MOVED_FENCE = "EXP028", Warning, "A tool sets what the filter of another tool's scope looks at",
        "The filter of a scope holds for the tools of that scope. Another tool of the same server may set the field that the filter looks at, on the record itself or on the parent behind a path, a formula or a summary: an agent that may call both lets a record in, and then reads it. A tool of the scope itself may not do that (`EXP008`). Leave the field out of `set`, offer the tools on two servers with two groups of users, or write in `justification` of the tool that sets it why that is right; the review document says it in any case.";
    BEYOND_THE_RECORD = "EXP029", Warning, "The platform asks for more, or does more, than the tool says",
        "Some writes concern more than the record and its fields. A new owner of an `Account` or `Opportunity` removes its team and may change the owner of what belongs to it; the first event of a series takes the others along when it is deleted; activating a contract or an order, and reading the setup audit trail, may take a user permission that no object permission stands for, and the local org does not ask for it. Narrow the tool, give the permission where an org asks for it, or write in `justification` of the tool why that is right; the review document says it in any case.";
}
