//! The two dialects: how the same session is spoken as Socket.IO and as plain JSON.

mod plain;
mod socket_io;

use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use serde::Deserialize;
use serde_json::Value;
use wire::frame::FrameName;

use crate::close::Close;

/// How a socket speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Dialect {
    /// Socket.IO protocol 5 over engine.io 4.
    SocketIo,
    /// JSON objects with a `type`.
    Plain,
}

/// What a client said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Said {
    /// `hello`, or CONNECT.
    Hello(Hello),
    /// CONNECT to a namespace there is not.
    OtherNamespace(String),
    /// A sign of life.
    Pong,
    /// It asks for one.
    Ping(String),
    /// Something to do, perhaps to be acknowledged.
    Ask(Ask),
    /// It leaves.
    Leave,
    /// It speaks through another connection from now on, where what waited is to be written.
    Moved,
    /// Nothing of interest.
    Nothing,
}

/// A named request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ask {
    pub(crate) name: String,
    pub(crate) content: Value,
    pub(crate) id: Option<u64>,
}

/// Who comes, and where they were.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Hello {
    pub(crate) token: Option<String>,
    pub(crate) cursor: Option<String>,
    /// Socket.IO's own recovery: the last cursor that came as an argument.
    pub(crate) offset: Option<String>,
    /// Socket.IO's own recovery: the log it came from.
    pub(crate) pid: Option<String>,
}

/// The text makes no sense in its dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

impl Dialect {
    pub(crate) fn parse(self, text: &str) -> Result<Said, Malformed> {
        match self {
            Self::SocketIo => socket_io::parse(text),
            Self::Plain => plain::parse(text),
        }
    }

    /// A frame that says where one is. Socket.IO carries the cursor once more, for its own
    /// recovery: the client hands back the last one it got, whatever the frame.
    pub(crate) fn placed(self, name: FrameName, data: &str, cursor: &str) -> Utf8Bytes {
        match self {
            Self::SocketIo => format!(r#"42["{}",{data},"{cursor}"]"#, name.as_str()).into(),
            Self::Plain => plain::event(name, data).into(),
        }
    }

    /// A frame about the socket itself, which is nowhere in the log.
    pub(crate) fn event(self, name: FrameName, data: &str) -> Utf8Bytes {
        match self {
            Self::SocketIo => format!(r#"42["{}",{data}]"#, name.as_str()).into(),
            Self::Plain => plain::event(name, data).into(),
        }
    }

    /// The answer to an [`Ask`] that wants one.
    pub(crate) fn ack(self, id: u64, refusal: Option<&'static str>) -> Utf8Bytes {
        let outcome = match refusal {
            None => r#""ok":true"#.to_owned(),
            Some(code) => format!(r#""ok":false,"code":"{code}""#),
        };
        match self {
            Self::SocketIo => format!("43{id}[{{{outcome}}}]").into(),
            Self::Plain => format!(r#"{{"type":"ack","id":{id},{outcome}}}"#).into(),
        }
    }

    pub(crate) fn ping(self) -> Utf8Bytes {
        match self {
            Self::SocketIo => Utf8Bytes::from_static("2"),
            Self::Plain => Utf8Bytes::from_static(r#"{"type":"ping"}"#),
        }
    }

    /// What is said at once, before anybody said who they are.
    pub(crate) fn opening(
        self,
        sid: &str,
        upgrades: &[&str],
        ping: Duration,
        pong: Duration,
    ) -> Option<Utf8Bytes> {
        match self {
            Self::SocketIo => Some(socket_io::open(sid, upgrades, ping, pong).into()),
            Self::Plain => None,
        }
    }

    /// What is said once it is known who they are.
    pub(crate) fn welcome(self, sid: &str, pid: &str) -> Option<Utf8Bytes> {
        match self {
            Self::SocketIo => Some(format!(r#"40{{"sid":"{sid}","pid":"{pid}"}}"#).into()),
            Self::Plain => None,
        }
    }

    /// How a handshake is refused in words, where the dialect has them.
    pub(crate) fn refusal(self, code: &str, message: &str) -> Option<Utf8Bytes> {
        match self {
            Self::SocketIo => Some(socket_io::connect_error("", code, message).into()),
            Self::Plain => None,
        }
    }

    /// How a namespace is refused.
    pub(crate) fn no_namespace(self, namespace: &str) -> Option<Utf8Bytes> {
        match self {
            Self::SocketIo => {
                Some(socket_io::connect_error(namespace, "not-found", "Invalid namespace").into())
            }
            Self::Plain => None,
        }
    }

    /// What is said just before closing: why, and in Socket.IO that coming back is of no use,
    /// which it would otherwise do by itself.
    pub(crate) fn farewell(self, close: Close) -> Vec<Utf8Bytes> {
        let data = wire::frame::Closing {
            code: close.code(),
            retry: close.is_worth_a_retry(),
        };
        let data = format!(r#"{{"code":{},"retry":{}}}"#, data.code, data.retry);
        let mut texts = vec![self.event(FrameName::Closing, &data)];
        if self == Self::SocketIo && !close.is_worth_a_retry() {
            texts.push(Utf8Bytes::from_static("41"));
        }
        texts
    }
}
