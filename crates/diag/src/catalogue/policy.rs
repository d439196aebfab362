//! Codes about policy: identity, audit, approval, production rules, limits, descriptions.

super::codes! {
    WRITE_WITHOUT_AUDIT = "POL001", Error, "A server with a writing tool has no audit policy",
        "Field history shows only the running user. Before an agent may change records, the server spec says where each call is recorded and for how long: add `audit`.";
    BROAD_OAUTH_SCOPE = "POL002", Error, "An OAuth scope beyond those of the tools needs a written justification",
        "Tools need `Api`, and `RefreshToken` for per-user login and for `jwtBearer`, which Salesforce refuses without it although it issues no refresh token; the app has these by itself. Each further scope widens what a stolen token can do: `Full` and `Web` let it do everything the user can do in the browser. Remove the scope, or write `scopeJustification`, which the review document shows first.";
    RUN_AS_ADMINISTRATOR = "POL003", Error, "The run-as user would have administrator rights",
        "A profile or permission such as System Administrator, ModifyAllData or ViewAllData makes every permission set meaningless. Use `Minimum Access - API Only Integrations` and the generated permission sets.";
    UNENFORCED_PROMISE = "POL004", Error, "A description forbids something that no rule enforces",
        "Telling the model what it must not do is not a control. Write the rule as a condition, a field list, a parameter check or an approval, then describe it; or say what the tool does instead of what it must not do.";
    POISONED_DESCRIPTION = "POL005", Error, "A description contains text that steers a model",
        "Descriptions are put into the context of every conversation. Instructions to the model beyond the use of this tool, orders about files, credentials, conversations, other tools and the user's consent, invisible and look-alike characters, markup, web addresses (but those of `example.com`, `.net` and `.org`) and encoded text are refused, because that is how tool poisoning works.";
    PRODUCTION_CUSTOM = "POL006", Error, "A production server has a custom tool without a named reviewer",
        "A custom handler is hand-written code that no spec describes. In production mode the server spec names who read it and when: add `reviewer`.";
    PRODUCTION_DYNAMIC_QUERY = "POL007", Error, "A production server has a dynamic query",
        "In production mode queries are static text, so that a reviewer reads the very query that runs. Make the optional conditions required, remove pagination, or split the tool.";
    PRODUCTION_DELETE = "POL008", Error, "A production server deletes without an approval policy",
        "Deletion is a high-stakes operation. In production mode an entry of `approvals` names the tool, who approves, and how.";
    PRODUCTION_ROW_CAP = "POL009", Error, "A production server returns more than 50 rows a call",
        "In production mode a call returns at most 50 rows, so that bulk extraction takes many audited calls. Lower the limit.";
    WEAKER_ANNOTATION = "POL010", Error, "An annotation is weaker than the operation",
        "Hints may only become stricter: a write can be called destructive, a delete can never be called safe. Remove the annotation.";
    CLIENT_WITHOUT_SECRET_STORE = "POL011", Error, "The client cannot keep the secret out of its configuration",
        "Claude Desktop does not expand variables in its configuration, so the client credentials flow would put the secret into a plain file. Use `flow: authorizationCode` (per-user login) for it, or another client.";
    SHARED_ENDPOINT = "POL012", Error, "Two servers have the same endpoint",
        "Apex REST serves the class that was saved first; the other server would silently answer with the wrong tools. Give each server its own `endpoint`.";
    CALL_VOLUME = "POL013", Warning, "The expected calls take a large part of the org's API requests",
        "API requests are counted per org over 24 hours, for people, apps and agents together; so the servers of the project are added up, against the least `dailyApiLimit` of theirs. Lower the volume, combine calls with a `related` tool, or record the real limit in `dailyApiLimit`.";
    GOVERNOR_LIMIT = "POL014", Error, "A call can exceed a governor limit",
        "The worst case of the tool is above what one Apex transaction may use; the platform would end it with an exception that code cannot catch. Lower limits or remove parts. Heap is what the records take that one call reads, one more than the limit, every text at its greatest length: `maxBytes` cuts a result only after they were read.";
    VAGUE_PURPOSE = "POL015", Error, "The purpose does not say what the server is for",
        "A use case without a purpose and a measure of success cannot be reviewed. Say which workflow it serves and how you will know that it helps, in at least 40 characters.";
    MISSING_RUN_AS = "POL016", Error, "The client credentials flow needs a run-as user",
        "The flow runs every call as one user, which differs per org: add `servers: { <server>: { runAs: <user name> } }` to the target in `targets.yaml`, and `runAs` to the server.";
    CONNECTED_APP = "POL017", Warning, "Most orgs can no longer create connected apps",
        "Since Spring '26 creation is refused with `You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.` Use `app: externalClientApp` unless the org has been re-enabled.";
    SECRET_IN_SPEC = "POL018", Error, "A spec contains what looks like a secret",
        "Specs are committed and read by many people. Keys, passwords and tokens belong into the secret store of the machine or the CI platform. Remove the value and rotate it.";
    JWT_CERTIFICATE = "POL019", Error, "The JWT bearer flow needs a public certificate",
        "The org checks the signature of each assertion with the certificate of the app. Name its PEM file in `login.certificate`; the private key stays outside the project.";
    RUN_AS_UNJUSTIFIED = "POL020", Error, "A right of the run-as user has no justification",
        "What the run-as user may do beyond the generated permission sets is described by no tool and limited by no field list. Each such right needs a written reason, which the review document shows first. Write it, or remove the right.";
    RUN_AS_FURTHER_RIGHT = "POL021", Warning, "The run-as user may do more than its tools need",
        "A further profile, permission set or user permission applies to every call, whatever the specs of the tools say: hand-written handlers, triggers and flows run with it. Remove it if the tools work without it; the written reason stands in the review document.";
    OVERRIDE_GRANTS = "POL022", Error, "An override would grant a right that no record takes",
        "`writeUserPermissions` says which user permissions the platform asks for before records of an sObject are written, and the permission set of the tools grants them. Only permissions that concern records of one kind can stand there, such as `EditTask`; any other would raise the rights of everyone who may call the tools. Give a right that people really need in a permission set of your own, or, for an integration user, in `runAs` with its justification.";
    OVERRIDE_WIDENS = "POL023", Warning, "An override widens what is granted",
        "`requiresRead`, `inheritsFrom` and `writeUserPermissions` of an override become grants of the permission set although no tool asks for them by itself. Keep them only where an org refuses the permission set, or the call, without them. The review document names each with its reason at its beginning.";
    SECURITY_OBJECT = "POL024", Error, "A tool that changes rights or log-ins needs a justification",
        "Records of `User`, `Profile`, `PermissionSet`, `GroupMember`, `SetupEntityAccess`, shares, teams, members of groups, links of files and the fields that make them, Apex classes, named credentials and their like decide who may do what, and how people and programs log in. Whoever may call a tool that writes them can raise rights beyond those of the tools. Leave it to people; where an agent must do it, write why in `justification`, and reviewers see it first.";
    SHARED_RUN_AS = "POL027", Error, "Two servers run as the same user",
        "Apex REST asks what the user may do, not which app the token came from. A user that two servers run as has the permission sets of both, so the token of one, even of one that only reads, opens the other. Give each server an integration user of its own in every target.";
    FURTHER_SCOPE = "POL028", Warning, "The token may do more than the tools need",
        "An entry of `extraScopes` holds for every token of the app, whatever the tools do. Remove it if clients work without it; the written reason stands in the review document.";
    SAME_ORG = "POL029", Warning, "Two targets are one org",
        "Each org has an entry of its own in `targets.yaml`. Two entries with one host are one org under two names, most often an entry that was copied: what is meant for the one is deployed to the other.";
    HAND_WRITTEN_SHARING = "POL030", Error, "A hand-written class does not respect sharing",
        "Nothing generated stands between a hand-written class and the records: without `with sharing` its queries reach what sharing hides from the running user. Declare the class of a tool `with sharing` or `inherited sharing` (the endpoint runs with sharing). No class of a tool or handler is declared `without sharing`, and no class within it: an inner class does not follow the class around it.";
    HAND_WRITTEN_SYSTEM_MODE = "POL031", Warning, "A hand-written class reaches data in system mode",
        "A query without `WITH USER_MODE`, a statement without `as user`, and a method of `Database` or `Search` without `AccessLevel.USER_MODE` read and write whatever exists, not what the running user may read and write: the field and object permissions of the permission set do not hold there. The class of the tool or handler is looked at, with its inner classes, and the project's classes that it names, and that these name in turn, in any number of steps. Methods of managed packages and triggers are not.";
    HAND_WRITTEN_WRITE = "POL032", Error, "A class that is declared to read makes a change",
        "The tool says `readOnlyHint: true` to every client and \"changes nothing\" to reviewers, and no audit policy is asked for. Yet its class has a statement or a call that writes records, publishes an event, sends a mail or a notification, starts, schedules or ends a job, starts a flow or an action, sets a password, fills a cache, deploys metadata, publishes an article, or changes a session, a user or a feed. Declare `effect: write`, or take it out. The class is looked at with its inner classes. At run time such a call fails, and is undone, where what it does, in any class, trigger or flow, counts as a DML statement, an event, a queueable or future job, or an e-mail; of the rest see POL035.";
    CLIENT_WITHOUT_FLOW = "POL033", Note, "A client cannot log in by the flow of its server",
        "MCP clients reach the server through an npm proxy, which has no JWT bearer flow: nothing is written for the client. A background service that signs its own assertion needs no configuration; for a client, use `flow: clientCredentials` or `flow: authorizationCode`.";
    NO_LOOKBACK = "POL034", Warning, "A list of records that pile up has no bound in time",
        "Activities, mails, cases, comments, feeds, histories, files, leads and logs are added for as long as the org lives, and a limit on rows does not keep a query from looking through all of them: one day it ends in a time-out. A tool that lists, counts or searches them has a condition that no argument can remove: `withinLastDays` with at most 1827 days (five years) in `always` or in a scope, or on a parameter that is required or has a default, with such a `max`; `records: owned` or `records: { relatedTo: … }`; or a required parameter that a text, a lookup or a day equals (`eq`, `in`). For a `search`, words of at least 3 characters (`minLength: 3`) are enough. On a server with `production: true` this is an error.";
    HAND_WRITTEN_REACHES_WRITE = "POL035", Warning, "A class that a reading tool leads to makes a change",
        "No governor limit counts the change, so nothing fails and nothing is undone when the tool makes it: `Database.executeBatch` and its like, `System.schedule`, passwords, notifications, flows, caches, deployments, feeds. The class stands in the project and is named by the class of the tool, or by one that this one names, in any number of steps; whether the tool ever comes to that line is for people to see. Methods of managed packages, triggers, and what a callout does in another system are not examined.";
}
