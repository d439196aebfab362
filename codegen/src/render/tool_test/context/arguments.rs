//! The arguments of a call that a tool accepts, and the records that they name.

use super::super::argument::{self, Use};
use super::super::fixture::{AGREEING, Demand, Key, Value, Wish, is_of_platform, needs_of_parent};
use super::{Identity, TestContext, Wanted, is_cursor};
use crate::model::{Condition, Operand, Parameter, ParameterKind};
use crate::spec::Operator;
use sf_schema::SObject;
use std::collections::{BTreeMap, BTreeSet};

impl<'a> TestContext<'a> {
    /// The arguments that equal a field whose value the test does not choose, since the platform writes it or the record is
    /// there already: they are what the record holds.
    pub(super) fn follow(&mut self, key: &Key, wanted: &Wanted<'_>) {
        let Some(object) = self.schema.object(wanted.object) else { return };
        let is_there = self.is_there(wanted.object);
        let compared = wanted.conditions.iter().filter_map(|condition| match &condition.operand {
            Operand::Parameter { name, .. } if condition.op == Operator::Eq && condition.path.steps.is_empty() => {
                Some((&condition.path.field, name.as_str()))
            }
            _ => None,
        });
        let named = match wanted.identity {
            Identity::Unique(field, parameter) => Some((field, parameter)),
            _ => None,
        };
        for (field, parameter) in compared.chain(named).filter(|(field, _)| field.name != "Id") {
            let follows = if is_there { !field.nillable } else { is_of_platform(object, field) };
            // A default is compared without being an argument.
            let takes = self
                .tool
                .parameter(parameter)
                .is_some_and(|p| p.default.is_none() && argument::takes_any_of(&p.kind, field));
            if follows && takes && self.uses(parameter) == 1 {
                let stored =
                    Value::Stored { key: key.clone(), object: wanted.object.to_owned(), field: field.name.clone() };
                self.arguments.insert(parameter.to_owned(), stored);
            }
        }
    }

    /// How often the operation uses a parameter.
    fn uses(&self, parameter: &str) -> usize {
        let is_it = |operand: &Operand| matches!(operand, Operand::Parameter { name, .. } if name == parameter);
        let compared = self.tool.operation.conditions().into_iter().filter(|(_, c)| is_it(&c.operand)).count();
        let set = self.tool.operation.assignments().into_iter().filter(|(_, a)| is_it(&a.operand)).count();
        (compared + set).max(1)
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
                    // What another user owns is hidden from the caller where the org keeps records private.
                    let owner = |c: &Condition| c.path.field.name == "OwnerId" && is_of(&c.operand, parameter);
                    let finds_by_owner = conditions.iter().any(|(_, condition)| owner(condition));
                    let gives_owner = self.setting("OwnerId") == Some(parameter);
                    if (gives_owner || finds_by_owner) && records.contains_key("User") {
                        records.insert("User".to_owned(), self.caller());
                    }
                    let compared = conditions.iter().filter(|(_, c)| is_of(&c.operand, parameter));
                    let set = assignments.iter().filter(|(_, a)| is_of(&a.operand, parameter));
                    let keys = self.keys.iter().filter(|(name, _)| *name == parameter.name);
                    let uses: Vec<Use<'_>> = compared
                        .map(|(_, c)| Use { op: c.op, field: &c.path.field, set: false })
                        .chain(keys.map(|(_, field)| Use { op: Operator::Eq, field, set: true }))
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
        let is_it = |operand: &Operand| matches!(operand, Operand::Parameter { name, .. } if *name == parameter.name);
        let set = self.tool.operation.assignments();
        let set = set.iter().filter(|(_, a)| is_it(&a.operand));
        let picks =
            |condition: &Condition| is_it(&condition.operand) && matches!(condition.op, Operator::Eq | Operator::In);
        // Records that the argument picks are those of the user who runs the tool: where sharing is private, others are
        // hidden from that user.
        let picked = !is_set && self.tool.operation.conditions().iter().any(|(_, condition)| picks(condition));
        let caller = (picked && set.clone().next().is_none()).then(|| self.caller());
        let needs: Vec<(&str, Demand)> = set.filter_map(|(object, a)| needs_of_parent(object, &a.field.name)).collect();
        // Where the platform looks for the entry, it does so in the price book of what the item belongs to.
        let sells = is_set && self.setting(AGREEING.1).is_some() && self.setting(AGREEING.0).is_none();
        let compared: Vec<_> =
            self.tool.operation.conditions().into_iter().filter(|(_, c)| is_it(&c.operand)).collect();
        let mut records = BTreeMap::new();
        for object in objects {
            if object == "Group"
                && is_set
                && self.setting("OwnerId").is_some_and(|setting| setting.name == parameter.name)
            {
                // Of groups only queues own records, each of the objects that it is set up for.
                continue;
            }
            // Any other price book asks for prices in this one first.
            let of_entries = compared.iter().any(|(of, _)| *of == "PricebookEntry");
            let standard = ((is_set || of_entries) && object == "Pricebook2").then_some(Value::StandardPricebook);
            let sold = (object == "Product2").then(|| self.sold_product(parameter)).flatten();
            let own = caller.clone().filter(|_| object == "User");
            let value = own.or_else(|| known_record(object)).or(standard).or(sold).or_else(|| {
                let key = self.planner.name(parameter.name.strip_suffix("_id").unwrap_or(object));
                let of_object = |(field, demand): &(&str, Demand)| {
                    let field = self.schema.object(object)?.field(field)?;
                    Some(Wish { steps: &[], field, demand: Some(demand.clone()) })
                };
                let book = ("Pricebook2Id", Demand::new(Operator::Eq, Value::StandardPricebook));
                let sold_from = sells.then_some(&book);
                let wishes: Vec<Wish<'_>> = needs.iter().chain(sold_from).filter_map(of_object).collect();
                self.planner
                    .plan(key, object, &wishes, agreeing.as_slice())
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

    /// The product of an entry of the standard price book, where the tool sets the product and leaves the entry to the
    /// platform.
    fn sold_product(&mut self, parameter: &Parameter) -> Option<Value> {
        let (entry, product) = AGREEING;
        let sells = self.setting(product).is_some_and(|setting| setting.name == parameter.name);
        let object = self.tool.operation.objects().first().and_then(|object| self.schema.object(object))?;
        let is_left = object.field(entry).is_some() && self.setting(entry).is_none();
        if !sells || !is_left {
            return None;
        }
        let key = self.planner.name("entry");
        let key = self.planner.plan(key, "PricebookEntry", &[], &[]).ok()?;
        Some(Value::Stored { key, object: "PricebookEntry".to_owned(), field: product.to_owned() })
    }

    /// An Id that no record has; none where objects share the start of their Ids, so that it belongs to no one object.
    pub(super) fn absent(&self, object: &str) -> Option<Value> {
        let found = self.schema.object(object)?;
        let shares = |other: &SObject| other.key_prefix == found.key_prefix && other.name != found.name;
        let is_own = found.key_prefix.is_some()
            && !self.schema.names().into_iter().filter_map(|name| self.schema.object(name)).any(shares);
        (found.custom || is_own).then(|| Value::Absent(object.to_owned()))
    }
}

/// The Id of a record that every org has.
pub(super) fn known_record(object: &str) -> Option<Value> {
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
