//! Socket.IO protocol 5 in engine.io 4 packets.
//!
//! A text frame is one engine.io packet: a digit for its kind, then its content. Kind 4 holds a
//! Socket.IO packet: again a digit, then a namespace (unless it is the main one), an id for the
//! answer, and JSON.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Ask, Hello, Malformed, Said};
use crate::routes::FRAME_BYTES_MAX;

pub(super) fn open(sid: &str, upgrades: &[&str], ping: Duration, pong: Duration) -> String {
    let content = json!({
        "sid": sid,
        "upgrades": upgrades,
        "pingInterval": millis(ping),
        "pingTimeout": millis(pong),
        "maxPayload": FRAME_BYTES_MAX,
    });
    format!("0{content}")
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn connect_error(namespace: &str, code: &str, message: &str) -> String {
    let content = json!({"message": message, "data": {"code": code}});
    if namespace.is_empty() {
        format!("44{content}")
    } else {
        format!("44{namespace},{content}")
    }
}

pub(super) fn parse(text: &str) -> Result<Said, Malformed> {
    let mut characters = text.chars();
    match characters.next() {
        None | Some('5' | '6') => Ok(Said::Nothing),
        Some('1') => Ok(Said::Leave),
        Some('2') => Ok(Said::Ping(format!("3{}", characters.as_str()))),
        Some('3') => Ok(Said::Pong),
        Some('4') => packet(characters.as_str()),
        Some(_) => Err(Malformed),
    }
}

fn packet(text: &str) -> Result<Said, Malformed> {
    let mut characters = text.chars();
    let kind = characters.next().ok_or(Malformed)?;
    let (namespace, rest) = namespace(characters.as_str());
    match kind {
        '0' if !namespace.is_empty() => Ok(Said::OtherNamespace(namespace.to_owned())),
        '0' => hello(rest),
        '1' => Ok(Said::Leave),
        '2' if namespace.is_empty() => event(rest),
        // Answers to questions that we never ask.
        '3' if namespace.is_empty() => Ok(Said::Nothing),
        // Binary packets among them: nothing here is binary.
        _ => Err(Malformed),
    }
}

/// "/" is the main namespace, spelled out. A query after a name is not ours to read.
fn namespace(text: &str) -> (&str, &str) {
    if !text.starts_with('/') {
        return ("", text);
    }
    let (name, rest) = text.split_once(',').unwrap_or((text, ""));
    let name = name.split_once('?').map_or(name, |(name, _)| name);
    (if name == "/" { "" } else { name }, rest)
}

fn hello(json: &str) -> Result<Said, Malformed> {
    if json.is_empty() {
        return Ok(Said::Hello(Hello::default()));
    }
    serde_json::from_str(json)
        .map(Said::Hello)
        .map_err(|_| Malformed)
}

fn event(text: &str) -> Result<Said, Malformed> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (id, json) = text.split_at_checked(digits).ok_or(Malformed)?;
    let id = match id {
        "" => None,
        id => Some(id.parse().map_err(|_| Malformed)?),
    };
    let parts: Vec<Value> = serde_json::from_str(json).map_err(|_| Malformed)?;
    let mut parts = parts.into_iter();
    match parts.next() {
        Some(Value::String(name)) => Ok(Said::Ask(Ask {
            name,
            content: parts.next().unwrap_or_default(),
            id,
        })),
        Some(_) | None => Err(Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connect_may_bring_the_stock_recovery() {
        let said = parse(r#"40{"pid":"p","offset":"o","token":"t"}"#);
        let hello = Hello {
            token: Some("t".to_owned()),
            cursor: None,
            offset: Some("o".to_owned()),
            pid: Some("p".to_owned()),
        };
        assert_eq!(said, Ok(Said::Hello(hello)));
        assert_eq!(parse("40"), Ok(Said::Hello(Hello::default())));
        assert_eq!(parse("40/,"), Ok(Said::Hello(Hello::default())));
    }

    #[test]
    fn an_event_with_an_id_wants_an_answer() {
        let said = parse(r#"4217["typing",{"conversationId":"x"}]"#);
        let ask = Ask {
            name: "typing".to_owned(),
            content: json!({"conversationId": "x"}),
            id: Some(17),
        };
        assert_eq!(said, Ok(Said::Ask(ask)));
    }

    #[test]
    fn another_namespace_is_known_by_its_name() {
        assert_eq!(
            parse("40/admin,{}"),
            Ok(Said::OtherNamespace("/admin".to_owned()))
        );
        assert_eq!(
            parse("40/admin?a=b"),
            Ok(Said::OtherNamespace("/admin".to_owned()))
        );
    }

    #[test]
    fn hostile_packets_make_no_sense() {
        let nested = format!("42[\"x\",{}", "[".repeat(10_000));
        for text in [
            "99999[]",
            "4",
            "49",
            "42",
            "42{}",
            "42[]",
            "42[1]",
            "4299999999999999999999[\"x\"]",
            "451-[\"x\",{\"_placeholder\":true,\"num\":0}]",
            "451000000000-[\"x\"]",
            "bAAAA",
            "40[]",
            "42/admin,[\"x\"]",
            "0{}",
            "é",
            &nested,
        ] {
            assert_eq!(parse(text), Err(Malformed), "{text:.40}");
        }
    }
}
