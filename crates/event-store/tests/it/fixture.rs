//! A log, the processes that write to it, and what must hold of it in the end.

use std::future::Future;
use std::time::Duration;

use domain::{
    Command, ConversationCommand, ConversationId, MessageId, Metadata, ProjectCommand,
    RecordedEvent, StreamId, UserId,
};
use event_store::{
    LogReader, Outcome, RequestKey, Role, Submission, SubmitError, Writer, pool, stock, verify,
};
use harness::{Database, People};
use sqlx::postgres::PgPool;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

/// A database, one writer on it, and people who converse.
pub(crate) struct Log {
    pub(crate) database: Database,
    pub(crate) writer: Writer,
    pub(crate) reader: LogReader,
    pub(crate) people: People,
    pub(crate) conversation: ConversationId,
}

impl Log {
    /// A log that one process alone writes to.
    pub(crate) async fn sole() -> Self {
        Self::begin(true).await
    }

    /// A log that other processes may write to.
    pub(crate) async fn shared() -> Self {
        Self::begin(false).await
    }

    async fn begin(sole: bool) -> Self {
        let database = harness::database().await;
        let writer = writer(&database, sole).await;
        let reader = LogReader::open(queries(&database).await).await.unwrap();
        let people = People::settle(&writer).await;
        let conversation = people.converse().await;
        Self {
            database,
            writer,
            reader,
            people,
            conversation,
        }
    }

    /// Another process on the same log, and the same people who ask it.
    pub(crate) async fn another_process(&self) -> People {
        self.asking(&writer(&self.database, false).await)
    }

    /// The same people, asking this writer.
    pub(crate) fn asking(&self, writer: &Writer) -> People {
        People {
            writer: writer.clone(),
            ..self.people.clone()
        }
    }

    /// The superuser, who may look at everything.
    pub(crate) async fn superuser(&self) -> PgConnection {
        PgConnection::connect(&self.database.url).await.unwrap()
    }

    pub(crate) fn stream(&self) -> StreamId {
        StreamId::Conversation(self.conversation)
    }

    pub(crate) async fn conversation_events(&self) -> Vec<RecordedEvent> {
        self.reader.stream(self.stream(), 0, 100_000).await.unwrap()
    }

    /// The messages of the conversation, in order.
    pub(crate) async fn messages(&self) -> Vec<MessageId> {
        let events = self.conversation_events().await;
        events
            .iter()
            .filter_map(RecordedEvent::message_id)
            .collect()
    }

    /// Positions and sequences have no holes, every hash holds, and the stock reader of
    /// postgres-es says the same of every stream.
    pub(crate) async fn assert_sound(&self) {
        let verdict = verify(&self.reader, &event_store::Known::default())
            .await
            .unwrap();
        assert_eq!(verdict.first_bad, None);
        assert_eq!(verdict.size, self.reader.head().await.unwrap());
        let (_, differences) = stock::compare(&self.reader).await.unwrap();
        assert_eq!(differences, []);
    }
}

/// A process that appends: it has a pool of its own.
pub(crate) async fn writer(database: &Database, sole: bool) -> Writer {
    Writer::start(appends(database).await, sole).await.unwrap()
}

pub(crate) async fn appends(database: &Database) -> PgPool {
    pool(&database.url, Role::Append, 2).await.unwrap()
}

pub(crate) async fn queries(database: &Database) -> PgPool {
    pool(&database.url, Role::Query, 2).await.unwrap()
}

/// The head lock in other hands: appends wait until it is released.
pub(crate) struct HeadLock(PgConnection);

impl HeadLock {
    pub(crate) async fn take(log: &Log) -> Self {
        let mut connection = log.superuser().await;
        sqlx::raw_sql("begin; select log.lock_head()")
            .execute(&mut connection)
            .await
            .unwrap();
        Self(connection)
    }

    /// Waits until so many sessions of this database wait for it.
    pub(crate) async fn until_waiting(&mut self, sessions: i64) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let waiting: i64 = sqlx::query_scalar(
                "select count(*)
                 from pg_locks
                 where locktype = 'advisory'
                   and not granted
                   and database = (select oid from pg_database where datname = current_database())",
            )
            .fetch_one(&mut self.0)
            .await
            .unwrap();
            if waiting == sessions {
                return;
            }
            assert!(tokio::time::Instant::now() < deadline, "{waiting} wait");
        }
    }

    pub(crate) async fn release(self) {
        self.0.close().await.unwrap();
    }
}

/// How long what must happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What comes of it, which must be soon.
pub(crate) async fn soon<F: Future>(what: F) -> F::Output {
    tokio::time::timeout(PATIENCE, what)
        .await
        .expect("it never came")
}

/// All of these at once, so that they come to the writer before it begins.
pub(crate) async fn together<F: Future>(asked: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    tokio::task::unconstrained(futures_util::future::join_all(asked)).await
}

pub(crate) fn message_id() -> MessageId {
    MessageId::new(Uuid::now_v7())
}

/// A message with an id chosen by the client.
pub(crate) fn saying(id: MessageId, body: &str) -> ConversationCommand {
    ConversationCommand::SendMessage {
        id,
        body: harness::text(body),
        files: vec![],
        reply_to: None,
    }
}

pub(crate) fn editing(id: MessageId, body: &str, if_match: Option<u64>) -> ConversationCommand {
    let body = harness::text(body);
    ConversationCommand::EditMessage { id, body, if_match }
}

pub(crate) fn deleting(id: MessageId) -> ConversationCommand {
    let if_match = None;
    ConversationCommand::DeleteMessage { id, if_match }
}

pub(crate) fn restoring(id: MessageId) -> ConversationCommand {
    ConversationCommand::RestoreMessage { id }
}

pub(crate) fn adding(user_id: UserId) -> ConversationCommand {
    ConversationCommand::AddParticipant { user_id }
}

pub(crate) fn removing(user_id: UserId) -> ConversationCommand {
    ConversationCommand::RemoveParticipant { user_id }
}

pub(crate) fn dismissing(people: &People, user_id: UserId) -> Command {
    Command::Project(people.project, ProjectCommand::RemoveMember { user_id })
}

/// A key, and a digest that stands for the request under it.
pub(crate) fn key(key: &str, request: &str) -> RequestKey {
    RequestKey {
        key: key.to_owned(),
        digest: request.as_bytes().to_vec(),
    }
}

/// Asks under a key.
pub(crate) async fn ask(
    people: &People,
    by: UserId,
    command: Command,
    key: RequestKey,
) -> Result<Outcome, SubmitError> {
    let submission = Submission {
        by,
        command,
        key: Some(key),
        metadata: Metadata::new(),
    };
    people.writer.submit(submission).await
}

/// What an outcome says, without the state: two answers to one request agree in this.
pub(crate) fn said(outcome: Result<Outcome, SubmitError>) -> Vec<RecordedEvent> {
    outcome.unwrap().events
}

/// The refusal, which must be one.
pub(crate) fn refusal(outcome: Result<Outcome, SubmitError>) -> domain::Refusal {
    match outcome {
        Err(SubmitError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// Asserts that the answer is that the key stands for another request.
#[track_caller]
pub(crate) fn assert_key_reused(outcome: &Result<Outcome, SubmitError>) {
    assert!(
        matches!(outcome, Err(SubmitError::KeyReused)),
        "{outcome:?}"
    );
}
