//! What the permission set of a server grants, and why. The permission set and the review document are both written
//! from [`Grants`], so they cannot disagree.

mod fields;
mod objects;

pub use fields::{FieldRight, OpenField};
pub use objects::{ObjectRight, Why, Withheld, word};

use crate::Origin;
use crate::model::{Model, Server, Tool};
use diag::Diagnostic;
use rayon::prelude::*;
use sf_schema::grants::Reason;
use sf_schema::{ObjectPermission, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// What the permission set of a server grants, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// `objectPermissions`, by object.
    pub objects: BTreeMap<String, ObjectRight>,
    /// `fieldPermissions`, by `Object.Field`.
    pub fields: BTreeMap<String, FieldRight>,
    /// Fields in use that need no field permission, by `Object.Field`: who reads the record reads them.
    pub open_fields: BTreeMap<String, OpenField>,
    /// `userPermissions` that writing an object takes (`EditTask`), with the reasons.
    pub user_permissions: BTreeMap<String, BTreeSet<Reason>>,
    /// `customMetadataTypeAccesses`.
    pub custom_metadata_types: BTreeSet<String>,
    /// `customSettingAccesses`.
    pub custom_settings: BTreeSet<String>,
    /// Objects in use that have no object permissions → what decides instead.
    pub without_object_permissions: BTreeMap<String, ObjectPermission>,
    /// What might be needed beside it and is not granted.
    pub withheld: Vec<Withheld>,
    /// `recordTypeVisibilities`, as `Object.DeveloperName`.
    pub record_types: BTreeSet<String>,
    /// `customPermissions`, one per tool.
    pub custom_permissions: BTreeSet<String>,
    /// The one class in `classAccesses`: classes that it calls need no grant (Apex guide, "Class Security").
    pub endpoint_class: String,
}

impl Grants {
    /// The grants of a server, and what the platform would refuse of what its tools need.
    pub fn of(model: &Model, schema: &Schema, server: &Server) -> (Self, Vec<Diagnostic>) {
        let mut grants = Self {
            custom_permissions: model
                .tools_of(server)
                .map(|tool| tool.permission.clone())
                .chain(server.hand_written.iter().map(|tool| tool.permission.clone()))
                .collect(),
            endpoint_class: server.endpoint_class.clone(),
            ..Self::default()
        };
        let mut problems = Vec::new();
        let tools: Vec<&Tool> = model.tools_of(server).collect();
        let out =
            |tool: &&'_ Tool| tool.scopes.iter().filter_map(|scope| model.excluded.get(scope)).collect::<Vec<_>>();
        let excluded = tools.iter().flat_map(|tool| out(tool).into_iter().map(|excluded| (*tool, excluded))).collect();
        let places = Places { tools, server, excluded };
        let access = model.access_of(server);
        let named = access.objects.iter().flat_map(|(object, o)| o.record_types.iter().map(move |name| (object, name)));
        grants.record_types = named.map(|(object, name)| format!("{object}.{name}")).collect();
        objects::collect(&access, schema, &places, &mut grants, &mut problems);
        fields::collect(&access, schema, &places, &mut grants, &mut problems);
        (grants, problems)
    }
}

/// What the platform would refuse of what the tools need, and what is left out because it is only assumed.
pub fn check(model: &Model, schema: &Schema) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> =
        model.servers.par_iter().flat_map_iter(|server| Grants::of(model, schema, server).1).collect();
    // A tool of two servers is reported once.
    diag::sort(&mut problems);
    problems.dedup();
    problems
}

/// Where the specs speak of an object or field.
struct Places<'a> {
    tools: Vec<&'a Tool>,
    server: &'a Server,
    /// What the scopes of the tools leave out on purpose, and why.
    excluded: Vec<(&'a Tool, &'a BTreeMap<String, String>)>,
}

impl Places<'_> {
    /// The first tool that touches the object.
    fn of_object(&self, object: &str) -> diag::Place {
        let tool = self.tools.iter().find(|tool| tool.access.objects.contains_key(object));
        let by_hand = || self.server.hand_written.iter().find(|tool| tool.access.objects.contains_key(object));
        let origin = tool.map(|tool| &tool.origin).or_else(|| by_hand().map(|tool| &tool.origin));
        origin.unwrap_or(&self.server.origin).place()
    }

    /// The first place that names the field; else the first tool that touches its object.
    fn of_field(&self, object: &str, field: &str) -> diag::Place {
        let is_it = |path: &crate::model::Path| path.owner() == object && path.field.name == field;
        let named = self.tools.iter().find_map(|tool| {
            let operation = &tool.operation;
            let set = operation.assignments().into_iter().find(|(o, a)| *o == object && a.field.name == field);
            let read = operation.outputs().into_iter().find(|(_, output)| is_it(&output.path));
            let used = operation.conditions().into_iter().find(|(_, condition)| is_it(&condition.path));
            set.map(|(_, a)| &a.origin)
                .or(read.map(|(_, o)| &o.origin))
                .or(used.map(|(_, c)| &c.origin))
                .map(Origin::place)
        });
        let touching = || {
            let touches = |tool: &&&Tool| tool.access.objects.get(object).is_some_and(|a| a.fields().contains(field));
            self.tools.iter().find(touches).map_or_else(|| self.of_object(object), |tool| tool.origin.place())
        };
        named.unwrap_or_else(touching)
    }
}
