//! The records that a test needs: planned from the model and the schema, before any Apex is written.
//!
//! A plan names a record that meets every condition of the tool, its parents first, and for each condition a *decoy*:
//! the same record, changed so that it misses that one condition. A value is found by trying candidates against the
//! conditions, so what is planned is what SOQL will find. What cannot be planned is said, never guessed.

mod candidates;
mod facts;
mod making;
mod solve;
mod value;

pub use candidates::Demand;
pub use facts::{
    AGREEING, Afterwards, follows_from_others, is_category, is_currency, is_of_platform, natural, needs_of_parent,
    picks, place,
};
pub use making::{Making, is_not_created, is_read_by_setup, is_seen, making};
pub use value::{Key, Value, holds};

use crate::model::{Path, Step};
use facts::Companion;
use indexmap::IndexMap;
use sf_schema::{Field, SObject, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// A planned record.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its name.
    pub key: Key,
    /// API name of its sObject.
    pub object: String,
    /// The fields an insert sets.
    pub fields: IndexMap<String, Value>,
    /// The Id of a record that every test has: none is made.
    pub existing: Option<Value>,
    /// Each record that points to it has one of its own: none is made once for all.
    pub anew: bool,
    /// The user that the tool runs as inserts it, and is then the one who created it.
    pub by_agent: bool,
    /// Fields of the platform that are brought about after the insert.
    pub afterwards: Vec<(Afterwards, Value)>,
    /// What its own fields have to meet, by field.
    demands: BTreeMap<String, Vec<Demand>>,
}

impl Record {
    fn new(key: Key, object: &str) -> Self {
        Self {
            key,
            object: object.to_owned(),
            fields: IndexMap::new(),
            existing: None,
            anew: false,
            by_agent: false,
            afterwards: Vec::new(),
            demands: BTreeMap::new(),
        }
    }
}

impl Record {
    /// Whether a parent that no two such records share is one that others of the test have, too.
    fn has_own_parent_of_others(&self) -> bool {
        let mut lookups = facts::own_parents(&self.object).iter();
        lookups.any(|lookup| matches!(self.fields.get(*lookup), Some(Value::Record(_))))
    }
}

/// One thing that a record must fulfil.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    /// The parents on the way to the field.
    pub steps: &'a [Step],
    /// The field.
    pub field: &'a Field,
    /// The comparison; `None`: it should hold a value.
    pub demand: Option<Demand>,
}

impl<'a> Wish<'a> {
    /// A field that should hold a value, so that a test can see it.
    pub fn filled(path: &'a Path) -> Self {
        Self { steps: &path.steps, field: &path.field, demand: None }
    }

    /// A comparison to meet.
    pub fn meets(path: &'a Path, demand: Demand) -> Self {
        Self { steps: &path.steps, field: &path.field, demand: Some(demand) }
    }
}

/// How a decoy differs from the record it is built like.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoy {
    /// Parents on the way, each with the lookup that points to it: fresh ones are made.
    pub parents: Vec<(String, Key)>,
    /// What is changed, on the last of the parents or on the record itself.
    pub change: Change,
}

/// A changed field.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A field that an insert sets.
    Field(String, Value),
    /// A field that is brought about after the insert.
    Afterwards(Afterwards, Value),
}

/// Why something could not be planned: a phrase that follows "cannot be arranged:".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap(pub String);

/// Plans records of one test class.
#[derive(Debug)]
pub struct Planner<'a> {
    schema: &'a Schema,
    records: Vec<Record>,
    names: BTreeSet<String>,
    path: Vec<String>,
    /// The sObject whose records a tool lists or adds up: it would find a parent of that kind as well, so that none is
    /// made without need.
    pub listed: Option<String>,
}

impl<'a> Planner<'a> {
    /// A planner without records.
    pub fn new(schema: &'a Schema) -> Self {
        Self { schema, records: Vec::new(), names: BTreeSet::new(), path: Vec::new(), listed: None }
    }

    /// The planned records, parents before their children.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The record of that name.
    pub fn record(&self, key: &Key) -> Option<&Record> {
        self.records.iter().find(|record| record.key == *key)
    }

