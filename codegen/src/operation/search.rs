//! The `search` operation.

mod lower;
mod render;
mod render_tests;
mod spec;

pub use spec::*;

use super::{Operation, Row, Source, Told};
use crate::model::{Budget, Condition, Effect, Member, MemberKind, Output, Path, Records, Shape};
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::tool_test::TestContext;
use crate::rendered::Origin;
use sf_schema::Kind;

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<SearchSpec>("search");

/// Full-text search.
#[derive(Debug)]
pub struct Search {
    /// Name of the parameter with the search text.
    pub term: String,
    /// Where the text is looked for.
    pub group: SearchGroup,
    /// The objects searched.
    pub objects: Vec<SearchObject>,
}

/// One object of a search.
#[derive(Debug)]
pub struct SearchObject {
    /// API name of the sObject.
    pub object: String,
    /// Key of its list in the result.
    pub key: String,
    /// Fields returned besides Id and URL.
    pub outputs: Vec<Output>,
    /// Conditions on records.
    pub conditions: Vec<Condition>,
    /// Most records.
    pub limit: u32,
    /// The fields that it looks at, as far as they are known.
    pub looked_at: Vec<Path>,
    /// Where the spec names it.
    pub origin: Origin,
}

impl Operation for Search {
    fn key(&self) -> &'static str {
        ROW.key
    }

    fn effect(&self) -> Effect {
        Effect::Read
    }

    fn looks_everywhere(&self) -> bool {
        self.group == SearchGroup::All || self.objects.iter().any(|o| ignores_group(&o.object))
    }

    fn searched(&self) -> Option<&'static str> {
        let named = self.group == SearchGroup::Name && !self.looks_everywhere();
        (!named).then(|| self.group.meaning(self.looks_everywhere()))
    }

    fn matches(&self) -> Vec<Told<'_>> {
        let looked_at = self.objects.iter().flat_map(|object| object.looked_at.iter().map(move |path| (object, path)));
        looked_at.map(|(object, path)| Told { path, by: "the search", origin: &object.origin }).collect()
    }

    fn max_rows(&self) -> u32 {
        self.objects.iter().map(|o| o.limit).sum()
    }

    fn budget(&self) -> Budget {
        let heap = self.objects.iter().map(|object| Budget::heap_of(object.limit + 1, &object.outputs));
        Budget { searches: 1, heap: heap.fold(0, u32::saturating_add), ..Budget::default() }
    }

    fn sources(&self) -> Vec<Source<'_>> {
        let sources = self.objects.iter().map(|SearchObject { object, key, outputs, conditions, limit, .. }| {
            let mut fields = self.group.meaning(ignores_group(object)).to_owned();
            let more = more_name_fields(object).filter(|_| self.group == SearchGroup::Name && !ignores_group(object));
            fields.extend(more.map(|more| format!(", which to SOSL is also {more}, returned or not")));
            let selection = format!("at most {limit} records that have the argument {} in {fields}", self.term);
            Source::many(object, selection).of(conditions).returning(outputs).at(key)
        });
        sources.collect()
    }

    fn shape(&self) -> Shape {
        let list = |o: &SearchObject| {
            let rows = MemberKind::Rows(Member::fields(&o.outputs));
            Member::new(&o.key, format!("{} found.", o.object), rows).always()
        };
        Shape { records: Records::None, more: self.objects.iter().map(list).collect() }
    }

    fn render(&self, cx: &ToolContext<'_>) -> ToolBody {
        render::render(self, cx)
    }

    fn render_tests(&self, cx: &mut TestContext<'_>) {
        render_tests::render(self, cx);
    }
}

/// Whether SOSL looks at all fields of an sObject, whatever group is asked for (SOQL and SOSL Reference, "IN
/// SearchGroup": articles, documents, feed items, files, products and solutions).
fn ignores_group(object: &str) -> bool {
    const WHOLE: [&str; 8] = [
        "ContentDocument",
        "ContentNote",
        "ContentVersion",
        "Document",
        "FeedComment",
        "FeedItem",
        "Product2",
        "Solution",
    ];
    WHOLE.contains(&object) || Kind::of_name(object) == Kind::Knowledge
}

/// What SOSL counts among the name fields of a standard sObject besides its name, also in the language of the org, where
/// the running user may read it (SOQL and SOSL Reference, "IN SearchGroup").
fn more_name_fields(object: &str) -> Option<&'static str> {
    Some(match object {
        "Account" => "Website or Site",
        "Asset" => "SerialNumber",
        "Case" => "SuppliedName, SuppliedCompany or Subject",
        "Contact" => "AssistantName or the name of the account",
        "Event" | "Task" => "Subject",
        "Lead" => "Company",
        "Note" => "Title",
        "User" => "CommunityNickname",
        _ => return None,
    })
}

impl SearchGroup {
    /// The fields in words; `everywhere`: those of an sObject for which the group does not count.
    fn meaning(self, everywhere: bool) -> &'static str {
        match self {
            Self::Name if !everywhere => "a name field",
            Self::Email if !everywhere => "an e-mail field, returned or not",
            Self::Phone if !everywhere => "a phone field, returned or not",
            _ => "any searchable field, returned or not",
        }
    }
}
