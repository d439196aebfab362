//! The starting text of a tool: the example of its operation, without what only fits the example project.

use super::with_value;
use codegen::check::check;
use codegen::lower::{lower, pascal_case};
use codegen::spec::load::{SourceText, SpecSet, load};
use diag::Diagnostic;
use sf_schema::Schema;

const DESCRIPTION: &str = "\"EDIT: what the tool does and when to use it, in one or two sentences.\"";
const WHY: &str = "\"EDIT: why this field may leave the org\"";
const NEED: &str = "\"EDIT: why agents need this tool\"";
const WHERE: &str = "\"EDIT: where that decision is recorded\"";

/// The text of a new tool, before its title.
pub fn text(example: &str, name: &str, specs: &SpecSet, sources: &[SourceText]) -> String {
    let prefix = specs.projects.first().map_or("Acme", |project| project.spec.prefix.value.as_str());
    let handler = format!("{prefix}{}", pascal_case(name)).chars().take(33).collect::<String>() + "Handler";
    let mut out = String::new();
    for line in example.lines() {
        let line = match line.split_once(": ") {
            Some((key, _)) if key.trim() == "justification" => format!("{key}: {WHY}"),
            Some((key, _)) if key.trim() == "reference" => format!("{key}: {WHERE}"),
            Some((key, _)) if key.trim() == "handler" => format!("{key}: {handler}"),
            _ => line.to_owned(),
        };
        out.push_str(&line);
        out.push('\n');
    }
    let out = with_value(&with_value(&out, "name", name), "description", DESCRIPTION);
    with_scope(&out, specs, sources)
}

/// The text with a scope of the project that the tool keeps to; without any if there is none.
fn with_scope(text: &str, specs: &SpecSet, sources: &[SourceText]) -> String {
    const OF_EXAMPLE: &str = "scopes: [sales-records]\n\n";
    let plain = text.replace(OF_EXAMPLE, "");
    if plain == text {
        return plain;
    }
    let names = specs.scopes.iter().map(|scope| scope.spec.name.value.as_str());
    let mut held = names.map(|name| text.replace(OF_EXAMPLE, &format!("scopes: [{name}]\n\n")));
    held.find(|text| keeps_to_its_scope(text, sources)).unwrap_or(plain)
}

fn keeps_to_its_scope(text: &str, sources: &[SourceText]) -> bool {
    problems(text, sources, &Schema::standard()).is_empty()
}

/// The text as `check` takes it, with a reason to be written where it asks for one.
///
/// # Errors
/// What `check` would say of it for another reason.
pub fn accepted(text: String, sources: &[SourceText], schema: &Schema) -> Result<String, Diagnostic> {
    let mut found = problems(&text, sources, schema);
    if found.is_empty() {
        return Ok(text);
    }
    let reason = format!("description: {DESCRIPTION}\njustification: {NEED}\n");
    let reasoned = text.replace(&format!("description: {DESCRIPTION}\n"), &reason);
    if problems(&reasoned, sources, schema).is_empty() { Ok(reasoned) } else { Err(found.remove(0)) }
}

/// The errors in a tool with this text, in the project with these specs.
fn problems(text: &str, sources: &[SourceText], schema: &Schema) -> Vec<Diagnostic> {
    const FILE: &str = "specs/tools/a new tool.yaml";
    let mut all = sources.to_vec();
    all.push(SourceText { file: FILE.to_owned(), text: text.to_owned() });
    let (set, mut found) = load(&all);
    let nothing = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    let (model, more) = lower(&set, schema, &nothing);
    found.extend(more);
    found.extend(model.iter().flat_map(|model| check(model, schema)));
    found.retain(|finding| finding.is_error() && finding.place.as_ref().is_some_and(|place| place.file == FILE));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use codegen::operation;
    use codegen::reference::examples;

    #[test]
    fn nothing_of_the_example_project_is_left() {
        for row in operation::ALL {
            let example = examples::find(row.key).expect("each operation has one");
            let text = text(example.text, "my_tool", &SpecSet::default(), &[]);
            for word in ["sales-records", "entry 12", "drafts messages", "AcmeScoreOpportunityHandler"] {
                assert!(!text.contains(word), "{}: {word} in\n{text}", row.key);
            }
            assert!(text.contains("\nname: my_tool\n") && text.contains(DESCRIPTION), "{text}");
        }
    }

    /// For every object of the catalogue, whatever is written is what `check` takes. What it would refuse is not written,
    /// because the object does not allow the operation.
    #[test]
    fn a_new_tool_is_one_that_check_takes() {
        let project = "kind: project\nversion: 1\nname: All\nprefix: All\ncontactEmail: team@example.com\n";
        let sources = [SourceText { file: "specs/project.yaml".to_owned(), text: project.to_owned() }];
        let schema = Schema::standard();
        let (mut written, mut refused) = (0, Vec::new());
        for (object, row) in
            schema.names().into_iter().flat_map(|name| operation::ALL.iter().map(move |row| (name, row)))
        {
            let Ok(start) = super::super::object::text(&schema, object, row.key) else { continue };
            match accepted(text(&start, "my_tool", &SpecSet::default(), &sources), &sources, &schema) {
                Ok(_) => written += 1,
                Err(problem) => refused.push((problem.code.id, format!("{} {object}: {}", row.key, problem.message))),
            }
        }
        let reasons = ["EXP005", "EXP010", "EXP014", "EXP023"];
        let odd: Vec<_> = refused.iter().filter(|(code, _)| !reasons.contains(code)).collect();
        assert!(odd.is_empty(), "{odd:#?}");
        assert!(written > 700, "only {written} are written: {refused:#?}");
    }
}
