//! What a refused login means, and what repairs it.

use crate::{ClientError, http::Reply};
use sf_wire::oauth::{OauthError, TokenRequest};

/// Refusals with a known cause: part of `error` and of `error_description`, and the repair.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "invalid_grant",
        "request not supported on this domain",
        "the client credentials flow needs the org's My Domain address, not login.salesforce.com or test.salesforce.com",
    ),
    (
        "invalid_grant",
        "no client credentials user enabled",
        "set the run-as user in the app's OAuth policy and enable the client credentials flow there",
    ),
    (
        "invalid_grant",
        "user hasn't approved",
        "pre-authorise the user: give the user one of the app's permission sets, with the policy `Admin approved users are pre-authorized`",
    ),
    (
        "invalid_grant",
        "audience",
        "the audience must be https://test.salesforce.com for sandboxes and scratch orgs, https://login.salesforce.com otherwise; check the target's host",
    ),
    (
        "invalid_grant",
        "invalid assertion",
        "the key does not belong to the certificate that the app knows, or the assertion has expired: check the key and this machine's clock",
    ),
    ("invalid_grant", "expired", "the token or assertion is too old: log in again, and check this machine's clock"),
    (
        "invalid_grant",
        "ip restricted",
        "the login IP ranges of the user's profile or the app's policy do not hold this machine's address",
    ),
    (
        "invalid_grant",
        "authentication failure",
        "user name, secret or certificate do not fit; the org's login history names the reason",
    ),
    ("invalid_grant", "inactive user", "the user is not active in this org"),
    ("inactive_user", "", "the user is not active in this org"),
    ("inactive_org", "", "the org is not active"),
    (
        "invalid_client_id",
        "",
        "the org does not know this consumer key; a new app takes up to 30 minutes, and every org has its own key",
    ),
    (
        "invalid_client",
        "invalid client credentials",
        "the consumer secret does not belong to the consumer key, or it was rotated",
    ),
    ("invalid_client", "", "the consumer key or secret is wrong for this org"),
    ("invalid_app_access", "", "the user may not use the app: assign one of its permission sets"),
    ("app_not_found", "", "the app is not in this org: deploy it, and wait a few minutes"),
    (
        "unauthorized_client",
        "",
        "this flow is not enabled for the app; it stands in two files, the global OAuth settings and the policy",
    ),
    ("unsupported_grant_type", "", "this flow is not enabled for the app"),
    (
        "redirect_uri_mismatch",
        "",
        "the callback address is not one of the app's callback URLs, which must match to the letter",
    ),
    (
        "invalid_request",
        "refresh_token scope",
        "the JWT bearer flow asks for an app that has the scope `refresh_token`, although it issues no such token, and whose policy pre-authorises the user",
    ),
    ("invalid_scope", "", "the app was not given one of the scopes; add it to the app's OAuth settings"),
    ("rate limit exceeded", "", "too many logins: wait some minutes"),
];

/// What repairs a refusal, if its cause is known.
pub(super) fn repair(error: &str, description: &str) -> Option<&'static str> {
    let (code, text) = (error.to_lowercase(), description.to_lowercase());
    KNOWN.iter().find(|(c, part, _)| code.contains(c) && text.contains(part)).map(|(_, _, repair)| *repair)
}

/// The error of a refused token request. Only Salesforce's own words and ours are in it.
pub(super) fn explain(what: &str, reply: &Reply, request: &TokenRequest) -> ClientError {
    let refused = serde_json::from_slice::<OauthError>(&reply.body).ok().filter(|e| !e.error.is_empty());
    let Some(OauthError { error, error_description }) = refused else {
        return ClientError::from_status(what, reply.status, &reply.body);
    };
    let known = repair(&error, &error_description);
    let by_flow = match request {
        TokenRequest::RefreshToken { .. } if error.eq_ignore_ascii_case("invalid_grant") => {
            Some("the refresh token is no longer valid: log in again")
        }
        _ => None,
    };
    let reason = if error_description.is_empty() { error } else { format!("{error}: {error_description}") };
    ClientError::login(reason, known.or(by_flow).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::repair;

    #[test]
    fn a_refusal_in_the_browser_is_explained_like_one_of_the_token_endpoint() {
        let refused = repair("invalid_app_access", "user is not admin approved to access this app");
        assert!(refused.is_some_and(|repair| repair.contains("permission sets")));
        let scope = repair(
            "invalid_request",
            "refresh_token scope is required and the connected app should be installed and preauthorized",
        );
        assert!(scope.is_some_and(|repair| repair.contains("JWT bearer")));
        assert_eq!(repair("access_denied", "end-user denied authorization"), None);
    }
}
