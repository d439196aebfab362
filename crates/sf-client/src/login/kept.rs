//! A login between commands: from environment variables, or kept in a secret store as one entry.
//!
//! An entry belongs to a target *and* to its host: whoever changes the host in `targets.yaml` gets no secret sent there.

use super::{
    AuthUrlError, CliError, Flow, KeyError, Login, OtherKeys, RefreshToken, SfdxAuthUrl, SigningKey, cli,
    refresh::Taken,
};
use crate::{
    OrgAddress,
    store::{EnvironmentStore, Held, SecretName, SecretStore, StoreError},
};
use serde::{Deserialize, Serialize};
use sf_wire::Secret;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// What it takes to log in again. It is serialized for a [`SecretStore`] and for nothing else; `Debug` shows no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum KeptLogin {
    /// A token that someone else got; it ends with its session and is never kept.
    AccessToken {
        /// The token.
        token: Secret,
    },
    /// A refresh token: from a browser, a device code or an sfdx auth URL.
    RefreshToken {
        /// Consumer key.
        client_id: String,
        /// Consumer secret, if the app needs it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_secret: Option<Secret>,
        /// The token.
        refresh_token: Secret,
        /// The token that the login began with, where the org has replaced it: receipts are sealed with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        first_token: Option<Secret>,
    },
    /// A private key.
    Jwt {
        /// Consumer key.
        client_id: String,
        /// Username.
        username: String,
        /// PEM.
        private_key: Secret,
        /// The key that is to take its place, while the app may know the one or the other.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_key: Option<Secret>,
        /// Audience, where it does not follow from the host.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        audience: Option<String>,
    },
    /// Consumer key and secret.
    ClientCredentials {
        /// Consumer key.
        client_id: String,
        /// Consumer secret.
        client_secret: Secret,
    },
    /// The installed `sf` is asked for a token each time; no secret is kept here.
    Sf {
        /// Username or alias that `sf` knows.
        org: String,
    },
}

/// A login that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLogin {
    /// The login.
    pub login: KeptLogin,
    /// Where it was found, for messages.
    pub place: String,
}

