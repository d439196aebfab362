//! Whether a record still meets the filter of its scopes once a tool has written it. What cannot be shown from the spec is
//! refused: a tool finds no record outside the filter, and may not put one there either.

use super::Lowering;
use super::deciding::{deciding, is_summed_up};
use crate::model::{Assignment, AuthorizedValue, Condition, ConditionSource, Literal, Operand, ParameterKind};
use crate::spec::{AuthorizedSource, Operator};
use crate::yaml::Pos;
use diag::catalogue::exposure as codes;
use sf_schema::{SObject, value_set};

/// Fields that the platform works out from others of the same record, without a formula: sObject, the fields that drive
/// them, those that follow (Object Reference, the sObjects named).
pub(super) const FOLLOWING: &[(&str, &[&str], &[&str])] = &[
    ("Case", &["ContactId"], &["AccountId", "ContactEmail", "ContactFax", "ContactMobile", "ContactPhone"]),
    ("Case", &["Status"], &["ClosedDate", "IsClosed", "IsClosedOnCreate", "IsStopped"]),
    ("Contract", &["ContractTerm", "StartDate"], &["EndDate"]),
    ("Contract", &["Status"], &["ActivatedById", "ActivatedDate", "StatusCode"]),
    (
        "Event",
        &[
            "ActivityDate",
            "ActivityDateTime",
            "DurationInMinutes",
            "EndDate",
            "EndDateTime",
            "IsAllDayEvent",
            "StartDateTime",
        ],
        &["ActivityDate", "ActivityDateTime", "DurationInMinutes", "EndDate", "EndDateTime", "StartDateTime"],
    ),
    ("Event", &["WhatId", "WhoId"], &["AccountId"]),
    ("Opportunity", &["Amount", "Probability"], &["ExpectedRevenue"]),
    ("Opportunity", &["CloseDate"], &["Fiscal", "FiscalQuarter", "FiscalYear", "PushCount"]),
    ("Opportunity", &["ForecastCategoryName"], &["ForecastCategory"]),
    (
        "Opportunity",
        &["StageName"],
        &[
            "ExpectedRevenue",
            "ForecastCategory",
            "ForecastCategoryName",
            "IsClosed",
            "IsWon",
            "LastStageChangeDate",
            "LastStageChangeInDays",
            "Probability",
        ],
    ),
    ("Order", &["Status"], &["ActivatedById", "ActivatedDate", "StatusCode"]),
    ("ServiceAppointment", &["Status"], &["StatusCategory"]),
    ("Task", &["Priority"], &["IsHighPriority"]),
    ("Task", &["Status"], &["CompletedDateTime", "IsClosed"]),
    ("Task", &["WhatId", "WhoId"], &["AccountId"]),
    ("WorkOrder", &["Status"], &["IsClosed", "StatusCategory"]),
    ("WorkOrderLineItem", &["Status"], &["IsClosed", "StatusCategory"]),
];

/// Fields that nobody sets and that no change of another field of the record changes either.
const STAYING: [&str; 12] = [
    "CreatedById",
    "CreatedDate",
    "HasOpenActivity",
    "HasOpportunityLineItem",
    "HasOverdueTask",
    "Id",
    "IsArchived",
    "IsConverted",
    "IsDeleted",
    "LastActivityDate",
    "LastReferencedDate",
    "LastViewedDate",
];

/// Whether setting a field of the sObject can change another one, for which the platform has a value of its own. Of a
/// field that is not listed nobody knows what drives it: any other may.
fn drives(object: &SObject, set: &str, name: &str) -> bool {
    let mut known =
        FOLLOWING.iter().filter(|(of, _, following)| object.name == *of && following.contains(&name)).peekable();
    if known.peek().is_some() {
        return known.any(|(_, drivers, _)| drivers.contains(&set));
    }
    let field = object.field(name).filter(|field| !STAYING.contains(&field.name.as_str()));
    field.is_some_and(|field| !(field.createable || field.updateable || field.calculated || field.auto_number))
}

