//! Price books: entries, and the items of opportunities, quotes and orders that are sold through them. Object Reference,
//! "PricebookEntry", "OpportunityLineItem".

use super::validate::error;
use super::values::{equal, number};
use super::{Record, Store};
use apex_eval::{Datum, Row, RowError, RowResult};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Objects that are sold through an entry, with the record they belong to and the field that names it.
const ITEMS: &[(&str, &str, &str)] = &[
    ("OpportunityLineItem", "Opportunity", "OpportunityId"),
    ("OrderItem", "Order", "OrderId"),
    ("QuoteLineItem", "Quote", "QuoteId"),
];

/// Marks a price book that tests may use but not see. No field is named so.
pub(crate) const UNSEEN: &str = "(unseen by queries)";

/// The price book that every org has (Object Reference, "Pricebook2").
pub(crate) fn standard_book(store: &Store) -> Option<Arc<str>> {
    let standard = |row: &Record| row.get("IsStandard") == Some(&Datum::Bool(true));
    store.rows("Pricebook2").find(|(_, row)| standard(row)).map(|(id, _)| id.clone())
}

/// Fills and checks what follows from prices, before the record is stored. `changes` are the fields an update gives.
pub(super) fn settle(
    store: &Store,
    object: &str,
    record: &mut Record,
    changes: Option<&Record>,
) -> Result<(), RowError> {
    match (object, changes) {
        ("PricebookEntry", None) => new_entry(store, record),
        ("PricebookEntry", Some(changes)) => changed_entry(store, record, changes),
        ("Pricebook2", Some(_)) => {
            record.remove(UNSEEN);
            Ok(())
        }
        _ => match ITEMS.iter().find(|(item, ..)| *item == object) {
            Some((_, parent, by)) => item(store, record, changes, object, parent, by),
            None => Ok(()),
        },
    }
}

fn refuse<T>(status: &str, message: &str, fields: &[&str]) -> Result<T, RowError> {
    Err(error(status, message, fields))
}

fn id(record: &Record, field: &str) -> Option<Arc<str>> {
    match record.get(field) {
        Some(Datum::Id(id)) => Some(id.clone()),
        _ => None,
    }
}

fn is(record: &Record, field: &str) -> bool {
    record.get(field) == Some(&Datum::Bool(true))
}

fn amount(record: &Record, field: &str) -> Option<Decimal> {
    record.get(field).and_then(number)
}

/// The living entry of a product in a price book.
fn entry_of<'s>(store: &'s Store, book: &str, product: &str) -> Option<(&'s Arc<str>, &'s Record)> {
    let of_product = store.find("PricebookEntry", "Product2Id", &Datum::Id(product.into())).into_iter();
    let mut of_book =
        of_product.filter(|(_, row)| matches!(row.get("Pricebook2Id"), Some(Datum::Id(found)) if **found == *book));
    of_book.find(|(_, row)| !is(row, "IsDeleted"))
}

fn copy(from: Option<&Record>, field: &str, record: &mut Record, to: &str) {
    if let Some(value) = from.and_then(|from| from.get(field)) {
        record.insert(to.into(), value.clone());
    }
}

fn new_entry(store: &Store, record: &mut Record) -> Result<(), RowError> {
    let (Some(book), Some(product)) = (id(record, "Pricebook2Id"), id(record, "Product2Id")) else { return Ok(()) };
    let described = store.get("Product2", &product);
    copy(described, "Name", record, "Name");
    copy(described, "ProductCode", record, "ProductCode");
    let standard = standard_book(store);
    if standard.as_ref() != Some(&book) {
        let price = standard.and_then(|standard| entry_of(store, &standard, &product));
        let Some((_, price)) = price else {
            return refuse("STANDARD_PRICE_NOT_DEFINED", "No standard price defined for this product", &[]);
        };
        if is(record, "UseStandardPrice") {
            copy(Some(price), "UnitPrice", record, "UnitPrice");
        }
    }
    if entry_of(store, &book, &product).is_some() {
        return refuse("DUPLICATE_VALUE", "This price definition already exists in this price book", &[]);
    }
    Ok(())
}

