//! Values the platform fills in: audit fields, owner, defaults, computed names and states.

use super::Record;
use super::calculated::Around;
use super::values::number;
use apex_eval::Datum;
use apex_sema::catalog::{FieldKind, ObjectInfo};
use jiff::ToSpan;
use rust_decimal::Decimal;
use std::sync::Arc;

fn set(record: &mut Record, object: &ObjectInfo, field: &str, value: Datum) {
    if let Some(info) = object.field(field) {
        record.insert(info.name.clone(), value);
    }
}

fn set_if_missing(record: &mut Record, object: &ObjectInfo, field: &str, value: Datum) {
    if let Some(info) = object.field(field)
        && !record.contains_key(&info.name)
    {
        record.insert(info.name.clone(), value);
    }
}

/// Fills a record that is about to be inserted.
pub(super) fn on_insert(
    record: &mut Record,
    object: &ObjectInfo,
    around: &Around<'_>,
    next: &mut dyn FnMut(&str) -> u64,
) {
    // The platform keeps whole seconds.
    let now = Datum::Datetime(around.clock.now / 1000 * 1000);
    for field in ["CreatedDate", "LastModifiedDate", "SystemModstamp"] {
        set_if_missing(record, object, field, now.clone());
    }
    for field in ["CreatedById", "LastModifiedById"] {
        set(record, object, field, Datum::Id(around.user.clone()));
    }
    set_if_missing(record, object, "OwnerId", Datum::Id(around.user.clone()));
    set(record, object, "IsDeleted", Datum::Bool(false));
    for field in object.fields.values() {
        if record.contains_key(&field.name) {
            continue;
        }
        if field.auto_number {
            let number = next(&format!("{}.{}", object.name, field.name));
            let text = around.calculated.number(&object.name, &field.name, number, &around.clock);
            record.insert(field.name.clone(), Datum::Str(text.into()));
        } else if field.kind == FieldKind::Boolean {
            record.insert(field.name.clone(), Datum::Bool(field.checked_by_default()));
        } else if let Some(default) = field.picklist_default() {
            record.insert(field.name.clone(), Datum::Str(default.clone()));
        }
    }
    if &*object.name == "User" {
        set(record, object, "IsActive", Datum::Bool(true));
        set_if_missing(record, object, "UserType", Datum::Str("Standard".into()));
        // The platform makes up a nickname; it is unique.
        let nickname = format!("User{}", next("User.CommunityNickname"));
        set_if_missing(record, object, "CommunityNickname", Datum::Str(nickname.into()));
    }
    if &*object.name == "CampaignMember" {
        set_if_missing(record, object, "Status", Datum::Str("Sent".into()));
    }
    let closed = computed(record, object, around);
    set(record, object, "IsClosedOnCreate", Datum::Bool(closed));
}

/// Fills a record that is about to be updated.
pub(super) fn on_update(record: &mut Record, object: &ObjectInfo, around: &Around<'_>) {
    let now = Datum::Datetime(around.clock.now / 1000 * 1000);
    set(record, object, "LastModifiedDate", now.clone());
    set(record, object, "SystemModstamp", now);
    set(record, object, "LastModifiedById", Datum::Id(around.user.clone()));
    computed(record, object, around);
}

/// The stages that every org has: chance in percent and forecast category. Salesforce Help, "Opportunity Stages".
pub(crate) const STAGES: &[(&str, u8, &str)] = &[
    ("Prospecting", 10, "Pipeline"),
    ("Qualification", 10, "Pipeline"),
    ("Needs Analysis", 20, "Pipeline"),
    ("Value Proposition", 50, "Pipeline"),
    ("Id. Decision Makers", 60, "Pipeline"),
    ("Perception Analysis", 70, "Pipeline"),
    ("Proposal/Price Quote", 75, "Pipeline"),
    ("Negotiation/Review", 90, "Pipeline"),
    ("Closed Won", 100, "Closed"),
    ("Closed Lost", 0, "Omitted"),
];

