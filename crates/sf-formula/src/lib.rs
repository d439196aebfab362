//! Salesforce formulas: read, checked against field types, and worked out.
//!
//! Grammar, precedence, messages and the handling of blanks follow Salesforce's own published formula engine
//! (github.com/salesforce/formula-engine: `Formula.g4`, `labels.xml`, the commands), and where that is silent the help
//! page "Formula Operators and Functions". What is not there is refused, never guessed.
//!
//! [`Formula::compile`] asks a [`Scope`] for the types of fields; [`Formula::evaluate`] asks a [`Record`] for their
//! values.

mod check;
mod eval;
mod functions;
mod lex;
mod parse;
mod value;

pub use eval::{Fault, Record};
pub use lex::names;
pub use value::{Kind, Value};

use parse::{Expr, Node};

/// What is wrong with the text of a formula.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FormulaError {
    /// What the platform says, or our own words where it is not known what it says.
    pub message: String,
    /// Byte of the formula's text.
    pub at: usize,
}

impl FormulaError {
    pub(crate) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), at }
    }
}

/// The types of what a formula may read.
pub trait Scope {
    /// The type of a field, a path through parents, or a global variable such as `$User.Alias`.
    ///
    /// # Errors
    /// The text of the message: no such field, or one that formulas cannot read.
    fn field(&self, path: &str) -> Result<Kind, String>;
}

/// Where a formula stands. Some functions exist only in rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// A formula field.
    Field,
    /// A condition on a record that is being saved.
    Rule,
}

/// What an empty number, currency or percent field counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blanks {
    /// `BlankAsZero`.
    Zero,
    /// `BlankAsBlank`; validation rules always.
    Blank,
}

/// A formula that is right.
#[derive(Debug, Clone)]
pub struct Formula {
    root: Expr,
    blanks: Blanks,
}

impl Formula {
    /// Reads and checks a formula whose result must be `expected`.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn compile(
        text: &str,
        scope: &dyn Scope,
        place: Use,
        expected: Kind,
        blanks: Blanks,
    ) -> Result<Self, FormulaError> {
        // Help, "Formula Field Limits and Restrictions": 3,900 characters; rules have 5,000.
        let (length, most) = (text.chars().count(), if place == Use::Field { 3900 } else { 5000 });
        if length > most {
            let message = format!("Formula is too long ({length} characters).  Maximum length is {most} characters");
            return Err(FormulaError::new(0, message));
        }
        let mut root = parse::parse(text)?;
        let kind = check::check(&mut root, scope, place)?;
        check::single(&root)?;
        if kind != expected && kind != Kind::Null {
            let message =
                format!("Formula result is data type ({kind}), incompatible with expected data type ({expected}).");
            return Err(FormulaError::new(0, message));
        }
        Ok(Self { root, blanks })
    }

    /// The value of the formula for a record; `Null` for a blank text too.
    ///
    /// # Errors
    /// What people would see as `#Error!`.
    pub fn evaluate(&self, record: &dyn Record) -> Result<Value, Fault> {
        eval::Evaluator { record, blanks: self.blanks }.run(&self.root).map(Value::blank_is_null)
    }

    /// The fields, paths and global variables that it reads.
    pub fn fields(&self) -> Vec<&str> {
        fn walk<'e>(expr: &'e Expr, found: &mut Vec<&'e str>) {
            match &expr.node {
                Node::Literal(_) => {}
                Node::Field(path) => found.push(path),
                Node::Not(inner) | Node::Minus(inner) | Node::Plus(inner) => walk(inner, found),
                Node::Call(_, args) => args.iter().for_each(|a| walk(a, found)),
                Node::Chain(first, rest) => {
                    walk(first, found);
                    rest.iter().for_each(|link| walk(&link.operand, found));
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.root, &mut found);
        found
    }
}
