//! What a `search` means.

use super::{Search, SearchGroup, SearchObject, SearchSpec, ignores_group};
use crate::lower::{Lowering, Use, text_at};
use crate::model::{Output, ParameterKind, Path};
use crate::operation::{Operation, OperationSpec};
use crate::spec::ScopeAccess;
use crate::yaml::Pos;
use diag::catalogue::{exposure as codes, policy, spec as spec_codes};
use sf_schema::{Certainty, Field, FieldType, Origin, SObject};

const DEFAULT_LIMIT: u32 = 10;
/// Rows of one SOSL query (Apex Developer Guide, "Execution Governors and Limits").
const MOST_ROWS: u32 = 2000;

impl OperationSpec for SearchSpec {
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>> {
        let term = cx.parameter(&self.term)?;
        cx.require(&self.term, term);
        if !matches!(term.kind, ParameterKind::Text { min, .. } if min >= 2) {
            let message = format!("`{}` must be a `string` of at least two characters", self.term);
            cx.report(
                &codes::TYPE_MISMATCH,
                self.term.at,
                message,
                "SOSL needs two: use `type: string` and `minLength: 2`",
            );
        }
        let mut objects: Vec<SearchObject> = Vec::new();
        for spec in &self.objects {
            let Some(object) = cx.object(&spec.object) else { continue };
            if !object.searchable {
                let message = format!("`{}` cannot be searched by SOSL", object.name);
                let hint = match object.origin {
                    Origin::Project(_) => {
                        "set `<enableSearch>true</enableSearch>` in its object file, or use a `query` tool for it"
                    }
                    _ => "use a `query` tool for it",
                };
                cx.report(&codes::OBJECT_OPERATION, spec.object.at, message, hint);
            }
            if objects.iter().any(|o| o.object == object.name) {
                let message = format!("`{}` is searched twice", object.name);
                cx.report(&spec_codes::DUPLICATE_NAME, spec.object.at, message, "keep one of them");
                continue;
            }
            cx.touch(object, ScopeAccess::Read, at);
            let outputs = cx.outputs(object, &spec.fields);
            self.keep_within_scopes(cx, object, spec.object.at);
            self.note_searched(cx, object, &outputs, at);
            let conditions = cx.all_conditions(object, None, &spec.always, &[]);
            let limit = spec.limit.map_or(DEFAULT_LIMIT, |l| l.value);
            objects.push(SearchObject {
                object: object.name.clone(),
                key: object.name.clone(),
                outputs,
                conditions,
                limit,
                looked_at: self.looked_at(object),
                origin: cx.origin(spec.object.at),
            });
        }
        let rows: u32 = objects.iter().map(|o| o.limit).sum();
        if rows > MOST_ROWS {
            let message = format!("the search can find {rows} records, and SOSL returns at most {MOST_ROWS}");
            cx.report(&policy::GOVERNOR_LIMIT, at, message, "lower the limits of its objects");
        }
        let group = self.group.map_or(SearchGroup::Name, |g| g.value);
        (!objects.is_empty())
            .then(|| Box::new(Search { term: term.name.clone(), group, objects }) as Box<dyn Operation>)
    }
}

impl SearchSpec {
    /// Reports a search that would tell of fields which the tool's scopes do not list. E-mail and phone fields are held to
    /// them where [`Self::note_searched`] notes them.
    fn keep_within_scopes<'a>(&self, cx: &mut Lowering<'a>, object: &'a SObject, at: Pos) {
        let group = self.group.as_ref().map_or(SearchGroup::Name, |group| group.value);
        if cx.scopes.0.is_empty() {
            return;
        }
        if group == SearchGroup::All || ignores_group(&object.name) {
            let message =
                format!("the search tells of every searchable field of `{}`, whatever the scope lists", object.name);
            let hint =
                "search in `name`, `email` or `phone`; where SOSL looks at every field all the same, use a `query`";
            cx.report(&codes::OUTSIDE_SCOPE, at, message, hint);
            return;
        }
        if group != SearchGroup::Name {
            return;
        }
        // The further fields that SOSL counts among the names of a standard sObject stand in the review document: a scope
        // that had to list them would let tools return them.
        let Some(field) = object.name_field() else { return };
        if let Some(problem) = cx.scopes.forbid_field(&object.name, &field.name, false, &[ScopeAccess::Read]) {
            let message = format!("a search in `name` looks at `{}.{}`: {problem}", object.name, field.name);
            let hint = format!("add `{}` to `fields` of the object in the scope, or use a `query`", field.name);
            cx.report(&codes::OUTSIDE_SCOPE, at, message, hint);
        }
    }

    /// The fields of an sObject that the search looks at.
    fn looked_at(&self, object: &SObject) -> Vec<Path> {
        let group = self.group.as_ref().map_or(SearchGroup::Name, |group| group.value);
        let group = if ignores_group(&object.name) { SearchGroup::All } else { group };
        let is_searched = |field: &&Field| match group {
            SearchGroup::Email => field.data_type == FieldType::Email,
            SearchGroup::Phone => field.data_type == FieldType::Phone,
            SearchGroup::Name => field.name_field,
            SearchGroup::All => matches!(
                field.data_type,
                FieldType::String
                    | FieldType::TextArea
                    | FieldType::LongTextArea
                    | FieldType::RichTextArea
                    | FieldType::Email
                    | FieldType::Phone
                    | FieldType::Url
                    | FieldType::Picklist(_)
                    | FieldType::Combobox(_)
                    | FieldType::MultiPicklist(_)
            ),
        };
        let path = |field: &Field| Path { object: object.name.clone(), steps: Vec::new(), field: field.clone() };
        object.fields().iter().filter(is_searched).map(path).collect()
    }

    /// Notes the e-mail or phone fields of an sObject as used where the search looks at them: field-level security keeps
    /// a search from matching fields that the user may not read (Salesforce Help, "Field-Level Security for Custom
    /// Fields in Search"). Reports those of which a match would tell although they are not returned.
    fn note_searched<'a>(&self, cx: &mut Lowering<'a>, object: &'a SObject, outputs: &[Output], at: Pos) {
        let Some(group) = &self.group else { return };
        if !matches!(group.value, SearchGroup::Email | SearchGroup::Phone) {
            return;
        }
        let there = |path: &Path| path.field.certainty == Certainty::Known && path.field.feature.is_none();
        for path in self.looked_at(object).into_iter().filter(there) {
            cx.field(object, &text_at(&path.field.name, at), Use::Used);
            if let Some(reason) = cx.hidden(&path, outputs).filter(|_| !cx.justified) {
                let message = format!("each match tells of `{}.{path}`, {reason}", object.name);
                let hint = "search in `name`, return the field with a `pii` justification, or write the reason in \
                            `justification` of the tool";
                cx.report(&codes::PII_UNJUSTIFIED, group.at, message, hint);
            }
        }
    }
}
