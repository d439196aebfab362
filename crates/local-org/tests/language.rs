//! Apex snippets with what they print: `apex/<area>.apex`.
//!
//! A case starts with `=== name`. Its text is the body of a class; `run()` is called. What `System.debug` prints, and
//! the exception that ends the run, must be the lines behind `// Expect: `. Without a `run` method the text is the
//! body of `run` itself. `// Source: ` names the page a case comes from; a case without one is refused. Lines of
//! `--- trigger` begin triggers that the case brings along.

use apex_eval::{Interp, Stop};
use apex_sema::platform::platform;
use apex_sema::program::MethodRef;
use apex_sema::{Source, compile};
use local_org::{Org, Session};
use sf_schema::Schema;
use std::collections::HashSet;
use std::path::Path;

/// Runs one case and gives what it printed.
fn run(org: &Org, name: &str, text: &str) -> Vec<String> {
    let mut parts = text.split("--- trigger\n");
    let text = parts.next().unwrap_or_default();
    let body =
        if text.contains(" run()") { text.to_string() } else { format!("public static void run() {{ {text} }}") };
    let class = Source::new("T.cls", format!("@IsTest public with sharing class T {{ {body} }}"));
    let triggers = parts.map(|text| Source::new("T.trigger", text));
    let sources: Vec<Source> = [class].into_iter().chain(triggers).collect();
    let program = match compile(&sources, &org.catalog) {
        Ok(program) => program,
        Err(errors) => return errors.iter().map(|e| format!("{name}: {}: {}", e.span.line, e.message)).collect(),
    };
    let mut org = org.for_tests();
    let user = org.administrator.clone();
    let mut session = Session::new(&mut org, user, 1_767_603_600_000);
    let mut interp = Interp::new(&program, &mut session);
    interp.set_test();
    let class = program.class("T").unwrap();
    let index = class.methods.iter().position(|m| &*m.name == "run").unwrap();
    let ended = interp.call_static(MethodRef { class: class.id, index: index as u32 }, Vec::new());
    let stopped = match ended {
        Ok(_) => None,
        Err(Stop::Exception(value)) => {
            let (ty, message, _) = interp.describe_exception(&value);
            Some(format!("{ty}: {message}"))
        }
        Err(Stop::Limit(message)) => Some(format!("limit: {message}")),
        Err(Stop::Gap(message)) => Some(message),
        Err(Stop::NullChain) => Some("null chain".into()),
    };
    drop(interp);
    let mut lines: Vec<String> =
        session.log.iter().map(|l| l.splitn(3, '|').nth(2).unwrap_or("").to_string()).collect();
    lines.extend(stopped);
    lines
}

#[test]
fn snippets_print_what_they_should() {
    let org = Org::new(Schema::standard());
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/apex");
    let mut wrong = Vec::new();
    let mut cases = 0;
    let mut files: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        for case in text.split("=== ").skip(1) {
            let (name, body) = case.split_once('\n').unwrap();
            let expected: Vec<String> =
                body.lines().filter_map(|l| l.trim().strip_prefix("// Expect: ")).map(str::to_string).collect();
            let source = body.lines().find_map(|l| l.strip_prefix("// Source: "));
            assert!(source.is_some_and(|s| !s.trim().is_empty()), "{}: {name} has no source", path.display());
            let code: String =
                body.lines().filter(|l| !l.trim().starts_with("// Expect: ")).collect::<Vec<_>>().join("\n");
            // Apex recursion needs a large stack.
            let found = std::thread::scope(|scope| {
                let org = &org;
                let work = move || run(org, name, &code);
                std::thread::Builder::new().stack_size(1 << 30).spawn_scoped(scope, work).unwrap().join().unwrap()
            });
            cases += 1;
            if found != expected {
                wrong.push(format!("{}: {name}\n  expected {expected:#?}\n  found {found:#?}", path.display()));
            }
        }
    }
    assert!(cases > 0, "no cases");
    assert!(wrong.is_empty(), "{} of {cases} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_built_in_has_an_example() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    // What needs deployed metadata is in projects of its own.
    let of_projects = ["project/main/classes/RoutesTest.cls", "formulas/force-app/main/default/classes/ClaimsTest.cls"];
    let mut cases: String =
        of_projects.iter().map(|path| std::fs::read_to_string(tests.join(path)).unwrap().to_lowercase()).collect();
    for entry in std::fs::read_dir(tests.join("apex")).unwrap() {
        cases.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap().to_lowercase());
    }
    let words: HashSet<&str> = cases.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut missing = Vec::new();
    for ty in &platform().types {
        let methods = ty.methods.iter().filter(|m| m.implemented).map(|m| &m.name);
        let fields = ty.fields.iter().filter(|f| f.implemented).map(|f| &f.name);
        let without = methods.chain(fields).filter(|name| !words.contains(&*name.to_lowercase()));
        missing.extend(without.map(|name| format!("{}.{name}", ty.full_name())));
    }
    missing.dedup();
    assert_eq!(missing, Vec::<String>::new(), "add an example below tests/apex");
}
