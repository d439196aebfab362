//! Expressions, from the loosest operator to the tightest.

use super::{Parsed, Parser};
use crate::ast::{BinaryOp, Expr, ExprKind, Literal, Span, UnaryOp, UpdateOp};
use crate::lexer::{Kind, Token};
use crate::words::is_keyword;

/// Binding strength of infix operators; `instanceof` sits at 9.
fn strength(op: BinaryOp) -> u8 {
    use BinaryOp::{
        Add, And, BitAnd, BitOr, BitXor, Coalesce, Div, Eq, ExactEq, ExactNe, Ge, Gt, Le, Lt, Mul, Ne, Or, Rem, Shl,
        Shr, Sub, UShr,
    };
    match op {
        Coalesce => 2,
        Or => 3,
        And => 4,
        BitOr => 5,
        BitXor => 6,
        BitAnd => 7,
        Eq | Ne | ExactEq | ExactNe => 8,
        Lt | Le | Gt | Ge => 9,
        Shl | Shr | UShr => 10,
        Add | Sub => 11,
        Mul | Div | Rem => 12,
    }
}

/// A chain of more operators than this is refused: the tree it makes is as deep as the chain is long.
const MAX_CHAIN: u32 = 400;

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.nested(Self::assignment)
    }

    fn assignment(&mut self) -> Parsed<Expr> {
        let target = self.ternary()?;
        let Some((op, tokens)) = self.assign_op() else { return Ok(target) };
        if !matches!(target.kind, ExprKind::Name(_) | ExprKind::Field { .. } | ExprKind::Index { .. }) {
            return self.error(target.span, "Expression cannot be assigned");
        }
        for _ in 0..tokens {
            self.advance()?;
        }
        let value = self.expression()?;
        let span = target.span.to(value.span);
        Ok(Expr { kind: ExprKind::Assign { op, target: Box::new(target), value: Box::new(value) }, span })
    }

    /// The assignment operator at the current token and how many tokens it takes.
    fn assign_op(&self) -> Option<(Option<BinaryOp>, u32)> {
        let Kind::Punct(p) = self.token.kind else { return None };
        Some(match p {
            "=" => (None, 1),
            "+=" => (Some(BinaryOp::Add), 1),
            "-=" => (Some(BinaryOp::Sub), 1),
            "*=" => (Some(BinaryOp::Mul), 1),
            "/=" => (Some(BinaryOp::Div), 1),
            "&=" => (Some(BinaryOp::BitAnd), 1),
            "|=" => (Some(BinaryOp::BitOr), 1),
            "^=" => (Some(BinaryOp::BitXor), 1),
            "<<=" => (Some(BinaryOp::Shl), 1),
            ">" if self.rest_starts(">>=") => (Some(BinaryOp::UShr), 4),
            ">" if self.rest_starts(">=") => (Some(BinaryOp::Shr), 3),
            _ => return None,
        })
    }

    /// Whether the text right behind the current token starts with `text`.
    fn rest_starts(&self, text: &str) -> bool {
        self.src[self.token.span.end as usize..].starts_with(text)
    }

    fn ternary(&mut self) -> Parsed<Expr> {
        let cond = self.binary(0)?;
        if !self.eat("?")? {
            return Ok(cond);
        }
        let then = self.expression()?;
        self.expect(":")?;
        let otherwise = self.nested(Self::ternary)?;
        let span = cond.span.to(otherwise.span);
        let kind = ExprKind::Ternary { cond: Box::new(cond), then: Box::new(then), otherwise: Box::new(otherwise) };
        Ok(Expr { kind, span })
    }

    fn binary_op(&self) -> Option<(BinaryOp, u32)> {
        let Kind::Punct(p) = self.token.kind else { return None };
        Some(match p {
            "??" => (BinaryOp::Coalesce, 1),
            "||" => (BinaryOp::Or, 1),
            "&&" => (BinaryOp::And, 1),
            "|" => (BinaryOp::BitOr, 1),
            "^" => (BinaryOp::BitXor, 1),
            "&" => (BinaryOp::BitAnd, 1),
            "==" => (BinaryOp::Eq, 1),
            "!=" | "<>" => (BinaryOp::Ne, 1),
            "===" => (BinaryOp::ExactEq, 1),
            "!==" => (BinaryOp::ExactNe, 1),
            "<" => (BinaryOp::Lt, 1),
            "<=" => (BinaryOp::Le, 1),
            "<<" => (BinaryOp::Shl, 1),
            ">" if self.rest_starts(">>=") || self.rest_starts(">=") => return None,
            ">" if self.rest_starts(">>") => (BinaryOp::UShr, 3),
            ">" if self.rest_starts(">") => (BinaryOp::Shr, 2),
            ">" if self.rest_starts("=") => (BinaryOp::Ge, 2),
            ">" => (BinaryOp::Gt, 1),
            "+" => (BinaryOp::Add, 1),
            "-" => (BinaryOp::Sub, 1),
            "*" => (BinaryOp::Mul, 1),
            "/" => (BinaryOp::Div, 1),
            "%" => (BinaryOp::Rem, 1),
            _ => return None,
        })
    }

    /// Infix operators that bind at least as tightly as `min`.
    pub(super) fn binary(&mut self, min: u8) -> Parsed<Expr> {
        let mut left = self.unary()?;
        let mut chain = 0;
        loop {
            chain += 1;
            if chain > MAX_CHAIN {
                return self.error(self.token.span, format!("More than {MAX_CHAIN} operators in one expression"));
            }
            self.link()?;
            if min <= 9 && self.is_word("instanceof") {
                self.advance()?;
                let ty = self.type_ref()?;
                let span = left.span.to(ty.span);
                left = Expr { kind: ExprKind::InstanceOf { value: Box::new(left), ty }, span };
                continue;
            }
            let Some((op, tokens)) = self.binary_op() else { return Ok(left) };
            let power = strength(op);
            if power < min {
                return Ok(left);
            }
            if op == BinaryOp::Rem {
                let message = "Found punctuation symbol or operator '%' that isn't valid in Apex.";
                return self.error(self.token.span, message);
            }
            for _ in 0..tokens {
                self.advance()?;
            }
            let right = self.nested(|p| p.binary(power + 1))?;
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, span };
        }
    }

    fn unary(&mut self) -> Parsed<Expr> {
        self.nested(|p| {
            let start = p.token.span;
            let op = match p.token.kind {
                Kind::Punct("!") => Some(UnaryOp::Not),
                Kind::Punct("-") => Some(UnaryOp::Minus),
                Kind::Punct("+") => Some(UnaryOp::Plus),
                Kind::Punct("~") => Some(UnaryOp::BitNot),
                _ => None,
            };
            if let Some(op) = op {
                p.advance()?;
                let value = p.unary()?;
                let span = start.to(value.span);
                return Ok(Expr { kind: ExprKind::Unary { op, value: Box::new(value) }, span });
            }
            if let Some(op) = p.update_op() {
                p.advance()?;
                let target = p.unary()?;
                let span = start.to(target.span);
                return Ok(Expr { kind: ExprKind::Update { op, prefix: true, target: Box::new(target) }, span });
            }
            if p.is("(")
                && let Some(cast) = p.cast()?
            {
                return Ok(cast);
            }
            let primary = p.primary()?;
            p.postfix(primary)
        })
    }

    fn update_op(&self) -> Option<UpdateOp> {
        match self.token.kind {
            Kind::Punct("++") => Some(UpdateOp::Increment),
            Kind::Punct("--") => Some(UpdateOp::Decrement),
            _ => None,
        }
    }

    /// `(T) value`, told from `(a)` by what follows the parenthesis. A sign behind a name in parentheses makes it a cast
    /// too: Salesforce's front end says "Invalid type: a" of `(a) + 1`.
    fn cast(&mut self) -> Parsed<Option<Expr>> {
        let mark = self.mark();
        let start = self.token.span;
        self.advance()?;
        let Ok(ty) = self.type_ref() else {
            self.reset(mark);
            return Ok(None);
        };
        let mut is_cast = self.is(")") && self.eat(")")?;
        is_cast = is_cast
            && match self.token.kind {
                Kind::Int | Kind::Long | Kind::Decimal | Kind::Double | Kind::Str | Kind::Multi => true,
                Kind::Ident => self.begins_value(self.token),
                Kind::Punct("(" | "!" | "~" | "+" | "-") => true,
                // `(a)++` counts, `(T) ++a` casts.
                Kind::Punct("++" | "--") => {
                    self.peek().is_some_and(|next| next.kind == Kind::Punct("(") || self.begins_value(next))
                }
                Kind::Punct("[") => self.peek_is_word("select") || self.peek_is_word("find"),
                _ => false,
            };
        if !is_cast {
            self.reset(mark);
            return Ok(None);
        }
        let value = self.unary()?;
        let span = start.to(value.span);
        Ok(Some(Expr { kind: ExprKind::Cast { ty, value: Box::new(value) }, span }))
    }

    /// Whether a word may begin a value; some keywords may.
    fn begins_value(&self, token: Token) -> bool {
        const ALSO: [&str; 9] = ["false", "list", "map", "new", "null", "super", "this", "trigger", "true"];
        let word = self.text(token);
        token.kind == Kind::Ident
            && (!is_keyword(word) || ALSO.iter().any(|keyword| keyword.eq_ignore_ascii_case(word)))
    }

    fn postfix(&mut self, mut expr: Expr) -> Parsed<Expr> {
        let mut chain = 0;
        loop {
            chain += 1;
            if chain > MAX_CHAIN {
                return self.error(self.token.span, format!("More than {MAX_CHAIN} accesses in one expression"));
            }
            self.link()?;
            let safe = self.is("?.");
            // `1.name` is a broken number.
            if self.is(".") && matches!(expr.kind, ExprKind::Literal(Literal::Integer(_))) {
                return Err(self.unexpected());
            }
            if safe || self.is(".") {
                self.advance()?;
                let name = self.any_name()?;
                let object = Box::new(expr);
                let span = object.span;
                let kind = if self.is("(") {
                    ExprKind::Call { object: Some(object), name, args: self.args()?, safe }
                } else if name.is("class") && !safe {
                    match type_of_path(&object) {
                        Some(parts) => {
                            ExprKind::ClassLiteral(crate::ast::TypeRef { parts, args: vec![], dims: 0, span })
                        }
                        None => return self.error(name.span, "Unexpected token 'class'."),
                    }
                } else {
                    ExprKind::Field { object, name, safe }
                };
                expr = Expr { kind, span: span.to(self.last) };
            } else if self.is("[") {
                self.advance()?;
                let index = self.expression()?;
                self.expect("]")?;
                let span = expr.span.to(self.last);
                expr = Expr { kind: ExprKind::Index { object: Box::new(expr), index: Box::new(index) }, span };
            } else if let Some(op) = self.update_op() {
                self.advance()?;
                let span = expr.span.to(self.last);
                expr = Expr { kind: ExprKind::Update { op, prefix: false, target: Box::new(expr) }, span };
            } else {
                return Ok(expr);
            }
        }
    }

    pub(super) fn args(&mut self) -> Parsed<Vec<Expr>> {
        self.expect("(")?;
        let mut args = Vec::new();
        if !self.is(")") {
            // `f( ;` lacks its end, not an argument.
            if self.is(";") {
                return Err(self.expecting(")"));
            }
            loop {
                args.push(self.expression()?);
                if !self.eat(",")? {
                    break;
                }
            }
        }
        self.expect(")")?;
        Ok(args)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let start = self.token.span;
        let kind = if let Some(literal) = self.literal()? {
            ExprKind::Literal(literal)
        } else if self.is("(") {
            self.advance()?;
            let inner = self.expression()?;
            self.expect(")")?;
            ExprKind::Paren(Box::new(inner))
        } else if self.is("[") {
            self.advance()?;
            let query = self.query_body()?;
            self.expect("]")?;
            ExprKind::Query(Box::new(query))
        } else if self.token.kind == Kind::Ident {
            return self.word(start);
        } else {
            return Err(self.unexpected());
        };
        Ok(Expr { kind, span: start.to(self.last) })
    }

    fn word(&mut self, start: Span) -> Parsed<Expr> {
        let word = self.text(self.token).to_ascii_lowercase();
        let kind = match &*word {
            "new" => return self.creation(start),
            "this" | "super" => {
                self.advance()?;
                let is_super = word == "super";
                if self.is("(") {
                    ExprKind::ConstructorCall { is_super, args: self.args()? }
                } else if is_super {
                    ExprKind::Super
                } else {
                    ExprKind::This
                }
            }
            _ => {
                if let Some(literal) = self.class_literal()? {
                    return Ok(literal);
                }
                // `Trigger` is a token, but also the class of the trigger context.
                let name = if word == "trigger" { self.any_name()? } else { self.name()? };
                if self.is("(") {
                    ExprKind::Call { object: None, name, args: self.args()?, safe: false }
                } else {
                    ExprKind::Name(name)
                }
            }
        };
        Ok(Expr { kind, span: start.to(self.last) })
    }

    /// `List<String>.class`, `Integer[].class`
    fn class_literal(&mut self) -> Parsed<Option<Expr>> {
        if !(self.peek_is("<") || self.peek_is("[") || self.is_word("list") || self.is_word("map")) {
            return Ok(None);
        }
        let mark = self.mark();
        let start = self.token.span;
        if let Ok(ty) = self.type_ref()
            && self.is(".")
            && self.peek_is_word("class")
        {
            self.advance()?;
            self.advance()?;
            // The type of a collection takes no method without parentheses.
            if self.is(".") {
                let word = ty.parts.first().map_or_else(String::new, ToString::to_string);
                return self.error(start, format!("Unexpected token '{word}'."));
            }
            return Ok(Some(Expr { kind: ExprKind::ClassLiteral(ty), span: start.to(self.last) }));
        }
        self.reset(mark);
        Ok(None)
    }

    fn creation(&mut self, start: Span) -> Parsed<Expr> {
        self.advance()?;
        let mut ty = self.simple_type()?;
        let kind = if self.is("(") {
            ExprKind::New { args: self.args()?, ty }
        } else if self.is("[") {
            self.advance()?;
            if self.eat("]")? {
                ty.dims = 1;
                while self.is("[") && self.peek_is("]") {
                    self.advance()?;
                    self.advance()?;
                    ty.dims = ty.dims.saturating_add(1);
                }
                ExprKind::NewCollection { items: self.items()?, ty }
            } else {
                let size = Box::new(self.expression()?);
                self.expect("]")?;
                ExprKind::NewSized { ty, size }
            }
        } else if self.is("{") {
            if ty.args.len() == 2 {
                ExprKind::NewMap { pairs: self.pairs()?, ty }
            } else {
                ExprKind::NewCollection { items: self.items()?, ty }
            }
        } else {
            return Err(self.unexpected());
        };
        Ok(Expr { kind, span: start.to(self.last) })
    }

    fn items(&mut self) -> Parsed<Vec<Expr>> {
        self.expect("{")?;
        let mut items = Vec::new();
        if !self.is("}") {
            loop {
                items.push(self.expression()?);
                if !self.eat(",")? {
                    break;
                }
            }
        }
        self.expect("}")?;
        Ok(items)
    }

    fn pairs(&mut self) -> Parsed<Vec<(Expr, Expr)>> {
        self.expect("{")?;
        let mut pairs = Vec::new();
        if !self.is("}") {
            loop {
                let key = self.expression()?;
                self.expect("=>")?;
                pairs.push((key, self.expression()?));
                if !self.eat(",")? {
                    break;
                }
            }
        }
        self.expect("}")?;
        Ok(pairs)
    }
}

/// `a.b.C` as the parts of a type name.
fn type_of_path(expr: &Expr) -> Option<Vec<crate::ast::Name>> {
    match &expr.kind {
        ExprKind::Name(name) => Some(vec![name.clone()]),
        ExprKind::Field { object, name, safe: false } => {
            let mut parts = type_of_path(object)?;
            parts.push(name.clone());
            Some(parts)
        }
        _ => None,
    }
}
