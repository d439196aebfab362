//! Tokens to tree, by recursive descent.

mod decl;
mod expr;
mod literal;
mod query;
mod query_filter;
mod stmt;
mod types;

use crate::SyntaxError;
use crate::ast::{Expr, Name, Query, Span, Stmt, Unit};
use crate::lexer::{Kind, Lexer, Token};
use crate::words::is_keyword;
use std::cell::Cell;

type Parsed<T> = Result<T, SyntaxError>;

/// Deeper nesting than this is refused, which keeps the parser within its stack.
const MAX_DEPTH: u32 = 120;

/// A higher tree than this is refused, which keeps every later walk over it within its stack. Chains of operators, accesses
/// and `else if` make a tree higher than its text is nested.
const MAX_HEIGHT: u32 = 600;

/// Parses a class, interface, enum or trigger file.
///
/// # Errors
/// The first place where the text is not Apex.
pub fn parse_unit(source: &str) -> Result<Unit, SyntaxError> {
    let mut parser = Parser::new(source)?;
    let unit = parser.unit()?;
    parser.expect_end()?;
    Ok(unit)
}

/// The same without the statements of methods, constructors, accessors and initialisers, which may be anything.
///
/// # Errors
/// As of [`parse_unit`].
pub fn parse_heads(source: &str) -> Result<Unit, SyntaxError> {
    let heads = || {
        let mut parser = Parser::new(source)?;
        parser.heads_only = true;
        let unit = parser.unit()?;
        parser.expect_end()?;
        Ok(unit)
    };
    // Where the statements begin and end is told by their braces alone; what does not come out even is read in earnest.
    heads().or_else(|_: SyntaxError| parse_unit(source))
}

/// Parses statements as in anonymous Apex.
///
/// # Errors
/// The first place where the text is not Apex.
pub fn parse_statements(source: &str) -> Result<Vec<Stmt>, SyntaxError> {
    let mut parser = Parser::new(source)?;
    let mut stmts = Vec::new();
    while parser.token.kind != Kind::Eof {
        stmts.push(parser.statement()?);
    }
    Ok(stmts)
}

/// Parses one expression.
///
/// # Errors
/// The first place where the text is not an expression.
pub fn parse_expression(source: &str) -> Result<Expr, SyntaxError> {
    let mut parser = Parser::new(source)?;
    let expr = parser.expression()?;
    parser.expect_end()?;
    Ok(expr)
}

/// Parses a dynamic SOQL or SOSL text (without brackets).
///
/// # Errors
/// The first place where the text is not a query.
pub fn parse_query(source: &str) -> Result<Query, SyntaxError> {
    let mut parser = Parser::new(source)?;
    let query = parser.query_body()?;
    parser.expect_end()?;
    Ok(query)
}

pub(crate) struct Parser<'s> {
    src: &'s str,
    lexer: Lexer<'s>,
    token: Token,
    /// The token behind it and what follows that one, once somebody looked.
    ahead: Cell<Option<(Token, Lexer<'s>)>>,
    /// End of the token before.
    last: Span,
    depth: u32,
    /// How high the tree of what was parsed at this level is, at the most.
    height: u32,
    binds: Vec<Expr>,
    /// Whether the statements of members are passed over.
    heads_only: bool,
}

#[derive(Clone, Copy)]
struct Mark<'s>(Lexer<'s>, Token, Span);

impl<'s> Parser<'s> {
    fn new(src: &'s str) -> Parsed<Self> {
        let mut lexer = Lexer::new(src);
        let token = lexer.next()?;
        Ok(Self {
            src,
            lexer,
            token,
            ahead: Cell::default(),
            last: Span::default(),
            depth: 0,
            height: 0,
            binds: Vec::new(),
            heads_only: false,
        })
    }

