use super::*;
use crate::{
    ClientError, Org, Secret,
    test_server::{Answer, Seen, TestServer},
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// An org that answers queries and other calls by the given function; `None` is 404.
async fn serve(handler: impl Fn(&str, &Seen) -> Option<Value> + Send + 'static) -> (TestServer, Org) {
    let server = TestServer::start(move |request| {
        if request.path.contains("/oauth2/token") {
            return Answer::json(200, json!({"access_token": "00D!t", "id": "https://x/id/00D1/0051"}));
        }
        if request.path == "/services/data" {
            return Answer::json(200, json!([{"version": "66.0", "url": "", "label": ""}]));
        }
        let decoded: String = url::form_urlencoded::parse(request.path.replace('?', "&").as_bytes())
            .map(|(k, v)| format!("{k}={v}&"))
            .collect();
        match handler(&decoded, request) {
            Some(value) => Answer::json(value["status"].as_u64().unwrap_or(200) as u16, value["body"].clone()),
            None => Answer::Reply(404, String::new()),
        }
    })
    .await;
    let org = server.org().await;
    (server, org)
}

fn rows(records: Value) -> Option<Value> {
    Some(json!({"body": {"done": true, "records": records}}))
}

fn installed(version: &str, minor: u32) -> Value {
    json!({"Id": "0A3", "SubscriberPackageId": "033000000000001", "SubscriberPackage": {"Name": "Lib"},
        "SubscriberPackageVersion": {"Id": version, "MajorVersion": 1, "MinorVersion": minor, "PatchVersion": 0, "BuildNumber": 1}})
}

const WANTED: &str = "04t000000000002AAA";

async fn plan(present: Vec<Value>) -> Result<InstallPlan, InstallError> {
    let (_, org) = serve(move |path, _| {
        if path.contains("FROM InstalledSubscriberPackage") {
            return rows(json!(present));
        }
        rows(json!([{"Id": WANTED, "SubscriberPackageId": "033000000000001AAA", "MajorVersion": 1, "MinorVersion": 2, "PatchVersion": 0, "BuildNumber": 1}]))
    })
    .await;
    org.plan_install(WANTED, None).await
}

#[tokio::test]
async fn what_is_installed_decides_what_is_to_be_done() {
    assert_eq!(plan(vec![]).await, Ok(InstallPlan::Install));
    assert_eq!(plan(vec![installed("04t000000000002", 2)]).await, Ok(InstallPlan::Nothing));
    assert!(
        matches!(plan(vec![installed("04t000000000001", 1)]).await, Ok(InstallPlan::Upgrade { from }) if from.minor_version == 1)
    );
    let newer = plan(vec![installed("04t000000000003", 3)]).await.unwrap_err();
    assert!(newer.to_string().contains("1.3.0") && newer.to_string().contains("1.2.0"), "{newer}");
}

async fn install(last: Value, validation: &'static str) -> (Result<(), InstallError>, TestServer) {
    let (server, org) = serve(move |path, request| {
        if path.contains("FROM SubscriberPackageVersion") {
            return rows(json!([{"Id": WANTED, "SubscriberPackageId": "033", "InstallValidationStatus": validation}]));
        }
        if path.contains("FROM InstalledSubscriberPackage") {
            return rows(json!([]));
        }
        if request.method == "POST" {
            return Some(json!({"status": 201, "body": {"id": "0Hf1", "success": true, "errors": []}}));
        }
        if path.contains("FROM PackageInstallRequest") {
            return rows(json!([{"Id": "0Hf0", "Status": "ERROR"}]));
        }
        Some(json!({"body": last.clone()}))
    })
    .await;
    (org.install_package(WANTED, Some(Secret::new("canary-key")), SHORT, &mut |_| ()).await, server)
}

const SHORT: InstallWait = InstallWait { pause: Duration::from_millis(2), patience: Duration::from_millis(60) };

/// An org that accepts the installation, the first time or only when it is asked again, but whose reply is a page of a
/// gateway; what was told, and how often it was asked. With `accepts` 0 a request is under way before.
async fn install_with_lost_replies(accepts: usize) -> (Result<(), InstallError>, String, usize) {
    let asked = AtomicUsize::new(0);
    let (server, org) = serve(move |path, request| {
        let has = asked.load(Ordering::SeqCst) >= accepts;
        if path.contains("FROM SubscriberPackageVersion") {
            return rows(json!([{"Id": WANTED, "SubscriberPackageId": "033"}]));
        }
        if path.contains("FROM InstalledSubscriberPackage") {
            return rows(json!([]));
        }
        if request.method == "POST" {
            assert!(!has, "asked for twice");
            asked.fetch_add(1, Ordering::SeqCst);
            return Some(json!({"status": 502, "body": "<html>"}));
        }
        if path.contains("FROM PackageInstallRequest") {
            let old = json!({"Id": "0Hf0", "Status": "ERROR"});
            return rows(if has { json!([old, {"Id": "0Hf1", "Status": "IN_PROGRESS"}]) } else { json!([old]) });
        }
        assert!(path.contains("PackageInstallRequest/0Hf1"), "{path}");
        Some(json!({"body": {"Id": "0Hf1", "Status": "SUCCESS"}}))
    })
    .await;
    let mut told = String::new();
    let mut tell = |event: InstallEvent<'_>| told.push_str(&format!("{event:?}\n"));
    let result = org.install_package(WANTED, None, SHORT, &mut tell).await;
    (result, told, server.count("POST", "PackageInstallRequest"))
}

#[tokio::test]
async fn an_installation_is_asked_for_only_if_the_org_has_no_request_for_it() {
    let (result, told, posts) = install_with_lost_replies(1).await;
    assert_eq!((result, posts), (Ok(()), 1), "{told}");
    assert!(told.contains("ReplyLost"), "{told}");
    let (result, told, posts) = install_with_lost_replies(2).await;
    assert_eq!((result, posts), (Ok(()), 2), "{told}");
    let (result, told, posts) = install_with_lost_replies(0).await;
    assert_eq!((result, posts), (Ok(()), 0), "{told}");
    assert!(told.contains("UnderWay(\"0Hf1\")"), "{told}");
}

/// A request of an earlier command was under way when the org was surveyed, and has ended since.
#[tokio::test]
async fn an_installation_that_has_ended_meanwhile_is_not_asked_for_again() {
    let (server, org) = serve(|path, _| {
        if path.contains("FROM InstalledSubscriberPackage") {
            return rows(json!([installed(WANTED, 2)]));
        }
        if path.contains("FROM PackageInstallRequest") {
            return rows(json!([{"Id": "0Hf0", "Status": "SUCCESS"}]));
        }
        rows(json!([{"Id": WANTED, "SubscriberPackageId": "033"}]))
    })
    .await;
    assert_eq!(org.install_package(WANTED, None, SHORT, &mut |_| ()).await, Ok(()));
    assert_eq!(server.count("POST", "PackageInstallRequest"), 0);
}

#[tokio::test]
async fn an_installation_ends_as_the_org_says() {
    let (result, server) = install(json!({"Id": "0Hf1", "Status": "SUCCESS"}), "NO_ERRORS_DETECTED").await;
    assert_eq!(result, Ok(()));
    let sent: Value = serde_json::from_slice(
        &server.requests().iter().find(|r| r.path.ends_with("PackageInstallRequest")).unwrap().body,
    )
    .unwrap();
    assert_eq!((sent["SecurityType"].as_str(), sent["Password"].as_str()), (Some("None"), Some("canary-key")));

    let failed = json!({"Id": "0Hf1", "Status": "ERROR", "Errors": {"errors": [{"message": "class conflict"}]}});
    assert!(install(failed, "NO_ERRORS_DETECTED").await.0.unwrap_err().to_string().contains("class conflict"));
    let running = install(json!({"Id": "0Hf1", "Status": "IN_PROGRESS"}), "NO_ERRORS_DETECTED").await.0;
    assert_eq!(running, Err(InstallError::StillRunning("0Hf1".into())));
    let (refused, server) = install(json!({}), "PACKAGE_UNAVAILABLE_CRC").await;
    assert!(matches!(refused, Err(InstallError::Refused { .. })));
    assert_eq!(server.count("POST", "PackageInstallRequest"), 0);
}

/// What orgs say about installation keys: forcedotcom/cli#2882 and SFDO-Tooling/CumulusCI#4004.
#[tokio::test]
async fn refusals_of_installation_keys_are_told_apart_by_their_texts() {
    let answer = |reply: &'static str, to_post: bool| async move {
        let (_, org) = serve(move |path, request| {
            if (request.method == "POST") == to_post && (to_post || path.contains("FROM SubscriberPackageVersion")) {
                return Some(
                    json!({"status": 400, "body": [{"errorCode": "FIELD_INTEGRITY_EXCEPTION", "message": reply}]}),
                );
            }
            rows(json!([{"Id": WANTED, "SubscriberPackageId": "033"}]))
        })
        .await;
        let wait = InstallWait { pause: Duration::from_millis(2), patience: Duration::from_millis(60) };
        org.install_package(WANTED, Some(Secret::new("canary-key")), wait, &mut |_| {}).await.unwrap_err()
    };
    let needed = "Please provide installationkey when querying against SubscriberPackageVersion that is protected by installationkey";
    assert_eq!(answer(needed, false).await, InstallError::KeyNeeded(WANTED.into()));
    let wrong = answer("Invalid InstallationKey for SubscriberPackageVersion", false).await;
    assert!(matches!(&wrong, InstallError::KeyRefused { reason, .. } if reason.contains("Invalid InstallationKey")));
    let none = "Can\u{2019}t install package. This package doesn\u{2019}t require an installation key. Install the package without specifying an installation key.: Password";
    assert!(matches!(answer(none, true).await, InstallError::KeyRefused { .. }));
}

