//! Programs with what they print: the files of programs below `tests/apex` of the repository, see [`cases`].
//!
//! The text of a case is the body of a class; `run()` is called. What `System.debug` prints, and the exception that ends
//! the run, must be the lines behind `// Expect: `. Without a `run` method the text is the body of `run` itself. Lines of
//! `--- trigger` begin triggers that the case brings along.

#[path = "../../../tests/apex/cases.rs"]
mod cases;

use apex_eval::{Interp, Stop};
use apex_sema::platform::platform;
use apex_sema::program::{MethodRef, Program};
use apex_sema::ty::Ty;
use apex_sema::{CompileError, Source, compile};
use local_org::{Org, Session};
use sf_schema::Schema;
use std::collections::HashSet;
use std::path::Path;

/// A case as a class with its triggers.
fn program(org: &Org, text: &str) -> Result<Program, Vec<CompileError>> {
    let mut parts = text.split("--- trigger\n");
    let text = parts.next().unwrap_or_default();
    let body =
        if text.contains(" run()") { text.to_string() } else { format!("public static void run() {{ {text} }}") };
    let class = Source::new("T.cls", format!("@IsTest public with sharing class T {{ {body} }}"));
    let triggers = parts.map(|text| Source::new("T.trigger", text));
    let sources: Vec<Source> = [class].into_iter().chain(triggers).collect();
    compile(&sources, &org.catalog)
}

/// Runs one case and gives what it printed.
fn run(org: &Org, name: &str, text: &str) -> Vec<String> {
    let program = match program(org, text) {
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
    let mut wrong = Vec::new();
    let all = cases::cases(cases::PROGRAMS);
    for case in &all {
        // Apex recursion needs a large stack.
        let found = std::thread::scope(|scope| {
            let work = || run(&org, &case.name, &case.text);
            std::thread::Builder::new().stack_size(1 << 30).spawn_scoped(scope, work).unwrap().join().unwrap()
        });
        if found != case.expected {
            wrong.push(format!("{}: {}\n  expected {:#?}\n  found {found:#?}", case.file, case.name, case.expected));
        }
    }
    assert!(all.len() >= 300, "the cases are gone");
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

/// The members of the platform that a program uses: `new 12 3`, `call 12 3` with type and number of the constructor or
/// method, `read 12 name`. They are taken from the text that its code has for debugging, which needs no walk.
fn used(program: &Program) -> HashSet<String> {
    let code = format!("{:?}", program.classes);
    let mut used = HashSet::new();
    let natives: Vec<&str> = code.split("Native { ty: ").collect();
    for pair in natives.windows(2) {
        let what = if pair[0].ends_with("NewNative(") { "new" } else { "call" };
        let (ty, rest) = pair[1].split_once(", method: ").unwrap();
        used.insert(format!("{what} {ty} {}", rest.split_once(',').unwrap().0));
    }
    let fields: Vec<&str> = code.split(", field: \"").collect();
    for pair in fields.windows(2) {
        let ty = pair[0].rsplit_once("ty: ").map_or("", |(_, ty)| ty);
        used.insert(format!("read {ty} {}", pair[1].split_once('"').unwrap().0.to_lowercase()));
    }
    used
}

#[test]
fn every_built_in_has_an_example() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let org = Org::new(Schema::standard());
    let mut examples = HashSet::new();
    for case in cases::cases(cases::PROGRAMS) {
        examples.extend(program(&org, &case.text).iter().flat_map(used));
    }
    // What needs deployed metadata is in projects of its own.
    for project in ["project", "formulas"] {
        let project = local_org::project::load(&[tests.join(project)], &[]).unwrap();
        examples.extend(used(&project.program));
    }
    let mut missing = Vec::new();
    for ty in &platform().types {
        let mut expect = |key: String, shown: String| {
            if !examples.contains(&key) {
                missing.push(format!("{}.{shown}", ty.full_name()));
            }
        };
        for (what, members) in [("call", &ty.methods), ("new", &ty.constructors)] {
            for (i, member) in members.iter().enumerate().filter(|(_, m)| m.implemented) {
                let name = if what == "new" { "new" } else { &member.name };
                expect(format!("{what} {} {i}", ty.id), format!("{name}({})", types(&member.params)));
            }
        }
        for field in ty.fields.iter().filter(|f| f.implemented) {
            expect(format!("read {} {}", ty.id, field.name.to_lowercase()), field.name.to_string());
        }
    }
    assert!(
        missing.is_empty(),
        "{} built-ins without an example below tests/apex:\n{}",
        missing.len(),
        missing.join("\n")
    );
}

fn types(list: &[Ty]) -> String {
    list.iter().map(|ty| apex_sema::show(ty, &[])).collect::<Vec<_>>().join(", ")
}
