//! What the test class of one tool is put together from.

mod arguments;

use super::apex::{act, fails, field_value, list, put, valid};
use super::fixture::{
    Demand, Gap, Key, Making, Planner, Value, Wish, is_not_created, is_read_by_setup, is_seen, making,
};
use super::names::Noun;
use crate::model::{
    Authorized, AuthorizedValue, Condition, Effect, Model, Operand, Output, Parameter, ParameterKind, Server, Tool,
};
use crate::render::apex::class::Method;
use crate::render::apex::expr::{Expr, raw};
use crate::render::apex::stmt::Stmt;
use crate::rendered::Origin;
use crate::spec::{AuthorizedSource, Operator};
use arguments::known_record;
use sf_schema::{Field, FieldType, ObjectPermission, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// How the arguments of a tool name the record that it works on.
#[derive(Debug, Clone, Copy)]
pub enum Identity<'t> {
    /// They do not.
    None,
    /// By its Id, in that parameter.
    Id(&'t str),
    /// By a unique field, with the value of that parameter.
    Unique(&'t Field, &'t str),
}

/// A record that the tool must find.
pub struct Wanted<'t> {
    /// API name of the sObject.
    pub object: &'t str,
    /// How the arguments name it.
    pub identity: Identity<'t>,
    /// Conditions of the tool on it.
    pub conditions: &'t [Condition],
    /// Fields that the tool returns.
    pub outputs: &'t [Output],
    /// Further fields that should hold a value.
    pub filled: Vec<&'t Field>,
    /// Lookups to records that are planned already.
    pub bound: Vec<(String, Value)>,
    /// Whether the record gets a text, in a field that is not returned, which no result may show.
    pub hides: bool,
}

/// The test class of one tool in the making.
pub struct TestContext<'a> {
    /// Everything.
    pub model: &'a Model,
    /// sObjects and fields.
    pub schema: &'a Schema,
    /// The tool.
    pub tool: &'a Tool,
    /// The server under whose permission set the tests run.
    pub server: Option<&'a Server>,
    /// Plans records.
    pub planner: Planner<'a>,
    /// Records of which some test makes one with another parent that only an insert may set.
    pub remade: BTreeSet<Key>,
    /// Fields by which a record is found or made again, each with the parameter that holds its value.
    pub keys: Vec<(String, Field)>,
    /// Whether optional arguments without a default are among the valid ones.
    pub with_optional: bool,
    arguments: BTreeMap<String, Value>,
    planned_arguments: bool,
    /// Tests, in their order.
    pub tests: Vec<Method>,
    /// Further methods of the class.
    pub helpers: Vec<Method>,
    /// What no test of the class proves, and why.
    pub gaps: Vec<String>,
    names: BTreeSet<String>,
    /// Whether a record holds the text that no result may show.
    pub hides: bool,
    /// The first record that the tool must find, once it is planned.
    pub main: Option<Key>,
    /// Whether a record that the tool must find could not be planned, so that no call can be expected to succeed.
    pub lacks_record: bool,
    /// Whether no record could be planned that meets all optional filters at once.
    pub lacks_combination: bool,
    /// The lists of a result for which no record could be planned.
    pub lacks_lists: Vec<String>,
    /// Whether the tool is called as the user who runs the tests, since no permission set lets another one write.
    pub as_runner: bool,
    /// Whether the operation itself proves that a user without access to its objects gets nothing.
    pub proves_access: bool,
}

impl<'a> TestContext<'a> {
    /// Starts with nothing.
    pub fn new(model: &'a Model, schema: &'a Schema, tool: &'a Tool) -> Self {
        // Of several servers the one with the fewest tools: the least rights prove the most.
        let server = model
            .servers
            .iter()
            .filter(|server| tool.servers.contains(&server.name))
            .min_by_key(|server| (server.tools.len(), &server.name));
        let effect = tool.operation.effect();
        let written = if effect.writes() { tool.operation.objects() } else { Vec::new() };
        let writes_set_up = written.iter().any(|object| !is_decided(schema, object, effect));
        let reads_set_up = tool.operation.objects().iter().any(|object| is_read_by_setup(object));
        let as_runner = writes_set_up || reads_set_up;
        let gap = if reads_set_up {
            "that its user may read such set-up, which takes a user permission that no generated permission set grants"
        } else {
            "that its permission set lets its user write, which the org's settings decide"
        };
        Self {
            model,
            schema,
            tool,
            server,
            planner: Planner::new(schema),
            remade: BTreeSet::new(),
            keys: Vec::new(),
            with_optional: tool.operation.effect().writes(),
            arguments: BTreeMap::new(),
            planned_arguments: false,
            tests: Vec::new(),
            helpers: Vec::new(),
            gaps: as_runner.then(|| gap.to_owned()).into_iter().collect(),
            names: BTreeSet::new(),
            hides: false,
            main: None,
            lacks_record: false,
            lacks_combination: false,
            lacks_lists: Vec::new(),
            as_runner,
            proves_access: false,
        }
    }

