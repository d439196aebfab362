//! Metadata into formulas, rules and formats.

use super::number::NumberFormat;
use super::scope::{ObjectScope, target};
use super::summary::Summary;
use super::{Calculated, Rule, Worked};
use apex_sema::UNSUPPORTED;
use apex_sema::catalog::{Catalog, ObjectInfo};
use sf_formula::{Blanks, Formula, FormulaError, Kind, Use};
use sf_metadata::xml::Element;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A component that may have something to work out.
#[derive(Debug, Clone, Copy)]
pub struct Definition<'d> {
    /// `CustomObject`, `CustomField` or `ValidationRule`; others have nothing.
    pub kind: &'d str,
    /// Full name: `Object`, `Object.Name`.
    pub member: &'d str,
    /// Its metadata.
    pub tree: &'d Element,
}

/// What is wrong with one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Which of the definitions.
    pub index: usize,
    /// The element.
    pub element: &'static str,
    /// Line inside the element's text, from 0.
    pub line: u32,
    /// What is wrong.
    pub message: String,
}

impl Mistake {
    /// Whether the platform would accept it: the local org cannot work it out.
    pub fn is_gap(&self) -> bool {
        self.message.starts_with(UNSUPPORTED)
    }
}

impl Calculated {
    /// Everything that definitions say, and every mistake in them. A wrong one is left out.
    pub fn read<'d>(definitions: impl IntoIterator<Item = Definition<'d>>, catalog: &Catalog) -> (Self, Vec<Mistake>) {
        let mut builder =
            Builder { catalog, done: Self::default(), mistakes: Vec::new(), index: 0, formulas: Vec::new() };
        for (index, definition) in definitions.into_iter().enumerate() {
            builder.index = index;
            builder.add(definition);
        }
        builder.circles();
        (builder.done, builder.mistakes)
    }
}

struct Builder<'c> {
    catalog: &'c Catalog,
    done: Calculated,
    mistakes: Vec<Mistake>,
    index: usize,
    /// Formula fields by definition: object and field.
    formulas: Vec<(usize, Arc<str>, Arc<str>)>,
}

