//! One random tool: an operation on an object, with fields, conditions, orders, limits and whatever else it takes.

use super::dice::Dice;
use super::values::{Kind, constant, default, quoted, room, rules};
use sf_schema::{Feature, Field, FieldType, SObject, Schema};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Objects that people work with, most of all those of this project.
const BUSINESS: &[&str] = &[
    "Account",
    "Account",
    "AccountContactRelation",
    "Asset",
    "Attachment",
    "Badge__c",
    "Badge__c",
    "Campaign",
    "CampaignMember",
    "Case",
    "Case",
    "CaseComment",
    "Contact",
    "Contact",
    "ContentDocument",
    "ContentVersion",
    "Contract",
    "EmailMessage",
    "Entitlement",
    "Event",
    "Event",
    "FeedItem",
    "Individual",
    "Lead",
    "Lead",
    "Location",
    "Note",
    "Opportunity",
    "Opportunity",
    "OpportunityContactRole",
    "OpportunityLineItem",
    "Order",
    "OrderItem",
    "Pricebook2",
    "PricebookEntry",
    "Product2",
    "Quote",
    "QuoteLineItem",
    "ServiceContract",
    "Shelf__c",
    "Shelf__c",
    "Shop__c",
    "Shop__c",
    "Shop__c",
    "Shop__c",
    "Solution",
    "Task",
    "Task",
    "User",
    "WorkOrder",
    "WorkOrderLineItem",
];

/// Of these the local org has no records, or knows a part of the fields; it says so.
const UNKNOWN: &[&str] = &["EntityDefinition", "FieldDefinition", "FiscalYearSettings", "Period"];

/// A tool and the scope that it names, as texts.
pub struct Made {
    pub tool: String,
    pub scope: Option<String>,
    /// Whether it masks a field, which no other tool of its server may return as it is.
    pub masks: bool,
}

/// What a scope has to say of one object.
#[derive(Default)]
struct Part {
    operations: BTreeSet<&'static str>,
    fields: BTreeSet<String>,
    editable: BTreeSet<String>,
}

/// A field, reached from an object.
struct Reached<'s> {
    path: String,
    owner: &'s SObject,
    field: &'s Field,
}

/// Makes one tool.
pub struct Maker<'s> {
    schema: &'s Schema,
    features: &'s [Feature],
    dice: Dice,
    parameters: Vec<String>,
    authorized: Vec<String>,
    scope: BTreeMap<String, Part>,
    masks: bool,
}

impl<'s> Maker<'s> {
    pub fn new(schema: &'s Schema, features: &'s [Feature], dice: Dice) -> Self {
        Self {
            schema,
            features,
            dice,
            parameters: Vec::new(),
            authorized: Vec::new(),
            scope: BTreeMap::new(),
            masks: false,
        }
    }

    /// A tool of that name.
    pub fn tool(mut self, name: &str) -> Option<Made> {
        let mut object = self.object()?;
        let operation = self.dice.one_of([
            "query",
            "query",
            "query",
            "query",
            "aggregate",
            "aggregate",
            "aggregate",
            "get",
            "get",
            "search",
            "search",
            "related",
            "related",
            "create",
            "create",
            "create",
            "create",
            "update",
            "update",
            "update",
            "upsert",
            "delete",
        ]);
        if operation == "upsert" && self.key(object).is_none() {
            object = self.schema.object("Shop__c")?;
        }
        let body = match operation {
            "query" => self.query(object),
            "aggregate" => self.aggregate(object),
            "get" => self.get(object),
            "search" => self.search(object)?,
            "related" => self.related(object)?,
            "create" => self.create(object)?,
            "update" => self.update(object)?,
            "upsert" => self.upsert(object)?,
            _ => self.delete(object),
        };
        let subject = if operation == "search" { String::new() } else { format!("  object: {}\n", object.name) };
        let scope = (self.dice.chance(15) && !body.contains("in: all")).then(|| self.scope_file(name, object));
        let mut tool = format!(
            "kind: tool\nversion: 1\nname: {name}\ntitle: Tool\ndescription: Works on records of one kind.\n\
             justification: Shows that the combination works.\n"
        );
        if scope.is_some() {
            let _ = writeln!(tool, "scopes: [{}]", name.replace('_', "-"));
        }
        for (key, list) in [("parameters", &self.parameters), ("authorized", &self.authorized)] {
            if !list.is_empty() {
                let _ = writeln!(tool, "{key}:\n{}", list.join("\n"));
            }
        }
        let _ = write!(tool, "{operation}:\n{subject}{body}");
        Some(Made { tool, scope, masks: self.masks })
    }

