//! SOQL conditions and the values in them.

use super::{Parsed, Parser};
use crate::ast::{CompareOp, Condition, FieldExpr, QueryValue};
use crate::lexer::{Kind, Token};

impl Parser<'_> {
    /// A condition: one kind of connective per level, as SOQL demands.
    pub(super) fn condition(&mut self) -> Parsed<Condition> {
        self.nested(|p| {
            // `NOT` stands in front of a whole condition only; elsewhere it needs parentheses of its own.
            if p.eat_word("not")? {
                return Ok(Condition::Not(Box::new(p.condition_term()?)));
            }
            let first = p.condition_term()?;
            let word = if p.is_word("and") {
                "and"
            } else if p.is_word("or") {
                "or"
            } else {
                return Ok(first);
            };
            let mut terms = vec![first];
            while p.eat_word(word)? {
                terms.push(p.condition_term()?);
            }
            // Another connective on the same level is left for the caller, who expects the end here.
            Ok(if word == "and" { Condition::And(terms) } else { Condition::Or(terms) })
        })
    }

    fn condition_term(&mut self) -> Parsed<Condition> {
        self.nested(|p| {
            if p.is_word("not") {
                return Err(p.unexpected());
            }
            if p.eat("(")? {
                let inner = p.condition()?;
                p.expect(")")?;
                return Ok(inner);
            }
            p.comparison()
        })
    }

    fn comparison(&mut self) -> Parsed<Condition> {
        let start = self.token.span;
        let field = self.field_expr()?;
        let Some(op) = self.compare_op()? else {
            if let FieldExpr::Path(_) = field {
                return Err(self.unexpected());
            }
            return Err(self.expecting("="));
        };
        let value = match op {
            CompareOp::In | CompareOp::NotIn | CompareOp::Includes | CompareOp::Excludes => self.value_set()?,
            _ => self.query_value()?,
        };
        Ok(Condition::Compare { field, op, value, span: start.to(self.last) })
    }

    fn compare_op(&mut self) -> Parsed<Option<CompareOp>> {
        let op = match self.token.kind {
            Kind::Punct("=") => CompareOp::Eq,
            Kind::Punct("!=" | "<>") => CompareOp::Ne,
            Kind::Punct("<=") => CompareOp::Le,
            Kind::Punct("<") => CompareOp::Lt,
            Kind::Punct(">") => {
                self.advance()?;
                return Ok(Some(if self.eat("=")? { CompareOp::Ge } else { CompareOp::Gt }));
            }
            Kind::Ident => match &*self.text(self.token).to_ascii_lowercase() {
                "like" => CompareOp::Like,
                "in" => CompareOp::In,
                "includes" => CompareOp::Includes,
                "excludes" => CompareOp::Excludes,
                "not" => {
                    self.advance()?;
                    if !self.is_word("in") {
                        return Err(self.expecting("IN"));
                    }
                    CompareOp::NotIn
                }
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.advance()?;
        Ok(Some(op))
    }

    fn value_set(&mut self) -> Parsed<QueryValue> {
        if self.is(":") {
            return self.query_value();
        }
        self.expect("(")?;
        if self.is_word("select") {
            let query = self.sub_select()?;
            self.expect(")")?;
            return Ok(QueryValue::Query(Box::new(query)));
        }
        let mut values = vec![self.query_value()?];
        while self.eat(",")? {
            values.push(self.query_value()?);
        }
        self.expect(")")?;
        Ok(QueryValue::List(values))
    }

    pub(super) fn query_value(&mut self) -> Parsed<QueryValue> {
        let token = self.token;
        match token.kind {
            Kind::Punct(":") => {
                self.advance()?;
                let start = self.token.span;
                // Comparison and logical operators belong to the query, not to the bound expression.
                let expr = self.nested(|p| p.binary(10))?;
                self.binds.push(expr);
                Ok(QueryValue::Bind(self.binds.len() - 1, start.to(self.last)))
            }
            Kind::Str => {
                let value = self.string_value(token, true)?;
                self.advance()?;
                Ok(QueryValue::String(value))
            }
            Kind::Punct("-" | "+") => {
                self.advance()?;
                let sign = if token.kind == Kind::Punct("-") { "-" } else { "" };
                match self.token.kind {
                    Kind::Int | Kind::Decimal => {
                        let number = self.advance()?;
                        Ok(QueryValue::Number(format!("{sign}{}", self.text(number)).into()))
                    }
                    _ => Err(self.unexpected()),
                }
            }
            Kind::Int | Kind::Decimal => {
                if let Some(date) = self.date(token)? {
                    return Ok(date);
                }
                self.advance()?;
                Ok(QueryValue::Number(self.text(token).into()))
            }
            Kind::Ident => self.word_value(token),
            _ => Err(self.unexpected()),
        }
    }

    fn word_value(&mut self, token: Token) -> Parsed<QueryValue> {
        let word = self.text(token);
        match &*word.to_ascii_lowercase() {
            "null" => {
                self.advance()?;
                Ok(QueryValue::Null)
            }
            w @ ("true" | "false") => {
                let value = w == "true";
                self.advance()?;
                Ok(QueryValue::Boolean(value))
            }
            _ => {
                let name = self.name()?;
                let mut count = None;
                if self.is(":") && self.peek().is_some_and(|t| t.kind == Kind::Int) {
                    self.advance()?;
                    let number = self.advance()?;
                    count = self.text(number).parse().ok();
                }
                Ok(QueryValue::DateLiteral(name, count))
            }
        }
    }

    /// `2026-01-31` and `2026-01-31T10:00:00.000Z`, which the lexer would cut at the dashes.
    fn date(&mut self, token: Token) -> Parsed<Option<QueryValue>> {
        let text = &self.src[token.span.start as usize..];
        let bytes = text.as_bytes();
        let shape = |from: usize, pattern: &str| {
            bytes.len() >= from + pattern.len()
                && pattern
                    .bytes()
                    .zip(&bytes[from..])
                    .all(|(p, b)| if p == b'9' { b.is_ascii_digit() } else { p == *b })
        };
        if !shape(0, "9999-99-99") {
            return Ok(None);
        }
        let mut len = 10;
        if shape(10, "T99:99:99") || shape(10, "t99:99:99") {
            len = 19;
            if bytes.get(19) == Some(&b'.') {
                len += 1 + bytes[20..].iter().take_while(|b| b.is_ascii_digit()).count();
            }
            if matches!(bytes.get(len), Some(b'Z' | b'z')) {
                len += 1;
            } else if shape(len, "+99:99") || shape(len, "-99:99") {
                len += 6;
            } else if shape(len, "+9999") || shape(len, "-9999") {
                len += 5;
            } else {
                return self.error(token.span, "Invalid datetime literal");
            }
        }
        let literal = &text[..len];
        self.read_on(token, len)?;
        self.last = crate::ast::Span { end: token.span.start + u32::try_from(len).unwrap_or(0), ..token.span };
        Ok(Some(if len == 10 { QueryValue::Date(literal.into()) } else { QueryValue::DateTime(literal.into()) }))
    }
}
