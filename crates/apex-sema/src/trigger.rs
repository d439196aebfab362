//! Triggers: each becomes a class of its own with one static method, which the runtime calls.

use crate::compiler::Compiler;
use crate::program::{Trigger, TriggerEvent};
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{DmlOp, Member, MethodDecl, Modifier, Modifiers, Name, TriggerDecl, TypeDecl, TypeKind};
use std::sync::Arc;

/// What fires a trigger, as written.
pub(crate) struct Head {
    pub name: Name,
    object: Name,
    events: Vec<String>,
}

/// The class that stands for a trigger. Triggers have names of their own: no class is called like this one.
pub(crate) fn class_of(trigger: TriggerDecl) -> (TypeDecl, Head) {
    let span = trigger.name.span;
    let words = |words: &[Modifier]| Modifiers {
        words: words.iter().map(|word| (*word, span)).collect(),
        annotations: Vec::new(),
    };
    let run = MethodDecl {
        modifiers: words(&[Modifier::Public, Modifier::Static]),
        returns: None,
        name: Name { text: "invoke".into(), span },
        params: Vec::new(),
        body: Some(trigger.body),
        span,
    };
    // Its methods have no object either (Apex Developer Guide, "Class Methods").
    let own = trigger.members.into_iter().map(|member| match member {
        Member::Method(mut method) => {
            method.modifiers.words.push((Modifier::Static, method.span));
            Member::Method(method)
        }
        member => member,
    });
    let class = TypeDecl {
        kind: TypeKind::Class,
        name: Name { text: format!("trigger {}", trigger.name).into(), span },
        // Apex Developer Guide, "Using the with sharing, without sharing, and inherited sharing Keywords".
        modifiers: words(&[Modifier::Public, Modifier::WithoutSharing]),
        extends: None,
        implements: Vec::new(),
        members: std::iter::once(Member::Method(run)).chain(own).collect(),
        constants: Vec::new(),
        span,
    };
    (class, Head { name: trigger.name, object: trigger.object, events: trigger.events })
}

impl Compiler<'_> {
    /// Gives the class of a trigger its name, its object and its events.
    pub(crate) fn declare_trigger(&mut self, id: ClassId, trigger: &Head) {
        self.class_mut(id).name = trigger.name.text.clone();
        let span = trigger.object.span;
        let Some(object) = self.catalog.canonical(&trigger.object.text) else {
            if self.is_foreign_record(&trigger.object) {
                return self.unsupported(span, &trigger.object.text);
            }
            return self.error(span, format!("Invalid type: {}", trigger.object));
        };
        if object.ends_with("__e") {
            self.tests_only(id, span, "triggers on platform events");
            if trigger.events.iter().any(|event| event != "after insert") {
                self.unsupported(span, "triggers on platform events before their delivery");
            }
        }
        let mut events = Vec::new();
        for text in &trigger.events {
            match event(text) {
                Some(event) if events.contains(&event) => {
                    self.error(trigger.name.span, format!("Duplicate modifier: {text}"));
                }
                Some(event) => events.push(event),
                None => self.error(trigger.name.span, format!("Invalid trigger event: {text}")),
            }
        }
        self.class_mut(id).trigger = Some(Trigger { object, events });
    }

    /// The type of a variable of the trigger context in code of `scope`: a trigger knows its object.
    pub(crate) fn in_trigger(&self, scope: ClassId, ty: &Ty) -> Ty {
        let Some(trigger) = &self.class(scope).trigger else { return ty.clone() };
        let record = Ty::Record(Arc::clone(&trigger.object));
        match ty {
            Ty::List(_) => Ty::list(record),
            Ty::Map(_) => Ty::map(Ty::Id, record),
            other => other.clone(),
        }
    }
}

/// `before insert`; there is no `before undelete` (Apex Developer Guide, "Trigger Syntax").
fn event(text: &str) -> Option<TriggerEvent> {
    let (when, what) = text.split_once(' ')?;
    let before = match when {
        "before" => true,
        "after" => false,
        _ => return None,
    };
    let op = match what {
        "insert" => DmlOp::Insert,
        "update" => DmlOp::Update,
        "delete" => DmlOp::Delete,
        "undelete" if !before => DmlOp::Undelete,
        _ => return None,
    };
    Some(TriggerEvent { before, op })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, FromSchema};
    use crate::{Source, compile};
    use sf_schema::Schema;

    fn errors(text: &str) -> Vec<String> {
        let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(Schema::standard()))));
        let class = Source::new("Same.cls", "public class Same { public static void f() {} }");
        let name = text.split(' ').nth(1).unwrap_or_default();
        let trigger = Source::new(format!("{name}.trigger"), text);
        let errors = compile(&[class, trigger], &catalog).map_or_else(|errors| errors, |program| program.gaps);
        errors.into_iter().map(|error| format!("{}: {}", error.span.line, error.message)).collect()
    }

    #[test]
    fn a_trigger_knows_the_type_of_its_records() {
        let text = "trigger Same on Account (before insert, after update) {
            for (Account a : Trigger.new) { a.Name = a.Name + Trigger.newMap.get(a.Id).Name; a.Name.addError('x'); }
            Same.f();
            if (Trigger.isInsert && Trigger.operationType == TriggerOperation.BEFORE_INSERT) { return; }
        }";
        assert_eq!(errors(text), Vec::<String>::new());
        let text = "trigger Same on Account (before insert) {\n Contact c = Trigger.new[0];\n}";
        assert_eq!(errors(text), ["2: Illegal assignment from Account to Contact"]);
    }

    #[test]
    fn a_trigger_may_have_methods_and_types() {
        let text = "trigger Same on Account (before insert) {
            private class Row { Integer n = 1; }
            enum Kind { A, B }
            void name(Account a, Row row) { a.Name = count(Trigger.new) + '' + row.n + Kind.A; }
            public Integer count(List<Account> all) { return all.size(); }
            final Integer most = 3;
            for (Account a : Trigger.new) { name(a, new Row()); }
            Integer n = count(Trigger.new);
        }";
        assert_eq!(errors(text), Vec::<String>::new());
        let text = "trigger Same on Account (before insert) {\n void go(Account a) { a.Nope = 1; }\n go('');\n}";
        let method = "Method does not exist or incorrect signature: void go(String) from the type Same";
        assert_eq!(errors(text), ["2: Variable does not exist: Nope".to_owned(), format!("3: {method}")]);
    }

    #[test]
    fn heads_are_checked() {
        assert_eq!(errors("trigger T on Nope__c (before insert) {}"), ["1: Invalid type: Nope__c"]);
        assert_eq!(errors("trigger T on Account (before undelete) {}"), ["1: Invalid trigger event: before undelete"]);
        assert_eq!(errors("trigger T on Account (before insert) { Integer i = ''; }").len(), 1);
    }
}
