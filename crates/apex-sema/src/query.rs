//! Objects, fields and relationships of a query.

mod grouping;
mod rules;

use crate::catalog::{Catalog, FieldKind, ObjectInfo};
use apex_syntax::ast::{Condition, FieldExpr, FunctionArg, Name, Query, QueryBody, QueryValue, SelectItem, Soql, Sosl};
use std::sync::Arc;

pub use rules::MOST_OFFSET;

const AGGREGATES: &[&str] = &["count", "count_distinct", "sum", "avg", "min", "max"];

/// Date literals of SOQL without a count.
pub const DATE_LITERALS: &[&str] = &[
    "yesterday",
    "today",
    "tomorrow",
    "last_week",
    "this_week",
    "next_week",
    "last_month",
    "this_month",
    "next_month",
    "last_90_days",
    "next_90_days",
    "this_quarter",
    "last_quarter",
    "next_quarter",
    "this_year",
    "last_year",
    "next_year",
    "this_fiscal_quarter",
    "last_fiscal_quarter",
    "next_fiscal_quarter",
    "this_fiscal_year",
    "last_fiscal_year",
    "next_fiscal_year",
];

/// Set-up objects of which every org has records and the local org has none: to find nothing there would be a wrong answer.
const WITHOUT_RECORDS: &[&str] = &["FiscalYearSettings", "Period"];

/// Why the local org cannot answer a query of data: it does not keep the records.
pub fn record_gap(query: &Query) -> Option<String> {
    let QueryBody::Soql(soql) = &query.body else { return None };
    let object = soql.from.first()?.path.first()?;
    let known = WITHOUT_RECORDS.iter().find(|name| object.is(name))?;
    Some(format!("records of {known}"))
}

/// Date literals of SOQL that take a count.
pub const COUNTED_DATE_LITERALS: &[&str] = &[
    "last_n_days",
    "next_n_days",
    "n_days_ago",
    "last_n_weeks",
    "next_n_weeks",
    "n_weeks_ago",
    "last_n_months",
    "next_n_months",
    "n_months_ago",
    "last_n_quarters",
    "next_n_quarters",
    "n_quarters_ago",
    "last_n_years",
    "next_n_years",
    "n_years_ago",
    "last_n_fiscal_quarters",
    "next_n_fiscal_quarters",
    "n_fiscal_quarters_ago",
    "last_n_fiscal_years",
    "next_n_fiscal_years",
    "n_fiscal_years_ago",
];

/// Whether a function name is an aggregate.
pub fn is_aggregate_function(name: &Name) -> bool {
    AGGREGATES.iter().any(|f| name.is(f))
}

/// Whether the query gives `AggregateResult`s.
pub fn is_aggregate(soql: &Soql) -> bool {
    !soql.group_by.is_empty()
        || soql.select.iter().any(|item| {
            matches!(item, SelectItem::Field(FieldExpr::Function { name, args, .. }, _)
                if is_aggregate_function(name) && !(name.is("count") && args.is_empty()))
        })
}

/// SOQL and SOSL Reference, "Support for Field Types in Aggregate Functions".
fn aggregates(kind: FieldKind, function: &str) -> bool {
    use FieldKind::{
        Address, AnyType, Base64, Boolean, Currency, Double, EncryptedString, Integer, Location, Long, MultiPicklist,
        Percent, Time,
    };
    match function {
        "sum" | "avg" => matches!(kind, Integer | Long | Double | Currency | Percent),
        _ => !matches!(kind, Boolean | Time | MultiPicklist | EncryptedString | Base64 | Address | Location | AnyType),
    }
}

/// Everything wrong with the objects and fields of a query, in the platform's words.
pub fn check(query: &Query, catalog: &Catalog) -> Vec<String> {
    let mut checker = Checker { catalog, problems: Vec::new() };
    match &query.body {
        QueryBody::Soql(soql) => checker.soql(soql),
        QueryBody::Sosl(sosl) => checker.sosl(sosl),
    }
    checker.problems
}

/// The message for a column that does not exist.
pub fn no_such_column(field: &str, object: &str) -> String {
    format!(
        "No such column '{field}' on entity '{object}'. If you are attempting to use a custom field, be sure to append the \
         '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
    )
}

/// Functions of SOQL that the local org runs, besides aggregates: SOQL and SOSL Reference, "Date Functions", "toLabel()".
const FUNCTIONS: &[&str] = &[
    "calendar_month",
    "calendar_quarter",
    "calendar_year",
    "converttimezone",
    "day_in_month",
    "day_in_week",
    "day_in_year",
    "day_only",
    "fiscal_month",
    "fiscal_quarter",
    "fiscal_year",
    "grouping",
    "hour_in_day",
    "tolabel",
    "week_in_month",
    "week_in_year",
];

