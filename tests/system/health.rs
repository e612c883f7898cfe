//! `tidings health`, as containers and scripts ask it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};

use crate::server::{Data, run, tidings};

/// Somebody who answers one request with this.
fn answering(status: &'static str, body: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 1_024];
        let read = stream.read(&mut request).unwrap();
        assert!(request[..read].starts_with(b"GET /readyz HTTP/1.1\r\n"));
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(answer.as_bytes()).unwrap();
    });
    address
}

/// The exit code and what was printed.
fn ask(at: SocketAddr) -> (i32, String) {
    let data = Data::new();
    let mut line = std::process::Command::new(tidings(data.path(), "health").get_program());
    line.args(["health", "--operator-listen", &at.to_string()]);
    let (code, out, _, _) = run(line);
    (code, out)
}

#[test]
fn who_is_ready_says_where_it_is() {
    let at = answering(
        "200 OK",
        r#"{"ready":true,"log":{"id":"l","incarnation":2},"checks":{"bus":{"ready":true,"reason":"kafka is slow"}},"places":{"projector_lag":0}}"#,
    );
    let said = "ready; log l incarnation 2; projector lag 0; bus: kafka is slow\n";
    assert_eq!(ask(at), (0, said.to_owned()));
}

#[test]
fn who_is_not_says_why() {
    let at = answering(
        "503 Service Unavailable",
        r#"{"ready":false,"checks":{"start":{"ready":false,"reason":"is stopping"}},"places":{}}"#,
    );
    assert_eq!(ask(at), (1, "not ready; start: is stopping\n".to_owned()));
}

#[test]
fn who_is_not_there_is_not_ready() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    drop(listener);
    let (code, said) = ask(at);
    assert_eq!(code, 1);
    assert!(said.contains("cannot be asked"), "{said}");
    let (code, said) = ask(answering("200 OK", "hello"));
    assert_eq!(code, 1);
    assert!(said.contains("is not ours"), "{said}");
}
