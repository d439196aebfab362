//! Any text is parsed or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = apex_syntax::parse_unit(text);
    let _ = apex_syntax::parse_statements(text);
    let _ = apex_syntax::parse_query(text);
});