/// What a query asks for that the local org does not have.
pub fn gaps(query: &Query) -> Vec<String> {
    fn of_field(field: &FieldExpr, gaps: &mut Vec<String>) {
        let FieldExpr::Function { name, args, .. } = field else { return };
        if !is_aggregate_function(name) && !FUNCTIONS.iter().any(|known| name.is(known)) {
            gaps.push(format!("{}() in a query", name.text.to_uppercase()));
        }
        for arg in args {
            if let FunctionArg::Field(inner) = arg {
                of_field(inner, gaps);
            }
        }
    }
    fn of_condition(condition: &Condition, gaps: &mut Vec<String>) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| of_condition(part, gaps)),
            Condition::Not(inner) => of_condition(inner, gaps),
            Condition::Compare { field, value, .. } => {
                of_field(field, gaps);
                if let QueryValue::Query(inner) = value {
                    of_soql(inner, gaps);
                }
            }
        }
    }
    fn of_soql(soql: &Soql, gaps: &mut Vec<String>) {
        for item in &soql.select {
            match item {
                SelectItem::Field(field, _) => of_field(field, gaps),
                SelectItem::Query(inner) => of_soql(inner, gaps),
                SelectItem::Fields(_) | SelectItem::TypeOf { .. } => {}
            }
        }
        soql.filter.iter().chain(&soql.having).for_each(|condition| of_condition(condition, gaps));
        soql.group_by.iter().chain(soql.order_by.iter().map(|o| &o.field)).for_each(|field| of_field(field, gaps));
        if let Some(scope) = &soql.scope
            && rules::SCOPES.iter().any(|known| scope.is(known))
            && !(scope.is("everything") || scope.is("mine"))
        {
            gaps.push(format!("USING SCOPE {scope}"));
        }
        if soql.with.iter().any(|with| with.name.is("data")) {
            gaps.push("WITH DATA CATEGORY".to_owned());
        }
    }
    let mut gaps = Vec::new();
    match &query.body {
        QueryBody::Soql(soql) => of_soql(soql, &mut gaps),
        QueryBody::Sosl(sosl) => {
            if sosl.returning.is_empty() {
                gaps.push("a search without RETURNING".to_owned());
            }
            if let QueryValue::String(term) = &sosl.term {
                gaps.extend(term_gap(term).map(str::to_owned));
            }
            sosl.returning.iter().filter_map(|item| item.filter.as_ref()).for_each(|f| of_condition(f, &mut gaps));
        }
    }
    gaps
}

/// What a search term uses that the local org does not have.
pub fn term_gap(term: &str) -> Option<&'static str> {
    let mut quoted = false;
    let mut escaped = false;
    let mut word = String::new();
    for c in term.chars().chain([' ']) {
        let plain = !escaped;
        escaped = c == '\\' && plain;
        if plain && c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        if !quoted && word.eq_ignore_ascii_case("not") {
            return Some("NOT in a search term");
        }
        word.clear();
        match c {
            '(' | ')' if plain && !quoted => return Some("parentheses in a search term"),
            '"' if plain => quoted = !quoted,
            _ => {}
        }
    }
    None
}

struct Checker<'a> {
    catalog: &'a Catalog,
    problems: Vec<String>,
}

