//! One transaction of one user.

use crate::Org;
use crate::security::Rights;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// The running user and what this context has written: set-up and other objects do not mix.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub user: Arc<str>,
    pub wrote_setup: Option<Arc<str>>,
    pub wrote_other: Option<Arc<str>>,
}

/// Rights of a user as of a version of the store.
type Cached = (u64, Arc<str>, Rc<Rights>);

/// A transaction on an org.
#[derive(Debug)]
pub struct Session<'o> {
    /// The org.
    pub org: &'o mut Org,
    /// Milliseconds since 1970; a session has one time.
    pub now: i64,
    /// Lines of `System.debug`.
    pub log: Vec<String>,
    pub(crate) contexts: Vec<Context>,
    seed: u64,
    cache: RefCell<Option<Cached>>,
}

impl<'o> Session<'o> {
    /// A transaction of `user`.
    pub fn new(org: &'o mut Org, user: Arc<str>, now: i64) -> Self {
        // What others looked at is not the work of this one.
        org.store.take_looked_at();
        let contexts = vec![Context { user, wrote_setup: None, wrote_other: None }];
        Self { org, now, log: Vec::new(), contexts, seed: 0x9e37_79b9_7f4a_7c15, cache: RefCell::new(None) }
    }

    /// The same with other random numbers.
    pub(crate) fn with_seed(mut self, seed: u64) -> Self {
        self.seed ^= seed;
        self
    }

    /// Id of the running user.
    pub fn user_id(&self) -> Arc<str> {
        self.contexts.last().map_or_else(|| "".into(), |c| c.user.clone())
    }

    /// Rights of the running user.
    pub(crate) fn rights(&self) -> Rc<Rights> {
        let (version, user) = (self.org.store.security_version, self.user_id());
        if let Some((v, u, rights)) = &*self.cache.borrow()
            && *v == version
            && *u == user
        {
            return rights.clone();
        }
        let rights = Rc::new(self.org.rights(&user, self.now));
        *self.cache.borrow_mut() = Some((version, user, rights.clone()));
        rights
    }

    /// The next bytes of a fixed sequence, so that a run can be repeated (splitmix64).
    pub(crate) fn next_random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
