//! Whole files through the parser.

use apex_syntax::{parse_query, parse_unit};

#[test]
fn everything_at_once() {
    let source = include_str!("data/everything.cls");
    parse_unit(source).unwrap();
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    for open in ["(", "!", "[", "a[", "new A(", "f(", "a ? "] {
        let source = format!("class A {{ Object o = {} }}", open.repeat(100_000));
        assert!(parse_unit(&source).is_err());
    }
    assert!(parse_query(&format!("SELECT Id FROM A WHERE {}", "(".repeat(100_000))).is_err());
    assert!(parse_unit(&format!("class A {{ {} }}", "class A {".repeat(100_000))).is_err());
}

#[test]
fn directory_from_environment() {
    let Ok(dirs) = std::env::var("APEX_DIRS") else { return };
    for dir in dirs.split(':') {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "cls")
                && let Err(error) = parse_unit(&std::fs::read_to_string(&path).unwrap())
            {
                panic!("{}:{error}", path.display());
            }
        }
    }
}
