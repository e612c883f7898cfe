//! Two people in a conversation, and those who look at it from outside.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chassis::operator::Readiness;
use domain::{
    AccessEvent, Command, ConversationCommand, ConversationId, Event, MessageId, ReadMarkerCommand,
    RecordedEvent, ReportCommand, ReportId, ReportReason, Role, StreamId, UserId,
};
use event_bus::Hints;
use event_store::{LogReader, Outcome, Writer, pool};
use harness::{People, text};
use projector::Projector;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::others::{Here, Kept, Others};
use crate::app::{App, As, Reply};

/// A reason, as the header has it.
pub const WHY: (&str, &str) = ("tidings-reason", "ticket%204711");

pub struct World {
    pub app: App,
    pub people: People,
    pub auditor: UserId,
    pub writer: Writer,
    pub log: LogReader,
    pub here: Arc<Here>,
    pub kept: Arc<Kept>,
    /// The superuser's URL.
    pub url: String,
    stop: CancellationToken,
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl World {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    pub async fn with(arguments: &[&str]) -> Self {
        let database = harness::database().await;
        let append = pool(&database.url, event_store::Role::Append, 4)
            .await
            .unwrap();
        let writer = Writer::start(append, true).await.unwrap();
        let people = People::settle(&writer).await;
        let auditor = UserId::new(Uuid::now_v7());
        people.register(auditor, Role::Auditor, "Audra").await;
        let project = pool(&database.url, event_store::Role::Project, 4)
            .await
            .unwrap();
        let log = LogReader::open(project.clone()).await.unwrap();
        let projector = Projector::new(project, log.clone(), Hints::local(writer.head()));
        let stop = CancellationToken::new();
        let gate = Readiness::new().register("projector");
        tokio::spawn(projector.run(gate, stop.clone()));
        let (here, kept) = (Arc::<Here>::default(), Arc::<Kept>::default());
        let others = Others {
            presence: here.clone(),
            trace: Arc::new(writer.clone()),
            witness: kept.clone(),
        };
        let arguments: Vec<_> = ["--rate-limits", "off"]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        let app = App::over(&database, &arguments, None, others).await;
        Self {
            app,
            people,
            auditor,
            writer,
            log,
            here,
            kept,
            url: database.url,
            stop,
        }
    }

    pub const fn admin(&self) -> As<'static> {
        As::User(self.people.admin, Role::Admin)
    }

    pub const fn auditor(&self) -> As<'static> {
        As::User(self.auditor, Role::Auditor)
    }

    /// One request with a reason.
    pub async fn look(&self, who: As<'_>, path: &str) -> Reply {
        self.app.get_with(who, path, &[WHY]).await
    }

    /// One request with a reason that must be answered 200.
    pub async fn seen(&self, who: As<'_>, path: &str) -> Value {
        let reply = self.look(who, path).await;
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        reply.json
    }

    /// The lines of a history.
    pub async fn told(&self, who: As<'_>, path: &str) -> Vec<Value> {
        let reply = self.look(who, path).await;
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        let lines = reply.text.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    pub async fn ask(&self, by: UserId, command: Command) -> Outcome {
        self.people.ask(by, command).await.unwrap()
    }

    pub async fn say(&self, by: UserId, to: ConversationId, body: &str) -> MessageId {
        let said = self.people.send(by, to, body).await.unwrap();
        said.events[0].message_id().unwrap()
    }

    pub async fn edit(&self, by: UserId, of: ConversationId, id: MessageId, body: &str) {
        let edit = ConversationCommand::EditMessage {
            id,
            body: text(body),
            if_match: None,
        };
        self.ask(by, Command::Conversation(of, edit)).await;
    }

    pub async fn delete(&self, by: UserId, of: ConversationId, id: MessageId) {
        let delete = ConversationCommand::DeleteMessage { id, if_match: None };
        self.ask(by, Command::Conversation(of, delete)).await;
    }

    pub async fn add(&self, to: ConversationId, user_id: UserId) {
        let add = ConversationCommand::AddParticipant { user_id };
        self.ask(self.people.team, Command::Conversation(to, add))
            .await;
    }

    pub async fn remove(&self, from: ConversationId, user_id: UserId) {
        let remove = ConversationCommand::RemoveParticipant { user_id };
        self.ask(self.people.team, Command::Conversation(from, remove))
            .await;
    }

    pub async fn mute(&self, by: UserId, of: ConversationId) {
        let mute = ReadMarkerCommand::SetMine {
            unread_from: None,
            muted: Some(true),
        };
        self.ask(by, Command::ReadMarker(of, by, mute)).await;
    }

    pub async fn report(&self, by: UserId, of: ConversationId, message: MessageId) -> ReportId {
        let id = ReportId::of(of, message, by);
        let report = ReportCommand::ReportMessage {
            conversation_id: of,
            message_id: message,
            reason: ReportReason::Abuse,
            note: Some(harness_note("this hurts")),
        };
        self.ask(by, Command::Report(id, report)).await;
        id
    }

    /// Waits until the tables are as far as the log is now.
    pub async fn caught_up(&self) {
        let head = self.log.head().await.unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let position: Option<i64> = sqlx::query_scalar("select position from read.checkpoint")
                .fetch_optional(&self.app.tables.pool)
                .await
                .unwrap();
            if position.unwrap_or(0).unsigned_abs() >= head {
                return;
            }
            assert!(Instant::now() < deadline, "the tables are behind");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// What somebody's looks left in the log.
    pub async fn traces(&self, of: UserId) -> Vec<AccessEvent> {
        let events = self.log.stream(StreamId::Access(of), 0, 1_000).await;
        let access = |recorded: RecordedEvent| match recorded.event {
            Event::Access(event) => event,
            other => panic!("{other:?}"),
        };
        events.unwrap().into_iter().map(access).collect()
    }
}

pub fn harness_note(note: &str) -> domain::Private<domain::Note> {
    domain::Private::new(domain::Note::parse(note).unwrap(), harness::salt())
}

/// The path of a conversation's route.
pub fn of(conversation: ConversationId, rest: &str) -> String {
    format!("/api/admin/messaging/conversations/{conversation}{rest}")
}
