//! A command as a good client sends it: under a key, again where nobody knows, and taken down.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::door::{Ask, Door, Person, Reply};
use crate::recorder::Recorder;

/// After that a client gives up, and nobody knows.
const TRIES_MAX: u64 = 6;

/// What is to be done.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    /// The kind, as the check knows it.
    pub(crate) what: &'static str,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) if_match: Option<String>,
    pub(crate) conversation: Option<String>,
    pub(crate) file: Option<Vec<u8>>,
    /// Ask once more after the success, as a client does that did not hear it.
    pub(crate) again: bool,
}

impl Command {
    pub(crate) const fn new(what: &'static str, method: Method, path: String, body: Value) -> Self {
        Self {
            what,
            method,
            path,
            body,
            if_match: None,
            conversation: None,
            file: None,
            again: false,
        }
    }

    pub(crate) fn of(mut self, conversation: &str) -> Self {
        self.conversation = Some(conversation.to_owned());
        self
    }

    /// Whether a success may have changed nothing.
    fn may_be_idle(&self, status: u16) -> bool {
        match self.what {
            "add" | "remove" | "status" | "upload" => true,
            _ => status == 200 && matches!(self.what, "report" | "read" | "member"),
        }
    }
}

/// Carries commands out. Clones count together.
#[derive(Clone)]
pub(crate) struct Commands {
    door: Door,
    recorder: Recorder,
    seed: u64,
    count: Arc<AtomicU64>,
}

impl Commands {
    pub(crate) fn new(door: Door, recorder: Recorder, seed: u64) -> Self {
        Self {
            door,
            recorder,
            seed,
            count: Arc::default(),
        }
    }

    /// Asks until there is an answer, and takes down all of it. The answer, if it was done.
    pub(crate) async fn carry_out(&self, by: &Person, command: Command) -> Option<Value> {
        let op = self.count.fetch_add(1, Ordering::Relaxed);
        let mut ask = Ask::new(
            command.method.clone(),
            command.path.clone(),
            command.body.clone(),
        );
        ask.trace = format!("{:016x}{:016x}", self.seed | 1 << 63, op);
        // Uploads take no key: each of them is another one.
        ask.key = command
            .file
            .is_none()
            .then(|| format!("op-{}-{op}", self.seed));
        ask.if_match.clone_from(&command.if_match);
        ask.file.clone_from(&command.file);
        let (mut tries, mut last, mut is_unknown) = (Vec::new(), None, false);
        let begin = self.recorder.now();
        for turn in 0..TRIES_MAX {
            let reply = self.attempt(by, &ask, op + turn, &mut tries).await;
            let is_over = reply
                .status
                .is_some_and(|status| status < 500 && status != 429);
            is_unknown |= reply.status.is_none_or(|status| status >= 500);
            last = Some(reply);
            if is_over {
                break;
            }
            // With jitter that the operation's number gives.
            let jitter = (op.wrapping_mul(7_919) + turn * 31) % 100;
            sleep(Duration::from_millis(50 * (turn + 1) * (turn + 1) + jitter)).await;
        }
        let end = self.recorder.now();
        let last = last?;
        let is_done = matches!(last.status, Some(200..=299));
        let kind = match (is_done, last.status) {
            (true, _) => "ok",
            // It is refused now; what became of an earlier try nobody knows.
            (false, Some(400..=499)) if !is_unknown => "fail",
            (false, _) => "info",
        };
        if is_done && command.again && ask.key.is_some() {
            self.attempt(by, &ask, op + 1, &mut tries).await;
        }
        let idle = command.may_be_idle(last.status.unwrap_or_default());
        self.recorder.write(json!({
            "kind": "op", "op": op, "trace": ask.trace, "user": by.id, "what": command.what,
            "conversation": command.conversation, "key": ask.key, "path": command.path,
            "request": command.body, "begin": begin, "end": end, "type": kind,
            "status": last.status, "answer": last.answer, "tries": tries, "idle": idle,
        }));
        is_done.then_some(last.answer)
    }

    async fn attempt(&self, by: &Person, ask: &Ask, turn: u64, tries: &mut Vec<Value>) -> Reply {
        let begin = self.recorder.now();
        let reply = self.door.ask(by, ask, turn).await;
        tries.push(json!({
            "begin": begin, "end": self.recorder.now(), "status": reply.status,
            "answer": reply.answer, "replayed": reply.is_replayed,
        }));
        reply
    }
}
