//! What an unfinished command has done and has still to do, so that running it again goes on and does not repeat.

use crate::connect::Connection;
use crate::deploy::state;
use crate::deploy::waves::Wave;
use crate::deploy::waves::removed::Taken;
use crate::running_org::private_directory;
use serde::{Deserialize, Serialize};
use sf_client::{Org, same_id, seal};
use sf_wire::deploy::DeployOptions;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The journal of the commands on one org. It says who gets a permission set back and what need not be deployed again, so
/// it is believed only with a seal that this login or this machine made: a file can come with a checkout.
#[derive(Clone, Copy)]
pub struct Journal<'a> {
    root: &'a Path,
    target: &'a str,
    org_id: &'a str,
    login: &'a dyn Seals,
}

/// A login, as far as it seals.
pub trait Seals {
    /// A code over a text that only this login, or this machine, can make.
    fn seal(&self, text: &[u8]) -> Option<String>;
}

impl Seals for Org {
    fn seal(&self, text: &[u8]) -> Option<String> {
        Self::seal(self, text)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    org_id: String,
    /// The command that is unfinished.
    #[serde(default)]
    unfinished: Option<Unfinished>,
    /// Its deployments that have succeeded, by what they have deployed.
    done: BTreeMap<String, Entry>,
    /// Permission sets that were taken, or are about to be, for a deletion whose end was not seen.
    #[serde(default)]
    taken: Vec<Taken>,
    /// A code over all of the above that only this login, or this machine, can make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seal: Option<String>,
}

/// A command that is not finished.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unfinished {
    /// Hash of the plan that it carries out.
    pub plan: Option<String>,
    /// What the deployment that it makes deploys: the hash of a package, or the id of a validation.
    pub what: String,
    /// What it does after that deployment.
    pub rest: Vec<Wave>,
    /// The command line that goes on.
    pub again: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    id: String,
    options: DeployOptions,
}

impl<'a> Journal<'a> {
    /// The journal of the org that a command is connected to.
    pub fn of(root: &'a Path, connection: &'a Connection) -> Self {
        Self { root, target: &connection.target, org_id: &connection.org_id, login: &connection.org }
    }

    /// What the file says of this org.
    fn file(&self) -> Option<Content> {
        let bytes = std::fs::read(state::waves(self.root, self.target)).ok()?;
        let content: Option<Content> = serde_json::from_slice(&bytes).ok();
        content.filter(|content| same_id(&content.org_id, self.org_id))
    }

    fn is_sealed(&self, content: &Content) -> bool {
        seal::is_of(content.seal.as_deref(), self.seal_of(content).as_deref())
    }

    fn seal_of(&self, content: &Content) -> Option<String> {
        self.login.seal(&serde_json::to_vec(&Content { seal: None, ..content.clone() }).ok()?)
    }

    fn read(&self) -> Content {
        let ours = self.file().filter(|content| self.is_sealed(content));
        ours.unwrap_or_else(|| Content { org_id: self.org_id.to_owned(), ..Content::default() })
    }

    /// What the file says was taken, where neither this login nor this machine has written it.
    pub(super) fn told_by_others(&self) -> Vec<Taken> {
        self.file().filter(|content| !self.is_sealed(content)).map(|content| content.taken).unwrap_or_default()
    }

    fn write(&self, content: &Content) -> io::Result<()> {
        let content = Content { seal: self.seal_of(content), ..content.clone() };
        let path = state::waves(self.root, self.target);
        if let Some(directory) = path.parent() {
            private_directory(directory)?;
        }
        codegen::output::write_file(&path, &serde_json::to_vec_pretty(&content)?)
    }

    /// The deployment of this with these options, if the unfinished command has made it.
    pub(super) fn done(&self, what: &str, options: &DeployOptions) -> Option<String> {
        let entry = self.read().done.remove(what)?;
        (entry.options == *options).then_some(entry.id)
    }

    /// Whether a deployment is one of the unfinished command.
    pub fn made(&self, id: &str) -> bool {
        self.read().done.values().any(|entry| same_id(&entry.id, id))
    }

    /// The deployments that the unfinished command has made.
    pub(super) fn own(&self) -> Vec<String> {
        self.read().done.into_values().map(|entry| entry.id).collect()
    }

    /// The unfinished command.
    pub fn unfinished(&self) -> Option<Unfinished> {
        self.read().unfinished
    }

