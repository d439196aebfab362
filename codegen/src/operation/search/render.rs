//! The Apex of a `search`.

use super::{Search, SearchGroup, SearchObject};
use crate::render::apex::class::{Constant, Method};
use crate::render::apex::expr::{Entry, Expr, call, raw};
use crate::render::apex::field::{class, columns, row, variable};
use crate::render::apex::literal;
use crate::render::apex::names::{constant_name, member_names};
use crate::render::apex::record::{ROW, clauses, declare_rows};
use crate::render::apex::soql::{self, Returning};
use crate::render::apex::stmt::Stmt;
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::apex::value::argument;

/// One static search, a list for each object.
pub fn render(search: &Search, cx: &ToolContext<'_>) -> ToolBody {
    let names = member_names(search.objects.iter().map(|o| o.key.as_str()));
    let parts: Vec<(&SearchObject, &String)> = search.objects.iter().zip(&names).collect();
    let term = cx.tool.parameter(&search.term).map(|p| argument(&p.name, &p.kind));
    let returning = parts.iter().map(|(object, name)| Returning {
        object: object.object.clone(),
        fields: columns(&object.outputs),
        conditions: clauses(&object.conditions, cx),
        limit: format!(":{}", fetched(name)),
    });
    let query = soql::Search { find: "words".into(), group: group(search.group), returning: returning.collect() };
    let results = parts.iter().enumerate().map(|(i, (object, name))| {
        Entry::new(literal::string(&object.key), call(format!("to{name}"), [raw(format!("found[{i}]"))]))
    });
    let body = Expr::Pairs(ROW.into(), results.collect());
    let mut run = vec![Stmt::Declare("String".into(), "words".into(), call("McpText.searchTerm", term))];
    // One row more than returned tells whether there are more. SOSL binds names, not sums.
    run.extend(
        parts.iter().map(|(_, name)| {
            Stmt::Declare("Integer".into(), fetched(name), raw(format!("{} + 1", constant_name(name))))
        }),
    );
    run.extend([Stmt::DeclareSearch("found".into(), Box::new(query)), Stmt::Return(call("McpToolOutput.of", [body]))]);
    ToolBody {
        constants: parts
            .iter()
            .map(|(object, name)| Constant::new("Integer", constant_name(name), raw(object.limit.to_string())))
            .collect(),
        max_rows: search.objects.iter().map(|o| o.limit).max().map(|most| most.to_string()),
        run,
        helpers: parts.iter().map(|(object, name)| to_rows(object, name)).collect(),
        ..ToolBody::default()
    }
}

/// The variable with the rows asked for.
fn fetched(name: &str) -> String {
    format!("fetched{name}")
}

fn group(group: SearchGroup) -> &'static str {
    match group {
        SearchGroup::All => "ALL",
        SearchGroup::Name => "NAME",
        SearchGroup::Email => "EMAIL",
        SearchGroup::Phone => "PHONE",
    }
}

fn to_rows(object: &SearchObject, name: &str) -> Method {
    let class = class(&object.object);
    let variable = match variable(&object.object) {
        name if name == "record" => "item".to_owned(),
        name => name,
    };
    let cast = Stmt::Declare(class.clone(), variable.clone(), raw(format!("({class}) record")));
    let add = Stmt::Do(call("rows.add", [row(&variable, &object.outputs)]));
    Method::new(
        format!("private {ROW} to{name}(List<SObject> found)"),
        vec![
            declare_rows(),
            Stmt::For("SObject".into(), "record".into(), raw("found"), vec![cast, add]),
            Stmt::Return(call("McpToolOutput.listOf", [raw("rows"), raw(constant_name(name))])),
        ],
    )
}