impl<'a> Lowering<'a> {
    /// Reports a new record of which the spec does not show that it meets the filters of the scopes.
    pub fn check_created(&mut self, object: &'a SObject, set: &[Assignment], at: Pos) {
        // Nothing is read for them.
        let access = self.access.clone();
        let conditions = self.scope_conditions(object);
        self.access = access;
        let missed = conditions.iter().find(|condition| {
            let by_user = matches!(condition.operand, Operand::RunningUser) && condition.op == Operator::Eq;
            let own = by_user
                && condition.path.steps.is_empty()
                && match condition.path.field.name.as_str() {
                    "OwnerId" => !set.iter().any(|a| a.field.name == "OwnerId"),
                    name => name == "CreatedById",
                };
            !own && !self.is_kept(condition, set, true)
        });
        if let Some(condition) = missed {
            let path = condition.path.to_string();
            let message = format!(
                "a scope restricts the records of `{}` by `{path}`, and a new record may miss that",
                object.name
            );
            let hint = format!("set `{path}` to a constant that meets it, or name a scope without the restriction");
            self.report(&codes::OUTSIDE_SCOPE, at, message, hint);
        }
    }

    /// Reports a change that may move a record out of the filters of the scopes, which are among its conditions.
    pub fn check_changed(&mut self, object: &'a SObject, set: &[Assignment], conditions: &[Condition]) {
        let of_scope = conditions.iter().filter(|c| c.source == ConditionSource::Scope);
        for condition in of_scope {
            let moved = set.iter().find(|assignment| self.decides(object, assignment, condition));
            let Some(assignment) = moved.filter(|_| !self.is_kept(condition, set, false)) else { continue };
            let (path, field) = (condition.path.to_string(), &assignment.field.name);
            let message = format!(
                "a scope restricts the records of `{}` by `{path}`, and a new `{field}` may move a record out of it",
                object.name
            );
            let hint = format!("leave `{field}` out of `set`, or name a scope without the restriction");
            self.report(&codes::OUTSIDE_SCOPE, assignment.origin.at, message, hint);
        }
    }

    /// Reports a write by which records of another sObject could come within the filters of the scopes, or leave them.
    /// `changes`: records that were there get other values; `false` for a new one, of which only summaries tell.
    pub fn check_fences(&mut self, object: &'a SObject, set: &[Assignment], changes: bool) {
        let fences = self.fences();
        let (own, others): (Vec<&Condition>, Vec<&Condition>) =
            fences.iter().partition(|condition| condition.path.object == object.name);
        for condition in others {
            let deciding = deciding(self.schema, condition);
            let summed_up = || is_summed_up(self.schema, &deciding, &object.name);
            let moved = set.iter().find(|a| deciding.contains(&(object.name.clone(), a.field.name.clone())));
            // A value that must stay as it is for the record itself stays for what looks at it from elsewhere.
            let stays = own.iter().any(|own| {
                let same = own.path.steps.is_empty() && own.path.field == condition.path.field;
                same && condition.path.owner() == object.name
                    && own.op == condition.op
                    && own.operand == condition.operand
            });
            let Some(assignment) = moved.filter(|_| !stays && (changes || summed_up())) else { continue };
            let (of, path, field) = (&condition.path.object, condition.path.to_string(), &assignment.field.name);
            let message = format!(
                "a scope restricts the records of `{of}` by `{path}`, and a new `{}.{field}` may let records of `{of}` in",
                object.name
            );
            let hint = format!("leave `{field}` out of `set`, or name a scope without the restriction");
            self.report(&codes::OUTSIDE_SCOPE, assignment.origin.at, message, hint);
        }
    }

    /// Every condition of the tool's scopes, whatever the tool itself touches.
    fn fences(&mut self) -> Vec<Condition> {
        let (access, problems) = (self.access.clone(), self.problems.len());
        let schema = self.schema;
        let objects: Vec<&SObject> = self.scopes.objects().filter_map(|name| schema.object(name)).collect();
        let fences = objects.into_iter().flat_map(|object| self.scope_conditions(object)).collect();
        // Nothing is read for them, and what is wrong with one is said where it is used.
        self.access = access;
        self.problems.truncate(problems);
        fences
    }

    /// Whether a new value of the assigned field can change what the condition looks at.
    fn decides(&self, object: &SObject, assignment: &Assignment, condition: &Condition) -> bool {
        let set = assignment.field.name.as_str();
        let (path, field) = (&condition.path, &condition.path.field);
        let looked_at = path.steps.first().map_or(field.name.as_str(), |first| first.lookup.as_str());
        let part_of = assignment.field.part_of.as_deref();
        if looked_at == set || (path.steps.is_empty() && part_of == Some(looked_at)) || drives(object, set, looked_at) {
            return true;
        }
        let holder = self.schema.object(path.owner());
        let sources = holder.map(|holder| self.schema.sources(holder, field)).unwrap_or_default();
        let mut own = sources.iter().filter(|(of, _)| *of == object.name);
        own.any(|(_, name)| name == set || drives(object, set, name))
            || deciding(self.schema, condition).contains(&(object.name.clone(), assignment.field.name.clone()))
    }

