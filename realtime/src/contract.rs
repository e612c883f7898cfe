//! The AsyncAPI document: what sockets carry, both ways. Shapes are those of `wire::frame`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use wire::frame::shapes;

/// What clients may ask for: name, what for, and the members of its object.
const ASKS: [(&str, &str, &[&str]); 5] = [
    (
        "typing",
        "Somebody types where they take part",
        &["conversationId"],
    ),
    ("stop-typing", "They stopped", &["conversationId"]),
    (
        "refresh-token",
        "A new token for the same person",
        &["token"],
    ),
    (
        "watch",
        "An admin or auditor looks at a conversation as it goes on, and says why",
        &["conversationId", "reason"],
    ),
    ("unwatch", "They look away", &["conversationId"]),
];

/// The document.
///
/// # Errors
/// Never for the shapes there are; serde's signature says it might.
pub fn asyncapi(title: &str, version: &str) -> Result<Value, serde_json::Error> {
    let mut schemas = Map::new();
    let mut payloads: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for shape in shapes() {
        for (name, schema) in shape.schemas {
            schemas.insert(name, serde_json::to_value(schema)?);
        }
        let payload = json!({"$ref": format!("#/components/schemas/{}", shape.schema_name)});
        payloads
            .entry(shape.name.as_str())
            .or_default()
            .push(payload);
    }
    let mut messages = Map::new();
    let mut sent = Vec::new();
    for (name, mut payload) in payloads {
        let payload = match payload.len() {
            1 => payload.remove(0),
            _ => json!({"oneOf": payload}),
        };
        messages.insert(name.to_owned(), json!({"name": name, "payload": payload}));
        sent.push(name.to_owned());
    }
    let mut asked = Vec::new();
    for (name, summary, members) in ASKS {
        let properties: Map<_, _> = members
            .iter()
            .map(|member| ((*member).to_owned(), json!({"type": "string"})))
            .collect();
        let payload = json!({"type": "object", "properties": properties, "required": members});
        let message = json!({"name": name, "summary": summary, "payload": payload});
        messages.insert(name.to_owned(), message);
        asked.push(name.to_owned());
    }
    schemas.insert("Ack".to_owned(), ack());
    messages.insert(
        "ack".to_owned(),
        json!({
            "name": "ack",
            "summary": "The answer to what was asked with an id",
            "payload": {"$ref": "#/components/schemas/Ack"},
        }),
    );
    let operation = |action: &str, channel: &str, names: &[String]| {
        let references = names
            .iter()
            .map(|name| json!({"$ref": format!("#/channels/{channel}/messages/{name}")}));
        json!({
            "action": action,
            "channel": {"$ref": format!("#/channels/{channel}")},
            "messages": references.collect::<Vec<_>>(),
        })
    };
    let channel = |address: &str, description: &str| {
        let references: Map<_, _> = messages
            .keys()
            .map(|name| {
                let reference = json!({"$ref": format!("#/components/messages/{name}")});
                (name.clone(), reference)
            })
            .collect();
        json!({"address": address, "description": description, "messages": references})
    };
    let heard = [sent, vec!["ack".to_owned()]].concat();
    Ok(json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": title,
            "version": version,
            "description": "What sockets carry. A socket gets what its user takes part in; there is \
                nothing to subscribe to.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "socketIo": channel(
                "/socket.io/",
                "Socket.IO protocol 5, over WebSocket or long-polling: an event's name and one object; \
                 those with a cursor carry it once more as a second argument. CONNECT carries \
                 `{token?, cursor?}`.",
            ),
            "plain": channel(
                "/ws",
                "WebSocket with JSON texts. First `{type: \"hello\", token?, cursor?}`; events are \
                 `{type: \"event\", event, data}`; what is asked is its object with `type` and an \
                 `id` for the answer.",
            ),
        },
        "operations": {
            "hearOverSocketIo": operation("send", "socketIo", &heard),
            "askOverSocketIo": operation("receive", "socketIo", &asked),
            "hearPlain": operation("send", "plain", &heard),
            "askPlain": operation("receive", "plain", &asked),
        },
        "components": {"messages": messages, "schemas": schemas},
    }))
}

fn ack() -> Value {
    json!({
        "type": "object",
        "properties": {
            "ok": {"type": "boolean"},
            "code": {"type": "string", "description": "Why not"},
        },
        "required": ["ok"],
    })
}
