//! What Apex can change without a statement of its own. [`COUNTED`] is what `System.Limits` counts, so that a tool which
//! says that it only reads fails at run time wherever it is done ("Execution Governors and Limits" and "Limits Class", Apex
//! Developer Guide and Reference); the rest is known from the text of a class only.

use super::Reader;
use super::data_access::{is_dml, tokens, word};
use apex_syntax::ast::Span;
use diag::catalogue::policy as codes;
use diag::{Diagnostic, Place};

/// Methods that count as a DML statement, an immediate event, a queueable job or an e-mail.
const COUNTED: [(&str, &str); 12] = [
    ("approval", "process"),
    ("database", "convertlead"),
    ("database", "delete"),
    ("database", "emptyrecyclebin"),
    ("database", "insert"),
    ("database", "merge"),
    ("database", "undelete"),
    ("database", "update"),
    ("database", "upsert"),
    ("eventbus", "publish"),
    ("messaging", "sendemail"),
    ("system", "enqueuejob"),
];
/// Methods that no limit surely counts.
const UNCOUNTED: [(&str, &[&str]); 15] = [
    ("answers", &["setbestreply"]),
    ("approval", &["lock", "unlock"]),
    (
        "database",
        &[
            "deleteasync",
            "deleteimmediate",
            "executebatch",
            "insertasync",
            "insertimmediate",
            "updateasync",
            "updateimmediate",
        ],
    ),
    ("flexqueue", &["moveafterjob", "movebeforejob", "movejobtoend", "movejobtofront"]),
    ("ideas", &["markread"]),
    ("messaging", &["sendemailmessage"]),
    ("quickaction", &["performquickaction", "performquickactions"]),
    ("remoteobjectcontroller", &["create", "del", "updat"]),
    (
        "system",
        &[
            "abortjob",
            "attachfinalizer",
            "changeownpassword",
            "enqueuebatchjobs",
            "movepassword",
            "process",
            "purgeoldasyncjobs",
            "resetpassword",
            "resetpasswordwithemailtemplate",
            "schedule",
            "schedulebatch",
            "setpassword",
            "submit",
        ],
    ),
    ("auth.authtoken", &["revokeaccess"]),
    ("auth.oauthtoken", &["revoketoken"]),
    ("cache.org", &["getpartition", "put", "remove"]),
    ("cache.session", &["getpartition", "put", "remove"]),
    ("metadata.operations", &["enqueuedeployment"]),
    ("reports.reportmanager", &["runasyncreport"]),
];
/// Types that nobody names but to change something: each goes on with methods of an instance, which a reader of the text
/// cannot tell apart.
const TYPES: [&str; 7] = [
    "cache.orgpartition",
    "cache.sessionpartition",
    "flow.interview",
    "invocable.action",
    "kbmanagement.publishingservice",
    "messaging.customnotification",
    "messaging.pushnotification",
];
/// Types and namespaces of which only those methods read whose names start with [`READING`].
const SERVICES: [&str; 4] = ["auth.sessionmanagement", "connectapi", "site", "usermanagement"];
const READING: [&str; 8] = ["format", "get", "in", "is", "search", "validate", "valueof", "values"];

/// Reports the statements of the class that change something, although the tool is declared to read.
pub(super) fn writes(path: &str, text: &str, reader: Reader<'_>) -> Vec<Diagnostic> {
    let finding = |span: Span| {
        let message = format!("`{}` is declared to read, and here its class makes a change", reader.name);
        Diagnostic::new(&codes::HAND_WRITTEN_WRITE, message)
            .at(Place::new(path, span.line, span.col))
            .also(reader.origin.place(), "the tool")
            .hint("declare `effect: write`, or take the statement out")
    };
    all(text).into_iter().map(finding).collect()
}

/// Reports what a class changes that nothing counts at run time, where a tool that is declared to read may call it. It is
/// no error, since other code calls it too.
pub(super) fn reached(path: &str, text: &str, caller: &str) -> Vec<Diagnostic> {
    let finding = |span: Span| {
        let message =
            format!("here a change is made, and `{caller}`, the class of a tool that is declared to read, leads here");
        Diagnostic::new(&codes::HAND_WRITTEN_REACHES_WRITE, message)
            .at(Place::new(path, span.line, span.col))
            .hint("see that the tool never comes here, or declare `effect: write`")
    };
    uncounted(text).into_iter().map(finding).collect()
}

/// Statements and calls of a class that change something.
pub(super) fn all(text: &str) -> Vec<Span> {
    let tokens = tokens(text);
    let counted = |i: usize| COUNTED.iter().any(|(class, method)| is_call(&tokens, i, class, &[method]));
    found(&tokens, |i| is_dml(&tokens, i) || counted(i) || is_uncounted(&tokens, i))
}

/// Those of them that nothing counts at run time.
pub(super) fn uncounted(text: &str) -> Vec<Span> {
    let tokens = tokens(text);
    found(&tokens, |i| is_uncounted(&tokens, i))
}

fn found(tokens: &[(&str, Span)], is_change: impl Fn(usize) -> bool) -> Vec<Span> {
    (0..tokens.len()).filter(|i| is_change(*i)).map(|i| tokens[i].1).collect()
}