/// A login that cannot be used. No message holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeptError {
    /// Only a part of what a flow needs is set.
    #[error("{set} is set, but {missing} is not; set both")]
    Incomplete {
        /// A variable that is set.
        set: String,
        /// One that is needed beside it.
        missing: String,
    },
    /// The auth URL belongs to another org.
    #[error("{variable} is a login to `{found}`, but the target's host is `{wanted}`")]
    OtherHost {
        /// Which variable.
        variable: String,
        /// Its host.
        found: String,
        /// The target's.
        wanted: String,
    },
    /// The entry has another form; a newer release may have written it.
    #[error("the login kept in {0} cannot be read; log in again")]
    Unreadable(String),
    /// A target's name that no entry can have.
    #[error("`{0}` cannot be the name of a target; use letters, digits and `-`")]
    Name(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The auth URL is none.
    #[error("{variable}: {error}")]
    AuthUrl {
        /// Which variable.
        variable: String,
        /// What is wrong.
        error: AuthUrlError,
    },
    /// The private key is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// `sf` gave no token.
    #[error(transparent)]
    Cli(#[from] CliError),
}

/// What variables are called after; see [`EnvironmentStore::variable`].
pub mod part {
    /// An access token.
    pub const ACCESS_TOKEN: &str = "access-token";
    /// An sfdx auth URL.
    pub const AUTH_URL: &str = "auth-url";
    /// A private key as PEM.
    pub const PRIVATE_KEY: &str = "private-key";
    /// The private key that is to take its place.
    pub const NEXT_PRIVATE_KEY: &str = "next-private-key";
    /// A refresh token.
    pub const REFRESH_TOKEN: &str = "refresh-token";
    /// A consumer secret.
    pub const CLIENT_SECRET: &str = "client-secret";
    /// A consumer key.
    pub const CLIENT_ID: &str = "client-id";
    /// A user name, where it is not the target's.
    pub const USERNAME: &str = "username";
    /// The audience of a JWT, where it does not follow from the host.
    pub const AUDIENCE: &str = "audience";
}

impl KeptLogin {
    /// What the flow is called in options and lists.
    pub fn method(&self) -> &'static str {
        match self {
            Self::AccessToken { .. } => "access-token",
            Self::RefreshToken { .. } => "refresh-token",
            Self::Jwt { .. } => "jwtBearer",
            Self::ClientCredentials { .. } => "clientCredentials",
            Self::Sf { .. } => "sf",
        }
    }

    /// The login to an org. Asks `sf` if the token is to come from there. `replaced` gets each refresh token that the org
    /// gives in place of the last one, which then no longer works; see [`KeptLogin::into_kept_login`].
    pub fn into_login(
        self,
        address: OrgAddress,
        replaced: impl Fn(&Secret) + Send + Sync + 'static,
    ) -> Result<Login, KeptError> {
        let flow = match self {
            Self::AccessToken { token } => Flow::AccessToken(token),
            Self::RefreshToken { client_id, client_secret, refresh_token, first_token } => {
                let refresh_token = RefreshToken::new(refresh_token).begun_with(first_token).when_replaced(replaced);
                Flow::Refresh { client_id, client_secret, refresh_token }
            }
            Self::Jwt { client_id, username, private_key, next_key, audience } => {
                let key = SigningKey::from_pem(&private_key)?;
                // A key that cannot be read is said at once, and not only when it is needed.
                next_key.as_ref().map(SigningKey::from_pem).transpose()?;
                let others = OtherKeys::new(move || next_key.iter().flat_map(SigningKey::from_pem).collect());
                Flow::Jwt { client_id, username, key, others, audience }
            }
            Self::ClientCredentials { client_id, client_secret } => {
                Flow::ClientCredentials { client_id, client_secret }
            }
            Self::Sf { org } => Flow::AccessToken(cli::ask_access_token(&org)?),
        };
        Ok(Login { address, flow })
    }

    /// The same for a login that a store keeps. A private key that is replaced meanwhile is read anew; a refresh token that the org replaces is kept at once, because the old one
    /// no longer works, and other processes with the same login wait until it is. `lost` is told when it cannot be kept: the
    /// session goes on, and the next one needs a new login.
    pub fn into_kept_login(
        self,
        target: &str,
        address: OrgAddress,
        store: impl SecretStore + Send + Sync + 'static,
        lost: impl Fn(&KeptError) + Send + Sync + 'static,
    ) -> Result<Login, KeptError> {
        let name = Self::name(target, &address)?;
        let shared = Arc::new((target.to_owned(), address.clone(), store));
        // Whether the store has this login still, and not another one that somebody has made meanwhile.
        let ours = Arc::new(AtomicBool::new(true));
        let used = self.clone();
        let (own, kept, is_ours) = (self.clone(), Arc::clone(&shared), Arc::clone(&ours));
        let mut login = self.into_login(address, move |new| {
            let (target, address, store) = &*kept;
            if is_ours.load(Ordering::Relaxed)
                && let Err(error) = own.with_refresh_token(new).keep(target, address, store)
            {
                lost(&error);
            }
        })?;
        if let (Flow::Jwt { others, .. }, Self::Jwt { private_key: own, .. }) = (&mut login.flow, &used) {
            let (own, shared) = (own.clone(), Arc::clone(&shared));
            *others = OtherKeys::new(move || {
                let (target, address, store) = &*shared;
                let found = Self::kept(target, address, store).ok().flatten().map(|found| found.login);
                let Some(Self::Jwt { private_key, next_key, .. }) = found else { return Vec::new() };
                let keys = [Some(private_key), next_key].into_iter().flatten().filter(|key| *key != own);
                keys.flat_map(|key| SigningKey::from_pem(&key)).collect()
            });
        }
        if let Flow::Refresh { client_id, refresh_token, .. } = &mut login.flow {
            let own_id = client_id.clone();
            refresh_token.share(move || {
                let (target, address, store) = &*shared;
                let Some(held) = store.try_hold(&name)? else { return Ok(None) };
                let found = Self::kept(target, address, store)?.map(|found| found.login);
                let there = found.is_some();
                let newest = match found {
                    Some(Self::RefreshToken { client_id, refresh_token, .. }) if client_id == own_id => {
                        Some(refresh_token)
                    }
                    _ => None,
                };
                ours.store(newest.is_some() || !there, Ordering::Relaxed);
                Ok(Some(Taken { held, newest }))
            });
        }
        Ok(login)
    }

    /// The same with another refresh token, if there is one in it.
    #[must_use]
    pub fn with_refresh_token(&self, new: &Secret) -> Self {
        let mut login = self.clone();
        if let Self::RefreshToken { refresh_token, first_token, .. } = &mut login {
            let old = std::mem::replace(refresh_token, new.clone());
            first_token.get_or_insert(old);
        }
        login
    }

    /// Takes a target's login for as long as the value lives; `None`: another process has it.
    pub fn hold(target: &str, address: &OrgAddress, store: &dyn SecretStore) -> Result<Option<Held>, KeptError> {
        Ok(store.try_hold(&Self::name(target, address)?)?)
    }

    /// The name of a target's entry.
    fn name(target: &str, address: &OrgAddress) -> Result<SecretName, KeptError> {
        SecretName::of_host(target, address, "login").ok_or_else(|| KeptError::Name(target.to_owned()))
    }

    /// Keeps the login in a store, in place of an earlier one.
    pub fn keep(&self, target: &str, address: &OrgAddress, store: &dyn SecretStore) -> Result<(), KeptError> {
        let text = serde_json::to_string(self).map_err(|_| KeptError::Unreadable(store.describe()))?;
        Ok(store.put(&Self::name(target, address)?, &Secret::new(text))?)
    }

    /// Forgets a target's login. It is no error if there is none.
    pub fn forget(target: &str, address: &OrgAddress, store: &dyn SecretStore) -> Result<(), KeptError> {
        Ok(store.remove(&Self::name(target, address)?)?)
    }

    /// The login that a store keeps for a target.
    pub fn kept(target: &str, address: &OrgAddress, store: &dyn SecretStore) -> Result<Option<FoundLogin>, KeptError> {
        let Some(text) = store.get(&Self::name(target, address)?)? else { return Ok(None) };
        let login = serde_json::from_str(text.expose()).map_err(|_| KeptError::Unreadable(store.describe()))?;
        Ok(Some(FoundLogin { login, place: store.describe() }))
    }

    /// The login that environment variables hold for a target, the most specific first: an access token, an sfdx auth
    /// URL, a private key, a refresh token, a consumer secret. `username` is the target's own.
    pub fn from_environment(
        target: &str,
        address: &OrgAddress,
        username: Option<&str>,
        environment: &EnvironmentStore,
    ) -> Result<Option<FoundLogin>, KeptError> {
        let named = |what: &str| SecretName::new(target, what).ok_or_else(|| KeptError::Name(target.to_owned()));
        let variable = |what: &str| named(what).map(|name| EnvironmentStore::variable(&name));
        let get = |what: &str| Ok::<_, KeptError>(environment.get(&named(what)?)?);
        let needed = |set: &str, what: &str| {
            let incomplete = || Ok(KeptError::Incomplete { set: variable(set)?, missing: variable(what)? });
            get(what)?.ok_or_else(|| incomplete().unwrap_or_else(|error: KeptError| error))
        };
        let text = |secret: Secret| secret.expose().to_owned();
        let found =
            |login, what: &str| Ok(Some(FoundLogin { login, place: format!("the variable {}", variable(what)?) }));
        if let Some(token) = get(part::ACCESS_TOKEN)? {
            return found(Self::AccessToken { token }, part::ACCESS_TOKEN);
        }
        if let Some(url) = get(part::AUTH_URL)? {
            return found(Self::from_auth_url(&url, address, &variable(part::AUTH_URL)?)?, part::AUTH_URL);
        }
        if let Some(private_key) = get(part::PRIVATE_KEY)? {
            let client_id = text(needed(part::PRIVATE_KEY, part::CLIENT_ID)?);
            let username = match (get(part::USERNAME)?, username) {
                (Some(name), _) => text(name),
                (None, Some(name)) => name.to_owned(),
                (None, None) => text(needed(part::PRIVATE_KEY, part::USERNAME)?),
            };
            let audience = get(part::AUDIENCE)?.map(text);
            let next_key = get(part::NEXT_PRIVATE_KEY)?;
            let login = Self::Jwt { client_id, username, private_key, next_key, audience };
            return found(login, part::PRIVATE_KEY);
        }
        if let Some(refresh_token) = get(part::REFRESH_TOKEN)? {
            let client_id = text(needed(part::REFRESH_TOKEN, part::CLIENT_ID)?);
            let client_secret = get(part::CLIENT_SECRET)?;
            let login = Self::RefreshToken { client_id, client_secret, refresh_token, first_token: None };
            return found(login, part::REFRESH_TOKEN);
        }
        if let Some(client_secret) = get(part::CLIENT_SECRET)? {
            let client_id = text(needed(part::CLIENT_SECRET, part::CLIENT_ID)?);
            return found(Self::ClientCredentials { client_id, client_secret }, part::CLIENT_SECRET);
        }
        Ok(None)
    }

    /// The login in an sfdx auth URL, which must be one to the target's host. `place` is where the text stood.
    pub fn from_auth_url(url: &Secret, address: &OrgAddress, place: &str) -> Result<Self, KeptError> {
        let url = SfdxAuthUrl::parse(url).map_err(|error| KeptError::AuthUrl { variable: place.to_owned(), error })?;
        if url.address.authority() != address.authority() {
            return Err(KeptError::OtherHost {
                variable: place.to_owned(),
                found: url.address.authority(),
                wanted: address.authority(),
            });
        }
        let SfdxAuthUrl { client_id, client_secret, refresh_token, .. } = url;
        Ok(Self::RefreshToken { client_id, client_secret, refresh_token, first_token: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::FileStore;

    fn address() -> OrgAddress {
        OrgAddress::parse("acme--dev.sandbox.my.salesforce.com").unwrap()
    }

    fn environment(read: fn(&str) -> Option<std::ffi::OsString>) -> Result<Option<FoundLogin>, KeptError> {
        KeptLogin::from_environment("dev", &address(), Some("me@acme.example"), &EnvironmentStore::reading(read))
    }

    #[test]
    fn a_login_is_kept_for_one_target_and_one_host() {
        let directory = tempfile::tempdir().unwrap();
        let store = FileStore::new(directory.path());
        let login = KeptLogin::RefreshToken {
            client_id: "key".into(),
            client_secret: None,
            refresh_token: Secret::new("canary-token"),
            first_token: None,
        };
        assert!(!format!("{login:?}").contains("canary"));
        login.keep("dev", &address(), &store).unwrap();
        let kept = |target: &str, host: &str| {
            KeptLogin::kept(target, &OrgAddress::parse(host).unwrap(), &store).unwrap().map(|found| found.login)
        };
        assert_eq!(kept("dev", "acme--dev.sandbox.my.salesforce.com"), Some(login));
        assert_eq!(kept("dev", "evil.my.salesforce.com"), None, "a changed host gets nothing");
        assert_eq!(kept("other", "acme--dev.sandbox.my.salesforce.com"), None);
        KeptLogin::forget("dev", &address(), &store).unwrap();
        assert_eq!(kept("dev", "acme--dev.sandbox.my.salesforce.com"), None);
        assert!(matches!(KeptLogin::kept("a/b", &address(), &store), Err(KeptError::Name(_))));
    }

    #[test]
    fn variables_make_a_login_or_say_what_is_missing() {
        let found = environment(|name| match name {
            "SF_DEV_PRIVATE_KEY" => Some("canary-key".into()),
            "SF_DEV_CLIENT_ID" => Some("key".into()),
            _ => None,
        });
        let found = found.unwrap().unwrap();
        assert!(matches!(&found.login, KeptLogin::Jwt { username, .. } if username == "me@acme.example"));
        assert_eq!(found.place, "the variable SF_DEV_PRIVATE_KEY");
        let error = environment(|name| (name == "SF_DEV_CLIENT_SECRET").then(|| "canary".into())).unwrap_err();
        assert_eq!(error.to_string(), "SF_DEV_CLIENT_SECRET is set, but SF_DEV_CLIENT_ID is not; set both");
        assert_eq!(environment(|name| (name == "SF_DEV_CLIENT_ID").then(|| "key".into())), Ok(None));
    }

    #[test]
    fn an_auth_url_of_another_org_is_refused() {
        let error = environment(|name| {
            (name == "SF_DEV_AUTH_URL").then(|| "force://id:canary-s:canary-t@prod.my.salesforce.com".into())
        })
        .unwrap_err();
        assert!(error.to_string().contains("a login to `prod.my.salesforce.com`"), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"));
        let own = environment(|name| {
            (name == "SF_DEV_AUTH_URL").then(|| "force://id::canary-t@acme--dev.sandbox.my.salesforce.com".into())
        });
        assert!(matches!(own.unwrap().unwrap().login, KeptLogin::RefreshToken { .. }));
    }

    #[test]
    fn a_bad_key_is_diagnosed_before_anything_is_sent() {
        let login = KeptLogin::Jwt {
            client_id: "key".into(),
            username: "u".into(),
            private_key: Secret::new("-----BEGIN PUBLIC KEY-----\ncanary\n-----END PUBLIC KEY-----"),
            next_key: None,
            audience: None,
        };
        assert_eq!(login.into_login(address(), |_| {}).unwrap_err(), KeptError::Key(KeyError::Public));
    }
}
