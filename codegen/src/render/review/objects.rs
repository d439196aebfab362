//! What tools touch: objects, fields, records, personal data.

use super::data::{ChangeFacts, FieldFacts, MovedFence, ObjectFacts, PersonalData, RecordRule, ResultFacts};
use super::words;
use crate::check::fences::moved;
use crate::check::masks::Masked;
use crate::lower::personal_data as classify;
use crate::model::{Access, Assignment, Condition, ConditionSource, HandWritten, Model, ObjectAccess, Server, Tool};
use crate::operation::Source;
use crate::render::grants::Grants;
use sf_schema::{SObject, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// The objects that the tools of a server touch, with their fields.
pub(super) fn objects(model: &Model, schema: &Schema, server: &Server, grants: &Grants) -> Vec<ObjectFacts> {
    let tools: Vec<Touching<'_>> = model.touched_by(server).collect();
    let Access { objects, .. } = model.access_of(server);
    let facts = |(name, touched): (&String, &ObjectAccess)| {
        let object = schema.object(name).map(|object| (schema, object));
        ObjectFacts {
            object: name.clone(),
            label: object.map_or_else(|| name.clone(), |(_, object)| object.label.clone()),
            operations: operations(&tools, name),
            fields: touched
                .fields()
                .into_iter()
                .map(|field| field_facts(&tools, object, name, field, grants))
                .collect(),
        }
    };
    objects.iter().map(facts).collect()
}

type Touches = fn(&ObjectAccess) -> bool;
/// The name of a tool, and what it touches.
type Touching<'a> = (&'a str, &'a Access);

fn operations(tools: &[Touching<'_>], object: &str) -> BTreeMap<&'static str, BTreeSet<String>> {
    let kinds: [(&'static str, Touches); 4] =
        [("read", |o| o.read), ("create", |o| o.create), ("edit", |o| o.edit), ("delete", |o| o.delete)];
    let all = kinds.into_iter().map(|(name, touches)| (name, by(tools, object, touches)));
    all.filter(|(_, tools)| !tools.is_empty()).collect()
}

/// Names of the tools that touch the object in a certain way.
fn by(tools: &[Touching<'_>], object: &str, touches: impl Fn(&ObjectAccess) -> bool) -> BTreeSet<String> {
    let touching = tools.iter().filter(|(_, access)| access.objects.get(object).is_some_and(&touches));
    touching.map(|(name, _)| (*name).to_owned()).collect()
}

fn field_facts(
    tools: &[Touching<'_>],
    object: Option<(&Schema, &SObject)>,
    name: &str,
    field: &str,
    grants: &Grants,
) -> FieldFacts {
    let known = object.and_then(|(schema, object)| Some((schema, object, object.field(field)?)));
    let sources = known.map(|(schema, object, field)| schema.sources(object, field)).unwrap_or_default();
    let path = format!("{name}.{field}");
    FieldFacts {
        field: field.to_owned(),
        label: known.map_or_else(|| field.to_owned(), |(_, _, field)| field.label.clone()),
        returned_by: by(tools, name, |o| o.returned.contains(field)),
        used_by: by(tools, name, |o| o.used.contains(field)),
        set_by: by(tools, name, |o| o.set.contains(field)),
        personal: known.and_then(|(schema, object, field)| classify(schema, object, field)),
        made_of: sources.into_iter().map(|(object, field)| format!("{object}.{field}")).collect(),
        granted_as: grants.fields.iter().find(|(_, right)| right.used.contains(&path)).map(|(entry, _)| entry.clone()),
    }
}

/// Which records each tool may touch, object by object.
pub(super) fn records(model: &Model, server: &Server) -> Vec<RecordRule> {
    model.tools_of(server).flat_map(rules).chain(server.hand_written.iter().flat_map(undescribed)).collect()
}

/// No spec says which records a hand-written tool touches.
fn undescribed(tool: &HandWritten) -> impl Iterator<Item = RecordRule> {
    tool.access.objects.keys().map(|object| RecordRule {
        tool: tool.name.clone(),
        object: object.clone(),
        part: None,
        selection: format!("what the hand-written class {} selects", tool.class),
        single: false,
        always: Vec::new(),
        by_argument: Vec::new(),
        ordered_by: Vec::new(),
        returns: Vec::new(),
        sets: Vec::new(),
    })
}

fn rules(tool: &Tool) -> Vec<RecordRule> {
    let rule = |source: Source<'_>| {
        let (chosen, fixed): (Vec<&Condition>, Vec<&Condition>) =
            source.conditions.iter().partition(|condition| condition.source == ConditionSource::Where);
        let in_words =
            |list: Vec<&Condition>| list.into_iter().map(|c| words::condition(c, &tool.authorized)).collect();
        let returned = source.outputs.iter().map(|output| (output.key.clone(), words::output(output)));
        let computed = source.computed.into_iter().map(|(key, what)| (key.to_owned(), what));
        RecordRule {
            tool: tool.name.clone(),
            object: source.object.to_owned(),
            part: source.part.map(str::to_owned),
            selection: source.selection,
            single: source.single,
            always: in_words(fixed),
            by_argument: in_words(chosen),
            ordered_by: source.order,
            returns: returned.chain(computed).map(|(key, is)| ResultFacts { key, is }).collect(),
            sets: source.assignments.iter().map(|assignment| change(assignment, tool)).collect(),
        }
    };
    tool.operation.sources().into_iter().map(rule).collect()
}

fn change(assignment: &Assignment, tool: &Tool) -> ChangeFacts {
    ChangeFacts { field: assignment.field.name.clone(), to: words::value(&assignment.operand, &tool.authorized) }
}

/// What tools set of what fixed conditions of others look at.
pub(super) fn moved_fences(model: &Model, schema: &Schema, server: &Server) -> Vec<MovedFence> {
    let mut all: Vec<MovedFence> = moved(model, schema, server)
        .into_iter()
        .map(|moved| MovedFence {
            tool: moved.by.to_owned(),
            field: moved.field,
            restricted: moved.of.to_owned(),
            condition: words::condition(moved.condition, moved.authorized),
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

/// Personal data, and what other tools mask, that hand-written code reads: whether it returns it, only the code says.
fn handed_out<'a>(
    schema: &'a Schema,
    masked: &'a Masked<'a>,
    tool: &'a str,
    access: &'a Access,
    justification: Option<&'a String>,
) -> impl Iterator<Item = PersonalData> + 'a {
    let touched = access.objects.iter().flat_map(|(object, touched)| touched.returned.iter().map(move |f| (object, f)));
    let personal = touched.filter(|(object, field)| {
        let known = schema.object(object).and_then(|object| Some((object, object.field(field)?)));
        known.is_some_and(|(object, field)| classify(schema, object, field).is_some())
            || masked.find_field(object, field).is_some()
    });
    personal.map(move |(object, field)| PersonalData {
        field: format!("{object}.{field}"),
        tool: tool.to_owned(),
        leaves_as: "what the hand-written class returns of it",
        justification: justification.cloned(),
        reference: None,
    })
}

/// Personal data by which a tool finds records: a match tells of it.
fn found_by<'a>(schema: &'a Schema, tool: &'a Tool) -> impl Iterator<Item = PersonalData> + 'a {
    let used = tool.access.objects.iter().filter_map(|(name, touched)| Some((schema.object(name)?, touched)));
    let fields = used.flat_map(|(object, touched)| touched.used.iter().map(move |field| (object, field)));
    let personal = fields
        .filter(|(object, field)| object.field(field).is_some_and(|field| classify(schema, object, field).is_some()));
    personal.map(|(object, field)| PersonalData {
        field: format!("{}.{field}", object.name),
        tool: tool.name.clone(),
        leaves_as: words::FOUND,
        justification: tool.justification.clone(),
        reference: None,
    })
}

fn same(one: &PersonalData, other: &PersonalData) -> bool {
    (&one.field, &one.tool) == (&other.field, &other.tool)
}

/// The decisions about personal data of the tools of a server, and what tools find records by.
pub(super) fn personal_data(model: &Model, schema: &Schema, server: &Server) -> Vec<PersonalData> {
    let mut all = Vec::new();
    let masked = Masked::of(model, schema, server);
    for tool in model.tools_of(server).filter(|tool| tool.operation.handler().is_some()) {
        all.extend(handed_out(schema, &masked, &tool.name, &tool.access, tool.justification.as_ref()));
    }
    for tool in &server.hand_written {
        all.extend(handed_out(schema, &masked, &tool.name, &tool.access, Some(&tool.justification)));
    }
    for tool in model.tools_of(server) {
        for (_, output) in tool.operation.outputs() {
            if output.pii.is_none() && output.mask.is_none() {
                continue;
            }
            all.push(PersonalData {
                field: format!("{}.{}", output.path.owner(), output.path.field.name),
                tool: tool.name.clone(),
                leaves_as: words::mask(output.mask),
                justification: output.pii.as_ref().map(|pii| pii.justification.clone()),
                reference: output.pii.as_ref().map(|pii| pii.reference.clone()),
            });
        }
    }
    for tool in model.tools_of(server) {
        let found: Vec<PersonalData> =
            found_by(schema, tool).filter(|found| !all.iter().any(|d| same(d, found))).collect();
        all.extend(found);
    }
    all.sort_by(|a, b| (&a.field, &a.tool).cmp(&(&b.field, &b.tool)));
    all
}
