//! The Apex classes of a project's people, each parsed once at most, and only if somebody asks.

use apex_syntax::ast::{TypeDecl, Unit};
use apex_syntax::{SyntaxError, parse_unit};
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// The classes of people, found by name in any letter case.
pub struct Classes {
    all: Vec<Class>,
    by_name: BTreeMap<String, usize>,
}

impl Classes {
    /// From paths and texts.
    pub fn new(texts: impl IntoIterator<Item = (String, String)>) -> Self {
        let all: Vec<Class> =
            texts.into_iter().map(|(path, text)| Class { path, text, unit: OnceCell::new() }).collect();
        let by_name = all.iter().enumerate().map(|(i, class)| (class.name().to_lowercase(), i)).collect();
        Self { all, by_name }
    }

    /// All of them, in the order given.
    pub fn iter(&self) -> std::slice::Iter<'_, Class> {
        self.all.iter()
    }

    /// The class of this name.
    pub fn get(&self, name: &str) -> Option<&Class> {
        self.by_name.get(&name.to_lowercase()).map(|i| &self.all[*i])
    }
}

/// An Apex class of people.
pub struct Class {
    /// Path of its file.
    pub path: String,
    /// What the file holds.
    pub text: String,
    unit: OnceCell<Result<Unit, SyntaxError>>,
}

impl Class {
    /// `AcmeTool` for `force-app/main/default/classes/AcmeTool.cls`.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path).trim_end_matches(".cls")
    }

    /// The syntax tree.
    ///
    /// # Errors
    /// Why the text is not Apex.
    pub fn unit(&self) -> Result<&Unit, &SyntaxError> {
        self.unit.get_or_init(|| parse_unit(&self.text)).as_ref()
    }

    /// The type that it declares, where it is Apex.
    pub fn declared(&self) -> Option<&TypeDecl> {
        match self.unit() {
            Ok(Unit::Type(class)) => Some(class),
            _ => None,
        }
    }
}