impl Builder<'_> {
    fn add(&mut self, definition: Definition<'_>) {
        let Definition { kind, member, tree } = definition;
        let (object, name) = member.split_once('.').unwrap_or((member, ""));
        // What belongs to activities is defined on `Activity`, which is no object by itself.
        let owners = if object == "Activity" { vec!["Task", "Event"] } else { vec![object] };
        for object in owners {
            let Some(object) = self.catalog.object(object) else { continue };
            match kind {
                "CustomField" => self.field(&object, name, tree),
                "ValidationRule" => self.rule(&object, tree),
                "CustomObject" => {
                    if let Some(name_field) = tree.children.iter().find(|e| e.name == "nameField") {
                        self.number(&object, "Name", name_field);
                    }
                }
                _ => {}
            }
        }
    }

    fn mistake(&mut self, element: &'static str, line: usize, message: impl Into<String>) {
        let line = u32::try_from(line).unwrap_or(0);
        let mistake = Mistake { index: self.index, element, line, message: message.into() };
        if !self.mistakes.contains(&mistake) {
            self.mistakes.push(mistake);
        }
    }

    fn compile(
        &mut self,
        element: &'static str,
        object: &ObjectInfo,
        text: &str,
        place: Use,
        expected: Kind,
        blanks: Blanks,
    ) -> Option<Formula> {
        let scope = ObjectScope { catalog: self.catalog, object, place };
        match Formula::compile(text, &scope, place, expected, blanks) {
            Ok(formula) => Some(formula),
            Err(FormulaError { message, at }) => {
                self.mistake(element, text.get(..at).unwrap_or_default().matches('\n').count(), message);
                None
            }
        }
    }

    fn of(&mut self, object: &ObjectInfo) -> &mut super::OfObject {
        self.done.objects.entry(object.name.to_ascii_lowercase()).or_default()
    }

    fn field(&mut self, object: &ObjectInfo, name: &str, tree: &Element) {
        let Some(field) = object.field(name).map(|f| f.name.clone()) else { return };
        let kind = tree.child_text("type").unwrap_or_default().trim();
        if kind == "Summary" {
            match Summary::parse(tree, self.catalog) {
                Ok(summary) => {
                    self.of(object).fields.insert(field.to_ascii_lowercase(), Worked::Summary(summary));
                }
                Err(message) => self.mistake("summaryOperation", 0, message),
            }
        }
        if kind == "AutoNumber" {
            self.number(object, name, tree);
        }
        let Some(text) = tree.child_text("formula").filter(|text| !text.trim().is_empty()) else {
            return self.default_value(object, &field, kind, tree);
        };
        let expected = match kind {
            "Text" => Kind::Text,
            "Checkbox" => Kind::Boolean,
            "Number" | "Currency" | "Percent" => Kind::Number,
            "Date" => Kind::Date,
            "DateTime" => Kind::DateTime,
            "Time" => Kind::Time,
            // Our own wording.
            other => return self.mistake("type", 0, format!("a formula cannot be of type {other}")),
        };
        let blanks = match tree.child_text("formulaTreatBlanksAs").map(str::trim) {
            Some("BlankAsBlank") => Blanks::Blank,
            _ => Blanks::Zero,
        };
        if let Some(formula) = self.compile("formula", object, text, Use::Field, expected, blanks) {
            self.formulas.push((self.index, object.name.clone(), field.clone()));
            self.of(object).fields.insert(field.to_ascii_lowercase(), Worked::Formula(formula));
        }
    }

    /// The default value of a field, a formula of its own: Metadata API guide, CustomField, `defaultValue`.
    fn default_value(&mut self, object: &ObjectInfo, field: &Arc<str>, kind: &str, tree: &Element) {
        let Some(text) = tree.child_text("defaultValue").filter(|text| !text.trim().is_empty()) else { return };
        let expected = match kind {
            "Checkbox" => Kind::Boolean,
            "Number" | "Currency" | "Percent" => Kind::Number,
            "Date" => Kind::Date,
            "DateTime" => Kind::DateTime,
            "Time" => Kind::Time,
            _ => Kind::Text,
        };
        let scope = ObjectScope { catalog: self.catalog, object, place: Use::Field };
        match Formula::compile(text, &scope, Use::Field, expected, Blanks::Blank) {
            Ok(formula) => {
                self.of(object).defaults.insert(field.clone(), formula);
            }
            // Our own wording: what the platform says of a wrong default value is not known.
            Err(FormulaError { message, .. }) => {
                let message = message.strip_prefix(UNSUPPORTED).unwrap_or(&message).to_owned();
                self.mistake("defaultValue", 0, format!("{UNSUPPORTED}this default value: {message}"));
            }
        }
    }

    /// Rules are always in the order of their names, because components are.
    fn rule(&mut self, object: &ObjectInfo, tree: &Element) {
        let text = |element: &str| tree.child_text(element).filter(|text| !text.trim().is_empty());
        let shown = text("errorDisplayField").map(str::trim);
        let field = shown.and_then(|name| object.field(name)).map(|f| f.name.clone());
        if let (Some(name), None) = (shown, &field) {
            let message = format!("In field: errorDisplayField - no CustomField named {}.{name} found", object.name);
            self.mistake("errorDisplayField", 0, message);
        }
        for element in ["errorConditionFormula", "errorMessage"] {
            if text(element).is_none() {
                self.mistake(element, 0, format!("Required field is missing: {element}"));
            }
        }
        let (Some(condition), Some(message)) = (text("errorConditionFormula"), text("errorMessage")) else { return };
        let compiled =
            self.compile("errorConditionFormula", object, condition, Use::Rule, Kind::Boolean, Blanks::Blank);
        if let Some(condition) = compiled
            && text("active").map(str::trim) == Some("true")
        {
            self.of(object).rules.push(Rule { condition, message: message.trim().into(), field });
        }
    }

    fn number(&mut self, object: &ObjectInfo, field: &str, tree: &Element) {
        let format = tree.child_text("displayFormat").filter(|_| tree.child_text("type") == Some("AutoNumber"));
        let Some(format) = format else { return };
        match NumberFormat::parse(format, tree.child_text("startingNumber")) {
            Ok(format) => {
                self.of(object).numbers.insert(field.to_ascii_lowercase(), format);
            }
            Err(message) => self.mistake("displayFormat", 0, message),
        }
    }

    /// Takes out formulas that read themselves, directly or through others.
    fn circles(&mut self) {
        let formulas = std::mem::take(&mut self.formulas);
        for (index, object, field) in &formulas {
            let mut seen = BTreeSet::new();
            let mut open = vec![(object.clone(), field.clone())];
            while let Some((at, name)) = open.pop() {
                let Some(Worked::Formula(formula)) = self.done.worked(&at, &name) else { continue };
                let Some(info) = self.catalog.object(&at) else { continue };
                for next in formula.fields().into_iter().filter_map(|path| target(self.catalog, &info, path)) {
                    if seen.insert(next.clone()) {
                        open.push(next);
                    }
                }
            }
            if seen.contains(&(object.clone(), field.clone())) {
                self.index = *index;
                let message = format!(
                    "Formula cannot use another formula field that directly or indirectly refers to itself. {field}"
                );
                self.mistake("formula", 0, message);
            }
        }
    }
}