    /// The words for an object.
    pub fn noun(&self, object: &str) -> Noun {
        Noun::of(self.schema, object)
    }

    /// The planned argument of a parameter; none where it would be the Id of a record that cannot be made.
    pub fn argument(&self, name: &str) -> Option<&Value> {
        self.arguments.get(name).filter(|value| !value.is_absent())
    }

    /// The planned arguments that a call may leave out, the cursor not among them.
    pub fn optional_arguments(&self) -> Vec<(&'a Parameter, &Value)> {
        let optional = self.tool.parameters.iter().filter(|p| !p.required && !is_cursor(p));
        optional.filter_map(|p| Some((p, self.arguments.get(&p.name)?))).collect()
    }

    /// Uses another argument.
    pub fn set_argument(&mut self, name: &str, value: Value) {
        self.arguments.insert(name.to_owned(), value);
    }

    /// The arguments of a call that is not refused, in the order of the parameters. The call can succeed unless the tool
    /// [lacks an argument](Self::lacks_argument).
    pub fn valid_arguments(&self) -> Vec<(&'a Parameter, &Value)> {
        let wanted = |p: &Parameter| self.with_optional && p.default.is_none() && self.argument(&p.name).is_some();
        let parameters = self.tool.parameters.iter().filter(|p| p.required || wanted(p));
        parameters.filter_map(|p| Some((p, self.arguments.get(&p.name)?))).collect()
    }

    /// Whether a required argument is not known at all.
    pub fn lacks_valid_argument(&self) -> bool {
        self.tool.parameters.iter().any(|p| p.required && !self.arguments.contains_key(&p.name))
    }

    /// Whether no call can be expected to succeed: a required argument is not known, or names a record that cannot be
    /// made.
    pub fn lacks_argument(&self) -> bool {
        self.tool.parameters.iter().any(|p| p.required && self.argument(&p.name).is_none())
    }

    /// Whether object permissions alone decide what a user may do with records: one without any permission set is refused
    /// then. Activities have none: writing them takes a user permission, and whether a profile lets read them is not
    /// documented.
    pub fn is_decided(&self, object: &str) -> bool {
        is_decided(self.schema, object, self.tool.operation.effect())
    }

    /// Whether no test can see the tool create a record of the object; then it is said.
    pub fn lacks_creation(&mut self, object: &str) -> bool {
        let why = if self.needs_role() { Some("the test user has no role") } else { is_not_created(object) };
        let Some(why) = why else { return false };
        self.gaps.push(format!("no record can be arranged: records of {object}: {why}"));
        self.lacks_record = true;
        if self.needs_role() && !self.lacks_argument() {
            let mut body = act(valid());
            body.push(fails("NO_ACCESS"));
            self.test("refusesAUserWithoutARole", None, body);
        }
        true
    }

    /// Adds a test. A name that is taken gets a number.
    pub fn test(&mut self, name: &str, origin: Option<&Origin>, body: Vec<Stmt>) {
        let mut candidate = name.to_owned();
        let mut number = 2;
        while !self.names.insert(candidate.to_lowercase()) {
            candidate = format!("{name}{number}");
            number += 1;
        }
        let mut method = Method::new(format!("static void {candidate}()"), body);
        method.annotations.push("@IsTest".to_owned());
        method.origin = origin.cloned();
        self.tests.push(method);
    }

    /// Says what the class does not prove.
    pub fn gap(&mut self, what: &str, gap: &Gap) {
        self.gaps.push(format!("{what}: {}", gap.0));
    }

