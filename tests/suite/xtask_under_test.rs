//! The same one call as the program `xtask`, with a shorter wait where a test asks for it.

use sf_client::deploy::Timing;
use std::time::Duration;

/// Milliseconds to look for a deployment whose reply was lost.
const SEARCH: &str = "UNDER_TEST_SEARCH";

fn main() -> std::process::ExitCode {
    let usual = Timing::default();
    let millis = std::env::var(SEARCH).ok().map(|text| text.parse().expect("a number of milliseconds"));
    xtask::main_with(Timing { search: millis.map_or(usual.search, Duration::from_millis), ..usual })
}
