//! The two dialects, as a client speaks them.

use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Plain,
    SocketIo,
}

/// What was heard.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Heard {
    /// A sign of life is wanted, this one.
    Ping(&'static str),
    Event(String, Value),
    Nothing,
}

impl Dialect {
    pub(super) const fn of(n: usize) -> Self {
        match n % 2 {
            0 => Self::Plain,
            _ => Self::SocketIo,
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::SocketIo => "socket.io",
        }
    }

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Plain => "/ws",
            Self::SocketIo => "/socket.io/?EIO=4&transport=websocket",
        }
    }

    /// The first thing that a client says.
    pub(super) fn hello(self, token: &str, cursor: Option<&str>) -> String {
        let mut hello = json!({"token": token});
        if let Some(cursor) = cursor {
            hello["cursor"] = json!(cursor);
        }
        match self {
            Self::Plain => {
                hello["type"] = json!("hello");
                hello.to_string()
            }
            Self::SocketIo => format!("40{hello}"),
        }
    }

    pub(super) fn hear(self, text: &str) -> Heard {
        match self {
            Self::Plain => match serde_json::from_str::<Value>(text) {
                Ok(said) if said["type"] == "ping" => Heard::Ping(r#"{"type":"pong"}"#),
                Ok(mut said) if said["type"] == "event" => {
                    let name = said["event"].as_str().unwrap_or_default().to_owned();
                    Heard::Event(name, said["data"].take())
                }
                Ok(_) | Err(_) => Heard::Nothing,
            },
            Self::SocketIo if text == "2" => Heard::Ping("3"),
            Self::SocketIo => {
                let event = text
                    .strip_prefix("42")
                    .map(serde_json::from_str::<Vec<Value>>);
                let Some(Ok(parts)) = event else {
                    return Heard::Nothing;
                };
                let mut parts = parts.into_iter();
                match (parts.next(), parts.next()) {
                    (Some(Value::String(name)), Some(data)) => Heard::Event(name, data),
                    (_, _) => Heard::Nothing,
                }
            }
        }
    }
}