    /// Plans a record that the tool must find, and the arguments that lead to it.
    pub fn arrange(&mut self, wanted: &Wanted<'_>) -> Option<Key> {
        let key = self.planner.name(wanted.object);
        if let Identity::Id(parameter) = wanted.identity {
            self.arguments.insert(parameter.to_owned(), Value::Record(key.clone()));
        }
        if let Identity::Unique(field, parameter) = wanted.identity {
            self.keys.push((parameter.to_owned(), field.clone()));
        }
        for (parameter, is_list) in wanted.conditions.iter().filter_map(names_the_record) {
            let id = Value::Record(key.clone());
            let kind = self.tool.parameter(parameter).map(|parameter| &parameter.kind);
            let value = match kind {
                Some(ParameterKind::List { min, .. }) if is_list => {
                    Value::List(vec![id; usize::try_from((*min).max(1)).unwrap_or(1)])
                }
                _ => id,
            };
            self.arguments.insert(parameter.to_owned(), value);
        }
        self.follow(&key, wanted);
        self.plan_arguments();
        // What any part of the call needs, every part lacks.
        if self.needs_role() && matches!(self.tool.operation.key(), "search" | "related") {
            self.gap("no record that the tool finds can be arranged", &Gap("the test user has no role".to_owned()));
            self.give_up(wanted);
            return None;
        }
        if self.lacks_argument() {
            self.give_up(wanted);
            return None;
        }
        if self.tool.operation.effect().writes() && self.is_there(wanted.object) && wanted.object != "User" {
            let gap = format!("records of {}: a test changes none that it did not make", wanted.object);
            self.gap("no record that the tool finds can be arranged", &Gap(gap));
            self.give_up(wanted);
            return None;
        }
        self.planner.listed = matches!(wanted.identity, Identity::None).then(|| wanted.object.to_owned());
        let optional = |condition: &Condition| condition.is_optional();
        let mut result = self.plan(key.clone(), wanted, |_| true);
        if result.is_err() && wanted.conditions.iter().any(optional) {
            let second = self.plan(key, wanted, |condition| !optional(condition));
            if second.is_ok() {
                self.gaps.push("no record meets all optional filters at once".to_owned());
                self.lacks_combination = true;
            }
            result = second;
        }
        match result {
            Ok(key) => {
                if wanted.hides {
                    self.hide(&key, wanted);
                }
                self.main.get_or_insert_with(|| key.clone());
                Some(key)
            }
            Err(gap) => {
                self.gap("no record that the tool finds can be arranged", &gap);
                self.give_up(wanted);
                None
            }
        }
    }

    /// The same for a list that a record brings along: without it the tool works all the same.
    pub fn arrange_child(&mut self, wanted: &Wanted<'_>, list: &str) -> Option<Key> {
        let lacks = self.lacks_record;
        let child = self.arrange(wanted);
        if child.is_none() && !lacks {
            self.lacks_record = false;
            self.lacks_lists.push(list.to_owned());
        }
        child
    }

    /// The arguments by which the conditions of every call name the record, each naming `other` instead.
    pub fn naming_other(&self, conditions: &[Condition]) -> Vec<Stmt> {
        let named = conditions.iter().filter(|condition| !condition.is_optional()).filter_map(names_the_record);
        named
            .filter_map(|(parameter, _)| {
                let other = |value: &Value| match value {
                    Value::List(values) => list(values.iter().map(|_| raw("other.Id"))),
                    _ => raw("other.Id"),
                };
                Some(put(parameter, other(self.argument(parameter)?)))
            })
            .collect()
    }

    /// Whether there can be one record only that every call finds: its conditions name it, or fix a unique field of it.
    pub fn is_single(&self, key: &Key, conditions: &[Condition]) -> bool {
        let named = conditions.iter().any(|c| !c.is_optional() && names_the_record(c).is_some());
        // Another record has another number, and is made at another moment.
        let of_moment = |field: &Field| field.auto_number || field.data_type == FieldType::DateTime;
        let compared = conditions.iter().filter(|c| !c.is_optional() && of_moment(&c.path.field));
        let follows = compared.filter_map(|c| self.demand(c).ok()).any(|demand| demand.against.is_stored_in(key));
        named || follows || self.planner.record(key).is_some_and(|record| self.planner.is_single(record))
    }

    /// Whether a record of the object is found and not made.
    fn is_there(&self, object: &str) -> bool {
        self.schema.object(object).is_some_and(|object| matches!(making(object), Making::Found(_)))
    }

    /// Whether a result can hold records of the org beside a planned one, or the planned one was not made by the test.
    pub fn is_among_others(&self, key: &Key) -> bool {
        self.planner.record(key).is_some_and(|record| record.existing.is_some() || is_seen(&record.object))
    }