#[tokio::test]
async fn rights_are_summed_over_profile_and_permission_sets() {
    let (_, org) = serve(|path, _| {
        if path.contains("FROM User ") {
            let known = path.contains(r"'bot\'s@example.com'");
            return rows(if known { json!([{"Id": "0051", "IsActive": true}]) } else { json!([]) });
        }
        rows(json!([
            {"PermissionSet": {"Name": "X00e", "IsOwnedByProfile": true, "Profile": {"Name": "Standard"}, "PermissionsApiUserOnly": true, "PermissionsAuthorApex": true}},
            {"PermissionSet": {"Name": "Other", "Profile": null, "PermissionsApiUserOnly": false, "PermissionsViewAllData": true, "PermissionsManageProfilesPermissionsets": true}},
        ]))
    })
    .await;
    let rights = org.user_rights("bot's@example.com").await.unwrap();
    assert!(rights.active && rights.api_only);
    let held =
        [("AuthorApex", "the profile Standard"), ("ManageProfilesPermissionsets", "Other"), ("ViewAllData", "Other")];
    assert_eq!(rights.administrator, held.map(|(right, from)| (right.to_owned(), from.to_owned())));
    assert!(matches!(org.user_rights("nobody").await, Err(AccessError::NotFound { .. })));
}

async fn assign(existing: bool, reply: Value) -> (Result<Assigned, AccessError>, usize) {
    let (server, org) = serve(move |path, request| {
        if request.method == "POST" {
            return Some(reply.clone());
        }
        let found = existing || path.contains("FROM PermissionSet ");
        rows(if found { json!([{"Id": "0PS1"}]) } else { json!([]) })
    })
    .await;
    let result = org.assign_permission_set("0051", "Agent").await;
    (result, server.count("POST", "PermissionSetAssignment"))
}

