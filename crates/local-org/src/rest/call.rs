//! One call of the REST API.

use super::versions;
use crate::http::{Caller, Fault, Request, World};
use crate::{Org, Session};
use std::cell::{RefCell, RefMut};
use std::sync::MutexGuard;

/// The org held for a whole composite request, so that its parts are one transaction.
pub(crate) trait Held {
    /// The org.
    fn org(&self) -> RefMut<'_, Org>;
}

impl Held for RefCell<MutexGuard<'_, Org>> {
    fn org(&self) -> RefMut<'_, Org> {
        RefMut::map(self.borrow_mut(), |guard| &mut **guard)
    }
}

/// A request below one API version.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub world: &'a World,
    pub caller: &'a Caller,
    pub request: &'a Request,
    /// `66.0`
    pub version: &'a str,
    /// Path behind the version, cut at its slashes and without percent signs.
    pub parts: &'a [String],
    /// Set in a part of a request that holds the org.
    pub held: Option<&'a dyn Held>,
}

impl Call<'_> {
    /// The first part of the path in lower case.
    pub fn first(&self) -> String {
        self.parts.first().map(|part| part.to_ascii_lowercase()).unwrap_or_default()
    }

    /// `/services/data/v66.0/` and a resource.
    pub fn path(&self, resource: &str) -> String {
        format!("/services/data/v{}/{resource}", self.version)
    }

    /// Refuses every method but these.
    pub fn allow(&self, methods: &[&str]) -> Result<(), Fault> {
        match methods.contains(&self.request.method().as_str()) {
            true => Ok(()),
            false => Err(Fault::method(self.request.method(), methods)),
        }
    }

    /// The body as JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_slice(self.request.body()).map_err(|e| Fault::bad("JSON_PARSER_ERROR", e.to_string()))
    }

    /// Works on the org without a transaction.
    pub fn with_org<T>(&self, work: impl FnOnce(&mut Org) -> T) -> T {
        match self.held {
            Some(held) => work(&mut held.org()),
            None => work(&mut self.world.lock()),
        }
    }

    /// Runs a transaction of the caller; as a part of a composite request it is committed with the whole.
    pub fn transaction<T, E>(&self, work: impl FnOnce(&mut Session<'_>) -> Result<T, E>) -> Result<T, E> {
        match self.held {
            Some(held) => self.world.part_of_transaction(&mut held.org(), &self.caller.user, work),
            None => self.world.transaction(&self.caller.user, work),
        }
    }
}

/// Version and parts of what stands behind `/services/data/`.
pub(super) fn split(rest: &str) -> Result<(&str, Vec<String>), Fault> {
    let mut parts = rest.trim_end_matches('/').split('/');
    let version = parts.next().and_then(|part| part.strip_prefix('v')).filter(|version| versions::is_known(version));
    let version = version.ok_or_else(Fault::not_found)?;
    let parts: Option<Vec<String>> = parts.map(percent_decoded).collect();
    Ok((version, parts.ok_or_else(Fault::not_found)?))
}

/// A path part without its percent signs.
fn percent_decoded(part: &str) -> Option<String> {
    if !part.contains('%') {
        return Some(part.to_owned());
    }
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(b) = rest.next() {
        if b == b'%' {
            let digit = |b: Option<u8>| char::from(b?).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(b);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cut_and_decoded() {
        let (version, parts) = split("v66.0/sobjects/Account/a%2Fb%20c/").unwrap();
        assert_eq!((version, parts[2].as_str(), parts.len()), ("66.0", "a/b c", 3));
        for bad in ["v66/x", "66.0", "v66.0/%", "v66.0/%zz", "v66.0/%ff", "v12.0"] {
            assert!(split(bad).is_err(), "{bad}");
        }
    }
}
