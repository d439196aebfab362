//! Fields that one tool of a server masks and another opens.

use super::Findings;
use crate::lower::{Fields, carried, former_values, narrows_down};
use crate::model::{Model, Output, Path, Server};
use diag::catalogue::exposure as codes;
use sf_schema::Schema;
use std::collections::BTreeMap;

/// A mask holds for a whole server: its callers may call every tool.
pub fn check(model: &Model, schema: &Schema, findings: &mut Findings) {
    model.servers.iter().for_each(|server| of_server(model, schema, server, findings));
}

/// The fields that tools of a server mask, with those that tell of them.
pub struct Masked<'m> {
    schema: &'m Schema,
    fields: BTreeMap<(String, String), Mask<'m>>,
}

/// Who masks what.
pub struct Mask<'m> {
    /// The tool.
    pub by: &'m str,
    /// The field that it names, as `Object.Field`.
    pub field: String,
}

impl<'m> Masked<'m> {
    /// What the tools of a server mask.
    pub fn of(model: &'m Model, schema: &'m Schema, server: &'m Server) -> Self {
        let mut fields = BTreeMap::new();
        let masked = model.tools_of(server).flat_map(|tool| {
            let outputs = tool.operation.outputs().into_iter().map(|(_, output)| output);
            outputs.filter(|output| output.mask.is_some()).map(|output| (tool.name.as_str(), &output.path))
        });
        let masked: Vec<(&str, &Path)> = masked.collect();
        // Who masks the field itself is named before who masks another one of which it tells.
        for (by, path) in &masked {
            fields.entry(key(path)).or_insert_with(|| Mask { by, field: named(path) });
        }
        for (by, path) in masked {
            for held in hidden(schema, path) {
                fields.entry(held).or_insert_with(|| Mask { by, field: named(path) });
            }
        }
        Self { schema, fields }
    }

    /// The mask that a value would get around, or that the field itself has.
    pub fn find(&self, path: &Path) -> Option<&Mask<'m>> {
        let around = || carried(self.schema, path).into_iter().find_map(|held| self.fields.get(&held));
        self.fields.get(&key(path)).or_else(around)
    }

    /// The first mask among the fields of an sObject.
    fn of_object(&self, object: &str) -> Option<&Mask<'m>> {
        self.fields.iter().find(|((of, _), _)| of == object).map(|(_, mask)| mask)
    }

    /// The same of a field of an sObject.
    pub fn find_field(&self, object: &str, field: &str) -> Option<&Mask<'m>> {
        let field = self.schema.object(object)?.field(field)?.clone();
        self.find(&Path { object: object.to_owned(), steps: Vec::new(), field })
    }
}

/// The fields from which the value at the end of a path follows: its parts, and what a formula is made of if that is one
/// field only. Of several, each may be shown while the mask hides what they make together.
fn hidden(schema: &Schema, path: &Path) -> Fields {
    let all = carried(schema, path);
    let is_made = |(object, field): &&(String, String)| {
        let field = schema.object(object).and_then(|object| object.field(field));
        field.is_some_and(|field| field.calculated || field.formula.is_some() || field.summarizes.is_some())
    };
    if is_made(&&key(path)) && all.iter().filter(|field| !is_made(field)).count() > 1 {
        return Fields::from([key(path)]);
    }
    all
}

fn of_server(model: &Model, schema: &Schema, server: &Server, findings: &mut Findings) {
    let masked = Masked::of(model, schema, server);
    for tool in model.tools_of(server) {
        let outputs = tool.operation.outputs();
        for (_, output) in outputs.iter().filter(|(_, output)| output.mask.is_none() && output.pii.is_none()) {
            if let Some(mask) = masked.find(&output.path) {
                let (by, it) = (mask.by, mask.it(&output.path));
                let message = format!("`{}` returns `{}` as it is, and `{by}` masks {it}", tool.name, output.path);
                let hint = "mask it here too, leave it out, or write a `pii` justification beside it";
                findings.report(&codes::MASKED_ELSEWHERE, output.origin.place(), message, hint);
            }
            let of = former_values(output.path.owner(), &output.path.field.name);
            if let Some(mask) = of.and_then(|of| masked.of_object(&of)) {
                let (path, field, by) = (&output.path, &mask.field, mask.by);
                let message = format!("`{path}` holds former and new values of `{field}` too, which `{by}` masks");
                let hint = "leave it out, or write a `pii` justification beside it";
                findings.report(&codes::MASKED_ELSEWHERE, output.origin.place(), message, hint);
            }
        }
        // What a handler returns of what it reads, only its code says; a written reason answers for that.
        if tool.operation.handler().is_some() && tool.justification.is_none() {
            let read = tool.access.objects.iter().flat_map(|(object, o)| o.returned.iter().map(move |f| (object, f)));
            for (object, field) in read {
                let Some(mask) = masked.find_field(object, field) else { continue };
                let field = format!("{object}.{field}");
                let it = if mask.field == field { "it".to_owned() } else { format!("`{}`", mask.field) };
                let message = format!("the handler of `{}` reads `{field}`, and `{}` masks {it}", tool.name, mask.by);
                let hint = "leave it out of `access`, or write in `justification` of the tool why it is read";
                findings.report(&codes::MASKED_ELSEWHERE, tool.origin.place(), message, hint);
            }
        }
        for (_, condition) in tool.operation.conditions().into_iter().filter(|(_, c)| narrows_down(c)) {
            let path = &condition.path;
            // The tool's own result was looked at when the condition was read.
            let returned = outputs.iter().any(|(_, output)| output.path == *path);
            if let Some(mask) = masked.find(path).filter(|_| !returned) {
                let message = format!("by this comparison a model could find out `{path}`, {}", mask.which(path));
                findings.report(&codes::MASKED_ELSEWHERE, condition.origin.place(), message, "compare with `eq`");
            }
        }
        // What is searched in is what a written reason is about.
        let matches = tool.operation.matches().into_iter().filter(|_| tool.justification.is_none());
        let searched = "search in fields that no tool masks, or write the reason in `justification` of the tool";
        let other = "use another field, or take the mask away and write a `pii` justification there";
        // The tool's own result was looked at when the order was read, and not what a search in `name` looks at.
        let told = tool.operation.tells_of().into_iter().map(|told| (told, other, true));
        for (told, hint, masked_too) in told.chain(matches.map(|told| (told, searched, false))) {
            let own = |output: &Output, mask: &Mask<'_>| {
                let same = output.path == *told.path || named(&output.path) == mask.field;
                same && (masked_too || output.mask.is_none())
            };
            let mask = masked.find(told.path);
            if let Some(mask) = mask.filter(|mask| !outputs.iter().any(|(_, output)| own(output, mask))) {
                let message = format!("{} tells of `{}`, {}", told.by, told.path, mask.which(told.path));
                findings.report(&codes::MASKED_ELSEWHERE, told.origin.place(), message, hint);
            }
        }
    }
}

impl Mask<'_> {
    /// What is masked: `it`, or the other field of which it tells.
    fn it(&self, path: &Path) -> String {
        if self.field == named(path) { "it".to_owned() } else { format!("`{}`, of which it tells", self.field) }
    }

    fn which(&self, path: &Path) -> String {
        let Self { by, field } = self;
        if *field == named(path) {
            format!("which `{by}` masks")
        } else {
            format!("and so `{field}`, which `{by}` masks")
        }
    }
}

/// The sObject and the field.
fn key(path: &Path) -> (String, String) {
    (path.owner().to_owned(), path.field.name.clone())
}

fn named(path: &Path) -> String {
    format!("{}.{}", path.owner(), path.field.name)
}
