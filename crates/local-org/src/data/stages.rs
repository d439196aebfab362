//! What follows from the stage of an opportunity: Object Reference, "Opportunity" (Probability, ForecastCategoryName,
//! ExpectedRevenue) and "OpportunityStage".

use super::Record;
use super::values::text;
use apex_eval::Datum;
use rust_decimal::Decimal;

/// The stages of a new org, with their probability and forecast category. What follows from stages that an org makes itself
/// is not known.
const STAGES: &[(&str, i64, &str)] = &[
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

/// Sets what a new stage brings along, unless the write sets it too.
pub(super) fn follow(object: &str, record: &mut Record, before: Option<&Record>, given: &Record) {
    if object != "Opportunity" {
        return;
    }
    let stays = before.is_some_and(|before| before.get("StageName") == record.get("StageName"));
    let stage = record.get("StageName").and_then(text);
    let found = STAGES.iter().find(|(name, ..)| stage.is_some_and(|stage| name.eq_ignore_ascii_case(stage)));
    if let Some((_, probability, category)) = found.filter(|_| !stays) {
        let brought = [
            ("Probability", Datum::Decimal((*probability).into())),
            ("ForecastCategoryName", Datum::Str((*category).into())),
        ];
        for (field, value) in brought {
            let own = given.get(field).filter(|own| **own != Datum::Null);
            if own.is_none() || own == before.and_then(|before| before.get(field)) {
                record.insert(field.into(), value);
            }
        }
    }
    let category = match record.get("ForecastCategoryName").and_then(text) {
        Some("Best Case") => "BestCase",
        Some("Commit") => "Forecast",
        Some(other) => other,
        None => return,
    };
    let category = Datum::Str(category.into());
    record.insert("ForecastCategory".into(), category);
}

/// Amount times probability.
pub(super) fn expect_revenue(object: &str, record: &mut Record) {
    if object != "Opportunity" {
        return;
    }
    let number = |field: &str| match record.get(field) {
        Some(Datum::Decimal(number)) => Some(*number),
        _ => None,
    };
    let revenue = match (number("Amount"), number("Probability")) {
        (Some(amount), Some(probability)) => amount.checked_mul(probability / Decimal::ONE_HUNDRED),
        _ => None,
    };
    match revenue {
        Some(revenue) => record.insert("ExpectedRevenue".into(), Datum::Decimal(revenue)),
        None => record.remove("ExpectedRevenue"),
    };
}
