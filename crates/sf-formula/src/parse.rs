//! Text into a tree.

use crate::functions::{self, Function};
use crate::lex::{Token, tokens};
use crate::{FormulaError, Kind, Value};

/// Deeper formulas are refused, so that no text can exhaust the stack.
const DEEPEST: usize = 100;

/// An expression.
#[derive(Debug, Clone)]
pub(crate) struct Expr {
    pub node: Node,
    /// Byte in the text.
    pub at: usize,
    /// Set by the check.
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub(crate) enum Node {
    Literal(Value),
    Field(String),
    Call(&'static Function, Vec<Expr>),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Plus(Box<Expr>),
    /// Operands joined by operators of one precedence, from the left. Not a tree of pairs: a long one is not deep.
    Chain(Box<Expr>, Vec<Link>),
}

/// An operator and what follows it.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub op: Op,
    pub operand: Expr,
    /// Whether blanks compare as empty texts; set by the check.
    pub as_text: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the operator of its name")]
pub(crate) enum Op {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Concat,
    Power,
    Multiply,
    Divide,
}

impl Op {
    /// As messages name it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Equal => "=",
            Self::Unequal => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Concat => "&",
            Self::Power => "^",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

/// Operators by precedence, loosest first. `^` really is looser than `*`: `2*2^3` is 64 on the platform.
const LEVELS: &[&[(&str, Op)]] = &[
    &[("||", Op::Or)],
    &[("&&", Op::And)],
    &[("=", Op::Equal), ("==", Op::Equal), ("<>", Op::Unequal), ("!=", Op::Unequal)],
    &[("<", Op::Less), (">", Op::Greater), ("<=", Op::LessOrEqual), (">=", Op::GreaterOrEqual)],
    &[("+", Op::Add), ("-", Op::Subtract), ("&", Op::Concat)],
    &[("^", Op::Power)],
    &[("*", Op::Multiply), ("/", Op::Divide)],
];

/// The tree of a formula.
pub(crate) fn parse(text: &str) -> Result<Expr, FormulaError> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let root = parser.level(0)?;
    match parser.peek() {
        Token::End => Ok(root),
        extra => Err(FormulaError::new(parser.at(), format!("Syntax error. Extra '{}'", extra.shown()))),
    }
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    next: usize,
    depth: usize,
}

impl Parser {
    /// The last token is the end, and is never passed.
    fn peek(&self) -> &Token {
        &self.tokens[self.next].0
    }

    fn at(&self) -> usize {
        self.tokens[self.next].1
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(s) if *s == sign);
        self.next += usize::from(found);
        found
    }

    fn level(&mut self, level: usize) -> Result<Expr, FormulaError> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let first = self.level(level + 1)?;
        let mut rest = Vec::new();
        while let Token::Sign(sign) = self.peek()
            && let Some((_, op)) = operators.iter().find(|(s, _)| s == sign)
        {
            self.next += 1;
            rest.push(Link { op: *op, operand: self.level(level + 1)?, as_text: false });
        }
        if rest.is_empty() {
            return Ok(first);
        }
        let at = first.at;
        Ok(Expr { node: Node::Chain(Box::new(first), rest), at, kind: Kind::Null })
    }

    fn unary(&mut self) -> Result<Expr, FormulaError> {
        let at = self.at();
        if self.depth == DEEPEST {
            let message = format!("not supported by the local org: formulas nested deeper than {DEEPEST}");
            return Err(FormulaError::new(at, message));
        }
        self.depth += 1;
        let not = matches!(self.peek(), Token::Name(name) if name.eq_ignore_ascii_case("NOT"));
        let node = if not || matches!(self.peek(), Token::Sign("!")) {
            self.next += 1;
            Node::Not(Box::new(self.unary()?))
        } else if self.eat("-") {
            Node::Minus(Box::new(self.unary()?))
        } else if self.eat("+") {
            Node::Plus(Box::new(self.unary()?))
        } else {
            let expr = self.primary();
            self.depth -= 1;
            return expr;
        };
        self.depth -= 1;
        Ok(Expr { node, at, kind: Kind::Null })
    }

    fn primary(&mut self) -> Result<Expr, FormulaError> {
        let at = self.at();
        let token = self.peek().clone();
        let unexpected = FormulaError::new(at, format!("Syntax error.  Found '{}'", token.shown()));
        if token == Token::End {
            return Err(unexpected);
        }
        self.next += 1;
        let node = match token {
            Token::Text(text) => Node::Literal(Value::Text(text)),
            Token::Number(digits) => {
                let value = digits
                    .parse()
                    .map_err(|_| FormulaError::new(at, format!("The value '{digits}' is not a valid number.")))?;
                Node::Literal(Value::Number(value))
            }
            Token::Name(name) if self.eat("(") => {
                let function = functions::find(&name).map_err(|message| FormulaError::new(at, message))?;
                Node::Call(function, self.arguments()?)
            }
            Token::Name(name) => match name.to_ascii_uppercase().as_str() {
                "TRUE" => Node::Literal(Value::Boolean(true)),
                "FALSE" => Node::Literal(Value::Boolean(false)),
                "NULL" => Node::Literal(Value::Null),
                _ => Node::Field(name),
            },
            Token::Sign("(") => {
                let inner = self.level(0)?;
                self.close()?;
                return Ok(inner);
            }
            Token::Sign(_) | Token::End => return Err(unexpected),
        };
        Ok(Expr { node, at, kind: Kind::Null })
    }

    fn arguments(&mut self) -> Result<Vec<Expr>, FormulaError> {
        let mut args = Vec::new();
        if self.eat(")") {
            return Ok(args);
        }
        loop {
            args.push(self.level(0)?);
            if !self.eat(",") {
                self.close()?;
                return Ok(args);
            }
        }
    }

    fn close(&mut self) -> Result<(), FormulaError> {
        let at = self.at();
        if self.eat(")") { Ok(()) } else { Err(FormulaError::new(at, "Syntax error.  Missing ')'")) }
    }
}