    /// Notes what is about to be deployed, and what comes after it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn intend(&self, unfinished: Unfinished) -> io::Result<()> {
        self.write(&Content { unfinished: Some(unfinished), ..self.read() })
    }

    /// Notes that a deployment has succeeded. Returns the command, if it has still something to do.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn note(&self, what: &str, options: &DeployOptions, id: &str) -> io::Result<Option<Unfinished>> {
        let mut content = self.read();
        let left = content.unfinished.clone().filter(|left| left.what == what && !left.rest.is_empty());
        content.done.insert(what.to_owned(), Entry { id: id.to_owned(), options: options.clone() });
        self.write(&content)?;
        Ok(left)
    }

    /// What was taken, or was about to be, and may have to be given back.
    pub fn taken(&self) -> Vec<Taken> {
        self.read().taken
    }

    /// Notes what is about to be taken, beside what an earlier command took.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn taking(&self, more: &[Taken]) -> io::Result<()> {
        let mut content = self.read();
        content.taken.retain(|old| !more.iter().any(|new| (&old.set, &old.username) == (&new.set, &new.username)));
        content.taken.extend_from_slice(more);
        self.write(&content)
    }

    /// Notes that nothing but this may have to be given back.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn settled(&self, left: &[Taken]) -> io::Result<()> {
        self.write(&Content { taken: left.to_vec(), ..self.read() })
    }

    /// Forgets everything but what may have to be given back: the command is finished.
    pub fn forget(&self) {
        let taken = self.taken();
        // A file that stays only saves a deployment that is repeated word for word.
        let _ = match taken.is_empty() {
            true => std::fs::remove_file(state::waves(self.root, self.target)),
            false => self.write(&Content { org_id: self.org_id.to_owned(), taken, ..Content::default() }),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Login(&'static str);

    impl Seals for Login {
        fn seal(&self, text: &[u8]) -> Option<String> {
            Some(format!("{} {}", self.0, text.len()))
        }
    }

    #[test]
    fn only_the_same_package_in_the_same_org_is_done() {
        let directory = tempfile::tempdir().expect("a directory");
        let of = |org_id| Journal { root: directory.path(), target: "sandbox", org_id, login: &Login("ours") };
        let journal = of("00D000000000001");
        let options = DeployOptions::default();
        let checked = DeployOptions { check_only: true, ..DeployOptions::default() };
        assert_eq!(journal.note("hash", &options, "0Af1").expect("written"), None);
        let left = Unfinished { what: "other".into(), rest: vec![Wave::Users], ..Unfinished::default() };
        journal.intend(left.clone()).expect("written");
        assert_eq!(journal.note("other", &options, "0Af2").expect("written"), Some(left));
        assert_eq!(of("00D000000000001AAA").done("hash", &options).as_deref(), Some("0Af1"));
        assert_eq!(journal.done("other", &options).as_deref(), Some("0Af2"));
        assert!(journal.made("0Af2") && !journal.made("0Af3"));
        assert_eq!(journal.done("third", &options), None);
        assert_eq!(journal.done("hash", &checked), None);
        assert_eq!(of("00D000000000002").done("hash", &options), None);
        journal.forget();
        assert_eq!((journal.done("hash", &options), journal.unfinished()), (None, None));
    }

    #[test]
    fn what_was_taken_is_known_until_it_is_given_back() {
        let directory = tempfile::tempdir().expect("a directory");
        let login = Login("ours");
        let journal = Journal { root: directory.path(), target: "sandbox", org_id: "00D000000000001", login: &login };
        let taken = |username: &str, until: Option<&str>| Taken {
            set: "Old".into(),
            username: username.into(),
            until: until.map(str::to_owned),
        };
        let (ann, bob) = (taken("ann@x", None), taken("bob@x", Some("2026-12-24T00:00:00.000+0000")));
        journal.taking(&[ann.clone(), bob.clone()]).expect("written");
        // The command is killed after it took one of them, and run again.
        journal.taking(std::slice::from_ref(&bob)).expect("written");
        journal.forget();
        assert_eq!(journal.taken(), [ann, bob.clone()]);
        journal.settled(std::slice::from_ref(&bob)).expect("written");
        assert_eq!(journal.taken(), [bob]);
        journal.settled(&[]).expect("written");
        journal.forget();
        assert!(!state::waves(directory.path(), "sandbox").exists());
    }

    #[test]
    fn what_another_login_wrote_is_told_and_not_believed() {
        let directory = tempfile::tempdir().expect("a directory");
        let (ours, theirs) = (Login("ours"), Login("theirs"));
        let of = |login| Journal { root: directory.path(), target: "sandbox", org_id: "00D000000000001", login };
        let taken = [Taken { set: "Wide".into(), username: "ann@x".into(), until: None }];
        of(&theirs).taking(&taken).expect("written");
        of(&theirs).note("hash", &DeployOptions::default(), "0Af1").expect("written");
        assert_eq!((of(&theirs).taken(), of(&theirs).told_by_others()), (taken.to_vec(), vec![]));
        assert_eq!((of(&ours).taken(), of(&ours).told_by_others()), (vec![], taken.to_vec()));
        assert_eq!(of(&ours).done("hash", &DeployOptions::default()), None);
        // Without its seal nobody has written it.
        let path = state::waves(directory.path(), "sandbox");
        let text = std::fs::read_to_string(&path).expect("read");
        let start = text.find("\"seal\"").expect("a seal");
        std::fs::write(&path, format!("{}\"none\": 0 }}", &text[..start])).expect("written");
        assert_eq!(of(&theirs).told_by_others(), taken);
    }
}
