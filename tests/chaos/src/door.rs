//! How clients reach the roles: by a rule as a gateway has it, and by the other process when one is gone.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::cluster::{Cluster, Kind};

/// Longer than any answer takes while nothing is broken; a paused process does not answer at all.
const ANSWER_MAX: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub(crate) struct Door(Arc<Addresses>);

struct Addresses {
    http: Client,
    commands: Vec<String>,
    queries: Vec<String>,
    sockets: Vec<String>,
}

/// Somebody with a token.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) token: String,
}

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) key: Option<String>,
    pub(crate) if_match: Option<String>,
    pub(crate) trace: String,
    /// A file instead of a body.
    pub(crate) file: Option<Vec<u8>>,
}

/// What came back; without a status nothing did.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: Option<u16>,
    pub(crate) answer: Value,
    pub(crate) is_replayed: bool,
}

impl Reply {
    const NONE: Self = Self {
        status: None,
        answer: Value::Null,
        is_replayed: false,
    };
}

impl Ask {
    pub(crate) fn get(path: String) -> Self {
        Self::new(Method::GET, path, Value::Null)
    }

    pub(crate) fn new(method: Method, path: String, body: Value) -> Self {
        Self {
            method,
            path,
            body,
            key: None,
            if_match: None,
            trace: String::new(),
            file: None,
        }
    }
}

impl Door {
    pub(crate) fn to(cluster: &Cluster) -> anyhow::Result<Self> {
        let http = Client::builder()
            .no_proxy()
            .timeout(ANSWER_MAX)
            .pool_max_idle_per_host(64)
            .build()?;
        Ok(Self(Arc::new(Addresses {
            http,
            commands: cluster.addresses(Kind::CommandApi),
            queries: cluster.addresses(Kind::QueryApi),
            sockets: cluster.addresses(Kind::Realtime),
        })))
    }

    /// The address of a process with sockets.
    pub(crate) fn socket(&self, turn: u64) -> String {
        one(&self.0.sockets, turn)
    }

    /// Asks one of the processes that answer such a request; another turn is another process.
    pub(crate) async fn ask(&self, person: &Person, ask: &Ask, turn: u64) -> Reply {
        let processes = match ask.method {
            Method::GET => &self.0.queries,
            _ => &self.0.commands,
        };
        let url = format!("http://{}/api{}", one(processes, turn), ask.path);
        let Ok(mut token) = HeaderValue::try_from(format!("Bearer {}", person.token)) else {
            return Reply::NONE;
        };
        token.set_sensitive(true);
        let mut request = self
            .0
            .http
            .request(ask.method.clone(), url)
            .header(AUTHORIZATION, token);
        if !ask.trace.is_empty() {
            request = request.header(
                "traceparent",
                format!("00-{}-00000000000000aa-01", ask.trace),
            );
        }
        if let Some(key) = &ask.key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(version) = &ask.if_match {
            request = request.header("If-Match", version);
        }
        if let Some(bytes) = &ask.file {
            let part = reqwest::multipart::Part::bytes(bytes.clone()).file_name("note.txt");
            request = request.multipart(reqwest::multipart::Form::new().part("file", part));
        } else if !ask.body.is_null() {
            request = request.json(&ask.body);
        }
        let Ok(answer) = request.send().await else {
            return Reply::NONE;
        };
        let status = answer.status().as_u16();
        let is_replayed = answer.headers().contains_key("Idempotency-Replayed");
        // Half of an answer is none: the client cannot know what the rest says.
        match answer.bytes().await {
            Ok(bytes) => Reply {
                status: Some(status),
                answer: serde_json::from_slice(&bytes)
                    .unwrap_or_else(|_| json!(String::from_utf8_lossy(&bytes))),
                is_replayed,
            },
            Err(_) => Reply::NONE,
        }
    }
}

fn one(of: &[String], turn: u64) -> String {
    let at = usize::try_from(turn).unwrap_or(0) % of.len().max(1);
    of.get(at).cloned().unwrap_or_default()
}
