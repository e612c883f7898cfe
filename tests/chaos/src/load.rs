//! Open load: so many commands a second, whatever becomes of them, and reads beside them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::chance::Chance;
use crate::command::{Command, Commands};
use crate::reads::Reads;
use crate::world::{Sent, Talk, World};

/// Commands under way at once; what comes beyond is not asked, as by clients that wait.
const UNDER_WAY_MAX: usize = 600;
/// Of a hundred commands: where each kind ends.
const SENDS: u64 = 76;
const READS: u64 = 88;
const EDITS: u64 = 91;
const DELETES: u64 = 93;
const RESTORES: u64 = 94;
const REPORTS: u64 = 95;
const UPLOADS: u64 = 97;

/// The load, until it is told to stop.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<()>,
    count: Arc<AtomicU64>,
}

impl Load {
    pub(crate) fn start(
        world: World,
        commands: Commands,
        reads: Reads,
        per_second: u64,
        mut chance: Chance,
    ) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let count = Arc::new(AtomicU64::new(0));
        let (told, counted) = (stop.clone(), count.clone());
        let task = tokio::spawn(async move {
            let mut ticks = interval(Duration::from_micros(1_000_000 / per_second.max(1)));
            ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
            let room = Arc::new(Semaphore::new(UNDER_WAY_MAX));
            let mut tasks = JoinSet::new();
            while !told.load(Ordering::Relaxed) {
                ticks.tick().await;
                while tasks.try_join_next().is_some() {}
                let n = counted.fetch_add(1, Ordering::Relaxed);
                let one = chance.fork();
                if n.is_multiple_of(20) {
                    let (reads, world) = (reads.clone(), world.clone());
                    let one = chance.fork();
                    tasks.spawn(async move { reads.look_around(&world, one).await });
                }
                let Ok(room) = room.clone().try_acquire_owned() else {
                    continue;
                };
                let caller = Caller {
                    world: world.clone(),
                    commands: commands.clone(),
                    reads: reads.clone(),
                };
                tasks.spawn(async move {
                    caller.act(n, one).await;
                    drop(room);
                });
            }
            while tasks.join_next().await.is_some() {}
        });
        Self { stop, task, count }
    }

    /// How many commands were asked.
    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Stops, and waits for the answers that are under way.
    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        self.stop.store(true, Ordering::Relaxed);
        Ok(self.task.await?)
    }
}

struct Caller {
    world: World,
    commands: Commands,
    reads: Reads,
}

impl Caller {
    async fn act(&self, n: u64, mut chance: Chance) {
        let at = self.where_to(&mut chance);
        let Some(talk) = self.world.talk(at) else {
            return;
        };
        let Some(by) = chance.pick(&talk.people).copied() else {
            return;
        };
        match chance.below(100) {
            0..SENDS => self.send(n, at, &talk, by, Vec::new(), &mut chance).await,
            SENDS..READS => self.read(at, &talk, by, &mut chance).await,
            READS..EDITS => self.edit(n, at, &talk, &mut chance).await,
            EDITS..DELETES => self.delete(&talk, "delete", &mut chance).await,
            DELETES..RESTORES => self.delete(&talk, "restore", &mut chance).await,
            RESTORES..REPORTS => self.report(n, &talk, by, &mut chance).await,
            REPORTS..UPLOADS => self.upload(n, at, &talk, by, &mut chance).await,
            _ => self.change(n, at, &talk, &mut chance).await,
        }
    }

    /// A fifth of all goes to one conversation, and of the rest more to the first ones.
    fn where_to(&self, chance: &mut Chance) -> usize {
        let count = self.world.with(|talks| talks.len()) as u64;
        let at = match chance.below(5) {
            0 => 0,
            _ => chance.below(count).min(chance.below(count)),
        };
        usize::try_from(at).unwrap_or(0)
    }

    async fn ask(&self, by: usize, command: Command) -> Option<Value> {
        let person = self.world.people.get(by)?;
        self.commands.carry_out(person, command).await
    }