    /// Whether what is set meets the condition for certain. `on_create`: a field that a call leaves out is empty.
    fn is_kept(&self, condition: &Condition, set: &[Assignment], on_create: bool) -> bool {
        let field = match condition.path.steps.as_slice() {
            [] if condition.path.field.name == "IsClosed" => return self.stays_open(condition, set, on_create),
            [] => condition.path.field.name.as_str(),
            // A record type is set by its name.
            [one] if one.lookup == "RecordTypeId" && condition.path.field.name == "DeveloperName" => "RecordTypeId",
            _ => return false,
        };
        let by_user = condition.op == Operator::Eq && condition.operand == Operand::RunningUser;
        if by_user && field == "LastModifiedById" {
            return true;
        }
        let Some(assignment) = set.iter().find(|a| a.field.name == field) else { return false };
        if by_user {
            return self.is_running_user(&assignment.operand);
        }
        let Some(given) = self.every_value(&assignment.operand, on_create) else { return false };
        let wanted: Vec<&Literal> = match &condition.operand {
            Operand::Constant(one) => vec![one],
            Operand::Constants(all) => all.iter().collect(),
            Operand::None => Vec::new(),
            _ => return false,
        };
        let among = |value: &Literal| wanted.iter().any(|wanted| same(wanted, value));
        match condition.op {
            Operator::Eq | Operator::In => given.iter().all(among),
            Operator::Ne | Operator::NotIn => !given.iter().any(among),
            Operator::NotNull => true,
            _ => false,
        }
    }

    /// Whether a record has to be open and gets one of the open stages or states that every org starts with.
    fn stays_open(&self, condition: &Condition, set: &[Assignment], on_create: bool) -> bool {
        let (driver, values) = match condition.path.object.as_str() {
            "Opportunity" => ("StageName", "OpportunityStage"),
            "Case" => ("Status", "CaseStatus"),
            "Task" => ("Status", "TaskStatus"),
            _ => return false,
        };
        let open = matches!(
            (condition.op, &condition.operand),
            (Operator::Eq, Operand::Constant(Literal::Boolean(false)))
                | (Operator::Ne, Operand::Constant(Literal::Boolean(true)))
        );
        let is_open = |value: &Literal| match value {
            Literal::Text(value) => {
                let ends = value == "Completed" || value.starts_with("Closed");
                !ends && value_set(values).iter().any(|known| known.value == *value)
            }
            _ => false,
        };
        let assignment = set.iter().find(|assignment| assignment.field.name == driver).filter(|_| open);
        let given = assignment.and_then(|assignment| self.every_value(&assignment.operand, on_create));
        given.is_some_and(|given| given.iter().all(is_open))
    }

    /// The values of which one is set on every call; `None` where the call may set anything or nothing.
    fn every_value(&self, operand: &Operand, on_create: bool) -> Option<Vec<Literal>> {
        match operand {
            Operand::Constant(one) => Some(vec![one.clone()]),
            Operand::Authorized(name) => {
                let value = &self.authorized.iter().find(|authorized| authorized.name == *name)?.value;
                let AuthorizedValue::Text(text) = value else { return None };
                Some(vec![Literal::Text(text.clone())])
            }
            Operand::Parameter { name, always } if *always || !on_create => {
                let parameter = self.parameters.iter().find(|parameter| parameter.name == *name)?;
                let ParameterKind::Choice { values } = &parameter.kind else { return None };
                Some(values.iter().cloned().map(Literal::Text).collect())
            }
            _ => None,
        }
    }

    fn is_running_user(&self, operand: &Operand) -> bool {
        match operand {
            Operand::RunningUser => true,
            Operand::Authorized(name) => self
                .authorized
                .iter()
                .any(|a| a.name == *name && matches!(a.value, AuthorizedValue::Source(AuthorizedSource::UserId))),
            _ => false,
        }
    }
}

/// Whether SOQL takes them for the same: texts without regard to letter case.
fn same(one: &Literal, other: &Literal) -> bool {
    match (one, other) {
        (Literal::Text(one), Literal::Text(other)) => one.to_lowercase() == other.to_lowercase(),
        (one, other) => one == other,
    }
}
