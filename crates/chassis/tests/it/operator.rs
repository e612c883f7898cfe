use chassis::http::serve;
use chassis::operator::{Readiness, router};
use chassis::shutdown::Shutdown;
use chassis::telemetry::Metrics;
use domain::LogId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::app::Reply;

#[test]
fn ready_is_when_every_part_is() {
    let readiness = Readiness::new();
    assert!(readiness.is_ready());
    let (log, bus) = (readiness.register("log"), readiness.register("bus"));
    assert!(!readiness.is_ready());
    log.open();
    bus.close("kafka does not answer");
    assert_eq!(
        readiness.report().checks["bus"].reason.as_deref(),
        Some("kafka does not answer")
    );
    bus.note("kafka is slow");
    assert!(readiness.is_ready());
    assert_eq!(
        readiness.report().checks["bus"].reason.as_deref(),
        Some("kafka is slow")
    );
    bus.open();
    assert!(readiness.is_ready());
    log.close("gone");
    drop(log);
    assert!(readiness.is_ready());
}

#[tokio::test]
async fn the_operator_sees_life_readiness_and_numbers() {
    let readiness = Readiness::new();
    let gate = readiness.register("log");
    let log = LogId {
        log_id: uuid::Uuid::nil(),
        incarnation: 3,
    };
    readiness.of_log(log);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = Shutdown::new();
    shutdown.spawn(
        "operator",
        serve(
            listener,
            router(Metrics::detached().unwrap(), readiness),
            shutdown.clone(),
        ),
    );
    let ask = async |path: &str| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(
                format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes(),
            )
            .await
            .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        Reply::parse(&text)
    };
    assert_eq!(ask("/livez").await.status, 200);
    let starting = ask("/readyz").await;
    assert_eq!(starting.status, 503);
    assert_eq!(
        starting.json(),
        serde_json::json!({
            "ready": false,
            "log": {"id": "00000000-0000-0000-0000-000000000000", "incarnation": 3},
            "checks": {"log": {"ready": false, "reason": "is starting"}},
            "places": {},
        })
    );
    gate.open();
    assert_eq!(ask("/readyz").await.status, 200);
    assert!(
        ask("/metrics")
            .await
            .header("content-type")
            .unwrap()
            .starts_with("text/plain")
    );
}
