//! More clients than the org has places for, on real sockets.

use crate::world::administrator;
use local_org::Org;
use local_org::server::{Config, Server};
use sf_schema::Schema;
use std::io::{Read, Write};
use std::net::TcpStream;

/// The beginning of a request that nobody finishes.
const HEAD: &str = "GET /services/data HTTP/1.1\r\nHost: localhost\r\n";
/// A body that does not come.
const BODY: &str = "POST /services/data HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc";

fn server(connections: usize) -> Server {
    let config = Config { connections: Some(connections), ..Config::default() };
    Server::start(Org::new(Schema::standard()), config).unwrap()
}

fn client(server: &Server, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

/// What arrives until the connection is closed.
fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    // A connection that is closed with bytes unread ends in an error.
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn requests_that_are_never_finished_keep_nobody_out() {
    let server = server(8);
    for beginning in ["", HEAD, BODY] {
        let mut crowd: Vec<TcpStream> = (0..50).map(|_| client(&server, beginning)).collect();
        let reply = administrator(&server).get("/services/data");
        assert_eq!(reply.status, 200, "after {beginning:?}");
        // The newest still has its place, the oldest has lost it.
        let mut newest = crowd.pop().unwrap();
        let finished = match beginning {
            HEAD => "Connection: close\r\n\r\n",
            BODY => "defghij",
            _ => "GET /services/data HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        };
        newest.write_all(finished.as_bytes()).unwrap();
        let mut begins = [0; 9];
        newest.read_exact(&mut begins).unwrap();
        assert_eq!(&begins, b"HTTP/1.1 ");
        assert_eq!(rest(crowd.swap_remove(0)), "");
    }
}

#[test]
fn a_client_that_waits_for_its_next_request_gives_way_too() {
    let server = server(2);
    let mut first = administrator(&server);
    assert_eq!(first.get("/services/data").status, 200);
    let clients: Vec<TcpStream> = (0..2).map(|_| client(&server, HEAD)).collect();
    assert_eq!(administrator(&server).get("/services/data").status, 200);
    assert!(first.is_closed());
    drop(clients);
}