    async fn send(
        &self,
        n: u64,
        at: usize,
        talk: &Talk,
        by: usize,
        files: Vec<String>,
        chance: &mut Chance,
    ) {
        let mut body = json!({"body": words(n, chance)});
        if !files.is_empty() {
            body["fileIds"] = json!(files);
        }
        if chance.below(3) == 0 {
            body["messageId"] = json!(uuid::Uuid::now_v7().to_string());
        }
        if chance.below(8) == 0
            && let Some(original) = chance.pick(&talk.sent)
        {
            body["replyTo"] = json!(original.id);
        }
        let path = format!("/messaging/conversations/{}/messages", talk.id);
        let mut command = Command::new("send", Method::POST, path, body).of(&talk.id);
        command.again = chance.below(25) == 0;
        let Some(answer) = self.ask(by, command).await else {
            return;
        };
        let (Some(id), Some(seq)) = (
            answer.pointer("/message/id").and_then(Value::as_str),
            answer.pointer("/message/seq").and_then(Value::as_u64),
        ) else {
            return;
        };
        let sent = Sent {
            id: id.to_owned(),
            author: by,
        };
        self.world.note(at, |talk| {
            talk.last_seq = talk.last_seq.max(seq);
            talk.sent.push(sent);
        });
        if n.is_multiple_of(20)
            && let Some(person) = self.world.people.get(by)
        {
            self.reads.own_write(person, &talk.id, &answer, n).await;
        }
    }

    async fn read(&self, at: usize, talk: &Talk, by: usize, chance: &mut Chance) {
        let last = self
            .world
            .talk(at)
            .map_or(talk.last_seq, |talk| talk.last_seq);
        let seq = chance.between(last.saturating_sub(5).max(1), last);
        let path = format!("/messaging/conversations/{}/read", talk.id);
        let command = Command::new("read", Method::POST, path, json!({"seq": seq})).of(&talk.id);
        self.ask(by, command).await;
    }

    async fn edit(&self, n: u64, at: usize, talk: &Talk, chance: &mut Chance) {
        let Some(sent) = chance.pick(&talk.sent).cloned() else {
            return;
        };
        let path = format!("/messaging/conversations/{}/messages/{}", talk.id, sent.id);
        let body = json!({"body": words(n, chance)});
        let mut command = Command::new("edit", Method::PATCH, path, body).of(&talk.id);
        if chance.below(3) == 0 {
            // Often stale: then it is refused.
            command.if_match = Some("\"1\"".to_owned());
        }
        self.ask(sent.author, command).await;
        self.world.note(at, |talk| talk.last_seq += 1);
    }

    async fn delete(&self, talk: &Talk, what: &'static str, chance: &mut Chance) {
        let Some(sent) = chance.pick(&talk.sent).cloned() else {
            return;
        };
        let path = format!("/messaging/conversations/{}/messages/{}", talk.id, sent.id);
        let command = match what {
            "delete" => Command::new(what, Method::DELETE, path, Value::Null),
            _ => Command::new(what, Method::POST, format!("{path}/restore"), Value::Null),
        };
        self.ask(sent.author, command.of(&talk.id)).await;
    }

    async fn report(&self, n: u64, talk: &Talk, by: usize, chance: &mut Chance) {
        let Some(sent) = chance.pick(&talk.sent).cloned() else {
            return;
        };
        let path = format!(
            "/messaging/conversations/{}/messages/{}/reports",
            talk.id, sent.id
        );
        let body = json!({"reason": "other", "note": format!("report {n}")});
        self.ask(
            by,
            Command::new("report", Method::POST, path, body).of(&talk.id),
        )
        .await;
    }

    async fn upload(&self, n: u64, at: usize, talk: &Talk, by: usize, chance: &mut Chance) {
        let bytes =
            format!("file {n}\n").repeat(usize::try_from(chance.between(1, 20_000)).unwrap_or(1));
        let path = "/messaging/files".to_owned();
        let mut command = Command::new("upload", Method::POST, path, Value::Null);
        command.file = Some(bytes.into_bytes());
        let answer = self.ask(by, command).await;
        let id =
            answer.and_then(|answer| Some(answer.pointer("/items/0/id")?.as_str()?.to_owned()));
        if let Some(id) = id {
            self.send(n, at, talk, by, vec![id], chance).await;
        }
    }

