//! What the test class of one tool is put together from.

use super::apex::{act, fails, field_value, list, put, valid};
use super::argument::{self, Use};
use super::fixture::{AGREEING, Demand, Gap, Key, Planner, Value, Wish};
use super::names::Noun;
use crate::model::{
    Authorized, AuthorizedValue, Condition, Effect, Model, Operand, Output, Parameter, ParameterKind, Server, Tool,
};
use crate::render::apex::class::Method;
use crate::render::apex::expr::{Expr, raw};
use crate::render::apex::stmt::Stmt;
use crate::rendered::Origin;
use crate::spec::{AuthorizedSource, Operator};
use sf_schema::{Field, FieldType, ObjectPermission, SObject, Schema};
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
        let as_runner = written.iter().any(|object| !is_decided(schema, object, effect));
        let gap = "that its permission set lets its user write, which the org's settings decide";
        Self {
            model,
            schema,
            tool,
            server,
            planner: Planner::new(schema),
            remade: BTreeSet::new(),
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
        self.plan_arguments();
        if self.lacks_argument() {
            self.give_up(wanted);
            return None;
        }
        if let Some(id) = self.subject(wanted) {
            self.planner.adopt(key.clone(), wanted.object, id);
            self.main.get_or_insert_with(|| key.clone());
            return Some(key);
        }
        self.planner.listed = matches!(wanted.identity, Identity::None).then(|| wanted.object.to_owned());
        let optional = |condition: &Condition| condition.is_optional();
        let mut result = self.plan(key.clone(), wanted, |_| true);
        if result.is_err() && wanted.conditions.iter().any(optional) {
            let second = self.plan(key, wanted, |condition| !optional(condition));
            if second.is_ok() {
                self.gaps.push("no record meets all optional filters at once".to_owned());
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
        named || self.planner.record(key).is_some_and(|record| self.planner.is_single(record))
    }

    /// A record that every test has and that the tool can read as it is.
    fn subject(&self, wanted: &Wanted<'_>) -> Option<Value> {
        let reads = !self.tool.operation.effect().writes();
        if !reads || !wanted.conditions.is_empty() || !matches!(wanted.identity, Identity::Id(_)) {
            return None;
        }
        // What belongs to the user that the tool runs as is what that user sees for certain.
        if wanted.object == "User" { Some(Value::Agent) } else { known_record(wanted.object) }
    }

    /// Goes on without a record that the tool finds: the Id in the arguments is one that no record has.
    fn give_up(&mut self, wanted: &Wanted<'_>) {
        self.lacks_record = true;
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
            if self.needs_role() {
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
        let of_role = |value: &Authorized| matches!(value.value, AuthorizedValue::Source(AuthorizedSource::UserRoleId));
        self.tool.authorized.iter().any(of_role)
    }

    fn plan(&mut self, key: Key, wanted: &Wanted<'_>, with: impl Fn(&Condition) -> bool) -> Result<Key, Gap> {
        let mut wishes = Vec::new();
        for condition in wanted.conditions.iter().filter(|condition| with(condition)) {
            let demand = self.demand(condition)?;
            wishes.push(Wish::meets(&condition.path, demand));
        }
        if let Identity::Unique(field, parameter) = wanted.identity {
            let value = self.argument(parameter).cloned().ok_or_else(|| Gap(format!("an argument for {parameter}")))?;
            wishes.push(Wish { steps: &[], field, demand: Some(Demand::new(Operator::Eq, value)) });
        }
        wishes.extend(wanted.outputs.iter().map(|output| Wish::filled(&output.path)));
        wishes.extend(wanted.filled.iter().map(|field| Wish { steps: &[], field, demand: None }));
        self.planner.plan(key, wanted.object, &wishes, &wanted.bound)
    }

    /// Plans an argument for every parameter.
    pub fn plan_arguments(&mut self) {
        if std::mem::replace(&mut self.planned_arguments, true) {
            return;
        }
        let operation = &self.tool.operation;
        let (conditions, assignments) = (operation.conditions(), operation.assignments());
        let is_of = |operand: &Operand, parameter: &Parameter| matches!(operand, Operand::Parameter { name, .. } if *name == parameter.name);
        // What is sold comes before the entry of the price book through which it is sold.
        let (entries, others): (Vec<_>, Vec<_>) =
            self.tool.parameters.iter().filter(|p| !is_cursor(p)).partition(|p| self.setting(AGREEING.0) == Some(*p));
        for parameter in others.into_iter().chain(entries) {
            if self.arguments.contains_key(&parameter.name) {
                continue;
            }
            let value = match &parameter.default {
                Some(default) => Some(Value::Literal(default.clone())),
                None => {
                    let is_set = assignments.iter().any(|(_, a)| is_of(&a.operand, parameter));
                    let mut records = self.argument_records(parameter, is_set);
                    // Whoever gives a record away may see it no longer: a test of its own does that.
                    if self.setting("OwnerId") == Some(parameter) && records.contains_key("User") {
                        records.insert("User".to_owned(), self.caller());
                    }
                    let compared = conditions.iter().filter(|(_, c)| is_of(&c.operand, parameter));
                    let set = assignments.iter().filter(|(_, a)| is_of(&a.operand, parameter));
                    let uses: Vec<Use<'_>> = compared
                        .map(|(_, c)| Use { op: c.op, field: &c.path.field, set: false })
                        .chain(set.map(|(_, a)| Use { op: Operator::Eq, field: &a.field, set: true }))
                        .collect();
                    argument::sample(parameter, &uses, &|object| records.get(object).cloned())
                }
            };
            match value {
                Some(value) => {
                    self.arguments.insert(parameter.name.clone(), value);
                }
                None => self.gaps.push(format!("no valid argument for {} is known", parameter.name)),
            }
        }
    }

    /// The parameter that sets the field of this name.
    fn setting(&self, field: &str) -> Option<&'a Parameter> {
        self.tool.operation.assignments().into_iter().find_map(|(_, a)| match &a.operand {
            Operand::Parameter { name, .. } if a.field.name == field => self.tool.parameter(name),
            _ => None,
        })
    }

    /// Plans the records that the Ids in an argument belong to, by sObject. `is_set`: the tool sets a field to it.
    fn argument_records(&mut self, parameter: &Parameter, is_set: bool) -> BTreeMap<String, Value> {
        let mut objects = BTreeSet::new();
        collect_objects(&parameter.kind, &mut objects);
        let agreeing = self.setting(AGREEING.0).filter(|entry| entry.name == parameter.name).and_then(|_| {
            let product = self.argument(&self.setting(AGREEING.1)?.name)?;
            Some((AGREEING.1.to_owned(), product.clone()))
        });
        let mut records = BTreeMap::new();
        for object in objects {
            // Any other price book asks for prices in this one first.
            let standard = (is_set && object == "Pricebook2").then_some(Value::StandardPricebook);
            let value = known_record(object).or(standard).or_else(|| {
                let key = self.planner.name(parameter.name.strip_suffix("_id").unwrap_or(object));
                self.planner
                    .plan(key, object, &[], agreeing.as_slice())
                    .map(|key| Some(Value::Record(key)))
                    .unwrap_or_else(|gap| {
                        self.gap(&format!("no record for {} can be arranged", parameter.name), &gap);
                        self.absent(object)
                    })
            });
            records.extend(value.map(|value| (object.to_owned(), value)));
        }
        records
    }

    /// An Id that no record has; none where objects share the start of their Ids, so that it belongs to no one object.
    fn absent(&self, object: &str) -> Option<Value> {
        let found = self.schema.object(object)?;
        let shares = |other: &SObject| other.key_prefix == found.key_prefix && other.name != found.name;
        let is_own = found.key_prefix.is_some()
            && !self.schema.names().into_iter().filter_map(|name| self.schema.object(name)).any(shares);
        (found.custom || is_own).then(|| Value::Absent(object.to_owned()))
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
        let Some(record) = self.planner.record(key) else { return };
        // Nothing that any list of the tool returns, or that a condition looks at: it may have to be empty.
        let of_object = self.tool.operation.sources().into_iter().filter(|source| source.object == wanted.object);
        let used: BTreeSet<&str> = of_object
            .flat_map(|source| {
                let returned = source.outputs.iter().map(|output| &output.path);
                returned.chain(source.conditions.iter().map(|condition| &condition.path))
            })
            .chain(wanted.outputs.iter().map(|output| &output.path))
            .map(|path| path.field.name.as_str())
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
                && !used.contains(field.name.as_str())
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

/// The Id of a record that every org has.
fn known_record(object: &str) -> Option<Value> {
    match object {
        "User" => Some(Value::Someone),
        "Organization" => Some(Value::Organization),
        "Profile" => Some(Value::AgentField("ProfileId")),
        _ => None,
    }
}

fn collect_objects<'k>(kind: &'k ParameterKind, objects: &mut BTreeSet<&'k str>) {
    match kind {
        ParameterKind::Id { objects: own } => objects.extend(own.first().map(String::as_str)),
        ParameterKind::List { item, .. } => collect_objects(item, objects),
        ParameterKind::Object { properties } => properties.iter().for_each(|p| collect_objects(&p.kind, objects)),
        _ => {}
    }
}

fn authorized_value(authorized: &Authorized, caller: Value) -> Result<(Value, bool), Gap> {
    let source = match &authorized.value {
        AuthorizedValue::Text(text) => return Ok((Value::text(text), false)),
        AuthorizedValue::Source(source) => source,
    };
    Ok(match source {
        AuthorizedSource::UserId => (caller, false),
        AuthorizedSource::UserName => (Value::AgentField("Username"), false),
        AuthorizedSource::UserEmail => (Value::AgentField("Email"), false),
        AuthorizedSource::UserProfileId => (Value::AgentField("ProfileId"), false),
        AuthorizedSource::UserRoleId => return Err(Gap("the test user has no role".to_owned())),
        AuthorizedSource::OrganizationId => (Value::Organization, false),
        AuthorizedSource::Today => (Value::Today(0), true),
        AuthorizedSource::Now => (Value::Now(0), true),
    })
}
