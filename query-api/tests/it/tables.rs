//! Rows of the read tables, as a projector would leave them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::{ConversationId, LogId, MessageId, ProjectId, Role, Timestamp, UserId};
use sqlx::postgres::{PgConnectOptions, PgPool};
use uuid::Uuid;
use wire::LogPosition;

/// 2026-01-01, where the clock of every test begins. It moves a second with each event.
const BEGIN: i64 = 1_767_225_600;

#[derive(Clone, Debug)]
pub struct Tables {
    /// As a superuser, who may write the log too.
    pub pool: PgPool,
    log: LogId,
    position: Arc<AtomicI64>,
}

/// A message that was said.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    pub id: MessageId,
    pub seq: i64,
}

impl Tables {
    pub async fn open(url: &str, log: LogId) -> Self {
        let options: PgConnectOptions = url.parse().unwrap();
        // Nothing here must survive a crash.
        let options = options.options([("synchronous_commit", "off")]);
        let pool = PgPool::connect_with(options).await.unwrap();
        Self {
            pool,
            log,
            position: Arc::default(),
        }
    }

    pub async fn run(&self, sql: &str) {
        sqlx::raw_sql(sql).execute(&self.pool).await.unwrap();
    }

    /// The place after the newest event.
    pub fn position(&self) -> LogPosition {
        LogPosition::new(
            self.log,
            self.position.load(Ordering::SeqCst).unsigned_abs(),
        )
    }

    /// A place this much after the newest event.
    pub fn ahead(&self, by: u64) -> LogPosition {
        LogPosition::new(self.log, self.position().position + by)
    }

    /// Moves the tables to the next event, and says so.
    pub async fn advance(&self) -> i64 {
        let position = self.position.fetch_add(1, Ordering::SeqCst) + 1;
        sqlx::query(
            "insert into read.checkpoint (log_id, incarnation, position)
             values ($1, $2, $3)
             on conflict (one) do update set position = excluded.position",
        )
        .bind(self.log.log_id)
        .bind(i32::try_from(self.log.incarnation).unwrap())
        .bind(position)
        .execute(&self.pool)
        .await
        .unwrap();
        self.run("notify tidings_read").await;
        position
    }

    pub async fn user(&self, role: Role, name: &str) -> UserId {
        let id = UserId::new(Uuid::now_v7());
        sqlx::query(
            "insert into read.users (id, role, name, registered_at) values ($1, $2, $3, now())",
        )
        .bind(id.uuid())
        .bind(role.as_str())
        .bind(name)
        .execute(&self.pool)
        .await
        .unwrap();
        id
    }

    pub async fn client(&self, name: &str) -> UserId {
        self.user(Role::Client, name).await
    }

    pub async fn project(&self, name: &str, members: &[UserId]) -> ProjectId {
        let id = ProjectId::new(Uuid::now_v7());
        sqlx::query("insert into read.projects (id, name, created_at) values ($1, $2, now())")
            .bind(id.uuid())
            .bind(name)
            .execute(&self.pool)
            .await
            .unwrap();
        for member in members {
            self.join(id, *member).await;
        }
        id
    }

    pub async fn join(&self, project: ProjectId, user: UserId) {
        sqlx::query(
            "insert into read.project_members (project_id, user_id, since) values ($1, $2, now())",
        )
        .bind(project.uuid())
        .bind(user.uuid())
        .execute(&self.pool)
        .await
        .unwrap();
    }

    pub async fn leave_project(&self, project: ProjectId, user: UserId) {
        sqlx::query("delete from read.project_members where project_id = $1 and user_id = $2")
            .bind(project.uuid())
            .bind(user.uuid())
            .execute(&self.pool)
            .await
            .unwrap();
    }