#[tokio::test]
async fn an_assignment_is_made_once() {
    let created = json!({"status": 201, "body": {"id": "0Pa1", "success": true}});
    assert_eq!(assign(true, created.clone()).await, (Ok(Assigned::Before), 0));
    assert_eq!(assign(false, created).await, (Ok(Assigned::Now), 1));
    let refuse = |code: &str| json!({"status": 400, "body": [{"errorCode": code, "message": "The user license doesn't allow the permission: Read Account"}]});
    assert_eq!(assign(false, refuse("DUPLICATE_VALUE")).await.0, Ok(Assigned::Before));
    let small = assign(false, refuse("FIELD_INTEGRITY_EXCEPTION")).await.0.unwrap_err();
    assert!(small.to_string().contains("Read Account"), "{small}");
    assert!(matches!(assign(false, refuse("OTHER")).await.0, Err(AccessError::Client(ClientError::Status { .. }))));
}

/// A request for a user whose reply is lost, with what became of it.
async fn create_with_lost_replies(accepts: usize, refusal: Option<Value>) -> (Result<String, AccessError>, usize) {
    let asked = AtomicUsize::new(0);
    let (server, org) = serve(move |path, request| {
        let has = asked.load(Ordering::SeqCst) >= accepts;
        if request.method == "POST" {
            asked.fetch_add(1, Ordering::SeqCst);
            return Some(refusal.clone().unwrap_or_else(|| json!({"status": 502, "body": "<html>"})));
        }
        match () {
            () if path.contains("FROM Profile") => rows(json!([{"Id": "00e1"}])),
            () if path.contains("TimeZoneSidKey") => rows(json!([
                {"TimeZoneSidKey": "UTC", "LocaleSidKey": "en_US", "LanguageLocaleKey": "en_US", "EmailEncodingKey": "UTF-8"}
            ])),
            () if path.contains("userinfo") => Some(json!({"body": {"user_id": "0059"}})),
            () => rows(if has { json!([{"Id": "0051"}]) } else { json!([]) }),
        }
    })
    .await;
    let user = NewUser {
        username: "bot@example.com".into(),
        name: "Bot".into(),
        email: "bot@example.com".into(),
        profile: "P".into(),
    };
    (org.with_read_pause(Duration::from_millis(1)).create_user(&user).await, server.count("POST", "sobjects/User"))
}

