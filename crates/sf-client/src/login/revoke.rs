//! Ending the life of a token.

use crate::{
    ClientError, Http, OrgAddress,
    http::{Body, Request},
};
use sf_wire::{Secret, oauth::REVOKE_PATH};

/// Tells the org to accept a refresh or access token no longer. A token that is already dead is no error.
pub async fn revoke(http: &Http, address: &OrgAddress, token: &Secret) -> Result<(), ClientError> {
    let what = format!("revoking the login at {address}");
    let body = Body::Form(vec![("token", token.clone())]);
    let reply = http.send(&Request::post(&what, address.join(REVOKE_PATH), body)).await;
    let reply = reply.map_err(|error| error.without(&[token]))?;
    match reply.status {
        // Salesforce answers 400 `unsupported_token_type` or `invalid_token` for one that it does not know.
        200 | 400 => Ok(()),
        status => Err(ClientError::from_status(&what, status, &reply.body).without(&[token])),
    }
}
