//! Bodies that do not come, and connections that become sockets.

use chassis::http::{BODY_IDLE_MAX, BodyStopped};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::app::{App, Reply, refused};

#[tokio::test(start_paused = true)]
async fn a_body_that_stops_is_408() {
    let app = App::start().await;
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    let head = format!(
        "POST /api/echo HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{{",
        app.address
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let began = tokio::time::Instant::now();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert_eq!(Reply::parse(&answer).problem(), refused(408, "timeout"));
    assert!(began.elapsed() >= BODY_IDLE_MAX);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_come_closes_the_connection() {
    let app = App::start().await;
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    stream
        .write_all(b"GET /page HTTP/1.1\r\nHost")
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
}

#[test]
fn a_stopped_body_is_found_among_the_causes() {
    let wrapped = axum::Error::new(BodyStopped);
    assert!(BodyStopped::caused(&wrapped));
    assert!(!BodyStopped::caused(&axum::Error::new(
        std::io::Error::other("x")
    )));
}

#[tokio::test]
async fn a_connection_becomes_a_socket_and_whatever_goes_over_it_is_not_read_as_http() {
    let app = App::start().await;
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    let handshake = format!(
        "GET /ws HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        app.address
    );
    stream.write_all(handshake.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    assert!(head.starts_with(b"HTTP/1.1 101"));
    // A masked text frame, with a mask of zeros.
    let text = b"GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\n";
    let length = u8::try_from(text.len()).unwrap();
    let mut frame = vec![0x81, 0x80 | length, 0, 0, 0, 0];
    frame.extend(text);
    for _ in 0..3 {
        stream.write_all(&frame).await.unwrap();
        let mut echo = vec![0; 2 + text.len()];
        stream.read_exact(&mut echo).await.unwrap();
        assert_eq!((&echo[..2], &echo[2..]), (&[0x81, length][..], &text[..]));
    }
}
