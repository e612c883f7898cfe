//! What a client makes of frames, by the interface's words alone.

use domain::UserId;
use serde_json::{Value, json};

use crate::log::seen::Seen;

/// Applies a frame about the conversation to what `me` holds of it.
pub fn reduce(held: &mut Seen, me: UserId, name: &str, data: &Value) {
    let me = json!(me);
    let conversation = &mut held.conversation;
    if let Some(seq) = data.get("seq") {
        conversation["lastSeq"] = seq.clone();
    }
    match name {
        "new-message" => {
            let message = &data["message"];
            conversation["lastActivityAt"] = message["sentAt"].clone();
            conversation["lastMessage"] = last(message);
            if message["authorId"] != me {
                add(&mut conversation["unread"], 1);
            }
            held.messages.push(message.clone());
        }
        "message-updated" => {
            let message = &data["message"];
            let is_back = data["change"] == "restored";
            if is_back && counts(conversation, &me, &message["authorId"], &message["seq"]) {
                add(&mut conversation["unread"], 1);
            }
            set_last(conversation, &data["lastMessage"]);
            let preview: String = message["body"]
                .as_str()
                .unwrap()
                .chars()
                .take(120)
                .collect();
            for it in &mut held.messages {
                if it["id"] == message["id"] {
                    *it = message.clone();
                }
                answer(it, &message["id"], &preview, false);
            }
        }
        "message-deleted" => {
            let id = &data["messageId"];
            if counts(conversation, &me, &data["authorId"], &data["messageSeq"]) {
                add(&mut conversation["unread"], -1);
            }
            set_last(conversation, &data["lastMessage"]);
            for it in &mut held.messages {
                if it["id"] == *id {
                    it["body"] = json!("");
                    it["files"] = json!([]);
                    it["deletedAt"] = data["deletedAt"].clone();
                    it["deletedBy"] = data["deletedBy"].clone();
                }
                answer(it, id, "", true);
            }
        }
        "message-read" => {
            for participant in conversation["participants"].as_array_mut().unwrap() {
                if participant["userId"] == data["userId"] {
                    participant["readSeq"] = data["readSeq"].clone();
                }
            }
            if data["userId"] == me {
                conversation["readSeq"] = data["readSeq"].clone();
                conversation["unread"] = data["unread"].clone();
                conversation.as_object_mut().unwrap().remove("unreadFrom");
            }
        }
        "conversation-updated" if data["change"] == "mine" => {
            for key in ["readSeq", "unread", "muted"] {
                conversation[key] = data[key].clone();
            }
            let object = conversation.as_object_mut().unwrap();
            object.remove("unreadFrom");
            if !data["unreadFrom"].is_null() {
                object.insert("unreadFrom".to_owned(), data["unreadFrom"].clone());
            }
        }
        "conversation-updated" => {
            let known = conversation["participants"].as_array().unwrap().clone();
            for (key, value) in data["conversation"].as_object().unwrap() {
                conversation[key] = value.clone();
            }
            for participant in conversation["participants"].as_array_mut().unwrap() {
                let same = |it: &&Value| {
                    it["userId"] == participant["userId"]
                        && it["joinedSeq"] == participant["joinedSeq"]
                };
                let read = known.iter().find(same).map(|it| it["readSeq"].clone());
                participant["readSeq"] = read.unwrap_or_else(|| participant["joinedSeq"].clone());
            }
        }
        other => panic!("no client knows {other}"),
    }
    let others = conversation["participants"].as_array().unwrap().iter();
    let others = others
        .filter(|it| it["userId"] != me)
        .map(|it| it["readSeq"].as_u64().unwrap());
    let (highest, lowest) = (others.clone().max(), others.min());
    conversation["othersReadSeq"] = json!(highest.unwrap_or_default());
    conversation["allReadSeq"] = json!(lowest.unwrap_or_default());
}

/// Whether a message counts as unread.
fn counts(conversation: &Value, me: &Value, author: &Value, seq: &Value) -> bool {
    let above = match conversation["unreadFrom"].as_u64() {
        Some(from) => from - 1,
        None => conversation["readSeq"].as_u64().unwrap(),
    };
    author != me && seq.as_u64().unwrap() > above
}

fn add(count: &mut Value, change: i64) {
    *count = json!(count.as_i64().unwrap() + change);
}

fn last(message: &Value) -> Value {
    let preview: String = message["body"]
        .as_str()
        .unwrap()
        .chars()
        .take(120)
        .collect();
    json!({
        "id": message["id"], "seq": message["seq"], "authorId": message["authorId"],
        "preview": preview, "sentAt": message["sentAt"]
    })
}

fn set_last(conversation: &mut Value, last: &Value) {
    let object = conversation.as_object_mut().unwrap();
    object.remove("lastMessage");
    if !last.is_null() {
        object.insert("lastMessage".to_owned(), last.clone());
    }
}

/// A reply shows its original as it is.
fn answer(message: &mut Value, original: &Value, preview: &str, is_deleted: bool) {
    if message["replyTo"]["id"] == *original {
        message["replyTo"]["preview"] = json!(preview);
        message["replyTo"]["deleted"] = json!(is_deleted);
    }
}