/// An entry that uses the standard price has no price of its own.
fn changed_entry(store: &Store, record: &mut Record, changes: &Record) -> Result<(), RowError> {
    let (Some(book), Some(product)) = (id(record, "Pricebook2Id"), id(record, "Product2Id")) else { return Ok(()) };
    let standard = standard_book(store).filter(|standard| *standard != book);
    let Some((_, price)) = standard.and_then(|standard| entry_of(store, &standard, &product)) else { return Ok(()) };
    if !is(record, "UseStandardPrice") {
        return Ok(());
    }
    let other = |given: &Datum| !price.get("UnitPrice").is_some_and(|standard| equal(standard, given));
    if changes.get("UnitPrice").is_some_and(other) {
        return refuse("FIELD_INTEGRITY_EXCEPTION", "field integrity exception", &[]);
    }
    copy(Some(price), "UnitPrice", record, "UnitPrice");
    Ok(())
}

fn item(
    store: &Store,
    record: &mut Record,
    changes: Option<&Record>,
    object: &str,
    parent: &str,
    by: &str,
) -> Result<(), RowError> {
    let owner = id(record, by);
    let book = owner.as_ref().and_then(|owner| store.get(parent, owner)).and_then(|owner| id(owner, "Pricebook2Id"));
    if let (None, Some(book), Some(product)) = (id(record, "PricebookEntryId"), &book, id(record, "Product2Id"))
        && let Some((entry, _)) = entry_of(store, book, &product)
    {
        record.insert("PricebookEntryId".into(), Datum::Id(entry.clone()));
    }
    let Some(entry) = id(record, "PricebookEntryId").and_then(|entry| store.get("PricebookEntry", &entry)) else {
        if object == "OpportunityLineItem" && id(record, "PricebookEntryId").is_none() {
            let text = "field integrity exception: PricebookEntryId, unknown (versions 3.0 and higher must specify \
                        pricebook entry id; others must specify product id)";
            return refuse("FIELD_INTEGRITY_EXCEPTION", text, &["PricebookEntryId", "unknown"]);
        }
        return Ok(());
    };
    if changes.is_none() {
        let wrong = |what: &str| {
            let text = format!("field integrity exception: PricebookEntryId ({what})");
            refuse("FIELD_INTEGRITY_EXCEPTION", &text, &["PricebookEntryId"])
        };
        if book.is_some() && book != id(entry, "Pricebook2Id") {
            let short = if parent == "Opportunity" { "opp".to_owned() } else { parent.to_lowercase() };
            return wrong(&format!("pricebook entry is in a different pricebook than the one assigned to the {short}"));
        }
        if !is(entry, "IsActive") {
            return wrong("pricebook entry is inactive");
        }
        let product = id(entry, "Product2Id").and_then(|product| store.get("Product2", &product));
        copy(Some(entry), "Product2Id", record, "Product2Id");
        copy(Some(entry), "UnitPrice", record, "ListPrice");
        copy(product, "ProductCode", record, "ProductCode");
    }
    price(object, record, changes)
}

/// The total follows from price and quantity, or the price from the total.
fn price(object: &str, record: &mut Record, changes: Option<&Record>) -> Result<(), RowError> {
    let gives = |field: &str| changes.is_none_or(|changes| changes.contains_key(field)) && record.contains_key(field);
    let (unit, total) = (gives("UnitPrice"), gives("TotalPrice"));
    if changes.is_some() && unit && total {
        let text = "Cannot change both 'UnitPrice' and 'TotalPrice' in update call";
        return refuse("INVALID_FIELD", text, &["UnitPrice"]);
    }
    let Some(quantity) = amount(record, "Quantity") else { return Ok(()) };
    let part = Decimal::ONE - amount(record, "Discount").unwrap_or_default() / Decimal::ONE_HUNDRED;
    if total && !unit {
        let price = amount(record, "TotalPrice").and_then(|total| total.checked_div(quantity.checked_mul(part)?));
        if let Some(price) = price {
            record.insert("UnitPrice".into(), Datum::Decimal(price.round_dp(2)));
        }
    } else if !total {
        let Some(price) = amount(record, "UnitPrice") else {
            if object == "OpportunityLineItem" && changes.is_none() {
                let text = "Required fields are missing: [TotalPrice]";
                return refuse("REQUIRED_FIELD_MISSING", text, &["TotalPrice"]);
            }
            return Ok(());
        };
        if let Some(total) = price.checked_mul(quantity) {
            record.insert("Subtotal".into(), Datum::Decimal(total.round_dp(2)));
            if let Some(total) = total.checked_mul(part) {
                record.insert("TotalPrice".into(), Datum::Decimal(total.round_dp(2)));
            }
        }
    }
    Ok(())
}

