//! Times what a command pays for sObject knowledge. Run it in release mode:
//!
//! ```text
//! cargo run --release -p sf-schema --example timing
//! ```

#![allow(clippy::print_stdout, reason = "an example prints its result")]

use sf_schema::Schema;
use std::hint::black_box;
use std::time::{Duration, Instant};

const OBJECTS: [&str; 10] = [
    "Account",
    "Contact",
    "Lead",
    "Opportunity",
    "OpportunityLineItem",
    "Case",
    "CaseComment",
    "Task",
    "Event",
    "Product2",
];

fn main() {
    let (schema, start) = timed(Schema::standard);
    let ((), first) = timed(|| look_up(&schema));
    let ((), second) = timed(|| look_up(&schema));
    let ((), paths) = timed(|| {
        for _ in 0..1_000 {
            let _ = black_box(schema.resolve_path("Contact", "Account.Owner.Name"));
        }
    });
    let (all, everything) = timed(|| schema.names().into_iter().filter_map(|name| schema.object(name)).count());
    println!("start                          {start:?}");
    println!("first look-up of 10 objects    {first:?}");
    println!("second look-up of 10 objects   {second:?}");
    println!("1,000 paths of three steps     {paths:?}");
    println!("reading all {all} objects        {everything:?}");
}

fn look_up(schema: &Schema) {
    for name in OBJECTS {
        black_box(schema.object(black_box(name)));
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}
