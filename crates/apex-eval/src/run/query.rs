//! SOQL and SOSL, static and dynamic.

use crate::convert::{to_datum, to_record};
use crate::host::{Access, Datum, Row};
use crate::interp::Interp;
use crate::stop::Run;
use crate::value::Value;
use apex_sema::program::Native;
use apex_sema::ty::Ty;
use apex_syntax::ast::{Expr, ExprKind, FieldExpr, Query, QueryBody, SelectItem, Soql, With};
use std::sync::Arc;

/// `WITH USER_MODE` (true), `WITH SYSTEM_MODE` (false).
fn with_mode(with: &[With]) -> Option<bool> {
    with.iter().find_map(|w| {
        if w.name.is("USER_MODE") || w.name.is("SECURITY_ENFORCED") {
            Some(true)
        } else {
            w.name.is("SYSTEM_MODE").then_some(false)
        }
    })
}

fn is_count(soql: &Soql) -> bool {
    matches!(&*soql.select, [SelectItem::Field(FieldExpr::Function { name, args, .. }, _)]
        if name.is("count") && args.is_empty())
}

impl<'p> Interp<'p, '_> {
    pub(crate) fn query_expression(&mut self, query: &Query, binds: &[Value], count: bool) -> Run<Value> {
        let binds: Vec<Datum> = binds.iter().map(to_datum).collect();
        match &query.body {
            QueryBody::Soql(soql) => {
                let access = self.access(with_mode(&soql.with).unwrap_or(false));
                self.run_soql(query, soql, &binds, access, count)
            }
            QueryBody::Sosl(sosl) => {
                let access = self.access(with_mode(&sosl.with).unwrap_or(false));
                self.run_sosl(query, &binds, access)
            }
        }
    }

    fn run_soql(&mut self, query: &Query, soql: &Soql, binds: &[Datum], access: Access, count: bool) -> Run<Value> {
        self.limits.query()?;
        self.limits.aggregates(soql.select.iter().filter(|item| matches!(item, SelectItem::Query(_))).count())?;
        let rows = self.host.query(query, binds, access);
        let looked_at = self.host.looked_at();
        self.limits.looked_at(looked_at)?;
        let rows = match rows {
            Ok(rows) => rows,
            Err(refusal) => return Err(self.refuse(refusal)),
        };
        self.limits.rows(if count { 1 } else { rows.len() })?;
        if count {
            return Ok(Value::Int(i32::try_from(rows.len()).unwrap_or(i32::MAX)));
        }
        self.limits.allocate(rows.iter().map(Row::bytes).sum())?;
        let object = match soql.from.first().and_then(|f| f.path.first()) {
            _ if apex_sema::is_aggregate(soql) => "AggregateResult".into(),
            Some(name) => self.program.catalog.canonical(&name.text).unwrap_or_else(|| name.text.clone()),
            None => "SObject".into(),
        };
        Ok(Value::list(Ty::Record(object), rows.iter().map(to_record).collect()))
    }

    fn run_sosl(&mut self, query: &Query, binds: &[Datum], access: Access) -> Run<Value> {
        self.limits.search()?;
        let none: Vec<Arc<str>> = Vec::new();
        let fixed = if self.context.in_test { Some(self.context.fixed_search.clone().unwrap_or(none)) } else { None };
        let found = match self.host.search(query, binds, access, fixed.as_deref()) {
            Ok(found) => found,
            Err(refusal) => return Err(self.refuse(refusal)),
        };
        let lists = found
            .into_iter()
            .map(|(object, rows)| Value::list(Ty::Record(object), rows.iter().map(to_record).collect()))
            .collect();
        Ok(Value::list(Ty::list(Ty::SObject), lists))
    }

    /// The one record of a query that is assigned to a record.
    pub(crate) fn single(&mut self, value: Value) -> Run<Value> {
        let Value::List(list) = &value else { return Ok(value) };
        let items = list.items.borrow();
        let message = match items.len() {
            1 => return Ok(items[0].clone()),
            0 => "List has no rows for assignment to SObject",
            _ => "List has more than 1 row for assignment to SObject",
        };
        Err(self.throw("System.QueryException", message))
    }

    /// `Database.query(text)` with variables of the calling code as binds.
    pub(crate) fn dynamic_query_in_scope(&mut self, native: &'p Native, args: &[Value]) -> Run<Value> {
        let method = &apex_sema::platform::platform().get(native.ty).methods[native.method as usize];
        let Some(text) = args.first().and_then(Value::as_str).map(str::to_string) else {
            return Err(self.null_argument());
        };
        let user_mode = args.get(1).is_some_and(|level| self.is_user_mode(level));
        let query = self.parse_dynamic(&text)?;
        let mut binds = Vec::new();
        for bind in &query.binds {
            let Some(name) = bind_name(bind) else {
                return Err(
                    self.throw("System.QueryException", "Only variable references are allowed in dynamic SOQL/SOSL.")
                );
            };
            let found = native.scope.iter().find(|(n, _)| n.eq_ignore_ascii_case(&name));
            let Some((_, ex)) = found else {
                return Err(self.throw("System.QueryException", &format!("Variable does not exist: {name}")));
            };
            binds.push(self.eval(ex)?);
        }
        if method.name.eq_ignore_ascii_case("getQueryLocator") {
            let rows = self.dynamic(&query, &binds, user_mode, false)?;
            return self.locator(Some(&text), rows);
        }
        let count = method.name.eq_ignore_ascii_case("countQuery");
        self.dynamic(&query, &binds, user_mode, count)
    }

    /// `Database.queryWithBinds` and `countQueryWithBinds`.
    pub(crate) fn query_with_binds(&mut self, text: &str, binds: &Value, user_mode: bool, count: bool) -> Run<Value> {
        let query = self.parse_dynamic(text)?;
        let Value::Map(map) = binds else { return Err(self.null_argument()) };
        let entries: Vec<(String, Value)> = map
            .items
            .borrow()
            .values()
            .filter_map(|(k, v)| k.as_str().map(|k| (k.to_ascii_lowercase(), v.clone())))
            .collect();
        let same = entries.iter().position(|(key, _)| entries.iter().filter(|(other, _)| other == key).count() > 1);
        if let Some(at) = same {
            let items = map.items.borrow();
            let keys = items.values().filter_map(|(key, _)| key.as_str());
            let keys: Vec<&str> = keys.filter(|key| key.eq_ignore_ascii_case(&entries[at].0)).collect();
            let message = format!("The bindMap consists of duplicate case-insensitive keys: [{}]", keys.join(", "));
            return Err(self.throw("System.QueryException", &message));
        }
        let mut values = Vec::new();
        for bind in &query.binds {
            let name = bind_name(bind).unwrap_or_default();
            match entries.iter().find(|(k, _)| *k == name.to_ascii_lowercase()) {
                Some((_, value)) => values.push(value.clone()),
                None => {
                    let message = format!("Key '{name}' does not exist in the bindMap");
                    return Err(self.throw("System.QueryException", &message));
                }
            }
        }
        self.dynamic(&query, &values, user_mode, count)
    }

    pub(crate) fn parse_dynamic(&mut self, text: &str) -> Run<Query> {
        let query = match apex_syntax::parse_query(text) {
            Ok(query) => query,
            Err(error) => {
                let class = if text.trim_start().to_ascii_lowercase().starts_with("find") {
                    "System.SearchException"
                } else {
                    "System.QueryException"
                };
                return Err(self.throw(class, &soql_message(&error.message)));
            }
        };
        if let Some(problem) = apex_sema::check_query(&query, &self.program.catalog).into_iter().next() {
            return Err(self.throw("System.QueryException", &problem));
        }
        Ok(query)
    }

    pub(crate) fn dynamic(&mut self, query: &Query, binds: &[Value], user_mode: bool, count: bool) -> Run<Value> {
        let data: Vec<Datum> = binds.iter().map(to_datum).collect();
        match &query.body {
            QueryBody::Soql(soql) => {
                let access = self.access(with_mode(&soql.with).unwrap_or(user_mode));
                let count = count || is_count(soql);
                self.run_soql(query, soql, &data, access, count)
            }
            QueryBody::Sosl(sosl) => {
                let access = self.access(with_mode(&sosl.with).unwrap_or(user_mode));
                self.run_sosl(query, &data, access)
            }
        }
    }
}

/// `a` or `a.b` of a bind.
fn bind_name(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.text.to_string()),
        ExprKind::Field { object, name, .. } => Some(format!("{}.{name}", bind_name(object)?)),
        _ => None,
    }
}

/// `Unexpected token 'x'.` as SOQL says it: `unexpected token: 'x'`.
fn soql_message(message: &str) -> String {
    match message.strip_prefix("Unexpected token ") {
        Some(rest) => format!("unexpected token: {}", rest.trim_end_matches('.')),
        None => message.to_string(),
    }
}
