//! SOQL and SOSL: clauses.

use super::{Parsed, Parser};
use crate::ast::{
    FieldExpr, FromItem, FunctionArg, Name, OrderItem, Query, QueryBody, QueryValue, Returning, SelectItem, Soql, Sosl,
    With,
};
use crate::lexer::Kind;
use crate::words::is_soql_keyword;

impl Parser<'_> {
    pub(super) fn query_body(&mut self) -> Parsed<Query> {
        let start = self.token.span;
        let outer = std::mem::take(&mut self.binds);
        let body = if self.is_word("find") {
            QueryBody::Sosl(Box::new(self.sosl()?))
        } else {
            QueryBody::Soql(Box::new(self.soql()?))
        };
        let binds = std::mem::replace(&mut self.binds, outer);
        Ok(Query { body, binds, span: start.to(self.last) })
    }

    pub(super) fn soql(&mut self) -> Parsed<Soql> {
        self.select(true)
    }

    /// The query behind `IN`: nothing follows its condition.
    pub(super) fn sub_select(&mut self) -> Parsed<Soql> {
        self.select(false)
    }

    fn select(&mut self, whole: bool) -> Parsed<Soql> {
        self.nested(|p| {
            let start = p.expect_word("select")?;
            let mut select = vec![p.select_item()?];
            let counts = |item: &SelectItem| {
                matches!(item, SelectItem::Field(FieldExpr::Function { name, args, .. }, None)
                    if name.is("count") && args.is_empty())
            };
            // `COUNT()` stands alone.
            while !counts(&select[0]) && p.eat(",")? {
                let before = p.token;
                select.push(p.select_item()?);
                if select.last().is_some_and(counts) {
                    return p.error(before.span, "Unexpected token ')'.");
                }
            }
            if let [SelectItem::Field(FieldExpr::Function { name, args, .. }, Some(alias))] = &*select
                && name.is("count")
                && args.is_empty()
            {
                return p.error(alias.span, format!("Extra 'FROM', at '{alias}'."));
            }
            if !p.eat_word("from")? {
                if p.peek_is_word("from") {
                    return p.error(p.token.span, format!("Extra 'FROM', at '{}'.", p.shown()));
                }
                return Err(p.expecting("FROM"));
            }
            let mut from = vec![p.source_item()?];
            while p.eat(",")? {
                from.push(p.source_item()?);
            }
            let mut soql = Soql {
                select,
                from,
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
                span: start,
            };
            p.soql_clauses(&mut soql, whole)?;
            soql.span = start.to(p.last);
            Ok(soql)
        })
    }

    fn soql_clauses(&mut self, soql: &mut Soql, whole: bool) -> Parsed<()> {
        if self.eat_word("using")? {
            self.expect_word("scope")?;
            soql.scope = Some(self.any_name()?);
        }
        if self.eat_word("where")? {
            soql.filter = Some(self.condition()?);
        }
        if !whole && !self.is(")") {
            let message = format!("Missing ')' at '{}'", self.shown());
            return self.error(self.token.span, message);
        }
        while self.eat_word("with")? {
            soql.with.push(self.with_clause()?);
        }
        if self.is_word("group") {
            self.advance()?;
            self.expect_word("by")?;
            if (self.is_word("rollup") || self.is_word("cube")) && self.peek_is("(") {
                soql.group_kind = Some(self.any_name()?);
                self.expect("(")?;
                soql.group_by = self.field_list()?;
                self.expect(")")?;
            } else {
                soql.group_by = self.field_list()?;
            }
            if self.eat_word("having")? {
                soql.having = Some(self.condition()?);
            }
        }
        soql.order_by = self.order_by()?;
        if self.eat_word("limit")? {
            soql.limit = Some(self.count_value()?);
        }
        if self.eat_word("offset")? {
            soql.offset = Some(self.count_value()?);
        }
        while self.is_word("for") {
            self.advance()?;
            soql.for_what.push(self.any_name()?);
        }
        if self.is_word("all") && self.peek_is_word("rows") {
            let rows = self.token.span;
            self.advance()?;
            self.advance()?;
            if soql.for_what.iter().any(|what| what.is("update")) {
                return self.error(rows, "Expecting ']' but was: 'ALL'");
            }
            soql.all_rows = true;
            if self.is_word("for") {
                return self.error(self.token.span, "Expecting ']' but was: 'FOR'");
            }
        }
        if self.is_word("update") {
            loop {
                self.advance()?;
                if !self.is_word("tracking") && !self.is_word("viewstat") {
                    return Err(self.unexpected());
                }
                soql.for_what.push(self.any_name()?);
                if !self.is(",") {
                    break;
                }
            }
        }
        Ok(())
    }

    fn count_value(&mut self) -> Parsed<QueryValue> {
        if !self.is(":") && self.token.kind != Kind::Int {
            return Err(self.unexpected());
        }
        self.query_value()
    }

    fn field_list(&mut self) -> Parsed<Vec<FieldExpr>> {
        let mut list = vec![self.field_expr()?];
        while self.eat(",")? {
            list.push(self.field_expr()?);
        }
        Ok(list)
    }

    fn order_by(&mut self) -> Parsed<Vec<OrderItem>> {
        let mut items = Vec::new();
        if self.is_word("order") && self.peek_is_word("by") {
            self.advance()?;
            self.advance()?;
            loop {
                let field = self.field_expr()?;
                let mut descending = false;
                if !self.eat_word("asc")? {
                    descending = self.eat_word("desc")?;
                }
                let mut nulls_first = None;
                if self.eat_word("nulls")? {
                    nulls_first = Some(self.is_word("first"));
                    if !self.eat_word("first")? {
                        self.expect_word("last")?;
                    }
                }
                items.push(OrderItem { field, descending, nulls_first });
                if !self.eat(",")? {
                    break;
                }
            }
        }
        Ok(items)
    }

    fn with_clause(&mut self) -> Parsed<With> {
        let name = self.any_name()?;
        let mut value = None;
        if self.eat("=")? {
            value = Some(self.query_value()?);
        } else if self.is("(") {
            return self.error(self.token.span, "Unexpected token '('.");
        }
        Ok(With { name, value })
    }

    /// A word that is no name here, or that opens the next clause together with what follows.
    fn is_clause(&self) -> bool {
        let number = || self.peek().is_some_and(|next| matches!(next.kind, Kind::Int | Kind::Punct(":")));
        match &*self.text(self.token).to_ascii_lowercase() {
            "group" | "order" => self.peek_is_word("by"),
            "offset" => number(),
            "all" => self.peek_is_word("rows"),
            word => is_soql_keyword(word),
        }
    }

    fn alias(&mut self) -> Parsed<Option<Name>> {
        if self.token.kind == Kind::Ident && !self.is_clause() { Ok(Some(self.any_name()?)) } else { Ok(None) }
    }

    fn select_item(&mut self) -> Parsed<SelectItem> {
        if self.is("(") {
            self.advance()?;
            let query = self.soql()?;
            self.expect(")")?;
            return Ok(SelectItem::Query(Box::new(query)));
        }
        if self.is_word("typeof") {
            return self.type_of();
        }
        if self.is_word("fields") && self.peek_is("(") {
            self.advance()?;
            self.advance()?;
            if self.is_word("null") {
                return Err(self.unexpected());
            }
            let which = self.any_name()?;
            self.expect(")")?;
            return Ok(SelectItem::Fields(which));
        }
        let field = self.field_expr()?;
        let alias = self.alias()?;
        Ok(SelectItem::Field(field, alias))
    }

    fn type_of(&mut self) -> Parsed<SelectItem> {
        self.advance()?;
        let relationship = self.any_name()?;
        let mut whens = Vec::new();
        while self.eat_word("when")? {
            let object = self.any_name()?;
            self.expect_word("then")?;
            whens.push((object, self.paths()?));
        }
        let otherwise = if self.eat_word("else")? { self.paths()? } else { Vec::new() };
        self.expect_word("end")?;
        Ok(SelectItem::TypeOf { relationship, whens, otherwise })
    }

    fn paths(&mut self) -> Parsed<Vec<Vec<Name>>> {
        let mut list = vec![self.path()?];
        while self.eat(",")? {
            list.push(self.path()?);
        }
        Ok(list)
    }

    fn path(&mut self) -> Parsed<Vec<Name>> {
        let mut path = vec![self.any_name()?];
        while self.eat(".")? {
            path.push(self.any_name()?);
        }
        Ok(path)
    }

    pub(super) fn field_expr(&mut self) -> Parsed<FieldExpr> {
        self.nested(|p| {
            let start = p.token.span;
            if p.token.kind == Kind::Ident && p.is_clause() && !p.peek_is(".") && !p.peek_is("(") {
                return Err(p.unexpected());
            }
            let mut path = p.path()?;
            if path.len() == 1 && p.is("(") {
                p.advance()?;
                let mut args = Vec::new();
                while !p.is(")") {
                    if p.token.kind == Kind::Ident {
                        args.push(FunctionArg::Field(p.field_expr()?));
                    } else {
                        args.push(FunctionArg::Value(p.query_value()?));
                    }
                    if !p.eat(",")? {
                        break;
                    }
                }
                p.expect(")")?;
                return Ok(FieldExpr::Function { name: path.remove(0), args, span: start.to(p.last) });
            }
            Ok(FieldExpr::Path(path))
        })
    }

    fn source_item(&mut self) -> Parsed<FromItem> {
        let path = self.path()?;
        if self.eat_word("as")? && self.is_clause() {
            return Err(self.unexpected());
        }
        Ok(FromItem { path, alias: self.alias()? })
    }

    fn sosl(&mut self) -> Parsed<Sosl> {
        let start = self.expect_word("find")?;
        if self.token.kind == Kind::Ident {
            return Err(self.unexpected());
        }
        let term = if self.is("{") { self.braced_term()? } else { self.query_value()? };
        let mut scope = None;
        if self.eat_word("in")? {
            scope = Some(self.any_name()?);
            self.expect_word("fields")?;
        }
        let mut returning = Vec::new();
        if self.eat_word("returning")? {
            loop {
                returning.push(self.returning()?);
                if !self.eat(",")? {
                    break;
                }
            }
        }
        let mut with = Vec::new();
        while self.eat_word("with")? {
            with.push(self.with_clause()?);
        }
        let limit = if self.eat_word("limit")? { Some(self.count_value()?) } else { None };
        Ok(Sosl { term, scope, returning, with, limit, span: start.to(self.last) })
    }

    /// `{term}` of the API's SOSL form, also used in dynamic SOSL.
    fn braced_term(&mut self) -> Parsed<QueryValue> {
        let open = self.token;
        let text = &self.src[open.span.end as usize..];
        let mut escaped = false;
        for (i, c) in text.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '}' => {
                    self.read_on(open, 1 + i)?;
                    self.expect("}")?;
                    return Ok(QueryValue::String(text[..i].into()));
                }
                _ => {}
            }
        }
        Err(self.expecting("}"))
    }

    fn returning(&mut self) -> Parsed<Returning> {
        let object = self.any_name()?;
        let mut item =
            Returning { object, fields: Vec::new(), filter: None, order_by: Vec::new(), limit: None, offset: None };
        if self.eat("(")? {
            item.fields = self.field_list()?;
            if self.eat_word("where")? {
                item.filter = Some(self.condition()?);
            }
            item.order_by = self.order_by()?;
            if self.eat_word("limit")? {
                item.limit = Some(self.count_value()?);
            }
            if self.eat_word("offset")? {
                item.offset = Some(self.count_value()?);
            }
            self.expect(")")?;
        }
        Ok(item)
    }
}
