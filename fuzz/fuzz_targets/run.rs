//! Any text is refused, or runs to a result, an exception or a limit.
#![no_main]

use apex_eval::Interp;
use apex_sema::program::MethodRef;
use apex_sema::{Source, compile};
use libfuzzer_sys::fuzz_target;
use local_org::{Org, Session};
use sf_schema::Schema;
use std::sync::LazyLock;

static ORG: LazyLock<Org> = LazyLock::new(|| Org::new(Schema::standard()));

fuzz_target!(|body: &str| {
    let text = format!("@IsTest public with sharing class T {{ public static void run() {{ {body} }} }}");
    let Ok(program) = compile(&[Source { path: "T.cls".into(), text }], &ORG.catalog) else { return };
    let Some(class) = program.class("T") else { return };
    let Some(index) = class.methods.iter().position(|method| &*method.name == "run") else { return };
    let at = MethodRef { class: class.id, index: u32::try_from(index).unwrap_or(0) };
    std::thread::scope(|scope| {
        let work = || {
            let mut org = ORG.clone();
            let user = org.administrator.clone();
            let mut session = Session::new(&mut org, user, 0);
            let mut interp = Interp::new(&program, &mut session);
            interp.set_test();
            let _ = interp.call_static(at, Vec::new());
        };
        // Apex recursion needs a large stack.
        let started = std::thread::Builder::new().stack_size(1 << 30).spawn_scoped(scope, work);
        started.expect("a thread").join().expect("no panic");
    });
});