    /// Goes on without a record that the tool finds: the Id in the arguments is one that no record has.
    fn give_up(&mut self, wanted: &Wanted<'_>) {
        self.lacks_record = true;
        let before = self.arguments.len();
        let planner = &self.planner;
        let by_id = |name: &str| matches!(wanted.identity, Identity::Id(parameter) if parameter == name);
        self.arguments
            .retain(|name, value| by_id(name) || value.keys().iter().all(|key| planner.record(key).is_some()));
        if self.arguments.len() < before {
            self.planned_arguments = false;
            self.plan_arguments();
        }
        let Identity::Id(parameter) = wanted.identity else { return };
        let Some(value) = known_record(wanted.object).or_else(|| self.absent(wanted.object)) else {
            self.arguments.remove(parameter);
            return;
        };
        let is_absent = value.is_absent();
        self.arguments.insert(parameter.to_owned(), value);
        let others = self.tool.parameters.iter().filter(|p| p.name != parameter);
        if is_absent && others.filter(|p| p.required).all(|p| self.argument(&p.name).is_some()) {
            let mut body = act(valid());
            let of_role = |condition: &Condition| match &condition.operand {
                Operand::Authorized(name) => self.tool.authorized(name).is_some_and(is_of_role),
                _ => false,
            };
            if wanted.conditions.iter().any(of_role) {
                body.push(fails("NO_ACCESS"));
                self.test("refusesAUserWithoutARole", None, body);
            } else {
                body.push(fails("NOT_FOUND"));
                self.test(&format!("answersNotFoundWhereThereIsNo{}", self.noun(wanted.object).one), None, body);
            }
        }
    }

    /// Whether the tool refuses a user without a role, as the test users are.
    pub fn needs_role(&self) -> bool {
        self.tool.authorized.iter().any(is_of_role)
    }

    fn plan(&mut self, key: Key, wanted: &Wanted<'_>, with: impl Fn(&Condition) -> bool) -> Result<Key, Gap> {
        let mut wishes = Vec::new();
        let is_there = self.is_there(wanted.object);
        for condition in wanted.conditions.iter().filter(|condition| with(condition)) {
            let demand = self.demand(condition)?;
            if !demand.against.is_stored_in(&key) {
                wishes.push(Wish::meets(&condition.path, demand));
            } else if condition.path.field.createable && !is_there {
                wishes.push(Wish::meets(&condition.path, Demand::new(Operator::NotNull, Value::Null)));
            }
        }
        if let Identity::Unique(field, parameter) = wanted.identity {
            let value = self.argument(parameter).cloned().ok_or_else(|| Gap(format!("an argument for {parameter}")))?;
            if !value.is_stored_in(&key) {
                wishes.push(Wish { steps: &[], field, demand: Some(Demand::new(Operator::Eq, value)) });
            }
        }
        wishes.extend(wanted.outputs.iter().map(|output| Wish::filled(&output.path)));
        wishes.extend(wanted.filled.iter().map(|field| Wish { steps: &[], field, demand: None }));
        self.planner.plan(key, wanted.object, &wishes, &wanted.bound)
    }

    /// What a condition demands of its field.
    pub fn demand(&self, condition: &Condition) -> Result<Demand, Gap> {
        let (against, by_clock) = self.operand(&condition.operand)?;
        Ok(Demand { by_clock, ..Demand::new(condition.op, against) })
    }

    /// The Id of the user whom the tool runs as.
    fn caller(&self) -> Value {
        if self.as_runner { Value::Someone } else { Value::Agent }
    }

    /// The value of an operand, and whether the tool takes it from the clock.
    pub fn operand(&self, operand: &Operand) -> Result<(Value, bool), Gap> {
        let value = match operand {
            Operand::Parameter { name, .. } => {
                self.argument(name).cloned().ok_or_else(|| Gap(format!("an argument for {name}")))?
            }
            Operand::Authorized(name) => {
                let authorized = self.tool.authorized(name).ok_or_else(|| Gap(format!("the value {name}")))?;
                return authorized_value(authorized, self.caller());
            }
            Operand::Constant(literal) => Value::Literal(literal.clone()),
            Operand::Constants(literals) => Value::List(literals.iter().cloned().map(Value::Literal).collect()),
            Operand::RunningUser => self.caller(),
            Operand::None => Value::Null,
        };
        Ok((value, false))
    }

