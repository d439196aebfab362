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
    if &*object.name == "Event" {
        event_times(record, object);
        event_day(record, object, around);
    }
    if &*object.name == "CampaignMember" {
        set_if_missing(record, object, "Status", Datum::Str("Sent".into()));
    }
    computed(record, object);
}

/// The day of an event is that of its start, where its owner is.
fn event_day(record: &mut Record, object: &ObjectInfo, around: &Around<'_>) {
    let Some(Datum::Datetime(start)) = record.get("ActivityDateTime") else { return };
    if let Ok(start) = jiff::Timestamp::from_millisecond(*start) {
        let day = start.to_zoned(around.clock.zone.clone()).date();
        set_if_missing(record, object, "ActivityDate", Datum::Date(day));
    }
}

/// Start, end and length of an event follow from one another: Object Reference, "Event".
fn event_times(record: &mut Record, object: &ObjectInfo) {
    let time = |record: &Record, field: &str| match record.get(field) {
        Some(Datum::Datetime(ms)) => Some(*ms),
        _ => None,
    };
    let Some(start) = time(record, "ActivityDateTime").or_else(|| time(record, "StartDateTime")) else { return };
    for field in ["ActivityDateTime", "StartDateTime"] {
        set_if_missing(record, object, field, Datum::Datetime(start));
    }
    let length = match record.get("DurationInMinutes") {
        Some(Datum::Int(minutes)) => Some(*minutes),
        _ => None,
    };
    match (time(record, "EndDateTime"), length) {
        (None, Some(minutes)) => {
            let end = start + i64::from(minutes) * 60_000;
            set(record, object, "EndDateTime", Datum::Datetime(end));
        }
        (Some(end), None) => {
            let minutes = i32::try_from((end - start) / 60_000).unwrap_or(0);
            set(record, object, "DurationInMinutes", Datum::Int(minutes));
        }
        _ => {}
    }
}

/// Fills a record that is about to be updated.
pub(super) fn on_update(record: &mut Record, object: &ObjectInfo, around: &Around<'_>) {
    let now = Datum::Datetime(around.clock.now / 1000 * 1000);
    set(record, object, "LastModifiedDate", now.clone());
    set(record, object, "SystemModstamp", now);
    set(record, object, "LastModifiedById", Datum::Id(around.user.clone()));
    computed(record, object);
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

/// Fields that follow from others: names of people, lengths, and whether something is closed.
fn computed(record: &mut Record, object: &ObjectInfo) {
    if object.field("FirstName").is_some() && object.field("LastName").is_some() {
        let parts: Vec<Arc<str>> = ["FirstName", "LastName"].iter().filter_map(|f| text(record, f)).collect();
        if !parts.is_empty() {
            set(record, object, "Name", Datum::Str(parts.join(" ").into()));
        }
    }
    if let Some(Datum::Blob(body)) = record.get("Body") {
        let length = i32::try_from(body.len()).unwrap_or(i32::MAX);
        set(record, object, "BodyLength", Datum::Int(length));
    }
    match &*object.name {
        "Opportunity" => {
            let stage = text(record, "StageName").unwrap_or_else(|| "".into());
            let (won, closed) = (&*stage == "Closed Won", stage.starts_with("Closed"));
            set(record, object, "IsWon", Datum::Bool(won));
            set(record, object, "IsClosed", Datum::Bool(closed));
            let [amount, chance] = ["Amount", "Probability"].map(|field| record.get(field).and_then(number));
            if let Some(expected) = amount.zip(chance).and_then(|(amount, chance)| amount.checked_mul(chance)) {
                let expected = (expected / Decimal::ONE_HUNDRED).round_dp(2);
                set(record, object, "ExpectedRevenue", Datum::Decimal(expected));
            }
        }
        "Contract" => {
            if let (Some(Datum::Date(start)), Some(Datum::Int(months))) =
                (record.get("StartDate"), record.get("ContractTerm"))
                && let Ok(end) = start.checked_add(months.months()).and_then(|end| end.yesterday())
            {
                set(record, object, "EndDate", Datum::Date(end));
            }
        }
        "Task" => {
            let closed = text(record, "Status").is_some_and(|s| &*s == "Completed");
            set(record, object, "IsClosed", Datum::Bool(closed));
        }
        "Case" => {
            let closed = text(record, "Status").is_some_and(|s| &*s == "Closed");
            set(record, object, "IsClosed", Datum::Bool(closed));
        }
        _ => {}
    }
}
