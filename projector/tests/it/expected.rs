//! The read tables as a fold over the log: over its JSON, in plain terms, written from the meaning of
//! the columns and not from the projector. It is slow and remembers everything.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use sqlx::postgres::PgPool;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Rows by table.
pub(crate) type Tables = BTreeMap<&'static str, Vec<Value>>;

const TABLES: [&str; 9] = [
    "users",
    "projects",
    "project_members",
    "conversations",
    "messages",
    "message_files",
    "conversation_participants",
    "message_read_receipts",
    "message_reports",
];

/// Columns that are times.
const TIMES: [&str; 12] = [
    "registered_at",
    "created_at",
    "since",
    "last_activity_at",
    "sent_at",
    "edited_at",
    "deleted_at",
    "joined_at",
    "left_at",
    "read_at",
    "closed_at",
    "at",
];

struct Recorded {
    kind: String,
    id: String,
    sequence: i64,
    name: String,
    payload: Value,
}

async fn log(root: &PgPool) -> Vec<Recorded> {
    let rows: Vec<(String, String, i64, String, Value)> = sqlx::query_as(
        "select aggregate_type, aggregate_id, sequence, event_type, payload
         from log.events
         order by position",
    )
    .fetch_all(root)
    .await
    .unwrap();
    let recorded = |(kind, id, sequence, name, payload)| Recorded {
        kind,
        id,
        sequence,
        name,
        payload,
    };
    rows.into_iter().map(recorded).collect()
}

/// A personal value, or "" once it is a digest.
fn said(value: &Value) -> Value {
    json!(value["text"].as_str().unwrap_or(""))
}

#[derive(Default)]
struct Talk {
    core: Value,
    subject: Value,
    subject_by: Value,
    last_seq: i64,
    active_at: Value,
    /// By seq: the message as its last event left it, and its deletion.
    messages: BTreeMap<i64, (Value, Option<Value>)>,
    parts: BTreeMap<String, Value>,
}

impl Talk {
    fn ordinal(&self, up_to: i64) -> usize {
        self.messages.range(..=up_to).count()
    }
}

/// Above which seq the messages of others are unread.
fn unread_above(part: &Value) -> i64 {
    match part["unread_from"].as_i64() {
        Some(from) => from - 1,
        None => part["read_seq"].as_i64().unwrap(),
    }
}

#[derive(Default)]
struct Story {
    users: BTreeMap<String, Value>,
    projects: BTreeMap<String, Value>,
    members: BTreeMap<(String, String), Value>,
    talks: BTreeMap<String, Talk>,
    receipts: Vec<Value>,
    reports: BTreeMap<String, Value>,
    erased: BTreeSet<String>,
}

impl Story {
    fn of(events: &[Recorded]) -> Self {
        let mut story = Self::default();
        for event in events {
            story.tell(event);
        }
        story
    }

    fn tell(&mut self, event: &Recorded) {
        let p = &event.payload;
        let id = event.id.clone();
        match event.kind.as_str() {
            "User" => self.person(event),
            "Project" => match event.name.as_str() {
                "ProjectCreated" => {
                    let row = json!({"id": id, "name": p["name"], "created_at": p["at"]});
                    self.projects.insert(id, row);
                }
                "ProjectRenamed" => self.projects.get_mut(&id).unwrap()["name"] = p["name"].clone(),
                "MemberAdded" => {
                    let user = text(&p["userId"]);
                    let row = json!({"project_id": id, "user_id": user, "since": p["at"]});
                    self.members.insert((id, user), row);
                }
                "MemberRemoved" => {
                    self.members.remove(&(id, text(&p["userId"])));
                }
                other => panic!("{other}"),
            },
            "Conversation" => self.talk(event),
            "ReadMarker" => self.marker(event),
            "Report" => self.report(event),
            "Access" => {}
            other => panic!("{other}"),
        }
    }