    /// Whether there can be one such record only: the conditions fix the value of a unique field, or its only parent.
    pub fn is_single(&self, record: &Record) -> bool {
        let Some(object) = self.schema.object(&record.object) else { return false };
        if record.has_own_parent_of_others() {
            return true;
        }
        record.fields.iter().any(|(name, value)| {
            let unique = object.field(name).is_some_and(|field| field.unique || field.external_id);
            unique && !value.is_numbered()
        })
    }

    /// Other values for the unique fields of a planned record that would be the same in a second one.
    pub fn own_values<'r>(&self, record: &'r Record) -> Vec<(&'r str, Value)> {
        let Some(object) = self.schema.object(&record.object) else { return Vec::new() };
        let constant = record.fields.iter().filter(|(_, value)| matches!(value, Value::Literal(_)));
        let unique = constant.filter(|(name, _)| object.field(name).is_some_and(|field| field.unique));
        unique.filter_map(|(name, _)| Some((name.as_str(), self.others(record, name).into_iter().next()?))).collect()
    }

    /// Whether a decoy and the record it is built like can be there at once: no unique field of both holds the same.
    pub fn can_stand_beside(&self, record: &Record, decoy: &Decoy) -> bool {
        let Some(object) = self.schema.object(&record.object) else { return false };
        let own = self.own_values(record);
        let changed = match &decoy.change {
            Change::Field(name, _) if decoy.parents.is_empty() => Some(name.as_str()),
            _ => None,
        };
        let is_same = |name: &str, value: &Value| {
            object.field(name).is_some_and(|field| field.unique)
                && matches!(value, Value::Literal(_))
                && changed != Some(name)
                && !own.iter().any(|(other, _)| *other == name)
        };
        !record.fields.iter().any(|(name, value)| is_same(name, value))
    }

    /// Sets a field of a planned record.
    pub fn set(&mut self, key: &Key, field: &str, value: Value) {
        let schema = self.schema;
        let Some(record) = self.records.iter_mut().find(|record| record.key == *key) else { return };
        record.fields.insert(field.to_owned(), value);
        if let Some(object) = schema.object(&record.object) {
            record.fields.sort_by(|a, _, b, _| rank(object, a).cmp(&rank(object, b)));
        }
    }

    /// A name for a record that no other has, derived from `wanted`.
    pub fn name(&mut self, wanted: &str) -> Key {
        let base = variable(wanted);
        let free = (1..).map(|n| if n == 1 { base.clone() } else { format!("{base}{n}") });
        let name = free.into_iter().find(|name| self.names.insert(name.to_lowercase())).unwrap_or(base);
        Key(name)
    }

    /// Takes a record that every test has under the name `key`.
    pub fn adopt(&mut self, key: Key, object: &str, id: Value) {
        self.records.push(Record { existing: Some(id), ..Record::new(key, object) });
    }

    /// Plans a record of `object` under the name `key`. `bound` sets lookups to records that are planned elsewhere.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn plan(&mut self, key: Key, object: &str, wishes: &[Wish<'_>], bound: &[(String, Value)]) -> Result<Key, Gap> {
        let schema = self.schema;
        let object = schema.object(object).ok_or_else(|| Gap(format!("nothing is known about {object}")))?;
        match making(object) {
            Making::Insert => {}
            Making::Not(why) => return Err(Gap(format!("records of {}: {why}", object.name))),
            Making::Found(id) => return self.find(key, object, wishes, bound, id),
            Making::Document => {
                let file = self.schema.object("ContentVersion").map(|file| self.first_version(file, wishes));
                let file = file.ok_or_else(|| Gap("nothing is known about ContentVersion".to_owned()))??;
                return self.find(key, object, &[], bound, Value::DocumentOf(file));
            }
        }
        if self.path.iter().filter(|name| **name == object.name).count() > 1 {
            return Err(Gap(format!("a record of {} needs itself", object.name)));
        }
        self.path.push(object.name.clone());
        let result = self.plan_fields(key, object, wishes, bound);
        self.path.pop();
        let record = result?;
        let key = record.key.clone();
        self.records.push(record);
        Ok(key)
    }

    /// Takes a record that is there already; nothing can be asked of it.
    fn find(
        &mut self,
        key: Key,
        object: &SObject,
        wishes: &[Wish<'_>],
        bound: &[(String, Value)],
        id: Value,
    ) -> Result<Key, Gap> {
        let asked = wishes.iter().filter(|wish| wish.demand.is_some()).map(|wish| wish.field.name.as_str());
        if let Some(field) = asked.chain(bound.iter().map(|(lookup, _)| lookup.as_str())).next() {
            return Err(Gap(format!(
                "a record of {} with a certain {field}, which no org has for certain",
                object.name
            )));
        }
        self.adopt(key.clone(), &object.name, id);
        Ok(key)
    }

    /// Plans the first version of a file, with the title that its document should have.
    fn first_version(&mut self, file: &'a SObject, wishes: &[Wish<'_>]) -> Result<Key, Gap> {
        let mut of_file = Vec::new();
        for wish in wishes.iter().filter(|wish| wish.demand.is_some()) {
            let field = file.field(&wish.field.name).filter(|_| wish.steps.is_empty() && wish.field.name == "Title");
            let field = field.ok_or_else(|| Gap(format!("a file with a certain {}", wish.field.name)))?;
            of_file.push(Wish { steps: &[], field, demand: wish.demand.clone() });
        }
        let key = self.name("file");
        self.plan(key, &file.name, &of_file, &[])
    }

    fn plan_fields(
        &mut self,
        key: Key,
        object: &SObject,
        wishes: &[Wish<'_>],
        bound: &[(String, Value)],
    ) -> Result<Record, Gap> {
        let mut record = Record::new(key, &object.name);
        record.by_agent = facts::is_private(&object.name);
        let demanded = object.required_on_create().filter(|field| !facts::is_numbered_by_factory(field));
        let mut wanted: BTreeSet<&str> = demanded.map(|field| field.name.as_str()).collect();
        for wish in wishes.iter().filter(|wish| wish.steps.is_empty()) {
            let name = wish.field.name.as_str();
            if let Some(demand) = &wish.demand {
                let (driver, demand) = translate(object, name, demand);
                record.demands.entry(driver).or_default().push(demand);
            } else if is_seen(&object.name)
                || follows_from_others(&object.name, name)
                || facts::is_numbered_by_factory(wish.field)
            {
                // The platform has its own rules for what set-up holds, and for when an event is: they get what they need.
                // What is unique and no text would be the same in all records.
                continue;
            }
            wanted.insert(name);
        }
        for (field, value) in bound {
            if object.field(field).is_some_and(|field| !field.createable) {
                return Err(Gap(format!("{}.{field} is set by the platform", object.name)));
            }
            record.fields.insert(field.clone(), value.clone());
        }
        solve::bind_references(object, &mut record);
        let lookups = self.plan_parents(object, wishes, &mut record)?;
        wanted.extend(record.demands.keys().filter_map(|name| object.field(name)).map(|f| f.name.as_str()));
        self.own(object, &mut record)?;
        self.sell(object, &mut record)?;
        let demanded: BTreeSet<String> = record.demands.keys().cloned().collect();
        for (name, companion) in facts::companions(&object.name, |field| demanded.contains(field)) {
            let Some(field) = object.field(name) else { continue };
            match companion {
                Companion::Value(value) if !record.demands.contains_key(name) => {
                    record.fields.entry(name.to_owned()).or_insert(value);
                }
                Companion::Parent if !record.fields.contains_key(name) && !record.has_own_parent_of_others() => {
                    let needed = Field { required_on_create: true, ..field.clone() };
                    self.lookup(&needed, &[], &mut record)?;
                }
                _ => {}
            }
        }
        let states: Vec<&str> =
            wanted.iter().copied().filter(|name| facts::country_of(object, name).is_some()).collect();
        for name in wanted {
            let is_kept =
                object.field(name).is_some_and(|field| !field.createable) && record.demands.contains_key(name);
            if record.fields.contains_key(name) || (lookups.contains(name) && !is_kept) {
                continue;
            }
            if let Some(field) = object.field(name) {
                self.fill(object, field, &mut record)?;
            }
        }
        for (name, companion) in facts::companions(&object.name, |field| demanded.contains(field)) {
            let empty = demanded.contains(name) && !record.fields.contains_key(name);
            if empty && matches!(companion, Companion::Value(_)) && !follows_from_others(&object.name, name) {
                return Err(Gap(format!("a record of {} without {name}", object.name)));
            }
        }
        let missed = record
            .demands
            .keys()
            .find(|name| record.fields.get(*name).is_some_and(|value| !solve::all_met(&record, name, value)));
        if let Some(name) = missed {
            return Err(Gap(format!("a value for {}.{name}", object.name)));
        }
        for country in states.iter().filter_map(|state| facts::country_of(object, state)) {
            let is_free = !record.fields.contains_key(&country.name) && !record.demands.contains_key(&country.name);
            if let Some(place) = facts::place(country).filter(|_| is_free) {
                record.fields.insert(country.name.clone(), Value::text(place));
            }
        }
        facts::agree_on_times(&mut record)?;
        record.fields.sort_by(|a, _, b, _| rank(object, a).cmp(&rank(object, b)));
        Ok(record)
    }

    /// A product that is planned already is sold through an entry of the price book of its own; the platform takes the
    /// product from the entry.
    fn sell(&mut self, object: &SObject, record: &mut Record) -> Result<(), Gap> {
        let (entry, product) = AGREEING;
        let Some(Value::Record(_)) = record.fields.get(product) else { return Ok(()) };
        if record.fields.contains_key(entry) || object.field(entry).is_none_or(|field| !field.createable) {
            return Ok(());
        }
        let Some(sold) = record.fields.shift_remove(product) else { return Ok(()) };
        let key = self.name("entry");
        let key = self.plan(key, "PricebookEntry", &[], &[(product.to_owned(), sold)])?;
        record.fields.insert(entry.to_owned(), Value::Record(key));
        // What was asked of the product is met by way of the entry.
        record.demands.remove(product);
        Ok(())
    }

    /// Plans the parents that paths lead to. Returns the lookups that were dealt with.
    fn plan_parents(
        &mut self,
        object: &SObject,
        wishes: &[Wish<'_>],
        record: &mut Record,
    ) -> Result<BTreeSet<String>, Gap> {
        let mut groups: IndexMap<&str, Vec<Wish<'_>>> = IndexMap::new();
        for wish in wishes {
            if let Some((first, rest)) = wish.steps.split_first() {
                let deeper = Wish { steps: rest, field: wish.field, demand: wish.demand.clone() };
                groups.entry(&first.lookup).or_default().push(deeper);
            }
        }
        let mut done = BTreeSet::new();
        for (lookup, wishes) in groups {
            let Some(field) = object.field(lookup) else { continue };
            done.insert(lookup.to_owned());
            let demanded = wishes.iter().any(|wish| wish.demand.is_some());
            match self.lookup(field, &wishes, record) {
                Ok(()) => {}
                Err(gap) if demanded => return Err(gap),
                Err(_) => {}
            }
        }
        Ok(done)
    }

    /// Points a lookup to a user or to a record made for it.
    fn lookup(&mut self, field: &Field, wishes: &[Wish<'_>], record: &mut Record) -> Result<(), Gap> {
        let reference = field.reference().ok_or_else(|| Gap(format!("{} is no lookup", field.name)))?;
        if (record.object.as_str(), field.name.as_str()) == ("ContentVersion", "ContentDocumentId") {
            // A version of a document that is there would be its second one.
            let demanded = wishes.iter().any(|wish| wish.demand.is_some());
            return if demanded { Err(Gap("conditions on the document of a file".to_owned())) } else { Ok(()) };
        }
        let demanded = wishes.iter().any(|wish| wish.demand.is_some());
        let needed = demanded || field.required_on_create || record.demands.contains_key(&field.name);
        let bound = record.fields.get(&field.name).cloned();
        if bound.as_ref().is_some_and(|value| !matches!(value, Value::Record(_))) && !demanded {
            return Ok(());
        }
        // Who owns a file has a link to it from the start.
        let is_link = record.object == "ContentDocumentLink";
        if reference.to.iter().any(|to| to == "User") && !is_link && !matches!(bound, Some(Value::Record(_))) {
            if !wishes.iter().all(is_met_by_the_agent) {
                return Err(Gap(format!("conditions on the user behind {}", field.name)));
            }
            if demanded && reference.relationship_name.as_deref().is_some_and(facts::is_empty_in_tests) {
                return Err(Gap(format!("the platform shows no field behind {} to a test", field.name)));
            }
            if demanded && !field.createable {
                return solve::create_by_agent(field, record);
            }
            if field.createable {
                let user = solve::user_for(field, record).filter(|user| !demanded || *user == Value::Agent);
                let user = user.ok_or_else(|| Gap(format!("conditions on the user behind {}", field.name)))?;
                record.fields.insert(field.name.clone(), user);
            }
            return Ok(());
        }
        if reference.to == ["RecordType"] {
            return record_type(self.schema.object(&record.object), field, wishes, record);
        }
        if !field.createable {
            return Err(Gap(format!("{}.{} is set by the platform", record.object, field.name)));
        }
        if facts::is_left_alone(field) && !demanded {
            return Ok(());
        }
        let target = parent_object(self.schema, field)
            .ok_or_else(|| Gap(format!("a parent for {}.{}", record.object, field.name)))?;
        // Fields of `Name` are looked up in the object that stands behind it.
        let mut owned: Vec<Wish<'_>> = wishes
            .iter()
            .filter_map(|wish| {
                let field = if wish.steps.is_empty() { target.field(&wish.field.name)? } else { wish.field };
                Some(Wish { steps: wish.steps, field, demand: wish.demand.clone() })
            })
            .collect();
        if demanded && owned.len() < wishes.len() {
            return Err(Gap(format!("conditions on the record behind {}", field.name)));
        }
        if !needed && is_seen(&target.name) {
            return Ok(());
        }
        let needs = needs_of_parent(&record.object, &field.name);
        owned
            .extend(needs.and_then(|(name, demand)| {
                Some(Wish { steps: &[], field: target.field(name)?, demand: Some(demand) })
            }));
        if let Some(Value::Record(bound)) = bound {
            return self.refine(&bound, &owned);
        }
        let relationship = reference.relationship_name.as_deref().unwrap_or(&target.name);
        let key = self.name(relationship);
        let before = self.records.len();
        let key = self.plan(key, &target.name, &owned, &[])?;
        let is_listed = |record: &Record| self.listed.as_ref() == Some(&record.object);
        if !needed && self.records[before..].iter().any(is_listed) {
            self.records.truncate(before);
            return Ok(());
        }
        let own = facts::own_parents(&record.object).contains(&field.name.as_str());
        if let Some(parent) = self.records.iter_mut().find(|parent| parent.key == key) {
            parent.anew = own;
        }
        let value = if own { Value::Another(key) } else { Value::Record(key) };
        record.fields.insert(field.name.clone(), value);
        Ok(())
    }

    /// Adds wishes to a record that is planned already.
    fn refine(&mut self, key: &Key, wishes: &[Wish<'_>]) -> Result<(), Gap> {
        let Some(position) = self.records.iter().position(|record| record.key == *key) else {
            return Err(Gap(format!("conditions on {}", key.0)));
        };
        let schema = self.schema;
        let mut record = self.records[position].clone();
        if record.existing.is_some() {
            let demanded = wishes.iter().any(|wish| wish.demand.is_some());
            return if demanded { Err(Gap(format!("conditions on {}", key.0))) } else { Ok(()) };
        }
        let Some(object) = schema.object(&record.object) else { return Ok(()) };
        for wish in wishes.iter().filter(|wish| wish.steps.is_empty()) {
            if let Some(demand) = &wish.demand {
                let (driver, demand) = translate(object, &wish.field.name, demand);
                record.fields.shift_remove(&driver);
                record.demands.entry(driver).or_default().push(demand);
            }
        }
        let demanded: Vec<String> = record.demands.keys().cloned().collect();
        let wanted = demanded
            .iter()
            .map(String::as_str)
            .chain(wishes.iter().filter(|wish| wish.steps.is_empty()).map(|wish| wish.field.name.as_str()));
        for name in wanted {
            if let Some(field) = object.field(name).filter(|_| !record.fields.contains_key(name)) {
                self.fill(object, field, &mut record)?;
            }
        }
        record.fields.sort_by(|a, _, b, _| rank(object, a).cmp(&rank(object, b)));
        self.records[position] = record;
        Ok(())
    }
}

/// Whether the user that the tool runs as meets a condition for certain: it compares a field with what that user has in
/// it.
fn is_met_by_the_agent(wish: &Wish<'_>) -> bool {
    let Some(demand) = &wish.demand else { return true };
    let same = matches!(&demand.against, Value::AgentField(field) if *field == wish.field.name);
    wish.steps.is_empty() && demand.op == crate::spec::Operator::Eq && same
}

/// Turns a demand on a derived truth value into one on the picklist behind it, one on the name of a person into one on the
/// family name, and one on the account of an activity into one on what it is about.
fn translate(object: &SObject, field: &str, demand: &Demand) -> (String, Demand) {
    if let Some(part) = facts::name_part(object, field) {
        return (part.to_owned(), demand.clone());
    }
    if let Some(lookup) = facts::lookup_behind(&object.name, field) {
        return (lookup.to_owned(), demand.clone());
    }
    match facts::derived(&object.name, field) {
        Some(derived) => (derived.driver.to_owned(), Demand { derived: Some(field.to_owned()), ..demand.clone() }),
        None => (field.to_owned(), demand.clone()),
    }
}

/// The object of which a parent is made: of several, the first that can be made.
fn parent_object<'s>(schema: &'s Schema, field: &Field) -> Option<&'s SObject> {
    let to = &field.reference()?.to;
    let preferred = ["Account", "Contact", "Opportunity", "Case"];
    let first = preferred.iter().copied().filter(|name| to.len() > 1 && to.iter().any(|t| t == name));
    first
        .chain(to.iter().map(String::as_str))
        .filter_map(|name| schema.object(name))
        .find(|object| facts::is_parent(object))
}

fn record_type(object: Option<&SObject>, field: &Field, wishes: &[Wish<'_>], record: &mut Record) -> Result<(), Gap> {
    if wishes.is_empty() && record.demands.contains_key(&field.name) {
        let known = object.into_iter().flat_map(|object| &object.record_types).find(|known| known.active);
        let known = known.ok_or_else(|| Gap(format!("a record type of {}, of which none is known", record.object)))?;
        let value = Value::RecordType { object: record.object.clone(), name: known.name.clone() };
        record.fields.insert(field.name.clone(), value);
        return Ok(());
    }
    for wish in wishes {
        let Some(demand) = &wish.demand else { continue };
        match (wish.field.name.as_str(), demand.op, demand.against.as_text()) {
            ("DeveloperName", crate::spec::Operator::Eq, Some(name)) => {
                let value = Value::RecordType { object: record.object.clone(), name: name.to_owned() };
                record.fields.insert(field.name.clone(), value);
            }
            _ => return Err(Gap("conditions on the record type other than its developer name".to_owned())),
        }
    }
    Ok(())
}

/// The order in which a reader expects fields: owner, name, the required ones, the rest by name.
fn rank<'n>(object: &SObject, name: &'n str) -> (u8, &'n str) {
    let field = object.field(name);
    let group = match name {
        "OwnerId" => 0,
        _ if field.is_some_and(|f| f.name_field) => 1,
        _ if field.is_some_and(|f| f.required_on_create) => 2,
        _ => 3,
    };
    (group, name)
}

/// `parentAccount` for `Parent_Account__c` or `ParentAccount`.
fn variable(name: &str) -> String {
    let bare = name.strip_suffix("__c").or_else(|| name.strip_suffix("__r")).unwrap_or(name);
    let joined: String = bare
        .split('_')
        .filter(|part| !part.is_empty())
        .enumerate()
        .map(|(i, part)| {
            let mut chars = part.chars();
            let first = chars.next().map(|c| if i == 0 { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() });
            first.into_iter().chain(chars).collect::<String>()
        })
        .collect();
    joined.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests;