    /// Conversations come and change: their subject, their people, and whether they are open.
    async fn change(&self, n: u64, at: usize, talk: &Talk, chance: &mut Chance) {
        let base = format!("/messaging/conversations/{}", talk.id);
        let Some((_, members)) = self.world.projects.get(talk.project) else {
            return;
        };
        let (people, admin) = (&self.world.people, &self.world.admin);
        match chance.below(8) {
            0 => {
                let mut named: Vec<usize> = members.iter().copied().take(3).collect();
                named.extend(members.last().copied());
                let Some(start) = self
                    .world
                    .start(talk.project, &named, &format!("Talk of {n}"))
                else {
                    return;
                };
                let Some(by) = named.first() else { return };
                if let Some(answer) = self.ask(*by, start).await {
                    self.world.started(talk.project, &named, &answer);
                }
            }
            1 | 2 => {
                let body = json!({"subject": format!("Subject {n}")});
                let command = Command::new("subject", Method::PATCH, base, body).of(&talk.id);
                self.commands.carry_out(admin, command).await;
            }
            3 | 4 => {
                let Some(who) = chance.pick(members).copied() else {
                    return;
                };
                let Some(id) = people.get(who).map(|one| &one.id) else {
                    return;
                };
                let path = format!("{base}/participants");
                let body = json!({"userId": id});
                let command = Command::new("add", Method::POST, path, body).of(&talk.id);
                if self.commands.carry_out(admin, command).await.is_some() {
                    self.world.note(at, |talk| {
                        talk.people.retain(|one| *one != who);
                        talk.people.push(who);
                    });
                }
            }
            5 | 6 => {
                if talk.people.len() < 3 {
                    return;
                }
                let Some(who) = chance.pick(&talk.people).copied() else {
                    return;
                };
                let Some(id) = people.get(who).map(|one| &one.id) else {
                    return;
                };
                let path = format!("{base}/participants/{id}");
                let command =
                    Command::new("remove", Method::DELETE, path, Value::Null).of(&talk.id);
                self.world
                    .note(at, |talk| talk.people.retain(|one| *one != who));
                self.commands.carry_out(admin, command).await;
            }
            _ => self.close_and_open(n, talk).await,
        }
    }

    /// Closed for a moment, so that sends meet it; by its version, so that one of two admins loses.
    async fn close_and_open(&self, n: u64, talk: &Talk) {
        let path = format!("/admin/messaging/conversations/{}/status", talk.id);
        for status in ["closed", "active"] {
            // The first try is with a version that is long gone.
            let mut version = 0;
            for _ in 0..6 {
                let body = json!({"status": status, "reason": format!("reason {n}")});
                let mut command =
                    Command::new("status", Method::PATCH, path.clone(), body).of(&talk.id);
                command.if_match = Some(format!("\"{version}\""));
                let (answer, current) = self.admin_asks(command).await;
                if answer {
                    break;
                }
                let Some(current) = current else { return };
                version = current;
            }
        }
    }

    /// Whether it was done; and if it was refused as stale, the version that there is.
    async fn admin_asks(&self, command: Command) -> (bool, Option<u64>) {
        let id = command.conversation.clone().unwrap_or_default();
        let is_done = self
            .commands
            .carry_out(&self.world.admin, command)
            .await
            .is_some();
        (is_done, self.reads.version(&self.world.admin, &id).await)
    }
}

/// A text that no other message of the run has.
fn words(n: u64, chance: &mut Chance) -> String {
    let tail = "lorem ipsum dolor sit amet ".repeat(usize::try_from(chance.below(8)).unwrap_or(0));
    format!("canary{n}x{:x} {tail}", chance.next())
}