    fn person(&mut self, event: &Recorded) {
        let p = &event.payload;
        if event.name == "UserRegistered" {
            let row = json!({
                "id": event.id, "role": p["role"], "name": p["name"]["text"],
                "email": p["email"]["text"], "registered_at": p["at"],
                "disabled": false, "erased": false,
            });
            self.users.insert(event.id.clone(), row);
            return;
        }
        let row = self.users.get_mut(&event.id).unwrap();
        match event.name.as_str() {
            "ProfileChanged" => row["name"] = p["name"]["text"].clone(),
            "RoleChanged" => row["role"] = p["role"].clone(),
            "UserDisabled" => row["disabled"] = json!(true),
            "UserEnabled" => row["disabled"] = json!(false),
            "UserErased" => {
                row["erased"] = json!(true);
                self.erased.insert(event.id.clone());
            }
            other => panic!("{other}"),
        }
    }

    fn talk(&mut self, event: &Recorded) {
        let p = &event.payload;
        let (seq, at) = (event.sequence, p["at"].clone());
        let talk = self.talks.entry(event.id.clone()).or_default();
        talk.last_seq = seq;
        if p.get("core").is_some() {
            talk.core = p["core"].clone();
        }
        let part = |user: &Value, muted: bool| {
            json!({
                "conversation_id": event.id, "user_id": user, "joined_seq": seq, "joined_at": at,
                "left_seq": null, "left_at": null, "read_seq": seq, "unread_from": null, "muted": muted,
            })
        };
        match event.name.as_str() {
            "ConversationStarted" => {
                talk.active_at = at.clone();
                talk.subject = said(&p["core"]["subject"]);
                talk.subject_by = p["by"].clone();
                for one in p["core"]["participants"].as_array().unwrap() {
                    let user = &one["userId"];
                    talk.parts.insert(text(user), part(user, false));
                }
            }
            "ParticipantAdded" => {
                let user = &p["userId"];
                let before = talk.parts.get(&text(user));
                let muted = before.is_some_and(|before| before["muted"] == json!(true));
                talk.parts.insert(text(user), part(user, muted));
            }
            "ParticipantRemoved" => {
                let row = talk.parts.get_mut(&text(&p["userId"])).unwrap();
                row["left_seq"] = json!(seq);
                row["left_at"] = at;
            }
            "SubjectChanged" => {
                talk.subject = said(&p["core"]["subject"]);
                talk.subject_by = p["by"].clone();
            }
            "StatusChanged" => talk.active_at = at,
            "MessageSent" => {
                let message = json!({
                    "id": p["id"], "seq": seq, "version": 1, "authorId": p["by"], "body": p["body"],
                    "files": p["files"], "replyTo": p["replyTo"], "sentAt": at,
                });
                talk.active_at = at;
                talk.messages.insert(seq, (message, None));
            }
            "MessageEdited" | "MessageRestored" | "FileStateChanged" => {
                let message = p["message"].clone();
                talk.messages
                    .insert(message["seq"].as_i64().unwrap(), (message, None));
            }
            "MessageDeleted" => {
                let place = p["seq"].as_i64().unwrap();
                let (_, deletion) = talk.messages.get_mut(&place).unwrap();
                *deletion = Some(json!({"by": p["by"], "at": at}));
            }
            other => panic!("{other}"),
        }
    }

    fn marker(&mut self, event: &Recorded) {
        let p = &event.payload;
        let (id, user) = event.id.split_once(':').unwrap();
        if event.name == "ConversationRead" {
            self.receipts.push(json!({
                "conversation_id": id, "user_id": user, "after_seq": p["after"],
                "up_to_seq": p["upTo"], "read_at": p["at"],
            }));
        }
        let row = self.talks.get_mut(id).unwrap().parts.get_mut(user).unwrap();
        let (read, from) = match event.name.as_str() {
            "ConversationRead" => (p["upTo"].as_i64(), None),
            "MarkedUnread" | "Muted" => {
                row["muted"] = p["mine"]["muted"].clone();
                (
                    p["mine"]["readSeq"].as_i64(),
                    p["mine"]["unreadFrom"].as_i64(),
                )
            }
            other => panic!("{other}"),
        };
        if row["left_seq"].is_null() {
            let joined = row["joined_seq"].as_i64().unwrap();
            row["read_seq"] = json!(read.unwrap().max(joined));
            row["unread_from"] = json!(from.filter(|from| *from >= joined));
        }
    }

