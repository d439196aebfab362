//! Statements.

use super::{Parsed, Parser};
use crate::ast::{Block, Case, CaseLabel, Catch, Dml, DmlOp, Expr, ExprKind, Param, Stmt, StmtKind};
use crate::lexer::Kind;
use crate::words::is_keyword;

impl Parser<'_> {
    pub(super) fn block(&mut self) -> Parsed<Block> {
        self.nested(|p| {
            let start = p.expect("{")?;
            let mut stmts = Vec::new();
            while !p.is("}") {
                if p.token.kind == Kind::Eof {
                    return Err(p.expecting("}"));
                }
                p.refuse_lone_semicolon()?;
                stmts.push(p.statement()?);
            }
            p.expect("}")?;
            Ok(Block { stmts, span: start.to(p.last) })
        })
    }

    pub(super) fn statement(&mut self) -> Parsed<Stmt> {
        self.nested(|p| {
            let start = p.token.span;
            let kind = p.statement_kind()?;
            Ok(Stmt { kind, span: start.to(p.last) })
        })
    }

    pub(super) fn end(&mut self) -> Parsed<()> {
        if self.is(";") {
            self.advance()?;
            return Ok(());
        }
        // A token too many is told from a missing one by what follows it.
        let message = match self.peek_is(";") {
            true => format!("Extra ';', at '{}'.", self.shown()),
            false => format!("Missing ';' at '{}'", self.shown()),
        };
        self.error(self.token.span, message)
    }

    /// Apex has no empty statement or member.
    pub(super) fn refuse_lone_semicolon(&self) -> Parsed<()> {
        if self.is(";") {
            return self.error(self.token.span, "Extra '}', at ';'.");
        }
        Ok(())
    }

    /// The body of `for` and `while`, the one place where a lone `;` may stand.
    fn loop_body(&mut self) -> Parsed<Box<Stmt>> {
        let start = self.token.span;
        if self.eat(";")? {
            return Ok(Box::new(Stmt { kind: StmtKind::Empty, span: start }));
        }
        Ok(Box::new(self.statement()?))
    }

    /// `do { … } while (…);`: here alone the braces are needed.
    fn do_while(&mut self) -> Parsed<StmtKind> {
        self.advance()?;
        if self.is(";") {
            return Err(self.expecting("{"));
        }
        if !self.is("{") {
            return self.error(self.token.span, format!("Missing '{{' at '{}'", self.shown()));
        }
        let body = Box::new(self.statement()?);
        self.expect_word("while")?;
        let cond = self.parenthesised()?;
        self.end()?;
        Ok(StmtKind::DoWhile { body, cond })
    }

    fn statement_kind(&mut self) -> Parsed<StmtKind> {
        if self.is("{") {
            return Ok(StmtKind::Block(self.block()?));
        }
        if self.is(";") {
            return Err(self.unexpected());
        }
        if self.is("@") {
            self.local_annotations()?;
            let is_final = self.eat_word("final")?;
            return self.local(is_final);
        }
        if self.token.kind == Kind::Ident {
            let word = self.text(self.token).to_ascii_lowercase();
            match &*word {
                "if" => return self.if_statement(),
                "while" => {
                    self.advance()?;
                    let cond = self.parenthesised()?;
                    return Ok(StmtKind::While { cond, body: self.loop_body()? });
                }
                "do" => return self.do_while(),
                "for" => return self.for_statement(),
                "return" => {
                    self.advance()?;
                    let value = if self.is(";") { None } else { Some(self.expression()?) };
                    self.end()?;
                    return Ok(StmtKind::Return(value));
                }
                "throw" => {
                    self.advance()?;
                    let value = self.expression()?;
                    self.end()?;
                    return Ok(StmtKind::Throw(value));
                }
                "break" | "continue" => {
                    self.advance()?;
                    self.end()?;
                    return Ok(if word == "break" { StmtKind::Break } else { StmtKind::Continue });
                }
                "try" => return self.try_statement(),
                "switch" if self.peek_is_word("on") => return self.switch_statement(),
                "final" => {
                    self.advance()?;
                    return self.local(true);
                }
                "transient" if self.peek().is_some_and(|next| next.kind == Kind::Ident) => {
                    self.advance()?;
                    return self.local(false);
                }
                "public" | "private" | "protected" | "static" | "abstract" | "virtual" | "override" => {
                    let at = self.peek().map_or(self.token.span, |next| next.span);
                    return self.error(at, format!("{word} is not allowed on locals"));
                }
                "insert" | "update" | "upsert" | "delete" | "undelete" | "merge" => return self.dml(&word),
                "system" => {
                    if let Some(kind) = self.run_as()? {
                        return Ok(kind);
                    }
                }
                _ => {}
            }
        }
        if self.starts_local() {
            return self.local(false);
        }
        let expr = self.expression()?;
        if self.is(":") && matches!(expr.kind, ExprKind::Name(_)) {
            return Err(self.expecting(";"));
        }
        if !is_statement_expression(&expr) {
            return self.error(expr.span, "Expression cannot be a statement.");
        }
        self.end()?;
        Ok(StmtKind::Expr(expr))
    }

    /// Whether `Type name` stands here.
    fn starts_local(&mut self) -> bool {
        let mark = self.mark();
        let depth = self.depth;
        let found = self.type_ref().is_ok()
            && self.token.kind == Kind::Ident
            && !self.is_word("instanceof")
            && (!is_keyword(self.text(self.token)) || self.peek_is("=") || self.peek_is(";"));
        self.reset(mark);
        self.depth = depth;
        found
    }

    fn local(&mut self, is_final: bool) -> Parsed<StmtKind> {
        let kind = self.local_head(is_final)?;
        self.end()?;
        Ok(kind)
    }

    fn local_head(&mut self, is_final: bool) -> Parsed<StmtKind> {
        let ty = self.type_ref()?;
        let mut vars = Vec::new();
        loop {
            let name = self.name()?;
            let init = if self.eat("=")? { Some(self.expression()?) } else { None };
            vars.push((name, init));
            if !self.eat(",")? {
                return Ok(StmtKind::Local { ty, is_final, vars });
            }
        }
    }

    fn parenthesised(&mut self) -> Parsed<Expr> {
        self.expect("(")?;
        let expr = self.expression()?;
        self.expect(")")?;
        Ok(expr)
    }

    /// Nobody sees a long row of `else if` as nested.
    fn if_statement(&mut self) -> Parsed<StmtKind> {
        let mut heads = Vec::new();
        let mut otherwise = loop {
            let start = self.token.span;
            self.advance()?;
            heads.push((start, self.parenthesised()?, Box::new(self.statement()?)));
            if !self.eat_word("else")? {
                break None;
            }
            if !self.is_word("if") {
                break Some(Box::new(self.statement()?));
            }
            self.link()?;
        };
        loop {
            let Some((start, cond, then)) = heads.pop() else { return Ok(StmtKind::Empty) };
            let kind = StmtKind::If { cond, then, otherwise };
            if heads.is_empty() {
                return Ok(kind);
            }
            otherwise = Some(Box::new(Stmt { kind, span: start.to(self.last) }));
        }
    }

    fn for_statement(&mut self) -> Parsed<StmtKind> {
        self.advance()?;
        self.expect("(")?;
        let mark = self.mark();
        let start = self.token.span;
        if self.is_word("final") {
            return Err(self.unexpected());
        }
        if self.starts_local() {
            let ty = self.type_ref()?;
            let name = self.name()?;
            if self.eat(":")? {
                let iterable = self.expression()?;
                self.expect(")")?;
                return Ok(StmtKind::ForEach { ty, name, iterable, body: self.loop_body()? });
            }
            self.reset(mark);
        }
        let mut init = Vec::new();
        if !self.is(";") {
            if self.starts_local() {
                let kind = self.local_head(false)?;
                init.push(Stmt { kind, span: start.to(self.last) });
            } else {
                for expr in self.expressions()? {
                    init.push(Stmt { span: expr.span, kind: StmtKind::Expr(expr) });
                }
            }
        }
        self.expect(";")?;
        let cond = if self.is(";") { None } else { Some(self.expression()?) };
        self.expect(";")?;
        let update = if self.is(")") { Vec::new() } else { vec![self.expression()?] };
        self.expect(")")?;
        Ok(StmtKind::For { init, cond, update, body: self.loop_body()? })
    }

    fn expressions(&mut self) -> Parsed<Vec<Expr>> {
        let mut list = vec![self.expression()?];
        while self.eat(",")? {
            list.push(self.expression()?);
        }
        Ok(list)
    }

    /// Annotations of a local variable; the platform allows very few.
    fn local_annotations(&mut self) -> Parsed<()> {
        while self.is("@") {
            let name = self.annotation()?.name;
            if !["SuppressWarnings", "TestVisible", "RemoteAction"].iter().any(|allowed| name.is(allowed)) {
                return self.error(name.span, format!("{name} is not allowed on locals"));
            }
        }
        Ok(())
    }

    fn try_statement(&mut self) -> Parsed<StmtKind> {
        let start = self.token.span;
        self.advance()?;
        let body = self.block()?;
        let mut catches = Vec::new();
        while self.eat_word("catch")? {
            self.expect("(")?;
            let is_final = self.eat_word("final")?;
            let param = Param { ty: self.type_ref()?, name: self.name()?, is_final };
            self.expect(")")?;
            catches.push(Catch { param, body: self.block()? });
        }
        let finally = if self.eat_word("finally")? { Some(self.block()?) } else { None };
        if catches.is_empty() && finally.is_none() {
            return self.error(start, "Try block must have at least one catch block or a finally block");
        }
        Ok(StmtKind::Try { body, catches, finally })
    }

    fn switch_statement(&mut self) -> Parsed<StmtKind> {
        let start = self.token.span;
        self.advance()?;
        self.advance()?;
        let on = self.expression()?;
        self.expect("{")?;
        let mut cases = Vec::new();
        while self.is_word("when") {
            let span = self.advance()?.span;
            let label = if self.eat_word("else")? {
                CaseLabel::Else
            } else if self.starts_local() {
                CaseLabel::Type(self.type_ref()?, self.name()?)
            } else {
                CaseLabel::Values(self.expressions()?)
            };
            cases.push(Case { label, body: self.block()?, span });
        }
        if cases.is_empty() && self.is("}") {
            return self.error(start, "Switch statement requires at least one when block");
        }
        if cases.is_empty() {
            return Err(self.expecting("when"));
        }
        self.expect("}")?;
        Ok(StmtKind::Switch { on, cases })
    }

    fn dml(&mut self, word: &str) -> Parsed<StmtKind> {
        let op = match word {
            "insert" => DmlOp::Insert,
            "update" => DmlOp::Update,
            "upsert" => DmlOp::Upsert,
            "delete" => DmlOp::Delete,
            "undelete" => DmlOp::Undelete,
            _ => DmlOp::Merge,
        };
        self.advance()?;
        let mut as_user = None;
        if self.is_word("as") {
            self.advance()?;
            as_user = Some(self.is_word("user"));
            if !self.eat_word("user")? {
                self.expect_word("system")?;
            }
        }
        let target = self.expression()?;
        let extra =
            if matches!(op, DmlOp::Upsert | DmlOp::Merge) && !self.is(";") { Some(self.expression()?) } else { None };
        self.end()?;
        Ok(StmtKind::Dml(Dml { op, as_user, target, extra }))
    }

    /// `System.runAs(user) { … }`
    fn run_as(&mut self) -> Parsed<Option<StmtKind>> {
        let mark = self.mark();
        self.advance()?;
        if self.eat(".")? && self.eat_word("runAs")? && self.is("(") {
            let mut args = self.args()?;
            if !self.is("{") {
                return Err(self.expecting("{"));
            }
            if args.len() == 1 {
                let user = args.remove(0);
                return Ok(Some(StmtKind::RunAs { user, body: self.block()? }));
            }
        }
        self.reset(mark);
        Ok(None)
    }
}

fn is_statement_expression(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Call { .. }
            | ExprKind::ConstructorCall { .. }
            | ExprKind::Assign { .. }
            | ExprKind::Update { .. }
            | ExprKind::New { .. }
            | ExprKind::NewCollection { .. }
            | ExprKind::NewSized { .. }
            | ExprKind::NewMap { .. }
            | ExprKind::Query(_)
    )
}
