//! What is read: beside the load, and all of it at the end.

use reqwest::Method;
use serde_json::{Value, json};

use crate::chance::Chance;
use crate::door::{Ask, Door, Person, Reply};
use crate::recorder::Recorder;
use crate::world::World;

/// Messages of a page.
const PAGE: u64 = 100;

#[derive(Clone)]
pub(crate) struct Reads {
    door: Door,
    recorder: Recorder,
}

impl Reads {
    pub(crate) const fn new(door: Door, recorder: Recorder) -> Self {
        Self { door, recorder }
    }

    async fn get(&self, person: &Person, path: String, turn: u64, mut line: Value) -> Reply {
        let begin = self.recorder.now();
        let reply = self.door.ask(person, &Ask::get(path.clone()), turn).await;
        if let Some(object) = line.as_object_mut() {
            let end = self.recorder.now();
            object.entry("final").or_insert(json!(false));
            object.entry("overlaps").or_insert(json!(true));
            object.insert("kind".to_owned(), json!("get"));
            object.insert("user".to_owned(), json!(person.id));
            object.insert("path".to_owned(), json!(path));
            object.insert("begin".to_owned(), json!(begin));
            object.insert("end".to_owned(), json!(end));
            object.insert("status".to_owned(), json!(reply.status));
            object.insert("answer".to_owned(), reply.answer.clone());
        }
        self.recorder.write(line);
        reply
    }

    /// Whoever has sent something asks for it with the position that they were given.
    pub(crate) async fn own_write(&self, person: &Person, id: &str, answer: &Value, turn: u64) {
        let (Some(position), Some(message), Some(seq)) = (
            answer.pointer("/position").and_then(Value::as_str),
            answer.pointer("/message/id"),
            answer.pointer("/message/seq").and_then(Value::as_u64),
        ) else {
            return;
        };
        let path = format!(
            "/messaging/conversations/{id}/messages?around={seq}&limit=10&minPosition={position}"
        );
        let line = json!({"what": "after", "wanted": message, "conversation": id});
        self.get(person, path, turn, line).await;
    }

    /// Somebody looks at their list, then at it again.
    pub(crate) async fn look_around(&self, world: &World, mut chance: Chance) {
        let Some(person) = chance.pick(&world.people) else {
            return;
        };
        let client = self.recorder.number();
        for turn in 0..2 {
            let line = json!({"what": "list", "client": client, "overlaps": false});
            let path = "/messaging/conversations?limit=100".to_owned();
            self.get(person, path, turn, line).await;
        }
    }

    /// The version of a conversation, as an admin sees it.
    pub(crate) async fn version(&self, admin: &Person, id: &str) -> Option<u64> {
        let ask = Ask::get("/admin/messaging/conversations?limit=100".to_owned());
        let reply = self.door.ask(admin, &ask, 0).await;
        let items = reply.answer.get("items")?.as_array()?;
        let item = items.iter().find(|item| item["id"] == id)?;
        item["version"].as_u64()
    }

    /// Everything that everybody sees, once all is quiet.
    pub(crate) async fn everything(&self, world: &World) {
        for (n, person) in world.people.iter().enumerate() {
            self.list(person, n as u64).await;
        }
        let talks = world.with(|talks| talks.clone());
        for (n, talk) in talks.iter().enumerate() {
            let mut seen = false;
            for (place, person) in world.people.iter().enumerate() {
                // Everybody of the project, and one of another.
                if place % 4 != talk.project && place != n % world.people.len() {
                    continue;
                }
                let path = format!("/messaging/conversations/{}", talk.id);
                let line = json!({"what": "conversation", "conversation": talk.id, "final": true});
                let reply = self.get(person, path, n as u64, line).await;
                if reply.status == Some(200) && !seen {
                    seen = true;
                    self.messages(person, &talk.id, n as u64).await;
                }
            }
        }
        self.searches(world).await;
    }

    async fn list(&self, person: &Person, turn: u64) {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        let begin = self.recorder.now();
        loop {
            let path = format!("/messaging/conversations?limit=50{cursor}");
            let reply = self
                .door
                .ask(person, &Ask::new(Method::GET, path, Value::Null), turn)
                .await;
            let page = reply.answer["items"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            items.extend(page);
            match reply.answer["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => {
                    self.recorder.write(json!({
                        "kind": "get", "what": "list", "user": person.id, "path": "the whole list",
                        "begin": begin, "end": self.recorder.now(), "status": reply.status,
                        "answer": {"items": items}, "final": true, "overlaps": true,
                    }));
                    return;
                }
            }
        }
    }

    async fn messages(&self, person: &Person, id: &str, turn: u64) {
        let (mut items, mut after) = (Vec::new(), 0);
        let begin = self.recorder.now();
        loop {
            let path = format!("/messaging/conversations/{id}/messages?after={after}&limit={PAGE}");
            let reply = self.door.ask(person, &Ask::get(path), turn).await;
            let page = reply.answer["items"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            after = page
                .last()
                .and_then(|last| last["seq"].as_u64())
                .unwrap_or(after);
            items.extend(page);
            if reply.answer["hasNewer"] != json!(true) {
                self.recorder.write(json!({
                    "kind": "get", "what": "messages", "user": person.id, "conversation": id,
                    "path": format!("all messages of {id}"), "begin": begin,
                    "end": self.recorder.now(), "status": reply.status,
                    "answer": {"items": items}, "final": true, "overlaps": true,
                }));
                return;
            }
        }
    }

    /// Each message has a word of its own: who takes part finds it, a stranger does not.
    async fn searches(&self, world: &World) {
        let talks = world.with(|talks| talks.clone());
        for talk in talks.iter().take(8) {
            let (Some(member), Some(stranger)) = (
                talk.people.first().and_then(|n| world.people.get(*n)),
                world
                    .people
                    .iter()
                    .enumerate()
                    .find(|(n, _)| n % 4 != talk.project),
            ) else {
                continue;
            };
            let path = format!("/messaging/conversations/{}/messages?limit=1", talk.id);
            let newest = self.door.ask(member, &Ask::get(path), 0).await;
            let Some(message) = newest
                .answer
                .pointer("/items/0")
                .filter(|it| it["body"] != "")
            else {
                continue;
            };
            let word = message["body"]
                .as_str()
                .and_then(|body| body.split(' ').next());
            let Some(word) = word.map(str::to_owned) else {
                continue;
            };
            for (person, takes_part) in [(member, true), (stranger.1, false)] {
                let path = format!("/messaging/search?q={word}");
                let line = json!({
                    "what": "search", "wanted": message["id"], "conversation": talk.id,
                    "takes_part": takes_part, "overlaps": true,
                });
                self.get(person, path, 0, line).await;
            }
        }
    }
}