    fn report(&mut self, event: &Recorded) {
        let p = &event.payload;
        if event.name == "MessageReported" {
            let row = json!({
                "id": event.id, "conversation_id": p["conversationId"], "seq": p["message"]["seq"],
                "author_id": p["message"]["authorId"], "reporter_id": p["by"], "reason": p["reason"],
                "note": p.get("note").map(said), "status": "open", "version": 1,
                "snapshot": p["message"], "assigned_to": null, "outcome": null, "notes": [],
                "created_at": p["at"], "closed_at": null,
            });
            self.reports.insert(event.id.clone(), row);
            return;
        }
        let row = self.reports.get_mut(&event.id).unwrap();
        row["version"] = json!(event.sequence);
        match event.name.as_str() {
            "ReportAssigned" => {
                row["status"] = json!("reviewing");
                row["assigned_to"] = p["assignedTo"].clone();
            }
            "ReportNoted" => {
                let note = json!({"by": p["by"], "at": p["at"], "text": said(&p["text"])});
                row["notes"].as_array_mut().unwrap().push(note);
            }
            "ReportResolved" => {
                row["status"] = json!("resolved");
                row["outcome"] = p["outcome"].clone();
                row["closed_at"] = p["at"].clone();
            }
            "ReportDismissed" => {
                row["status"] = json!("dismissed");
                row["closed_at"] = p["at"].clone();
            }
            other => panic!("{other}"),
        }
    }

    fn is_erased(&self, user: &Value) -> bool {
        self.erased.contains(user.as_str().unwrap())
    }

    /// Whether nobody may see any longer what a message said.
    fn is_gone(&self, message: &Value) -> bool {
        self.is_erased(&message["authorId"]) || message["body"].get("text").is_none()
    }

    fn tables(&self) -> Tables {
        let mut users: Vec<Value> = self.users.values().cloned().collect();
        for user in &mut users {
            if user["erased"] == json!(true) {
                user["name"] = Value::Null;
                user["email"] = Value::Null;
            }
        }
        let mut tables = Tables::new();
        tables.insert("users", users);
        tables.insert("projects", self.projects.values().cloned().collect());
        tables.insert("project_members", self.members.values().cloned().collect());
        tables.insert("message_read_receipts", self.receipts.clone());
        let reports = self.reports.values().map(|report| self.report_row(report));
        tables.insert("message_reports", reports.collect());
        for (id, talk) in &self.talks {
            let rows = tables.entry("conversations").or_default();
            rows.push(self.talk_row(id, talk));
            for (ordinal, (seq, (message, deletion))) in (1..).zip(&talk.messages) {
                let row = self.message_row(id, *seq, ordinal, message, deletion.as_ref());
                tables.entry("messages").or_default().push(row);
                let files = message["files"].as_array().cloned().unwrap_or_default();
                for (place, file) in files.iter().enumerate().filter(|_| !self.is_gone(message)) {
                    let row = json!({
                        "id": file["id"], "conversation_id": id, "seq": seq, "place": place,
                        "name": said(&file["name"]), "size": file["size"],
                        "content_type": file["contentType"], "sha256": file["sha256"],
                        "width": file["width"], "height": file["height"],
                        "has_preview": file["hasPreview"] == json!(true), "state": file["state"],
                    });
                    tables.entry("message_files").or_default().push(row);
                }
            }
            for (user, part) in &talk.parts {
                let above = unread_above(part);
                let own = talk.messages.range(above + 1..);
                let own = own.filter(|(_, (message, _))| message["authorId"] == json!(user));
                let mut row = part.clone();
                row["read_ordinal"] = json!(talk.ordinal(above));
                row["own_after"] = json!(own.count());
                let mut others = talk.messages.range(above + 1..);
                let is_others = |(message, _): &(Value, _)| message["authorId"] != json!(user);
                row["has_unread"] =
                    json!(part["left_seq"].is_null() && others.any(|(_, said)| is_others(said)));
                let rows = tables.entry("conversation_participants").or_default();
                rows.push(row);
            }
        }
        tables
    }