    fn object(&mut self) -> Option<&'s SObject> {
        let is_usable = |object: &&SObject| {
            let is_known = !UNKNOWN.contains(&object.name.as_str());
            object.queryable && object.feature.is_none() && !object.custom && is_known
        };
        if self.dice.chance(10) {
            let names = self.schema.names();
            let all: Vec<&SObject> = names.into_iter().filter_map(|name| self.schema.object(name)).collect();
            let all: Vec<&SObject> = all.into_iter().filter(is_usable).collect();
            return self.dice.pick(&all).copied();
        }
        let name = self.dice.pick(BUSINESS)?;
        self.schema.object(name)
    }

    // -- operations --

    fn query(&mut self, object: &'s SObject) -> String {
        let conditions = self.conditions(object, "where", 4);
        let always = self.conditions(object, "always", 2);
        let records = self.records(object);
        let paginate = self.dice.chance(30);
        let orders = self.orders(object, paginate);
        let order = self.listed("orderBy", &orders.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>());
        let more: Vec<String> = orders.into_iter().map(|(_, path)| path).collect();
        let more = if paginate || self.dice.chance(60) { more } else { Vec::new() };
        let fields = self.outputs(object, 6, &more, paginate);
        let limit = match self.dice.from(0, 3) {
            0 => String::new(),
            1 => format!("  limit: {{ default: {} }}\n", self.dice.from(1, 30)),
            2 => format!("  limit: {{ max: {} }}\n", self.dice.from(1, 60)),
            _ => {
                let default = self.dice.from(1, 20);
                format!("  limit: {{ default: {default}, max: {} }}\n", self.dice.from(default, 60))
            }
        };
        let paginate = if paginate { "  paginate: true\n" } else { "" };
        format!("{fields}{conditions}{always}{records}{order}{limit}{paginate}")
    }

    fn get(&mut self, object: &'s SObject) -> String {
        let keys: Vec<&Field> = object
            .fields()
            .iter()
            .filter(|field| (field.unique || field.auto_number) && self.is_there(field) && Kind::of(field).is_some())
            .collect();
        let key = self.dice.pick(&keys).copied().filter(|_| self.dice.chance(50));
        let by = match key {
            Some(field) => {
                self.touch(object, field, false);
                let rules = rules(&mut self.dice, self.schema, &object.name, field, true);
                let rules = rules.unwrap_or_else(|| "string".to_owned()).replace(", minLength: 0", "");
                let name = self.parameter(&rules, true);
                format!("  byField: {}\n  by: {name}\n", field.name)
            }
            None => format!("  by: {}\n", self.id(object)),
        };
        let fields = self.outputs(object, 8, &[], false);
        let always = self.conditions(object, "always", 2);
        let records = self.records(object);
        format!("{by}{fields}{always}{records}")
    }

    fn aggregate(&mut self, object: &'s SObject) -> String {
        let mut groups = Vec::new();
        for _ in 0..self.dice.from(0, 2) {
            if let Some(reached) =
                self.reach(object, |field| field.groupable && !field.unique && !field.auto_number && field.name != "Id")
            {
                groups.push(reached.path);
            }
        }
        groups.dedup();
        let mut measures = Vec::new();
        for number in 0..self.dice.from(1, 3) {
            let function = self.dice.one_of(["count", "count", "countDistinct", "sum", "avg", "min", "max"]);
            let is_number = matches!(function, "sum" | "avg");
            let fits = |field: &Field| match function {
                _ if is_number => field.data_type.is_number(),
                "min" | "max" => {
                    let is_id = matches!(field.data_type, FieldType::Id | FieldType::Reference(_));
                    field.sortable && field.data_type.can_be_aggregated() && !is_id
                }
                _ => field.filterable && field.data_type.can_be_aggregated(),
            };
            // One in three counts or picks among what it groups by.
            let own = groups.first().filter(|_| self.dice.chance(33)).cloned();
            let of = match own {
                Some(path) if function.starts_with("count") => Some(path),
                _ => self.reach(object, fits).map(|reached| reached.path),
            };
            measures.push(match of {
                Some(path) if function != "count" || self.dice.chance(50) => {
                    format!("{{ function: {function}, field: {path}, as: m{number} }}")
                }
                _ => format!("{{ function: count, as: m{number} }}"),
            });
        }
        let conditions = self.conditions(object, "where", 3);
        let always = self.conditions(object, "always", 2);
        let records = self.records(object);
        let group = self.listed("groupBy", &groups);
        let order = match self.dice.from(0, 3) {
            0 => self.listed("orderBy", &["m0 desc".to_owned()]),
            1 => self.listed("orderBy", &groups),
            _ => String::new(),
        };
        let most =
            if self.dice.chance(40) { format!("  maxGroups: {}\n", self.dice.from(1, 40)) } else { String::new() };
        format!("{group}  measures: [{}]\n{conditions}{always}{records}{order}{most}", measures.join(", "))
    }

    fn search(&mut self, object: &'s SObject) -> Option<String> {
        let least = self.dice.from(2, 4);
        let term = self.parameter(&format!("string, minLength: {least}, maxLength: 60"), true);
        let mut objects = vec![object];
        for _ in 0..self.dice.from(0, 2) {
            objects.extend(self.object());
        }
        let mut known = BTreeSet::new();
        // The local org finds no attachment.
        let is_found = |object: &SObject| object.searchable && object.name != "Attachment";
        objects.retain(|object| is_found(object) && known.insert(object.name.clone()));
        let has = |of_type: &FieldType| {
            objects.iter().all(|object| object.fields().iter().any(|field| field.data_type == *of_type))
        };
        let mut groups = vec!["", "", "  in: all\n", "  in: name\n"];
        groups.extend(has(&FieldType::Email).then_some("  in: email\n"));
        groups.extend(has(&FieldType::Phone).then_some("  in: phone\n"));
        let within = self.dice.pick(&groups).copied().unwrap_or_default();
        let mut list = String::new();
        for object in objects {
            let fields = self.outputs(object, 4, &[], false);
            let always = self.conditions(object, "always", 2);
            let limit =
                if self.dice.chance(40) { format!("  limit: {}\n", self.dice.from(1, 30)) } else { String::new() };
            let _ = write!(list, "    - object: {}\n{}", object.name, indented(&format!("{fields}{always}{limit}")));
        }
        (!list.is_empty()).then(|| format!("  term: {term}\n{within}  objects:\n{list}"))
    }

    fn related(&mut self, object: &'s SObject) -> Option<String> {
        let by = self.id(object);
        let fields = self.outputs(object, 5, &[], false);
        let always = self.conditions(object, "always", 1);
        let records = self.records(object);
        let schema = self.schema;
        let known = |name: &str| schema.object(name).filter(|child| child.queryable);
        let children: Vec<(&str, &SObject)> = object
            .children()
            .iter()
            .filter_map(|child| Some((child.name.as_deref()?, known(&child.object)?)))
            .filter(|(_, child)| child.feature.is_none_or(|feature| self.features.contains(&feature)))
            .collect();
        let most = self.dice.from(1, 3);
        let mut list = String::new();
        let chosen: Vec<(&str, &SObject)> = self.dice.some(&children, most).into_iter().copied().collect();
        for (number, (relationship, child)) in chosen.into_iter().enumerate() {
            let orders: Vec<String> = self.orders(child, false).into_iter().map(|(text, _)| text).collect();
            let mut one = self.outputs(child, 4, &[], false);
            one.push_str(&self.conditions(child, "always", 1));
            one.push_str(&self.listed("orderBy", &orders));
            if self.dice.chance(30) {
                let _ = writeln!(one, "  when: {}", self.parameter("boolean", false));
            }
            if self.dice.chance(30) {
                let _ = writeln!(one, "  as: list_{number}");
            }
            let limit = self.dice.from(1, 20);
            if self.dice.chance(60) {
                let _ = writeln!(one, "  limit: {limit}");
                if self.dice.chance(30) {
                    let rules = format!("integer, min: 1, max: {limit}, default: {}", self.dice.from(1, limit));
                    let _ = writeln!(one, "  limitFrom: {}", self.parameter(&rules, false));
                }
            }
            let _ = write!(list, "    - relationship: {relationship}\n{}", indented(&one));
        }
        (!list.is_empty()).then(|| format!("  by: {by}\n{fields}{always}{records}  children:\n{list}"))
    }

    fn create(&mut self, object: &'s SObject) -> Option<String> {
        let key = self.key(object).filter(|field| field.data_type == FieldType::String && room(field) >= 8);
        let key = key.filter(|_| self.dice.chance(50));
        let set = self.assignments(object, true, key)?;
        let idempotency = key.map_or_else(String::new, |field| {
            self.touch(object, field, true);
            self.touch(object, field, false);
            let max = self.dice.from(8, room(field));
            let name = self.parameter(&format!("string, minLength: 8, maxLength: {max}"), true);
            format!("  idempotency: {{ field: {}, param: {name} }}\n", field.name)
        });
        let returns = self.returns(object);
        Some(format!("{set}{idempotency}{returns}"))
    }

    fn update(&mut self, object: &'s SObject) -> Option<String> {
        let by = self.id(object);
        let set = self.assignments(object, false, None)?;
        let always = self.conditions(object, "always", 2);
        let records = self.records(object);
        let returns = self.returns(object);
        Some(format!("  by: {by}\n{set}{always}{records}{returns}"))
    }

    fn upsert(&mut self, object: &'s SObject) -> Option<String> {
        let key = self.key(object)?;
        self.touch(object, key, true);
        self.touch(object, key, false);
        let rules = rules(&mut self.dice, self.schema, &object.name, key, true)?.replace(", minLength: 0", "");
        let by = self.parameter(&rules, true);
        let set = self.assignments(object, true, Some(key))?;
        let returns = self.returns(object);
        let subject = format!("  externalId: {}\n  by: {by}\n", key.name);
        Some(format!("{subject}{set}{returns}"))
    }

    fn delete(&mut self, object: &'s SObject) -> String {
        let by = self.id(object);
        self.scope.entry(object.name.clone()).or_default().operations.insert("delete");
        let always = self.conditions(object, "always", 2);
        let records = self.records(object);
        format!("  by: {by}\n{always}{records}")
    }

    // -- parts --

    /// A unique external Id.
    fn key(&mut self, object: &'s SObject) -> Option<&'s Field> {
        let fits = |field: &&Field| field.external_id && field.unique && field.createable && field.updateable;
        let keys: Vec<&Field> = object.fields().iter().filter(fits).collect();
        self.dice.pick(&keys).copied()
    }

    fn id(&mut self, object: &SObject) -> String {
        self.scope.entry(object.name.clone()).or_default().operations.insert("read");
        self.parameter(&format!("id, object: {}", object.name), true)
    }

    /// Declares a parameter of these rules and returns its name.
    fn parameter(&mut self, rules: &str, required: bool) -> String {
        let name = format!("p{}", self.parameters.len());
        let default = if required || rules.contains("default:") || !self.dice.chance(20) {
            String::new()
        } else {
            default(&mut self.dice, rules).map_or_else(String::new, |value| format!(", default: {value}"))
        };
        self.parameters.push(format!(
            "  - {{ name: {name}, type: {rules}{default}, required: {required}, description: A value. }}"
        ));
        name
    }

    /// Declares an authorized value and returns its name.
    fn authorized(&mut self, value: &str) -> String {
        let name = format!("a{}", self.authorized.len());
        self.authorized.push(format!("  - {{ name: {name}, {value} }}"));
        name
    }

    /// An authorized value that fits a field, if one does.
    fn authorized_for(&mut self, owner: &SObject, field: &Field) -> Option<String> {
        let to = |name: &str| match field.reference() {
            Some(reference) => reference.to.iter().any(|to| to == name),
            None => owner.name == name,
        };
        let value = match Kind::of(field)? {
            Kind::Id if to("User") => "from: userId".to_owned(),
            Kind::Id if to("Profile") => "from: userProfileId".to_owned(),
            Kind::Id if to("UserRole") => "from: userRoleId".to_owned(),
            Kind::Id if to("Organization") => "from: organizationId".to_owned(),
            Kind::Text if field.data_type == FieldType::Email => "from: userEmail".to_owned(),
            Kind::Text if room(field) >= 80 && self.dice.chance(40) => {
                self.dice.one_of(["from: userName", "from: userEmail"]).to_owned()
            }
            Kind::Text | Kind::Pick => format!("value: {}", constant(&mut self.dice, field)?),
            Kind::Date => "from: today".to_owned(),
            Kind::Moment => "from: now".to_owned(),
            _ => return None,
        };
        Some(self.authorized(&value))
    }

    /// Whether orgs of the project have the field.
    fn is_there(&self, field: &Field) -> bool {
        field.feature.is_none_or(|feature| self.features.contains(&feature))
    }

    /// Notes for the scope that a field is read or set.
    fn touch(&mut self, object: &SObject, field: &Field, set: bool) {
        let sources = self.schema.sources(object, field);
        let part = self.scope.entry(object.name.clone()).or_default();
        if set {
            part.editable.insert(field.name.clone());
            return;
        }
        part.operations.insert("read");
        part.fields.insert(field.name.clone());
        for (object, field) in sources {
            let part = self.scope.entry(object).or_default();
            part.operations.insert("read");
            part.fields.insert(field);
        }
    }

    /// A field of the object, or of a parent of it.
    fn reach(&mut self, object: &'s SObject, fits: impl Fn(&Field) -> bool) -> Option<Reached<'s>> {
        let (mut path, mut owner) = (String::new(), object);
        for _ in 0..3 {
            if !self.dice.chance(18) {
                break;
            }
            let schema = self.schema;
            let parents: Vec<(&Field, &str, &SObject)> = owner
                .fields()
                .iter()
                .filter(|field| self.is_there(field))
                .filter_map(|field| {
                    let reference = field.reference().filter(|reference| !reference.polymorphic)?;
                    // The compiler takes this relationship for one to another type than the catalogue does.
                    let is_sure = reference.relationship_name.as_deref() != Some("FulfillingBusinessHours");
                    let to = schema.object(reference.to.first()?).filter(|_| is_sure)?;
                    Some((field, reference.relationship_name.as_deref()?, to))
                })
                .collect();
            let Some((lookup, name, to)) = self.dice.pick(&parents).copied() else { break };
            self.touch(owner, lookup, false);
            let _ = write!(path, "{name}.");
            owner = to;
        }
        let known = |field: &&Field| Kind::of(field).is_some() && self.is_there(field) && fits(field);
        let fields: Vec<&Field> = owner.fields().iter().filter(known).collect();
        // What a project added is rare among many fields, and not among tools.
        let own: Vec<&Field> = fields.iter().copied().filter(|field| field.custom).collect();
        let among = if own.is_empty() || self.dice.chance(60) { &fields } else { &own };
        let field = self.dice.pick(among).copied()?;
        self.touch(owner, field, false);
        path.push_str(&field.name);
        Some(Reached { path, owner, field })
    }

    fn outputs(&mut self, object: &'s SObject, most: usize, more: &[String], plain: bool) -> String {
        let list = self.output_list(object, most, more, plain);
        format!("  fields:\n{list}")
    }

    fn returns(&mut self, object: &'s SObject) -> String {
        if self.dice.chance(30) {
            return String::new();
        }
        let list = self.output_list(object, 4, &[], false);
        format!("  returns:\n{list}")
    }

    fn output_list(&mut self, object: &'s SObject, most: usize, more: &[String], plain: bool) -> String {
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut list = String::new();
        let pii = "pii: { justification: Shows that it works., reference: none }";
        for path in more {
            if known.insert(path.clone()) {
                let _ = writeln!(list, "    - {{ field: {path}, {pii} }}");
            }
        }
        for number in 0..self.dice.from(1, most) {
            let Some(reached) = self.reach(object, |_| true) else { continue };
            if !known.insert(reached.path.clone()) {
                continue;
            }
            let is_text = reached.field.data_type != FieldType::EncryptedText
                && matches!(Kind::of(reached.field), Some(Kind::Text));
            let masked = is_text && !plain && self.dice.chance(12);
            self.masks |= masked;
            let how = if masked {
                format!("mask: {}", self.dice.one_of(["last4", "email", "redact"]))
            } else {
                pii.to_owned()
            };
            // A key of the result has a greatest length.
            let key = self.dice.chance(10) || reached.path.len() > 40;
            let key = if key { format!(", as: key_{number}") } else { String::new() };
            let _ = writeln!(list, "    - {{ field: {}{key}, {how} }}", reached.path);
        }
        if list.is_empty() { "    - Id\n".to_owned() } else { list }
    }

    /// Orders, each with its path.
    fn orders(&mut self, object: &'s SObject, by_cursor: bool) -> Vec<(String, String)> {
        let fits = |field: &Field| {
            let data_type = &field.data_type;
            let is_followed = data_type.is_number()
                || matches!(data_type, FieldType::String | FieldType::Email | FieldType::Date | FieldType::DateTime);
            field.sortable && (!by_cursor || is_followed)
        };
        let mut orders: Vec<(String, String)> = Vec::new();
        for _ in 0..self.dice.from(0, 2) {
            let Some(reached) = self.reach(object, fits) else { continue };
            if orders.iter().all(|(_, path)| *path != reached.path) {
                let direction = self.dice.one_of(["", " desc", " asc"]);
                orders.push((format!("{}{direction}", reached.path), reached.path));
            }
        }
        orders
    }

    fn records(&mut self, object: &'s SObject) -> String {
        match self.dice.from(0, 9) {
            0 | 1 if object.has_owner() => {
                if let Some(owner) = object.field("OwnerId") {
                    self.touch(object, owner, false);
                }
                "  records: owned\n".to_owned()
            }
            2 => {
                let Some(reached) = self.reach(object, |field| field.reference().is_some() && field.filterable) else {
                    return String::new();
                };
                let Some(rules) = rules(&mut self.dice, self.schema, &reached.owner.name, reached.field, false) else {
                    return String::new();
                };
                let name = self.parameter(&rules, true);
                format!("  records: {{ relatedTo: {{ field: {}, param: {name} }} }}\n", reached.path)
            }
            3 => "  records: all\n".to_owned(),
            _ => String::new(),
        }
    }

    fn conditions(&mut self, object: &'s SObject, key: &str, most: usize) -> String {
        let mut list = String::new();
        for _ in 0..self.dice.from(0, most) {
            if let Some(condition) = self.condition(object, key == "where") {
                let _ = writeln!(list, "    - {{ {condition} }}");
            }
        }
        if list.is_empty() { String::new() } else { format!("  {key}:\n{list}") }
    }

    fn condition(&mut self, object: &'s SObject, by_call: bool) -> Option<String> {
        let reached = self.reach(object, |field| field.filterable)?;
        let kind = Kind::of(reached.field)?;
        let op = *self.dice.pick(kind.operators())?;
        let head = format!("field: {}, op: {op}", reached.path);
        if matches!(op, "isNull" | "notNull") {
            return Some(head);
        }
        let is_list = matches!(op, "in" | "notIn" | "includes" | "excludes");
        let is_days = op.ends_with("Days");
        if by_call && self.dice.chance(75) {
            let rules = if is_days {
                let min = self.dice.from(0, 3);
                format!("integer, min: {min}, max: {}", self.dice.from(4, 400))
            } else {
                rules(&mut self.dice, self.schema, &reached.owner.name, reached.field, false)?
            };
            let rules = if is_list {
                let min = self.dice.from(0, 2);
                let items = format!("array, items: {{ type: {rules} }}, maxItems: {}", self.dice.from(2, 8));
                if min == 0 { items } else { format!("{items}, minItems: {min}") }
            } else {
                rules
            };
            let required = self.dice.chance(35);
            let name = self.parameter(&rules, required);
            return Some(format!("{head}, param: {name}"));
        }
        if is_days {
            return Some(format!("{head}, value: {}", self.dice.from(0, 400)));
        }
        if !is_list && (kind == Kind::Id || self.dice.chance(25)) {
            let name = self.authorized_for(reached.owner, reached.field)?;
            return Some(format!("{head}, authorized: {name}"));
        }
        if !is_list {
            return Some(format!("{head}, value: {}", constant(&mut self.dice, reached.field)?));
        }
        let mut values = BTreeSet::new();
        for _ in 0..self.dice.from(1, 3) {
            values.insert(constant(&mut self.dice, reached.field)?);
        }
        Some(format!("{head}, values: [{}]", values.into_iter().collect::<Vec<_>>().join(", ")))
    }

    /// What a tool sets: all that the platform demands of a new record, and a few more fields.
    fn assignments(&mut self, object: &'s SObject, create: bool, key: Option<&Field>) -> Option<String> {
        let writable = |field: &&Field| if create { field.createable } else { field.updateable };
        let is_key = |field: &&Field| key.is_some_and(|key| key.name == field.name);
        let mut demanded: Vec<&Field> = Vec::new();
        if create {
            let one_of = object.one_of_on_create().filter_map(|group| object.field(group[0]));
            demanded.extend(object.required_on_create().chain(one_of).filter(|field| !is_key(field)));
        }
        let is_demanded = |field: &Field| demanded.iter().any(|other| other.name == field.name);
        let further: Vec<&Field> = object
            .fields()
            .iter()
            .filter(writable)
            .filter(|field| Kind::of(field).is_some() && self.is_there(field) && field.name != "Id")
            .filter(|field| !is_key(field) && !is_demanded(field))
            .collect();
        let own: Vec<&Field> = further.iter().copied().filter(|field| field.custom).collect();
        let most = self.dice.from(usize::from(!create), 5);
        let mut set: Vec<(&Field, bool)> = demanded.iter().map(|field| (*field, true)).collect();
        set.extend(self.dice.some(&further, most).into_iter().map(|field| (*field, false)));
        for field in self.dice.some(&own, 2) {
            if set.iter().all(|(other, _)| other.name != field.name) {
                set.push((field, false));
            }
        }
        let mut list = String::new();
        for (field, demanded) in set {
            if let Some(one) = self.assignment(object, field, demanded) {
                self.touch(object, field, true);
                let _ = writeln!(list, "    - {{ field: {}, {one} }}", field.name);
            }
        }
        let operations = &mut self.scope.entry(object.name.clone()).or_default().operations;
        operations.extend(if create { ["create", "edit"] } else { ["edit", "read"] });
        (!list.is_empty()).then(|| format!("  set:\n{list}"))
    }

    fn assignment(&mut self, object: &'s SObject, field: &'s Field, demanded: bool) -> Option<String> {
        if field.name == "RecordTypeId" {
            let names: Vec<String> = object.record_types.iter().map(|one| quoted(&one.name)).collect();
            let one = self.dice.pick(&names)?.clone();
            if self.dice.chance(50) {
                return Some(format!("value: {one}"));
            }
            let required = self.dice.chance(50);
            let name = self.parameter(&format!("enum, values: [{}]", names.join(", ")), required);
            return Some(format!("param: {name}"));
        }
        match self.dice.from(0, 9) {
            0 if !field.unique => {
                if let Some(value) = constant(&mut self.dice, field) {
                    return Some(format!("value: {value}"));
                }
            }
            // A user name is the name of one user.
            1 if !field.unique && field.name != "Username" => {
                if let Some(name) = self.authorized_for(object, field) {
                    return Some(format!("authorized: {name}"));
                }
            }
            _ => {}
        }
        let mut rules = rules(&mut self.dice, self.schema, &object.name, field, true)?;
        let required = demanded || self.dice.chance(50);
        if demanded {
            rules = rules.replace(", minLength: 0", "");
        }
        if Kind::of(field) == Some(Kind::Multi) && self.dice.chance(50) {
            rules = format!("array, items: {{ type: {rules} }}, maxItems: 3");
        }
        let name = self.parameter(&rules, required);
        Some(format!("param: {name}"))
    }

    fn listed(&self, key: &str, list: &[String]) -> String {
        if list.is_empty() { String::new() } else { format!("  {key}: [{}]\n", list.join(", ")) }
    }

    /// A scope that lets the tool do what it does, at times with a filter of its own.
    fn scope_file(&mut self, name: &str, object: &'s SObject) -> String {
        let declared = self.authorized.len();
        let condition = if self.dice.chance(50) { self.condition(object, false) } else { None };
        // A scope knows no authorized value but the running user.
        let condition = condition.filter(|condition| !condition.contains("authorized:"));
        self.authorized.truncate(declared);
        let mut text = format!(
            "kind: scope\nversion: 1\nname: {}\ndescription: What one tool touches.\nobjects:\n",
            name.replace('_', "-")
        );
        for (name, part) in &self.scope {
            let list = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
            let operations: Vec<&str> = part.operations.iter().copied().collect();
            let _ = writeln!(text, "  - object: {name}");
            if !operations.is_empty() {
                let _ = writeln!(text, "    operations: [{}]", operations.join(", "));
            }
            let _ = writeln!(text, "    fields: [{}]", list(&part.fields));
            if !part.editable.is_empty() {
                let _ = writeln!(text, "    editable: [{}]", list(&part.editable));
            }
            if let Some(condition) = condition.as_ref().filter(|_| *name == object.name) {
                let _ = writeln!(text, "    always:\n      - {{ {condition} }}");
            }
        }
        text
    }
}

/// The keys of an operation as those of an item of a list in it.
fn indented(keys: &str) -> String {
    keys.lines().fold(String::new(), |out, line| format!("{out}    {line}\n"))
}