#[tokio::test]
async fn a_user_whose_reply_is_lost_is_looked_for_before_it_is_asked_for_again() {
    assert_eq!(create_with_lost_replies(1, None).await, (Ok("0051".to_owned()), 1));
    assert_eq!(create_with_lost_replies(2, None).await, (Ok("0051".to_owned()), 2));
    // A gateway has sent it twice, and what comes back is the second reply.
    let twice = json!({"status": 400, "body": [{"errorCode": "DUPLICATE_USERNAME", "message": "m"}]});
    assert_eq!(create_with_lost_replies(1, Some(twice.clone())).await, (Ok("0051".to_owned()), 1));
    // The name belongs to a user of another org.
    let (taken, asked) = create_with_lost_replies(99, Some(twice)).await;
    assert!(taken.is_err() && asked == 1, "{taken:?}");
}

#[tokio::test]
async fn taking_a_set_away_is_tried_again_while_the_org_has_trouble() {
    let asked = AtomicUsize::new(0);
    let (server, org) = serve(move |_, request| {
        if request.method == "DELETE" {
            let error = |code: &str| json!([{"errorCode": code, "message": "m"}]);
            return Some(match asked.fetch_add(1, Ordering::SeqCst) {
                0 => json!({"status": 500, "body": error("UNABLE_TO_LOCK_ROW")}),
                // A page of a gateway: it says nothing about the org.
                1 => json!({"status": 200, "body": "<html>"}),
                _ => json!({"status": 404, "body": error("ENTITY_IS_DELETED")}),
            });
        }
        rows(json!([{"Id": "0Pa1"}]))
    })
    .await;
    let org = org.with_read_pause(Duration::from_millis(1));
    assert_eq!(org.revoke_permission_set("bot@example.com", "Agent").await, Ok(true));
    assert_eq!(server.count("DELETE", "PermissionSetAssignment/0Pa1"), 3);
}

async fn credentials(key_and_secret: Value) -> Result<AppCredentials, AppError> {
    let (_, org) = serve(move |path, _| {
        let page = |apps: Value, next: Value| Some(json!({"body": {"apps": apps, "nextPageUrl": next}}));
        match () {
            () if path.contains("usage") && !path.contains("page") => page(
                json!([{"developerName": "Other", "identifier": "0xI0"}]),
                json!("/services/data/v66.0/apps/oauth/usage?page=1"),
            ),
            () if path.contains("usage") => page(json!([{"developerName": "App", "identifier": "0xI1"}]), Value::Null),
            () if path.contains("part=keyandsecret") => Some(key_and_secret.clone()),
            () if path.contains("part=key") => Some(json!({"body": {"id": "888", "key": "canary-key"}})),
            () => Some(json!({"body": {"consumers": [{"id": "888"}]}})),
        }
    })
    .await;
    org.app_credentials("App").await
}

#[tokio::test]
async fn credentials_are_read_as_far_as_the_org_tells_them() {
    let both =
        credentials(json!({"body": {"id": "888", "key": "canary-key", "secret": "canary-secret"}})).await.unwrap();
    assert_eq!((both.key.expose(), both.secret.as_ref().map(Secret::expose)), ("canary-key", Some("canary-secret")));
    assert!(!format!("{both:?}").contains("canary"));
    let key = credentials(json!({"status": 403, "body": [{"errorCode": "FORBIDDEN", "message": "no"}]})).await.unwrap();
    assert_eq!(key.secret, None);
    assert_eq!(credentials(json!({"body": {"id": "888"}})).await, Err(AppError::NotTold("App".into())));
}

#[tokio::test]
async fn an_app_that_is_not_there_is_named() {
    let (_, org) = serve(|_, _| Some(json!({"body": {"apps": [], "nextPageUrl": null}}))).await;
    assert_eq!(org.app_credentials("App").await, Err(AppError::NotFound("App".into())));
}
