//! The views that a review document already holds.

use super::View;
use crate::model::ExpectedCalls;
use crate::render::review::data::{ParameterFacts, Review, ToolFacts};
use diag::render::visible;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The part of a review that the view shows.
pub(super) fn json(view: View, review: &Review) -> Value {
    match view {
        View::Model | View::ToolsList => json!({
            "server": review.server,
            "login": review.login,
            "targets": review.targets,
            "tools": review.tools,
            "handWritten": review.hand_written,
        }),
        View::Exposure => json!({
            "objects": review.objects,
            "records": review.records,
            "returnedByHandlers": by_handlers(review),
            "deletedAlong": review.deleted_along(),
            "anyParent": review.any_parent(),
            "personalData": review.personal_data,
            "excluded": review.excluded,
        }),
        View::Permissions => json!(review.grants),
        View::Budget => {
            let tools = review
                .tools
                .iter()
                .map(|tool| (tool.name.clone(), json!({ "maxRows": tool.max_rows, "worstCase": tool.worst_case })));
            let unknown: Vec<&String> = review.hand_written.iter().map(|tool| &tool.name).collect();
            json!({ "tools": tools.collect::<serde_json::Map<_, _>>(), "unknown": unknown, "limits": review.limits })
        }
    }
}

/// Tools with a handler → what it may return.
fn by_handlers(review: &Review) -> BTreeMap<&str, &[ParameterFacts]> {
    let tools = review.tools.iter().filter(|tool| !tool.returns.is_empty());
    tools.map(|tool| (tool.name.as_str(), tool.returns.as_slice())).collect()
}

/// The same as aligned columns.
pub(super) fn text(view: View, review: &Review) -> String {
    match view {
        View::Model | View::ToolsList => model(review),
        View::Exposure => exposure(review),
        View::Permissions => permissions(review),
        View::Budget => budget(review),
    }
}

fn model(review: &Review) -> String {
    let mut out = format!("  endpoint  {}\n", review.server.endpoint);
    let login = &review.login;
    let _ = writeln!(out, "  login     {} with {}, for {}", login.flow, login.app_name, login.clients.join(", "));
    for target in &review.targets {
        let user = target.run_as.as_deref().map(|user| format!(" as {}", visible(user))).unwrap_or_default();
        let _ = writeln!(out, "  org       {} ({}, {}){user}", target.name, target.class, visible(&target.host));
    }
    let rows = review.tools.iter().map(|tool| {
        let handler = tool.handler.as_ref().map(|name| format!("by {name}")).unwrap_or_default();
        vec![tool.name.clone(), tool.operation.to_owned(), tool.class.clone(), tool.permission.clone(), handler]
    });
    let by_hand = review.hand_written.iter().map(|tool| {
        let class = tool.class.clone();
        vec![tool.name.clone(), "hand-written".to_owned(), class, tool.permission.clone()]
    });
    out + &columns(rows.chain(by_hand))
}

fn exposure(review: &Review) -> String {
    let mut out = String::new();
    for object in &review.objects {
        let operations: Vec<&str> = object.operations.keys().copied().collect();
        let _ = writeln!(out, "  {} ({})", object.object, operations.join(", "));
        let rows = object.fields.iter().map(|field| {
            let tools = |what: &str, names: &BTreeSet<String>| {
                if names.is_empty() { String::new() } else { format!("{what} {}", join(names)) }
            };
            let uses = [
                tools("returned by", &field.returned_by),
                tools("used by", &field.used_by),
                tools("set by", &field.set_by),
            ];
            let mut uses: Vec<String> = uses.into_iter().filter(|text| !text.is_empty()).collect();
            if !field.made_of.is_empty() {
                uses.push(format!("made of {}", join(&field.made_of)));
            }
            let personal = if field.personal.is_some() { "personal" } else { "" };
            vec![format!("  {}", field.field), personal.to_owned(), uses.join("; ")]
        });
        out.push_str(&columns(rows));
    }
    for tool in &review.hand_written {
        let _ = writeln!(out, "  {}: no list of fields is enforced for the hand-written {}", tool.name, tool.class);
    }
    for rule in &review.records {
        let conditions: Vec<String> = rule.always.iter().chain(&rule.by_argument).map(|text| visible(text)).collect();
        let conditions = if conditions.is_empty() { String::new() } else { format!("; {}", conditions.join(" and ")) };
        let order = match rule.ordered_by.is_empty() {
            true => String::new(),
            false => format!("; ordered by {}", rule.ordered_by.join("; then ")),
        };
        let _ = writeln!(out, "  {} on {}: {}{conditions}{order}", rule.tool, rule.object, visible(&rule.selection));
        for set in &rule.sets {
            let _ = writeln!(out, "    sets {} to {}", set.field, visible(&set.to));
        }
        for value in rule.returns.iter().filter(|value| value.key != value.is) {
            let _ = writeln!(out, "    returns {} as {}", visible(&value.is), value.key);
        }
    }
    for tool in &review.tools {
        for value in &tool.returns {
            let _ = writeln!(out, "  {} may return {}: {}", tool.name, value.name, visible(&value.rule));
        }
    }
    for (object, tools) in review.deleted_along() {
        let tools: Vec<&str> = tools.into_iter().collect();
        let _ = writeln!(out, "  {} on {object}: deletes what belongs to the deleted record", tools.join(", "));
    }
    for (lookup, objects) in review.any_parent() {
        let _ = writeln!(out, "  {lookup} may point to {}, read as Name", join(objects));
    }
    out
}

