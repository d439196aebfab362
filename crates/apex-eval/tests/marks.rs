//! The signature table says `+` exactly where there is an implementation. `APEX_MARKS=write` corrects the table.

use apex_sema::platform::platform;
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn marks_agree_with_the_registry() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../apex-sema/src/platform");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(&dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "sig") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut out = String::new();
        let mut current = None;
        let mut seen = [0, 0];
        for line in text.lines() {
            if !line.starts_with(' ') {
                let name = line.split(' ').nth(1).unwrap().split('<').next().unwrap();
                current = platform().find(name);
                seen = [0, 0];
                writeln!(out, "{line}").unwrap();
                continue;
            }
            let ty = current.expect("a member belongs to a type");
            let mark = if apex_eval::marked(ty, line, &mut seen) { "+" } else { "" };
            writeln!(out, "  {mark}{}", line.trim().trim_start_matches('+')).unwrap();
        }
        if out != text {
            if std::env::var("APEX_MARKS").is_ok_and(|v| v == "write") {
                std::fs::write(&path, out).unwrap();
            } else {
                wrong.push(path.display().to_string());
            }
        }
    }
    assert!(wrong.is_empty(), "run this test with APEX_MARKS=write: {wrong:?}");
}