    /// Fills a field that the tool may not return: one that the permission set of the server lets it see, where there
    /// is one, so that nothing but the tool keeps it back.
    fn hide(&mut self, key: &Key, wanted: &Wanted<'_>) {
        let Some(object) = self.schema.object(wanted.object) else { return };
        let Some(record) = self.planner.record(key).filter(|record| record.existing.is_none()) else { return };
        // Nothing that any list of the tool returns, as it is or in a formula, or that a condition looks at: it may have to
        // be empty.
        let of_object = self.tool.operation.sources().into_iter().filter(|source| source.object == wanted.object);
        let schema = self.schema;
        let used: BTreeSet<String> = of_object
            .flat_map(|source| {
                let returned = source.outputs.iter().map(|output| &output.path);
                returned.chain(source.conditions.iter().map(|condition| &condition.path))
            })
            .chain(wanted.outputs.iter().map(|output| &output.path))
            .flat_map(|path| {
                let made_of = schema.object(path.owner()).map(|owner| schema.sources(owner, &path.field));
                let own = made_of.into_iter().flatten().filter(|(of, _)| *of == object.name).map(|(_, field)| field);
                own.chain([path.field.name.clone()]).collect::<Vec<_>>()
            })
            .collect();
        let granted = self.server.map(|server| self.model.access_of(server));
        let is_granted = |field: &Field| {
            granted
                .as_ref()
                .and_then(|a| a.objects.get(&object.name))
                .is_some_and(|a| a.fields().contains(field.name.as_str()))
        };
        let fits = |field: &&Field| {
            matches!(field.data_type, FieldType::String | FieldType::TextArea | FieldType::LongTextArea)
                && field.createable
                && field.length.is_none_or(|length| length >= 20)
                && !field.name_field
                && !field.unique
                && !field.external_id
                && field.feature.is_none()
                && field.part_of.is_none()
                && !record.fields.contains_key(&field.name)
                && !used.contains(&field.name)
        };
        let preferred = |field: &Field| match field.name.as_str() {
            "Description" | "NextStep" | "AccountNumber" | "Department" => 0,
            _ if field.custom => 1,
            _ => 2,
        };
        let hidden = object
            .fields()
            .iter()
            .filter(fits)
            .min_by_key(|field| (!is_granted(field), preferred(field), field.name.clone()))
            .map(|field| field.name.clone());
        if let Some(field) = hidden {
            self.planner.set(key, &field, Value::Hidden);
            self.hides = true;
        }
    }

    /// `opportunityId()`: inserts a planned record at the first call.
    pub fn id_call(&self, key: &Key) -> Expr {
        field_value(&Value::Record(key.clone()))
    }
}

fn is_of_role(value: &Authorized) -> bool {
    matches!(value.value, AuthorizedValue::Source(AuthorizedSource::UserRoleId))
}

fn is_decided(schema: &Schema, object: &str, effect: Effect) -> bool {
    match schema.object(object).map(|object| &object.access.permission) {
        Some(ObjectPermission::Grantable) => true,
        Some(ObjectPermission::InheritedFrom(parent)) => is_decided(schema, parent, effect),
        Some(ObjectPermission::UserPermission) => effect.writes(),
        _ => false,
    }
}

/// The parameter that gives the Id of the record itself, and whether it gives several.
fn names_the_record(condition: &Condition) -> Option<(&str, bool)> {
    let Operand::Parameter { name, .. } = &condition.operand else { return None };
    let is_id = condition.path.steps.is_empty() && condition.path.field.name == "Id";
    let is_list = condition.op == Operator::In;
    (is_id && (is_list || condition.op == Operator::Eq)).then_some((name.as_str(), is_list))
}

/// Whether a parameter is the one that `paginate` adds.
pub fn is_cursor(parameter: &Parameter) -> bool {
    parameter.name == "cursor"
}

fn authorized_value(authorized: &Authorized, caller: Value) -> Result<(Value, bool), Gap> {
    let source = match &authorized.value {
        AuthorizedValue::Text(text) => return Ok((Value::text(text), false)),
        AuthorizedValue::Source(source) => source,
    };
    let field = |name| if caller == Value::Agent { Value::AgentField(name) } else { Value::SomeoneField(name) };
    Ok(match source {
        AuthorizedSource::UserId => (caller, false),
        AuthorizedSource::UserName => (field("Username"), false),
        AuthorizedSource::UserEmail => (field("Email"), false),
        AuthorizedSource::UserProfileId => (field("ProfileId"), false),
        AuthorizedSource::UserRoleId => return Err(Gap("the test user has no role".to_owned())),
        AuthorizedSource::OrganizationId => (Value::Organization, false),
        AuthorizedSource::Today => (Value::Today(0), true),
        AuthorizedSource::Now => (Value::Now(0), true),
    })
}
