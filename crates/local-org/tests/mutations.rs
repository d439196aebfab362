//! Damaged programs are refused, or run to a result, an exception or a limit; nothing crashes.

use apex_eval::Interp;
use apex_sema::program::MethodRef;
use apex_sema::{Source, compile};
use local_org::{Org, Session};
use sf_schema::Schema;
use std::path::Path;

/// Files whose programs run into limits and take their time.
const SLOW: &[&str] = &["limits.apex", "hostile.apex", "async.apex"];

fn run(org: &Org, text: &str) {
    let source = Source { path: "Case.cls".into(), text: text.into() };
    let Ok(program) = compile(&[source], &org.catalog) else { return };
    let Some(class) = program.class("T") else { return };
    let Some(index) = class.methods.iter().position(|m| &*m.name == "run" && m.is_static) else { return };
    let mut org = org.clone();
    let user = org.administrator.clone();
    let mut session = Session::new(&mut org, user, 1_767_603_600_000);
    let mut interp = Interp::new(&program, &mut session);
    interp.set_test();
    let at = MethodRef { class: class.id, index: u32::try_from(index).unwrap() };
    // How it ends does not matter, only that it does.
    let _ = interp.call_static(at, Vec::new());
}

#[test]
fn one_word_taken_away_or_doubled() {
    let org = Org::new(Schema::standard());
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/apex");
    let mut files: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|path| !SLOW.iter().any(|slow| path.ends_with(slow)));
    files.sort();
    let mut tried = 0;
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        for (n, case) in text.split("=== ").skip(1).enumerate() {
            let code: String =
                case.lines().skip(1).filter(|l| !l.trim().starts_with("//")).collect::<Vec<_>>().join("\n");
            let code = if code.contains(" run()") { code } else { format!("public static void run() {{ {code} }}") };
            let whole = format!("@IsTest public with sharing class T {{ {code} }}");
            let words: Vec<&str> = whole.split_inclusive([' ', '\n']).collect();
            // Every seventh word of a case, another seventh in the next.
            for i in (n % 7..words.len()).step_by(7) {
                let mut fewer = words.clone();
                fewer.remove(i);
                let mut more = words.clone();
                more.insert(i, words[i]);
                for words in [fewer, more] {
                    tried += 1;
                    let (org, text) = (&org, words.concat());
                    // Apex recursion needs a large stack.
                    std::thread::scope(|scope| {
                        let work = move || run(org, &text);
                        std::thread::Builder::new()
                            .stack_size(1 << 30)
                            .spawn_scoped(scope, work)
                            .unwrap()
                            .join()
                            .unwrap();
                    });
                }
            }
        }
    }
    assert!(tried > 100, "no programs");
}