    fn mark(&self) -> Mark<'s> {
        Mark(self.lexer, self.token, self.last)
    }

    fn reset(&mut self, Mark(lexer, token, last): Mark<'s>) {
        self.lexer = lexer;
        self.ahead = Cell::default();
        self.token = token;
        self.last = last;
    }

    fn text(&self, token: Token) -> &'s str {
        &self.src[token.span.start as usize..token.span.end as usize]
    }

    fn advance(&mut self) -> Parsed<Token> {
        let token = self.token;
        self.last = token.span;
        self.token = match self.ahead.take() {
            Some((token, lexer)) => {
                self.lexer = lexer;
                token
            }
            None => self.lexer.next()?,
        };
        Ok(token)
    }

    /// The token behind the current one.
    fn peek(&self) -> Option<Token> {
        if self.ahead.get().is_none() {
            let mut lexer = self.lexer;
            self.ahead.set(lexer.next().ok().map(|token| (token, lexer)));
        }
        self.ahead.get().map(|(token, _)| token)
    }

    /// Goes on reading `bytes` bytes behind the start of `token`.
    fn read_on(&mut self, token: Token, bytes: usize) -> Parsed<()> {
        self.ahead = Cell::default();
        self.lexer.rewind(token);
        self.lexer.skip_to(token.span.start as usize + bytes);
        self.token = self.lexer.next()?;
        Ok(())
    }

    #[inline]
    fn is(&self, punct: &str) -> bool {
        matches!(self.token.kind, Kind::Punct(p) if p == punct)
    }

    fn is_word(&self, word: &str) -> bool {
        self.token.kind == Kind::Ident && self.text(self.token).eq_ignore_ascii_case(word)
    }

    fn peek_is(&self, punct: &str) -> bool {
        self.peek().is_some_and(|token| matches!(token.kind, Kind::Punct(p) if p == punct))
    }

    fn peek_is_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.kind == Kind::Ident && self.text(token).eq_ignore_ascii_case(word))
    }

    fn eat(&mut self, punct: &str) -> Parsed<bool> {
        let found = self.is(punct);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn eat_word(&mut self, word: &str) -> Parsed<bool> {
        let found = self.is_word(word);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn expect(&mut self, punct: &str) -> Parsed<Span> {
        if self.is(punct) {
            return Ok(self.advance()?.span);
        }
        Err(self.expecting(punct))
    }

    fn expect_word(&mut self, word: &str) -> Parsed<Span> {
        if self.is_word(word) {
            return Ok(self.advance()?.span);
        }
        Err(self.expecting(word))
    }

    fn expect_end(&mut self) -> Parsed<()> {
        if self.token.kind == Kind::Eof {
            return Ok(());
        }
        let message = match self.peek().is_none_or(|next| next.kind == Kind::Eof) {
            true => format!("Extra '<EOF>', at '{}'.", self.shown()),
            false => format!("Missing '<EOF>' at '{}'", self.shown()),
        };
        self.error(self.token.span, message)
    }

    fn error<T>(&self, span: Span, message: impl Into<String>) -> Parsed<T> {
        Err(SyntaxError { span, message: message.into() })
    }

    fn shown(&self) -> String {
        match self.token.kind {
            Kind::Eof => "<EOF>".into(),
            Kind::Str => self.text(self.token).trim_matches('\'').into(),
            _ => self.text(self.token).into(),
        }
    }

    fn unexpected(&self) -> SyntaxError {
        SyntaxError { span: self.token.span, message: format!("Unexpected token '{}'.", self.shown()) }
    }

    fn expecting(&self, what: &str) -> SyntaxError {
        let missing = what == "(" || what == ")" && (self.is(";") || self.is("{")) || what == "]" && self.is(";");
        if missing {
            return SyntaxError { span: self.token.span, message: format!("Missing '{what}' at '{}'", self.shown()) };
        }
        SyntaxError { span: self.token.span, message: format!("Expecting '{what}' but was: '{}'", self.shown()) }
    }

    /// An identifier that is no keyword.
    fn name(&mut self) -> Parsed<Name> {
        if self.token.kind != Kind::Ident || is_keyword(self.text(self.token)) {
            return Err(self.unexpected());
        }
        self.any_name()
    }

    /// An identifier behind a dot, where keywords are names too.
    fn any_name(&mut self) -> Parsed<Name> {
        if self.token.kind != Kind::Ident {
            return Err(self.unexpected());
        }
        let token = self.advance()?;
        Ok(Name { text: self.text(token).into(), span: token.span })
    }

    /// Runs `body` one level deeper.
    fn nested<T>(&mut self, body: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return self.error(self.token.span, format!("Nested more than {MAX_DEPTH} levels deep"));
        }
        self.depth += 1;
        let before = std::mem::take(&mut self.height);
        let result = body(self);
        self.depth -= 1;
        self.height = before.max(self.height + 1);
        result
    }

    /// Makes what was parsed at this level a part of the next node.
    fn link(&mut self) -> Parsed<()> {
        self.height += 1;
        if self.height > MAX_HEIGHT {
            let what = "operators, accesses and branches in one another";
            return self.error(self.token.span, format!("More than {MAX_HEIGHT} {what}"));
        }
        Ok(())
    }
}
