//! Classes with what Salesforce's front end says about them: the files of classes below `tests/apex` of the repository,
//! see [`cases`].

#[path = "../../../tests/apex/cases.rs"]
mod cases;

use apex_sema::catalog::{Catalog, FromSchema};
use apex_sema::{CompileError, ErrorKind, Source, check, compile};
use cases::{CLASSES, Case, TOGETHER, cases};
use sf_schema::Schema;
use std::fmt::Write as _;
use std::sync::Arc;

fn errors(case: &Case, catalog: &Arc<Catalog>) -> Vec<CompileError> {
    let mut parts = case.text.split("--- ");
    let mut sources = vec![Source::new("Demo.cls", parts.next().unwrap_or_default())];
    sources.extend(parts.map(|part| {
        let (path, text) = part.split_once('\n').expect("a name and a class");
        Source::new(path, text)
    }));
    sources.iter_mut().for_each(|source| source.api_version = case.api_version);
    let mut errors = compile(&sources, catalog).map_or_else(|errors| errors, |program| program.gaps);
    assert_eq!(check(&sources, catalog), errors, "{}: both ways find the same", case.name);
    told(&mut errors);
    errors
}

/// Leaves what is recorded: one message a line, and nothing of what the local org cannot run.
fn told(errors: &mut Vec<CompileError>) {
    errors.retain(|e| e.kind != ErrorKind::Unsupported);
    let mut seen = Vec::new();
    errors.retain(|e| {
        let again = seen.contains(&(e.span.line, e.message.clone()));
        seen.push((e.span.line, e.message.clone()));
        !again
    });
}

/// Whether the checker says what the front end says.
fn agrees(case: &Case, errors: &[CompileError]) -> bool {
    let says = |e: &CompileError, line: u32, message: &str| e.span.line == line && e.message.starts_with(message);
    if errors.first().is_some_and(|e| e.kind == ErrorKind::Syntax) {
        // After a syntax error the front end goes on guessing; we stop.
        return case.errors.iter().any(|(line, message)| says(&errors[0], *line, message));
    }
    case.errors.len() == errors.len()
        && case.errors.iter().all(|(line, message)| errors.iter().any(|e| says(e, *line, message)))
}

#[test]
fn the_checker_agrees_with_the_front_end() {
    let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(Schema::standard()))));
    let (mut report, mut wrong, mut refused) = (String::new(), 0, 0);
    let all = cases(CLASSES);
    for case in &all {
        let errors = errors(case, &catalog);
        refused += usize::from(!case.errors.is_empty());
        let fine = match &*case.differs {
            "" => agrees(case, &errors),
            "words" => !case.errors.is_empty() && !errors.is_empty() && !agrees(case, &errors),
            "accepted" => !case.errors.is_empty() && errors.is_empty(),
            "refused" => case.errors.is_empty() && !errors.is_empty(),
            _ => false,
        };
        if !fine {
            wrong += 1;
            let _ = writeln!(report, "{}: {}\n{}", case.file, case.name, case.text.trim_end());
            for (line, message) in &case.errors {
                let _ = writeln!(report, "    wanted {line}: {message}");
            }
            for e in &errors {
                let _ = writeln!(report, "    found  {}: {}", e.span.line, e.message);
            }
        }
    }
    assert!(all.len() >= 3_000 && refused >= 1_500, "the cases are gone: {} with {refused} refused", all.len());
    assert!(wrong == 0, "{wrong} of {} disagree:\n{report}", all.len());
}

/// Each case is a class, and all are compiled together.
#[test]
fn classes_of_several_files_see_what_they_may() {
    let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(Schema::standard()))));
    let all = cases(TOGETHER);
    let source = |case: &Case| Source::new(format!("{}.cls", case.name), case.text.clone());
    let errors = check(&all.iter().map(source).collect::<Vec<_>>(), &catalog);
    let mut report = String::new();
    for (file, case) in all.iter().enumerate() {
        let mut found: Vec<CompileError> = errors.iter().filter(|e| e.file == file).cloned().collect();
        told(&mut found);
        if !agrees(case, &found) {
            let _ = writeln!(report, "{}\n    wanted {:?}", case.text.trim_end(), case.errors);
            for e in &found {
                let _ = writeln!(report, "    found  {}: {}", e.span.line, e.message);
            }
        }
    }
    assert!(all.len() >= 50, "the cases are gone");
    assert!(report.is_empty(), "{report}");
}

#[test]
#[should_panic(expected = "a/b.apex: second has no `// Source: `")]
fn a_case_has_a_source() {
    let own = "=== first\n// Source: someone\npublic class Demo { }\n";
    cases::read("a/b.apex", &format!("// Cases: classes\n\n{own}\n=== second\npublic class Demo {{ }}\n"));
}

#[test]
#[should_panic(expected = "a/b.apex must begin with `// Cases: `")]
fn a_file_that_no_test_reads_is_refused() {
    cases::read("a/b.apex", "// Source: someone\n\n=== first\npublic class Demo { }\n");
}