fn is_uncounted(tokens: &[(&str, Span)], i: usize) -> bool {
    let of_service = |name: &str| {
        // `ConnectApi.ChatterFeeds.postFeedElement(`: a class stands between the namespace and the method.
        let end = after(tokens, i, name).map(|end| if name == "connectapi" { end + 2 } else { end });
        end.is_some_and(|end| {
            let method = word(tokens, end + 1);
            word(tokens, end) == "."
                && word(tokens, end + 2) == "("
                && !READING.iter().any(|start| method.starts_with(start))
        })
    };
    UNCOUNTED.iter().any(|(class, methods)| is_call(tokens, i, class, methods))
        || TYPES.iter().any(|name| after(tokens, i, name).is_some())
        || SERVICES.iter().any(|name| of_service(name))
}

/// Whether one of the methods of a class is called at `i`.
fn is_call(tokens: &[(&str, Span)], i: usize, class: &str, methods: &[&str]) -> bool {
    after(tokens, i, class).is_some_and(|end| {
        word(tokens, end) == "." && methods.contains(&word(tokens, end + 1).as_str()) && word(tokens, end + 2) == "("
    })
}

/// The token behind a name such as `flow.interview` that starts at `i`; before it may stand `System.`, and no other dot.
fn after(tokens: &[(&str, Span)], i: usize, name: &str) -> Option<usize> {
    let is_member = i > 0 && matches!(tokens[i - 1].0, "." | "?.");
    if is_member && (i < 2 || word(tokens, i - 2) != "system") {
        return None;
    }
    let mut at = i;
    for (n, part) in name.split('.').enumerate() {
        if n > 0 {
            (word(tokens, at) == ".").then_some(())?;
            at += 1;
        }
        (word(tokens, at) == part).then_some(())?;
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(find: fn(&str) -> Vec<Span>, body: &str) -> usize {
        find(&format!("public class A {{ void f() {{ {body} }} }}")).len()
    }

    #[test]
    fn what_a_limit_counts_is_found_in_the_class_itself() {
        for body in [
            "insert as user record;",
            "if (x) delete [SELECT Id FROM Account WITH USER_MODE];",
            "Database.upsert(records, false, AccessLevel.USER_MODE);",
            "System.Database.delete(ids, AccessLevel.USER_MODE);",
            "EventBus.publish(event);",
            "Id job = System.enqueueJob(new Work());",
            "Messaging.sendEmail(mails);",
        ] {
            assert_eq!((count(all, body), count(uncounted, body)), (1, 0), "{body}");
        }
    }

    #[test]
    fn what_no_limit_counts_is_found() {
        for body in [
            "System.schedule('x', '0 0 0 * * ?', new Work());",
            "System.scheduleBatch(new Work(), 'x', 5);",
            "Database.executeBatch(new Work());",
            "Database.insertAsync(records, AccessLevel.USER_MODE);",
            "Database.deleteImmediate(records);",
            "System.setPassword(UserInfo.getUserId(), text);",
            "system . resetPassword(u, true);",
            "Messaging.CustomNotification n;",
            "new Messaging.PushNotification();",
            "Messaging.sendEmailMessage(ids);",
            "Metadata.Operations.enqueueDeployment(c, null);",
            "Auth.SessionManagement.setSessionLevel(Auth.SessionLevel.HIGH_ASSURANCE);",
            "ConnectApi.ChatterFeeds.postFeedElement(null, input);",
            "Flow.Interview.createInterview('F', m).start();",
            "System.Flow.Interview f;",
            "Invocable.Action.createStandardAction('chatterPost');",
            "Cache.Org.put('local.a.b', 1);",
            "Cache.Org.getPartition('local.a').put('b', 1);",
            "new Cache.SessionPartition('local.a');",
            "Approval.lock(records);",
            "Site.forgotPassword(name);",
            "UserManagement.obfuscateUser(u);",
            "QuickAction.performQuickAction(r);",
            "KbManagement.PublishingService.publishArticle(a, true);",
        ] {
            assert_eq!((count(all, body), count(uncounted, body)), (1, 1), "{body}");
        }
    }

    #[test]
    fn what_reads_is_not() {
        for body in [
            "List<Account> found = [SELECT Id FROM Account WITH USER_MODE];",
            "Database.query(text, AccessLevel.USER_MODE);",
            "// insert record;",
            "items.insert(x); String s = 'delete x'; f(update);",
            "ConnectApi.ChatterFeeds.getFeed(null, t); ConnectApi.FeedItemInput i = new ConnectApi.FeedItemInput();",
            "ConnectApi.FeedElementType t = ConnectApi.FeedElementType.FeedItem;",
            "Cache.Org.get('local.a.b'); Auth.SessionManagement.getCurrentSession(); Site.getBaseUrl();",
            "my.database.insert(x); this.system.schedule(x); plan.schedule(x);",
            "System.debug(x); System.now(); Approval.isLocked(i);",
        ] {
            assert_eq!(count(all, body), 0, "{body}");
        }
    }
}
