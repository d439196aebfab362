//! The project as meant: names checked, references resolved, everything sorted. If a [`Model`] exists, it is valid.

mod access;
mod budget;
mod data;
mod hand_written;
mod parameter;
mod project;
mod server;
mod shape;
mod tool;

pub use access::{Access, ObjectAccess};
pub use budget::Budget;
pub use data::{Assignment, Condition, ConditionSource, Operand, Order, Output, Path, Pii, Step, holds_record_type};
pub use hand_written::HandWritten;
pub use parameter::{Authorized, AuthorizedValue, Literal, Parameter, ParameterKind};
pub use project::{ApiVersion, Project, Proxy, Target};
pub use server::{Approval, Audit, CallVolume, ExpectedCalls, Grant, Login, Reviewer, RunAs, Server};
pub use shape::{Member, MemberKind, Records, Shape};
pub use tool::{Annotations, Effect, Tool};

use std::collections::{BTreeMap, BTreeSet};

/// A whole project. Every list is sorted by name.
#[derive(Debug)]
pub struct Model {
    /// Settings for the whole project.
    pub project: Project,
    /// The tools.
    pub tools: Vec<Tool>,
    /// The servers.
    pub servers: Vec<Server>,
    /// The orgs.
    pub targets: Vec<Target>,
    /// Scope → sObjects that it leaves out on purpose → why.
    pub excluded: BTreeMap<String, BTreeMap<String, String>>,
}

impl Model {
    /// The tools of a server, in the order of their names.
    pub fn tools_of<'a>(&'a self, server: &'a Server) -> impl Iterator<Item = &'a Tool> {
        let index = |name: &String| self.tools.binary_search_by(|tool| tool.name.cmp(name));
        server.tools.iter().filter_map(move |name| Some(&self.tools[index(name).ok()?]))
    }

    /// The tools that no server offers.
    pub fn idle_tools(&self) -> impl Iterator<Item = &Tool> {
        let offered: BTreeSet<&String> = self.servers.iter().flat_map(|server| &server.tools).collect();
        self.tools.iter().filter(move |tool| !offered.contains(&tool.name))
    }

    /// The API requests of all servers.
    pub fn call_volume(&self) -> CallVolume {
        CallVolume::of(self.servers.iter().map(|server| &server.expected_calls))
    }

    /// The union of what the tools of a server touch.
    pub fn access_of(&self, server: &Server) -> Access {
        let mut access = Access::default();
        for (_, touched) in self.touched_by(server) {
            access.merge(touched);
        }
        access
    }

    /// What each tool of a server touches, hand-written ones included, by the name of the tool.
    pub fn touched_by<'a>(&'a self, server: &'a Server) -> impl Iterator<Item = (&'a str, &'a Access)> {
        let generated = self.tools_of(server).map(|tool| (tool.name.as_str(), &tool.access));
        generated.chain(server.hand_written.iter().map(|tool| (tool.name.as_str(), &tool.access)))
    }
}
