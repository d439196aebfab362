//! Times the org over loopback HTTP: start, `tools/call` of the reference project as the administrator and as the
//! integration user, and calls a second. Run it in release mode:
//!
//! ```text
//! cargo run --release -p local-org --example http_timing
//! ```

#![allow(clippy::print_stdout, reason = "an example prints its result")]

#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../tests/http/client.rs"]
mod client;
#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../tests/http/world.rs"]
mod world;

use client::Client;
use local_org::Org;
use local_org::server::{Config, Server};
use serde_json::{Value, json};
use sf_schema::Schema;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Calls in one series.
const CALLS: usize = 2_000;
/// Clients at once in the second series.
const CLIENTS: usize = 4;
/// Grants the tools of the server that is asked.
const PERMISSION_SET: &str = "Acme_Mcp_sales_insight";

fn main() {
    let begin = Instant::now();
    drop(Server::start(Org::new(Schema::standard()), Config::default()).unwrap());
    println!("start of an empty org        {:?}", begin.elapsed());

    let server = world::project();
    let administrator = server.world.lock().administrator.clone();
    // Tools ask for their custom permissions, which administrators do not have by themselves.
    for user in [administrator, world::user(&server, "agent")] {
        world::assign(&server, &user, PERMISSION_SET);
    }
    series_of("administrator", server.address, server.administrator_token.expose());
    series_of("integration user", server.address, &world::agent(&server).token);
}

/// Times the calls of a user, one client and several at once.
fn series_of(user: &str, address: SocketAddr, token: &str) {
    let reply = call(&mut Client::new(address, token));
    assert!(reply.contains("Harbour Bakery"), "not the answer that was expected: {reply}");
    println!("as the {user}:");
    let mut times = series(address, token);
    times.sort();
    println!("tools/call, median           {:?}", times[times.len() / 2]);
    println!("tools/call, 99 of 100 within {:?}", times[times.len() * 99 / 100]);

    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| series(address, token));
        }
    });
    let done = (CLIENTS * CALLS) as f64;
    println!("{CLIENTS} clients                    {:.0} calls a second", done / begin.elapsed().as_secs_f64());
}

fn series(address: SocketAddr, token: &str) -> Vec<Duration> {
    let mut client = Client::new(address, token);
    (0..CALLS)
        .map(|_| {
            let begin = Instant::now();
            call(&mut client);
            begin.elapsed()
        })
        .collect()
}

fn call(client: &mut Client) -> String {
    let body: Value = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "search_accounts", "arguments": {"name_contains": "har"}}});
    let headers = [("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream")];
    let reply = client.send("POST", "/services/apexrest/mcp/sales-insight", &headers, &body.to_string());
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.text().to_owned()
}