    fn talk_row(&self, id: &str, talk: &Talk) -> Value {
        let standing = talk.messages.iter().filter(|(_, (_, gone))| gone.is_none());
        let standing: Vec<i64> = standing.map(|(seq, _)| *seq).collect();
        let is_open = |report: &&Value| {
            report["conversation_id"] == json!(id) && report["closed_at"].is_null()
        };
        let subject = match self.is_erased(&talk.subject_by) {
            true => json!(""),
            false => talk.subject.clone(),
        };
        json!({
            "id": id, "project_id": talk.core["projectId"], "subject": subject,
            "subject_by": talk.subject_by, "status": talk.core["status"],
            "version": talk.core["version"], "created_by": talk.core["createdBy"],
            "created_at": talk.core["createdAt"], "last_seq": talk.last_seq,
            "last_activity_at": talk.active_at, "messages_sent": talk.messages.len(),
            "messages_deleted": talk.messages.len() - standing.len(),
            "reports_open": self.reports.values().filter(is_open).count(),
            "last_message_seq": standing.last(),
        })
    }

    fn message_row(
        &self,
        id: &str,
        seq: i64,
        ordinal: i64,
        message: &Value,
        deletion: Option<&Value>,
    ) -> Value {
        let erased = self.is_gone(message);
        let body = match erased || deletion.is_some() {
            true => json!(""),
            false => said(&message["body"]),
        };
        json!({
            "conversation_id": id, "seq": seq, "id": message["id"], "ordinal": ordinal,
            "version": message["version"], "author_id": message["authorId"],
            "words": words(body.as_str().unwrap()), "body": body,
            "reply_to_seq": message["replyTo"]["seq"], "sent_at": message["sentAt"],
            "edited_at": message["editedAt"], "deleted_at": deletion.map(|it| &it["at"]),
            "deleted_by": deletion.map(|it| &it["by"]), "erased": erased,
        })
    }

    fn report_row(&self, report: &Value) -> Value {
        let mut row = report.clone();
        if self.is_erased(&report["reporter_id"]) && !report["note"].is_null() {
            row["note"] = json!("");
        }
        for note in row["notes"].as_array_mut().unwrap() {
            if self.is_erased(&note["by"]) {
                note["text"] = json!("");
            }
        }
        let message = &report["snapshot"];
        let gone = self.is_gone(message);
        let file = |file: &Value| {
            let url = format!("/api/messaging/files/{}", text(&file["id"]));
            let mut shown = json!({
                "id": file["id"], "name": said(&file["name"]), "size": file["size"],
                "contentType": file["contentType"], "sha256": file["sha256"], "width": file["width"],
                "height": file["height"], "state": file["state"], "url": url,
            });
            if file["hasPreview"] == json!(true) {
                shown["previewUrl"] = json!(format!("{url}/preview"));
            }
            without_nulls(shown)
        };
        let files = message["files"].as_array().cloned().unwrap_or_default();
        let files: Vec<Value> = files.iter().filter(|_| !gone).map(file).collect();
        let mut reply = message["replyTo"].clone();
        if reply.is_object() {
            reply["preview"] = json!("");
            reply["deleted"] = json!(false);
        }
        row["snapshot"] = without_nulls(json!({
            "id": message["id"], "conversationId": report["conversation_id"], "seq": message["seq"],
            "version": message["version"], "authorId": message["authorId"],
            "body": if gone { json!("") } else { said(&message["body"]) }, "files": files,
            "replyTo": reply, "sentAt": message["sentAt"], "editedAt": message["editedAt"],
            "erased": if gone { json!(true) } else { Value::Null },
        }));
        row
    }

