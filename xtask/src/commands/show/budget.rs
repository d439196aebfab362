//! What calls cost.

use super::table;
use codegen::model::{Budget, Model, Server};

pub fn text(model: &Model, servers: &[&Server]) -> String {
    let sections = servers.iter().map(|server| {
        let tools = model.tools_of(server).map(|tool| row(&tool.name, tool.operation.budget()));
        let rows: Vec<Vec<String>> = tools.chain([row("(limit of a transaction)", Budget::LIMIT)]).collect();
        let head = ["TOOL", "QUERIES", "ROWS", "SEARCHES", "DML", "DML ROWS", "CALLOUTS"];
        let calls = server.expected_calls;
        let daily = u64::from(calls.per_hour) * u64::from(calls.agents) * 24;
        format!(
            "{}: up to {daily} API requests a day of {}\n{}",
            server.name,
            calls.daily_api_limit,
            table(&head, &rows)
        )
    });
    sections.collect::<Vec<_>>().join("\n")
}

fn row(name: &str, budget: Budget) -> Vec<String> {
    let numbers = [budget.queries, budget.rows, budget.searches, budget.dml, budget.dml_rows, budget.callouts];
    std::iter::once(name.to_owned()).chain(numbers.iter().map(u32::to_string)).collect()
}
