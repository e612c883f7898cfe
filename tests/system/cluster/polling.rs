//! Socket.IO by long-polling alone: a request after the other, each of which a gateway may send
//! anywhere.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::world::text;

/// How long an event may take.
const EVENT_MAX: Duration = Duration::from_secs(30);
/// Between two packets of one payload.
const SEPARATOR: char = '\u{1e}';

pub struct Polling {
    http: Client,
    url: String,
    events: VecDeque<(String, Value)>,
}

impl Polling {
    /// Opens sessions until one is on this node, and says hello there.
    pub async fn open_at(gateway: &str, node: &str, token: &str) -> Self {
        let http = Client::builder().no_proxy().build().unwrap();
        let door = format!("{gateway}/socket.io/?EIO=4&transport=polling");
        for _ in 0..20 {
            let opening = http.get(&door).send().await.unwrap().text().await.unwrap();
            let opening: Value = serde_json::from_str(opening.strip_prefix('0').unwrap()).unwrap();
            let sid = text(&opening["sid"]);
            if sid.starts_with(node) {
                let url = format!("{door}&sid={sid}");
                let events = VecDeque::new();
                let session = Self { http, url, events };
                session
                    .post(&format!("40{}", json!({ "token": token })))
                    .await;
                return session;
            }
        }
        panic!("the gateway never chose {node}");
    }

    /// The next event of this name, past others.
    pub async fn until(&mut self, name: &str) -> (String, Value) {
        let began = Instant::now();
        loop {
            while let Some(event) = self.events.pop_front() {
                if event.0 == name {
                    return event;
                }
            }
            assert!(began.elapsed() < EVENT_MAX, "no {name} came");
            self.poll().await;
        }
    }

    pub async fn say(&self, name: &str, data: Value) {
        self.post(&format!("42{}", json!([name, data]))).await;
    }

    async fn poll(&mut self) {
        let answer = self.http.get(&self.url).send().await.unwrap();
        let (status, body) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, StatusCode::OK, "{body}");
        for packet in body.split(SEPARATOR) {
            if packet == "2" {
                self.post("3").await;
            } else if let Some(event) = packet.strip_prefix("42") {
                let event: Value = serde_json::from_str(event).unwrap();
                self.events.push_back((text(&event[0]), event[1].clone()));
            }
        }
    }

    async fn post(&self, packet: &str) {
        let request = self.http.post(&self.url).body(packet.to_owned());
        let answer = request.send().await.unwrap();
        let (status, body) = (answer.status(), answer.text().await.unwrap());
        assert_eq!((status, body.as_str()), (StatusCode::OK, "ok"));
    }
}