fn permissions(review: &Review) -> String {
    let grants = &review.grants;
    let mut out = format!("  permission set {}\n", grants.permission_set);
    let objects = grants.object_permissions.iter().map(|(name, operations)| vec![name.clone(), operations.join(", ")]);
    let fields = grants.field_permissions.iter().map(|(name, right)| vec![name.clone(), (*right).to_owned()]);
    let named = [
        ("user permission", &grants.user_permissions),
        ("custom permission", &grants.custom_permissions),
        ("custom metadata type", &grants.custom_metadata_types),
        ("custom setting", &grants.custom_settings),
        ("record type", &grants.record_types),
        ("Apex class", &grants.apex_classes),
    ];
    let named = named.into_iter().flat_map(|(what, names)| names.iter().map(move |n| vec![n.clone(), what.to_owned()]));
    out.push_str(&columns(objects.chain(fields).chain(named)));
    // One dependency can have several sources, which the review document names.
    let follows = grants.dependencies.iter().map(|d| format!("  {} because of {}\n", d.grant, d.because));
    let withheld =
        grants.withheld.iter().map(|d| format!("  not granted: {} because of {} (assumed)\n", d.grant, d.because));
    let mut said = BTreeSet::new();
    out.extend(follows.chain(withheld).filter(|line| said.insert(line.clone())));
    out
}

fn budget(review: &Review) -> String {
    let used = |tool: &ToolFacts, key| tool.worst_case.get(key).map_or_else(String::new, |u| u.used.to_string());
    let head =
        ["TOOL", "QUERIES", "ROWS", "SEARCHES", "DML", "DML ROWS", "CALLOUTS", "HEAP"].map(str::to_owned).to_vec();
    let keys = ["queries", "queryRows", "searches", "dmlStatements", "dmlRows", "callouts", "heapBytes"];
    let rows = review.tools.iter().map(|tool| {
        std::iter::once(tool.name.clone()).chain(keys.iter().map(|key| used(tool, *key))).collect::<Vec<String>>()
    });
    let limit =
        |key: &&str| review.tools.first().and_then(|t| t.worst_case.get(key)).map_or(0, |u| u.limit).to_string();
    let last = std::iter::once("(limit of a transaction)".to_owned()).chain(keys.iter().map(limit)).collect();
    let unknown = review.hand_written.iter().map(|tool| vec![tool.name.clone(), "(hand-written: unknown)".to_owned()]);
    let limits = &review.limits;
    let agents = |number: u32| if number == 1 { "1 agent".to_owned() } else { format!("{number} agents") };
    let scaling = limits.scaling.iter().map(|more| {
        let requests = format!("{} API requests a day", more.requests_per_day);
        vec![agents(more.agents), requests, format!("{} %", more.share_percent), more.verdict.to_owned()]
    });
    let messages = limits.messages_per_hour.map_or_else(String::new, |messages| {
        format!("  {messages} messages an hour of each agent, {} calls a message\n", ExpectedCalls::CALLS_PER_MESSAGE)
    });
    format!(
        "{}{}{messages}{}  {} API requests a day of {} ({} %): {}\n",
        columns(std::iter::once(head).chain(rows).chain([last])),
        columns(unknown),
        columns(scaling),
        limits.requests_per_day,
        limits.daily_api_limit,
        limits.share_percent,
        limits.verdict
    )
}

fn join(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Rows of cells, aligned, indented by two spaces.
pub(super) fn columns(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let rows: Vec<Vec<String>> = rows.into_iter().collect();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |i: usize| rows.iter().filter_map(|row| row.get(i)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut out = String::new();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        let _ = writeln!(out, "  {}", cells.join("  ").trim_end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn columns_are_aligned_and_end_without_spaces() {
        let rows = [
            vec!["a".to_owned(), "é".to_owned(), String::new()],
            vec!["bbb".to_owned(), "c".to_owned(), "d".to_owned()],
        ];
        assert_eq!(columns(rows), "  a    é\n  bbb  c  d\n");
    }
}