    /// A conversation that the first of its people started.
    pub async fn conversation(
        &self,
        project: ProjectId,
        subject: &str,
        people: &[UserId],
    ) -> ConversationId {
        let id = ConversationId::new(Uuid::now_v7());
        let at = self.append(id, 1, "ConversationStarted").await;
        sqlx::query(
            "insert into read.conversations (
               id, project_id, subject, status, version, created_by, created_at, last_seq,
               last_activity_at, messages_sent, subject_by)
             values ($1, $2, $3, 'active', 1, $4, $5, 1, $5, 0, $4)",
        )
        .bind(id.uuid())
        .bind(project.uuid())
        .bind(subject)
        .bind(people[0].uuid())
        .bind(at.to_offset())
        .execute(&self.pool)
        .await
        .unwrap();
        for user in people {
            sqlx::query(
                "insert into read.conversation_participants (
                   conversation_id, user_id, joined_seq, joined_at, read_seq, read_ordinal, own_after)
                 values ($1, $2, 1, $3, 1, 0, 0)",
            )
            .bind(id.uuid())
            .bind(user.uuid())
            .bind(at.to_offset())
            .execute(&self.pool)
            .await
            .unwrap();
        }
        id
    }

    pub async fn say(&self, conversation: ConversationId, author: UserId, body: &str) -> Said {
        self.answer(conversation, author, body, None).await
    }

    pub async fn answer(
        &self,
        conversation: ConversationId,
        author: UserId,
        body: &str,
        to: Option<Said>,
    ) -> Said {
        let last: i64 = sqlx::query_scalar("select last_seq from read.conversations where id = $1")
            .bind(conversation.uuid())
            .fetch_one(&self.pool)
            .await
            .unwrap();
        let said = Said {
            id: MessageId::new(Uuid::now_v7()),
            seq: last + 1,
        };
        let at = self.append(conversation, said.seq, "MessageSent").await;
        sqlx::query(
            "with c as (
               update read.conversations
               set last_seq = $2, last_activity_at = $6, messages_sent = messages_sent + 1,
                   last_message_seq = $2
               where id = $1
               returning messages_sent
             ), p as (
               update read.conversation_participants
               set own_after = own_after + (user_id = $4)::int,
                   has_unread = has_unread or (user_id <> $4 and left_seq is null)
               where conversation_id = $1
             )
             insert into read.messages (
               conversation_id, seq, id, ordinal, version, author_id, body, words, reply_to_seq, sent_at)
             select $1, $2, $3, c.messages_sent, 1, $4, $5, $8, $7, $6 from c",
        )
        .bind(conversation.uuid())
        .bind(said.seq)
        .bind(said.id.uuid())
        .bind(author.uuid())
        .bind(body)
        .bind(at.to_offset())
        .bind(to.map(|to| to.seq))
        .bind(words::spaced(body))
        .execute(&self.pool)
        .await
        .unwrap();
        said
    }

    /// Somebody reads up to a sequence.
    pub async fn read(&self, conversation: ConversationId, user: UserId, up_to: i64) {
        self.advance().await;
        sqlx::query(
            "with r as (
               insert into read.message_read_receipts (conversation_id, user_id, after_seq, up_to_seq, read_at)
               select $1, $2, p.read_seq, $3, now()
               from read.conversation_participants p
               where p.conversation_id = $1 and p.user_id = $2
             )
             update read.conversation_participants p
             set read_seq = $3,
                 has_unread = exists (
                   select from read.messages m
                   where m.conversation_id = $1 and m.author_id <> $2 and m.seq > $3),
                 read_ordinal = coalesce((
                   select max(m.ordinal) from read.messages m
                   where m.conversation_id = $1 and m.seq <= $3), 0),
                 own_after = (
                   select count(*) from read.messages m
                   where m.conversation_id = $1 and m.author_id = $2 and m.seq > $3)
             where p.conversation_id = $1 and p.user_id = $2",
        )
        .bind(conversation.uuid())
        .bind(user.uuid())
        .bind(up_to)
        .execute(&self.pool)
        .await
        .unwrap();
    }

    pub async fn leave(&self, conversation: ConversationId, user: UserId) {
        sqlx::query(
            "update read.conversation_participants set left_seq = 2, left_at = now(), has_unread = false
             where conversation_id = $1 and user_id = $2",
        )
        .bind(conversation.uuid())
        .bind(user.uuid())
        .execute(&self.pool)
        .await
        .unwrap();
    }

    pub async fn set_status(&self, conversation: ConversationId, status: &str) {
        sqlx::query("update read.conversations set status = $2 where id = $1")
            .bind(conversation.uuid())
            .bind(status)
            .execute(&self.pool)
            .await
            .unwrap();
    }

    /// An event of a conversation, as much of it as queries look at. Tells when it was.
    async fn append(&self, conversation: ConversationId, sequence: i64, name: &str) -> Timestamp {
        let position = self.advance().await;
        let at = Timestamp::from_millis((BEGIN + position) * 1_000);
        sqlx::query(
            "insert into log.events (
               aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
               position, event_id, topic, occurred_at, hash)
             values ('Conversation', $1, $2, $3, '1', '{}', '{}', $4, $5, null, $6, $7)",
        )
        .bind(conversation.to_string())
        .bind(sequence)
        .bind(name)
        .bind(position)
        .bind(Uuid::now_v7())
        .bind(at.to_offset())
        .bind(vec![0_u8; 32])
        .execute(&self.pool)
        .await
        .unwrap();
        at
    }

    /// The author changes what was said.
    pub async fn edit(&self, conversation: ConversationId, said: Said, body: &str) {
        let at = self.advance_at().await;
        sqlx::query(
            "update read.messages set body = $3, words = $5, version = version + 1, edited_at = $4
             where conversation_id = $1 and seq = $2",
        )
        .bind(conversation.uuid())
        .bind(said.seq)
        .bind(body)
        .bind(at.to_offset())
        .bind(words::spaced(body))
        .execute(&self.pool)
        .await
        .unwrap();
    }

    /// Somebody takes a message away.
    pub async fn delete(&self, conversation: ConversationId, said: Said, by: UserId) {
        let at = self.advance_at().await;
        sqlx::query(
            "with d as (
               update read.messages set body = '', words = '', deleted_at = $4, deleted_by = $3
               where conversation_id = $1 and seq = $2
             )
             update read.conversations c
             set messages_deleted = messages_deleted + 1,
                 last_message_seq = (
                   select max(m.seq) from read.messages m
                   where m.conversation_id = $1 and m.seq <> $2 and m.deleted_at is null)
             where c.id = $1",
        )
        .bind(conversation.uuid())
        .bind(said.seq)
        .bind(by.uuid())
        .bind(at.to_offset())
        .execute(&self.pool)
        .await
        .unwrap();
    }

    /// A person is erased, with all they said.
    pub async fn erase(&self, user: UserId) {
        self.advance().await;
        self.run(&format!(
            "update read.users set name = null, email = null, erased = true where id = '{user}';
             delete from read.message_files f using read.messages m
             where m.conversation_id = f.conversation_id and m.seq = f.seq and m.author_id = '{user}';
             update read.messages set body = '', words = '', erased = true where author_id = '{user}'"
        ))
        .await;
    }

    /// A message carries a file, the tables and the uploads know.
    pub async fn attach(&self, conversation: ConversationId, said: Said, file: &blobs::Upload) {
        self.reserve(conversation, said, file).await;
        sqlx::query(
            "insert into read.message_files (
               id, conversation_id, seq, place, name, size, content_type, sha256, has_preview, state)
             select u.id, $2, $3,
                    (select count(*) from read.message_files f where f.conversation_id = $2 and f.seq = $3),
                    u.name, u.size, u.content_type, encode(u.sha256, 'hex'),
                    u.preview_key is not null, u.state
             from app.uploads u
             where u.id = $1",
        )
        .bind(file.id.uuid())
        .bind(conversation.uuid())
        .bind(said.seq)
        .execute(&self.pool)
        .await
        .unwrap();
        // Whoever waits for the tables finds the row.
        self.advance().await;
    }

    /// A message is about to carry a file.
    pub async fn reserve(&self, conversation: ConversationId, said: Said, file: &blobs::Upload) {
        sqlx::query(
            "update app.uploads
             set conversation_id = $2, message_id = $3, reserved_at = now(), holds = 1
             where id = $1",
        )
        .bind(file.id.uuid())
        .bind(conversation.uuid())
        .bind(said.id.uuid())
        .execute(&self.pool)
        .await
        .unwrap();
    }

    async fn advance_at(&self) -> Timestamp {
        Timestamp::from_millis((BEGIN + self.advance().await) * 1_000)
    }
}
