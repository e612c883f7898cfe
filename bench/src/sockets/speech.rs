//! What a socket says and hears, in both dialects, read as far as a benchmark has to.

use serde_json::Value;

/// How a socket speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Plain,
    SocketIo,
}

/// What a socket heard.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard<'a> {
    /// The other side wants a sign of life.
    Ping,
    /// Socket.IO's first word: now a CONNECT is expected.
    Open,
    /// Not let in.
    Refused,
    Event(Event<'a>),
    /// Nothing that is counted.
    Other,
}

/// An event: its name, where it stands, and the rest of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Event<'a> {
    pub(super) name: &'a str,
    pub(super) cursor: Option<&'a str>,
    /// Its place in its conversation, where it has one.
    pub(super) seq: Option<u64>,
    pub(super) rest: &'a str,
}

impl Dialect {
    pub(super) const BOTH: [Self; 2] = [Self::Plain, Self::SocketIo];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::SocketIo => "Socket.IO",
        }
    }

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Plain => "/ws",
            Self::SocketIo => "/socket.io/?EIO=4&transport=websocket",
        }
    }

    pub(super) const fn pong(self) -> &'static str {
        match self {
            Self::Plain => r#"{"type":"pong"}"#,
            Self::SocketIo => "3",
        }
    }

    /// Who comes, and where they were.
    pub(super) fn hello(self, token: &str, cursor: Option<&str>) -> String {
        let mut members = vec![("token", token)];
        members.extend(cursor.map(|cursor| ("cursor", cursor)));
        if self == Self::Plain {
            members.push(("type", "hello"));
        }
        let hello: serde_json::Map<_, _> = members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        let hello = Value::Object(hello);
        match self {
            Self::Plain => hello.to_string(),
            Self::SocketIo => format!("40{hello}"),
        }
    }

    pub(super) fn hear(self, text: &str) -> Heard<'_> {
        let event = match self {
            Self::Plain => match text.strip_prefix(r#"{"type":"event","event":""#) {
                Some(rest) => rest,
                None if text == r#"{"type":"ping"}"# => return Heard::Ping,
                None => return Heard::Other,
            },
            Self::SocketIo => match text.strip_prefix(r#"42[""#) {
                Some(rest) => rest,
                None if text == "2" => return Heard::Ping,
                None if text.starts_with('0') => return Heard::Open,
                None if text.starts_with("44") => return Heard::Refused,
                None => return Heard::Other,
            },
        };
        let Some((name, rest)) = event.split_once('"') else {
            return Heard::Other;
        };
        let data = match self {
            Self::Plain => rest.strip_prefix(r#","data":"#),
            Self::SocketIo => rest.strip_prefix(','),
        };
        let rest = data.unwrap_or_default();
        let (cursor, rest) = value(rest, r#"{"cursor":""#);
        let (_, rest) = value(rest, r#","position":""#);
        let (_, rest) = value(rest, r#","conversationId":""#);
        let (seq, rest) = number(rest, r#","seq":"#);
        Heard::Event(Event {
            name,
            cursor,
            seq,
            rest,
        })
    }
}

/// The text that follows here, up to its quote, and what comes after it. Members stand in the
/// order in which the server writes them, so nothing is searched for.
fn value<'a>(text: &'a str, before: &str) -> (Option<&'a str>, &'a str) {
    let found = text.strip_prefix(before);
    match found.and_then(|rest| rest.split_once('"')) {
        Some((value, rest)) => (Some(value), rest),
        None => (None, text),
    }
}

pub(super) fn number<'a>(text: &'a str, before: &str) -> (Option<u64>, &'a str) {
    let Some(rest) = text.strip_prefix(before) else {
        return (None, text);
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = rest.split_at(digits);
    (number.parse().ok(), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_tells_where_it_stands_in_both_dialects() {
        let data = r#"{"cursor":"c","position":"p","conversationId":"k","seq":7,"message":{}}"#;
        let heard = |name, rest| {
            Heard::Event(Event {
                name,
                cursor: Some("c"),
                seq: Some(7),
                rest,
            })
        };
        let plain = format!(r#"{{"type":"event","event":"new-message","data":{data}}}"#);
        let rest = r#","message":{}}}"#;
        assert_eq!(Dialect::Plain.hear(&plain), heard("new-message", rest));
        let packet = format!(r#"42["new-message",{data},"c"]"#);
        let rest = r#","message":{}},"c"]"#;
        assert_eq!(Dialect::SocketIo.hear(&packet), heard("new-message", rest));
    }

    #[test]
    fn what_has_no_place_in_a_conversation_has_no_seq() {
        let ready = r#"42["ready",{"cursor":"c","position":"p","userId":"u"},"c"]"#;
        let Heard::Event(event) = Dialect::SocketIo.hear(ready) else {
            panic!("no event");
        };
        assert_eq!(
            (event.name, event.cursor, event.seq),
            ("ready", Some("c"), None)
        );
    }
}