/// Brings opportunities, orders and quotes up to date after their items, or they themselves, were written: the amounts are
/// the sums of the items, and the price book of an opportunity is that of the first.
pub(super) fn refresh(store: &mut Store, rows: &[Row], results: &[RowResult]) {
    for (parent, items, by) in [("Order", "OrderItem", "OrderId"), ("Quote", "QuoteLineItem", "QuoteId")] {
        refresh_totals(store, rows, results, (parent, items, by));
    }
    let written = rows.iter().zip(results).filter(|(_, result)| result.errors.is_empty());
    let opportunity = |(row, result): (&Row, &RowResult)| match &*row.object {
        "OpportunityLineItem" => id(store.get(&row.object, result.id.as_ref()?)?, "OpportunityId"),
        "Opportunity" => result.id.clone(),
        _ => None,
    };
    let opportunities: BTreeSet<Arc<str>> = written.filter_map(opportunity).collect();
    for opportunity in opportunities {
        let Some(mut record) = store.get("Opportunity", &opportunity).cloned() else { continue };
        let found = store.find("OpportunityLineItem", "OpportunityId", &Datum::Id(opportunity.clone()));
        let items: Vec<&Record> = found.into_iter().map(|(_, row)| row).filter(|row| !is(row, "IsDeleted")).collect();
        if items.is_empty() && !is(&record, "HasOpportunityLineItem") {
            continue;
        }
        record.insert("HasOpportunityLineItem".into(), Datum::Bool(!items.is_empty()));
        if let Some(first) = items.first() {
            let mut prices = items.iter().filter_map(|item| amount(item, "TotalPrice"));
            if let Some(sum) = prices.try_fold(Decimal::ZERO, |sum, price| sum.checked_add(price)) {
                record.insert("Amount".into(), Datum::Decimal(sum));
            }
            let entry = id(first, "PricebookEntryId").and_then(|entry| store.get("PricebookEntry", &entry));
            if !record.contains_key("Pricebook2Id") {
                copy(entry, "Pricebook2Id", &mut record, "Pricebook2Id");
            }
        }
        store.put(&"Opportunity".into(), &opportunity, record);
    }
}

/// The totals of orders and quotes (Object Reference, "Order", "Quote").
fn refresh_totals(store: &mut Store, rows: &[Row], results: &[RowResult], (parent, items, by): (&str, &str, &str)) {
    let written = rows.iter().zip(results).filter(|(_, result)| result.errors.is_empty());
    let owner = |(row, result): (&Row, &RowResult)| match &*row.object {
        object if object == items => id(store.get(items, result.id.as_ref()?)?, by),
        object if object == parent => result.id.clone(),
        _ => None,
    };
    let owners: BTreeSet<Arc<str>> = written.filter_map(owner).collect();
    for owner in owners {
        let Some(mut record) = store.get(parent, &owner).cloned() else { continue };
        let found = store.find(items, by, &Datum::Id(owner.clone()));
        let lines: Vec<&Record> = found.into_iter().map(|(_, row)| row).filter(|row| !is(row, "IsDeleted")).collect();
        let sum = |field: &str| {
            let mut amounts = lines.iter().filter_map(|line| amount(line, field));
            amounts.try_fold(Decimal::ZERO, |sum, one| sum.checked_add(one)).unwrap_or_default()
        };
        let total = sum("TotalPrice");
        if parent == "Order" {
            record.insert("TotalAmount".into(), Datum::Decimal(total));
        } else {
            let extra = ["Tax", "ShippingHandling"].iter().filter_map(|field| amount(&record, field)).sum::<Decimal>();
            record.insert("LineItemCount".into(), Datum::Int(i32::try_from(lines.len()).unwrap_or(i32::MAX)));
            record.insert("Subtotal".into(), Datum::Decimal(sum("Subtotal")));
            record.insert("TotalPrice".into(), Datum::Decimal(total));
            record.insert("GrandTotal".into(), Datum::Decimal(total.saturating_add(extra)));
        }
        store.put(&parent.into(), &owner, record);
    }
}