/// Chance and forecast of an opportunity follow from a new stage, unless they are given too.
pub(super) fn on_stage(record: &mut Record, object: &ObjectInfo, given: &Record) {
    let Some(stage) = text(given, "StageName").filter(|_| &*object.name == "Opportunity") else { return };
    let Some((_, chance, forecast)) = STAGES.iter().find(|(name, ..)| name.eq_ignore_ascii_case(&stage)) else {
        return;
    };
    if !given.contains_key("Probability") {
        set(record, object, "Probability", Datum::Decimal((*chance).into()));
    }
    if !given.contains_key("ForecastCategoryName") {
        set(record, object, "ForecastCategoryName", Datum::Str((*forecast).into()));
        set(record, object, "ForecastCategory", Datum::Str((*forecast).into()));
    }
}

fn text(record: &Record, field: &str) -> Option<Arc<str>> {
    match record.get(field) {
        Some(Datum::Str(s)) => Some(s.clone()),
        _ => None,
    }
}

/// Fields that follow from others (Object Reference, the pages of the objects named). Tells whether the record is closed.
fn computed(record: &mut Record, object: &ObjectInfo, around: &Around<'_>) -> bool {
    if object.field("FirstName").is_some() && object.field("LastName").is_some() {
        let parts = ["FirstName", "MiddleName", "LastName", "Suffix"];
        let parts: Vec<Arc<str>> = parts.iter().filter_map(|f| text(record, f)).collect();
        if !parts.is_empty() {
            set(record, object, "Name", Datum::Str(parts.join(" ").into()));
        }
    }
    if let Some(Datum::Blob(body)) = record.get("Body") {
        let length = i32::try_from(body.len()).unwrap_or(i32::MAX);
        set(record, object, "BodyLength", Datum::Int(length));
    }
    let is = |record: &Record, field: &str, value: &str| text(record, field).is_some_and(|text| &*text == value);
    let closed = match &*object.name {
        "Opportunity" => {
            let won = is(record, "StageName", "Closed Won");
            set(record, object, "IsWon", Datum::Bool(won));
            opportunity(record, object);
            won || text(record, "StageName").is_some_and(|stage| stage.starts_with("Closed"))
        }
        "Contract" => {
            if let (Some(Datum::Date(start)), Some(Datum::Int(months))) =
                (record.get("StartDate"), record.get("ContractTerm"))
                && let Ok(end) = start.checked_add(months.months()).and_then(|end| end.yesterday())
            {
                set(record, object, "EndDate", Datum::Date(end));
            }
            false
        }
        "Task" => {
            let urgent = is(record, "Priority", "High");
            set(record, object, "IsHighPriority", Datum::Bool(urgent));
            is(record, "Status", "Completed")
        }
        "Case" => is(record, "Status", "Closed"),
        "Order" => false,
        _ => return false,
    };
    if matches!(&*object.name, "Contract" | "Order")
        && let Some(status) = text(record, "Status").filter(|status| matches!(&**status, "Draft" | "Activated"))
    {
        set(record, object, "StatusCode", Datum::Str(status));
    }
    set(record, object, "IsClosed", Datum::Bool(closed));
    for field in ["ClosedDate", "CompletedDateTime"] {
        match closed {
            true => set_if_missing(record, object, field, Datum::Datetime(around.clock.now / 1000 * 1000)),
            false => {
                record.remove(field);
            }
        }
    }
    closed
}

/// Expected revenue and fiscal period of an opportunity. The fiscal year is that of the calendar.
fn opportunity(record: &mut Record, object: &ObjectInfo) {
    let [amount, chance] = ["Amount", "Probability"].map(|field| record.get(field).and_then(number));
    if let Some(expected) = amount.zip(chance).and_then(|(amount, chance)| amount.checked_mul(chance)) {
        let expected = (expected / Decimal::ONE_HUNDRED).round_dp(2);
        set(record, object, "ExpectedRevenue", Datum::Decimal(expected));
    }
    if let Some(Datum::Date(close)) = record.get("CloseDate") {
        let (year, quarter) = (i32::from(close.year()), (i32::from(close.month()) - 1) / 3 + 1);
        set(record, object, "FiscalYear", Datum::Int(year));
        set(record, object, "FiscalQuarter", Datum::Int(quarter));
        set(record, object, "Fiscal", Datum::Str(format!("{year} {quarter}").into()));
    }
}
