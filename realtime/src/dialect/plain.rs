//! Plain JSON: objects with a `type`.

use serde_json::{Map, Value};
use wire::frame::FrameName;

use super::{Ask, Hello, Malformed, Said};

pub(super) fn parse(text: &str) -> Result<Said, Malformed> {
    if text.is_empty() {
        return Ok(Said::Nothing);
    }
    let mut object: Map<String, Value> = serde_json::from_str(text).map_err(|_| Malformed)?;
    let Some(Value::String(name)) = object.remove("type") else {
        return Err(Malformed);
    };
    match name.as_str() {
        "hello" => serde_json::from_value::<Hello>(Value::Object(object))
            .map(|hello| {
                // Recovery by pid and offset is Socket.IO's.
                Said::Hello(Hello {
                    offset: None,
                    pid: None,
                    ..hello
                })
            })
            .map_err(|_| Malformed),
        "pong" => Ok(Said::Pong),
        _ => {
            let id = match object.remove("id") {
                None | Some(Value::Null) => None,
                Some(id) => Some(id.as_u64().ok_or(Malformed)?),
            };
            let content = Value::Object(object);
            Ok(Said::Ask(Ask { name, content, id }))
        }
    }
}

pub(super) fn event(name: FrameName, data: &str) -> String {
    format!(
        r#"{{"type":"event","event":"{}","data":{data}}}"#,
        name.as_str()
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_hello_brings_token_and_cursor() {
        let said = parse(r#"{"type":"hello","token":"t","cursor":"c","pid":"ignored"}"#);
        let hello = Hello {
            token: Some("t".to_owned()),
            cursor: Some("c".to_owned()),
            ..Hello::default()
        };
        assert_eq!(said, Ok(Said::Hello(hello)));
    }

    #[test]
    fn a_request_keeps_its_content_and_its_id() {
        let said = parse(r#"{"type":"typing","id":1,"conversationId":"x"}"#);
        let ask = Ask {
            name: "typing".to_owned(),
            content: json!({"conversationId": "x"}),
            id: Some(1),
        };
        assert_eq!(said, Ok(Said::Ask(ask)));
    }

    #[test]
    fn what_is_no_object_with_a_type_makes_no_sense() {
        for text in [
            "[]",
            "1",
            "{",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"x","id":-1}"#,
        ] {
            assert_eq!(parse(text), Err(Malformed), "{text}");
        }
    }
}