    /// What somebody has not read, counted message by message.
    fn unread(&self) -> BTreeMap<(String, String), i64> {
        let mut unread = BTreeMap::new();
        for (id, talk) in &self.talks {
            for (user, part) in &talk.parts {
                let above = unread_above(part);
                let others = talk
                    .messages
                    .range(above + 1..)
                    .filter(|(_, (message, gone))| {
                        gone.is_none() && message["authorId"] != json!(user)
                    });
                let count = i64::try_from(others.count()).unwrap();
                unread.insert((id.clone(), user.clone()), count);
            }
        }
        unread
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn without_nulls(value: Value) -> Value {
    let Value::Object(map) = value else {
        return value;
    };
    let kept: Map<String, Value> = map.into_iter().filter(|(_, it)| !it.is_null()).collect();
    Value::Object(kept)
}

/// Rows as text, times as milliseconds, in order.
fn lines(rows: &[Value]) -> Vec<String> {
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let mut row = row.clone();
            for (name, value) in row.as_object_mut().unwrap() {
                if TIMES.contains(&name.as_str())
                    && let Some(text) = value.as_str()
                {
                    let at = OffsetDateTime::parse(text, &Rfc3339).unwrap();
                    *value = json!(at.unix_timestamp_nanos() / 1_000_000);
                }
            }
            row.to_string()
        })
        .collect();
    lines.sort_unstable();
    lines
}

/// Every table, all columns, both ways: what is too much and what is missing. And what is unread, as
/// queries count it, is what a recount of the log says.
pub(crate) async fn tables_are_the_fold(root: &PgPool) {
    let story = Story::of(&log(root).await);
    let expected = story.tables();
    for name in TABLES {
        // What Postgres makes of the other columns for the search is not the projector's.
        let query = format!(
            "select to_jsonb(x) - array(
               select column_name::text
               from information_schema.columns
               where table_schema = 'read'
                 and table_name = '{name}'
                 and is_generated = 'ALWAYS')
             from read.{name} x"
        );
        let found: Vec<Value> = sqlx::query_scalar(&query).fetch_all(root).await.unwrap();
        let found: BTreeSet<String> = lines(&found).into_iter().collect();
        let wanted = lines(expected.get(name).map_or(&[], Vec::as_slice));
        let wanted: BTreeSet<String> = wanted.into_iter().collect();
        let surplus: Vec<_> = found.difference(&wanted).take(3).collect();
        let missing: Vec<_> = wanted.difference(&found).take(3).collect();
        assert!(
            surplus.is_empty() && missing.is_empty(),
            "{name}: too much {surplus:#?}, missing {missing:#?}"
        );
    }
    let unread: Vec<(String, String, i64)> = sqlx::query_as(UNREAD).fetch_all(root).await.unwrap();
    let unread: BTreeMap<_, _> = unread
        .into_iter()
        .map(|(id, user, count)| ((id, user), count))
        .collect();
    assert_eq!(unread, story.unread());
}

const UNREAD: &str = "select p.conversation_id::text, p.user_id::text,
       c.messages_sent - p.read_ordinal - p.own_after - (
         select count(*)
         from read.messages m
         where m.conversation_id = p.conversation_id
           and m.deleted_at is not null
           and m.author_id <> p.user_id
           and m.seq > coalesce(p.unread_from - 1, p.read_seq))
     from read.conversation_participants p
     join read.conversations c on c.id = p.conversation_id";

/// The words of the workload: plain ones, and a wave.
fn words(body: &str) -> String {
    let is_wave = |c: char| c == '\u{1f44b}';
    assert!(body.chars().all(|c| c.is_ascii() || is_wave(c)));
    let apart = body.replace(is_wave, " \u{1f44b} ").to_lowercase();
    let words = apart.split(|c: char| !c.is_ascii_alphanumeric() && !is_wave(c));
    let words: String = words
        .filter(|word| !word.is_empty())
        .map(|word| format!("{word} "))
        .collect();
    match words.is_empty() {
        true => words,
        false => format!(" {words}"),
    }
}

/// All rows of all tables, as text in order: equal if and only if the tables are.
pub(crate) async fn picture(root: &PgPool) -> Vec<String> {
    let mut picture = Vec::new();
    for name in TABLES.into_iter().chain(["checkpoint"]) {
        let query = format!("select '{name} ' || x::text from read.{name} x order by 1");
        picture.extend(
            sqlx::query_scalar::<_, String>(&query)
                .fetch_all(root)
                .await
                .unwrap(),
        );
    }
    picture
}
