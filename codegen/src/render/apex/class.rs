//! Apex classes: the order and spacing of members.

use super::expr::Expr;
use super::layout::{Doc, Printed, concat, group, hardline, indent, origin, print, text};
use super::literal::apex_doc;
use super::stmt::{Stmt, block};
use crate::rendered::Origin;

/// A class with its parts, in the order of the file.
#[derive(Debug)]
pub struct Class {
    /// What it does and for whom.
    pub description: String,
    /// Further lines of its ApexDoc, such as `@see specs/tools/x.yaml:1`.
    pub tags: Vec<String>,
    /// Annotations, such as `@IsTest`.
    pub annotations: Vec<String>,
    /// The words from the access modifier to the last implemented interface.
    pub head: String,
    /// Constants.
    pub constants: Vec<Constant>,
    /// Constructors and methods.
    pub methods: Vec<Method>,
    /// The spec behind the class.
    pub origin: Origin,
}

/// `private static final Type NAME = value;`
#[derive(Debug, Clone)]
pub struct Constant {
    /// Apex type.
    pub class: String,
    /// Name.
    pub name: String,
    /// Value.
    pub value: Expr,
    /// The spec behind it.
    pub origin: Option<Origin>,
}

impl Constant {
    /// A constant without a spec line of its own.
    pub fn new(class: impl Into<String>, name: impl Into<String>, value: Expr) -> Self {
        Self { class: class.into(), name: name.into(), value, origin: None }
    }
}

/// A constructor or method.
#[derive(Debug)]
pub struct Method {
    /// One line of documentation, where the name does not say enough.
    pub comment: Option<&'static str>,
    /// Annotations, such as `@HttpPost`.
    pub annotations: Vec<String>,
    /// The words from the access modifier to the closing parenthesis.
    pub head: String,
    /// Statements.
    pub body: Vec<Stmt>,
    /// The spec behind it.
    pub origin: Option<Origin>,
}

impl Method {
    /// The annotation of a private method that the test class calls.
    pub const TESTED: &'static str = "@TestVisible";

    /// A method without documentation and annotations.
    pub fn new(head: impl Into<String>, body: Vec<Stmt>) -> Self {
        Self { comment: None, annotations: Vec::new(), head: head.into(), body, origin: None }
    }

    /// Adds a line of documentation.
    #[must_use]
    pub fn commented(mut self, comment: &'static str) -> Self {
        self.comment = Some(comment);
        self
    }

    /// Lets the test class call it.
    #[must_use]
    pub fn tested(mut self) -> Self {
        self.annotations.push(Self::TESTED.to_owned());
        self
    }

    /// Names the spec behind the method.
    #[must_use]
    pub fn from(mut self, origin: &Origin) -> Self {
        self.origin = Some(origin.clone());
        self
    }

    fn doc(&self, fallback: &Origin) -> Doc {
        let mut parts = vec![origin(self.origin.as_ref().unwrap_or(fallback))];
        for line in self.comment.map(|comment| format!("/** {comment} */")).iter().chain(&self.annotations) {
            parts.extend([text(line.clone()), hardline()]);
        }
        parts.extend([text(format!("{} ", self.head)), block(&self.body)]);
        concat(parts)
    }
}

impl Class {
    /// The file's text, with a line end after the last line, and the origins of its lines.
    pub fn print(&self) -> Printed {
        let mut parts = vec![origin(&self.origin)];
        for line in apex_doc(&self.description, &self.tags, 0).iter().chain(&self.annotations) {
            parts.extend([text(line.clone()), hardline()]);
        }
        parts.push(text(format!("{} {{", self.head)));
        let mut members = Vec::new();
        for constant in &self.constants {
            members.extend([hardline(), constant.doc(&self.origin)]);
        }
        for (index, method) in self.methods.iter().enumerate() {
            if index > 0 || !self.constants.is_empty() {
                members.push(hardline());
            }
            members.extend([hardline(), method.doc(&self.origin)]);
        }
        parts.extend([indent(concat(members)), hardline(), text("}")]);
        let mut printed = print(&concat(parts));
        printed.text.push('\n');
        printed
    }
}

impl Constant {
    /// The declaration, one line at the level of members.
    pub fn doc(&self, fallback: &Origin) -> Doc {
        let start = origin(self.origin.as_ref().unwrap_or(fallback));
        let head = format!("private static final {} {} =", self.class, self.name);
        let value = self.value.doc();
        let declaration = if self.value.is_sum() {
            group(indent(concat([text(head), super::layout::line(), value])))
        } else {
            group(concat([text(head), text(" "), value]))
        };
        concat([start, declaration, text(";")])
    }
}
