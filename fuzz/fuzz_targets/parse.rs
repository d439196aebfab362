//! Lexer and parser.
#![no_main]

#[allow(dead_code, reason = "each program feeds one of them")]
#[path = "../../crates/local-org/tests/fuzz/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|text: &str| targets::parse(text));