impl Checker<'_> {
    fn problem(&mut self, message: String) {
        if !self.problems.contains(&message) {
            self.problems.push(message);
        }
    }

    fn soql(&mut self, soql: &Soql) {
        let Some(first) = soql.from.first().and_then(|f| f.path.first()) else { return };
        match self.catalog.object(&first.text) {
            Some(object) => {
                self.clauses(soql, &object);
                self.links_of_files(soql, &object);
            }
            None => self.problem(format!("sObject type '{first}' is not supported.")),
        }
    }

    fn clauses(&mut self, soql: &Soql, object: &Arc<ObjectInfo>) {
        let aliases = self.select(soql, object);
        self.whole(soql, object);
        for with in &soql.with {
            let known = ["user_mode", "system_mode", "security_enforced", "data"];
            if !known.iter().any(|k| with.name.is(k)) {
                self.problem(format!("unexpected token: '{}'", with.name));
            }
        }
        if let Some(filter) = &soql.filter {
            self.condition(soql, object, filter, &[]);
        }
        for group in &soql.group_by {
            if let Some(message) = self.unusable(soql, object, group, "grouped") {
                self.problem(message);
            }
        }
        if let Some(having) = &soql.having {
            self.condition(soql, object, having, &aliases);
        }
        for order in &soql.order_by {
            if let FieldExpr::Path(path) = &order.field
                && let [one] = &**path
                && aliases.contains(&one.key())
            {
                continue;
            }
            if let Some(message) = self.unusable(soql, object, &order.field, "sorted") {
                self.problem(message);
            }
        }
    }

    /// Checks the select list; gives the aliases.
    fn select(&mut self, soql: &Soql, object: &Arc<ObjectInfo>) -> Vec<String> {
        let mut aliases = Vec::new();
        // The columns of groups are told apart by their names alone.
        let mut columns: Vec<String> = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for item in &soql.select {
            match item {
                SelectItem::Field(field, alias) => {
                    self.field(soql, object, field);
                    let column = match (alias, field) {
                        (Some(alias), _) => Some(alias),
                        (None, FieldExpr::Path(path)) => path.last(),
                        (None, FieldExpr::Function { .. }) => None,
                    };
                    if let Some(column) = column.filter(|_| is_aggregate(soql)) {
                        if columns.contains(&column.key()) {
                            self.problem(format!("duplicate alias: {column}"));
                        }
                        columns.push(column.key());
                    }
                    if let Some(alias) = alias {
                        aliases.push(alias.key());
                    }
                    if let FieldExpr::Path(path) = field {
                        let key = path.iter().map(Name::key).collect::<Vec<_>>().join(".");
                        if seen.contains(&key) && !is_aggregate(soql) {
                            self.problem(format!("duplicate field selected: {}", grouping::shown(field)));
                        }
                        if is_aggregate(soql) && !soql.group_by.iter().any(|g| grouping::same(g, field)) {
                            self.problem(format!("Field must be grouped or aggregated: {}", grouping::shown(field)));
                        }
                        seen.push(key);
                    }
                }
                SelectItem::Query(inner) => self.child_query(inner, object),
                // SOQL and SOSL Reference, "SELECT": all but the standard fields need a bound.
                SelectItem::Fields(group) if !group.is("standard") => {
                    let few = match &soql.limit {
                        Some(QueryValue::Number(limit)) => limit.parse::<u32>().is_ok_and(|limit| limit <= 200),
                        Some(QueryValue::Bind(..)) => true,
                        _ => false,
                    };
                    if !few {
                        self.problem("The SOQL FIELDS function must have a LIMIT of at most 200".into());
                    }
                }
                SelectItem::Fields(_) => {}
                SelectItem::TypeOf { relationship, whens, otherwise: _ } => {
                    if object.parent(&relationship.text).is_none() {
                        self.problem(no_relationship(&relationship.text));
                    }
                    for (name, paths) in whens {
                        match self.catalog.object(&name.text) {
                            Some(target) => paths.iter().for_each(|path| {
                                self.path(&target, path);
                            }),
                            None => self.problem(format!("sObject type '{name}' is not supported.")),
                        }
                    }
                }
            }
        }
        aliases
    }

    fn child_query(&mut self, inner: &Soql, object: &Arc<ObjectInfo>) {
        let Some(name) = inner.from.first().and_then(|f| f.path.last()) else { return };
        let child = object.child(&name.text).and_then(|c| self.catalog.object(&c.object));
        match child {
            Some(child) => {
                self.ungrouped(inner);
                self.clauses(inner, &child);
            }
            None => self.problem(format!("Didn't understand relationship '{name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.")),
        }
    }

    fn condition(&mut self, soql: &Soql, object: &Arc<ObjectInfo>, condition: &Condition, aliases: &[String]) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => {
                for part in parts {
                    self.condition(soql, object, part, aliases);
                }
            }
            Condition::Not(inner) => self.condition(soql, object, inner, aliases),
            Condition::Compare { field, op, value, .. } => {
                let is_alias = matches!(field, FieldExpr::Path(p) if p.len() == 1 && aliases.contains(&p[0].key()));
                if !is_alias && let Some(message) = self.unusable(soql, object, field, "filtered") {
                    self.problem(message);
                } else if !is_alias
                    && let FieldExpr::Path(path) = field
                    && let Some(info) = self.path(object, strip_alias(soql, object, path))
                {
                    self.comparison(&info.name, info.kind, *op, value);
                } else if let FieldExpr::Function { name, .. } = field
                    && let Some(kind) = grouping::of_date(name)
                {
                    self.comparison(&grouping::shown(field), kind, *op, value);
                }
                self.value(value);
            }
        }
    }

    fn value(&mut self, value: &QueryValue) {
        match value {
            QueryValue::Query(inner) => self.soql(inner),
            QueryValue::List(values) => values.iter().for_each(|v| self.value(v)),
            QueryValue::DateLiteral(name, count) => {
                let list = if count.is_some() { COUNTED_DATE_LITERALS } else { DATE_LITERALS };
                if !list.iter().any(|known| name.is(known)) {
                    self.problem(format!("unexpected token: '{name}'"));
                }
            }
            _ => {}
        }
    }

    /// The message if a field may not be filtered, sorted or grouped by.
    fn unusable(&mut self, soql: &Soql, object: &Arc<ObjectInfo>, field: &FieldExpr, how: &str) -> Option<String> {
        let FieldExpr::Path(path) = field else {
            self.field(soql, object, field);
            return None;
        };
        let info = self.path(object, strip_alias(soql, object, path))?;
        let fine = match how {
            "filtered" => info.filterable,
            "sorted" => info.sortable,
            _ => info.groupable,
        };
        (!fine).then(|| format!("field '{}' can not be {how} in a query call", info.name))
    }

    fn field(&mut self, soql: &Soql, object: &Arc<ObjectInfo>, field: &FieldExpr) {
        match field {
            FieldExpr::Path(path) => {
                self.path(object, strip_alias(soql, object, path));
            }
            FieldExpr::Function { name, args, .. } => {
                for arg in args {
                    match arg {
                        FunctionArg::Field(FieldExpr::Path(path)) if is_aggregate_function(name) => {
                            self.aggregated(object, strip_alias(soql, object, path), name);
                        }
                        FunctionArg::Field(FieldExpr::Path(path)) => {
                            self.date_argument(object, strip_alias(soql, object, path), name);
                        }
                        FunctionArg::Field(inner) => self.field(soql, object, inner),
                        FunctionArg::Value(value) => self.value(value),
                    }
                }
            }
        }
    }

    /// A field below an aggregate function.
    fn aggregated(&mut self, object: &Arc<ObjectInfo>, path: &[Name], function: &Name) {
        let Some(field) = self.path(object, path) else { return };
        if !aggregates(field.kind, &function.key()) {
            let function = function.text.to_ascii_uppercase();
            self.problem(format!("field {} does not support aggregate operator {function}", field.name));
        }
    }

    /// Follows a path of parent relationships to its field.
    fn path(&mut self, object: &Arc<ObjectInfo>, path: &[Name]) -> Option<crate::catalog::FieldInfo> {
        let (last, parents) = path.split_last()?;
        if parents.len() > rules::MOST_LEVELS {
            self.problem(format!(
                "A path may follow at most {} relationships: {}",
                rules::MOST_LEVELS,
                grouping::dotted(path)
            ));
        }
        let mut at = Arc::clone(object);
        for step in parents {
            let Some(parent) = at.parent(&step.text) else {
                self.problem(no_relationship(&step.text));
                return None;
            };
            let target = match &*parent.reference_to {
                [one] if !parent.polymorphic => one.clone(),
                _ => "Name".into(),
            };
            match self.catalog.object(&target) {
                Some(next) => at = next,
                None => return None,
            }
        }
        match at.field(&last.text) {
            Some(field) => Some(field.clone()),
            None => {
                self.problem(no_such_column(&last.text, &at.name));
                None
            }
        }
    }

    fn sosl(&mut self, sosl: &Sosl) {
        for item in &sosl.returning {
            let Some(object) = self.catalog.object(&item.object.text) else {
                self.problem(format!("sObject type '{}' is not supported.", item.object));
                continue;
            };
            let empty = plain(item.object.clone());
            for field in &item.fields {
                self.field(&empty, &object, field);
            }
            if let Some(filter) = &item.filter {
                self.condition(&empty, &object, filter, &[]);
            }
            for order in &item.order_by {
                if let Some(message) = self.unusable(&empty, &object, &order.field, "sorted") {
                    self.problem(message);
                }
            }
        }
    }
}

/// The path without a leading alias or object name.
pub fn strip_alias<'p>(soql: &Soql, object: &ObjectInfo, path: &'p [Name]) -> &'p [Name] {
    let Some((first, rest)) = path.split_first() else { return path };
    if rest.is_empty() {
        return path;
    }
    let alias = soql.from.first().and_then(|f| f.alias.as_ref());
    let is_alias = alias.is_some_and(|a| first.is(&a.text));
    let is_object = first.is(&object.name) && object.parent(&first.text).is_none();
    if is_alias || is_object { rest } else { path }
}

fn no_relationship(name: &str) -> String {
    format!(
        "Didn't understand relationship '{name}' in field path. If you are attempting to use a custom relationship, be sure to \
         append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the \
         appropriate names."
    )
}

fn plain(object: Name) -> Soql {
    Soql {
        select: Vec::new(),
        from: vec![apex_syntax::ast::FromItem { path: vec![object], alias: None }],
        scope: None,
        filter: None,
        with: Vec::new(),
        group_by: Vec::new(),
        group_kind: None,
        having: None,
        order_by: Vec::new(),
        limit: None,
        offset: None,
        for_what: Vec::new(),
        all_rows: false,
        span: apex_syntax::ast::Span::default(),
    }
}
